"""Tables of foreign trade: quantities in the unit of the row, and amounts of money next to them."""

from __future__ import annotations

from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.cell_values import CellError
from chinaindpolicy.ingest.normalize.unit_parser import read_unit
from two_steps import file, two_steps

CHINA = {"region_id": "全国"}


def test_a_quantity_next_to_an_amount(tmp_path: Path) -> None:
    text = (
        "商品名称,计量单位,数量,金额（万美元）,年月\n"
        "机电产品,-,-,17251000,2024年6月\n"
        "汽车,万辆,57.3,1100500,2024年6月\n"
        "医药品,吨,20411,2391000,2024年6月\n"
    )
    path = file(tmp_path, text)
    mapping = cip.inspect(path, constants=CHINA)
    assert mapping.dimensions == ("商品名称",)
    result = two_steps(path, constants=CHINA)
    assert result.ok
    assert result.frame.select("商品名称", "value", "unit", "period").rows() == [
        ("机电产品", 172510000000.0, "USD", "2024-06"),
        ("汽车", 573000.0, "vehicle", "2024-06"),
        ("汽车", 11005000000.0, "USD", "2024-06"),
        ("医药品", 20411.0, "tonne", "2024-06"),
        ("医药品", 23910000000.0, "USD", "2024-06"),
    ]


def test_the_unit_of_the_title_is_that_of_the_amounts(tmp_path: Path) -> None:
    text = (
        "2024年6月进口主要商品量值表,,,,,\n单位：万元,,,,,\n"
        "商品名称,计量单位,6月,,1至6月累计,\n,,数量,金额,数量,金额\n"
        "集成电路,百万个,44964.5,23145678.5,258945.1,126731942\n"
        "原油,万吨,4645,18650000.25,27548,115000000\n"
    )
    result = two_steps(file(tmp_path, text), constants=CHINA)
    assert result.ok
    assert result.frame.select("value", "unit", "period").rows()[:4] == [
        (44964500000.0, "item", "2024-06"),
        (231456785000.0, "CNY", "2024-06"),
        (258945100000.0, "item", "2024-01/2024-06"),
        (1267319420000.0, "CNY", "2024-01/2024-06"),
    ]


def test_an_amount_is_not_in_the_unit_of_the_quantity(tmp_path: Path) -> None:
    text = "商品名称,计量单位,数量,金额,年月\n汽车,辆,573,1100,2024年6月\n"
    path = file(tmp_path, text)
    own = [
        {"id": "q", "name": "数量", "unit": "vehicle"},
        {"id": "v", "name": "金额", "unit": "CNY"},
    ]
    result = cip.normalize(
        path, "figures", constants=CHINA, dimensions=["商品名称"], extend={"indicators": own}
    )
    assert [(each.code, each.value) for each in result.findings] == [("unit-missing", "1100")]
    assert result.frame["value"].to_list() == [573.0, None]


@pytest.mark.parametrize("text", ["億元", "百萬元", "萬元", "仟圓"])
def test_the_dollar_of_taiwan_or_hong_kong_is_not_yuan(text: str) -> None:
    with pytest.raises(CellError, match="New Taiwan dollars"):
        read_unit(text)


@pytest.mark.parametrize(
    ("text", "code", "factor"),
    [("億美元", "USD", 10**8), ("百萬美元", "USD", 10**6), ("萬人", "person", 10**4)],
)  # fmt: skip
def test_traditional_units_that_state_the_currency(text: str, code: str, factor: int) -> None:
    unit = read_unit(text)
    assert (unit.code, int(unit.factor)) == (code, factor)
