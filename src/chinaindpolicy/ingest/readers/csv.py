"""CSV and TSV: read by Polars, with every row that does not fit the header found and kept out.

Polars fills a short row with nulls and, if told to go on, cuts a long one. So the structure is
judged apart, from the lines: how many delimiters stand outside quotation marks. Both passes
stream.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.csv_structure import RowStructure, survey
from chinaindpolicy.ingest.readers.encoding import TextFile, read_text_file
from chinaindpolicy.ingest.readers.header import LOOKED_AT, column_names, header_index
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.ingest.readers.source_files import SourceFile

if TYPE_CHECKING:
    import polars as pl

__all__ = ["open_delimited"]

_HEAD_BYTES = 1024 * 1024
_DELIMITERS = (",", "\t", ";", "|")
# No column can be called this, for names are stripped.
_INDEX = " row"


def open_delimited(path: Path, table: str, header: int | None) -> SourceFile:
    """Open a CSV or TSV file; the delimiter is found out from its first lines.

    Raises:
        DataFileError: If it is no text, or its header cannot be told.
    """
    text = read_text_file(path)
    problems = ReadProblems(path, table)
    head = text.head(_HEAD_BYTES)
    delimiter = _delimiter(path, head)
    first = _first_rows(head, delimiter, header)
    index = header_index(path, first, header)
    if index is None:
        problems.add("file-empty", "the file is empty: it has no header", line=1)
        return _empty(path, problems)
    line, cells = first[index]
    names = column_names(cells, line, problems)
    skipped = line - 1 + _lines_of(head, line, delimiter)
    if len(head.encode()) > _HEAD_BYTES - 8 and skipped >= len(head.splitlines()):
        raise DataFileError(path, f"the header is longer than {_HEAD_BYTES} bytes", line)
    records = survey(text, skipped, delimiter, len(names))
    for wrong in records.wrong():
        _tell(problems, wrong, len(names))
    return SourceFile(
        path=path,
        frame=_frame(text, skipped, delimiter, names, records),
        textual=True,
        problems=problems.findings(),
        counts=dict(problems.counts),
        height=records.height,
        lines=records.lines,
        delimiter=delimiter,
    )


def _delimiter(path: Path, head: str) -> str:
    """Return the delimiter that parts most of the first lines into equally many cells."""
    if path.suffix.lower() in (".tsv", ".tab") and "\t" in head:
        return "\t"
    scores: list[tuple[int, int]] = []
    for delimiter in _DELIMITERS:
        found = [len(cells) for _, cells in _rows(head, delimiter, LOOKED_AT)]
        likely = max(((n, w) for w, n in Counter(found).items() if w > 1), default=(0, 0))
        # In a file of one column it may stand in a cell here and there.
        common = found[:1] > [1] or 2 * likely[0] > len(found)
        scores.append(likely if common else (0, 0))
    best = max(scores)
    return _DELIMITERS[scores.index(best)]


def _rows(head: str, delimiter: str, most: int) -> Iterator[tuple[int, list[str]]]:
    """Yield the first rows that are not blank, each with the line it starts on."""
    lines = io.StringIO(head, newline="")
    reader = csv.reader(lines, delimiter=delimiter)
    found, start = 0, 1
    try:
        for cells in reader:
            # An unclosed quotation mark, or a head that ends within a row, says nothing.
            if _is_more_than_blank(cells):
                yield start, cells
                found += 1
                if found == most:
                    return
            start = reader.line_num + 1
    except csv.Error:
        return


def _is_more_than_blank(cells: Sequence[str]) -> bool:
    return len(cells) > 1 or any(cell.strip() for cell in cells)


def _first_rows(head: str, delimiter: str, header: int | None) -> list[tuple[int, list[str]]]:
    # A header that was named may stand below the rows that are looked at otherwise.
    most = LOOKED_AT if header is None else max(LOOKED_AT, header)
    return list(_rows(head, delimiter, most))


def _lines_of(head: str, line: int, delimiter: str) -> int:
    """Return how many lines the row that starts on a line takes."""
    text = io.StringIO(head, newline="")
    for _ in range(line - 1):
        text.readline()
    reader = csv.reader(text, delimiter=delimiter)
    next(reader)
    return reader.line_num


def _tell(problems: ReadProblems, wrong: tuple[int, int, str], width: int) -> None:
    line, cells, kind = wrong
    if kind == "quote":
        problems.add(
            "quote-open",
            "a quotation mark stands inside a cell, or opens one that is not closed: the rows up "
            "to the next one are not read",
            line=line,
            expected='a mark inside a cell doubled, and the cell in marks: "5"" pipe"',
        )
    elif kind == "encoding":
        problems.add("encoding-mixed", "the line is not in the encoding of the others", line=line)
    else:
        note = "; it looks like a note below the table" if cells == 1 else ""
        problems.add(
            "row-ragged",
            f"the row has {cells} cells, the header {width}{note}",
            line=line,
            value=cells,
            expected=str(width),
        )


def _empty(path: Path, problems: ReadProblems) -> SourceFile:
    import polars as pl

    return SourceFile(
        path,
        pl.LazyFrame(),
        True,
        problems.findings(),
        dict(problems.counts),
        lambda: 0,
        lambda rows: [None for _ in rows],
    )


def _frame(
    text: TextFile, skipped: int, delimiter: str, names: list[str], records: RowStructure
) -> pl.LazyFrame:
    import polars as pl

    source, skip = text.source, skipped
    dropped: pl.Series | None = records.dropped
    if records.unquotable:
        # Polars cannot read on over these: what is left of the file is read instead.
        source, skip, dropped = records.without_dropped(), 0, None
        if not source:
            return pl.LazyFrame(schema=dict.fromkeys(names, pl.String))
    frame = pl.scan_csv(
        source,
        has_header=False,
        skip_lines=skip,
        separator=delimiter,
        quote_char='"' if text.quoted else None,
        schema=dict.fromkeys(names, pl.String),
        truncate_ragged_lines=True,
        extra_columns="ignore",
        missing_columns="insert",
        raise_if_empty=False,
        glob=False,
        row_index_name=_INDEX if dropped is not None and len(dropped) else None,
    )
    if dropped is not None and len(dropped):
        frame = frame.filter(~pl.col(_INDEX).is_in(dropped.implode())).drop(_INDEX)
    if text.quoted:
        empty = pl.when(pl.all() != "").then(pl.all())
        frame = frame.with_columns(empty)
    return frame
