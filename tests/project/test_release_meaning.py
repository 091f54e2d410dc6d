"""Meaning of the records of the latest release: signs, sources, places in the tree, counts."""

from __future__ import annotations

from collections import defaultdict

import pytest

from chinaindpolicy.dataset.dataset import Dataset


@pytest.mark.parametrize("table", ["errata", "outcomes"])
def test_found_records_name_a_reference(real: Dataset, table: str) -> None:
    unnamed = [
        each.id for each in real[table] if each.certainty == "found" and not each.reference_id
    ]
    assert unnamed == []


def test_found_organizations_and_external_records_name_a_reference(real: Dataset) -> None:
    assert not [
        each.id
        for each in real.organizations
        if each.certainty == "found" and not each.reference_ids
    ]
    for record in (*real.targets, *real.figures):
        assert (record.origin == "external") == (record.reference_id is not None), record.id


def test_references_of_outcomes_are_dated(real: Dataset) -> None:
    for outcome in real.outcomes:
        reference = real.references[outcome.reference_id]
        assert reference.published_on or reference.published_in, outcome.id


@pytest.mark.parametrize(
    ("id", "comparator", "value", "upper"),
    [
        ("tsmc-delivery-cycle-reduction-2023", "eq", -40, None),
        ("domestic-capacity-utilisation-fall-2023", "lt", -20, None),
        ("development-cycle-reduction", "lt", -60, None),
        ("shenzhen-oem-labour-cost-reduction", "eq", -70, None),
        ("electronics-production-cost-reduction", "range", -30, -20),
        ("boe-inventory-turnover-increase", "eq", 35, None),
    ],
)
def test_falls_are_negative(
    real: Dataset, id: str, comparator: str, value: int, upper: int | None
) -> None:
    figure = real.figures[id]
    assert figure.comparator == comparator
    assert figure.value == value
    assert figure.value_upper == upper


def test_siblings_are_numbered_in_reading_order(real: Dataset) -> None:
    siblings: defaultdict[tuple[str, str | None], list[int]] = defaultdict(list)
    for task in real.tasks:
        siblings[task.policy_id, task.parent_id].append(task.ordinal)
        parent = real.tasks[task.parent_id] if task.parent_id else None
        assert task.level == (parent.level + 1 if parent else 1), task.id
    for key, ordinals in siblings.items():
        assert sorted(ordinals) == list(range(1, len(ordinals) + 1)), key


def test_counts_of_standing_sets_are_structure(real: Dataset) -> None:
    texts = {mention.text: mention for mention in real.mentions if mention.role == "structure"}
    for text in ("around 50 key industrial chains", "17 industrial chains", "six wafer projects"):
        assert texts[text].record_id in real.tasks
    assert not {target.id for target in real.targets} & set(real.withdrawals.ids)


def test_comparators_include_the_number_if_the_original_does(real: Dataset) -> None:
    corrected = {
        id
        for erratum in real.errata
        if erratum.meant and erratum.meant.endswith("or more")
        for id in erratum.record_ids
    }
    assert len(corrected) == 5
    assert {real.targets[id].comparator for id in corrected} == {"ge"}


def test_doubtful_facts_have_no_meaning(real: Dataset) -> None:
    for erratum in real.errata:
        assert (erratum.kind == "doubtful_fact") == (erratum.meant is None), erratum.id
