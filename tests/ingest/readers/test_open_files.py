"""Which files are opened, and how several go together."""

from __future__ import annotations

import os
from pathlib import Path

import polars as pl
import pytest

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers import open_files as opening
from chinaindpolicy.ingest.readers.open_files import open_data


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_several_files_and_patterns_are_joined(tmp_path: Path) -> None:
    first = write(tmp_path / "1.csv", "a,b\n1,2\nx\n3,4\n")
    second = write(tmp_path / "2.csv", "a,b\n5,6\n")
    write(tmp_path / "3.csv", "")
    ways: list[str | list[str | Path]] = [[first, str(second)], str(tmp_path / "[12].csv")]
    for given in ways:
        found = open_data(given, "figures")
        assert found.frame.collect().rows() == [("1", "2"), ("3", "4"), ("5", "6")]
        assert found.files == (first, second)
        assert found.lines([2, 1, 1]) == [(str(second), 2), (str(first), 4), (str(first), 4)]
    found = open_data(str(tmp_path / "*.csv"), "figures")
    assert found.frame.collect().height == 3
    assert found.counts == {"file-empty": 1, "row-ragged": 1}
    for row in (3, -1):
        with pytest.raises(IndexError, match=f"no row {row}"):
            found.lines([row])


def test_files_with_different_columns_are_rejected(tmp_path: Path) -> None:
    first = write(tmp_path / "1.csv", "a,b\n1,2\n")
    with pytest.raises(
        DataFileError, match=r"2\.csv: has other columns .*no column 'b'; also column 'c'"
    ):
        open_data([first, write(tmp_path / "2.csv", "a,c\n1,2\n")], "figures")
    pl.DataFrame({"a": ["1"], "b": ["2"]}).write_parquet(tmp_path / "3.parquet")
    with pytest.raises(DataFileError, match="another format"):
        open_data([first, tmp_path / "3.parquet"], "figures")
    pl.DataFrame({"a": [1], "b": ["2"]}).write_parquet(tmp_path / "4.parquet")
    with pytest.raises(DataFileError, match="column 'a' is Int64"):
        open_data([tmp_path / "3.parquet", tmp_path / "4.parquet"], "figures")


def test_parquet_keeps_its_types_and_stays_lazy(tmp_path: Path) -> None:
    frame = pl.DataFrame({"a": [1, None], "b": [[1.5], []]})
    frame.write_parquet(tmp_path / "a.parquet")
    found = open_data(tmp_path / "a.parquet", "figures")
    assert not found.textual
    assert found.frame.collect().equals(frame)
    assert found.lines([1]) == [(str(tmp_path / "a.parquet"), None)]


def test_a_damaged_parquet_file_is_rejected(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pl.DataFrame({"a": list(range(1000))}).write_parquet(path)
    data = path.read_bytes()
    for cut in (4, 10, len(data) // 2, len(data) - 1):
        path.write_bytes(data[:cut])
        with pytest.raises(DataFileError, match=r"a\.parquet: cannot be read"):
            open_data(path, "figures")
    path.write_bytes(b"")
    with pytest.raises(DataFileError, match="is empty"):
        open_data(path, "figures")
    path.write_bytes(b"a,b\n")
    with pytest.raises(DataFileError, match="is not a valid parquet file"):
        open_data(path, "figures")


def test_a_file_removed_while_it_is_opened_is_rejected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "figures.csv", "a\n1\n")

    def gone(path: Path) -> None:
        raise FileNotFoundError(2, "No such file or directory", str(path))

    monkeypatch.setattr(opening, "stamp_of", gone)
    with pytest.raises(DataFileError, match=r"figures\.csv: cannot be read: No such file"):
        open_data(path, "figures")


def test_missing_files_are_rejected(tmp_path: Path) -> None:
    path = write(tmp_path / "figures.csv", "a\n1\n")
    with pytest.raises(DataFileError, match=r"did you mean 'figures\.csv'"):
        open_data(tmp_path / "figurs.csv", "figures")
    with pytest.raises(DataFileError, match="no such folder"):
        open_data(tmp_path / "none" / "a.csv", "figures")
    with pytest.raises(DataFileError, match="is a folder without Parquet files: give its files"):
        open_data(tmp_path, "figures")
    with pytest.raises(DataFileError, match="no file fits"):
        open_data(str(tmp_path / "*.tsv"), "figures")
    with pytest.raises(DataFileError, match="nothing was given"):
        open_data([], "figures")
    with pytest.raises(DataFileError, match="NUL"):
        open_data("a\0.csv", "figures")
    with pytest.raises(DataFileError):
        open_data("x" * 5000, "figures")
    with pytest.raises(DataFileError, match="is not a workbook"):
        open_data(f"{path}#Sheet", "figures")
    link = tmp_path / "link.csv"
    link.symlink_to(tmp_path / "gone.csv")
    with pytest.raises(DataFileError, match="a link to a file that is not there"):
        open_data(link, "figures")
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(DataFileError, match="not a regular file"):
        open_data(tmp_path / "pipe.csv", "figures")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_read_permission_is_rejected(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "a\n1\n")
    path.chmod(0)
    with pytest.raises(DataFileError, match="cannot be read: Permission denied"):
        open_data(path, "figures")


def test_a_file_named_like_a_pattern_is_read(tmp_path: Path) -> None:
    write(tmp_path / "1.csv", "a\n1\n")
    path = write(tmp_path / "[1].csv", "a\n2\n")
    found = open_data(path, "figures")
    assert found.frame.collect().rows() == [("2",)]
    assert found.lines([0]) == [(str(path), 2)]


def test_a_file_without_suffix_is_detected_by_content(tmp_path: Path) -> None:
    assert open_data(write(tmp_path / "a", "x;y\n1;2\n"), "figures").frame.collect().width == 2
    assert open_data(write(tmp_path / "b", '{"x": 1}\n'), "figures").frame.collect().rows() == [
        (1,)
    ]
    assert open_data(write(tmp_path / "c", '[{"x": 1}]'), "figures").frame.collect().rows() == [
        (1,)
    ]


def test_errors_unrelated_to_files_are_raised_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("id,value\na,1\n", encoding="utf-8")
    with pytest.raises(pl.exceptions.ComputeError, match="ours"), open_data(path, "figures").read():
        raise pl.exceptions.ComputeError("ours")
