"""Comparability of an outcome and a target: named tests on their fields."""

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
        "accounting": "both are values at a date (stock), or both are sums over a period (flow)",
        "object": "the outcome measures the target's own indicator",
        "geography": "the outcome belongs to the target's region",
        "unit": "the values have the same unit",
        "measure": "the values have the same measure: level, growth, share, ...",
        "price_basis": "amounts of money are in the same prices",
        "deadline": "the outcome covers the target's period, or is decisive within it",
        "bounds": "target and outcome are precise enough for a verdict",
        "agreement": "all decisive outcomes lead to the same verdict",
    }
)
"""The tests in the order in which they are named. If two indicators differ, the field that differs
precedes `object`."""

Timing = Literal["whole", "any_time", "part", "outside"]
_CUMULATIVE_MEASURES = ("level", "count")
_CHANGES = ("growth", "change")
_RATES = ("ratio", "growth")


@dataclass(frozen=True, slots=True)
class Comparison:
    """The comparison of one outcome with one target.

    Attributes:
        outcome: The outcome.
        result: `met`, `not_met`, or None if a test failed.
        failed: The failed tests, in order.
        timing: Relation of the outcome's period to the target's: the `whole` period, `any_time`
            before an open deadline, a `part` of a period with a running total, or `outside`.
    """

    outcome: Outcome
    result: Literal["met", "not_met"] | None
    failed: tuple[str, ...]
    timing: Timing

    @property
    def final(self) -> bool:
        """True if no later value within the period can change the result."""
        return self.result == "met" and self.timing in ("any_time", "part")


def compare_outcome(
    target: Target, outcome: Outcome, indicators: Mapping[str, Indicator]
) -> Comparison:
    """Compare an outcome with a target, test by test.

    Args:
        target: The target.
        outcome: An outcome of it.
        indicators: The indicators of both, by id.

    Returns:
        The result, or all failed tests.
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
    bound = TargetBound(
        target.comparator or "eq",
        target.value,
        target.value_upper,
        sense_of(own.desired_direction),
    )
    reach = reaches(
        interval_of(outcome.comparator or "eq", outcome.value, outcome.value_upper), bound
    )
    if reach == "bounds":
        return Comparison(outcome, None, ("bounds",), timing)
    if reach == "not_met" and timing != "whole":
        # A value below the target can still reach it by the end of the period.
        return Comparison(outcome, None, ("deadline",), timing)
    return Comparison(outcome, reach, (), timing)


def failed_tests(
    first: Observed, second: Observed, indicators: Mapping[str, Indicator]
) -> tuple[str, ...]:
    """Return the tests that fail for two values: their object, region, unit, and so on.

    Args:
        first: A target, figure or outcome.
        second: Another target, figure or outcome.
        indicators: The indicators of both, by id.
    """
    own, other = indicators[first.indicator_id], indicators[second.indicator_id]
    return tuple(name for name, passes in _TESTS.items() if not passes(first, second, own, other))


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
    """Return the relation of an outcome's period to the target's period.

    - `whole`: the same period, or for a stock the same last day. Also the last year of a flow or
      rate whose period is open at its start: for "by 2025", the value of 2025 is compared. A rate,
      which is neither stock nor flow, may also be that of the last day.
    - `any_time`: a stock within a period that is open at its start (`../2025`, at any time until
      the end of 2025).
    - `part`: a value within the period, if the indicator is an increasing flow and the target a
      lower bound (gt, ge) of a level or count. A running total cannot decrease, so a part that
      exceeds the target is decisive.
    - `outside`: every other case, and a missing period.
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
