"""The command `normalize`: convert external data to a table."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from chinaindpolicy.cli.conversion_options import CONSTANTS, DIMENSIONS, OWN_CODES, UNIT
from chinaindpolicy.cli.options import (
    FINDINGS,
    check_outputs,
    forced,
    lang_option,
    named_constant,
    named_release,
)
from chinaindpolicy.ingest.normalize.options import FLAGS, ON_MISSING, WIDE
from chinaindpolicy.lang.texts import Language, Texts, texts

if TYPE_CHECKING:
    from chinaindpolicy.ingest.normalize.result import Normalized


@click.command(
    epilog="Example: chinaindpolicy normalize figures.xlsx --table figures --output figures.csv"
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--table", required=True, metavar="TABLE", help="The table, such as figures.")
@click.option(
    "--mapping",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A YAML file with any of the options of the Python function.",
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    required=True,
    help="The file of the result: .csv, .jsonl or .parquet.",
)
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    help="The file of the list of changes: .csv, .jsonl or .parquet.",
)
@click.option(
    "--header",
    type=click.IntRange(min=1),
    multiple=True,
    help="The line of the header, from 1; repeat it for a header of several rows. Default: found.",
)
@click.option("--sheet", help="The sheet of a workbook; default: the first that is shown.")
@click.option("--encoding", help="The encoding of text files, such as big5; default: detected.")
@click.option(
    "--wide",
    is_flag=False,
    flag_value="period",
    type=click.Choice([*WIDE, "none"]),
    help="The kind of names of the value columns; default: auto.",
)
@UNIT
@CONSTANTS
@DIMENSIONS
@OWN_CODES
@click.option("--flags", type=click.Choice(FLAGS), help="Treatment of letters next to numbers.")
@click.option(
    "--on-missing", type=click.Choice(ON_MISSING), help="Treatment of missing marks for values."
)
@click.option(
    "--against",
    metavar="NAME|FOLDER",
    help="The release or collection with the code lists; default: the latest release.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to print the report.",
)
@lang_option
def normalize(
    files: tuple[str, ...],
    table: str,
    mapping: Path | None,
    output: Path,
    changes: Path | None,
    header: tuple[int, ...],
    sheet: str | None,
    encoding: str | None,
    wide: str | None,
    units: str | None,
    constants: tuple[str, ...],
    dimensions: tuple[str, ...],
    extend: Path | None,
    flags: str | None,
    on_missing: str | None,
    against: str | None,
    style: str,
    lang: Language,
) -> None:
    """Convert data to the columns, units and codes of a table.

    FILE is CSV, TSV, JSON Lines, JSON, Parquet, xlsx, xls or ods (a sheet as FILE.xlsx#SHEET). CSV
    and Parquet may be larger than memory.
    Errors are listed, and the exit code is 1; the rest is written all the same.
    """
    from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
    from chinaindpolicy.ingest.normalize.normalize import normalize_with
    from chinaindpolicy.ingest.normalize.options import Options
    from chinaindpolicy.ingest.normalize.streamed import Outputs
    from chinaindpolicy.ingest.normalize.writers import WRITERS
    from chinaindpolicy.model.columns import columns

    columns(table)
    requested = check_outputs({"--output": output, "--changes": changes}, files, WRITERS)
    options: dict[str, Any] = {
        "header": header or None,
        "sheet": sheet,
        "encoding": encoding,
        "units": {"": units} if units else None,
        "one_unit": True if units else None,
        "constants": dict(map(named_constant, constants)) or None,
        "dimensions": dimensions or None,
        "flags": flags,
        "on_missing": on_missing,
    }
    stated = {key: value for key, value in options.items() if value is not None}
    if wide is not None:
        stated["wide"] = None if wide == "none" else wide
    told = replace(read_mapping(mapping, table) if mapping else Options(), **stated)
    given: str | tuple[str, ...] = files[0] if len(files) == 1 else files
    outputs = Outputs(output, changes, forced())
    result = normalize_with(given, table, told, named_release(against), extend, outputs)
    click.echo(_json(result) if style == "json" else _text(result, texts(lang)))
    for path in requested.values():
        click.echo(texts(lang)("wrote {path}", path=path), err=True)
    if not result.ok:
        sys.exit(FINDINGS)


def _text(result: Normalized, say: Texts) -> str:
    """Return the report with one line for equal findings."""
    from chinaindpolicy.ingest.normalize.result import normalized_text
    from chinaindpolicy.rules.findings import finding_line
    from chinaindpolicy.rules.localized import localized_report
    from chinaindpolicy.rules.summary import finding_lines

    report = localized_report(result.report(), say)
    findings = {finding_line(finding, say) for finding in report.findings}
    *lines, last = [
        line for line in normalized_text(result, report, say).splitlines() if line not in findings
    ]
    return "\n".join([*lines, *finding_lines(report, say), last])


def _json(result: Normalized) -> str:
    import json
    from dataclasses import asdict

    from chinaindpolicy.ingest.normalize.result import summary_of

    report = result.report()
    summary = summary_of(result)
    found: dict[str, Any] = {
        "table": result.table,
        "ok": report.ok,
        "checked": dict(report.checked),
        "counts": dict(report.counts),
        "sources": dict(result.sources),
        "aside": list(summary.aside),
        "marks": summary.marks,
        "notes": result.notes.to_dicts(),
        "findings": [asdict(finding) for finding in report.findings],
    }
    return json.dumps(found, ensure_ascii=False, indent=1)
