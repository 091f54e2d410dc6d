"""Ids, units and places of proposed entries of `extend`."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from chinaindpolicy.model.names import fold

Entry = dict[str, Any]
"""The values of one entry."""

LONGEST_ID, LONGEST_UNIT, LONGEST_NAME = 80, 40, 200
"""Numbers of characters of ids, unit codes and names."""


def place_entries(name: str, taken: set[str]) -> Iterator[Entry]:
    """Yield the entry of a place that no code list has; none if its name has several readings.

    A prefecture gets an entry with the name as an alias if districts have the name too.

    Args:
        name: The name in the file.
        taken: The ids of the rows and of other entries; receives the new one.
    """
    from chinaindpolicy.codes.matches import NoMatch
    from chinaindpolicy.codes.places import find_place

    found = find_place(name)
    if not isinstance(found, NoMatch):
        return
    if found.reason == "ambiguous":
        # A prefecture and districts of one name: 西安 is not 西安区.
        cities = [place for place in found.candidates if place.tier != "county"]
        if len(cities) == 1 and cities[0].tier == "prefecture":
            found = find_place(cities[0].id)
    if isinstance(found, NoMatch):
        if found.reason in ("unknown", "ambiguous") and not _is_chinese_division(found):
            yield {"id": free_id(name, taken, "region"), "name": name[:LONGEST_NAME]}
        return
    place = found.place
    if found.partial or place.id in taken:
        return
    taken.add(place.id)
    entry: Entry = {"id": place.id, "name": place.name or place.name_zh, "name_zh": place.name_zh}
    parent = place.id.rpartition("-")[0]
    if place.tier in ("prefecture", "county") and parent in taken:
        entry["parent_id"] = parent
    if name not in (place.name, place.name_zh):
        entry["aliases"] = [name]
    yield {key: value for key, value in entry.items() if value}


def _is_chinese_division(found: Any) -> bool:
    """Return True if one of the places that a name may mean is a division of China."""
    return any(place.tier in ("province", "prefecture", "county") for place in found.candidates)


def free_id(name: str, taken: set[str], kind: str) -> str:
    """Return an id that is not taken, made of the Latin letters of a name."""
    id = slug(name, "-", LONGEST_ID).lower() if _is_latin(name) else ""
    id = id if re.search("[a-z]", id) else f"{kind}-{digest(name)}"
    if id in taken:
        id = f"{id}-{digest(name)}"
    taken.add(id)
    return id


def _is_latin(name: str) -> bool:
    letters = [char for char in name if char.isalpha()]
    return bool(letters) and all("LATIN" in unicodedata.name(char, "") for char in letters)


def slug(name: str, mark: str, longest: int) -> str:
    """Return the Latin letters and digits of a name, with a mark between its words.

    Example:
        >>> slug("Mt CO2/yr", "_", 40)
        'Mt_CO2_yr'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    words = re.sub("[^A-Za-z0-9]+", mark, plain.replace("%", " percent "))
    return words.strip(mark)[:longest].strip(mark)


def digest(name: str) -> str:
    """Return eight characters that stay the same for a name."""
    return hashlib.sha256(fold(name).encode()).hexdigest()[:8]
