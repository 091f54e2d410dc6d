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
from columnar_tables import assert_equal, convert_small_tables, tables, totals, wide_tables


def both(data: Any, **options: Any) -> tuple[Normalized | None, Normalized]:
    """Return the result by column, if there is one, and that cell by cell."""
    stated = Options(**options)
    by_column = columnar.convert_columns(request_for(data, "figures", stated))
    return by_column, convert_table(request_for(data, "figures", stated)).result()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    convert_small_tables(monkeypatch)


@pytest.mark.full
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
    # A note on 重庆 before 1997.
    assert sorted(by_column.notes["kind"]) == ["lookup", "note", "title"]
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
