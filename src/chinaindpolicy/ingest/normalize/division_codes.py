"""Columns of codes of GB/T 2260, and their comparison with the places of the rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.known_headers import plain_header
from chinaindpolicy.ingest.normalize.name_lookup import NameLookup
from chinaindpolicy.ingest.normalize.raw_table import text_of

_HEADER = re.compile(r".*(?:代码|编码|区划码|code)|adcode|区划", re.IGNORECASE)
_OF_PLACES = re.compile(r"区划|地区|省|市|县|adcode|region|province|city|county|division|prefect")
_CODE = re.compile(r"(?:[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{12})(?:\.0)?")
_PLACE_CODE = re.compile(r"[A-Z]{3}|[0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{12}")
_MOST_TEXTS = 10_000


def is_code_header(name: str) -> bool:
    """Return True if a header names a code.

    Example:
        >>> [is_code_header(name) for name in ("代码", "省份编码", "city_code", "名称")]
        [True, True, True, False]
    """
    return _HEADER.fullmatch(plain_header(name)) is not None


def names_places(name: str) -> bool:
    """Return True if the header of a column of codes names places.

    Example:
        >>> [names_places(name) for name in ("区划代码", "City code", "代码")]
        [True, True, False]
    """
    return _OF_PLACES.search(plain_header(name)) is not None


def code_text(cell: Any) -> str:
    """Return a cell of a column of codes as text: 110000.0 and "11 00 00" are 110000."""
    return "".join(nfkc(text_of(cell) or "").split()).removesuffix(".0")


def are_division_codes(cells: Iterable[Any]) -> bool:
    """Return True if all cells are codes of GB/T 2260.

    Example:
        >>> are_division_codes(["110000", 330000.0, None]), are_division_codes(["600000"])
        (True, False)
    """
    from chinaindpolicy.codes.places import places_of

    texts = {code_text(cell) for cell in cells if cell is not None} - {""}
    return (
        0 < len(texts) <= _MOST_TEXTS
        and all(map(_CODE.fullmatch, texts))
        and all(map(places_of, texts))
    )


def confirm(
    found: list[str | None],
    column: Sequence[Any],
    known: NameLookup,
    name: str,
    log: ChangeLog,
) -> bool:
    """Compare the ids of a field with a second column.

    Returns:
        False if the second column neither confirms the ids nor repeats one text per id.
    """
    seen: dict[str, Any] = {}
    back: dict[Any, str] = {}
    codes: dict[Any, str | None] = {}
    for row, cell in enumerate(column):
        if cell is None:
            continue
        key = text_of(cell) or ""
        if key not in codes:
            codes[key] = known.find(cell) if known.has(key) else _listed_code(known, key)
        code, id = codes[key], found[row]
        if id is None:
            continue
        if code is not None and code != id and not _is_around(known, code, id):
            log.refuse(
                row, name, cell,
                CellError("name-conflict", f"{key!r} is {code}, but the row states {id}"),
            )  # fmt: skip
            found[row] = None
        elif code is None and (seen.setdefault(id, key) != key or back.setdefault(key, id) != id):
            return False
    return True


def _is_around(known: NameLookup, code: str, id: str) -> bool:
    """Return True if a code is that of the province or city around a place."""
    return known.table == "regions" and code.startswith("cn-") and known.is_within(id, code)


def _listed_code(known: NameLookup, key: str) -> str | None:
    """Return the country or division of a code that only the code lists have, or None."""
    text = code_text(key)
    if known.table != "regions" or not _PLACE_CODE.fullmatch(text):
        return None
    from chinaindpolicy.codes.matches import NoMatch
    from chinaindpolicy.codes.places import find_place

    found = find_place(text)
    if isinstance(found, NoMatch):
        return None if found.ended is None else found.ended.label
    # Groups of countries have other codes in each source.
    if found.place.tier in ("aggregate", "area"):
        return None
    return found.found.label if found.partial else found.id
