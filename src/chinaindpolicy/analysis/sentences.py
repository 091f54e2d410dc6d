"""Sentences that describe a record; each belongs to an aspect, such as its source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from chinaindpolicy.analysis.intervals import sense_of
from chinaindpolicy.analysis.verdict_text import verdict_text
from chinaindpolicy.lang.texts import code_context
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.describe import CERTAINTIES
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES, VALUE_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.analysis.links import ReverseIndex
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.model.columns import ColumnSpec
    from chinaindpolicy.model.records import Erratum, Figure, Outcome, Target

Sentence = tuple[str, str]

_REVIEW = {
    "agreed": "Two independent readings agreed.",
    "settled": "Two independent readings differed, and a third settled it by the text.",
    "single": "It was read once.",
}
_READ_BY_MODELS = ("chinaindpolicy",)
"""Datasets whose documents were read by language models; curators read their own as they like."""
_STRENGTH = {"commit": "commits to it", "strive": "strives for it", "expect": "expects it"}
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


def sentences_of(record: Any, context: ReverseIndex, local: Localized) -> Iterator[Sentence]:
    """Yield the sentences about a record of any table: first its description, last its outcomes."""
    table = context.table_of(record)
    yield "what", _what(record, local)
    if table in VALUE_TABLES:
        yield from _value(record, local)
    if table in OBSERVATION_TABLES:
        yield from _reading(record, table, local)
        yield from _baseline(record, local)
    if table == "errata":
        yield "meant", local.say("{erratum}.", erratum=_print(record, local))
    yield from _fields(record, table, local)
    yield from _source(record, local)
    yield from _errata(record, context, local)
    yield from _authorities(record, table, local)
    yield from _certainty(record, local)
    yield from _restatements(record, context, local)
    yield from _links(record, table, context, local)
    yield from _outcomes(record, table, context, local)


def aspect_words(aspect: str, local: Localized) -> str:
    """Return the label of an aspect: that of a column, or one of the sentences."""
    words = local.say.code("aspect", aspect)
    return words if words != aspect else local.say.code("column", aspect)


def _what(record: Any, local: Localized) -> str:
    say = local.say
    for name in ("statement", "summary", "definition", "explanation"):
        if words := getattr(record, name, None):
            titled = getattr(record, "title", None) or getattr(record, "name", None)
            prose, name = local.prose(str(words)), local.name_of(record)
            return say("{title}. {words}", title=name, words=prose) if titled else prose
    title = getattr(record, "name", None) or getattr(record, "title", None)
    name_zh = getattr(record, "name_zh", None) or getattr(record, "title_zh", None)
    if title:
        both = say("{title} ({title_zh}).", title=title, title_zh=name_zh)
        return both if name_zh else say("{title}.", title=title)
    text = getattr(record, "text", None)
    return say("The expression “{text}”.", text=text) if text else say("A span of a document.")


def _value(record: Any, local: Localized) -> Iterator[Sentence]:
    say = local.say
    indicator = local.dataset.indicators[str(record.indicator_id)]
    where = local.name("regions", record.region_id) if record.region_id else say("no place named")
    when = local.period(record.period) or say("no period stated")
    if record.period_basis in _PERIODS:
        when += say(_PERIODS[record.period_basis])
    measure = ""
    if record.measure:
        measure = say(" ({measure})", measure=say.code("measure", record.measure))
    yield (
        "value",
        say(
            "{indicator}: {amount}{measure}, {where}, {when}.",
            indicator=local.name_of(indicator),
            amount=local.value(record),
            measure=measure,
            where=where,
            when=when,
        ),
    )
    whole = counted = ""
    if indicator.denominator:
        part_of = indicator.denominator
        if local.lang == "zh":
            part_of = indicator.denominator_zh or local.prose(part_of)
        whole = say("Part of: {whole}.", whole=part_of)
    if indicator.accounting:
        kind = say.code("accounting", indicator.accounting)
        counted = say("Counted as a {accounting}.", accounting=kind)
    yield "measured", local.joined([local.prose(indicator.definition), whole, counted])


def _reading(record: Target | Figure, table: str, local: Localized) -> Iterator[Sentence]:
    say, stated = local.say, record.stated
    if stated is None:
        return
    if record.value is None:
        words = say(
            "The text states “{stated}” without a number; no value was added.", stated=stated
        )
    elif record.value_printed is not None:
        words = say(
            "The text prints “{stated}”, literally {literal}; "
            "meant is {meant}, by the erratum below.",
            stated=stated,
            literal=local.number(record.value_printed, record.unit),
            meant=local.number(record.value, record.unit),
        )
    else:
        how = _COMPARATORS[record.comparator or "eq"]
        if table == "targets" and record.comparator == "eq":
            indicator = local.dataset.indicators[record.indicator_id]
            how = _REACHED[sense_of(indicator.desired_direction)]
        amount = local.amount(record)
        words = say(
            "“{stated}” is read as {amount}: {how}.", stated=stated, amount=amount, how=say(how)
        )
    yield "read", words


def _baseline(record: Target | Figure, local: Localized) -> Iterator[Sentence]:
    if record.baseline is not None:
        amount = local.number(record.baseline, record.baseline_unit or record.unit)
        when = local.period(record.baseline_period)
        dated = local.say("{words}, {period}", words=amount, period=when)
        yield "baseline", dated if when else amount


def _fields(record: Any, table: str, local: Localized) -> Iterator[Sentence]:
    """Yield the columns that have no sentence of their own; ids come with their names."""
    covered = _OBSERVATION_COVERED if table in VALUE_TABLES else _COVERED
    for spec in columns(table):
        value = getattr(record, spec.name)
        if spec.name not in covered and value not in (None, ()):
            yield spec.name, _cell(value, spec, local)


def _cell(value: Any, spec: ColumnSpec, local: Localized) -> str:
    items = value if spec.type == "list" else (value,)
    if spec.categories:
        words = local.listed(local.say.code(code_context(spec.name), item) for item in items)
    else:
        words = local.listed(to_csv_cell(value).split("|"))
    if spec.meaning.referenced_table and spec.meaning.referenced_table != "units":
        names = local.names(spec.meaning.referenced_table, items)
        return local.say("{names} ({ids})", names=names, ids=words)
    return words


def _source(record: Any, local: Localized) -> Iterator[Sentence]:
    say = local.say
    document_id = getattr(record, "document_id", None)
    if document_id is not None:
        document = local.dataset.documents[str(document_id)]
        publisher = ""
        if document.publisher:
            publisher = say(", {publisher}", publisher=document.publisher)
        yield (
            "source",
            say(
                "“{title}”{publisher}: paragraph {paragraph}, characters {start}-{end} of {file}.",
                title=document.title,
                publisher=publisher,
                paragraph=record.paragraph,
                start=record.char_start,
                end=record.char_end,
                file=document.source_file,
            ),
        )
    reference_id = getattr(record, "reference_id", None)
    if reference_id is not None:
        reference = _reference(reference_id, local)
        outside = say("From outside the documents: {reference}.", reference=reference)
        yield "source", say("{reference}.", reference=reference) if document_id else outside


def _reference(id: str, local: Localized) -> str:
    reference = local.dataset.references[id]
    published = reference.published_on or reference.published_in
    day = local.say(", {day}", day=local.day(published)) if published else ""
    return local.say(
        "{publisher}{day}: {title}",
        publisher=reference.publisher,
        day=day,
        title=reference.title,
    )


def _errata(record: Any, context: ReverseIndex, local: Localized) -> Iterator[Sentence]:
    places: defaultdict[str, list[str]] = defaultdict(list)
    for erratum in context.errata.get(record.id, ()):
        # The same erratum may be printed at each place where a fact is stated.
        place = local.say(
            "{document} ¶{paragraph}", document=erratum.document_id, paragraph=erratum.paragraph
        )
        places[_erratum(erratum, local)].append(place)
    for words, found in places.items():
        at = local.say("At {places}.", places=local.listed(dict.fromkeys(found)))
        yield "erratum", local.joined([words, at])


def _erratum(erratum: Erratum, local: Localized) -> str:
    say, where = local.say, ""
    if erratum.reference_id:
        where = say(" ({words})", words=_reference(erratum.reference_id, local))
    return say(
        "{erratum} ({kind}): {explanation} Certainty: {certainty}{where}.",
        erratum=_print(erratum, local),
        kind=say.code("kind", erratum.kind),
        explanation=local.prose(erratum.explanation),
        certainty=say(CERTAINTIES[erratum.certainty]),
        where=where,
    )


def _print(erratum: Erratum, local: Localized) -> str:
    if erratum.meant:
        words = "Printed “{printed}”, meant “{meant}”"
        return local.say(words, printed=erratum.printed, meant=erratum.meant)
    return local.say("Printed “{printed}”, a fact in doubt", printed=erratum.printed)


def _authorities(record: Any, table: str, local: Localized) -> Iterator[Sentence]:
    say = local.say
    if table == "figures":
        kind = say.code("kind", record.kind).capitalize()
        yield "basis", say("{kind}; {authority}.", kind=kind, authority=_authority(record, local))
    policy_id = getattr(record, "policy_id", None)
    if policy_id is not None:
        policy = local.dataset.policies[str(policy_id)]
        issuers = local.names("organizations", policy.issuers)
        verb = say(_STRENGTH[record.strength] if table == "targets" else "states it")
        title = local.name_of(policy)
        named = say("“{title}” of {issuers} {verb}.", title=title, issuers=issuers, verb=verb)
        yield "basis", named if issuers else say("“{title}” {verb}.", title=title, verb=verb)


def _authority(figure: Figure, local: Localized) -> str:
    say = local.say
    if figure.attributed_to is None:
        return say(_BASIS[figure.basis])
    who = local.name("organizations", figure.attributed_to)
    if figure.attribution_certainty == "doubtful":
        return say(
            "in a sentence that cites {who}; whether that is the source is doubtful", who=who
        )
    return say("{basis}: {who}", basis=say(_BASIS[figure.basis]), who=who)


def _certainty(record: Any, local: Localized) -> Iterator[Sentence]:
    say = local.say
    review, certainty = getattr(record, "review", None), getattr(record, "certainty", None)
    if getattr(record, "origin", None) == "external":
        certainty = local.dataset.references[str(record.reference_id)].certainty
    elif review is not None:
        yield "certainty", say(_REVIEW[review])
        if local.dataset.name in _READ_BY_MODELS:
            yield "certainty", say("Language models read the documents of this dataset.")
    if certainty is not None:
        meaning = say(CERTAINTIES[certainty]).capitalize()
        code = say.code("certainty", certainty)
        yield "certainty", say("{meaning} ({code}).", meaning=meaning, code=code)
    for name in ("note", "caution"):
        if words := getattr(record, name, None):
            yield name, local.prose(words)


def _restatements(record: Any, context: ReverseIndex, local: Localized) -> Iterator[Sentence]:
    for span in context.restatements.get(record.id, ()):
        document = local.dataset.documents[span.document_id]
        inside = [
            f"“{mention.text}”"
            for mention in context.mentions.get(record.id, ())
            if mention.document_id == span.document_id
            and span.char_start <= mention.char_start < mention.char_end <= span.char_end
        ]
        words = local.say(", as {expressions}", expressions=local.listed(inside)) if inside else ""
        yield (
            "restated",
            local.say(
                "Stated again in “{title}”, paragraph {paragraph}{words}.",
                title=document.title,
                paragraph=span.paragraph,
                words=words,
            ),
        )


def _links(record: Any, table: str, context: ReverseIndex, local: Localized) -> Iterator[Sentence]:
    """Yield the records that it names by id, and the records that refer to it."""
    say = local.say
    named = getattr(record, "record_id", None)
    for id in (named,) if named else getattr(record, "record_ids", ()):
        about = context.dataset.record(id)
        other = say.code("table", context.table_of(about))
        words = say("{id} ({table}): {what}", id=id, table=other, what=_what(about, local))
        yield "about", words
    if table in (*OBSERVATION_TABLES, "mentions", "spans", "passages"):
        return
    for other, ids in context.referrers.get(record.id, {}).items():
        hidden = len(ids) - _MOST_NAMED
        more = say(" and {count} more", count=hidden) if hidden > 0 else ""
        yield (
            "used by",
            say(
                "{table} ({count}): {ids}{more}.",
                table=say.code("table", other),
                count=len(ids),
                ids=local.listed(ids[:_MOST_NAMED]),
                more=more,
            ),
        )


def _outcomes(
    record: Any, table: str, context: ReverseIndex, local: Localized
) -> Iterator[Sentence]:
    outcomes = context.outcomes.get(record.id, ())
    for outcome in outcomes:
        yield "outcome", _outcome(outcome, local)
    if table == "targets":
        if not outcomes:
            release = context.dataset.edition_of(record.id).release
            yield (
                "outcome",
                local.say("No outcome is known in release {release}.", release=release),
            )
        if context.assessment is not None:
            found, day = context.assessment[record.id], context.assessment.as_of
            words = verdict_text(
                found.target, found.verdict, found.failed, found.comparisons, day, local
            )
            day_words = local.day(day)
            yield "verdict", local.say("As of {day}: {words}", day=day_words, words=words)


def _outcome(outcome: Outcome, local: Localized) -> str:
    say, caution = local.say, ""
    if outcome.caution:
        caution = say("Caution: {caution}", caution=local.prose(outcome.caution))
    words = say(
        "{statement} {source} ({certainty}).",
        statement=local.prose(outcome.statement),
        source=_reference(outcome.reference_id, local),
        certainty=say.code("certainty", outcome.certainty),
    )
    return local.joined([words, caution])
