"""Folders of Parquet files, Delta tables, and Arrow files by path, on each engine."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.ingest.validate.inputs import EngineName
from validation_rows import ENGINES, FIGURE

NAMES = ("id", "indicator_id", "region_id", "period", "value", "unit", "comparator", "measure")
ROW = {name: FIGURE[name] for name in (*NAMES, "price_basis")} | {"region_id": "cn-bj"}
FRAME = pl.DataFrame([ROW, ROW | {"id": "b", "region_id": "cn-zj", "comparator": "EQ"}])


def frame_of(part: Any) -> pl.DataFrame:
    return pl.DataFrame(part.pl()) if hasattr(part, "pl") else pl.DataFrame(part.lazy().collect())


def partitioned(folder: Path, *periods: str) -> Path:
    for period in periods:
        path = folder / f"period={period}"
        path.mkdir()
        rows = FRAME.drop("period").with_columns(id=pl.col("id") + f"-{len(period)}")
        rows.write_parquet(path / "part-0.parquet")
    (folder / "_SUCCESS").touch()
    (folder / "_metadata.parquet").write_bytes(b"none")
    return folder


@pytest.mark.parametrize("engine", ENGINES)
def test_partitions_of_a_folder_are_columns(tmp_path: Path, engine: EngineName) -> None:
    folder = partitioned(tmp_path, "2023", "2021-06")
    report = cip.validate(folder, "figures", engine=engine)
    assert report.counts == {"code-unknown": 2}
    places = [(found.file, found.row) for found in report.findings]
    parts = ("period=2021-06", "period=2023")
    assert places == [
        (str(folder / part / "part-0.parquet"), 2 * number + 1) for number, part in enumerate(parts)
    ]
    assert frame_of(report.valid_rows())["period"].to_list() == ["2021-06", "2023"]


def test_a_partition_has_the_type_of_its_column(tmp_path: Path) -> None:
    for name in ("period=__HIVE_DEFAULT_PARTITION__", "period=2021%2F2023"):
        (tmp_path / name / "value=7").mkdir(parents=True)
        rows = FRAME.drop("period", "value")
        rows.write_parquet(tmp_path / name / "value=7" / "a.parquet")
    read = open_data(tmp_path, "figures").frame.collect()
    assert read["value"].to_list() == [7.0] * 4
    assert read["period"].to_list() == ["2021/2023"] * 2 + [None] * 2
    (tmp_path / "period=2024" / "value=seven").mkdir(parents=True)
    rows.write_parquet(tmp_path / "period=2024" / "value=seven" / "a.parquet")
    with pytest.raises(DataFileError, match="the folder value=seven is not a Float64"):
        open_data(tmp_path, "figures")


def test_a_column_in_file_and_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "value=9").mkdir()
    path = tmp_path / "value=9" / "a.parquet"
    FRAME.write_parquet(path)
    with pytest.raises(DataFileError, match="has a column 'value', and so has the name"):
        open_data(tmp_path, "figures")
    # The folder on the way to a file that was named is no partition.
    for engine in ENGINES:
        valid = cip.validate(path, "figures", engine=engine).valid_rows()
        assert frame_of(valid)["value"].to_list() == [ROW["value"]]


@pytest.mark.sampled(4)
@pytest.mark.parametrize("suffix", [".arrow", ".feather", ".ipc", ".data"])
@pytest.mark.parametrize("compression", ["uncompressed", "zstd"])
def test_arrow_files_are_read_on_each_engine(tmp_path: Path, suffix: str, compression: Any) -> None:
    path = tmp_path / f"figures{suffix}"
    FRAME.write_ipc(path, compression=compression)
    for engine in ENGINES:
        report = cip.validate(path, "figures", engine=engine)
        assert report.counts == {"code-unknown": 1}
        assert [(found.file, found.row) for found in report.findings] == [(str(path), 1)]
        assert frame_of(report.valid_rows()).equals(FRAME.head(1))


def test_damaged_arrow_files_are_reported_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.arrow"
    FRAME.write_ipc(path)
    whole = path.read_bytes()
    for data, reason in (
        (whole[: len(whole) // 2], "truncated or damaged"),
        (b"", "is empty"),
        (b"id,value", "is not a valid ipc file"),
        (b"FEA1" + whole, "Feather file of version 1"),
    ):
        path.write_bytes(data)
        with pytest.raises(DataFileError, match=rf"a\.arrow: .*{reason}"):
            open_data(path, "figures")


def differing(folder: Path) -> list[tuple[list[Path], str]]:
    paths = [folder / f"{number}.parquet" for number in range(4)]
    frames: Sequence[pl.DataFrame] = (
        *(FRAME, FRAME.drop("unit"), FRAME.with_columns(value=pl.lit("x"))),
        FRAME.select(*reversed(FRAME.columns)),
    )
    for path, frame in zip(paths, frames, strict=True):
        frame.write_parquet(path)
    return [
        ([paths[0], paths[1]], r"1\.parquet: .*0\.parquet: no column 'unit'"),
        ([paths[1], paths[0]], r"0\.parquet: .*1\.parquet: also column 'unit'"),
        ([paths[0], paths[2]], r"2\.parquet: column 'value' is String"),
        ([paths[0], paths[3]], r"3\.parquet: .* in another order"),
    ]


@pytest.mark.parametrize("engine", ENGINES)
def test_files_that_differ_are_reported_with_the_column(tmp_path: Path, engine: EngineName) -> None:
    for paths, message in differing(tmp_path):
        with pytest.raises(DataFileError, match=message):
            cip.validate(paths, "figures", engine=engine)


def test_a_delta_table_needs_deltalake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "_delta_log").mkdir()

    def nothing(name: str) -> None:
        return None

    monkeypatch.setattr("importlib.util.find_spec", nothing)
    with pytest.raises(DataFileError, match=r"Delta table.*pip install deltalake"):
        cip.validate(tmp_path, "figures")


def test_a_delta_table_is_read(tmp_path: Path) -> None:
    pytest.importorskip("deltalake")
    FRAME.write_delta(str(tmp_path), delta_write_options={"partition_by": ["region_id"]})
    for engine in ENGINES:
        report = cip.validate(tmp_path, "figures", engine=engine)
        assert report.counts == {"code-unknown": 1}
        assert frame_of(report.valid_rows())["id"].to_list() == ["a"]
