"""From compared traits to a verdict."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.comparing import admissible
from chinaindpolicy.auditing.context import CARRIED, Context, Trait
from chinaindpolicy.auditing.decisions import Candidate, Decision, Reason, Verdict
from chinaindpolicy.auditing.matching import Match, Matcher
from chinaindpolicy.auditing.misprints import misprint_of
from chinaindpolicy.auditing.numbers import counts
from chinaindpolicy.auditing.outcome_verdicts import against_outcomes
from chinaindpolicy.auditing.traits import compare

if TYPE_CHECKING:
    from chinaindpolicy.auditing.entries import Entry
    from chinaindpolicy.auditing.index import AuditIndex
    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading
    from chinaindpolicy.auditing.vocabulary import Concept

_NOTHING = Decision("not_covered", "no record")
_ORDER: tuple[Verdict, ...] = ("supported", "ambiguous", "contradicted")


def decide(reading: Reading, number: Number, index: AuditIndex, as_of: datetime.date) -> Decision:
    """Return the verdict of a number.

    Args:
        reading: The text.
        number: The number.
        index: Indexes of the dataset.
        as_of: Outcomes that were published later are ignored.
    """
    misprint = misprint_of(reading, number, index)
    matches = _matches(reading, number, index)
    if not matches:
        return misprint or _NOTHING
    context = Context(reading, number, index)
    candidates: list[Candidate] = []
    for match in matches:
        for entry in index.entries[match.concept.indicator_id]:
            if entry.known_since > as_of or not _comparable(number, entry, match):
                continue
            candidates.append(_candidate(context, entry, match, as_of))
    decision = _combine(candidates)
    if misprint is not None and decision.verdict != "supported":
        return misprint
    return decision


def _comparable(number: Number, entry: Entry, match: Match) -> bool:
    unit = number.quantity.unit
    if match.threshold:
        threshold = match.concept.threshold
        return threshold is not None and admissible(unit, threshold.unit)
    if entry.counted:
        return counts(unit)
    return admissible(unit, entry.unit)


def _possible(reading: Reading, number: Number, index: AuditIndex) -> list[Concept]:
    """Return the concepts whose head is in the sentence, or in the one before if it is carried."""
    at = reading.sentence_index(number.core_start)
    found = reading.heads(at, index.concepts)
    if at and reading.has_anaphor(reading.sentences[at]):
        found = found | reading.heads(at - 1, index.concepts)
    return [concept for concept in index.concepts if concept.indicator_id in found]


def _matches(reading: Reading, number: Number, index: AuditIndex) -> list[Match]:
    matcher = Matcher(reading, number)
    found: list[Match] = []
    for concept in _possible(reading, number, index):
        entries = index.entries[concept.indicator_id]
        probe = Match(concept, "ok", "", (), 0, 0.0)
        if any(_comparable(number, entry, probe) for entry in entries):
            match = matcher.match(concept)
            if match is not None:
                found.append(match)
        threshold = concept.threshold
        if threshold is not None and admissible(number.quantity.unit, threshold.unit):
            match = matcher.match(concept, threshold=True)
            if match is not None and not match.partial:
                found.append(match)
    return found


def _candidate(context: Context, entry: Entry, match: Match, as_of: datetime.date) -> Candidate:
    traits = tuple(compare(context, entry, match))
    wrong = [trait for trait in traits if trait.state == "wrong"]
    unclear = [trait for trait in traits if trait.state == "open"]
    names: set[str] = {trait.name for trait in wrong}
    verdict: Verdict
    reason: Reason
    also: tuple[str, ...] = ()
    if match.partial:
        verdict, reason = _of_partial(entry, traits, wrong)
        return Candidate(entry, match, traits, verdict, reason)
    if names <= {"kind", "comparator"} and "kind" in names and entry.nature == "target":
        verdict, reason, also = against_outcomes(context, entry, as_of, names)
        if verdict == "supported" and unclear:
            verdict = "ambiguous"
        return Candidate(entry, match, traits, verdict, reason, also)
    if not wrong:
        if unclear:
            return Candidate(entry, match, traits, "ambiguous", _reason(unclear[0]))
        return Candidate(entry, match, traits, "supported", "agrees")
    verdict, reason = _of_wrong(context, traits, wrong, unclear)
    if verdict == "contradicted" and context.asked:
        verdict = "ambiguous"
    return Candidate(entry, match, traits, verdict, reason)


def _reason(trait: Trait) -> Reason:
    known: dict[str, Reason] = {
        "value": "value",
        "magnitude": "magnitude",
        "comparator": "comparator",
        "period": "period",
        "region": "region",
        "unit": "unit",
        "denominator": "denominator",
        "attribution": "attribution",
        "kind": "kind",
        "subject": "subject",
        "value and unit": "value",
    }
    return known.get(trait.reason, "subject")


def _of_partial(
    entry: Entry, traits: tuple[Trait, ...], wrong: list[Trait]
) -> tuple[Verdict, Reason]:
    """Return the verdict if only the counted noun matches: never more than ambiguous."""
    region = next((trait for trait in traits if trait.name == "region"), None)
    placed = region is not None and region.state == "ok" and bool(region.spans)
    counted = entry.counted and not wrong and placed
    return ("ambiguous", "several records") if counted else ("not_covered", "no record")


def _of_wrong(
    context: Context, traits: tuple[Trait, ...], wrong: list[Trait], unclear: list[Trait]
) -> tuple[Verdict, Reason]:
    names = {trait.name for trait in wrong}
    if any(trait.reason == "no subject" for trait in wrong):
        return "not_covered", "no record"
    first = wrong[0]
    misprint = any(trait.reason == "magnitude" and "by mistake" in trait.text for trait in wrong)
    if misprint and not names & {"region", "subject", "indicator"}:
        return "contradicted", "magnitude"
    if "value" in names and any(trait.text == CARRIED for trait in traits) and not context.anaphor:
        return "ambiguous", _reason(first)
    if names <= {"value", "comparator"}:
        if first.reason == "value and unit":
            return "not_covered", "no record"
        if any(trait.name in ("region", "subject", "indicator") for trait in unclear):
            if names == {"comparator"} and {one.name for one in unclear} == {"indicator"}:
                return "ambiguous", _reason(first)
            return "not_covered", "no record"
        return "contradicted", _reason(first)
    if "period" in names and any(trait.name == "region" for trait in unclear):
        # Another year, and no place: the number may be about another place.
        return ("ambiguous", "period") if len(names) == 1 else ("not_covered", "no record")
    if len(names) == 1:
        return "contradicted", _reason(first)
    if names == {"comparator", "kind"}:
        return "contradicted", "kind"
    if "value" in names or len(names) > 2:
        return "not_covered", "no record"
    if "comparator" in names:
        other = next(trait for trait in wrong if trait.name != "comparator")
        return "contradicted", _reason(other)
    if names & {"region", "subject"}:
        return "not_covered", "no record"
    return "contradicted", _reason(first)


def _combine(candidates: list[Candidate]) -> Decision:
    found = [one for one in candidates if one.verdict != "not_covered"]
    if not found:
        return _NOTHING
    strongest = max(
        one.match.strength
        for one in candidates
        if not one.match.partial or one.verdict == "ambiguous"
    )
    for verdict in _ORDER:
        chosen = [one for one in found if one.verdict == verdict]
        if not chosen:
            continue
        chosen.sort(key=_rank)
        if verdict == "supported":
            return _supported(chosen, found, strongest)
        return Decision(verdict, chosen[0].reason, tuple(chosen))
    return _NOTHING


def _rank(one: Candidate) -> tuple[bool, int, float, str]:
    """Return the order of candidates with one verdict: the most specific reason first."""
    telling = one.verdict == "contradicted" and one.reason == "newer outcome"
    return (not telling, -one.match.strength, one.match.cost, one.entry.id)


def _supported(chosen: list[Candidate], found: list[Candidate], strongest: int) -> Decision:
    best = chosen[0]
    same = [one for one in chosen if one.match.strength * 1.3 >= best.match.strength]
    related = {id for id in (best.entry.id, best.entry.target_id) if id is not None}
    indicators = {one.entry.indicator_id for one in same}
    if len(indicators) > 1 and not all(
        one.entry.target_id in related or one.entry.id in related for one in same
    ):
        return Decision("ambiguous", "several records", tuple(same))
    return Decision("supported", "agrees", tuple(same))
