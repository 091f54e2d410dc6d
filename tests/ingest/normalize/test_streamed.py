"""Conversion in chunks gives the files and the result of a conversion in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from chinaindpolicy.errors import ArgumentError, ChinaIndPolicyError, ExportError
from chinaindpolicy.ingest.normalize import lazy_source, streamed
from chinaindpolicy.ingest.normalize.conversion import (
    convert_table,
    lazy_request_for,
    request_for,
)
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.result import Normalized
from columnar_tables import assert_equal, convert_small_tables, tables, totals, wide_tables

pytestmark = pytest.mark.full  # takes long; CI runs it


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    convert_small_tables(monkeypatch)


@pytest.fixture
def chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lazy_source, "CHUNK_ROWS", 40)
    monkeypatch.setattr(lazy_source, "LEAST_ROWS", 1)


def in_chunks(frame: pl.DataFrame, options: Options, folder: Path) -> Normalized | None:
    outputs = streamed.Outputs(folder / "a.parquet", folder / "log.parquet", False)
    request, source = lazy_request_for(frame.lazy(), "figures", options)
    assert source is not None
    return streamed.streamed(request, source, outputs)


@pytest.mark.usefixtures("small", "chunks")
@given(st.one_of(tables(), wide_tables(), totals()), st.integers(5, 80))
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.generate],
)
def test_a_conversion_in_chunks_is_equal(
    case: tuple[pl.DataFrame, dict[str, Any]], size: int
) -> None:
    frame, given_options = case
    options = Options(dimensions=("序",), **given_options)
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as name:
        patch.setattr(lazy_source, "CHUNK_ROWS", size)
        folder = Path(name)
        result = in_chunks(frame, options, folder)
        if result is None:
            assert not list(folder.iterdir())
            return
        expected = convert_table(request_for(frame, "figures", options)).result()
        assert pl.read_parquet(folder / "a.parquet").equals(expected.frame)
        assert pl.read_parquet(folder / "log.parquet").equals(expected.changes)
        assert str(result) == str(expected)
        assert_equal(result, expected)


@pytest.mark.usefixtures("small", "chunks")
def test_empty_texts_of_a_frame_are_counted(tmp_path: Path) -> None:
    frame = pl.DataFrame(rows(200)).with_columns(
        pl.when(pl.int_range(pl.len()) % 3 == 0).then(pl.lit("")).otherwise("数值(家)").alias("v")
    )
    frame = frame.drop("数值(家)").rename({"v": "数值(家)"})
    result = in_chunks(frame, Options(), tmp_path)
    assert result is not None
    assert_equal(result, convert_table(request_for(frame, "figures", Options())).result())
    assert "67 values are missing" in result.findings[0].message


def rows(count: int) -> list[dict[str, str]]:
    return [
        {"指标": "高新技术企业", "地区": ("北京", "上海")[at % 2], "年份": str(1900 + at // 2),
         "数值(家)": str(at)}
        for at in range(count)
    ]  # fmt: skip


@pytest.mark.usefixtures("small", "chunks")
@pytest.mark.parametrize(
    ("at", "change"),
    [
        (170, {"年份": "1905"}),  # a key of the first chunk
        (199, {"地区": "合计"}),
        (120, {"数值(家)": "1.5亿元"}),
        (150, {"数值(家)": "12345678901234567"}),
        (130, {"地区": "某地"}),
        (190, {"年份": ""}),
    ],
    ids=str,
)
def test_a_fault_of_a_late_chunk_is_reported_as_in_memory(
    at: int, change: dict[str, str], tmp_path: Path
) -> None:
    data = rows(200)
    data[at] |= change
    path = tmp_path / "data.csv"
    pl.DataFrame(data).write_csv(path)
    output = tmp_path / "out.parquet"
    result = cip.normalize(path, "figures", output=output)
    expected = convert_table(request_for(path, "figures", Options())).result()
    assert_equal(result, expected)
    assert pl.read_parquet(output).equals(expected.frame)


@pytest.mark.usefixtures("small", "chunks")
@pytest.mark.parametrize("suffix", [".csv", ".jsonl", ".parquet"])
def test_the_command_writes_the_same_files(
    suffix: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "data.csv"
    pl.DataFrame(rows(200)).write_csv(path)
    texts: list[tuple[str, Any, Any]] = []
    for name, least in (("a", 1), ("b", 1_000)):
        monkeypatch.setattr(lazy_source, "LEAST_ROWS", least)
        out, log = tmp_path / f"{name}{suffix}", tmp_path / f"{name}-log{suffix}"
        arguments = ["--table", "figures", "--output", out, "--changes", log, "--format", "json"]
        found = CliRunner().invoke(cli, ["normalize", str(path), *map(str, arguments)])
        assert found.exit_code == 0
        read = pl.read_parquet if suffix == ".parquet" else Path.read_bytes
        texts.append((found.stdout, read(out), read(log)))
    (stdout, *files), (other, *expected) = texts
    assert stdout == other
    for file, whole in zip(files, expected, strict=True):
        assert file.equals(whole) if suffix == ".parquet" else file == whole


def test_outputs_are_checked_first(tmp_path: Path) -> None:
    there = tmp_path / "a.csv"
    there.write_text("x", "utf-8")
    with pytest.raises(ExportError, match="overwrite=True"):
        cip.normalize(rows(2), "figures", output=there)
    with pytest.raises(ArgumentError, match=r"\.parquet"):
        cip.normalize(rows(2), "figures", output=tmp_path / "a.xlsx")
    with pytest.raises(ArgumentError, match="needs output"):
        cip.normalize(rows(2), "figures", changes_output=tmp_path / "b.csv")
    assert there.read_text("utf-8") == "x"
    cip.normalize(rows(2), "figures", output=there, overwrite=True)
    assert there.read_text("utf-8").startswith("indicator_id,")


@pytest.mark.usefixtures("small", "chunks")
def test_too_many_rejected_cells_stop_the_conversion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(streamed, "MOST_FINDINGS", 30)
    frame = pl.DataFrame(rows(200)).with_columns(pl.lit("某地").alias("地区"))
    with pytest.raises(ChinaIndPolicyError, match="more than 30 cells"):
        in_chunks(frame, Options(), tmp_path)
    assert not list(tmp_path.iterdir())
