"""Work in batches: side by side, in order, and in little memory."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

import polars as pl

__all__ = ["in_order", "repeated_values"]

A = TypeVar("A")
B = TypeVar("B")

# Hashes are parted so that no more than about so many are sorted at a time.
_SORTED = 1 << 24


def in_order(work: Callable[[A], B], batches: Iterable[A]) -> Iterator[B]:
    """Yield the results of some work on batches in their order, a few batches at a time.

    Example:
        >>> list(in_order(lambda number: number * 2, range(3)))
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
    parts = -(-len(hashes) // _SORTED)
    found = [
        _repeated(hashes if parts == 1 else hashes.filter(hashes % parts == part))
        for part in range(parts)
    ]
    return pl.concat(found) if found else hashes


def _repeated(hashes: pl.Series) -> pl.Series:
    ordered = hashes.drop_nulls().sort()
    again = ordered.filter(ordered == ordered.shift(1))
    return again.unique() if len(again) else again
