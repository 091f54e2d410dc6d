"""Verdict of a target that a text reports as achieved or missed."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.decisions import Reason, Verdict
from chinaindpolicy.auditing.index import judgements

if TYPE_CHECKING:
    from chinaindpolicy.auditing.context import Context
    from chinaindpolicy.auditing.entries import Entry


def against_outcomes(
    context: Context, entry: Entry, as_of: datetime.date, names: set[str]
) -> tuple[Verdict, Reason, tuple[str, ...]]:
    """Return the verdict of a target that the text reports as achieved or missed.

    Args:
        context: The traits from the words around the number.
        entry: The target.
        as_of: Outcomes that were published later are ignored.
        names: Names of the traits that differ.

    Returns:
        The verdict, the trait that decides it, and the ids of the outcomes.
    """
    judgement = judgements(context.index.dataset, as_of).get(entry.id)
    if judgement is None:
        return "contradicted", "kind", ()
    outcomes = tuple(judgement.outcome_ids)
    result = judgement.verdict
    if result == "not_comparable" and judgement.failed == ("deadline",):
        # The outcomes are of another period.
        result, outcomes = "no_outcome", ()
    if context.mood == "missed":
        if result == "met":
            return "contradicted", "newer outcome", outcomes
        if result == "not_met":
            return "supported", "agrees", outcomes
        if result == "not_comparable":
            return "ambiguous", "newer outcome", outcomes
        return "not_covered", "no record", ()
    if result == "not_met":
        return "contradicted", "newer outcome", outcomes
    if result == "not_comparable":
        if context.mood == "fact" and judgement.failed == ("bounds",) and judgement.outcome:
            same = judgement.outcome.value == entry.value
            return ("ambiguous" if same else "contradicted"), "newer outcome", outcomes
        return "ambiguous", "newer outcome", outcomes
    if result == "met":
        if context.mood == "met" and "comparator" in names:
            dropped = context.number.quantity.comparator == "eq"
            return ("ambiguous" if dropped else "contradicted"), "comparator", outcomes
        if context.mood == "met":
            return "supported", "agrees", outcomes
        if "comparator" not in names and entry.comparator in ("gt", "ge"):
            return "supported", "agrees", outcomes
        return "contradicted", "newer outcome", outcomes
    return "contradicted", "kind", ()
