"""The command that brings other people's data to our tables: normalize."""

from __future__ import annotations

import functools
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chinaindpolicy.cli.options import FINDINGS, check_outputs, named_release, write_output

if TYPE_CHECKING:
    from chinaindpolicy.ingest.normalize.result import Normalized

_MOST_SHOWN = 20


@click.command(
    epilog="Example: chinaindpolicy normalize figures.xlsx --table figures --output figures.csv"
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--table", required=True, metavar="TABLE", help="The table the data is meant for.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML file with columns, units, values, missing, header, wide.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="Where the data goes: .csv, .jsonl or .parquet.",
)
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    help="Where the list of changes goes: .csv, .jsonl or .parquet.",
)
@click.option("--header", type=click.IntRange(min=1), help="The line of the header, from 1.")
@click.option("--wide", is_flag=True, help="Columns named for periods hold the values.")
@click.option(
    "--against",
    metavar="NAME|FOLDER",
    help="The release or collection whose code lists hold; default: the newest release.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the report.",
)
def normalize(
    files: tuple[str, ...],
    table: str,
    mapping: Path | None,
    output: Path,
    changes: Path | None,
    header: int | None,
    wide: bool,
    against: str | None,
    style: str,
) -> None:
    """Bring data to the columns, units and codes of one of our tables.

    FILE is CSV, TSV, JSON Lines, JSON, Parquet or xlsx (a sheet as FILE.xlsx#SHEET). What cannot
    be brought over is listed, and ends in exit code 1; the rest is written all the same.
    """
    from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
    from chinaindpolicy.ingest.normalize.normalize import normalize_with
    from chinaindpolicy.ingest.normalize.options import Options
    from chinaindpolicy.ingest.normalize.writers import WRITERS, write_frame
    from chinaindpolicy.model.columns import columns

    columns(table)
    asked = check_outputs({"--output": output, "--changes": changes}, files, WRITERS)
    told = read_mapping(mapping, table) if mapping else Options()
    if header is not None:
        told = replace(told, header=header)
    if wide:
        told = replace(told, wide=True)
    given: str | tuple[str, ...] = files[0] if len(files) == 1 else files
    result = normalize_with(given, table, told, named_release(against))
    frames = {"--output": result.frame, "--changes": result.changes}
    for option, path in asked.items():
        write_output(path, functools.partial(write_frame, frames[option], path.suffix.lower()))
    click.echo(_json(result) if style == "json" else _text(result))
    for path in asked.values():
        click.echo(f"wrote {path}", err=True)
    if not result.ok:
        sys.exit(FINDINGS)


def _text(result: Normalized) -> str:
    """Return the report with the first findings of each code."""
    shown: list[str] = []
    counts: dict[str, int] = {}
    codes = {str(finding): finding.code for finding in result.findings}
    for line in str(result).splitlines():
        code = codes.get(line, "")
        counts[code] = counts.get(code, 0) + 1
        if not code or counts[code] <= _MOST_SHOWN:
            shown.append(line)
    more = [
        f"and {count - _MOST_SHOWN} more {code}"
        for code, count in counts.items()
        if code and count > _MOST_SHOWN
    ]
    return "\n".join([*shown[:-1], *more, shown[-1]])


def _json(result: Normalized) -> str:
    import json
    from dataclasses import asdict

    report = result.report()
    found: dict[str, Any] = {
        "table": result.table,
        "ok": report.ok,
        "checked": dict(report.checked),
        "counts": dict(report.counts),
        "sources": dict(result.sources),
        "aside": result.aside.columns,
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)
