"""Vocabulary of the audit: which words identify an indicator, a mood, a source or a field."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.auditing.patterns import Group, any_number, compile_any, read_group

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Indicator

_CHINESE = re.compile("[\u3400-\u9fff]")
_WORD = re.compile("[a-z0-9]+")
# Words of an indicator's name that do not identify it.
_STOP = frozenset(
    {"a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or"}
)
_STOP_MORE = frozenset(
    {"per", "the", "their", "to", "with", "under", "above", "below", "than", "industry", "sector"}
)
_CHINESE_TAIL = re.compile("(?:的)?(?:幅度|数量|规模|水平|总额|总量|数|率)$")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number that belongs to the definition of an indicator.

    Attributes:
        value: The number in `unit`.
        unit: A unit code.
    """

    value: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Concept:
    """The words that identify an indicator.

    Attributes:
        indicator_id: Id of the indicator.
        head: The counted or measured noun.
        groups: Further groups that need a match.
        excluded: Words that make the number one of another indicator.
        phrases: The name and aliases; a match stands for the head and all groups.
        threshold: The number of the definition, if any.
        probe: Matches wherever the head can match, in a sentence whose numbers are all masked.
    """

    indicator_id: str
    head: Group
    groups: tuple[Group, ...]
    excluded: re.Pattern[str] | None
    phrases: re.Pattern[str] | None
    threshold: Threshold | None
    probe: re.Pattern[str]


def _read(name: str) -> dict[str, Any]:
    path = files("chinaindpolicy.auditing") / "data" / name
    return tomllib.loads(path.read_text(encoding="utf-8"))


@functools.cache
def _entries() -> tuple[Mapping[str, Sequence[str]], Mapping[str, Any]]:
    entries = _read("concepts.toml")
    macros = entries.pop("macros")
    return MappingProxyType(macros), MappingProxyType(entries)


@functools.cache
def words() -> Mapping[str, Mapping[str, Any]]:
    """Return the tables of `data/words.toml`.

    Example:
        >>> "already" in words()["mood"]["fact"]
        True
    """
    return MappingProxyType(_read("words.toml"))


@functools.cache
def word_pattern(table: str, key: str) -> re.Pattern[str]:
    """Return the pattern of a list of `data/words.toml`.

    Args:
        table: Name of the table.
        key: Name of the list.
    """
    pattern = compile_any(words()[table][key], _entries()[0])
    assert pattern is not None
    return pattern


def listed_ids() -> frozenset[str]:
    """Return the ids of indicators that have an entry in `data/concepts.toml`."""
    return frozenset(_entries()[1])


def concept_of(indicator: Indicator, id: str | None = None) -> Concept:
    """Return the words that identify an indicator.

    With a packaged entry, the name and the aliases of the record add to the head if they contain a
    word of the entry, and its groups stay mandatory: aliases are also written for search, and may
    be wider than the indicator. Without an entry, all words of the name are required, or one alias,
    and the excluding words of the record exclude.

    Args:
        indicator: A record of the table `indicators`.
        id: Id of the packaged entry, if it is another one than that of the record.
    """
    macros, entries = _entries()
    entry: Mapping[str, Any] = entries.get(id or indicator.id, {})
    phrases: Sequence[str] = _phrases(indicator)
    if entry:
        groups = tuple(read_group(group, macros) for group in entry.get("all", ()))
        head = read_group(entry["head"], macros)
        known = [one for one in phrases if _anchored(one, (head, *groups))]
        head = read_group([*entry["head"], *known], macros)
        phrases = ()
    else:
        head, groups = _from_name(indicator)
    named = compile_any(phrases, {})
    parts = [head.ok, head.open, named, *(pattern for _, pattern in head.wrong)]
    return Concept(
        id or indicator.id,
        head,
        groups,
        compile_any(entry["not"] if "not" in entry else _excluding(indicator, groups), macros),
        named,
        _threshold(indicator, entry.get("threshold")),
        any_number(part for part in parts if part is not None),
    )


def _anchored(phrase: str, groups: Sequence[Group]) -> bool:
    """Return True if a name has a word of the head, or one of each further group."""
    plain = phrase.replace("s?", "").replace("\\", "")
    head, *others = groups
    if head.ok is not None and head.ok.search(plain):
        return True
    needed = [group.ok for group in others if group.absent is None and group.ok is not None]
    return bool(needed) and all(pattern.search(plain) for pattern in needed)


def _texts(indicator: Indicator, *names: str) -> list[str]:
    """Return the texts of the fields that the indicator has; releases differ in their columns."""
    found: list[str] = []
    for name in names:
        value: Any = getattr(indicator, name, None)
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, tuple | list):
            found.extend(str(one) for one in value)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return found


def _literal(text: str) -> str:
    """Return the expression of a name: its words, with optional plural, in this order."""
    plain = text.lower().replace("-", " ").strip()
    if _CHINESE.search(plain):
        return re.escape(plain).replace(r"\ ", "")
    return " ".join(rf"{re.escape(word)}s?" for word in _WORD.findall(plain))


def _phrases(indicator: Indicator) -> list[str]:
    names = _texts(indicator, "name", "name_zh", "aliases", "aliases_zh")
    return [_literal(name) for name in names if len(name.strip()) > 1]


def _excluding(indicator: Indicator, groups: Sequence[Group]) -> list[str]:
    """Return the excluding words of a record, without those that the indicator itself needs."""
    names = ("excludes", "excludes_zh", "excluding", "excluding_zh")
    found = [_literal(name) for name in _texts(indicator, *names) if name.strip()]
    return [
        one
        for one in found
        if not any(group.ok is not None and group.ok.search(one) for group in groups)
    ]


def _threshold(indicator: Indicator, entry: Mapping[str, str] | None) -> Threshold | None:
    value, unit = (
        getattr(indicator, "threshold_value", None),
        getattr(indicator, "threshold_unit", None),
    )
    if value is not None and unit is not None:
        return Threshold(Decimal(value), str(unit))
    return Threshold(Decimal(entry["value"]), entry["unit"]) if entry else None


def _from_name(indicator: Indicator) -> tuple[Group, tuple[Group, ...]]:
    """Return head and groups of the words of a name: each word is required, in any order."""
    plain = [
        word
        for word in _WORD.findall(indicator.name.lower().replace("-", " "))
        if word not in _STOP | _STOP_MORE
    ]
    chinese = indicator.name_zh or ""
    short = _CHINESE_TAIL.sub("", chinese)
    if not plain:
        return read_group([re.escape(chinese or indicator.name.lower())], {}), ()
    own = [re.escape(short)] if short else []
    stems = [_stem(word) for word in plain]
    groups = tuple(read_group([stem, *own], {}) for stem in stems)
    return read_group([*stems, *own], {}), groups


def _stem(word: str) -> str:
    for ending in ("ies", "y", "ing", "ed", "es", "s", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return f"{word.removesuffix(ending)}*"
    return word if len(word) < 4 else f"{word}*"
