"""Lookup of places by name or code."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable

from chinaindpolicy.codes.matches import Match, NoMatch
from chinaindpolicy.codes.place_index import Place, PlaceIndex, fold, place_index
from chinaindpolicy.codes.place_names import bilingual, splits, without_ending
from chinaindpolicy.codes.succession import (
    ancestors,
    history_note,
    is_related,
    latest,
    successors,
)

TIERS = ("country", "province", "prefecture", "county", "area", "aggregate")
"""The tiers of places, for `find_place(level=...)`."""
_LONG_CODE = re.compile(r"([0-9]{6})0{6}")
_SHORT_CODE = re.compile(r"[0-9]{2}|[0-9]{4}")
_MAINLAND = re.compile(r"mainland|大陆|内地")
# Without a year, a name does not mean an abolished division; a note mentions it.
_RECENT = 2000
# Cities and regions without prefectures: a table repeats their name in its column of cities.
_WITHOUT_PREFECTURES = frozenset(("municipality", "special_administrative_region"))


def find_place(
    name: str,
    *,
    within: str | Match | None = None,
    year: int | None = None,
    level: str | None = None,
    definer: str | None = None,
) -> Match | NoMatch:
    """Return the place that a name or code identifies, or the reason why it identifies none.

    Known are full, short and former names in Chinese, English names and pinyin down to
    prefectures, codes of GB/T 2260, ISO 3166 and UN M49, ids of divisions and groups, and the
    names of countries and groups that the World Bank, Our World in Data and the IEA print.

    Args:
        name: The name or code. One that several places have is ambiguous: 吉林, 朝阳.
        within: The name, code or match of the place around it, such as the province in the next
            column. A place of that name elsewhere does not match.
        year: The year of the data: it decides between places that had the name at other times.
        level: The tier (`province`, `prefecture`, `county`, `country`, `area`, `aggregate`) or the
            level of the place, if it is known.
        definer: The definer of groups of countries, such as `World Bank`.

    Returns:
        A `Match`, with notes on a successor or another place of that name; or a `NoMatch`, which
        is false and has the candidates.

    Example:
        >>> find_place("Urumqi").id, find_place("吉林市").id, find_place("Korea, Rep.").id
        ('cn-xj-urumqi', 'cn-jl-jilin', 'kr')
        >>> find_place("JILIN", within="Jiangsu").reason
        'outside'
        >>> find_place("襄樊").notes
        ('襄樊市 (420600) was renamed 襄阳市 in 2010',)
        >>> [place.label for place in find_place("吉林").candidates]
        ['吉林省 (220000)', '吉林市 (220200)']
    """
    around = within.place.code if isinstance(within, Match) else within
    return _find(name, around, year, level, definer)


def places_of(name: str) -> list[Place]:
    """Return the places that have a name or code, whenever they were in force.

    Example:
        >>> [place.label for place in places_of("巢湖市")][:2]
        ['巢湖市 (340181)', '巢湖市 (341400)']
    """
    return _lookup(place_index(), name.strip())[0]


def shared_level(names: Iterable[str]) -> str | None:
    """Return the one tier that has all the names, so that it can decide between places.

    Args:
        names: The names or codes of a column, such as 吉林, 海南 and 浙江.

    Returns:
        The tier; None if no tier has every name, or several have.

    Example:
        >>> shared_level(["吉林", "海南", "浙江"]), shared_level(["吉林", "海南"])
        ('province', None)
    """
    shared = set(TIERS)
    for name in names:
        places, _ = _lookup(place_index(), name.strip())
        current = [place for place in places if place.valid_to is None]
        shared &= {place.tier for place in current or places}
    return shared.pop() if len(shared) == 1 else None


@functools.lru_cache(maxsize=65536)
def _find(
    name: str, within: str | None, year: int | None, level: str | None, definer: str | None
) -> Match | NoMatch:
    index = place_index()
    text = name.strip()
    places, note = _lookup(index, text)
    if level is not None:
        places = [place for place in places if level in (place.tier, place.level)]
    if definer is not None:
        places = [place for place in places if place.definer in ("", "any", definer)]
    if within is not None:
        around, _ = _lookup(index, within.strip())
        if not around:
            return NoMatch(text, "unknown", within=within)
        inside = _inside(index, places, around)
        if places and not inside:
            first = sorted(places, key=lambda place: place.valid_to is not None)
            return NoMatch(text, "outside", tuple(first), within)
        places = inside
    if not places:
        return _combined(text, within, year, level) or NoMatch(text, "unknown")
    notes = (note,) if note else ()
    if len(places) == 1 and places[0].valid_to is None:
        return Match(places[0], places[0], notes)
    return _chosen(index, text, places, year, notes)


def _lookup(index: PlaceIndex, text: str) -> tuple[list[Place], str]:
    """Return the places of a name or code, whenever they were in force, and a note on the form."""
    if found := index.codes.get(text):
        is_earlier = len(text) == 6 and text.isdigit() and found[0].code != text
        return found, f"{text} is another code of {found[0].label}" if is_earlier else ""
    if text.isdigit():
        code = _LONG_CODE.fullmatch(text)
        if code:
            return index.codes.get(code[1], []), ""
        if _SHORT_CODE.fullmatch(text):
            whole = text.ljust(6, "0")
            return index.codes.get(whole, []), f"{text} is read as the code {whole}"
        return [], ""
    key = fold(text)
    if found := index.names.get(key):
        if len(key) == 1:
            return found, f"{text} is the one-character name of {found[0].name_zh}"
        if _MAINLAND.search(key):
            return found, f"{text} is without Hong Kong, Macao and Taiwan"
        return found, ""
    if shorter := without_ending(key):
        name, levels = shorter
        return [each for each in index.names.get(name, ()) if each.level in levels], ""
    if both := bilingual(text):
        chinese, english = (_lookup(index, name)[0] for name in both)
        ids = {place.id for place in english}
        return [place for place in chinese if place.id in ids], ""
    return [], ""


def _inside(index: PlaceIndex, places: list[Place], around: list[Place]) -> list[Place]:
    """Return the places that are in one of several places, or whose successors are."""
    codes = {place.code for place in around}
    members = {code for place in around for code in place.members}

    def contains(place: Place) -> bool:
        above = ancestors(place)
        return not (codes.isdisjoint(above) and members.isdisjoint((place.code, *above)))

    found: list[Place] = []
    for place in places:
        now, _ = latest(index, place)
        if contains(place) or contains(now) or (place.valid_to and now.code in codes):
            found.append(place)
    if not any(place.valid_to is None for place in found):
        found += [
            place for place in places if place.code in codes and place.level in _WITHOUT_PREFECTURES
        ]
    return found


def _candidates(places: list[Place], year: int | None) -> list[Place]:
    """Return the places of a name that had it in a year; else those in force, else the last."""
    if year is not None:
        # Data of the year in which a division ended still name it.
        for extra in (0, 1):
            then = [
                place
                for place in places
                if (place.valid_from or 0) <= year
                and (place.valid_to is None or year < place.valid_to + extra)
            ]
            if then:
                return then
    if current := [place for place in places if place.valid_to is None]:
        return current
    end = max(place.valid_to or 0 for place in places)
    return [place for place in places if place.valid_to == end]


def _chosen(
    index: PlaceIndex, text: str, places: list[Place], year: int | None, notes: tuple[str, ...]
) -> Match | NoMatch:
    """Return the match if the places of a name come down to one."""
    candidates = _candidates(places, year)
    targets: dict[str, Place] = {}
    for place in candidates:
        targets.setdefault(latest(index, place)[0].id, place)
    others: list[Place] = []
    if year is None and candidates[0].valid_to is None:
        # Without a year the data may be about an ended division of that name, too.
        for place in places:
            now = latest(index, place)[0]
            if place.valid_to is None or now.id in targets:
                continue
            others.append(place)
            following = (now,) if now.valid_to is None else successors(index, now)
            related = any(is_related(each, after) for each in candidates for after in following)
            if place.valid_to >= _RECENT and not related:
                targets[now.id] = place
    if len(targets) > 1:
        outer = _prefecture_over_all(index, list(targets.values()))
        if outer is None:
            return NoMatch(text, "ambiguous", tuple(targets.values()))
        inner = ", ".join(each.label for each in targets.values() if each.id != outer.id)
        notes = (*notes, f"{text} is read as {outer.label}; in it is also {inner}")
        targets = {outer.id: outer}
    (found,) = targets.values()
    place, partial = latest(index, found)
    if place.valid_to is not None:
        return NoMatch(text, "split", successors(index, place), ended=place)
    if found.valid_to is not None:
        notes = (*notes, history_note(found, place, partial))
    elif others:
        shown = ", ".join(f"{each.label} until {each.valid_to}" for each in others[:3])
        notes = (*notes, f"{text} was also {shown}")
    return Match(place, found, notes, partial)


def _prefecture_over_all(index: PlaceIndex, places: list[Place]) -> Place | None:
    """Return the prefecture that the other places are counties of: 长沙 is 长沙市, not 长沙县."""
    for place in places:
        if place.tier == "prefecture" and all(
            each is place or ancestors(latest(index, each)[0])[:1] == (place.code,)
            for each in places
        ):
            return place
    return None


def _combined(text: str, within: str | None, year: int | None, level: str | None) -> Match | None:
    """Return the place of a name that contains the place around it: 广东省深圳市."""
    index = place_index()
    found: dict[str, Match] = {}
    for outer, inner in splits(fold(text)):
        around = _find(outer, within, year, None, None)
        if outer.isdigit() and isinstance(around, Match):
            # 430100 长沙 is the place of the code; the name must be one of its names.
            if any(place.id == around.id for place in _lookup(index, inner)[0]):
                found[around.id] = around
            continue
        if isinstance(around, Match) and around.place.tier in ("country", "province", "prefecture"):
            match = _find(inner, around.place.code, year, level, None)
            if isinstance(match, Match):
                found[match.id] = match
    return next(iter(found.values())) if len(found) == 1 else None
