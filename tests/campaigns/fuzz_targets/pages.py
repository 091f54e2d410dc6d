"""What we write for others to open: pages, reports, workbooks and CSV, with hostile texts in them.

A text that no record admits is refused when the dataset is read; all others must come out as
what they are, and as nothing that runs.
"""

from __future__ import annotations

import csv
import functools
import io
import itertools
import json
import random
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from xml.etree import ElementTree

import openpyxl

import chinaindpolicy as cip
from chinaindpolicy.curation.build import release_files
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.errors import ExportError, ReleaseError
from chinaindpolicy.exports.html.render import page
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report

from .mutation import HOSTILE_TEXTS, mutated
from .target import Target, broken

__all__ = ["TARGETS"]

_SMALL = Path(__file__).parents[2] / "collections" / "example"
_PLACES = (
    ("targets", ("statement", "note", "stated")),
    ("figures", ("statement", "note", "stated")),
    ("tasks", ("title", "summary", "note")),
    ("documents", ("title", "publisher")),
    ("policies", ("title", "title_zh")),
    ("indicators", ("name", "definition")),
    ("regions", ("name",)),
    ("organizations", ("name",)),
    ("products", ("name", "name_printed")),
    ("errata", ("printed", "meant", "explanation")),
    ("references", ("title", "url")),
)


class _Page(HTMLParser):
    """What a browser makes of a page: its elements, and the text of its scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, tuple[tuple[str, str | None], ...]]] = []
        self.scripts: list[str] = []
        self.odd: list[str] = []
        self._script = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, tuple(attrs)))
        self._script = tag == "script"
        if self._script:
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script:
            self.scripts[-1] += data

    def handle_comment(self, data: str) -> None:
        self.odd.append(data)

    def unknown_decl(self, data: str) -> None:
        self.odd.append(data)


@functools.cache
def _example() -> Dataset:
    return cip.load(_SMALL)


@functools.cache
def _own() -> tuple[tuple[Any, ...], str]:
    """The elements and the one script of the page of harmless data."""
    found = _Page(page(_example()).decode())
    return tuple(found.elements), found.scripts[-1]


def _texts(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\x00\x00")


def _with_texts(texts: Sequence[str]) -> Dataset | None:
    """The example with these texts in its records; None if its records admit them not."""
    tables = {name: list(each) for name, each in _example().tables.items()}
    for number, (table, columns) in enumerate(_PLACES):
        if not tables[table]:
            continue
        record = tables[table][0]
        update = {
            column: _admitted(column, texts[(number + place) % len(texts)])
            for place, column in enumerate(columns)
            if column in type(record).model_fields
        }
        tables[table][0] = record.model_copy(update=update)
    files = release_files(
        Settings(name="hostile", title=texts[0], release="2031.1", released_on="2031-01-01"),
        {name: tuple(tables[name]) for name in TABLE_NAMES},
    )
    dataset = from_files(files)
    try:
        for each in dataset.tables.values():
            list(each)
    except ReleaseError:
        return None
    return dataset


def _admitted(column: str, text: str) -> str:
    """An address has to begin as one, and has no blanks."""
    return f"https://{''.join(text.split())}" if column == "url" else text


def _page(data: bytes, _: Path) -> bool:
    dataset = _with_texts(_texts(data))
    if dataset is None:
        return False
    found = _Page(page(dataset).decode())
    elements, script = _own()
    # The policy and the title are all that may differ, and the policy only if a script does.
    if tuple(found.elements) != elements or found.odd:
        raise broken("a page has our elements and no others", set(found.elements) ^ set(elements))
    if found.scripts[-1] != script:
        raise broken("a page has our script and no other", found.scripts[-1])
    held = set(map(str, _strings([json.loads(block) for block in found.scripts[:-1]])))
    record = dataset.targets[dataset.targets.ids[0]]
    if record.statement not in held:
        raise broken("a text is on the page as it is", record.statement)
    return True


def _strings(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in cast("dict[str, Any]", value).values() for text in _strings(part)]
    if isinstance(value, list):
        parts: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]
        return [text for part in parts for text in _strings(part)]
    return [value] if isinstance(value, str) else []


def _report(data: bytes, _: Path) -> bool:
    texts = _texts(data)
    findings = tuple(
        Finding(
            code="id-dangling",
            severity="error",
            table="figures",
            id=text,
            column=text,
            value=text,
            message=text,
            expected=text,
            row=number,
            file=text,
            line=1,
        )
        for number, text in enumerate(texts)
    )
    report = Report(findings, dict.fromkeys(texts, 1), tuple(texts))
    for style in ("json", "sarif"):
        json.loads(report.to(style))
    told = json.loads(report.to("json"))["findings"]
    if [found["value"] for found in told] != texts:
        raise broken("a value is in the report as it is", told, texts)
    ElementTree.fromstring(report.to("junit"))
    for line in report.to("github").split("\n")[:-1]:
        if not line.startswith(("::error ", "::notice ")):
            raise broken("a line is one annotation", line)
    for row in csv.reader(io.StringIO(report.to("csv"), newline="")):
        for text in row:
            if text.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")):
                raise broken("no cell of a report is run", row)
    notebook = report._repr_html_()  # pyright: ignore[reportPrivateUsage]
    for shown in (report.to("html"), notebook):
        _check_report(shown)
    for style in ("text", "github"):
        if any((mark < " " and mark not in "\t\n") or mark == "\x7f" for mark in report.to(style)):
            raise broken("nothing that steers a terminal is printed", report.to(style))
    return True


_PLAIN = frozenset({"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "ul", "li"})
_TABLE = frozenset(
    {"table", "caption", "thead", "tbody", "tr", "th", "td", "div", "details", "summary"}
)


def _check_report(text: str) -> None:
    found = _Page(text)
    if others := {tag for tag, _ in found.elements} - _PLAIN - _TABLE:
        raise broken("a report has our elements and no others", others)
    if found.odd:
        raise broken("a report has no comments", found.odd)
    attributes = {name for _, given in found.elements for name, _ in given}
    if any(name.startswith("on") or name in ("href", "src") for name in attributes):
        raise broken("nothing in a report runs or leads away", text)


def _exports(data: bytes, folder: Path) -> bool:
    dataset = _with_texts(_texts(data))
    if dataset is None:
        return False
    statement = dataset.targets[dataset.targets.ids[0]].statement
    try:
        (workbook,) = cip.export(dataset, folder / "out.xlsx", "xlsx", overwrite=True)
        (whole,) = cip.export(dataset, folder / "out.json", "json", overwrite=True)
    except ExportError:
        return False
    book = openpyxl.load_workbook(workbook)
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f" or cell.hyperlink:
                    raise broken("a cell is no formula and no link", sheet.title, cell.value)
    rows = list(book["targets"].iter_rows(values_only=True))
    if dict(zip(rows[0], rows[1], strict=True))["statement"] != statement:
        raise broken("a workbook holds the text as it is", rows[1], statement)
    if json.loads(whole.read_bytes())["tables"]["targets"][0]["statement"] != statement:
        raise broken("JSON holds the text as it is", statement)
    return True


def _seeds() -> Sequence[bytes]:
    # What begins with a blank, or holds a control character, no record admits.
    return [text.encode() for text in HOSTILE_TEXTS] + [
        f"x{first}\x00\x00y{second}".encode() for first, second in itertools.pairwise(HOSTILE_TEXTS)
    ]


def _mutate(rng: random.Random, data: bytes, others: Sequence[bytes]) -> bytes:
    # Mostly text that a record admits: pieces of markup put together, then at times broken.
    if rng.random() < 0.3:
        return mutated(rng, data, others)
    pieces = [rng.choice(others).decode("utf-8", "replace") for _ in range(rng.randrange(1, 6))]
    text = "".join(mark for mark in "".join(pieces) if mark.isprintable() or mark in "\u2028\u2029")
    return (text.lstrip() or "x").encode()


TARGETS = (
    Target("page", _page, _seeds, 150, _mutate),
    Target("report", _report, _seeds, 2000, _mutate),
    Target("exports", _exports, _seeds, 60, _mutate),
)
