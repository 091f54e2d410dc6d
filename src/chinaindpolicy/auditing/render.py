"""Formats of an audit: text, JSON, HTML, SARIF and GitHub annotations."""

from __future__ import annotations

import html
import json
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.io.text import escape_control

if TYPE_CHECKING:
    from chinaindpolicy.auditing.claims import Audit, Claim

_STYLE = (
    ".cip-audit{font:15px/1.7 sans-serif;white-space:pre-wrap;overflow-wrap:anywhere}"
    ".cip-audit details{display:inline;position:relative}"
    ".cip-audit summary{display:inline;cursor:pointer;border-radius:3px;padding:0 2px}"
    ".cip-audit summary::marker{content:''}"
    ".cip-audit .supported summary{background:#cfe8cf}"
    ".cip-audit .contradicted summary{background:#f6c5c0;text-decoration:underline wavy #b00020}"
    ".cip-audit .ambiguous summary{background:#f8e3a8;text-decoration:underline dotted}"
    ".cip-audit .not_covered summary{background:#e4e4e4}"
    ".cip-audit pre{position:absolute;z-index:1;left:0;top:1.6em;margin:0;padding:.6em;"
    "background:#fff;color:#222;border:1px solid #888;font:12px/1.4 monospace;width:44em;"
    "max-width:80vw;white-space:pre-wrap}"
)


def rendered(audit: Audit, style: str, file: str) -> str:
    """Return an audit in one of the formats.

    Raises:
        UnknownNameError: If there is no such format.
    """
    if style not in FORMATS:
        raise UnknownNameError("format", style, FORMATS)
    return FORMATS[style](audit, file)


def message(claim: Claim) -> str:
    """Return the verdict of a claim as one sentence."""
    verdict = claim.verdict.replace("_", " ")
    by = f" by {', '.join(claim.record_ids)}" if claim.record_ids else ""
    reason = "" if claim.verdict == "supported" else f": {claim.reason}"
    note = f" ({claim.note})" if claim.note else ""
    return f"{claim.text!r} is {verdict}{by}{reason}{note}"


def _place(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, from 1."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def _text(audit: Audit, file: str) -> str:
    lines: list[str] = []
    for claim in audit.claims:
        line, column = _place(audit.text, claim.char_start)
        lines.append(
            escape_control(f"{f'{file}:' if file else ''}{line}:{column}: {message(claim)}")
        )
    counts = ", ".join(
        f"{count} {verdict.replace('_', ' ')}" for verdict, count in audit.counts.items()
    )
    lines.append(f"{len(audit)} claims checked against release {audit.release}: {counts}")
    return "".join(f"{line}\n" for line in lines)


def _json(audit: Audit, file: str) -> str:
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


def _sarif(audit: Audit, file: str) -> str:
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
                "message": {"text": message(claim)},
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


def _github(audit: Audit, file: str) -> str:
    lines: list[str] = []
    for claim in audit.claims:
        level = _LEVELS.get(claim.verdict)
        if level is None:
            continue
        line, column = _place(audit.text, claim.char_start)
        named = f"file={_property(file)}," if file else ""
        place = f"{named}line={line},col={column},title={_property(claim.reason)}"
        lines.append(f"::{level} {place}::{_data(message(claim))}")
    return "".join(f"{line}\n" for line in lines)


def _data(text: str) -> str:
    plain = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return escape_control(plain)


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def marked_text(audit: Audit) -> str:
    """Return the text as HTML, with each number marked; a click shows its records."""
    parts: list[str] = []
    position = 0
    for claim in audit.claims:
        parts.append(html.escape(audit.text[position : claim.char_start]))
        verdict = claim.verdict.replace("_", " ")
        parts.append(
            f'<details class="{claim.verdict}"><summary title="{verdict}">'
            f"{html.escape(audit.text[claim.char_start : claim.char_end])}</summary>"
            f"<pre>{html.escape(claim.explain())}</pre></details>"
        )
        position = claim.char_end
    parts.append(html.escape(audit.text[position:]))
    counts = ", ".join(
        f"{count} {verdict.replace('_', ' ')}" for verdict, count in audit.counts.items()
    )
    return (
        f"<div><style>{_STYLE}</style><p>{counts} (release {html.escape(audit.release)})</p>"
        f'<div class="cip-audit">{"".join(parts)}</div></div>'
    )


def _html(audit: Audit, file: str) -> str:
    title = html.escape(f"Audit of {file}" if file else "Audit")
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{title}</title></head><body><h1>{title}</h1>{marked_text(audit)}</body></html>\n"
    )


FORMATS: Mapping[str, Callable[[Audit, str], str]] = MappingProxyType(
    {"text": _text, "json": _json, "html": _html, "sarif": _sarif, "github": _github}
)
