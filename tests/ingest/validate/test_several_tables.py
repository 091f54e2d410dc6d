"""Validation of several tables together."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.release_names import release_path
from validation_rows import FIGURE, TASK, check


def test_given_tables_replace_those_of_the_dataset() -> None:
    region = {"id": "xx", "name": "X", "level": "country"}
    figure = FIGURE | {"region_id": "xx"}
    apart = check("figures", figure)
    assert apart.counts == {"id-dangling": 1}
    together = cip.validate({"figures": [figure], "regions": [region]})
    assert "id-dangling" not in together.counts
    assert together.valid_rows("regions") == [region]
    with pytest.raises(cip.ChinaIndPolicyError, match="name one of figures, regions"):
        together.valid_rows()
    with pytest.raises(cip.UnknownNameError):
        together.valid_rows("region")


def test_id_in_two_tables_is_reported_in_the_later_table() -> None:
    units = [{"id": "xx", "name": "X", "dimension": "count"}]
    regions = [{"id": "xx", "name": "X", "level": "country"}]
    report = cip.validate({"units": units, "regions": regions})
    assert report.counts == {"id-in-two-tables": 1}
    assert report.invalid_rows("regions") == regions
    assert report.valid_rows("units") == units


def test_empty_table_among_others_is_a_warning() -> None:
    tables = {name: table.frame() for name, table in cip.load().tables.items()}
    tables["withdrawals"] = tables["withdrawals"].head(0)
    report = cip.validate(tables, profile="traced")
    assert report.ok and report.counts == {"no-rows": 1}, str(report)
    assert cip.validate(tables["withdrawals"], "withdrawals", profile="traced").ok


@pytest.mark.parametrize("missing", [False, True])
def test_table_without_rows_gets_a_warning(missing: bool) -> None:
    rows = pl.DataFrame([FIGURE]).head(0 if missing else 1)
    report = cip.validate({"figures": rows, "outcomes": pl.DataFrame()})
    severities = {
        found.table: found.severity for found in report.findings if found.code == "no-rows"
    }
    assert severities == dict.fromkeys(["outcomes"] + ["figures"] * missing, "warning")


@pytest.mark.parametrize("samples", [0, 1, 2, 3])
def test_shared_id_findings_are_limited_by_samples(samples: int) -> None:
    data = {
        "figures": [FIGURE | {"id": "t"}, FIGURE | {"id": "u", "period": "2022"}],
        "tasks": [TASK, TASK | {"id": "u", "ordinal": 2}],
    }
    report = cip.validate(data, samples=samples)
    told = [one.row for one in report.findings if one.code == "id-in-two-tables"]
    assert report.counts["id-in-two-tables"] == 2
    assert told == [0, 1][:samples]


def test_columns_of_several_tables_cannot_be_renamed() -> None:
    data = {"figures": [FIGURE], "tasks": [TASK]}
    with pytest.raises(cip.ChinaIndPolicyError, match="renamed in one table: check it by itself"):
        cip.validate(data, columns={"amount": "value"})


def test_missing_lookup_columns_skip_rules(real: cip.Dataset) -> None:
    indicators = real["indicators"].frame().drop("unit")
    errata = real["errata"].frame().drop("record_ids")
    given: dict[str, Any] = {"figures": [FIGURE], "indicators": indicators, "errata": errata}
    report = cip.validate(given)
    assert any("table indicators has no column unit" in why for why in report.not_checked)
    # An erratum that cannot be looked up does not explain the difference.
    figure = FIGURE | {"stated": "2.1 billion yuan", "erratum_id": errata["id"][0]}
    assert "value-magnitude" in cip.validate(given | {"figures": [figure]}).counts


def test_older_release_has_no_rows_of_a_newer_table(tmp_path: Path, real: cip.Dataset) -> None:
    folder = shutil.copytree(Path(str(release_path(real.release))), tmp_path / "old")
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    package["resources"] = [part for part in package["resources"] if part["name"] != "errata"]
    (folder / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    old = cip.load(folder)
    report = cip.validate([FIGURE | {"erratum_id": "err-none"}], "figures", against=old)
    assert report.counts_by_column["figures", "id-dangling", "erratum_id"] == 1


def test_shared_ids_are_counted_without_samples() -> None:
    data = {"figures": [FIGURE | {"id": "t"}], "tasks": [TASK]}
    told, silent = cip.validate(data), cip.validate(data, samples=0)
    assert told.counts == silent.counts and told.counts["id-in-two-tables"] == 1
    assert "id-in-two-tables" in {one.code for one in told.findings}
    assert "id-in-two-tables" not in {one.code for one in silent.findings}


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("tasks", "level", ["1", "two", None]),
        ("tasks", "level", [[1], [2], None]),
        ("tasks", "id", [1, 2, 3]),
        ("tasks", "id", [["a"], ["b"], ["c"]]),
        ("tasks", "policy_id", [1.5, 2.5, None]),
        ("errata", "record_ids", ["a|b", "c", None]),
        ("errata", "record_ids", [1, 2, 3]),
        ("policies", "issued_on", ["2024-01-01", "soon", None]),
        ("policies", "issued_on", [True, False, None]),
        ("regions", "parent_id", [None, None, None]),
    ],
)
def test_lookup_column_of_wrong_type_is_reported(
    real: cip.Dataset, table: str, column: str, values: list[Any]
) -> None:
    """Rules that look into it find nothing there; it must not end the judging."""
    frame = real[table].frame().head(3).with_columns(pl.Series(column, values))
    other = {"tasks": "targets"}.get(table, "tasks")
    for data in (frame, frame.lazy()):
        report = cip.validate({table: data, other: real[other].frame()})
        told = report.counts_by_column.get((table, "dtype-wrong", column), 0)
        assert told == (0 if values == [None, None, None] else 1)


def test_empty_table_next_to_others_is_a_warning() -> None:
    empty = pl.DataFrame(schema=cip.polars_schema("targets"))
    report = cip.validate({"figures": pl.DataFrame([FIGURE]), "targets": empty})
    assert (report.ok, report.severities["no-rows"]) == (True, "warning")
    alone = cip.validate(empty, "targets")
    assert (alone.ok, alone.severities["no-rows"]) == (True, "warning")


def test_rules_on_withdrawals_that_need_all_tables_are_listed_as_skipped() -> None:
    rows = [
        {"id": "gone", "successor_id": "nowhere", "reason": "Read twice.", "withdrawn_in": "2026.2"}
    ]
    alone = cip.validate(rows, "withdrawals")
    together = cip.validate({"withdrawals": rows, "units": cip.units.frame()})
    for report in (alone, together):
        assert [what for what in report.not_checked if "successor-missing" in what]
    assert not cip.validate(cip.units.frame(), "units").not_checked
