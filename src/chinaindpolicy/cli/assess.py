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
    lang_option,
    load_dataset,
    note,
    release_option,
    result,
    where_option,
    width,
)
from chinaindpolicy.model.serialize import to_csv_cell

if TYPE_CHECKING:
    from chinaindpolicy.analysis.assessment import Assessment, Judgement
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.lang.texts import Language
    from chinaindpolicy.model.records import Outcome, Target


@click.command(epilog="Example: chinaindpolicy assess --as-of 2026-11-22")
@click.option(
    "--as-of", required=True, metavar="DATE", help="The date of the verdicts: 2026-11-22."
)
@where_option("Keep targets whose column equals the value.")
@release_option
@including_option
@format_option
@lang_option
def assess(
    as_of: str,
    conditions: tuple[str, ...],
    release: str | None,
    including: str | None,
    style: str,
    lang: Language,
) -> None:
    """Compare each target with the outcomes known at a date.

    The verdicts are met, not_met, not_due, no_outcome and not_comparable; `withheld_by` is the
    test that prevents met or not_met. Counts go to stderr.
    """
    from chinaindpolicy.analysis.assessment import assess as evaluate
    from chinaindpolicy.analysis.localized import Localized
    from chinaindpolicy.cli.text_tables import render

    dataset = load_dataset(release, including)
    chosen = chosen_records(dataset.targets, conditions)
    local = Localized(lang, dataset)
    found = evaluate(as_of=as_of, dataset=dataset, lang=lang)
    if conditions:
        found = found.of(record.id for record in chosen)
    if style in ("csv", "json"):
        result(_complete(found, style))
    else:
        header = [local.say.code("heading", name) for name in _HEADER]
        rows = [_row(judgement, local) for judgement in found]
        result(render([header, *rows], style, width()))
    note(_counts(found, local))


_HEADER = ("id", "verdict", "withheld by", "target", "outcome")


def _row(judgement: Judgement, local: Localized) -> list[str]:
    say = local.say
    return [
        judgement.id,
        say.code("verdict", judgement.verdict),
        say.code("test_name", judgement.withheld_by or ""),
        _dated(judgement.target, local),
        _dated(judgement.outcome, local) if judgement.outcome else "",
    ]


def _dated(record: Target | Outcome, local: Localized) -> str:
    words, period = local.value(record), local.period(record.period)
    return local.say("{words}, {period}", words=words, period=period)


def _counts(found: Assessment, local: Localized) -> str:
    say = local.say
    counts = say(", ").join(
        say("{count} {verdict}", count=count, verdict=say.code("verdict", verdict))
        for verdict, count in found.counts.items()
    )
    return say(
        "{count} targets of {release} as of {day}: {counts}",
        count=len(found),
        release=found.release,
        day=local.day(found.as_of),
        counts=counts,
    )


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
@lang_option
def explain(
    id: str, as_of: str | None, release: str | None, including: str | None, lang: Language
) -> None:
    """Explain a record as text: meaning, source, certainty and outcomes.

    ID is the id of a record of any table.
    """
    from chinaindpolicy.analysis.explanation import explain as explain_record

    dataset = load_dataset(release, including)
    result(str(explain_record(id, dataset, as_of=as_of, lang=lang)))
