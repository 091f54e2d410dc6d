"""Coordinated numbers: 分别超过80%、70%, "rose by 3% and 4%", "5.1 trillion to 11.7 trillion yuan".

Words that are written once apply to each number of a coordination: the comparator before the
first, the unit after the last, the verb of change before the first.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.comparators import comparator_after
from chinaindpolicy.quantity.core.numerals import divided, shifted
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.grammar.direction import measure_of
from chinaindpolicy.quantity.grammar.scaled_numbers import scale_power

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chinaindpolicy.quantity.types import Quantity, QuantityMention

# Text between coordinated numbers, from the end of one to the start of the next.
_JOINT = LazyPattern(
    r" ?(?:(?P<list>[、/])|(?P<and>和|及|与|以及|、和|(?:,? )?(?:and|or) )|(?P<comma>,) "
    r"|(?P<to> to "
    r"|(?:提高|提升|增加|增长|上升|扩大|下降|降低|减少|缩小|回落|调整|[升增降减缩扩涨跌调])?[至到为]))\Z"
)
_LONGEST_JOINT = 6
_EACH_BEFORE = LazyPattern(r"(?:分别|各自|依次)[^，。；：\n]{0,16}\Z")
_EACH_AFTER = LazyPattern(r"[^.;。；\n]{0,60}?(?:respectively|(?<![a-z])each(?![a-z]))")
# The levels of a growth rate: growth fell from 6.1% to 5.2%.
_FROM = LazyPattern(r"(?:from|[由从]) ?\Z")
_FRACTION_WORDS = LazyPattern(r"(?:hal(?:f|ves)|thirds?|quarters?|fourths?|fifths?|tenths?)\Z")
_PART_OF = LazyPattern(r" of (?!(?:19|20)[0-9]{2})")
_BOUNDING = frozenset(("gt", "ge", "lt", "le", "approx"))


def coordinate(normalized: str, mentions: Iterator[QuantityMention]) -> Iterator[QuantityMention]:
    """Yield mentions, each with the words that are written once for its coordination.

    Args:
        normalized: the normalized text of the mentions.
        mentions: the mentions in order.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> [found.quantity.comparator for found in find_quantities("分别超过80%、70%")]
        ['gt', 'gt']
    """
    group: list[QuantityMention] = []
    joints: list[str] = []
    for mention in mentions:
        counts = mention.quantity is not None and mention.role == "indicator"
        if group:
            end = group[-1].char_end
            if counts and mention.char_start - end <= _LONGEST_JOINT:
                joint = _joint(normalized, end, mention.char_start)
                if joint is not None:
                    group.append(mention)
                    joints.append(joint)
                    continue
            yield from group if len(group) == 1 else _resolved(normalized, joints, group)
            group = []
        if counts:
            group, joints = [mention], [""]
        else:
            yield mention
    yield from _resolved(normalized, joints, group)


def _joint(normalized: str, start: int, end: int) -> str | None:
    match = _JOINT.match(normalized, start, end)
    if match and match["and"] and normalized[start] == ",":
        return "comma"  # ", and 6.9%" begins another clause
    return match.lastgroup if match else None


def _resolved(
    normalized: str, joints: list[str], group: list[QuantityMention]
) -> Iterator[QuantityMention]:
    """Yield the mentions of a coordination.

    Args:
        normalized: the normalized text.
        joints: the link of each mention to the one before it: list, and, comma or to.
        group: the mentions.
    """
    if len(group) < 2:
        yield from group
        return
    resolved = [mention.quantity for mention in group if mention.quantity is not None]
    first, last = resolved[0], resolved[-1]
    each = (
        _EACH_BEFORE.search(normalized, max(0, first.start - 20), first.start) is not None
        or _EACH_AFTER.match(normalized, last.end) is not None
    )
    _share_units(joints, resolved, each=each)
    _share_comparators(normalized, joints, resolved, each=each)
    _share_changes(normalized, joints, resolved)
    _share_capacities(joints, resolved)
    for mention, quantity in zip(group, resolved, strict=True):
        if quantity is mention.quantity:
            yield mention
        else:
            yield replace(mention, quantity=quantity)


def _share_units(joints: list[str], quantities: list[Quantity], *, each: bool) -> None:
    """Copy unit and scale of the next number to a bare number: from 5.1 to 11.7 trillion yuan."""
    for index in range(len(quantities) - 2, -1, -1):
        quantity, following = quantities[index], quantities[index + 1]
        if quantity.unit or quantity.unit_text or joints[index + 1] == "comma":
            continue
        if following.unit == "percent" and _FRACTION_WORDS.search(following.text.lower()):
            continue  # six million and two thirds
        if not _ends_with_number(quantity) or not (following.unit or following.unit_text):
            continue
        bounded = {quantity.comparator, following.comparator} <= _BOUNDING
        differ = quantity.comparator != following.comparator
        if bounded and differ and not _starts_with_number(following):
            continue  # 超过10、低于5%
        if quantity.scale and abs(quantity.value) >= _SIZE_CLASS * abs(following.value):
            continue  # 过百亿、3家超千亿: the sizes of 10 billion are no enterprises
        if quantity.scale is None and following.scale is not None:
            if not (each or joints[index + 1] == "to"):
                continue  # 5 and 10 billion yuan: the scale of 5 is unknown
            scaled = _share_scale(quantity, following)
            if scaled is None and not _comparable(quantity.value, following):
                continue
            quantity = scaled or quantity  # 突破8500、6万家
        measure, direction = measure_of(following.unit, quantity.direction, capacity=False)
        quantities[index] = replace(
            quantity,
            unit=following.unit,
            unit_text=following.unit_text,
            measure=measure,
            direction=direction,
        )


def _share_scale(quantity: Quantity, following: Quantity) -> Quantity | None:
    """Return a number with the scale of the next; None if the two then differ too much."""
    power = scale_power(following.scale or "")
    value = shifted(quantity.value, power)
    if not power or not following.value or quantity.alternatives or quantity.value_upper:
        return None
    if not _comparable(value, following):
        return None
    return replace(quantity, value=value, scale=following.scale)


def _comparable(value: Decimal, following: Quantity) -> bool:
    """Return True if a value and the next one are of a similar size."""
    return bool(following.value) and (
        _LEAST_RATIO <= divided(value, following.value) <= _MOST_RATIO
    )


_SIZE_CLASS = 1000
_LEAST_RATIO, _MOST_RATIO = Decimal("0.01"), Decimal(100)


def _share_comparators(
    normalized: str, joints: list[str], quantities: list[Quantity], *, each: bool
) -> None:
    """Copy the comparator before the first number, or after the last, to the others."""
    first, last = quantities[0], quantities[-1]
    if first.comparator in _BOUNDING and not _has_trailing(normalized, first):
        for index in range(1, len(quantities)):
            quantity = quantities[index]
            if quantity.comparator != "eq" or not _starts_with_number(quantity):
                break
            if joints[index] == "to" or not (each or _same_unit(first, quantity)):
                break
            if joints[index] == "comma" and not each:
                break
            quantities[index] = replace(quantity, comparator=first.comparator)
    elif each and last.comparator in _BOUNDING and _has_trailing(normalized, last):
        for index in range(len(quantities) - 1):
            quantity = quantities[index]
            if quantity.comparator == "eq" and _same_unit(quantity, last):
                quantities[index] = replace(quantity, comparator=last.comparator)


def _share_changes(normalized: str, joints: list[str], quantities: list[Quantity]) -> None:
    """Copy the direction and measure of the first number to the others of its unit."""
    for index in range(1, len(quantities)):
        before, quantity = quantities[index - 1], quantities[index]
        if (
            before.direction is None
            or quantity.direction is not None
            or (
                joints[index] == "to"
                and not _FROM.search(normalized, max(0, before.start - 6), before.start)
            )
            or not _same_unit(before, quantity)
            or not _starts_with_number(quantity)
            or _PART_OF.match(normalized, quantity.end)
        ):
            continue
        quantities[index] = replace(quantity, direction=before.direction, measure=before.measure)


def _share_capacities(joints: list[str], quantities: list[Quantity]) -> None:
    """Copy the measure of a capacity to the next number: 月产能从3万片扩至10万片."""
    for index in range(1, len(quantities)):
        before, quantity = quantities[index - 1], quantities[index]
        if before.measure != "capacity" or quantity.measure not in ("level", "count"):
            continue
        monthly = before.unit == "wafers_per_month" and quantity.unit == "wafer"
        if joints[index] != "comma" and (monthly or _same_unit(before, quantity)):
            quantities[index] = replace(quantity, unit=before.unit, measure="capacity")


def _same_unit(first: Quantity, second: Quantity) -> bool:
    return first.unit == second.unit and first.unit_text == second.unit_text


def _starts_with_number(quantity: Quantity) -> bool:
    char = quantity.text[0]
    return char.isdecimal() or char in _NUMBER_CHARS


def _ends_with_number(quantity: Quantity) -> bool:
    words = quantity.text
    return words[-1].isdecimal() or words.endswith(quantity.scale or "\n")


_NUMBER_CHARS = frozenset("$¥€£-一二三四五六七八九十百千万亿两零负")


def _has_trailing(normalized: str, quantity: Quantity) -> bool:
    """Return True if words after the number give its comparator: 80%以上."""
    for size in (2, 3, 4, 7, 8):
        start = quantity.end - size
        if start > quantity.start and comparator_after(normalized, start)[1] == quantity.end:
            return True
    return False
