"""The command that finds the places of an extractor's output: ground."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from chinaindpolicy.cli.options import (
    FINDINGS,
    NearestChoice,
    csv_text,
    lang_option,
    note,
    result,
    width,
)
from chinaindpolicy.errors import DataFileError
from chinaindpolicy.lang.texts import Language, texts

_HEADER = (
    *("piece", "status", "char_start", "char_end", "text", "comparator", "value", "value_upper"),
    *("unit", "agrees", "differences"),
)


@click.command(epilog="Example: chinaindpolicy ground texts/plan.txt answer.jsonl --format table")
@click.argument("text", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("pieces", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--format",
    "style",
    type=NearestChoice(["rows", "table", "csv", "json", "md", "annotations"]),
    default="rows",
    show_default=True,
    help="rows: YAML rows of a collection; annotations: W3C Web Annotations.",
)
@lang_option
def ground(text: Path, pieces: Path, style: str, lang: Language) -> None:
    """Find the exact places of the expressions that an extractor took from a text.

    PIECES is JSON or JSON Lines: strings, objects with the key text, LangExtract output or W3C
    Web Annotations. The exit code is 1 if an expression does not occur, or differs from the text.
    """
    from chinaindpolicy.cli.text_tables import render
    from chinaindpolicy.curation.source_text import read_text
    from chinaindpolicy.extraction.grounding.ground import ground as find
    from chinaindpolicy.extraction.grounding.rows import rows_yaml

    say = texts(lang)
    content, _ = read_text(text)
    found = find(content, _read(pieces))
    if style == "rows":
        result(rows_yaml(content, found))
    elif style == "json":
        rows = [one.to_dict() for one in found]
        result(json.dumps(rows, ensure_ascii=False, indent=1))
    elif style == "annotations":
        rows = [one.to_annotation(text.as_posix()) for one in found if one.found]
        result(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        header = (
            [say.code("heading" if name == "status" else "column", name) for name in _HEADER]
            if style == "table"
            else _HEADER
        )
        table = [list(header), *(_cells(one.to_dict()) for one in found)]
        result(csv_text(table) if style == "csv" else render(table, style, width()))
    missing = sum(not one.found for one in found)
    differing = sum(one.agrees is False for one in found)
    note(
        say(
            "{number} pieces: {missing} not in the text, {differing} differ from the text",
            number=len(found),
            missing=missing,
            differing=differing,
        )
    )
    if missing or differing:
        sys.exit(FINDINGS)


def _read(path: Path) -> Any:
    from chinaindpolicy.curation.source_text import read_text

    content, _ = read_text(path)
    try:
        return json.loads(content)
    except ValueError:
        pass
    pieces: list[Any] = []
    for number, line in enumerate(content.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            pieces.append(json.loads(line))
        except ValueError as error:
            fix = 'write one JSON value a line, such as {"text": "over 5 labs", "value": 5}'
            raise DataFileError(path, f"not JSON: {error}; {fix}", number) from error
    return pieces


def _cells(row: dict[str, Any]) -> list[str]:
    row["differences"] = "; ".join(row["differences"])
    return ["" if row[name] is None else str(row[name]) for name in _HEADER]
