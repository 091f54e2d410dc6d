"""Notebook display: HTML of records and reports, and key completion."""

from __future__ import annotations

import html.parser

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report
from example import Tables


class Cells(html.parser.HTMLParser):
    """A parser for the caption, header and rows of an HTML table with closed tags."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.caption, self.header = "", list[str]()
        self.rows: list[list[str]] = []
        self.tags: list[str] = []
        self.feed(text)
        assert self.tags == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.tags.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag == "td":
            self.rows[-1].append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.tags.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.tags[-1] == "caption":
            self.caption += data
        elif self.tags[-1] == "style":
            pass
        elif self.tags[-1] == "th":
            self.header.append(data)
        else:
            self.rows[-1][-1] += data


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_record_html_shows_every_value_and_description(table: str, example_tables: Tables) -> None:
    specs = {spec.name: spec for spec in columns(table)}
    for record in example_tables[table]:
        shown = Cells(record._repr_html_())  # pyright: ignore[reportPrivateUsage]
        assert shown.caption == f"{type(record).__name__} {record.id}"
        filled = {name: to_csv_cell(value) for name, value in record.items() if to_csv_cell(value)}
        assert {row[0]: row[1] for row in shown.rows[1:]} == filled
        for name, _, meaning in shown.rows[1:]:
            assert meaning == specs[name].meaning.description


def test_markup_in_values_is_escaped(example_tables: Tables) -> None:
    hostile = "<script>alert('&amp;')</script>"
    record = example_tables["targets"][0].model_copy(update={"statement": hostile})
    assert "<script" not in record._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert hostile in {row[1] for row in Cells(record._repr_html_()).rows[1:]}  # pyright: ignore[reportPrivateUsage]


def test_report_html_shows_findings_and_skipped_checks() -> None:
    found = [
        Finding(
            code="some-code",
            severity="error",
            table="targets",
            id=f"id-{n:03}",
            column="value",
            value="<1>",
            message="is wrong",
        )
        for n in range(130)
    ]
    report = Report(tuple(found), {"rows": 130}, ("the texts",))
    page = report._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "failed: 130 errors, 0 warnings: checked 130 rows" in page
    assert "120 more rows, first 90" in page
    assert "<p>Not checked</p><ul><li>the texts</li></ul>" in page
    shown = Cells(page.partition("<details>")[0] + "</div>")
    assert shown.header == ["message", "severity", "column", "value", "place", "code"]
    assert len(shown.rows[1:]) == 10
    first = ["is wrong", "error", "value", "<1>", "targets/id-000", "some-code"]
    assert shown.rows[1] == first
    empty = Cells(Report()._repr_html_())  # pyright: ignore[reportPrivateUsage]
    assert empty.caption == "ok: 0 errors, 0 warnings"


def test_names_and_ids_are_completed(example: Dataset) -> None:
    assert example._ipython_key_completions_() == list(TABLE_NAMES)  # pyright: ignore[reportPrivateUsage]
    assert {*TABLE_NAMES} <= {*dir(example)} and {*TABLE_NAMES} <= {*dir(cip)}
    completions = example.targets._ipython_key_completions_()  # pyright: ignore[reportPrivateUsage]
    assert completions == list(example.targets.ids)
    record = example.targets[completions[0]]
    assert {spec.name for spec in columns("targets")} <= {*dir(record)}


def test_qualitative_values_are_shown_as_printed(example: Dataset) -> None:
    id = "components-plan-supply-security-2023"
    stated = "“significantly improved”"
    for found in (cip.targets[:3], cip.search(id), cip.observations):
        page = found._repr_html_()  # pyright: ignore[reportPrivateUsage]
        shown = page.partition("<details>")[0].removesuffix("</div>") + "</div>"
        rows = {row[-1]: row for row in Cells(shown).rows[1:]}
        assert stated in rows[id], type(found)
    assert stated in repr(cip.targets[:3])
    assert "–" in cip.outcomes._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert '<td data-label="value"></td>' not in cip.targets._repr_html_()  # pyright: ignore[reportPrivateUsage]


def test_html_of_a_conversion_has_plain_numbers_and_names_what_is_outside_the_frame() -> None:
    rows = [
        {
            "地区": place,
            "指标": "电子元器件销售总额",
            "单位": "亿元",
            "年份": "2023年",
            "数值": number,
        }
        for place, number in (("安徽", 1500.0), ("山东", 1100.0), ("合计", 2600.0))
    ]
    result = cip.normalize(rows, "figures")
    page = result._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert "150,000,000,000" in page and "e+11" not in page
    assert "Notes outside the frame: 1" in page
    assert "1 note outside the frame (total), such as '合计" in str(result)


def test_one_more_row_is_singular(example: Dataset) -> None:
    eleven = cip.targets[:11]
    assert "1 more row" in repr(eleven) and "1 more rows" not in repr(eleven)
    assert "<summary>1 more row</summary>" in eleven._repr_html_()  # pyright: ignore[reportPrivateUsage]


def test_errors_come_before_warnings_in_the_html_of_a_report() -> None:
    report = cip.validate([{"地区": "安徽"}], "figures")
    page = report._repr_html_()  # pyright: ignore[reportPrivateUsage]
    kinds = [row[1] for row in Cells(page.partition("<details>")[0] + "</div>").rows[1:]]
    assert kinds == sorted(kinds) and {*kinds} == {"error", "warning"}
