"""Detect whether commas in numbers are thousands or decimal marks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc

_TOKEN = re.compile(r"(?<![0-9.,])[0-9]+(?:[.,][0-9]+)+(?![0-9])")
_GROUPED = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_LONE_GROUP = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_LONE_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
# What only a decimal comma explains: 1.234,56 and 0,25.
_PROOF = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+,[0-9]+|0,[0-9]+")
_DECIMAL_COMMA = re.compile(r"(?:[0-9]+|[1-9][0-9]{0,2}(?:\.[0-9]{3})+),[0-9]+")
_DOTS_IN_THREES = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")


def comma_is_decimal(cells: Iterable[Any], *, semicolons: bool) -> bool:
    """Return whether commas are the decimal mark of a column.

    Args:
        cells: The cells of the column.
        semicolons: True if the file is delimited by semicolons, as is common where the comma
            is the decimal mark.

    Example:
        >>> comma_is_decimal(["3,25", "1.234,5"], semicolons=False)
        True
        >>> comma_is_decimal(["3,25", "1,234.5"], semicolons=True)
        False
    """
    proved = odd = False
    for cell in cells:
        if not isinstance(cell, str):
            continue
        for token in _TOKEN.findall(nfkc(cell)):
            if _PROOF.fullmatch(token):
                proved = True
            elif _LONE_GROUP.fullmatch(token) or _LONE_DOT.fullmatch(token):
                continue
            elif _GROUPED.fullmatch(token) or "," not in token:
                # Thousands marks, or a dot that is a decimal point.
                if not _DOTS_IN_THREES.fullmatch(token):
                    return False
            else:
                odd = odd or _DECIMAL_COMMA.fullmatch(token) is not None
    return proved or (semicolons and odd)


def commas_to_dots(text: str) -> str:
    """Return a text in which decimal commas are written as dots.

    Example:
        >>> commas_to_dots("1.234,56 亿元"), commas_to_dots("3,25")
        ('1234.56 亿元', '3.25')
    """
    return _TOKEN.sub(_with_dot, nfkc(text))


def _with_dot(match: re.Match[str]) -> str:
    token = match[0]
    if _DECIMAL_COMMA.fullmatch(token):
        return token.replace(".", "").replace(",", ".")
    return token.replace(".", "") if _DOTS_IN_THREES.fullmatch(token) else token


def reject_ambiguous_comma(text: str) -> None:
    """Refuse a text with a comma that is no thousands mark: it is ambiguous or an error.

    Raises:
        CellError: If there is such a comma.
    """
    for token in _TOKEN.findall(nfkc(text)):
        if "," not in token or _GROUPED.fullmatch(token):
            continue
        if _DECIMAL_COMMA.fullmatch(token):
            whole = token.replace(".", "")
            ways = f"{whole.replace(',', '.')} or {whole.replace(',', '')}"
            raise CellError(
                "value-ambiguous",
                f"{text[:80]!r} reads as {ways}: its comma parts no thousands",
                ways,
            )
        raise CellError(
            "value-unreadable", f"{text[:80]!r} has commas that part neither thousands nor decimals"
        )
