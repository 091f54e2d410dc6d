"""Links between records, the task tree, and the coverage of concepts."""

from __future__ import annotations

import copy
import pickle
import shutil

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from example import Tables, changed, dataset_of


def test_links_lead_to_the_records_of_their_ids(real: Dataset) -> None:
    for target in real.targets:
        assert target.indicator is real.indicators[target.indicator_id]
        assert target.policy is real.policies[str(target.policy_id)]
        assert target.region is real.regions[str(target.region_id)]
        assert (target.task and target.task.id) == target.task_id
    for figure in real.figures:
        assert (figure.organization and figure.organization.id) == figure.organization_id
    for indicator in real.indicators:
        assert indicator.concept is real.concepts[str(indicator.concept_id)]
        assert indicator.object is real.objects[str(indicator.object_id)]


def test_links_back_are_the_records_that_refer(real: Dataset) -> None:
    for target in real.targets:
        expected = tuple(each for each in real.outcomes if each.record_id == target.id)
        assert target.outcomes == expected
        assert target.errata == tuple(e for e in real.errata if target.id in e.record_ids)
        assert target.task is None or target in target.task.targets
    for task in real.tasks:
        assert all(child.parent is task for child in task.children)
        assert task.parent is None or task in task.parent.children
    for policy in real.policies:
        assert len(policy.tasks) == len(real.tasks.where(policy_id=policy.id))
        assert policy.targets == real.targets.where(policy_id=policy.id)
    for outcome in real.outcomes:
        assert outcome.indicator.id == outcome.indicator_id


def test_province_and_children_of_regions(real: Dataset) -> None:
    regions = real.regions
    children = regions["cn-zj"].children
    assert children[0].id == "cn-zj-ningbo" and len(children) == 11
    city = regions["cn-zj-ningbo"].province
    assert city is not None and city.id == "cn-zj"
    assert regions["cn"].province is None and regions["world"].province is None
    assert regions["cn-bj"].province is regions["cn-bj"]


def test_links_take_no_part_in_equality_hash_pickle_and_dump(real: Dataset) -> None:
    target = next(iter(real.targets))
    again = type(target).model_validate(target.model_dump())
    assert again == target and hash(again) == hash(target)
    for other in (again, pickle.loads(pickle.dumps(target)), copy.deepcopy(target)):
        assert other == target
        with pytest.raises(cip.ChinaIndPolicyError, match="has no links"):
            _ = other.indicator


def test_old_release_and_collection_have_links(example: Dataset) -> None:
    older = cip.load("2026.1")
    for target in older.targets:
        assert target.indicator.concept is None and target.task is None
    policy = next(iter(example.policies))
    assert {task.policy.id for task in policy.tasks} <= {policy.id}


def test_tree_has_every_task_and_target_once(real: Dataset) -> None:
    for policy in real.policies:
        found = cip.tree(policy, real)
        assert len(found) == len(policy.tasks)
        text = found.to("text").splitlines()
        shown = str(found).splitlines()
        assert max(map(len, shown)) <= shutil.get_terminal_size((100, 24)).columns
        assert len(shown) >= len(text)
        assert len(text) == 1 + len(policy.tasks) + len(policy.targets)
        assert found.to("markdown").count("\n- ") == len(found.roots) + len(found.untied)
        html = found.to("html")
        assert html.count("<li") == html.count("</li>") == len(text) - 1
    with pytest.raises(cip.UnknownNameError, match="did you mean"):
        found.to("latex")  # type: ignore[arg-type]


def test_tree_escapes_markup(example_tables: Tables) -> None:
    task = next(row for row in example_tables["tasks"])
    tables = changed(example_tables, "tasks", task.id, title="<b>*Lamps*</b>")
    dataset = dataset_of(tables)
    tree = cip.tree(str(getattr(task, "policy_id", "")), dataset)
    assert "<b>*Lamps" not in tree.to("html") and "&lt;b&gt;*Lamps*" in tree.to("html")
    assert r"\<b\>\*Lamps\*" in tree.to("markdown")


def test_coverage_distinguishes_no_target_from_not_read(
    real: Dataset, example_tables: Tables
) -> None:
    plan = "components-action-plan-2021"
    found = cip.coverage(plan, "销售额", real)
    assert (found.status, [each.id for each in found.targets]) == (
        "target",
        ["components-plan-sales-2023"],
    )
    none = cip.coverage(real.policies[plan], real.concepts["yield-rate"], real)
    assert none.status == "no_target"
    assert [each.id for each in none.documents] == ["components-plan-report"]
    policy = example_tables["policies"][0].model_copy(update={"id": "unread-plan"})
    more = {**example_tables, "policies": (*example_tables["policies"], policy)}
    unread = cip.coverage("unread-plan", "Pass rate", dataset_of(more))
    assert (unread.status, unread.documents) == ("not_read", ())
    assert "not read" in str(unread)


def test_unknown_policy_and_concept_suggest_names(real: Dataset) -> None:
    with pytest.raises(cip.UnknownNameError, match="sales"):
        cip.coverage("components-action-plan-2021", "slaes", real)
    with pytest.raises(cip.UnknownNameError, match="components-action-plan-2021"):
        cip.tree("components-action-plan-2020", real)
    with pytest.raises(cip.ArgumentError, match="policy"):
        cip.tree(7)  # type: ignore[arg-type]
