"""Limits of third-party input; input beyond a limit is rejected.

All limits are far above real files. They keep a file from exhausting time or memory.
"""

from __future__ import annotations

MOST_COLUMNS = 5_000
"""The columns of a file; a packaged table has about thirty."""

MOST_LINE_BYTES = 8 * 1024 * 1024
"""The longest line; only an unclosed quotation mark exceeds it."""

MOST_CELL_BYTES = 1024 * 1024
"""The longest cell of a JSON object or a spreadsheet."""

MOST_BYTES_IN_MEMORY = 1024 * 1024 * 1024
"""The largest file that is loaded into memory: other encodings, JSON, stray quotes."""

MOST_UNPACKED_BYTES = 512 * 1024 * 1024
"""The largest size of an unpacked workbook; a small file can be very large when unpacked."""

MOST_SHEET_ROWS = 1_048_576
"""The rows of a sheet: the format has no more."""

MOST_CELLS = 20_000_000
"""The cells of a sheet, with the empty cells that precede a cell."""

MOST_SHEETS = 1_000
"""The sheets of a workbook."""

MOST_PART_ELEMENTS = 200_000
"""The elements of a row, and of a part of a workbook other than a sheet, such as styles."""

MOST_FORMAT_CHARACTERS = 1_000
"""The longest number format; spreadsheets take 255 characters."""

MOST_PROBLEMS = 1000
"""The stored problems of one kind per file; for a YAML file, of all kinds. All are counted."""

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
