"""Check the numbers of a text against a dataset: `audit`."""

from __future__ import annotations

import bisect
import dataclasses
import datetime
from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.auditing.claims import Audit, Claim, FieldMatch, RecordMatch
from chinaindpolicy.auditing.decisions import Candidate, Decision
from chinaindpolicy.auditing.index import audit_index
from chinaindpolicy.auditing.reading import Reading
from chinaindpolicy.auditing.tables import table_cells
from chinaindpolicy.auditing.verdicts import decide
from chinaindpolicy.loading import load
from chinaindpolicy.model.periods import parse_date

if TYPE_CHECKING:
    from chinaindpolicy.auditing.index import AuditIndex
    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.tables import Cell
    from chinaindpolicy.dataset.dataset import Dataset


@public
@checked
def audit(
    text: str, dataset: Dataset | None = None, *, as_of: datetime.date | str | None = None
) -> Audit:
    """Check each number of a text against a dataset.

    A number is supported only if the words around it identify the indicator of a record, and
    value, unit, comparator, period, place, source and kind agree. An equal number of another
    thing is not support. The rules are deterministic; no model is used.

    Args:
        text: English or Chinese text.
        dataset: The dataset; by default the latest packaged release. A collection of your own
            works too: names and aliases of its indicators identify them.
        as_of: Ignore outcomes that were published later: a date, or text such as `2026-11-22`.
            None means no limit.

    Returns:
        The claims, in order.

    Raises:
        DateError: If `as_of` is not a valid date. It is a ValueError.
        ArgumentError: If `text` is not a `str`. It is a TypeError.

    Example:
        >>> import chinaindpolicy as cip
        >>> found = cip.audit("By 2025 the opinions want at least five reliability platforms.")
        >>> [(claim.verdict, claim.reason) for claim in found]
        [('contradicted', 'value')]
    """
    day = None if as_of is None else parse_date(as_of)
    chosen = dataset if dataset is not None else load()
    index = audit_index(chosen)
    reading = Reading(text, index.places, index.organizations)
    last = day or datetime.date.max
    cells = table_cells(text)
    starts = [cell.start for cell in cells]
    claims: list[Claim] = []
    for number in reading.numbers:
        at = bisect.bisect_right(starts, number.core_start) - 1
        inside = at >= 0 and number.core_end <= cells[at].end
        if inside and not cells[at].sentence:
            continue
        claim = _of_cell(cells[at], number, index, last) if inside else None
        claims.append(claim or _claim(reading, number, decide(reading, number, index, last)))
    return Audit(text, tuple(claims), chosen.release, day)


def _of_cell(cell: Cell, number: Number, index: AuditIndex, as_of: datetime.date) -> Claim | None:
    """Return the claim of a number in a table, from the sentence that its cell stands for."""
    reading = Reading(cell.sentence, index.places, index.organizations)
    moved = cell.offset - cell.start
    same = next(
        (
            one
            for one in reading.numbers
            if one.core_start < number.core_end + moved and number.core_start + moved < one.core_end
        ),
        None,
    )
    if same is None:
        return None
    claim = _claim(reading, same, decide(reading, same, index, as_of))
    start, end = max(same.start - moved, cell.start), min(same.end - moved, cell.end)
    text = cell.sentence[start + moved : end + moved]
    return dataclasses.replace(claim, text=text, char_start=start, char_end=end)


def _claim(reading: Reading, number: Number, decision: Decision) -> Claim:
    records = tuple(_record(reading, one) for one in decision.candidates)
    ids = dict.fromkeys(id for one in decision.candidates for id in (one.entry.id, *one.also))
    return Claim(
        reading.text[number.start : number.end],
        number.start,
        number.end,
        decision.verdict,
        (*ids, *(id for id in decision.record_ids if id not in ids)),
        decision.reason,
        decision.note,
        records,
    )


def _record(reading: Reading, candidate: Candidate) -> RecordMatch:
    fields = tuple(
        FieldMatch(
            trait.name,
            trait.state,
            trait.record,
            tuple(reading.text[start:end] for start, end in trait.spans),
            trait.text,
        )
        for trait in candidate.traits
    )
    return RecordMatch(candidate.entry.id, candidate.entry.statement, fields)
