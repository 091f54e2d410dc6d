"""Spark DataFrames as a source of data to validate."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from chinaindpolicy.errors import DataError, MissingExtraError, install_command
from chinaindpolicy.ingest.validate.source import DataSource, check_renames
from chinaindpolicy.rules.engines.spark import SparkEngine
from chinaindpolicy.rules.findings import Finding

_LEAST_VERSION = 4


def from_spark(data: Any, table: str, renames: Mapping[str, str] | None) -> DataSource:
    """Return a Spark DataFrame, of a classic session or of Spark Connect, as a source.

    Its rows have no order, so a finding names a row by its id; without an id, by `xxhash64:` and
    the result of Spark's function of that name for the columns.

    Raises:
        DataError: If it cannot be checked; names an alternative.
        MissingExtraError: If pyarrow is not installed.
    """
    version = str(importlib.import_module("pyspark").__version__)
    if int(version.partition(".")[0]) < _LEAST_VERSION:
        raise DataError(
            f"a DataFrame of pyspark {version} cannot be checked: "
            f"{install_command('pyspark', 'spark')}, or write Parquet files and pass them"
        )
    if importlib.util.find_spec("pyarrow") is None:  # the exchange format of Spark and Polars
        raise MissingExtraError("pyarrow", "spark")
    if data.isStreaming:
        raise DataError("a stream has no end; validate each batch in `foreachBatch`")
    names: list[str] = list(data.columns)
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise DataError(f"several columns are named {', '.join(map(repr, twice))}: rename them")
    check_renames(renames, names, table)
    engine = SparkEngine(data, [(renames or {}).get(name, name) for name in names])

    def place(findings: Sequence[Finding]) -> list[Finding]:
        return [
            found
            if found.row is None
            else replace(
                found, row=None, id=found.id or f"xxhash64:{engine.content_hash(found.row)}"
            )
            for found in findings
        ]

    def rows(valid: bool, all_invalid: bool) -> Any:
        return engine.rows(valid=valid, all_invalid=all_invalid)

    return DataSource(engine, rows, place)
