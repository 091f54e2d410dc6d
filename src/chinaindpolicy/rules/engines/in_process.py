"""Chains of ids, followed in the memory of this process."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import narwhals as nw

from chinaindpolicy.rules.chains import leading_to, leading_to_themselves
from chinaindpolicy.rules.engines.base import Engine, Violations

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl


class InProcess(Engine, Protocol):
    """An engine whose columns of ids fit into the memory of this process."""

    def invalid(self, columns: Sequence[str]) -> pl.DataFrame:
        """Return some columns of the rows that are invalid, after the scan."""
        ...


def cyclic_rows(engine: Engine, column: str, samples: int, is_error: bool) -> Violations:
    """Return the rows from which a column of ids leads back to the row itself."""
    import polars as pl

    pairs = engine.distinct(["id", column], None).drop_nulls()
    following = pairs.group_by("id").agg(pl.col(column).max())
    around = leading_to_themselves(dict(following.iter_rows()))
    if not around:
        return Violations(0)
    rows = engine.store(pl.DataFrame({"id": sorted(around)}))
    return engine.matching([rows], ~nw.col("id").is_null(), samples, is_error)


def dependent_rows(engine: InProcess, column: str, samples: int) -> Violations:
    """Return the valid rows from which a column of ids leads to an invalid row."""
    import polars as pl

    lost = set(engine.invalid(["id"]).to_series().drop_nulls())
    pairs = engine.distinct(["id", column], None).filter(
        pl.col(column).is_not_null() & ~pl.col("id").is_in(sorted(lost)).fill_null(False)
    )
    found = leading_to(lost, pairs.iter_rows())
    if not found:
        return Violations(0)
    frame = pl.DataFrame(sorted(found, key=str), schema=["id", column], orient="row")
    rows = engine.store(frame.cast(pl.String))
    return engine.matching([rows], ~nw.col(column).is_null(), samples, True)
