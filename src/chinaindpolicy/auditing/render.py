"""Formats of an audit: text, JSON, HTML, SARIF and GitHub annotations."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chinaindpolicy.auditing.localized import (
    claim_sentence,
    counts_sentence,
    explained,
    note_text,
    reason_name,
    statement_text,
    verdict_name,
)
from chinaindpolicy.auditing.markdown_view import markdown_view
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.html_view import (
    SHOWN_ROWS,
    html_details,
    html_page,
    html_table,
    html_text,
    html_view,
)
from chinaindpolicy.io.text import escape_control

if TYPE_CHECKING:
    from chinaindpolicy.auditing.claims import Audit, Claim
    from chinaindpolicy.lang.texts import Texts

# Translucent colours and underlines are readable on light and dark backgrounds.
_STYLE = (
    ".cip-text{font-size:15px;line-height:1.9;white-space:pre-wrap;margin:.6em 0}"
    ".cip-text table{white-space:normal;border-collapse:collapse;margin:.3em 0}"
    ".cip-text td,.cip-text th{border:1px solid rgba(128,128,128,.4);padding:2px 8px}"
    ".cip-text mark{color:inherit;border-radius:3px;padding:0 2px}"
    "mark.supported{background:rgba(70,160,90,.28)}"
    "mark.contradicted{background:rgba(220,70,60,.32);"
    "text-decoration:underline wavy rgb(220,70,60)}"
    "mark.ambiguous{background:rgba(230,170,30,.32);text-decoration:underline dotted}"
    "mark.not_covered{background:rgba(128,128,128,.25)}"
)


def rendered(audit: Audit, style: str, file: str, say: Texts) -> str:
    """Return an audit in one of the formats.

    Raises:
        UnknownNameError: If there is no such format.
    """
    if style not in FORMATS:
        raise UnknownNameError("format", style, FORMATS)
    return FORMATS[style](audit, file, say)


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _text(audit: Audit, file: str, say: Texts) -> str:
    lines: list[str] = []
    for claim in audit.claims:
        line, column = _place(audit.text, claim.char_start)
        lines.append(
            escape_control(
                f"{f'{file}:' if file else ''}{line}:{column}: {claim_sentence(claim, say)}"
            )
        )
    lines.append(counts_sentence(audit.counts, audit.release, say))
    return "".join(f"{line}\n" for line in lines)


def _json(audit: Audit, file: str, _: Texts) -> str:
    document = audit.to_dict()
    return json.dumps({"file": file or None, **document}, ensure_ascii=False, indent=1) + "\n"


_KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "supported": ("pass", "none"),
        "contradicted": ("fail", "error"),
        "ambiguous": ("review", "none"),
        "not_covered": ("notApplicable", "none"),
    }
)


def _sarif(audit: Audit, file: str, say: Texts) -> str:
    from chinaindpolicy._version import __version__

    results: list[dict[str, Any]] = []
    for claim in audit.claims:
        kind, level = _KINDS[claim.verdict]
        line, column = _place(audit.text, claim.char_start)
        region = {
            "startLine": line,
            "startColumn": column,
            "charOffset": claim.char_start,
            "charLength": claim.char_end - claim.char_start,
            "snippet": {"text": claim.text},
        }
        physical: dict[str, Any] = {"region": region}
        physical["artifactLocation"] = {"uri": quote(file or "text", safe="/.:")}
        results.append(
            {
                "ruleId": f"{claim.verdict}/{claim.reason.replace(' ', '-')}",
                "kind": kind,
                "level": level,
                "message": {"text": claim_sentence(claim, say)},
                "locations": [{"physicalLocation": physical}],
                "properties": {"record_ids": list(claim.record_ids)},
            }
        )
    rules = [{"id": id} for id in sorted({result["ruleId"] for result in results})]
    driver = {"name": "chinaindpolicy", "version": __version__, "rules": rules}
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results,
        "properties": {"ok": audit.ok, "release": audit.release},
    }
    document = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


_LEVELS: Mapping[str, str] = MappingProxyType({"contradicted": "error", "ambiguous": "warning"})


def _github(audit: Audit, file: str, say: Texts) -> str:
    lines: list[str] = []
    for claim in audit.claims:
        level = _LEVELS.get(claim.verdict)
        if level is None:
            continue
        line, column = _place(audit.text, claim.char_start)
        named = f"file={_property(file)}," if file else ""
        place = f"{named}line={line},col={column},title={_property(claim.reason)}"
        lines.append(f"::{level} {place}::{_data(claim_sentence(claim, say))}")
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    plain = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_control(plain)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def marked_text(audit: Audit, say: Texts) -> str:
    """Return the text as HTML with each number marked, and a table of the claims."""
    parts: list[str] = []
    position = 0
    for claim in audit.claims:
        verdict, reason = verdict_name(claim.verdict, say), reason_name(claim.reason, say)
        title = say("{label}: {message}", label=verdict, message=reason)
        parts.append(html_text(audit.text[position : claim.char_start]))
        parts.append(
            f'<mark class="{claim.verdict}" title="{html_text(title)}">'
            f"{html_text(audit.text[claim.char_start : claim.char_end])}</mark>"
        )
        position = claim.char_end
    parts.append(html_text(audit.text[position:]))
    caption = counts_sentence(audit.counts, audit.release, say)
    # The verdicts that need attention come first.
    ordered = sorted(audit.claims, key=lambda claim: _ORDER.index(claim.verdict))
    rows = [_cells(claim, say) for claim in ordered]
    names = ("claim", "audit verdict", "reason", "record", "id")
    header = [say.code("heading", name).removeprefix("audit ") for name in names]
    table = html_table(caption, header, rows, whole=len(rows) <= SHOWN_ROWS)
    details = "".join(
        html_details(claim.text, f"<pre>{html_text(explained(claim, say))}</pre>")
        for claim in ordered
    )
    return html_view(
        table,
        f'<div class="cip-text">{markdown_view("".join(parts))}</div>',
        html_details(say("Explanation of each claim"), details) if details else "",
        style=_STYLE,
    )


_ORDER = ("contradicted", "ambiguous", "not_covered", "supported")


def _cells(claim: Claim, say: Texts) -> tuple[str, ...]:
    statement = claim.records[0].statement if claim.records and claim.record_ids else ""
    reason = reason_name(claim.reason, say)
    if claim.note:
        reason += say(" ({words})", words=note_text(claim.note, say))
    return (
        claim.text,
        verdict_name(claim.verdict, say),
        reason,
        statement_text(statement, say),
        ", ".join(claim.record_ids),
    )


def _html(audit: Audit, file: str, say: Texts) -> str:
    title = say("Audit of {file}", file=file) if file else say("Audit")
    return html_page(title, marked_text(audit, say), lang=say.html_lang)


FORMATS: Mapping[str, Callable[[Audit, str, Texts], str]] = MappingProxyType(
    {"text": _text, "json": _json, "html": _html, "sarif": _sarif, "github": _github}
)
