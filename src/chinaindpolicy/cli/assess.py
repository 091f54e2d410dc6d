"""Commands that evaluate the data: assess, explain."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from chinaindpolicy.cli.options import (
    chosen_records,
    csv_text,
    format_option,
    including_option,
    load_dataset,
    note,
    release_option,
    result,
    where_option,
    width,
)
from chinaindpolicy.model.describe import format_period, format_value
from chinaindpolicy.model.serialize import to_csv_cell

if TYPE_CHECKING:
    from chinaindpolicy.analysis.assessment import Assessment, Judgement


@click.command(epilog="Example: chinaindpolicy assess --as-of 2026-11-22")
@click.option(
    "--as-of", required=True, metavar="DATE", help="The date of the verdicts: 2026-11-22."
)
@where_option("Keep targets whose column equals the value.")
@release_option
@including_option
@format_option
def assess(
    as_of: str, conditions: tuple[str, ...], release: str | None, including: str | None, style: str
) -> None:
    """Compare each target with the outcomes known at a date.

    The verdicts are met, not_met, not_due, no_outcome and not_comparable; `withheld_by` is the
    test that prevents met or not_met. Counts go to stderr.
    """
    from chinaindpolicy.analysis.assessment import assess as evaluate
    from chinaindpolicy.cli.text_tables import render

    dataset = load_dataset(release, including)
    chosen = chosen_records(dataset.targets, conditions)
    found = evaluate(as_of=as_of, dataset=dataset)
    if conditions:
        found = found.of(record.id for record in chosen)
    if style in ("csv", "json"):
        result(_complete(found, style))
    else:
        header = ["id", "verdict", "withheld by", "target", "outcome"]
        result(render([header, *map(_row, found)], style, width()))
    counts = ", ".join(f"{count} {verdict}" for verdict, count in found.counts.items())
    note(f"{len(found)} targets of {found.release} as of {found.as_of}: {counts}")


def _row(judgement: Judgement) -> list[str]:
    target, outcome = judgement.target, judgement.outcome
    return [
        judgement.id,
        judgement.verdict,
        judgement.withheld_by or "",
        f"{format_value(target)}, {format_period(target.period)}",
        f"{format_value(outcome)}, {format_period(outcome.period)}" if outcome else "",
    ]


def _complete(found: Assessment, style: str) -> str:
    frame = found.frame()
    if style == "csv":
        return csv_text([frame.columns, *([_cell(v) for v in row] for row in frame.iter_rows())])
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1, default=str)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return to_csv_cell(Decimal(repr(value)))
    return to_csv_cell(tuple(value) if isinstance(value, list) else value)  # pyright: ignore[reportUnknownArgumentType]


@click.command(epilog="Example: chinaindpolicy explain components-plan-sales-2023")
@click.argument("id")
@click.option(
    "--as-of", metavar="DATE", help="Include the verdict of a target at this date, e.g. 2026-11-22."
)
@release_option
@including_option
def explain(id: str, as_of: str | None, release: str | None, including: str | None) -> None:
    """Explain a record as text: meaning, source, certainty and outcomes.

    ID is the id of a record of any table.
    """
    from chinaindpolicy.analysis.explanation import explain as explain_record

    result(str(explain_record(id, load_dataset(release, including), as_of=as_of)))
