"""Synonyms that search knows in addition to the names and aliases of the data."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType

from chinaindpolicy.analysis.search_words import words_of

_FILE = "search_synonyms.csv"


@functools.cache
def synonyms() -> Mapping[str, tuple[str, ...]]:
    """Return the other words of each group of synonyms, in the form that is searched.

    Example:
        >>> synonyms()["silicon carbide"]
        ('碳化硅', 'sic')
    """
    data = resources.files("chinaindpolicy.analysis").joinpath(_FILE).read_text(encoding="utf-8")
    found: dict[str, tuple[str, ...]] = {}
    for row in csv.DictReader(io.StringIO(data)):
        forms = [" ".join(words_of(text)) for text in row["words"].split("|")]
        for form in forms:
            others = [*found.get(form, ()), *(each for each in forms if each != form)]
            found[form] = tuple(dict.fromkeys(others))
    return MappingProxyType(found)
