"""The verdict on a target as short texts, for lists and tables in the language of the reader."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chinaindpolicy.lang.texts import Language, Texts, texts
from chinaindpolicy.model.describe_chinese import chinese_period

if TYPE_CHECKING:
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.model.records import Outcome, Target

_HEADER = ("target", "verdict", "value", "period", "outcome", "id")


@dataclass(frozen=True, slots=True)
class VerdictCells:
    """The cells of a verdict.

    Attributes:
        target: The statement of the target.
        verdict: The verdict, with the test that prevents met or not met in brackets.
        value: The value of the target; of a qualitative target the printed expression.
        period: Its period.
        outcome: The value and period of the outcome; an empty string without one.
        lang: The language of the texts.
    """

    target: str
    verdict: str
    value: str
    period: str
    outcome: str
    lang: Language

    def row(self, id: str) -> tuple[str, ...]:
        """Return the cells of a row of a table, below those of `header`."""
        return (self.target, self.verdict, self.value, self.period, self.outcome, id)


def header(lang: Language) -> list[str]:
    """Return the names of the columns of a table of verdicts."""
    return [texts(lang).code("heading", name) for name in _HEADER]


def verdict_cells(
    target: Target, outcome: Outcome | None, verdict: str, test: str | None, local: Localized
) -> VerdictCells:
    """Return the cells of a verdict in the language of some texts."""
    words = _words(verdict, local.say)
    if test:
        name = local.say.code("test_name", test).replace("_", " ")
        words = local.say("{verdict} ({test})", verdict=words, test=name)
    found = ""
    if outcome is not None:
        text = local.value(outcome) if outcome.value is not None else local.prose(outcome.statement)
        period = local.period(outcome.period)
        found = local.say("{words}, {period}", words=text, period=period) if period else text
    return VerdictCells(
        local.prose(target.statement),
        words,
        local.amount(target),
        local.period(target.period),
        found,
        local.lang,
    )


def _words(verdict: str, say: Texts) -> str:
    return say.code("verdict", verdict).replace("_", " ")


def heading(
    count: int, release: str, day: object, counts: Mapping[str, int], lang: Language
) -> str:
    """Return the number of targets of each verdict as text."""
    say = texts(lang)
    listed = say(", ").join(
        say("{count} {verdict}", count=number, verdict=_words(verdict, say))
        for verdict, number in counts.items()
    )
    return say(
        "{count} targets of release {release} as of {day}: {counts}",
        count=count,
        release=release,
        day=chinese_period(str(day)) if lang == "zh" else day,
        counts=listed,
    )


def more_rows(lang: Language) -> Callable[[int, int], str]:
    """Return the label of the rows that a table of verdicts does not show at once."""
    say = texts(lang)

    def label(others: int, hidden: int) -> str:
        first = "" if hidden == others else say(", first {count}", count=hidden)
        return say("{count} more rows", count=others) + first

    return label
