"""Sound rows of figures and tasks that tests of validation change."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl

import chinaindpolicy as cip
from chinaindpolicy.ingest.validate.inputs import EngineName

Row = dict[str, Any]


DAY = datetime.date


FIGURE: Row = {
    "id": "a",
    "indicator_id": "electronic-component-sales",
    "region_id": "cn",
    "organization_id": None,
    "period": "2023",
    "period_basis": "stated",
    "value": 2.1e12,
    "unit": "CNY",
    "comparator": "eq",
    "value_upper": None,
    "measure": "level",
    "price_basis": "nominal",
    "period_start": DAY(2023, 1, 1),
    "period_end": DAY(2023, 12, 31),
    "stated": "2.1 trillion yuan",
    "document_id": "components-plan-report",
    "value_printed": None,
    "erratum_id": None,
    "basis": "official",
    "attributed_to": None,
    "attribution_certainty": None,
    "paragraph": 3,
    "char_start": 1,
    "char_end": 9,
    "text_sha256": "0" * 64,
}


RATE: Row = {
    "id": "r",
    "indicator_id": "chip-yield-rate",
    "region_id": "cn",
    "period": "2023",
    "value": 90.0,
    "unit": "percent",
}


TASK: Row = {
    "id": "t",
    "policy_id": "components-action-plan-2021",
    "region_id": "cn",
    "parent_id": None,
    "level": 1,
    "ordinal": 1,
    "kind": "key_task",
    "title": "Title",
    "summary": "Summary",
}


def check(table: str, *rows: Row, **options: Any) -> cip.ValidationReport:
    """Validate rows as a frame whose columns have the types of the table."""
    declared = cip.polars_schema(table)
    schema = {
        name: pl.String if isinstance(declared.get(name), pl.Enum) else declared.get(name)
        for row in rows
        for name in row
    }
    return cip.validate(pl.DataFrame(list(rows), schema=schema), table, **options)


ENGINES: tuple[EngineName, ...] = ("polars", "polars-streaming", "duckdb")


def counts(*rows: dict[str, Any], code: str, engine: str = "polars") -> int:
    return check("figures", *rows, engine=engine).counts.get(code, 0)
