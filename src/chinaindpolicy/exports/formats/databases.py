"""Database files: SQLite and DuckDB, with types, keys, checks and a dictionary.

Both use one set of statements; the dialect contains the differences.
"""

from __future__ import annotations

import datetime
import graphlib
import itertools
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from chinaindpolicy.analysis.search_index import index_of
from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle, ExportTable, Value
from chinaindpolicy.exports.column_dictionary import DICTIONARY, dictionary
from chinaindpolicy.exports.registry import optional
from chinaindpolicy.io.text import sql_name
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.serialize import is_list

T = TypeVar("T")
_Rows = list[tuple[Any, ...]]
_BATCH = 200


@dataclass(frozen=True)
class _Dialect:
    """The differences between two databases.

    Attributes:
        text: The type of text.
        types: The types of columns that are not stored as text.
        suffix: The text after a table's definition.
        lists: True if a column can contain a list. Otherwise each list column is a separate table
            `<table>_<column>` with `id`, `position` from 1 and `value`.
        cell: Converts a value for the database.
    """

    text: str
    types: Mapping[str, str]
    suffix: str
    lists: bool
    cell: Callable[[Value], Any]


def _sqlite_cell(value: Value) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _duckdb_cell(value: Value) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    return list(value) if is_list(value) else value


_SQLITE = _Dialect(
    text="TEXT",
    types=MappingProxyType({"integer": "INTEGER", "number": "REAL", "boolean": "INTEGER"}),
    suffix=" STRICT",
    lists=False,
    cell=_sqlite_cell,
)
_DUCKDB = _Dialect(
    text="VARCHAR",
    types=MappingProxyType(
        {
            "integer": "BIGINT",
            "number": "DOUBLE",
            "boolean": "BOOLEAN",
            "date": "DATE",
            "list": "VARCHAR[]",
        }
    ),
    suffix="",
    lists=True,
    cell=_duckdb_cell,
)


def write_sqlite(contents: ExportBundle, path: Path) -> None:
    """Write a SQLite file with a full-text index."""
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA foreign_keys = ON")
        for statement in _definitions(contents, _SQLITE):
            connection.execute(statement)
        for table, rows in _insertions(contents, _SQLITE):
            connection.executemany(f"INSERT INTO {sql_name(table)} VALUES {_marks(rows[0])}", rows)
        _add_text_index(connection, contents)
        connection.commit()
        path.write_bytes(connection.serialize())
    except sqlite3.IntegrityError as error:
        raise _broken(contents, error) from error
    finally:
        connection.close()


def _add_text_index(connection: sqlite3.Connection, contents: ExportBundle) -> None:
    """Add the table `search`, a full-text index (FTS5) over the texts that `cip.search` searches.

    Its tokens are trigrams, because Chinese has no spaces. Older SQLite has no such index.
    """
    try:
        connection.execute(
            "CREATE VIRTUAL TABLE search USING "
            "fts5(\"table\" UNINDEXED, id UNINDEXED, text, tokenize = 'trigram')"
        )
    except sqlite3.OperationalError:
        return
    written = {name: set(table.table.ids) for name, table in contents.tables.items()}
    rows = (
        (entry.table, entry.record.id, entry.text)
        for entry in index_of(contents.dataset).entries
        if entry.record.id in written.get(entry.table, ())
    )
    connection.executemany("INSERT INTO search VALUES (?, ?, ?)", rows)


def write_duckdb(contents: ExportBundle, path: Path) -> None:
    """Write a DuckDB file, a comment on every table and column."""
    duckdb = optional("duckdb", "duckdb")
    connection = duckdb.connect()
    try:
        # Small blocks: each column of each table takes at least one.
        connection.execute(f"ATTACH {_literal(str(path))} AS export (BLOCK_SIZE 16384)")
        connection.execute("USE export")
        connection.execute("BEGIN")
        for statement in _definitions(contents, _DUCKDB):
            connection.execute(statement)
        for table, rows in _insertions(contents, _DUCKDB):
            marks = ", ".join([_marks(rows[0])] * len(rows))
            flat = [value for row in rows for value in row]
            connection.execute(f"INSERT INTO {sql_name(table)} VALUES {marks}", flat)
        for statement in _comments(contents):
            connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("USE memory")
        connection.execute("DETACH export")
    except duckdb.ConstraintException as error:
        raise _broken(contents, error) from error
    except (duckdb.IOException, duckdb.TransactionException) as error:
        raise OSError(str(error)) from error
    finally:
        connection.close()


def _broken(contents: ExportBundle, error: Exception) -> ExportError:
    return ExportError(
        f"{contents.name} {contents.release} violates a key or check of its schema: "
        f"{str(error).splitlines()[0]}; run `chinaindpolicy verify` to find the row"
    )


def _definitions(contents: ExportBundle, dialect: _Dialect) -> Iterator[str]:
    """Yield the definitions of the tables, each after those it refers to."""
    for name in _in_order(contents):
        table = contents.tables[name]
        yield _create(table, _own_columns(table, dialect), dialect)
        for spec in table.columns:
            if spec not in _own_columns(table, dialect):
                yield _create_list(table, spec)
    text = dialect.text
    yield f"CREATE TABLE about (key {text} PRIMARY KEY, value {text} NOT NULL)"
    columns = ", ".join(f"{sql_name(name)} {text} NOT NULL" for name in DICTIONARY)
    yield f'CREATE TABLE dictionary ({columns}, PRIMARY KEY ("table", "column"))'


def _insertions(contents: ExportBundle, dialect: _Dialect) -> Iterator[tuple[str, _Rows]]:
    """Yield some rows at a time with their table, each after all that it refers to."""
    for name in _in_order(contents):
        table = contents.tables[name]
        specs = _own_columns(table, dialect)
        for records in _generations(table):
            for some in _batches(records):
                yield name, [tuple(dialect.cell(getattr(r, s.name)) for s in specs) for r in some]
        for spec in table.columns:
            if spec not in specs:
                yield from ((f"{name}_{spec.name}", some) for some in _batches(_items(table, spec)))
    yield "about", list(contents.about.items())
    yield from (("dictionary", some) for some in _batches(dictionary(contents)))


def _batches(rows: Iterable[T]) -> Iterator[list[T]]:
    """Yield rows, some at a time."""
    left = iter(rows)
    while some := list(itertools.islice(left, _BATCH)):
        yield some


def _own_columns(table: ExportTable, dialect: _Dialect) -> list[ColumnSpec]:
    """Return the columns without the list columns that are separate tables."""
    return [spec for spec in table.columns if dialect.lists or spec.type != "list"]


def _keys(table: ExportTable) -> dict[str, str]:
    """Return the columns that are declared as keys, with the table that each refers to.

    Rows can refer to each other in pairs, such as complements. Such a column is no key, because a
    database that checks a key at once rejects the first row of a pair.
    """
    return {
        column: target
        for column, target in table.references.items()
        if target != table.name or not _is_mutual(table, column)
    }


def _is_mutual(table: ExportTable, column: str) -> bool:
    links = {record.id: getattr(record, column) for record in table.table}
    return any(other != id and links.get(other) == id for id, other in links.items())


def _generations(table: ExportTable) -> Iterator[list[Any]]:
    """Yield a table's records in generations: records without a parent, then their children, ...

    A database that checks keys immediately would otherwise reject a row before its parent.
    """
    own = [column for column, target in _keys(table).items() if target == table.name]
    if not own:
        yield list(table.table)
        return
    records = {record.id: record for record in table.table}
    place = {id: number for number, id in enumerate(records)}
    sorter = graphlib.TopologicalSorter(
        {
            id: [found for column in own if (found := getattr(record, column)) in records]
            for id, record in records.items()
        }
    )
    try:
        sorter.prepare()
    except graphlib.CycleError as error:
        raise ExportError(
            f"{table.name}: rows refer to each other in a cycle: {', '.join(error.args[1])}; "
            "remove one of the references"
        ) from error
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        yield [records[id] for id in ready]
        sorter.done(*ready)


def _marks(row: tuple[Any, ...]) -> str:
    return f"({', '.join('?' * len(row))})"


def _in_order(contents: ExportBundle) -> Iterable[str]:
    """Return the tables, each after those it refers to."""
    return graphlib.TopologicalSorter(
        {
            name: sorted({*table.references.values()} - {name})
            for name, table in contents.tables.items()
        }
    ).static_order()


def _create(table: ExportTable, specs: list[ColumnSpec], dialect: _Dialect) -> str:
    keys = _keys(table)
    parts = [_definition(spec, dialect) for spec in specs]
    parts += [
        f"FOREIGN KEY ({sql_name(spec.name)}) REFERENCES {sql_name(target)} (id)"
        for spec in specs
        if (target := keys.get(spec.name)) and spec.type != "list"
    ]
    return f"CREATE TABLE {sql_name(table.name)} ({', '.join(parts)}){dialect.suffix}"


def _definition(spec: ColumnSpec, dialect: _Dialect) -> str:
    name = sql_name(spec.name)
    parts = [name, dialect.types.get(spec.type, dialect.text)]
    if spec.name == "id":
        parts.append("PRIMARY KEY")
    if not spec.nullable:
        parts.append("NOT NULL")
    if spec.categories and spec.type != "list":
        codes = ", ".join(_literal(code) for code in spec.categories)
        parts.append(f"CHECK ({name} IN ({codes}))")
    if spec.minimum is not None:
        parts.append(f"CHECK ({name} >= {spec.minimum})")
    return " ".join(parts)


def _create_list(table: ExportTable, spec: ColumnSpec) -> str:
    owner = f"REFERENCES {sql_name(table.name)} (id)"
    target = table.references.get(spec.name)
    value = f"REFERENCES {sql_name(target)} (id)" if target else ""
    return (
        f"CREATE TABLE {sql_name(f'{table.name}_{spec.name}')} "
        f"(id TEXT NOT NULL {owner}, position INTEGER NOT NULL, value TEXT NOT NULL {value}, "
        "PRIMARY KEY (id, position)) STRICT"
    )


def _items(table: ExportTable, spec: ColumnSpec) -> Iterator[tuple[str, int, str]]:
    for record in table.table:
        for position, item in enumerate(getattr(record, spec.name), start=1):
            yield record.id, position, item


def _comments(contents: ExportBundle) -> Iterator[str]:
    for table in contents.tables.values():
        name = sql_name(table.name)
        yield f"COMMENT ON TABLE {name} IS {_literal(table.description)}"
        for spec in table.columns:
            column = f"{name}.{sql_name(spec.name)}"
            yield f"COMMENT ON COLUMN {column} IS {_literal(spec.meaning.description)}"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
