"""How fast `validate` is: against a query fused by hand, and against other tools, in one run.

    python benchmarks/validation.py [ROWS ...]

Prints, for each number of rows and each state of the data (clean; one row in a thousand breaking
each of seven rules; every row broken), the seconds of the wall and of the processors, and the
ratio to the floor: one Polars query written by hand that counts the breaches of the same rules,
and uniqueness by 64-bit hash with true duplicates confirmed. The other tools have every one of
these rules, as expressions of their own kind of custom rule; those not installed are left out.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable

import polars as pl
import validation_rivals as rivals
from validation_data import broken, clean
from validation_rules import KEY, breaches, lookups

import chinaindpolicy as cip


def floor(frame: pl.DataFrame) -> int:
    """Count the breaches of every rule with one query written by hand; return their sum."""
    known = lookups(frame)
    tests = [bad.sum().alias(name) for name, bad in breaches(known).items()]
    counts = frame.lazy().select(tests).collect()
    mixed = pl.col(KEY[0]).hash(0)
    for seed, name in enumerate(KEY[1:], 1):
        mixed = mixed ^ pl.col(name).hash(seed)
    hashed = frame.select(pl.col("id").hash().alias("id"), mixed.alias("key"))
    repeated = 0
    for name, by in (("id", ("id",)), ("key", KEY)):
        hashes = hashed[name]
        if hashes.n_unique() < len(hashes):
            suspects = frame.select(by).filter(hashes.is_duplicated())
            repeated += int(suspects.is_duplicated().sum())
    return repeated + int(sum(counts.row(0)))


def ours(frame: pl.DataFrame) -> int:
    """Count with `validate`."""
    return sum(cip.validate(frame, "figures").counts.values())


def with_duckdb(frame: pl.DataFrame) -> int:
    """Count with DuckDB, by the same rules."""
    return sum(cip.validate(frame, "figures", engine="duckdb").counts.values())


TOOLS: dict[str, Callable[[pl.DataFrame], int]] = {
    "floor": floor,
    "validate": ours,
    "duckdb, through validate": with_duckdb,
    "duckdb, SQL by hand": rivals.with_sql,
    "pandera": rivals.with_pandera,
    "dataframely": rivals.with_dataframely,
    "patito": rivals.with_patito,
    "pointblank": rivals.with_pointblank,
}
NEEDED = {
    "duckdb, through validate": "duckdb",
    "duckdb, SQL by hand": "duckdb",
    "dataframely": "dataframely",
    "patito": "patito",
    "pointblank": "pointblank",
}


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [1_000_000]
    cip.validate(clean(1000), "figures")  # what is read and imported once
    for rows in sizes:
        frame = clean(rows)
        for state, data in (
            ("clean", frame),
            ("0.1 %", broken(frame, 1000)),
            ("all broken", broken(frame, 1)),
        ):
            base = 0.0
            for name, count in TOOLS.items():
                if importlib.util.find_spec(NEEDED.get(name, "polars")) is None:
                    continue
                if name == "pandera" and state == "all broken" and rows > 1_000_000:
                    print(f"{rows:>11,} {state:10} {name:26} left out: it needs gigabytes")
                    continue
                wall, work = time.perf_counter(), time.process_time()
                found = count(data)
                wall, work = time.perf_counter() - wall, time.process_time() - work
                base = base or work
                print(
                    f"{rows:>11,} {state:10} {name:26} {wall:7.2f} s {work:7.2f} s of work "
                    f"{work / base:6.2f} x the floor, {found} breaches",
                    flush=True,
                )


if __name__ == "__main__":
    main()
