"""How much a door takes in: beyond these bounds a file is refused, with the way round."""

from __future__ import annotations

__all__ = [
    "MOST_BYTES_IN_MEMORY",
    "MOST_CELL_BYTES",
    "MOST_COLUMNS",
    "MOST_LINE_BYTES",
    "MOST_PROBLEMS",
    "MOST_UNPACKED_BYTES",
]

MOST_COLUMNS = 5_000
"""A table of ours has some thirty columns; a file with thousands is not meant for it."""

MOST_LINE_BYTES = 8 * 1024 * 1024
"""The longest line: no row of a table comes near it, an unclosed quotation mark does."""

MOST_CELL_BYTES = 1024 * 1024
"""The longest cell of a JSON object or a spreadsheet."""

MOST_BYTES_IN_MEMORY = 1024 * 1024 * 1024
"""The largest file that has to be held in memory: other encodings, JSON, stray quotes."""

MOST_UNPACKED_BYTES = 512 * 1024 * 1024
"""The largest workbook once unpacked: a small file may unpack to any size."""

MOST_PROBLEMS = 1000
"""Problems of one kind that are kept of a file; all are counted."""
