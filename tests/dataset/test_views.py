"""Views of tables: positions, ids, filters, order, frames and equality."""

from __future__ import annotations

import copy
import datetime
import operator
import pickle
import subprocess
import sys
from decimal import Decimal
from typing import Any, cast

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.rows import TableView
from chinaindpolicy.errors import ArgumentError, ConditionError, UnknownNameError
from chinaindpolicy.io.pandas_frame import PANDAS_DTYPES
from chinaindpolicy.model.vocabularies import TABLE_NAMES


@given(st.data())
def test_view_of_a_slice_equals_a_slice_of_the_tuple(example: Dataset, data: st.DataObject) -> None:
    table: Any = example[data.draw(st.sampled_from(TABLE_NAMES))]
    bound = st.none() | st.integers(-8, 8)
    part = slice(data.draw(bound), data.draw(bound), data.draw(st.sampled_from([None, 1, 2, -1])))
    view = table[part]
    expected = tuple(table)[part]
    assert view == expected and expected == view
    assert hash(view) == hash(expected)
    assert view.ids == tuple(record.id for record in expected)
    assert view.frame()["id"].to_list() == list(view.ids)
    assert view.frame().schema == table.frame().schema
    assert tuple(reversed(view)) == expected[::-1]
    assert view.shape == (len(expected), len(table.columns))
    assert pickle.loads(pickle.dumps(view)).ids == view.ids
    n = data.draw(st.integers(-6, 6))
    assert table.head(n) == tuple(table)[:n]
    assert table.tail(n) == (tuple(table)[-n:] if n else ())
    assert view.head(n) == expected[:n]


def test_tail_leaves_out_rows_at_the_start(example: Dataset) -> None:
    records = tuple(example.targets)
    assert example.targets.tail(2) == records[-2:]
    assert example.targets.tail(-2) == records[2:]
    assert example.targets.tail(0) == ()


def test_view_behaves_like_a_tuple(example: Dataset) -> None:
    view = example.targets.where(policy_id="harbour-lantern-plan")
    records = tuple(view)
    assert view[0] is records[0] and view[-1] is records[-1]
    assert view.index(records[1]) == 1 and view.count(records[1]) == 1
    assert records[1] in view and records[1].id in view and 5 not in view
    assert view + records == records + view == records + records
    assert view != list(records)
    assert view[records[1].id] is records[1]
    assert view.get(records[1].id) is records[1] and view.get("x", 3) == 3
    assert (view.name, view.dataset, view.table) == ("targets", example, example.targets)
    assert copy.copy(view) == view
    with pytest.raises(UnknownNameError, match="in the view of targets"):
        view["harbour"]
    with pytest.raises(IndexError, match="position 99 is out of range: the view of targets has"):
        view[99]
    with pytest.raises(TypeError):
        operator.add(view, [1])


@pytest.mark.parametrize("kind", [list, tuple, pl.Series, pd.Series, np.array])
def test_rows_by_ids_positions_and_bools(example: Dataset, kind: Any) -> None:
    table = example.targets
    records = tuple(table)
    assert table[kind([table.ids[2], table.ids[0]])] == (records[2], records[0])
    assert table[kind([2, -1])] == (records[2], records[-1])
    mask = [True, False, True, False, False]
    assert table[kind(mask)] == (records[0], records[2])


def test_rows_by_ranges_masks_with_missing_values_and_expressions(example: Dataset) -> None:
    table = example.targets
    assert table[range(1, 3)] == tuple(table)[1:3]
    assert table[[]] == ()
    expected = tuple(record for record in table if record.unit == "percent")
    assert expected
    assert table[pl.col("unit") == "percent"] == expected
    assert table[table.frame()["unit"] == "percent"] == expected  # null for a missing unit
    frame: Any = table.to_pandas()
    assert table[frame["unit"] == "percent"] == expected
    assert table[frame["paragraph"] > 0] == tuple(record for record in table if record.paragraph)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (["id", "value"], r"'id' is a column, not an id; use \.select\('id', 'value'\) or \.frame"),
        (["harbour-kilns-2034"], "no id 'harbour-kilns-2034' in targets; did you mean"),
        ([True], "the key has 1 bools, but there are 5 rows"),
        ([99], "position 99 is out of range"),
        (1.5, r"the key is 1.5 \(float\); expected an id, a position, a slice"),
        ([1.5], "expected an id, a position"),
        (None, "the key is None"),
        ("value", r"it is a column; use cip\.targets\.frame\(\)\['value'\]"),
        (True, r"the key is True"),
    ],
)
def test_wrong_keys_name_the_right_one(example: Dataset, key: Any, message: str) -> None:
    with pytest.raises((ArgumentError, UnknownNameError, IndexError), match=message):
        example.targets[key]


def test_names_identify_places_and_units() -> None:
    assert cip.regions["Zhejiang"] is cip.regions["浙江"] is cip.regions["cn-zj"]
    assert cip.units["%"].id == "percent" and cip.units["yuan"].id == "CNY"
    with pytest.raises(UnknownNameError, match="did you mean 'cn-zj'"):
        cip.regions["Zhejang"]


def test_get_accepts_conditions() -> None:
    assert cip.regions.get(iso_3166_2="CN-ZJ") is cip.regions["cn-zj"]
    assert cip.regions.get(iso_3166_2="CN-XX", default=1) == 1
    assert cip.regions.get("x") is None
    with pytest.raises(ArgumentError, match=r"get\(\): \d+ records of targets meet"):
        cip.targets.get(unit="CNY")
    with pytest.raises(
        UnknownNameError, match=r"no column 'iso_code'.*where\(iso_3166_2='CN-ZJ'\)"
    ):
        cip.regions.get(iso_code="CN-ZJ")
    with pytest.raises(ArgumentError, match="id is None"):
        cip.regions.get()


def test_filter_accepts_expressions_functions_and_conditions(example: Dataset) -> None:
    table = example.targets
    expected = tuple(record for record in table if record.unit == "percent")
    assert table.filter(pl.col("unit") == "percent") == expected
    assert table.filter(lambda record: record.unit == "percent") == expected
    assert table.filter(unit="percent") == expected
    assert table.filter() == tuple(table)
    both = table.filter(pl.col("value") > 0, lambda record: record.unit != "percent")
    assert both == tuple(r for r in table if r.value and r.value > 0 and r.unit != "percent")
    assert table.tail(2).filter(pl.col("value").is_null()) == tuple(
        record for record in tuple(table)[-2:] if record.value is None
    )


def test_sort_keeps_ties_and_puts_missing_values_last(example: Dataset) -> None:
    table = example.targets
    found = [record.value for record in table.sort("value")]
    known = [value for value in found if value is not None]
    assert known == sorted(known) and found[len(known) :] == [None] * (len(found) - len(known))
    assert table.sort("policy_id") == tuple(sorted(table, key=lambda record: str(record.policy_id)))
    assert table.sort("value", descending=True)[0].value == max(known)
    assert table.sort(["kind", "value"]).head(2).ids == table.sort("kind", "value").ids[:2]
    assert table.sort(pl.col("id")).ids == tuple(sorted(table.ids))
    with pytest.raises(UnknownNameError, match="no column 'vale' in targets; did you mean 'value'"):
        table.sort("vale")


def test_frames_of_columns(example: Dataset) -> None:
    table = example.targets
    assert table.frame("value").columns == ["value"]
    assert table.frame(columns=["value", "id"]).columns == ["value", "id"]
    assert table.select("id", "value").equals(table.select(["id", "value"]))
    assert table[:2].lazy().collect().height == 2
    assert table.schema == table.frame().schema and table.dtypes == list(table.frame().dtypes)
    assert table[:1].to_dicts() == [table[0].model_dump()]
    with pytest.raises(UnknownNameError, match="no column 'x'"):
        table.select("x")


def test_arrow_libraries_read_tables_and_views(example: Dataset) -> None:
    for rows in (example.targets, example.targets[1:3], example.targets[:0]):
        frame = pl.DataFrame(rows)
        assert frame.equals(rows.frame()) and frame.schema == rows.frame().schema
        arrow: Any = cast("Any", pa).table(rows)
        assert arrow.num_rows == len(rows) and arrow.column_names == list(rows.columns)
        assert len(pd.DataFrame.from_arrow(rows)) == len(rows)
        assert np.asarray(rows).tolist() == list(rows)


def test_constructors_of_frames_read_tables_and_lists_of_records(example: Dataset) -> None:
    table = example.targets
    for rows in (table, table[1:3], list(table), [record for record in table if record.unit]):
        frame: Any = pd.DataFrame(cast("Any", rows))
        assert set(frame) == set(table.columns)
        assert list(frame["id"]) == [record.id for record in rows]
    for other in example.tables.values():
        if len(other):
            assert set(pl.DataFrame(list(other)).columns) == set(other.columns)
    assert set(pd.Series(cast("Any", table[0])).index) == set(table.columns)
    found = cip.search("chip")
    assert pl.DataFrame(cast("Any", found)).equals(found.frame())
    verdicts = cip.assess(as_of="2026-11-22")
    assert pl.DataFrame(cast("Any", verdicts)).equals(verdicts.frame())


def test_pandas_frames_have_the_documented_dtypes(real: Dataset) -> None:
    for table in real.tables.values():
        frame: Any = table.to_pandas()
        fields = table.descriptor["schema"]["fields"]
        expected = {each["name"]: PANDAS_DTYPES[each["type"]] for each in fields}
        assert {name: str(dtype) for name, dtype in frame.dtypes.items()} == expected
        assert list(frame["id"]) == list(table.ids)
    whole: Any = real.targets.to_pandas()
    values = whole["value"]
    assert [None if value != value else Decimal(value) for value in values] == [
        record.value for record in real.targets
    ]
    policies: Any = real.policies.to_pandas()
    assert list(policies["issuers"][0]) == list(real.policies[0].issuers)


def test_pandas_frames_do_not_need_pyarrow() -> None:
    code = (
        "import sys; sys.modules['pyarrow'] = None\n"
        "import chinaindpolicy as cip\n"
        "frame = cip.targets.to_pandas()\n"
        "print(len(frame) == len(cip.targets), frame['paragraph'].dtype, frame['unit'].dtype)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["True", "Int64", "str"]


def test_missing_pandas_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(cip.MissingExtraError, match=r"^pandas is not installed"):
        cip.units.to_pandas()


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("value", r"it is a column: use cip\.targets\.frame\(\)\['value'\]"),
        ("group_by", r"use cip\.targets\.frame\(\)\.group_by"),
        ("groupby", r"cip\.targets\.to_pandas\(\)\.groupby"),
        ("to_excel", r"cip\.export\(cip\.targets, 'targets\.xlsx'\)"),
        ("write_csv", r"cip\.export\(cip\.targets, 'targets\.csv'\)"),
        ("sum", "do not add"),
        ("iloc", r"cip\.targets\[position\]"),
        ("itertuples", "iterate over cip"),
        ("colums", "did you mean 'columns'"),
    ],
)
def test_attributes_of_frames_are_named_with_code(name: str, hint: str) -> None:
    with pytest.raises(AttributeError, match=hint) as caught:
        getattr(cip.targets, name)
    assert caught.value.name == name
    assert not hasattr(cip.targets, "_nonsense") and not hasattr(cip.targets[:1], name)


def test_year_is_the_last_year_of_the_period(real: Dataset) -> None:
    def years(view: TableView[Any]) -> set[str]:
        return {record.period for record in view}

    assert years(real.targets.where(year=2023)) == {"../2023", "2023"}
    assert real.targets.where(year=["2023", 2030]) == real.targets.where(
        year=2023
    ) + real.targets.where(year=2030)
    assert real.targets.where(year=(2025, 2030)) == tuple(
        record for record in real.targets if record.period and record.period[-4:] >= "2025"
        and record.period[-4:] <= "2030"
    )  # fmt: skip
    assert real.figures.where(year=None) == real.figures.where(period=None)
    assert len(real.select(year=2030).targets) == len(real.targets.where(year=2030))
    for wrong in ("24", 2.5, True):
        with pytest.raises(ArgumentError, match="year contains integers"):
            real.targets.where(year=wrong)
    for invalid in ((2025, 2023), (2023,), (None, 2023), 0):
        with pytest.raises(ConditionError, match="year"):
            real.targets.where(year=invalid)
    with pytest.raises(UnknownNameError, match="no column 'year' in regions"):
        real.regions.where(year=2024)


def test_province_includes_its_cities(real: Dataset) -> None:
    expected = tuple(t for t in real.targets if str(t.region_id).startswith("cn-zj"))
    assert {record.region_id for record in expected} == {"cn-zj", "cn-zj-ningbo"}
    for name in ("cn-zj", "Zhejiang", "浙江省", ["cn-zj"]):
        assert real.targets.where(province=name) == expected
    assert real.figures.where(province=None) == tuple(
        record for record in real.figures if record.region_id in (None, "cn", "world")
    )
    with pytest.raises(ConditionError, match=r"is a .*city, not a province; use region_id"):
        real.targets.where(province="Ningbo")
    with pytest.raises(ArgumentError, match=r"province: 5 \(int\)"):
        real.targets.where(province=5)


def test_unknown_texts_are_errors_instead_of_empty_results(real: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=r"in indicators\.sector; did you mean 'semic"):
        real.indicators.where(sector="semiconductor")
    with pytest.raises(UnknownNameError, match=r"'Zheji' in regions\.name; did you mean 'Zhe"):
        real.regions.where(name="Zheji")
    with pytest.raises(UnknownNameError, match=r"no value 'qqq' in regions\.aliases"):
        real.regions.where(aliases="qqq")
    assert real.targets.where(unit="USD") == ()  # a unit that no target has


def test_help_of_a_table_lists_its_columns(example: Dataset) -> None:
    import pydoc

    text = pydoc.plain(pydoc.render_doc(example.targets))
    assert text.count("\n") < 100
    assert all(f"  {name} " in text for name in example.targets.columns)
    assert "cip.targets.frame()" in text
    assert str(cip.Table.__doc__).startswith("One table of a release")


def test_printed_rows_have_whole_ids(monkeypatch: pytest.MonkeyPatch, real: Dataset) -> None:
    for width in ("40", "100", "200"):
        monkeypatch.setenv("COLUMNS", width)
        for table in real.tables.values():
            text = repr(table)
            assert all(id in text for id in table.ids[:10])
            assert ("more rows" in text) is (len(table) > 10)
    assert repr(real.targets[:0]).count("\n") == 0
    monkeypatch.setenv("COLUMNS", "200")
    row = next(line for line in repr(real.targets).splitlines() if "plan-sales-2023" in line)
    assert "= 2.1 trillion CNY" in row and "China" in row and "Action plan" in row


def test_slices_and_numbers_of_rows_that_are_not_integers_are_rejected() -> None:
    for rows in (cip.targets, cip.targets[0:9]):
        for key in (slice("a", "b"), slice(None, None, 0), slice(1.5, None)):
            with pytest.raises(cip.ArgumentError, match="integer positions"):
                rows[key]
        for number in ("x", 2.5, None, True):
            with pytest.raises(cip.ArgumentError, match="expected int"):
                rows.head(number)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
            with pytest.raises(cip.ArgumentError, match="expected int"):
                rows.tail(number)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("condition", "error", "words"),
    [
        ({"value": (float("nan"), 5)}, cip.ConditionError, "nan"),
        ({"value": (5, Decimal("sNaN"))}, cip.ConditionError, "NaN"),
        ({"value": Decimal("sNaN")}, cip.ConditionError, "NaN"),
        ({"value": (10**5000, 5)}, cip.ConditionError, "empty"),
        ({"value": "x" * 500}, cip.ArgumentError, "contains numbers"),
        ({"year": 10**400}, cip.ConditionError, "not a year"),
        ({"year": 10**5000}, cip.ConditionError, "not a year"),
        ({"year": (2025, 2021)}, cip.ConditionError, r"use \(2021, 2025\)"),
        ({"year": (2025, None)}, cip.ConditionError, "two years"),
        ({"deadline": 2024}, cip.UnknownNameError, "'year'"),
        ({"city": "Ningbo"}, cip.UnknownNameError, "'region_id'"),
    ],
)
def test_condition_that_no_value_can_meet_is_rejected_in_a_short_message(
    condition: dict[str, object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words) as caught:
        cip.targets.where(**condition)
    assert len(str(caught.value)) < 400


def test_float_is_compared_as_it_is_written() -> None:
    found = [record for record in cip.targets if record.value is not None]
    for record in found:
        number = float(record.value or 0)
        assert record in cip.targets.where(value=number)
        assert record in cip.targets.where(value=(number, number))


def test_date_with_a_time_is_rejected_with_the_date() -> None:
    with pytest.raises(cip.ArgumentError, match=r"use datetime.date\(2024, 1, 2\)"):
        cip.documents.where(published_on=datetime.datetime(2024, 1, 2, 3))
