"""DuckDB relations as a source of data to validate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chinaindpolicy.ingest.validate.source import DataSource, check_renames
from chinaindpolicy.io.text import sql_name


def from_relation(relation: Any, renames: Mapping[str, str] | None, table: str) -> DataSource:
    """Return a DuckDB relation as a source; its rows keep their own column names."""
    from chinaindpolicy.rules.engines.duckdb import DuckDBEngine

    check_renames(renames, relation.columns, table)
    engine = DuckDBEngine(_renamed(relation, renames or {}))
    original = {name: given for given, name in (renames or {}).items()}

    def rows(valid: bool, all_invalid: bool) -> Any:
        return _renamed(engine.rows(valid=valid, all_invalid=all_invalid), original)

    return DataSource(engine, rows)


def _renamed(relation: Any, renames: Mapping[str, str]) -> Any:
    if not renames:
        return relation
    parts = [
        f"{sql_name(name)} as {sql_name(renames.get(name, name))}" for name in relation.columns
    ]
    return relation.project(", ".join(parts))
