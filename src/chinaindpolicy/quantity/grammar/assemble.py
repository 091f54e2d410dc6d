"""Quantities made of a number and the words on its two sides."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.comparators import (
    LeadingWords,
    combined,
    comparator_after,
    is_cjk,
)
from chinaindpolicy.quantity.core.numerals import shifted, times
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.core.unit_match import UnitMatch
from chinaindpolicy.quantity.grammar.classify import (
    PERIODS,
    is_chinese_quantity,
    is_location,
    is_no_comparator,
    is_only_a_word,
    is_quoted,
    non_quantity,
    plain_mention,
    vague_number,
    word_role,
)
from chinaindpolicy.quantity.grammar.direction import can_change, context_words, measure_of
from chinaindpolicy.quantity.grammar.match import Match, leading_words
from chinaindpolicy.quantity.grammar.ranges import half_or_range, join_range, unit_after
from chinaindpolicy.quantity.grammar.scaled_numbers import (
    ScaledNumber,
    read_scaled_number,
    with_scale,
)
from chinaindpolicy.quantity.types import Quantity, QuantityMention

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.core.special_numeral import SpecialNumeral


def quantity_at(cursor: Cursor, *, begin: int | None = None) -> QuantityMention | None:
    """Read the number at the cursor with its comparator, scale and unit.

    Args:
        cursor: the place of the numeral.
        begin: offset of an article that belongs to it ("a hundred").

    Returns:
        The mention, or None if there is no number at the cursor.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> quantity_at(Cursor.of("5% or more")).quantity.comparator
        'ge'
    """
    start = cursor.start
    first = start if begin is None else begin
    point = _leading_point(cursor) if first == start else None
    first -= point is not None
    sign = _sign_length(cursor, first)
    first -= sign
    leading = leading_words(cursor.at(first))
    number = read_scaled_number(cursor, money=leading.currency is not None)
    if number is None:
        return None
    if point:
        # .5 percent: the digits are the decimals of zero.
        places = point.end() - start
        low = shifted(number.low, -places)
        number = number._replace(start=start - 1, low=low, other=None)
    if sign:
        number = number.negated()
    elif first == start and _is_accounting(cursor, number):
        # The brackets are the sign: (1,130.0) RMB is minus 1,130.0.
        leading = leading_words(cursor.at(start - 1))
        number = number.negated()._replace(start=start - 1, end=number.end + 1)
        money = leading.currency is not None
        return with_unit(cursor, with_scale(cursor, number, money=money), leading)
    if first != start:
        number = number._replace(start=first)
    return with_unit(cursor, number, leading)


_LEADING_POINT = LazyPattern(r"(?<![^ \n(:,;$€£¥~-]\.)(?<=\.)[0-9]{1,6}(?![0-9]|[.,][0-9])")


def _leading_point(cursor: Cursor) -> re.Match[str] | None:
    """Match the decimals of a number without a zero before its point."""
    start = cursor.start
    if start - 1 < cursor.min_start or cursor.normalized[start - 1 : start] != ".":
        return None
    return _LEADING_POINT.match(cursor.normalized, start)


_EXCESS_AFTER = LazyPattern("[多余](?![元样种次边年])")
_BEFORE_CELL = LazyPattern(r"(?:\A|[\n\t|$¥€]|  |\| |(?<![a-z])(?:rmb|usd|cny|hkd|eur)) ?\(\Z")
_AFTER_CELL = LazyPattern(
    r"\)(?: ?(?:rmb|yuan|usd|cny|hkd|us dollars|million|billion)(?![a-z])| ?%| *(?:[\n\t|]|  |\Z))"
)
_MONEY_AFTER_CELL = LazyPattern(r"\) ?(?:rmb|yuan|usd|cny|hkd|us dollars|million yuan)(?![a-z])")


def _is_accounting(cursor: Cursor, number: ScaledNumber) -> bool:
    """Return True for a negative number of a table cell: (250.0)."""
    _, normalized, min_start, start = cursor
    end = number.end
    if start <= min_start or normalized[start - 1] != "(" or normalized[end : end + 1] != ")":
        return False
    printed = normalized[start:end]
    if not printed[-1].isdecimal() or not ("." in printed or "," in printed):
        return False
    if _MONEY_AFTER_CELL.match(normalized, end):
        return True
    before = _BEFORE_CELL.search(normalized, max(0, start - 6), start)
    return before is not None and _AFTER_CELL.match(normalized, end) is not None


_AFTER_MINUS = frozenset("0123456789.")
# Characters that end a number or date and may precede a minus sign.
_BEFORE_MINUS = frozenset(" (（\n|\t年月度:：")
_MINUS_WORD = LazyPattern(
    r"(?:(?<![抱担肩自欺背胜辜正增减卸债])(?<![^下]降)负"
    r"|(?:\A|\n|[(,:;，：；（、] ?|(?<![a-z])(?:is|was|were|be|at|of|to|from|by|a|reached|between"
    r"|and|or|about|around|nearly|over|than) )(?P<word>minus|negative) )\Z"
)


def _sign_length(cursor: Cursor, first: int) -> int:
    """Return the length of the minus sign or word before a number; 0 if there is none."""
    _, normalized, min_start, _ = cursor
    if first <= min_start:
        return 0
    before = normalized[first - 1]
    if before == "-":
        earlier = normalized[first - 2 : first - 1]
        if 0 < first - 1 == min_start and earlier not in _BEFORE_MINUS:
            return 0  # a dash between two numbers: 5亿-3亿元
        free = first - 1 == min_start or earlier in (" ", "(", "（", "\n", "", "|", "\t")
        digit = normalized[first] in _AFTER_MINUS
        return int(digit and (free or is_cjk(earlier) or earlier in ("$", "¥", "€", "£")))
    if before == "负" or (before == " " and normalized[first - 2 : first - 1] in ("s", "e")):
        match = _MINUS_WORD.search(normalized, max(min_start, first - 20), first)
        if match:
            return len(match["word"]) + 1 if match["word"] else 1
    return 0


_WITHIN = LazyPattern("内(?![容部外需涵蒙地资销])")
# The period of an amount, before the comparator of the amount: 5 million cars a year or more.
_PER_PERIOD = LazyPattern(
    r" (?:per|an?|each|every) (?:year|annum|month|day|week|quarter|hour)(?= |\+)"
)
_PER_FIRST = frozenset("pae")
_PER_MONTH = LazyPattern(
    r"(?: [0-9]{1,2}-inch wafers?)? (?:per|a|each|every) month(?![a-z])|/月|每月"
)


def with_unit(
    cursor: Cursor, number: ScaledNumber, leading: LeadingWords
) -> QuantityMention | None:
    """Read the words after a number, and make the mention of both.

    Args:
        cursor: the place of the number.
        number: the number with its scale.
        leading: the words before it.

    Returns:
        The mention, or None if a Chinese numeral does not count (一 in 统一).
    """
    normalized = cursor.normalized
    trailing, position = comparator_after(normalized, number.end)
    if trailing is None:
        joined, leading = join_range(cursor, number, leading)
        if joined is not number:
            number = joined
            trailing, position = comparator_after(normalized, number.end)
    unit = unit_after(cursor, number, leading.currency, position)
    if unit.known:
        match = half_or_range(Match(cursor, number, leading, unit, trailing, unit.end))
    else:
        compared = trailing is not None and number.high is None
        end = position if compared else number.end
        match = Match(cursor, number, leading, unit, trailing, end)
    return _finish(_with_tail(match))


def _with_tail(match: Match) -> Match:
    """Read the words after the unit: 内, per month, a comparator."""
    normalized, code, end = match.cursor.normalized, match.unit.code, match.end
    trailing = match.trailing
    if _ends_within(normalized, code, end):
        trailing, end = "le", end + 1
    if code == "wafer" and _is_monthly(match):
        monthly = _PER_MONTH.match(normalized, end)
        if monthly and "inch" not in monthly.group():
            end = monthly.end()
        match = match._replace(unit=match.unit._replace(code="wafers_per_month"))
    if trailing is None:
        trailing, after = comparator_after(normalized, end)
        if (
            trailing is None
            and normalized[end + 1 : end + 2] in _PER_FIRST
            and (period := _PER_PERIOD.match(normalized, end))
        ):
            trailing, after = comparator_after(normalized, period.end())
            after = after if trailing else end
        end = max(end, after)
    if end == match.end and trailing == match.trailing:
        return match
    return match._replace(trailing=trailing, end=end)


def _ends_within(normalized: str, code: str | None, end: int) -> bool:
    """Return True if 内 after a period makes it the longest: 三个月内, 半年内."""
    return code in PERIODS and _WITHIN.match(normalized, end) is not None


def _is_monthly(match: Match) -> bool:
    cursor = match.cursor
    near = cursor.at(match.leading.start).preceding(12)
    return "月产" in near or "每月" in near or bool(_PER_MONTH.match(cursor.normalized, match.end))


_NEVER_AMBIGUOUS = frozenset({"percent", "per_mille", "percentage_point", "times", "nanometre"})


def _finish(match: Match) -> QuantityMention | None:
    """Make the mention of a match: a quantity, another number, or None."""
    cursor, number, leading, unit, _, end = match
    text = cursor.text
    if number.chinese:
        if vague := vague_number(match):
            return vague
        if not is_chinese_quantity(match):
            return None
    if is_quoted(match):
        return plain_mention(text, number.start, number.end, "name")
    if other := non_quantity(match):
        return other
    if is_no_comparator(match):
        leading = leading._replace(start=number.start, comparator=None)
    if leading.comparator == "approx" and is_location(match):
        leading = LeadingWords(number.start)
    quantity = _quantity(match, leading)
    counted = unit.structure and quantity.comparator == "eq" and quantity.direction is None
    if number.high is None and not counted and is_only_a_word(match):
        role = word_role(cursor.normalized, number)
        return plain_mention(text, number.start, number.end, role)
    role = "structure" if counted else "indicator"
    return QuantityMention(quantity.start, end, quantity.text, role, quantity)


def _quantity(match: Match, leading: LeadingWords) -> Quantity:
    """Return the quantity of a match, with the measure and direction of its context."""
    cursor, number, _, unit, trailing, end = match
    text, normalized, min_start, _ = cursor
    start = min(leading.start, number.start)
    signed = start - 1 > min_start and normalized[start - 1] == "+"
    before = start - 1 - signed
    chinese = (before >= min_start and is_cjk(normalized[before])) or is_cjk(normalized[start])
    # After distant words, the verb of a change is inside the expression: 至少降低20%.
    context = context_words(
        cursor.at(number.start if leading.distant else start),
        end,
        chinese=chinese,
        change=can_change(unit.code),
    )
    measure, direction = measure_of(unit.code, context.direction, capacity=context.capacity)
    quantity = Quantity(
        "range"
        if number.high is not None
        else combined(leading.comparator, trailing, excess=number.excess),
        number.low,
        number.high,
        unit.code,
        measure,
        text[start:end],
        number.scale,
        start,
        end,
        direction,
        context.strive,
        unit_text=unit.text,
    )
    if number.other is None or unit.code in _NEVER_AMBIGUOUS:
        return quantity
    high = number.high
    if high is not None:
        high = times(high, type(high)(1000))
    return replace(
        quantity, alternatives=(replace(quantity, value=number.other, value_upper=high),)
    )


def from_special(cursor: Cursor, special: SpecialNumeral) -> QuantityMention:
    """Make the mention of a number that already has its unit: a fraction, 三成, doubled."""
    start, end, _, value, upper, code, self_direction = special
    assert value is not None
    normalized = cursor.normalized
    first = start - _sign_length(cursor, start)
    leading = leading_words(cursor.at(first))
    excess = upper is None and _EXCESS_AFTER.match(normalized, end) is not None
    end += excess
    trailing, after = comparator_after(normalized, end)
    if _ends_within(normalized, code, end):
        trailing, after = "le", end + 1
    number = ScaledNumber(first, end, value, upper, excess=excess)
    if first != start:
        number = number.negated()
    match = Match(cursor, number, leading, UnitMatch(code, end), trailing, after)
    quantity = _quantity(match, leading)
    if code == "times":  # a factor has a direction of its own
        quantity = replace(quantity, measure="multiple", direction=None)
    elif self_direction == "down":
        quantity = replace(quantity, measure="change", direction="down")
    return QuantityMention(quantity.start, after, quantity.text, "indicator", quantity)
