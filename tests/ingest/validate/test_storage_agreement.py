"""The same rows are checked the same in every storage."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.ingest.validate.inputs import EngineName
from storages import STORAGES, Rows, found_in, is_pandas, part_ids
from validation_rows import FIGURE

pytestmark = pytest.mark.full  # takes long; CI runs it

COLUMNS = (
    *("id", "indicator_id", "region_id", "period", "value", "unit", "comparator", "measure"),
    *("price_basis", "period_start", "period_end", "paragraph", "char_start", "char_end", "stated"),
)
TEXTS = ("EQ", "x y", "a|b", "line\nend", 'quote " mark', "字" * 3, "\u3000wide", "a" * 121, "007")
FAULTS: dict[str, tuple[Any, ...]] = {
    "id": (None, "A", "twice", *TEXTS),
    "indicator_id": (None, "nothing", "industrial-added-value", *TEXTS),
    "region_id": (None, "cn-zz", "CN", *TEXTS),
    "period": (None, "2023-02-30", "2024", "2023/2022", *TEXTS),
    "unit": (None, "USD", "parsec", *TEXTS),
    "comparator": (None, "gt", "range", *TEXTS),
    "measure": (None, "share", *TEXTS),
    "price_basis": (None, "real", *TEXTS),
    "stated": (None, "2.2 trillion yuan", "a good deal", *TEXTS),
    "period_start": (None, datetime.date(2022, 12, 31), datetime.date(1, 1, 1)),
    "period_end": (None, datetime.date(2022, 1, 1), datetime.date(9999, 12, 31)),
    "paragraph": (None, 0, -1, 2**62),
    "char_start": (None, -1, 20),
    "char_end": (None, 0, 2**53 + 1),
}
NUMBERS: dict[str, tuple[Any, ...]] = {
    "float": (None, 0.0, -1.5, 0.1, 1e-300, 1e300, float("nan"), float("inf"), -float("inf")),
    "int": (None, 0, -1, 2**53, 2**53 + 1, 2**60, 2**63 - 1, 123456789012345678),
    "decimal": tuple(
        None if text is None else Decimal(text)
        for text in (None, "0.1", "2.00000000000000000001", "0.30000000000000004", "1234567890.5")
    ),
}
# Decimals and wide integers in DuckDB are checked by tests of its engine.
NOT_EXACT = ("duckdb relation", "duckdb table")
# Days that pandas writes as times.
NOT_IN_DUCKDB = ("parquet by pandas",)


@st.composite
def rows_with_faults(draw: st.DrawFn) -> tuple[str, str, Rows]:
    """A storage, the type of its numbers, and rows with faults that the storage can hold."""
    storage = draw(st.sampled_from(sorted(STORAGES)))
    kind = draw(st.sampled_from(sorted(NUMBERS)))
    if storage in NOT_EXACT:
        kind = "float"
    base = {"float": 2.1e12, "int": 2_100_000_000_000, "decimal": Decimal(2_100_000_000_000)}[kind]
    rows: Rows = []
    for number in range(draw(st.integers(1, 6))):
        row = {name: FIGURE[name] for name in COLUMNS}
        row |= {"id": f"row-{number}", "value": base}
        # Numbers are where storages differ most.
        columns = st.sampled_from([*COLUMNS, *(["value"] * len(COLUMNS))])
        for name in draw(st.sets(columns, max_size=3)):
            choices = NUMBERS[kind] if name == "value" else FAULTS[name]
            if storage.startswith("json") or is_pandas(storage):
                # JSON has no such number, and in pandas NaN is a missing value.
                choices = tuple(each for each in choices if each == each)
            if is_pandas(storage) and kind == "int" and name == "value":
                # Next to a missing value, pandas turns integers into floats.
                choices = choices[1:]
            if storage.startswith("json"):
                choices = tuple(each for each in choices if str(each).strip("-") != "inf")
            row[name] = draw(st.sampled_from(choices))
        rows.append(row)
    return storage, kind, rows


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(drawn=rows_with_faults())
def test_rows_have_the_same_findings_in_every_storage(
    drawn: tuple[str, str, Rows], tmp_path: Path
) -> None:
    storage, _, rows = drawn
    expected = cip.validate(rows, "figures", samples=99)
    report = cip.validate(STORAGES[storage](rows, tmp_path), "figures", samples=99)
    assert found_in(report) == found_in(expected)
    assert report.counts == expected.counts
    assert report.ok == expected.ok
    valid = [row["id"] for row in expected.valid_rows()]
    assert part_ids(report.valid_rows()) == valid
    both = [*valid, *part_ids(report.invalid_rows())]
    assert sorted(both, key=str) == sorted((row["id"] for row in rows), key=str)


def _broken() -> Rows:
    """Rows that break each rule that figures with these columns can break, each at least once."""
    base = {name: FIGURE[name] for name in COLUMNS}
    rows: Rows = [base | {"id": "good"}]
    for name in COLUMNS:
        if name != "value":
            rows += [base | {name: fault} for fault in FAULTS[name]]
    numbers = (each for each in NUMBERS["float"] if each == each)
    rows += [base | {"value": number} for number in numbers]
    rows += [base | {"id": "twice"}, base | {"id": "twice"}]
    rows += [base | {"measure": "share", "unit": "percent", "value": 140.0}]
    for number, row in enumerate(rows):
        if row["id"] == FIGURE["id"]:
            row["id"] = f"row-{number}"
    return rows


@pytest.mark.full
def test_every_rule_agrees_in_every_engine_and_storage(
    tmp_path: Path, record_property: Any
) -> None:
    """Of each rule, engine and storage that can be combined, the rows with findings are equal."""
    rows = _broken()
    expected = found_in(cip.validate(rows, "figures", samples=999))
    codes = sorted({code for _, code, _ in expected})
    assert len(codes) >= 12, codes
    agreed, refused = 0, 0
    different: list[str] = []
    engines: tuple[EngineName, ...] = ("polars", "polars-streaming", "duckdb")
    for storage, make in STORAGES.items():
        some = rows
        if storage.startswith("json"):
            some = [row for row in rows if row["value"] not in (float("inf"), -float("inf"))]
        wanted = expected if some is rows else found_in(cip.validate(some, "figures", samples=999))
        for engine in engines:
            if engine == "duckdb" and storage in NOT_IN_DUCKDB:
                continue
            try:
                report = cip.validate(make(some, tmp_path), "figures", samples=999, engine=engine)
            except cip.DataError as error:
                assert "engine" in str(error)  # this engine does not check such data
                refused += 1
                continue
            found = found_in(report)
            for code in sorted({code for _, code, _ in wanted | found}):
                ours = {each for each in found if each[1] == code}
                if ours == {each for each in wanted if each[1] == code}:
                    agreed += 1
                else:
                    different.append(f"{code} in {storage} by {engine}")
    record_property("combinations that agree", agreed)
    print(f"{agreed} combinations of rule, engine and storage agree; {refused} are refused")
    assert different == []
    assert agreed >= 900


@pytest.mark.parametrize("storage", sorted(STORAGES))
def test_sound_rows_are_valid_in_every_storage(storage: str, tmp_path: Path) -> None:
    base = {name: FIGURE[name] for name in COLUMNS}
    rows = [base, base | {"id": "b", "region_id": "cn-zj", "paragraph": None}]
    report = cip.validate(STORAGES[storage](rows, tmp_path), "figures")
    assert report.ok, str(report)
    assert part_ids(report.valid_rows()) == ["a", "b"]
