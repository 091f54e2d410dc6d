"""Put a quantity together from the number and the words on its two sides."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.amounts import Amount, read_amount
from chinaindpolicy.quantity.before_chinese import chinese_before
from chinaindpolicy.quantity.before_english import english_before
from chinaindpolicy.quantity.comparators import Before, combined, comparator_after, is_cjk
from chinaindpolicy.quantity.direction import around, can_change, measure_of
from chinaindpolicy.quantity.judge import (
    PERIODS,
    is_chinese_quantity,
    is_place,
    is_quoted,
    not_quantity,
    only_a_word,
    plain_mention,
    word_role,
)
from chinaindpolicy.quantity.numerals import times
from chinaindpolicy.quantity.ranges import half_or_range, join_range, unit_behind
from chinaindpolicy.quantity.types import Mention, Quantity

if TYPE_CHECKING:
    from decimal import Decimal

    from chinaindpolicy.quantity.nouns import UnitRead
    from chinaindpolicy.quantity.types import Comparator


def before_number(norm: str, floor: int, start: int) -> Before:
    """Read what stands before a number, in the language of the character before it.

    Example:
        >>> before_number("超过5%", 0, 2).comparator
        'gt'
    """
    if is_cjk(_last_before(norm, floor, start)):
        return chinese_before(norm, floor, start)
    found = english_before(norm, floor, start)
    if found.comparator is None and is_cjk(_last_before(norm, floor, found.start)):
        deeper = chinese_before(norm, floor, found.start)
        return Before(deeper.start, deeper.comparator, found.currency, deeper.distant)
    return found


def _last_before(norm: str, floor: int, start: int) -> str:
    """Return the last character that is no space, from `floor` to `start`; empty for none."""
    while start > floor and norm[start - 1] == " ":
        start -= 1
    return norm[max(floor, start - 1) : start]


def quantity_at(
    text: str, norm: str, floor: int, start: int, *, begin: int | None = None
) -> Mention | None:
    """Read the number at `start` with its comparator, scale and unit.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        floor: offset behind the mention before.
        start: offset of the numeral.
        begin: offset of an article that belongs to it ("a hundred").

    Returns:
        The mention, or None when there is no number at `start`.

    Example:
        >>> quantity_at("5% or more", "5% or more", 0, 0).quantity.comparator
        'ge'
    """
    first = start if begin is None else begin
    signed = _sign(norm, floor, first) and norm[start].isdecimal()
    before = before_number(norm, floor, first - signed)
    amount = read_amount(text, norm, start, money=before.currency is not None)
    if amount is None:
        return None
    if first != start:
        amount = amount._replace(start=first)
    if signed:
        amount = amount._replace(start=first - 1, low=amount.low.copy_negate())
        if amount.other is not None:
            amount = amount._replace(other=amount.other.copy_negate())
    return with_unit(text, norm, floor, amount, before)


def _sign(norm: str, floor: int, start: int) -> bool:
    if start <= floor or norm[start - 1] != "-":
        return False
    earlier = norm[start - 2 : start - 1]
    return start - 1 == floor or earlier in (" ", "(", "（", "\n", "") or is_cjk(earlier)


def with_unit(text: str, norm: str, floor: int, amount: Amount, before: Before) -> Mention | None:
    """Read what stands behind a number, and make the mention of both.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        floor: offset behind the mention before.
        amount: the number with its scale.
        before: what stands before it.

    Returns:
        The mention, or None when a Chinese numeral does not count (一 in 统一).
    """
    middle, middle_end = comparator_after(norm, amount.end)
    if middle is None:
        amount, before = join_range(text, norm, floor, amount, before)
        middle, middle_end = comparator_after(norm, amount.end)
    unit = unit_behind(text, norm, amount, middle_end, before)
    if unit.code is None and middle is not None and amount.high is None:
        amount_end = middle_end
    else:
        amount_end = unit.end if unit.code else amount.end
    if unit.code:
        amount, unit, amount_end, before = half_or_range(
            text, norm, floor, amount, unit, amount_end, before
        )
    if _ends_within(norm, unit.code, amount_end):
        middle, amount_end = "le", amount_end + 1
    if unit.code == "wafer" and _monthly(norm, floor, before.start, amount_end):
        monthly = _per_month().match(norm, amount_end)
        if monthly and "inch" not in monthly.group():
            amount_end = monthly.end()
        unit = unit._replace(code="wafers_per_month")
    if middle is None:
        middle, after_end = comparator_after(norm, amount_end)
        amount_end = max(amount_end, after_end)
    return _finish(text, norm, floor, amount, before, middle, unit, amount_end)


@cache
def _within() -> re.Pattern[str]:
    return re.compile("内(?![容部外需涵蒙地资销])")


def _ends_within(norm: str, code: str | None, end: int) -> bool:
    """Whether 内 behind a period makes it the longest: 三个月内, 半年内."""
    return code in PERIODS and _within().match(norm, end) is not None


@cache
def _per_month() -> re.Pattern[str]:
    return re.compile(r"(?: [0-9]{1,2}-inch wafers?)? (?:per|a|each|every) month(?![a-z])|/月|每月")


def _monthly(norm: str, floor: int, start: int, end: int) -> bool:
    near = norm[max(floor, start - 12) : start]
    return "月产" in near or "每月" in near or _per_month().match(norm, end) is not None


_AMBIGUOUS_NOT = frozenset({"percent", "per_mille", "percentage_point", "times", "nanometre"})


def _finish(
    text: str,
    norm: str,
    floor: int,
    amount: Amount,
    before: Before,
    after: Comparator | None,
    unit: UnitRead,
    end: int,
) -> Mention | None:
    start = min(before.start, amount.start)
    if amount.chinese and not is_chinese_quantity(norm, amount, before, unit, floor):
        return None
    if is_quoted(norm, amount, before, floor):
        return plain_mention(text, amount.start, amount.end, "name")
    decided = not_quantity(text, norm, floor, amount, before, after, unit)
    if decided:
        return decided
    comparator = before.comparator
    if comparator == "approx" and is_place(norm, floor, before, amount, unit):
        comparator = None
        start = amount.start
    inner = amount.start if before.distant else start
    value = _combine(text, norm, floor, amount, comparator, after, unit.code, (start, inner, end))
    counted = unit.structure and value.comparator == "eq" and value.direction is None
    if amount.high is None and not counted and only_a_word(norm, amount, before, after, unit):
        return plain_mention(text, amount.start, amount.end, word_role(norm, floor, amount))
    return Mention(start, end, text[start:end], "structure" if counted else "indicator", value)


def _combine(
    text: str,
    norm: str,
    floor: int,
    amount: Amount,
    before: Comparator | None,
    after: Comparator | None,
    code: str | None,
    span: tuple[int, int, int],
) -> Quantity:
    start, inner, end = span  # the verb of a change may stand inside: 至少降低20%
    chinese = (start > floor and is_cjk(norm[start - 1])) or is_cjk(norm[start])
    found = around(norm, floor, inner, end, chinese=chinese, change=can_change(code))
    measure, direction = measure_of(code, found.direction, capacity=found.capacity)
    comparator: Comparator = "range"
    if amount.high is None:
        comparator = combined(before, after, excess=amount.excess)
    quantity = Quantity(
        comparator,
        amount.low,
        amount.high,
        code,
        measure,
        text[start:end],
        amount.scale,
        start,
        end,
        direction,
        found.strive,
    )
    if amount.other is None or code in _AMBIGUOUS_NOT:
        return quantity
    high = amount.high
    if high is not None:
        high = times(high, type(high)(1000))
    return replace(
        quantity, alternatives=(replace(quantity, value=amount.other, value_upper=high),)
    )


def from_value(
    text: str,
    norm: str,
    floor: int,
    start: int,
    end: int,
    value: Decimal,
    upper: Decimal | None,
    code: str | None,
    *,
    self_directed: str | None = None,
) -> Mention:
    """Make the mention of a number that already has its unit: a fraction, 三成, doubled."""
    before = before_number(norm, floor, start)
    after, behind = comparator_after(norm, end)
    if _ends_within(norm, code, end):
        after, behind = "le", end + 1
    begin = before.start
    amount = Amount(start, end, value, upper)
    span = (begin, start if before.distant else begin, behind)
    quantity = _combine(text, norm, floor, amount, before.comparator, after, code, span)
    if code == "times":  # a factor says by itself which way it goes
        quantity = replace(quantity, measure="multiple", direction=None)
    elif self_directed == "down":
        quantity = replace(quantity, measure="change", direction="down")
    return Mention(begin, behind, text[begin:behind], "indicator", quantity)
