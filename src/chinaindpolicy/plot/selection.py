"""Records to draw, and the dataset that defines their names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast

from pydantic import BaseModel

from chinaindpolicy._arguments import wrong_type
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.rows import Rows
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import NothingSelectedError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.observations import Figure, Outcome, Target

if TYPE_CHECKING:
    import polars as pl

    Observed = Target | Figure | Outcome
    Drawable = (
        Dataset
        | Rows[Any]
        | Record
        | str
        | Iterable[Record]
        | Iterable[str]
        | pl.DataFrame
        | pl.LazyFrame
    )

Names = Literal["en", "zh", "both"]
NAMES: tuple[Names, ...] = ("en", "zh", "both")
"""Languages of names: English, Chinese where there is a Chinese name, or both."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Targets, figures or outcomes to draw.

    Attributes:
        records: The records in the given order, without duplicates.
        dataset: The dataset that they belong to.
        is_table: True for a table or dataset, of which a chart takes the suitable records.
    """

    records: tuple[Observed, ...]
    dataset: Dataset
    is_table: bool


def checked_names(names: Names) -> Names:
    """Return the language of names; raise UnknownNameError if it is not `en`, `zh` or `both`."""
    if not isinstance(cast("object", names), str) or names not in NAMES:
        raise UnknownNameError("language", names, NAMES, place="names=")
    return names


def select(
    data: Drawable, tables: tuple[str, ...], dataset: Dataset | None, *, chart: str
) -> Selection:
    """Return the records of a selection.

    Args:
        data: A dataset, a table, a record, an id, several of either, or a frame with ids.
        tables: The tables that the chart draws.
        dataset: The dataset of ids and names; by default that of a table, else the latest
            packaged release.
        chart: The name of the chart in errors.

    Raises:
        NothingSelectedError: If there is no record.
        ArgumentError: If an item is not a record of these tables.
        UnknownNameError: If an id is unknown, or a frame has no column `id`.
    """
    if isinstance(data, Dataset):
        records: list[Any] = [record for name in tables for record in data.tables[name]]
        return Selection(_unique(records, chart), data, True)
    given: Any = data
    is_table = isinstance(given, Table)
    own = dataset or (given.dataset if isinstance(given, Rows) else None) or load()
    records = [own.record(item) if isinstance(item, str) else item for item in _items(given)]
    classes = tuple(own.tables[name].Record for name in tables)
    for record in records:
        if not isinstance(record, classes):
            allowed = f"ids, records or a frame of {' or '.join(tables)}, e.g. cip.{tables[0]}"
            raise wrong_type(chart, "data", _label(record), allowed)
    return Selection(_unique(records, chart), own, is_table)


def _label(record: Any) -> Any:
    """Return a record as text for a message; another value unchanged."""
    return f"{type(record).__name__} {record.id}" if isinstance(record, Record) else record


def _items(data: Any) -> list[Any]:
    if hasattr(data, "collect_schema"):
        columns: list[str] = data.collect_schema().names()
        if "id" not in columns:
            raise UnknownNameError("column", "id", columns, place="the frame")
        return list(data.lazy().select("id").collect()["id"])
    # A record is iterable too: it yields its columns.
    is_item = isinstance(data, (str, BaseModel)) or not hasattr(data, "__iter__")
    return [data] if is_item else list(data)


def _unique(records: list[Any], chart: str) -> tuple[Any, ...]:
    if not records:
        raise NothingSelectedError(
            f"{chart}(): data is empty, so there is nothing to draw; pass at least one record"
        )
    return tuple({record.id: record for record in records}.values())
