"""The catalogue of texts by language: English text in the code, its translation in a CSV file.

A text in the code is its own key, as in gettext. `say` returns the text in the language of a
`Texts`, with named placeholders filled. Codes such as `met` have a context, because the same code
can need different words in different columns.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Literal, cast, get_args

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.lang.plural import in_number

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)

Catalogue = Mapping[tuple[str, str], str]
"""The translation of each pair of context and English text; the context of a text is empty."""


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of one language.

    Attributes:
        lang: The language.
        catalogue: The translations; empty for English.
    """

    lang: Language
    catalogue: Catalogue

    @property
    def html_lang(self) -> str:
        """The language tag of a page: Chinese is in simplified characters."""
        return "zh-Hans" if self.lang == "zh" else self.lang

    def __call__(self, text: str, /, **values: object) -> str:
        """Return a text in the language, with its named placeholders filled.

        A text without a translation stays English.

        Example:
            >>> texts("zh")("Not met."), texts("en")("paragraph {number}", number=3)
            ('未实现。', 'paragraph 3')
        """
        found = self.catalogue.get(("", text), text)
        if values and found is text:
            found = in_number(found, values)
        return found.format_map(values) if values else found

    def code(self, context: str, code: str) -> str:
        """Return the words for a code; the code itself in English.

        Args:
            context: The column or kind of the code, such as `verdict` or `table`.
            code: The code.

        Example:
            >>> texts("zh").code("verdict", "not_met"), texts("en").code("verdict", "not_met")
            ('未实现', 'not_met')
        """
        return self.catalogue.get((context, code), code)


ENGLISH = Texts("en", MappingProxyType({}))
"""The texts of the code as they are."""


def texts(lang: str = "en") -> Texts:
    """Return the texts of a language.

    Args:
        lang: `en` or `zh`.

    Raises:
        UnknownNameError: If the language has no catalogue; names the allowed languages.

    Example:
        >>> texts("zh").code("comparator", "ge")
        '不低于'
        >>> texts("fr")
        Traceback (most recent call last):
            ...
        chinaindpolicy.UnknownNameError: no language 'fr'; available: en, zh
    """
    known = checked_language(lang)
    return ENGLISH if known == "en" else Texts(known, catalogue(known))


def checked_language(lang: str) -> Language:
    """Return a language.

    Raises:
        UnknownNameError: If there is no such language; names the allowed ones.
    """
    for known in LANGUAGES:
        if isinstance(cast("object", lang), str) and lang == known:
            return known
    raise UnknownNameError("language", lang, LANGUAGES, near=())


def code_context(column: str) -> str:
    """Return the context of the codes of a column.

    Example:
        >>> code_context("gbt4754_match"), code_context("measure")
        ('match', 'measure')
    """
    if column.endswith("_match"):
        return "match"
    return "comparator" if column == "threshold_comparator" else column


@cache
def catalogue(lang: Language) -> Catalogue:
    """Return the translations of a language.

    Raises:
        ValueError: If an entry is in the file twice.
    """
    text = files("chinaindpolicy.lang").joinpath(f"{lang}.csv").read_text(encoding="utf-8")
    found: dict[tuple[str, str], str] = {}
    for row in csv.DictReader(text.splitlines()):
        key = (row["context"], row["en"])
        if key in found:
            raise ValueError(f"{lang}.csv has two entries {key}")
        found[key] = row[lang]
    return MappingProxyType(found)
