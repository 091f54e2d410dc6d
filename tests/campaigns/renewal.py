"""List the age of the figures on the page of trust, and renew the old ones.

    python tests/campaigns/renewal.py            the age of each figure
    python tests/campaigns/renewal.py --check    exit 1 if a figure is too old
    python tests/campaigns/renewal.py --renew    run the campaigns whose figures are too old

A figure is too old if the code that it measures was changed in more than 30 commits since.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from recording import FOLDER, ROOT

LIMIT = 30
_PACKAGE = ("src/chinaindpolicy",)
_TEXTS = "../shared/sources"


@dataclass(frozen=True, slots=True)
class Campaign:
    """What a campaign measures, and the runs that renew its figures."""

    code: tuple[str, ...]
    commands: tuple[tuple[str, ...], ...]


CAMPAIGNS: Mapping[str, Campaign] = {
    "changes": Campaign(
        ("src/chinaindpolicy/curation", "src/chinaindpolicy/dataset"),
        (("changes.py", "--sources", _TEXTS, "--record"),),
    ),
    "agreement": Campaign(("src/chinaindpolicy/rules",), (("agreement.py", "--record"),)),
    "storage": Campaign(
        ("src/chinaindpolicy/rules", "src/chinaindpolicy/ingest/validate"),
        (("storage.py", "--cases", "40", "--each", "6", "--record"),),
    ),
    "mutation": Campaign(
        _PACKAGE,
        (("mutation.py",), ("mutation.py", "--again", "--unmeasured"), ("mutation.py", "--record")),
    ),
    "coverage": Campaign(_PACKAGE, (("coverage_of_branches.py",),)),
    "refusals": Campaign(("src/chinaindpolicy/ingest",), (("refusals.py", "--record"),)),
    "fuzzing": Campaign(
        _PACKAGE, (("fuzzing.py", "--seconds", "1200", "--seed", "2", "--record"),)
    ),
    "faults": Campaign(
        ("src/chinaindpolicy/io", "src/chinaindpolicy/exports"), (("faults.py", "--record"),)
    ),
    "shipping": Campaign(("pyproject.toml", "src/chinaindpolicy"), (("shipping.py",),)),
}


def age(campaign: str) -> int | None:
    """Return the number of later commits that changed the measured code; None if unknown."""
    path = FOLDER / f"{campaign}.json"
    if not path.is_file():
        return None
    start = str(json.loads(path.read_text(encoding="utf-8"))["commit"]).split()[0]
    command = ("git", "rev-list", "--count", f"{start}..HEAD", "--", *CAMPAIGNS[campaign].code)
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return int(found.stdout) if found.returncode == 0 else None


def old() -> Iterator[str]:
    """Yield the campaigns without a figure, and those whose figure is too old."""
    for campaign in CAMPAIGNS:
        passed = age(campaign)
        if passed is None or passed > LIMIT:
            yield campaign


def main() -> int:
    """List, check or renew the figures."""
    parser = argparse.ArgumentParser(description="List or renew the figures on the page of trust.")
    parser.add_argument("--check", action="store_true", help="exit 1 if a figure is too old")
    parser.add_argument("--renew", action="store_true", help="run the campaigns of old figures")
    given = parser.parse_args()
    waiting = list(old())
    for campaign in CAMPAIGNS:
        passed = age(campaign)
        state = "not recorded" if passed is None else f"{passed} commits changed its code since"
        print(f"{campaign:10} {state}{': too old' if campaign in waiting else ''}")
    if not given.renew:
        return 1 if given.check and waiting else 0
    status = 0
    for campaign in waiting:
        for command in CAMPAIGNS[campaign].commands:
            print("python", *command, flush=True)
            call = [sys.executable, str(ROOT / "tests" / "campaigns" / command[0]), *command[1:]]
            status = subprocess.call(call, cwd=ROOT) or status
    return status


if __name__ == "__main__":
    sys.exit(main())
