"""The inventory of the site, to which other documentation links."""

from __future__ import annotations

import importlib.util
import re
import zlib
from typing import Any

import pytest

import chinaindpolicy
from chinaindpolicy import plot
from example import ROOT

HEADER = (
    "# Sphinx inventory version 2",
    "# Project: chinaindpolicy",
    f"# Version: {chinaindpolicy.__version__}",
    "# The remainder of this file is compressed using zlib.",
)


@pytest.fixture(scope="module")
def module() -> Any:
    spec = importlib.util.spec_from_file_location("inventory", ROOT / "docs" / "inventory.py")
    assert spec is not None and spec.loader is not None
    found = importlib.util.module_from_spec(spec)
    __import__("sys").modules["inventory"] = found
    spec.loader.exec_module(found)
    return found


@pytest.fixture(scope="module")
def entries(module: Any) -> dict[tuple[str, str], str]:
    """The address of each name and role, as read from the bytes."""
    *header, body = module.inventory().split(b"\n", 4)
    assert tuple(line.decode() for line in header) == HEADER
    lines = zlib.decompress(body).decode().splitlines()
    parts = [re.fullmatch(r"(\S+) (\S+:\S+) (-?\d+) (\S+) (.+)", line) for line in lines]
    found = {(part[1], part[2]): part[4] for part in parts if part}
    assert len(found) == len(lines)
    return found


def test_inventory_has_every_documented_name(entries: dict[tuple[str, str], str]) -> None:
    names = {name for name, role in entries if role.startswith("py:")}
    page = (ROOT / "docs" / "reference.md").read_text("utf-8")
    documented = {each for each in chinaindpolicy.__all__ if f"\n### {each}\n" in page}
    assert len(documented) > 90
    assert {f"chinaindpolicy.{each}" for each in documented} <= names
    assert {f"chinaindpolicy.plot.{each}" for each in plot.__all__} <= names
    assert ("chinaindpolicy.DateError", "py:exception") in entries
    assert ("chinaindpolicy.Observations.sum", "py:method") in entries
    assert ("chinaindpolicy-export", "std:label") in entries


def test_addresses_of_the_inventory_are_headings(
    module: Any, entries: dict[tuple[str, str], str]
) -> None:
    for address in {*entries.values()}:
        page, _, anchor = address.partition("#")
        text = (ROOT / "docs" / page.replace(".html", ".md")).read_text("utf-8")
        assert not anchor or anchor in {each for _, _, each, _ in module.anchors(text)}, address
    # A class and a function of one name have anchors of their own.
    one = entries["chinaindpolicy.Coverage", "py:class"]
    other = entries["chinaindpolicy.coverage", "py:function"]
    assert (one, other) == ("reference.html#coverage", "reference.html#coverage_1")
