"""Withdrawn ids: lookup, rules, and comparison with the earlier release."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chinaindpolicy.curation.build import build_release, write_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import CollectionError, ReleaseError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.records import Withdrawal
from chinaindpolicy.rules.check_tables import check_tables
from example import EXAMPLE, Tables, dataset_of

REASON = "Read twice."


def row(id: str, successor: str | None = None) -> Withdrawal:
    return Withdrawal(id=id, successor_id=successor, reason=REASON, withdrawn_in="2031.2")


def dataset_with(tables: Tables, *rows: Withdrawal) -> Dataset:
    return dataset_of({**tables, "withdrawals": rows})


# Lookup


def test_withdrawn_id_error_names_successor_and_reason(example: Dataset) -> None:
    message = (
        "no id 'harbour-lanterns-2029' in figures: withdrawn in 2031.1 (The year was misread.); "
        "its successor is 'harbour-lanterns-2030'"
    )
    with pytest.raises(UnknownNameError) as caught:
        example.figures["harbour-lanterns-2029"]
    assert str(caught.value) == message
    assert caught.value.near == ("harbour-lanterns-2030",)
    with pytest.raises(UnknownNameError) as caught:
        example.record("harbour-lanterns-2029")
    assert str(caught.value) == message.replace(
        "id 'harbour-lanterns-2029' in figures",
        "record 'harbour-lanterns-2029' in harbour-example 2031.1",
    )
    assert example.figures.get("harbour-lanterns-2029") is None
    assert example.withdrawals["harbour-lanterns-2029"].withdrawn_in == "2031.1"


def test_withdrawn_id_without_successor_gives_the_reason(example_tables: Tables) -> None:
    dataset = dataset_with(example_tables, row("gone"))
    with pytest.raises(UnknownNameError, match=r"\(Read twice\.\); it has no successor$") as caught:
        dataset.targets["gone"]
    assert caught.value.near == ()


def test_withdrawn_successor_is_followed(example_tables: Tables) -> None:
    dataset = dataset_with(example_tables, row("a", "b"), row("b", "harbour-quay"))
    with pytest.raises(UnknownNameError, match="is 'b', which was withdrawn") as caught:
        dataset.tasks["a"]
    assert caught.value.near == ("harbour-quay",)


def test_circular_withdrawals_terminate(example_tables: Tables) -> None:
    dataset = dataset_with(example_tables, row("a", "b"), row("b", "a"))
    with pytest.raises(UnknownNameError, match="its successor is 'b'"):
        dataset.tasks["a"]


# Rules


def findings(tables: Tables, *rows: Withdrawal) -> list[tuple[str, str]]:
    dataset = dataset_with(tables, *rows)
    report = check_tables({name: table.frame() for name, table in dataset.tables.items()})
    return [(finding.code, finding.id) for finding in report.findings]


@pytest.mark.parametrize(
    ("rows", "wrong"),
    [
        ([row("gone")], []),
        ([row("gone", "CNY")], []),
        ([row("a", "b"), row("b", "c"), row("c", "harbour-quay")], []),
        ([row("a", "b"), row("b")], []),
        ([row("harbour-quay")], [("withdrawn-present", "harbour-quay")]),
        ([row("CNY")], [("withdrawn-present", "CNY")]),
        ([row("a", "nowhere")], [("successor-missing", "a")]),
        ([row("a", "b"), row("b", "x")], [("successor-missing", "a"), ("successor-missing", "b")]),
        ([row("a", "a")], [("withdrawal-cycle", "a")]),
        ([row("a", "b"), row("b", "a")], [("withdrawal-cycle", "a"), ("withdrawal-cycle", "b")]),
        (
            [row("a", "a"), row("b", "a")],
            [("successor-missing", "b"), ("withdrawal-cycle", "a")],
        ),
    ],
)
def test_withdrawal_rules_report_present_ids_and_missing_successors(
    example_tables: Tables, rows: list[Withdrawal], wrong: list[tuple[str, str]]
) -> None:
    assert findings(example_tables, *rows) == wrong


# Comparison with the earlier release


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example with its built release, set to build the next one."""
    folder = shutil.copytree(EXAMPLE, tmp_path / "example")
    write_release(build_release(read_collection(folder)), folder / "releases" / "2031.1")
    edit(folder, 'release: "2031.1"', 'release: "2031.2"')
    return folder


def edit(folder: Path, old: str, new: str) -> None:
    path = folder / "collection.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")


def problems(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CollectionError) as caught:
        build_release(read_collection(folder))
    return tuple(map(str, caught.value.problems))


RENAMED = ("  - id: harbour-pass-rate-2035\n", "  - id: harbour-pass-rate-by-2035\n")
WITHDRAWAL = """
withdrawals:
  - id: harbour-pass-rate-2035
    successor_id: harbour-pass-rate-by-2035
    reason: It is by 2035.
    withdrawn_in: "2031.2"
"""


def test_unchanged_ids_build_the_next_release(folder: Path) -> None:
    assert build_release(read_collection(folder))


def test_missing_id_is_reported_by_name(folder: Path) -> None:
    edit(folder, *RENAMED)
    line = (folder / "releases/2031.1/targets.csv").read_text("utf-8").splitlines()
    number = next(n for n, text in enumerate(line, 1) if text.startswith("harbour-pass-rate-2035,"))
    assert problems(folder) == (
        f"example/releases/2031.1/targets.csv:{number}: targets harbour-pass-rate-2035: "
        "is in 2031.1, and neither here nor withdrawn [id-vanished]",
    )
    with pytest.raises(CollectionError):
        load(folder)


def test_withdrawn_id_can_be_removed(folder: Path) -> None:
    edit(folder, *RENAMED)
    edit(folder, "\nwithdrawals:\n", WITHDRAWAL)
    dataset = load(folder)
    with pytest.raises(UnknownNameError, match="its successor is 'harbour-pass-rate-by-2035'"):
        dataset.targets["harbour-pass-rate-2035"]


def test_id_moved_to_another_table_is_reported_as_missing(folder: Path) -> None:
    edit(folder, "outcomes:\n  - id: outcome-lantern-output", "outcomes:\n  - id: outcome-b")
    edit(folder, "references:\n", "organizations:\n  - id: outcome-lantern-output\n    name: X\n"
         "    kind: company\n\nreferences:\n")  # fmt: skip
    (problem,) = problems(folder)
    assert "outcomes outcome-lantern-output: " in problem
    assert problem.endswith("[id-vanished]")


def test_removed_withdrawal_is_reported(folder: Path) -> None:
    edit(folder, "  - id: harbour-lanterns-2029\n", "  - id: harbour-lanterns-2028\n")
    new, misdated, kept = sorted(problems(folder))
    assert misdated.endswith("[withdrawal-misdated]")
    assert "withdrawals.csv:2: withdrawals harbour-lanterns-2029: " in kept
    assert kept.endswith("[withdrawal-vanished]")
    assert new.endswith("2031.1 has no such id [withdrawal-unfounded]")


def test_new_withdrawal_must_name_the_current_release(folder: Path) -> None:
    edit(folder, *RENAMED)
    edit(folder, "\nwithdrawals:\n", WITHDRAWAL.replace("2031.2", "2030.7"))
    (problem,) = problems(folder)
    assert problem.endswith("[withdrawal-misdated]")


def test_withdrawal_of_a_present_id_is_rejected(folder: Path) -> None:
    edit(folder, "  - id: harbour-lanterns-2029\n", "  - id: harbour-lanterns-2030\n")
    with pytest.raises(CollectionError, match="id is taken"):
        build_release(read_collection(folder))


def test_history_is_checked_against_the_latest_earlier_release(folder: Path) -> None:
    edit(folder, *RENAMED)
    edit(folder, "\nwithdrawals:\n", WITHDRAWAL)
    write_release(build_release(read_collection(folder)), folder / "releases" / "2031.2")
    edit(folder, 'release: "2031.2"', 'release: "2031.10"')
    assert build_release(read_collection(folder))
    edit(folder, 'release: "2031.10"', 'release: "2031.1"')
    assert build_release(read_collection(folder))


def test_release_is_not_compared_with_itself(folder: Path) -> None:
    edit(folder, 'release: "2031.2"', 'release: "2031.1"')
    edit(folder, *RENAMED)
    assert build_release(read_collection(folder))


def test_damaged_earlier_release_is_named(folder: Path) -> None:
    path = folder / "releases" / "2031.1" / "units.csv"
    path.write_bytes(path.read_bytes() + b"x")
    with pytest.raises(ReleaseError, match=r"units\.csv was changed"):
        build_release(read_collection(folder))
    edit(folder, 'release: "2031.2"', 'release: "draft"')
    with pytest.raises(CollectionError, match="release: 'draft' does not match the form"):
        build_release(read_collection(folder))
