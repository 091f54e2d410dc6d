"""A table: typed records and a Polars frame of one CSV file of a release."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar, cast, overload

from chinaindpolicy._arguments import shown
from chinaindpolicy._public import public
from chinaindpolicy.dataset.csv_tables import read_frame, read_rows
from chinaindpolicy.dataset.ids import resolve_name, unknown_id
from chinaindpolicy.dataset.rows import Rows, TableView, checked_position, selected_rows
from chinaindpolicy.dataset.table_help import TableHelp
from chinaindpolicy.errors import ArgumentError, ReleaseError, UnknownNameError
from chinaindpolicy.model.dtypes import Descriptor
from chinaindpolicy.model.links import linked

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.fields import Record

    R = TypeVar("R", bound=Record, covariant=True)
else:
    R = TypeVar("R", covariant=True)


@public
class Table(Rows[R]):
    """One table of a release: records by id, and a frame with declared dtypes.

    A table is read when it is first used and never changes. Iteration yields the records in
    reading order. `table[id]` and `table[position]` are records; `table[:5]` and `table[[id, id]]`
    are views. Polars, DuckDB and other Arrow libraries accept the table itself.
    """

    __doc__ = TableHelp(__doc__)  # pyright: ignore[reportAssignmentType]

    def __init__(
        self,
        name: str,
        resource: Descriptor,
        read: Callable[[], bytes],
        dataset: Dataset,
    ) -> None:
        self._name = name
        self._dataset = dataset
        self._resource = resource
        self._read = functools.cache(read)
        self._table = self

    @property
    def name(self) -> str:
        """The table's name."""
        return self._name

    @property
    def dataset(self) -> Dataset:
        """The dataset that the table belongs to."""
        return self._dataset

    @property
    def description(self) -> str:
        """The meaning of one row."""
        return str(self._resource["description"])

    @property
    def descriptor(self) -> Descriptor:
        """The entry of the table in `datapackage.json`."""
        return MappingProxyType(dict(self._resource))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field["name"] for field in self._resource["schema"]["fields"])

    @property
    def Record(self) -> type[R]:  # noqa: N802 - a class has a class name
        """The pydantic class of the table's records."""
        from chinaindpolicy.model.columns import record_class

        return cast("type[R]", record_class(self._name))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rows, in reading order."""
        return tuple(self._records)

    @functools.cached_property
    def _records(self) -> Mapping[str, R]:
        # Loads pydantic, which a frame does not need.
        from chinaindpolicy.model.columns import RENAMED_COLUMNS

        found: dict[str, R] = {}
        record = self.Record
        renamed = RENAMED_COLUMNS.get(self._name, {})
        for row in read_rows(self._read(), self._resource["schema"], self._name):
            values = {renamed.get(name, name): value for name, value in row.items()}
            try:
                found[values["id"]] = linked(record.model_validate(values), self._dataset)
            except (ValueError, KeyError) as error:
                raise ReleaseError(
                    f"{self._name}/{values.get('id', '?')} is not a valid record: {_first(error)}"
                ) from error
        if len(found) != len(self):
            raise ReleaseError(
                f"{self._name} has {len(found)} records, but datapackage.json declares {len(self)}"
            )
        return MappingProxyType(found)

    @functools.cached_property
    def _ordered(self) -> tuple[R, ...]:
        return tuple(self._records.values())

    def csv(self) -> bytes:
        """Return the published CSV in UTF-8; a missing value is an empty cell."""
        return self._read()

    @property
    def _positions(self) -> Sequence[int]:
        return range(len(self))

    def _rows_frame(self) -> pl.DataFrame:
        return self._frame

    @functools.cached_property
    def _frame(self) -> pl.DataFrame:
        frame = read_frame(self._read(), self._resource["schema"], self._name)
        if frame.height != len(self):
            raise ReleaseError(
                f"{self._name} has {frame.height} rows, but datapackage.json declares {len(self)}"
            )
        return frame

    def get(self, id: str | None = None, default: Any = None, **conditions: object) -> R | Any:
        """Return the record of an id, or the only record that meets conditions, or a default.

        Args:
            id: The id.
            default: The result without such a record.
            conditions: Conditions as in `where`, instead of an id.

        Raises:
            ArgumentError: If neither is given, or several records meet the conditions.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.regions.get(iso_3166_2="CN-ZJ").name
            'Zhejiang'
        """
        if not conditions:
            if not isinstance(id, str):
                raise ArgumentError(
                    f"get(): id is {shown(id)}; expected an id (str) or conditions as in "
                    f"cip.{self._name}.where(...)"
                )
            return self._records.get(id, default)
        try:
            found = self.where(**conditions)
        except UnknownNameError as error:
            if error.kind in ("value", "id", "code"):
                return default
            raise
        if len(found) > 1:
            raise ArgumentError(
                f"get(): {len(found)} records of {self._name} meet the conditions; "
                f"use cip.{self._name}.where(...)"
            )
        return found[0] if found else default

    @overload
    def __getitem__(self, key: int) -> R: ...
    @overload
    def __getitem__(self, key: str) -> R: ...  # pyright: ignore[reportOverlappingOverload]
    @overload
    def __getitem__(self, key: slice | Iterable[Any] | pl.Expr) -> TableView[R]: ...
    def __getitem__(self, key: Any) -> R | TableView[R]:
        if isinstance(key, str):
            return self._record_named(key)
        if isinstance(key, slice):
            return self._sliced(cast("slice[int | None, int | None, int | None]", key))
        if isinstance(key, int) and not isinstance(key, bool):
            return self._record_at(checked_position(key, len(self), self._name))
        return selected_rows(self, key)

    def _record_named(self, id: str) -> R:
        """Return the record of an id, or of a name that identifies one row."""
        if id in self._records:
            return self._records[id]
        if id in self.columns:
            raise UnknownNameError(
                "id", id, (), place=self._name, near=(),
                fate=f"it is a column; use cip.{self._name}.frame()[{id!r}]",
            )  # fmt: skip
        if "name" in self.columns:
            return self._records[resolve_name(self._dataset, self._name, id)]
        raise unknown_id("id", id, self._records, self._dataset.withdrawals, self._name)

    def __contains__(self, item: object) -> bool:
        """Return True for the id of a row, or for a record that equals a row."""
        id = item if isinstance(item, str) else getattr(item, "id", None)
        found = self._records.get(id) if isinstance(id, str) else None
        return found is not None and (id is item or found == item)

    def __iter__(self) -> Iterator[R]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return int(self._resource["rows"])

    def __reduce__(self) -> tuple[Callable[..., Table[Any]], tuple[object, ...]]:
        return _of_dataset, (self._dataset, self._name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._records)


def _of_dataset(dataset: Dataset, name: str) -> Table[Any]:
    """Return a table that was pickled."""
    return dataset.tables[name]


def _first(error: Exception) -> str:
    """Return the first problem of a record, in one line."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return str(error)
    problem = errors(include_url=False)[0]
    column = ".".join(map(str, problem["loc"]))
    return f"{column} is {shown(problem.get('input'))}: {problem['msg']}"
