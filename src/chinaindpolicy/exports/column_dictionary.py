"""The dictionary of an export: the meaning of every column."""

from __future__ import annotations

from collections.abc import Iterator

from chinaindpolicy.exports.bundle import ExportBundle

DICTIONARY = (
    *("table", "column", "type", "nullable", "unit", "references", "codes", "meaning", "example"),
)
"""The columns of the dictionary."""


def dictionary(contents: ExportBundle) -> Iterator[tuple[str, ...]]:
    """Yield a row for each table, its column empty, and for each of its columns."""
    for table in contents.tables.values():
        yield (table.name, "", "", "", "", "", "", table.description, "")
        for spec in table.columns:
            yield (
                table.name,
                spec.name,
                spec.type,
                "yes" if spec.nullable or spec.type == "list" else "no",
                spec.meaning.unit or "",
                spec.meaning.referenced_table or "",
                ", ".join(spec.categories),
                spec.meaning.description,
                spec.meaning.example,
            )
