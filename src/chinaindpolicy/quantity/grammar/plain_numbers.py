"""Plain amounts with a common unit, which most numbers of a text are, read at little cost.

`plain_amount` recognizes digits with a scale and a unit between marks that begin no other reading.
It returns exactly what the whole grammar reads, or None if the whole grammar has to read it.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.chinese.comparators import chinese_leading_words
from chinaindpolicy.quantity.core.comparators import combined, is_cjk
from chinaindpolicy.quantity.core.dates import ends_with_month
from chinaindpolicy.quantity.core.numerals import shifted
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.grammar.direction import can_change, context_words, measure_of
from chinaindpolicy.quantity.grammar.match import leading_words
from chinaindpolicy.quantity.types import Quantity, QuantityMention
from chinaindpolicy.quantity.units import chinese_words, english_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.core.comparators import LeadingWords
    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.types import Comparator

# No zero before other digits (a code), no three decimals (which may be thousands).
_DIGITS = r"(?P<digits>(?:[1-9][0-9]{0,2}(?:,[0-9]{3}){1,3}|[1-9][0-9]{0,11}|0)(?:\.[0-9]{1,2})?)"
_CHINESE = LazyPattern(
    rf"{_DIGITS}(?P<scale>万亿|亿|万)?(?P<unit>%|个百分点|元|美元|家|吨|公里|千瓦时|千瓦|倍|人|辆|户|亩"
    r"|立方米|平方米|公顷|吨标准煤|个|项|件|台|所)"
    r"(?P<tail>以上|以下|以内|左右)?(?=[，。；、）：\n的]|\Z)"
)
_END = r"[.,;)](?: (?!or |and )|\Z)|\Z"
# Words after a unit that may belong to the expression.
_NO_FOLLOWER = r"(?:to|through|and|or|points?|at|plus|an?|per|each|every|rmb|renminbi)(?![a-z])"
_ENGLISH = LazyPattern(
    rf"{_DIGITS}(?:(?:(?P<percent>%| percent| per cent)"
    r"|(?: (?P<scale>million|billion|trillion))?"
    r"(?P<unit> (?:yuan|us dollars|u\.s\. dollars)))"
    rf"(?={_END}| (?!{_NO_FOLLOWER})[a-z])"
    rf"|(?: (?P<bare>million|billion|trillion))?(?={_END}))"
)
_SCALES = {"万亿": 12, "亿": 8, "万": 4, "million": 6, "billion": 9, "trillion": 12}
_TAILS: Mapping[str, Comparator] = {"以上": "ge", "以下": "le", "以内": "le", "左右": "approx"}
# Characters before a number that may begin another reading: 第5家, 负5%, 编号5, 过5亿元.
_OTHER_READING = frozenset("第前负码号话真编是为每（〔【‘“「『、")
_WORDS_OF_OTHERS = ("minus ", "negative ", "per ", "every ")


class _Amount(NamedTuple):
    """A plain amount: its value, printed scale and unit code, and where the expression ends."""

    value: Decimal
    scale: str | None
    code: str
    trailing: Comparator | None
    end: int


def plain_amount(cursor: Cursor) -> QuantityMention | None:
    """Read the digits at the cursor if they are a plain amount.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> plain_amount(Cursor.of("产值超过5亿元，", 4)).quantity.comparator
        'gt'
        >>> plain_amount(Cursor.of("第5家，", 1))  # an ordinal: the whole grammar reads it
    """
    _, normalized, min_start, start = cursor
    if start <= min_start:
        return None
    before = normalized[start - 1]
    if is_cjk(before):
        return None if before in _OTHER_READING else _chinese_amount(cursor)
    if before == " ":
        earlier = normalized[start - 2 : start - 1]
        # Chinese words before a space, and the name of a month, are read by the whole grammar.
        if not ("a" <= earlier <= "z") or ends_with_month(normalized, start):
            return None
        return _english_amount(cursor)
    return _english_amount(cursor) if before in "$¥€" else None


def _chinese_amount(cursor: Cursor) -> QuantityMention | None:
    match = _CHINESE.match(cursor.normalized, cursor.start)
    if match is None:
        return None
    leading = chinese_leading_words(cursor)
    if cursor.normalized[leading.start] == "过":  # may be a particle of the verb
        return None
    if leading.currency and match["unit"] == "元":  # 新台币500亿元
        return None
    scale = match["scale"]
    value = Decimal(match["digits"].replace(",", ""))
    code = chinese_words()[match["unit"]]
    if scale:
        value = shifted(value, _SCALES[scale])
        scale = cursor.text[match.start("scale") : match.end("scale")]
    tail = match["tail"]
    amount = _Amount(value, scale, code, _TAILS[tail] if tail else None, match.end())
    return _mention(cursor, leading, amount)


@cache
def _english_codes() -> Mapping[str, str]:
    return {f" {phrase}": code for phrases in english_words().values() for phrase, code in phrases}


def _english_amount(cursor: Cursor) -> QuantityMention | None:
    normalized, start = cursor.normalized, cursor.start
    match = _ENGLISH.match(normalized, start)
    if match is None or normalized.endswith(_WORDS_OF_OTHERS, max(0, start - 9), start):
        return None
    leading = leading_words(cursor)
    if leading.comparator == "approx" and normalized.startswith("around", leading.start):
        return None  # may be a place
    if match["percent"]:
        code = "percent"
    elif match["unit"]:
        code = _english_codes()[match["unit"]]
    elif leading.currency:
        code = leading.currency
    else:
        return None  # a noun may follow
    value = Decimal(match["digits"].replace(",", ""))
    group = "scale" if match["scale"] else "bare"
    scale = match[group]
    if scale:
        value = shifted(value, _SCALES[scale])
        scale = cursor.text[match.start(group) : match.end(group)]
    return _mention(cursor, leading, _Amount(value, scale, code, None, match.end()))


def _mention(cursor: Cursor, leading: LeadingWords, amount: _Amount) -> QuantityMention:
    """Make the mention of an amount with the words before it."""
    text, normalized, min_start, _ = cursor
    value, scale, code, trailing, end = amount
    start = leading.start
    chinese = (start > min_start and is_cjk(normalized[start - 1])) or is_cjk(normalized[start])
    context = context_words(
        cursor if leading.distant else cursor.at(start),
        end,
        chinese=chinese,
        change=can_change(code),
    )
    measure, direction = measure_of(code, context.direction, capacity=context.capacity)
    quantity = Quantity(
        combined(leading.comparator, trailing, excess=False),
        value,
        None,
        code,
        measure,
        text[start:end],
        scale,
        start,
        end,
        direction,
        context.strive,
    )
    return QuantityMention(start, end, quantity.text, "indicator", quantity)
