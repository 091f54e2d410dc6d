"""Texts, values, periods and names of a dataset in one language."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.lang.texts import Language, Texts, texts
from chinaindpolicy.model.describe import (
    format_amount,
    format_number,
    format_period,
    format_value,
)
from chinaindpolicy.model.describe_chinese import (
    chinese_number,
    chinese_period,
    chinese_units,
    chinese_value,
)

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.describe import Quantified, Valued

_CHINESE = re.compile("[\u4e00-\u9fff]")
_LATIN = re.compile("[A-Za-z]{2,}")
_ENGLISH_END = re.compile(r"([!-~])\0")


class Localized:
    """A dataset's texts in one language.

    Attributes:
        say: The texts of the language.
        dataset: The dataset, which has the Chinese names of units, regions and indicators.
    """

    def __init__(self, lang: str, dataset: Dataset) -> None:
        self.say: Texts = texts(lang)
        self.dataset = dataset

    @property
    def lang(self) -> Language:
        """The language."""
        return self.say.lang

    @property
    def _is_english(self) -> bool:
        return self.lang == "en"

    @functools.cached_property
    def _units(self) -> Mapping[str, str]:
        return chinese_units(self.dataset.units)

    def number(self, value: Decimal, unit: str | None) -> str:
        """Return a number with its unit."""
        if self._is_english:
            return f"{format_number(value)} {unit}"
        return f"{chinese_number(value)}{self._units.get(unit or '', f' {unit}')}"

    def value(self, record: Quantified) -> str:
        """Return the value of a record, with comparator and unit."""
        return format_value(record) if self._is_english else chinese_value(record, self._units)

    def amount(self, record: Valued) -> str:
        """Return the value of a record, and the printed one if it differs."""
        if self._is_english:
            return format_amount(record)
        if record.value is None:
            return f"“{record.stated}”" if record.stated else self.say("(qualitative)")
        words = self.value(record)
        if record.value_printed is None:
            return words
        printed = self.number(record.value_printed, record.unit)
        return words + self.say(" (printed: {printed})", printed=printed)

    def period(self, period: object) -> str:
        """Return a period or a date as text; an empty string if it is missing."""
        text = None if period is None else str(period)
        return format_period(text) if self._is_english else chinese_period(text)

    def day(self, day: object) -> str:
        """Return a date or a month as text."""
        return str(day) if self._is_english else chinese_period(str(day))

    def name_of(self, record: object, default: str = "") -> str:
        """Return the name or title of a record; in Chinese, its Chinese name if it has one."""
        own = () if self._is_english else ("name_zh", "title_zh")
        for name in (*own, "name", "title"):
            if words := getattr(record, name, None):
                return str(words)
        return default

    def name(self, table: str, id: str) -> str:
        """Return the name or title of a record by its id."""
        return self.name_of(self.dataset[table].get(id), id)

    def names(self, table: str, ids: Iterable[str]) -> str:
        """Return the names or titles of several records of a table."""
        return self.listed(self.name(table, id) for id in ids)

    def listed(self, items: Iterable[str]) -> str:
        """Return items as a list within a sentence."""
        return (", " if self._is_english else "、").join(items)

    def joined(self, sentences: Iterable[str]) -> str:
        """Return sentences as one text, without empty ones."""
        if self._is_english:
            return " ".join(each for each in sentences if each)
        # A space follows English text only.
        return _ENGLISH_END.sub(r"\1 ", "\0".join(filter(None, sentences))).replace("\0", "")

    def prose(self, words: str) -> str:
        """Return a text of the data; in Chinese, an English text is marked as English."""
        if self._is_english or len(_CHINESE.findall(words)) >= len(_LATIN.findall(words)):
            return words
        return self.say("(in English) {words}", words=words)
