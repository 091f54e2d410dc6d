"""Differences of releases: kinds of changes, apply, and the changelog."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.analysis.diff import FRAME, Difference, diff
from chinaindpolicy.curation.build import build_release, release_files, write_release
from chinaindpolicy.curation.collection import Settings, read_collection
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.errors import ReleaseError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import Withdrawal
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.field_strategies import records as records_of
from example import DATASETS, EXAMPLE, Tables, changed, dataset_of, without

ROOT = Path(__file__).parents[2]
KINDS = ("added", "withdrawn", "renamed", "corrected", "changed")
FEWER = settings(max_examples=60)
DRAWN = ("targets", "errata", "units")


def withdrawn(id: str, successor: str | None = None, reason: str = "Read twice.") -> Withdrawal:
    return Withdrawal(id=id, successor_id=successor, reason=reason, withdrawn_in="2031.2")


def add(tables: Tables, table: str, *records: Record) -> Tables:
    return {**tables, table: (*tables[table], *records)}


def with_columns(dataset: Dataset, table: str, edit: Any) -> Dataset:
    """Return the dataset with another schema of one table; `edit` changes its fields and rows."""
    files = {f"{name}.csv": one.csv() for name, one in dataset.tables.items()}
    rows = list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))
    package = json.loads(json.dumps({k: v for k, v in dataset.descriptor.items() if k != "tables"}))
    (part,) = [one for one in package["resources"] if one["name"] == table]
    edit(part["schema"]["fields"], rows)
    out = io.StringIO()
    names = [one["name"] for one in part["schema"]["fields"]]
    writer = csv.DictWriter(out, names, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    files[f"{table}.csv"] = out.getvalue().encode()
    part["hash"] = f"sha256:{hashlib.sha256(files[f'{table}.csv']).hexdigest()}"
    files[DESCRIPTOR] = json.dumps(package).encode()
    return from_files(files)


def assert_same(one: Dataset, other: Dataset) -> None:
    assert one.release == other.release
    for name in TABLE_NAMES:
        assert one[name].csv() == other[name].csv()
        assert one[name].columns == other[name].columns
        assert one[name].frame().equals(other[name].frame())


def only(difference: Difference, table: str) -> Any:
    (change,) = [one for one in difference.records if one.table == table]
    return change


# Properties


@st.composite
def editions(draw: st.DrawFn) -> tuple[Dataset, Dataset]:
    """Draw two small datasets, the second with changes of every kind."""
    a: dict[str, tuple[Record, ...]] = dict.fromkeys(TABLE_NAMES, ())
    b = dict(a)
    withdrawals: dict[str, Withdrawal] = {}
    for table in draw(st.sets(st.sampled_from(DRAWN), min_size=1)):
        unique = st.lists(records_of(table), unique_by=lambda one: one.id, max_size=5)
        pool = draw(unique)
        cut = draw(st.integers(0, len(pool)))
        old, fresh = pool[:cut], pool[cut:]
        new: list[Record] = []
        for record in old:
            fate = draw(st.sampled_from(["keep", "change", "drop", "withdraw", "rename", "merge"]))
            if fate == "keep":
                new.append(record)
            elif fate == "change":
                new.append(draw(records_of(table)).model_copy(update={"id": record.id}))
            elif fate == "withdraw":
                withdrawals[record.id] = withdrawn(record.id)
            elif fate == "rename" and fresh:
                successor = draw(st.sampled_from(fresh)).id
                withdrawals[record.id] = withdrawn(record.id, successor)
            elif fate == "merge":
                successor = draw(st.sampled_from(old)).id
                withdrawals[record.id] = withdrawn(record.id, successor)
        a[table] = tuple(old)
        b[table] = tuple(draw(st.permutations([*new, *fresh])))
    b["withdrawals"] = tuple(withdrawals.values())
    return dataset_of(a), dataset_of(b)


def apply_recreates_the_other_dataset(pair: tuple[Dataset, Dataset]) -> None:
    a, b = pair
    assert_same(diff(a, b).apply(a), b)
    assert_same(diff(b, a).apply(b), a)


def diff_of_a_dataset_with_itself_is_empty(pair: tuple[Dataset, Dataset]) -> None:
    for one in pair:
        difference = diff(one, one)
        assert not difference
        assert (difference.counts, difference.frame().height) == ({}, 0)
        assert str(difference).endswith("\nno difference")
        assert_same(difference.apply(one), one)


def every_id_has_at_most_one_change(pair: tuple[Dataset, Dataset]) -> None:
    a, b = pair
    difference = diff(a, b)
    for name in TABLE_NAMES:
        was, now = set(a[name].ids), set(b[name].ids)
        changes = [one for one in difference.records if one.table == name]
        assert len({one.id for one in changes}) == len(changes)
        by_kind = {kind: {one.id for one in changes if one.kind == kind} for kind in KINDS}
        successors = {one.successor_id for one in changes if one.kind == "renamed"}
        assert by_kind["withdrawn"] | by_kind["renamed"] == was - now
        assert by_kind["added"] == now - was - successors
        assert successors <= now
        same = was & now - by_kind["corrected"] - by_kind["changed"]
        assert all(a[name][id] == b[name][id] for id in same)
        assert all(a[name][id] != b[name][id] for id in by_kind["corrected"] | by_kind["changed"])


def frame_counts_and_text_agree(pair: tuple[Dataset, Dataset]) -> None:
    difference = diff(*pair)
    frame = difference.frame()
    assert frame.columns == list(FRAME)
    assert set(frame.dtypes) <= {pl.String()}
    rows = Counter(frame.select("table", "id", "change").unique().select("table", "change").rows())
    counted = {
        (table, kind): number
        for table, kinds in difference.counts.items()
        for kind, number in kinds.items()
    }
    assert rows == counted
    assert frame.filter(pl.col("before").eq_missing(pl.col("after"))).height == 0
    text = str(difference)
    for change in difference.records:
        assert f"  {change.kind} {change.id}" in text


@pytest.mark.full
@given(editions())
@FEWER
def test_laws_of_a_difference(pair: tuple[Dataset, Dataset]) -> None:
    """All laws for each pair, because drawing a pair takes longer than checking it."""
    apply_recreates_the_other_dataset(pair)
    diff_of_a_dataset_with_itself_is_empty(pair)
    every_id_has_at_most_one_change(pair)
    frame_counts_and_text_agree(pair)


# Kinds


def test_changed_value_with_an_erratum_is_a_correction(example_tables: Tables) -> None:
    a = changed(example_tables, "figures", "harbour-lanterns-2030", value=Decimal("4200000000"))
    change = only(diff(dataset_of(a), dataset_of(example_tables)), "figures")
    assert (change.kind, change.id) == ("corrected", "harbour-lanterns-2030")
    assert change.cells == {"value": ("4200000000", "4100000000")}
    assert change.erratum_id == "err-lantern-count"


def test_changed_note_is_a_change(example_tables: Tables) -> None:
    b = changed(example_tables, "targets", "harbour-kilns-2035", note="Bought, not built.")
    difference = diff(dataset_of(example_tables), dataset_of(b))
    change = only(difference, "targets")
    assert (change.kind, change.erratum_id) == ("changed", None)
    assert change.cells == {"note": (None, "Bought, not built.")}
    assert difference.frame().rows() == [
        ("targets", change.id, "changed", "note", None, "Bought, not built.", None, None, None)
    ]
    assert "    note: none → Bought, not built." in str(difference)


def test_withdrawn_id_with_successor_is_renamed(example_tables: Tables) -> None:
    (old,) = [one for one in example_tables["targets"] if one.id == "harbour-kilns-2035"]
    new = old.model_copy(update={"id": "harbour-kilns-bought-2035"})
    b = add(without(example_tables, "targets", old.id), "targets", new)
    b = add(b, "withdrawals", withdrawn(old.id, new.id, "Named by what is bought."))
    difference = diff(dataset_of(example_tables), dataset_of(b))
    assert difference.counts == {"targets": {"renamed": 1}, "withdrawals": {"added": 1}}
    change = only(difference, "targets")
    assert (change.id, change.successor_id) == (old.id, new.id)
    assert change.cells == {"id": (old.id, new.id)}
    line = "  renamed harbour-kilns-2035 → harbour-kilns-bought-2035: Named by what is bought."
    assert line in str(difference).splitlines()


def test_rename_follows_withdrawn_successors(example_tables: Tables) -> None:
    (old,) = [one for one in example_tables["targets"] if one.id == "harbour-kilns-2035"]
    new = old.model_copy(update={"id": "kilns-c"})
    b = add(without(example_tables, "targets", old.id), "targets", new)
    b = add(b, "withdrawals", withdrawn(old.id, "kilns-b"), withdrawn("kilns-b", "kilns-c"))
    change = only(diff(dataset_of(example_tables), dataset_of(b)), "targets")
    assert (change.kind, change.successor_id) == ("renamed", "kilns-c")


def test_successor_in_another_table_is_reported(example_tables: Tables) -> None:
    b = without(example_tables, "targets", "harbour-kilns-2035")
    b = add(b, "withdrawals", withdrawn("harbour-kilns-2035", "harbour-quay", "It is a task."))
    difference = diff(dataset_of(example_tables), dataset_of(b))
    change = only(difference, "targets")
    assert (change.kind, change.successor_id) == ("withdrawn", "harbour-quay")
    assert change.reason == "It is a task."
    assert "  withdrawn harbour-kilns-2035 → harbour-quay: It is a task." in str(difference)
    assert change.cells["value"] == ("3", None)


def test_added_record_has_all_its_cells(example_tables: Tables) -> None:
    a = without(example_tables, "units", "CNY")
    b = dataset_of(example_tables)
    change = only(diff(dataset_of(a), b), "units")
    assert change.kind == "added"
    row = {name: after for name, (before, after) in change.cells.items() if before is None}
    (published,) = [
        row for row in csv.DictReader(b.units.csv().decode().splitlines()) if row["id"] == "CNY"
    ]
    assert row == {name: text for name, text in published.items() if text}


# Schemas


def test_new_column_is_one_change(example: Dataset) -> None:
    def edit(fields: list[Any], rows: list[Any]) -> None:
        fields.insert(2, {"name": "colour", "type": "string", "description": "", "example": ""})
        for row in rows:
            row["colour"] = "" if row["id"] == "harbour-quay" else "red"

    newer = with_columns(example, "tasks", edit)
    difference = diff(example, newer)
    assert difference.counts == {"tasks": {"column-added": 1}}
    (change,) = difference.columns
    assert change.values == {"harbour-glass-workshop": "red", "harbour-glassblowers": "red"}
    assert_same(difference.apply(example), newer)
    back = diff(newer, example)
    assert back.counts == {"tasks": {"column-removed": 1}}
    assert back.frame().row(0)[:6] == ("tasks", None, "column-removed", "colour", "string", None)
    assert "  column-removed colour: string → none" in str(back)
    assert_same(back.apply(newer), example)


def test_new_record_contains_the_cell_of_a_new_column(
    example: Dataset, example_tables: Tables
) -> None:
    def edit(fields: list[Any], rows: list[Any]) -> None:
        fields.append({"name": "colour", "type": "string", "description": "", "example": ""})
        for row in rows:
            row["colour"] = "red"

    a = dataset_of(without(example_tables, "tasks", "harbour-quay"))
    b = with_columns(dataset_of(example_tables), "tasks", edit)
    difference = diff(a, b)
    assert difference.counts == {"tasks": {"added": 1, "column-added": 1}}
    assert only(difference, "tasks").cells["colour"] == (None, "red")
    assert "harbour-quay" not in difference.columns[0].values
    assert_same(difference.apply(a), b)


def test_column_type_change_is_reported(example: Dataset) -> None:
    def edit(fields: list[Any], rows: list[Any]) -> None:
        (level,) = [one for one in fields if one["name"] == "level"]
        level["type"] = "number"

    newer = with_columns(example, "tasks", edit)
    difference = diff(example, newer)
    (change,) = difference.columns
    assert (change.kind, change.before, change.after) == ("column-retyped", "integer", "number")
    assert_same(difference.apply(example), newer)


# Input


def test_diff_accepts_names_folders_and_datasets(tmp_path: Path, example: Dataset) -> None:
    folder = tmp_path / "2031.1"
    write_release(build_release(read_collection(EXAMPLE)), folder)
    assert not diff(EXAMPLE, folder)
    assert not diff(example, EXAMPLE)
    assert not diff(cip.release, load())
    assert diff(EXAMPLE, cip.release)
    with pytest.raises(UnknownNameError, match=r"no release '1999\.1'"):
        diff("1999.1", EXAMPLE)


def test_apply_to_another_dataset_raises_release_error(example_tables: Tables) -> None:
    b = changed(example_tables, "targets", "harbour-kilns-2035", note="Bought.")
    difference = diff(dataset_of(example_tables), dataset_of(b))
    other = dataset_of(changed(example_tables, "units", "CNY", name="renminbi"))
    with pytest.raises(ReleaseError, match=r"units of .* pass forged 2031\.1"):
        difference.apply(other)
    with pytest.raises(ReleaseError, match="targets: "):
        difference.apply(dataset_of(without(example_tables, "targets", "harbour-kilns-2035")))


def test_duplicate_id_raises_release_error(example_tables: Tables) -> None:
    (unit, *_) = example_tables["units"]
    b = add(example_tables, "units", unit)
    with pytest.raises(ReleaseError, match=f"units: id {unit.id!r} occurs twice"):
        diff(dataset_of(example_tables), dataset_of(b))


def test_same_data_with_another_release_name_has_no_differences(example_tables: Tables) -> None:
    a, b = (
        from_files(release_files(Settings(name="one", release=release), example_tables))
        for release in ("2031.1", "2031.2")
    )
    difference = diff(a, b)
    assert not difference
    assert str(difference) == "one 2031.1 → one 2031.2\nno difference"
    assert difference.apply(a).release == "2031.2"


# Changelog


def sections() -> dict[str, str]:
    """Return the data sections of the changelog by release."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    data = text[text.index("\n## Data\n") :]
    parts = re.split(r"^### ", data, flags=re.MULTILINE)[1:]
    return {part.partition("\n")[0].split()[0]: part.partition("\n")[2] for part in parts}


def counts_in(section: str) -> dict[str, dict[str, int]]:
    """Return the counts of lines such as `- targets: 3 added, 1 corrected`."""
    found: dict[str, dict[str, int]] = {}
    for table, counts in re.findall(r"^- (\w+): (.+)$", section, flags=re.MULTILINE):
        if table in TABLE_NAMES:
            parts = [part.split() for part in counts.rstrip(".").split(", ")]
            found[table] = {kind: int(number) for number, kind in parts}
    return found


def test_changelog_has_a_section_for_every_release() -> None:
    assert sorted(sections()) == sorted(cip.releases())


def test_changelog_counts_equal_the_differences() -> None:
    first, *_ = cip.releases()
    counts = {name: {"added": len(table)} for name, table in load(first).tables.items()}
    assert counts_in(sections()[first]) == {k: v for k, v in counts.items() if v["added"]}
    pinned = (DATASETS / "releases.sha256").read_text(encoding="utf-8")
    for before, after in pairwise(cip.releases()):
        if f"  {after}/" not in pinned:  # a release in preparation: its counts still change
            continue
        difference = diff(before, after)
        assert counts_in(sections()[after]) == difference.counts, str(difference)
