"""inspect() proposes entries for names, units and places that no code list has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from chinaindpolicy.ingest.normalize.result import Normalized


def written(folder: Path, *lines: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text("\n".join([*lines, ""]), encoding)
    return path


def two_steps(path: Path, **options: Any) -> Normalized:
    mapping = cip.inspect(path, **options)
    return cip.normalize(
        path, "figures", mapping=mapping, extend=mapping.extend, dimensions=mapping.dimensions
    )


def values(result: Normalized, *names: str) -> list[tuple[Any, ...]]:
    assert result.ok, [each.message for each in result.findings]
    return result.frame.select(names or ("region_id", "period", "value", "unit")).rows()


def test_a_national_export_of_foreign_indicators(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "数据库：年度数据",
        "时间：最近3年",
        "指标,2024年,2023年",
        "年末总人口(万人),140.5,140.9",
        "人口自然增长率(‰),-0.99,-1.48",
        "公园个数(个),26,25",
        "财政收支差额(亿元),-12.5,3",
        "数据来源：国家统计局",
        encoding="gb18030",
    )
    result = two_steps(path, constants={"region_id": "全国"})
    rows = values(result, "period", "value", "unit")
    assert rows[0] == ("2024", 1405000.0, "person")
    assert rows[4] == ("2024", 26.0, "item")
    assert rows[6] == ("2024", -1250000000.0, "CNY")
    assert result.frame["indicator_id"].n_unique() == 4


def test_units_of_indicators_are_required_if_no_place_states_them(tmp_path: Path) -> None:
    path = written(tmp_path, "Entity,Code,Year,Trips,Cargo", "China,CHN,2021,4.5,7")
    mapping = cip.inspect(path)
    assert mapping.extend["indicators"] == [
        {"id": "trips", "name": "Trips"},
        {"id": "cargo", "name": "Cargo"},
    ]
    with pytest.raises(cip.ExtensionError, match="unit is missing"):
        cip.normalize(path, "figures", mapping=mapping, extend=mapping.extend)
    result = two_steps(path, units={"Trips": "万人次", "Cargo": "million tonnes"})
    assert values(result, "indicator_id", "value", "unit") == [
        ("trips", 45000.0, "person_time"),
        ("cargo", 7000000.0, "tonne"),
    ]


def test_units_in_headers_become_entries(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Country,Year,Access to power (% of households),Energy use (kg of oil equivalent per head),"
        "Output - TWh",
        "France,2021,99.5,3.25,12",
    )
    result = two_steps(path)
    assert values(result, "region_id", "value", "unit") == [
        ("fr", 99.5, "percent"),
        ("fr", 3.25, "kg_of_oil_equivalent_per_head"),
        ("fr", 12.0, "terawatt_hour"),
    ]


def test_world_bank_names_codes_and_groups(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        '"Data Source","World Development Indicators",',
        "",
        '"Country Name","Country Code","Indicator Name","Indicator Code","2020","2021",',
        '"Aruba","ABW","Rainfall (current US$)","AG.RAIN.CD","2.5","",',
        '"Europe & Central Asia","ECS","Rainfall (current US$)","AG.RAIN.CD","7","8",',
        '"Atlantis group","XX","Rainfall (current US$)","AG.RAIN.CD","9","",',
    )
    result = two_steps(path)
    assert values(result, "indicator_id", "region_id", "value", "unit") == [
        ("ag-rain-cd", "aw", 2.5, "USD"),
        ("ag-rain-cd", "europe-central-asia", 7.0, "USD"),
        ("ag-rain-cd", "europe-central-asia", 8.0, "USD"),
        ("ag-rain-cd", "atlantis-group", 9.0, "USD"),
    ]


def test_scenarios_are_dimensions_and_their_units_are_entries(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "Model,Scenario,Region,Variable,Unit,2020,2030",
        "M 1,base,World,Steel|Emissions,Mt CO2/yr,1.5,2",
        "M 1,low,World,Steel|Emissions,Mt CO2/yr,1.5,1",
        "M 1,low,R5XYZ,Steel|Heat,EJ/yr,4,5",
    )
    mapping = cip.inspect(path)
    assert mapping.dimensions == ("Model", "Scenario")
    result = two_steps(path)
    assert values(result, "Scenario", "region_id", "indicator_id", "value", "unit")[3:5] == [
        ("low", "world", "steel-emissions", 1.0, "Mt_CO2_yr"),
        ("low", "r5xyz", "steel-heat", 4.0, "EJ_yr"),
    ]


def test_columns_of_scales_are_no_dimensions(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "region,indicator,year,value,unit,size,factor",
        "China,Ships,2020,4,person,thousand,10",
        "China,Ships,2021,5,person,million,10",
    )
    assert cip.inspect(path).dimensions == ()


def test_the_unit_decides_between_indicators_of_one_name(tmp_path: Path) -> None:
    lines = ["country,indicator,year,unit,value"]
    for year in range(1000, 2001):
        lines += [f"France,Boats,{year},CP_XX,{year}.5", f"France,Boats,{year},persons,{year}"]
    many = written(tmp_path, *lines)
    few = written(tmp_path, *lines[:9], name="few.csv")
    for path in (many, few):
        mapping = cip.inspect(path)
        assert [entry["unit"] for entry in mapping.extend["indicators"]] == ["CP_XX", "person"]
        assert {entry["name"] for entry in mapping.extend["indicators"]} == {"Boats"}
        rows = values(two_steps(path), "indicator_id", "value", "unit")
        assert rows[:2] == [("boats-cp-xx", 1000.5, "CP_XX"), ("boats-person", 1000.0, "person")]
        assert {row[0] for row in rows[1::2]} == {"boats-person"}


def test_total_is_a_part_of_a_name_beside_a_column_of_regions(tmp_path: Path) -> None:
    path = written(tmp_path, "province,year,patent_total,Total", "北京,2020,1,2")
    mapping = cip.inspect(path, units="件")
    assert [entry["name"] for entry in mapping.extend["indicators"]] == ["patent_total", "Total"]
    assert values(two_steps(path, units="件"), "indicator_id", "value") == [
        ("patent-total", 1.0),
        ("total", 2.0),
    ]


def test_a_year_in_a_header_beside_a_column_of_years_is_no_indicator(tmp_path: Path) -> None:
    path = written(tmp_path, "province,year,rate_pct,rate_2019_pct", "北京,2020,1,2")
    mapping = cip.inspect(path, units="%")
    assert [entry["name"] for entry in mapping.extend["indicators"]] == ["rate"]
    result = two_steps(path, units="%")
    assert [(each.code, each.column) for each in result.findings if each.severity == "error"] == [
        ("column-left-out", "rate_2019_pct")
    ]


def test_bases_of_indices_stay_in_the_name(tmp_path: Path) -> None:
    path = written(tmp_path, "时间,价格指数(上年同月=100),价格指数(上月=100)", "2020年1月,105.5,99")
    result = two_steps(path, constants={"region_id": "全国"})
    assert values(result, "value", "unit") == [(105.5, "index"), (99.0, "index")]
    assert result.frame["indicator_id"].n_unique() == 2


def test_amounts_in_two_units_are_two_indicators(tmp_path: Path) -> None:
    path = written(tmp_path, "地区,年份,进出口额_亿元,进出口额_万美元", "北京,2020,2.5,7")
    result = two_steps(path)
    assert values(result, "value", "unit") == [(250000000.0, "CNY"), (70000.0, "USD")]
    assert result.frame["indicator_id"].n_unique() == 2


def test_a_city_is_not_a_district_of_its_name(tmp_path: Path) -> None:
    path = written(tmp_path, "指标：桥梁(座)", "地区,2020年,2021年", "西安,1,2", "太原,3,4")
    assert values(two_steps(path), "region_id", "value") == [
        ("cn-sn-xian", 1.0),
        ("cn-sn-xian", 2.0),
        ("cn-sx-taiyuan", 3.0),
        ("cn-sx-taiyuan", 4.0),
    ]


def test_chinese_headers_of_the_world_bank_and_units_of_its_own(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "系列 Name,系列 Code,国家 Name,国家 Code,2020 [YR2020],2021 [YR2021]",
        "铁路客运量（百万乘客-公里）,IS.RRS,法国,FRA,..,12.5",
        "总储蓄（现价美元）,NY.GNS,法国,FRA,4,..",
        ",,,,,",
        "数据来自数据库：世界发展指标,,,,,",
    )
    result = two_steps(path)
    own = next(
        each["id"] for each in cip.inspect(path).extend["units"] if each["name"] == "百万乘客-公里"
    )
    assert values(result, "indicator_id", "region_id", "period", "value", "unit") == [
        ("is-rrs", "fr", "2021", 12.5, own),
        ("ny-gns", "fr", "2020", 4.0, "USD"),
    ]


def test_names_of_cities_state_the_region_without_a_header(tmp_path: Path) -> None:
    path = written(tmp_path, "name,type,value,date", "太原,TaiYuan,4,2002", "成都,ChengDu,5,2002")
    result = two_steps(path, constants={"indicator_id": "桥梁"}, units="座")
    assert values(result, "region_id", "value", "type") == [
        ("cn-sx-taiyuan", 4.0, "TaiYuan"),
        ("cn-sc-chengdu", 5.0, "ChengDu"),
    ]


def test_known_names_have_no_entries() -> None:
    rows = [{"指标": "高新技术企业", "地区": "北京", "年份": "2023", "数值(家)": "4"}]
    mapping = cip.inspect(rows)
    assert (mapping.extend, mapping.dimensions, mapping.extend_yaml) == ({}, (), "")


def test_the_file_of_entries_is_read_as_it_is_written(tmp_path: Path) -> None:
    path = written(
        tmp_path,
        "country,indicator,year,value,unit",
        '"Korea, Rep.","Ships: ""a"" # 1",2020,4,big boats',
        "Nowhere,产值 [x],2020,-4,元",
    )
    mapping = cip.inspect(path)
    file = written(tmp_path, mapping.extend_yaml, name="codes.yaml")
    one = cip.normalize(path, "figures", mapping=mapping, extend=mapping.extend)
    other = cip.normalize(path, "figures", mapping=mapping, extend=file)
    assert one.ok
    assert one.frame.equals(other.frame)
    assert cip.validate(one.frame, "figures", extend=file).ok


def test_ids_of_names_do_not_depend_on_the_file(tmp_path: Path) -> None:
    one = written(tmp_path, "指标,2020年", "桥梁(座),1", "码头(座),1")
    two = written(tmp_path, "指标,2021年", "码头(座),1", name="b.csv")
    ids = [
        {each["name"]: each["id"] for each in cip.inspect(path).extend["indicators"]}
        for path in (one, two)
    ]
    assert ids[0]["码头"] == ids[1]["码头"]


def test_the_commands_convert_in_two_steps(tmp_path: Path) -> None:
    path = written(tmp_path, "指标,2020年", "桥梁(座),12", "码头(座),3")
    codes, mapping, output = (tmp_path / name for name in ("c.yaml", "m.yaml", "o.csv"))
    run = CliRunner().invoke
    arguments = [str(path), "--constant", "region_id=全国", "--write-extend", str(codes)]
    first = run(cli, ["inspect", *arguments, "--output", str(mapping)])
    assert first.exit_code == 0, first.output
    assert "- {id: " in codes.read_text("utf-8")
    arguments = ["--mapping", str(mapping), "--extend", str(codes), "--output", str(output)]
    second = run(cli, ["normalize", str(path), "--table", "figures", *arguments])
    assert second.exit_code == 0, second.output
    assert len(output.read_text("utf-8").splitlines()) == 3


def test_the_command_states_why_it_proposes_no_entry(tmp_path: Path) -> None:
    run, codes = CliRunner().invoke, tmp_path / "c.yaml"

    def note(*lines: str) -> str:
        path = written(tmp_path, *lines)
        return run(cli, ["inspect", str(path), "--write-extend", str(codes)]).output

    assert "the file states no indicator_id; state it with --constant" in note(
        "地区,年份,数值(家)", "北京,2020,5"
    )
    assert "no entry is proposed for 1 name that is not known" in note(
        "指标,地区,年份,数值(家)", "高新技术企业,吉林,2020,5"
    )
    assert "every name of the file is known" in note(
        "指标,地区,年份,数值(家)", "高新技术企业,北京,2020,5"
    )
    assert not codes.exists()


def test_options_of_inspect_are_in_its_mapping(tmp_path: Path) -> None:
    path = written(tmp_path, "地区,2020年,型号", "北京,2,甲")
    options: dict[str, Any] = {
        "constants": {"indicator_id": "桥梁"},
        "units": "座",
        "dimensions": ["型号"],
    }
    mapping = cip.inspect(path, **options)
    file = written(tmp_path, str(mapping), name="m.yaml")
    result = cip.normalize(path, "figures", mapping=file, extend=mapping.extend)
    assert values(result, "value", "unit", "型号") == [(2.0, "item", "甲")]


def test_a_column_of_percentages_is_no_dimension() -> None:
    rows = [{"地区": "北京", "年份": "2023", "产值(亿元)": "15", "完成率": "1.5%"}]
    mapping = cip.inspect(rows)
    assert mapping.dimensions == ()
    assert [each["unit"] for each in mapping.extend["indicators"]] == ["CNY", "percent"]
