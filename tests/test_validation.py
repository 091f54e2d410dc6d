"""Checking data: every rule from both sides, every kind of data, and what is told."""

from __future__ import annotations

import datetime
import json
import re
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import polars as pl
import pytest
from click.testing import CliRunner

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.patterns import PatternError, portable
from chinaindpolicy.rules.registry import rules_of
from chinaindpolicy.rules.report import Report
from chinaindpolicy.rules.rule import Scope

Row = dict[str, Any]
DAY = datetime.date
FIGURE: Row = {
    "id": "a",
    "indicator_id": "electronic-component-sales",
    "region_id": "cn",
    "period": "2023",
    "value": 2.1e12,
    "unit": "CNY",
    "comparator": "eq",
    "value_upper": None,
    "measure": "level",
    "price_basis": "nominal",
    "period_start": DAY(2023, 1, 1),
    "period_end": DAY(2023, 12, 31),
    "stated": "2.1 trillion yuan",
    "document_id": "components-plan-report",
    "value_printed": None,
    "erratum_id": None,
    "basis": "official",
    "attributed_to": None,
    "paragraph": 3,
    "char_start": 1,
    "char_end": 9,
    "text_sha256": "0" * 64,
}
TASK: Row = {
    "id": "t",
    "policy_id": "components-action-plan-2021",
    "region_id": "cn",
    "parent_id": None,
    "level": 1,
    "ordinal": 1,
    "kind": "key_task",
    "title": "Title",
    "summary": "Summary",
}


def check(table: str, *rows: Row, **options: Any) -> cip.ValidationReport:
    """Validate rows as a frame whose columns have the types of the table."""
    declared = cip.polars_schema(table)
    schema = {
        name: pl.String if isinstance(declared.get(name), pl.Enum) else declared.get(name)
        for row in rows
        for name in row
    }
    return cip.validate(pl.DataFrame(list(rows), schema=schema), table, **options)


def target(**more: Any) -> Row:
    fields = ("kind", "strength", "policy_id", "origin", "reference_id")
    values = ("quantitative", "commit", "components-action-plan-2021", "document", None)
    return FIGURE | {"basis": None} | dict(zip(fields, values, strict=True)) | more


def placed(kind: str, **more: Any) -> Row:
    """A mention, passage or span whose id tells its place."""
    row = {"document_id": "components-plan-report", "paragraph": 3, "char_start": 5, "char_end": 9}
    found = {
        "mentions": row | {"id": "components-plan-report-m5", "text": "x", "role": "name"},
        "passages": row | {"id": "components-plan-report-p3", "role": "task"},
        "spans": row | {"id": "components-plan-report-s5", "role": "background"},
    }[kind]
    return found | {"record_id": None} | more if kind != "passages" else found | more


# Of each rule: the table, a good row or good rows, and how the last of them is broken.
CASES: list[tuple[str, str, list[Row], Row]] = [
    ("value-missing", "figures", [FIGURE], {"indicator_id": None}),
    ("pattern-mismatch", "figures", [FIGURE], {"id": "A b\n"}),
    ("too-long", "figures", [FIGURE], {"id": "a" * 121}),
    ("code-unknown", "figures", [FIGURE], {"basis": "rumour"}),
    ("below-minimum", "figures", [FIGURE], {"paragraph": 0}),
    ("value-not-finite", "figures", [FIGURE], {"value": float("nan")}),
    ("value-not-finite", "figures", [FIGURE], {"value": -float("inf")}),
    ("period-unparsable", "figures", [FIGURE], {"period": "2024-02-30"}),
    ("period-unparsable", "figures", [FIGURE], {"period": "2024年"}),
    ("id-dangling", "figures", [FIGURE], {"region_id": "cn-zz"}),
    (
        "id-dangling",
        "projects",
        [{"organization_ids": ["anhui-government"]}],
        {"organization_ids": ["x"]},
    ),
    ("id-duplicate", "figures", [FIGURE, FIGURE | {"id": "b", "region_id": "cn-bj"}], {"id": "a"}),
    (
        "observation-duplicate",
        "figures",
        [FIGURE, FIGURE | {"id": "b", "region_id": "cn-bj"}],
        {"region_id": "cn"},
    ),
    (
        "region-with-parent",
        "figures",
        [FIGURE, FIGURE | {"id": "b", "region_id": "cn-bj", "indicator_id": "additional-revenue"}],
        {"indicator_id": "electronic-component-sales"},
    ),
    ("period-bounds", "figures", [FIGURE], {"period_end": DAY(2023, 12, 30)}),
    ("value-without-comparator", "figures", [FIGURE], {"comparator": None}),
    ("value-without-unit", "figures", [FIGURE], {"unit": None}),
    ("value-without-measure", "figures", [FIGURE], {"measure": None}),
    ("range-without-upper", "figures", [FIGURE], {"comparator": "range"}),
    (
        "upper-below-value",
        "figures",
        [FIGURE | {"comparator": "range", "value_upper": 3e12}],
        {"value_upper": 1e12},
    ),
    (
        "share-outside-domain",
        "figures",
        [FIGURE | {"measure": "share", "unit": "percent", "value": 100.0}],
        {"value": 100.5},
    ),
    ("printed-without-erratum", "figures", [FIGURE], {"value_printed": 2.1e9}),
    ("unit-unlike-indicator", "figures", [FIGURE], {"unit": "USD"}),
    ("money-without-price-basis", "figures", [FIGURE], {"price_basis": None}),
    ("period-reversed", "figures", [FIGURE], {"period_start": DAY(2024, 1, 1)}),
    ("figure-without-source", "figures", [FIGURE], {"document_id": None}),
    *(
        ("place-incomplete", "figures", [FIGURE], {column: None})
        for column in ("paragraph", "char_start", "char_end", "text_sha256")
    ),
    ("stated-missing", "figures", [FIGURE], {"stated": None}),
    ("attribution-missing", "figures", [FIGURE], {"basis": "attributed"}),
    ("span-reversed", "figures", [FIGURE], {"char_end": 1}),
    ("stated-unreadable", "figures", [FIGURE], {"stated": "a good deal"}),
    ("stated-ambiguous", "figures", [FIGURE], {"stated": "2.100 billion yuan", "value": 2.1e9}),
    ("value-magnitude", "figures", [FIGURE], {"value": 2.1e9}),
    ("value-disagrees", "figures", [FIGURE], {"value": 2.2e12}),
    ("comparator-disagrees", "figures", [FIGURE], {"comparator": "gt"}),
    ("unit-disagrees", "figures", [FIGURE], {"unit": "USD"}),
    ("erratum-of-another", "figures", [FIGURE], {"erratum_id": "err-002-sales-magnitude"}),
    (
        "deadline-before-policy",
        "targets",
        [target(policy_id="reliability-opinions-2023", period_end=DAY(2030, 1, 1))],
        {"period_end": DAY(2001, 1, 1)},
    ),
    ("kind-unlike-value", "targets", [target()], {"kind": "qualitative"}),
    ("target-without-deadline", "targets", [target()], {"period": None}),
    ("target-without-policy", "targets", [target()], {"policy_id": None}),
    ("target-without-source", "targets", [target()], {"document_id": None}),
    ("mention-without-record", "mentions", [placed("mentions")], {"role": "indicator"}),
    (
        "mention-of-no-value",
        "mentions",
        [placed("mentions", role="indicator", record_id="components-plan-sales-2023")],
        {"record_id": "cn-bj"},
    ),
    (
        "mention-overlap",
        "mentions",
        [placed("mentions"), placed("mentions", id="components-plan-report-m9", char_start=9)],
        {"char_start": 8},
    ),
    ("id-derived", "mentions", [placed("mentions")], {"id": "components-plan-report-m6"}),
    ("id-derived", "spans", [placed("spans")], {"id": "components-plan-report-s5-x"}),
    ("id-derived", "passages", [placed("passages")], {"id": "components-plan-report-p4"}),
    (
        "passage-twice",
        "passages",
        [placed("passages"), placed("passages", id="components-plan-report-p4", paragraph=4)],
        {"paragraph": 3},
    ),
    (
        "restatement-without-record",
        "spans",
        [placed("spans")],
        {"role": "restatement"},
    ),
    ("task-not-under-parent", "tasks", [TASK, TASK | {"id": "u", "ordinal": 2}], {"level": 2}),
    ("ordinal-repeated", "tasks", [TASK, TASK | {"id": "u", "ordinal": 2}], {"ordinal": 1}),
    (
        "task-cycle",
        "tasks",
        [TASK, TASK | {"id": "u", "parent_id": "t", "level": 2}],
        {"parent_id": "u"},
    ),
    (
        "dimension-unlike-unit",
        "indicators",
        [{"id": "i", "unit": "CNY", "dimension": "currency"}],
        {"dimension": "mass"},
    ),
]


@pytest.mark.parametrize(
    ("code", "table", "rows", "breach"), CASES, ids=[f"{case[0]}-{case[1]}" for case in CASES]
)
def test_a_rule_lets_good_rows_pass_and_finds_the_bad_one(
    code: str, table: str, rows: list[Row], breach: Row
) -> None:
    good = check(table, *rows)
    assert code not in good.counts, str(good)
    bad = check(table, *rows[:-1], rows[-1] | breach)
    assert bad.counts[code] >= 1
    told = [found for found in bad.findings if found.code == code]
    assert told
    assert len(rows) - 1 in [found.row for found in told]
    if told[0].severity == "error":
        assert not bad.ok
        assert bad.invalid_rows().height >= 1


def test_every_rule_on_data_has_a_case() -> None:
    scopes: tuple[Scope, ...] = (
        "row",
        "cell",
        "reference",
        "key",
        "combination",
        "table",
        "stated",
    )
    codes = {rule.code for rule in rules_of(*scopes)}
    # These need records, or have tests of their own below.
    elsewhere = {"restatement-disagrees", "meant-disagrees", "type-wrong"}
    assert codes - elsewhere == {case[0] for case in CASES}
    assert [rule.code for rule in rules_of("data")] == [
        "no-rows", "column-missing", "column-unknown", "dtype-wrong"
    ]  # fmt: skip


# Columns


def test_a_missing_column_is_told_and_no_row_is_valid() -> None:
    row = {name: value for name, value in FIGURE.items() if name != "unit"}
    report = check("figures", row)
    assert report.counts["column-missing"] == 1
    assert report.valid_rows().is_empty()
    assert report.invalid_rows().height == 1
    assert any("column unit is missing" in reason for reason in report.not_checked)


@pytest.mark.parametrize(("profile", "severity"), [("core", "warning"), ("traced", "error")])
def test_an_unknown_column_names_the_nearest(profile: str, severity: str) -> None:
    row = FIGURE | {"indicator": "x"}
    del row["indicator_id"]
    (found,) = (
        one
        for one in check("figures", row, profile=profile).findings
        if one.code == "column-unknown"
    )
    assert found.severity == severity
    assert "did you mean indicator_id? give columns={'indicator': 'indicator_id'}" in found.message


def test_columns_are_renamed_first() -> None:
    row = FIGURE | {"area": "cn-zz"}
    del row["region_id"]
    report = check("figures", row, columns={"area": "region_id"})
    assert report.counts == {"id-dangling": 1}
    assert "area" in report.invalid_rows().columns


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"area": "region_id"}, "no column of the data 'area'"),
        ({"unit": "units"}, "no column of figures 'units'; did you mean 'unit'"),
        ({"unit": "value"}, "columns 'value' and 'unit' would both be 'value'"),
    ],
)
def test_renames_that_cannot_be_are_refused(columns: dict[str, str], message: str) -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match=re.escape(message)):
        check("figures", FIGURE, columns=columns)


def test_a_wrong_type_is_told_and_what_hangs_on_it_is_not_judged() -> None:
    frame = pl.DataFrame([FIGURE | {"value": "2.1e12"}])
    report = cip.validate(frame, "figures")
    assert report.counts["dtype-wrong"] == 1
    assert "value-without-unit" in " ".join(report.not_checked)
    assert "column value is of the wrong type" in " ".join(report.not_checked)
    assert report.valid_rows().is_empty()


@pytest.mark.parametrize("nothing", [pl.DataFrame(), pl.DataFrame().lazy(), [], pd.DataFrame()])
def test_nothing_is_never_ok(nothing: Any) -> None:
    report = cip.validate(nothing, "units")
    assert not report.ok
    assert report.counts["no-rows"] == 1
    assert report.rows == 0


# Kinds of data


def test_python_values_are_as_strict_as_records() -> None:
    rows = [FIGURE | {"value": wrong} for wrong in ("40", True, [1], 2**70, FIGURE["value"])]
    rows += [FIGURE | {"period_start": datetime.datetime(2023, 1, 1)}, FIGURE | {"period": 2023}]
    rows = [row | {"id": f"row-{place}"} for place, row in enumerate(rows)]
    report = cip.validate(rows, "figures")
    assert report.counts_by_column["figures", "type-wrong", "value"] == 3
    assert report.counts_by_column["figures", "type-wrong", "period_start"] == 1
    assert report.counts_by_column["figures", "type-wrong", "period"] == 1
    values = [found.value for found in report.findings if found.code == "type-wrong"]
    assert "'40'" in values
    assert "value-without-unit" not in report.counts  # the wrong type alone is told


def test_a_row_that_is_no_row_is_named() -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match="row 1 is a int: expected a dict"):
        cip.validate([FIGURE, 3], "figures")


def test_pandas_has_missing_values_whole_floats_and_midnights() -> None:
    frame = pd.DataFrame([FIGURE, FIGURE | {"id": "b", "paragraph": None, "region_id": "cn-zj"}])
    frame["period_start"] = frame["period_start"].astype("datetime64[us]")
    frame.index = pd.Index([7, 7])
    report = cip.validate(frame, "figures")
    assert set(report.counts) == {"place-incomplete", "region-with-parent"}
    frame["period_start"] += pd.Timedelta(hours=1)
    assert cip.validate(frame, "figures").counts["dtype-wrong"] == 1
    assert list(report.valid_rows()["id"]) == ["a"]


@pytest.mark.parametrize("kind", [object(), b"a,b", iter([FIGURE]), pl.Series([1])])
def test_what_cannot_be_trusted_is_refused_with_the_way_round(kind: Any) -> None:
    with pytest.raises(cip.DataError, match="cannot be checked: give a Polars or pandas frame"):
        cip.validate(kind, "figures")


@pytest.mark.parametrize("absent", ["duckdb", "pyarrow"])
def test_duckdb_without_what_it_needs_names_the_extra(
    absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pl.DataFrame([FIGURE])
    monkeypatch.setitem(sys.modules, absent, None)
    with pytest.raises(cip.MissingExtraError, match=rf'^{absent} is not installed: .*"duckdb'):
        cip.validate(frame, "figures", engine="duckdb")


def test_engines_and_profiles_and_tables_are_known_by_name() -> None:
    wrong: list[tuple[Row, str]] = [
        ({"engine": "duck"}, "no engine 'duck'; did you mean 'duckdb'"),
        ({"profile": "cor"}, "no profile 'cor'; did you mean 'core'"),
        ({"samples": -1}, "samples is -1"),
    ]
    for options, message in wrong:
        with pytest.raises(cip.ChinaIndPolicyError, match=re.escape(message)):
            cip.validate([FIGURE], "figures", **options)
    with pytest.raises(cip.UnknownNameError, match="did you mean 'figures'"):
        cip.validate([FIGURE], "figure")
    with pytest.raises(cip.ChinaIndPolicyError, match=r"which table is it.*table names to data$"):
        cip.validate([FIGURE])
    with pytest.raises(cip.ChinaIndPolicyError, match="a whole dataset is checked by `verify`"):
        cip.validate(cip.load())


def test_only_the_first_unknown_ids_are_compared_with_the_known() -> None:
    rows = [FIGURE | {"id": f"f-{n}", "region_id": f"cn-b{n}"} for n in range(30)]
    report = cip.validate(rows, "figures", samples=40)
    found = [each for each in report.findings if each.column == "region_id"]
    assert report.counts["id-dangling"] == len(found) == 30
    hinted = ["did you mean" in f"{each.message} {each.expected}" for each in found]
    assert all(hinted[:20]) and not any(hinted[20:])


def test_what_a_file_cannot_tell_is_counted_once(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["id", "name", "symbol", "dimension", "factor"], ["m", "metre", "m", "length", 1]):
        sheet.append(row)
    book.create_sheet("other")
    book.save(tmp_path / "units.xlsx")
    report = cip.validate(tmp_path / "units.xlsx", "units")
    assert report.counts["sheets-unread"] == 1
    assert sum(each.code == "sheets-unread" for each in report.findings) == 1


def test_library_settings_switch_nothing_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PANDERA_VALIDATION_ENABLED", "no")
    bad = pl.DataFrame([FIGURE | {"value": float("inf"), "more": 1}]).lazy()
    report = cip.validate(bad, "figures", profile="traced")
    assert {"value-not-finite", "column-unknown"} <= set(report.counts)


# Several tables


def test_tables_given_together_take_the_place_of_the_datasets() -> None:
    region = {"id": "xx", "name": "X", "level": "country"}
    figure = FIGURE | {"region_id": "xx"}
    apart = check("figures", figure)
    assert apart.counts == {"id-dangling": 1}
    together = cip.validate({"figures": [figure], "regions": [region]})
    assert "id-dangling" not in together.counts
    assert together.valid_rows("regions") == [region]
    with pytest.raises(cip.ChinaIndPolicyError, match="name one of figures, regions"):
        together.valid_rows()
    with pytest.raises(cip.UnknownNameError):
        together.valid_rows("region")


def test_an_id_in_two_tables_is_found_in_the_later() -> None:
    units = [{"id": "xx", "name": "X", "dimension": "count"}]
    regions = [{"id": "xx", "name": "X", "level": "country"}]
    report = cip.validate({"units": units, "regions": regions})
    assert report.counts == {"id-in-two-tables": 1}
    assert report.invalid_rows("regions") == regions
    assert report.valid_rows("units") == units


# Counts and samples


def test_counts_are_exact_and_samples_are_the_first_rows() -> None:
    good = [FIGURE | {"id": f"r-{n}", "document_id": None, "stated": None} for n in range(5000)]
    rows = [row | {"region_id": "cn-zz" if n % 2 else "cn"} for n, row in enumerate(good)]
    for data in (pl.DataFrame(rows, infer_schema_length=None), rows):
        report = cip.validate(data, "figures", samples=3)
        assert report.counts_by_column["figures", "id-dangling", "region_id"] == 2500
        told = [found.row for found in report.findings if found.code == "id-dangling"]
        assert told == [1, 3, 5]
        assert cip.validate(data, "figures", samples=0).counts == report.counts
    assert "id-dangling figures/region_id: 2497 more" in str(report)


def test_a_sample_never_holds_a_whole_cell() -> None:
    report = check("figures", FIGURE | {"region_id": "x" * 100_000})
    assert all(len(found.value) <= 200 for found in report.findings)
    assert len(str(report)) < 5_000


def test_raising() -> None:
    check("figures", FIGURE).raise_if_failed()
    with pytest.raises(cip.CheckFailedError) as caught:
        check("figures", FIGURE | {"region_id": "cn-zz"}).raise_if_failed()
    assert caught.value.report.counts == {"id-dangling": 1}


# Patterns


@pytest.mark.parametrize(
    "pattern",
    [r"^\d+$", r"^a.b$", r"^(?i)a$", r"a+", r"^a+", r"^\w$", r"^a|b$", r"^a+?$", r"^(?=a)b$"],
)
def test_patterns_that_engines_take_differently_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        portable(pattern)


@pytest.mark.parametrize(
    "pattern", [r"^a\|b$", r"^(a|b)$", r"^(a|b)c(d|e)$", r"^\((a|b)\)$", r"^[|]a$", r"^\)(a|b)$"]
)
def test_alternatives_in_a_group_and_signs_that_are_none_are_patterns(pattern: str) -> None:
    assert portable(pattern) == f"{pattern[:-1]}\\z"


@pytest.mark.parametrize("pattern", [r"^(a)|b$", r"^\(a|b$", r"^(a|b)|c$", r"^\)(a)|b$", "^a|b$"])
def test_alternatives_outside_a_group_are_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="put the alternatives in a group"):
        portable(pattern)


# Forms of the report


EVIL = '=cmd|"/C calc"!A0<script>\x00\n'
REPORT = Report(
    (
        Finding(
            code="a-code",
            severity="error",
            table="figures",
            id="x",
            column="unit",
            value=EVIL,
            message=f"bad: 100% {EVIL}",
            row=3,
            file="a b,c.csv",
            line=4,
        ),
        Finding(
            code="b-code",
            severity="warning",
            table="figures",
            id="",
            column="",
            value="",
            message="fine",
        ),
    ),
    {"rows": 7},
    ("something",),
)


def test_json_and_json_lines_hold_everything() -> None:
    document = json.loads(REPORT.to("json"))
    assert document["ok"] is False
    assert document["counts"] == {"a-code": 1, "b-code": 1}
    assert document["not_checked"] == ["something"]
    lines = [json.loads(line) for line in REPORT.to("jsonl").splitlines()]
    assert lines == document["findings"]
    assert lines[0]["value"] == EVIL
    assert (lines[0]["file"], lines[0]["line"], lines[0]["row"]) == ("a b,c.csv", 4, 3)


def test_sarif_has_rules_places_and_what_was_not_checked() -> None:
    (run,) = json.loads(REPORT.to("sarif"))["runs"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["a-code", "b-code"]
    assert [result["level"] for result in run["results"]] == ["error", "warning"]
    physical = run["results"][0]["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"]["uri"] == "a%20b%2Cc.csv"
    assert physical["region"]["startLine"] == 4
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "not checked: something"


def test_junit_is_xml_whatever_the_cells_hold() -> None:
    suites = ElementTree.fromstring(REPORT.to("junit").encode())
    assert len(suites.findall(".//failure")) == 1
    assert len(suites.findall(".//skipped")) == 1
    assert suites.get("tests") == str(len(suites.findall(".//testcase")))
    passed = ElementTree.fromstring(Report().to("junit").encode())
    assert len(passed.findall(".//testcase")) == 1


def test_annotations_are_one_line_each() -> None:
    first, second, third = REPORT.to("github").splitlines()
    assert first.startswith("::error file=a b%2Cc.csv,line=4,title=a-code::figures/x/unit row 3")
    assert "100%25" in first
    assert "%0A" in first
    assert second.startswith("::warning title=b-code::")
    assert third == "::notice title=not checked::something"


def test_html_and_csv_run_nothing() -> None:
    page = REPORT.to("html")
    assert "<script" not in page
    assert "<td>&#x27;=cmd" in page
    assert "http" not in page
    assert "\n" + 'a-code,error,figures,"a b,c.csv",4,3,x,unit,"\'=cmd' in REPORT.to("csv")
    with pytest.raises(cip.UnknownNameError, match="did you mean 'json'"):
        REPORT.to("jsn")


# The command line


CSV = """id,indicator_id,region_id,period,value,unit,remark
a,electronic-component-sales,cn-bj,2023,2.1e12,CNY,"two
lines"
b,electronic-component-sales,cn-zj,2024-02-30,abc,CNY,=1+1
c,electronic-component-sales,cn-ah,2023,1e309,CNY,
"""


def invoke(*arguments: str) -> Any:
    return CliRunner().invoke(cli, ["validate", *arguments])


def test_the_command_tells_counts_and_parts_a_file(tmp_path: Path) -> None:
    source, valid, invalid = (tmp_path / name for name in ("in.csv", "ok.csv", "bad.parquet"))
    source.write_text(CSV, encoding="utf-8")
    parts = ("--valid", str(valid), "--invalid", str(invalid))
    found = invoke(str(source), "--table", "figures", "--format", "json", *parts)
    assert found.exit_code == 1
    counts = dict.fromkeys(
        ("column-unknown", "period-unparsable", "type-wrong", "value-not-finite"), 1
    )
    assert json.loads(found.stdout)["counts"] == counts
    assert pl.read_csv(valid)["id"].to_list() == ["a"]
    assert pl.read_csv(valid)["remark"].to_list() == ["two\nlines"]
    assert pl.read_parquet(invalid)["remark"].to_list() == ["=1+1", None]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.parquet", "in.csv", "ok.csv"]


def test_the_command_is_content_with_good_data_and_writes_reports(tmp_path: Path) -> None:
    source, output = tmp_path / "in.parquet", tmp_path / "out.html"
    cip.figures.frame().write_parquet(source)
    for engine in ("polars", "polars-streaming", "duckdb"):
        found = invoke(
            str(source),
            "--table",
            "figures",
            "--profile",
            "traced",
            "--engine",
            engine,
            "--format",
            "html",
            "--output",
            str(output),
            "--force",
        )
        assert found.exit_code == 0, found.output
        assert found.stdout == ""
        assert output.read_text(encoding="utf-8").startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--table", "figure"), "did you mean 'figures'"),
        (("--table", "figures", "--column", "x"), "expected THEIRS=OURS"),
        (("--table", "figures", "--valid", "x.xls"), "expected a name that ends in .csv, .parquet"),
        (("--table", "figures", "--output", "no/such/x"), "no such folder"),
    ],
)
def test_the_command_refuses_what_cannot_be(
    tmp_path: Path, arguments: tuple[str, ...], message: str
) -> None:
    source = tmp_path / "in.csv"
    source.write_text(CSV, encoding="utf-8")
    found = invoke(str(source), *arguments)
    assert found.exit_code != 0
    assert message in str(found.exception) + found.output


def test_a_table_that_is_rightly_empty_is_remarked_among_others() -> None:
    tables = {name: table.frame() for name, table in cip.load().tables.items()}
    assert not len(cip.load().withdrawals)
    report = cip.validate(tables, profile="traced")
    assert report.ok and report.counts == {"no-rows": 1}, str(report)
    assert not cip.validate(tables["withdrawals"], "withdrawals", profile="traced").ok


def test_rows_are_never_written_over_what_is_read(tmp_path: Path) -> None:
    source = tmp_path / "in.csv"
    source.write_text(CSV, encoding="utf-8")
    found = invoke(str(source), "--table", "figures", "--valid", str(source), "--force")
    assert "is what is read" in str(found.exception) + found.output
    assert source.read_text(encoding="utf-8") == CSV


def test_rows_are_not_written_over_what_is_there(tmp_path: Path) -> None:
    """Nor is one file written twice; nothing is judged before that is settled."""
    data, there = tmp_path / "data.csv", tmp_path / "valid.csv"
    data.write_text("id\nfigure-1\n", encoding="utf-8")
    there.write_text("mine\n", encoding="utf-8")
    words = ["validate", str(data), "--table", "figures"]
    refused = CliRunner().invoke(cli, [*words, "--valid", str(there)])
    twice = CliRunner().invoke(
        cli, [*words, "--valid", f"{tmp_path}/n.csv", "--invalid", f"{tmp_path}/n.csv"]
    )
    assert (refused.exit_code, twice.exit_code) == (2, 2)
    assert "valid.csv is there already: give --force to replace it" in refused.output
    assert "--valid and --invalid name the same file" in twice.output
    assert there.read_text("utf-8") == "mine\n"
    forced = CliRunner().invoke(cli, [*words, "--valid", str(there), "--force"])
    assert forced.exit_code == 1
    assert there.read_text("utf-8") == "id\n"
