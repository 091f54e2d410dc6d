"""Whole tables brought to ours: nothing lost, nothing moved, everything told."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.ingest.normalize.known_headers import KNOWN_HEADERS, known_field
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.model.vocabularies import TABLE_NAMES

ROW = {
    "指标": "算力规模",
    "地区": "广东省深圳市",
    "时间": "2024年一季度",
    "数值": "超过３５",
    "单位": "EFLOPS",
}


def codes(result: Normalized) -> list[tuple[str, str, int | None]]:
    return [(finding.code, finding.column, finding.row) for finding in result.findings]


def test_a_chinese_row_is_normalized() -> None:
    result = cip.normalize([ROW], "figures")
    assert result.ok
    assert result.frame.to_dicts() == [
        {
            "indicator_id": "computing-power-scale",
            "region_id": "cn-gd-shenzhen",
            "comparator": "gt",
            "value": 35_000.0,
            "unit": "petaflops",
            "period": "2024-01/2024-03",
        }
    ]
    assert result.changes.rows() == [
        (0, "indicator_id", "算力规模", "computing-power-scale", "name"),
        (0, "region_id", "广东省深圳市", "cn-gd-shenzhen", "name"),
        (0, "period", "2024年一季度", "2024-01/2024-03", "period"),
        (0, "unit", "EFLOPS", "petaflops", "unit"),
        (0, "value", "超过３５", "35000", "converted"),
        (0, "comparator", None, "gt", "quantity"),
    ]
    assert result.frame.schema == {
        name: cip.polars_schema("figures")[name] for name in result.frame.columns
    }


def test_an_unreadable_cell_is_null_and_reported() -> None:
    rows = [
        ROW | {"地区": "岭南", "时间": "2024-02-30", "数值": "2.100", "单位": "billion yuan"},
        ROW | {"指标": "GDP", "数值": "5", "单位": "亿香蕉"},
        ROW,
    ]
    result = cip.normalize(rows, "figures")
    assert not result.ok
    assert sorted(codes(result), key=str) == sorted(
        [
            ("name-unknown", "region_id", 0),
            ("period-unreadable", "period", 0),
            ("value-ambiguous", "value", 0),
            ("name-unknown", "indicator_id", 1),
            ("unit-unreadable", "value", 1),
            ("unit-unreadable", "unit", 1),
        ],
        key=str,
    )
    assert result.frame["value"].to_list() == [None, None, 35_000.0]
    assert result.frame["region_id"].to_list() == [None, "cn-gd-shenzhen", "cn-gd-shenzhen"]
    ambiguous = next(each for each in result.findings if each.code == "value-ambiguous")
    assert ambiguous.expected == "2100000000 or 2100000000000"
    assert ambiguous.value == "2.100"


@pytest.mark.parametrize("mark", ["—", "…", "-", "N/A", "", " ", "nan", "暂无", float("nan"), "x"])
def test_missing_marks_are_listed_as_changes(mark: Any) -> None:
    result = cip.normalize([ROW | {"数值": mark}, ROW], "figures", missing=["x"])
    assert result.ok
    assert result.frame["value"].to_list() == [None, 35_000.0]
    assert result.changes.row(0) == (0, "value", str(mark), None, "missing-mark")


def test_a_vocabulary_code_is_no_missing_mark() -> None:
    result = cip.normalize([{"id": "a", "desired_direction": "none", "name": "none"}], "indicators")
    assert result.frame.to_dicts() == [{"id": "a", "name": None, "desired_direction": "none"}]


def test_units_of_headers_cells_and_values_are_applied() -> None:
    want = [("CNY", 150_000_000.0)]
    base: dict[str, Any] = {"指标": "电子元器件销售总额", "地区": "安徽", "时间": 2024}
    ways: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (base | {"数值": 1.5, "单位": "亿元"}, {}),
        (base | {"数值（亿元）": "1.5"}, {}),
        (base | {"数值": "1.5亿元"}, {}),
        (base | {"数值": "1.5"}, {"units": "亿元"}),
        (base | {"数值": "1.5", "单位": "亿"}, {"units": {"亿": "亿元"}}),
        (base | {"产值/亿元": "1.5"}, {"columns": {"产值/亿元": "value"}}),
        (base | {"产值_亿元": "1.5"}, {"columns": {"产值_亿元": "value"}}),
        (base | {"数值(10⁸元)": "1.5"}, {}),
        (base | {"数值(亿元)": "¥1.5"}, {}),
        (base | {"数值": "1.5", "UNIT_MEASURE": "CNY", "UNIT_MULT": 8}, {}),
        (base | {"数值": "150", "单位": "元", "Scale": "Millions"}, {}),
        (base | {"数值": "1.5"}, {"constants": {"unit": "亿元"}}),
        (base | {"指标": "电子元器件销售总额(亿元)", "数值": "1.5"}, {}),
    ]
    for row, options in ways:
        result = cip.normalize([row], "figures", **options)
        assert result.ok, str(result)
        assert result.frame.select("unit", "value").rows() == want


def test_conflicting_units_are_reported() -> None:
    row = {"地区": "安徽", "数值（亿元）": "1.5", "单位": "万元"}
    result = cip.normalize([row], "figures")
    assert ("unit-conflict", "value", 0) in codes(result)
    assert result.frame["value"].to_list() == [None]


def test_ranges_and_comparators_are_read() -> None:
    key = {"指标": "电子元器件销售总额", "地区": "安徽"}
    rows = [key | {"时间": 2023, "数值": "3-5亿元"}, key | {"时间": 2024, "数值": "1亿元"}]
    result = cip.normalize(rows, "figures")
    assert result.frame.select("comparator", "value", "value_upper").rows() == [
        ("range", 3e8, 5e8),
        ("eq", 1e8, None),
    ]
    key = {"indicator_id": "chip-yield-rate", "region_id": "cn"}
    more: list[dict[str, Any]] = [
        key | {"period": "2021", "comparator": "≥", "value": "5%"},
        key | {"period": "2022", "comparator": "<", "value": ">5%"},
        key | {"period": "2023", "comparator": "?", "value": "5%"},
        key | {"period": "2024", "comparator": None, "value": "5%"},
    ]
    result = cip.normalize(more, "figures")
    assert result.frame.select("comparator", "value").rows() == [
        ("ge", 5.0),
        ("lt", None),
        (None, None),
        ("eq", 5.0),
    ]
    assert codes(result) == [
        ("comparator-conflict", "value", 1),
        ("comparator-unreadable", "comparator", 2),
        ("comparator-unreadable", "value", 2),
    ]
    result = cip.normalize(
        [key | {"period": "2024", "value": "3-5%", "value_upper": "6"}], "figures"
    )
    assert codes(result) == [("comparator-conflict", "value", 0)]


def test_explicit_columns_are_mapped() -> None:
    row = {"a": "安徽", "b": "1%", "地区": "北京", "指标": "芯片良率", "时间": 2024}
    result = cip.normalize([row], "figures", columns={"a": "region_id", "b": "value"})
    assert result.frame.select("region_id", "value").rows() == [("cn-ah", 1.0)]
    assert result.aside.to_dicts() == [{"地区": "北京"}]
    (finding,) = result.findings
    assert (finding.code, finding.severity) == ("column-left-out", "error")
    assert "'a' is mapped to region_id" in finding.message
    result = cip.normalize([row], "figures", columns={"a": None, "b": None})
    assert result.ok
    assert result.frame["region_id"].to_list() == ["cn-bj"]
    assert result.aside.to_dicts() == [{"a": "安徽", "b": "1%"}]


@pytest.mark.parametrize(
    ("rows", "options", "said"),
    [
        ([{"地区": "a", "区域": "b"}], {}, "both '地区' and '区域' match region_id"),
        ([{"a": 1, "b": 2}], {"columns": {"a": "value", "b": "value"}}, "are mapped to value"),
        ([{"a": 1}], {"columns": {"a": "valu"}}, "did you mean 'value'"),
        ([{"数值": 1}], {"columns": {"数字": "value"}}, "no column of the data '数字'"),
        ([{"a": 1}], {"values": {"valu": {}}}, "did you mean 'value'"),
        (
            [{"a": 1}],
            {"units": "亿香蕉"},
            "units: '' is to be read as '亿香蕉' is not a known unit",
        ),
        ([{"a": 1}], {"header": 2}, "header applies to files"),
        ([{"a": 1}], {"wide": True}, "no column is named for a period"),
        ([{"a": 1}], {"wide": "years"}, "allowed: 'auto', 'period', 'region', 'indicator'"),
        ([{"a": 1}], {"flags": "drop"}, "allowed: 'error', 'keep'"),
        ([{"a": 1}], {"on_missing": "no"}, "allowed: 'keep', 'drop'"),
        ([{"地区": "a"}], {"constants": {"region_id": "cn"}}, "region_id is stated twice"),
        ([{"a": 1}], {"constants": {"regio": "cn"}}, "did you mean 'region_id'"),
        ([{"a": 1}], {"dimensions": ["b"]}, "no column of the data 'b'"),
        ([{"2023": 1, "值": 2}], {"wide": True}, "set it aside with columns={'值': None}"),
        (5, {}, "cannot normalize int: pass"),
        ([5], {}, "row 0 is a int"),
        ([{5: 5}], {}, "row 0 has a column 5"),
    ],
)
def test_invalid_options_are_refused(rows: Any, options: Any, said: str) -> None:
    with pytest.raises(ChinaIndPolicyError) as caught:
        cip.normalize(rows, "figures", **options)
    assert said in str(caught.value)
    with pytest.raises(UnknownNameError, match="did you mean 'figures'"):
        cip.normalize([], "figure")


def test_replaced_values_are_parsed() -> None:
    result = cip.normalize(
        [{"地区": "长三角 某市"}], "figures", values={"region_id": {"长三角 某市": "北京"}}
    )
    assert result.frame["region_id"].to_list() == ["cn-bj"]
    assert [row[2:] for row in result.changes.rows()] == [
        ("长三角 某市", "北京", "value-given"),
        ("北京", "cn-bj", "name"),
    ]


def test_wide_tables_become_long() -> None:
    rows = [
        {"指标": "算力规模", "单位": "PFLOPS", "2022年": "1", "2023年": "—", "2024年Q1": "3"},
        {"指标": "芯片良率(%)", "单位": None, "2022年": "4", "2023年": "5", "2024年Q1": "6"},
        {"指标": "注：初步数据", "单位": None, "2022年": None, "2023年": None, "2024年Q1": None},
    ]
    options: dict[str, Any] = {"constants": {"region_id": "全国"}}
    narrow = cip.normalize(rows, "figures", wide=None, **options)
    assert ("table-wide", "2022年", None) in codes(narrow)
    assert "wide='auto'" in str(narrow)
    assert narrow.aside.columns == ["2022年", "2023年", "2024年Q1"]
    values = [
        ("2022", 1.0, "petaflops"),
        ("2023", None, "petaflops"),
        ("2024-01/2024-03", 3.0, "petaflops"),
        ("2022", 4.0, "percent"),
        ("2023", 5.0, "percent"),
        ("2024-01/2024-03", 6.0, "percent"),
    ]
    for wide in (True, "period", "auto"):
        result = cip.normalize(rows, "figures", wide=wide, **options)
        assert codes(result) == [("cells-missing", "value", None)]
        assert result.ok
        assert result.notes["text"].to_list() == ["注：初步数据"]
        found = result.frame.select("period", "value", "unit").rows()
        assert found == [row for row in values if row[1] is not None]
    kept = cip.normalize(rows, "figures", on_missing="keep", **options)
    assert kept.frame.select("period", "value", "unit").rows() == values


def test_polars_pandas_and_dicts_give_the_same_result() -> None:
    pandas = pytest.importorskip("pandas")
    rows = [ROW, ROW | {"数值": None}]
    want = cip.normalize(rows, "figures")
    frame = pl.DataFrame(rows)
    for data in (frame, frame.lazy(), pandas.DataFrame(rows)):
        result = cip.normalize(data, "figures")
        assert result.frame.equals(want.frame)
        assert result.changes.equals(want.changes)
    dated = pandas.DataFrame(
        {"时间": pandas.to_datetime(["2024-06-30", None]), "数值(%)": [1.5, None]}
    )
    stated = {"indicator_id": "芯片良率", "region_id": "全国"}
    result = cip.normalize(dated, "figures", constants=stated)
    assert result.frame.select("value", "period").rows() == [(1.5, "2024-06-30"), (None, None)]
    assert result.ok


def test_files_are_normalized_with_line_numbers(tmp_path: Path) -> None:
    sales = "电子元器件销售总额"
    lines = (
        "指标,地区,时间,数值（亿元）",
        f"{sales},北京,2024年,1",
        "上海",
        f"{sales},火星,2024年,2",
    )
    text = "\n".join((*lines, "注：初步,,,", ""))
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode("gb18030"))
    result = cip.normalize(path, "figures")
    assert [(finding.code, finding.line, finding.row) for finding in result.findings] == [
        ("row-ragged", 3, None),
        ("name-unknown", 4, 1),
    ]
    assert {finding.file for finding in result.findings} == {str(path)}
    assert result.notes.rows() == [("note", str(path), 5, "注：初步")]
    assert result.frame.height == 2


def test_lists_dates_and_other_types_are_read() -> None:
    rows: list[dict[str, Any]] = [
        {
            "id": "a",
            "issuers": "miit、工业和信息化部",
            "issued_on": "2024年6月30日",
            "level": "National",
            "title": "  A plan ",
        },
        {"id": "b", "issuers": ["miit"], "issued_on": datetime.date(2024, 6, 30), "level": "x"},
        {"id": 3, "issuers": None, "issued_on": "2024", "level": "municipal", "title": {"a": []}},
    ]
    result = cip.normalize(rows, "policies")
    assert result.frame["issuers"].to_list() == [["miit", "miit"], ["miit"], None]
    day = datetime.date(2024, 6, 30)
    assert result.frame["issued_on"].to_list() == [day, day, None]
    assert result.frame["level"].to_list() == ["national", None, "municipal"]
    assert result.frame["title"].to_list() == ["A plan", None, None]
    assert result.frame["id"].to_list() == ["a", "b", "3"]
    assert [each for each in codes(result) if each[0] != "column-missing"] == [
        ("code-unreadable", "level", 1),
        ("period-unreadable", "issued_on", 2),
        ("type-unreadable", "title", 2),
    ]
    assert {each.id for each in result.findings if each.column == "level"} == {"b"}


def test_table_without_a_required_column_is_not_ok() -> None:
    row = {"id": "x", "title": "y"}
    result = cip.normalize([row], "tasks")
    assert not result.ok
    missing = {each.column for each in result.findings if each.code == "column-missing"}
    assert missing == {"policy_id", "region_id", "level", "ordinal", "kind", "summary"}
    unit = {"id": "kg", "name": "kilogram", "dimension": "mass"}
    assert cip.normalize([unit], "units").ok


def test_inexact_floats_are_reported() -> None:
    texts = ("0.1234567890123456789", "1e400", Decimal("0.1"))
    rows = [ROW | {"时间": 2000 + at, "数值": text} for at, text in enumerate(texts)]
    result = cip.normalize(rows, "figures", values={"unit": {"EFLOPS": "PFLOPS"}})
    assert codes(result) == [("value-rounded", "value", None), ("value-inexact", "value", 1)]
    assert [each.severity for each in result.findings] == ["warning", "error"]
    assert result.frame["value"].to_list() == [0.12345678901234568, None, 0.1]


@pytest.mark.parametrize("cell", [float("inf"), 10**400, b"1", object(), {"a": 1}, [1], True])
@pytest.mark.parametrize("column", ["value", "baseline", "paragraph"])
def test_non_numbers_are_refused(cell: Any, column: str) -> None:
    key = {"indicator_id": "chip-yield-rate", "region_id": "cn", "period": "2024", "unit": "%"}
    result = cip.normalize([key | {column: cell}], "figures")
    assert result.frame[column].to_list() == [None]
    found = [each for each in result.findings if each.code != "column-missing"]
    assert [each.column for each in found] == [column]
    assert len(found[0].message) < 200


@pytest.mark.parametrize("cell", [b"1", object(), {"a": 1}, [1]])
@pytest.mark.parametrize("column", ["note", "period", "region_id", "unit", "kind", "id"])
def test_non_texts_are_refused(cell: Any, column: str) -> None:
    result = cip.normalize([{column: cell}], "figures")
    assert result.frame[column].to_list() == [None]
    assert [finding.column for finding in result.findings] == [column]


def test_numpy_numbers_are_read() -> None:
    numpy = pytest.importorskip("numpy")
    key = {"指标": "算力规模", "地区": "北京", "单位": "PFLOPS"}
    rows = [
        key | {"数值": numpy.int64(3), "时间": numpy.int32(2024)},
        key | {"数值": numpy.float64(0.1)},
    ]
    result = cip.normalize(rows, "figures")
    assert result.frame.select("value", "period").rows() == [(3.0, "2024"), (0.1, None)]
    assert codes(result) == [("key-missing", "period", 1)]


def test_empty_data_is_reported() -> None:
    empty: tuple[Any, ...] = ([], pl.DataFrame({"数值": []}))
    for nothing in empty:
        result = cip.normalize(nothing, "figures")
        assert result.frame.height == 0
        assert [(each.code, each.severity) for each in result.findings] == [("no-rows", "warning")]
    result = cip.normalize([{"x": 1}, {"x": 2}], "figures")
    assert result.frame.height == 2
    assert result.aside.height == 2


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_packaged_tables_are_unchanged_by_normalizing(real: Dataset, table: str) -> None:
    frame = real[table].frame()
    if table == "regions":  # the id of Namibia is a mark for a missing value
        frame = frame.filter(pl.col("id") != "na")
    result = cip.normalize(frame, table)
    assert [code for code, _, _ in codes(result)] == ([] if frame.height else ["no-rows"])
    assert result.changes.rows() == []
    assert result.frame.equals(frame)


def test_known_headers_belong_to_one_column_per_table() -> None:
    for table in TABLE_NAMES:
        names = [
            name for column in cip.polars_schema(table) for name in KNOWN_HEADERS.get(column, ())
        ]
        shared = {name for name in names if names.count(name) > 1}
        # A source of a figure is who says it; an external figure names its reference by id.
        sources = set(KNOWN_HEADERS["reference_id"]) & set(KNOWN_HEADERS["attributed_to"])
        assert shared == (sources if table == "figures" else set())
    assert known_field("来源", tuple(cip.polars_schema("figures"))) == "attributed_to"


CELLS = {
    "指标": st.sampled_from(["算力规模", "electronic-component-sales(亿元)", "x", None, "—"]),
    "地区": st.sampled_from(["北京", 110000, "安徽省", "火星", None, "", "cn-ah"]),
    "时间": st.sampled_from(["2024年", 2024, "2024Q1", "2024-02-30", None, "十四五", "注：x"]),
    "数值": st.sampled_from(
        ["1.5", "超过3万亿元", 2, 0.1, "—", "abc", "3-5", "2.100", "-1,234.5", None, "5%", [1]]
    ),
    "单位": st.sampled_from(["亿元", "billion yuan", "%", "万台", "??", None, "EFLOPS", "元"]),
    "比较": st.sampled_from(["≥", "gt", "?", None]),
    "备注": st.sampled_from(["a", " b ", "=1+1", None, "-"]),
}


@given(
    names=st.sets(st.sampled_from(sorted(CELLS)), min_size=1),
    data=st.data(),
)
def test_normalizing_keeps_rows_and_is_idempotent(names: set[str], data: Any) -> None:
    row = st.fixed_dictionaries({name: CELLS[name] for name in sorted(names)})
    rows: list[dict[str, Any]] = data.draw(st.lists(row, max_size=6))
    rows = [{"编号": f"r-{number}", **each} for number, each in enumerate(rows)]
    once = cip.normalize(rows, "figures")
    if rows:
        # Every row is there, in its order.
        assert once.frame["id"].to_list() == [each["编号"] for each in rows]
    # A cell that was there and is null is told: as a change, or as a finding.
    ours = dict(once.sources)
    told = {(finding.row, finding.column) for finding in once.findings}
    nulled = {(row, column) for row, column, _, after, _ in once.changes.rows() if after is None}
    noted = {finding.row for finding in once.findings if finding.code == "note-below"}
    for column, theirs in ours.items():
        for number, each in enumerate(rows):
            if each[theirs] is not None and once.frame[column][number] is None:
                assert (number, column) in told | nulled or number in noted
    again = cip.normalize(once.frame, "figures")
    assert again.frame.equals(once.frame)
    assert again.changes.rows() == []
    incomplete = {"column-missing", "key-missing", "key-ambiguous"}
    # A value outside the domain of its indicator is kept, and reported each time.
    incomplete |= {"value-negative", "share-outside-domain", "growth-below-domain"}
    assert {code for code, _, _ in codes(again)} <= (incomplete if rows else {"no-rows"})
    # What is told as changed is what stands there.
    last = {(row, column): after for row, column, _, after, _ in once.changes.rows()}
    for (number, column), after in last.items():
        cell = once.frame[column][number]
        if cell is not None and (number, column) not in told:
            assert after is not None
            if isinstance(cell, float):
                assert float(after) == cell
            else:
                assert after == str(cell)
