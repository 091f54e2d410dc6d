"""Audit: numbers that equal a record but say something else are never supported."""

from __future__ import annotations

import pytest

import chinaindpolicy as cip


def _verdicts(text: str) -> list[tuple[str, str, str]]:
    return [(one.text, one.verdict, one.reason) for one in cip.audit(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Revenue of electronics manufacturing in China fell 7.3% in 2024.",
        "Revenue of electronics manufacturing in China declined by 7.3% in 2024.",
        "Revenue of electronics manufacturing in China contracted 7.3% in 2024.",
        "2024年，规模以上电子信息制造业营业收入同比下降7.3%。",
        "2024年，规模以上电子信息制造业营业收入减少了7.3%。",
        "2024年，规模以上电子信息制造业营业收入增长-7.3%。",
        "浙江2024年数字经济核心产业增加值下降8%左右。",
        "Revenue of electronics manufacturing was 16.19 trillion yuan in 2024, "
        "down 7.3% from 2023.",
    ],
)
def test_a_fall_contradicts_a_rise(text: str) -> None:
    assert _verdicts(text)[-1][1:] == ("contradicted", "value")


@pytest.mark.parametrize(
    "text",
    [
        "重庆2022年科技型企业减少42989家。",
        "重庆2022年科技型企业减少了42989家。",
        "The global semiconductor market shrank by 600 billion US dollars in 2024.",
        "The global semiconductor market lost 600 billion US dollars in 2024.",
        "Chongqing's high-tech enterprises grew by 6,348 in 2022.",
        "2025年，中小企业数字化转型资金缺口缩小8000亿元。",
        "长江存储芯片良品率提高95%。",
        "长江存储芯片良品率提高了95%。",
    ],
)
def test_a_change_contradicts_a_level(text: str) -> None:
    assert [one[1:] for one in _verdicts(text)] == [("contradicted", "unit")]


@pytest.mark.parametrize(
    "text",
    [
        "Revenue of electronics manufacturing in China grew 7.3% in 2024.",
        "重庆2022年科技型企业增至42989家。",
        "长江存储芯片良品率提高到95%。",
        "The yield of Yangtze Memory's 128-layer NAND flash rose to 95%.",
        "The global semiconductor market rose to 600 billion US dollars in 2024.",
    ],
)
def test_the_result_of_a_change_is_a_level(text: str) -> None:
    assert [one[1] for one in _verdicts(text)] == ["supported"]


@pytest.mark.parametrize(
    "text",
    [
        "Revenue of electronics manufacturing in China did not grow 7.3% in 2024.",
        "It is false that the global semiconductor market was worth "
        "600 billion US dollars in 2024.",
        "If demand had held, the global semiconductor market had been "
        "600 billion US dollars in 2024.",
        "Neither chips nor the global semiconductor market reached 600 billion US dollars in 2024.",
        "Chongqing abandoned its plan to press ahead with six wafer projects in 2024.",
        "重庆2024年取消推进6个晶圆项目。",
        "重庆2024年放弃了加快6个晶圆项目的计划。",
        "重庆2022年科技型企业并非42989家。",
        "重庆2022年科技型企业不是42989家。",
        "2024年，规模以上电子信息制造业营业收入没有增长7.3%。",
    ],
)
def test_a_denial_or_a_condition_is_not_supported(text: str) -> None:
    assert {one[1] for one in _verdicts(text)} <= {"ambiguous", "contradicted"}


WAFERS = "Chongqing will press ahead with six wafer projects in 2024"
WAFERS_ZH = "重庆2024年要推进6个晶圆项目"


@pytest.mark.parametrize(
    "text",
    [
        f"{WAFERS}. The plan was dropped in March.",
        f"{WAFERS}. The government has denied this.",
        f"{WAFERS}. No such plan exists.",
        f"{WAFERS}. That, however, is not true.",
        f"{WAFERS}. That holds only if the loans come.",
        f"{WAFERS}. Wrong!",
        f"Some rumours are simply wrong. One of them: {WAFERS}.",
        f"The following statement is false. {WAFERS}.",
        f"Suppose that money were no problem. {WAFERS}.",
        f"What if money were no problem? {WAFERS}.",
        f"It is uncertain, officials say, whether {WAFERS}.",
        f"As long as loans flow, {WAFERS}.",
        f"Contrary to reports, {WAFERS}.",
        "Will Chongqing press ahead with six wafer projects in 2024?",
        f"{WAFERS_ZH}。后来，该计划被取消。",
        f"{WAFERS_ZH}。事实并非如此。",
        f"{WAFERS_ZH}，前提是贷款到位。",
        f"下列说法均不属实。{WAFERS_ZH}。",
        f"有传言。{WAFERS_ZH}。",
        f"假设资金充足。{WAFERS_ZH}。",
        f"与传言相反，{WAFERS_ZH}。",
        "重庆2024年是否推进6个晶圆项目，还不确定。",
        f"A think tank proposes that {WAFERS}.",
        f"{WAFERS}, or so an old draft says.",
        f"专家建议，{WAFERS_ZH}。",
        f"{WAFERS_ZH}，后改为8个。",
        "重庆曾计划2024年推进6个晶圆项目，最终未成。",
    ],
)
def test_a_denial_or_condition_in_another_clause_or_sentence_is_not_supported(text: str) -> None:
    assert _verdicts(text)[0][1:] == ("ambiguous", "kind")


@pytest.mark.parametrize(
    "text",
    [
        f"Chongqing gave no details. {WAFERS}.",
        f"If demand falls, steel mills will suffer. {WAFERS}.",
        f"The city denied that it was in debt. {WAFERS}.",
        f"{WAFERS}. The mayor refused to give details.",
        f"{WAFERS}. It denied that a fab was for sale.",
        f"其他城市没有公布数据。{WAFERS_ZH}。",
        f"如果用一个词概括，那就是“实”。{WAFERS_ZH}。",
        f"{WAFERS_ZH}。市里没有公布细节。",
        "Dalian, a port in Liaoning, wants 180 billion yuan of next-generation IT output in 2024.",
        "Jiangsu focuses on 50 key industrial chains in 2024.",
    ],
)
def test_a_denial_of_something_else_keeps_the_support(text: str) -> None:
    assert [one[1] for one in _verdicts(text)] == ["supported"]


MARKET = "The global semiconductor market was worth 600 billion US dollars in 2024"


@pytest.mark.parametrize(
    "text",
    [
        f"{MARKET}, a figure for the first quarter alone.",
        f"{MARKET}. This figure covers only January to June.",
        f"All figures here are for the first quarter of 2024. {MARKET}.",
        "上半年情况不同。全球半导体市场规模为6000亿美元。",
        "以下为一季度数据。全球半导体市场规模为6000亿美元。",
        "2024年，全球半导体市场规模为6000亿美元。这只是上半年的数字。",
    ],
)
def test_a_quarter_in_another_clause_or_sentence_leaves_the_period_open(text: str) -> None:
    assert [one[1:] for one in _verdicts(text)] == [("ambiguous", "period")]


@pytest.mark.parametrize(
    "text",
    [
        "Jinan wants more than 400,000 new energy vehicle parts in 2024.",
        "Jinan wants to recall more than 400,000 new energy vehicles in 2024.",
        "Jinan wants more than 400,000 new energy vehicles in 2024, excluding buses.",
        "Together with Qingdao, Jinan wants more than 400,000 new energy vehicles in 2024.",
        "Qingdao and Jinan want more than 400,000 new energy vehicles in 2024.",
        "China's self-sufficiency in high-end chip equipment is below 30 percent.",
        "Private electronics manufacturing firms had revenue of 16.19 trillion yuan in 2024.",
        "Electronics manufacturing revenue in China's east reached 16.19 trillion yuan in 2024.",
        "Electronics manufacturing revenue was 16.19 trillion yuan in 2024 and 2023 combined.",
        "BOE's rival says its fault warnings are right in 92 percent of cases.",
        "Data silos lock up 65% of the data in the banking sector.",
        "The yield of YMTC's 232-layer NAND is 95%.",
        "重庆2024年要推进6个晶圆项目的环评。",
        "重庆周边地区2024年要推进6个晶圆项目。",
        "除重庆外，各地2024年要推进6个晶圆项目。",
        "济南2024年新能源汽车库存要突破40万辆。",
        "浙江每个市2024年要安排重大项目1000个以上。",
        "长江存储的竞争对手芯片良品率达到95%。",
        "中小企业数字化转型资金缺口从8000亿元缩小。",
        "台积电的订单交付周期比同行短40%。",
        "天水下属的秦州区2024年招商引资力争658亿元。",
        "The global chip market, without memory, was worth 600 billion US dollars in 2024.",
        "Fault warnings at BOE's Vietnamese plant are right in 92 percent of cases.",
        "京东方越南工厂的设备故障预警准确率达到92%。",
        "2024财年全球半导体市场规模为6000亿美元。",
        "In Changsha County alone, 17 industrial chains will be developed in 2024.",
        "Among large enterprises, 70% lack digital talent, CESI says.",
        "Zhejiang invested 1.4 trillion yuan in major projects in 2024 and 2023.",
        "Zhejiang will subject more than 1,000 major projects to an audit in 2024.",
        "China's self-sufficiency in high-end chips was below 30 percent ten years ago.",
        "China's self-sufficiency in high-end chips is below 30 percent; that was in 2015.",
        "浙江2024年重大项目完成投资1.4万亿元，这是三年的总和。",
        "70%的企业不缺数字化人才。",
        "70%的企业已经解决了缺乏数字化人才的问题。",
        "全球工业AI芯片市场规模2024年为450亿美元，IDC称。",
        "长沙2024年要砍掉17条产业链。",
    ],
)
def test_a_number_of_another_thing_firm_or_place_is_not_supported(text: str) -> None:
    assert {one[1] for one in _verdicts(text)}.isdisjoint({"supported"})


@pytest.mark.parametrize(
    "text",
    [
        "Zhejiang's Thousand Projects programme begins.",
        'Under the "a thousand projects" plan, Zhejiang builds.',
        "The ten thousand enterprises campaign begins.",
        "浙江启动千项工程。",
        "实施“千企改造”工程、百项工程和万企上云行动。",
        "The slogan is “a thousand projects”.",
    ],
)
def test_a_number_in_a_name_or_slogan_is_not_a_claim(text: str) -> None:
    assert _verdicts(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Zhejiang plans one thousand projects in 2024.", 1),
        ("培育百家企业，建设千条生产线。", 2),
        ("A hundred companies plan to build.", 1),
    ],
)
def test_a_round_number_of_things_is_a_claim(text: str, found: int) -> None:
    assert len(_verdicts(text)) == found


@pytest.mark.parametrize(
    "text", ["China's chip self-sufficiency is 30 percent.", "我国芯片自给率为30%。"]
)
def test_a_dropped_comparator_of_an_open_subject_is_ambiguous(text: str) -> None:
    assert [one[1:] for one in _verdicts(text)] == [("ambiguous", "comparator")]


@pytest.mark.parametrize(
    "text",
    [
        "长江存储芯片不良品率达到95%。",
        "重庆2022年平均每月科技型企业42989家。",
        "重庆2022年破产的科技型企业达到42989家。",
        "The average monthly global semiconductor market was 600 billion US dollars in 2024.",
        "2024年，规模以上电子信息制造业营业收入年均增长7.3%。",
    ],
)
def test_another_measure_of_the_same_thing_is_not_supported(text: str) -> None:
    assert {one[1] for one in _verdicts(text)} <= {"ambiguous", "not_covered", "contradicted"}


@pytest.mark.parametrize(
    "text",
    [
        "Revenue of electronics manufacturing in China grew 7.3% in the first quarter of 2024.",
        "Revenue of electronics manufacturing in China grew 7.3% in Q1 2024.",
        "In the first half of 2024, revenue of electronics manufacturing in China grew 7.3%.",
        "Revenue of electronics manufacturing in China grew 7.3% from January to May 2024.",
        "In the first three quarters of 2024 electronics manufacturing revenue in China grew 7.3%.",
        "2024年上半年，规模以上电子信息制造业营业收入同比增长7.3%。",
        "2024年前三季度，规模以上电子信息制造业营业收入同比增长7.3%。",
        "2024年1-9月，规模以上电子信息制造业营业收入同比增长7.3%。",
        "2024年前5个月，规模以上电子信息制造业营业收入同比增长7.3%。",
        "2024年一季度全球半导体市场规模为6000亿美元。",
        "2024年第一季度全球半导体市场规模为6000亿美元。",
        "济南2024年上半年新能源汽车产量近50万辆。",
    ],
)
def test_another_part_of_the_year_contradicts_the_period(text: str) -> None:
    assert [one[1:] for one in _verdicts(text)][-1] == ("contradicted", "period")


@pytest.mark.parametrize(
    "text",
    [
        "China's electronics manufacturing revenue growth was negative at 7.3% in 2024.",
        "2024年，规模以上电子信息制造业营业收入同比负增长7.3%。",
        "2024年，规模以上电子信息制造业营业收入降幅为7.3%。",
        "2024年，规模以上电子信息制造业营业收入比上年少7.3%。",
        "Ningbo wants software revenue to fall 10% in 2024.",
        "CATL's batteries last 15 percent less.",
        "电子信息制造业的人工智能渗透率提高不到15%。",
        "Chongqing should gain over 8,500 high-tech enterprises in 2024.",
        "Zhejiang has no plans for more than 1,000 major projects in 2024.",
        "浙江2024年无需安排1000个以上重大项目。",
        "有人误以为2024年全球半导体市场规模为6000亿美元。",
        "The claim that the global semiconductor market was worth 600 billion US dollars in 2024 "
        "is baseless.",
        "Jinan's 2024 plan to produce over 400,000 new energy vehicles was dropped.",
        "Jinan lowered its 2024 target of more than 400,000 new energy vehicles.",
        "济南下调了2024年新能源汽车产量突破40万辆的目标。",
        "济南2024年新能源汽车月产量要突破40万辆。",
        "In March 2024 the global semiconductor market was 600 billion US dollars.",
        "2024年3月全球半导体市场规模为6000亿美元。",
        "From 2021 to 2024 electronics manufacturing revenue came to 16.19 trillion yuan in total.",
        "2022年至2024年，电子信息制造业营业收入累计增长7.3%。",
    ],
)
def test_further_words_against_a_record_keep_it_from_support(text: str) -> None:
    found = _verdicts(text)
    assert found and all(one[1] in ("ambiguous", "contradicted") for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "Growth of electronics manufacturing revenue in China slowed to 7.3% in 2024.",
        "Changchun's optoelectronics output grew 17.8% in the first quarter of 2024.",
        "长春2024年一季度光电信息产业产值增长17.8%。",
        "The yield of Yangtze Memory's chips was not only stable but reached 95%.",
        "2024年我国规模以上电子信息制造业实现营业收入16.19万亿元，同比增长7.3%。",
        "Revenue of electronics manufacturing in China was 16.19 trillion yuan in 2024, up 7.3%.",
    ],
)
def test_words_that_agree_keep_the_support(text: str) -> None:
    found = _verdicts(text)
    assert found and all(one[1] == "supported" for one in found), found


@pytest.mark.parametrize(
    "text",
    [
        "2024年山东省智能算力占比目标达到30%。",
        "Ningbo targets growth of software revenue of 10 percent, and of 8 percent in the core "
        "value added of the digital economy, in 2024.",
        "Zhejiang's target for 2024 is at least 1,000 major projects under the thousand-project "
        "programme.",
    ],
)
def test_words_within_names_are_neither_facts_nor_claims(text: str) -> None:
    assert {claim.verdict for claim in cip.audit(text)} == {"supported"}


def test_a_met_target_is_not_the_target() -> None:
    (claim,) = cip.audit("2024年山东省智能算力占比目标已达到30%。")
    assert (claim.verdict, claim.reason) == ("contradicted", "kind")


@pytest.mark.parametrize(
    "text",
    [
        "A rival of CATL earned over 2 billion yuan of extra revenue with a battery algorithm.",
        "A supplier to CATL earned over 2 billion yuan of extra revenue with a battery algorithm.",
        "CATL competitor Gotion earned over 2 billion yuan of extra revenue with an algorithm.",
        "A county near Chongqing had 6,348 high-tech enterprises in 2022.",
        "与重庆相邻的城市2022年有高新技术企业6348家。",
        "毗邻重庆的城市2022年有高新技术企业6348家。",
        "A city as big as Chongqing had 6,348 high-tech enterprises in 2022.",
        "Outside Chongqing there were 6,348 high-tech enterprises in 2022.",
        "The northern neighbour of Dalian wants next-generation IT output of 180 billion yuan"
        " in 2024.",
    ],
)
def test_a_relation_before_a_name_is_another_place_or_firm(text: str) -> None:
    assert [one[1] for one in _verdicts(text)] == ["contradicted"]


@pytest.mark.parametrize(
    "text",
    [
        "Chongqing had 6,348 high-tech enterprises in 2022 and is striving for more than 8,500 "
        "in 2024.",
        "Revenue of China's larger electronics manufacturers slipped from 15.45 trillion yuan in "
        "2022 to 15.11 trillion yuan in 2023.",
    ],
)
def test_two_numbers_with_years_of_their_own_are_supported(text: str) -> None:
    assert [one[1] for one in _verdicts(text)] == ["supported", "supported"]


@pytest.mark.parametrize(
    "text",
    [
        "Digital transformation had reached 79.4% of Zhejiang's industrial enterprises above "
        "designated size by mid-2024.",
        "In mid-2024, digital transformation covered 79.4% of Zhejiang's industrial enterprises "
        "above designated size.",
        "Jinan expects 200 new industrial enterprises above the size threshold in 2024.",
        "China supplies less than 30 percent of its high-end chips.",
    ],
)
def test_paraphrases_are_supported(text: str) -> None:
    assert [one[1] for one in _verdicts(text)] == ["supported"]


def test_each_noun_of_a_list_belongs_to_its_own_number() -> None:
    text = (
        "Jinan expects 15 newly recognised little giants and 200 new industrial enterprises above "
        "the size threshold in 2024."
    )
    assert [one[1] for one in _verdicts(text)] == ["supported", "supported"]


def test_fell_short_of_states_a_miss_and_no_fall() -> None:
    text = (
        "Zhejiang's core digital economy fell short of its value added growth target of about 9 "
        "percent in 2024."
    )
    assert "value" not in [one[2] for one in _verdicts(text)]
    found = cip.find_quantities("Output came just shy of 90 billion yuan.")
    assert [one.quantity.comparator for one in found if one.quantity] == ["lt"]


def test_a_question_contradicts_nothing() -> None:
    assert [one[1] for one in _verdicts("浙江2024年的重大项目会有1000个吗？")] == ["ambiguous"]


def test_a_number_with_a_verb_of_its_own_has_its_own_part_of_the_year() -> None:
    text = (
        "Jinan planned more than 400,000 new energy vehicles in 2024 and nearly 500,000 were built "
        "from January to November."
    )
    assert [one[1] for one in _verdicts(text)] == ["supported", "supported"]
