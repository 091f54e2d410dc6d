"""JSON Lines and JSON arrays of objects, with the types as written.

A column with values of one type keeps this type. A column with several types becomes text, with a
finding, because a number and the same number in quotation marks would be equal.
"""

from __future__ import annotations

import json
import math
import re
from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.encoding import read_text_file
from chinaindpolicy.ingest.readers.read_problems import ReadProblems
from chinaindpolicy.ingest.readers.source_files import SourceFile, UnreadRow
from chinaindpolicy.io.limits import MOST_BYTES_IN_MEMORY, MOST_CELL_BYTES, MOST_COLUMNS
from chinaindpolicy.model.serialize import is_exact_float

if TYPE_CHECKING:
    import polars as pl

_LARGEST = 2**63
# A number of so many characters is the value of a float, unless it is smaller than this.
_SAFE_LENGTH = 15
_LEAST_NORMAL = 1e-300
_BETWEEN = re.compile(r"[ \t\r\n,]*")


class ParseError(Exception):
    """An object or array that cannot be parsed."""

    def __init__(self, code: str, message: str, column: str = "", value: object = "") -> None:
        super().__init__(message)
        self.code = code
        self.column = column
        self.value = value


def open_json_lines(path: Path, table: str) -> SourceFile:
    """Open a file with one JSON object per line.

    Raises:
        DataFileError: If it is not a text file, or too large.
    """
    return _part(ReadProblems(path, table), _lines(path))


def open_json_array(path: Path, table: str) -> SourceFile:
    """Open a file with one JSON array of objects.

    Raises:
        DataFileError: If it is not a text file, or not such an array.
    """
    text = _text(path)
    start = len(text) - len(text.lstrip())
    if text[start : start + 1] == "{" and "\n" in text.strip():
        # One object per line in a file with the suffix of an array.
        return open_json_lines(path, table)
    if text.strip() and text[start] != "[":
        raise DataFileError(path, "is not a JSON array of objects", text.count("\n", 0, start) + 1)
    return _part(ReadProblems(path, table), _items(path, text, start + 1))


def _text(path: Path) -> str:
    if path.stat().st_size > MOST_BYTES_IN_MEMORY:
        raise DataFileError(
            path,
            f"is larger than {MOST_BYTES_IN_MEMORY} bytes, up to which JSON is read: "
            "turn it into Parquet",
        )
    read = read_text_file(path)
    if read.foreign:
        raise DataFileError(path, "is in more than one encoding", read.foreign[0])
    data = read.source if isinstance(read.source, bytes) else read.source.read_bytes()
    return data.decode("utf-8-sig")


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            yield number, line


def _items(path: Path, text: str, position: int) -> Iterator[tuple[int, str]]:
    """Yield the objects of an array, each with its line, as text."""
    # Each is cut out by the decoder itself, then read like a line.
    scan = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode
    line, counted = 1, 0
    closed = text.strip() == ""
    first = True
    while True:
        position, commas = _behind_commas(text, position)
        line += text.count("\n", counted, position)
        counted = position
        if position >= len(text):
            break
        ends = text[position] == "]"
        if commas != (0 if first or ends else 1):
            what = "no comma before" if not commas else "a comma too many before"
            thing = "the end of the array" if ends else "an object"
            raise DataFileError(path, f"malformed JSON: {what} {thing}", line)
        first = False
        if ends:
            closed = True
            if text[position + 1 :].strip():
                raise DataFileError(path, "there is text after the array; remove it", line)
            break
        try:
            _, end = scan(text, position)
        except (ValueError, RecursionError) as error:
            raise DataFileError(path, f"malformed JSON: {_reason(error)}", line) from None
        yield line, text[position:end]
        position = end
    if not closed:
        raise DataFileError(path, "the array is not closed: the file seems to be cut off", line)


def _behind_commas(text: str, position: int) -> tuple[int, int]:
    """Return where white space and commas end, and how many commas there are."""
    match = _BETWEEN.match(text, position)
    assert match is not None
    return match.end(), text.count(",", position, match.end())


def _part(problems: ReadProblems, rows: Iterator[tuple[int, str]]) -> SourceFile:
    lines = array("q")
    unread: list[UnreadRow] = []
    columns: dict[str, list[Any]] = {}
    empty = True
    # One decoder for all: to make one takes longer than to read a line.
    decode = json.JSONDecoder(
        object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_fraction
    ).decode
    for line, text in rows:
        empty = False
        try:
            found = _object(text, decode)
        except ParseError as error:
            problems.add(error.code, str(error), line=line, column=error.column, value=error.value)
            unread.append((line, error.code, text))
            continue
        for name in found:
            if name in columns:
                continue
            columns[name] = [None] * len(lines)
            if len(columns) > MOST_COLUMNS:
                raise DataFileError(
                    problems.path, f"has more than the {MOST_COLUMNS} columns that are read", line
                )
        for name, values in columns.items():
            values.append(found.get(name))
        lines.append(line)
    if empty:
        problems.add("file-empty", "the file is empty: it has no objects", line=1)
    texts = frozenset(
        name
        for name, values in columns.items()
        if Decimal in set(map(type, values)) or _inexact(values, lines) is not None
    )
    frame = _frame(columns, lines, problems)
    opened = SourceFile.in_memory(problems, frame, lines, textual=False, unread=unread)
    return replace(opened, days_are_text=True, numbers_as_text=texts)


def _object(text: str, decode: Callable[[str], Any]) -> dict[str, Any]:
    try:
        found = decode(text)
    except (ValueError, RecursionError) as error:
        raise ParseError("json-malformed", _reason(error), value=text) from None
    if not isinstance(found, dict):
        raise ParseError("json-malformed", "expected an object in { }", value=text)
    row = cast("dict[str, Any]", found)
    for name, value in row.items():
        _check(name, value)
    return row


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = Counter(key for key, _ in pairs).most_common(1)[0][0]
        raise ParseError("json-key-duplicate", f"key {twice!r} occurs twice", twice)
    return found


def _constant(name: str) -> float:
    raise ParseError("json-number", f"{name} is not a number in JSON", value=name)


def _fraction(text: str) -> float | Decimal:
    """Return a number with a fraction or exponent; a decimal if a 64-bit float would change it."""
    number = float(text)
    if (len(text) <= _SAFE_LENGTH and abs(number) > _LEAST_NORMAL) or not math.isfinite(number):
        return number
    exact = Decimal(text)
    return number if is_exact_float(exact) else exact


def _reason(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "nested too deeply"
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at character {error.colno}"
    return "a number of too many digits"


def _check(name: str, value: Any) -> None:
    if isinstance(value, str):
        if len(value) > MOST_CELL_BYTES:
            raise ParseError("cell-too-long", f"a text of {len(value)} characters", name, value)
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ParseError(
                "json-malformed", "half of a surrogate pair is not a character", name, ascii(value)
            ) from None
    elif isinstance(value, float):
        if not math.isfinite(value):
            raise ParseError(
                "json-number", "the number exceeds the range of a 64-bit float", name, value
            )
    elif isinstance(value, int):
        if not -_LARGEST <= value < _LARGEST:
            shown = value if abs(value) < 10**30 else ""
            raise ParseError("json-number", "an integer of more than 64 bits", name, shown)
    elif isinstance(value, Decimal):
        return
    elif isinstance(value, list):
        items: list[Any] = list(value)  # pyright: ignore[reportUnknownArgumentType]
        for item in items:
            if not isinstance(item, str):
                raise ParseError("json-nested", "a list contains a value that is not text", name)
            _check(name, item)
    elif value is not None:
        raise ParseError(
            "json-nested",
            "the value is an object; expected text, a number, a truth value or a list of texts",
            name,
        )


_KINDS: Mapping[type, str] = MappingProxyType(
    {
        bool: "truth value",
        int: "number",
        float: "number",
        Decimal: "number",
        str: "text",
        list: "list",
    }
)


def _frame(
    columns: dict[str, list[Any]], lines: array[int], problems: ReadProblems
) -> pl.LazyFrame:
    import polars as pl

    series = [_series(name, values, lines, problems) for name, values in columns.items()]
    return pl.DataFrame(series).lazy()


def _series(name: str, values: list[Any], lines: array[int], problems: ReadProblems) -> pl.Series:
    """Return a column of one type; of text, with a finding, where its types are mixed."""
    import polars as pl

    first: dict[str, int] = {}
    for row, value in enumerate(values):
        if value is not None:
            first.setdefault(_KINDS[type(value)], row)
    kind = next(iter(first), "")
    dtype = {
        "truth value": pl.Boolean(),
        "number": pl.Int64(),
        "text": pl.String(),
        "list": pl.List(pl.String()),
    }.get(kind, pl.Null())
    mixed: tuple[int, str] | None = None
    if len(first) > 1:
        (_, one), (other, row), *_ = first.items()
        mixed = row, f"a {kind} on line {lines[one]} and a {other} on line {lines[row]}"
    elif any(isinstance(value, float) for value in values):
        mixed = _inexact(values, lines)
        dtype = pl.Float64()
    if mixed is None and any(isinstance(value, Decimal) for value in values):
        # As text the numbers are exact.
        values, dtype = [_as_text(value) for value in values], pl.String()
    if mixed is not None:
        row, said = mixed
        problems.add(
            "types-mixed",
            f"column {name!r} contains {said}; it is read as text",
            line=lines[row],
            column=name,
            value=_as_text(values[row]),
            expected=kind,
        )
        values, dtype = [_as_text(value) for value in values], pl.String()
    elif dtype == pl.Float64():
        values = [None if value is None else float(value) for value in values]
    return pl.Series(name, values, dtype=dtype)


def _inexact(values: list[Any], lines: array[int]) -> tuple[int, str] | None:
    """Return the first integer next to fractions that a float would change, and the reason."""
    if float not in set(map(type, values)):
        return None
    for row, value in enumerate(values):
        if isinstance(value, int) and not is_exact_float(value):
            return row, f"fractions, and on line {lines[row]} an integer that no 64-bit float is"
    return None


def _as_text(value: Any) -> str | None:
    if isinstance(value, Decimal):
        return str(value)
    return value if value is None or isinstance(value, str) else json.dumps(value)
