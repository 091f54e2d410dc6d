"""What a chart draws: the records of a selection, with the dataset that names things in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import NothingSelectedError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.records import Figure, Outcome, Target

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.model.fields import Record

    Observed = Target | Figure | Outcome
    Drawable = (
        Dataset
        | Table[Any]
        | Record
        | str
        | Iterable[Record]
        | Iterable[str]
        | pl.DataFrame
        | pl.LazyFrame
    )

__all__ = ["NAMES", "Names", "Selection", "checked_names", "select"]

Names = Literal["en", "zh", "both"]
NAMES: tuple[Names, ...] = ("en", "zh", "both")
"""The language of names: English, Chinese where there is a Chinese name, or both."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Targets, figures or outcomes to draw.

    Attributes:
        records: The records, in the order they were given; each once.
        dataset: The dataset they are of.
        whole: Whether a whole table or dataset was given, of which a chart takes what fits it.
    """

    records: tuple[Observed, ...]
    dataset: Dataset
    whole: bool


def checked_names(names: str) -> None:
    """Refuse a language of names that there is not.

    Raises:
        UnknownNameError: If it is none of `en`, `zh` and `both`.
    """
    if names not in NAMES:
        raise UnknownNameError("language of names", names, NAMES)


def select(
    data: Drawable, tables: tuple[str, ...], dataset: Dataset | None, *, chart: str
) -> Selection:
    """Return the records of a selection.

    Args:
        data: A dataset, a table, a record, an id, several of either, or a frame with ids.
        tables: The tables whose records the chart draws.
        dataset: The dataset that ids and names are looked up in; by default that of a table,
            else the newest packaged release.
        chart: What the chart is called in errors.

    Raises:
        NothingSelectedError: If there is no record.
        TypeError: If something is a record of another table.
        UnknownNameError: If there is no such id, or a frame has no column `id`.
    """
    if isinstance(data, Dataset):
        found: list[Any] = [record for name in tables for record in data.tables[name]]
        return Selection(_filled(found, chart), data, True)
    given: Any = data
    whole = isinstance(given, Table)
    if dataset is None:
        dataset = (given.dataset if whole else None) or load()
    found = []
    for each in _parts(given):
        record = dataset.record(each) if isinstance(each, str) else each
        if not any(isinstance(record, dataset.tables[name].Record) for name in tables):
            what = f"{type(record).__name__} {getattr(record, 'id', repr(record))}"
            raise TypeError(f"{chart} draws records of {' or '.join(tables)}, not {what}")
        found.append(record)
    return Selection(_filled(found, chart), dataset, whole)


def _parts(data: Any) -> list[Any]:
    if hasattr(data, "collect_schema"):
        names: list[str] = data.collect_schema().names()
        if "id" not in names:
            raise UnknownNameError("column of the frame", "id", names)
        return list(data.lazy().select("id").collect()["id"])
    # A record, too, can be gone through: it gives its columns.
    one = isinstance(data, (str, BaseModel)) or not hasattr(data, "__iter__")
    return [data] if one else list(data)


def _filled(found: list[Any], chart: str) -> tuple[Any, ...]:
    if not found:
        raise NothingSelectedError(f"{chart}: nothing was selected, so there is nothing to draw")
    return tuple({record.id: record for record in found}.values())
