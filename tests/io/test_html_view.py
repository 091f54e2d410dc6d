"""HTML of results: structure, escaping, and the same renderer for every result."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.io.html_view import STYLE, html_list, html_page, html_table, html_view

VOID = {"meta"}
TAGS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "div", "p", "b", "ul", "li", "pre"),
    *("table", "caption", "thead", "tbody", "tr", "th", "td", "details", "summary", "mark"),
}


class Page(HTMLParser):
    """Elements, attributes and texts of a page whose elements are all closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.labels: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        names = {name for name, _ in attrs}
        assert names <= {"class", "data-label", "title", "scope", "charset", "name", "content",
                         "lang"}  # fmt: skip
        self.labels += [value or "" for name, value in attrs if name == "data-label"]
        self.texts.setdefault(tag, []).append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.texts[self.open[-1]][-1] += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_decl(self, decl: str) -> None:
        assert decl == "doctype html"


def html_of(thing: Any) -> str:
    return str(thing._repr_html_())


TEXTS = st.text("<>&\"'/!-ab =\u202e\x1b芯片\n", max_size=12)


@given(TEXTS, TEXTS, TEXTS)
def test_any_text_is_escaped_in_every_place(caption: str, name: str, cell: str) -> None:
    view = html_view(html_table(caption, [name, name], [[cell, cell]]), html_list(caption, [cell]))
    page = Page(html_page(name, view))
    visible = cell.replace("\u202e", r"\u202e").replace("\x1b", r"\x1b")
    assert page.texts["td"] == [visible, visible]
    assert page.texts["li"] == [visible]
    assert len(page.labels) == 2 and page.labels[0] == page.texts["th"][0]


@pytest.mark.parametrize(("count", "label"), [
    (10, ""), (11, "1 more row"), (100, "90 more rows"), (250, "240 more rows, first 90"),
])  # fmt: skip
def test_ten_rows_are_shown_and_the_others_can_be_opened(count: int, label: str) -> None:
    text = html_table("rows", ["n"], [[str(n)] for n in range(count)])
    first, _, rest = text.partition("<details>")
    assert Page(first).texts["td"] == [str(n) for n in range(10)]
    assert (Page(f"<details>{rest}").texts["summary"] if rest else [""]) == [label]
    whole = html_table("rows", ["n"], [[str(n)] for n in range(count)], whole=True)
    assert Page(whole).texts["td"] == [str(n) for n in range(count)]


BAD = "<script>alert(1)</script>"
RESULTS: dict[str, Callable[[], Any]] = {
    "table": lambda: cip.targets,
    "view": lambda: cip.targets.where(region_id="cn-zj"),
    "search": lambda: cip.search("chip"),
    "assessment": lambda: cip.assess(as_of="2026-11-22"),
    "explanation": lambda: cip.explain(cip.targets.head(12), as_of="2026-11-22"),
    "difference": lambda: cip.diff("2026.2"),
    "no difference": lambda: cip.diff("2026.2", "2026.2"),
    "normalization": lambda: cip.normalize(
        pl.DataFrame({"indicator": [BAD], "region": ["Zhejiang"], "2024": ["5%"]}), "figures"
    ),
    "audit": lambda: cip.audit(f"{BAD} Jinan plans 300,000 new energy vehicles in 2024."),
    "report": lambda: cip.validate(pl.DataFrame({"id": [BAD], "unit": [BAD]}), "units"),
    "mapping": lambda: cip.inspect(pl.DataFrame({BAD: ["x"], "region": ["Zhejiang"]})),
    "observations": lambda: cip.observations,
    "tree": lambda: cip.tree("work-report-2024-tianshui"),
    "record": lambda: cip.targets[0],
    "dataset": lambda: cip.load(),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_is_shown_by_the_same_renderer(name: str) -> None:
    text = html_of(RESULTS[name]())
    Page(text)
    assert text.startswith(f'<div class="cip-view"><style>{STYLE}')
    assert BAD not in text


def test_statement_value_period_region_and_policy_come_before_the_id() -> None:
    page = Page(html_of(cip.targets))
    assert page.labels[:6] == ["statement", "value", "period", "region", "policy", "id"]
    assert page.texts["td"][:6][0] == cip.targets[0].statement
    search = Page(html_of(cip.search("chip")))
    assert search.labels[:5] == ["text", "value", "table", "match", "id"]


def test_style_sets_no_colour_of_text_or_page() -> None:
    """The colours of a dark notebook are inherited."""
    assert "#" not in STYLE and "color:inherit" in STYLE and "@container" in STYLE
