"""Options that `inspect` and `normalize` share: what no cell of a file states."""

from __future__ import annotations

from pathlib import Path

import click

OWN_CODES = click.option(
    "--extend",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML file with codes of your own: indicators, units, regions.",
)
UNIT = click.option(
    "--units", metavar="UNIT", help="The unit of values that state none, such as 亿元."
)
CONSTANTS = click.option(
    "--constant",
    "constants",
    multiple=True,
    metavar="COLUMN=TEXT",
    help="The text of a column for all rows, such as region_id=全国.",
)
DIMENSIONS = click.option(
    "--dimension", "dimensions", multiple=True, metavar="COLUMN", help="A further key column."
)
