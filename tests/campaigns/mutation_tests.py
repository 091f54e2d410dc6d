"""Which tests are held against the mutants of which modules, and in which order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence

from mutation_running import PACKAGE, ROOT

GROUPS: dict[str, tuple[str, ...]] = {
    "quantity": ("quantity/**/*.py",),
    "records": ("model/*.py",),
    "rules": ("rules/*.py",),
    "validation": (
        *("rules/engines/[!s]*.py", "ingest/validate/[!s]*.py", "ingest/validate/so*.py"),
    ),
    "provenance": ("curation/source_text.py", "io/digests.py"),
    "build": ("curation/build.py", "curation/assemble.py", "curation/history.py"),
    "verification": ("curation/verify.py", "curation/text_checks.py"),
}
# Test files that run first for the mutants of a group; for code that runs at import, the only ones.
AREAS: dict[str, tuple[str, ...]] = {
    "quantity": (
        *("tests/quantity/test_readings.py", "tests/quantity/**/test_numerals.py"),
        *("tests/quantity/**/*.py", "tests/project/test_immutable.py"),
    ),
    "records": (
        *("tests/project/test_public_interface.py", "tests/model/*.py"),
        *("tests/curation/test_collection.py", "tests/curation/test_assemble.py"),
        "tests/testing/*.py",
    ),
    "rules": (
        *("tests/rules/*.py", "tests/ingest/validate/test_validate.py"),
        "tests/project/test_immutable.py",
    ),
    "validation": (
        *("tests/ingest/validate/*.py", "tests/rules/*.py", "tests/testing/*.py"),
        *("tests/model/test_schemas.py", "tests/project/test_public_interface.py"),
        "tests/project/test_immutable.py",
    ),
    "provenance": (
        *("tests/curation/test_source_text.py", "tests/curation/test_verify_*.py"),
        "tests/project/test_immutable.py",
    ),
    "build": (
        *("tests/curation/test_build.py", "tests/curation/test_collection.py"),
        *("tests/curation/test_assemble.py", "tests/dataset/test_join.py"),
        *("tests/curation/test_history.py", "tests/project/test_immutable.py"),
    ),
    "verification": (
        *("tests/curation/test_text_checks.py", "tests/curation/test_verify_*.py"),
        *("tests/curation/test_quotes.py", "tests/dataset/test_join.py"),
    ),
}
# Test files that run at all: those near the core. Others would kill a few more mutants.
NEAR = (
    *("quantity/**/test_*", "model/test_*", "dataset/test_*", "curation/test_*"),
    *("extraction/test_*", "rules/test_*", "ingest/*/test_*", "io/test_*", "testing/test_*"),
    *("cli/test_*", "exports/test_export_limits", "analysis/test_links"),
    *("analysis/test_region_addition", "plot/test_chart_data", "project/test_docs"),
    *("project/test_notebook", "project/test_immutable", "project/test_public_interface"),
    *("project/test_release_digests", "project/test_deprecation"),
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
