"""Words of the charts: names, amounts, periods and counts in one language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chinaindpolicy.lang.texts import texts
from chinaindpolicy.model.describe import format_period, format_value
from chinaindpolicy.model.describe_chinese import chinese_period, chinese_units, chinese_value
from chinaindpolicy.plot.selection import checked_names

if TYPE_CHECKING:
    import datetime

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.lang.texts import Texts
    from chinaindpolicy.plot.selection import Names

GAP = "\u2003"
"""Separator of legend entries: a space that SVG does not collapse."""

ERRATUM = "†"
"""Mark of a value that the text misprints."""

_NAMES = ("China",)
_MEASURES = ("share", "growth", "change", "multiple")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one chart.

    Attributes:
        dataset: The dataset of the names.
        say: The texts of the language of the chart.
        names: The language of names.
    """

    dataset: Dataset
    say: Texts
    names: Names

    @property
    def chinese(self) -> bool:
        """True if the chart is in Chinese."""
        return self.say.lang == "zh"

    def label(self, record: Any) -> str:
        """Return the name of a region, indicator, policy or organisation.

        Without a Chinese name, the English name is used.
        """
        english = getattr(record, "name", None) or record.title
        chinese = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
        if chinese is None or self.names == "en":
            return str(english)
        return str(chinese) if self.names == "zh" else f"{english} {chinese}"

    def amount(self, record: Any) -> str:
        """Return a record's quantity with comparator, unit and, for a misprint, a mark."""
        say = self.say
        if record.value is None:
            return say("no number")
        if self.chinese:
            words = chinese_value(record, chinese_units(self.dataset.units))
        else:
            words = self._english_value(record)
        is_misprint = getattr(record, "value_printed", None) is not None
        return f"{words} {ERRATUM}" if is_misprint else words

    def _english_value(self, record: Any) -> str:
        words = format_value(record).removeprefix("= ")
        unit = self.dataset.units.get(record.unit or "")
        if unit is not None and unit.iso_4217 is None and words.endswith(f" {unit.id}"):
            return f"{words.removesuffix(unit.id)}{unit.symbol or _short(unit.name)}"
        return words

    def period(self, record: Any) -> str:
        """Return the period of a record, or that it has none."""
        say = self.say
        if record.period is None:
            return say("no period")
        return chinese_period(record.period) if self.chinese else format_period(record.period)

    def day(self, day: datetime.date) -> str:
        """Return a day as text."""
        return chinese_period(day.isoformat()) if self.chinese else day.isoformat()

    def circumstances(self, record: Any, *, place: bool = True) -> str:
        """Return the type of a value, its denominator, organisation, region, period and origin."""
        say, indicator = self.say, self.dataset.indicators[str(record.indicator_id)]
        parts = [self.kind(record)]
        whole = self._denominator(indicator)
        if record.measure == "share" and whole:
            parts.append(say("of {whole}", whole=whole))
        if organization := getattr(record, "organization_id", None):
            parts.append(self.label(self.dataset.organizations[organization]))
        if place and record.region_id:
            parts.append(self.label(self.dataset.regions[record.region_id]))
        parts.append(self.period(record))
        if author := getattr(record, "attributed_to", None):
            name = self.label(self.dataset.organizations[author])
            parts.append(say("attributed to {name}", name=name))
        elif getattr(record, "basis", None) == "claim":
            parts.append(say("claim without a source"))
        return ("；" if self.chinese else "; ").join(parts)

    def kind(self, record: Any) -> str:
        """Return whether a record is a target, an outcome, or which type of figure."""
        say = self.say
        name = type(record).__name__
        if name == "Target":
            return say("target")
        return say("outcome") if name == "Outcome" else say.code("kind", str(record.kind))

    def _denominator(self, indicator: Any) -> str:
        chinese = getattr(indicator, "denominator_zh", None)
        if self.chinese and chinese:
            return str(chinese)
        return _lowered(indicator.denominator) if indicator.denominator else ""

    def unit_name(self, unit: str | None, measure: str | None) -> str:
        """Return the title of an axis: the unit, and the measure unless it is a level."""
        record = self.dataset.units.get(unit or "")
        if self.chinese:
            name = (record.name_zh or record.name) if record else unit or ""
            kind = self.say.code("measure", measure or "")
            return f"{name}（{kind}）" if measure in _MEASURES else name
        name = _short(record.name) if record else unit or ""
        return f"{name} ({measure})" if measure in _MEASURES else name

    def counted(self, count: int, noun: str) -> str:
        """Return a number with its noun: `target`, `rate`, `policy` or `task`."""
        if self.chinese:
            return f"{count}{self.say.code('counted', noun)}"
        plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
        return f"{count} {noun if count == 1 else plural}"


def words_for(dataset: Dataset, lang: str, names: Names | None) -> Words:
    """Return the words of a chart; names are in its language unless `names` differs.

    Raises:
        UnknownNameError: If a language is unknown.
    """
    say = texts(lang)
    return Words(dataset, say, say.lang if names is None else checked_names(names))


def _short(name: str) -> str:
    return name.partition(" (")[0]


def _lowered(text: str) -> str:
    """Lower the first letter, except of a name such as AI or China."""
    first = text.split(" ")[0].removesuffix("'s")
    return text if first.isupper() or first in _NAMES else text[0].lower() + text[1:]
