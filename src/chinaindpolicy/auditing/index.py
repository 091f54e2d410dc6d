"""The records of a dataset as an audit needs them: by indicator, with names and sources."""

from __future__ import annotations

import dataclasses
import datetime
import functools
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chinaindpolicy.analysis.assessment import assess
from chinaindpolicy.auditing.entries import Entry, EntryReader
from chinaindpolicy.auditing.names import NameIndex, organization_names, place_names
from chinaindpolicy.auditing.plain_words import known_stems
from chinaindpolicy.auditing.vocabulary import Concept, concept_of, listed_ids
from chinaindpolicy.dataset.packaged import load_packaged
from chinaindpolicy.dataset.release_names import packaged_releases

if TYPE_CHECKING:
    from chinaindpolicy.analysis.assessment import Judgement
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.records import Erratum, Figure, Outcome, Target

_VALUED = ("targets", "figures")


class AuditIndex:
    """Indexes of a dataset, each built when first used."""

    def __init__(self, dataset: Dataset) -> None:
        """Keep the dataset.

        Args:
            dataset: The dataset that texts are compared with.
        """
        self.dataset = dataset

    @functools.cached_property
    def places(self) -> NameIndex:
        """Names of places."""
        return place_names(self.dataset)

    @functools.cached_property
    def organizations(self) -> NameIndex:
        """Names of organizations."""
        return organization_names(self.dataset)

    @functools.cached_property
    def known_stems(self) -> frozenset[str]:
        """Stems of English words that do not keep a sentence from asserting its number."""
        return known_stems(self.dataset)

    @functools.cached_property
    def firms(self) -> frozenset[str]:
        """Ids of organizations that can be the subject of a value."""
        kinds = ("company", "venture")
        return (
            frozenset(one.id for one in self.dataset.organizations if one.kind in kinds)
            - self.attributed
        )

    @functools.cached_property
    def attributed(self) -> frozenset[str]:
        """Ids of organizations to which values are attributed."""
        return frozenset(
            one for figure in self.dataset.figures if (one := figure.attributed_to) is not None
        )

    @functools.cached_property
    def entries(self) -> Mapping[str, tuple[Entry, ...]]:
        """Records with a value, by id of the concept that identifies their indicator."""
        reader = EntryReader(self.dataset, self.organizations)
        found: defaultdict[str, list[Entry]] = defaultdict(list)
        for table, record in self._records():
            entry = reader.entry(record, table)
            if entry is not None:
                found[self._concept_id(record)].append(entry)
        for id, table, record in self._withdrawn():
            entry = reader.entry(record, table)
            if entry is not None and record.indicator_id in listed_ids():
                open_number = any(id in self.dataset[one] for one in _VALUED)
                entry = dataclasses.replace(entry, id=id, qualitative=open_number)
                found[record.indicator_id].append(entry)
        return {key: tuple(entries) for key, entries in found.items()}

    def _records(self) -> Iterator[tuple[str, Target | Figure | Outcome]]:
        for target in self.dataset.targets:
            yield "targets", target
        for figure in self.dataset.figures:
            yield "figures", figure
        for outcome in self.dataset.outcomes:
            yield "outcomes", outcome

    @functools.cached_property
    def _earlier_releases(self) -> tuple[Dataset, ...]:
        """The packaged releases before a packaged release, the latest first."""
        names = packaged_releases()
        if self.dataset.release not in names:
            return ()
        before = names[: names.index(self.dataset.release)]
        return tuple(load_packaged(name) for name in reversed(before))

    def _withdrawn(self) -> Iterator[tuple[str, str, Target | Figure]]:
        """Yield records with a value whose successor has none, such as a task with a count."""
        for withdrawal in self.dataset.withdrawals:
            successor = withdrawal.successor_id
            if not successor or self._has_value(successor):
                continue
            for release in self._earlier_releases:
                table = next((one for one in _VALUED if withdrawal.id in release[one]), None)
                if table is not None:
                    yield successor, table, release[table][withdrawal.id]
                    break

    def _has_value(self, id: str) -> bool:
        """Return True if an id is that of a record with a value."""
        records = (self.dataset[table].get(id) for table in (*_VALUED, "outcomes"))
        return any(record is not None and record.value is not None for record in records)

    def _concept_id(self, record: Target | Figure | Outcome) -> str:
        """Return the id whose words identify the indicator of a record.

        An indicator that was merged from several keeps the words of each for the records of each.
        """
        listed = listed_ids()
        for release in self._earlier_releases:
            for table in (*_VALUED, "outcomes"):
                if record.id in release[table]:
                    id = str(release[table][record.id].indicator_id)
                    if id in listed:
                        return id
        earlier = [one for one in self._succeeded[record.indicator_id] if one in listed]
        if record.measure == "change":
            changes = [one for one in earlier if "increase" in one]
            return changes[0] if changes else record.indicator_id
        if record.indicator_id in listed or not earlier:
            return record.indicator_id
        return earlier[0]

    @functools.cached_property
    def _succeeded(self) -> Mapping[str, list[str]]:
        found: defaultdict[str, list[str]] = defaultdict(list)
        for withdrawal in self.dataset.withdrawals:
            if withdrawal.successor_id:
                found[withdrawal.successor_id].append(withdrawal.id)
        return found

    @functools.cached_property
    def concepts(self) -> tuple[Concept, ...]:
        """The words of each indicator that has a value."""
        return tuple(self._concept(id, entries[0]) for id, entries in self.entries.items())

    def _concept(self, id: str, entry: Entry) -> Concept:
        indicator = self.dataset.indicators.get(entry.indicator_id)
        for release in () if indicator is not None else self._earlier_releases:
            indicator = release.indicators.get(entry.indicator_id)
            if indicator is not None:
                break
        assert indicator is not None
        return concept_of(indicator, id)

    @functools.cached_property
    def misprints(self) -> tuple[Erratum, ...]:
        """Errata whose printed text contains a number that misleads."""
        kinds = ("magnitude", "unit", "number", "term")
        return tuple(
            one
            for one in self.dataset.errata
            if one.kind in kinds and any(char.isdigit() for char in one.printed)
        )


@functools.lru_cache(maxsize=8)
def judgements(dataset: Dataset, as_of: datetime.date) -> Mapping[str, Judgement]:
    """Return the verdict of each target as of a date.

    Args:
        dataset: The dataset.
        as_of: The date.
    """
    return {one.id: one for one in assess(as_of=as_of, dataset=dataset)}


@functools.lru_cache(maxsize=4)
def audit_index(dataset: Dataset) -> AuditIndex:
    """Return the index of a dataset; a dataset that is used again is not indexed again.

    Args:
        dataset: The dataset.
    """
    return AuditIndex(dataset)
