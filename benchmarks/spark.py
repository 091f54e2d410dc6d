"""How fast `validate` is on Spark: against DuckDB and Polars, on the same files, in one run.

    python benchmarks/spark.py [ROWS ...]

Starts a cluster of a master and two workers on this machine, so its seconds are those of one
machine shared by all; a cluster of machines has more to give. A first check of few rows warms it.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import polars as pl
from validation_data import broken, clean

import chinaindpolicy as cip

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "spark"))
running_cluster: Any = importlib.import_module("cluster").running_cluster

STATES = {"clean": 0, "dirty": 1000, "all broken": 1}
PARTS = 8


def written(folder: Path, rows: int, one_in: int) -> Path:
    """Write figures as Parquet files; return their folder."""
    path = folder / f"figures-{rows}-{one_in}"
    path.mkdir()
    frame = broken(clean(rows), one_in) if one_in else clean(rows)
    size = -(-rows // PARTS)
    for part in range(PARTS):
        frame.slice(part * size, size).write_parquet(path / f"part-{part}.parquet")
    return path


def session_of(cluster: Any) -> Any:
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    sql: Any = importlib.import_module("pyspark.sql")
    builder = sql.SparkSession.builder.master(cluster.master)
    for name, value in cluster.settings.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def timed(data: Any) -> tuple[float, cip.ValidationReport]:
    start = time.perf_counter()
    report = cip.validate(data, "figures")
    return time.perf_counter() - start, report


def main() -> None:
    """Check each size in each state by each engine, and print the seconds."""
    duckdb: Any = importlib.import_module("duckdb")
    sizes = [int(size) for size in sys.argv[1:]] or [1_000_000]
    with tempfile.TemporaryDirectory() as made, running_cluster(Path(made)) as cluster:
        folder = Path(made)
        spark = session_of(cluster)
        cip.validate(spark.read.parquet(str(written(folder, 10_000, 100))), "figures")
        print(f"{'rows':>10} {'state':<10} {'engine':<16} {'seconds':>8} {'to DuckDB':>9}")
        for rows in sizes:
            for state, one_in in STATES.items():
                path = written(folder, rows, one_in)
                files = str(path / "*.parquet")
                engines: dict[str, Any] = {
                    "duckdb": duckdb.read_parquet(files),
                    "polars streaming": pl.scan_parquet(files),
                    "spark": spark.read.parquet(str(path)),
                }
                counts: list[Any] = []
                base = 0.0
                for name, data in engines.items():
                    seconds, report = timed(data)
                    base = base or seconds
                    counts.append(report.counts_by_column)
                    print(f"{rows:>10} {state:<10} {name:<16} {seconds:8.2f} {seconds / base:9.2f}")
                assert counts[0] == counts[1] == counts[2], "the engines do not agree"
        spark.stop()


if __name__ == "__main__":
    main()
