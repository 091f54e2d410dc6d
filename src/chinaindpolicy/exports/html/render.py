"""One HTML file with a whole dataset, which makes no network requests."""

from __future__ import annotations

import base64
import datetime
import hashlib
import html
import json
import re
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

from chinaindpolicy.analysis.localized import Localized
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import DateError, ExportError
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.html.page_data import contents, page_text
from chinaindpolicy.lang.texts import Language
from chinaindpolicy.model.periods import parse_date

# The order of the scripts: each uses only earlier ones, or functions that are called at the end.
_SCRIPTS = (
    "elements.js",
    "store.js",
    "values.js",
    "search.js",
    "address.js",
    "filters.js",
    "downloads.js",
    "rows.js",
    "cells.js",
    "table.js",
    "record.js",
    "record_proof.js",
    "tree.js",
    "errata.js",
    "overview.js",
    "overview_lists.js",
    "results.js",
    "page.js",
)
_TITLE = "{title}, release {release}"
_NOSCRIPT = "This page needs its own script to show the data. Please enable JavaScript."
# Characters that would end a script element or a line of a script.
_UNSAFE = {ord(mark): f"\\u{ord(mark):04x}" for mark in "<>&\u2028\u2029"}


def page(
    dataset: Dataset, *, as_of: datetime.date | str | None = None, lang: Language = "en"
) -> bytes:
    """Return a dataset as one HTML file to browse, which works from disk without a network.

    The file contains every table, the verdicts on the targets at a date, explanations, citations,
    and the scripts that show them. It makes no network requests, because its content security
    policy forbids them. The same dataset gives the same bytes.

    Args:
        dataset: The release or collection.
        as_of: The date of the verdicts, which the page shows; by default the date of the release.
            Without a date, the page has no verdicts and shows a message.
        lang: The language of the page, `en` or `zh`. Descriptions of columns and texts that the
            release has in English only stay English.

    Returns:
        The file, in UTF-8.

    Raises:
        DateError: If `as_of` is not a date; it is a ValueError.
        UnknownNameError: If there is no such language.

    Example:
        >>> import chinaindpolicy as cip
        >>> html = page(cip.load("2026.1"))
        >>> html[:15], len(html) < 2_000_000
        (b'<!doctype html>', True)
    """
    local, release = Localized(lang, dataset), dataset.release
    title = page_text(local.say, dataset.title)
    day = _created(dataset) if as_of is None else parse_date(as_of)
    script = "\n".join(_asset(name) for name in _SCRIPTS)
    # One scope for all of it, and none of it in the window's.
    script = f'"use strict";\n(() => {{\n{script}}})();\n'
    style = _asset("page.css")
    parts = {
        "policy": html.escape(_policy(script, style)),
        "lang": "en" if local.lang == "en" else "zh-Hans",
        "noscript": html.escape(page_text(local.say, _NOSCRIPT)),
        "title": html.escape(page_text(local.say, _TITLE, title=title, release=release)),
        "style": style,
        "script": script,
        "data": "\n".join(_block(name, data) for name, data in contents(local, day).items()),
    }
    return _filled(_asset("page.html"), parts).encode()


def _created(dataset: Dataset) -> datetime.date | None:
    try:
        return parse_date(str(dataset.descriptor.get("created", "")))
    except DateError:  # a collection can have no date, or a date as text
        return None


def _asset(name: str) -> str:
    return (resources.files("chinaindpolicy.exports.html") / "assets" / name).read_text(
        encoding="utf-8"
    )


def _policy(script: str, style: str) -> str:
    """Return the content security policy: it allows this script and this style only."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src '{_hash(script)}'",
            f"style-src '{_hash(style)}'",
            "base-uri 'none'",
            "form-action 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _block(name: str, data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)
    return f'<script type="application/json" id="{name}">{text}</script>'


def _filled(template: str, parts: Mapping[str, str]) -> str:
    """Replace all placeholders at once, so that a placeholder within a part stays text."""
    return re.sub(r"\{\{([a-z]+)\}\}", lambda match: parts[match[1]], template)


def write(contents: ExportBundle, path: Path) -> None:
    """Write the page."""
    left_out = [
        name
        for name, table in contents.dataset.tables.items()
        if len(table) and name not in contents.tables
    ]
    if left_out:
        raise ExportError(
            "format 'html' always contains all tables; omit tables=, or export a selection"
        )
    from chinaindpolicy.exports.html.render import page

    path.write_bytes(page(contents.dataset, lang=contents.lang))
