"""Comparison of the firm and the source of a number with those of a record."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.attachment import is_source
from chinaindpolicy.auditing.comparing import State
from chinaindpolicy.auditing.context import CARRIED, Context, Trait
from chinaindpolicy.auditing.reading import within
from chinaindpolicy.auditing.vocabulary import word_pattern

if TYPE_CHECKING:
    from chinaindpolicy.auditing.entries import Entry


def subject_trait(context: Context, entry: Entry) -> Trait | None:
    """Return the trait of the firm that is measured; None if neither side has one.

    Args:
        context: The traits from the words around the number.
        entry: The record.
    """
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


def source_trait(context: Context, entry: Entry) -> Trait | None:
    """Return the trait of the source or policy; None if the text names none.

    Args:
        context: The traits from the words around the number.
        entry: The record.
    """
    wrong_kind = _policy(context, entry)
    if wrong_kind is not None:
        return wrong_kind
    if not context.sources:
        return None
    source = context.sources[0]
    span = (source.start, source.end)
    record = ", ".join(sorted(entry.sources)) or "no source"
    if source.id.startswith("unknown:"):
        # A plan is reported by many; a figure that another body states needs that body.
        text = "the source is unknown, and the record names another one"
        stated = entry.sources and entry.table == "figures"
        return Trait("source", "open", "attribution", record, (span,), text) if stated else None
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
