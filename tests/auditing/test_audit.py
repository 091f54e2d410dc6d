"""Audit: verdicts of annotated texts, reasons, explanations and formats."""

from __future__ import annotations

import json
import pickle

import pytest
from claim_scoring import paragraphs, read_texts, score

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import DateError, UnknownNameError


@pytest.fixture(scope="module")
def release() -> Dataset:
    return cip.load("2026.2")


@pytest.mark.parametrize("name", ["claims-shown.jsonl", "claims-own.jsonl"])
@pytest.mark.parametrize("of", sorted({"2026.2", cip.releases()[-1]}))
def test_annotated_numbers_get_an_accepted_verdict(name: str, of: str) -> None:
    found = score(read_texts(name), cip.load(of))
    assert not found.misses, f"{found}; {found.misses}"


@pytest.mark.parametrize(
    ("name", "misses"),
    [
        ("claims-more.jsonl", 2),
        ("claims-set-aside.jsonl", 0),
        ("claims-further.jsonl", 4),
        ("claims-unseen.jsonl", 4),
    ],
)
def test_further_annotated_numbers_keep_their_verdicts(
    name: str, misses: int, release: Dataset
) -> None:
    found = score(read_texts(name), release)
    assert found.wrong["supported"] == 0 and len(found.misses) <= misses, found.misses


def test_paragraphs_of_five_texts_get_the_same_verdicts(release: Dataset) -> None:
    found = score(paragraphs(read_texts("claims-shown.jsonl"), seed=7), release)
    assert found.wrong["supported"] == 0, found.misses
    assert sum(found.accepted.values()) >= 0.95 * sum(found.total.values()), found.misses


@pytest.mark.parametrize(
    ("text", "verdict", "reason"),
    [
        ("Chongqing will press ahead with six wafer projects in 2024.", "supported", "agrees"),
        ("Chongqing will press ahead with six wafer projects in 2023.", "contradicted", "period"),
        ("Chongqing has already finished six wafer projects in 2024.", "contradicted", "kind"),
        ("Sichuan will press ahead with six wafer projects in 2024.", "contradicted", "region"),
        ("Chongqing will press ahead with nine wafer projects in 2024.", "contradicted", "value"),
        ("Chongqing will open six steel mills in 2024.", "not_covered", "no record"),
        ("天水提出2024年招商引资65.8亿元。", "contradicted", "magnitude"),
        ("天水提出2024年招商引资658亿美元。", "contradicted", "unit"),
        ("比亚迪让电池寿命延长了15%。", "contradicted", "subject"),
        ("据IDC统计，2024年全球半导体市场规模为6000亿美元。", "contradicted", "attribution"),
        (
            "大连要求2024年战略性新兴产业增加值占规上工业增加值的14%。",
            "contradicted",
            "denominator",
        ),
        ("浙江2024年数字经济核心产业增加值实际增长9%左右。", "contradicted", "newer outcome"),
    ],
)
def test_verdict_names_the_trait(text: str, verdict: str, reason: str, release: Dataset) -> None:
    (claim,) = cip.audit(text, release)
    assert (claim.verdict, claim.reason) == (verdict, reason), claim.explain()


def test_a_known_misprint_is_named(release: Dataset) -> None:
    (claim,) = cip.audit("Component sales are to reach 2.1 billion yuan in 2023.", release)
    assert claim.reason == "magnitude"
    assert "prints this value by mistake" in claim.explain()
    (claim,) = cip.audit("Tianshui will build 10 billion industrial clusters.", release)
    assert claim.note.startswith("err-tianshui-cluster-size")


def test_later_outcomes_are_ignored(release: Dataset) -> None:
    text = "Zhejiang met its target of more than 1,000 major projects in 2024."
    (claim,) = cip.audit(text, release)
    assert claim.verdict == "supported"
    assert "outcome-zhejiang-2024-major-projects" in claim.record_ids
    (claim,) = cip.audit(text, release, as_of="2024-06-30")
    assert (claim.verdict, claim.reason) == ("contradicted", "kind")
    with pytest.raises(DateError):
        cip.audit(text, release, as_of="soon")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("Harbour City wants lantern output above 12.5 billion yuan in 2035.", "supported"),
        ("Harbour City wants the output of its lanterns to exceed 12.5 billion.", "not_covered"),
        ("港城力争2035年灯笼产值超过125亿元。", "supported"),
        ("Harbour City wants lantern output below 12.5 billion yuan in 2035.", "contradicted"),
        ("Lantern Land wants lantern output above 12.5 billion yuan in 2035.", "contradicted"),
        ("Harbour City wants lantern exports above 12.5 billion yuan in 2035.", "not_covered"),
        ("In 2030, 98 percent of lanterns passed in Harbour City: the pass rate.", "supported"),
        ("Harbour City wants to add three or more new enterprises by 2035.", "supported"),
    ],
)
def test_names_of_a_collection_identify_its_indicators(
    text: str, verdict: str, example: Dataset
) -> None:
    (claim,) = cip.audit(text, example)
    assert claim.verdict == verdict, claim.explain()


def test_offsets_and_order(release: Dataset) -> None:
    text = "Ｊinan: 10%，济南2024年新增规上工业企业200家，上年为１５０家。"
    found = cip.audit(text, release)
    assert [text[one.char_start : one.char_end] for one in found] == [one.text for one in found]
    starts = [one.char_start for one in found]
    assert starts == sorted(starts)


def test_formats_have_every_claim(release: Dataset) -> None:
    text = "Chongqing wants six wafer projects <wafer>.\nTianshui wants 65.8 billion yuan & more."
    found = cip.audit(text, release)
    document = json.loads(found.to("json", file="a.txt"))
    assert len(document["claims"]) == len(found) == found.frame().height
    sarif = json.loads(found.to("sarif", file="a b.txt"))["runs"][0]["results"]
    regions = [one["locations"][0]["physicalLocation"]["region"] for one in sarif]
    assert [(one["startLine"], one["startColumn"]) for one in regions] == [(1, 17), (2, 16)]
    page = found.to("html")
    assert page.count("<mark") == len(found) and "<wafer>" not in page
    assert "<script" not in page
    assert found._repr_html_() in page  # pyright: ignore[reportPrivateUsage]
    assert f"{len(found)} claims" in str(found)
    with pytest.raises(UnknownNameError):
        found.to("xml")
    assert pickle.loads(pickle.dumps(found)) == found


def test_text_without_numbers_is_ok(release: Dataset) -> None:
    found = cip.audit("", release)
    assert found.ok and bool(found) and len(found) == 0
    assert found.to_dict()["claims"] == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Changchun plans 1,000 petaflops of computing power and, by 2026, 2,000 petaflops.",
            "supported",
        ),
        ("Changchun plans 1,000 petaflops of computing power, in 2026, and 20 projects.", "period"),
        ("Changchun plans 1,000 petaflops of computing power in 2026.", "period"),
        ("长春算力达到1000P，到2026年达到2000P。", "supported"),
        ("长春算力达到1000P，到2026年。", "period"),
    ],
)
def test_a_year_that_begins_the_next_item_is_not_the_year_of_the_number(
    text: str, expected: str
) -> None:
    first = cip.audit(text).claims[0]
    assert expected in (first.verdict, first.reason)


def test_another_year_without_a_place_does_not_contradict_the_record_of_a_place() -> None:
    text = "Over 85% of electronics manufacturers should be digitalised by 2027."
    assert [claim.verdict for claim in cip.audit(text).claims] == ["not_covered"]
    exact = "Digital transformation covers 85% of industrial enterprises above size by 2027."
    assert [claim.verdict for claim in cip.audit(exact).claims] == ["ambiguous"]
    assert [claim.verdict for claim in cip.audit(f"In Zhejiang, {text}").claims] == ["contradicted"]


def test_no_statement_of_the_dataset_is_contradicted_by_its_own_record(real: Dataset) -> None:
    for target in real.targets:
        claims = cip.audit(target.statement, dataset=real).claims
        own = [claim for claim in claims if target.id in claim.record_ids]
        wrong = [claim for claim in own if claim.verdict == "contradicted"]
        assert [claim.reason for claim in wrong] in ([], ["newer outcome"]), target.id


def test_statement_in_the_present_is_not_a_report() -> None:
    built = "At least three platforms for generic reliability technology {} built by 2025."
    assert [one.verdict for one in cip.audit(built.format("are"))] == ["supported"]
    assert [one.reason for one in cip.audit(built.format("were"))] == ["kind"]
