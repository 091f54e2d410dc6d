"""Files as data to validate."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.release_names import release_path
from chinaindpolicy.errors import ChinaIndPolicyError, DataError, DataFileError
from chinaindpolicy.ingest.readers import read_problems as problems
from chinaindpolicy.io import limits
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.engines.duckdb_relations import (
    reading_parquet,
    relation_of_parquet,
)
from validation_rows import ENGINES, FIGURE, check


@pytest.mark.parametrize("engine", ENGINES)
def test_empty_cells_violate_no_rule_on_values(engine: str) -> None:
    bad = FIGURE | {"id": "b", "period": "2024-02-30", "basis": "rumour"}
    empty = FIGURE | {"id": "c", "period": None, "basis": None}
    report = check("figures", FIGURE, bad, empty, engine=engine)
    assert report.counts["period-unparsable"] == 1
    assert report.counts["code-unknown"] == 1
    assert [found.row for found in report.findings if found.code == "period-unparsable"] == [1]


def test_file_that_is_not_parquet_is_rejected_by_name(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    for text in (None, b"no parquet"):
        if text is not None:
            path.write_bytes(text)
        told = "cannot be read: IO" if text is None else "cannot be read; it may be truncated"
        with pytest.raises(DataFileError, match=rf"figures\.parquet: {told}"):
            relation_of_parquet([str(path)])


def test_sound_file_is_not_named_for_other_errors(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    pl.DataFrame([FIGURE]).write_parquet(path)
    with pytest.raises(duckdb.CatalogException), reading_parquet([str(path)]):
        duckdb.sql("select * from nowhere")
    whole = path.read_bytes()
    path.write_bytes(whole[:4] + bytes(len(whole) // 2) + whole[4 + len(whole) // 2 :])
    with pytest.raises(DataFileError) as caught, reading_parquet([str(path)]):
        duckdb.sql("select * from nowhere")
    assert caught.value.path == str(path)
    assert caught.value.reason.startswith("cannot be read; it may be truncated or damaged: ")


@pytest.mark.parametrize("number", [2**63 - 1, -(2**63)])
def test_integers_of_64_bits_are_read_and_larger_ones_reported(number: int) -> None:
    row = {**FIGURE, "char_start": number}
    assert "type-wrong" not in cip.validate([row], "figures").counts
    more = {**FIGURE, "char_start": number + (1 if number > 0 else -1)}
    report = cip.validate([more], "figures")
    assert report.counts["type-wrong"] == 1


def test_finding_on_a_whole_file_names_the_only_file(tmp_path: Path) -> None:
    frame = pl.DataFrame([FIGURE]).drop("unit")
    for name in ("a.csv", "b.csv"):
        frame.write_csv(tmp_path / name)
    (one,) = [
        found
        for found in cip.validate(tmp_path / "a.csv", "figures").findings
        if found.code == "column-missing"
    ]
    assert (one.file, one.line) == (str(tmp_path / "a.csv"), None)
    (two,) = [
        found
        for found in cip.validate(tmp_path / "*.csv", "figures").findings
        if found.code == "column-missing"
    ]
    assert (two.file, two.line) == ("", None)


def test_damaged_file_is_named(tmp_path: Path) -> None:
    pl.DataFrame([FIGURE | {"id": f"r-{n}"} for n in range(5000)]).write_parquet(
        tmp_path / "a.parquet"
    )
    data = bytearray((tmp_path / "a.parquet").read_bytes())
    data[200:400] = bytes(200)
    (tmp_path / "a.parquet").write_bytes(bytes(data))
    with pytest.raises(ChinaIndPolicyError, match=r"a\.parquet"):
        cip.validate(tmp_path / "a.parquet", "figures")


def test_too_long_integers_of_a_file_are_reported(tmp_path: Path) -> None:
    rows = [FIGURE | {"paragraph": "9" * 30}, FIGURE | {"id": "b", "paragraph": "7"}]
    pl.DataFrame(rows).write_csv(tmp_path / "a.csv")
    report = cip.validate(tmp_path / "a.csv", "figures")
    (told,) = [one for one in report.findings if one.code == "type-wrong"]
    assert (told.value, told.file, told.line) == ("9" * 30, str(tmp_path / "a.csv"), 2)


def test_rows_of_a_changed_file_are_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    pl.DataFrame([FIGURE]).write_csv(path)
    report = cip.validate(path, "figures")
    assert report.valid_rows().collect().height == 1
    path.write_bytes(path.read_bytes() + b"\n")
    with pytest.raises(ChinaIndPolicyError, match=r"a\.csv"):
        report.valid_rows()


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_packaged_table_is_valid_as_csv(real: cip.Dataset, table: str) -> None:
    path = release_path(real.release) / f"{table}.csv"
    report = cip.validate(path, table, profile="traced")
    assert report.rows == real[table].frame().height
    if report.rows:
        assert report.ok, str(report)


def test_unparsable_cells_are_reported_by_type(real: cip.Dataset, tmp_path: Path) -> None:
    frame = real["policies"].frame().head(3).with_columns(
        pl.col(pl.List(pl.String)).list.join("|"), pl.col(pl.Enum, pl.Date).cast(pl.String)
    )  # fmt: skip
    wrong = frame.with_columns(
        published_on=pl.Series(["2024-02-30", "20240229", None]),
        issuers=pl.Series(["miit|moe", "miit||moe", "nobody"]),
    )
    wrong.write_csv(tmp_path / "policies.csv")
    report = cip.validate(tmp_path / "policies.csv", "policies", profile="traced")
    by_column = report.counts_by_column
    assert by_column["policies", "type-wrong", "published_on"] == 2
    assert {code for _, code, column in by_column if column == "issuers"} == {
        "id-dangling",
        "pattern-mismatch",
    }
    tasks = real["tasks"].frame().head(2).with_columns(
        pl.col(pl.List(pl.String)).list.join("|"), pl.col(pl.Enum).cast(pl.String)
    )  # fmt: skip
    tasks.with_columns(level=pl.Series(["1.5", "one"])).write_csv(tmp_path / "tasks.csv")
    report = cip.validate(tmp_path / "tasks.csv", "tasks", profile="traced")
    assert report.counts_by_column["tasks", "type-wrong", "level"] == 2


def test_errata_in_a_csv_explain_differences(real: cip.Dataset, tmp_path: Path) -> None:
    """Tables that are given together are held against each other, however they are given."""
    folder = Path(str(release_path(real.release)))
    given = {name: folder / f"{name}.csv" for name in ("targets", "errata")}
    assert cip.validate(given, profile="traced").ok
    errata = pl.read_csv(folder / "errata.csv", infer_schema=False)
    kept = errata.filter(~pl.col("kind").is_in(["magnitude", "number"]))
    kept.write_csv(tmp_path / "errata.csv")
    without = cip.validate(given | {"errata": tmp_path / "errata.csv"}, profile="traced")
    assert without.counts["stated-ambiguous"] == 1
    kept.head(0).write_csv(tmp_path / "errata.csv")
    none = cip.validate(given | {"errata": tmp_path / "errata.csv"}, profile="traced")
    assert none.counts["unit-disagrees"] == 1
    assert none.counts["comparator-disagrees"] == 6


def test_read_problems_beyond_the_limit_are_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(problems, "MOST_PROBLEMS", 3)
    (tmp_path / "a.csv").write_text("id,unit\n" + "x\n" * 10 + "a,CNY\n", encoding="utf-8")
    report = cip.validate(tmp_path / "a.csv", "figures")
    assert limits.MOST_PROBLEMS > 3
    assert sum(one.code == "row-ragged" for one in report.findings) == 3
    assert report.counts["row-ragged"] == 10
    # Those that are told stand by their column, the others by none.
    lines = "".join(f'{{"id": "row-{number}", "value": 1e999}}\n' for number in range(10))
    (tmp_path / "a.jsonl").write_text(lines, encoding="utf-8")
    counts = cip.validate(tmp_path / "a.jsonl", "figures").counts_by_column
    assert counts["figures", "json-number", "value"] == 3
    assert counts["figures", "json-number", ""] == 7


def test_duckdb_engine_rejects_other_files_than_parquet(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id\na\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"a\.csv: engine 'duckdb' reads Parquet and Arrow files"):
        cip.validate(tmp_path / "a.csv", "figures", engine="duckdb")
    (tmp_path / "a.parquet").write_bytes(b"PAR1 and no more")
    with pytest.raises(cip.ChinaIndPolicyError, match=r"a\.parquet: "):
        cip.validate(tmp_path / "a.parquet", "figures", engine="duckdb")
