"""Names of releases: which are packaged, where they are, and their order."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from chinaindpolicy.errors import ReleaseError, UnknownNameError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable


DESCRIPTOR = "datapackage.json"


_NAME = re.compile(r"([0-9]+)\.([0-9]+)")


def releases_folder() -> Traversable:
    """Return where releases are: in the wheel, or in the checkout of an editable install."""
    here = Path(__file__).parents[1]
    if (packaged := here / "_releases").is_dir():
        return packaged
    if here.parent.name == "src":
        return here.parents[1] / "datasets" / "releases"
    # Imported from a zip. Asked last: what reads archives takes longer to import than we do.
    from importlib.resources import files

    return files("chinaindpolicy") / "_releases"


def _sort_key(name: str) -> tuple[int, int]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ReleaseError(f"{name!r} is no release name: expected year.number, such as 2026.1")
    return int(match[1]), int(match[2])


def newest(names: Iterable[str]) -> str:
    """Return the newest of some release names, by calendar and not by spelling.

    Example:
        >>> newest(["2026.9", "2026.10", "2025.12"])
        '2026.10'
    """
    return max(names, key=_sort_key)


@functools.cache
def packaged_releases() -> tuple[str, ...]:
    """Return the releases that come with this package, oldest first.

    Raises:
        ReleaseError: If the package holds none.
    """
    home = releases_folder()
    found = _release_names(home)
    if not found:
        raise ReleaseError(f"{home}: no release here: the installation is incomplete")
    return tuple(sorted(found, key=_sort_key))


def earlier_release(folder: Path, name: str) -> Path | None:
    """Return the newest release in a folder that is older than a named one, or None.

    Raises:
        ReleaseError: If there are releases, and the name is none by which to tell older ones.
    """
    older = [each for each in _release_names(folder) if _sort_key(each) < _sort_key(name)]
    return folder / newest(older) if older else None


def _release_names(home: Traversable) -> list[str]:
    if not home.is_dir():
        return []
    return [
        path.name
        for path in home.iterdir()
        if _NAME.fullmatch(path.name) and (path / DESCRIPTOR).is_file()
    ]


def release_path(name: str) -> Traversable:
    """Return the folder of a packaged release: a path, or a place in the zip we run from.

    Raises:
        UnknownNameError: If there is no such release; names near matches.
    """
    if name not in packaged_releases():
        raise UnknownNameError("release", name, packaged_releases())
    return releases_folder() / name
