"""What is looked up: units of the list, names with spaces inside, columns that must be there."""

from __future__ import annotations

from pathlib import Path

import pytest

import chinaindpolicy as cip

KEY = {"指标": "算力规模", "地区": "北京", "时间": "2024"}


@pytest.mark.parametrize("unit", ["万台", "万吨", "kWh"])
@pytest.mark.parametrize("value", ["1.5", None])
def test_a_unit_of_something_else_is_reported(unit: str, value: str | None) -> None:
    found = cip.normalize([KEY | {"数值": value, "单位": unit}], "figures")
    assert {each.code for each in found.findings} == {"unit-conflict"}
    assert not found.ok
    if value is None:
        assert found.frame.select("value", "unit").rows() == [(None, None)]


def test_a_unit_of_something_else_in_a_value_is_reported() -> None:
    found = cip.normalize([KEY | {"数值": "3万台"}], "figures")
    assert [each.code for each in found.findings] == ["unit-conflict"]


def test_every_unit_of_the_code_list_can_be_used() -> None:
    found = cip.normalize([{"id": "a", "unit": "tonne"}], "indicators")
    assert "unit" not in {each.column for each in found.findings}
    assert found.frame["unit"].to_list() == ["tonne"]


@pytest.mark.parametrize("value", ["1", "—"])
def test_a_value_is_converted_to_the_unit_of_its_indicator(value: str) -> None:
    found = cip.normalize([KEY | {"数值": value, "单位": "EFLOPS"}], "figures")
    assert found.ok and found.frame["unit"].to_list() == ["petaflops"]


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("北　京", "cn-bj"),
        ("北 京", "cn-bj"),
        ("全　国", "cn"),
        ("广东省 深 圳 市", "cn-gd-shenzhen"),
    ],
)
def test_names_with_inner_spaces_are_found(name: str, id: str) -> None:
    row = {"指　标": "算 力　规模", "地 区": name, "数　值（亿元）": None}
    found = cip.normalize([row], "figures")
    assert found.findings == ()
    assert found.frame.rows() == [("computing-power-scale", id, None)]
    told = cip.normalize([{"产　值": 1}], "figures", columns={"产值": "value"}, units="元")
    assert told.frame["value"].to_list() == [1.0]


def test_a_column_per_indicator_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("地区,年份,营业收入（亿元）,产量（万辆）\n北京,2024,1,2\n", "utf-8")
    found = cip.normalize(path, "figures")
    told = [each for each in found.findings if each.severity == "error"]
    assert [(each.code, each.column) for each in told] == [
        ("column-left-out", "营业收入（亿元）"),
        ("column-left-out", "产量（万辆）"),
        ("column-missing", "value"),
        ("column-missing", "indicator_id"),
    ]
    assert "columns={'产量（万辆）'" in told[1].message
    row = {"地区": "北京", "营业收入（亿元）": 1}
    assert not cip.normalize([row], "figures").ok


@pytest.mark.parametrize(
    ("name", "hint"),
    [("vendor", ""), ("ndcr", ""), ("NDRCC", "did you mean 'ndrc'?"), ("ccid", None)],
)
def test_short_names_are_not_similar_by_chance(name: str, hint: str | None) -> None:
    row = {"indicator_id": "chip-yield-rate", "region_id": "cn", "period": "2024"}
    data = [row | {"value": "5", "unit": "percent", "attributed_to": name}]
    found = [each for each in cip.normalize(data, "figures").findings if each.value == name]
    if hint is None:
        assert not found
    else:
        assert ("did you mean" in found[0].message) == bool(hint) and hint in found[0].message
