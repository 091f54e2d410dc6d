"""The rooms of the package, and the tests that their mutants are tested with, in order."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from mutation_running import PACKAGE, ROOT

# Folders whose parts are rooms of their own.
_DIVIDED = ("ingest", "rules/engines")
# Their tests need a cluster, or the package and its documentation as a whole.
_LEFT_OUT = ("spark", "browser", "campaigns", "project")
_ALSO = (
    *("deprecation", "docs", "frame_habits", "immutable", "notebook", "public_interface"),
    *("release_digests", "similar_names", "wrong_arguments"),
)
# Test files that run first for the mutants of some rooms, besides those of the folder of the room.
_NEAR: dict[str, tuple[str, ...]] = {
    "model": ("curation/test_collection.py", "curation/test_assemble.py", "testing/*.py"),
    "rules": ("ingest/validate/test_validate.py",),
    "rules/engines": ("ingest/validate/*.py", "testing/*.py"),
    "ingest/validate": ("rules/*.py", "testing/*.py"),
    "curation": ("dataset/test_join.py",),
    "io": ("ingest/readers/*.py", "curation/test_verify_*.py"),
    "package": ("dataset/*.py", "project/test_wrong_arguments.py", "io/*.py"),
}


def room_of(module: str) -> str:
    """Return the room of a module: its folder, or `package` for the modules beside the rooms.

    Example:
        >>> room_of("ingest/readers/csv.py"), room_of("errors.py")
        ('ingest/readers', 'package')
    """
    folders = module.split("/")[:-1]
    two = "/".join(folders[:2])
    divided = two in _DIVIDED or (len(folders) > 1 and folders[0] in _DIVIDED)
    return two if divided else folders[0] if folders else "package"


def test_files() -> list[str]:
    """Return the files of tests that mutants are tested with."""
    found = [
        path.relative_to(ROOT / "tests")
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        if path.relative_to(ROOT / "tests").parts[0] not in _LEFT_OUT
    ]
    also = [Path("project", f"test_{name}.py") for name in _ALSO]
    found += [path for path in also if (ROOT / "tests" / path).exists()]
    return [Path("tests", path).as_posix() for path in found]


def modules() -> dict[str, str]:
    """Return the modules of the package, each with its room; those for Spark are left out."""
    found = [path.relative_to(PACKAGE).as_posix() for path in sorted(PACKAGE.rglob("*.py"))]
    return {module: room_of(module) for module in found if "spark" not in module}


def near_of(group: str) -> list[str]:
    """Return the files of tests that come first for the mutants of a room."""
    patterns = (f"{group}/**/*.py", *_NEAR.get(group, ()), "project/test_immutable.py")
    found = [
        path.relative_to(ROOT).as_posix()
        for pattern in patterns
        for path in sorted((ROOT / "tests").glob(pattern))
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
