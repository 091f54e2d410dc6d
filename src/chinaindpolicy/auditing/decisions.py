"""Verdicts and their parts: records that a number was compared with, and the decision."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from chinaindpolicy.auditing.context import Trait
    from chinaindpolicy.auditing.entries import Entry
    from chinaindpolicy.auditing.matching import Match

Verdict = Literal["supported", "contradicted", "ambiguous", "not_covered"]
Reason = Literal[
    "agrees",
    "value",
    "magnitude",
    "comparator",
    "period",
    "region",
    "unit",
    "denominator",
    "attribution",
    "kind",
    "subject",
    "newer outcome",
    "several records",
    "no record",
]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record that a number was compared with.

    Attributes:
        entry: The record.
        match: How the words identify its indicator.
        traits: The compared traits.
        verdict: The verdict of this record alone.
        reason: The trait that decides it.
        also: Ids of further records that decide it.
    """

    entry: Entry
    match: Match
    traits: tuple[Trait, ...]
    verdict: Verdict
    reason: Reason
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Decision:
    """The verdict of a number.

    Attributes:
        verdict: The verdict.
        reason: The trait that decides it.
        candidates: The records that decide it, the best first.
        record_ids: Ids of records of a misprint.
        note: A known misprint that the number repeats.
    """

    verdict: Verdict
    reason: Reason
    candidates: tuple[Candidate, ...] = ()
    record_ids: tuple[str, ...] = ()
    note: str = ""
