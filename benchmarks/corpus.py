"""Read quantities of a corpus: one process, two processes and Spark, in one run.

    python benchmarks/corpus.py [DOCUMENTS]     20,000 documents of 1,900 characters by default

The mentions must be equal. Spark (local[2]) is included if PySpark is installed. The seconds are
those of the wall clock, so no other work may run on the machine.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
import time
from collections.abc import Callable
from typing import Any

import polars as pl
from reading_quantities import policy_text

import chinaindpolicy as cip

CHARACTERS = 1_900


def corpus(documents: int) -> pl.DataFrame:
    """Return different documents, half of them in Chinese."""
    count = (documents + 1) // 2
    texts = [
        text[at * CHARACTERS : (at + 1) * CHARACTERS]
        for text in (policy_text(count * CHARACTERS, chinese=share) for share in (1.0, 0.0))
        for at in range(count)
    ][:documents]
    return pl.DataFrame({"id": range(len(texts)), "text": texts})


def timed(name: str, size: int, read: Callable[[], pl.DataFrame]) -> tuple[float, pl.DataFrame]:
    """Return the seconds and the mentions of one reading, and print the rate."""
    start = time.perf_counter()
    found = read()
    seconds = time.perf_counter() - start
    print(
        f"{name:24}{seconds:8.1f} s{size / seconds:12,.0f} documents/s{found.height:12,} mentions"
    )
    return seconds, found.sort("id", "char_start", "char_end", "role")


def spark_session() -> Any:
    """Return a session with two threads on this machine."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)  # the workers' Python
    sql: Any = importlib.import_module("pyspark.sql")
    builder = sql.SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    return builder.config("spark.sql.execution.arrow.pyspark.enabled", "true").getOrCreate()


def main() -> None:
    """Read the corpus in each way, print the rates, and compare the mentions."""
    frame = corpus(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    size = frame.height
    one, first = timed("one process", size, lambda: cip.scan_frame(frame))
    two, second = timed("two processes", size, lambda: cip.scan_frame(frame, processes=2))
    print(f"two processes are {one / two:.2f} times as fast; equal: {first.equals(second)}")
    if importlib.util.find_spec("pyspark") is not None:
        spark = spark_session()
        data = spark.createDataFrame(frame.to_arrow()).repartition(8)
        _, third = timed(
            "Spark, local[2]", size, lambda: pl.DataFrame(cip.scan_frame(data).toArrow())
        )
        print(f"Spark and Polars are equal: {first.equals(third.cast(first.schema))}")
        spark.stop()


if __name__ == "__main__":
    main()
