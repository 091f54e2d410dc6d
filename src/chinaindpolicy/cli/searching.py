"""The command that finds records by words."""

from __future__ import annotations

import click

from chinaindpolicy.cli.options import (
    complete_tables,
    csv_text,
    including_option,
    load_dataset,
    release_option,
    result,
    style_option,
    width,
)

__all__ = ["search"]


@click.command(epilog="Example: chinaindpolicy search YMTC --table figures")
@click.argument("words", nargs=-1, metavar="WORDS...")
@click.option(
    "--table",
    "tables",
    multiple=True,
    shell_complete=complete_tables,
    help="Search this table; may be repeated.",
)
@click.option("--region", help="Keep records of a region: id, code, name or alias.")
@click.option("--policy", help="Keep records of a policy: id or title.")
@click.option("--period", help="Keep records whose period meets this one, such as 2024.")
@click.option("--unit", help="Keep records with a unit: code, name or symbol.")
@release_option
@including_option
@style_option
def search(
    words: tuple[str, ...],
    tables: tuple[str, ...],
    region: str | None,
    policy: str | None,
    period: str | None,
    unit: str | None,
    release: str | None,
    including: str | None,
    style: str,
) -> None:
    """Find records by words, in English or Chinese.

    A name of an organization or region stands for all its names, and for the records that point
    to it. Nothing found is no failure.
    """
    from chinaindpolicy.analysis.search import search as find
    from chinaindpolicy.display import render

    dataset = load_dataset(release, including)
    found = find(
        " ".join(words),
        tables=tables or None,
        region=region,
        policy=policy,
        period=period,
        unit=unit,
        dataset=dataset,
    )
    rows = [["table", "id", "score", "column", "what"]]
    rows += [
        [hit.table, hit.record.id, str(hit.score), hit.column, _what(hit.record)] for hit in found
    ]
    result(csv_text(rows) if style == "csv" else render(rows, style, width()))


def _what(record: object) -> str:
    """What a record is, in a line."""
    names = ("name", "title", "statement", "text", "printed", "role")
    return next((str(getattr(record, name)) for name in names if hasattr(record, name)), "")
