"""The page of tables: every column, from the records."""

from __future__ import annotations

from chinaindpolicy.model.columns import ColumnSpec, columns, describe_table
from chinaindpolicy.model.vocabularies import TABLE_NAMES


def data_dictionary() -> str:
    """Return the data dictionary of all tables as Markdown."""
    parts = [
        "# Tables\n",
        "Generated from the records; `id` is the primary key everywhere. A list without items is\n"
        "an empty list, or an empty cell of CSV, and not null.\n",
    ]
    for table in TABLE_NAMES:
        parts.append(f"## {table}\n\n{describe_table(table)}\n")
        parts.append(
            "| column | type | missing | meaning | example |\n| --- | --- | --- | --- | --- |"
        )
        parts += [_dictionary_row(spec) for spec in columns(table)]
        parts.append("")
    return "\n".join(parts)


def _dictionary_row(spec: ColumnSpec) -> str:
    kind = spec.type
    target = spec.meaning.referenced_table
    if spec.categories:
        kind_text = "one of " + ", ".join(f"`{code}`" for code in spec.categories)
    elif kind == "list":
        kind_text = f"list of {target or 'strings'}"
    else:
        kind_text = f"id in {target}" if target else kind
    if spec.meaning.unit:
        kind_text += f" ({spec.meaning.unit})"
    missing = "may" if spec.nullable or kind == "list" else "no"
    example = spec.meaning.example.replace("|", "\\|")
    example = f"{example[:12]}…" if len(example) > 40 else example
    return f"| `{spec.name}` | {kind_text} | {missing} | {spec.meaning.description} | `{example}` |"
