"""Compare `normalize` with a Polars script of the same mapping, in one run.

    python benchmarks/normalizing.py [ROWS ...]

Prints for plain numbers and for expressions (12.3亿元), with and without the list of changes: the
seconds of CPU, the rows a second, the ratio to the script, and the memory of the result in bytes
a row. The values of both results are compared.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable

import polars as pl

import chinaindpolicy as cip

INDICATOR = "电子元器件销售总额"
REGIONS = {"北京": "cn-bj", "上海": "cn-sh", "天津": "cn-tj", "广东": "cn-gd", "浙江": "cn-zj"}
FACTORS = {"亿元": 1e8, "万元": 1e4, "元": 1.0}


def table(height: int, *, expressions: bool) -> pl.DataFrame:
    """Return a table whose values have a unit column, or their unit in the cell."""
    pick = random.Random(height)
    places, units = list(REGIONS), list(FACTORS)
    unit = [pick.choice(units) for _ in range(height)]
    # Dots and digits differ in each row; no number reads as 1,234.
    number = [f"{pick.randrange(10**6)}.{pick.randrange(1, 100):02}" for _ in range(height)]
    return pl.DataFrame(
        {
            "指标": [INDICATOR] * height,
            "地区": [pick.choice(places) for _ in range(height)],
            "年份": [f"{1998 + row % 26}年" for row in range(height)],
            "序": [str(row) for row in range(height)],
            **(
                {"数值": [a + b for a, b in zip(number, unit, strict=True)]}
                if expressions
                else {"数值": number, "单位": unit}
            ),
        }
    )


def by_hand(frame: pl.DataFrame) -> pl.DataFrame:
    """Convert with a script that knows the table."""
    number, unit = pl.col("数值"), pl.col("单位") if "单位" in frame.columns else None
    if unit is None:
        unit = number.str.extract(r"([^0-9.]+)$")
        number = number.str.extract(r"^([0-9.]+)")
    return frame.select(
        indicator_id=pl.col("指标").replace_strict({INDICATOR: "electronic-component-sales"}),
        region_id=pl.col("地区").replace_strict(REGIONS),
        period=pl.col("年份").str.strip_suffix("年"),
        value=number.cast(pl.Float64) * unit.replace_strict(FACTORS, return_dtype=pl.Float64),
        unit=pl.lit("CNY"),
        序=pl.col("序"),
    )


def normalized(frame: pl.DataFrame) -> pl.DataFrame:
    """Convert with `normalize`."""
    return cip.normalize(frame, "figures", dimensions=["序"]).frame


def with_changes(frame: pl.DataFrame) -> pl.DataFrame:
    """Convert with `normalize`, and make the list of changes."""
    found = cip.normalize(frame, "figures", dimensions=["序"])
    return found.changes if found.changes.height else found.frame


def seconds(convert: Callable[[pl.DataFrame], pl.DataFrame], frame: pl.DataFrame) -> float:
    """Return the CPU seconds of the fastest of three runs."""
    found: list[float] = []
    for _ in range(3):
        start = time.process_time()
        convert(frame)
        found.append(time.process_time() - start)
    return min(found)


def run(height: int, *, expressions: bool) -> None:
    """Print the lines of one table."""
    frame = table(height, expressions=expressions)
    first, second = by_hand(frame), normalized(frame)
    differing = int(((first["value"] - second["value"]).abs() > first["value"] * 1e-12).sum())
    if differing:
        raise SystemExit(f"{differing} values differ")
    base = seconds(by_hand, frame)
    kind = "expressions" if expressions else "numbers"
    print(f"{kind}, {height:,} rows")
    for name, convert in (
        ("polars script", by_hand), ("normalize", normalized), ("with changes", with_changes),
    ):  # fmt: skip
        taken = seconds(convert, frame)
        size = convert(frame).estimated_size()
        print(
            f"  {name:15} {taken:7.3f} s CPU {height / taken:12,.0f} rows/s"
            f" {taken / base:6.1f} x {size / height:7.0f} bytes/row"
        )


def main() -> None:
    for height in map(int, sys.argv[1:] or ["200000"]):
        for expressions in (False, True):
            run(height, expressions=expressions)


if __name__ == "__main__":
    main()
