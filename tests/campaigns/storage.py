"""Validate random rows in every storage, and compare with a checker that shares no code.

    python tests/campaigns/storage.py [--cases 40] [--seed 7] [--each 6]

The rows are rows of the release with changed cells (`tests/stored_cases.py`). The checker
(`tests/independent_checker.py`) is written from the pages of tables and findings. A combination of
rule, engine and storage agrees if every report of it does. Spark has a cluster of its own in
`tests/spark`.
"""

from __future__ import annotations

import argparse
import random
import sys
from importlib.metadata import version
from pathlib import Path

from recording import record

sys.path.insert(0, str(Path(__file__).parents[1]))

from compared_storages import Tally, compare
from stored_tables import STORAGES


def main() -> None:
    """Run the campaign and record it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=40)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=len(STORAGES), help="storages of a case")
    parser.add_argument("--only", default="", help="storages whose name contains this text")
    parser.add_argument("--record", action="store_true", help="for the page of trust")
    given = parser.parse_args()
    names = [name for name in STORAGES if given.only in name]
    chance = random.Random(given.seed)
    tally, told = Tally(), 0
    for number in range(given.cases):
        some = chance.sample(names, min(given.each, len(names)))
        for _ in compare([given.seed * 100_000 + number], some, tally):
            new = list(tally.differing.items())[told:]
            told += len(new)
            for combination, fault in new:
                print(*combination, fault, sep=" | ", flush=True)
    engines = {engine for _, engine, _ in tally.compared}
    record(
        "storage",
        command=f"python tests/campaigns/storage.py --cases {given.cases} --seed {given.seed}"
        f" --each {given.each}",
        figures={
            "seed": given.seed,
            "random tables": given.cases,
            "storages compared": len({name for *_, name in tally.compared}),
            "engines": len(engines),
            "reports compared": tally.reports,
            "rows validated": tally.rows,
            "rules": len({code for code, *_ in tally.compared}),
            "combinations of rule, engine and storage": len(tally.compared),
            "combinations that agree": tally.agreed,
            "disagreements": len(tally.differing),
            "pyarrow, duckdb, pandas": ", ".join(map(version, ("pyarrow", "duckdb", "pandas"))),
        },
        worst=WORST,
        write=given.record,
        details=[
            {
                "storage": name,
                "engines": ", ".join(STORAGES[name].engines),
                "combinations": sum(each[2] == name for each in tally.compared),
                "disagreements": sum(each[2] == name for each in tally.differing),
                "cells changed by the storage": tally.changed.get(name, 0),
                "rows that it cannot express": tally.unexpressed.get(name, 0),
            }
            for name in names
        ],
    )
    if tally.differing:
        raise SystemExit(f"{len(tally.differing)} combinations disagree")


WORST = (
    "If the parent of a task had the largest 64-bit integer as its level, DuckDB raised an "
    "exception instead of reporting a finding. Fixed; a test checks every engine."
)


if __name__ == "__main__":
    main()
