"""DuckDB relations as a source of data to validate."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from chinaindpolicy.ingest.validate.source import DataSource, check_renames, day_columns


def from_relation(relation: Any, renames: Mapping[str, str] | None, table: str) -> DataSource:
    """Return a DuckDB relation as a source; its rows keep their own column names."""
    from chinaindpolicy.rules.engines.duckdb import DuckDBEngine
    from chinaindpolicy.rules.engines.duckdb_relations import reading_relation

    with reading_relation(relation):
        check_renames(renames, relation.columns, table)
        given: list[str] = list(relation.columns)
        names = [(renames or {}).get(name, name) for name in given]
        engine = DuckDBEngine(relation, names, day_columns(table))

    def rows(valid: bool, all_invalid: bool) -> Any:
        return engine.rows(valid=valid, all_invalid=all_invalid)

    return DataSource(engine, rows, read=partial(reading_relation, relation))
