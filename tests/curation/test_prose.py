"""Numbers in prose: each is in the data of its record or in the reviewed list."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.build import build, release_files, write_release
from chinaindpolicy.curation.collection import Collection, read_collection
from chinaindpolicy.curation.prose import (
    PROSE,
    Facts,
    check_prose,
    field_findings,
    listed_fields,
    prose_fields,
)
from chinaindpolicy.curation.prose_list import Listed, listed_of
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.model.fields import Record
from example import Tables, changed, dataset_of, tables_of
from row_edits import LISTS, REPORT, edit, problems_of

Field = tuple[str, Record, str, str]

LANTERNS = "harbour-lantern-output-2035"


def undetected(dataset: Dataset, changes: Iterator[tuple[Field, str]]) -> list[str]:
    """Return the changed fields for which no finding names the record and the column."""
    listed = listed_fields(listed_of(dataset) or ())
    facts = Facts(dataset)
    missed: list[str] = []
    for (table, record, column, _), text in changes:
        allowed = listed.get(f"{record.id}.{column}", frozenset[str]())
        found = [*field_findings(facts, table, record, column, text, allowed)]
        if not any((each.id, each.column) == (record.id, column) for each in found):
            missed.append(f"{record.id}.{column}: {text}")
    return missed


def digit_changes(dataset: Dataset, rng: random.Random | None) -> Iterator[tuple[Field, str]]:
    """Yield the text of each prose field with one digit changed: one other digit, or all nine."""
    for field in prose_fields(dataset):
        text = field[3]
        for match in re.finditer("[0-9]", text):
            others = [digit for digit in "0123456789" if digit != match.group()]
            for digit in [rng.choice(others)] if rng else others:
                yield field, text[: match.start()] + digit + text[match.end() :]


def test_packaged_prose_is_in_the_data(real: Dataset) -> None:
    report = check_prose(real, listed_of(real))
    assert report.findings == ()
    assert report.checked["numbers in prose"] > 600


def test_a_changed_digit_of_packaged_prose_is_reported(real: Dataset) -> None:
    assert undetected(real, digit_changes(real, random.Random(7))) == []


@pytest.mark.full
def test_every_changed_digit_of_packaged_prose_is_reported(real: Dataset) -> None:
    assert undetected(real, digit_changes(real, None)) == []


def test_verify_reports_a_changed_digit_with_record_and_field(
    real: Dataset, real_collection: Collection
) -> None:
    rng = random.Random(11)
    fields = [field for field in prose_fields(real) if re.search("[0-9]", field[3])]
    for table, record, column, text in rng.sample(fields, 2):
        match = rng.choice([*re.finditer("[0-9]", text)])
        digit = str((int(match.group()) + rng.randint(1, 9)) % 10)
        wrong = text[: match.start()] + digit + text[match.end() :]
        tables = changed(tables_of(real), table, record.id, **{column: wrong})
        files = release_files(real_collection.settings, tables, listed=real_collection.listed)
        found = cip.verify(dataset=from_files(files)).findings
        assert (table, record.id, column) in {(each.table, each.id, each.column) for each in found}


def test_releases_without_a_list_are_not_checked() -> None:
    report = cip.verify(dataset=cip.load("2026.2"))
    assert any("numbers in prose" in reason for reason in report.not_checked)


def test_selection_is_not_checked(real: Dataset) -> None:
    report = cip.verify(dataset=real.select("targets", region_id="cn-ah"))
    assert any("numbers in prose" in reason for reason in report.not_checked)


def test_prose_has_every_column_of_free_text() -> None:
    assert {"statement", "title", "summary", "definition", "note", "explanation", "caution"} < {
        *PROSE
    }


# Rules, on the example collection


def codes(tables: Tables, *listed: Listed) -> list[tuple[str, str, str, str]]:
    report = check_prose(dataset_of(tables), listed)
    return [(each.code, each.id, each.column, each.value) for each in report.findings]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("Lantern output is above 13.5 billion yuan in 2035.", "above 13.5 billion yuan"),
        ("Lantern output is above 12.5 million yuan in 2035.", "above 12.5 million yuan"),
        ("Lantern output is above 12.5 billion yuan in 2036.", "2036"),
        ("到2035年，灯笼产值超过135亿元。", "超过135亿元"),
        ("Lantern output of two districts is above 12.5 billion yuan in 2035.", "two districts"),
    ],
)
def test_number_without_source_is_reported(example_tables: Tables, text: str, value: str) -> None:
    tables = changed(example_tables, "targets", LANTERNS, statement=text)
    assert ("prose-number", LANTERNS, "statement", value) in codes(tables)


@pytest.mark.parametrize(
    "text",
    [
        "Lantern output is above 12.5 billion yuan in 2035.",
        "到2035年，灯笼产值超过125亿元。",
        "Lantern output passes its goal.",
    ],
)
def test_numbers_of_the_record_are_accepted(example_tables: Tables, text: str) -> None:
    assert codes(changed(example_tables, "targets", LANTERNS, statement=text)) == []


def test_statement_has_the_value_of_its_own_record(example_tables: Tables) -> None:
    """A range that repeats one of its ends has no number of another record."""
    rising = next(r for r in example_tables["targets"] if r.value_upper is not None)  # type: ignore[attr-defined]
    text = f"It reaches {rising.value} to {rising.value}."  # type: ignore[attr-defined]
    found = codes(changed(example_tables, "targets", rising.id, statement=text))
    assert ("prose-number", rising.id, "statement", str(rising.value_upper)) in found  # type: ignore[attr-defined]


def test_listed_number_is_accepted_and_required(example_tables: Tables) -> None:
    listed = Listed(("77 lanterns",), (f"{LANTERNS}.note",), "Counted in the evidence.")
    noted = changed(example_tables, "targets", LANTERNS, note="There are 77 lanterns.")
    assert codes(noted) == [("prose-number", LANTERNS, "note", "77 lanterns")]
    assert codes(noted, listed) == []
    other = changed(example_tables, "targets", LANTERNS, note="There are 78 lanterns.")
    assert sorted(codes(other, listed)) == [
        ("prose-number", LANTERNS, "note", "78 lanterns"),
        ("prose-number-unused", LANTERNS, "note", "77 lanterns"),
    ]


@pytest.mark.parametrize("field", [f"{LANTERNS}.value", "no-such-record.note", "nothing"])
def test_listed_field_that_does_not_exist_is_reported(example_tables: Tables, field: str) -> None:
    found = codes(example_tables, Listed(("77",), (field,), "A reason."))
    assert [(code, value) for code, _, _, value in found] == [("prose-number-unused", field)]


# The section of a collection


ENTRY = """
prose_numbers:
  - reason: A wharf has its number.
    numbers: ["9"]
    fields: [lantern-output.definition]
"""


def add_entry(folder: Path, entry: str = ENTRY) -> None:
    with (folder / "numbers.yaml").open("w", encoding="utf-8") as file:
        file.write(entry)


def test_build_reports_a_wrong_number_with_its_line(folder: Path) -> None:
    old = "statement: Lantern output is above 12.5 billion yuan in 2035."
    place = edit(folder, REPORT, old, old.replace("12.5", "12.6"))
    found = problems_of(folder)
    assert len(found) == 2 and all(problem.startswith(place) for problem in found)
    assert all(LANTERNS in each and each.endswith("[prose-number]") for each in found)


def test_build_reports_an_entry_without_a_field(folder: Path) -> None:
    add_entry(folder, ENTRY.replace("lantern-output.definition", "no-such-record.note"))
    (found,) = problems_of(folder)
    assert found.startswith("example/numbers.yaml:3: ") and "no-such-record.note" in found


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        ("prose_numbers: none", "layout-wrong"),
        ("prose_numbers:\n  - reason: A reason.\n    fields: [a.note]", "value-missing"),
        ("prose_numbers:\n  - note: A reason.", "key-unknown"),
        ("prose_numbers:\n  - reason: A reason.\n    numbers: 7\n    fields: [a.b]", "value-type"),
    ],
)
def test_malformed_entry_is_reported(folder: Path, entry: str, code: str) -> None:
    add_entry(folder, entry)
    with pytest.raises(cip.CollectionError) as caught:
        read_collection(folder)
    assert code in {problem.code for problem in caught.value.problems}


def test_list_is_part_of_the_release(folder: Path, tmp_path: Path) -> None:
    text = (folder / LISTS).read_text(encoding="utf-8")
    definition = re.search(r"id: lantern-output\n.*?definition: (.*?)\n", text, re.DOTALL)
    assert definition
    edit(folder, LISTS, definition.group(1), f"{definition.group(1)} At wharf 9.")
    assert "[prose-number]" in problems_of(folder)[0]
    add_entry(folder)
    built = build(read_collection(folder))
    write_release(built.files, tmp_path / "release")
    release = cip.load(tmp_path / "release")
    assert listed_of(release) == (
        Listed(("9",), ("lantern-output.definition",), "A wharf has its number."),
    )
    assert check_prose(release, listed_of(release)).findings == ()


@pytest.mark.parametrize("malformed", ["no list", [1], [{"numbers": "7", "fields": []}]])
def test_malformed_list_of_a_release_is_rejected(example: Dataset, malformed: object) -> None:
    forged = dataset_of(tables_of(example))
    forged.descriptor = {**forged.descriptor, "prose_numbers": malformed}
    with pytest.raises(cip.ReleaseError, match=r"prose_numbers of .* is malformed"):
        cip.verify(dataset=forged)
