"""Sentences that describe a record; each belongs to an aspect, such as its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chinaindpolicy.analysis.intervals import sense_of
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.describe import (
    CERTAINTIES,
    format_amount,
    format_number,
    format_period,
    format_value,
)
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES, VALUE_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.analysis.links import ReverseIndex
    from chinaindpolicy.model.records import Erratum, Figure, Outcome, Target

Sentence = tuple[str, str]

_REVIEW = {
    "agreed": "Two independent readings agreed.",
    "settled": "Two independent readings differed, and a third settled it by the text.",
    "single": "It was read once.",
}
_STRENGTH = {"commit": "commits to", "strive": "strives for", "expect": "expects"}
_BASIS = {
    "official": "stated by a public body",
    "attributed": "stated by a named source",
    "claim": "the text's own claim",
}
_COMPARATORS = {
    "eq": "exactly",
    "gt": "more than",
    "ge": "at least",
    "lt": "less than",
    "le": "at most",
    "approx": "about",
    "range": "from one value to another",
}
# Columns with sentences of their own, and columns that only programs need.
_TITLES = ("id", "name", "name_zh", "title", "title_zh", "statement", "summary", "definition")
_EVIDENCE = ("document_id", "paragraph", "char_start", "char_end", "text_sha256", "sha256")
_REVIEWED = ("stated", "erratum_id", "review", "certainty", "note", "caution", "reference_id")
_LINKS = ("record_id", "record_ids", "period_start", "period_end")
_COVERED = frozenset(
    (*_TITLES, *_EVIDENCE, *_REVIEWED, *_LINKS, "text", "printed", "meant", "explanation")
)
_VALUES = (
    *("comparator", "value", "value_upper", "unit", "measure", "value_printed", "period"),
    "period_basis",
)
_CONTEXT = ("indicator_id", "region_id", "policy_id", "strength", "basis", "attributed_to")
_BASELINE = ("baseline", "baseline_unit", "baseline_period")
_OBSERVATION_COVERED = frozenset(
    (*_COVERED, *_VALUES, *_CONTEXT, *_BASELINE, "attribution_certainty", "kind", "origin")
)
_PERIODS = {"context": " (from the context)", "document": " (of the document)"}
_REACHED = {
    "at_least": "this value; more counts as met",
    "at_most": "this value; less counts as met",
    "exactly": "this value and no other",
}
_MOST_NAMED = 3


def sentences_of(record: Any, context: ReverseIndex) -> Iterator[Sentence]:
    """Yield the sentences about a record of any table: first its description, last its outcomes."""
    table = context.table_of(record)
    yield "what", _what(record)
    if table in VALUE_TABLES:
        yield from _value(record, context)
    if table in OBSERVATION_TABLES:
        yield from _reading(record, table, context)
        yield from _baseline(record)
    if table == "errata":
        yield "meant", f"{_print(record)}."
    yield from _fields(record, table, context)
    yield from _source(record, context)
    yield from _errata(record, context)
    yield from _authorities(record, table, context)
    yield from _certainty(record, context)
    yield from _restatements(record, context)
    yield from _links(record, table, context)
    yield from _outcomes(record, table, context)


def _what(record: Any) -> str:
    for name in ("statement", "summary", "definition", "explanation"):
        if words := getattr(record, name, None):
            title = getattr(record, "title", None) or getattr(record, "name", None)
            return f"{title}. {words}" if title else str(words)
    title = getattr(record, "name", None) or getattr(record, "title", None)
    name_zh = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
    if title:
        return f"{title} ({name_zh})." if name_zh else f"{title}."
    text = getattr(record, "text", None)
    return f"The expression “{text}”." if text else "A span of a document."


def _value(record: Any, context: ReverseIndex) -> Iterator[Sentence]:
    indicator = context.dataset.indicators[str(record.indicator_id)]
    where = context.name("regions", record.region_id) if record.region_id else "no place named"
    when = (format_period(record.period) or "no period stated") + _PERIODS.get(
        record.period_basis or "", ""
    )
    amount = format_value(record)
    measure = f" ({record.measure})" if record.measure else ""
    yield "value", f"{indicator.name}: {amount}{measure}, {where}, {when}."
    whole = f" Part of: {indicator.denominator}." if indicator.denominator else ""
    accounting = f" Counted as a {indicator.accounting}." if indicator.accounting else ""
    yield "measured", f"{indicator.definition}{whole}{accounting}"


def _reading(record: Target | Figure, table: str, context: ReverseIndex) -> Iterator[Sentence]:
    if record.stated is None:
        return
    if record.value is None:
        yield "read", f"The text states “{record.stated}” without a number; no value was added."
    elif record.value_printed is not None:
        literal, meant = format_number(record.value_printed), format_number(record.value)
        yield (
            "read",
            f"The text prints “{record.stated}”, literally {literal} {record.unit}; "
            f"meant is {meant} {record.unit}, by the erratum below.",
        )
    else:
        how = _COMPARATORS[record.comparator or "eq"]
        if table == "targets" and record.comparator == "eq":
            indicator = context.dataset.indicators[record.indicator_id]
            how = _REACHED[sense_of(indicator.desired_direction)]
        yield "read", f"“{record.stated}” is read as {format_amount(record)}: {how}."


def _baseline(record: Target | Figure) -> Iterator[Sentence]:
    if record.baseline is not None:
        unit = record.baseline_unit or record.unit
        when = format_period(record.baseline_period)
        yield "baseline", f"{format_number(record.baseline)} {unit}" + (f", {when}" if when else "")


def _fields(record: Any, table: str, context: ReverseIndex) -> Iterator[Sentence]:
    """Yield the columns that have no sentence of their own; ids come with their names."""
    covered = _OBSERVATION_COVERED if table in VALUE_TABLES else _COVERED
    for spec in columns(table):
        value = getattr(record, spec.name)
        if spec.name in covered or value in (None, ()):
            continue
        words = to_csv_cell(value).replace("|", ", ")
        if spec.meaning.referenced_table and spec.meaning.referenced_table != "units":
            ids = value if spec.type == "list" else (value,)
            words = f"{context.names(spec.meaning.referenced_table, ids)} ({words})"
        yield spec.name, words


def _source(record: Any, context: ReverseIndex) -> Iterator[Sentence]:
    document_id = getattr(record, "document_id", None)
    if document_id is not None:
        document = context.dataset.documents[str(document_id)]
        publisher = f", {document.publisher}" if document.publisher else ""
        yield (
            "source",
            f"“{document.title}”{publisher}: paragraph {record.paragraph}, "
            f"characters {record.char_start}-{record.char_end} of {document.source_file}.",
        )
    reference_id = getattr(record, "reference_id", None)
    if reference_id is not None:
        outside = "" if document_id else "From outside the documents: "
        yield "source", f"{outside}{_reference(reference_id, context)}."


def _reference(id: str, context: ReverseIndex) -> str:
    reference = context.dataset.references[id]
    published = reference.published_on or reference.published_in
    day = f", {published}" if published else ""
    return f"{reference.publisher}{day}: {reference.title}"


def _errata(record: Any, context: ReverseIndex) -> Iterator[Sentence]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for erratum in context.errata.get(record.id, ()):
        # The same erratum may be printed at each place where a fact is stated.
        places[_erratum(erratum, context)].append(f"{erratum.document_id} ¶{erratum.paragraph}")
    for words, found in places.items():
        yield "erratum", f"{words} At {', '.join(dict.fromkeys(found))}."


def _erratum(erratum: Erratum, context: ReverseIndex) -> str:
    where = f" ({_reference(erratum.reference_id, context)})" if erratum.reference_id else ""
    return (
        f"{_print(erratum)} ({erratum.kind}): "
        f"{erratum.explanation} Sure: {CERTAINTIES[erratum.certainty]}{where}."
    )


def _print(erratum: Erratum) -> str:
    meant = f", meant “{erratum.meant}”" if erratum.meant else ", a fact in doubt"
    return f"Printed “{erratum.printed}”{meant}"


def _authorities(record: Any, table: str, context: ReverseIndex) -> Iterator[Sentence]:
    if table == "figures":
        yield "says", f"{record.kind.capitalize()}; {_authority(record, context)}."
    policy_id = getattr(record, "policy_id", None)
    if policy_id is not None:
        policy = context.dataset.policies[str(policy_id)]
        issuers = context.names("organizations", policy.issuers)
        by = f" of {issuers}" if issuers else ""
        verb = f" {_STRENGTH[record.strength]} it" if table == "targets" else " states it"
        yield "says", f"“{policy.title}”{by}{verb}."


def _authority(figure: Figure, context: ReverseIndex) -> str:
    if figure.attributed_to is None:
        return _BASIS[figure.basis]
    who = context.name("organizations", figure.attributed_to)
    if figure.attribution_certainty == "doubtful":
        return f"in a sentence that cites {who}; whether that is the source is doubtful"
    return f"{_BASIS[figure.basis]}: {who}"


def _certainty(record: Any, context: ReverseIndex) -> Iterator[Sentence]:
    review, certainty = getattr(record, "review", None), getattr(record, "certainty", None)
    if getattr(record, "origin", None) == "external":
        certainty = context.dataset.references[str(record.reference_id)].certainty
    elif review is not None:
        yield "sure", _REVIEW[review]
    if certainty is not None:
        yield "sure", f"{CERTAINTIES[certainty].capitalize()} ({certainty})."
    for name in ("note", "caution"):
        if words := getattr(record, name, None):
            yield name, words


def _restatements(record: Any, context: ReverseIndex) -> Iterator[Sentence]:
    for span in context.restatements.get(record.id, ()):
        document = context.dataset.documents[span.document_id]
        inside = [
            f"“{mention.text}”"
            for mention in context.mentions.get(record.id, ())
            if mention.document_id == span.document_id
            and span.char_start <= mention.char_start < mention.char_end <= span.char_end
        ]
        words = f", as {', '.join(inside)}" if inside else ""
        yield "again", f"Stated again in “{document.title}”, paragraph {span.paragraph}{words}."


def _links(record: Any, table: str, context: ReverseIndex) -> Iterator[Sentence]:
    """Yield the records that it names by id, and the records that refer to it."""
    named = getattr(record, "record_id", None)
    for id in (named,) if named else getattr(record, "record_ids", ()):
        about = context.dataset.record(id)
        yield "about", f"{id} ({context.table_of(about)}): {_what(about)}"
    if table in (*OBSERVATION_TABLES, "mentions", "spans", "passages"):
        return
    for other, ids in context.referrers.get(record.id, {}).items():
        more = f" and {len(ids) - _MOST_NAMED} more" if len(ids) > _MOST_NAMED else ""
        yield "used by", f"{other} ({len(ids)}): {', '.join(ids[:_MOST_NAMED])}{more}."


def _outcomes(record: Any, table: str, context: ReverseIndex) -> Iterator[Sentence]:
    outcomes = context.outcomes.get(record.id, ())
    for outcome in outcomes:
        yield "followed", _outcome(outcome, context)
    if table == "targets":
        if not outcomes:
            release = context.dataset.edition_of(record.id).release
            yield "followed", f"No outcome is known in release {release}."
        if context.assessment is not None:
            verdict = context.assessment[record.id]
            yield "verdict", f"As of {context.assessment.as_of}: {verdict.explanation}"


def _outcome(outcome: Outcome, context: ReverseIndex) -> str:
    caution = f" Caution: {outcome.caution}" if outcome.caution else ""
    source = _reference(outcome.reference_id, context)
    return f"{outcome.statement} {source} ({outcome.certainty}).{caution}"
