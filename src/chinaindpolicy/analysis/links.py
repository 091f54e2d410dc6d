"""What stands around a record in its dataset: slips, restatements, outcomes, what refers to it."""

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
    """A dataset with its links turned round, each read when first asked for."""

    def __init__(self, dataset: Dataset, assessment: Assessment | None = None) -> None:
        self.dataset = dataset
        self.assessment = assessment

    def table_of(self, record: Record) -> str:
        """Return the table a record is of.

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
        """Return what an id of a table stands for, in words."""
        record = self.dataset[table].get(id)
        return str(getattr(record, "name", None) or getattr(record, "title", None) or id)

    def names(self, table: str, ids: Iterable[str]) -> str:
        """Return what some ids of a table stand for, in words."""
        return ", ".join(self.name(table, id) for id in ids)

    @functools.cached_property
    def errata(self) -> Mapping[str, list[Erratum]]:
        """The slips that bear on each record."""
        found: defaultdict[str, list[Erratum]] = defaultdict(list)
        for erratum in self.dataset.errata:
            for id in erratum.record_ids:
                found[id].append(erratum)
        return found

    @functools.cached_property
    def restatements(self) -> Mapping[str, list[Span]]:
        """The further places at which each record is stated."""
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
        """What is known to have followed each record."""
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
