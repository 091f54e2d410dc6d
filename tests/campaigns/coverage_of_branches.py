"""Measure that the tests run every line and every branch of the package.

`python tests/campaigns/coverage_of_branches.py [--spark PYTHON] [--keep FOLDER]`

The default tests run in this environment. Spark's tests need Java and pyspark, which often live
in an environment of their own (`pip install ".[test,spark]" "coverage[toml]"`): `--spark` names
its interpreter. Both are measured and combined. Where Spark cannot be had, what only Spark runs
is left out of the sum, and nothing is recorded. Ends with 1 if a line or branch is not run.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

import coverage
from recording import record

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "chinaindpolicy"
COMMAND = "python tests/campaigns/coverage_of_branches.py --spark PYTHON"
WORST = (
    "`validate` of the dataset's tasks.csv ended with an internal error, and DuckDB could "
    "not return the valid rows of data without errors, because no test used such data. Both "
    "are fixed."
)

SPARK_ONLY = "*/validation/spark_*.py"
"""What only runs where there is a Spark cluster."""

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "    if TYPE_CHECKING:": "imports for type checkers, which never run",
        "    ...": "an ellipsis: a method that a protocol declares, or an example in a docstring",
    }
)
"""Why lines are excluded without a word of their own, by an example of such a line."""

_PRAGMA = re.compile(r"#\s*pragma: no cover\b[ :,-]*(.*)")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaign; return 0 only if every line and branch was run."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--spark", metavar="PYTHON", help="an interpreter with pyspark")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="where the data is to stay")
    options = parser.parse_args(arguments)
    spark = options.spark or (sys.executable if importlib.util.find_spec("pyspark") else None)
    with tempfile.TemporaryDirectory() as scratch:
        folder: Path = options.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        _run(sys.executable, folder / "part.tests", "tests")
        if spark is not None:
            _run(spark, folder / "part.spark", "tests/spark", CHINAINDPOLICY_SPARK="true")
        parts = [str(path) for path in sorted(folder.glob("part.*"))]
        measured = coverage.Coverage(data_file=str(folder / "all"), config_file=_config())
        measured.combine(parts, keep=True)
        totals = _totals(measured, folder / "all.json", None if spark else SPARK_ONLY)
    excluded = excluded_lines()
    whole = totals["covered_lines"] == totals["num_statements"] and (
        totals["covered_branches"] == totals["num_branches"]
    )
    figures: dict[str, int | float | str] = {
        "lines": totals["num_statements"],
        "lines run": totals["covered_lines"],
        "branches": totals["num_branches"],
        "branches taken": totals["covered_branches"],
        "percent": round(totals["percent_covered"], 2),
        "lines excluded": sum(excluded.values()),
    }
    print(json.dumps(figures, indent=1))
    for reason, lines in excluded.items():
        print(f"{lines:6} excluded: {reason}")
    if spark is None:
        print("not recorded: without Spark, what only it runs was left out", file=sys.stderr)
    else:
        details = [{"lines": lines, "reason": reason} for reason, lines in excluded.items()]
        record("coverage", command=COMMAND, figures=figures, worst=WORST, details=details)
    return 0 if whole else 1


def excluded_lines() -> Mapping[str, int]:
    """Count the lines that coverage is not asked of, by the reason why.

    Raises:
        SystemExit: If there is a line whose exclusion nobody has argued.
    """
    paths = sorted(PACKAGE.rglob("*.py"))
    patterns = coverage.Coverage(data_file=None, config_file=_config()).get_exclude_list()
    reasons: dict[str, list[str]] = {}
    for pattern in patterns:
        for mark, reason in REASONS.items():
            if re.search(pattern, mark):
                reasons.setdefault(reason, []).append(pattern)
    for path in paths:
        for words in _PRAGMA.findall(path.read_text("utf-8")):
            reasons.setdefault(words.strip(), [re.escape(words)])
    found = {
        reason: sum(_excluded(path, each) for path in paths) for reason, each in reasons.items()
    }
    everything = sum(_excluded(path, patterns) for path in paths)
    if "" in found or sum(found.values()) != everything:
        raise SystemExit(f"of {everything} excluded lines, some have no reason, or two: {found}")
    return found


def _excluded(path: Path, patterns: Sequence[str]) -> int:
    """Return the number of lines of a module that some patterns exclude."""
    measured = coverage.Coverage(data_file=None, config_file=_config())
    measured.clear_exclude()
    for pattern in patterns:
        measured.exclude(pattern)
    _, _, excluded, _, _ = measured.analysis2(str(path))
    lines = [*path.read_text("utf-8").split("\n"), ""]
    # The blank line after an ellipsis is counted too.
    return sum(1 for number in excluded if lines[number - 1].strip())


def _run(python: str, data: Path, tests: str, **more: str) -> None:
    """Run tests under coverage; they have to pass, or what they ran proves nothing."""
    source = os.pathsep.join(filter(None, [str(ROOT / "src"), os.environ.get("PYTHONPATH")]))
    environment = {**os.environ, "COVERAGE_FILE": str(data), "PYTHONPATH": source, **more}
    command = [python, "-m", "coverage", "run", "-m", "pytest", "-q", "-m", "", tests]
    status = subprocess.call(command, cwd=ROOT, env=environment)
    if status:
        raise SystemExit(f"{' '.join(command)}: ended with {status}")


def _totals(measured: coverage.Coverage, path: Path, omit: str | None) -> Mapping[str, Any]:
    """Tell what was not run, and return coverage's own sums."""
    told = io.StringIO()
    measured.report(file=told, omit=omit)
    print(told.getvalue())
    measured.json_report(outfile=str(path), omit=omit)
    totals: Mapping[str, Any] = json.loads(path.read_text("utf-8"))["totals"]
    return totals


def _config() -> str:
    return str(ROOT / "pyproject.toml")


if __name__ == "__main__":
    sys.exit(main())
