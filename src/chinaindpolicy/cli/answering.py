"""Commands that answer questions of the data: assess, explain."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import click

from chinaindpolicy.cli.options import (
    csv_text,
    including_option,
    load_dataset,
    release_option,
    style_option,
    width,
)
from chinaindpolicy.cli.reading import condition, matches
from chinaindpolicy.wording import cell, period_in_words, quantity_in_words

if TYPE_CHECKING:
    from chinaindpolicy.assessment import Assessment, Judgement

__all__ = ["assess", "explain"]


@click.command(epilog="Example: chinaindpolicy assess --as-of 2026-11-22")
@click.option(
    "--as-of", required=True, metavar="DATE", help="The date of the verdicts: 2026-11-22."
)
@click.option(
    "--where",
    "conditions",
    multiple=True,
    metavar="COLUMN=VALUE",
    help="Only targets whose column equals the value; may be repeated.",
)
@release_option
@including_option
@style_option
def assess(
    as_of: str, conditions: tuple[str, ...], release: str | None, including: str | None, style: str
) -> None:
    """Hold every target against what came about, as known at a date.

    The verdicts are met, not_met, not_due, no_outcome and not_comparable; `withheld_by` is the
    test that withheld met or not_met. Counts go to stderr.
    """
    from chinaindpolicy.assessment import assess as judge
    from chinaindpolicy.display import render

    dataset = load_dataset(release, including)
    wanted = [condition(text, dataset.targets.columns, "targets") for text in conditions]
    found = judge(as_of=as_of, dataset=dataset)
    if wanted:
        found = found.of(record.id for record in dataset.targets if matches(record, wanted))
    if style in ("csv", "json"):
        click.echo(_complete(found, style))
    else:
        header = ["id", "verdict", "withheld by", "asked", "came about"]
        click.echo(render([header, *map(_row, found)], style, width()))
    counts = ", ".join(f"{count} {verdict}" for verdict, count in found.counts.items())
    click.echo(f"{len(found)} targets of {found.release} as of {found.as_of}: {counts}", err=True)


def _row(judgement: Judgement) -> list[str]:
    target, outcome = judgement.target, judgement.outcome
    return [
        judgement.id,
        judgement.verdict,
        judgement.withheld_by or "",
        f"{quantity_in_words(target)}, {period_in_words(target.period)}",
        f"{quantity_in_words(outcome)}, {period_in_words(outcome.period)}" if outcome else "",
    ]


def _complete(found: Assessment, style: str) -> str:
    frame = found.frame()
    if style == "csv":
        return csv_text([frame.columns, *([_cell(v) for v in row] for row in frame.iter_rows())])
    return json.dumps(frame.to_dicts(), ensure_ascii=False, indent=1, default=str)


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return cell(Decimal(repr(value)))
    return cell(tuple(value) if isinstance(value, list) else value)  # pyright: ignore[reportUnknownArgumentType]


@click.command(epilog="Example: chinaindpolicy explain components-plan-sales-2023")
@click.argument("id")
@click.option("--as-of", metavar="DATE", help="Tell a target's verdict at this date: 2026-11-22.")
@release_option
@including_option
def explain(id: str, as_of: str | None, release: str | None, including: str | None) -> None:
    """Say in plain words where a record comes from, what it means, and how sure it is.

    ID is the id of a record of any table.
    """
    from chinaindpolicy.explanation import explain as tell

    click.echo(str(tell(id, load_dataset(release, including), as_of=as_of)))
