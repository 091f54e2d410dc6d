"""Text tables: summaries, descriptions, width and Markdown."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.analysis.localized import Localized
from chinaindpolicy.cli.text_tables import describe, render, summary_rows
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.io.text import display_width


def test_summary_replaces_ids_with_names(example: Dataset) -> None:
    header, *rows = summary_rows(example.targets, example.targets, Localized("en", example))
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    right = {
        "id": "harbour-kilns-2035",
        "indicator": "Kilns",
        "value": "3 to 5",
        "period": "by 2035",
        "region": "Harbour City",
        "author": "Harbour City Council",
    }
    row = found["harbour-kilns-2035"]
    assert right.items() <= row.items()
    assert row["source"].endswith("¶3 216-243")
    assert found["harbour-pass-rate-2035"]["source"] == "Harbour Gazette"
    assert found["harbour-price-clarity-2035"]["value"] == "“more clearly”"


def test_every_record_can_be_summarized_and_described(example: Dataset, real: Dataset) -> None:
    for dataset in (example, real):
        for table in dataset.tables.values():
            rows = summary_rows(table, table, Localized("en", dataset))
            assert len(rows) == len(table) + 1
            assert {len(row) for row in rows} == {len(rows[0])}
            for record in table:
                assert record.id in describe(record, Localized("en", dataset))


def test_description_adds_names_to_ids(example: Dataset) -> None:
    text = describe(example.figures["harbour-lanterns-2030"], Localized("en", example))
    assert "harbour-statistics-office  (Harbour Statistics Office)" in text
    assert "printed “4.100 million lanterns”, meant “4.1 billion lanterns”, found" in text


CELLS = st.text(alphabet="ab|\n 灯笼", max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_text_table_has_one_line_per_row_and_markdown_keeps_columns(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\n", " ") for cell in row] for row in rows]
    text = render([["first", "second"], *rows], "table", 30)
    assert len(text.split("\n")) == len(rows) + 2
    for line in render([["first", "second"], *rows], "md").split("\n"):
        assert len(re.findall(r"(?<!\\)\|", line)) == 3


@given(st.lists(st.tuples(st.text(alphabet="ab灯", max_size=30), CELLS), min_size=1, max_size=4))
def test_text_table_is_truncated_to_the_terminal_width(rows: list[tuple[str, str]]) -> None:
    """Ids are not truncated, because users copy them; truncated cells end with an ellipsis."""
    cells = [
        ["id", "words"],
        *([f"id-{n}", f"{a}{b}".replace("\n", "")] for n, (a, b) in enumerate(rows)),
    ]
    whole, cut = (render(cells, "table", width).split("\n") for width in (0, 24))
    for full, line in zip(whole, cut, strict=True):
        columns = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
        assert columns <= 24
        assert line == full or line.endswith("…") or set(line) == {"─", " "}


def test_cell_with_line_break_stays_in_its_markdown_row() -> None:
    assert len(render([["id", "note"], ["a", "one\ntwo"]], "md").splitlines()) == 3


def test_narrow_terminal_shows_cards() -> None:
    rows = [
        ["id", "indicator", "value", "period", "region", "empty"],
        ["a-long-id-that-people-copy", "Some 四个汉字 and a few words", "5 items", "2024", "", ""],
        ["b", "", "6 items", "2024", "A region with a long name", ""],
    ]  # fmt: skip
    assert render(rows, "table", 36).splitlines() == [
        "a-long-id-that-people-copy  5 items",
        "  Some 四个汉字 and a few words",
        "  2024",
        "b  6 items · 2024",
        "  A region with a long name",
    ]


@given(st.lists(st.tuples(CELLS, CELLS, st.text("ab 灯笼e\u0301", max_size=60)), min_size=1))
def test_ids_are_complete_and_lines_fit_at_any_width(rows: list[tuple[str, str, str]]) -> None:
    ids = [f"id-灯-{n:030}" for n in range(len(rows))]
    cells = [
        [id, *(part.replace("\n", " ") for part in row)] for id, row in zip(ids, rows, strict=True)
    ]
    text = render([["id", "a", "b", "c"], *cells], "table", 44)
    assert all(id in text for id in ids)
    assert all(display_width(line) <= 44 for line in text.splitlines())


def test_a_long_description_is_wrapped_under_its_text(real: Dataset) -> None:
    target = real.targets["components-plan-sales-2023"]
    lines = describe(target, Localized("en", real), 100).splitlines()
    assert max(map(display_width, lines)) <= 100
    start = next(n for n, line in enumerate(lines) if line.strip().startswith("note  "))
    assert lines[start + 1].startswith(" " * 17) and lines[start + 1][17] != " "
    assert "".join("".join(lines).split()) == "".join(
        describe(target, Localized("en", real)).split()
    )


def test_summary_marks_values_without_source(real: Dataset) -> None:
    """Rows that violate a rule can still be displayed."""
    target = next(one for one in real.targets if one.document_id)
    lost = target.model_copy(update={"document_id": None, "reference_id": None})
    (_, row) = summary_rows(real.targets, [lost], Localized("en", real))
    assert row[-1] == "from outside the documents"


def test_lines_of_the_heading_keep_their_order_and_indentation(real: Dataset) -> None:
    lines = describe(real.targets["components-plan-sales-2023"], Localized("en", real), 100)
    assert "\n  set by components-action-plan-2021\n" in lines
    assert max(map(len, lines.splitlines())) <= 100


@pytest.mark.parametrize("width", [0, 20, 60, 100])
def test_a_record_in_chinese(real: Dataset, width: int) -> None:
    for table in real.tables.values():
        for record in table[:3]:
            text = describe(record, Localized("zh", real), width)
            assert record.id in "".join(text.split())
    text = describe(real.targets["components-plan-sales-2023"], Localized("zh", real))
    assert "           地区  cn  (中国)" in text.splitlines()
    assert "度量方式  level  (水平值)" in text
