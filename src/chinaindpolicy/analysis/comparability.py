"""Whether an outcome can be held against a target: tests over fields, each with a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.analysis.intervals import TargetBound, interval_of, reaches, sense_of

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Figure, Indicator, Outcome, Target
    from chinaindpolicy.model.vocabularies import Accounting

    Observed = Target | Figure | Outcome

COMPARABILITY: Mapping[str, str] = MappingProxyType(
    {
        "value": "the target and the outcome both have a number",
        "denominator": "the indicators are parts of the same whole",
        "accounting": "both stand at a date (stock), or both count over a period (flow)",
        "object": "the outcome measures the target's own indicator",
        "geography": "the outcome is of the target's region",
        "unit": "the values are in the same unit",
        "measure": "the values are the same of their indicator: level, growth, share, ...",
        "price_basis": "sums of money are in the same prices",
        "deadline": "the outcome is of the target's period, or decides it from within",
        "bounds": "target and outcome are told closely enough to decide",
        "agreement": "outcomes that decide the target decide it alike",
    }
)
"""The tests, in the order in which they are named: where two indicators differ, the field in
which they differ comes before `object`."""

Timing = Literal["whole", "any_time", "part", "outside"]
_CUMULATIVE_MEASURES = ("level", "count")
_CHANGES = ("growth", "change")
_RATES = ("ratio", "growth")


@dataclass(frozen=True, slots=True)
class Comparison:
    """One outcome held against one target.

    Attributes:
        outcome: The outcome.
        result: `met`, `not_met`, or None where a test withheld it.
        failed: The tests that withheld it, in order.
        timing: How the outcome's period lies to the target's: `whole`, reached at `any_time`
            before an open deadline, a `part` of a period that is counted up, or `outside`.
    """

    outcome: Outcome
    result: Literal["met", "not_met"] | None
    failed: tuple[str, ...]
    timing: Timing

    @property
    def final(self) -> bool:
        """Whether nothing that comes later in the period can change the result."""
        return self.result == "met" and self.timing in ("any_time", "part")


def compare_outcome(
    target: Target, outcome: Outcome, indicators: Mapping[str, Indicator]
) -> Comparison:
    """Hold an outcome against a target, test by test.

    Args:
        target: The target.
        outcome: An outcome of it.
        indicators: The indicators of both, by id.

    Returns:
        The result, or every test that withheld it.
    """
    own = indicators[target.indicator_id]
    timing = timing_of(target, outcome, own)
    if target.value is None or outcome.value is None:
        return Comparison(outcome, None, ("value",), timing)
    failed = list(failed_tests(target, outcome, indicators))
    if timing == "outside":
        failed.append("deadline")
    if failed:
        return Comparison(outcome, None, tuple(failed), timing)
    asked = TargetBound(
        target.comparator or "eq",
        target.value,
        target.value_upper,
        sense_of(own.desired_direction),
    )
    reach = reaches(
        interval_of(outcome.comparator or "eq", outcome.value, outcome.value_upper), asked
    )
    if reach == "bounds":
        return Comparison(outcome, None, ("bounds",), timing)
    if reach == "not_met" and timing != "whole":
        # What falls short before the end may still get there.
        return Comparison(outcome, None, ("deadline",), timing)
    return Comparison(outcome, reach, (), timing)


def failed_tests(
    first: Observed, second: Observed, indicators: Mapping[str, Indicator]
) -> tuple[str, ...]:
    """Return the tests over what two values are of that do not hold between them.

    Args:
        first: A target, figure or outcome.
        second: Another.
        indicators: The indicators of both, by id.
    """
    own, other = indicators[first.indicator_id], indicators[second.indicator_id]
    return tuple(name for name, holds in _TESTS.items() if not holds(first, second, own, other))


def accounting_of(record: Observed, indicator: Indicator) -> Accounting | None:
    """Return how a value counts: a change of a stock counts over a period, as a flow does."""
    if indicator.accounting is not None and record.measure in _CHANGES:
        return "flow"
    return indicator.accounting


_Test = Callable[["Observed", "Observed", "Indicator", "Indicator"], bool]
_TESTS: Mapping[str, _Test] = MappingProxyType(
    {
        "denominator": lambda first, second, own, other: own.denominator == other.denominator,
        "accounting": lambda first, second, own, other: (
            accounting_of(first, own) == accounting_of(second, other)
        ),
        "object": lambda first, second, own, other: own.id == other.id,
        "geography": lambda first, second, own, other: (
            first.region_id is not None and first.region_id == second.region_id
        ),
        "unit": lambda first, second, own, other: first.unit == second.unit,
        "measure": lambda first, second, own, other: first.measure == second.measure,
        "price_basis": lambda first, second, own, other: first.price_basis == second.price_basis,
    }
)


def timing_of(target: Target, outcome: Outcome, indicator: Indicator) -> Timing:
    """Tell how an outcome's period lies to its target's.

    - The same period, or for a stock the state at the same last day: `whole`. So is the last
      year of a flow or rate whose period is open at its start: "by 2025" asks for the value of
      2025. A rate, which is neither stock nor flow, may also be of the last day.
    - A stock inside a period that is open at its start (`../2025`, at any time until the end of
      2025): `any_time`.
    - Inside the period, where the indicator is a flow that goes up and the target a least sum
      or number (gt, ge): what is counted up cannot become less, so a part that exceeds the
      target decides it: `part`.
    - Anything else: `outside`.

    A target or outcome whose period is not told is outside.
    """
    start, end = target.period_start, target.period_end
    first, last = outcome.period_start, outcome.period_end
    if end is None or last is None:
        return "outside"
    if (first, last) == (start, end):
        return "whole"
    last_year = (end.replace(month=1, day=1), end)
    accounting = accounting_of(target, indicator)
    rate = accounting is None and indicator.dimension in _RATES
    if start is None and (accounting == "flow" or rate) and (first, last) == last_year:
        return "whole"
    if last > end or (start is not None and (first is None or first < start)):
        return "outside"
    if accounting == "stock":
        if last == end:
            return "whole"
        return "any_time" if start is None else "outside"
    if rate and first == last == end:
        return "whole"
    counted_up = (
        accounting == "flow"
        and indicator.desired_direction == "up"
        and target.measure in _CUMULATIVE_MEASURES
        and target.comparator in ("gt", "ge")
    )
    return "part" if counted_up else "outside"
