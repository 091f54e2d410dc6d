"""Selections: selected rows, the rows that they refer to, and rejected conditions."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset, select_rows
from chinaindpolicy.dataset.selection import matching, parse_condition
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.check_tables import check_tables
from example import DATASETS
from release_edits import update_descriptor

ABOUT = (("errata", "record_ids"), ("outcomes", "record_id"), ("mentions", "record_id"),
         ("spans", "record_id"))  # fmt: skip


def ids_in(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)  # pyright: ignore[reportUnknownVariableType]


def assert_sound(whole: Dataset, part: Dataset) -> None:
    """Assert that every id resolves and that all rows are rows of `whole`, in its order."""
    for name, table in part.tables.items():
        kept = set(table.ids)
        assert table.ids == tuple(id for id in whole[name].ids if id in kept)
        for id in kept:
            changed = {}
            if name == "documents":  # names the policies of the selection
                ids = whole.documents[id].policy_ids
                assert set(part.documents[id].policy_ids) <= set(ids)
                changed = {"policy_ids": ids}
            assert table[id].model_copy(update=changed) == whole[name][id]
        assert table.columns == whole[name].columns
        assert table.frame().height == len(table) == table.descriptor["rows"]
        for spec in columns(name):
            target = spec.meaning.referenced_table
            for record in table:
                for id in ids_in(getattr(record, spec.name)) if target else ():
                    assert id in part[target or ""], (name, record.id, id)
                if spec.name in ("record_id", "record_ids"):
                    assert all(part.record(id) for id in ids_in(getattr(record, spec.name)))


@settings(max_examples=25)
@given(data=st.data())
def test_selection_is_consistent_and_contains_the_selected_rows(
    real: Dataset, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([name for name in TABLE_NAMES if len(real[name])]))
    column = data.draw(st.sampled_from(real[name].columns))
    value = data.draw(st.sampled_from([getattr(record, column) for record in real[name]]))
    part = select_rows(real, [name], [(column, value)])
    assert_sound(real, part)
    chosen = {record.id for record in real[name].where(**{column: value})}
    assert chosen <= set(part[name].ids)
    for table, link in ABOUT:
        for record in real[table]:
            if chosen.intersection(ids_in(getattr(record, link))):
                assert record.id in part[table]


def test_selection_passes_all_rules(real: Dataset) -> None:
    part = real.select(region_id="cn-ah")
    report = check_tables({name: table.frame() for name, table in part.tables.items()})
    assert report.ok and not report.findings
    # Rules fail without the rows that the selection refers to.
    frames = {name: table.frame() for name, table in part.tables.items()}
    frames["regions"] = frames["regions"].head(0)
    assert not check_tables(frames).ok


def test_selection_without_conditions_equals_the_release(real: Dataset) -> None:
    part = real.select()
    assert all(part[name].csv() == real[name].csv() for name in TABLE_NAMES)
    assert (part.name, part.release, part.title) == (real.name, real.release, real.title)


def test_select_without_tables_filters_every_table_with_the_column(real: Dataset) -> None:
    part = real.select(region_id="cn-ah")
    for name in ("targets", "tasks", "products", "projects", "policies"):
        assert set(part[name].ids) >= {record.id for record in real[name].where(region_id="cn-ah")}
        assert len(part[name]) < len(real[name])
    assert (
        "A selection: rows where region_id=cn-ah, and what they" in part.descriptor["description"]
    )
    assert len(real.select(region_id="cn-ah", strength="commit").products) == 0


def test_select_with_tables_filters_only_those_tables(real: Dataset) -> None:
    part = real.select("targets", "figures", region_id="cn-ah")
    assert {record.region_id for record in part.targets} == {"cn-ah"}
    assert len(part.products) == 0
    assert part.policies.ids == ("work-report-2024-anhui",)
    assert [document.policy_ids for document in part.documents] == [part.policies.ids]
    assert set(part.units.ids) == {record.unit for record in part.targets if record.unit}


def test_selection_includes_errata_of_selected_records(real: Dataset) -> None:
    part = real.select("targets", id="components-plan-sales-2023")
    expected = {
        erratum.id for erratum in real.errata.where(record_ids="components-plan-sales-2023")
    }
    assert expected and expected <= set(part.errata.ids)


def test_condition_on_a_shared_column_name_applies_per_table(real: Dataset) -> None:
    part = real.select(kind="company")  # tasks also have kinds, but not this one
    chosen = {record.id for record in real.organizations.where(kind="company")}
    assert chosen <= set(part.organizations.ids)
    assert len(part.tasks) < len(real.tasks) / 10  # those that errata of companies name
    part = select_rows(real, (), ["level=national"])  # the level of a task is a number
    assert len(part.policies) == 3


def test_selection_without_matches_is_empty(real: Dataset) -> None:
    part = real.select("targets", unit="percentage_point")
    assert not any(len(table) for table in part.tables.values())


@pytest.mark.parametrize(
    ("tables", "where", "message"),
    [
        (("target",), {}, "no table 'target'; did you mean 'targets'"),
        (("targets",), {"region": "cn"}, "no column 'region' in targets; did you mean 'region_id'"),
        ((), {"regio_id": "cn"}, "no column 'regio_id' in any table; did you mean 'region_id'"),
        (("targets",), {"strength": "strve"}, "no code 'strve' in targets.strength; did you mean"),
        ((), {"strength": "strve"}, "no code 'strve' in targets.strength; did you mean 'strive'"),
        ((), {"iso_4217": "CNY", "strength": "commit"}, "no table has the columns"),
    ],
)
def test_selection_with_unknown_name_is_rejected(
    real: Dataset, tables: tuple[str, ...], where: dict[str, object], message: str
) -> None:
    with pytest.raises((cip.UnknownNameError, cip.ConditionError)) as caught:
        real.select(*tables, **where)
    assert str(caught.value).startswith(message)


def test_selection_value_of_another_type_is_rejected(real: Dataset) -> None:
    with pytest.raises(TypeError, match=r"targets\.value contains numbers"):
        real.select("targets", value="5000")
    with pytest.raises(TypeError, match="contains integers"):
        real.select(char_start="many")


def test_selection_of_a_joined_collection_is_consistent() -> None:
    joined = cip.load(DATASETS.parent / "docs" / "example" / "lumen", including="2026.1")
    part = joined.select("targets")
    part = part.select("targets", id=joined.targets.ids[-1])
    assert_sound(joined, part)
    assert len(part.targets) and part.including is joined.including


@pytest.mark.parametrize(
    ("text", "condition"),
    [
        ("value=5e3", ("value", Decimal("5000"))),
        ("value=", ("value", None)),
        ("statement=a=b", ("statement", "a=b")),
        ("paragraph=7", ("paragraph", 7)),
    ],
)
def test_conditions_are_parsed_in_csv_notation(
    real: Dataset, text: str, condition: tuple[str, object]
) -> None:
    assert parse_condition(text, real.targets) == condition


def test_several_conditions_on_one_column_are_combined(real: Dataset) -> None:
    errata = real.errata
    two = next(erratum for erratum in errata if len(erratum.record_ids) > 1)
    found = matching(errata, [("record_ids", id) for id in two.record_ids])
    assert two in found and len(found) < len(errata)
    assert matching(real.policies, [parse_condition("issuers=", real.policies)]) == tuple(
        policy for policy in real.policies if policy.issuers == ()
    )


def test_selection_of_a_release_without_a_table_has_no_such_table(release_copy: Path) -> None:
    package = json.loads((release_copy / "datapackage.json").read_text("utf-8"))
    update_descriptor(
        release_copy, resources=[p for p in package["resources"] if p["name"] != "withdrawals"]
    )
    chosen = load(release_copy).select("targets", region_id="cn-ah")
    assert "withdrawals" not in chosen.descriptor["tables"]
    assert len(chosen.withdrawals) == 0 and len(chosen.targets) == 5
