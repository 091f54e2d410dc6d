"""The kinds of data that can be validated, and the engines for them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, cast

import pandas as pd
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import DataError
from chinaindpolicy.ingest.validate.inputs import EngineName
from chinaindpolicy.rules.engines import polars as polars_engine
from chinaindpolicy.rules.engines.duckdb_relations import (
    relation_of,
)
from validation_rows import DAY, ENGINES, FIGURE, Row, check


def of_year(year: int) -> dict[str, Any]:
    bounds = {"period_start": DAY(year, 1, 1), "period_end": DAY(year, 12, 31)}
    return {"period": str(year), **bounds}


WRONG: list[dict[str, Any]] = [
    FIGURE | {"id": "good"} | of_year(2020),
    FIGURE | {"id": "twice"},
    FIGURE | {"id": "twice", "region_id": "cn-bj-x"},
    FIGURE | {"id": None},
    FIGURE | {"id": None, "organization_id": "catl"},
    FIGURE | {"id": "bounds", "period_end": DAY(2023, 12, 30), "organization_id": "catl"},
    FIGURE | {"id": "value", "value": 2.2e12, "document_id": None, "policy_id": "x"},
    FIGURE | {"id": "again", "period": "2022", "period_end": DAY(2022, 1, 1)},
    FIGURE | {"id": "slip", "period": "2021", "erratum_id": "err-002-sales-magnitude"},
    FIGURE | {"id": "unit", "period": "2019", "unit": "USD"},
    FIGURE | {"id": "long", "period": "2018", "stated": "2.1 trillion yuan" + " " * 2000},
    FIGURE | {"id": "none", "period": None, "measure": None, "char_start": -1},
    FIGURE | {"id": "bounds-alone", "period": "2017"},
    FIGURE | {"id": "value-alone", "value": 2.3e12} | of_year(2016),
    FIGURE | {"id": "duplicate-alone"} | of_year(2014),
    FIGURE | {"id": "duplicate-too"} | of_year(2014),
    FIGURE | {"id": "erratum-alone", "erratum_id": "err-002-sales-magnitude"} | of_year(2013),
    FIGURE | {"id": "remarked", "stated": "a good deal"} | of_year(2015),
]  # fmt: skip


def given_as(kind: str, frame: pl.DataFrame, folder: Path) -> Any:
    """Return a frame as data of some kind."""
    match kind:
        case "csv":
            frame.write_csv(folder / "a.csv")
            return folder / "a.csv"
        case "parquet":
            frame.write_parquet(folder / "a.parquet")
            return folder / "a.parquet"
        case "pandas":
            return frame.to_pandas()
        case "arrow":
            return cast("Any", frame.to_arrow())
        case "rows":
            return frame.to_dicts()
        case "relation":
            return relation_of(frame)
        case "lazy":
            return frame.lazy()
        case _:
            return frame


KINDS = ("csv", "parquet", "pandas", "arrow", "rows", "relation", "lazy", "frame")


def test_columns_are_renamed_before_the_check() -> None:
    row = FIGURE | {"area": "cn-zz"}
    del row["region_id"]
    report = check("figures", row, columns={"area": "region_id"})
    assert report.counts == {"id-dangling": 1}
    assert "area" in report.invalid_rows().columns


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ({"area": "region_id"}, "no column of the data 'area'"),
        ({"unit": "units"}, "no column of figures 'units'; did you mean 'unit'"),
        ({"unit": "value"}, "columns 'value' and 'unit' would both be 'value'"),
    ],
)
def test_impossible_renames_are_rejected(columns: dict[str, str], message: str) -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match=re.escape(message)):
        check("figures", FIGURE, columns=columns)


@pytest.mark.parametrize("kind", [object(), b"a,b", iter([FIGURE]), pl.Series([1])])
def test_unsupported_data_is_rejected_with_an_alternative(kind: Any) -> None:
    with pytest.raises(cip.DataError, match="cannot be validated: give a Polars or pandas frame"):
        cip.validate(kind, "figures")


def test_unknown_engines_profiles_and_tables_are_rejected() -> None:
    wrong: list[tuple[Row, str]] = [
        ({"engine": "duck"}, "no engine 'duck'; did you mean 'duckdb'"),
        ({"profile": "cor"}, "no profile 'cor'; did you mean 'core'"),
        ({"samples": -1}, "samples is -1"),
    ]
    for options, message in wrong:
        with pytest.raises(cip.ChinaIndPolicyError, match=re.escape(message)):
            cip.validate([FIGURE], "figures", **options)
    with pytest.raises(cip.UnknownNameError, match="did you mean 'figures'"):
        cip.validate([FIGURE], "figure")
    with pytest.raises(cip.ChinaIndPolicyError, match=r"which table is it.*table names to data$"):
        cip.validate([FIGURE])
    with pytest.raises(cip.ChinaIndPolicyError, match="a whole dataset is checked by `verify`"):
        cip.validate(cip.load())


@pytest.mark.full
def test_every_engine_gives_the_same_findings_and_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is wrong, and in however many batches the rows are read."""
    frame = pl.DataFrame(WRONG, infer_schema_length=None).with_row_index("n")
    whole = cip.validate(frame, "figures")
    told = [(one.code, one.row, one.column, one.value, one.message) for one in whole.findings]
    assert len(set(told)) == len(told) == sum(whole.counts.values())
    assert whole.counts["id-duplicate"] == 2
    assert whole.counts["value-disagrees"] == 2
    valid = whole.valid_rows()["n"].to_list()
    assert whole.valid_rows()["id"].to_list() == ["good", "remarked"]
    monkeypatch.setattr(polars_engine, "_BATCH", 2)
    for engine in ENGINES:
        once = cip.validate(frame, "figures", engine=engine, samples=1)
        places = [(one.code, one.column) for one in once.findings]
        assert len(set(places)) == len(places) == len(whole.counts_by_column), engine
        report = cip.validate(frame, "figures", engine=engine)
        assert report.counts_by_column == whole.counts_by_column, engine
        assert [
            (one.code, one.row, one.column, one.value, one.message) for one in report.findings
        ] == told, engine
        for part, numbers in (
            (report.valid_rows(), valid),
            (report.invalid_rows(), [n for n in range(len(WRONG)) if n not in valid]),
        ):
            found = part.pl() if engine == "duckdb" else part
            assert found["n"].to_list() == numbers, engine


@pytest.mark.parametrize("kind", KINDS)
def test_impossible_renames_are_rejected_for_every_kind_of_data(kind: str, tmp_path: Path) -> None:
    data = given_as(kind, pl.DataFrame([FIGURE]), tmp_path)
    with pytest.raises(cip.UnknownNameError, match="no column of the data 'area'"):
        cip.validate(data, "figures", columns={"area": "region_id"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("engine", [None, "polars", "polars-streaming"])
def test_requested_engine_is_used(kind: str, engine: EngineName | None, tmp_path: Path) -> None:
    data = given_as(kind, pl.DataFrame([FIGURE]), tmp_path)
    if kind == "relation" and engine is not None:
        with pytest.raises(DataError, match="use 'duckdb'"):
            cip.validate(data, "figures", engine=engine)
        return
    by_itself = {"relation": "duckdb"} | dict.fromkeys(
        ("csv", "parquet", "lazy"), "polars, streaming"
    )
    named = {"polars": "polars", "polars-streaming": "polars, streaming"}
    expected = named[engine] if engine else by_itself.get(kind, "polars")
    assert cip.validate(data, "figures", engine=engine).engine == expected


@pytest.mark.parametrize("kind", ["pandas", "rows", "frame", "csv"])
def test_columns_after_an_unknown_one_are_checked(kind: str, tmp_path: Path) -> None:
    frame = pl.DataFrame([{"mood": "good"} | FIGURE | {"region_id": "cn-zz"}])
    report = cip.validate(given_as(kind, frame, tmp_path), "figures")
    assert report.counts == {"column-unknown": 1, "id-dangling": 1}


@pytest.mark.parametrize("engine", ENGINES)
def test_integers_of_every_width_are_accepted(engine: EngineName) -> None:
    frame = pl.DataFrame([FIGURE | {"value": 3, "char_end": 2**63}], infer_schema_length=None)
    frame = frame.with_columns(pl.col("char_end").cast(pl.UInt64), pl.col("value").cast(pl.Int32))
    (told,) = cip.validate(frame, "figures", engine=engine).findings
    assert (told.code, told.value) == ("value-disagrees", "3.0")


@pytest.mark.sampled(4)
@pytest.mark.parametrize("engine", ["polars", "polars-streaming", "duckdb"])
@pytest.mark.parametrize("lazy", [True, False])
def test_every_engine_reports_the_same_for_a_frame(engine: Any, lazy: bool) -> None:
    other = FIGURE | {"id": "b", "region_id": "cn-zj"}
    rows = [FIGURE, other | {"unit": "parsec"}, other | {"period": "2022"}]
    frame = pl.DataFrame(rows).lazy() if lazy else pl.DataFrame(rows)
    report = cip.validate(frame, "figures", engine=engine)
    named = {"polars-streaming": "polars, streaming", "duckdb": "duckdb"}
    told = {named.get(engine, "polars, streaming" if lazy and engine != "polars" else "polars")}
    assert {report.engine} == told
    assert report.counts == cip.validate(rows, "figures").counts
    valid = report.valid_rows()
    kept = valid.pl() if hasattr(valid, "pl") else valid.lazy().collect()
    assert kept["id"].to_list() == ["a"]


def test_arrow_and_pandas_can_be_checked_by_duckdb() -> None:
    other = FIGURE | {"id": "b", "region_id": "cn-zj", "unit": "parsec"}
    frame = pl.DataFrame([FIGURE, other])
    expected = cip.validate(frame, "figures").counts
    given: list[Any] = [frame.to_arrow(), frame.to_pandas()]
    for data in given:
        report = cip.validate(data, "figures", engine="duckdb")
        assert (report.engine, report.counts) == ("duckdb", expected)
        assert report.valid_rows().pl()["id"].to_list() == ["a"]


def test_extra_columns_are_accepted_as_unknown() -> None:
    """What is no column of the table is named, and does not hinder."""
    own = FIGURE | {"mood": object()}
    for data in ([own], pd.DataFrame([own])):
        report = cip.validate(data, "figures")
        assert report.counts == {"column-unknown": 1} and report.ok
        assert len(report.valid_rows()) == 1


def test_a_dict_of_tables_is_rejected_with_the_key_to_pass() -> None:
    with pytest.raises(cip.DataError, match=r"pass one table at a time, e.g. data\['figures'\]"):
        cip.validate({"figures": [{"id": "a"}]}, "figures")
