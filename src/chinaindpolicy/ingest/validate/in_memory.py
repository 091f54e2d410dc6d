"""Data in memory as a source: pandas frames, Arrow data, lists of dicts or records."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from chinaindpolicy.errors import ChinaIndPolicyError, DataError
from chinaindpolicy.ingest.validate.dimensions import arrow_dimension, dimension_series
from chinaindpolicy.ingest.validate.duckdb import from_relation
from chinaindpolicy.ingest.validate.python_cells import show_cell
from chinaindpolicy.ingest.validate.source import (
    DataSource,
    MarkedFrame,
    check_names,
    check_renames,
    day_columns,
    shown_name,
)
from chinaindpolicy.model.columns import ColumnType, columns, record_class
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.wrong_cells import wrong_cell

if TYPE_CHECKING:
    import polars as pl

Renames = Mapping[str, str] | None
_CHANGED = "the data was changed after it was checked: check it again, or check a copy of it"


def of_pandas(
    data: Any, table: str, renames: Renames, engine: str | None, dimensions: Sequence[str] = ()
) -> DataSource:
    """Return a pandas frame as a source."""
    from chinaindpolicy.ingest.validate.pandas import (
        filled_cells,
        from_pandas,
        index_findings,
        is_snapshot,
        names_of,
    )

    given = names_of(data)
    check_names(data.columns)
    held = data.copy(deep=False)
    check_renames(renames, given, table)
    names = [(renames or {}).get(name, name) for name in given]

    def cell(row: int, column: str) -> Any:
        return held.iloc[row, names.index(column)]

    def take(mask: pl.Series) -> Any:
        try:
            return held[mask.to_numpy()]
        except (TypeError, ValueError) as error:  # such as columns in another byte order
            raise DataError(f"pandas cannot select rows of this frame: {error}") from error

    def build() -> MarkedFrame:
        made = from_pandas(held, names, table)
        for name in dimensions:
            if name in names:
                made.replace(dimension_series(name, filled_cells(held.iloc[:, names.index(name)])))
        return made

    found = _source(
        build,
        table,
        engine,
        take,
        cell,
        frozen=is_snapshot(held),
    )
    problems = index_findings(data, names, table)
    counts = {"column-unknown": len(problems)} if problems else {}
    return replace(found, problems=problems, unread=counts)


def of_arrow(
    data: Any, table: str, renames: Renames, engine: str | None, dimensions: Sequence[str] = ()
) -> DataSource:
    """Return a PyArrow table or record batch as a source."""
    pa: Any = importlib.import_module("pyarrow")

    from chinaindpolicy.ingest.validate.arrow import chosen_rows, from_arrow

    whole: Any = pa.Table.from_batches([data]) if isinstance(data, pa.RecordBatch) else data
    given: list[str] = list(whole.column_names)
    check_names(given)
    check_renames(renames, given, table)
    names = [(renames or {}).get(name, name) for name in given]

    def cell(row: int, column: str) -> Any:
        return whole.column(names.index(column))[row].as_py()

    made = from_arrow(whole, names, table)
    for name in dimensions:
        if name in names:
            made.replace(arrow_dimension(name, whole.column(names.index(name))))
    return _source(
        lambda: made, table, engine, lambda mask: chosen_rows(data, mask), cell, frozen=True
    )


def of_records(
    data: Sequence[Any],
    table: str,
    renames: Renames,
    engine: str | None,
    dimensions: Sequence[str] = (),
) -> DataSource:
    """Return a sequence of dicts or records as a source."""
    from chinaindpolicy.ingest.validate.python_records import as_dicts, columns_of, from_rows

    if engine == "duckdb":
        raise DataError("engine 'duckdb' cannot check a list of dicts; use engine 'polars'")
    held = list(data)  # the list may be sorted later
    rows = as_dicts(held)
    # A list without dicts has no columns that could be missing.
    none = {spec.name: list[Any]() for spec in columns(table)}
    values: list[dict[Any, list[Any]]] = [columns_of(rows) if rows else none]
    names = list(values[0])
    check_names(names)
    check_renames(renames, [shown_name(name) for name in names], table)
    original = {name: given for given, name in (renames or {}).items()}

    def build() -> MarkedFrame:
        # The values are needed once; later, those of then are compared.
        now = values.pop() if values else columns_of(as_dicts(held)) if held else none
        made = from_rows(now, len(held), table, renames or {})
        for name in dimensions:
            if (given := original.get(name, name)) in now:
                made.replace(dimension_series(name, now[given]))
        return made

    source = _source(
        build,
        table,
        engine,
        lambda mask: [held[number] for number in mask.arg_true()],
        lambda row, column: rows[row][original.get(column, column)],
    )
    return replace(source, records=bool(held) and set(map(type, held)) == {record_class(table)})


def _source(
    build: Callable[[], MarkedFrame],
    table: str,
    engine: str | None,
    take: Callable[[pl.Series], Any],
    cell: Callable[[int, str], Any],
    *,
    frozen: bool = False,
) -> DataSource:
    """Return a source of data that is converted to a Polars frame.

    Args:
        build: Converts the data as it is now.
        table: The table.
        engine: The engine; None for Polars.
        take: Returns the rows that a mask chooses, as they were given.
        cell: Returns the cell of a row and a column of the table.
        frozen: Whether the data cannot change.
    """
    from chinaindpolicy.rules.engines.polars import PolarsEngine

    made = build()
    frame = made.frame()
    if engine == "duckdb":
        return _in_duckdb(frame, made, table)
    polars_engine = PolarsEngine(
        frame.lazy() if engine == "polars-streaming" else frame,
        wrong=frozenset(made.wrong),
        days=day_columns(table),
        dtypes=made.dtypes,
    )

    def rows(valid: bool, all_invalid: bool) -> Any:
        if not frozen:
            _check_unchanged(build, frame)
        return take(polars_engine.chosen(valid, all_invalid=all_invalid))

    kinds: dict[str, ColumnType] = {spec.name: spec.type for spec in columns(table)}

    def placed(found: Finding) -> Finding:
        if found.code != "type-wrong" or found.row is None or found.column not in made.wrong:
            return found
        value = _shown(cell, found.row, found.column)
        message = wrong_cell(found.column, kinds[found.column], value)
        return replace(found, value=value, message=message)

    def place(findings: Sequence[Finding]) -> list[Finding]:
        return list(map(placed, findings))

    return DataSource(polars_engine, rows, place)


def _check_unchanged(build: Callable[[], MarkedFrame], frame: pl.DataFrame) -> None:
    """Compare the data as it is now with the data that was checked.

    Raises:
        DataError: If a cell that was checked has changed, or rows were moved, added or removed.
    """
    try:
        same = build().frame().equals(frame)
    except (ChinaIndPolicyError, LookupError, TypeError, ValueError):
        same = False
    if not same:
        raise DataError(_CHANGED)


def _shown(cell: Callable[[int, str], Any], row: int, column: str) -> str:
    try:
        return show_cell(cell(row, column))
    except (LookupError, OverflowError, ValueError):  # Python has no such value
        return "a value that Python cannot show"


def _in_duckdb(frame: pl.DataFrame, made: MarkedFrame, table: str) -> DataSource:
    from chinaindpolicy.rules.engines.duckdb_relations import relation_of
    from chinaindpolicy.rules.engines.polars_exact import midnights_as_days

    plain, mixed = midnights_as_days(frame, day_columns(table))
    wrong = sorted(made.wrong | mixed)
    if wrong:
        raise DataError(
            f"engine 'duckdb' cannot check columns with cells of another type ({', '.join(wrong)}):"
            " leave out `engine`"
        )
    return from_relation(relation_of(plain), None, table)
