"""Interpreters at hand, oldest and newest dependencies, and the tests against the wheel in each."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from blame import culprits, failed_tests, locked
from building import ROOT, ShippingError, call

PYTHONS = ("3.11", "3.12", "3.13", "3.14")
OLDEST = PYTHONS[0]
# Quick, and telling where dependencies or Python change: dtypes, pandera schemas, pydantic's
# strictness, compiled queries on Polars and DuckDB, files of every kind, click, pickles, zips.
SUBSET = (
    "tests/dataset/test_loading.py", "tests/dataset/test_release_files.py",
    "tests/dataset/test_tables.py", "tests/dataset/test_packaged_data.py",
    "tests/model/test_schemas.py",
    "tests/project/test_similar_names.py", "tests/rules", "tests/ingest", "tests/cli",
    "tests/curation/test_yaml_reader.py", "tests/curation/test_yaml_values.py",
    "tests/project/test_public_interface.py", "tests/project/test_release_digests.py",
    "tests/project/test_deprecation.py",
)  # fmt: skip
# A part of each room, for the Pythons that CI does not test in whole.
CORE = (
    "tests/dataset/test_loading.py", "tests/dataset/test_packaged_data.py",
    "tests/model/test_serialization.py", "tests/project/test_public_interface.py",
    "tests/ingest/validate/test_validate.py", "tests/ingest/normalize/test_normalize.py",
    "tests/exports/test_export.py", "tests/cli/test_entry_point.py", "tests/quantity/test_find.py",
)  # fmt: skip
# What the oldest dependencies change: dtypes, schemas, strictness, queries, options of commands.
FOR_OLDEST = (
    *CORE, "tests/model/test_schemas.py", "tests/rules", "tests/ingest/validate", "tests/cli",
    "tests/curation/test_yaml_values.py", "tests/project/test_deprecation.py",
)  # fmt: skip
# Marked full, and run all the same: imports by threads and from a zip depend on Python.
SLOW = ("tests/project/test_concurrency.py", "tests/project/test_installation.py")
SMOKE = """
import importlib, pkgutil
import chinaindpolicy as cip
for module in pkgutil.walk_packages(cip.__path__, "chinaindpolicy."):
    if not module.name.endswith("__main__"): importlib.import_module(module.name)
assert cip.verify().ok and cip.schema("targets").validate(cip.targets.frame()) is not None
assert cip.validate(cip.regions.frame(), "regions").ok
print(cip.__file__)
"""
# Of failed tests, so many are run again for each newer package.
MOST_FAILED = 50
WATCHED = ("polars", "pandera", "pydantic", "narwhals", "click", "duckdb")


@dataclass(frozen=True)
class Combination:
    """An interpreter and the dependencies it gets."""

    version: str
    python: Path
    resolution: str  # of uv: `lowest-direct` or `highest`

    @property
    def name(self) -> str:
        """The combination in words."""
        oldest = self.resolution == "lowest-direct"
        return f"{self.version}, {'oldest' if oldest else 'newest'} dependencies"


@dataclass(frozen=True)
class Outcome:
    """What came of a combination."""

    combination: Combination
    versions: dict[str, str]
    passed: int = 0
    skipped: int = 0
    failure: str = ""

    def row(self) -> dict[str, str | int]:
        """The outcome as a row of the table."""
        return {
            "python": self.combination.version,
            "dependencies": self.combination.name.split(", ")[1].split()[0],
            **{name: self.versions.get(name, "") for name in WATCHED},
            "passed": self.passed,
            "skipped": self.skipped,
            "result": "failed" if self.failure else "passed",
        }


def interpreters() -> dict[str, Path]:
    """Return the interpreters at hand, by version.

    They are looked for by name: in CHINAINDPOLICY_PYTHONS (folders, as PATH has them), on PATH,
    and among pyenv's.
    """
    given = os.environ.get("CHINAINDPOLICY_PYTHONS", "").split(os.pathsep)
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"), "versions")
    folders = [*given, *os.environ.get("PATH", "").split(os.pathsep)]
    folders += [str(path) for path in sorted(pyenv.glob("*/bin"))]
    found: dict[str, Path] = {}
    for version in PYTHONS:
        for folder in filter(None, folders):
            path = shutil.which(f"python{version}", path=folder)
            if path and _runs(path, version):
                found[version] = Path(path)
                break
    return found


def _runs(path: str, version: str) -> bool:
    code = "import ensurepip, ssl, sys; print('%d.%d' % sys.version_info[:2])"
    try:
        told = subprocess.run([path, "-c", code], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return told.stdout.strip() == version


def combinations(found: dict[str, Path]) -> list[Combination]:
    """Return what is to be tried: the oldest dependencies once, the newest on every Python."""
    newest = [Combination(version, path, "highest") for version, path in found.items()]
    oldest = [Combination(OLDEST, found[OLDEST], "lowest-direct")] if OLDEST in found else []
    return [*oldest, *newest]


def try_out(
    combination: Combination, work: Path, uv: Path, wheel: Path, unpacked: Path, tests: list[str]
) -> Outcome:
    """Install the wheel with its dependencies, away from the checkout, and run tests against it.

    Args:
        combination: The interpreter and the resolution.
        work: An empty folder of its own.
        uv: The installer, which can resolve to the oldest versions.
        wheel: What is tested.
        unpacked: The unpacked sdist, whose tests are run, without its `src`.
        tests: The tests to run; none for all, in two processes.
    """
    work.mkdir()
    python = work / "env" / "bin" / "python"
    home = Path(shutil.copytree(unpacked, work / "sdist", ignore=shutil.ignore_patterns("src")))
    versions: dict[str, str] = {}
    try:
        call([uv, "venv", "--quiet", "--python", combination.python, work / "env"], work)
        pinned = call(
            [uv, "pip", "compile", "--quiet", "--no-header", "--no-annotate", "--extra", "test",
             "--python", python, "--resolution", combination.resolution, ROOT / "pyproject.toml"],
            work,
        )  # fmt: skip
        (work / "pins.txt").write_text(pinned, encoding="utf-8")
        versions = dict(re.findall(r"^([\w-]+)==(\S+)", pinned, re.MULTILINE))
        call(
            [uv, "pip", "install", "--quiet", "--python", python,
             "--constraints", work / "pins.txt", f"{wheel}[test]"],
            work,
        )  # fmt: skip
        call([uv, "pip", "check", "--quiet", "--python", python], work)
        place = call([python, "-W", "error", "-X", "dev", "-c", SMOKE], work).strip()
        if not Path(place).is_relative_to(work / "env"):
            raise ShippingError(f"imported from {place}, not from the wheel")
        pytest: list[str | Path] = [python, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        output = call([*pytest, *(tests or ["-n", "2", "--dist=worksteal"])], home)
        output += call([*pytest, "-m", "full", *SLOW], home)
    except ShippingError as error:
        failure = str(error)
        if combination.resolution == "highest" and " -m pytest " in failure.partition("\n")[0]:
            failure += "\n" + "\n".join(blame(python, uv, home, versions, failure))
        return Outcome(combination, versions, failure=failure)
    counts: Counter[str] = Counter()
    for number, word in re.findall(r"(\d+) (passed|skipped)", output):
        counts[word] += int(number)
    return Outcome(combination, versions, counts["passed"], counts["skipped"])


def blame(
    python: Path, uv: Path, home: Path, versions: dict[str, str], output: str
) -> Iterator[str]:
    """Yield which packages of an environment break the tests that failed in it.

    Args:
        python: The interpreter of the environment.
        uv: The installer.
        home: The folder that the tests are run in.
        versions: The versions that are installed.
        output: What the failed run of pytest printed.
    """
    tests = failed_tests(output)[:MOST_FAILED]

    def install(name: str, version: str) -> None:
        package = f"{name}=={version}"
        call([uv, "pip", "install", "--quiet", "--no-deps", "--python", python, package], home)

    def passes_with(name: str, version: str) -> bool:
        try:
            install(name, version)
            call([python, "-m", "pytest", "-q", "-m", "", "-p", "no:cacheprovider", *tests], home)
        except ShippingError:
            return False
        finally:
            install(name, versions[name])
        return True

    yield from culprits(versions, locked(), passes_with if tests else lambda name, version: False)


def shown(outcomes: list[Outcome]) -> Iterator[str]:
    """Yield what came of every combination, failures in full."""
    for outcome in outcomes:
        state = outcome.failure or f"{outcome.passed} passed, {outcome.skipped} skipped"
        yield f"{outcome.combination.name}: {state}"


def absent(found: dict[str, Path]) -> list[str]:
    """Return the versions that no interpreter was found for."""
    return [version for version in PYTHONS if version not in found]


def interpreter() -> Path:
    """Return the interpreter that runs this, outside of any virtual environment."""
    return Path(getattr(sys, "_base_executable", sys.executable))
