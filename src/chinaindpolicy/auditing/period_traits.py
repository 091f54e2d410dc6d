"""Comparison of the period of a number with that of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.comparing import State
from chinaindpolicy.auditing.context import CARRIED, Context, Trait
from chinaindpolicy.auditing.reading import Year, within
from chinaindpolicy.auditing.sentences import Span
from chinaindpolicy.auditing.vocabulary import word_pattern

if TYPE_CHECKING:
    from chinaindpolicy.auditing.entries import Entry

# Words that take the period of an earlier sentence.
_THEN = re.compile(
    r"(?<![a-z])(?:by then|then|at that time|in the same year|that year|by that date)(?![a-z])"
    r"|届时|同期|同年|当年|那时|到时"
)


def period_traits(context: Context, entry: Entry) -> list[Trait]:
    """Return the traits of the period: the part of the year, the year, and the document's year.

    Args:
        context: The traits from the words around the number.
        entry: The record.
    """
    part = _part(context, entry)
    year = None if part is not None and part.state == "wrong" else _period(context, entry)
    found = (part, year, _document_year(context, entry), _commented_year(context, entry))
    return [one for one in found if one is not None]


def _period(context: Context, entry: Entry) -> Trait | None:
    record = "/".join(map(str, entry.years)) or "no period"
    if not context.years:
        return None
    if not entry.years:
        year, carried, _ = context.years[0]
        if carried:
            return None
        return Trait("period", "open", "period", record, (_span(year),), "the record has no period")
    # A target is due at the end of its period; a value of a range may name either end.
    wanted = {entry.years[-1]} if entry.table == "targets" else {entry.years[0], entry.years[-1]}
    agreeing = next(
        (
            one
            for one in context.years
            if one[0].last in wanted and one[0].first in {one[0].last, *wanted}
        ),
        None,
    )
    first, carried, sure = context.years[0]
    if (first.last in wanted and not carried) or (carried and agreeing):
        year = first if first.last in wanted else agreeing[0] if agreeing else first
        return _months(context, entry, year, record)
    if carried:
        if _THEN.search(context.reading.searchable, *context.sentence):
            return Trait("period", "open", "period", record, (_span(first),), CARRIED)
        place = next((one for one in context.places if one.value == entry.region_id), None)
        if place is not None and place.carried and not place.certain:
            return Trait("period", "open", "period", record, (_span(first),), CARRIED)
        return None
    state: State = "open" if agreeing is not None and not sure else "wrong"
    return Trait("period", state, "period", record, (_span(first),))


def _part(context: Context, entry: Entry) -> Trait | None:
    """Return a trait if the text names another part of the year than that of the record."""
    part = context.part
    if part is None or not entry.years or entry.last_month == part.last_month:
        return None
    record = "/".join(map(str, entry.years))
    text = "the record is about another part of the year"
    if entry.last_month is None:
        text = "the record is about the whole year"
    if part.carried:
        if entry.table == "targets" and not part.frame:
            return None
        return Trait("period", "open", "period", record, (part.span,), text)
    return Trait("period", "wrong", "period", record, (part.span,), text)


def _commented_year(context: Context, entry: Entry) -> Trait | None:
    """Return an open trait if the next sentence dates the number: "That was in 2015."."""
    reading = context.reading
    at = reading.sentence_index(context.number.core_start) + 1
    if at >= len(reading.sentences) or reading.is_paragraph_end(at - 1) or reading.has_number(at):
        return None
    after = reading.sentences[at]
    if not word_pattern("period", "dated_comment").match(reading.searchable, *after):
        return None
    for year in within(reading.years, *after):
        if not set(entry.years) & set(range(year.first, year.last + 1)):
            text = "the next sentence names another year"
            return Trait("period", "open", "period", "", (_span(year),), text)
    return None


def _document_year(context: Context, entry: Entry) -> Trait | None:
    """Return an open trait if the text dates the document otherwise than the dataset does."""
    if entry.table == "outcomes":
        return None
    for year in within(context.reading.years, *context.sentence):
        if year.use == "document":
            known = entry.document_years
            if known and not known & set(range(year.first, year.last + 1)):
                return Trait("period", "open", "period", "", (_span(year),), "another document")
    return None


def _months(context: Context, entry: Entry, year: Year, record: str) -> Trait:
    span = _span(year)
    if not entry.months:
        if year.months and entry.table == "outcomes":
            return Trait(
                "period", "wrong", "period", record, (span,), "the record is about the whole year"
            )
        return Trait("period", "ok", "", record, (span,))
    named = context.part is not None and context.part.last_month == entry.last_month
    if year.months or named:
        return Trait("period", "ok", "", record, (span,))
    text = context.reading.searchable[slice(*context.sentence)]
    whole = word_pattern("period", "whole_year").search(text)
    state: State = "wrong" if whole else "open"
    return Trait(
        "period", state, "period", record, (span,), "the record is about a part of the year"
    )


def _span(year: Year) -> Span:
    return year.start, year.end
