"""Records with a value as an audit compares them."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.auditing.names import NameIndex
from chinaindpolicy.auditing.numbers import counts
from chinaindpolicy.auditing.vocabulary import words
from chinaindpolicy.model.vocabularies import Comparator

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.records import Figure, Outcome, Target

Nature = Literal["target", "fact", "forecast"]
_FLIPPED: Mapping[str, Comparator] = {
    "gt": "lt",
    "ge": "le",
    "lt": "gt",
    "le": "ge",
}
# Indicators that are the size of a fall: earlier releases give their values without a sign.
_FALLS = re.compile(r"fall|reduction|decline|decrease|shortening|saving|loss")


@dataclass(frozen=True, slots=True)
class Entry:
    """A record with a value.

    Changes are magnitudes, as in prose: a fall by more than 20 % is `gt` 20.

    Attributes:
        id: Id of the record.
        table: `targets`, `figures` or `outcomes`.
        indicator_id: Id of the indicator.
        statement: The statement of the record.
        value: The value, or the lower end of a range.
        upper: The upper end of a range.
        unit: Unit code.
        counted: True if the unit counts things.
        comparator: The comparator.
        measure: The measure.
        region_id: Id of the region.
        organization_id: Id of the organization that is measured.
        years: First and last year of the period; empty if there is none.
        months: True if the period is a part of a year.
        nature: The kind of statement of the record.
        sources: Ids of the organizations that state the value.
        doubtful: True if the source is in doubt.
        policy_kind: Kind of the policy of a target.
        printed: A value that the document prints by mistake.
        baseline: The value that a change started from.
        target_id: Id of the target of an outcome.
        document_years: Years of the policy, the document and the reference.
        known_since: Day on which an outcome was published; the first day of all for other records.
        qualitative: True if the record has no number any more; such a number stays open.
        falls: True if the value is the size of a fall.
        last_month: Last month of a period that is a part of a year; otherwise None.
    """

    id: str
    table: str
    indicator_id: str
    statement: str
    value: Decimal
    upper: Decimal | None
    unit: str
    counted: bool
    comparator: str
    measure: str | None
    region_id: str | None
    organization_id: str | None
    years: tuple[int, ...]
    months: bool
    nature: Nature
    sources: frozenset[str]
    doubtful: bool
    policy_kind: str | None
    printed: Decimal | None
    baseline: Decimal | None
    target_id: str | None
    document_years: frozenset[int]
    known_since: datetime.date
    qualitative: bool = False
    falls: bool = False
    last_month: int | None = None


class EntryReader:
    """Makes entries of the records of a dataset."""

    def __init__(self, dataset: Dataset, organizations: NameIndex) -> None:
        """Keep the dataset.

        Args:
            dataset: The dataset of the records.
            organizations: Names of organizations.
        """
        self.dataset = dataset
        self.organizations = organizations

    def entry(self, record: Target | Figure | Outcome, table: str) -> Entry | None:
        """Return the entry of a record; None if it has no value.

        Args:
            record: The record.
            table: `targets`, `figures` or `outcomes`.
        """
        if record.value is None or record.unit is None:
            return None
        value, upper, comparator = record.value, record.value_upper, record.comparator or "eq"
        if value < 0 and record.measure in ("change", "growth"):
            value, upper = -value, None if upper is None else -upper
            if upper is not None:
                value, upper = upper, value
            comparator = _FLIPPED.get(comparator, comparator)
        policy_id = getattr(record, "policy_id", None)
        policy = self.dataset.policies.get(policy_id) if policy_id else None
        unit = self.dataset.units.get(record.unit)
        start, end = record.period_start, record.period_end
        printed = getattr(record, "value_printed", None)
        baseline = getattr(record, "baseline", None)
        months = start is not None and end is not None and (end - start).days < 364
        return Entry(
            id=record.id,
            table=table,
            indicator_id=record.indicator_id,
            statement=record.statement,
            value=value,
            upper=upper,
            unit=record.unit,
            counted=counts(record.unit) or (unit is not None and unit.dimension == "count"),
            comparator=comparator,
            measure=record.measure,
            region_id=record.region_id,
            organization_id=getattr(record, "organization_id", None),
            years=tuple(sorted({day.year for day in (start, end) if day is not None})),
            months=months,
            last_month=end.month if months and end is not None else None,
            nature=_nature(table, getattr(record, "kind", None)),
            sources=self._sources(record),
            doubtful=self._doubtful(record),
            policy_kind=None if policy is None else str(policy.kind),
            printed=None if printed is None else abs(printed),
            baseline=None if baseline is None else abs(baseline),
            target_id=getattr(record, "record_id", None),
            document_years=self._document_years(record),
            falls=record.measure in ("change", "growth")
            and (record.value < 0 or _FALLS.search(record.indicator_id) is not None),
            known_since=self._known_since(record) if table == "outcomes" else datetime.date.min,
        )

    def _known_since(self, record: Target | Figure | Outcome) -> datetime.date:
        reference = self.dataset.references.get(getattr(record, "reference_id", None) or "")
        published = None if reference is None else reference.published_on
        return published or record.period_end or datetime.date.min

    def _document_years(self, record: Target | Figure | Outcome) -> frozenset[int]:
        policy_id = getattr(record, "policy_id", None)
        document_id = getattr(record, "document_id", None)
        reference_id = getattr(record, "reference_id", None)
        linked: list[object] = [record]
        if policy_id:
            linked.append(self.dataset.policies.get(policy_id))
        if document_id:
            linked.append(self.dataset.documents.get(document_id))
        if reference_id:
            linked.append(self.dataset.references.get(reference_id))
        found: set[int] = set()
        for one in linked:
            for name in ("period_start", "period_end", "issued_on", "published_on"):
                day = getattr(one, name, None)
                if isinstance(day, datetime.date):
                    found.add(day.year)
            found.update(
                map(int, re.findall(r"(?:19|20)[0-9]{2}", str(getattr(one, "period", ""))))
            )
        return frozenset(found)

    def _sources(self, record: Target | Figure | Outcome) -> frozenset[str]:
        found: set[str] = set()
        named = getattr(record, "attributed_to", None)
        if named:
            found.add(str(named))
        found.update(words()["record_sources"].get(record.id, ()))
        reference_id = getattr(record, "reference_id", None)
        reference = self.dataset.references.get(reference_id) if reference_id else None
        if reference is not None:
            text = f"{reference.title} {reference.publisher}"
            found.update(one.id for one in self.organizations.find(text))
        policy_id = getattr(record, "policy_id", None)
        policy = self.dataset.policies.get(policy_id) if policy_id else None
        if policy is not None:
            found.update(policy.issuers)
        return frozenset(found)

    @staticmethod
    def _doubtful(record: Target | Figure | Outcome) -> bool:
        certainty = getattr(record, "attribution_certainty", None)
        if certainty is not None:
            return bool(certainty == "doubtful")
        return record.id in words()["doubtful_sources"]["ids"]


def _nature(table: str, kind: str | None) -> Nature:
    if table == "targets":
        return "target"
    return "forecast" if kind == "forecast" else "fact"
