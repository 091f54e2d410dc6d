"""Files of proposed entries, as `extend=` takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy.ingest.normalize.mapping_yaml import comment, scalar

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.lang.texts import Texts

_MOST_SHOWN = 4


def extend_yaml(
    extend: Mapping[str, Sequence[Mapping[str, Any]]], names: pl.DataFrame, say: Texts
) -> str:
    """Return a file of entries; empty without entries.

    Args:
        extend: The entries by table.
        names: The texts that are not known, with candidates; see `interpretation.names_frame`.
        say: The texts of the language of the comments.
    """
    similar = {row["text"]: row["candidates"] for row in names.to_dicts() if row["candidates"]}
    lines = [
        line for table, entries in extend.items() for line in _table(table, entries, similar, say)
    ]
    if not lines:
        return ""
    head = (
        say("Entries for names, units and places that no code list has. Delete those that are"),
        say("misspelt: state their ids with `values:` in the mapping instead."),
    )
    return "\n".join([*map(comment, head), *lines]) + "\n"


def _table(
    table: str,
    entries: Sequence[Mapping[str, Any]],
    similar: Mapping[str, Sequence[str]],
    say: Texts,
) -> Iterator[str]:
    yield f"{table}:"
    for entry in entries:
        values = [f"{key}: {_value(value)}" for key, value in entry.items()]
        notes: list[str] = []
        if table == "indicators" and "unit" not in entry:
            notes.append(say("required: unit"))
        if near := similar.get(entry.get("name", "")):
            notes.append(say("similar: {ids}", ids=", ".join(near[:_MOST_SHOWN])))
        end = f"  {comment(say('; ').join(notes))}" if notes else ""
        yield f"  - {{{', '.join(values)}}}{end}"


def _value(value: Any) -> str:
    if isinstance(value, str):
        return scalar(value)
    texts: list[str] = list(value)
    return f"[{', '.join(map(scalar, texts))}]"
