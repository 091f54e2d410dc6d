"""Audit: words around a statement that keep its author from asserting the number."""

from __future__ import annotations

from importlib.resources import files

import pytest
from claim_scoring import read_texts, score

import chinaindpolicy as cip
from chinaindpolicy.auditing.plain_words import known_stems, stem

WAFERS = "Chongqing will press ahead with six wafer projects in 2024"
WAFERS_ZH = "重庆2024年要推进6个晶圆项目"
MARKET = "the global semiconductor market was worth 600 billion US dollars in 2024"


def _verdict(text: str) -> tuple[str, str]:
    claim = cip.audit(text)[0]
    return claim.verdict, claim.reason


@pytest.mark.parametrize(
    "text",
    [
        # A clause that depends on a word which is not known to assert it.
        f"Bloggers fantasize that {MARKET}.",
        f"It takes chutzpah to argue that {MARKET}.",
        f"The notion that {WAFERS} is popular.",
        f"Officials brushed aside claims that {MARKET}.",
        # An unknown word before the subject, or in the predicate after the number.
        f"Trolls blathered {WAFERS}.",
        "A global semiconductor market of 600 billion US dollars in 2024 is a chimera.",
        "A global semiconductor market of 600 billion US dollars in 2024 has been lampooned.",
        "A world semiconductor market of 600 billion US dollars in 2024 is a statistical artefact.",
        # Adverbs, dropped aims, distance from an aim.
        f"A newspaper fancifully wrote that {WAFERS}.",
        f"{WAFERS}, reads a deceitfully edited post.",
        "Chongqing ditched its plan to press ahead with six wafer projects in 2024.",
        "Chongqing shrank from promising to press ahead with six wafer projects in 2024, "
        "and stopped short of starting them.",
        # Chinese: claims of others, remarks, distance from an aim.
        f"{WAFERS_ZH}的说法流传甚广。",
        f"{WAFERS_ZH}一说言过其实。",
        f"{WAFERS_ZH}，鬼才信。",
        f"{WAFERS_ZH}，这纯粹是吹牛。",
        f"坊间盛传{WAFERS_ZH}。",
        "2023年电子元器件销售总额距2.1万亿元的目标仍有差距。",
        "2024年济南新能源汽车产量超过40万辆的目标早已被束之高阁。",
        "2024年济南新能源汽车产量超过40万辆的方案沦为笑谈。",
    ],
)
def test_a_statement_that_is_not_asserted_is_not_supported(text: str) -> None:
    assert _verdict(text)[0] in ("ambiguous", "contradicted", "not_covered")


@pytest.mark.parametrize(
    "text",
    [
        f"WSTS reported that {MARKET}.",
        f"The mayor told reporters that {WAFERS}.",
        f"{WAFERS}, which will please investors from Wuxi.",
        f"In a plan that names twelve tasks, {WAFERS}.",
        f"The city formally confirmed that {WAFERS}.",
        "Chongqing announced its plan to press ahead with six wafer projects in 2024.",
        "Jinan eyes 200 newly minted industrial enterprises above designated size in 2024.",
        "Zhejiang juggled 1,299 major projects in 2024.",
        f"市政府新闻发布会介绍，{WAFERS_ZH}。",
        f"{WAFERS_ZH}，这一目标写入了政府工作报告。",
        "重庆2024年科技型企业突破6万家的目标写入了政府工作报告。",
    ],
)
def test_a_statement_in_neutral_words_stays_supported(text: str) -> None:
    assert _verdict(text) == ("supported", "agrees")


def test_explanation_names_the_word() -> None:
    claim = cip.audit(f"Trolls blathered {WAFERS}.")[0]
    assert "'Trolls'" in claim.explain() or "'blathered'" in claim.explain()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        # "Should have been" by a year is an aim; without a year it is a regret.
        ("By 2027, more than 100 specialised service providers for digital transformation "
         "should have been cultivated in electronics.", "supported"),
        ("More than 100 specialised service providers for digital transformation should have been "
         "cultivated in electronics in 2027.", "ambiguous"),
        # "Made up 26.7 %" is a share, not a rise.
        ("Intelligent computing made up 26.7% of Shandong's computing power in January 2024.",
         "supported"),
        # Units that count without a noun.
        ("NEV production in Jinan is to top 400,000 units in 2024.", "supported"),
        # The capital stands for the state if it has the plan.
        ("Beijing's action plan wants component sales of 2.1 trillion yuan in 2023.", "ambiguous"),
        ("Beijing's component sales should reach 2.1 trillion yuan in 2023.", "contradicted"),
        # A second verb begins a clause of its own.
        ("Chongqing had 6,348 high-tech enterprises in 2022 and pledged more.", "supported"),
        # A source that the dataset does not know is not support for a record with another one.
        ("According to Acme Research Institute, AI penetration in electronics manufacturing in "
         "China was below 15% in 2024.", "ambiguous"),
        ("According to Xinhua, AI penetration in electronics manufacturing in China was below 15% "
         "in 2024.", "supported"),
        ("据中国信息通信研究院，中小企业数字化转型资金缺口达8000亿元。", "ambiguous"),
        # Another whole.
        ("Shandong wants intelligent computing to make up 30% of the country's computing power in "
         "2024.", "contradicted"),
        ("山东提出2024年智能算力占全国算力的30%。", "contradicted"),
        ("Shandong wants intelligent computing to make up 30% of its computing power in 2024.",
         "supported"),
        # A forecast as a fact.
        ("Large-scale predictive maintenance has cut total production costs of electronics makers "
         "by 20 to 30 percent.", "contradicted"),
        # The place of a speaker or an occasion is not the place that is measured.
        ("Beijing-based analysts note that China's self-sufficiency rate in high-end chips is "
         "below 30%.", "supported"),
        ("Speaking in Wuxi, an official said China's electronic component sales should reach "
         "2.1 trillion yuan by 2023.", "supported"),
        ("《北京日报》报道，到2023年，电子元器件销售总额达到21000亿元。", "supported"),
        ("在无锡举行的论坛上，他表示，到2023年，我国电子元器件销售总额将达到21000亿元。",
         "supported"),
        ("Speaking in Chongqing, he said the city would have more than 8,500 high-tech enterprises "
         "in 2024.", "supported"),
        ("在浙江举行的发布会上，济南市提出2024年新能源汽车产量超过40万辆。", "supported"),
        ("浙江召开会议，提出2024年安排省重大项目1000个以上。", "supported"),
        ("Shenzhen-based firms had a self-sufficiency rate of less than 30% in high-end chips.",
         "contradicted"),
        ("The funding gap for the digital transformation of small firms in China is put at "
         "800 billion yuan.", "supported"),
        ("Seven in ten Chinese enterprises lack digital specialists.", "supported"),
        ("截至2023年12月，安徽已重组57家省（重点）实验室。", "supported"),
        # A stem that ends in alternatives: reorgani[sz]*.
        ("A total of 57 provincial laboratories had been reorganised in Anhui by the end of 2023.",
         "supported"),
    ],
)  # fmt: skip
def test_verdicts_by_kind_of_expression(text: str, verdict: str) -> None:
    assert _verdict(text)[0] == verdict


def test_each_of_two_joined_numbers_has_its_comparator() -> None:
    text = "Chongqing wants over 8,500 high-tech firms and over 60,000 sci-tech firms in 2024."
    assert {one.verdict for one in cip.audit(text)} == {"supported"}


def test_texts_written_after_the_rules() -> None:
    """Texts by one author, about half of them not asserted; written before they were audited."""
    found = score(read_texts("claims-stance.jsonl"), cip.load())
    unasserted = [
        text["text"]
        for text in read_texts("claims-stance.jsonl")
        for claim, span in zip(cip.audit(text["text"]), text["spans"], strict=False)
        if "supported" not in span["accept"] and claim.verdict == "supported"
    ]
    assert not unasserted
    assert found.accepted["supported"] >= 0.92 * found.total["supported"], found.misses


DISTANCING = (
    "critic sceptic skeptic detractor myth hoax rumour rumor "
    "fiction fantasy fake bogus sham dispute debunk discredit "
    "ridicule mock scoff sneer doubt disbelieve deny denial "
    "refute reject retract falsely wrongly allegedly supposedly purportedly "
    "erroneously exaggerate overstate inflate fabricate falsify mislead absurd "
    "implausible laughable nonsense baseless groundless unfounded untrue dubious "
    "speculate imagine pretend abandon scrap shelve ditch renege "
    "backtrack "
)


def test_no_distancing_word_is_neutral() -> None:
    text = (files("chinaindpolicy.auditing") / "data" / "neutral.txt").read_text("utf-8")
    listed = {word for line in text.splitlines() if line[:1] != "#" for word in line.split()}
    assert {word for word in DISTANCING.split() if stem(word) in listed} == set()


def test_words_of_a_dataset_are_known() -> None:
    assert {stem("petaflops"), stem("optoelectronic")} <= known_stems(cip.load())
