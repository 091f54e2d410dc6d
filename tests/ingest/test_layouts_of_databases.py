"""Layouts of databases: the World Economic Outlook, and fields named floor_area or GrossOutput."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized

WEO = (
    "WEO Country Code\tISO\tWEO Subject Code\tCountry\tSubject Descriptor\tSubject Notes\tUnits\t"
    "Scale\tCountry/Series-specific Notes\t2022\t2023\t2024\tEstimates Start After\n"
)
CHINA = "924\tCHN\tNGDPD\tChina\tGDP, current prices\tNote.\tU.S. dollars\tBillions\tSource: NBS\t"
GERMANY = "134\tDEU\tLUR\tGermany\tUnemployment rate\tx\tPercent of total labor force\t\tSource\t"
DEFLATOR = "134\tDEU\tNGDP_D\tGermany\tGDP, deflator\tx\tIndex\t\tSource\t"


def two_steps(data: Any, **options: Any) -> Normalized:
    mapping = cip.inspect(data, **options)
    own: dict[str, Any] = {"extend": mapping.extend, "dimensions": mapping.dimensions}
    result = cip.normalize(data, "figures", mapping=mapping, **own)
    if result.ok:
        assert cip.validate(result.frame, "figures", **own).ok
    return result


def weo(folder: Path, *rows: str) -> Path:
    path = folder / "weo.tsv"
    path.write_text("\n".join([WEO.rstrip(), *rows, ""]), "utf-8")
    return path


def test_the_years_after_the_last_observed_one_are_forecasts(tmp_path: Path) -> None:
    path = weo(
        tmp_path,
        CHINA + "17,881.8\t17,794.8\t18,532.6\t2022",
        GERMANY + "3.1\t3.0\tn/a\t2023",
        DEFLATOR + "101.5\t102.5\t103.5\t2024",
    )
    result = two_steps(path)
    assert result.ok, [each.message for each in result.findings]
    assert result.frame.select("region_id", "period", "value", "unit", "kind").rows() == [
        ("cn", "2022", 17881800000000.0, "USD", "observed"),
        ("cn", "2023", 17794800000000.0, "USD", "forecast"),
        ("cn", "2024", 18532600000000.0, "USD", "forecast"),
        ("de", "2022", 3.1, "percent", "observed"),
        ("de", "2023", 3.0, "percent", "observed"),
        ("de", "2022", 101.5, "index", "observed"),
        ("de", "2023", 102.5, "index", "observed"),
        ("de", "2024", 103.5, "index", "observed"),
    ]
    assert result.frame["indicator_id"].unique().sort().to_list() == ["lur", "ngdp-d", "ngdpd"]


def test_the_last_observed_year_must_be_stated(tmp_path: Path) -> None:
    path = weo(tmp_path, CHINA + "17,881.8\t17,794.8\t18,532.6\t")
    other = weo(tmp_path, CHINA + "1\t2\t3\tsoon", CHINA.replace("NGDPD", "X") + "1\t2\t3\t2022")
    for each in (path, other):
        result = two_steps(each)
        assert not result.ok
        assert any("estimates start" in finding.message for finding in result.findings)


def test_an_amount_without_a_scale_is_an_error(tmp_path: Path) -> None:
    path = weo(tmp_path, CHINA.replace("Billions", "") + "1\t2\t3\t2024", CHINA + "1\t2\t3\t2024")
    messages = [finding.message for finding in two_steps(path).findings]
    assert any("the scale of the row is empty" in message for message in messages)


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("high_tech_enterprises", "high-tech-enterprises"),
        ("HighTechEnterprises", "high-tech-enterprises"),
        ("ChipYieldRate", "chip-yield-rate"),
        ("chip_yield_rate", "chip-yield-rate"),
        ("Chip_Yield_Rate", "chip-yield-rate"),
    ],
)
def test_names_of_fields_are_names_of_indicators(name: str, id: str) -> None:
    unit, value = {"high-tech-enterprises": ("enterprise", "5")}.get(id, ("%", "90"))
    row = {"region": "北京", "year": "2022", "value": value, "unit": unit}
    result = cip.normalize([row | {"indicator": name}], "figures")
    assert result.ok and result.frame["indicator_id"].to_list() == [id]
    own = [{"id": "gross-output", "name": "Gross output", "unit": "USD"}]
    wide = {"country": "China", "year": "2022", "GrossOutput (US$)": "5"}
    found = cip.normalize([wide], "figures", extend={"indicators": own})
    assert found.ok and found.frame["indicator_id"].to_list() == ["gross-output"]


def test_acronyms_are_not_cut() -> None:
    own = [{"id": "g", "name": "G D P", "unit": "USD"}]
    wide = {"country": "China", "year": "2022", "GDP (US$)": "5"}
    assert not cip.normalize([wide], "figures", extend={"indicators": own}).ok
