"""Codes, references and list marks written with digits, which are not quantities."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.dates import YEAR, NonQuantity
from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor

# The words before a code, in both languages.
_LABEL = LazyPattern(
    r"(?:(?<![a-z])(?:stock code|security code|ticker|zip code|postal code|postcode|hs code"
    r"|code|codes|isbn|issn|doi|tel|telephone|phone|fax|serial number|serial no|id|reference"
    r"|ref)(?: (?:is|was|no|number))?[.:#]{0,2} ?"
    r"|(?:编号|代码|编码|证号|批号|案号|号码|电话|热线|专线|拨打|致电|传真|邮编|邮政编码|账号|卡号|流水号|文号)"
    r"(?:为|是)?[:： ]{0,2}"
    r"|(?:代码|编号)[（(])\Z"
)
# The ends of the English labels: cheap to look for.
_LABEL_ENDS = frozenset(
    ("de", "es", "er", "bn", "sn", "oi", "el", "ne", "ax", "no", "id", "ce", "ef", "is", "as")
)
_CODE = LazyPattern(
    r"[0-9]+(?:[-_./][0-9a-z]+)*"
    r"(?![0-9]|[.,][0-9]| ?(?:%|per ?cent|万|亿|million|billion|trillion)|[余多次条家个部台人通名])"
)
_YEAR_AND_NUMBER = LazyPattern(rf"{YEAR}-(?!{YEAR}(?![0-9]))[0-9]{{3,8}}(?![0-9,.%万亿])")
_TELEPHONE = LazyPattern(r"0[0-9]{2,3}-[0-9]{7,8}(?![0-9])")
_LEADING_ZERO = LazyPattern(r"0[0-9]{1,12}(?![0-9.,%万亿]| ?[%年月日号时分秒点:/-]| percent)")
_FOOTNOTE = LazyPattern(r"[0-9]{1,3}(?:(?:, ?|-)[0-9]{1,3}){0,5}[\]】〕]")
_MARK = LazyPattern(r"[0-9]{1,2}(?:[)）] ?(?=[^\W\d_])|[.．](?=[\u4e00-\u9fff]))")
_BEFORE_MARK = LazyPattern(
    r"(?:\A|\n|[;；:：,，。.、]|(?<![a-z])(?:and|or)(?= )|[及和])[ \t]{0,4}[（(]?\Z"
)


def code_at(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Return the code, footnote or list mark that the digits at the cursor are.

    Args:
        cursor: the place of the first digit.
        run_end: offset after the run of digits and separators.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> code_at(Cursor.of("stock code 03677", 11), 16)
        NonQuantity(start=11, end=16, role='name')
    """
    normalized, start = cursor.normalized, cursor.start
    after = normalized[run_end : run_end + 1]
    if after and after in "])）】〕,-.．":
        if mark := _reference_mark(cursor):
            return mark
        if after == "-" and (
            match := _YEAR_AND_NUMBER.match(normalized, start)
            or _TELEPHONE.match(normalized, start)
        ):
            return NonQuantity(start, match.end(), "name")
    if after in _DOTS and (dotted := _DOTTED.match(normalized, start)):
        return NonQuantity(start, dotted.end(), "name")
    if normalized[start] == "0" and (match := _LEADING_ZERO.match(normalized, start)):
        return NonQuantity(start, match.end(), "name")
    before = normalized[start - 1 : start]
    if normalized.startswith("100", start) and _BASE.search(normalized, max(0, start - 2), start):
        return NonQuantity(start, run_end, "other")  # the base of an index: 上年=100
    if before and before in _BEFORE_CODE and start > cursor.min_start:
        return _labelled(cursor)
    return None


# A dot that is not a decimal point names a day or an event: 9·11, 6·18.
_DOTS = frozenset("·・‧•∙")
_DOTTED = LazyPattern("[0-9]{1,2}[·・‧•∙][0-9]{1,2}(?![0-9])")
_BASE = LazyPattern("(?<![<>])[=＝] ?\\Z")
_BEFORE_CODE = frozenset(" :：#.(（码号话真编是为线打电")


def _labelled(cursor: Cursor) -> NonQuantity | None:
    """Return the code after a label: stock code 03677, 编号：2021-015."""
    normalized, start = cursor.normalized, cursor.start
    word = normalized[max(0, start - 12) : start].rstrip(" .:#(")
    if word[-2:].isascii() and word[-2:] not in _LABEL_ENDS:
        return None
    if not _LABEL.search(normalized, max(cursor.min_start, start - 24), start):
        return None
    match = _CODE.match(normalized, start)
    return NonQuantity(start, match.end(), "name") if match else None


def _reference_mark(cursor: Cursor) -> NonQuantity | None:
    """Return a footnote mark in square brackets, or the mark of an item: 2), (3)."""
    normalized, start = cursor.normalized, cursor.start
    before = normalized[start - 1 : start]
    if before and before in "[【〔":
        note = _FOOTNOTE.match(normalized, start)
        if note and not normalized.startswith(("号", "第"), note.end()):
            return NonQuantity(start, note.end() - 1, "other")
    mark = _MARK.match(normalized, start)
    if mark is None:
        return None
    if _BEFORE_MARK.search(normalized, max(0, start - 8), start) is None:
        return None
    return NonQuantity(start, mark.end() - len(mark.group().lstrip("0123456789")), "structure")
