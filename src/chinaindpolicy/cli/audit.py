"""The command that checks the numbers of a text: audit."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    NearestChoice,
    including_option,
    lang_option,
    load_dataset,
    release_option,
    result,
)
from chinaindpolicy.errors import SourceTextError
from chinaindpolicy.lang.texts import Language


@click.command(epilog="Example: chinaindpolicy audit draft.md --format html --output draft.html")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@click.option(
    "--as-of", metavar="DATE", help="Ignore outcomes published after this date, e.g. 2026-11-22."
)
@click.option(
    "--format",
    "style",
    type=NearestChoice(["text", "json", "html", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option("--explain", is_flag=True, help="Also print which words match which field.")
@release_option
@including_option
@lang_option
def audit(
    file: Path,
    as_of: str | None,
    style: str,
    explain: bool,
    release: str | None,
    including: str | None,
    lang: Language,
) -> None:
    """Check the numbers of a text against the dataset.

    FILE is a UTF-8 text in English or Chinese, or - for standard input. The exit code is 1 if a
    number is contradicted.
    """
    from chinaindpolicy.auditing.audit import audit as check

    if explain and style != "text":
        raise click.UsageError(f"--explain requires --format text, but --format is {style}")
    text, name = _read(file)
    found = check(text, load_dataset(release, including), as_of=as_of)
    printed = found.to(style, file=name, lang=lang)
    if explain:
        *lines, counts = printed.rstrip("\n").split("\n")
        for line, claim in zip(lines, found.claims, strict=True):
            # The line of the claim has the verdict already.
            printed = "\n".join((line, *claim.explain(lang).splitlines()[1:]))
            result(printed)
        printed = f"{counts}\n"
    result(printed, nl=False)
    if not found.ok:
        sys.exit(FINDINGS)


def _read(file: Path) -> tuple[str, str]:
    from chinaindpolicy.curation.source_text import read_text

    if str(file) != "-":
        return read_text(file)[0], file.as_posix()
    try:
        return sys.stdin.buffer.read().decode("utf-8"), ""
    except UnicodeDecodeError as error:
        message = f"standard input: not UTF-8 at byte {error.start}; pass UTF-8 text"
        raise SourceTextError(message) from error
