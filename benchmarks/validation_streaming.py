"""How fast and in how much memory `validate` checks Parquet that it streams.

    python benchmarks/validation_streaming.py FOLDER [ROWS ...]

Writes clean figures of 14 columns to the folder, unless they are there, and checks each file in a
process of its own: seconds of the wall and of the processors, and the greatest resident memory.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import polars as pl
from validation_data import clean

_STEP = 500_000
_CHECK = """
import resource, sys, time
began = time.perf_counter()
import chinaindpolicy as cip
report = cip.validate(sys.argv[1], "figures")
used = resource.getrusage(resource.RUSAGE_SELF)
print(
    f"{report.rows:>11,} rows {time.perf_counter() - began:7.1f} s "
    f"{used.ru_utime + used.ru_stime:7.1f} s of work {used.ru_maxrss / 2**20:6.2f} GiB "
    f"{sum(report.counts.values())} breaches"
)
"""


def write(path: Path, rows: int) -> None:
    """Write clean figures, a step at a time."""
    import pyarrow.parquet as pq

    beside = path.with_suffix(".part")
    writer: Any = None
    for start in range(0, rows, _STEP):
        frame: Any = clean(min(_STEP, rows - start), start)
        table = frame.to_arrow(compat_level=pl.CompatLevel.oldest())
        writer = writer or pq.ParquetWriter(beside, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=_STEP // 2)
    if writer is not None:
        writer.close()
        beside.rename(path)


def main() -> None:
    folder = Path(sys.argv[1])
    for rows in [int(rows) for rows in sys.argv[2:]] or [1_000_000, 10_000_000, 50_000_000]:
        path = folder / f"figures-{rows}.parquet"
        if not path.exists():
            write(path, rows)
        subprocess.run([sys.executable, "-c", _CHECK, str(path)], check=True)


if __name__ == "__main__":
    main()
