"""The decimal mark of a column: its numbers are written in one convention, or are rejected.

Convention `.` writes 1,234.5 and convention `,` writes 1.234,5. A number such as 1,234 fits both,
so other numbers of the column decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc

_TOKEN = re.compile(r"(?<![0-9.,])[0-9]+(?:[.,][0-9]+)+(?![0-9])")
_LONE_COMMA = re.compile(r"[1-9][0-9]{0,2},[0-9]{3}")
_LONE_DOT = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_COMMA_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?")
_DOT_GROUPS = re.compile(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_COMMA_DECIMAL = re.compile(r"[0-9]+,[0-9]+")
_DOT_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")


def _kind(token: str) -> str:
    """Return the convention that a number with separators proves.

    Returns:
        `.` or `,`; `lone` for 1,234 and 1.234, which fit both; `odd` for 3,25, which fits the
        convention `,` or is an error; `malformed` for anything else.
    """
    if _LONE_COMMA.fullmatch(token) or _LONE_DOT.fullmatch(token):
        return "lone"
    if _COMMA_GROUPS.fullmatch(token) or _DOT_DECIMAL.fullmatch(token):
        return "."
    if _DOT_GROUPS.fullmatch(token) or (token.startswith("0,") and _COMMA_DECIMAL.fullmatch(token)):
        return ","
    return "odd" if _COMMA_DECIMAL.fullmatch(token) else "malformed"


@dataclass(frozen=True)
class DecimalMark:
    """The decimal mark of a column.

    Attributes:
        mark: `.` or `,`; empty if no number decides.
        dots: A number that proves the convention `.`; empty if there is none.
        commas: A number that proves the convention `,`; empty if there is none.
        semicolons: True if the cells come from a file that is delimited by semicolons, as is
            common where the comma is the decimal mark.
    """

    mark: str = ""
    dots: str = ""
    commas: str = ""
    semicolons: bool = False

    @property
    def is_dot(self) -> bool:
        """True if the dots of the column are decimal points."""
        return self.mark == "."

    def read(self, text: str) -> str:
        """Return a text whose numbers have dots as decimal points.

        Raises:
            CellError: If a number contradicts the convention of the column, or fits both
                conventions and no other number of the column decides.

        Example:
            >>> decimal_mark(["1.234.567"]).read("2.345"), decimal_mark(["3.5"]).read("2.345")
            ('2345', '2.345')
        """
        if "." not in text and "," not in text and text.isascii():
            return text
        plain = nfkc(text)
        for token in _TOKEN.findall(plain):
            self._check(text, token, _kind(token))
        return _TOKEN.sub(_with_dot, plain) if self.mark == "," else text

    def _check(self, text: str, token: str, kind: str) -> None:
        if kind == "malformed":
            raise CellError(
                "value-unreadable",
                f"{text[:80]!r} has separators that group neither thousands nor decimals",
            )
        if kind in (".", ","):
            if self.mark == kind or (not self.mark and kind == "."):
                return
            other = self.dots if kind == "," else self.commas
            if other:
                raise _ambiguous(text, token, f"the column also contains {other!r}")
        elif kind == "odd":
            if self.mark != ",":
                raise _ambiguous(text, token, "its comma does not separate thousands")
        elif self.dots and self.commas:
            raise _ambiguous(
                text, token, f"the column contains both {self.dots!r} and {self.commas!r}"
            )
        elif self.semicolons and not self.mark:
            raise _ambiguous(
                text, token, "files delimited by semicolons often use decimal commas, and no other "
                "number of the column shows its decimal mark",
            )  # fmt: skip


def decimal_mark(cells: Iterable[Any], *, semicolons: bool = False) -> DecimalMark:
    """Return the decimal mark of a column by the numbers that fit one convention only.

    Args:
        cells: The cells of the column.
        semicolons: True if the file is delimited by semicolons.

    Example:
        >>> decimal_mark(["3,25", "1.234,5"]).mark, decimal_mark(["1,234", "12.5"]).mark
        (',', '.')
        >>> decimal_mark(["1,234"]).mark, decimal_mark(["12.5", "1.234.567"]).mark
        ('', '')
    """
    dots = commas = odd = ""
    for cell in cells:
        if not isinstance(cell, str) or ("." not in cell and "," not in cell and cell.isascii()):
            continue
        for token in _TOKEN.findall(nfkc(cell)):
            kind = _kind(token)
            if kind == ".":
                dots = dots or token
            elif kind == ",":
                commas = commas or token
            elif kind == "odd":
                odd = odd or token
    if dots and commas:
        return DecimalMark("", dots, commas, semicolons)
    if commas or (semicolons and odd and not dots):
        return DecimalMark(",", "", commas or odd, semicolons)
    return DecimalMark("." if dots else "", dots, "", semicolons)


def _ambiguous(text: str, token: str, reason: str) -> CellError:
    dots = token.replace(",", "")
    commas = token.replace(".", "").replace(",", ".")
    ways = [way for way in (commas, dots) if way.count(".") < 2]
    both = " or ".join(ways)
    return CellError(
        "value-ambiguous",
        f"{text[:80]!r} reads as {both}: {reason}; write all numbers of the column with dots as "
        "decimal points",
        both,
    )


def _with_dot(match: re.Match[str]) -> str:
    return match[0].replace(".", "").replace(",", ".")
