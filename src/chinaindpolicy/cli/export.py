"""The command that exports a release, collection or selection."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    NearestChoice,
    complete_tables,
    forced,
    including_option,
    lang_option,
    load_dataset,
    release_option,
    where_option,
)
from chinaindpolicy.exports.registry import FORMATS
from chinaindpolicy.lang.texts import Language

_HELP = """Write a release, a collection or a selection in a format that other tools read.

The names of the written files go to stdout. Without matching rows, the exit code is 1.

\b
""" + "\n".join(f"{each.name:16}{each.writes}" for each in FORMATS.values())


@click.command(
    help=_HELP, epilog="Example: chinaindpolicy export --format xlsx --where region_id=cn-ah"
)
@click.option(
    "--format",
    "format",
    type=NearestChoice(list(FORMATS)),
    metavar="FORMAT",
    help="The format, one of the list above; default: by the suffix of --output, else csv.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="The file or folder to write; default: named after the release, in this folder.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="TABLE",
    shell_complete=complete_tables,
    help="Write only this table; may be repeated.",
)
@where_option("Keep rows where the column equals the value, and the rows they refer to.")
@release_option
@including_option
@lang_option
def export(
    format: str | None,
    output: Path | None,
    tables: tuple[str, ...],
    conditions: tuple[str, ...],
    release: str | None,
    including: str | None,
    lang: Language,
) -> None:
    """Write an export; `_HELP` is the help text."""
    from chinaindpolicy.dataset.dataset import select_rows
    from chinaindpolicy.errors import NothingSelectedError
    from chinaindpolicy.exports.export import export as write
    from chinaindpolicy.exports.export import file_name

    dataset = load_dataset(release, including)
    if conditions:
        dataset = select_rows(dataset, tables, conditions)
    destination = output if output is not None else Path(file_name(dataset, format or "csv"))
    try:
        files = write(
            dataset, destination, format, tables=tables or None, overwrite=forced(), lang=lang
        )
    except NothingSelectedError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(FINDINGS)
    for path in files:
        click.echo(str(path))
