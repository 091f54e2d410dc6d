"""Units of the user, and the words that they are read by."""

from __future__ import annotations

import typing
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from chinaindpolicy.model.vocabularies import Dimension

_NAMES = ("id", "name", "name_zh", "symbol")


@dataclass(frozen=True, slots=True)
class OwnUnit:
    """A unit that a user adds.

    Attributes:
        code: Its id.
        dimension: Its dimension, such as mass.
        factor: The number of base units of the dimension in one unit; None if not given.
        words: Its written forms: id, names, symbol and aliases.
    """

    code: str
    dimension: str
    factor: Decimal | None
    words: tuple[str, ...]

    @classmethod
    def of(cls, values: Mapping[str, Any]) -> OwnUnit:
        """Return the unit of an entry."""
        names = [values[key] for key in _NAMES if values.get(key)]
        words = tuple(dict.fromkeys([*names, *values.get("aliases", ())]))
        return cls(values["id"], values["dimension"], values.get("factor"), words)


def default_dimension(code: str) -> str:
    """Return the dimension of a unit of the code lists or the quantity parser; `none` for others.

    Example:
        >>> default_dimension("tonne"), default_dimension("wafers_per_month")
        ('mass', 'rate')
        >>> default_dimension("basis_point"), default_dimension("own")
        ('ratio', 'none')
    """
    from chinaindpolicy.codes.rows import listed_rows
    from chinaindpolicy.quantity.units import units

    listed = listed_rows("units").filter(id=code)
    if listed.height:
        return str(listed["dimension"][0])
    unit = units().get(code)
    family = unit.dimension.partition(":")[0] if unit is not None else "none"
    # The quantity parser has more dimensions than the records.
    family = "rate" if family.endswith("_rate") else family.replace("points", "ratio")
    return family if family in typing.get_args(Dimension) else "none"


def split_unit(text: str, units: Sequence[OwnUnit]) -> tuple[str, OwnUnit] | None:
    """Return the unit with the longest word at the end of a text, and the text before it.

    Width is ignored. Case is ignored in names, but not in symbols such as `mW` and `MW`. A word of
    Latin letters does not begin inside another word.

    Example:
        >>> tonne = OwnUnit("tce", "energy", None, ("tce", "Tonne of coal"))
        >>> split_unit("12 tonne of coal", [tonne])[0], split_unit("watce", [tonne])
        ('12', None)
    """
    written = unicodedata.normalize("NFKC", text).strip()
    folded = written.casefold() if len(written.casefold()) == len(written) else written
    best: tuple[str, OwnUnit] | None = None
    for unit in units:
        for word in map(word_key, unit.words):
            before = written[: len(written) - len(word)]
            whole = folded if _is_word(word) else written
            if not whole.endswith(word) or _inside(before, word):
                continue
            if best is None or len(before.rstrip()) < len(best[0]):
                best = before.rstrip(), unit
    return best


def word_key(word: str) -> str:
    """Return the form by which words of units are compared.

    Example:
        >>> word_key("Tonne"), word_key("MW"), word_key("ＧＷｈ")
        ('tonne', 'MW', 'GWh')
    """
    plain = unicodedata.normalize("NFKC", word).strip()
    return plain.casefold() if _is_word(plain) else plain


def _is_word(text: str) -> bool:
    """Return True for a word; False for a symbol, in which case makes a difference."""
    return len(text) > 3 and text[1:] == text[1:].lower()


def _inside(before: str, word: str) -> bool:
    """Return whether a word would begin inside a Latin word."""
    letters = word[:1].isascii() and word[:1].isalpha()
    return letters and before[-1:].isascii() and before[-1:].isalpha()
