"""Which tests are held against the mutants of which modules, and in which order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence

from mutation_running import PACKAGE, ROOT

GROUPS: dict[str, tuple[str, ...]] = {
    "quantity": ("quantity/**/*.py",),
    "records": ("records/*.py",),
    "rules": ("rules.py",),
    "validation": ("validation/[!s]*.py", "validation/s[!p]*.py"),
    "provenance": ("provenance.py",),
    "build": ("build.py", "assemble.py"),
    "verification": ("verification.py", "texts.py"),
}
# The tests that come first for the mutants of a group; of code that runs at import, the only ones.
AREAS: dict[str, tuple[str, ...]] = {
    "quantity": (
        *("tests/quantity/test_readings.py", "tests/quantity/**/test_numerals.py"),
        *("tests/quantity/**/*.py", "tests/test_immutable.py"),
    ),
    "records": (
        *("tests/test_stealth.py", "tests/test_records.py", "tests/test_schemas.py"),
        *("tests/test_collection.py", "tests/testing/test_strategies.py"),
    ),
    "rules": ("tests/test_rules.py", "tests/test_validation.py", "tests/test_immutable.py"),
    "validation": (
        *("tests/test_validation_edges.py", "tests/test_validation_rarely.py"),
        *("tests/test_validation.py", "tests/test_validation_*.py", "tests/testing/*.py"),
        *("tests/test_spark_refusals.py", "tests/test_schemas.py", "tests/test_rare_ways.py"),
        *("tests/test_stealth.py", "tests/test_immutable.py"),
    ),
    "provenance": (
        *("tests/test_provenance.py", "tests/test_verification.py", "tests/test_immutable.py"),
    ),
    "build": (
        *("tests/test_assemble_build.py", "tests/test_collection.py", "tests/test_joining.py"),
        *("tests/test_history.py", "tests/test_immutable.py"),
    ),
    "verification": (
        *("tests/test_verification_edges.py", "tests/test_verification.py"),
        "tests/test_joining.py",
    ),
}
# The tests that are run at all: those near the core. Others would kill some more.
NEAR = (
    *("quantity/**/test_*", "test_records", "test_schemas", "test_validation*", "testing/test_*"),
    *("test_rules", "test_provenance", "test_verification*", "test_assemble_build", "test_history"),
    *("test_joining", "test_dataset", "test_tables", "cli/test_*", "test_docs"),
    *("test_rare_ways", "test_hostile_inputs", "test_spark_refusals"),
    *("test_collection", "test_located", "test_sections", "test_notebook"),
    *("test_stealth", "test_immutable", "test_own_documents"),
    "mapping/test_*",
)


def test_files() -> list[str]:
    """Return the files of tests that mutants are held against."""
    found = [path for near in NEAR for path in sorted(ROOT.glob(f"tests/{near}.py"))]
    return [path.relative_to(ROOT).as_posix() for path in found]


def modules() -> dict[str, str]:
    """Return the modules of the core, each with its group."""
    return {
        path.relative_to(PACKAGE).as_posix(): group
        for group, patterns in GROUPS.items()
        for pattern in patterns
        for path in sorted(PACKAGE.glob(pattern))
    }


def near_of(group: str) -> list[str]:
    """Return the files of tests that come first for the mutants of a group."""
    found = [
        path.relative_to(ROOT).as_posix()
        for pattern in AREAS[group]
        for path in sorted(ROOT.glob(pattern))
        if path.name.startswith("test_")
    ]
    return list(dict.fromkeys(found))


def far(test: str, near: Sequence[str]) -> int:
    """Return how many of these files come before that of a test."""
    file = test.partition("::")[0]
    return near.index(file) if file in near else len(near)


def in_turn(
    tests: Sequence[str], near: Sequence[str], took: Callable[[str], float]
) -> Iterator[str]:
    """Yield tests so that each file has as much time as the others, those that come first before.

    Within a file they keep their order. Many tests of one file would else take all the time.
    """
    by_file: dict[str, list[str]] = {file: [] for file in near}
    for test in tests:
        by_file.setdefault(test.partition("::")[0], []).append(test)
    waiting = [(0.0, place, iter(found)) for place, found in enumerate(by_file.values())]
    while waiting:
        used, place, rest = heapq.heappop(waiting)
        following = next(rest, None)
        if following is not None:
            yield following
            heapq.heappush(waiting, (used + took(following), place, rest))
