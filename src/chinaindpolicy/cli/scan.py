"""The command scan: the quantities or claims of a text, or of a corpus."""

from __future__ import annotations

import glob
import sys
import time
from pathlib import Path

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    csv_text,
    forced,
    including_option,
    lang_option,
    load_dataset,
    note,
    output_file,
    result,
    styles,
    width,
)
from chinaindpolicy.lang.plural import plural
from chinaindpolicy.lang.texts import Language, Texts, texts

_EVERY = 10.0
"""Seconds between two lines of progress in a log."""


@click.command(epilog="Example: chinaindpolicy scan texts/ --output mentions.parquet")
@click.argument("source", metavar="FILE|FOLDER|GLOB")
@click.option(
    "--release",
    metavar="NAME|FOLDER",
    help="A release or collection of this text; marks the expressions that it contains.",
)
@including_option
@styles("stubs", says="Output format; stubs are rows of a collection to complete.")
@click.option("--claims", is_flag=True, help="With Parquet: claims with indicator and deadline.")
@click.option("--text", default="text", show_default=True, help="Column of texts of Parquet.")
@click.option("--id", "id_", default="id", show_default=True, help="Column of ids of Parquet.")
@click.option("--processes", type=click.IntRange(1), help="Processes; default: all cores.")
@lang_option
def scan(
    source: str, release: str | None, including: str | None, style: str, claims: bool, text: str,
    id_: str, processes: int | None, lang: Language,
) -> None:  # fmt: skip
    """List the quantities of a text, or of all texts of a folder.

    With --release, the exit code is 1 if the release lacks an expression, and stubs are printed
    for the missing expressions only. A folder or glob of .txt and .parquet files needs --output
    FILE.parquet; a stopped run goes on if it is started again.
    """
    output = output_file()
    if output is not None and output.suffix.lower() == ".parquet":
        _scan_corpus(source, output, claims, text, id_, processes)
        return
    path = Path(source)
    if path.is_dir() or (not path.exists() and glob.has_magic(source)):
        raise click.UsageError(
            f"{source} is a folder or glob; add e.g. --output mentions.parquet to read its texts"
        )
    _scan_text(path, release, including, style, texts(lang))


def _scan_corpus(
    source: str, output: Path, claims: bool, text: str, id: str, processes: int | None
) -> None:
    from chinaindpolicy.extraction.corpus import CorpusProgress, scan_corpus

    shown = 0.0

    def watch(state: CorpusProgress) -> None:
        nonlocal shown
        terminal = sys.stderr.isatty()
        if not terminal and time.monotonic() - shown < _EVERY:
            return
        shown = time.monotonic()
        left = "" if state.remaining is None else f", {_duration(state.remaining)} left"
        documents = plural(state.total, "documents")
        line = f"{state.done:,} of {state.total:,} {documents}, {state.rate:,.0f}/s{left}"
        note(f"\r{line:<70}" if terminal else line, nl=not terminal or state.done == state.total)

    if output.exists() and not forced():
        raise click.UsageError(f"--output {output} already exists; add --force to replace it")
    found = scan_corpus(
        source, output, reading="claims" if claims else "mentions", text=text, id=id,
        processes=processes, overwrite=forced(), watch=watch,
    )  # fmt: skip
    resumed = f", {found.resumed:,} of them by an earlier run" if found.resumed else ""
    note(
        f"wrote {output}: {found.rows:,} {plural(found.rows, 'rows')} of "
        f"{found.documents:,} {plural(found.documents, 'documents')}{resumed}"
    )
    for problem in found.problems[:20]:
        click.echo(problem, err=True)
    if found.problems:
        click.echo(f"documents that could not be read: {len(found.problems):,}", err=True)
        sys.exit(FINDINGS)


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def _scan_text(
    file: Path, release: str | None, including: str | None, style: str, say: Texts
) -> None:
    from chinaindpolicy.cli.text_tables import render
    from chinaindpolicy.curation.source_text import read_text
    from chinaindpolicy.extraction.scan import HEADER, stubs
    from chinaindpolicy.extraction.scan import scan as find

    text, _ = read_text(file)
    dataset = load_dataset(release, including) if release or including else None
    if style == "stubs":
        result(stubs(text, dataset, str(file)))
        return
    found = list(find(text, dataset, str(file)))
    header = [say.code("column", name) for name in HEADER] if style == "table" else list(HEADER)
    rows: list[list[str]] = [header, *(list(scanned.row()) for scanned in found)]
    if not release:
        rows = [row[:-1] for row in rows]
    result(csv_text(rows) if style == "csv" else render(rows, style, width()))
    missing = sum(scanned.accounted_by == "nothing" for scanned in found)
    if release:
        note(say("{known} of {total} accounted for", known=len(found) - missing, total=len(found)))
        if missing:
            sys.exit(FINDINGS)
