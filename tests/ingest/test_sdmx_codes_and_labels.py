"""SDMX-CSV of the OECD and others: columns of labels next to their codes, and codes of units."""

from __future__ import annotations

from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized

AREAS = (("CHN", "China", "2.55"), ("DEU", "Germany", "3.13"))


def two_steps(rows: list[dict[str, str]], **options: Any) -> Normalized:
    mapping = cip.inspect(rows, **options)
    own: dict[str, Any] = {"extend": mapping.extend, "dimensions": mapping.dimensions}
    result = cip.normalize(rows, "figures", mapping=mapping, **own)
    if result.ok:
        assert cip.validate(result.frame, "figures", **own).ok
    return result


def rows(unit: str, label: str, **more: str) -> list[dict[str, str]]:
    return [
        {
            **{"REF_AREA": code, "Reference area": area, "MEASURE": "G", "Measure": "Research"},
            **{"UNIT_MEASURE": unit, "Unit of measure": label, "SECTOR": "_T", "Sector": "Total"},
            **{"TIME_PERIOD": "2022", "Time period": "", "OBS_VALUE": value},
            **more,
        }
        for code, area, value in AREAS
    ]


@pytest.mark.parametrize(
    ("unit", "label", "own", "factor"),
    [
        ("PT_B1GQ", "Percentage of GDP", "percent", 1),
        ("PC_GDP", "Percentage of gross domestic product", "percent", 1),
        ("IX", "Index", "index", 1),
        ("USD_PPP", "US dollars, PPP converted", "USD_PPP", 10**6),
        ("XYZ", "Tonnes", "tonne", 10**6),
        ("XDC", "National currency", "XDC", 1),
    ],
)
def test_units_by_code_or_label(unit: str, label: str, own: str, factor: int) -> None:
    power = {1: "0", 10**6: "6"}[factor]
    result = two_steps(rows(unit, label, UNIT_MULT=power, **{"Unit multiplier": ""}))
    assert result.ok, [each.message for each in result.findings]
    assert result.frame.select("region_id", "value", "unit", "period").rows() == [
        ("cn", 2.55 * factor, own, "2022"),
        ("de", 3.13 * factor, own, "2022"),
    ]


def test_the_label_of_a_measure_names_the_indicator() -> None:
    (entry,) = cip.inspect(rows("PT_B1GQ", "Percentage of GDP")).extend["indicators"]
    assert (entry["name"], entry["unit"]) == ("Research", "percent")


def test_a_label_that_contradicts_its_code_is_not_set_aside() -> None:
    data = rows("PT_B1GQ", "Percentage of GDP")
    data.append(data[0] | {"Reference area": "Germany", "TIME_PERIOD": "2021"})
    mapping = cip.inspect(data)
    assert not mapping.ok


def test_a_column_with_a_label_like_header_is_no_label() -> None:
    data = rows("PT_B1GQ", "Percentage of GDP", PRICE_BASE="V", Adjustment="x")
    assert "Adjustment" in cip.inspect(data).dimensions
