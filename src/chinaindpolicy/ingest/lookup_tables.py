"""The tables that rules look up: a dataset, the code lists, and the caller's tables and codes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from chinaindpolicy.codes.rows import LISTED_TABLES, listed_rows
from chinaindpolicy.rules.reference_data import cast_for_lookup, lookup_columns, referred_tables

if TYPE_CHECKING:
    import polars as pl

    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.ingest.extension.extension import Extension
    from chinaindpolicy.ingest.validate.source import DataSource


class DatasetTables(Mapping[str, "pl.DataFrame"]):
    """The looked-up columns of a dataset's tables, read when a rule needs them.

    The rows of the code lists follow the rows of the tables `regions` and `units`.

    Example:
        >>> import chinaindpolicy as cip
        >>> DatasetTables(cip.load())["regions"].columns[:2]
        ['id', 'parent_id']
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._read: dict[str, pl.DataFrame] = {}

    def __getitem__(self, table: str) -> pl.DataFrame:
        if table not in self._read:
            self._read[table] = self._frame(table)
        return self._read[table]

    def __iter__(self) -> Iterator[str]:
        return iter(self._dataset)

    def __len__(self) -> int:
        return len(self._dataset)

    def _frame(self, table: str) -> pl.DataFrame:
        import polars as pl

        frame = self._dataset[table].frame()
        if not frame.width:  # the release is older than the table
            return pl.DataFrame(schema={"id": pl.String})
        found = frame.select(name for name in lookup_columns(table) if name in frame.columns)
        if table not in LISTED_TABLES:
            return found
        listed = listed_rows(table).select(found.columns).join(found, on="id", how="anti")
        return pl.concat([found, listed.cast(found.schema)])


class LookupTables(DatasetTables):
    """The dataset's tables, each replaced by the given one, with the rows of an extension."""

    def __init__(self, extension: Extension, sources: Mapping[str, DataSource]) -> None:
        super().__init__(extension.dataset)
        self._extension = extension
        # Only the tables that others refer to, because a table can have many ids.
        referred = {other for table in sources for other in referred_tables(table)}
        self._given = {
            table: source.engine
            for table, source in sources.items()
            if table in referred and "id" in source.engine.columns
        }

    def _frame(self, table: str) -> pl.DataFrame:
        engine = self._given.get(table)
        if engine is None:
            return self._extension.extended(table, super()._frame(table))
        names = [name for name in lookup_columns(table) if name in engine.columns]
        found = cast_for_lookup(table, engine.original(names))
        return self._extension.extended(table, found)
