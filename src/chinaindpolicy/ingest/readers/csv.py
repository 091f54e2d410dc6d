"""CSV and TSV, read by Polars without the rows that do not fit the header.

Polars fills a short row with nulls and can only cut a long one. A first pass over the lines finds
such rows; both passes stream.
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
from chinaindpolicy.ingest.readers.encoding import read_text_file
from chinaindpolicy.ingest.readers.header import LOOKED_AT, table_head
from chinaindpolicy.ingest.readers.read_options import ReadOptions
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.ingest.readers.source_files import SourceFile

if TYPE_CHECKING:
    import polars as pl

_HEAD_BYTES = 1024 * 1024
_DELIMITERS = (",", "\t", ";", "|")
# No column can be called this, for names are stripped.
_INDEX = " row"


def open_delimited(path: Path, table: str, options: ReadOptions) -> SourceFile:
    """Open a CSV or TSV file; the delimiter is detected from its first lines.

    Raises:
        DataFileError: If it is not a text file, or its header is not clear.
    """
    import polars as pl

    text = read_text_file(path, options.encoding)
    problems = ReadProblems(path, table)
    head = text.head(_HEAD_BYTES)
    delimiter = _delimiter(path, head)
    # A header named by the user may be below the rows that are searched for one.
    rows = list(_rows(head, delimiter, max(LOOKED_AT, *(options.header or (0,))) + 1))
    top = table_head(
        [(line, cells) for line, _, cells in rows], options.header, options.find_header, problems
    )
    if top is None:
        problems.add("file-empty", "the file is empty: it has no header", line=1)
        return SourceFile.in_memory(problems, pl.LazyFrame(), (), textual=True)
    line, names, skipped = top.line, list(top.names), rows[top.end][1]
    if len(head.encode()) > _HEAD_BYTES - 8 and skipped >= len(head.splitlines()):
        raise DataFileError(path, f"the header is longer than {_HEAD_BYTES} bytes", line)
    notes: list[tuple[int, str]] = []
    structure = survey(
        text, skipped, delimiter, len(names), problems, notes if options.find_header else None
    )
    return SourceFile(
        path=path,
        frame=_frame(structure, delimiter, names, stray_marks="quote-open" in problems.counts),
        textual=True,
        problems=problems.findings(),
        counts=dict(problems.counts),
        height=structure.height,
        lines=structure.lines,
        delimiter=delimiter,
        encoding=text.encoding,
        unread=structure.unread_rows,
        head=top,
        notes=tuple(notes),
    )


def _delimiter(path: Path, head: str) -> str:
    """Return the delimiter that parts most of the first lines into equally many cells."""
    if path.suffix.lower() in (".tsv", ".tab") and "\t" in head:
        return "\t"
    scores: list[tuple[int, int]] = []
    for delimiter in _DELIMITERS:
        found = [len(cells) for _, _, cells in _rows(head, delimiter, LOOKED_AT)]
        likely = max(((n, w) for w, n in Counter(found).items() if w > 1), default=(0, 0))
        # In a file of one column, some cells can contain the delimiter.
        common = found[:1] > [1] or 2 * likely[0] > len(found)
        scores.append(likely if common else (0, 0))
    best = max(scores)
    return _DELIMITERS[scores.index(best)]


def _rows(head: str, delimiter: str, most: int) -> Iterator[tuple[int, int, list[str]]]:
    """Yield first line, last line and cells of the first rows that are not blank."""
    reader = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter)
    found, start = 0, 1
    try:
        for cells in reader:
            if _is_more_than_blank(cells):
                yield start, reader.line_num, cells
                found += 1
                if found == most:
                    return
            start = reader.line_num + 1
    except csv.Error:  # a mark that is not closed within the head
        return


def _is_more_than_blank(cells: Sequence[str]) -> bool:
    return len(cells) > 1 or any(cell.strip() for cell in cells)


def _frame(
    structure: RowStructure, delimiter: str, names: list[str], *, stray_marks: bool
) -> pl.LazyFrame:
    import polars as pl

    text, skipped = structure.text, structure.skipped
    source, filtered = text.source, bool(structure.dropped)
    if stray_marks:
        # Polars cannot read such a file: it reads a copy without the dropped rows.
        source, skipped, filtered = structure.without_dropped(), 0, False
        if not source:
            return pl.LazyFrame(schema=dict.fromkeys(names, pl.String))
    frame = pl.scan_csv(
        source,
        has_header=False,
        skip_lines=skipped,
        separator=delimiter,
        quote_char='"' if text.quoted else None,
        schema=dict.fromkeys(names, pl.String),
        truncate_ragged_lines=True,
        extra_columns="ignore",
        missing_columns="insert",
        raise_if_empty=False,
        glob=False,
        row_index_name=_INDEX if filtered else None,
    )
    if filtered:
        dropped = pl.Series(structure.dropped, dtype=pl.Int64)
        frame = frame.filter(~pl.col(_INDEX).is_in(dropped.implode())).drop(_INDEX)
    if text.quoted:
        frame = frame.with_columns(pl.when(pl.all() != "").then(pl.all()))
    return frame
