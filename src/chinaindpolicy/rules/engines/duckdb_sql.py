"""SQL of DuckDB that means the same under every setting, collation and macro of a connection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, cast

import narwhals as nw

from chinaindpolicy.io.text import sql_name
from chinaindpolicy.rules.engines.duckdb_relations import duckdb_module

if TYPE_CHECKING:
    import polars as pl

TEXT = 'varchar collate "binary"'
"""The type of text that is compared byte by byte, independent of the session's collation."""

_STUB = "chinaindpolicy_rows"
_FUNCTION = re.compile(r"""'(?:[^']|'')*'|"(?:[^"]|"")*"|\b([a-z_]+)\(""")
# More cells than this take longer to parse than to register.
_WRITTEN = 2_000


def function(name: str, *arguments: str) -> str:
    """Return a call of a function of DuckDB itself, not of a user's macro of the same name.

    Example:
        >>> function("length", '"id"')
        'system.main.length("id")'
    """
    return f"system.main.{name}({', '.join(arguments)})"


def literal(value: Any) -> str:
    r"""Return a Python value, or a list of values, as SQL.

    Example:
        >>> literal(["it's", None]), literal(1.5)
        ("['it''s', NULL]", '1.5::DOUBLE')
    """
    return str(duckdb_module().ConstantExpression(value))


class SelectLists:
    """Compiles expressions to SQL.

    It uses a connection of its own: on the user's, a function such as `length` may be a macro.
    """

    def __init__(self) -> None:
        self._connection: Any = None

    def select_list(
        self, expressions: Sequence[nw.Expr], columns: Iterable[tuple[str, str]]
    ) -> str:
        """Return expressions as a select list.

        Args:
            expressions: The expressions, each with an alias.
            columns: Name and SQL type of the columns that the expressions may use.
        """
        if self._connection is None:
            self._connection = duckdb_module().connect(config={"threads": 1})
        declared = ", ".join(f"{sql_name(name)} {kind}" for name, kind in columns)
        self._connection.execute(f"create or replace table {_STUB} ({declared})")
        chosen = nw.from_native(self._connection.table(_STUB)).select(*expressions)
        text = str(chosen.to_native().sql_query())
        start, end = "SELECT ", f' FROM "{_STUB}"'
        assert text.startswith(start) and text.endswith(end), text
        return _FUNCTION.sub(_qualified, text[len(start) : -len(end)])


def _qualified(part: re.Match[str]) -> str:
    return function(part[1])[:-1] if part[1] else part[0]


def frame_relation(frame: pl.DataFrame, relation: Any) -> Any:
    """Return a frame as a relation on the connection of another relation; text is `TEXT`.

    Args:
        frame: The frame.
        relation: A relation of the user.
    """
    found = None
    if frame.height * frame.width > _WRITTEN:
        found = _registered(frame, relation)
    if found is None:
        found = _written(frame, relation)
    columns = (
        f"{sql_name(name)}{f'::{TEXT}' if str(dtype) == 'String' else ''} as {sql_name(name)}"
        for name, dtype in frame.schema.items()
    )
    return found.project(", ".join(columns))


def _registered(frame: pl.DataFrame, relation: Any) -> Any | None:
    """Return a frame as a relation that DuckDB reads in place; None if it cannot be found.

    DuckDB finds it by the name of the variable, unless `python_enable_replacements` is off, or the
    database has a table of that name.
    """
    chinaindpolicy_frame = cast("Any", frame.to_arrow())
    try:
        found = relation.query("chinaindpolicy_given", "select * from chinaindpolicy_frame")
    except duckdb_module().Error:
        return None
    return found if found.columns == chinaindpolicy_frame.column_names else None


def _written(frame: pl.DataFrame, relation: Any) -> Any:
    """Return a frame as a relation whose rows are literals in the query."""
    one_row = relation.limit(0).aggregate(f'{function("count", "*")} as "@rows"')
    columns = (
        f"unnest({literal(column.to_list())}::{_SQL_TYPES[str(column.dtype)]}[]) "
        f"as {sql_name(column.name)}"
        for column in frame.get_columns()
    )
    return one_row.project(", ".join(columns))


_SQL_TYPES = {
    "String": "varchar",
    "Float64": "double",
    "Date": "date",
    "Boolean": "boolean",
    "Int64": "bigint",
    "UInt32": "uinteger",
}
