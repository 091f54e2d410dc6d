"""Keys, types and metadata of each format."""

from __future__ import annotations

import datetime
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.formats.databases import write_duckdb
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import Tables, changed, dataset_of
from export_readers import place, read_xlsx


def test_parquet_metadata_contains_release_and_keys(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "parquet")
    said = pl.read_parquet_metadata(tmp_path / "out" / "targets.parquet")
    assert said["chinaindpolicy:name"] == real.name
    assert said["chinaindpolicy:release"] == real.release
    assert said["chinaindpolicy:table"] == "targets"
    assert said["chinaindpolicy:primary_key"] == "id"
    assert json.loads(said["chinaindpolicy:foreign_keys"])["indicator_id"] == "indicators"
    frame = pl.read_parquet(tmp_path / "out" / "targets.parquet")
    assert frame.schema == real.targets.frame().schema
    assert frame.equals(real.targets.frame())


def test_xlsx_has_about_and_dictionary_sheets(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out.xlsx", "xlsx")
    found = read_xlsx(tmp_path / "out.xlsx")
    assert [*found] == ["about", *TABLE_NAMES, "dictionary"]
    about = {row["what"]: row["which"] for row in found["about"]}
    assert (about["release"], about["licence"]) == (real.release, "CC-BY-4.0")
    dictionary = {(row["table"], row["column"]): row for row in found["dictionary"]}
    for table in TABLE_NAMES:
        for spec in columns(table):
            assert dictionary[table, spec.name]["meaning"] == spec.meaning.description
    assert dictionary["targets", "region_id"]["references"] == "regions"
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["targets"]
    (column,) = [place for place, cell in enumerate(sheet[1]) if cell.value == "period_end"]
    assert isinstance(sheet[2][column].value, datetime.datetime)
    assert sheet[2][column].number_format == "yyyy-mm-dd"


def test_one_table_is_the_first_sheet_of_its_workbook(tmp_path: Path) -> None:
    path = tmp_path / "targets.xlsx"
    cip.export(cip.targets, path)
    book = openpyxl.load_workbook(path, read_only=True)
    assert book.sheetnames == ["targets", "about", "dictionary"]
    assert next(book["targets"].iter_rows(values_only=True))[0] == "id"


def test_sqlite_enforces_keys_and_checks(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out.sqlite", "sqlite")
    connection = sqlite3.connect(tmp_path / "out.sqlite")
    connection.execute("PRAGMA foreign_keys = ON")
    keys = {
        (row[3], row[2], row[4])
        for row in connection.execute("PRAGMA foreign_key_list(targets)").fetchall()
    }
    assert ("indicator_id", "indicators", "id") in keys
    assert {column for column, _, _ in keys} == {
        spec.name for spec in columns("targets") if spec.meaning.referenced_table
    }
    for refused in (
        "UPDATE targets SET region_id = 'nowhere'",
        "UPDATE targets SET strength = 'perhaps'",
        "UPDATE targets SET paragraph = 0",
        "UPDATE targets SET statement = NULL",
        "UPDATE targets SET value = 'many'",
        "INSERT INTO units SELECT * FROM units",
        "INSERT INTO policies_issuers VALUES ('components-action-plan-2021', 9, 'nobody')",
        "DELETE FROM indicators",
    ):
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(refused)
    expected = cip.policies["reliability-opinions-2023"].issuers
    found = connection.execute(
        "SELECT value FROM policies_issuers WHERE id = 'reliability-opinions-2023' "
        "ORDER BY position"
    ).fetchall()
    connection.close()
    assert tuple(row[0] for row in found) == expected


def test_duckdb_has_comments_and_enforces_keys(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out.duckdb", "duckdb")
    connection = duckdb.connect(str(tmp_path / "out.duckdb"))
    comments = dict(
        connection.execute(
            "SELECT column_name, comment FROM duckdb_columns() WHERE table_name = 'targets'"
        ).fetchall()
    )
    assert comments == {spec.name: spec.meaning.description for spec in columns("targets")}
    table = connection.execute(
        "SELECT comment FROM duckdb_tables() WHERE table_name = 'targets'"
    ).fetchone()
    assert table == (real.targets.description,)
    types = dict(
        connection.execute(
            "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'policies'"
        ).fetchall()
    )
    assert (types["issuers"], types["issued_on"]) == ("VARCHAR[]", "DATE")
    for refused in (
        "UPDATE targets SET region_id = 'nowhere'",
        "UPDATE targets SET strength = 'perhaps'",
        "INSERT INTO units SELECT * FROM units",
    ):
        with pytest.raises(duckdb.ConstraintException):
            connection.execute(refused)
    connection.close()


@pytest.mark.parametrize("format", ["sqlite", "duckdb"])
@pytest.mark.parametrize(
    ("table", "id", "update", "message"),
    [
        (
            "targets",
            "harbour-kilns-2035",
            {"region_id": "nowhere"},
            "run `chinaindpolicy verify` to find the row",
        ),
        ("regions", "harbour", {"parent_id": "harbour"}, "in a cycle: harbour"),
    ],
)
def test_database_with_broken_key_is_not_written(
    format: str,
    table: str,
    id: str,
    update: dict[str, str],
    message: str,
    example_tables: Tables,
    tmp_path: Path,
) -> None:
    dataset = dataset_of(changed(example_tables, table, id, **update))
    with pytest.raises(cip.ExportError, match=message):
        cip.export(dataset, place(tmp_path, format), format)
    assert list(tmp_path.iterdir()) == []


def test_exported_data_package_loads_as_the_release(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "csv")
    again = cip.load(tmp_path / "out")
    assert (again.name, again.release) == (real.name, real.release)
    assert all(again[table].csv() == real[table].csv() for table in TABLE_NAMES)
    one = cip.targets["components-plan-sales-2023"]
    assert cip.cite(one, dataset=again) == cip.cite(one, dataset=real)
    found, own = dict(again.descriptor), dict(real.descriptor)
    # The standard requires a time; the release has a date.
    assert found.pop("created") == f"{own.pop('created')}T00:00:00Z"
    # The licence has its address; sources and contributors are of the package.
    (licence,) = found.pop("licenses")
    assert licence == own.pop("licenses")[0] | {"path": "https://spdx.org/licenses/CC-BY-4.0"}
    assert own.pop("sources") == found["sources"][: len(real.documents)]
    assert own.pop("contributors") == found["contributors"]
    assert [source["title"] for source in found.pop("sources")] == list(
        dict.fromkeys(each.title for each in (*real.documents, *real.references))
    )
    assert found.pop("contributors") == [
        {"title": "The chinaindpolicy maintainers", "roles": ["author", "curator"]}
    ]
    assert found == own


def test_data_package_omits_keys_to_omitted_tables(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "csv", tables=("targets", "units"))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["targets", "units"]
    keys = package["resources"][0]["schema"]["foreignKeys"]
    assert [key["fields"] for key in keys] == [["unit"], ["baseline_unit"]]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "datapackage.json", "targets.csv", "units.csv",
    }  # fmt: skip


def test_prov_json_has_no_relation_to_omitted_tables(real: Dataset, tmp_path: Path) -> None:
    def relations(*tables: str) -> Mapping[str, Any]:
        cip.export(real, tmp_path / "out.json", "prov-json", tables=tables or None, overwrite=True)
        document: Mapping[str, Any] = json.loads((tmp_path / "out.json").read_text("utf-8"))
        return document

    def ends(found: Mapping[str, Any], kind: str, end: str) -> set[str]:
        return {said[end] for said in found.get(kind, {}).values()}

    assert ends(relations(), "wasAttributedTo", "prov:agent")
    assert ends(relations(), "wasInfluencedBy", "prov:influencee")
    selected = relations("figures", "errata")
    assert not ends(selected, "wasAttributedTo", "prov:agent")
    figures = {f"data:{id}" for id in real.figures.ids}
    assert ends(selected, "wasInfluencedBy", "prov:influencee") <= figures


def test_write_duckdb_to_missing_folder_raises_os_error(example: Dataset, tmp_path: Path) -> None:
    contents = ExportBundle.of(example, ("units",))
    with pytest.raises(OSError, match="none"):
        write_duckdb(contents, tmp_path / "none" / "out.duckdb")
