"""Conversion by column gives the result of the conversion cell by cell."""

from __future__ import annotations

import copy
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize import columnar
from chinaindpolicy.ingest.normalize.conversion import convert_table, request_for
from chinaindpolicy.ingest.normalize.exact_numbers import (
    digits_text,
    plain_numbers,
    products,
    scale_of,
)
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.result import Normalized
from chinaindpolicy.model.serialize import decimal_digits

UNITS = {
    "电子元器件销售总额": ("亿元", "万元", "家"),
    "高新技术企业": ("家", "户"),
    "芯片良率": ("%",),
    "算力规模": ("EFLOPS", "PFLOPS"),
    "不明指标": ("元",),
}
REGIONS = ("北京", "上海", "广东省", "某地")
ODD = (
    "—",
    "超过30%",
    "5①",
    "x",
    "1,234",
    "1.234",
    "1e5",
    "0.5",
    "-0",
    "3亿元",
    ".5",
    "007.5",
    "12345678901234567",
)
NUMBERS = st.one_of(
    st.decimals(Decimal(-(10**6)), Decimal(10**9), places=3).map(str),
    st.integers(-(10**6), 10**12).map(str),
)


MARKS = ("12.5 p", "7 e", "3①", "10²", "—", "n/a", "5 b", "-8 f")


@st.composite
def tables(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table in which few cells are distinct and few values are odd, and options."""
    pairs = draw(
        st.lists(
            st.sampled_from([(name, unit) for name, units in UNITS.items() for unit in units]),
            min_size=1, max_size=4,
        )
    )  # fmt: skip
    places = draw(st.lists(st.sampled_from(REGIONS), min_size=1, max_size=3, unique=True))
    numbers = draw(st.lists(NUMBERS, min_size=3, max_size=12))
    odd = draw(st.lists(st.sampled_from(ODD), max_size=3))
    marks = draw(st.lists(st.sampled_from(MARKS), max_size=3))
    flags = draw(st.sampled_from([("A",), ("A", "P", None), ("e", "x", " F "), ()]))
    cells = [*numbers, *marks]
    height = 150
    rows: list[dict[str, str | None]] = []
    for at in range(height):
        name, unit = pairs[at % len(pairs)]
        rows.append(
            {"指标": name, "地区": places[at % len(places)], "年份": f"{1990 + at % 30}年",
             "序": str(at), "数值": cells[at % len(cells)], "单位": unit, "状态": "甲"}
        )  # fmt: skip
        if flags:
            rows[-1]["OBS_STATUS"] = flags[at % len(flags)]
    for at, cell in enumerate(odd):
        rows[17 * (at + 1)]["数值"] = cell
    if draw(st.booleans()):
        rows[100]["数值"] = None
    if draw(st.booleans()):
        rows[70]["年份"] = "2024E"
    frame = pl.DataFrame(rows)
    if not odd and not marks and draw(st.booleans()):
        frame = frame.with_columns(pl.col("数值").cast(pl.Float64))
    return frame, draw(options())


def options() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "flags": st.sampled_from(["error", "keep"]),
            "on_missing": st.sampled_from([None, "keep", "drop"]),
            "missing": st.sampled_from([frozenset[str](), frozenset(["-1", "x"])]),
        }
    )


HEADERS = (
    ("2020年", "2021年", "2022年(万元)"),
    ("2020", "2021", "2022E", "2023"),
    ("北京", "上海", "某地", "合计"),
    ("高新技术企业(家)", "电子元器件销售总额(亿元)"),
    ("1月", "2月", "一季度"),
)


@st.composite
def wide_tables(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table with columns of values, and options."""
    headers = draw(st.sampled_from(HEADERS))
    cells = draw(st.lists(st.one_of(NUMBERS, st.sampled_from((*MARKS, None, ""))), min_size=2))
    names = [f"{name}({unit})" for name, units in UNITS.items() for unit in units[:1]]
    frame = pl.DataFrame(
        {
            "指标": [names[at % len(names)] for at in range(60)],
            "地区": [REGIONS[at % len(REGIONS)] for at in range(60)],
            "年份": [f"{1990 + at % 20}年" for at in range(60)],
            "序": [str(at) for at in range(60)],
            **{
                name: [cells[(at * len(headers) + place) % len(cells)] for at in range(60)]
                for place, name in enumerate(headers)
            },
        },
        schema_overrides=dict.fromkeys(headers, pl.String),
    )
    drop = {"2": "年份", "北": "地区", "高": "指标"}.get(headers[0][0])
    return (frame if drop is None else frame.drop(drop)), draw(options())


@st.composite
def totals(draw: st.DrawFn) -> tuple[pl.DataFrame, dict[str, Any]]:
    """Return a table with rows of totals, most of them sums, and options."""
    values = draw(st.lists(st.integers(0, 900), min_size=6, max_size=9))
    wrong = draw(st.sampled_from([0, 0, 0, 0, 0, 5]))
    rows: list[dict[str, str]] = []
    for at in range(40):
        three = [values[(at * 3 + place) % len(values)] for place in range(3)]
        labels = zip(("北京", "上海", "天津", "合计"), (*three, sum(three)), strict=True)
        rows += [
            {"指标": "高新技术企业", "地区": label, "年份": str(1980 + at), "数值": str(value)}
            for label, value in labels
        ]
    rows[43]["数值"] = str(int(rows[43]["数值"]) + wrong * 100)
    odd = draw(st.sampled_from([None, None, (63, "—"), (64, "—"), (64, "x"), (64, "3①")]))
    if odd is not None:
        rows[odd[0]]["数值"] = odd[1]
    frame = pl.DataFrame(rows).rename({"数值": "数值(家)"})
    if draw(st.booleans()):
        frame = frame.pivot("年份", index=["指标", "地区"], values="数值(家)").with_columns(
            pl.lit("家").alias("单位")
        )
    return frame.with_columns(pl.lit("0").alias("序")), draw(options())


def both(data: Any, **options: Any) -> tuple[Normalized | None, Normalized]:
    """Return the result by column, if there is one, and that cell by cell."""
    stated = Options(**options)
    by_column = columnar.convert_columns(request_for(data, "figures", stated))
    return by_column, convert_table(request_for(data, "figures", stated)).result()


def assert_equal(one: Normalized, other: Normalized) -> None:
    assert one.frame.schema == other.frame.schema
    assert one.frame.equals(other.frame)
    assert one.findings == other.findings
    assert one.changes.equals(other.changes)
    for name in ("aside", "marks", "notes"):
        assert getattr(one, name).equals(getattr(other, name)), name
    assert one.sources == other.sources


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columnar, "LEAST_VALUES", 1)
    monkeypatch.setattr(columnar, "HEAD", 1)
    monkeypatch.setattr(columnar, "MOST_SAMPLED", 1)


@pytest.mark.usefixtures("small")
@given(st.one_of(tables(), wide_tables(), totals()))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
def test_both_conversions_are_equal(case: tuple[pl.DataFrame, dict[str, Any]]) -> None:
    frame, options = case
    by_column, cell_by_cell = both(frame, dimensions=("序",), **options)
    if by_column is not None:
        assert_equal(by_column, cell_by_cell)


@pytest.mark.usefixtures("small")
def test_a_file_with_titles_is_converted_by_column(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        f"电子元器件销售总额,{place},{year},{year}.{at},{'暂无' if year == 1999 else 'x'}"
        for at, place in enumerate(("北京", "上海", "天津", "重庆", "广东"), 1)
        for year in range(1990, 2040)
    ]
    text = "\n".join(["单位：亿元,,,,", "指标,地区,年份,数值,备注", *lines, "注：初步数", ""])
    path.write_text(text, "utf-8")
    by_column, cell_by_cell = both(path)
    assert by_column is not None
    assert_equal(by_column, cell_by_cell)
    assert by_column.ok
    assert by_column.frame["value"][0] == 199010000000
    assert sorted(by_column.notes["kind"]) == ["note", "title"]
    assert copy.copy(by_column).changes.equals(by_column.changes)


@pytest.mark.usefixtures("small")
def test_findings_of_a_file_state_their_lines(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [
        f"电子元器件销售总额,{place},{year},{year if year < 2039 else 'x'}"
        for place in ("北京", "上海", "某地", "重庆", "广东")
        for year in range(1990, 2040)
    ]
    path.write_text("\n".join(["指标,地区,年份,数值(亿元)", *lines, ""]), "utf-8")
    by_column, cell_by_cell = both(path)
    assert by_column is not None
    assert_equal(by_column, cell_by_cell)
    assert [each.line for each in by_column.findings if each.value == "某地"] == list(
        range(102, 152)
    )


@pytest.mark.usefixtures("small")
def test_a_column_that_the_sample_does_not_show_is_reported() -> None:
    row = {"指标": "高新技术企业", "地区": "北京", "数值": "4", "单位": "家", "情景": None}
    rows = [row | {"年份": str(1990 + at % 30)} for at in range(200)]
    rows[170] |= {"情景": "乐观"}
    by_column, cell_by_cell = both(pl.DataFrame(rows, infer_schema_length=None))
    assert by_column is not None
    assert_equal(by_column, cell_by_cell)
    assert [each.code for each in by_column.findings] == ["column-left-out"]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    "change",
    [
        {"地区": "合计"},
        {"地区": ""},
        {"数值": "1.234,5"},
        {"地区": "北京①"},
    ],
    ids=str,
)
def test_what_only_all_rows_decide_is_converted_cell_by_cell(change: dict[str, str]) -> None:
    row = {"指标": "高新技术企业", "地区": "北京", "数值": "4", "单位": "家"}
    rows = [row | {"年份": str(1990 + at % 30), "数值": "4"} for at in range(200)]
    assert both(pl.DataFrame(rows))[0] is not None
    rows[70] |= change
    assert both(pl.DataFrame(rows))[0] is None


def test_large_tables_are_converted_by_column() -> None:
    height = 4_000
    frame = pl.DataFrame(
        {
            "指标": ["高新技术企业"] * height,
            "地区": ["北京", "上海"] * (height // 2),
            "年份": [str(1950 + at // 2 % 100) for at in range(height)],
            "数值(家)": [str(at) for at in range(height)],
            "型号": [str(at // 200) for at in range(height)],
        }
    )
    result = cip.normalize(frame, "figures", dimensions=["型号"])
    assert type(result) is not Normalized
    assert result.ok
    assert result.frame["value"].to_list() == list(range(height))
    assert result.report().checked["changes"] == result.changes.height == 3 * height


@given(
    st.lists(st.decimals(Decimal(-(10**7)), Decimal(10**7), places=4).map(str), min_size=1),
    st.sampled_from(["1", "10000", "100000000", "0.01", "0.25", "3600"]),
)
@settings(max_examples=50, deadline=None)
def test_products_are_exact(texts: list[str], factor: str) -> None:
    numbers = plain_numbers(pl.Series(texts))
    scale = scale_of(Decimal(factor))
    assert numbers is not None
    assert scale is not None
    digits, powers = (pl.Series([part] * len(texts)) for part in scale)
    made = products(numbers, digits, powers)
    written = digits_text(made.mantissa, made.power)
    for at, text in enumerate(texts):
        if not numbers.plain[at] or not made.exact[at]:
            continue
        exact = Decimal(text) * Decimal(factor)
        assert made.values[at] == float(exact)
        assert Decimal(repr(made.values[at])) == exact
        assert written[at] == decimal_digits(exact)
