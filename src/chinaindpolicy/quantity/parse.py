"""Parser of one expression: `parse_quantity`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.quantity.find import mentions
from chinaindpolicy.quantity.types import QuantityError

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Quantity, QuantityMention, Role

_REASONS: dict[Role, str] = {
    "date": "is a date, not a quantity",
    "ordinal": "is an ordinal, not a quantity",
    "name": "is part of a name, not a quantity",
    "structure": "numbers or counts sections of a text, and is not a quantity",
    "other": "is a number without a unit or counted noun; add one, e.g. '5 labs'",
    "indicator": "is not a valid quantity",
}


@public
@checked
def parse_quantity(text: str) -> Quantity:
    """Read the one quantity of an expression, with or without words around it.

    Args:
        text: an expression in English or Chinese, such as "more than 1000 enterprises" or
            "2.1万亿元".

    Returns:
        The quantity. If the printed separators allow two readings, `value` is the literal one
        (the dot a decimal point) and `alternatives` has the other.

    Raises:
        QuantityError: if the text has no quantity, or more than one; it gives the place.
        ArgumentError: if `text` is not a `str`. It is a TypeError.

    Example:
        >>> quantity = parse_quantity("力争突破16.19万亿元")
        >>> quantity.comparator, quantity.value, quantity.unit, quantity.strive
        ('gt', Decimal('16190000000000'), 'CNY', True)
        >>> ambiguous = parse_quantity("2.100 billion yuan")
        >>> ambiguous.value, ambiguous.alternatives[0].value
        (Decimal('2100000000'), Decimal('2100000000000'))
        >>> parse_quantity("打造5个千亿级产业集群").value
        Decimal('5')
        >>> parse_quantity("5G")
        Traceback (most recent call last):
            ...
        chinaindpolicy.QuantityError: '5G' at 0-2 is part of a name, not a quantity
    """
    found: list[QuantityMention] = []
    rejected: QuantityMention | None = None
    for mention in mentions(text):
        if mention.quantity is not None:
            found.append(mention)
        elif rejected is None:
            rejected = mention
    chosen = _choose(text, found)
    if chosen is not None:
        return chosen
    if found:
        second = found[1]
        raise QuantityError(
            text,
            second.char_start,
            second.char_end,
            f"is a second quantity after {found[0].text!r}; pass one quantity, or use "
            "cip.find_quantities(text)",
        )
    if rejected is None:
        raise QuantityError(
            text,
            0,
            len(text),
            "contains no number; pass a quantity such as '5 labs' or '2.1万亿元'",
        )
    reason = _REASONS[rejected.role] + _fraction_hint(text, rejected)
    raise QuantityError(text, rejected.char_start, rejected.char_end, reason)


def _fraction_hint(text: str, mention: QuantityMention) -> str:
    """Return how to write a fraction that was read as an ordinal (a third); empty otherwise."""
    article = text[: mention.char_start].rstrip().lower().rpartition(" ")[2]
    if mention.role != "ordinal" or article not in ("a", "an"):
        return ""
    return f"; write a fraction as 'one {mention.text}'"


def _names_a_size(text: str, mention: QuantityMention) -> bool:
    """Return True if an amount only names a class of size: 千亿级集群, 10-billion-yuan clusters."""
    if text.startswith("级", mention.char_end) or mention.text.endswith("级"):
        return True
    return mention.text.lower().endswith(("-yuan", "-dollar"))


_FROM = ("from", "由", "从")
_TO = ("to", "至", "到")


def _choose(text: str, found: list[QuantityMention]) -> Quantity | None:
    """Return the only quantity, or the leading one where the text subordinates the other."""
    if not found:
        return None
    if len(found) == 1:
        return found[0].quantity
    indicators = [mention for mention in found if mention.role == "indicator"]
    counted = [mention for mention in indicators if not _names_a_size(text, mention)]
    if len(counted) == 1:
        return counted[0].quantity
    if len(indicators) == 1:
        return indicators[0].quantity
    if len(indicators) != 2:
        return None
    first, second = indicators
    between = text[first.char_end : second.char_start].strip()
    if between in ("(", "（", "(about", "（约", "(approx.") and first.quantity:
        return first.quantity
    opening = text[: first.char_start].rstrip().lower()
    if opening in _FROM and between in _TO:
        return None  # from 10 to 5 percent: no verb says which is meant
    if opening.endswith(_FROM) and second.quantity:
        return second.quantity
    return None
