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

    Its rows have no order, so a finding names a row by its id; where there is none, by
    `xxhash64:` and the hash that Spark's function of that name gives of the columns.

    Raises:
        DataError: If it cannot be checked; says what to give instead.
        MissingExtraError: If pyarrow is not installed.
    """
    version = str(importlib.import_module("pyspark").__version__)
    if int(version.partition(".")[0]) < _LEAST_VERSION:
        raise DataError(
            f"a DataFrame of pyspark {version} cannot be checked where it is: "
            f"{install_command('pyspark', 'spark')}, or write Parquet and give the files"
        )
    if importlib.util.find_spec("pyarrow") is None:  # what Spark and Polars exchange data through
        raise MissingExtraError("pyarrow", "spark")
    if data.isStreaming:
        raise DataError(
            "a stream has no end to be judged at: in `foreachBatch`, check each batch by itself"
        )
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
