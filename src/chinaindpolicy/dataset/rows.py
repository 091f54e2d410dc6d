"""Rows of a table: the shared methods of a table and of a view of its rows."""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast, overload

from chinaindpolicy._arguments import checked, shown, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.dataset.row_keys import positions_of
from chinaindpolicy.errors import ArgumentError, UnknownNameError
from chinaindpolicy.lang.plural import plural

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.dataset.table import Table
    from chinaindpolicy.model.fields import Record

    R = TypeVar("R", bound=Record, covariant=True)
    Predicate = pl.Expr | pl.Series | Sequence[bool] | Callable[[Any], bool]
else:
    R = TypeVar("R", covariant=True)

F = TypeVar("F", bound=Callable[..., Any])

_POSITION = "row position"


def by_name(method: F) -> F:
    """Raise ArgumentError if a method of conditions has an argument without a name."""

    @functools.wraps(method)
    def call(rows: Any, /, *given: object, **conditions: object) -> Any:
        if given:
            raise ArgumentError(
                f"{rows.name}.{method.__name__}() takes conditions by name, e.g. "
                "where(region_id='cn-zj'); for an expression or a function, use filter(...); got "
                f"{shown(given[0])}"
            )
        return method(rows, **conditions)

    return cast("F", call)


class Rows(Generic[R]):
    """Some rows of a table, in an order."""

    _table: Table[R]

    @property
    def _positions(self) -> Sequence[int]:
        """The positions of the rows in the table."""
        raise NotImplementedError

    @property
    def name(self) -> str:
        """The table's name."""
        return self._table.name

    @property
    def dataset(self) -> Dataset:
        """The dataset that the rows belong to."""
        return self._table.dataset

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return self._table.columns

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the rows, in order."""
        return tuple(record.id for record in self)

    @property
    def schema(self) -> pl.Schema:
        """The Polars dtype of each column; `cip.schema` returns the pandera schema."""
        return self._rows_frame().schema

    @property
    def dtypes(self) -> list[pl.DataType]:
        """The Polars dtypes of the columns, in order."""
        return list(self.schema.values())

    @property
    def shape(self) -> tuple[int, int]:
        """The numbers of rows and columns."""
        return len(self), len(self.columns)

    def frame(self, columns: str | Iterable[str] | None = None) -> pl.DataFrame:
        """Return the rows as a Polars frame with the declared dtypes.

        Args:
            columns: The names of the columns; by default all.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.policies.frame(columns=["id", "level"]).shape
            (17, 2)
        """
        # Some methods of frames change them in place. The cached frame must not change.
        whole = self._rows_frame().clone()
        return whole if columns is None else whole.select(self._known(columns))

    def _rows_frame(self) -> pl.DataFrame:
        raise NotImplementedError

    def lazy(self) -> pl.LazyFrame:
        """Return the rows as a lazy Polars frame."""
        return self.frame().lazy()

    def select(self, *columns: str | Iterable[str]) -> pl.DataFrame:
        """Return a Polars frame of some columns."""
        names = [each for some in columns for each in ([some] if isinstance(some, str) else some)]
        return self.frame(names)

    def to_pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame; pyarrow is not needed.

        The dtypes are `str` for text and codes, `Int64`, `float64`, `boolean`,
        `datetime64[us]` for dates, and `object` for lists. pandas before 3 has `object` for text.
        """
        from chinaindpolicy.io.pandas_frame import to_pandas

        fields = self._table.descriptor["schema"]["fields"]
        return to_pandas(self._rows_frame(), {each["name"]: each["type"] for each in fields})

    def head(self, n: int = 5) -> TableView[R]:
        """Return the first rows; a negative `n` leaves out that many at the end."""
        return self._view(self._positions[: _number("head", n)])

    def tail(self, n: int = 5) -> TableView[R]:
        """Return the last rows; a negative `n` leaves out that many at the start."""
        number = _number("tail", n)
        return self._view(self._positions[-number:] if number else self._positions[:0])

    @by_name
    def where(self, /, **conditions: object) -> TableView[R]:
        """Return the rows that meet all conditions, as a view that equals a tuple of records.

        Args:
            conditions: Column names and conditions. A condition is a value; a list of values, any
                of which may match; or a tuple `(from, to)` of numbers, dates or periods, both
                included. None selects missing values. In a column of ids, a name that identifies
                one id is accepted as well. A list column matches if it contains the value.
                `year` is the last year of the period; `province` is a province with all its
                cities.

        Raises:
            UnknownNameError: If there is no such column, code, id or text; suggests similar
                names.
            ConditionError: If a range or period is not valid.
            ArgumentError: If the column has values of another type. It is a TypeError.

        Example:
            >>> import chinaindpolicy as cip
            >>> plan = "components-action-plan-2021"
            >>> [task.ordinal for task in cip.tasks.where(policy_id=plan, kind="safeguard")]
            [14, 15, 16, 17]
            >>> len(cip.targets.where(region_id=["Zhejiang", "安徽"], year=(2024, 2025))) > 5
            True
        """
        from chinaindpolicy.dataset.conditions import test_of

        tests = [test_of(self._table, name, each) for name, each in conditions.items()]
        kept = (place for place, record in self._placed() if all(test(record) for test in tests))
        return self._view(tuple(kept))

    def filter(self, /, *predicates: Predicate, **conditions: object) -> TableView[R]:
        """Return the rows that meet all predicates.

        Args:
            predicates: Polars expressions, or functions of a record that return a bool.
            conditions: Conditions as in `where`.

        Example:
            >>> import chinaindpolicy as cip
            >>> import polars as pl
            >>> cip.targets.filter(pl.col("value") > 1e12).ids
            ('components-plan-sales-2023',)
        """
        import polars as pl

        functions = [each for each in predicates if callable(each)]
        # Expressions have operators, so `callable` is the safe test of the others.
        others: list[Any] = [each for each in predicates if not callable(each)]
        found: TableView[R] = self.where(**conditions)
        for test in functions:
            found = found._view(tuple(place for place, record in found._placed() if test(record)))
        if others:
            numbered = self._rows_frame().with_columns(
                pl.Series(_POSITION, list(self._positions), dtype=pl.UInt32)
            )
            kept = {place for place, _ in found._placed()}
            matches = numbered.filter(*others)[_POSITION].to_list()
            found = self._view(tuple(each for each in matches if each in kept))
        return found

    def sort(
        self,
        by: str | pl.Expr | Iterable[str | pl.Expr],
        *more: str | pl.Expr,
        descending: bool | Sequence[bool] = False,
        nulls_last: bool | Sequence[bool] = True,
    ) -> TableView[R]:
        """Return the rows sorted by columns; missing values come last, ties keep their order.

        Args:
            by: A column, an expression, or several.
            more: More columns or expressions.
            descending: True for the greatest value first; one for all, or one for each column.
            nulls_last: False for missing values first.
        """
        import polars as pl

        if isinstance(by, str):
            if by[:1] == "-" and by[1:] in self.columns:
                raise ArgumentError(
                    f"{self.name}.sort(): by is {by!r}; use sort({by[1:]!r}, descending=True)"
                )
            self._known(by)
        numbered = self._rows_frame().with_columns(
            pl.Series(_POSITION, list(self._positions), dtype=pl.UInt32)
        )
        found = numbered.sort(
            by, *more, descending=descending, nulls_last=nulls_last, maintain_order=True
        )
        return self._view(tuple(found[_POSITION].to_list()))

    def to_dicts(self) -> list[dict[str, Any]]:
        """Return each row as a dict; numbers are Decimal, dates are `datetime.date`."""
        return [record.model_dump() for record in self]

    def _sliced(self, key: slice) -> TableView[R]:
        """Return the rows of a slice of positions.

        Raises:
            ArgumentError: If a part of the slice is not an integer, or the step is 0.
        """
        try:
            return self._view(self._positions[key])
        except (TypeError, ValueError):
            pass
        parts = ":".join("" if each is None else repr(each) for each in _parts(key))
        raise ArgumentError(
            f"{self.name}[{parts}]: a slice has integer positions and a step that is not 0, e.g. "
            f"[0:10]; for rows by id, use a list of ids"
        )

    def _view(self, positions: Sequence[int]) -> TableView[R]:
        return TableView(self._table, positions)

    def _known(self, columns: str | Iterable[str]) -> list[str]:
        """Return the names of columns as a list.

        Raises:
            UnknownNameError: If there is no such column; suggests similar names.
        """
        names = [columns] if isinstance(columns, str) else list(columns)
        for name in names:
            if name not in self.columns:
                raise UnknownNameError("column", name, self.columns, place=self.name)
        return names

    def _placed(self) -> Iterator[tuple[int, R]]:
        """Yield the position in the table and the record of each row."""
        return zip(self._positions, self, strict=True)

    def _record_at(self, position: int) -> R:
        return self._table._ordered[self._positions[position]]  # pyright: ignore[reportPrivateUsage]

    def __iter__(self) -> Iterator[R]:
        ordered = self._table._ordered  # pyright: ignore[reportPrivateUsage]
        return (ordered[position] for position in self._positions)

    def __reversed__(self) -> Iterator[R]:
        return iter(self._view(self._positions[::-1]))

    def __len__(self) -> int:
        return len(self._positions)

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._rows_frame().__arrow_c_stream__(requested_schema)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name, name=name, obj=self)
        from chinaindpolicy.dataset.attribute_hints import hint_for

        raise AttributeError(
            f"a {type(self).__name__} has no attribute {name!r}; "
            f"{hint_for(self._label(), name, self.columns)}",
            name=name,
            obj=self,
        )

    def _label(self) -> str:
        """Return an expression for the rows, as messages show it."""
        return f"cip.{self.name}"

    def __repr__(self) -> str:
        from chinaindpolicy.dataset.display import SHOWN_ROWS, as_text, main_columns

        heading = f"<{type(self).__name__} {self.name}: {len(self)} rows, "
        heading += f"{len(self.columns)} columns>"
        records = list(self.head(SHOWN_ROWS)) if self.columns else []
        return as_text(heading, records, len(self), main_columns(self.columns), self.dataset)

    def _repr_html_(self) -> str:
        from chinaindpolicy.dataset.display import as_html, main_columns

        caption = f"{self.name}: {len(self)} rows. {self._table.description}"
        return as_html(caption, self, len(self), main_columns(self.columns), self.dataset)


@public
class TableView(Rows[R]):
    """Some rows of a table: a sequence that equals a tuple of the same records.

    `Table.where`, `filter`, `sort`, `head` and slices return views. `frame()` and `to_pandas()`
    return the rows as frames; Polars, DuckDB and other Arrow libraries accept the view itself.
    """

    def __init__(self, table: Table[R], positions: Sequence[int]) -> None:
        self._table = table
        self._places = positions

    @property
    def _positions(self) -> Sequence[int]:
        return self._places

    @property
    def table(self) -> Table[R]:
        """The table."""
        return self._table

    def _rows_frame(self) -> pl.DataFrame:
        return self._view_frame

    @functools.cached_property
    def _view_frame(self) -> pl.DataFrame:
        whole = self._table._rows_frame()  # pyright: ignore[reportPrivateUsage]
        return whole[list(self._positions)] if len(self) else whole.clear()

    @overload
    def __getitem__(self, key: int) -> R: ...
    @overload
    def __getitem__(self, key: str) -> R: ...  # pyright: ignore[reportOverlappingOverload]
    @overload
    def __getitem__(self, key: slice | Iterable[Any] | pl.Expr) -> TableView[R]: ...
    def __getitem__(self, key: Any) -> R | TableView[R]:
        if isinstance(key, str):
            if key in self.ids:
                return self._table[key]
            raise UnknownNameError("id", key, self.ids, place=f"the view of {self.name}")
        if isinstance(key, slice):
            return self._sliced(cast("slice[int | None, int | None, int | None]", key))
        if isinstance(key, int) and not isinstance(key, bool):
            return self._record_at(checked_position(key, len(self), f"the view of {self.name}"))
        return selected_rows(self, key)

    @checked
    def get(self, id: str, default: Any = None) -> R | Any:
        """Return the record of an id, or a default."""
        return next((record for record in self if record.id == id), default)

    def index(self, record: object, start: int = 0, stop: int | None = None) -> int:
        """Return the position of a record; raises ValueError without one."""
        return tuple(self).index(cast("R", record), start, len(self) if stop is None else stop)

    def count(self, record: object) -> int:
        """Return the number of times that a record occurs."""
        return tuple(self).count(cast("R", record))

    def __contains__(self, item: object) -> bool:
        return item in self.ids if isinstance(item, str) else item in tuple(self)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, TableView):
            return tuple(self) == tuple(cast("Iterable[Any]", other))
        return tuple(self) == other if isinstance(other, tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __add__(self, other: object) -> tuple[Any, ...]:
        if not isinstance(other, (tuple, TableView)):
            return NotImplemented
        return (*self, *cast("Iterable[Any]", other))

    def __radd__(self, other: object) -> tuple[Any, ...]:
        return (
            (*cast("Iterable[Any]", other), *self) if isinstance(other, tuple) else NotImplemented
        )

    def __reduce__(self) -> tuple[Callable[..., TableView[Any]], tuple[object, ...]]:
        return TableView, (self._table, tuple(self._positions))

    def _label(self) -> str:
        return "view"


def _number(function: str, n: object) -> int:
    """Return a number of rows, of which NumPy has types of its own."""
    if isinstance(n, bool) or not hasattr(type(n), "__index__"):
        raise wrong_type(function, "n", n, (int,))
    return operator.index(cast("int", n))


def _parts(key: slice) -> tuple[Any, ...]:
    return (key.start, key.stop) if key.step is None else (key.start, key.stop, key.step)


def checked_position(position: int, length: int, place: str) -> int:
    """Return a position, negative from the end; raise IndexError if it is out of range."""
    if -length <= position < length:
        return position
    raise IndexError(
        f"position {position} is out of range: {place} has {length} {plural(length, 'rows')}"
    )


def selected_rows(rows: Rows[R], key: object) -> TableView[R]:
    """Return the rows of a list of ids, positions or bools, a range, or a Polars expression."""
    if type(key).__module__.startswith("polars") and hasattr(key, "meta"):
        return rows.filter(cast("pl.Expr", key))
    found = positions_of(key, rows)
    if found is None:
        raise ArgumentError(
            f"{rows.name}[...]: the key is {shown(key)}; expected an id, a position, a slice, "
            "a list of ids, or a Polars expression; for columns, use .frame()[...]"
        )
    return rows._view(tuple(rows._positions[each] for each in found))  # pyright: ignore[reportPrivateUsage]
