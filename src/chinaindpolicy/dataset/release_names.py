"""Names of releases: the packaged ones, their folders and their order."""

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
    """Return the folder of the releases: in the wheel, or in the checkout if editable."""
    here = Path(__file__).parents[1]
    if (packaged := here / "_releases").is_dir():
        return packaged
    if here.parent.name == "src":
        return here.parents[1] / "datasets" / "releases"
    # Imported from a zip. Last, because the import of `importlib.resources` is slow.
    from importlib.resources import files

    return files("chinaindpolicy") / "_releases"


def _sort_key(name: str) -> tuple[int, int]:
    match = _NAME.fullmatch(name)
    if match is None:
        raise ReleaseError(
            f"{name!r} is not a valid release name; expected YEAR.NUMBER, e.g. 2026.1"
        )
    return int(match[1]), int(match[2])


def newest(names: Iterable[str]) -> str:
    """Return the latest of some release names, in calendar order.

    Example:
        >>> newest(["2026.9", "2026.10", "2025.12"])
        '2026.10'
    """
    return max(names, key=_sort_key)


@functools.cache
def packaged_releases() -> tuple[str, ...]:
    """Return the releases that come with this package, oldest first.

    Raises:
        ReleaseError: If the package has none.
    """
    home = releases_folder()
    found = _release_names(home)
    if not found:
        raise ReleaseError(
            f"{home} contains no release; the installation is incomplete, install the package again"
        )
    return tuple(sorted(found, key=_sort_key))


def earlier_release(folder: Path, name: str) -> Path | None:
    """Return the latest release in a folder that is older than a named one, or None.

    Raises:
        ReleaseError: If the name is not a valid release name.
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
    """Return the folder of a packaged release: a path, or an entry of a zip.

    Raises:
        UnknownNameError: If there is no such release; suggests similar names.
    """
    if name not in packaged_releases():
        raise UnknownNameError("release", name, packaged_releases())
    return releases_folder() / name
