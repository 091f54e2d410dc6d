"""Text tables: summaries, descriptions, width and Markdown."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.cli.text_tables import describe, render, summary_rows
from chinaindpolicy.dataset.dataset import Dataset


def test_summary_replaces_ids_with_names(example: Dataset) -> None:
    header, *rows = summary_rows(example.targets, example.targets, example)
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
            rows = summary_rows(table, table, dataset)
            assert len(rows) == len(table) + 1
            assert {len(row) for row in rows} == {len(rows[0])}
            for record in table:
                assert record.id in describe(record, dataset)


def test_description_adds_names_to_ids(example: Dataset) -> None:
    text = describe(example.figures["harbour-lanterns-2030"], example)
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
        ["id", "indicator", "value"],
        ["a-long-id-that-people-copy", "Something that takes a few words", "5 items"],
        ["b", "", "6 items"],
    ]
    lines = render(rows, "table", 30).splitlines()
    assert lines[0] == "a-long-id-that-people-copy"
    assert all(line.startswith("  ") and len(line) <= 30 for line in lines[1:-2])
    assert " ".join(line.strip() for line in lines[1:-2]).endswith("few words · 5 items")
    assert lines[-2:] == ["b", "  6 items"]


def test_summary_marks_values_without_source(real: Dataset) -> None:
    """Rows that violate a rule can still be displayed."""
    target = next(one for one in real.targets if one.document_id)
    lost = target.model_copy(update={"document_id": None, "reference_id": None})
    (_, row) = summary_rows(real.targets, [lost], real)
    assert row[-1] == "from outside the documents"
