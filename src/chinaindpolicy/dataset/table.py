"""A table: typed records and a Polars frame of one CSV file of a release."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from chinaindpolicy._arguments import checked, shown
from chinaindpolicy._public import public
from chinaindpolicy.dataset.csv_tables import read_frame, read_rows
from chinaindpolicy.dataset.ids import unknown_id
from chinaindpolicy.errors import ArgumentError, ReleaseError
from chinaindpolicy.io.text import html_table
from chinaindpolicy.model.dtypes import Descriptor
from chinaindpolicy.model.links import linked
from chinaindpolicy.model.serialize import to_csv_cell

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.fields import Record

    R = TypeVar("R", bound=Record, covariant=True)
else:
    R = TypeVar("R", covariant=True)

_NOTEBOOK_ROWS = 20


@public
class Table(Generic[R]):
    """One table of a release: records by id, and a frame with declared dtypes.

    A table is read when it is first used and never changes. Iteration yields the records in
    reading order.
    """

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

    def csv(self) -> bytes:
        """Return the published CSV in UTF-8; a missing value is an empty cell."""
        return self._read()

    def frame(self) -> pl.DataFrame:
        """Return the table as a Polars frame with the declared dtypes.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.policies.frame().height
            17
        """
        # Some methods of frames change them in place. The cached frame must not change.
        return self._frame.clone()

    @functools.cached_property
    def _frame(self) -> pl.DataFrame:
        frame = read_frame(self._read(), self._resource["schema"], self._name)
        if frame.height != len(self):
            raise ReleaseError(
                f"{self._name} has {frame.height} rows, but datapackage.json declares {len(self)}"
            )
        return frame

    def lazy(self) -> pl.LazyFrame:
        """Return the table as a lazy Polars frame."""
        return self.frame().lazy()

    @checked
    def get(self, id: str, default: Any = None) -> R | Any:
        """Return the record of an id, or a default."""
        return self._records.get(id, default)

    def where(self, **conditions: object) -> tuple[R, ...]:
        """Return the records that meet all conditions.

        Args:
            conditions: Column names and conditions. A condition is a value; a list of values, any
                of which may match; or a tuple `(from, to)` of numbers, dates or periods, both
                included. None selects missing values. In a column of ids, a name that identifies
                one id is accepted as well. A list column matches if it contains the value.

        Raises:
            UnknownNameError: If there is no such column, code or id; suggests similar names.
            ConditionError: If a range or period is not valid.
            ArgumentError: If the column has values of another type. It is a TypeError.

        Example:
            >>> import chinaindpolicy as cip
            >>> plan = "components-action-plan-2021"
            >>> [task.ordinal for task in cip.tasks.where(policy_id=plan, kind="safeguard")]
            [14, 15, 16, 17]
            >>> len(cip.targets.where(region_id=["Zhejiang", "安徽"], period=("2024", "2025"))) > 5
            True
        """
        from chinaindpolicy.dataset.conditions import predicate
        from chinaindpolicy.model.columns import current_name

        tests = [
            (current_name(self._name, name), predicate(self, name, each))
            for name, each in conditions.items()
        ]
        return tuple(
            record for record in self if all(test(getattr(record, name)) for name, test in tests)
        )

    def __getitem__(self, id: str) -> R:
        if not isinstance(id, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(
                f"{self._name}[...]: the id is {shown(id)}; expected text (str); by position, use "
                f"list(cip.{self._name})[...]"
            )
        try:
            return self._records[id]
        except KeyError:
            withdrawals = self._dataset.withdrawals
            raise unknown_id("id", id, self._records, withdrawals, self._name) from None

    def __contains__(self, id: object) -> bool:
        return isinstance(id, str) and id in self._records

    def __iter__(self) -> Iterator[R]:
        return iter(self._records.values())

    def __len__(self) -> int:
        return int(self._resource["rows"])

    def __reduce__(self) -> tuple[Callable[..., Table[Any]], tuple[object, ...]]:
        return _of_dataset, (self._dataset, self._name)

    def _ipython_key_completions_(self) -> list[str]:
        return list(self._records)

    def __repr__(self) -> str:
        return f"<Table {self._name}: {len(self)} rows, {len(self.columns)} columns>"

    def _repr_html_(self) -> str:
        from chinaindpolicy.model.columns import cell

        shown = list(self)[:_NOTEBOOK_ROWS]
        more = f" (first {len(shown)} shown)" if len(shown) < len(self) else ""
        caption = f"{self._name}: {len(self)} rows{more}. {self.description}"
        rows = ([to_csv_cell(cell(record, name)) for name in self.columns] for record in shown)
        return html_table(caption, self.columns, rows)


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
