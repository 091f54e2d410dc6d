"""The tools for agents: answers with ids, cautions and pages; errors with the next call."""

from __future__ import annotations

import re
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.agent.limits import LONGEST_QUERY, MOST_IDS, MOST_ROWS
from chinaindpolicy.agent.tools import Tools, tool_names

TOOLS = Tools()


def test_every_record_with_a_number_states_its_comparator_and_kind() -> None:
    for table, phrase in (
        ("targets", "target"),
        ("figures", "value"),
        ("outcomes", "outcome"),
    ):
        ids = cip.load()[table].ids
        for start in range(0, len(ids), MOST_IDS):
            for record in TOOLS.get(list(ids[start : start + MOST_IDS])).records:
                cautions = " ".join(record.cautions)
                assert re.search(phrase, record.cautions[0]), record.id
                if record.comparator not in (None, "eq"):
                    assert "comparator belongs to the value" in cautions, record.id
                for outcome in record.outcomes:
                    assert outcome.id in cautions
                assert record.citation
                assert record.fields["id"] == record.id


def test_pages_give_every_record_once() -> None:
    page = TOOLS.records("targets", filled=["value"], limit=7)
    seen = [record.id for record in page.records]
    while page.next_offset is not None:
        page = TOOLS.records("targets", filled=["value"], limit=7, offset=page.next_offset)
        seen += [record.id for record in page.records]
    assert page.total == len(seen) == len(set(seen))
    assert set(seen) == {record.id for record in cip.targets if record.value is not None}


def test_nothing_found_says_so_and_offers_similar_records_apart() -> None:
    page = TOOLS.search("成熟制程芯片自给率")
    assert (page.total, page.records) == (0, [])
    assert page.advice is not None
    assert "do not have it" in page.advice
    assert "china-high-end-chip-self-sufficiency" in {record.id for record in page.nearest}


def test_ignored_and_corrected_words_are_named() -> None:
    page = TOOLS.search("TSMC foundry market share")
    assert page.total > 0
    assert page.advice is not None
    assert "'tsmc'" in page.advice
    corrected = TOOLS.search("Zhejang digital")
    assert corrected.advice is not None
    assert "zhejiang" in corrected.advice.lower()
    assert TOOLS.search("Zhejiang digital").advice is None


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("get", {"ids": ["components-plan-sale-2023"]}, "components-plan-sales-2023.*search"),
        ("get", {"ids": []}, "pass 1 to"),
        ("get", {"ids": ["a"] * (MOST_IDS + 1)}, "101 items"),
        ("search", {"query": "chip", "limit": 0}, "between 1 and"),
        ("search", {"query": "chip", "limit": MOST_ROWS + 1}, "between 1 and"),
        ("search", {"query": "chip", "offset": 10_000}, "offset is 10000"),
        ("search", {"query": "x" * (LONGEST_QUERY + 1)}, "at most 1,000"),
        ("search", {"query": "a\0b"}, "NUL"),
        ("search", {"query": "\ud800"}, "surrogate"),
        ("search", {"query": "chip", "release": "/etc/passwd"}, "no release '/etc/passwd'"),
        ("search", {"query": "chip", "release": "../2026.2"}, "no release"),
        ("search", {"query": "chip", "table": "target"}, "targets"),
        ("records", {"table": "targets", "where": {"regio_id": "cn"}}, "region_id"),
        ("records", {"table": "targets", "filled": ["valu"]}, "value"),
        ("convert", {"value": "two", "unit": "CNY", "to": "CNY"}, "decimal text"),
        ("convert", {"value": "NaN", "unit": "CNY", "to": "CNY"}, "finite"),
        ("convert", {"value": "1", "unit": "USD", "to": "CNY"}, "exchange rate"),
        ("quote", {"id": "outcome-jinan-2024-nev-output"}, "call cite"),
        ("assess", {"as_of": "yesterday"}, "yesterday"),
        ("explain", {"ids": ["nothing"]}, "nothing"),
    ],
)
def test_wrong_arguments_are_explained(tool: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match=words):
        getattr(TOOLS, tool)(**arguments)


def test_a_city_is_not_added_to_its_province() -> None:
    ids = [record.id for record in cip.targets.where(region_id="cn-zj", unit="percent")]
    ids += [record.id for record in cip.targets.where(region_id="cn-zj-ningbo", unit="percent")]
    answer = TOOLS.add(ids)
    assert (answer.may_be_added, answer.value) == (False, None)
    assert answer.reasons
    (city,) = TOOLS.get([ids[-1]]).records
    assert any("part of Zhejiang" in caution for caution in city.cautions)


def test_a_misprint_is_named_with_the_number() -> None:
    (record,) = TOOLS.get(["components-plan-sales-2023"]).records
    assert record.value == 2_100_000_000_000
    assert any("2.100 billion yuan" in caution for caution in record.cautions)
    assert record.document_id is not None
    assert record.document_id in record.citation


def test_verdicts_are_paged_and_counted() -> None:
    found = cip.assess(as_of="2026-11-22")
    answer = TOOLS.assess("2026-11-22", limit=200)
    assert sum(answer.counts.values()) == answer.total == len(found)
    met = TOOLS.assess("2026-11-22", verdict="met")
    assert {each.id for each in met.verdicts} == {e.id for e in found if e.verdict == "met"}


def test_every_tool_has_a_description() -> None:
    for name in tool_names():
        assert len(getattr(Tools, name).__doc__) > 60, name


def test_observations_filter_by_name_and_list_what_is_known() -> None:
    figures = TOOLS.observations(kind="figure", indicator="electronics-manufacturing-revenue")
    assert {row["kind"] for row in figures.rows} == {"figure"}
    assert figures.total == len(figures.rows) > 1
    concept = figures.rows[0]["concept"]
    same = TOOLS.observations(kind="figure", concept=concept.lower(), limit=200)
    assert {row["id"] for row in figures.rows} <= {row["id"] for row in same.rows}
    with pytest.raises(cip.UnknownNameError, match="did you mean 'figure'"):
        TOOLS.observations(kind="figures")  # type: ignore[arg-type]
    with pytest.raises(cip.UnknownNameError, match="concept"):
        TOOLS.observations(concept="revenues and more")


def test_a_province_includes_its_cities() -> None:
    rows = TOOLS.observations(kind="target", province="cn-zj", limit=200).rows
    assert {"cn-zj", "cn-zj-ningbo"} <= {row["region_id"] for row in rows}


def test_numbers_of_a_text_are_audited_with_reasons() -> None:
    text = "The components plan wants component sales of 2.1 billion yuan by 2023."
    (number,) = TOOLS.audit(text).numbers
    assert (number.verdict, number.record_ids[0]) == ("contradicted", "components-plan-sales-2023")
    assert text[number.char_start : number.char_end] == number.text
    assert number.reason
    assert number.explanation


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("search", {"query": None}, "query is None"),
        ("search", {"query": 5}, "query is 5"),
        ("search", {"table": ["targets"]}, "table is"),
        ("search", {"query": "chip", "limit": "5"}, "limit is '5'"),
        ("search", {"query": "chip", "limit": 2.5}, "limit is 2.5"),
        ("search", {"query": "chip", "limit": True}, "limit is True"),
        ("search", {"query": "chip", "offset": None}, "offset is None"),
        ("search", {"query": "chip", "release": 2026.2}, "release is 2026.2"),
        ("search", {"query": "chip", "limits": 5}, "did you mean 'limit'"),
        ("get", {"ids": None}, "ids is None"),
        ("get", {"ids": "chip"}, r"expected a list of str, e.g. \['chip'\]"),
        ("get", {"ids": [None]}, "ids is"),
        ("get", {"ids": {"chip": 1}}, "ids is"),
        ("get", {}, "requires 'ids'"),
        ("records", {"table": None}, "table is None"),
        ("records", {"table": "targets", "where": []}, "where is"),
        ("records", {"table": "targets", "where": "x"}, "where is 'x'"),
        ("records", {"table": "targets", "where": {5: 5}}, "where has the key 5"),
        ("records", {"table": "targets", "where": {"self": 5}}, "no column 'self'"),
        ("records", {"table": "targets", "filled": "value"}, r"e.g. \['value'\]"),
        ("observations", {"year": True}, "year is True"),
        ("observations", {"year": "2024"}, "year is '2024'"),
        ("observations", {"as_of": 5}, "5"),
        ("explain", {"ids": "chip"}, "ids is 'chip'"),
        ("explain", {"ids": ["components-plan-sales-2023"], "as_of": 5}, "5"),
        ("cite", {"ids": ["components-plan-sales-2023"], "style": 5}, "style is 5"),
        ("quote", {"id": None}, "id is None"),
        ("quote", {"id": ["a"]}, "id is"),
        ("convert", {"value": 1, "unit": "CNY", "to": "CNY"}, "e.g. '1'"),
        ("convert", {"value": "1", "unit": None, "to": "CNY"}, "unit is None"),
        ("assess", {"as_of": None}, "None"),
        ("assess", {"as_of": "2026-11-22", "ids": "chip"}, "ids is 'chip'"),
        ("audit", {"text": None}, "text is None"),
        ("audit", {"text": b"5 labs"}, "text is"),
        ("add", {"ids": None}, "ids is None"),
    ],
)
def test_argument_of_a_wrong_type_is_named(tool: str, arguments: Any, words: str) -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match=words):
        getattr(TOOLS, tool)(**arguments)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("assess", {"as_of": "2026-11-22", "verdict": "x"}, "met, not_met, not_due"),
        ("observations", {"kind": "targets"}, "'target'"),
        ("observations", {"province": "Zhejang"}, "cn-zj"),
        ("observations", {"concept": "Revenu"}, "'Revenue'"),
    ],
)
def test_unknown_name_is_answered_with_the_allowed_ones(
    tool: str, arguments: Any, words: str
) -> None:
    with pytest.raises(cip.UnknownNameError, match=words):
        getattr(TOOLS, tool)(**arguments)


@pytest.mark.parametrize(
    ("by_name", "by_id"),
    [
        ({"region_id": "Zhejiang"}, {"region_id": "cn-zj"}),
        ({"province": "浙江省"}, {"province": "cn-zj"}),
        ({"unit": "元"}, {"unit": "CNY"}),
        ({"concept": "REVENUE"}, {"concept": "Revenue"}),
        ({"kind": "Target"}, {"kind": "target"}),
    ],
)
def test_observations_are_found_by_name_as_by_id(by_name: Any, by_id: Any) -> None:
    found = TOOLS.observations(**by_name)
    assert found.total > 0
    assert found == TOOLS.observations(**by_id)


def test_indicators_are_found_by_their_names() -> None:
    frame = cip.observations.frame()
    for id, name, chinese in frame.select("indicator_id", "indicator", "indicator_zh").rows()[:20]:
        for given in filter(None, (id, name, name.upper(), chinese)):
            rows = TOOLS.observations(indicator=given, limit=MOST_ROWS).rows
            assert id in {row["indicator_id"] for row in rows}
