"""Successors of abolished divisions."""

from __future__ import annotations

from chinaindpolicy.codes.place_index import CHINA, Place, PlaceIndex


def latest(index: PlaceIndex, place: Place) -> tuple[Place, bool]:
    """Return the division that follows one, and True if the first is only a part of it.

    Args:
        index: The places.
        place: A place; one that has not ended is returned as it is.

    Returns:
        The division in force now; if a division on the way was split, that one, with `valid_to`.
    """
    partial = False
    while place.valid_to is not None and len(place.successors) == 1:
        partial = partial or place.succession == "merged"
        place = index.division(place.successors[0], place.valid_to)
    return place, partial


def successors(index: PlaceIndex, place: Place) -> tuple[Place, ...]:
    """Return the current divisions that contain the area of a split one."""
    year = place.valid_to or 0
    ends = [latest(index, index.division(code, year))[0] for code in place.successors]
    return tuple({end.id: end for end in ends}.values())


def ancestors(place: Place) -> tuple[str, ...]:
    """Return the codes of the divisions above a place, and of the country."""
    if place.tier in ("prefecture", "county"):
        return place.parent, f"{place.code[:2]}0000", CHINA
    return (place.parent,) if place.parent else ()


def is_related(first: Place, second: Place) -> bool:
    """Return True if the places are the same or one is in the other."""
    return (
        first.id == second.id
        or second.code in ancestors(first)[:2]
        or first.code in ancestors(second)[:2]
    )


def history_note(found: Place, place: Place, partial: bool) -> str:
    """Return the notes on a named division that was abolished."""
    if partial:
        return (
            f"{found.label} ended in {found.valid_to} and is now a part of {place.label}; "
            "its values are not those of the whole"
        )
    if found.code == place.code:
        return f"{found.label} was renamed {place.name_zh} in {found.valid_to}"
    return f"{found.label} ended in {found.valid_to} and became {place.label}"
