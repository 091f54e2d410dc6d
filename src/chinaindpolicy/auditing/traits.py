"""Comparison of a number of a text with one record, trait by trait."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.auditing.comparing import Agreement, State, compare_value
from chinaindpolicy.auditing.denials import negation
from chinaindpolicy.auditing.names import Named, is_inside
from chinaindpolicy.auditing.objections import is_change, qualifier, stated_direction
from chinaindpolicy.auditing.reading import (
    Found,
    Mood,
    Reading,
    Span,
    Year,
    is_source,
    mood,
    place_of,
    sources_of,
    within,
    years_of,
)
from chinaindpolicy.auditing.vocabulary import word_pattern, words
from chinaindpolicy.auditing.year_parts import part_of_year

if TYPE_CHECKING:
    from chinaindpolicy.auditing.index import AuditIndex, Entry
    from chinaindpolicy.auditing.matching import Match
    from chinaindpolicy.auditing.numbers import Number

CARRIED = "from an earlier sentence"
BASELINE = "the value before the change"
TraitName = Literal[
    "indicator", "value", "comparator", "unit", "period", "region", "subject", "source", "kind"
]


@dataclass(frozen=True, slots=True)
class Trait:
    """One trait of a number compared with a field of a record.

    Attributes:
        name: The trait.
        state: `ok`, `open` or `wrong`.
        reason: Reason of the claim if the trait is not `ok`.
        record: The field of the record, as text.
        spans: The words of the text that were compared.
        text: Explanation, if there is one.
    """

    name: TraitName
    state: State
    reason: str = ""
    record: str = ""
    spans: tuple[Span, ...] = ()
    text: str = ""


_SAYS = re.compile(
    r"\s*(?:says?|asks?|wants?|calls?|requires?|proposes?|sets?|states?|promises?|aims?|lists?)(?![a-z])"
    r"|[^，。]{0,4}(?:提出|要求|明确|指出|规定)"
)


# Words that take the period of an earlier sentence.
_THEN = re.compile(
    r"(?<![a-z])(?:by then|then|at that time|in the same year|that year|by that date)(?![a-z])"
    r"|届时|同期|同年|当年|那时|到时"
)


class Context:
    """Traits of a number from the words around it; the same for all records."""

    def __init__(self, reading: Reading, number: Number, index: AuditIndex) -> None:
        """Read the sentence of a number.

        Args:
            reading: The text.
            number: The number.
            index: Indexes of the dataset.
        """
        self.reading = reading
        self.number = number
        self.index = index
        self.sentence = reading.sentence(number)
        self.clause = reading.clause(number)
        self.mood: Mood
        self.mood, self.mood_span, self.mood_certain = mood(reading, number)
        self.places = place_of(reading, number)
        self.years = years_of(reading, number)
        self.sources = sources_of(reading, number)
        self.china = self._first("scope", "china")
        self.world = self._first("scope", "world")
        self.part = part_of_year(reading, number)
        self.direction = stated_direction(reading, number)
        self.is_change = is_change(reading, number)
        self.negation = negation(reading, number)
        self.qualifier = qualifier(reading, number)
        self.anaphor = reading.has_anaphor(self.sentence)
        self.policy_kinds = self._policy_kinds()

    def _first(self, table: str, key: str) -> Span | None:
        text = self.reading.searchable
        taken = [(one.start, one.end) for one in within(self.reading.organizations, *self.sentence)]
        for match in word_pattern(table, key).finditer(text, *self.sentence):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                return match.span()
        return None

    def _policy_kinds(self) -> dict[str, Span]:
        found: dict[str, Span] = {}
        text = self.reading.searchable
        start, end = self.sentence
        for kind in words()["policy_kinds"]:
            for match in word_pattern("policy_kinds", kind).finditer(text, start, end):
                lead = text[start : match.start()]
                leads = len(lead) < (15 if re.search("[\u3400-\u9fff]", lead) else 50)
                if leads or _SAYS.match(text, match.end()):
                    found[kind] = match.span()
                    break
        return found

    def firms(self) -> list[Named]:
        """Return the firms that the sentence names as a subject, not as a source."""
        found: list[Named] = []
        for one in within(self.reading.organizations, *self.sentence):
            if one.id in self.index.attributed:
                continue
            listed = one.id.startswith("other:")
            known_firm = one.id in self.index.firms
            if listed and one.id.removeprefix("other:") in words()["lists"]["other_sources"]:
                continue
            if listed or known_firm:
                found.append(one)
        return found

    def carried_firms(self) -> list[Named]:
        """Return the firms of the sentences before, the nearest first."""
        index = self.reading.sentence_index(self.number.core_start)
        low = self.reading.sentences[max(0, index - 2)][0]
        return within(self.reading.organizations, low, self.sentence[0])[::-1]


def compare(context: Context, entry: Entry, match: Match) -> list[Trait]:
    """Compare a number with a record.

    Args:
        context: The traits from the words around the number.
        entry: The record.
        match: How the words identify the record's indicator.

    Returns:
        One trait for each field that was compared.
    """
    own = match.concept.threshold if match.threshold else None
    value, comparator = compare_value(
        context.number,
        own.value if own else entry.value,
        None if own else entry.upper,
        own.unit if own else entry.unit,
        ("gt" if own else entry.comparator),
        None if own else entry.printed,
        counted=not own and entry.counted,
    )
    if (
        own
        and comparator.reason == "comparator"
        and context.number.quantity.comparator in ("eq", "approx")
    ):
        comparator = Agreement("ok")
    quantity = context.number.quantity
    changed = quantity.value_upper in (None, entry.value) and quantity.unit == entry.unit
    if not own and value.state == "wrong" and changed and quantity.value == entry.baseline:
        value, comparator = Agreement("ok", "", BASELINE), Agreement("ok")
    if entry.qualitative and value.state == "ok":
        value = Agreement("open", "value", "the record has no number")
    span = (context.number.start, context.number.end)
    upper = "" if entry.upper is None else f" to {entry.upper:f}"
    record = f"{entry.comparator} {entry.value:f}{upper} {entry.unit}"
    state: State = match.quality if match.quality != "wrong" else "wrong"
    traits = [
        Trait(
            "indicator",
            state,
            match.reason or ("subject" if state == "open" else ""),
            entry.indicator_id,
            match.spans,
        ),
        Trait("value", value.state, value.reason, record, (span,), value.text),
        Trait(
            "comparator",
            comparator.state,
            comparator.reason,
            entry.comparator,
            (span,),
            comparator.text,
        ),
    ]
    part = _part(context, entry)
    for trait in (
        part,
        None if part is not None and part.state == "wrong" else _period(context, entry),
        _document_year(context, entry),
        _region(context, entry),
        _subject(context, entry),
        _source(context, entry),
        _kind(context, entry),
        _change(context, entry, threshold=own is not None),
        _negated(context, entry),
        None if value.text == BASELINE else _qualified(context, match),
    ):
        if trait is not None:
            traits.append(trait)
    return traits


def _change(context: Context, entry: Entry, *, threshold: bool) -> Trait | None:
    """Return a trait if a fall is compared with a rise, or the size of a change with a level."""
    span = ((context.number.start, context.number.end),)
    if not threshold and entry.measure in ("change", "growth"):
        if entry.falls or context.direction in (None, "up"):
            return None
        if context.direction == "down" and context.is_change:
            return Trait("value", "wrong", "value", "a rise", span, "the text states a fall")
        if context.direction == "fall of growth" and not context.is_change:
            return None
        return Trait("value", "open", "value", "a rise", span, "the text may state a fall")
    level = threshold or entry.measure in ("level", "count", "share", "capacity")
    if level and context.is_change:
        return Trait("unit", "wrong", "unit", entry.measure or "", span, "the text states a change")
    return None


def _negated(context: Context, entry: Entry) -> Trait | None:
    if context.negation is None or (entry.table == "targets" and context.mood == "missed"):
        return None
    text = "the text denies the number or makes it depend on a condition"
    return Trait("kind", "open", "kind", entry.nature, (context.negation,), text)


def _qualified(context: Context, match: Match) -> Trait | None:
    """Return an open trait if words such as "average" make the number another measure."""
    span = context.qualifier
    phrases = match.concept.phrases
    if span is None or (
        phrases is not None
        and any(
            one.start() <= span[0] and span[1] <= one.end()
            for one in phrases.finditer(context.reading.searchable, *context.sentence)
        )
    ):
        return None
    text = "the text states another measure of the same thing"
    return Trait("indicator", "open", "subject", match.concept.indicator_id, (span,), text)


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


def _region(context: Context, entry: Entry) -> Trait | None:
    region = entry.region_id
    if region is None or entry.organization_id is not None:
        return None
    places = context.places
    own = [one for one in places if not one.carried]
    if region == "world":
        return _world(context, own)
    if region == "cn":
        if own:
            if context.china is not None and not own[0].certain:
                return Trait("region", "open", "region", region, (own[0].span,))
            return Trait("region", "wrong", "region", region, (own[0].span,))
        if (
            context.world is not None
            and context.china is None
            and _in_clause(context, context.world)
        ):
            return Trait("region", "wrong", "region", region, (context.world,))
        return Trait("region", "ok", "", region, (context.china,) if context.china else ())
    if own:
        first = own[0]
        if first.value == region:
            joined = _joined_place(context, first)
            if joined is not None:
                text = "the text may state a sum of several places"
                return Trait("region", "open", "region", region, (first.span, joined), text)
            return Trait("region", "ok", "", region, (first.span,))
        if any(one.value == region for one in own):
            agreeing = next(one for one in own if one.value == region)
            if is_inside(first.value, region) or not first.certain:
                return Trait("region", "open", "region", region, (agreeing.span, first.span))
        return Trait("region", "wrong", "region", region, (first.span,))
    for one in places:
        if one.value == region and _carries(context, one):
            return Trait("region", "ok", "", region, (one.span,), CARRIED)
    if context.china is not None and not places:
        return Trait("region", "wrong", "region", region, (context.china,))
    return Trait("region", "open", "region", region, (), "the text names no place")


_JOINED = re.compile(r"\s*(?:,? ?(?:and|plus|&)|和|与|及|以及|连同|加上)\s*")
_EACH = re.compile(r"(?<![a-z])(?:each|respectively|both)(?![a-z])|分别|各|均|都")
_WITH = re.compile(r"(?:(?<![a-z])(?:together|along|combined) with|连同|会同|加上)\s*$")


def _joined_place(context: Context, first: Found) -> Span | None:
    """Return the other place if a number may be the sum of two: "Qingdao and Jinan"."""
    plain = context.reading.plain
    if _EACH.search(plain, *context.clause):
        return None
    for one in context.places:
        if one.carried or one.span == first.span or is_inside(one.value, first.value):
            continue
        low, high = sorted((one.span, first.span))
        between = plain[low[1] : high[0]]
        with_other = _WITH.search(plain[max(0, one.span[0] - 20) : one.span[0]])
        if _JOINED.fullmatch(between) or with_other:
            return one.span
    return None


def _carries(context: Context, one: Found) -> bool:
    """Return True if a place of an earlier sentence is the topic of the number's sentence."""
    first = context.places[0]
    return one.certain or one.value == first.value or is_inside(first.value, one.value)


def _world(context: Context, own: list[Found]) -> Trait:
    if own:
        return Trait("region", "wrong", "region", "world", (own[0].span,))
    if context.world is not None:
        return Trait("region", "ok", "", "world", (context.world,))
    if context.china is not None:
        return Trait("region", "wrong", "region", "world", (context.china,))
    return Trait("region", "open", "region", "world", (), "the text names no place")


def _in_clause(context: Context, span: Span) -> bool:
    return context.clause[0] <= span[0] < context.clause[1]


def _subject(context: Context, entry: Entry) -> Trait | None:
    firms = context.firms()
    number = context.number
    if entry.organization_id is not None:
        named = within(context.reading.organizations, *context.sentence)
        before = [one for one in firms if one.end <= number.core_start]
        nearest = before[-1] if before else (firms[0] if firms else None)
        if nearest is not None and nearest.id == entry.organization_id:
            return Trait(
                "subject", "ok", "", entry.organization_id, ((nearest.start, nearest.end),)
            )
        if any(one.id == entry.organization_id for one in named):
            agreeing = next(one for one in named if one.id == entry.organization_id)
            state: State = "open" if nearest is not None else "ok"
            return Trait(
                "subject",
                state,
                "subject",
                entry.organization_id,
                ((agreeing.start, agreeing.end),),
            )
        if nearest is not None:
            return Trait(
                "subject",
                "wrong",
                "subject",
                entry.organization_id,
                ((nearest.start, nearest.end),),
            )
        carried = context.carried_firms()
        if carried and carried[0].id == entry.organization_id:
            span = (carried[0].start, carried[0].end)
            return Trait("subject", "ok", "", entry.organization_id, (span,), CARRIED)
        return Trait(
            "subject",
            "wrong",
            "no subject",
            entry.organization_id,
            (),
            "the text does not name the firm",
        )
    if entry.region_id == "cn" and entry.table == "figures":
        single = word_pattern("scope", "single_firm").search(
            context.reading.searchable, context.clause[0], number.core_start
        )
        if single is not None:
            return Trait("subject", "wrong", "subject", "", (single.span(),), "one firm only")
    for one in firms:
        if one.end > number.core_start:
            continue
        between = context.reading.searchable[one.end : number.core_start]
        if context.clause[0] <= one.start or not re.search(r"[,，:：]", between):
            if is_source(context.reading, one):
                continue
            return Trait(
                "subject",
                "wrong",
                "subject",
                "",
                ((one.start, one.end),),
                "the record is not about this firm",
            )
    return None


def _source(context: Context, entry: Entry) -> Trait | None:
    wrong_kind = _policy(context, entry)
    if wrong_kind is not None:
        return wrong_kind
    if not context.sources:
        return None
    source = context.sources[0]
    span = (source.start, source.end)
    record = ", ".join(sorted(entry.sources)) or "no source"
    if source.id == entry.organization_id:
        return None
    if source.id in entry.sources:
        state: State = "open" if entry.doubtful else "ok"
        return Trait("source", state, "attribution", record, (span,))
    if entry.sources and entry.table != "targets":
        if (
            entry.table == "outcomes"
            and source.id not in context.index.attributed
            and not source.id.startswith("other:")
        ):
            return Trait("source", "open", "attribution", record, (span,))
        return Trait("source", "wrong", "attribution", record, (span,))
    if source.id in context.index.attributed or source.id.startswith("other:"):
        return Trait(
            "source", "open", "attribution", record, (span,), "the record names no such source"
        )
    return None


def _policy(context: Context, entry: Entry) -> Trait | None:
    if entry.policy_kind is None or not context.policy_kinds:
        return None
    before = {
        kind: span
        for kind, span in context.policy_kinds.items()
        if span[0] < context.number.core_end
    } or context.policy_kinds
    if entry.policy_kind in before:
        span = before[entry.policy_kind]
        return Trait("source", "ok", "", entry.policy_kind, (span,))
    span = next(iter(before.values()))
    return Trait("source", "wrong", "attribution", entry.policy_kind, (span,), "another policy")


def _kind(context: Context, entry: Entry) -> Trait | None:
    spans = (context.mood_span,) if context.mood_span else ()
    nature = entry.nature
    if nature == "target":
        if context.mood in ("target", "task"):
            return Trait("kind", "ok", "", nature, spans)
        if context.mood == "none":
            return Trait("kind", "open", "kind", nature, spans, "neither an aim nor a fact")
        return Trait("kind", "wrong", "kind", nature, spans, f"stated as {context.mood}")
    if nature == "forecast":
        if context.mood == "fact" and context.mood_certain:
            return Trait("kind", "wrong", "kind", nature, spans, "stated as a fact")
        return Trait("kind", "ok", "", nature, spans)
    if context.mood == "target" and (context.mood_certain or entry.table == "outcomes"):
        return Trait("kind", "wrong", "kind", nature, spans, "stated as an aim")
    if context.mood in ("missed", "met") and entry.table == "outcomes":
        return Trait("kind", "open", "kind", nature, spans)
    return Trait("kind", "ok", "", nature, spans)
