"""Commands for releases and sources: cite, diff."""

from __future__ import annotations

from typing import Any

import click

from chinaindpolicy.cli.options import (
    NearestChoice,
    chosen_records,
    complete_tables,
    csv_text,
    format_option,
    including_option,
    lang_option,
    load_dataset,
    release_option,
    result,
    where_option,
    width,
)


@click.command(epilog="Example: chinaindpolicy cite --table targets --where region_id=cn-ah")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option(
    "--table",
    metavar="TABLE",
    shell_complete=complete_tables,
    help="Cite the sources of the records of a table.",
)
@where_option("Keep rows of that table where the column equals the value.")
@click.option(
    "--format",
    "style",
    type=NearestChoice(["text", "bibtex", "csl-json", "ris"]),
    default="text",
    show_default=True,
    help="Citation style.",
)
@release_option
@including_option
@lang_option
def cite(
    ids: tuple[str, ...],
    table: str | None,
    conditions: tuple[str, ...],
    style: Any,
    release: str | None,
    including: str | None,
    lang: Any,
) -> None:
    """Cite the documents and references of records, and the release."""
    from chinaindpolicy.analysis.citation import cite as write

    if not ids and table is None:
        raise click.UsageError(
            "no records to cite; add ids or --table, e.g. "
            "chinaindpolicy cite components-plan-sales-2023"
        )
    if conditions and table is None:
        raise click.UsageError(f"--where {conditions[0]} requires --table, e.g. --table targets")
    dataset = load_dataset(release, including)
    chosen: list[Any] = list(ids)
    if table is not None:
        chosen += chosen_records(dataset[table], conditions)
    result(write(chosen, style, dataset, lang=lang))


@click.command(epilog="Example: chinaindpolicy diff 2026.1 datasets --format csv")
@click.argument("a", metavar="A")
@click.argument("b", metavar="B")
@format_option
def diff(a: str, b: str, style: str) -> None:
    """Print the changes between two releases.

    A and B are packaged releases, or folders of releases or collections. The exit code is 0 even
    if they differ.
    """
    from chinaindpolicy.analysis.diff import FRAME
    from chinaindpolicy.analysis.diff import diff as compare
    from chinaindpolicy.cli.text_tables import render

    difference = compare(load_dataset(a), load_dataset(b))
    if style == "table":
        result(str(difference))
        return
    rows = [list(FRAME), *([cell or "" for cell in row] for row in difference.rows())]
    result(csv_text(rows) if style == "csv" else render(rows, style, width()))
