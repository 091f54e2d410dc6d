"""Selections: a dataset of the matching rows, with every row that they refer to."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from chinaindpolicy._similar import nearest
from chinaindpolicy.dataset.conditions import condition_columns, similar_columns
from chinaindpolicy.dataset.csv_tables import read_value
from chinaindpolicy.errors import ConditionError, UnknownNameError
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.text import to_csv
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.serialize import LIST_DELIMITER, is_list, to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.rows import Rows
    from chinaindpolicy.dataset.table import Table
    from chinaindpolicy.model.dtypes import Descriptor

    Ids = Mapping[str, set[str]]
    Files = Mapping[str, bytes]

Condition = tuple[str, object]
"""A column and a condition of `Table.where`."""


# A document describes many policies. If it was not selected itself, but only as the source of a
# record, it names the policies of the selection and no other.
_NARROWED = ("documents", "policy_ids", "policies")


def parse_condition(text: str, table: Table[Any]) -> Condition:
    """Parse `COLUMN=VALUE`, with the value in CSV notation; an empty value means missing.

    Raises:
        ConditionError: If `=` is missing, or the column has values of another type.
        UnknownNameError: If the table has no such column; suggests similar names.

    Example:
        >>> import chinaindpolicy as cip
        >>> parse_condition("value=5000", cip.targets)
        ('value', Decimal('5000'))
    """
    column, equals, wanted = text.partition("=")
    if not equals:
        raise ConditionError(
            f"{text!r} is not a condition; expected COLUMN=VALUE, e.g. {_example(table, text)}"
        )
    kinds = condition_columns(table)
    if column not in kinds:
        near = similar_columns(column, kinds)
        raise UnknownNameError("column", column, kinds, place=table.name, near=near)
    kind = kinds[column]
    if not wanted:
        return column, () if kind == "list" else None
    if kind == "list":
        return column, wanted
    try:
        return column, read_value(kind, wanted)
    except ValueError:
        message = f"{text!r}: {table.name}.{column} requires {_FORMS[kind]}"
        raise ConditionError(message) from None


_FORMS = {
    "integer": "an integer, e.g. 12",
    "number": "a number, e.g. 12.5",
    "boolean": "true or false",
    "date": "a date, YYYY-MM-DD, e.g. 2026-11-22",
}


def _example(table: Table[Any], column: str) -> str:
    """Return a condition on a column, with a value of the table."""
    name = next(iter(nearest(column, table.columns, most=1)), "id")
    found = (to_csv_cell(getattr(record, name)) for record in table)
    return f"{name}={next((value for value in found if value), 'VALUE')}"


def matching(table: Table[Any], conditions: Iterable[Condition]) -> tuple[Any, ...]:
    """Return the records that meet all conditions; a column may have several."""
    found = tuple(table)
    for column, wanted in conditions:
        kept = set(table.where(**{column: wanted}).ids)
        found = tuple(record for record in found if record.id in kept)
    return found


def select(
    dataset: Dataset,
    tables: Sequence[str] = (),
    conditions: Iterable[Condition | str] = (),
) -> tuple[Descriptor, Files]:
    """Return the files of a dataset of some rows, their annotations and all rows they refer to.

    Args:
        dataset: The dataset to select from.
        tables: The tables to select from; by default all that have the columns of the
            conditions.
        conditions: The conditions, as pairs or as `COLUMN=VALUE`.

    Returns:
        The descriptor, and the CSV bytes of each table, with the same columns. All tables are
        empty if no row matches.

    Raises:
        UnknownNameError: If there is no such table, column or code; suggests similar names.
        ConditionError: If a condition is malformed, or its column has other values.
    """
    wanted = tuple(conditions)
    chosen = {name: set[str]() for name in dataset.tables}
    for name, records in _chosen(dataset, tables, wanted):
        chosen[name].update(record.id for record in records)
    seeds = {id for ids in chosen.values() for id in ids}
    for name, column in _links_to_records():
        for record in dataset[name]:
            if seeds.intersection(_ids(getattr(record, column))):
                chosen[name].add(record.id)
    _add_what_is_referred_to(dataset, chosen, seeds)
    return _files_of(dataset, chosen, seeds, _format_conditions(tables, wanted))


def _links_to_records() -> Iterator[tuple[str, str]]:
    """Yield the tables that refer to records of several tables, and the column."""
    for name in TABLE_NAMES:
        for spec in columns(name):
            if len(spec.meaning.references) > 1 and name != "withdrawals":
                yield name, spec.name


def _chosen(
    dataset: Dataset, tables: Sequence[str], conditions: Sequence[Condition | str]
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Yield each table that is searched, and its matching records."""
    if tables:
        for name in tables:
            yield name, _records(dataset[name], conditions)
        return
    wanted = [each.partition("=")[0] if isinstance(each, str) else each[0] for each in conditions]
    names = {table.name: condition_columns(table) for table in dataset.tables.values()}
    known = {column for found in names.values() for column in found}
    for column in wanted:
        if column not in known:
            near = similar_columns(column, known)
            raise UnknownNameError("column", column, known, place="any table", near=near)
    able = [table for table in dataset.tables.values() if {*wanted} <= {*names[table.name]}]
    first_error: Exception | None = None
    answered = False
    for table in able:
        try:
            yield table.name, _records(table, conditions)
            answered = True
        except (UnknownNameError, ConditionError, TypeError) as error:
            # Columns of the same name may have different codes.
            first_error = first_error or error
    if not able:
        columns_ = " and ".join(map(repr, wanted))
        raise ConditionError(
            f"no table has the columns {columns_} together; select by one of them, or name a table"
        )
    if not answered and first_error:
        raise first_error


def _records(table: Table[Any], conditions: Iterable[Condition | str]) -> tuple[Any, ...]:
    return matching(
        table,
        [parse_condition(each, table) if isinstance(each, str) else each for each in conditions],
    )


def _add_what_is_referred_to(
    dataset: Dataset, chosen: Mapping[str, set[str]], seeds: set[str]
) -> None:
    """Add every row that a chosen row refers to, directly or indirectly."""
    links: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
    for name, table in dataset.tables.items():
        for spec in columns(name):
            if spec.name in table.columns and spec.meaning.references:
                links[name].append((spec.name, spec.meaning.referenced_table))
    homes = {id: name for name in dataset.tables if name != "withdrawals"
             for id in dataset[name].ids}  # fmt: skip
    open_ = [(name, id) for name, ids in chosen.items() for id in ids]
    while open_:
        name, id = open_.pop()
        record = dataset[name][id]
        for column, target in links[name]:
            if (name, column) == _NARROWED[:2] and id not in seeds:
                continue
            for found in _ids(getattr(record, column)):
                home = target or homes.get(found)
                if home and found in dataset[home] and found not in chosen[home]:
                    chosen[home].add(found)
                    open_.append((home, found))


def _ids(value: Any) -> tuple[str, ...]:
    return value if is_list(value) else () if value is None else (str(value),)


def _files_of(
    dataset: Dataset, chosen: Ids, seeds: set[str], words: str
) -> tuple[Descriptor, Files]:
    """Return the descriptor and the files of these rows, in their order."""
    # The list of prose numbers is about all rows.
    descriptor = {k: v for k, v in dataset.descriptor.items() if k != "prose_numbers"}
    files: dict[str, bytes] = {}
    resources: dict[str, dict[str, Any]] = {}
    for name, table in dataset.tables.items():
        if name not in descriptor["tables"]:
            continue
        narrowed = {_NARROWED[1]: chosen[_NARROWED[2]]} if name == _NARROWED[0] else {}
        files[name] = _rows(table.csv(), chosen[name], narrowed, seeds)
        resources[name] = {
            **table.descriptor,
            "rows": len(chosen[name]),
            "bytes": len(files[name]),
            "hash": f"sha256:{sha256_of(files[name])}",
        }
    description = descriptor.get("description", "")
    descriptor |= {
        "description": f"{description} A selection: {words}.".strip(),
        "tables": resources,
        "resources": list(resources.values()),
    }
    return descriptor, files


def files_of_rows(rows: Rows[Any]) -> tuple[Descriptor, Files]:
    """Return the files of a dataset whose table of the rows has only these, in their order."""
    dataset, name = rows.dataset, rows.name
    header, *cells = csv.reader(io.StringIO(dataset[name].csv().decode(), newline=""))
    by_id = {row[header.index("id")]: row for row in cells}
    data = to_csv([header, *(by_id[id] for id in dict.fromkeys(rows.ids))]).encode()
    files = {each: table.csv() for each, table in dataset.tables.items()} | {name: data}
    resource = {
        **dataset[name].descriptor,
        "rows": len(set(rows.ids)),
        "bytes": len(data),
        "hash": f"sha256:{sha256_of(data)}",
    }
    tables = {**dataset.descriptor["tables"], name: resource}
    return {**dataset.descriptor, "tables": tables, "resources": list(tables.values())}, files


def _rows(data: bytes, ids: set[str], narrowed: Ids, seeds: set[str]) -> bytes:
    """Return a table's CSV with the rows of these ids only; narrow the lists of other rows."""
    header, *rows = csv.reader(io.StringIO(data.decode(), newline=""))
    place = header.index("id")
    chosen = [row for row in rows if row[place] in ids]
    for column in narrowed.keys() & set(header):
        cell = header.index(column)
        for row in (row for row in chosen if row[place] not in seeds):
            kept = [id for id in row[cell].split(LIST_DELIMITER) if id in narrowed[column]]
            row[cell] = LIST_DELIMITER.join(kept)
    return to_csv([header, *chosen]).encode()


def _format_conditions(tables: Sequence[str], conditions: Sequence[Condition | str]) -> str:
    met = " and ".join(
        each if isinstance(each, str) else f"{each[0]}={to_csv_cell(each[1])}"
        for each in conditions
    )
    rows = f"rows of {', '.join(tables)}" if tables else "rows"
    return f"{rows}{f' where {met}' if met else ''}, and what they refer to"
