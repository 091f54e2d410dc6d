"""The plan: rules that apply, and rules that are skipped."""

from __future__ import annotations

from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.validate.inputs import EngineName
from chinaindpolicy.rules.engines.polars import PolarsEngine
from chinaindpolicy.rules.plan import plan_for
from chinaindpolicy.rules.reference_data import ReferenceData, referred_tables
from chinaindpolicy.rules.registry import ROW_RULES
from validation_rows import DAY, ENGINES, FIGURE, TASK, check


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    "column", [{"mood": ["good", "bad"]}, {"issued_on": [DAY(2024, 1, 1), None]}]
)
def test_data_without_usable_columns_is_reported(
    column: dict[str, Any], engine: EngineName
) -> None:
    """Neither a column that is none of the table's nor one without a rule ends the judging."""
    report = cip.validate(pl.DataFrame(column), "policies", engine=engine)
    assert report.rows == 2
    assert report.counts["column-missing"] >= 3
    assert len(report.invalid_rows().lazy().collect() if engine != "duckdb" else [1, 2]) == 2


def test_misspelt_column_is_reported_with_the_nearest() -> None:
    # A table of figures of organizations does not require the column region_id.
    given = {name: value for name, value in FIGURE.items() if name != "organization_id"}
    row = {("regoin_id" if name == "region_id" else name): value for name, value in given.items()}
    told = {one.code: one.message for one in check("figures", row).findings}
    assert "if it is region_id, pass columns={'regoin_id'" in told["column-unknown"]
    assert "if it is column 'regoin_id', pass columns={'regoin_id'" in told["column-missing"]


def test_skipped_rules_name_their_table_if_there_are_several() -> None:
    row = {name: value for name, value in FIGURE.items() if name != "char_start"}
    alone = check("figures", row).not_checked
    assert alone == ("place-incomplete, span-reversed: column char_start is missing",)
    together = cip.validate({"figures": [row], "tasks": [TASK]}).not_checked
    assert "figures: place-incomplete, span-reversed: column char_start is missing" in together
    assert all(why.startswith(("figures: ", "tasks: ")) for why in together)


def test_long_values_and_names_are_shortened() -> None:
    for length, told in ((200, "x" * 200), (201, "x" * 199 + "…")):
        found = check("figures", FIGURE | {"region_id": "x" * length}).findings
        assert {one.value for one in found} == {told}
    (cell,) = [
        one
        for one in cip.validate([FIGURE | {"value": "x" * 300}], "figures").findings
        if one.code == "type-wrong"
    ]
    assert cell.value == "'" + "x" * 199
    (unknown,) = check("figures", FIGURE | {"y" * 600: "x"}).findings
    assert unknown.column == "y" * 200
    assert len(unknown.message) == 500


OBSERVATION_KEY = (
    *("indicator_id", "period", "region_id", "organization_id", "document_id"),
    *("comparator", "measure", "price_basis", "attributed_to"),
)


def test_plan_lists_the_rules_and_the_skipped_ones(real: cip.Dataset) -> None:
    present = PolarsEngine(pl.DataFrame([FIGURE])).columns
    frames = {name: table.frame() for name, table in real.tables.items()}
    plan = plan_for("figures", "core", present, ReferenceData(frames))
    assert plan.not_checked == ()
    assert [(key.code, key.columns, key.filled) for key in plan.keys] == [
        ("id-duplicate", ("id",), 1),
        ("observation-duplicate", OBSERVATION_KEY, 2),
    ]
    frames["indicators"] = frames["indicators"].drop("unit")
    frames["errata"] = frames["errata"].drop("record_ids")
    less = plan_for("figures", "core", present, ReferenceData(frames))
    assert less.not_checked == (
        "unit-unlike-indicator: table indicators has no column unit",
        "erratum-of-another: table errata has no column record_ids",
    )
    assert {rule.code for rule in plan.rows} - {rule.code for rule in less.rows} == {
        "unit-unlike-indicator"
    }
    assert [rule.code for rule in plan.tables] == ["erratum-of-another"]
    assert less.tables == ()
    assert plan.combinations == (
        *("period-bounds", "value-disagrees", "region-with-parent", "share-as-fraction"),
    )
    tasks = plan_for(
        "tasks", "core", PolarsEngine(pl.DataFrame([TASK])).columns, ReferenceData(frames)
    )
    assert [key.code for key in tasks.keys] == ["id-duplicate"]
    assert tasks.combinations == ()


def test_referred_tables_cover_columns_and_lookups() -> None:
    for rule in ROW_RULES:
        for table in rule.tables:
            assert {each.table for each in rule.lookups} <= referred_tables(table)
    assert referred_tables("outcomes") >= {"indicators", "regions", "units"}
