"""Mapping files written by inspect(): options as YAML, explanations and choices as comments."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.mapping_file import ASIDE
from chinaindpolicy.ingest.normalize.options import Options
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.localized import chinese_message

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.lang.texts import Texts

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
    say: Texts,
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
        say: The texts of the language of the comments.
    """
    findings = [replace(each, message=_message(each, say)) for each in findings]
    lines = [
        *_comments(
            say(
                "Proposed mapping of {data} to the table {table}.",
                data=path or say("the data"),
                table=table,
            ),
            say("`normalize --mapping` accepts this file as it is. Comments explain the proposal,"),
            say("or offer a choice: edit it, and remove the # before it."),
            *facts,
        ),
        *(f"{key}: {scalar(text)}" for key, text in _texts(options)),
        *_header(options),
        *_columns(options, columns, choices, findings, say),
        f"wide: {options.wide or 'none'}",
        f"on_missing: {options.on_missing or 'keep'}",
        *_dimensions(options, dimensions, say),
        *_units(options, units, findings, say),
        *_names(names, findings, say),
        *_entries(extend, say),
        *_constants(options, findings, say),
        *_findings(findings, say),
        *_preview(preview, say),
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


def _message(finding: Finding, say: Texts) -> str:
    return finding.message if say.lang == "en" else chinese_message(finding, say)


def _columns(
    options: Options,
    columns: pl.DataFrame,
    choices: Mapping[str, Sequence[str]],
    findings: Sequence[Finding],
    say: Texts,
) -> Iterator[str]:
    left_out = [each for each in findings if each.code == "column-left-out"]
    unread = {name: each.message for each in left_out for name in (each.value, each.column)}
    chosen = {name for names in choices.values() for name in names}
    yield "columns:" if options.columns else "# columns:"
    for field, names in choices.items():
        yield from _comments("  " + say("Choose one column of {field}:", field=field))
        yield from (f"  # {scalar(name)}: {field}" for name in names)
    for row in columns.to_dicts():
        name = row["column"]
        if name in chosen:
            continue
        if name in options.columns:
            what = options.columns[name] or ASIDE
            yield f"  {scalar(name)}: {what}  {comment(_reading(row, say).partition(say('; '))[2])}"
        elif row["role"].startswith("not read"):
            texts = say("; it contains {texts}", texts=row["example"]) if row["example"] else ""
            role = row["role"] if say.lang == "en" else unread.get(name, say("not read"))
            yield f"  # {scalar(name)}: {ASIDE}  {comment(role + texts)}"
        else:
            yield f"  {comment(f'{name} - ' + _reading(row, say))}"


def _reading(row: Mapping[str, Any], say: Texts) -> str:
    """Return the reading of a column: its content, the basis and the number of converted cells."""
    role = say.code("part", row["role"])
    what = ": ".join(text for text in (row["field"], role) if text)
    if not row["field"] or row["converted"] is None:
        return say("{what} ({n} cells)", what=what, n=row["cells"])
    return say(
        "{what}; by its {basis}, confidence {share} ({n} of {all} cells{example})",
        what=what,
        basis=say.code("mapping_basis", row["basis"]),
        share=f"{row['confidence']:.2f}",
        n=row["converted"],
        all=row["cells"],
        example=say(", {text}", text=row["example"]) if row["example"] else "",
    )


def _dimensions(options: Options, proposed: Sequence[str], say: Texts) -> Iterator[str]:
    if options.dimensions:
        yield f"dimensions: [{', '.join(map(scalar, options.dimensions))}]"
    if proposed:
        yield from _comments(
            say("Columns of texts that are not read. To keep them as a part of the key:")
        )
        together = ", ".join(map(scalar, (*options.dimensions, *proposed)))
        yield f"# dimensions: [{together}]"


def _units(
    options: Options, units: pl.DataFrame, findings: Sequence[Finding], say: Texts
) -> Iterator[str]:
    if options.one_unit:
        yield f"units: {scalar(options.units[''])}"
    elif options.units:
        yield "units:"
        yield from (
            f"  {scalar(text) if text else 'none'}: {scalar(unit)}"
            for text, unit in options.units.items()
        )
    if units.height:
        yield from _comments(say("Units:"))
    for row in units.to_dicts():
        unit = f"{row['text']} = {row['factor']} {row['code']}" if row["factor"] else row["text"]
        words = say(
            "{unit} ({place}; {n} values)", unit=unit.strip(), place=row["place"], n=row["count"]
        )
        yield from _comments(f"  {words}")
    if any(each.code == "unit-missing" for each in findings):
        yield from _comments(say("Required: the unit of the values that state none."))
        yield "# units: 亿元"


def _names(names: pl.DataFrame, findings: Sequence[Finding], say: Texts) -> Iterator[str]:
    if not names.height:
        return
    messages = {(each.column, each.value): each.message for each in findings}
    yield from _comments(say("Texts that are not known:"))
    yield "# values:"
    for field in names["field"].unique(maintain_order=True):
        yield f"#   {field}:"
        rows = names.filter(names["field"] == field).to_dicts()
        for row in rows[:_MOST_NAMES]:
            first = row["candidates"][0] if len(row["candidates"]) == 1 else "..."
            own = row["message"] if say.lang == "en" else messages.get((field, row["text"]), "")
            hint = ", ".join(row["candidates"]) or own
            times = say("{n} times", n=row["count"]) if row["count"] > 1 else say("once")
            notes = comment(say("; ").join(filter(None, (times, hint))))
            yield f"#     {scalar(row['text'])}: {first}  {notes}"
        if len(rows) > _MOST_NAMES:
            yield from _comments("    " + say("and {n} more", n=len(rows) - _MOST_NAMES))


def _entries(extend: Mapping[str, Sequence[Mapping[str, Any]]], say: Texts) -> Iterator[str]:
    if extend:
        counts = say(", ").join(
            say("{n} {table}", n=len(entries), table=table) for table, entries in extend.items()
        )
        yield from _comments(
            say("If they are codes of your own ({n}): write their entries with", n=counts),
            say("`inspect --write-extend codes.yaml`, complete them, pass `--extend codes.yaml`."),
        )


def _constants(options: Options, findings: Sequence[Finding], say: Texts) -> Iterator[str]:
    if options.constants:
        yield "constants:"
        yield from (f"  {key}: {scalar(text)}" for key, text in options.constants.items())
    missing = [
        each for each in findings if each.code == "column-missing" and each.column != "value"
    ]
    if missing:
        yield from _comments(say("Required, if no column states it: the text of all rows."))
        if not options.constants:
            yield "# constants:"
        yield from (f"#   {each.column}: ..." for each in missing)


def _findings(findings: Sequence[Finding], say: Texts) -> Iterator[str]:
    """Yield the number of findings of each code, with the first message."""
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for each in findings:
        by_code.setdefault((each.severity, each.code), []).append(each)
    yield from _comments(
        say("Findings of the conversion:") if by_code else say("The conversion has no findings.")
    )
    for (severity, code), found in list(by_code.items())[:_MOST_FINDINGS]:
        label = f"{say.code('severity', severity)} {code} ({len(found)})"
        message = say("{label}: {message}", label=label, message=found[0].message)
        yield from _comments(f"  {message}")


def _preview(preview: pl.DataFrame, say: Texts) -> Iterator[str]:
    if not preview.height or not preview.width:
        return
    yield from _comments(say("First rows of the result:"))
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
