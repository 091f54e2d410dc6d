"""Check what the text names next to a record: the section of its policy, and its strength."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chinaindpolicy.curation.source_text import paragraphs
from chinaindpolicy.model.vocabularies import EVIDENCE_TABLES
from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.grammar.strength import strength_of
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import record_finding

if TYPE_CHECKING:
    from chinaindpolicy.curation.text_checks import Placed
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.records import Document


def named_findings(
    placed: Placed, document: Document, text: str, dataset: Dataset
) -> Iterator[Finding]:
    """Yield a finding for each record that contradicts the words of the text."""
    yield from _sections(placed, document, text, dataset)
    yield from _strengths(placed, text)


def sections(document: Document, text: str, dataset: Dataset) -> list[tuple[int, str]]:
    """Return the offset and policy of each section that begins with the name of a region.

    A digest of several policies has a section for each of them. Without at least two such
    sections, the text does not name the policy of a record.
    """
    names = {
        name: id
        for id in document.policy_ids
        if id in dataset.policies
        for name in _region_names(dataset, dataset.policies[id].region_id)
    }
    found = [
        (part.start, names[name])
        for part in paragraphs(text)
        for name in names
        if text.startswith(name, part.start)
    ]
    return found if len({id for _, id in found}) > 1 else []


def _region_names(dataset: Dataset, id: str | None) -> tuple[str, ...]:
    if id is None or id not in dataset.regions:
        return ()
    region = dataset.regions[id]
    return tuple(name for name in (region.name, region.name_zh, *region.aliases) if name)


def _sections(placed: Placed, document: Document, text: str, dataset: Dataset) -> Iterator[Finding]:
    starts = sections(document, text, dataset)
    for table in EVIDENCE_TABLES if starts else ():
        for record in placed[table]:
            policy = getattr(record, "policy_id", None)
            before = [id for start, id in starts if start <= record.char_start]
            if policy is None or not before:
                continue
            section, region = before[-1], getattr(record, "region_id", None)
            column, value = "", ""
            if policy != section:
                column, value = "policy_id", policy
            elif region and region != dataset.policies[section].region_id:
                evidence = text[record.char_start : record.char_end]
                if not any(name in evidence for name in _region_names(dataset, region)):
                    column, value = "region_id", region
            if column:
                message = (
                    f"{column} is {value!r}, but the evidence is in the section of {section!r}; "
                    f"correct {column}, or the place of the record"
                )
                yield record_finding(
                    "policy-unlike-section", table, record.id, column, value, message
                )


def _strengths(placed: Placed, text: str) -> Iterator[Finding]:
    for target in placed["targets"]:
        stated = _stated_strength(target, text[target.char_start : target.char_end])
        # A bound such as "at least" is read as `commit`, but is no word of strength.
        if stated in ("strive", "expect") and stated != target.strength:
            message = (
                f"strength is {target.strength!r}, but the evidence puts {target.stated!r} as "
                f"{stated!r}; correct the strength"
            )
            yield record_finding(
                "strength-disagrees", "targets", target.id, "strength", target.strength, message
            )


def _stated_strength(target: Any, evidence: str) -> str | None:
    """Return the strength that the evidence gives the stated number; None if it gives none."""
    start = evidence.find(target.stated or "\0")
    for mention in find_quantities(evidence) if start >= 0 else ():
        if mention.quantity is not None and mention.char_end > start:
            return strength_of(evidence, mention)
    return None
