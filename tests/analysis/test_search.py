"""Search: names, word prefixes, filters, order and index of hits."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from search_queries import read, recall

import chinaindpolicy as cip
from chinaindpolicy.analysis.search_index import index_of
from chinaindpolicy.analysis.search_synonyms import synonyms
from chinaindpolicy.analysis.search_words import distance
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.quantity.core.definitions import chinese


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
        assert found(words, dataset=example)[:2] == ["bright-lamp-works", "harbour-north-quay"]


def test_hit_contains_every_word_as_a_prefix(example: Dataset) -> None:
    assert found("clear glass", dataset=example)[0] == "harbour-clear-glass"
    assert found("clear gl", dataset=example)[0] == "harbour-clear-glass"  # a prefix
    assert found("quay ilns", dataset=example, tables=["projects"]) == found(
        "quay", dataset=example, tables=["projects"]
    )  # not a prefix, so ignored
    assert {"harbour-lantern-plan", "lantern-output"} <= set(found("灯笼", dataset=example))


def test_names_score_higher_than_notes(example: Dataset) -> None:
    hits = cip.search("lanterns", dataset=example).hits
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits[0].table in ("targets", "figures", "outcomes")
    assert hits[0].matches[0].word == "lantern" and hits[0].matches[0].column == hits[0].column


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
    (row,) = result.frame().rows()
    assert row == ("organizations", "ymtc", 100, "id", "'ymtc' in id: ymtc")
    assert result.records == (cip.organizations["ymtc"],)
    assert len(result) == 1
    assert cip.search("xyzzy").frame().height == 0


@given(st.text(max_size=30).filter(str.strip))
def test_search_accepts_any_text_and_ignores_ascii_case(words: str) -> None:
    hits = cip.search(words).hits
    assert [hit.record.id for hit in hits] == found(words.upper() if words.isascii() else words)


@settings(max_examples=20)
@given(st.data())
def test_hits_match_the_same_number_of_words(data: st.DataObject) -> None:
    vocabulary = st.sampled_from(["chip", "北京", "YMTC", "plan", "2024", "industry", "of", "芯片"])
    words = data.draw(st.lists(vocabulary, min_size=2, max_size=4))
    result = cip.search(" ".join(words))
    assert len({len(hit.matches) for hit in result}) <= 1
    if words[0] != "of" and all(len(hit.matches) == len(words) for hit in result):
        assert {hit.id for hit in result} <= set(found(words[0]))


def test_index_of_a_dataset_is_built_once() -> None:
    index_of.cache_clear()
    assert cip.search("YMTC") and cip.search("Beijing")
    counted = index_of.cache_info()
    assert (counted.misses, counted.hits) == (1, 1)


def test_recall_of_the_test_queries() -> None:
    """The queries were written before the search that they measure."""
    queries = read()
    assert len(queries) >= 150
    found_in_five = [recall(found(query.text), query.ids) for query in queries]
    assert sum(found_in_five) / len(queries) >= 0.97
    for kind in ("name", "typo", "synonym", "mixed"):
        some = [each for each, query in zip(found_in_five, queries, strict=True)
                if query.kind == kind]  # fmt: skip
        assert sum(some) / len(some) >= 0.94, kind


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("集成电路", "targets"),
        ("国产化率", "figures"),
        ("自给率", "figures"),
        ("招商引资", "targets"),
        ("integrated circuit", "targets"),
        ("self-sufficiency rate", "figures"),
        ("semiconductor", "figures"),
    ],
)
def test_targets_and_figures_come_first(words: str, first: str) -> None:
    hits = cip.search(words).hits
    assert hits[0].table == first
    kinds = [hit.table in ("targets", "figures", "outcomes") for hit in hits]
    assert kinds[:2] == [True, True]


def test_misspelt_words_are_corrected_and_reported() -> None:
    result = cip.search("integrated circut")
    assert dict(result.corrected) == {"circut": "circuit"}
    assert result.hits == cip.search("integrated circuit").hits
    assert found("Zhejang")[0] == "cn-zj" and found("Chongqin")[0] == "cn-cq"
    assert found("self sufficency") == found("self-sufficiency")
    assert dict(cip.search("集成电络").corrected) == {"集成电络": "集成电路"}
    assert not cip.search("xyzzy").corrected and "no record matches 'xyzzy'" in repr(
        cip.search("xyzzy")
    )


def test_spelling_and_plural_make_no_difference() -> None:
    for one, other in (
        ("digitalisation", "digitalization"),
        ("labour costs", "labor cost"),
        ("data centres", "data center"),
        ("batteries", "battery"),
    ):
        assert found(one) and found(one) == found(other)


def test_ids_match_as_a_whole_and_places_never(real: Dataset) -> None:
    assert found("components-plan-sales-2023")[0] == "components-plan-sales-2023"
    mention = next(iter(real.mentions))
    assert mention.id not in found(mention.id)
    for document in real.documents:
        assert all(hit.column != "id" for hit in cip.search(document.id))
    offsets = {str(record.char_start) for record in real.targets if record.char_start}
    for offset in sorted(offsets)[:5]:
        assert all(offset in hit.summary() for hit in cip.search(offset))


def test_result_is_a_sequence_that_shows_what_matched() -> None:
    result = cip.search("自给率")
    assert result[0] is result.hits[0] and result[-1] is result.hits[-1]
    assert result[:2] == result.hits[:2]
    assert result[0].record in result and result[0].id in result and "x" not in result
    lines = repr(result).splitlines()
    assert lines[0].startswith("<SearchResult '自给率': ")
    assert result[0].id in repr(result)
    assert "自给率" in result[0].summary() and repr(result[0]).startswith(
        "<SearchHit figures china-"
    )
    page = result._repr_html_()  # pyright: ignore[reportPrivateUsage]
    assert page.count("<tr>") == 1 + min(10, len(result))


def test_words_that_no_record_contains_are_reported() -> None:
    result = cip.search("浙江 xyzzyqq")
    assert result.ignored == ("xyzzyqq",)
    assert "cn-zj" in result and "no record matches 'xyzzyqq'" in repr(result)


def test_chinese_words_need_no_spaces() -> None:
    assert found("重庆软件收入")[0] == "chongqing-2024-software-revenue"
    assert set(found("浙江数字经济")) & {"zhejiang-2024-digital-core-value-added-growth"}


def test_years_select_by_period() -> None:
    assert found("reliability platforms 2025")[0] == "reliability-opinions-platforms-2025"


@given(st.text(alphabet="abc", max_size=6), st.text(alphabet="abc", max_size=6))
def test_distance_is_symmetric_and_bounded(one: str, other: str) -> None:
    assert distance(one, other, 2) == distance(other, one, 2)
    assert (distance(one, other, 6) == 0) is (one == other)
    assert distance(one, other, 2) == min(distance(one, other, 9), 3)


def test_synonyms_are_distinct_words() -> None:
    for form, others in synonyms().items():
        assert form not in others and len(set(others)) == len(others)
    assert "碳化硅" in synonyms()["silicon carbide"]


@pytest.mark.parametrize(
    ("traditional", "simple"),
    [
        ("新能源車", "新能源车"),
        ("高新技術企業", "高新技术企业"),
        ("積體電路", "积体电路"),
        ("長江存儲", "长江存储"),
        ("浙江省 數字經濟", "浙江省 数字经济"),
        ("廣東 產業", "广东 产业"),
        ("動力電池", "动力电池"),
    ],
)
def test_traditional_characters_are_searched_as_simplified_ones(
    traditional: str, simple: str
) -> None:
    found, expected = cip.search(traditional), cip.search(simple)
    assert [hit.id for hit in found] == [hit.id for hit in expected]
    assert found.ignored == expected.ignored


def test_traditional_characters_are_searched_in_filters() -> None:
    assert cip.search("", region="廣東").hits == cip.search("", region="广东").hits


def test_every_traditional_form_has_one_simplified_form() -> None:
    forms = (*chinese("traditional", "forms"), *chinese("traditional", "others"))
    assert all(len(pair) == 2 for pair in forms)
    assert len({pair[0] for pair in forms}) == len(forms)
    # A simplified form is not the traditional form of another one.
    assert not {pair[0] for pair in forms} & {pair[1] for pair in forms}
