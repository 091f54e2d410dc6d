"""Mapping files written by inspect(): options as YAML, explanations and choices as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.mapping_file import ASIDE
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.rules.findings import Finding

if TYPE_CHECKING:
    import polars as pl

_LONGEST = 100
_MOST_NAMES = 50
_MOST_FINDINGS = 20
_PLAIN = re.compile(r"[^\W\d_][\w]*", re.UNICODE)
_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n", "none")
# YAML ends a line, and so a comment, at these; others it does not allow at all.
_ENDS = re.compile("[\n\r\t\x85\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")


def mapping_yaml(
    table: str,
    path: str,
    facts: Sequence[str],
    options: Options,
    columns: pl.DataFrame,
    units: pl.DataFrame,
    names: pl.DataFrame,
    preview: pl.DataFrame,
    findings: Sequence[Finding],
    choices: Mapping[str, Sequence[str]],
    extend: Mapping[str, Sequence[Mapping[str, Any]]],
    dimensions: Sequence[str],
) -> str:
    """Return a mapping file.

    Args:
        table: The table.
        path: The file; empty for data in memory.
        facts: Sentences about the file, such as its encoding.
        options: The options that the mapping states.
        columns: The interpretation of each column; see `interpretation`.
        units: The units and their places.
        names: The texts that are not known.
        preview: The first rows of the result.
        findings: The findings of the conversion.
        choices: By field, columns of which only one can state it.
        extend: The proposed entries by table.
        dimensions: The columns that are proposed as dimensions.
    """
    lines = [
        *_comments(
            f"Proposed mapping of {path or 'the data'} to the table {table}.",
            "`normalize --mapping` accepts this file as it is. Comments explain the proposal, or",
            "offer a choice: edit it, and remove the # before it.",
            *facts,
        ),
        *(f"{key}: {scalar(text)}" for key, text in _texts(options)),
        *_header(options),
        *_columns(options, columns, choices),
        f"wide: {options.wide or 'none'}",
        f"on_missing: {options.on_missing or 'keep'}",
        *_dimensions(options, dimensions),
        *_units(options, units, findings),
        *_names(names),
        *_entries(extend),
        *_constants(options, findings),
        *_findings(findings),
        *_preview(preview),
    ]
    return "\n".join(lines) + "\n"


def _texts(options: Options) -> Iterator[tuple[str, str]]:
    for key, text in (("encoding", options.encoding), ("sheet", options.sheet)):
        if text:
            yield key, text


def _header(options: Options) -> Iterator[str]:
    lines = options.header or ()
    if lines:
        yield f"header: {lines[0] if len(lines) == 1 else list(lines)}"


def _columns(
    options: Options, columns: pl.DataFrame, choices: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    chosen = {name for names in choices.values() for name in names}
    yield "columns:" if options.columns else "# columns:"
    for field, names in choices.items():
        yield from _comments(f"  Choose one column of {field}:")
        yield from (f"  # {scalar(name)}: {field}" for name in names)
    for row in columns.to_dicts():
        name = row["column"]
        if name in chosen:
            continue
        if name in options.columns:
            what = options.columns[name] or ASIDE
            yield f"  {scalar(name)}: {what}  {comment(_reading(row).partition('; ')[2])}"
        elif row["role"].startswith("not read"):
            texts = f"; it contains {row['example']}" if row["example"] else ""
            yield f"  # {scalar(name)}: {ASIDE}  {comment(row['role'] + texts)}"
        else:
            yield f"  {comment(f'{name} - ' + _reading(row))}"


def _reading(row: Mapping[str, Any]) -> str:
    """Return the reading of a column: its content, the basis and the number of converted cells."""
    what = ": ".join(text for text in (row["field"], row["role"]) if text)
    if not row["field"] or row["converted"] is None:
        return f"{what} ({row['cells']} cells)"
    example = f", {row['example']}" if row["example"] else ""
    return (
        f"{what}; by its {row['basis']}, confidence {row['confidence']:.2f} "
        f"({row['converted']} of {row['cells']} cells{example})"
    )


def _dimensions(options: Options, proposed: Sequence[str]) -> Iterator[str]:
    if options.dimensions:
        yield f"dimensions: [{', '.join(map(scalar, options.dimensions))}]"
    if proposed:
        yield from _comments(
            "Columns of texts that are not read. To keep them as a part of the key:"
        )
        together = ", ".join(map(scalar, (*options.dimensions, *proposed)))
        yield f"# dimensions: [{together}]"


def _units(options: Options, units: pl.DataFrame, findings: Sequence[Finding]) -> Iterator[str]:
    if options.one_unit:
        yield f"units: {scalar(options.units[''])}"
    elif options.units:
        yield "units:"
        yield from (
            f"  {scalar(text) if text else 'none'}: {scalar(unit)}"
            for text, unit in options.units.items()
        )
    if units.height:
        yield from _comments("Units:")
    for row in units.to_dicts():
        unit = f"{row['text']} = {row['factor']} {row['code']}" if row["factor"] else row["text"]
        yield from _comments(f"  {unit.strip()} ({row['place']}; {row['count']} values)")
    if any(each.code == "unit-missing" for each in findings):
        yield from _comments("Required: the unit of the values that state none.")
        yield "# units: 亿元"


def _names(names: pl.DataFrame) -> Iterator[str]:
    if not names.height:
        return
    yield from _comments("Texts that are not known:")
    yield "# values:"
    for field in names["field"].unique(maintain_order=True):
        yield f"#   {field}:"
        rows = names.filter(names["field"] == field).to_dicts()
        for row in rows[:_MOST_NAMES]:
            first = row["candidates"][0] if len(row["candidates"]) == 1 else "..."
            hint = ", ".join(row["candidates"]) or row["message"]
            times = f"{row['count']} times" if row["count"] > 1 else "once"
            yield f"#     {scalar(row['text'])}: {first}  {comment(f'{times}; {hint}')}"
        if len(rows) > _MOST_NAMES:
            yield from _comments(f"    and {len(rows) - _MOST_NAMES} more")


def _entries(extend: Mapping[str, Sequence[Mapping[str, Any]]]) -> Iterator[str]:
    if extend:
        counts = ", ".join(f"{len(entries)} {table}" for table, entries in extend.items())
        yield from _comments(
            f"If they are codes of your own ({counts}): write their entries with",
            "`inspect --write-extend codes.yaml`, complete them, and pass `--extend codes.yaml`.",
        )


def _constants(options: Options, findings: Sequence[Finding]) -> Iterator[str]:
    if options.constants:
        yield "constants:"
        yield from (f"  {key}: {scalar(text)}" for key, text in options.constants.items())
    missing = [
        each for each in findings if each.code == "column-missing" and each.column != "value"
    ]
    if missing:
        yield from _comments("Required, if no column states it: the text of all rows.")
        if not options.constants:
            yield "# constants:"
        yield from (f"#   {each.column}: ..." for each in missing)


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    """Yield the number of findings of each code, with the first message."""
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        by_code.setdefault((each.severity, each.code), []).append(each)
    yield from _comments(
        "Findings of the conversion:" if by_code else "The conversion has no findings."
    )
    for (severity, code), found in list(by_code.items())[:_MOST_FINDINGS]:
        yield from _comments(f"  {severity} {code} ({len(found)}): {found[0].message}")


def _preview(preview: pl.DataFrame) -> Iterator[str]:
    if not preview.height or not preview.width:
        return
    yield from _comments("First rows of the result:")
    for row in (preview.columns, *preview.iter_rows()):
        yield from _comments("  " + " | ".join(text_of(cell) or "" for cell in row))


def _comments(*texts: str) -> Iterable[str]:
    return [comment(text) for text in texts]


def comment(text: str) -> str:
    """Return a text as a comment of one line."""
    shown = _ENDS.sub(" ", escape_control(text))
    limit = _LONGEST * 2
    return "# " + (shown if len(shown) <= limit else shown[:limit] + "...")


def scalar(text: str) -> str:
    """Return a text as a YAML scalar, in quotation marks unless it is a plain word."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS:
        return text
    # JSON escapes half of a surrogate pair as well as YAML's line ends with `ensure_ascii`.
    return json.dumps(text, ensure_ascii=_ENDS.search(escape_control(text)) is not None
                      or escape_control(text) != text)  # fmt: skip
