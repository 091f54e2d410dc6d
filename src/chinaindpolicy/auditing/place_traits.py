"""Comparison of the place of a number with that of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.context import CARRIED, Context, Trait
from chinaindpolicy.auditing.names import is_inside
from chinaindpolicy.auditing.reading import Found
from chinaindpolicy.auditing.sentences import Span

if TYPE_CHECKING:
    from chinaindpolicy.auditing.entries import Entry


def place_trait(context: Context, entry: Entry) -> Trait | None:
    """Return the trait of the place; None if the record is about an organization.

    Args:
        context: The traits from the words around the number.
        entry: The record.
    """
    region = entry.region_id
    if region is None or entry.organization_id is not None:
        return None
    places = context.places
    own = [one for one in places if not one.carried]
    if region == "world":
        return _world(context, own)
    if region == "cn":
        if own:
            capital = _OF_STATE.match(context.reading.searchable, own[0].span[0])
            if capital or (context.china is not None and not own[0].certain):
                return Trait("region", "open", "region", region, (own[0].span,))
            return Trait("region", "wrong", "region", region, (own[0].span,))
        if (
            context.world is not None
            and context.china is None
            and _in_clause(context, context.world)
        ):
            return Trait("region", "wrong", "region", region, (context.world,))
        return Trait("region", "ok", "", region, (context.china,) if context.china else ())
    whole = _national_whole(context)
    if whole is not None:
        return Trait(
            "region",
            "wrong",
            "denominator",
            region,
            (whole,),
            "the text states a share of the whole country",
        )
    if own:
        first = own[0]
        if first.value == region:
            joined = _joined_place(context, first)
            if joined is not None:
                text = "the text may state a sum of several places"
                return Trait("region", "open", "region", region, (first.span, joined), text)
            return Trait("region", "ok", "", region, (first.span,))
        if any(one.value == region for one in own):
            agreeing = next(one for one in own if one.value == region)
            apposed = 0 <= first.span[0] - agreeing.span[1] <= _APPOSITION
            if apposed and is_inside(region, first.value):  # Dalian, a port in Liaoning
                return Trait("region", "ok", "", region, (agreeing.span,))
            if is_inside(first.value, region) or not first.certain:
                return Trait("region", "open", "region", region, (agreeing.span, first.span))
        # "The capital of Shandong" is a city that an earlier sentence names.
        before = context.reading.searchable[max(0, first.span[0] - 40) : first.span[0]]
        if is_inside(region, first.value) and _SEAT.search(before):
            return Trait("region", "open", "region", region, (first.span,))
        return Trait("region", "wrong", "region", region, (first.span,))
    for one in places:
        if one.value == region and _carries(context, one):
            return Trait("region", "ok", "", region, (one.span,), CARRIED)
    if context.china is not None and not places:
        return Trait("region", "wrong", "region", region, (context.china,))
    return Trait("region", "open", "region", region, (), "the text names no place")


# The whole of a share: 30% of the country's computing power, 占全国算力的30%.
_WHOLE_AFTER = re.compile(
    r"\s*of (?:all )?(?:the (?:whole )?(?:country|nation)(?:'s)?|china(?:'s)?|national|nationwide)"
    r"(?![a-z])|\s*的?全国"
)
_WHOLE_BEFORE = re.compile(r"占(?:到)?(?:了)?全国[^，。；]{0,16}$")


def _national_whole(context: Context) -> Span | None:
    """Return the words that make a percentage a share of the whole country, or None."""
    if context.number.quantity.unit != "percent":
        return None
    text, number = context.reading.searchable, context.number
    after = _WHOLE_AFTER.match(text, number.core_end)
    before = _WHOLE_BEFORE.search(text, context.sentence[0], number.core_start)
    match = after or before
    return match.span() if match else None


_APPOSITION = 25
_SEAT = re.compile(r"(?:the|a) (?:[a-z]+ )?(?:capital|city|port|seat|hub|metropolis) (?:of|in) $")
# The capital stands for the state: Beijing's action plan for components.
_OF_STATE = re.compile(
    r"beijing's (?:[a-z]+ ){0,3}?(?:plan|roadmap|blueprint|opinions|guidelines|strateg|polic"
    r"|planner|leader|central|national|five year)"
)
_JOINED = re.compile(r"\s*(?:,? ?(?:and|plus|&)|和|与|及|以及|连同|加上)\s*")
_EACH = re.compile(r"(?<![a-z])(?:each|respectively|both)(?![a-z])|分别|各|均|都")
_WITH = re.compile(r"(?:(?<![a-z])(?:together|along|combined) with|连同|会同|加上)\s*$")


def _joined_place(context: Context, first: Found) -> Span | None:
    """Return the other place if a number may be the sum of two: "Qingdao and Jinan"."""
    plain = context.reading.plain
    if _EACH.search(plain, *context.clause):
        return None
    for one in context.places:
        if one.carried or one.span == first.span or is_inside(one.value, first.value):
            continue
        low, high = sorted((one.span, first.span))
        between = plain[low[1] : high[0]]
        with_other = _WITH.search(plain[max(0, one.span[0] - 20) : one.span[0]])
        if _JOINED.fullmatch(between) or with_other:
            return one.span
    return None


def _carries(context: Context, one: Found) -> bool:
    """Return True if a place of an earlier sentence is the topic of the number's sentence."""
    first = context.places[0]
    return one.certain or one.value == first.value or is_inside(first.value, one.value)


def _world(context: Context, own: list[Found]) -> Trait:
    if own:
        return Trait("region", "wrong", "region", "world", (own[0].span,))
    if context.world is not None:
        return Trait("region", "ok", "", "world", (context.world,))
    if context.china is not None:
        return Trait("region", "wrong", "region", "world", (context.china,))
    return Trait("region", "open", "region", "world", (), "the text names no place")


def _in_clause(context: Context, span: Span) -> bool:
    return context.clause[0] <= span[0] < context.clause[1]
