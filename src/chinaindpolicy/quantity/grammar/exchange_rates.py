"""Exchange rates: 1美元兑7.1元 is 7.1 yuan per dollar, and no amount of dollars."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.patterns import LazyPattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    from chinaindpolicy.quantity.types import QuantityMention

_CURRENCIES = frozenset(("CNY", "USD", "EUR", "GBP", "JPY", "HKD", "KRW", "AUD", "CAD", "SGD"))
_AMOUNTS = (1, 100)  # rates are quoted for one or a hundred units
_EQUALS = LazyPattern(
    r" ?(?:可?兑换?成?|折合|折|合|等于|=|≈|equals|equalled|buys|bought|(?:is|was) worth|to) ?\Z"
)
_LONGEST = 12
_PRINTED_UNIT = re.compile(r"[0-9.,]+ ?([^0-9\s].*)")


def exchange_rates(text: str, mentions: Iterator[QuantityMention]) -> Iterator[QuantityMention]:
    """Yield mentions; the two amounts of an exchange rate become a rate.

    Args:
        text: the normalized text of the mentions.
        mentions: the mentions in order.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> [(one.role, one.quantity and one.quantity.unit_text)
        ...  for one in find_quantities("1美元兑7.1元")]
        [('other', None), ('indicator', '元/美元')]
    """
    held: QuantityMention | None = None
    for mention in mentions:
        if held is not None:
            rate = _rate(text, held, mention)
            if rate is not None:
                yield dataclasses.replace(held, role="other", quantity=None)
                yield rate
                held = None
                continue
            yield held
            held = None
        if _is_base(mention):
            held = mention
        else:
            yield mention
    if held is not None:
        yield held


def _is_base(mention: QuantityMention) -> bool:
    found = mention.quantity
    return (
        found is not None
        and found.unit in _CURRENCIES
        and found.value in _AMOUNTS
        and found.scale is None
        and found.value_upper is None
        and found.comparator == "eq"
    )


def _rate(text: str, base: QuantityMention, mention: QuantityMention) -> QuantityMention | None:
    """Return the second amount as a rate; None if the two are no exchange rate."""
    first, second = base.quantity, mention.quantity
    if first is None or second is None or second.unit not in _CURRENCIES - {first.unit}:
        return None
    if mention.char_start - base.char_end > _LONGEST:
        return None
    if _EQUALS.match(text, base.char_end, mention.char_start) is None:
        return None
    printed = [_PRINTED_UNIT.search(one.text) for one in (base, mention)]
    per, unit = (one[1] if one else "" for one in printed)
    if not per or not unit:
        return None
    many = "100" if first.value != 1 else ""
    named = dataclasses.replace(second, unit=None, unit_text=f"{unit}/{many}{per}")
    return dataclasses.replace(mention, quantity=named)
