"""Rules on cells, and the findings on them."""

from __future__ import annotations

import sys
from string import ascii_lowercase
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.fields import Column
from chinaindpolicy.rules import value_checks
from chinaindpolicy.rules.cell_rules import cell_rules, display_value
from chinaindpolicy.rules.engines.base import ITEM_START, items_of
from validation_rows import FIGURE, check, counts


def broken(
    code: str, name: str, values: list[Any], ids: frozenset[str] = frozenset()
) -> list[bool]:
    """Which of some values of a column of figures break a rule."""
    (spec,) = [one for one in columns("figures") if one.name == name]
    rules = cell_rules(
        spec,
        optional=True,
        marked=False,
        references=spec.meaning.references,
        ids=lambda tables: ids,
    )
    (violation,) = [rule.violation() for rule in rules if rule.code == code]
    frame = nw.from_native(pl.DataFrame({name: values}, strict=False))
    return frame.select(broken=violation).to_native()["broken"].to_list()


def test_largest_float_is_finite() -> None:
    most = sys.float_info.max
    for value in (most, -most):
        assert counts(FIGURE | {"value": value}, code="value-not-finite") == 0
    for value in (float("inf"), -float("inf"), float("nan")):
        assert counts(FIGURE | {"value": value}, code="value-not-finite") == 1


def test_texts_of_the_greatest_length_are_valid() -> None:
    for length, bad in ((120, 0), (121, 1)):
        assert counts(FIGURE | {"id": "a" * length}, code="too-long") == bad
    for length, bad in ((2000, 0), (2001, 1)):
        assert counts(FIGURE | {"note": "字" * length}, code="too-long") == bad
    for length, bad in ((200, 0), (201, 1)):
        rows = [{"id": "a", "name": "A", "aliases": ["b", "c" * length]}]
        report = cip.validate(rows, "organizations")
        assert report.counts.get("too-long", 0) == bad


def test_finding_shows_the_value_of_its_own_row() -> None:
    """Two rows that state the same and have different values are told apart."""
    rows = [
        FIGURE | {"id": "a", "value": 2.1e9},
        FIGURE | {"id": "b", "value": 3.0, "period": "2022"},
        FIGURE | {"id": "c", "value": float("nan"), "period": "2021"},
    ]
    told = {
        one.id: (one.code, one.value)
        for one in check("figures", *rows).findings
        if one.code.startswith("value-") and one.code != "value-not-finite"
    }
    assert told["a"] == ("value-magnitude", "2100000000.0")
    assert told["b"] == ("value-disagrees", "3.0")


def test_dangling_id_suggests_the_nearest_id() -> None:
    (told,) = check("figures", FIGURE | {"region_id": "cn-zjj"}).findings
    assert (told.value, told.expected) == ("cn-zjj", "cn-zj")
    assert told.message == "region_id: 'cn-zjj' is not an id in regions; did you mean 'cn-zj'?"
    (far,) = check("figures", FIGURE | {"region_id": "qqqq"}).findings
    assert (far.expected, far.message) == (
        "",
        "region_id: 'qqqq' is not an id in regions; see `cip.regions`",
    )


@pytest.mark.parametrize(
    ("column", "name", "id"),
    [
        ("region_id", "Zhejiang", "cn-zj"),
        ("region_id", "浙江", "cn-zj"),
        ("region_id", "CN-ZJ", "cn-zj"),
        ("region_id", "330000", "cn-zj"),
        ("unit", "yuan", "CNY"),
        ("unit", "元", "CNY"),
        ("unit", "%", "percent"),
        ("unit", "人", "person"),
        ("region_id", "JPN", "jp"),
        ("region_id", "佛山", "cn-gd-foshan"),
        ("indicator_id", "Total sales of electronic components", "electronic-component-sales"),
    ],
)
def test_name_in_place_of_an_id_is_recognized(column: str, name: str, id: str) -> None:
    found = check("figures", FIGURE | {column: name}).findings
    (told,) = [one for one in found if one.code == "id-dangling"]
    assert told.expected == id
    assert told.message.endswith(f"; use {id!r}")


@pytest.mark.parametrize(
    ("column", "name", "advice"),
    [
        ("unit", "百万元", "use 'CNY' and multiply the values by 1,000,000, or use `normalize`"),
        ("unit", "million yuan", "use 'CNY' and multiply the values by 1,000,000, or use"),
        ("unit", "CNY_per_kW", "see `cip.units`"),
        ("unit", "percent of GDP", "see `cip.units`"),
        ("unit", "100 million yuan", "use 'CNY' and multiply the values by 100,000,000, or"),
        ("unit", "亿元/年", "see `cip.units`"),
        ("unit", "megatonne", "see `cip.units`"),
        ("unit", "kilolitre", "see `cip.units`"),
        ("unit", "万%", "see `cip.units`"),
        ("region_id", "BJ", "it may mean 'bj' or 'cn-bj'"),
        ("region_id", "36", "see `cip.regions`"),
        ("region_id", "cn-taiwan", "see `cip.regions`"),
        ("region_id", "430100 长沙", "use 'cn-hn-changsha'"),
        ("region_id", "Suzhou", "it may mean 'cn-ah-suzhou' or 'cn-js-suzhou'"),
        ("region_id", "浙讲", "did you mean 'cn-zj'?"),
    ],
)
def test_a_suggestion_does_not_change_the_value(column: str, name: str, advice: str) -> None:
    found = check("figures", FIGURE | {column: name}).findings
    (message,) = {each.message for each in found if each.code == "id-dangling"}
    assert message.startswith(f"{column}: {name!r} is not an id in ") and f"; {advice}" in message


@pytest.mark.parametrize(
    ("period", "message"),
    [
        ("2024-02-30", "period '2024-02-30' is not a valid date: 2024-02 has 29 days"),
        ("2024-13", "period '2024-13' is not a valid date: month 13 does not exist"),
        ("2023/2021", "period '2023/2021' ends before it starts; use 2021/2023"),
        (
            "../2024-06-31",
            "period '../2024-06-31': '2024-06-31' is not a valid date: 2024-06 has 30 days",
        ),
    ],
)
def test_a_wrong_date_is_named_with_its_reason(period: str, message: str) -> None:
    found = check("figures", FIGURE | {"period": period}).findings
    assert message in {each.message for each in found}


def test_only_the_first_dangling_ids_get_suggestions() -> None:
    """To look for the nearest is to look at every id."""
    names = [f"cn-{code}{letter}" for code in ("zj", "sd") for letter in ascii_lowercase][:30]
    rows = [FIGURE | {"id": f"r-{n}", "region_id": name} for n, name in enumerate(names)]
    told = [
        one.expected
        for one in check("figures", *rows, samples=30).findings
        if one.code == "id-dangling"
    ]
    assert len(told) == 30
    assert sum(map(bool, told)) == 20


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("mentions", {"record_id": "nobody"}, "record_id: 'nobody' is not an id in record"),
        (
            "outcomes",
            {"record_id": "nobody"},
            "record_id: 'nobody' is not an id in targets, figures or projects",
        ),
        ("figures", {"unit": "nothing"}, "unit: 'nothing' is not an id in units"),
    ],
)
def test_dangling_id_names_referenced_tables(table: str, row: dict[str, Any], words: str) -> None:
    (told,) = [one for one in check(table, row).findings if one.code == "id-dangling"]
    assert told.message.partition(";")[0] == words


def test_many_invalid_periods_are_all_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(value_checks, "_MOST_LISTED", 3)
    rows = [FIGURE | {"id": f"r-{n}", "period": f"20{n}-13"} for n in range(10, 20)]
    assert counts(*rows, code="period-unparsable") == 10


def test_cell_rules_match_exactly_the_invalid_values() -> None:
    most = sys.float_info.max
    numbers = [most, -most, None, float("inf"), -float("inf"), float("nan")]
    assert broken("value-not-finite", "value", numbers) == [False] * 3 + [True] * 3
    assert broken("id-dangling", "unit", ["CNY", "x", None], frozenset({"CNY"})) == [
        False,
        True,
        False,
    ]
    assert broken("id-dangling", "unit", ["CNY", None]) == [True, False]
    assert broken("below-minimum", "paragraph", [0, 1, None]) == [True, False, False]
    assert broken("too-long", "id", ["a" * 120, "a" * 121, None]) == [False, True, False]


def test_display_value_shortens_long_cells() -> None:
    assert display_value("x" * 200) == "x" * 200
    assert display_value("x" * 201) == "x" * 199 + "…"
    assert (display_value(None), display_value(3.5)) == ("", "3.5")
    joined = ITEM_START + "miit" + ITEM_START + "moe"
    assert (items_of(joined), items_of("")) == (["miit", "moe"], [])
    assert display_value(joined) == "miit|moe"


def test_each_finding_describes_its_own_value() -> None:
    values = {"a": 2.1e13, "b": 2.1e15, "c": float("nan"), "d": float("nan")}
    rows = [FIGURE | {"id": id, "value": value, "period": None} for id, value in values.items()]
    told = [one for one in check("figures", *rows).findings if one.code.startswith("value-")]
    by_id = {one.id: one.message for one in told if one.code == "value-magnitude"}
    assert "10 times" in by_id["a"] and "1000 times" in by_id["b"]
    assert len(by_id) == 2
    assert [one.id for one in told if one.code == "value-not-finite"] == ["c", "d"]


def test_many_invalid_values_are_counted_by_expression(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rows = [FIGURE | {"id": f"row-{n}", "unit": f"unit-{n % 9}"} for n in range(2000)]
    listed = cip.validate(pl.DataFrame(rows), "figures")
    monkeypatch.setattr(value_checks, "_MOST_LISTED", 3)
    ruled = cip.validate(pl.DataFrame(rows), "figures")
    assert ruled.counts == listed.counts
    assert ruled.counts_by_column["figures", "id-dangling", "unit"] == 2000


def test_list_items_have_only_the_rules_of_their_column() -> None:
    meaning = Column("x", "x")
    free = ColumnSpec("names", "list", True, meaning)
    long = ColumnSpec("names", "list", True, meaning, max_length=3)

    def codes(spec: ColumnSpec) -> set[str]:
        rules = cell_rules(
            spec, optional=True, marked=False, references=(), ids=lambda _: frozenset()
        )
        return {rule.code for rule in rules}

    assert codes(free) == set()
    assert codes(long) == {"too-long"}
