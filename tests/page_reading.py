"""Reading a page to browse as a browser does, and datasets to make pages of."""

from __future__ import annotations

import json
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

from chinaindpolicy.dataset.dataset import Dataset
from example import Tables, changed, dataset_of

__all__ = [
    "HOSTILE",
    "Opener",
    "PageReader",
    "cells_of",
    "hostile_dataset",
    "many_rows",
    "read_page",
    "turn",
]

# Opens a page at an address in a browser, and returns the tab.
Opener = Callable[..., Any]
HOSTILE = (
    "</script><img src=x onerror=alert(1)><!--<script>{{script}} \u2028 ]]> 'a\" & &lt; \\u003c"
)


class PageReader(HTMLParser):
    """The tags, the blocks of data, the script and the style of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.blocks: dict[str, Any] = {}
        self.script = self.style = self.title = ""
        self._inside: tuple[str, dict[str, str | None]] = ("", {})

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._inside = (tag, dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._inside = ("", {})

    def handle_data(self, data: str) -> None:
        tag, attributes = self._inside
        if tag == "script" and attributes:
            self.blocks[str(attributes["id"])] = json.loads(data)
        elif tag == "script":
            self.script += data
        elif tag == "style":
            self.style += data
        elif tag == "title":
            self.title += data


def read_page(page: bytes) -> PageReader:
    """Read a page."""
    reader = PageReader()
    reader.feed(page.decode())
    reader.close()
    return reader


def cells_of(reader: PageReader, table: str) -> dict[str, list[str]]:
    """A table's cells by column, as the page unpacks them."""
    (told,) = (told for told in reader.blocks["about"]["tables"] if told["name"] == table)
    found: dict[str, list[str]] = {}
    for column, cells in zip(told["columns"], reader.blocks[f"table-{table}"], strict=True):
        found[column["name"]] = _unpacked(cells)
    return found


def _unpacked(cells: Any) -> list[str]:
    if isinstance(cells, list):
        return list(map(str, cells))  # pyright: ignore[reportUnknownArgumentType]
    places: list[int] = cells["at"]
    return [cells["each"][place] for place in places]


def turn(tab: Any, place: str) -> None:
    """Turn to another place of the page that is open in a tab."""
    tab.evaluate("place => { location.hash = place }", place)


def hostile_dataset(tables: Tables) -> Dataset:
    """A dataset in which free text tries to become markup, script or a formula."""
    target, task = tables["targets"][0], tables["tasks"][0]
    organization = tables["organizations"][0]
    tables = changed(tables, "targets", target.id, statement=HOSTILE, note='=HYPERLINK("x","y")')
    tables = changed(tables, "tasks", task.id, title=HOSTILE, summary="@SUM(1)")
    tables = changed(tables, "organizations", organization.id, name="+cmd|' /C calc'!A0")
    return dataset_of(tables)


def many_rows(tables: Tables, rows: int) -> Dataset:
    """A dataset of at least so many rows, most of them copies with ids of their own."""
    shares = {"targets": 0.4, "mentions": 0.35, "tasks": 0.15, "products": 0.1}
    made = dict(tables)
    for name, share in shares.items():
        own = tables[name]
        copies = int(rows * share / len(own)) + 1
        made[name] = own + tuple(
            record.model_copy(update={"id": f"{record.id}-copy-{copy}"})
            for copy in range(1, copies)
            for record in own
        )
    return dataset_of(made)
