"""Work in batches: side by side, in order, and in little memory."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import polars as pl

from chinaindpolicy.errors import ChinaIndPolicyError

A = TypeVar("A")
B = TypeVar("B")

# Hashes are split so that no more than about so many are sorted at a time.
_SORTED = 1 << 23
# Read at a time; in Parquet, groups of more rows than this are decoded more than once.
_READ = 1 << 19
# The plan of a Parquet scan that only selects and renames columns.
_NAME = r'col\("[^"]*"\)(\.alias\("[^"]*"\))?'
_SCAN_LINE = re.compile(
    rf"\s*(Parquet SCAN \[.*|PROJECT .*|ESTIMATED ROWS: .*|SELECT \[{_NAME}(, {_NAME})*\])"
)


def read_in_batches(
    lazy: pl.LazyFrame, chosen: Sequence[pl.Expr], rows: int
) -> Iterator[pl.DataFrame]:
    """Yield some columns of a lazy frame in order, a few rows at a time.

    Args:
        lazy: The data. It must return the same rows in the same order every time.
        chosen: The columns, each computed row by row.
        rows: How many rows a batch has at most.

    Raises:
        ChinaIndPolicyError: If fewer rows could be read than there are.

    Example:
        >>> lazy = pl.LazyFrame({"a": [1, 2, 3]})
        >>> [batch.height for batch in read_in_batches(lazy, [pl.col("a") * 2], 2)]
        [2, 1]
    """
    view = lazy.select(chosen)
    read = 0
    # Parquet can be read from any row on: that way nothing is read ahead, which for wide rows
    # takes gigabytes. Anything else would start again from its first row each time.
    if is_scan_of_parquet(lazy):
        height = _height(lazy)
        for start in range(0, height, _READ):
            piece = view.slice(start, _READ).collect(engine="streaming")
            read += piece.height
            yield from piece.iter_slices(rows)
    else:
        for batch in view.collect_batches(chunk_size=rows, maintain_order=True, engine="streaming"):
            read += batch.height
            yield batch
        # If a damaged file causes a panic in Polars, the batches end early without an error.
        height = _height(lazy) if "Parquet SCAN" in lazy.explain() else read
    if read != height:
        raise ChinaIndPolicyError(
            f"the data ended after {read} of {height} rows: a file of it is damaged"
        )


def _height(lazy: pl.LazyFrame) -> int:
    return int(lazy.select(pl.len()).collect(engine="streaming").item())


def is_scan_of_parquet(lazy: pl.LazyFrame) -> bool:
    """Return whether a frame is a plain scan of Parquet, its columns chosen or renamed at most.

    Example:
        >>> is_scan_of_parquet(pl.LazyFrame({"a": [1]}))
        False
    """
    plan = lazy.explain()
    return plan.count("Parquet SCAN [") == 1 and all(map(_SCAN_LINE.fullmatch, plan.splitlines()))


def map_ordered(work: Callable[[A], B], batches: Iterable[A]) -> Iterator[B]:
    """Yield the results of some work on batches in their order, a few batches at a time.

    Example:
        >>> list(map_ordered(lambda number: number * 2, range(3)))
        [0, 2, 4]
    """
    side_by_side = pl.thread_pool_size()
    if side_by_side == 1:
        yield from map(work, batches)
        return
    waiting: deque[Future[B]] = deque()
    with ThreadPoolExecutor(side_by_side) as pool:
        for batch in batches:
            waiting.append(pool.submit(work, batch))
            if len(waiting) > side_by_side:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def repeated_values(hashes: pl.Series) -> pl.Series:
    """Return the values that a series of 64-bit hashes has more than once.

    Example:
        >>> repeated_values(pl.Series([3, 1, None, 3, None], dtype=pl.UInt64)).to_list()
        [3]
    """
    parts = max(1, -(-len(hashes) // _SORTED))
    if parts == 1:
        return _repeated(hashes)
    chunks = hashes.get_chunks()
    found = [
        _repeated(pl.concat([chunk.filter(chunk % parts == part) for chunk in chunks]))
        for part in range(parts)
    ]
    return pl.concat(found)


def _repeated(hashes: pl.Series) -> pl.Series:
    ordered = hashes.drop_nulls().sort()
    again = ordered.filter(ordered == ordered.shift(1))
    return again.filter((again != again.shift(1)).fill_null(True))
