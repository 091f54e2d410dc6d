"""Exports: every value of every format read back, keys, bytes, places."""

from __future__ import annotations

import csv
import datetime
import io
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.formats.databases import write_duckdb
from chinaindpolicy.exports.registry import FORMATS, optional
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import records as records_of
from example import Tables, changed, dataset_of
from exported import Rows, assert_same_values

Reader = Callable[[Path], Mapping[str, Rows]]
FOLDERS = sorted(name for name, format in FORMATS.items() if not format.suffix)
FILES = sorted(name for name, format in FORMATS.items() if format.suffix)


def place(folder: Path, format: str) -> Path:
    return folder / f"out{FORMATS[format].suffix}"


# Readers: each gives the rows of every table, as some other tool reads them


def read_csv(folder: Path) -> Mapping[str, Rows]:
    return {
        path.stem: list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
        for path in folder.glob("*.csv")
    }


def read_json(path: Path) -> Mapping[str, Rows]:
    tables: Mapping[str, Rows] = json.loads(path.read_text("utf-8"))["tables"]
    return tables


def read_json_lines(folder: Path) -> Mapping[str, Rows]:
    return {
        path.stem: [json.loads(line) for line in path.read_text("utf-8").split("\n")[:-1]]
        for path in folder.glob("*.jsonl")
    }


def read_parquet(folder: Path) -> Mapping[str, Rows]:
    return {path.stem: pl.read_parquet(path).to_dicts() for path in folder.glob("*.parquet")}


def read_xlsx(path: Path) -> Mapping[str, Rows]:
    book = openpyxl.load_workbook(path)
    found: dict[str, Rows] = {}
    for sheet in book.worksheets:
        header, *rows = ([cell.value for cell in row] for row in sheet.iter_rows())
        assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
        found[sheet.title] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return found


def read_sqlite(path: Path) -> Mapping[str, Rows]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    try:
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        assert connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master "
                                                      "WHERE type = 'table'")]  # fmt: skip
        found: dict[str, list[dict[str, Any]]] = {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for name in names
        }
    finally:
        connection.close()
    for table in set(TABLE_NAMES) & set(found):
        for spec in columns(table):
            if spec.type == "list":
                items = sorted(found.pop(f"{table}_{spec.name}"), key=lambda r: r["position"])
                for row in found[table]:
                    row[spec.name] = [each["value"] for each in items if each["id"] == row["id"]]
    order = {
        table: [spec.name for spec in columns(table)] for table in found if table in TABLE_NAMES
    }
    return {
        table: [{name: row[name] for name in order[table]} for row in rows]
        if table in order
        else rows
        for table, rows in found.items()
    }


def read_duckdb(path: Path) -> Mapping[str, Rows]:
    connection = duckdb.connect(str(path), read_only=True)
    try:
        names = [row[0] for row in connection.execute("SHOW TABLES").fetchall()]
        found: dict[str, Rows] = {}
        for name in names:
            cursor = connection.execute(f'SELECT * FROM "{name}"')
            header = [part[0] for part in cursor.description or ()]
            found[name] = [dict(zip(header, row, strict=True)) for row in cursor.fetchall()]
        return found
    finally:
        connection.close()


READERS: Mapping[str, tuple[Reader, bool, bool]] = {
    # reader, whether it gives types, whether it keeps the order
    "csv": (read_csv, False, True),
    "json": (read_json, False, True),
    "jsonl": (read_json_lines, False, True),
    "parquet": (read_parquet, True, True),
    "croissant": (read_parquet, True, True),
    "xlsx": (read_xlsx, False, True),
    "sqlite": (read_sqlite, False, False),
    "duckdb": (read_duckdb, True, False),
    **dict.fromkeys(("datapackage", "csvw", "schema-org", "ro-crate"),
                    (read_csv, False, True)),
}  # fmt: skip


@pytest.mark.parametrize("format", READERS)
def test_every_value_reads_back_the_same(format: str, real: Dataset, tmp_path: Path) -> None:
    reader, typed, ordered = READERS[format]
    cip.export(real, place(tmp_path, format), format)
    found = reader(place(tmp_path, format))
    assert set(found) - {"about", "dictionary"} == set(TABLE_NAMES)
    for table in TABLE_NAMES:
        assert_same_values(real, table, found[table], typed=typed, ordered=ordered)


HOSTILE = ("targets", "organizations", "documents")


NO_CHARACTERS = {"\ufffe", "\uffff"}


def hostile_records(table: str) -> st.SearchStrategy[list[Record]]:
    return st.lists(records_of(table), min_size=1, max_size=3, unique_by=lambda record: record.id)


@settings(max_examples=8)
@given(tables=st.fixed_dictionaries({name: hostile_records(name) for name in HOSTILE}))
@pytest.mark.parametrize("format", ["csv", "json", "jsonl", "parquet", "xlsx", "sqlite", "duckdb"])
def test_any_value_reads_back_the_same(
    format: str, tables: dict[str, list[Record]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    dataset = dataset_of({name: tuple(records) for name, records in tables.items()})
    path = place(tmp_path_factory.mktemp("out"), format)
    reader, typed, ordered = READERS[format]
    for table in HOSTILE:  # alone: what a random record refers to is not there
        if format == "xlsx" and NO_CHARACTERS & {*dataset[table].csv().decode()}:
            with pytest.raises(cip.ExportError, match="holds what is no character"):
                cip.export(dataset, path, format, tables=[table], overwrite=True)
            continue
        cip.export(dataset, path, format, tables=[table], overwrite=True)
        assert_same_values(dataset, table, reader(path)[table], typed=typed, ordered=ordered)


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-1", "@SUM(A1)", "https://example.org", "12", "<r>bold</r>", "_x0041_", "a ",
     "&amp;", "</script>", "'", '"', "🀄", "{=1}", "|", "a,b", "2.100 billion yuan"],
)  # fmt: skip
@pytest.mark.parametrize("format", ["csv", "json", "parquet", "xlsx", "sqlite", "duckdb"])
def test_text_stays_text(format: str, text: str, example_tables: Tables, tmp_path: Path) -> None:
    id = example_tables["documents"][0].id
    dataset = dataset_of(changed(example_tables, "documents", id, title=text))
    path = place(tmp_path, format)
    cip.export(dataset, path, format)
    reader, typed, ordered = READERS[format]
    assert_same_values(dataset, "documents", reader(path)["documents"], typed=typed,
                       ordered=ordered)  # fmt: skip


@pytest.mark.parametrize("text", [*sorted(NO_CHARACTERS), "a" * 40_000])
def test_a_sheet_refuses_what_it_cannot_hold(
    text: str, example_tables: Tables, tmp_path: Path
) -> None:
    row = example_tables["organizations"][0]
    aliases = tuple(text[start : start + 180] + str(start) for start in range(0, len(text), 180))
    dataset = dataset_of(changed(example_tables, "organizations", row.id, aliases=aliases))
    with pytest.raises(cip.ExportError, match=r"^organizations, row 2: "):
        cip.export(dataset, tmp_path / "out.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []


# Keys, types, and what is said beside the values


def test_parquet_tells_release_and_key(real: Dataset, tmp_path: Path) -> None:
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


def test_a_workbook_has_a_dictionary_and_says_what_it_is(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out.xlsx", "xlsx")
    found = read_xlsx(tmp_path / "out.xlsx")
    assert [*found] == ["about", *TABLE_NAMES, "dictionary"]
    about = {row["what"]: row["which"] for row in found["about"]}
    assert (about["release"], about["licence"]) == (real.release, "CC-BY-4.0")
    told = {(row["table"], row["column"]): row for row in found["dictionary"]}
    for table in TABLE_NAMES:
        for spec in columns(table):
            assert told[table, spec.name]["meaning"] == spec.meaning.description
    assert told["targets", "region_id"]["references"] == "regions"
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx")["targets"]
    (column,) = [place for place, cell in enumerate(sheet[1]) if cell.value == "period_end"]
    assert isinstance(sheet[2][column].value, datetime.datetime)
    assert sheet[2][column].number_format == "yyyy-mm-dd"


def test_sqlite_holds_keys_checks_and_lists(real: Dataset, tmp_path: Path) -> None:
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
    wanted = cip.policies["reliability-opinions-2023"].issuers
    found = connection.execute(
        "SELECT value FROM policies_issuers WHERE id = 'reliability-opinions-2023' "
        "ORDER BY position"
    ).fetchall()
    connection.close()
    assert tuple(row[0] for row in found) == wanted


def test_duckdb_holds_keys_and_comments(real: Dataset, tmp_path: Path) -> None:
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
        ("targets", "harbour-kilns-2035", {"region_id": "nowhere"}, "verify` tells where"),
        ("regions", "harbour", {"parent_id": "harbour"}, "in a circle: harbour"),
    ],
)
def test_a_database_with_a_broken_key_is_not_written(
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


def test_a_package_is_the_release_and_loads_as_one(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "csv")
    again = cip.load(tmp_path / "out")
    assert (again.name, again.release) == (real.name, real.release)
    assert all(again[table].csv() == real[table].csv() for table in TABLE_NAMES)
    one = cip.targets["components-plan-sales-2023"]
    assert cip.cite(one, dataset=again) == cip.cite(one, dataset=real)
    found, own = dict(again.descriptor), dict(real.descriptor)
    # The standard wants a time where the release has a day.
    assert found.pop("created") == f"{own.pop('created')}T00:00:00Z"
    assert found == own


def test_keys_to_tables_that_are_left_out_are_not_declared(real: Dataset, tmp_path: Path) -> None:
    cip.export(real, tmp_path / "out", "csv", tables=("targets", "units"))
    package = json.loads((tmp_path / "out" / "datapackage.json").read_text("utf-8"))
    assert [resource["name"] for resource in package["resources"]] == ["targets", "units"]
    keys = package["resources"][0]["schema"]["foreignKeys"]
    assert [key["fields"] for key in keys] == [["unit"]]
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "datapackage.json", "targets.csv", "units.csv",
    }  # fmt: skip


def test_provenance_leads_to_no_table_that_is_left_out(real: Dataset, tmp_path: Path) -> None:
    def relations(*tables: str) -> Mapping[str, Any]:
        cip.export(real, tmp_path / "out.json", "prov-json", tables=tables or None, overwrite=True)
        told: Mapping[str, Any] = json.loads((tmp_path / "out.json").read_text("utf-8"))
        return told

    def ends(found: Mapping[str, Any], kind: str, end: str) -> set[str]:
        return {said[end] for said in found.get(kind, {}).values()}

    assert ends(relations(), "wasAttributedTo", "prov:agent")
    assert ends(relations(), "wasInfluencedBy", "prov:influencee")
    parted = relations("figures", "errata")
    assert not ends(parted, "wasAttributedTo", "prov:agent")
    figures = {f"data:{id}" for id in real.figures.ids}
    assert ends(parted, "wasInfluencedBy", "prov:influencee") <= figures


def test_duckdb_is_told_what_the_system_refuses(example: Dataset, tmp_path: Path) -> None:
    contents = ExportBundle.of(example, ("units",))
    with pytest.raises(OSError, match="none"):
        write_duckdb(contents, tmp_path / "none" / "out.duckdb")


@pytest.mark.parametrize("format", FORMATS)
def test_an_older_release_and_a_selection_are_exported_too(format: str, tmp_path: Path) -> None:
    older = cip.load("2026.1")
    anhui = older.select("targets", region_id="cn-ah")
    for number, dataset in enumerate((older, anhui)):
        path = tmp_path / f"out{number}{FORMATS[format].suffix}"
        files = cip.export(dataset, path, format)
        assert files and all(file.is_file() for file in files)
        if format in READERS:
            found = READERS[format][0](path)
            assert len(found["targets"]) == len(dataset.targets)


@pytest.mark.parametrize("format", [name for name, format in FORMATS.items() if format.same_bytes])
def test_the_same_tables_give_the_same_bytes(
    format: str, example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bytes_: list[dict[str, bytes]] = []
    for number in range(2):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = cip.export(example, place(folder, format), format)
        bytes_.append({file.name: file.read_bytes() for file in files})
        now = time.time()
        monkeypatch.setattr(time, "time", lambda now=now: now + 1e6)
    assert bytes_[0] == bytes_[1]


# Places


@pytest.mark.parametrize("format", ["json", "csv"])
def test_what_is_there_is_not_replaced_unasked(
    format: str, example: Dataset, tmp_path: Path
) -> None:
    path = place(tmp_path, format)
    files = cip.export(example, path, format)
    assert cip.export(example, path, format) == files  # the same bytes: nothing is lost
    before = files[-1].read_bytes()
    files[-1].write_text("mine", "utf-8")
    with pytest.raises(cip.ExportError, match="there already, and different; overwrite to"):
        cip.export(example, path, format)
    assert files[-1].read_text("utf-8") == "mine"
    assert cip.export(example, path, format, overwrite=True) == files
    assert files[-1].read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_a_folder_keeps_what_else_is_in_it(example: Dataset, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "notes.txt").write_text("mine", "utf-8")
    for format in ("csv", "csvw", "croissant", "schema-org", "ro-crate", "parquet", "jsonl"):
        cip.export(example, folder, format)
    assert (folder / "notes.txt").read_text("utf-8") == "mine"
    assert len(list(folder.glob("*.csv"))) == len(TABLE_NAMES)


@pytest.mark.parametrize("format", FOLDERS)
def test_a_file_is_no_folder(format: str, example: Dataset, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(cip.ExportError, match=r"out: is a file; this format needs a folder"):
        cip.export(example, tmp_path / "out", format, overwrite=True)
    assert (tmp_path / "out").read_text("utf-8") == "mine"


@pytest.mark.parametrize("format", FILES)
def test_a_folder_is_no_file(format: str, example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.ExportError, match="is a folder; this format writes one file"):
        cip.export(example, tmp_path, format, overwrite=True)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_may_lie_where_nothing_else_can_be_written(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A user's own folder lies in one that is not theirs."""
    folder = tmp_path / "out"
    folder.mkdir()
    monkeypatch.chdir(folder)

    def theirs(path: Path, _: int) -> bool:
        return path == folder

    monkeypatch.setattr(os, "access", theirs)
    before = tempfile.TemporaryDirectory

    def only_inside(**given: Any) -> tempfile.TemporaryDirectory[str]:
        assert given["dir"].resolve() == folder
        return before(**given)

    monkeypatch.setattr(tempfile, "TemporaryDirectory", only_inside)
    assert len(cip.export(example, ".", "jsonl")) == len(TABLE_NAMES) == len([*folder.iterdir()])


def test_a_missing_folder_is_named(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.ExportError, match="nowhere: no such folder"):
        cip.export(example, tmp_path / "nowhere" / "out.json", "json")


@pytest.mark.parametrize("format", ["json", "csv", "duckdb"])
def test_a_place_that_cannot_be_written_to(format: str, example: Dataset) -> None:
    with pytest.raises(cip.ExportError, match=r"/proc.*: cannot be written: "):
        cip.export(example, f"/proc/out{FORMATS[format].suffix}", format)


@pytest.mark.parametrize("format", ["json", "parquet", "sqlite", "xlsx"])
def test_a_writer_that_fails_leaves_nothing(
    format: str, example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    path = place(tmp_path, format)
    if format == "parquet":
        monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    else:
        monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(cip.ExportError, match=r"out.*: cannot be written: No space left"):
        cip.export(example, path, format)
    monkeypatch.undo()
    assert list(tmp_path.iterdir()) == []


def test_a_move_that_fails_puts_everything_back(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "out"
    files = cip.export(example, folder, "csv")
    for file in files:
        file.write_text("mine", "utf-8")
    (folder / "documents.csv").unlink()
    (folder / "notes.txt").write_text("mine", "utf-8")
    rename = Path.rename

    def stubborn(self: Path, target: Path) -> Path:
        if self.name == "targets.csv" and "new" in self.parts:
            raise OSError(5, "Input/output error", str(self))
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", stubborn)
    with pytest.raises(cip.ExportError, match="Input/output error"):
        cip.export(example, folder, "csv", overwrite=True)
    assert {file.read_text("utf-8") for file in folder.iterdir()} == {"mine"}
    assert len(list(folder.iterdir())) == len(files)


# What is asked for


def test_an_unknown_format_or_table_names_the_nearest(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.UnknownNameError, match="no format 'xslx'; did you mean 'xlsx'"):
        cip.export(example, tmp_path / "out", "xslx")
    with pytest.raises(cip.UnknownNameError, match="no table 'target'; did you mean 'targets'"):
        cip.export(example, tmp_path / "out", "csv", tables=["target"])


@pytest.mark.parametrize("format", FORMATS)
def test_nothing_selected_writes_nothing(format: str, tmp_path: Path) -> None:
    nothing = cip.load().select("targets", unit="furlong")
    with pytest.raises(cip.NothingSelectedError, match="nothing is selected"):
        cip.export(nothing, place(tmp_path, format), format)
    assert list(tmp_path.iterdir()) == []


def test_sdmx_without_observations_is_refused(real: Dataset, tmp_path: Path) -> None:
    with pytest.raises(cip.ExportError, match="none of targets, figures, outcomes has a row"):
        cip.export(real, tmp_path / "out", "sdmx-csv", tables=["tasks"])
    assert list(tmp_path.iterdir()) == []


def test_a_missing_extra_is_named(
    example: Dataset, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(cip.MissingExtraError, match=r'^xlsxwriter is not installed: .*"xlsxwriter'):
        cip.export(example, tmp_path / "out.xlsx", "xlsx")
    assert list(tmp_path.iterdir()) == []


def test_every_format_is_on_the_page() -> None:
    page = (Path(__file__).parents[1] / "docs" / "exporting.md").read_text("utf-8")
    table = page[page.index("| format |") : page.index("`xlsx` needs the extra")]
    assert {name for name in FORMATS if f"`{name}`" not in table} == set()


def test_extras_are_those_of_the_project() -> None:
    text = (Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8")
    for format in FORMATS.values():
        if format.extra:
            assert f"\n{format.extra} = [" in text
    with pytest.raises(cip.MissingExtraError):
        optional("no_such_module", "xlsx")


def test_a_new_file_may_be_read_by_others(example: Dataset, tmp_path: Path) -> None:
    mask = os.umask(0o022)
    try:
        (file,) = cip.export(example, tmp_path / "out.json", "json")
        (folder,) = {path.parent for path in cip.export(example, tmp_path / "out", "csv")}
    finally:
        os.umask(mask)
    assert file.stat().st_mode & 0o777 == 0o644
    assert folder.stat().st_mode & 0o777 == 0o755
