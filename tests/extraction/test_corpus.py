"""Reading of a corpus into one Parquet file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import chinaindpolicy as cip
from chinaindpolicy.extraction import corpus
from chinaindpolicy.extraction.corpus import CorpusProgress, corpus_files, scan_corpus
from chinaindpolicy.io.atomic_write import locked_folder

LINES = ("到2027年，收入突破5亿元。", "By 2027, 5 labs will be built.", "没有数字。")


@pytest.fixture
def texts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of twelve texts, read three at a time."""
    monkeypatch.setattr(corpus, "_MOST_FILES", 3)
    folder = tmp_path / "texts"
    for number in range(12):
        path = folder / f"{number % 2}" / f"d{number:02d}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(LINES[: number % 4]), encoding="utf-8")
    (folder / "notes.md").write_text("5%", encoding="utf-8")
    return folder


def expected(folder: Path, read: Any = cip.scan_frame) -> pl.DataFrame:
    """Return the rows as the frame function gives them."""
    paths = [Path(name) for name in corpus_files(str(folder))]
    frame = pl.DataFrame(
        {
            "document": [path.relative_to(folder).as_posix() for path in paths],
            "text": [path.read_text(encoding="utf-8") for path in paths],
        }
    )
    return read(frame, id="document")  # type: ignore[no-any-return]


def test_folder_and_glob_are_read(texts: Path, tmp_path: Path) -> None:
    result = scan_corpus(str(texts), tmp_path / "m.parquet", processes=1)
    rows = pl.read_parquet(tmp_path / "m.parquet")
    assert_frame_equal(rows, expected(texts))
    assert (result.documents, result.rows, result.resumed) == (12, rows.height, 0)
    assert not (tmp_path / "m.parquet.parts").exists()
    some = scan_corpus(str(texts / "1" / "*.txt"), tmp_path / "some.parquet", processes=1)
    assert some.documents == 6
    claims = tmp_path / "claims.parquet"
    scan_corpus(str(texts), claims, reading="claims", processes=1)
    assert_frame_equal(pl.read_parquet(claims), expected(texts, cip.extract_frame))


def test_output_does_not_depend_on_processes(texts: Path, tmp_path: Path) -> None:
    for processes in (1, 2):
        scan_corpus(str(texts), tmp_path / f"{processes}.parquet", processes=processes)
    assert_frame_equal(
        pl.read_parquet(tmp_path / "1.parquet"), pl.read_parquet(tmp_path / "2.parquet")
    )


def test_stopped_run_goes_on(texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "_EVERY", 0.0)
    output = tmp_path / "m.parquet"

    def stop(state: CorpusProgress) -> None:
        if state.done >= 6:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan_corpus(str(texts), output, processes=1, watch=stop)
    assert not output.exists()
    seen: list[CorpusProgress] = []
    result = scan_corpus(str(texts), output, processes=1, watch=seen.append)
    assert result.resumed == 6 and result.documents == 12
    assert [state.done for state in seen] == [9, 12]
    assert seen[0].rate > 0 and seen[-1].remaining == 0
    assert_frame_equal(pl.read_parquet(output), expected(texts))


def test_run_that_was_stopped_while_it_removed_its_parts_is_repeated(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = tmp_path / "m.parquet"
    with monkeypatch.context() as patch:
        patch.setattr(corpus, "_remove", print)
        scan_corpus(str(texts), output, processes=1)
    (tmp_path / "m.parquet.parts" / "part-0000001.parquet").unlink()
    result = scan_corpus(str(texts), output, processes=1, overwrite=True)
    assert (result.resumed, result.documents) == (9, 12)
    assert_frame_equal(pl.read_parquet(output), expected(texts))
    assert list(tmp_path.glob("*.parts")) == []


def test_full_disk_is_reported_with_the_folder_of_parts(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise pl.exceptions.ComputeError("parquet: No space left on device (os error 28)")

    monkeypatch.setattr(pl.DataFrame, "write_parquet", full)
    with pytest.raises(cip.ExportError, match=r"m\.parquet\.parts: cannot be written: No space"):
        scan_corpus(str(texts), tmp_path / "m.parquet", processes=1)


def test_second_run_at_the_same_time_is_rejected(texts: Path, tmp_path: Path) -> None:
    output = tmp_path / "m.parquet"
    folder = tmp_path / "m.parquet.parts"
    folder.mkdir()
    with locked_folder(folder) as is_ours:
        assert is_ours is not False
        if is_ours is None:
            pytest.skip("this system has no locks of folders")
        with pytest.raises(cip.ExportError, match=r"another process writes .*m\.parquet"):
            scan_corpus(str(texts), output, processes=1)
    assert scan_corpus(str(texts), output, processes=1).documents == 12


def test_changed_files_are_read_again(texts: Path, tmp_path: Path) -> None:
    output = tmp_path / "m.parquet"

    def stop(_: CorpusProgress) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        scan_corpus(str(texts), output, processes=1, watch=stop)
    (texts / "0" / "d00.txt").write_text("7 labs", encoding="utf-8")
    result = scan_corpus(str(texts), output, processes=1)
    assert result.resumed == 0
    assert_frame_equal(pl.read_parquet(output), expected(texts))


def test_parquet_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "_MOST_ROWS", 4)
    frame = pl.DataFrame({"doc": range(10), "body": [*LINES, None, "3%", "", *LINES, "7 kg"]})
    frame.write_parquet(tmp_path / "in.parquet")
    output = tmp_path / "out.parquet"
    result = scan_corpus(str(tmp_path / "in.parquet"), output, text="body", id="doc", processes=1)
    assert result.documents == 10
    rows = cip.scan_frame(frame, text="body", id="doc")
    found = pl.read_parquet(output)
    assert_frame_equal(found, rows.rename({"doc": "document"}).cast({"document": pl.String}))
    with pytest.raises(cip.DataFileError, match="no column 'text'; available: doc, body"):
        scan_corpus(str(tmp_path / "in.parquet"), tmp_path / "no.parquet")


def test_unreadable_documents_are_reported(texts: Path, tmp_path: Path) -> None:
    (texts / "bad.txt").write_bytes(b"\xff\xfe")
    result = scan_corpus(str(texts), tmp_path / "m.parquet", processes=1)
    (problem,) = result.problems
    assert problem.endswith("bad.txt: not UTF-8 at byte 0; save the text as UTF-8")
    assert result.documents == 13


def test_nothing_is_overwritten_or_removed_unasked(texts: Path, tmp_path: Path) -> None:
    output = tmp_path / "m.parquet"
    output.write_text("mine", encoding="utf-8")
    with pytest.raises(cip.ExportError, match="exists; pass overwrite=True"):
        scan_corpus(str(texts), output)
    output.unlink()
    parts = tmp_path / "m.parquet.parts"
    parts.mkdir()
    (parts / "part-of-mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(cip.ExportError, match="has other files"):
        scan_corpus(str(texts), output)
    assert [path.name for path in parts.iterdir()] == ["part-of-mine.txt"]
    with pytest.raises(cip.DataFileError, match=r"no \.txt or \.parquet files"):
        scan_corpus(str(tmp_path / "nowhere"), output)
