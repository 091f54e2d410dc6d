"""Search: names, word prefixes, filters, order and index of hits."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.analysis.search_index import index_of
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError


def found(words: str, **filters: object) -> list[str]:
    return [hit.record.id for hit in cip.search(words, **filters)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    ["长江存储", "YMTC", "ymtc", "ＹＭＴＣ", "Changjiang Storage", "yangtze  memory technologies"],
)
def test_all_names_of_an_organization_return_the_same_hits(words: str, real: Dataset) -> None:
    hits = cip.search(words).hits
    assert (hits[0].table, hits[0].record.id) == ("organizations", "ymtc")
    assert [hit.record.id for hit in hits] == found("YMTC")
    pointing = [figure.id for figure in real.figures if figure.organization_id == "ymtc"]
    assert pointing and set(pointing) <= {hit.record.id for hit in hits}


@pytest.mark.parametrize("words", ["Beijing", "北京", "北京市", "CN-BJ", "110000", "cn-bj"])
def test_region_is_found_by_name_and_code(words: str, real: Dataset) -> None:
    ids = found(words)
    assert ids[0] == "cn-bj"
    assert {task.id for task in real.tasks.where(region_id="cn-bj")} <= set(ids)


def test_name_finds_records_that_contain_it(example: Dataset) -> None:
    for words in ("明灯", "bright lamp", "Bright Lamp Works"):
        assert found(words, dataset=example) == ["bright-lamp-works", "harbour-north-quay"]


def test_hit_contains_every_word_as_a_prefix(example: Dataset) -> None:
    assert found("clear glass", dataset=example)[0] == "harbour-clear-glass"
    assert found("clear gl", dataset=example)[0] == "harbour-clear-glass"  # a prefix
    assert found("clear lass", dataset=example) == []  # not a prefix
    assert found("灯笼", dataset=example) == [
        *("harbour-lantern-plan", "lantern-goods", "lantern-output"),
    ]


def test_names_score_higher_than_notes(example: Dataset) -> None:
    hits = cip.search("lanterns", dataset=example).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].column in ("name", "title")


def test_filters_select_by_region_policy_unit_and_period(real: Dataset) -> None:
    for region in ("cn-zj", "Zhejiang", "浙江", "330000"):
        ids = found("", region=region, tables=["targets"])
        assert sorted(ids) == sorted(t.id for t in real.targets.where(region_id="cn-zj"))
    plan = "components-action-plan-2021"
    ids = found("", policy=plan, tables=["targets", "policies"])
    assert sorted(ids) == sorted([plan, *(t.id for t in real.targets.where(policy_id=plan))])
    assert set(found("", unit="¥", tables=["targets"])) == {
        t.id for t in real.targets.where(unit="CNY")
    }
    by_2023 = set(found("", period="2023", tables=["targets"]))
    assert "components-plan-sales-2023" in by_2023
    assert by_2023 == {
        t.id
        for t in real.targets
        if t.period_end and t.period_end.year >= 2023 and (t.period or "") < "2024"
        and (t.period_end.year == 2023 or (t.period_start and t.period_start.year <= 2023))
    }  # fmt: skip
    assert found("", period="2023", tables=["units", "regions"]) == []  # they have no period
    assert found("sales", period="2023", unit="CNY", region="cn", tables=["targets"]) == [
        "components-plan-sales-2023"
    ]


def test_unknown_filter_values_and_empty_queries_raise_errors() -> None:
    with pytest.raises(UnknownNameError, match="no table 'target'; did you mean 'targets'"):
        cip.search("x", tables=["target"])
    message = "no id or name 'Zejiang' in regions; did you mean 'cn-zj'"
    with pytest.raises(UnknownNameError, match=message):
        cip.search("x", region="Zejiang")
    with pytest.raises(UnknownNameError, match="no id or name 'yuans' in units"):
        cip.search("x", unit="yuans")
    with pytest.raises(UnknownNameError, match="no id or name 'nonsense' in policies"):
        cip.search("x", policy="nonsense")
    with pytest.raises(
        ChinaIndPolicyError, match="period is 'next year': 'next year' is not a valid ISO 8601"
    ):
        cip.search("x", period="next year")
    for words in ("", "  "):
        with pytest.raises(ChinaIndPolicyError, match="no filter is set"):
            cip.search(words)


def test_result_has_a_frame_and_records() -> None:
    result = cip.search("YMTC", tables=["organizations"])
    assert result.frame().rows() == [("organizations", "ymtc", 100, "id")]
    assert result.records == (cip.organizations["ymtc"],)
    assert len(result) == 1
    assert cip.search("xyzzy").frame().height == 0


@given(st.text(max_size=30).filter(str.strip))
def test_search_accepts_any_text_and_ignores_ascii_case(words: str) -> None:
    hits = cip.search(words).hits
    assert [hit.record.id for hit in hits] == found(words.upper() if words.isascii() else words)


@given(st.data())
def test_more_words_return_a_subset(data: st.DataObject) -> None:
    vocabulary = st.sampled_from(["chip", "北京", "YMTC", "plan", "2024", "industry", "of", "芯片"])
    words = data.draw(st.lists(vocabulary, min_size=2, max_size=4))
    assert set(found(" ".join(words))) <= set(found(words[0])) & set(found(words[-1]))


def test_index_of_a_dataset_is_built_once() -> None:
    index_of.cache_clear()
    assert cip.search("YMTC") and cip.search("Beijing")
    counted = index_of.cache_info()
    assert (counted.misses, counted.hits) == (1, 1)
