"""Factories of a target and an outcome that agree in every field unless changed."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from chinaindpolicy.analysis.comparability import Comparison, compare_outcome
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.model.records import Indicator, Outcome, Target

INDICATOR = Indicator(
    id="lanterns",
    name="Lanterns",
    definition="Lanterns made in a year.",
    unit="item",
    dimension="count",
    accounting="flow",
    sector="lanterns",
    desired_direction="up",
)


def bounds(period: str | None) -> dict[str, Any]:
    """Return a period with its first and last day."""
    start, end = period_bounds(period) if period else (None, None)
    return {"period": period, "period_start": start, "period_end": end}


def target(period: str | None = "2024", **update: Any) -> Target:
    values: dict[str, Any] = {
        "id": "target",
        "policy_id": "plan",
        "indicator_id": "lanterns",
        "region_id": "harbour",
        "statement": "More than 100 lanterns.",
        "comparator": "gt",
        "value": Decimal(100),
        "unit": "item",
        "measure": "count",
        "kind": "quantitative",
        "strength": "commit",
    }
    return Target(**(values | bounds(period) | update))


def outcome(period: str | None = "2024", **update: Any) -> Outcome:
    values: dict[str, Any] = {
        "id": "outcome",
        "record_id": "target",
        "indicator_id": "lanterns",
        "region_id": "harbour",
        "statement": "120 lanterns.",
        "comparator": "eq",
        "value": Decimal(120),
        "unit": "item",
        "measure": "count",
        "reference_id": "gazette",
        "certainty": "found",
    }
    return Outcome(**(values | bounds(period) | update))


def indicators(**update: Any) -> dict[str, Indicator]:
    """Return the changed indicator of the target, and a copy with another id."""
    own = INDICATOR.model_copy(update=update)
    return {"lanterns": own, "others": own.model_copy(update={"id": "others"})}


def compared(aim: Target, found: Outcome, **update: Any) -> Comparison:
    return compare_outcome(aim, found, indicators(**update))
