"""Reverse links of a dataset: errata, restatements, outcomes and referrers of each record."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import shown
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.records import RECORDS
from chinaindpolicy.model.serialize import is_list

if TYPE_CHECKING:
    from chinaindpolicy.analysis.assessment import Assessment
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.fields import Record
    from chinaindpolicy.model.records import Erratum, Mention, Outcome, Span

_TABLES = MappingProxyType({cls: table for table, cls in RECORDS.items()})


class ReverseIndex:
    """Reverse indexes of a dataset, built at first use."""

    def __init__(self, dataset: Dataset, assessment: Assessment | None = None) -> None:
        self.dataset = dataset
        self.assessment = assessment

    def table_of(self, record: Record) -> str:
        """Return the table that a record belongs to.

        Raises:
            ChinaIndPolicyError: If it is not a record.
        """
        try:
            return _TABLES[type(record)]
        except KeyError:
            raise ChinaIndPolicyError(
                f"{shown(record)} is not a record of a table; expected a record such as "
                "cip.targets[...]"
            ) from None

    def name(self, table: str, id: str) -> str:
        """Return the name or title of a record."""
        record = self.dataset[table].get(id)
        return str(getattr(record, "name", None) or getattr(record, "title", None) or id)

    def names(self, table: str, ids: Iterable[str]) -> str:
        """Return the names or titles of several records of a table."""
        return ", ".join(self.name(table, id) for id in ids)

    @functools.cached_property
    def errata(self) -> Mapping[str, list[Erratum]]:
        """The errata that affect each record."""
        found: defaultdict[str, list[Erratum]] = defaultdict(list)
        for erratum in self.dataset.errata:
            for id in erratum.record_ids:
                found[id].append(erratum)
        return found

    @functools.cached_property
    def restatements(self) -> Mapping[str, list[Span]]:
        """The other places that state each record."""
        found: defaultdict[str, list[Span]] = defaultdict(list)
        for span in self.dataset.spans:
            if span.role == "restatement" and span.record_id is not None:
                found[span.record_id].append(span)
        return found

    @functools.cached_property
    def mentions(self) -> Mapping[str, list[Mention]]:
        """The expressions of quantity that belong to each record."""
        found: defaultdict[str, list[Mention]] = defaultdict(list)
        for mention in self.dataset.mentions:
            if mention.record_id is not None:
                found[mention.record_id].append(mention)
        return found

    @functools.cached_property
    def outcomes(self) -> Mapping[str, list[Outcome]]:
        """The outcomes of each record."""
        found: defaultdict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.dataset.outcomes:
            found[outcome.record_id].append(outcome)
        return found

    @functools.cached_property
    def referrers(self) -> Mapping[str, Mapping[str, list[str]]]:
        """For each id, the ids of the records that refer to it, by table."""
        found: defaultdict[str, defaultdict[str, list[str]]]
        found = defaultdict(lambda: defaultdict(list))
        for table, rows in self.dataset.tables.items():
            linked = [spec.name for spec in columns(table) if spec.meaning.referenced_table]
            for record in rows:
                ids = {id for name in linked for id in _ids(getattr(record, name))}
                for id in ids:
                    found[id][table].append(record.id)
        return found


def _ids(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if is_list(value) else (str(value),)
