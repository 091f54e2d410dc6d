"""The rules of figures written by hand in Polars and in SQL, for the benchmark of `validate`."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

import chinaindpolicy as cip
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.model.vocabularies import AMOUNTS, BALANCE_WORDS

SPECS = {spec.name: spec for spec in columns("figures")}
CODES = ("comparator", "measure", "price_basis", "kind")
NEEDED = ("id", "indicator_id", "region_id", "period", "value", "unit", "kind")
KEY = (
    *("indicator_id", "period", "region_id", "organization_id"),
    *("comparator", "kind", "measure", "price_basis"),
)
FILLED = KEY[:2]
CHANGES = ("growth", "change", "multiple")
ID = r"^[a-z0-9]+(-[a-z0-9]+)*\z"


@dataclass(frozen=True)
class Lookups:
    """What the rules look up: ids, the unit of an indicator, the kind of a unit, days.

    Attributes:
        ids: The known ids by column.
        units: `indicator_id` and `own_unit`.
        ratios: The indicators whose values are shares.
        amounts: The indicators whose values are not negative.
        growths: The indicators whose values are growth rates.
        dimensions: `unit` and `dimension`.
        bounds: `period`, `first` and `last`, of the periods of the data that can be read.
    """

    ids: dict[str, list[str]]
    units: pl.DataFrame
    ratios: list[str]
    amounts: list[str]
    growths: list[str]
    dimensions: pl.DataFrame
    bounds: pl.DataFrame


def lookups(frame: pl.DataFrame) -> Lookups:
    """Return what the rules look up for some figures."""
    words = "|".join(rf"\b{word}s?\b" if word.isascii() else word for word in BALANCE_WORDS)
    names = pl.concat_str(pl.col("name"), pl.col("name_zh").fill_null(""), separator=" ")
    positive = cip.indicators.frame().filter(~names.str.contains(f"(?i){words}"))

    def of(*dimensions: str) -> list[str]:
        return positive.filter(pl.col("dimension").is_in(dimensions))["id"].to_list()

    days = [text for text in frame["period"].unique() if text and text != "2024-02-30"]
    return Lookups(
        {
            "indicator_id": cip.indicators.frame()["id"].to_list(),
            "region_id": cip.regions.frame()["id"].to_list(),
            "unit": cip.units.frame()["id"].to_list(),
            "organization_id": cip.organizations.frame()["id"].to_list(),
        },
        cip.indicators.frame().select(indicator_id="id", own_unit="unit"),
        of("ratio"),
        of(*AMOUNTS),
        of("growth"),
        cip.units.frame().select(unit="id", dimension=pl.col("dimension").cast(pl.String)),
        pl.DataFrame(
            [(text, *period_bounds(text)) for text in days],
            schema={"period": pl.String, "first": pl.Date, "last": pl.Date},
            orient="row",
        ),
    )


def breaches(known: Lookups) -> dict[str, pl.Expr]:
    """Return the expressions that are true for bad rows; null is good."""
    frames = {"indicator_id": known.units, "unit": known.dimensions, "period": known.bounds}

    def looked_up(key: str, column: str) -> pl.Expr:
        frame = frames[key]
        return pl.col(key).replace_strict(
            frame[key], frame[column], default=None, return_dtype=frame.schema[column]
        )

    col, value, upper = pl.col, pl.col("value"), pl.col("value_upper")
    first, last = looked_up("period", "first"), looked_up("period", "last")
    percent = col("unit") == "percent"
    ratio = col("indicator_id").is_in(known.ratios) & ~col("measure").is_in(CHANGES)
    share = (col("measure") == "share") | ratio
    growth = (col("measure") == "growth") | (
        col("measure").is_null() & col("indicator_id").is_in(known.growths)
    )
    bad = {f"{name}_missing": col(name).is_null() for name in NEEDED}
    bad |= {f"{name}_unknown": ~col(name).is_in(ids) for name, ids in known.ids.items()}
    bad |= {f"{name}_code": ~col(name).is_in(SPECS[name].categories) for name in CODES}
    return bad | {
        "id_pattern": ~col("id").str.contains(ID),
        "id_long": col("id").str.len_chars() > 120,
        "value_finite": ~value.is_finite(),
        "upper_finite": ~upper.is_finite(),
        "period_read": first.is_null(),
        "period_bounds": (col("period_start") != first) | (col("period_end") != last),
        "value_comparator": value.is_null() != col("comparator").is_null(),
        "value_unit": value.is_null() != col("unit").is_null(),
        "value_measure": value.is_null() != col("measure").is_null(),
        "range_upper": (col("comparator") == "range") != upper.is_not_null(),
        "upper_value": upper <= value,
        "share": percent & share & ~value.is_between(0, 100),
        "fraction": percent & share & (value > 0) & (value < 1),
        "negative": (value < 0)
        & ~percent
        & ~col("measure").is_in(CHANGES)
        & col("indicator_id").is_in(known.amounts),
        "growth": percent & (value < -100) & growth,
        "indicator_unit": col("unit") != looked_up("indicator_id", "own_unit"),
        "prices": (looked_up("unit", "dimension") == "currency") & col("price_basis").is_null(),
        "reversed": col("period_start") > col("period_end"),
    }


def with_uniqueness(known: Lookups) -> dict[str, pl.Expr]:
    """Return what is true for good rows, uniqueness too, for tools that take expressions."""
    good = {name: (~bad).fill_null(True) for name, bad in breaches(known).items()}
    filled = pl.all_horizontal(pl.col(name).is_not_null() for name in FILLED)
    return good | {
        "id_twice": ~pl.col("id").is_duplicated() | pl.col("id").is_null(),
        "key_twice": ~pl.struct(KEY).is_duplicated() | ~filled,
    }


def sql() -> str:
    """Return the same rules as one query for DuckDB, over `figures` and the lookups."""
    share = (
        f"(measure = 'share' or measure not in {CHANGES} and indicator_id in"
        " (select unnest(ratios) from kinds))"
    )
    tests = [f"{name} is null" for name in NEEDED]
    ids = ("indicator_id", "region_id", "unit", "organization_id")
    tests += [f"{name} not in (select id from {name}s)" for name in ids]
    for name in CODES:
        codes = ", ".join(f"'{code}'" for code in SPECS[name].categories or ())
        tests.append(f"{name} not in ({codes})")
    tests += [
        "not regexp_full_match(id, '[a-z0-9]+(-[a-z0-9]+)*')",
        "length(id) > 120",
        "not isfinite(value)",
        "not isfinite(value_upper)",
        "first is null",
        "period_start <> first or period_end <> last",
        "(value is null) <> (comparator is null)",
        "(value is null) <> (unit is null)",
        "(value is null) <> (measure is null)",
        "coalesce(comparator = 'range', false) <> (value_upper is not null)",
        "value_upper <= value",
        f"unit = 'percent' and {share} and not value between 0 and 100",
        f"unit = 'percent' and {share} and value > 0 and value < 1",
        f"value < 0 and unit <> 'percent' and measure not in {CHANGES} and indicator_id in"
        " (select unnest(amounts) from kinds)",
        "unit = 'percent' and value < -100 and (measure = 'growth' or measure is null and"
        " indicator_id in (select unnest(growths) from kinds))",
        "unit <> own_unit",
        "dimension = 'currency' and price_basis is null",
        "period_start > period_end",
    ]
    counts = " + ".join(f"count(*) filter (where {test})" for test in tests)
    filled = " and ".join(f"{name} is not null" for name in FILLED)
    twice = "coalesce((select sum(n) from (select count(*) n from figures where {} group by {}"
    twice += " having n > 1)), 0)"
    return (
        f"select {counts} + {twice.format('id is not null', 'id')}"
        f" + {twice.format(filled, ', '.join(KEY))} from figures left join own_units using"
        " (indicator_id) left join dimensions using (unit) left join bounds using (period)"
    )
