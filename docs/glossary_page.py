"""The glossary: the terms of `datasets/glossary.csv` as a page and as CONTEXT.md."""

from __future__ import annotations

import csv
from pathlib import Path

__all__ = ["context", "glossary", "terms"]

SOURCE = Path(__file__).parents[1] / "datasets" / "glossary.csv"


def terms() -> list[dict[str, str]]:
    """Return the rows of the glossary, with the keys `term`, `term_zh` and `definition`."""
    with SOURCE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def glossary() -> str:
    """Return the page of the glossary."""
    example = next(row for row in terms() if row["term"] == "erratum")
    lines = [
        "# Look up a term",
        "",
        "This page defines the terms of the documentation, the code and the data in English and",
        f"Chinese. For example, “{example['term']}” ({example['term_zh']}) has this definition:",
        "",
        f"> {example['definition']}",
        "",
        "The page is generated from `datasets/glossary.csv`.",
        "",
    ]
    return "\n".join([*lines, *_table()]) + "\n"


def context() -> str:
    """Return CONTEXT.md."""
    lines = [
        "# Glossary",
        "",
        "Use these terms in names, docstrings, messages, pages and commits, and no other terms for",
        "the same concepts. `docs/generate.py` makes the table from `datasets/glossary.csv`.",
        "",
    ]
    return "\n".join([*lines, *_table()]) + "\n"


def _table() -> list[str]:
    rows = [f"| {row['term']} | {row['term_zh']} | {row['definition']} |" for row in terms()]
    return ["| term | Chinese | definition |", "| --- | --- | --- |", *rows]
