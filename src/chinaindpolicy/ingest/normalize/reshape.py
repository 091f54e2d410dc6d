"""Rows that are not data, blank labels, and frames of the result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.change_log import Change, Mark
from chinaindpolicy.ingest.normalize.column_match import ColumnMatch
from chinaindpolicy.ingest.normalize.raw_table import Note, RawTable, text_of
from chinaindpolicy.ingest.readers.notes import is_note
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.dtypes import dtypes
from chinaindpolicy.model.schemas import table_schema

if TYPE_CHECKING:
    import polars as pl


def without_notes(cells: RawTable) -> RawTable:
    """Return a table without notes below it; rows of a file that are empty are left out as well.

    A note is the only filled cell of a row and begins like a note, or follows a note. A row that
    repeats the header is left out as well.
    """
    if len(cells.columns) < 2:
        return cells
    columns = list(cells.columns.values())
    out: set[int] = set()
    below = False
    for row in range(cells.height):
        given = [column[row] for column in columns if not _is_empty(column[row])]
        if not given:
            if cells.opened is not None:
                out.add(row)
            continue
        if cells.opened is not None and _repeats_header(cells, row):
            out.add(row)
            file, line = cells.place(row)
            cells.notes.append(Note("note", file, line, " ".join(map(str, given))))
            continue
        text = given[0]
        alone = len(given) == 1 and isinstance(text, str)
        if alone and (is_note(text) or (below and any(map(str.isalpha, text)))):
            below = True
            out.add(row)
            file, line = cells.place(row)
            cells.notes.append(Note("note", file, line, text))
        else:
            below = False
    return cells.without(out)


def _repeats_header(cells: RawTable, row: int) -> bool:
    """Return True if a row is the header again, as where files were appended to each other."""
    return all(
        isinstance(column[row], str) and column[row].strip() == name
        for name, column in cells.columns.items()
    )


def _is_empty(cell: Any) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def fill_down(cells: RawTable, match: ColumnMatch) -> dict[str, set[int]]:
    """Fill blank labels with the label above, as in a table that prints each label once.

    A label is filled if the labels to its left are blank as well, another label of the row is
    not, and no two rows have the same labels afterwards.

    Returns:
        The rows of the source that were filled, by column.
    """
    mapped = {
        *(match.ours[key] for key in ("indicator_id", "region_id", "period") if key in match.ours),
        *(match.context[key] for key in ("year", "province", "city") if key in match.context),
    }
    labels = [name for name in cells.columns if name in mapped]
    if cells.opened is None or len(labels) + bool(match.wide) < 2:
        return {}
    made = {name: list(cells.columns[name]) for name in labels}
    filled: dict[str, set[int]] = {}
    for row in range(1, cells.height):
        blank = [name for name in labels if _is_empty(cells.columns[name][row])]
        if not blank or (len(blank) == len(labels) and not match.wide):
            continue
        for at, name in enumerate(blank):
            if labels[at] != name:
                break
            made[name][row] = made[name][row - 1]
            filled.setdefault(name, set()).add(row)
    if not filled:
        return {}
    keys = list(zip(*made.values(), strict=True))
    if len(set(map(repr, keys))) < len(keys):
        return {}
    cells.columns |= made
    return {name: {cells.source_row(row) for row in rows} for name, rows in filled.items()}


def typed_frame(
    found: Mapping[str, Sequence[Any]],
    specs: Mapping[str, ColumnSpec],
    height: int,
    dimensions: Mapping[str, Sequence[Any]],
) -> pl.DataFrame:
    """Return columns as a frame with the declared dtypes, then the dimensions as text."""
    import polars as pl

    declared = dtypes(table_schema(tuple(specs.values())))
    made = [
        pl.Series(name, [_native(cell) for cell in cells], dtype=declared[name])
        for name, cells in found.items()
    ]
    made += [
        pl.Series(name, [text_of(cell) for cell in cells], dtype=pl.String)
        for name, cells in dimensions.items()
    ]
    return pl.DataFrame(made) if made else pl.DataFrame(height=height)


def _native(cell: Any) -> Any:
    return float(cell) if isinstance(cell, Decimal) else cell


def changes_frame(changes: Sequence[Change]) -> pl.DataFrame:
    """Return the changes as a frame, by row and in the order in which they were made."""
    import polars as pl

    schema = {
        "row": pl.Int64,
        "column": pl.String,
        "before": pl.String,
        "after": pl.String,
        "rule": pl.String,
    }
    return pl.DataFrame(list(changes), schema=schema, orient="row").sort("row", maintain_order=True)


def marks_frame(marks: Sequence[Mark]) -> pl.DataFrame:
    """Return the footnote marks and flags as a frame; row is empty for marks in headers."""
    import polars as pl

    schema = {"row": pl.Int64, "column": pl.String, "mark": pl.String, "text": pl.String}
    return pl.DataFrame(list(marks), schema=schema, orient="row")


def notes_frame(notes: Sequence[Note]) -> pl.DataFrame:
    """Return titles, notes, totals and empty columns as a frame."""
    import polars as pl

    schema = {"kind": pl.String, "file": pl.String, "line": pl.Int64, "text": pl.String}
    return pl.DataFrame([tuple(note) for note in notes], schema=schema, orient="row")
