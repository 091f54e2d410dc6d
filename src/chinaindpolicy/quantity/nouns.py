"""Find the noun that an English number counts."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from chinaindpolicy.quantity.wordlists import (
    DEVICES,
    ENTERPRISES,
    NOT_PLURAL,
    PERSONS,
    STOP,
    STRUCTURE,
    VEHICLES,
)

_NOUNS = (
    dict.fromkeys(ENTERPRISES, "enterprise")
    | dict.fromkeys(PERSONS, "person")
    | dict.fromkeys(VEHICLES, "vehicle")
    | dict.fromkeys(DEVICES, "device")
    | {"projects": "project", "households": "household", "wafers": "wafer"}
)
_STRUCTURE = frozenset(STRUCTURE)
_STOP = frozenset(STOP)
_NOT_PLURAL = frozenset(NOT_PLURAL)


_SINGULAR = {
    "enterprise": "enterprise",
    "company": "enterprise",
    "firm": "enterprise",
    "project": "project",
    "vehicle": "vehicle",
    "person": "person",
}


class UnitRead(NamedTuple):
    """What was read behind a number.

    Attributes:
        code: the unit code, or None.
        end: offset behind the unit.
        structure: whether the noun counts parts of a document or plan.
        noun: whether it is a counted noun, and not a unit of measurement.
    """

    code: str | None
    end: int
    structure: bool = False
    noun: bool = False


@cache
def _phrase_word() -> re.Pattern[str]:
    return re.compile(r"(?:[ \t]{1,2}[\"“”‘'(]{0,2}|\r?\n)([a-z][a-z'’/&-]*)[\"“”'’)]{0,2}")


@cache
def _numbered_name() -> re.Pattern[str]:
    return re.compile(
        r" ?[\"“]?[0-9]{1,4}(?:[a-z]{1,2}|th-generation|-[a-z]{2,12})"
        r"(?:-[a-z]{2,12})?(?![a-z0-9])[\"”]?"
    )


def _beside_quote(norm: str, match: re.Match[str], limit: int) -> bool:
    """Whether a number word opens a quoted name, or closes one that was passed over."""
    opened = norm[match.start(1) - 1] in '"“”'
    return opened or (limit > 0 and norm[match.end() - 1] in '"”’')


def counted_noun(norm: str, start: int, *, single: bool = False, words: int = 12) -> UnitRead:
    """Find the noun that an English number counts.

    The noun is the first plural of the phrase, and the last of two plurals side by side
    ("electronics companies"); the phrase ends at punctuation, at a preposition or a verb.

    Args:
        norm: normalised text.
        start: offset behind the number.
        single: whether the number is one, so that the noun stands in the singular.
        words: how many words to look at.

    Example:
        >>> counted_noun(' specialized and new "little giant" enterprises', 0)
        UnitRead(code='enterprise', end=47, structure=False, noun=True)
    """
    pattern = _phrase_word()
    position = start
    found: UnitRead | None = None
    limit = 0  # where a name with a number of its own begins: 25 5A data centres
    for index in range(words):
        match = pattern.match(norm, position)
        if match is None:
            name = _numbered_name().match(norm, position)
            if name is None or found is not None:
                break
            limit = limit or position
            position = name.end()
            continue
        word = match.group(1)
        if word in _STOP and found is None and _beside_quote(norm, match, limit):
            limit = limit or position
            position = match.end()
            continue
        if word in _STOP or (word == "and" and (index == 0 or found is not None)):
            break
        if index == 0 and word in ("layer", "layers", "bit", "bits", "generation"):
            break
        position = match.end()
        code = _NOUNS.get(word) or (_SINGULAR.get(word) if single else None)
        if code is None:
            code = "item" if _is_plural(word) else None
        if code is not None:
            found = UnitRead(code, match.end(), structure=word in _STRUCTURE, noun=True)
            if code != "item":
                break
        elif found is not None:
            break
    if found is None:
        return UnitRead(None, start)
    return found._replace(end=limit) if limit else found


def _is_plural(word: str) -> bool:
    return (
        len(word) > 3
        and word[-1] == "s"
        and word[-2] not in "su'’"
        and word[-2:] != "is"
        and word not in _NOT_PLURAL
    ) or word in (
        "mice",
        "series",
        "criteria",
        "phenomena",
        "bases",
        "gpus",
        "cpus",
        "hubs",
        "apps",
    )
