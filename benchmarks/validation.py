"""How fast `validate` is: against a query fused by hand, and against other tools, in one run.

    python benchmarks/validation.py [ROWS ...]

Prints, for each number of rows and each state of the data (clean; one row in a thousand breaking
each of seven rules; every row broken), the seconds of the wall and of the processors, and the
ratio to the floor: one Polars query written by hand that counts the breaches of the same rules,
and uniqueness by 64-bit hash with true duplicates confirmed. Tools that are not installed are
left out; what they judge (types, missing values, codes, ranges, unique ids) is less than that.
"""

from __future__ import annotations

import importlib.util
import sys
import time
from collections.abc import Callable
from typing import Any, cast

import polars as pl
from validation_data import broken, clean

import chinaindpolicy as cip
from chinaindpolicy.columns import columns
from chinaindpolicy.records import period_bounds

SPECS = {spec.name: spec for spec in columns("figures")}
CODES = ("comparator", "measure", "price_basis", "kind")
ID = r"^[a-z0-9]+(-[a-z0-9]+)*\z"


def floor(frame: pl.DataFrame) -> int:
    """Count the breaches of every rule with one query written by hand; return their sum."""
    known = {
        "indicator_id": cip.indicators.frame()["id"],
        "region_id": cip.regions.frame()["id"],
        "unit": cip.units.frame()["id"],
        "organization_id": cip.organizations.frame()["id"],
    }
    units = cip.indicators.frame().select(indicator_id="id", own_unit="unit")
    dimensions = cip.units.frame().select(unit="id", dimension=pl.col("dimension").cast(pl.String))
    days = [text for text in frame["period"].unique() if text and text != "2024-02-30"]
    bounds = pl.DataFrame(
        [(text, *period_bounds(text)) for text in days],
        schema={"period": pl.String, "first": pl.Date, "last": pl.Date},
        orient="row",
    )
    col, value, upper = pl.col, pl.col("value"), pl.col("value_upper")
    needed = ("id", "indicator_id", "region_id", "period", "value", "unit", "kind")
    bad = [col(name).is_null() for name in needed]
    bad += [~col(name).is_in(ids.to_list()) for name, ids in known.items()]
    bad += [~col(name).is_in(SPECS[name].categories) for name in CODES]
    bad += [
        ~col("id").str.contains(ID),
        col("id").str.len_chars() > 120,
        ~value.is_finite(),
        ~upper.is_finite(),
        col("first").is_null(),
        (col("period_start") != col("first")) | (col("period_end") != col("last")),
        value.is_null() != col("comparator").is_null(),
        value.is_null() != col("unit").is_null(),
        value.is_null() != col("measure").is_null(),
        (col("comparator") == "range") != upper.is_not_null(),
        upper <= value,
        (col("measure") == "share") & (col("unit") == "percent") & ~value.is_between(0, 100),
        col("unit") != col("own_unit"),
        (col("dimension") == "currency") & col("price_basis").is_null(),
        col("period_start") > col("period_end"),
    ]
    joined = (
        frame.lazy()
        .join(units.lazy(), on="indicator_id", how="left", maintain_order="left")
        .join(dimensions.lazy(), on="unit", how="left", maintain_order="left")
        .join(bounds.lazy(), on="period", how="left", maintain_order="left")
    )
    key = ("indicator_id", "region_id", "period", "organization_id")
    mixed = col(key[0]).hash(0) ^ col(key[1]).hash(1) ^ col(key[2]).hash(2) ^ col(key[3]).hash(3)
    counts = joined.select(
        *(test.sum().alias(str(number)) for number, test in enumerate(bad))
    ).collect()
    hashed = frame.select(col("id").hash().alias("id"), mixed.alias("key"))
    repeated = 0
    for name, by in (("id", ("id",)), ("key", key)):
        hashes = hashed[name]
        if hashes.n_unique() < len(hashes):
            suspects = frame.select(by).filter(hashes.is_duplicated())
            repeated += int(suspects.is_duplicated().sum())
    return repeated + int(sum(counts.row(0)))


def ours(frame: pl.DataFrame) -> int:
    """Count with `validate`."""
    return sum(cip.validate(frame, "figures").counts.values())


def with_pandera(frame: pl.DataFrame) -> int:
    """Judge the columns that are there with the table's own pandera schema."""
    import pandera.errors
    from pandera.config import ValidationDepth, config_context

    whole = cip.schema("figures")
    schema = whole.remove_columns([name for name in whole.columns if name not in frame.columns])
    typed = schema.update_columns({name: {"dtype": pl.String} for name in CODES})
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            typed.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            return int(cast("Any", errors.failure_cases).height)
    return 0


def with_duckdb(frame: pl.DataFrame) -> int:
    """Count with DuckDB, by the same rules."""
    return sum(cip.validate(frame, "figures", engine="duckdb").counts.values())


def with_dataframely(frame: pl.DataFrame) -> int:
    """Judge columns with dataframely."""
    import dataframely as dy

    schema = type(
        "Figures",
        (dy.Schema,),
        {
            "id": dy.String(primary_key=True, regex=ID.replace(r"\z", "$"), max_length=120),
            "indicator_id": dy.String(nullable=False),
            "region_id": dy.String(nullable=False),
            "period": dy.String(nullable=False),
            "value": dy.Float64(nullable=False, allow_inf=False, allow_nan=False),
            "value_upper": dy.Float64(nullable=True),
            "comparator": dy.String(
                nullable=True, check=lambda each: each.is_in(SPECS["comparator"].categories)
            ),
            "kind": dy.String(
                nullable=False, check=lambda each: each.is_in(SPECS["kind"].categories)
            ),
        },
    )
    _, failures = schema.filter(frame)  # type: ignore[attr-defined]
    return int(sum(failures.counts().values()))


TOOLS: dict[str, Callable[[pl.DataFrame], int]] = {
    "floor": floor,
    "validate": ours,
    "pandera": with_pandera,
    "duckdb, through validate": with_duckdb,
    "dataframely": with_dataframely,
}
NEEDED = {"duckdb, through validate": "duckdb", "dataframely": "dataframely"}


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
                    f"{work / base:6.2f} x the floor, {found} breaches"
                )


if __name__ == "__main__":
    main()
