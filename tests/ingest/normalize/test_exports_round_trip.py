"""Exports of values come back: `normalize` reads the records that were written."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.exports.formats.sdmx_components import component
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.ingest.normalize.sdmx_labels import export_columns

TABLES = ("targets", "figures", "outcomes")
FOLDERS = {"csv": "csv", "parquet": "parquet", "jsonl": "jsonl", "sdmx-csv": "csv"}
"""The suffix of the files of a format with one file for each table."""

SAME_FILES = {
    **dict.fromkeys(("datapackage", "csvw", "schema-org", "ro-crate"), "the files of csv"),
    "croissant": "the files of parquet",
}
EXCLUDED = {
    "json": "one object with all tables, and not the rows of one",
    "json-schema": "a description of the columns, without rows",
    "sqlite": "a database: query a table, and pass the frame",
    "duckdb": "a database: query a table, and pass the frame",
    "stata": "pandas.read_stata reads it; missing values and empty texts are the same there",
    "iamc": "indicator and measure are one name; periods are years, and bounds are not stated",
    "prov-json": "the provenance of records, without values",
    "web-annotation": "passages of texts, without values",
    "claim-review": "verdicts of claims, without values",
    "atom": "news of releases, without values",
    "html": "a page for readers",
}


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("exports")
    for name in FOLDERS:
        cip.export(cip.load(), root / name, name)
    cip.export(cip.load(), root / "book.xlsx", "xlsx")
    return root


def read(root: Path, name: str, table: str) -> pl.DataFrame:
    if name == "xlsx":
        found = [cip.normalize(root / "book.xlsx", table, sheet=table)]
    else:
        paths = sorted((root / name).glob(f"{table}*.{FOLDERS[name]}"))
        found = [cip.normalize(path, table) for path in paths]
    assert all(each.ok for each in found), [each.findings for each in found]
    return pl.concat([each.frame for each in found], how="diagonal")


def test_each_format_is_read_or_excluded_with_a_reason() -> None:
    assert {*FOLDERS, "xlsx", *SAME_FILES, *EXCLUDED} == set(FORMATS)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("name", [*FOLDERS, "xlsx"])
def test_every_record_comes_back(name: str, table: str, written: Path) -> None:
    expected = cip.load()[table].frame().sort("id")
    found = read(written, name, table).sort("id")
    assert set(found.columns) == set(expected.columns)
    for column in expected.columns:
        assert found[column].equals(expected[column], null_equal=True), column


@pytest.mark.parametrize("name", ["csv", "sdmx-csv"])
def test_every_selection_comes_back(name: str, tmp_path: Path) -> None:
    for at, region in enumerate(("cn", "cn-ah", "cn-jl-changchun")):
        view = cip.figures.where(region_id=region)
        cip.export(view, tmp_path / f"{at}", name)
        for path in (tmp_path / f"{at}").glob("figures*.csv"):
            found = cip.normalize(path, "figures")
            own = view.frame().filter(pl.col("id").is_in(found.frame["id"].implode()))
            columns = ["id", "indicator_id", "region_id", "period", "value", "unit", "measure"]
            assert found.ok
            assert found.frame.select(columns).equals(own.select(columns), null_equal=True)


@pytest.mark.full
def test_excluded_formats_are_never_read_silently(tmp_path: Path) -> None:
    for name in ("json", "sqlite", "duckdb", "stata", "iamc"):
        path = tmp_path / name
        cip.export(cip.load(), path, name)
        for file in [path] if path.is_file() else path.glob("*a*.*"):
            try:
                found = cip.normalize(file, "figures")
            except cip.ChinaIndPolicyError:
                continue
            assert not found.ok, file


def test_the_columns_of_the_export_are_known() -> None:
    names = ["STRUCTURE_ID", "RECORD", "INDICATOR", "OBS_VALUE", "PERIOD", "PERIOD_BASIS"]
    names += ["TRANSFORMATION", "PRICE_BASE"]
    for name, field in export_columns(names).items():
        assert field is None or component(field) == name


def test_codes_of_sdmx_are_units_in_a_column_of_units() -> None:
    row = {"指标": "新兴产业增速", "地区": "全国", "年份": "2020", "数值": "5", "单位": "PT"}
    own = {"indicators": [{"id": "own", "name": "新兴产业增速", "unit": "percent"}]}
    found = cip.normalize([row], "figures", extend=own)
    assert found.frame["unit"].to_list() == ["percent"]
    assert not cip.normalize([row | {"单位": "PTX"}], "figures", extend=own).ok
