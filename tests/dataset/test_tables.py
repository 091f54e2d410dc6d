"""Datasets and tables: mappings of records, lookup by value, frames and HTML."""

from __future__ import annotations

import html
import re
from decimal import Decimal
from typing import Any, assert_type, cast

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.records import RECORDS, Unit, Withdrawal
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import Tables, changed, dataset_of


def html_of(shown: Table[Any] | Dataset) -> str:
    """Return the HTML that a notebook shows."""
    return shown._repr_html_()  # pyright: ignore[reportPrivateUsage]


# Datasets


def test_dataset_has_every_table_by_name_and_attribute(example: Dataset) -> None:
    assert tuple(example.tables) == TABLE_NAMES
    for name in TABLE_NAMES:
        table = example[name]
        assert table is example.tables[name] is getattr(example, name)
        assert table.name == name
        assert table.Record is RECORDS[name]
        assert table.description == " ".join((RECORDS[name].__doc__ or "").split())


def test_table_by_name_has_the_type_of_its_records(real: Dataset) -> None:
    """The type checkers of the project verify the types."""
    assert_type(real["targets"], Table[cip.Target])
    assert_type(real["regions"][0], cip.Region)
    assert isinstance(real["targets"][0], cip.Target)


def test_module_tables_are_those_of_the_newest_release() -> None:
    for name in TABLE_NAMES:
        assert getattr(cip, name) is load()[name]


def test_unknown_table_suggests_similar_names(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=r"^no table 'target'; did you mean 'targets'"):
        example["target"]
    with pytest.raises(UnknownNameError, match="available: documents, policies"):
        example["xyzzy"]
    with pytest.raises(UnknownNameError, match="did you mean 'figures'"):
        cip.schema("figure")
    with pytest.raises(UnknownNameError, match="did you mean 'figures'"):
        cip.json_schema("Figure")


def test_unknown_dataset_attribute_suggests_similar_names(example: Dataset) -> None:
    with pytest.raises(
        AttributeError, match="a dataset has no attribute 'target'; did you mean 'targets'"
    ):
        getattr(example, "target")  # noqa: B009
    assert not hasattr(example, "xyzzy")


def test_dataset_is_a_mapping_of_its_tables(example: Dataset) -> None:
    assert list(example) == list(TABLE_NAMES)
    assert len(example) == len(TABLE_NAMES)
    assert "targets" in example
    assert "target" not in example


def test_record_is_found_in_any_table(example: Dataset) -> None:
    for name, table in example.tables.items():
        for record in table:
            if name != "withdrawals":
                assert example.record(record.id) is record
    with pytest.raises(
        UnknownNameError,
        match=r"no record 'harbour-quai' in harbour-example [0-9.]+; did you mean 'harbour-q",
    ):
        example.record("harbour-quai")


def test_dataset_tables_are_read_only(example: Dataset) -> None:
    with pytest.raises(TypeError):
        example.tables["targets"] = example["figures"]  # type: ignore[index]  # pyright: ignore


# Tables


def test_table_is_a_mapping_in_reading_order(example: Dataset) -> None:
    table = example.targets
    assert [target.id for target in table] == list(table.ids)
    assert [target.id for target in table] == [
        "harbour-new-enterprises-2035",
        "harbour-lantern-output-2035",
        "harbour-price-clarity-2035",
        "harbour-kilns-2035",
        "harbour-pass-rate-2035",
    ]
    assert list(table) == list(table)
    assert len(table) == 5
    for id in table.ids:
        assert table[id] is table.get(id)
        assert id in table
    assert "harbour" not in table
    assert table.get("harbour") is None
    assert table.get("harbour", 7) == 7
    assert table._ipython_key_completions_() == list(table.ids)  # pyright: ignore[reportPrivateUsage]


def test_frame_and_records_have_the_same_order(example: Dataset) -> None:
    for table in example.tables.values():
        assert table.frame()["id"].to_list() == [record.id for record in table]


def test_unknown_id_raises_key_error_with_similar_ids(example: Dataset) -> None:
    with pytest.raises(KeyError) as caught:
        example.targets["harbour-kilns-2034"]
    assert isinstance(caught.value, UnknownNameError)
    assert isinstance(caught.value, cip.ChinaIndPolicyError)
    message = "no id 'harbour-kilns-2034' in targets; did you mean 'harbour-kilns-2035' or "
    assert str(caught.value).startswith(message)
    assert caught.value.near[0] == "harbour-kilns-2035"
    with pytest.raises(UnknownNameError, match="available: harbour-glass"):
        example.tasks["zzz"]


def test_where_returns_records_with_equal_values(example: Dataset) -> None:
    found = example.targets.where(policy_id="harbour-lantern-plan", unit="percent")
    assert [target.id for target in found] == ["harbour-pass-rate-2035"]
    assert example.targets.where() == tuple(example.targets)
    assert example.targets.where(value=Decimal("99.50")) == found
    assert len(example.targets.where(value=None)) == 1
    assert example.targets.where(unit="CNY", kind="qualitative") == ()


def test_where_matches_items_of_list_columns(example: Dataset) -> None:
    (policy,) = example.policies
    assert example.policies.where(issuers="harbour-council") == (policy,)
    assert example.policies.where(issuers=("harbour-council",)) == (policy,)
    with pytest.raises(UnknownNameError, match="'council' in organizations; did you mean 'harbour"):
        example.policies.where(issuers="council")
    assert [one.id for one in example.organizations.where(aliases="明灯")] == ["bright-lamp-works"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "12.5"), ("period_end", "2035-12-31"), ("paragraph", "2"), ("stated", 5)],
)
def test_where_rejects_values_of_another_type(example: Dataset, column: str, value: object) -> None:
    """Such a value matches no record, and an empty result would be misleading."""
    with pytest.raises(TypeError, match=f"targets.{column} contains"):
        example.targets.where(**{column: value})


def test_where_with_unknown_code_suggests_similar_codes(example: Dataset) -> None:
    message = r"'strve' in targets\.strength; did you mean 'strive'"
    with pytest.raises(UnknownNameError, match=message):
        example.targets.where(strength="strve")


def test_where_with_unknown_column_suggests_similar_columns(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=r"^no column 'region' in targets; did you mean 're"):
        example.targets.where(region="harbour")
    with pytest.raises(UnknownNameError, match="no column 'nonsense' in outcomes"):
        load().outcomes.where(nonsense=1)


@given(st.data())
def test_where_equals_a_filter_by_attribute(example: Dataset, data: st.DataObject) -> None:
    table: Table[Any] = example[data.draw(st.sampled_from(TABLE_NAMES))]
    column = data.draw(st.sampled_from(table.columns))
    value = getattr(data.draw(st.sampled_from(list(table))), column)
    assert table.where(**{column: value}) == tuple(
        record for record in table if getattr(record, column) == value
    )


def test_changing_a_frame_does_not_change_the_table(example: Dataset) -> None:
    table = example.figures
    assert isinstance(table.lazy(), pl.LazyFrame)
    assert table.lazy().collect().equals(table.frame())
    frame = table.frame()
    frame[0, "note"] = "changed by a user"
    frame.insert_column(0, pl.lit(1).alias("mine"))
    assert table.frame().columns == list(table.columns)
    assert table.frame()["note"].null_count() == len(table)


def test_empty_table_has_columns_and_no_rows() -> None:
    table = load("2026.1").outcomes
    assert (len(table), list(table), table.ids) == (0, [], ())
    assert table.frame().height == 0
    assert table.frame().columns == list(table.columns)
    assert html_of(table).count("<tr>") == 1


def test_repr_shows_name_and_size(example: Dataset) -> None:
    heading, *lines = repr(example.targets).splitlines()
    assert heading == f"<Table targets: 5 rows, {len(example.targets.columns)} columns>"
    ids = {line.split("  ")[0] for line in lines if not line.startswith(" ")}
    assert ids == {*example.targets.ids}
    rows = sum(len(table) for table in example.tables.values())
    assert (
        repr(example) == f"<Dataset harbour-example 2031.1: {len(TABLE_NAMES)} tables, {rows} rows>"
    )


@given(st.text(alphabet="<>&\"'ab /", min_size=1, max_size=20).filter(lambda s: not s[0].isspace()))
def test_html_escapes_values_and_closes_tags(name: str) -> None:
    unit = Unit(id="m", name=name, dimension="length")
    dataset = dataset_of(dict.fromkeys(TABLE_NAMES, ()) | {"units": (unit,)})
    page = html_of(dataset.units)
    assert f'<td data-label="name">{html.escape(name)}</td>' in page
    assert set(re.findall(r"</?([a-z]+)", page)) <= {
        *("table", "caption", "thead", "tbody", "tr", "th", "td", "div", "style")
    }


def test_dataset_html_lists_its_tables(example: Dataset) -> None:
    page = html_of(example)
    assert page.count("<tr>") == 1 + len(TABLE_NAMES)
    title = dataset_of(dict.fromkeys(TABLE_NAMES, ()))
    title.title = "<b>"
    assert "&lt;b&gt;, release" in html_of(title)


def test_html_of_long_table_states_the_number_of_rows_shown() -> None:
    page = html_of(load().tasks)
    first, rest = page.split("<details>")
    assert first.count("<tr>") == 11
    assert f"<summary>{len(load().tasks) - 10} more rows, first 90</summary>" in rest
    assert "<details>" not in html_of(load("2026.1").units)


def test_withdrawn_id_is_no_name_of_another_row(example_tables: Tables) -> None:
    gone = Withdrawal(
        id="kilns-old", successor_id="kilns", reason="Renamed.", withdrawn_in="2031.1"
    )
    tables = changed(example_tables, "indicators", "kilns", name="kilns-old")
    dataset = dataset_of({**tables, "withdrawals": (*tables["withdrawals"], gone)})
    with pytest.raises(UnknownNameError, match="its successor is 'kilns'"):
        dataset.indicators["kilns-old"]


def test_record_has_its_columns_as_items(example: Dataset) -> None:
    record = example.targets[0]
    assert dict(record) == record.model_dump() == dict(record.items())
    assert record["id"] == record.id == record.get("id") and "id" in record
    assert record.get("x", 1) == 1 and "x" not in record and record.values()[0] == record.id
    with pytest.raises(UnknownNameError, match="no column 'vlaue' in the Target; did you mean 'v"):
        record["vlaue"]
    with pytest.raises(UnknownNameError, match=r"no column 0 .* is one row"):
        record[cast("Any", 0)]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("亿元", r"1 亿元 is 100,000,000 CNY; .*multiply your values by 100,000,000.*'5亿元'"),
        ("万吨", "1 万吨 is 10,000 tonne;"),
        ("billion yuan", "1 billion yuan is 1,000,000,000 CNY;"),
        ("million tonnes", "1 million tonnes is 1,000,000 tonne;"),
        ("5亿元", "it is a quantity of 500,000,000 CNY; values are in CNY"),
        ("10^4 吨", "it is a quantity of 10,000 tonne"),
        ("kilowat", "did you mean 'kilowatt'"),
        ("million bananas", "see cip.units"),
    ],
)
def test_unit_with_a_scale_is_reported_with_its_factor(
    real: Dataset, name: str, message: str
) -> None:
    with pytest.raises(UnknownNameError, match=message):
        real.units[name]
