"""The command `inspect`: propose a mapping of a file."""

from __future__ import annotations

from pathlib import Path

import click

from chinaindpolicy.cli.options import named_release, note, result


@click.command(
    epilog="Example: chinaindpolicy inspect ministry.csv --output mapping.yaml",
)
@click.argument("file", metavar="FILE")
@click.option("--table", default="figures", show_default=True, metavar="TABLE", help="The table.")
@click.option(
    "--against",
    metavar="NAME|FOLDER",
    help="The release or collection with the code lists; default: the latest release.",
)
@click.option(
    "--extend",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML file with codes of your own: indicators, units, regions.",
)
def inspect(file: str, table: str, against: str | None, extend: Path | None) -> None:
    """Propose a mapping of FILE for normalize, with the parts that it cannot read.

    The output is a mapping file for `normalize --mapping`. Its comments show the confidence of
    each column, the units, unknown names with candidates, and the first rows of the result.
    """
    from chinaindpolicy.ingest.inspection import inspect as inspected

    mapping = inspected(file, table=table, against=named_release(against), extend=extend)
    result(mapping.yaml, nl=False)
    errors = sum(each.severity == "error" for each in mapping.findings)
    shown = "; the comments of the mapping show them" if errors else ""
    note(f"{file}: {errors} {'error' if errors == 1 else 'errors'}{shown}")
