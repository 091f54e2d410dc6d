"""Count the hostile inputs, made by hand, that are refused in words or come out harmless.

    python tests/campaigns/refusals.py

The inputs are those of the files `test_hostile_*.py`, of `tests/io/test_safe_read.py` and of
`tests/ingest/readers/test_changed_files.py`: tags of YAML that run code, entities and links in
workbooks, paths out of a folder, archives that inflate, special files, and files that change while
they are read. An input is one case of a test.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path

import pytest
from recording import record

ROOT = Path(__file__).parents[2]
FILES = (
    *(str(path) for path in sorted((ROOT / "tests").rglob("test_hostile_*.py"))),
    *(
        str(ROOT / path)
        for path in ("tests/io/test_safe_read.py", "tests/ingest/readers/test_changed_files.py")
    ),
)
WORST = (
    "A document of a collection could name ../../etc/passwd as its text, and the file was "
    "read. Now a text must be in the folder of texts, and links out of a folder are "
    "rejected."
)


class Held:
    """A pytest plugin that counts the cases of each test by how they ended."""

    def __init__(self) -> None:
        self.outcomes: dict[str, Counter[str]] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call" or report.outcome != "passed":
            name = report.nodeid.partition("::")[2].partition("[")[0]
            words = name.removeprefix("test_").replace("_", " ")
            self.outcomes.setdefault(words, Counter())[report.outcome] += 1


def main() -> int:
    """Run the tests; record what was counted if none failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--record", action="store_true", help="for the page of trust")
    given = parser.parse_args()
    held = Held()
    status = int(pytest.main(["-q", "-m", "", "-p", "no:cacheprovider", *FILES], plugins=[held]))
    total = sum(held.outcomes.values(), Counter[str]())
    if status or total["failed"]:
        return status or 1
    record(
        "refusals",
        command="python tests/campaigns/refusals.py",
        figures={
            "kinds of input": len(held.outcomes),
            "inputs": total.total(),
            "rejected or harmless": total["passed"],
            "skipped": total["skipped"],
        },
        worst=WORST,
        write=given.record,
        details=[
            {"input": words, "inputs": outcomes.total(), "passed": outcomes["passed"]}
            for words, outcomes in held.outcomes.items()
        ],
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
