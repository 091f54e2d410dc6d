"""Keys that repeat in a DuckDB relation: by hash the suspects, then those that truly do."""

from __future__ import annotations

from typing import Any

import polars as pl

from chinaindpolicy.io.text import sql_name
from chinaindpolicy.rules.engines.base import ROW, UniqueKey, Violations
from chinaindpolicy.rules.engines.duckdb_sql import function
from chinaindpolicy.rules.engines.polars_batches import repeated_values

# The first violations are usually near the start.
START = 1 << 16
# Up to so many hashes that repeat, of so many rows, the rows are fetched and compared.
_LISTED = 1_000
_COMPARED = 50_000


def filled(key: UniqueKey) -> str:
    """Return the SQL condition for rows that have the columns that a key needs."""
    return " and ".join(f"{sql_name(name)} is not null" for name in key.columns[: key.filled])


def hash_of(key: UniqueKey) -> str:
    """Return the SQL of a 64-bit hash of a key; null where a column that it needs has no value."""
    columns = map(sql_name, key.columns)
    return f"case when {filled(key)} then {function('hash', *columns)} end"


def _second_hash_of(key: UniqueKey) -> str:
    """Return the SQL of another hash of a key: independent, as it is that of another text."""
    mark = function("chr", "31")
    parts = (part for name in key.columns for part in (mark, sql_name(name)))
    whole = function("concat", *parts)
    return f"case when {filled(key)} then {function('hash', whole)} end"


def repeated(numbered: Any, key: UniqueKey, hashes: pl.Series, samples: int) -> Violations:
    """Return the rows that share a key.

    Args:
        numbered: The relation: the columns of the key, and the number of the row.
        key: The key.
        hashes: The hash of each row.
        samples: How many of the rows are returned by number.
    """
    again = repeated_values(hashes)
    if again.is_empty():
        return Violations(0)
    suspects = int(hashes.is_in(again.implode()).sum())
    if len(again) <= _LISTED and suspects <= _COMPARED:
        listed = ", ".join(map(str, again))
        suspect = f"({hash_of(key)}) in (select unnest([{listed}]::ubigint[]))"
        return _sharing(numbered.filter(suspect).pl(), key, samples)
    second = numbered.project(f"{_second_hash_of(key)} as second").pl()["second"].drop_nulls()
    if second.n_unique() != hashes.drop_nulls().n_unique():
        return _sharing(numbered.filter(filled(key)).pl(), key, samples)
    # Two independent hashes count as many keys: neither took two for one.
    hashed = numbered.project(f'{sql_name(ROW)}, {hash_of(key)} as "first"')
    first: list[int] = []
    for rows in (hashed.limit(START), hashed):
        if len(first) < min(suspects, samples):
            near = rows.pl().filter(pl.col("first").is_in(again.implode()))
            first = near[ROW].sort().head(samples).to_list()
    return Violations(suspects, tuple(first))


def _sharing(rows: pl.DataFrame, key: UniqueKey, samples: int) -> Violations:
    found = rows.filter(pl.struct(key.columns).is_duplicated())[ROW]
    return Violations(len(found), tuple(found.sort().head(samples).to_list()))
