"""Numbers that repeat a printed error of a document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.context import Context
from chinaindpolicy.auditing.decisions import Decision, Reason
from chinaindpolicy.auditing.reading import plain_words

if TYPE_CHECKING:
    from chinaindpolicy.auditing.index import AuditIndex
    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading


def misprint_of(reading: Reading, number: Number, index: AuditIndex) -> Decision | None:
    """Return the decision for a number that repeats a printed error of a document; else None.

    Args:
        reading: The text.
        number: The number.
        index: Indexes of the dataset.
    """
    context: Context | None = None
    for erratum in index.misprints:
        printed = plain_words(erratum.printed)
        start, end = reading.sentence(number)
        at = reading.searchable.find(printed, start, end)
        inside = at >= 0 and at <= number.core_start and number.core_end <= at + len(printed)
        if not inside or len(printed.split()) < 3:
            continue
        context = context or Context(reading, number, index)
        if not _in_place(context, erratum.record_ids):
            continue
        reason = _MISPRINTS.get(erratum.kind, "value")
        note = f"{erratum.id}: printed {erratum.printed!r}, {erratum.meant!r} is meant"
        return Decision("contradicted", reason, (), erratum.record_ids, note)
    return None


_MISPRINTS: Mapping[str, Reason] = {
    "magnitude": "magnitude",
    "number": "magnitude",
    "unit": "unit",
    "term": "subject",
}


def _in_place(context: Context, record_ids: tuple[str, ...]) -> bool:
    """Return True if the text names the place of one of the records."""
    dataset = context.index.dataset
    named = {one.value for one in context.places}
    for id in record_ids:
        for table in ("targets", "figures", "tasks"):
            record = dataset[table].get(id)
            if record is not None and record.region_id in named:
                return True
    return False
