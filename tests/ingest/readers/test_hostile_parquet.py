"""Damaged and inconsistent Parquet files are rejected by name."""

from __future__ import annotations

import struct
from pathlib import Path

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError, DataFileError
from chinaindpolicy.rules.engines.polars_batches import read_in_batches
from hostile_files import within


def _parquet(tmp_path: Path) -> tuple[Path, bytes, bytes]:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"region_id": ["cn-bj"] * 1000, "value": [1.0] * 1000}).write_parquet(path)
    data = path.read_bytes()
    size = struct.unpack("<I", data[-8:-4])[0]
    return path, data[: -8 - size], data[-8 - size : -8]


@pytest.mark.parametrize("size", [0xFFFFFFFF, 0x7FFFFFFF, 0, 1])
def test_wrong_parquet_footer_size_is_rejected(tmp_path: Path, size: int) -> None:
    path, body, footer = _parquet(tmp_path)
    path.write_bytes(body + footer + struct.pack("<I", size) + b"PAR1")
    with pytest.raises(DataFileError, match="cannot be read; it may be truncated"):
        cip.validate(path, "figures")


@pytest.mark.parametrize("rows", [2**62, 10**9])
def test_parquet_with_excess_row_count_is_rejected(tmp_path: Path, rows: int) -> None:
    path, body, footer = _parquet(tmp_path)
    changed_footer = footer.replace(_varint(1000), _varint(rows))
    path.write_bytes(body + changed_footer + struct.pack("<I", len(changed_footer)) + b"PAR1")
    with within(20), pytest.raises(DataFileError, match=r"a\.parquet: cannot be read; it may be"):
        cip.validate(path, "figures")


def _varint(number: int) -> bytes:
    left, out = number * 2, b""
    while left >= 128:
        out, left = out + bytes([left % 128 | 128]), left // 128
    return out + bytes([left])


def test_damaged_parquet_is_reported_by_file(tmp_path: Path) -> None:
    good, path = tmp_path / "good.parquet", tmp_path / "bad.parquet"
    frame = pl.DataFrame({"region_id": [f"cn-{n}" for n in range(5000)]})
    for each in (good, path):
        frame.write_parquet(each, compression="uncompressed", statistics=False)
    data = bytearray(path.read_bytes())
    for place in range(40, len(data) - 1200, 7):
        data[place] = 0xFF
    path.write_bytes(data)
    with pytest.raises(DataFileError, match=r"bad\.parquet: cannot be read; it may be"):
        cip.validate([good, path], "figures")
    with pytest.raises(DataFileError, match=r"bad\.parquet: cannot be read; it may be"):
        cip.normalize(path, "figures")


@pytest.mark.full
def test_parquet_with_changed_counts_loses_no_rows_silently(tmp_path: Path) -> None:
    # Parquet stores row counts for the file, for each row group and for each column. Readers
    # use different counts for filters and for plain reading.
    path = tmp_path / "a.parquet"
    frame = pl.DataFrame(
        {
            "id": ["a", "b", "c"],
            "indicator_id": ["electronic-component-sales"] * 3,
            "region_id": ["cn-bj", "cn-sh", None],
            "period": ["2021", "2022", "2023"],
            "value": [2.1e12, 3.5, 0.0],
            "unit": ["CNY", "percent", "CNY"],
            "stated": ["2.1万亿元", "3.5%", "0元"],
        }
    )
    frame.write_parquet(path, compression="uncompressed")
    data = path.read_bytes()
    footer = len(data) - 8 - struct.unpack("<I", data[-8:-4])[0]
    rejected: list[str] = []
    for place in range(footer, len(data) - 8):
        for claimed in (0, 1, 2, 4, 7) if data[place : place + 1] == _varint(3) else ():
            path.write_bytes(data[:place] + _varint(claimed) + data[place + 1 :])
            try:
                assert cip.validate(path, "figures", engine="duckdb").rows == 3
            except DataFileError as error:
                rejected.append(str(error))
            try:
                checked, read = cip.validate(path, "figures"), cip.normalize(path, "figures")
            except DataFileError as error:
                rejected.append(str(error))
            else:
                # No row is lost silently; an empty result is reported.
                assert checked.rows == read.frame.height == (3 if checked.rows else 0)
                assert checked.rows or checked.counts["no-rows"]
    prefix = "cannot be read; it may be truncated or damaged: "
    assert all(message.startswith(f"{path}: {prefix}") for message in rejected)
    assert any("its footer states 7 rows, but its row groups have 3" in each for each in rejected)
    assert any("its footer states 3 rows, but its row groups have 1" in each for each in rejected)
    # The message of the file reader is kept.
    assert any("its footer states" not in each for each in rejected)


@pytest.mark.parametrize("rows", [1, 999, 1001, 2000])
def test_parquet_with_inconsistent_row_counts_is_rejected(tmp_path: Path, rows: int) -> None:
    path, body, footer = _parquet(tmp_path)
    changed_footer = footer.replace(_varint(1000), _varint(rows), 1)
    path.write_bytes(body + changed_footer + struct.pack("<I", len(changed_footer)) + b"PAR1")
    reason = f"its footer states {rows} rows, but its row groups have 1000"
    with pytest.raises(DataFileError, match=rf"a\.parquet: cannot be read; it .*: {reason}$"):
        cip.validate(path, "figures")
    for scan in (pl.scan_parquet(path), pl.scan_parquet(path).select("region_id", "value")):
        for engine in (None, "polars", "duckdb"):
            with pytest.raises(cip.DataError, match=f"a file of the data is damaged: {reason}$"):
                cip.validate(scan, "figures", engine=engine)


def test_batches_that_end_early_raise_an_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    # Polars ends its batches without an error when a damaged file makes it panic.
    path, *_ = _parquet(tmp_path)
    lazy = pl.scan_parquet(path).filter(pl.col("value") > 0)

    def nothing(*_: object, **__: object) -> list[pl.DataFrame]:
        return []

    monkeypatch.setattr(pl.LazyFrame, "collect_batches", nothing)
    with pytest.raises(ChinaIndPolicyError, match="ended after 0 of 1000 rows"):
        list(read_in_batches(lazy, [pl.col("value")], 100))
