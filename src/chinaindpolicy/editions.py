"""Editions of the dataset: which there are, their descriptors, and bytes proven by digest."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.errors import ReleaseError, UnknownNameError

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

__all__ = [
    "DESCRIPTOR",
    "earlier_release",
    "newest",
    "packaged_releases",
    "parse_descriptor",
    "read_descriptor",
    "read_table",
    "release_path",
]

DESCRIPTOR = "datapackage.json"
_RESOURCE_KEYS = ("name", "path", "hash", "rows", "description", "schema")
_NAME = re.compile(r"([0-9]+)\.([0-9]+)")


def _home() -> Traversable:
    """Return where releases are: in the wheel, or in the checkout of an editable install."""
    here = Path(__file__).parent
    if (packaged := here / "_releases").is_dir():
        return packaged
    if here.parent.name == "src":
        return here.parents[1] / "datasets" / "releases"
    # Imported from a zip. Asked last: what reads archives takes longer to import than we do.
    from importlib.resources import files

    return files("chinaindpolicy") / "_releases"


def _calendar(name: str) -> tuple[int, int]:
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
    return max(names, key=_calendar)


@functools.cache
def packaged_releases() -> tuple[str, ...]:
    """Return the releases that come with this package, oldest first.

    Raises:
        ReleaseError: If the package holds none.
    """
    home = _home()
    found = _names_in(home)
    if not found:
        raise ReleaseError(f"{home}: no release here: the installation is incomplete")
    return tuple(sorted(found, key=_calendar))


def earlier_release(folder: Path, name: str) -> Path | None:
    """Return the newest release in a folder that is older than a named one, or None.

    Raises:
        ReleaseError: If there are releases, and the name is none by which to tell older ones.
    """
    older = [each for each in _names_in(folder) if _calendar(each) < _calendar(name)]
    return folder / newest(older) if older else None


def _names_in(home: Traversable) -> list[str]:
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
    return _home() / name


def read_descriptor(folder: Traversable) -> dict[str, Any]:
    """Read a release's `datapackage.json`.

    Raises:
        ReleaseError: If it is missing or no JSON object.
    """
    path = folder / DESCRIPTOR
    try:
        return parse_descriptor(path.read_bytes())
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read: {error.strerror or 'no such file'}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ReleaseError(f"{path}: not the descriptor of a release: {error}") from error


def parse_descriptor(data: bytes) -> dict[str, Any]:
    """Return a descriptor with its resources by name, as `tables`.

    Raises:
        ValueError: If it is no JSON, or has not what a release's descriptor has.
    """
    parsed: object = json.loads(data)
    if not isinstance(parsed, dict):
        raise ValueError("it is no JSON object")
    descriptor = cast("dict[str, Any]", parsed)
    missing = [key for key in ("name", "version", "resources") if key not in descriptor]
    if missing:
        raise ValueError(f"it has no {' and no '.join(missing)}")
    resources = cast("list[dict[str, Any]]", descriptor["resources"])
    for part in resources:
        absent = [key for key in _RESOURCE_KEYS if key not in part]
        if absent:
            raise ValueError(f"table {part.get('name', '?')!r} has no {' and no '.join(absent)}")
        if Path(str(part["path"])).name != part["path"]:
            raise ValueError(f"table {part['name']!r}: {part['path']!r} is no plain file name")
    return {**descriptor, "tables": {part["name"]: part for part in resources}}


def read_table(folder: Traversable, resource: dict[str, Any]) -> bytes:
    """Read a table's bytes, if they are those that were published.

    Raises:
        ReleaseError: If the file is missing or was changed; names it.
    """
    path = folder / str(resource["path"])
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReleaseError(f"{path}: cannot be read: {error.strerror or 'no such file'}") from error
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if digest != resource["hash"]:
        raise ReleaseError(
            f"{path}: not the file that was published: its digest is {digest}, "
            f"expected {resource['hash']}"
        )
    return data
