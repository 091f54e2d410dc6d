"""Where campaigns keep what they measured: `docs/trust/NAME.json`, shown by `docs/trust.md`."""

from __future__ import annotations

import datetime
import importlib.util
import json
import platform
import subprocess
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "trust"
_VERSIONS = ("polars", "pydantic", "pandera", "hypothesis")


def record(
    name: str,
    *,
    command: str,
    figures: Mapping[str, int | float | str],
    worst: str,
    details: Sequence[Mapping[str, Any]] = (),
    write: bool = True,
) -> None:
    """Print what a campaign measured, and write it where the page of trust takes it from.

    Args:
        name: The campaign, and the stem of its file.
        command: The command that anyone can run for the same figures.
        figures: What was counted, by the words the page shows.
        worst: The worst thing the campaign found, and what became of it; one sentence.
        details: Rows of a table behind the figures, all of the same keys.
        write: Whether it is written, or only printed.
    """
    print(json.dumps(figures, ensure_ascii=False, indent=1))
    if not write:
        return
    _check_package()
    content = {
        "campaign": name,
        "command": command,
        "commit": commit(),
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "environment": {
            "python": platform.python_version(),
            **{package: version(package) for package in _VERSIONS},
        },
        "figures": dict(figures),
        "worst": worst,
        "details": [dict(row) for row in details],
    }
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{name}.json"
    beside = path.with_suffix(".part")
    beside.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    beside.replace(path)
    print(f"recorded in {path.relative_to(ROOT)}; `python docs/generate.py` puts it on the page")


def commit() -> str:
    """Return the commit that is measured; `and changes` if the checkout is not as committed."""
    if not (ROOT / ".git").exists():
        return "unknown"

    def git(*arguments: str) -> str:
        return subprocess.check_output(("git", *arguments), cwd=ROOT, text=True).strip()

    changed = git("status", "--porcelain", "--", "src", "tests")
    return git("rev-parse", "--short=10", "HEAD") + (" and changes" if changed else "")


def _check_package() -> None:
    found = importlib.util.find_spec("chinaindpolicy")
    if found is not None and not Path(str(found.origin)).is_relative_to(ROOT):
        raise SystemExit(
            f"not recorded: chinaindpolicy is imported from {found.origin}, not this checkout: "
            'python -m pip install --editable ".[test]"'
        )
