"""Hostile release folders are rejected by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.release_files import parse_descriptor
from chinaindpolicy.errors import ReleaseError
from example import RELEASES
from hostile_files import link_to, make_pipe, write_data
from release_edits import change_descriptor

PATHS = ["../../etc/passwd", "/etc/passwd", "..", ".", "", "a/b", "a\0b", "C:\\x", "a\\b", "x\n"]


@pytest.mark.parametrize("path", PATHS)
def test_resource_path_outside_the_release_is_rejected(release_copy: Path, path: str) -> None:
    change_descriptor(release_copy, lambda found: found["resources"][0].update(path=path))
    with pytest.raises(ReleaseError, match=r"datapackage\.json is not .* is not a plain file name"):
        cip.load(release_copy)


def _first(**update: Any) -> Callable[[dict[str, Any]], object]:
    return lambda found: found["resources"][0].update(update)


def _field(**update: Any) -> Callable[[dict[str, Any]], object]:
    return lambda found: found["resources"][0]["schema"]["fields"][0].update(update)


DESCRIPTORS: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "resources as an object": (lambda found: found.update(resources={"a": 1}), "is not a list"),
    "resources of texts": (lambda found: found.update(resources=["x"]), "not a JSON object"),
    "a version that is none": (lambda found: found.update(version=["x"]), "version is not a text"),
    "sources of texts": (lambda found: found.update(sources=["x"]), "not a JSON object"),
    "sources that are a number": (lambda found: found.update(sources=5), "sources is not a list"),
    "a table twice": (lambda found: found["resources"].append(found["resources"][0]), "twice"),
    "a name that is a list": (_first(name=["x"]), "name is not a text"),
    "a path that is a number": (_first(path=5), "path is not a text"),
    "rows in words": (_first(rows="many"), "rows is not a whole number"),
    "rows that are true": (_first(rows=True), "rows is not a whole number"),
    "rows below zero": (_first(rows=-1), "expected 0 to"),
    "rows beyond all bounds": (_first(rows=10**30), "expected 0 to"),
    "a schema of text": (_first(schema="x"), "schema is not a JSON object"),
    "a schema without fields": (_first(schema={}), "lacks fields"),
    "fields that are a number": (_first(schema={"fields": 5}), "fields is not a list"),
    "a field without a type": (_first(schema={"fields": [{"name": "id"}]}), "lacks type"),
    "a type nobody knows": (_field(type="geopoint"), "has the unknown type"),
    "codes that are numbers": (_field(constraints={"enum": [1]}), "must contain distinct texts"),
    "codes that repeat": (_field(constraints={"enum": ["a", "a"]}), "must contain distinct texts"),
    "constraints of text": (_field(constraints="x"), "not a JSON object"),
    "a column twice": (
        lambda found: found["resources"][0]["schema"]["fields"].append({"name": "id", "type": "x"}),
        "occurs twice",
    ),
}


@pytest.mark.parametrize("name", DESCRIPTORS)
def test_malformed_descriptor_fields_are_rejected(release_copy: Path, name: str) -> None:
    change, expected = DESCRIPTORS[name]
    change_descriptor(release_copy, change)
    with pytest.raises(ReleaseError, match=re.escape(expected)):
        cip.load(release_copy)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000, "nested too deeply"),
        (b"[]", "not a JSON object"),
        (b'{"name": NaN, "version": "1", "resources": []}', "name is not a text"),
    ],
)
def test_malformed_descriptor_json_is_rejected(data: bytes, expected: str) -> None:
    with pytest.raises(ValueError, match=expected):
        parse_descriptor(data)


@pytest.mark.parametrize("data", [b"\xff", b'{"name": ' + b"9" * 100_000 + b"}"])
def test_undecodable_descriptor_is_rejected(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_descriptor(data)


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (make_pipe, "it is not a regular file"),
        (link_to("/dev/zero"), "to a file outside"),
        (link_to(str(RELEASES / "2026.1" / "units.csv")), "to a file outside"),
        (write_data(b"id\n"), "was changed"),
    ],
)
def test_unusable_table_files_are_rejected(
    release_copy: Path, make: Callable[[Path], None], expected: str
) -> None:
    make(release_copy / "units.csv")
    with pytest.raises(ReleaseError, match=re.escape(expected)) as caught:
        cip.load(release_copy).units.frame()
    assert "units.csv" in str(caught.value)


TABLES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a row too short": (lambda data: data + b"x,y\n", "has 2 cells, but"),
    "a row too long": (lambda data: data + b"," * 40 + b"\n", "has 41 cells, but"),
    "an open quotation mark": (lambda data: data + b'"x', "unexpected end of data"),
    "no UTF-8": (lambda data: data + b"\xff\n", "can't decode"),
    "a cell of 200 kB": (lambda data: data + b"x" * 200_000 + b"\n", "field limit"),
    "cut off": (lambda data: data[:-9], "cells, but"),
    "a row less": (lambda data: data[: data.rindex(b"\n", 0, -1) + 1], "datapackage.json declares"),
    "a code nobody knows": (lambda data: data.replace(b",currency,", b",currencies,"), "units"),
}


@pytest.mark.parametrize("name", TABLES)
def test_tables_that_differ_from_the_descriptor_are_rejected(release_copy: Path, name: str) -> None:
    change, expected = TABLES[name]
    path = release_copy / "units.csv"
    data = change(path.read_bytes())
    assert data != path.read_bytes()
    path.write_bytes(data)
    digest = f"sha256:{hashlib.sha256(data).hexdigest()}"
    change_descriptor(
        release_copy,
        lambda found: [
            part.update(hash=digest) for part in found["resources"] if part["name"] == "units"
        ],
    )
    units = cip.load(release_copy).units
    with pytest.raises(ReleaseError, match=expected):
        list(units)
    if name != "a code nobody knows":
        with pytest.raises(ReleaseError, match=expected):
            units.frame()
