"""Extension: rows that a user adds to the code lists of a dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import ExtensionError, Problem
from chinaindpolicy.ingest.extension.checks import EntryChecks, Rows
from chinaindpolicy.ingest.extension.entries import Entry, Problems, is_mapping, read_entries
from chinaindpolicy.ingest.extension.keys import extendable_tables, release_schema
from chinaindpolicy.ingest.extension.own_units import (
    OwnUnit,
    default_dimension,
    split_unit,
    word_key,
)
from chinaindpolicy.ingest.lookup_tables import DatasetTables
from chinaindpolicy.model.columns import record_class

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.fields import Record

    Entries: TypeAlias = (
        Sequence[Mapping[str, Any]] | pl.DataFrame | pl.LazyFrame | str | Path | Any
    )
    """The entries of one table: dicts, a Polars or pandas frame, or the path of a data file."""

    Extend: TypeAlias = Mapping[str, Entries] | str | Path
    """Entries by table, or the path of a YAML file that has them."""

_MAPPING = 'a mapping such as {"indicators": [...], "units": [...]}, or the path of a YAML file'


@dataclass(frozen=True)
class Extension:
    """Rows that a user adds to the code lists of a dataset; they win over rows of the same id.

    Attributes:
        dataset: The dataset that is extended.
        frames: The added rows of each extended table, in the columns of the dataset's table.
        units: The added units, with the words that they are read by.
    """

    dataset: Dataset
    frames: Mapping[str, pl.DataFrame] = field(
        default_factory=lambda: MappingProxyType(dict[str, "pl.DataFrame"]())
    )
    units: tuple[OwnUnit, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.frames)

    def extended(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """Return some columns of a table, with the added rows in place of those of the same id.

        Args:
            table: The table.
            frame: Its rows; one column is `id`.
        """
        import polars as pl

        own = self.frames.get(table)
        if own is None:
            return frame
        plain = frame.with_columns(pl.col(pl.Enum).cast(pl.String))
        kept = plain.filter(~pl.col("id").is_in(own["id"].implode()).fill_null(False))
        added = own.select(name for name in plain.columns if name in own.columns)
        added = added.with_columns(pl.col(pl.Enum).cast(pl.String)).cast(
            {name: plain.schema[name] for name in added.columns}
        )
        return pl.concat([kept, added], how="diagonal")

    def frame(self, table: str) -> pl.DataFrame:
        """Return the dataset's table with the added rows."""
        rows = self.dataset[table].frame()
        return self.extended(table, rows) if rows.width else self.frames.get(table, rows)

    def ids(self, table: str) -> frozenset[str]:
        """Return the ids of the dataset's table and of the added rows."""
        frame = self.frame(table)
        return frozenset(frame["id"] if frame.width else ())

    def records(self, table: str) -> tuple[Record, ...]:
        """Return the records of the dataset's table, and the added rows as records.

        A missing field of an added row is None, or an empty tuple for a list.
        """
        own = self._own_records(table)
        kept = (record for record in self.dataset[table] if record.id not in own)
        return (*kept, *own.values())

    def _own_records(self, table: str) -> dict[str, Record]:
        if table not in self.frames:
            return {}
        kind = record_class(table)
        empty = {
            name: () if "tuple" in str(spec.annotation) else None
            for name, spec in kind.model_fields.items()
        }
        found: dict[str, Record] = {}
        for row in self.frames[table].iter_rows(named=True):
            values: dict[str, Any] = {
                name: tuple(value) if isinstance(empty[name], tuple) else value
                for name, value in row.items()
                if value is not None and name in empty
            }
            # Most fields of an added row are not known: it is a record that was not validated.
            found[row["id"]] = kind.model_construct(None, **(empty | values))
        return found

    def split_unit(self, text: str) -> tuple[str, OwnUnit] | None:
        """Return an added unit at the end of a text and the text before it; None without one.

        Example:
            >>> import chinaindpolicy as cip
            >>> units = [{"id": "tce", "name_zh": "吨标煤"}]
            >>> extension = read_extension({"units": units}, cip.load())
            >>> before, unit = extension.split_unit("3.5万吨标煤")
            >>> before, unit.code
            ('3.5万', 'tce')
            >>> extension.split_unit("3.5 yuan") is None
            True
        """
        return split_unit(text, self.units)


def read_extension(extend: Extend | None, dataset: Dataset) -> Extension:
    """Read and check the entries that extend a dataset.

    Args:
        extend: Entries by table, or the path of a YAML file; None for no entries.
        dataset: The dataset. Entries refer to its ids and to ids of other entries.

    Returns:
        The extension; it never changes.

    Raises:
        ExtensionError: If an entry is invalid. It has all problems, each with its place, the
            value, the allowed values and the nearest valid value.

    Example:
        >>> import chinaindpolicy as cip
        >>> steel = {"id": "steel-output", "name": "Crude steel output", "unit": "tonne"}
        >>> extend = {"indicators": [steel], "units": [{"id": "tonne"}]}
        >>> extension = read_extension(extend, cip.load())
        >>> extension.frames["indicators"].select("id", "unit", "dimension").row(0)
        ('steel-output', 'tonne', 'mass')
    """
    if extend is None:
        return Extension(dataset)
    problems = Problems()
    entries = _entries_by_table(extend, dataset, problems)
    rows = EntryChecks(entries, dataset, problems).rows()
    if not problems.found:
        _complete(rows, dataset, entries, problems)
    if problems.found:
        raise ExtensionError(problems.ordered())
    frames = {table: _frame(table, found, dataset) for table, found in rows.items() if found}
    units = tuple(OwnUnit.of(values) for values in rows.get("units", ()))
    return Extension(dataset, MappingProxyType(frames), units)


def _entries_by_table(extend: Any, dataset: Dataset, problems: Problems) -> dict[str, list[Entry]]:
    if isinstance(extend, str | Path):
        from chinaindpolicy.ingest.extension.yaml_entries import yaml_entries

        return yaml_entries(Path(extend), dataset, problems)
    if not is_mapping(extend):
        message = f"is of type {type(extend).__name__}; expected {_MAPPING}"
        problems.add(Problem("extend", 0, message, "layout-wrong"))
        return {}
    found: dict[str, list[Entry]] = {}
    for table, data in extend.items():
        place = f'extend["{table}"]'
        if table not in extendable_tables():
            near = nearest(str(table), extendable_tables(), most=1)
            hint = f"did you mean {near[0]!r}? Allowed" if near else "allowed"
            message = (
                f"no table {table!r} can be extended; {hint}: {', '.join(extendable_tables())}"
            )
            problems.add(Problem(place, 0, message, "key-unknown"))
        else:
            found[table] = list(read_entries(data, table, place, problems))
    return found


def _complete(
    rows: Rows, dataset: Dataset, entries: Mapping[str, list[Entry]], problems: Problems
) -> None:
    """Derive values from other entries, and check dimensions against units."""
    for found in rows.values():
        for values in found:
            values.setdefault("name", values["id"])
    for values in rows.get("units", ()):
        values.setdefault("dimension", default_dimension(values["id"]))
    _check_words(rows, entries, problems)
    units = DatasetTables(dataset)["units"]
    dimensions: dict[str, str] = dict(units.select("id", "dimension").iter_rows())
    dimensions |= {values["id"]: values["dimension"] for values in rows.get("units", ())}
    indicators = entries.get("indicators", ()), rows.get("indicators", ())
    for entry, values in zip(*indicators, strict=True):
        own = dimensions[values["unit"]] if "unit" in values else "none"
        # Values of the dimension none may be negative, and percentages of it above 100.
        allowed = ("ratio", "growth", "none") if own == "ratio" else (own, "none")
        if values.setdefault("dimension", own) not in allowed:
            message = (
                f"dimension is {values['dimension']!r}, but unit {values.get('unit')!r} measures "
                f"{own!r}; leave dimension out, or write {' or '.join(map(repr, allowed))}"
            )
            problems.add(entry.problem("dimension", message, "dimension-unlike-unit"))


def _check_words(rows: Rows, entries: Mapping[str, list[Entry]], problems: Problems) -> None:
    """Report words that two units have: data with the word could not be read."""
    first: dict[str, str] = {}
    for entry, values in zip(entries.get("units", ()), rows.get("units", ()), strict=True):
        for word in OwnUnit.of(values).words:
            other = first.setdefault(word_key(word), values["id"])
            if other != values["id"]:
                message = (
                    f"unit {values['id']!r} has the word {word!r}, which unit {other!r} has too; "
                    "leave it out of one of them"
                )
                problems.add(entry.problem("id", message, "name-ambiguous"))


def _frame(table: str, rows: list[dict[str, Any]], dataset: Dataset) -> pl.DataFrame:
    import polars as pl

    schema = release_schema(table, dataset)
    columns = {
        name: pl.Series(name, [_cell(row.get(name), dtype) for row in rows], dtype=dtype)
        for name, dtype in schema.items()
    }
    return pl.DataFrame(columns)


def _cell(value: Any, dtype: pl.DataType) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if dtype.is_nested():
        return list(value or ())
    return value
