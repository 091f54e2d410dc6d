"""Help on one table: its columns with their meanings, and how to use it."""

from __future__ import annotations

from typing import Any

_USE = """
Use:
  cip.{name}[id]                    the record of an id; for a place or unit also a name
  cip.{name}[0], cip.{name}[:5]     a record or rows by position; also .head(), .tail()
  cip.{name}.where(column=value)    the matching rows: a value, [several], (from, to) or None
  cip.{name}.filter(...), .sort(...), .select(...)   with columns and Polars expressions
  cip.{name}.frame(), .to_pandas()  all rows as a Polars or pandas frame
  cip.export(cip.{name}, "{name}.xlsx"), cip.cite(cip.{name}), cip.explain(cip.{name}[:3])
"""


class TableHelp:
    """A docstring: of the class for the class, of the table for a table."""

    def __init__(self, text: str | None) -> None:
        self._text = text

    def __get__(self, table: Any, owner: type | None = None) -> str | None:
        return self._text if table is None else help_text(table)


def help_text(table: Any) -> str:
    """Return the help on a table.

    Example:
        >>> import chinaindpolicy as cip
        >>> print(help_text(cip.units)[:46])
        Table units: A unit in which values are given.
    """
    fields = table.descriptor["schema"]["fields"]
    width = max((len(each["name"]) for each in fields), default=0)
    lines = [
        f"  {each['name']:<{width}}  {each['type']:<7}  {each.get('description', '')}".rstrip()
        for each in fields
    ]
    heading = f"Table {table.name}: {table.description}"
    return "\n".join([heading, _USE.format(name=table.name), "Columns:", *lines])
