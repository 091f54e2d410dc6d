"""One copy of data on a Spark cluster: computed once, and its rows numbered."""

from __future__ import annotations

import importlib
import operator
from typing import Any

from chinaindpolicy.validation.inputs import DataError
from chinaindpolicy.validation.sets import ROW

__all__ = ["held_name", "kept", "row_number"]

_PLACE = 33
"""Spark numbers the rows of a partition in this many bits, above them the partition."""


def held_name(place: int) -> str:
    """Name of a column of the copy: by place, because Spark takes `id` and `ID` for one."""
    return f"@{place}"


def kept(f: Any, data: Any) -> Any:
    """Return the data as it is when first computed, with Spark's numbers of its rows.

    Args:
        f: Spark's functions.
        data: The DataFrame.

    Raises:
        DataError: If Spark cannot compute it.
    """
    plain = data.toDF(*map(held_name, range(len(data.columns))))
    numbered = plain.withColumn(ROW, f.monotonically_increasing_id())
    # If what is kept gets lost with a machine, Spark fails; it does not compute it anew.
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
