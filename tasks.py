"""Tasks of the workshop: `python tasks.py NAME`, or without a name for the list."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SOURCES = Path("..", "shared", "sources")
RAW = Path("..", "raw")
TASKS: dict[str, tuple[str, list[list[str]]]] = {
    "test": ("run the tests", [["-m", "pytest", "-n", "2", "--dist=worksteal"]]),
    "full": (
        "run the slow tests that `test` excludes",
        [["-m", "pytest", "-n", "2", "--dist=worksteal", "-m", "full"]],
    ),
    "check": (
        "lint, format, import contracts and types",
        [
            ["-m", "ruff", "check", "."],
            ["-m", "ruff", "format", "--check", "."],
            ["-c", "from importlinter.cli import lint_imports_command as main; main()"],
            ["-m", "mypy"],
            ["-m", "pyright"],
        ],
    ),
    "browser": ("run the tests of the page in Chromium", [["-m", "pytest", "tests/browser"]]),
    "cover": (
        "run the tests, and fail if a line or branch of the package is not run",
        [["tests/campaigns/coverage_of_branches.py"]],
    ),
    "locate": (
        "find the offsets of changed records in the texts",
        [["-m", "chinaindpolicy", "locate", "--sources", str(SOURCES)]],
    ),
    "build": (
        "build the release in datasets/collection.yaml",
        [["-m", "chinaindpolicy", "build", "--sources", str(SOURCES)]],
    ),
    "codelists": (
        "build datasets/codelists from the raw files in ../raw, as tools/codelists/sources.py "
        "names them (dependency group `codelists`)",
        [["-m", "tools.codelists", str(RAW)]],
    ),
    "standards": (
        "check the exports with the standards' own validators (dependency group `standards`; "
        "IAMC_PYTHON names a Python with the group `iamc`)",
        [["-m", "pytest", "tests/standards.py", "-o", "filterwarnings=default"]],
    ),
    "snapshots": (
        "write the snapshots of public names and schemas",
        [["tests/public_face.py"]],
    ),
    "pin": (
        "publish new releases: write the snapshots, and add the releases' digests to the pins",
        [["tests/public_face.py", "--pin"]],
    ),
    "constraints": (
        "write constraints.txt, the versions of requirements.lock",
        [["tests/constraints.py"]],
    ),
    "audit": (
        "check the locked packages for known vulnerabilities: NEEDS A NETWORK (group `audit`)",
        [["-m", "pip_audit", "--require-hashes", "--disable-pip", "-r", "requirements.lock"]],
    ),
    "shipping": (
        "build the released packages three times, compare them, and test them on every Python",
        [["tests/campaigns/shipping.py"]],
    ),
    "site": (
        "build the documentation site (group `site`)",
        [["-m", "zensical", "build", "--strict", "--clean"], ["docs/inventory.py"]],
    ),
    "docs": (
        "write the generated pages and pictures",
        [["docs/generate.py"], ["docs/pictures.py"]],
    ),
    "notebooks": ("run the notebooks and write their outputs", [["docs/notebooks/run.py"]]),
    "faults": (
        "test writing under kills, full disks and parallel runs, a few times each",
        [["tests/campaigns/faults.py", "--bounded"]],
    ),
    "fuzz": (
        "feed the same hostile inputs to every reader and page",
        [["tests/campaigns/fuzzing.py", "--bounded"]],
    ),
    "trust": (
        "run the campaigns whose figures on the page of trust are too old",
        [["tests/campaigns/renewal.py", "--renew"]],
    ),
    "benchmark": ("print the benchmarks' ratios", [["benchmarks/loading.py"]]),
}


def main() -> int:
    """Run one task; its commands run in order and the first failure ends it."""
    name = sys.argv[1] if len(sys.argv) == 2 else ""
    if name not in TASKS:
        for task, (purpose, _) in TASKS.items():
            print(f"{task:10} {purpose}")
        return 2
    for command in TASKS[name][1]:
        status = subprocess.call([sys.executable, *command])
        if status:
            return status
    return 0


if __name__ == "__main__":
    sys.exit(main())
