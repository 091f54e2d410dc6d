"""Suggest the id that an unknown one may mean, unless it would change the value."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass

from chinaindpolicy._similar import is_misspelt

_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Hint:
    """The id that an unknown one may mean.

    Attributes:
        id: The id; empty if no id is similar.
        certain: True if the name is a name of that row, False if it is only similar.
        advice: What to write, where an id alone is not enough.
    """

    id: str = ""
    certain: bool = False
    advice: str = ""


def several(ids: Set[str]) -> Hint:
    """Return the hint of a name that several rows have."""
    return Hint(advice=f"it may mean {' or '.join(map(repr, sorted(ids)[:_MOST_NAMED]))}")


def unit_hint(text: str, ids: Set[str]) -> Hint | None:
    """Return the unit that a text such as `yuan` or `million yuan` means; None if it means none.

    Args:
        text: The written unit.
        ids: The units that may be used.

    Example:
        >>> unit_hint("yuan", {"CNY"}).id
        'CNY'
        >>> unit_hint("million yuan", {"CNY"}).advice
        "use 'CNY' and multiply the values by 1,000,000, or use `normalize`"
        >>> unit_hint("CNY_per_kW", {"CNY"}) is None
        True
    """
    from chinaindpolicy.quantity.find import find_quantities

    if "/" in text:
        return None  # a rate is not an amount
    written = text.strip() if text.strip()[:1].isdigit() else f"1 {text.strip()}"
    found = [
        mention.quantity
        for mention in find_quantities(written)
        if mention.quantity is not None
        and mention.char_start == 0
        and mention.char_end == len(written)
    ]
    unit, scale = (found[0].unit, found[0].value) if len(found) == 1 else (None, None)
    if unit is None or scale is None or unit not in ids or unit == "item":
        return None
    if scale != 1 and unit in ("percent", "percentage_point", "times"):
        return None
    if scale == 1:
        return Hint(unit, certain=True)
    multiply = f"multiply the values by {scale:,f}"
    return Hint(unit, advice=f"use {unit!r} and {multiply}, or use `normalize`")


def place_hint(text: str, ids: Set[str]) -> Hint | None:
    """Return the region that a name or code means by the code lists; None if it means none.

    Args:
        text: The name or code.
        ids: The regions that may be used.

    Example:
        >>> place_hint("JPN", {"jp"}).id, place_hint("nowhere", {"jp"}) is None
        ('jp', True)
        >>> place_hint("Suzhou", {"cn-ah-suzhou", "cn-js-suzhou"}).advice
        "it may mean 'cn-ah-suzhou' or 'cn-js-suzhou'"
    """
    from chinaindpolicy.codes.matches import NoMatch
    from chinaindpolicy.codes.places import find_place

    if text.isdigit() and len(text) < 6:
        return None  # a code of the UN or of a division
    found = find_place(text)
    certain = not isinstance(found, NoMatch) and not found.notes
    if isinstance(found, NoMatch) and found.reason == "unknown":
        similar = (name for name in found.similar()[:1] if _is_spelling(text, name))
        found = next(map(find_place, similar), found)
    if isinstance(found, NoMatch):
        meant = {place.id for place in found.candidates} & ids
    else:
        meant = set[str]() if found.partial else {found.id} & ids
    if len(meant) == 1:
        return Hint(meant.pop(), certain=certain)
    return several(meant) if meant else None


def _is_spelling(text: str, name: str) -> bool:
    """Return True if a name of a place is another spelling of a text; Chinese names are short."""
    return is_misspelt(text, name) if text.isascii() else abs(len(text) - len(name)) <= 1
