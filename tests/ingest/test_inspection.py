"""inspect(): it shows what normalize() does, and its mapping leads to the same result."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping

FILES = Path(__file__).parent / "normalize" / "files"
DOCS = Path(__file__).parents[2] / "docs"
NAMES = sorted(
    path.name
    for path in FILES.iterdir()
    if path.suffix in (".csv", ".xlsx")
)  # fmt: skip
ROW = {"指标": "高新技术企业", "地区": "北京", "年份": "2023", "数值(家)": "4"}


def csv_file(folder: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / "a.csv"
    path.write_text("\n".join([*lines, ""]), encoding)
    return path


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", NAMES)
def test_the_mapping_leads_to_the_same_result(name: str, tmp_path: Path) -> None:
    try:
        expected = cip.normalize(FILES / name, "figures")
    except cip.ChinaIndPolicyError as error:
        with pytest.raises(type(error), match=re.escape(str(error))):
            cip.inspect(FILES / name)
        return
    mapping = cip.inspect(FILES / name)
    assert (mapping.ok, mapping.findings) == (expected.ok, expected.findings)
    assert mapping.preview.equals(expected.frame.head(10))
    file = tmp_path / "mapping.yaml"
    file.write_text(str(mapping), "utf-8")
    assert read_mapping(file, "figures") == mapping.options
    again = cip.normalize(FILES / name, "figures", mapping=mapping)
    assert again.frame.equals(expected.frame)
    assert again.changes.equals(expected.changes)
    assert again.findings == expected.findings
    assert again.notes.equals(expected.notes)


def test_every_column_is_interpreted_once() -> None:
    for name in NAMES:
        try:
            mapping = cip.inspect(FILES / name)
        except cip.ChinaIndPolicyError:
            continue
        columns = mapping.columns["column"].to_list()
        assert len(columns) == len(set(columns)) > 0
        assert mapping.columns["confidence"].is_between(0, 1).all()


def test_columns_state_field_basis_and_confidence(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "名称,省份,城市,年份,月份,数值(家),型号,备用",
        "高新技术企业,广东,深圳,2023,1,4,A,",
        "高新技术企业,广东,南岭,2023,2,5,B,",
    )
    mapping = cip.inspect(path)
    found = mapping.columns.select("column", "field", "role", "basis", "confidence").rows()
    assert found[:6] == [
        ("名称", "indicator_id", "", "cells", 0.9),
        ("省份", "region_id", "province around it", "header", 1.0),
        ("城市", "region_id", "city", "header", 0.5),
        ("年份", "period", "year", "header", 1.0),
        ("月份", "period", "month", "header", 1.0),
        ("数值(家)", "value", "", "header", 1.0),
    ]
    assert found[6][:2] == ("型号", "")
    assert found[6][2].startswith("not read: ")
    assert found[7][1:] == ("", "empty", "cells", 1.0)
    assert mapping.names.select("field", "text", "count").rows() == [("region_id", "南岭", 1)]


def test_unknown_names_are_listed_once_with_candidates(tmp_path: Path) -> None:
    lines = [f"高新技术企业,北 京x,{year},4" for year in (2021, 2022, 2023)]
    path = csv_file(tmp_path, "指标,地区,年份,数值(家)", *lines, "高新技术企业家x,上海,2023,5")
    names = cip.inspect(path).names
    assert names.select("field", "text", "count").rows() == [
        ("region_id", "北 京x", 3),
        ("indicator_id", "高新技术企业家x", 1),
    ]
    assert "high-tech-enterprises" in names["candidates"][1]


def test_a_text_in_a_header_is_replaced_by_values(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path, "地区,2022年,,2023年,", ",产量(家),增速(%),产量(家),增速(%)", "北京,4,5.5,6,7.5"
    )
    mapping = cip.inspect(path)
    assert [(row[0], row[1], row[2]) for row in mapping.names.rows()] == [
        ("indicator_id", "产量", 2),
        ("indicator_id", "增速", 2),
    ]
    values = {"indicator_id": {"产量": "high-tech-enterprises", "增速": "chip-yield-rate"}}
    result = cip.normalize(path, "figures", mapping=mapping, values=values)
    assert result.ok, str(result)
    assert result.frame.select("indicator_id", "period", "value").rows() == [
        ("high-tech-enterprises", "2022", 4.0),
        ("chip-yield-rate", "2022", 5.5),
        ("high-tech-enterprises", "2023", 6.0),
        ("chip-yield-rate", "2023", 7.5),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_the_encoding_is_stated(encoding: str, tmp_path: Path) -> None:
    path = csv_file(tmp_path, ",".join(ROW), ",".join(ROW.values()), encoding=encoding)
    mapping = cip.inspect(path)
    assert mapping.ok
    assert mapping.encoding == {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert cip.normalize(path, "figures", mapping=mapping).frame["value"].to_list() == [4]


def test_units_state_their_place(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        "单位：亿元,,,",
        "地区,年份,电子元器件销售总额,芯片良率(%)",
        "北京,2023,4,88",
        "上海,2023,5,89",
    )
    rows = cip.inspect(path).units.rows()
    assert ("%", "percent", "1", "headers of values", 2) in rows
    assert ("亿元", "CNY", "100000000", "title line or header of labels", 2) in rows


def test_what_is_required_is_offered_as_comments(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "指标,年份,数值", "高新技术企业,2023,4")
    mapping = cip.inspect(path)
    assert "# constants:\n#   region_id: ..." in mapping.yaml
    assert "# units: 亿元" in mapping.yaml
    text = mapping.yaml.replace("# constants:\n#   region_id: ...", "constants:\n  region_id: 全国")
    file = tmp_path / "m.yaml"
    file.write_text(text.replace("# units: 亿元", "units: 家"), "utf-8")
    result = cip.normalize(path, "figures", mapping=file)
    assert result.ok, str(result)


def test_columns_of_one_field_are_a_choice(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "指标,地区,日期,报告期,数值(家)", "高新技术企业,北京,2023,2023,4")
    with pytest.raises(cip.ChinaIndPolicyError, match="both '日期' and '报告期' match period"):
        cip.normalize(path, "figures")
    mapping = cip.inspect(path)
    assert "  # Choose one column of period:" in mapping.yaml.replace("#   Choose", "  # Choose")
    with pytest.raises(cip.ChinaIndPolicyError, match="match period"):
        cip.normalize(path, "figures", mapping=mapping)
    result = cip.normalize(
        path, "figures", mapping=mapping, columns={"日期": "period", "报告期": None}
    )
    assert result.ok, str(result)


def test_arguments_win_over_the_mapping_entry_by_entry() -> None:
    mapping = cip.inspect([ROW])
    rows = [ROW | {"z": 7}]
    again = cip.normalize(rows, "figures", columns={"z": "value"}, mapping=mapping, units="家")
    assert again.frame["value"].to_list() == [7]


def test_frames_are_inspected_as_well() -> None:
    mapping = cip.inspect(pl.DataFrame([ROW]))
    assert (mapping.ok, mapping.path, mapping.header, mapping.encoding) == (True, "", (), None)


def test_a_mapping_to_another_table_is_rejected() -> None:
    mapping = cip.inspect([ROW])
    with pytest.raises(cip.ChinaIndPolicyError, match="mapping is to the table 'figures'"):
        cip.normalize([ROW], "targets", mapping=mapping)
    wrong: Any = 5
    with pytest.raises(cip.ArgumentError, match="a Mapping of inspect"):
        cip.normalize([ROW], "figures", mapping=wrong)


def test_the_mapping_is_shown_as_html() -> None:
    html: str = getattr(cip.inspect([ROW | {"<b>": "x"}]), "_repr_html_")()  # noqa: B009
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "Unknown names" not in html
    assert "First rows of the result" in html


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12
).filter(lambda text: text.strip() == text)


@pytest.mark.full
@given(name=TEXTS, cell=TEXTS, region=TEXTS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_text_is_written_as_a_mapping(
    tmp_path: Path, name: str, cell: str, region: str
) -> None:
    if name in ROW:
        return
    mapping = cip.inspect([ROW | {name: cell, "地区": region}])
    file = tmp_path / "m.yaml"
    file.write_text(mapping.yaml, "utf-8")
    assert read_mapping(file, "figures") == mapping.options


def test_the_command_prints_a_mapping_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (DOCS / "normalizing.md").read_text("utf-8")
    data = (DOCS / "example" / "tables" / "provinces.csv").read_bytes()
    assert f"```text\n{data.decode('gb18030')}```" in page
    (tmp_path / "provinces.csv").write_bytes(data)
    monkeypatch.chdir(tmp_path)
    (words,) = re.findall(r"^chinaindpolicy (inspect provinces.*)$", page, re.MULTILINE)
    runner = CliRunner()
    run = runner.invoke(cli, shlex.split(words))
    assert run.exit_code == 0, run.output
    text = (tmp_path / "provinces.yaml").read_text("utf-8")
    assert text == runner.invoke(cli, ["inspect", "provinces.csv", "--quiet"]).stdout
    shown = page[page.index("encoding: gb18030") : page.index("on_missing: drop\n")]
    assert shown in text
    output = ["--output", "o.jsonl", "--mapping", "provinces.yaml"]
    run = runner.invoke(cli, ["normalize", "provinces.csv", "--table", "figures", *output])
    assert run.exit_code == 1
    rows = [json.loads(line) for line in (tmp_path / "o.jsonl").read_text("utf-8").splitlines()]
    assert [row["value"] for row in rows] == [120, 130, 38, 41]


def test_the_command_reports_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("指標,地區\n".encode("shift-jis") * 40)
    run = CliRunner().invoke(cli, ["inspect", str(path)])
    assert isinstance(run.exception, cip.DataFileError)


def test_no_id_is_proposed_for_a_total_that_is_not_the_sum(tmp_path: Path) -> None:
    path = tmp_path / "total.csv"
    path.write_text(
        "地区,年份,高新技术企业(家)\n北京,2023,100\n上海,2023,200\n合计,2023,450\n",
        encoding="utf-8",
    )
    names = cip.inspect(path).names.filter(pl.col("text") == "合计")
    assert names["candidates"].to_list() == [[]]
