"""Limits of third-party input; input beyond a limit is refused.

All limits are far above real files. They keep a file from exhausting time or memory.
"""

from __future__ import annotations

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

MOST_SHEET_ROWS = 1_048_576
"""The rows of a sheet: the format has no more."""

MOST_CELLS = 20_000_000
"""The cells of a sheet, those included that stand empty before a cell far to the right."""

MOST_SHEETS = 1_000
"""The sheets of a workbook."""

MOST_PART_ELEMENTS = 200_000
"""The elements of a part of a workbook that is no sheet, such as its styles, and of one row."""

MOST_FORMAT_CHARACTERS = 1_000
"""The longest number format; spreadsheets take 255 characters."""

MOST_PROBLEMS = 1000
"""Problems of one kind that are kept of a file; all are counted. Of a YAML file, all problems."""

MOST_YAML_BYTES = 64 * 1024 * 1024
"""The largest YAML file."""

MOST_YAML_DEPTH = 20
"""The deepest nesting of lists and mappings in a YAML file."""

MOST_YAML_NODES = 1_000_000
"""The largest number of values, lists and mappings in a YAML file."""

MOST_TEXT_BYTES = 256 * 1024 * 1024
"""The largest source text."""

MOST_RELEASE_BYTES = 1024 * 1024 * 1024
"""The largest file of a release, and of a collection's offsets."""
