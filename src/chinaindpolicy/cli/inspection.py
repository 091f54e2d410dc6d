"""The command `inspect`: propose a mapping of a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from chinaindpolicy.cli.conversion_options import CONSTANTS, DIMENSIONS, OWN_CODES, UNIT
from chinaindpolicy.cli.options import (
    check_outputs,
    lang_option,
    named_constant,
    named_release,
    note,
    result,
    write_output,
)
from chinaindpolicy.lang.texts import Language, Texts, texts

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
@lang_option
def inspect(
    file: str,
    table: str,
    against: str | None,
    extend: Path | None,
    units: str | None,
    constants: tuple[str, ...],
    dimensions: tuple[str, ...],
    write_extend: Path | None,
    lang: Language,
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
        lang=lang,
    )
    say = texts(lang)
    result(mapping.yaml, nl=False)
    for path in requested.values():
        if mapping.extend:
            write_output(path, lambda file: file.write_text(mapping.extend_yaml, "utf-8"))
            note(say("wrote {path}", path=path))
        else:
            reason = _reason_without_entries(mapping, say)
            note(say("{path} is not written: {reason}", path=path, reason=reason))
    errors = sum(each.severity == "error" for each in mapping.findings)
    shown = say("; the comments of the mapping show them") if errors else ""
    note(say("{file}: {n} errors{shown}", file=file, n=errors, shown=shown))


def _reason_without_entries(mapping: Mapping, say: Texts) -> str:
    """Return why no entry is proposed for `extend`."""
    missing = sorted({each.column for each in mapping.findings if each.code == "column-missing"})
    if missing:
        return say(
            "the file states no {columns}; state it with --constant",
            columns=say(", and no ").join(missing),
        )
    count = mapping.names.height
    if count == 1:
        return say("no entry is proposed for 1 name that is not known; see the comments")
    if count:
        return say(
            "no entry is proposed for {n} names that are not known; see the comments", n=count
        )
    return say("every name of the file is known")
