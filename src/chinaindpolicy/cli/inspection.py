"""The command `inspect`: propose a mapping of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinaindpolicy.cli.conversion_options import CONSTANTS, DIMENSIONS, OWN_CODES, UNIT
from chinaindpolicy.cli.options import (
    check_outputs,
    named_constant,
    named_release,
    note,
    result,
    write_output,
)

if TYPE_CHECKING:
    from chinaindpolicy.ingest.normalize.mapping import Mapping


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
@OWN_CODES
@UNIT
@CONSTANTS
@DIMENSIONS
@click.option(
    "--write-extend",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the entries of names, units and regions that no code list has to this YAML file.",
)
def inspect(
    file: str,
    table: str,
    against: str | None,
    extend: Path | None,
    units: str | None,
    constants: tuple[str, ...],
    dimensions: tuple[str, ...],
    write_extend: Path | None,
) -> None:
    """Propose a mapping of FILE for normalize, with the parts that it cannot read.

    The output is a mapping file for `normalize --mapping`. Its comments show the confidence of
    each column, the units, unknown names with candidates, and the first rows of the result.

    With --write-extend, a second file has an entry for each name that no code list has; complete
    it, and pass it to `normalize --extend` and `validate --extend`.
    """
    from chinaindpolicy.ingest.inspection import inspect as inspected

    requested = check_outputs({"--write-extend": write_extend}, (file,), (".yaml", ".yml"))
    mapping = inspected(
        file,
        table=table,
        units=units,
        constants=dict(map(named_constant, constants)),
        dimensions=dimensions,
        extend=extend,
        against=named_release(against),
    )
    result(mapping.yaml, nl=False)
    for path in requested.values():
        if mapping.extend:
            write_output(path, lambda file: file.write_text(mapping.extend_yaml, "utf-8"))
            note(f"wrote {path}")
        else:
            note(f"{path} is not written: {_reason_without_entries(mapping)}")
    errors = sum(each.severity == "error" for each in mapping.findings)
    shown = "; the comments of the mapping show them" if errors else ""
    note(f"{file}: {errors} {'error' if errors == 1 else 'errors'}{shown}")


def _reason_without_entries(mapping: Mapping) -> str:
    """Return why no entry is proposed for `extend`."""
    missing = sorted({each.column for each in mapping.findings if each.code == "column-missing"})
    if missing:
        return f"the file states no {' and no '.join(missing)}; state it with --constant"
    if mapping.names.height:
        count = mapping.names.height
        names = "1 name that is" if count == 1 else f"{count} names that are"
        return f"no entry is proposed for {names} not known; the comments list the candidates"
    return "every name of the file is known"
