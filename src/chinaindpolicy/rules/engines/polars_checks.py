"""Checks on one batch of a Polars frame."""

from __future__ import annotations

from dataclasses import dataclass

import narwhals as nw
import polars as pl

from chinaindpolicy.rules.engines.base import ScanRequest, UniqueKey

_COMPARED = 1_000_000


@dataclass(frozen=True, slots=True)
class BatchResult:
    """The violations in a batch.

    Attributes:
        violations: Of each violated check, the number of rows and the first of them.
        invalid: Which rows are invalid.
        hashes: The keys of the rows.
    """

    violations: dict[int, tuple[int, list[int]]]
    invalid: pl.Series
    hashes: pl.DataFrame


def check_batch(batch: pl.DataFrame, request: ScanRequest, samples: int) -> BatchResult:
    """Evaluate the checks of a request on a batch."""
    hashes = batch.select([_hash(key) for key in request.keys])
    for key, lookup in request.lookups.items():
        batch = batch.join(lookup, on=key, how="left", maintain_order="left")
    expressions = [
        check.violation.alias(str(number)) for number, check in enumerate(request.checks)
    ]
    found = nw.from_native(batch.lazy()).select(*expressions).to_native().collect()
    invalid: pl.Series | None = None
    violations: dict[int, tuple[int, list[int]]] = {}
    for number, check in enumerate(request.checks):
        series = found.to_series(number)
        if count := int(series.sum()):
            violations[number] = (count, series.arg_true().head(samples).to_list())
            if check.is_error:
                invalid = series if invalid is None else invalid | series
    if invalid is None:
        invalid = pl.repeat(False, batch.height, dtype=pl.Boolean, eager=True)
    return BatchResult(violations, invalid.alias("invalid"), hashes)


def surely_same(chosen: pl.DataFrame, key: UniqueKey, hashes: int) -> bool:
    """Return whether rows with one hash surely have one value, without comparing each.

    Few suspects are compared. Many have a number of different hashes; if a second hash, which is
    independent of the first, counts as many different values, then neither of the two took
    different values for the same.
    """
    if chosen.height < _COMPARED:
        return False
    second = chosen.select(_hash(key, seed=len(key.columns))).to_series()
    return second.n_unique() == hashes


def _hash(key: UniqueKey, seed: int = 0) -> pl.Expr:
    """Return a 64-bit hash of some columns; null where one that has to be there is missing."""
    mixed = pl.col(key.columns[0]).hash(seed)
    for more, name in enumerate(key.columns[1:], 1):
        mixed = mixed ^ pl.col(name).hash(seed + more)
    filled = pl.all_horizontal(pl.col(name).is_not_null() for name in key.columns[: key.filled])
    return pl.when(filled).then(mixed).alias(key.code)
