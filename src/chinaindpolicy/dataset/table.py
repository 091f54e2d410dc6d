"""A table: typed records and a Polars frame of one CSV file of a release."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from chinaindpolicy._public import public
from chinaindpolicy.dataset.csv_tables import read_frame, read_rows
from chinaindpolicy.dataset.ids import unknown_id
from chinaindpolicy.errors import ReleaseError, UnknownNameError
from chinaindpolicy.io.text import html_table
from chinaindpolicy.model.dtypes import Descriptor
from chinaindpolicy.model.serialize import to_csv_cell

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.fields import Record

    R = TypeVar("R", bound=Record, covariant=True)
else:
    R = TypeVar("R", covariant=True)

_NOTEBOOK_ROWS = 20


_ADMITTED: Mapping[str, tuple[type, ...]] = MappingProxyType(
    {
        "string": (str,),
        "integer": (int,),
        "number": (Decimal, int, float),
        "boolean": (bool,),
        "date": (datetime.date,),
        "list": (str, tuple),
    }
)


@public
class Table(Generic[R]):
    """One table of a release: records by id, and a frame with declared dtypes.

    A table is read when it is first used and never changes. Iterating gives the records in
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
        """The dataset the table is of."""
        return self._dataset

    @property
    def description(self) -> str:
        """What one row of the table is."""
        return str(self._resource["description"])

    @property
    def descriptor(self) -> Descriptor:
        """The table's part of the `datapackage.json`."""
        return MappingProxyType(dict(self._resource))

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(field["name"] for field in self._resource["schema"]["fields"])

    @property
    def Record(self) -> type[R]:  # noqa: N802 - the public face names the class, as a class
        """The pydantic class of the table's records."""
        from chinaindpolicy.model.columns import record_class

        return cast("type[R]", record_class(self._name))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of all rows, in reading order."""
        return tuple(self._records)

    @functools.cached_property
    def _records(self) -> Mapping[str, R]:
        found: dict[str, R] = {}
        record = self.Record
        for values in read_rows(self._read(), self._resource["schema"], self._name):
            try:
                found[values["id"]] = record.model_validate(values)
            except (ValueError, KeyError) as error:
                raise ReleaseError(
                    f"{self._name}/{values.get('id', '?')}: is no record of this release: {error}"
                ) from error
        if len(found) != len(self):
            raise ReleaseError(
                f"table {self._name!r}: has {len(found)} records, its descriptor says {len(self)}"
            )
        return MappingProxyType(found)

    def csv(self) -> bytes:
        """Return the table as it is published: CSV in UTF-8, a missing value an empty cell."""
        return self._read()

    def frame(self) -> pl.DataFrame:
        """Return the table as a Polars frame with the declared dtypes.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.policies.frame().height
            17
        """
        # Frames have a few methods that change them in place; ours must not be reached.
        return self._frame.clone()

    @functools.cached_property
    def _frame(self) -> pl.DataFrame:
        frame = read_frame(self._read(), self._resource["schema"], self._name)
        if frame.height != len(self):
            raise ReleaseError(
                f"table {self._name!r}: has {frame.height} rows, its descriptor says {len(self)}"
            )
        return frame

    def lazy(self) -> pl.LazyFrame:
        """Return the table as a lazy Polars frame."""
        return self.frame().lazy()

    def get(self, id: str, default: Any = None) -> R | Any:
        """Return the record of an id, or a default."""
        return self._records.get(id, default)

    def where(self, **equal: object) -> tuple[R, ...]:
        """Return the records whose columns equal the given values.

        Args:
            equal: Column names and values; for a list column, a value it holds.

        Raises:
            UnknownNameError: If there is no such column, or no such code in it; names near matches.
            TypeError: If the column holds values of another type.

        Example:
            >>> import chinaindpolicy as cip
            >>> plan = "components-action-plan-2021"
            >>> [task.ordinal for task in cip.tasks.where(policy_id=plan, kind="safeguard")]
            [1, 2, 3, 4]
        """
        for column, wanted in equal.items():
            self._check_condition(column, wanted)
        return tuple(record for record in self if _matches(record, equal))

    def _check_condition(self, column: str, wanted: object) -> None:
        """Refuse what can equal nothing, so that an empty answer means that there is none."""
        fields = {field["name"]: field for field in self._resource["schema"]["fields"]}
        if column not in fields:
            raise UnknownNameError(f"column of {self._name}", column, fields)
        kind = fields[column]["type"]
        if wanted is not None and not isinstance(wanted, _ADMITTED[kind]):
            raise TypeError(
                f"{self._name}.{column} holds {kind} values, not {type(wanted).__name__}: "
                f"{wanted!r} equals none"
            )
        codes = fields[column].get("constraints", {}).get("enum")
        if codes and wanted is not None and wanted not in codes:
            raise UnknownNameError(f"code of {self._name}.{column}", wanted, codes)

    def __getitem__(self, id: str) -> R:
        try:
            return self._records[id]
        except KeyError:
            gone = self._dataset.withdrawals
            raise unknown_id(f"id in {self._name}", id, self._records, gone) from None

    def __contains__(self, id: object) -> bool:
        return id in self._records

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
        shown = list(self)[:_NOTEBOOK_ROWS]
        more = f" (first {len(shown)} shown)" if len(shown) < len(self) else ""
        caption = f"{self._name}: {len(self)} rows{more}. {self.description}"
        rows = ([to_csv_cell(getattr(record, name)) for name in self.columns] for record in shown)
        return html_table(caption, self.columns, rows)


def _of_dataset(dataset: Dataset, name: str) -> Table[Any]:
    """Return a table that was pickled."""
    return dataset.tables[name]


def _matches(record: Any, equal: Mapping[str, object]) -> bool:
    for column, wanted in equal.items():
        found = getattr(record, column)
        if found != wanted and not (isinstance(found, tuple) and wanted in found):
            return False
    return True
