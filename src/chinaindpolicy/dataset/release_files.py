"""Files of a release: its descriptor, and tables whose bytes match their digests."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.dataset.csv_tables import TYPES
from chinaindpolicy.dataset.release_names import DESCRIPTOR, releases_folder
from chinaindpolicy.errors import ReleaseError
from chinaindpolicy.io.limits import MOST_RELEASE_BYTES
from chinaindpolicy.io.safe_read import read_plain

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

_KINDS = {str: "text", int: "whole number", list: "list", dict: "JSON object"}
_RESOURCE = {
    "name": str,
    "path": str,
    "hash": str,
    "rows": int,
    "description": str,
    "schema": dict,
}
# No path separator of any system, so that the file is in the folder.
_FILE = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")


def _bytes(folder: Traversable, name: str) -> bytes:
    """Return the bytes of a file; on disk, it must be a regular file within the folder."""
    path = folder / name
    if not isinstance(path, Path):  # in an archive
        return path.read_bytes()
    # An installer may link the files of the package.
    within = None if path.parent.parent == releases_folder() else path.parent
    return read_plain(path, MOST_RELEASE_BYTES, within=within)


def read_descriptor(folder: Traversable) -> dict[str, Any]:
    """Read a release's `datapackage.json`.

    Raises:
        ReleaseError: If it is missing or not the descriptor of a release.
    """
    path = folder / DESCRIPTOR
    try:
        return parse_descriptor(_bytes(folder, DESCRIPTOR))
    except OSError as error:
        raise ReleaseError(
            f"{path}: cannot be read: {error.strerror or 'it does not exist'}"
        ) from error
    except ValueError as error:
        raise ReleaseError(f"{path} is not the descriptor of a release: {error}") from error


def parse_descriptor(data: bytes) -> dict[str, Any]:
    """Return a descriptor with its resources by name, as `tables`.

    Raises:
        ValueError: If it is not JSON, or lacks an entry of a descriptor.
    """
    try:
        parsed: object = json.loads(data)
    except RecursionError:
        raise ValueError("the file is nested too deeply") from None
    descriptor = _object(parsed, "the file")
    _require(descriptor, "the file", {"name": str, "version": str, "resources": list})
    for source in _list(descriptor.get("sources", []), "sources"):
        _object(source, "each of its sources")
    tables: dict[str, Any] = {}
    for part in descriptor["resources"]:
        resource = _object(part, "each of its resources")
        name = f"table {resource.get('name', '?')!r}"
        _require(resource, name, _RESOURCE)
        if not _FILE.fullmatch(resource["path"]):
            raise ValueError(f"{name}: path {resource['path']!r} is not a plain file name")
        if resource["name"] in tables:
            raise ValueError(f"{name} occurs twice")
        if not 0 <= resource["rows"] < 2**31:
            raise ValueError(
                f"{name}: rows is {str(resource['rows'])[:20]}; expected 0 to {2**31 - 1}"
            )
        _check_schema(resource["schema"], name)
        tables[resource["name"]] = resource
    return {**descriptor, "tables": tables}


def _check_schema(schema: dict[str, Any], name: str) -> None:
    _require(schema, f"the schema of {name}", {"fields": list})
    seen: set[str] = set()
    for part in schema["fields"]:
        field = _object(part, f"each column of {name}")
        _require(field, f"a column of {name}", {"name": str, "type": str})
        column = f"column {field['name']!r} of {name}"
        if field["name"] in seen:
            raise ValueError(f"{column} occurs twice")
        seen.add(field["name"])
        if field["type"] not in TYPES:
            raise ValueError(
                f"{column} has the unknown type {field['type'][:40]!r}; "
                f"allowed: {', '.join(sorted(TYPES))}"
            )
        constraints = _object(field.get("constraints", {}), f"the constraints of {column}")
        codes = _list(constraints.get("enum", []), f"the enum of {column}")
        if not all(isinstance(code, str) for code in codes) or len(set(codes)) < len(codes):
            raise ValueError(f"the enum of {column} must contain distinct texts")


def _object(value: object, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what} is not a JSON object")
    return cast("dict[str, Any]", value)


def _list(value: object, what: str) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{what} is not a list")
    return cast("list[Any]", value)  # type: ignore[redundant-cast]


def _require(found: dict[str, Any], what: str, wanted: dict[str, type]) -> None:
    """Raise ValueError if an object lacks keys, or has values of other types."""
    if missing := [key for key in wanted if key not in found]:
        raise ValueError(f"{what} lacks {' and '.join(missing)}")
    for key, kind in wanted.items():
        if not isinstance(found[key], kind) or isinstance(found[key], bool):
            raise ValueError(f"{what}: {key} is not a {_KINDS[kind]}")


def read_table(folder: Traversable, resource: dict[str, Any]) -> bytes:
    """Read the bytes of a table and compare their digest.

    Raises:
        ReleaseError: If the file is missing or was changed.
    """
    path = folder / str(resource["path"])
    try:
        data = _bytes(folder, str(resource["path"]))
    except OSError as error:
        raise ReleaseError(
            f"{path}: cannot be read: {error.strerror or 'it does not exist'}"
        ) from error
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    if digest != resource["hash"]:
        raise ReleaseError(
            f"{path} was changed: its digest is {digest}, but the release has {resource['hash']}; "
            "restore the published file"
        )
    return data
