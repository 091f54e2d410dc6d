"""Comparison of a number of a text with one record, trait by trait."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy.auditing.comparing import Agreement, State, compare_value
from chinaindpolicy.auditing.context import Context, Trait
from chinaindpolicy.auditing.period_traits import period_traits
from chinaindpolicy.auditing.place_traits import place_trait
from chinaindpolicy.auditing.plain_words import unknown_word
from chinaindpolicy.auditing.subject_traits import source_trait, subject_trait

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chinaindpolicy.auditing.entries import Entry
    from chinaindpolicy.auditing.matching import Match

BASELINE = "the value before the change"


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
    traits += period_traits(context, entry)
    for trait in (
        place_trait(context, entry),
        subject_trait(context, entry),
        source_trait(context, entry),
        _kind(context, entry),
        _change(context, entry, threshold=own is not None),
        _negated(context, entry),
        None if value.text == BASELINE else _qualified(context, match),
    ):
        if trait is not None:
            traits.append(trait)
    if (governed := _governed(context, entry, traits)) is not None:
        traits.append(governed)
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
    if entry.table == "targets" and context.mood == "missed":
        return None
    if context.negation is not None:
        text = "the text denies the number or makes it depend on a condition"
        return Trait("kind", "open", "kind", entry.nature, (context.negation,), text)
    return None


def _governed(context: Context, entry: Entry, traits: Sequence[Trait]) -> Trait | None:
    """Return an open trait if an unknown word may govern the statement."""
    if any(trait.state != "ok" for trait in traits):
        return None
    spans = [span for trait in traits if trait.name != "period" for span in trait.spans]
    index = context.index
    word = unknown_word(context.reading, context.number, spans, index.known_stems)
    if word is None:
        return None
    text = "the text may not assert the number: the audit does not know this word"
    return Trait("kind", "open", "kind", entry.nature, (word,), text)


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
    # "of small firms" is no limit of an indicator that measures small firms.
    noun = context.reading.searchable.find(" ", *span) + 1 or span[0]
    if any(start <= noun and span[1] <= end for start, end in match.spans):
        return None
    text = "the text states another measure of the same thing"
    return Trait("indicator", "open", "subject", match.concept.indicator_id, (span,), text)


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
