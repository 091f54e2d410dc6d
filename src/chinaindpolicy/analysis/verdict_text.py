"""The reason of a verdict as text: the compared values, the source, and the failed tests."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING

from chinaindpolicy.analysis.comparability import COMPARABILITY

if TYPE_CHECKING:
    from chinaindpolicy.analysis.comparability import Comparison
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.model.records import Outcome, Target

VERDICT_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "met": "Met.",
        "not_met": "Not met.",
        "not_due": "Not due: the deadline, {end}, has not passed on {day}.",
        "no_outcome": "No outcome is known as of {day}.",
        "not_comparable": "Not comparable.",
    }
)
"""The first sentence of each verdict."""
TIMING_TEXTS: Mapping[str, str] = MappingProxyType(
    {
        "any_time": "It was reached before the deadline, and the target has no start date.",
        "part": "A part of the period already exceeds it, and a running total cannot decrease.",
    }
)
"""The reason why a value before the deadline is decisive."""


def verdict_text(
    target: Target,
    verdict: str,
    failed: Sequence[str],
    comparisons: Sequence[Comparison],
    day: datetime.date,
    local: Localized,
) -> str:
    """Return the reason of a verdict.

    Args:
        target: The target.
        verdict: The verdict.
        failed: The tests that prevent met or not met.
        comparisons: The comparison with each known outcome.
        day: The date of the verdict.
        local: The language, and the dataset of the target.
    """
    say = local.say
    end = None if target.period_end is None else local.day(target.period_end)
    sentences = [say(VERDICT_TEXTS[verdict], end=end, day=local.day(day))]
    if tuple(failed) == ("agreement",):
        sentences.append(say("Two outcomes lead to different verdicts."))
    for comparison in comparisons:
        sentences += _described(target, comparison, local)
    return local.joined(sentences)


def _described(target: Target, comparison: Comparison, local: Localized) -> list[str]:
    say, outcome = local.say, comparison.outcome
    reference = local.dataset.references[outcome.reference_id]
    day = reference.published_on or reference.published_in
    found = local.prose(outcome.statement) if outcome.value is None else local.value(outcome)
    aim = say("an aim without a number") if target.value is None else local.value(target)
    sentences = [
        say(
            "Target: {target}; outcome: {outcome} ({publisher}{published}; {certainty}).",
            target=_with_period(aim, target, local),
            outcome=_with_period(found, outcome, local),
            publisher=reference.publisher,
            published=say(", {day}", day=local.day(day)) if day else "",
            certainty=say.code("certainty", outcome.certainty),
        )
    ]
    if comparison.failed:
        tests = (
            say(
                "{name} ({test})",
                name=say.code("test_name", name),
                test=say(COMPARABILITY[name]) if local.lang == "en" else say.code("test", name),
            )
            for name in comparison.failed
        )
        sentences.append(say("Not fulfilled: {tests}.", tests=say("; ").join(tests)))
    elif comparison.final:
        sentences.append(say(TIMING_TEXTS[comparison.timing]))
    if outcome.caution is not None:
        sentences.append(say("Caution: {caution}", caution=local.prose(outcome.caution)))
    return sentences


def _with_period(words: str, record: Target | Outcome, local: Localized) -> str:
    period = local.period(record.period) or local.say("no period stated")
    return local.say("{words}, {period}", words=words, period=period)
