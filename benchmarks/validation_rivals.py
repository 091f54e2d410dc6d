"""Other tools on the rules of figures, for the benchmark of `validate`: each has every rule."""

from __future__ import annotations

import datetime
import importlib
from typing import Any, cast

import polars as pl
from validation_rules import lookups, sql, with_uniqueness


def _tool(name: str) -> Any:
    """Return a tool that is no dependency of ours, and that type checkers may not find."""
    return importlib.import_module(name)


def with_pandera(frame: pl.DataFrame) -> int:
    """Judge with a pandera schema: types, and each rule a check of the frame."""
    import pandera.errors
    import pandera.polars as pa
    from pandera.config import ValidationDepth, config_context

    def check(name: str, good: pl.Expr) -> Any:
        def holds(data: Any) -> Any:
            return data.lazyframe.select(good.alias(name))

        return pa.Check(holds, name=name)

    schema = pa.DataFrameSchema(
        {name: pa.Column(dtype, nullable=True) for name, dtype in frame.schema.items()},
        checks=[check(name, good) for name, good in with_uniqueness(lookups(frame)).items()],
    )
    with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        try:
            schema.validate(frame, lazy=True)
        except pandera.errors.SchemaErrors as errors:
            return int(cast("Any", errors.failure_cases).height)
    return 0


def with_dataframely(frame: pl.DataFrame) -> int:
    """Judge with a dataframely schema: types, and each rule a rule of the schema."""
    dy = _tool("dataframely")

    kinds: dict[Any, Any] = {pl.String: dy.String, pl.Float64: dy.Float64, pl.Date: dy.Date}
    members: dict[str, Any] = {
        name: kinds[dtype.base_type()](nullable=True) for name, dtype in frame.schema.items()
    }
    for name in ("value", "value_upper"):  # a rule of its own, as with the others
        members[name] = dy.Float64(nullable=True, allow_inf=True, allow_nan=True)

    def rule(good: pl.Expr) -> Any:
        def holds(cls: Any) -> pl.Expr:
            return good

        return dy.rule()(holds)

    for name, good in with_uniqueness(lookups(frame)).items():
        members[f"rule_{name}"] = rule(good)
    schema: Any = type("Figures", (dy.Schema,), members)
    _, failures = schema.filter(frame)
    return int(sum(failures.counts().values()))


def with_patito(frame: pl.DataFrame) -> int:
    """Judge with a patito model: types, and each rule a constraint."""
    from pydantic import create_model

    patito, problems = _tool("patito"), _tool("patito.exceptions")

    rules = list(with_uniqueness(lookups(frame)).values())
    kinds: dict[Any, Any] = {pl.String: str, pl.Float64: float, pl.Date: datetime.date}
    fields: dict[str, Any] = {
        name: (
            kinds[dtype.base_type()] | None,
            patito.Field(default=None, constraints=rules if name == "id" else None),
        )
        for name, dtype in frame.schema.items()
    }
    model: Any = create_model("Figures", __base__=patito.Model, **fields)
    try:
        model.validate(frame)
    except problems.DataFrameValidationError as error:
        numbers = [each["msg"].split()[0] for each in error.errors()]
        return sum(int(number) for number in numbers if number.isdigit())
    return 0


def with_pointblank(frame: pl.DataFrame) -> int:
    """Judge with pointblank: each rule a step; no rows are extracted."""
    plan = _tool("pointblank").Validate(frame)
    for good in with_uniqueness(lookups(frame)).values():
        plan = plan.col_vals_expr(expr=good)
    done = plan.interrogate(collect_extracts=False, collect_tbl_checked=False)
    return int(sum(done.n_failed().values()))


def with_sql(frame: pl.DataFrame) -> int:
    """Judge with one query of DuckDB, written by hand."""
    import duckdb

    known = lookups(frame)
    with duckdb.connect() as connection:
        connection.register("figures", frame)
        connection.register("own_units", known.units)
        connection.register("dimensions", known.dimensions)
        lists = {"ratios": known.ratios, "amounts": known.amounts, "growths": known.growths}
        connection.register("kinds", pl.DataFrame({name: [ids] for name, ids in lists.items()}))
        connection.register("bounds", known.bounds)
        for name, ids in known.ids.items():
            connection.register(f"{name}s", pl.DataFrame({"id": ids}))
        found = connection.sql(sql()).fetchall()
    return int(found[0][0])
