"""Selections: what is chosen, what comes along, what stays sound."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset, select_rows
from chinaindpolicy.dataset.selection import matching, parse_condition
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.check_tables import check_tables
from example import DATASETS

ABOUT = (("errata", "record_ids"), ("outcomes", "record_id"), ("mentions", "record_id"),
         ("spans", "record_id"))  # fmt: skip


def ids_in(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (str(value),)  # pyright: ignore[reportUnknownVariableType]


def assert_sound(whole: Dataset, part: Dataset) -> None:
    """Every id leads somewhere, every row is a row of the whole, in its order."""
    for name, table in part.tables.items():
        kept = set(table.ids)
        assert table.ids == tuple(id for id in whole[name].ids if id in kept)
        assert all(table[id] == whole[name][id] for id in kept)
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
def test_any_selection_is_sound_and_holds_what_was_chosen(
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


def test_a_selection_passes_every_check(real: Dataset) -> None:
    part = real.select(region_id="cn-ah")
    report = check_tables({name: table.frame() for name, table in part.tables.items()})
    assert report.ok and not report.findings
    # Not so if what the rows refer to is left behind.
    frames = {name: table.frame() for name, table in part.tables.items()}
    frames["regions"] = frames["regions"].head(0)
    assert not check_tables(frames).ok


def test_everything_selected_is_the_release(real: Dataset) -> None:
    part = real.select()
    assert all(part[name].csv() == real[name].csv() for name in TABLE_NAMES)
    assert (part.name, part.release, part.title) == (real.name, real.release, real.title)


def test_without_tables_each_that_has_the_columns_is_chosen_from(real: Dataset) -> None:
    part = real.select(region_id="cn-ah")
    for name in ("targets", "tasks", "products", "projects", "policies"):
        assert set(part[name].ids) >= {record.id for record in real[name].where(region_id="cn-ah")}
        assert len(part[name]) < len(real[name])
    assert (
        "A selection: rows where region_id=cn-ah, and what they" in part.descriptor["description"]
    )
    assert len(real.select(region_id="cn-ah", strength="commit").products) == 0


def test_with_tables_only_they_are_chosen_from(real: Dataset) -> None:
    part = real.select("targets", "figures", region_id="cn-ah")
    assert {record.region_id for record in part.targets} == {"cn-ah"}
    assert len(part.products) == 0
    assert part.policies.ids == ("work-report-2024-anhui",)
    assert set(part.units.ids) == {record.unit for record in part.targets if record.unit}


def test_the_slips_of_what_is_chosen_come_along(real: Dataset) -> None:
    part = real.select("targets", id="components-plan-sales-2023")
    wanted = {slip.id for slip in real.errata.where(record_ids="components-plan-sales-2023")}
    assert wanted and wanted <= set(part.errata.ids)


def test_codes_of_one_name_may_differ_by_table(real: Dataset) -> None:
    part = real.select(kind="company")  # tasks have kinds too, but none of this name
    assert {record.kind for record in part.organizations} == {"company"}
    assert len(part.tasks) == 0
    part = select_rows(real, (), ["level=national"])  # the level of a task is a number
    assert len(part.policies) == 3


def test_nothing_chosen_is_an_empty_dataset(real: Dataset) -> None:
    part = real.select("targets", unit="furlong")
    assert not any(len(table) for table in part.tables.values())


@pytest.mark.parametrize(
    ("tables", "where", "message"),
    [
        (("target",), {}, "no table 'target'; did you mean 'targets'"),
        (("targets",), {"region": "cn"}, "no column of targets 'region'; did you mean 'region_id'"),
        ((), {"regio_id": "cn"}, "no column of any table 'regio_id'; did you mean 'region_id'"),
        (("targets",), {"strength": "strve"}, "no code of targets.strength 'strve'; did you mean"),
        ((), {"strength": "strve"}, "no code of targets.strength 'strve'; did you mean 'strive'"),
        ((), {"iso_4217": "CNY", "strength": "commit"}, "no table with all the columns"),
    ],
)
def test_what_can_choose_nothing_is_refused(
    real: Dataset, tables: tuple[str, ...], where: dict[str, object], message: str
) -> None:
    with pytest.raises(cip.UnknownNameError) as caught:
        real.select(*tables, **where)
    assert str(caught.value).startswith(message)


def test_a_value_of_another_type_is_refused(real: Dataset) -> None:
    with pytest.raises(TypeError, match=r"targets\.value holds number values"):
        real.select("targets", value="5000")
    with pytest.raises(TypeError, match="holds integer values"):
        real.select(char_start="many")


def test_a_selection_of_a_joined_collection_is_sound() -> None:
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
def test_conditions_are_read_as_the_csv_writes_them(
    real: Dataset, text: str, condition: tuple[str, object]
) -> None:
    assert parse_condition(text, real.targets) == condition


def test_a_column_may_be_in_several_conditions(real: Dataset) -> None:
    slips = real.errata
    two = next(slip for slip in slips if len(slip.record_ids) > 1)
    found = matching(slips, [("record_ids", id) for id in two.record_ids])
    assert two in found and len(found) < len(slips)
    assert matching(real.policies, [parse_condition("issuers=", real.policies)]) == tuple(
        policy for policy in real.policies if policy.issuers == ()
    )
