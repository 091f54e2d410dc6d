"""Cautions: facts that an answer about a record must state in addition to its number."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.model.describe import format_number, format_value

if TYPE_CHECKING:
    from chinaindpolicy.analysis.links import ReverseIndex

_BOUNDS = MappingProxyType(
    {
        "gt": "more than",
        "ge": "at least",
        "lt": "less than",
        "le": "at most",
        "approx": "about",
        "range": "a range",
    }
)
_STRENGTHS = MappingProxyType(
    {
        "commit": "The policy commits to it.",
        "strive": "The policy strives for it (wording of effort, not a commitment).",
        "expect": "The policy expects it.",
    }
)
_KINDS = MappingProxyType(
    {
        "forecast": "It is a forecast, not an observed value.",
        "estimated": "It is an estimate, not an observed value.",
        "observed": "It is an observed value as the document reports it.",
    }
)


def cautions_of(record: Any, context: ReverseIndex) -> Iterator[str]:
    """Yield the cautions of a record, the most important first."""
    table = context.table_of(record)
    if table == "targets":
        strength = _STRENGTHS.get(record.strength, "")
        yield f"It is a target: promised, not achieved. {strength}".strip()
    elif table == "figures":
        yield _KINDS.get(record.kind, f"Kind: {record.kind}.")
    elif table == "outcomes":
        yield f"It is an observed outcome of {record.record_id}, published later."
    comparator = getattr(record, "comparator", None)
    if comparator is not None and comparator in _BOUNDS and record.value is not None:
        yield (
            f"The comparator belongs to the value: {_BOUNDS[comparator]} "
            f"({format_value(record)}); do not report it as exact."
        )
    yield from _place_and_time(record, table, context)
    yield from _voice(record, context)
    yield from _errata(record, context)
    for outcome in context.outcomes.get(record.id, ()):
        amount = f"{format_value(outcome)} in {outcome.period}" if outcome.value else "no number"
        caution = f" {outcome.caution}" if outcome.caution else ""
        yield f"An outcome is known: {outcome.id} ({amount}); report it too.{caution}"
    if table == "targets" and not context.outcomes.get(record.id):
        yield "No outcome is known, so it is unknown if the target was met."
    for name in ("caution", "note"):
        if words := getattr(record, name, None):
            yield str(words)


def _place_and_time(record: Any, table: str, context: ReverseIndex) -> Iterator[str]:
    if table not in ("targets", "figures", "outcomes"):
        return
    if record.period is None:
        yield "The text gives no period; do not add a year."
    region = context.dataset.regions.get(record.region_id) if record.region_id else None
    if region is not None and region.parent_id not in (None, "world", "cn"):
        parent = context.name("regions", region.parent_id)
        yield (
            f"It is about {region.name}, not all of {parent}; {region.name} is part of {parent}, "
            "so their values must not be added."
        )


def _voice(record: Any, context: ReverseIndex) -> Iterator[str]:
    who = getattr(record, "attributed_to", None)
    if who:
        doubtful = getattr(record, "attribution_certainty", None) == "doubtful"
        doubt = "; the attribution is doubtful" if doubtful else ""
        yield f"According to {context.name('organizations', who)}{doubt}."
    elif getattr(record, "basis", None) == "claim":
        yield "It is the document's own claim; no source is named."


def _errata(record: Any, context: ReverseIndex) -> Iterator[str]:
    printed = getattr(record, "value_printed", None)
    if printed is not None:
        yield (
            f"The source prints “{record.stated}” (literally {format_number(printed)} "
            f"{record.unit}); the intended value is {format_value(record)}."
        )
    seen: set[tuple[str, str | None]] = set()
    for erratum in context.errata.get(record.id, ()):
        if (erratum.printed, erratum.meant) not in seen:
            seen.add((erratum.printed, erratum.meant))
            meant = f", meant “{erratum.meant}”" if erratum.meant else ""
            yield f"Erratum {erratum.id} ({erratum.kind}): printed “{erratum.printed}”{meant}."
