"""Fill the page of trust with the records of the campaigns in `docs/trust/`."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

__all__ = ["trust"]

HERE = Path(__file__).parent
_BLOCK = re.compile(r"<!-- (figures|details) of (\w+) -->\n.*?<!-- end of \1 -->", re.DOTALL)


def trust() -> str:
    """Return the page of trust, with the figures of each campaign in its blocks."""
    page = (HERE / "trust.md").read_text(encoding="utf-8")
    return _BLOCK.sub(filled, page)


def filled(block: re.Match[str]) -> str:
    """Return a block with the content of the campaign's file."""
    kind, name = block.groups()
    path = HERE / "trust" / f"{name}.json"
    lines = ["Not recorded yet."]
    if path.is_file():
        recorded = json.loads(path.read_text(encoding="utf-8"))
        lines = figures(recorded) if kind == "figures" else details(recorded)
    return "\n".join([f"<!-- {kind} of {name} -->", "", *lines, "", f"<!-- end of {kind} -->"])


def figures(recorded: dict[str, Any]) -> list[str]:
    """Return the figures of a campaign, its command, and the worst fault found."""
    versions = ", ".join(f"{name} {is_}" for name, is_ in recorded["environment"].items())
    rows = [f"| {what} | {shown(value)} |" for what, value in recorded["figures"].items()]
    return [
        "| measured | |",
        "| --- | ---: |",
        *rows,
        "",
        f"Measured on {recorded['date']} at commit {recorded['commit']} with {versions}, by",
        f"`{recorded['command']}`.",
        "",
        f"The worst fault found: {recorded['worst']}",
    ]


def details(recorded: dict[str, Any]) -> list[str]:
    """Return the detailed rows of the figures as a table."""
    rows: list[dict[str, Any]] = recorded["details"]
    names = list(rows[0])
    return [
        f"| {' | '.join(names)} |",
        "| " + " | ".join("---:" if numeric(rows, name) else "---" for name in names) + " |",
        *(f"| {' | '.join(shown(row[name]) for name in names)} |" for row in rows),
    ]


def numeric(rows: list[dict[str, Any]], name: str) -> bool:
    """Return True for a column of numbers."""
    return all(isinstance(row[name], (int, float)) or row[name] == "" for row in rows)


def shown(value: Any) -> str:
    """Return a value as the page shows it."""
    return f"{value:,}" if isinstance(value, (int, float)) else str(value).replace("|", "\\|")
