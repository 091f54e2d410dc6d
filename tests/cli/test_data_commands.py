"""Options of `validate` and `normalize`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

Run = Callable[..., tuple[int, str, str]]


def test_validate_renames_columns_and_checks_output_folders(tmp_path: Path, run: Run) -> None:
    (tmp_path / "a.csv").write_text("code,name\nCNY,yuan\n", encoding="utf-8")
    command = ["validate", str(tmp_path / "a.csv"), "--table", "units"]
    code, out, _ = run(*command, "--column", "code=id")
    assert code == 1 and "no column 'id'" not in out
    code, _, err = run(*command, "--column", "code")
    assert code == 2 and "--column 'code': expected SOURCE=COLUMN" in err
    code, _, err = run(*command, "--valid", str(tmp_path / "no" / "b.csv"))
    assert code == 2 and f"folder {tmp_path / 'no'}" in err
    (tmp_path / "c.csv").mkdir()
    code, _, err = run(*command, "--valid", str(tmp_path / "c.csv"))
    assert code == 2 and f"{tmp_path / 'c.csv'} is a folder; add a file name" in err


def test_validate_shows_progress_on_a_terminal(
    tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_text("id,name\nCNY,yuan\n", encoding="utf-8")
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, _, err = run("validate", str(tmp_path / "a.csv"), "--table", "units")
    assert err.startswith("\r\x1b[K") and err.endswith("\r\x1b[K")


def test_normalize_reads_wide_tables_with_the_wide_option(tmp_path: Path, run: Run) -> None:
    source, output = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text("指标,地区,单位,2023,2024\n算力规模,广东省,EFLOPS,30,35\n", encoding="utf-8")
    command = ["normalize", str(source), "--table", "figures", "--output", str(output)]
    code, *_ = run(*command, "--wide")
    assert code == 0
    assert pl.read_csv(output, infer_schema=False)["period"].to_list() == ["2023", "2024"]
