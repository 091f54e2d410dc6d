"""The command scan on folders."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from command_line import Run, refused
from example import TEXTS


def test_folder_is_read_into_parquet(run: Run, tmp_path: Path) -> None:
    output = tmp_path / "mentions.parquet"
    code, out, err = run("scan", str(TEXTS), "--output", str(output), "--processes", "1")
    assert (code, out) == (0, "")
    rows = pl.read_parquet(output)
    assert err.endswith(f"wrote {output}: {rows.height} rows of 2 documents\n")
    assert set(rows["document"]) == {"harbour-notice.txt", "harbour-report.txt"}
    assert "already exists; add --force" in run("scan", str(TEXTS), "-o", str(output))[2]
    code, _, _ = run("scan", str(TEXTS), "-o", str(output), "--force", "--claims", "-q")
    assert code == 0
    assert "indicator" in pl.read_parquet(output).columns


def test_folder_without_parquet_output_is_an_error(run: Run, tmp_path: Path) -> None:
    for source in (str(TEXTS), str(TEXTS / "*.txt")):
        assert "--output mentions.parquet" in run("scan", source)[2]
    output = str(tmp_path / "m.parquet")
    assert "no .txt or .parquet files" in refused(run("scan", str(tmp_path), "-o", output))


def test_unreadable_text_of_a_folder_is_reported(run: Run, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("5 labs", encoding="utf-8")
    (tmp_path / "bad.txt").write_bytes(b"\xff")
    output = tmp_path / "out" / "m.parquet"
    output.parent.mkdir()
    code, _, err = run("scan", str(tmp_path), "-o", str(output), "--processes", "1")
    assert code == 1
    assert "bad.txt: not UTF-8" in err and "documents that could not be read: 1" in err
    assert pl.read_parquet(output)["text"].to_list() == ["5 labs"]
