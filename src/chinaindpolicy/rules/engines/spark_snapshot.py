"""Snapshot of data on a Spark cluster: computed once, with numbered rows."""

from __future__ import annotations

import importlib
import operator
from collections.abc import Sequence
from typing import Any

from chinaindpolicy.errors import DataError
from chinaindpolicy.rules.engines.base import ROW

CONTENT = "@content"
"""Name of the column with a hash of a row's content, by which rows are put in order."""
HASH = "@hash"
"""Name of the column with the hash that identifies a row, as a user can compute it too."""
_PLACE = 33
"""Spark numbers the rows of a partition in this many bits, above them the partition."""


def copy_name(place: int) -> str:
    """Return the name of a column of the copy, by position: in Spark, `id` and `ID` are equal."""
    return f"@{place}"


def snapshot(f: Any, data: Any, simple: Sequence[int]) -> Any:
    """Return the data as it is when first computed, with numbers and hashes of its rows.

    Args:
        f: Spark's functions.
        data: The DataFrame.
        simple: The places of the columns that are hashed; a map has no hash.

    Raises:
        DataError: If Spark cannot compute it.
    """
    plain = data.toDF(*map(copy_name, range(len(data.columns))))
    columns = [f.col(copy_name(place)) for place in simple]
    # The hash ignores missing values, so their positions are hashed too. Both are computed here,
    # once, because Spark's inference for a derived column doubles with each source column.
    content = f.xxhash64(*columns, *(column.isNull() for column in columns), f.lit(0))
    row_hash = f.xxhash64(*columns) if columns else f.lit(0)
    numbered = plain.select(
        "*",
        f.monotonically_increasing_id().alias(ROW),
        content.alias(CONTENT),
        row_hash.alias(HASH),
    )
    # If a machine with a part of the snapshot fails, Spark raises an error.
    errors = importlib.import_module("pyspark.errors")
    try:
        return numbered.localCheckpoint(eager=True)
    except errors.PySparkException as error:
        line = str(error).strip().partition("\n")[0]
        raise DataError(f"Spark could not compute the data: {line}") from error


def row_number(f: Any, copy: Any) -> Any:
    """Return the expression of a row's number in the copy, from 0 without gaps."""
    row = f.col(ROW)
    partition = f.shiftright(row, _PLACE)
    sizes: list[tuple[int, int]] = sorted(
        map(
            operator.itemgetter("partition", "count"),
            copy.groupBy(partition.alias("partition")).count().collect(),
        )
    )
    starts = [0] * (sizes[-1][0] + 1 if sizes else 1)
    total = 0
    for place, count in sizes:
        starts[place] = total
        total += count
    within = row.bitwiseAND(f.lit((1 << _PLACE) - 1))
    return (f.array(*map(f.lit, starts))[partition] + within).cast("bigint").alias(ROW)
