"""Facts of the packaged data that the source documents determine."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.collection import Collection
from chinaindpolicy.curation.source_text import number_expressions
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.records import Figure, Target
from chinaindpolicy.model.vocabularies import VALUE_TABLES
from example import DATASETS

COMPONENTS = "components-action-plan-2021"
MOST_WORDS = 15


@pytest.fixture(scope="module")
def observations(real: Dataset) -> tuple[Target | Figure, ...]:
    """All targets and figures."""
    return (*real.targets, *real.figures)


def test_first_release_is_2026_1() -> None:
    assert cip.releases()[0] == "2026.1"


def test_release_has_five_documents(real: Dataset) -> None:
    numbers = sorted(document.source_file[:3] for document in real.documents)
    assert numbers == ["000", "001", "002", "003", "004"]
    assert {document.language for document in real.documents} == {"en"}
    assert Counter(document.kind for document in real.documents)["digest"] == 1


def test_release_has_three_national_policies_and_fourteen_work_reports(real: Dataset) -> None:
    kinds = Counter((policy.kind == "work_report", policy.level) for policy in real.policies)
    assert len(real.policies) == 17
    assert kinds == {(False, "national"): 3, (True, "provincial"): 8, (True, "municipal"): 6}
    reports = real.policies.where(kind="work_report")
    assert len({report.region_id for report in reports}) == 14
    for report in reports:
        assert len(report.issuers) == 1
        assert report.period == "2024"


def test_every_policy_and_region_has_tasks(real: Dataset) -> None:
    assert {task.policy_id for task in real.tasks} == set(real.policies.ids)
    local = {
        task.policy_id for task in real.tasks if real.policies[task.policy_id].kind == "work_report"
    }
    assert len({real.policies[policy].region_id for policy in local}) == 14


def test_components_plan_has_complete_task_tree(real: Dataset) -> None:
    tasks = real.tasks.where(policy_id=COMPONENTS)
    kinds = Counter(task.kind for task in tasks)
    assert (kinds["key_task"], kinds["sub_task"], kinds["safeguard"]) == (7, 21, 4)
    key_tasks = {task.id: task for task in tasks if task.kind == "key_task"}
    assert sorted(task.ordinal for task in key_tasks.values()) == list(range(7, 14))
    sub_tasks = [task for task in tasks if task.kind == "sub_task"]
    assert {task.parent_id for task in sub_tasks} == set(key_tasks)
    for parent in key_tasks:
        ordinals = sorted(task.ordinal for task in sub_tasks if task.parent_id == parent)
        assert ordinals == list(range(1, len(ordinals) + 1))
    assert sorted(task.ordinal for task in tasks if task.kind == "safeguard") == [
        14,
        15,
        16,
        17,
    ]


def test_component_sales_target_has_corrected_and_printed_value(real: Dataset) -> None:
    target = real.targets["components-plan-sales-2023"]
    assert target.value == Decimal("2.1e12")
    assert (target.unit, target.comparator, target.period) == ("CNY", "eq", "2023")
    assert target.value_printed == Decimal("2.1e9")
    assert target.stated == "2.100 billion yuan"
    assert target.erratum_id is not None
    erratum = real.errata[target.erratum_id]
    assert erratum.kind == "magnitude"
    assert erratum.certainty == "found"
    assert target.id in erratum.record_ids


def test_corrected_records_reference_their_erratum(
    real: Dataset, observations: tuple[Target | Figure, ...]
) -> None:
    for record in observations:
        if record.value_printed is not None:
            assert record.erratum_id is not None, record.id
        if record.erratum_id is not None:
            assert record.id in real.errata[record.erratum_id].record_ids, record.id
    for erratum in real.errata:
        assert erratum.printed != erratum.meant, erratum.id


def test_every_target_has_source_and_deadline(real: Dataset) -> None:
    assert len(real.targets) > 0
    for target in real.targets:
        assert target.period_end is not None, target.id
        assert target.policy_id is not None, target.id
        assert (target.document_id is None) == (target.origin == "external"), target.id
        assert (target.reference_id is None) == (target.origin == "document"), target.id


def test_digitalization_plan_targets_are_external(real: Dataset) -> None:
    """The commentary quotes no target of its plan, so they come from other references."""
    targets = real.targets.where(policy_id="electronics-digitalization-plan-2025")
    assert {target.origin for target in targets} <= {"external"}


def test_self_sufficiency_figure_is_below_thirty_percent(real: Dataset) -> None:
    (figure,) = [figure for figure in real.figures if "self-sufficiency" in figure.id]
    assert (figure.comparator, figure.value, figure.unit) == ("lt", Decimal(30), "percent")
    assert "self-sufficiency" in real.indicators[figure.indicator_id].name.casefold()


@pytest.mark.parametrize(
    ("id", "comparator", "value", "unit"),
    [
        ("electronics-revenue-2024", "eq", 16_190_000_000_000, "CNY"),
        ("world-semiconductor-market-2024", "eq", 600_000_000_000, "USD"),
        ("electronics-production-cost-reduction", "range", -30, "percent"),
    ],
)
def test_commentary_figures_have_expected_values(
    real: Dataset, id: str, comparator: str, value: int, unit: str
) -> None:
    figure = real.figures[id]
    assert (figure.comparator, figure.value, figure.unit) == (comparator, Decimal(value), unit)


def test_figures_and_targets_are_disjoint_and_forecasts_labelled(real: Dataset) -> None:
    for figure in real.figures:
        assert figure.basis != "attributed" or figure.attributed_to is not None, figure.id
    assert any(figure.kind == "forecast" for figure in real.figures)
    assert not set(real.figures.ids) & set(real.targets.ids)


def test_cities_have_their_province_as_parent(real: Dataset) -> None:
    parents = {region.name: region.parent_id for region in real.regions}
    assert parents["Jinan"] == "cn-sd"
    assert parents["Ningbo"] == "cn-zj"


def test_regions_have_iso_and_gb_codes(real: Dataset) -> None:
    codes = {region.name: (region.iso_3166_2, region.gb_t_2260) for region in real.regions}
    assert codes["Beijing"] == ("CN-BJ", "110000")
    assert codes["Chongqing"] == ("CN-CQ", "500000")
    assert codes["Tianshui"] == (None, "620500")
    for region in real.regions.where(code_list=None):
        assert region.iso_3166_2 is None or region.iso_3166_2.startswith("CN"), region.id
    assert real.regions["kr"].iso_3166_2 == "KR"


def test_every_alias_belongs_to_one_organization(real: Dataset) -> None:
    owners: dict[str, set[str]] = {}
    for organization in real.organizations:
        assert len(set(organization.aliases)) == len(organization.aliases), organization.id
        for name in (organization.name, organization.name_zh, *organization.aliases):
            if name is not None:
                owners.setdefault(name.casefold(), set()).add(organization.id)
    shared = {name: ids for name, ids in owners.items() if len(ids) > 1}
    assert shared == {}


def test_unidentified_organizations_have_no_chinese_name(real: Dataset) -> None:
    for printed in ("Betrix", "SAN Boma"):
        (organization,) = real.organizations.where(aliases=printed)
        assert organization.name_zh is None


def test_every_quantitative_record_states_a_number(
    observations: tuple[Target | Figure, ...],
) -> None:
    quantitative = [record for record in observations if record.value is not None]
    assert len(quantitative) > 50
    for record in quantitative:
        if record.document_id is not None:
            assert record.stated is not None, record.id
            assert any(number_expressions(record.stated)), record.id


def test_qualitative_targets_have_no_value(real: Dataset) -> None:
    qualitative = real.targets.where(kind="qualitative")
    assert qualitative
    for target in qualitative:
        assert (target.value, target.comparator, target.unit) == (None, None, None), target.id
        assert real.indicators[target.indicator_id].unit is None, target.id
    for target in real.targets.where(kind="quantitative"):
        assert None not in (target.value, target.comparator, target.unit), target.id


def test_quoted_source_text_has_at_most_fifteen_words(
    real: Dataset, real_collection: Collection
) -> None:
    """The source texts are not published, so quoted expressions and titles are short."""
    words = [
        (row.table, key, row.text(key) or "")
        for rows in real_collection.rows.values()
        for row in rows
        for key in ("at", "to", "in", "stated", "printed", "name_printed", "text")
    ]
    words += [("tasks", "title", task.title) for task in real.tasks]
    words += [("documents", "title", document.title) for document in real.documents]
    assert len(words) > 1000
    assert [found for found in words if len(found[2].split()) > MOST_WORDS] == []


def test_written_texts_share_no_twelve_word_run_with_sources(real: Dataset, sources: Path) -> None:
    """Summaries and statements contain no run of twelve words of a source text."""
    run = 12
    texts: set[tuple[str, ...]] = set()
    for document in real.documents:
        parts = (sources / document.source_file).read_text("utf-8").casefold().split()
        texts.update(tuple(parts[i : i + run]) for i in range(len(parts) - run + 1))
    written = [
        *((target.id, target.statement) for target in (*real.targets, *real.figures)),
        *((task.id, f"{task.title} {task.summary}") for task in real.tasks),
        *((project.id, project.summary) for project in real.projects),
        *((erratum.id, erratum.explanation) for erratum in real.errata),
    ]
    for id, words in written:
        parts = words.casefold().split()
        runs = {tuple(parts[i : i + run]) for i in range(len(parts) - run + 1)}
        assert not runs & texts, id


def test_every_used_unit_is_in_the_units_table(
    real: Dataset, observations: tuple[Target | Figure, ...]
) -> None:
    used = {record.unit for record in observations} | {row.unit for row in real.indicators}
    assert used - {None} <= set(real.units.ids)
    assert {"CNY", "USD", "percent"} <= used


def test_money_values_have_price_basis_and_currency(
    real: Dataset, observations: tuple[Target | Figure, ...]
) -> None:
    money = [record for record in observations if record.unit in ("CNY", "USD")]
    assert money
    for record in money:
        assert record.price_basis is not None, record.id
        assert real.units[record.unit or ""].iso_4217 == record.unit


def test_every_indicator_is_used(real: Dataset, observations: tuple[Target | Figure, ...]) -> None:
    used = {record.indicator_id for record in (*observations, *real.outcomes)}
    assert used == set(real.indicators.ids)


def test_every_reference_is_cited(real: Dataset) -> None:
    cited: set[str | None] = {name for policy in real.policies for name in policy.reference_ids}
    cited |= {name for row in real.organizations for name in row.reference_ids}
    cited |= {
        row.reference_id for row in (*real.errata, *real.targets, *real.figures, *real.outcomes)
    }
    assert set(real.references.ids) <= cited


def test_every_paragraph_has_one_passage(real: Dataset) -> None:
    for document in real.documents:
        numbers = [row.paragraph for row in real.passages if row.document_id == document.id]
        assert numbers == list(range(1, document.n_paragraphs + 1))


def test_mentions_do_not_overlap(real: Dataset) -> None:
    for document in real.documents:
        spans = [
            (row.char_start, row.char_end)
            for row in real.mentions
            if row.document_id == document.id
        ]
        assert spans == sorted(spans)
        assert all(first[1] <= second[0] for first, second in pairwise(spans))


def test_every_observation_has_a_mention(
    real: Dataset, observations: tuple[Target | Figure, ...]
) -> None:
    mentioned = {row.record_id for row in real.mentions if row.role == "indicator"}
    read = {record.id for record in observations if record.document_id is not None}
    assert read <= mentioned


def test_every_record_from_a_document_has_a_review_status(real: Dataset) -> None:
    rows = [*real.targets, *real.figures, *real.tasks, *real.products, *real.projects]
    reviews = Counter(row.review for row in rows if row.document_id is not None)
    assert set(reviews) == {"agreed", "settled", "single"}, reviews
    assert reviews["single"] < 10


def test_first_release_has_no_outcomes() -> None:
    assert len(cip.load("2026.1").outcomes) == 0


@pytest.mark.parametrize("release", cip.releases())
def test_every_release_verifies_without_findings(release: str) -> None:
    """Every release is verified, not only the newest."""
    report = cip.verify(dataset=cip.load(release))
    assert report.findings == ()


def test_second_release_adds_outcomes_and_their_references() -> None:
    first, second = cip.load("2026.1"), cip.load("2026.2")
    for name, table in first.tables.items():
        added = set(second[name].ids) - set(table.ids)
        assert bool(added) == (name in ("indicators", "references", "regions", "outcomes")), name
        assert {second[name].get(record.id) for record in table} == set(table), name


def test_every_outcome_has_record_reference_and_period(real: Dataset) -> None:
    assert len(real.outcomes) > 20
    followed = [*real.targets.ids, *real.figures.ids, *real.projects.ids]
    for outcome in real.outcomes:
        assert outcome.record_id in followed, outcome.id
        assert real.references[outcome.reference_id].certainty == outcome.certainty == "found"
        assert outcome.period_end is not None, outcome.id


@pytest.mark.parametrize("table", ["indicators", "concepts", "objects"])
def test_aliases_are_in_both_languages(real: Dataset, table: str) -> None:
    for row in real[table]:
        assert {alias.isascii() for alias in row.aliases} == {True, False}, row.id
        assert len(set(row.aliases)) == len(row.aliases), row.id


def test_every_indicator_joins_by_concept_and_object(real: Dataset) -> None:
    keys: Counter[tuple[object, ...]] = Counter()
    for indicator in real.indicators:
        assert indicator.concept_id and indicator.object_id, indicator.id
        assert indicator.name_zh and indicator.name_zh_basis, indicator.id
        if indicator.unit:
            threshold = (indicator.threshold_comparator, indicator.threshold_value)
            place = (indicator.concept_id, indicator.object_id, indicator.unit)
            keys[(*place, indicator.denominator_id, *threshold)] += 1
    assert not [key for key, count in keys.items() if count > 1]
    tables = {
        indicator: {
            table for table in VALUE_TABLES for row in real[table] if row.indicator_id == indicator
        }
        for indicator in real.indicators.ids
    }
    assert sum(found > {"targets"} for found in tables.values()) >= 12


@pytest.mark.parametrize(
    ("column", "file"), [("gbt4754", "gbt4754_2017"), ("isic4", "isic_rev4"), ("hs", "hs2022")]
)
def test_codes_of_objects_are_in_the_code_lists(real: Dataset, column: str, file: str) -> None:
    path = DATASETS / "codelists" / f"{file}.csv"
    with path.open(encoding="utf-8", newline="") as rows:
        codes = {row["code"] for row in csv.DictReader(rows)}
    for thing in real.objects:
        assert getattr(thing, f"{column}_match"), thing.id
        assert (getattr(thing, column) or next(iter(codes))) in codes, thing.id


def test_found_errata_and_organizations_have_a_reference(real: Dataset) -> None:
    assert all(row.reference_id for row in real.errata if row.certainty == "found")
    assert all(row.reference_ids for row in real.organizations if row.certainty == "found")


def test_outcomes_do_not_precede_their_record_period(real: Dataset) -> None:
    """Values from before the period of the record are not outcomes."""
    for outcome in real.outcomes:
        record = real.record(outcome.record_id)
        if outcome.value is not None:
            assert outcome.period_start >= record.period_start, outcome.id
    values = {outcome.value for outcome in real.outcomes}
    assert not values & {Decimal("1.8831e12"), Decimal("7.5e10"), Decimal("1.511e13")}
