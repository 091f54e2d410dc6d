"""What an export has to hold, in a form that the readers of all formats can be held against."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.serialize import format_decimal, to_csv_cell

__all__ = ["Rows", "assert_same_values", "canonical", "expected"]

Rows = Sequence[Mapping[str, Any]]

# What a typed reader may give for a value of each kind.
_KINDS: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "boolean": (bool, int),
    "date": (datetime.date,),
    "list": (list, tuple),
}


def expected(dataset: Dataset, table: str) -> list[dict[str, str]]:
    """Every value of a table as the release's CSV writes it."""
    names = [spec.name for spec in columns(table) if spec.name in dataset[table].columns]
    return [
        {name: to_csv_cell(getattr(record, name)) for name in names} for record in dataset[table]
    ]


def canonical(value: Any) -> str:
    """A value that some reader gave, as the release's CSV writes it."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, float):
        return format_decimal(Decimal(repr(float(value))))
    if isinstance(value, datetime.datetime):
        assert value.time() == datetime.time()
        return value.date().isoformat()
    if isinstance(value, (list, tuple)):
        items = cast("Iterable[Any]", value)
        return "|".join(map(canonical, items))
    return to_csv_cell(value)


def assert_same_values(
    dataset: Dataset, table: str, rows: Rows, *, typed: bool = True, ordered: bool = True
) -> None:
    """Hold every value that was read back against the records: none more, none less."""
    wanted = expected(dataset, table)
    assert len(rows) == len(wanted) == len(dataset[table])
    kinds = {spec.name: _KINDS[spec.type] for spec in columns(table)}
    found: list[dict[str, str]] = []
    for row in rows:
        if typed:
            for name, value in row.items():
                if canonical(value):
                    assert isinstance(value, kinds[name]), f"{table}.{name}: {value!r}"
        found.append({name: canonical(value) for name, value in row.items()})
    if not ordered:
        found.sort(key=lambda row: row["id"])
        wanted.sort(key=lambda row: row["id"])
    assert found == wanted
