"""The command that checks data: validate."""

from __future__ import annotations

import functools
import sys
from pathlib import Path
from typing import Any

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    check_outputs,
    lang_option,
    load_dataset,
    report_option,
    result,
    write_output,
)
from chinaindpolicy.lang.texts import Language, texts

_COUNTED = 10_000
"""The findings of each rule that a summary counts by message."""


@click.command(epilog="Example: chinaindpolicy validate ministry.csv --table figures")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--table", required=True, metavar="TABLE", help="The table of the data.")
@click.option(
    "--profile",
    type=click.Choice(["core", "traced"]),
    default="core",
    show_default=True,
    help="core: columns that an external provider can supply; traced: every column.",
)
@click.option(
    "--against",
    metavar="NAME|FOLDER",
    help="The release or collection with the ids, regions and units; default: the latest.",
)
@click.option(
    "--column",
    "columns",
    multiple=True,
    metavar="SOURCE=COLUMN",
    help="Rename a column of the file before the check; may be repeated.",
)
@report_option
@click.option(
    "--valid",
    type=click.Path(path_type=Path),
    help="Write the valid rows to this file: .csv or .parquet.",
)
@click.option(
    "--invalid", type=click.Path(path_type=Path), help="Write the invalid rows to this file."
)
@click.option(
    "--unread",
    type=click.Path(path_type=Path),
    help="Write the unread rows to this file, with file, line and reason.",
)
@click.option(
    "--engine",
    type=click.Choice(["polars", "polars-streaming", "duckdb"]),
    help="The engine; default: polars-streaming.",
)
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="The number of findings to list of each rule; the counts are always complete.",
)
@click.option(
    "--details",
    is_flag=True,
    help="List each finding and each skipped rule, instead of one line for equal findings.",
)
@click.option(
    "--extend",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE.yaml",
    help="A YAML file with indicators, units, regions and other codes of your own.",
)
@click.option(
    "--dimension",
    "dimensions",
    multiple=True,
    metavar="COLUMN",
    help="An extra column that is part of the key of an observation; may be repeated.",
)
@click.option(
    "--references",
    type=click.Choice(["check", "skip"]),
    default="check",
    show_default=True,
    help="skip: do not look up the ids of other tables.",
)
@lang_option
def validate(
    files: tuple[str, ...],
    table: str,
    profile: str,
    against: str | None,
    columns: tuple[str, ...],
    style: str,
    valid: Path | None,
    invalid: Path | None,
    unread: Path | None,
    engine: str | None,
    samples: int,
    details: bool,
    extend: Path | None,
    dimensions: tuple[str, ...],
    references: str,
    lang: Language,
) -> None:
    """Check data against the definition of a table.

    FILE is a file or a glob; several files are parts of one table. The counts of the report are
    exact.
    """
    from chinaindpolicy.ingest.validate.validate import run
    from chinaindpolicy.rules.summary import details as detailed
    from chinaindpolicy.rules.summary import summary

    outputs = {"--valid": valid, "--invalid": invalid, "--unread": unread}
    requested = check_outputs(outputs, files, _WRITERS)
    report = run(
        list(files),
        table,
        against=load_dataset(against),
        profile=profile,
        columns=dict(map(_rename, columns)),
        engine=engine,
        # A summary counts equal findings, so it needs more of them.
        samples=samples if details or style != "text" else max(samples, _COUNTED),
        extend=extend,
        dimensions=dimensions,
        references=references,
        progress=_show_progress,
    )
    parts = {
        "--valid": report.valid_rows,
        "--invalid": report.invalid_rows,
        "--unread": report.unread_rows,
    }
    for option, path in requested.items():
        _show_progress(f"writing {path}")
        write_output(path, functools.partial(_write, parts[option](), path.suffix.lower()))
    _show_progress("")
    if style == "text":
        say = texts(lang)
        result(detailed(report, say) if details else summary(report, say))
    else:
        result(report.to(style, lang), nl=False)
    if not report.ok:
        sys.exit(FINDINGS)


def _rename(text: str) -> tuple[str, str]:
    source, equals, column = text.rpartition("=")
    if not (equals and source and column):
        raise click.UsageError(f"--column {text!r}: expected SOURCE=COLUMN")
    return source, column


def _show_progress(doing: str) -> None:
    """Show the current step, on a terminal only."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{doing}", err=True, nl=False)


def _write(rows: Any, suffix: str, path: Path) -> None:
    lazy = rows.pl().lazy() if hasattr(rows, "pl") else rows.lazy()
    _WRITERS[suffix](lazy, path)


def _write_csv(rows: Any, path: Path) -> None:
    """Write rows as in a release: `|` separates the items of lists."""
    import polars as pl

    from chinaindpolicy.model.serialize import LIST_DELIMITER

    lists = [name for name, dtype in rows.collect_schema().items() if isinstance(dtype, pl.List)]
    plain = rows.with_columns(pl.col(*lists).list.join(LIST_DELIMITER)) if lists else rows
    plain.sink_csv(path, engine="streaming")


def _write_parquet(rows: Any, path: Path) -> None:
    rows.sink_parquet(path, engine="streaming")


_WRITERS = {".csv": _write_csv, ".parquet": _write_parquet}
