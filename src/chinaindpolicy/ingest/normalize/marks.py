"""Footnote marks and flags next to a number or name, found before Unicode normalization.

Unicode normalization turns ①, ³ and ₂ into digits. So marks are taken off the ends of the original
text; any other character that would become a digit is an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from chinaindpolicy.ingest.normalize.cell_values import CellError

_SIGNS = "①-⑳⑴-⒇❶-❿➀-➓⓪⓵-⓾¹²³⁰⁴-⁹ⁱⁿ*＊†‡§¶※"
_FRONT = re.compile(rf"^[\s{_SIGNS}#＃]*[{_SIGNS}#＃]\s*(?=\S)")
_BACK = re.compile(rf"\s*(?:[{_SIGNS}]|\[[0-9a-z]{{1,2}}\]|［[0-9]{{1,2}}］)+\s*$")
_BRACKETED = re.compile(r"(?<=[^\W0-9_])\s*[(（][0-9][)）]$")
_FLAG = re.compile(
    r"^(?P<number>[-+(△▲−]?[0-9][0-9.,\s]*\)?)\s*(?P<flag>[A-Za-z]{1,2}|[bdefp]{3,4}|\([A-Za-z]\))$"
)
_POWER = re.compile(
    r"(?<![0-9.,])10\s*(?:\^|\*\*)\s*(?P<plain>[0-9]{1,2})|(?<![0-9.,])10(?P<raised>[⁰¹²³⁴-⁹]{1,2})"
)
_POWER_OF_UNIT = re.compile(rf"{_POWER.pattern}(?=\s*[^\W\d_])")
_FORMULA_ERROR = re.compile(
    r"#(?:REF|DIV/0|VALUE|NAME|NUM|NULL|SPILL|CALC|GETTING_DATA|FIELD|BLOCKED|CONNECT|BUSY)[!?]?",
    re.IGNORECASE,
)
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

FLAGS = {
    **dict.fromkeys(("b", "c", "d", "n", "p", "r", "s", "u", "z", "x", "i"), ""),
    **dict.fromkeys(("e", "E"), "estimated"),
    **dict.fromkeys(("f", "F"), "forecast"),
}
"""Letters that statistical offices put next to a number, with the kind of figure they state."""


_SCALED = re.compile("[0-9][kKmMB]$")
_ATTACHED = re.compile("[0-9]bn$")


class Marked(NamedTuple):
    """A text without its marks.

    Attributes:
        text: The rest of the text.
        marks: The footnote marks, as printed.
        flag: The letters next to a number.
    """

    text: str
    marks: str = ""
    flag: str = ""


def without_marks(text: str) -> Marked:
    """Return a name or number without footnote marks at its ends.

    Example:
        >>> without_marks("4120①"), without_marks("2023年²")
        (Marked(text='4120', marks='①', flag=''), Marked(text='2023年', marks='²', flag=''))
        >>> without_marks("产量(10⁸元)").marks
        ''
    """
    rest, found = text.strip(), ""
    if is_formula_error(rest):
        return Marked(rest)
    for pattern in (_FRONT, _BACK, _BRACKETED):
        match = pattern.search(rest)
        if match and match[0].strip() != rest and not _is_power(rest, match):
            found += match[0].strip()
            rest = (rest[: match.start()] + rest[match.end() :]).strip()
    return Marked(rest, found)


def kind_of_flags(text: str) -> str:
    """Return the kind of figure that flags state; an empty text if they state none.

    Example:
        >>> kind_of_flags("be"), kind_of_flags("f"), kind_of_flags("p"), kind_of_flags("revised")
        ('estimated', 'forecast', '', '')
    """
    if not all(letter in FLAGS for letter in text):
        return ""
    return next((FLAGS[letter] for letter in text if FLAGS[letter]), "")


def is_formula_error(text: str) -> bool:
    """Return True if a text is the error of a spreadsheet formula, such as #REF!.

    Example:
        >>> is_formula_error("#DIV/0!"), is_formula_error("# 12")
        (True, False)
    """
    return text.startswith("#") and _FORMULA_ERROR.fullmatch(text) is not None


def _is_power(text: str, match: re.Match[str]) -> bool:
    """Return True if the marks are the exponent of a unit: 10⁸, m², km²."""
    before = text[: match.start()]
    raised = match[0].strip()
    if not raised or raised[0] not in "¹²³⁰⁴⁵⁶⁷⁸⁹":
        return False
    if re.search(r"(?<![0-9.,])10$", before):
        return True
    return raised in "²³" and re.search(r"(?:^|[^A-Za-z])[kcmd]?m$", before) is not None


def number_marks(text: str) -> Marked:
    """Return the text of a value without footnote marks and flags.

    Raises:
        CellError: If another character would become a digit by Unicode normalization.

    Example:
        >>> number_marks("12 p"), number_marks("②88.5")
        (Marked(text='12', marks='', flag='p'), Marked(text='88.5', marks='②', flag=''))
    """
    if is_formula_error(text.strip()):
        raise CellError(
            "value-unreadable",
            f"{text.strip()!r} is an error of a spreadsheet formula, and not a value; correct the "
            "formula, or list the text in missing=",
        )
    found = without_marks(text)
    reject_other_digits(found.text)
    match = _FLAG.fullmatch(found.text)
    if match and all(letter in FLAGS for letter in match["flag"].strip("()")):
        return Marked(match["number"].strip(), found.marks, match["flag"].strip("()"))
    return found


def are_billions(cells: Iterable[Any]) -> bool:
    """Return True if bn behind a number is billions: no cell of the column has another flag.

    Example:
        >>> are_billions(["1.2bn", "13.8M"]), are_billions(["1.2bn", "13 p"])
        (True, False)
    """
    found = False
    for cell in cells:
        match = _FLAG.fullmatch(cell.strip()) if isinstance(cell, str) else None
        if match is None or not all(letter in FLAGS for letter in match["flag"].strip("()")):
            continue
        if match["flag"] != "bn" or not _ATTACHED.search(cell):
            return False
        found = True
    return found


def unclear_flags(cells: Sequence[Any]) -> frozenset[str]:
    """Return the letters next to numbers that may be flags, or billions.

    Example:
        >>> sorted(unclear_flags(["1.2b", "13M"])), sorted(unclear_flags(["1.2bn", "1.3bn"]))
        (['b'], ['bn'])
        >>> sorted(unclear_flags(["1.2b", "13 p"]))
        []
    """
    scaled = any(isinstance(cell, str) and _SCALED.search(cell.strip()) for cell in cells)
    found = {"b"} if scaled else set[str]()
    return frozenset(found | ({"bn"} if are_billions(cells) else set[str]()))


def reject_other_digits(text: str) -> None:
    """Raise CellError if normalization would turn a character other than a digit into a digit."""
    rest = _POWER_OF_UNIT.sub("", text)
    odd = [char for char in rest if char not in "㎡㎥" and _becomes_digit(char)]
    if odd and not re.search(r"[A-Za-z][²³]", rest):
        raise CellError(
            "value-unreadable",
            f"{text[:80]!r} contains {odd[0]!r}, which is a footnote mark or an exponent; write "
            "the number in plain digits",
        )


def _becomes_digit(char: str) -> bool:
    if char.isascii() or unicodedata.category(char) == "Nd":
        return False
    return any(digit.isdigit() for digit in unicodedata.normalize("NFKC", char))


def powers_of_ten(text: str) -> str:
    """Return a text in which powers of ten are written in digits: 10⁸元 becomes 100000000 元.

    Example:
        >>> powers_of_ten("10⁸元"), powers_of_ten("10^4 t")
        ('100000000 元', '10000  t')
    """
    return _POWER.sub(
        lambda match: "1" + "0" * int(match["plain"] or match["raised"].translate(_RAISED)) + " ",
        text,
    )
