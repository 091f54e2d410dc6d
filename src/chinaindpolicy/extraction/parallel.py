"""Reading of batches of texts in several processes, in order and with bounded memory."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor

from chinaindpolicy.extraction.frame_rows import RowReader, Rows

Batch = list["str | None"]
_AHEAD = 3
"""Batches that wait for each process, so that none is idle and few are in memory."""


def rows_in_parallel(
    read: RowReader, batches: Iterable[Batch], processes: int
) -> Iterator[tuple[int, Rows]]:
    """Yield the size of each batch and its rows, in the order of the batches.

    Args:
        read: A function of a module, so that other processes find it.
        batches: The batches of texts; read as they are needed.
        processes: The number of processes; 1 reads in this one.

    Example:
        >>> from chinaindpolicy.extraction.frame_rows import mention_rows
        >>> [(size, rows[0]) for size, rows in rows_in_parallel(mention_rows, [["5%"]], 1)]
        [(1, [0])]
    """
    if processes == 1:
        for batch in batches:
            yield len(batch), read(batch)
        return
    # A fork of a process with threads (Polars has some) can stop for ever.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=spawn) as pool:
        waiting: deque[tuple[int, Future[Rows]]] = deque()
        try:
            for batch in batches:
                waiting.append((len(batch), pool.submit(read, batch)))
                if len(waiting) >= processes * _AHEAD:
                    size, future = waiting.popleft()
                    yield size, future.result()
            while waiting:
                size, future = waiting.popleft()
                yield size, future.result()
        finally:
            for _, future in waiting:
                future.cancel()
