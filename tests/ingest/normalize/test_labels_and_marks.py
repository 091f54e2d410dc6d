"""Labels of SDMX-CSV files, repeated headers, marks and periods of public statistics files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.marks import without_marks
from chinaindpolicy.ingest.normalize.unit_parser import bracketed_unit, read_unit

SHIPS = {"indicators": [{"id": "ships", "name": "Ships", "unit": "percent"}]}


def converted(folder: Path, *lines: str, **options: Any) -> Any:
    path = folder / "a.csv"
    path.write_text("\n".join([*lines, ""]), "utf-8")
    return cip.normalize(path, "figures", extend=SHIPS, **options)


def test_codes_with_labels_in_one_cell(tmp_path: Path) -> None:
    result = converted(
        tmp_path,
        "STRUCTURE,FREQ:Frequency,REF_AREA:Area,INDICATOR:Indicator,UNIT_MEASURE:Unit,"
        "UNIT_MULT:Multiplier,TIME_PERIOD:Time,OBS_VALUE:Value,OBS_STATUS:Status",
        "dataflow,M: Monthly,CN: China,Ships,368: Per cent,0: Units,2024-01,3.5,A: Normal",
        "dataflow,M: Monthly,CN: China,Ships,368: Per cent,0: Units,2024-02,4,E: Estimated",
    )
    assert result.ok, result.findings
    assert result.frame.select("region_id", "period", "value", "unit", "kind").rows() == [
        ("cn", "2024-01", 3.5, "percent", "observed"),
        ("cn", "2024-02", 4.0, "percent", "estimated"),
    ]


def test_labels_in_columns_of_their_own_are_aside(tmp_path: Path) -> None:
    result = converted(
        tmp_path,
        "STRUCTURE,STRUCTURE_NAME,freq,Time frequency,indicator,unit,Unit of measure,geo,"
        "Geopolitical entity (reporting),TIME_PERIOD,Time,OBS_VALUE,Observation value,OBS_FLAG,"
        "Observation status (Flag)",
        "dataflow,Boats,A,Annual,Ships,PCT,Percentage,CN,China,2021,,51.5,,p,provisional",
    )
    assert result.ok, result.findings
    assert result.frame.select("region_id", "period", "value", "unit").rows() == [
        ("cn", "2021", 51.5, "percent")
    ]
    assert "Unit of measure" in result.aside.columns


def test_a_row_that_repeats_the_header_is_a_note(tmp_path: Path) -> None:
    result = converted(
        tmp_path,
        "indicator,region,year,unit,value",
        "Ships,China,2020,%,1",
        "indicator,region,year,unit,value",
        "Ships,China,2021,%,2",
    )
    assert result.ok, result.findings
    assert result.frame["value"].to_list() == [1.0, 2.0]
    assert result.notes["line"].to_list() == [3]


def test_a_number_of_members_is_no_footnote(tmp_path: Path) -> None:
    assert without_marks("European Union (28)").text == "European Union (28)"
    result = converted(
        tmp_path,
        "indicator,region,year,unit,value",
        "Ships,European Union (28),2020,%,12",
    )
    assert [each.code for each in result.findings] == ["name-unknown"]


@pytest.mark.parametrize(
    ("flagged", "value"), [("8.3 bep", 8.3), ("8.3 de", 8.3), ("8.3 bps", None)]
)
def test_flags_of_several_letters(tmp_path: Path, flagged: str, value: float | None) -> None:
    result = converted(
        tmp_path,
        "indicator,region,year,unit,value",
        f"Ships,China,2020,%,{flagged}",
        flags="keep",
    )
    assert result.frame["value"].to_list() == [value]
    assert result.ok is (value is not None)


def test_shares_of_something_are_percentages() -> None:
    assert {read_unit(text).code for text in ("% of GDP", "percent of total", "%")} == {"percent"}


def test_a_unit_is_not_cut_out_of_brackets() -> None:
    assert bracketed_unit("铁路客运量（百万乘客-公里）") is None
    assert bracketed_unit("Traffic (million passenger-km)") is None
    assert bracketed_unit("invention_share") is None
    assert bracketed_unit("Solar (share)") is None
    found = cip.inspect([{"region": "China", "year": 2023, "Solar share": 5}])
    assert [entry.get("unit") for entry in found.extend["indicators"]] == [None]
    assert bracketed_unit("总储蓄（现价美元）") is not None


def test_october_without_its_zero(tmp_path: Path) -> None:
    months = [f"2016.{month:02}" for month in range(1, 10)] + ["2016.1", "2016.11"]
    rows = [f"Ships,China,{month},%,{at}" for at, month in enumerate(months)]
    result = converted(tmp_path, "indicator,region,date,unit,value", *rows)
    assert result.ok, result.findings
    assert result.frame["period"].to_list()[9:] == ["2016-10", "2016-11"]
    alone = converted(tmp_path, "indicator,region,date,unit,value", "Ships,China,2016.1,%,12")
    assert [each.code for each in alone.findings] == ["period-unreadable"]


def test_units_by_column_do_not_replace_the_scale_of_a_header(tmp_path: Path) -> None:
    gdp = {"indicators": [{"id": "gdp", "name": "gdp", "unit": "CNY"}]}
    path = tmp_path / "a.csv"
    path.write_text("province,year,gdp_bn\n北京,2020,5\n", "utf-8")
    wrong = cip.normalize(path, "figures", extend=gdp, units={"gdp_bn": "亿元"})
    assert {each.code for each in wrong.findings} == {"unit-conflict"}
    right = cip.normalize(path, "figures", extend=gdp, units={"gdp_bn": "元"})
    assert (right.ok, right.frame["value"].to_list()) == (True, [5e9])
