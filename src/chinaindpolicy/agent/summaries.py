"""Summaries and details of records, and records similar to a query without matches."""

from __future__ import annotations

from typing import Any

from chinaindpolicy.agent.answers import RecordDetail, RecordSummary
from chinaindpolicy.agent.cautions import cautions_of
from chinaindpolicy.analysis.citation import cite
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.search import SearchHit, search
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.describe import format_period, format_value
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.serialize import json_number, json_value
from chinaindpolicy.model.vocabularies import VALUE_TABLES

_TITLES = ("statement", "title", "name", "summary", "explanation", "text")
_PLAIN = ("comparator", "unit", "period", "region_id", "indicator_id", "policy_id")
_PLACE = ("document_id", "paragraph", "stated")
_MOST_NEAREST = 5


def summary_of(record: Any, context: ReverseIndex, matched: str | None = None) -> RecordSummary:
    """Return the summary of a record, with its cautions."""
    return RecordSummary(**_summary_fields(record, context), matched=matched)


def _summary_fields(record: Any, context: ReverseIndex) -> dict[str, Any]:
    table = context.table_of(record)
    text = next((str(found) for name in _TITLES if (found := getattr(record, name, None))), "")
    fields: dict[str, Any] = {"id": record.id, "table": table, "text": text}
    for name in (*_PLAIN, *_PLACE):
        if (value := getattr(record, name, None)) is not None:
            fields[name] = value
    if table in VALUE_TABLES and record.value is not None:
        region = context.name("regions", record.region_id) if record.region_id else "no region"
        period = format_period(record.period) or "no period"
        fields["value_text"] = f"{format_value(record)}, {region}, {period}"
        fields["value"] = json_number(record.value)
        if record.value_upper is not None:
            fields["value_upper"] = json_number(record.value_upper)
    fields["cautions"] = list(cautions_of(record, context))
    return fields


def detail_of(record: Record, context: ReverseIndex) -> RecordDetail:
    """Return a record with every filled field, outcomes, errata and citation."""
    dataset = context.dataset
    filled = {name: json_value(value) for name, value in record.items() if value not in (None, ())}
    return RecordDetail(
        **_summary_fields(record, context),
        fields=filled,
        outcomes=[summary_of(each, context) for each in context.outcomes.get(record.id, ())],
        errata=[summary_of(each, context) for each in context.errata.get(record.id, ())],
        citation=cite(record, "text", dataset),
    )


def nearest_records(
    words: str, filters: dict[str, Any], dataset: Dataset, context: ReverseIndex
) -> list[RecordSummary]:
    """Return records that match some of the words, those that match most words first."""
    parts = words.split()
    attempts: list[tuple[str, dict[str, Any]]] = [
        (words, {"tables": filters["tables"]}),
        *((" ".join(parts[:cut] + parts[cut + 1 :]), filters) for cut in range(len(parts))),
    ]
    found: dict[str, Any] = {}
    for query, kept in attempts:
        if query:
            for hit in search(query, dataset=dataset, **kept).hits[:_MOST_NEAREST]:
                found.setdefault(hit.record.id, hit.record)
    # Single words: the rarest first, since a common word says little.
    single = [hits for part in parts if (hits := _hits(part, dataset))]
    for hits in sorted(single, key=len):
        for hit in hits[:_MOST_NEAREST]:
            found.setdefault(hit.record.id, hit.record)
    return [summary_of(record, context) for record in list(found.values())[:_MOST_NEAREST]]


def _hits(word: str, dataset: Dataset) -> tuple[SearchHit, ...]:
    """Return the hits of a word, or of the longest end of a Chinese phrase that has any."""
    hits = search(word, dataset=dataset).hits
    ends = range(1, len(word) - 1) if not hits and not word.isascii() else ()
    return next(
        (found for cut in ends if (found := search(word[cut:], dataset=dataset).hits)), hits
    )
