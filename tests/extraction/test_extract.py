"""Claims extracted from texts."""

from __future__ import annotations

import pickle
import time
from decimal import Decimal

import pytest
from extraction_scoring import PARTS, annotated_sentences, scores
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip


def test_scores_on_the_sentences_used_for_the_rules() -> None:
    found = scores(held_out=False)
    least = {
        "indicator": 0.93, "exact": 0.87, "deadline": 0.95, "period": 0.95, "kind": 0.96,
        "baseline_value": 0.95, "baseline_period": 0.92, "strength": 0.92, "negated": 1.0,
    }  # fmt: skip
    reached = {name: round(found[name].f1, 3) for name in least}
    assert all(reached[name] >= value for name, value in least.items()), reached


def test_scores_on_the_sentences_set_aside() -> None:
    # The first score of these sentences is in the documentation; its faults were fixed since.
    found = scores(held_out=True)
    least = {
        "indicator": 0.92, "exact": 0.88, "deadline": 0.93, "period": 0.94, "kind": 0.93,
        "baseline_value": 0.95, "baseline_period": 0.95, "strength": 0.92, "negated": 1.0,
    }  # fmt: skip
    reached = {name: round(found[name].f1, 3) for name in least}
    assert all(reached[name] >= value for name, value in least.items()), reached


def one(text: str, number: int = 0) -> cip.Candidate:
    """Return one claim of a text."""
    return cip.extract(text)[number]


def words(part: cip.Part | None) -> str | None:
    """Return the words of a part."""
    return part.text if part else None


@pytest.mark.parametrize(
    ("text", "deadline", "value"),
    [
        ("到2027年，产量达到5万吨。", "2027年", "../2027"),
        ("2026年底前建成5座工厂。", "2026年底前", "../2026"),
        ("“十五五”期间，产量年均增长5%以上。", "“十五五”期间", "2026/2030"),
        ("By 2027, output will reach 5 million tonnes.", "2027", "../2027"),
        ("Output will reach 5 million tonnes by the end of 2027.", "the end of 2027", "../2027"),
        ("The plan calls for 5 factories during the 15th Five-Year Plan period.",
         "the 15th Five-Year Plan period", "2026/2030"),
    ],
)  # fmt: skip
def test_deadline_in_the_sentence(text: str, deadline: str, value: str) -> None:
    found = one(text)
    assert found.kind == "target"
    assert found.deadline is not None
    assert (found.deadline.text, found.deadline.value) == (deadline, value)


@pytest.mark.parametrize(
    ("text", "indicator", "kind"),
    [
        ("苏州市2024年R&D投入强度达到4.2%。", "R&D投入强度", "target"),
        ("广东2025年要新增5G基站5万个。", "5G基站", "target"),
        ("安徽计划2026年底前建成充换电站5000座。", "充换电站", "target"),
        ("四川2027年之前培育龙头企业30家。", "龙头企业", "target"),
        ("江苏2025年高新技术企业数量要突破1万家。", "高新技术企业数量", "target"),
    ],
)
def test_indicator_has_no_period_and_no_place(text: str, indicator: str, kind: str) -> None:
    found = one(text)
    assert (words(found.indicator), found.kind) == (indicator, kind)


@pytest.mark.parametrize("edge", ["end-2024", "mid-2024", "early-2024"])
def test_period_with_a_hyphen(edge: str) -> None:
    found = one(f"Loans outstanding stood at 255 trillion yuan at {edge}.")
    assert found.period is not None and found.period.value == "2024"


def test_deadline_from_the_sentence_before() -> None:
    text = "By 2025, reliability will improve. Build 3 platforms.\nBuild 4 plants."
    first, second = cip.extract(text)
    assert words(first.deadline) == "2025"
    assert second.deadline is None, "a new paragraph begins without a deadline"


def test_deadline_from_a_heading_and_from_a_line_with_a_colon() -> None:
    heading = one("二、2026年主要目标\n粮食产量1.3万亿斤以上。")
    assert heading.deadline is not None and heading.deadline.value == "../2026"
    assert heading.kind == "target"
    listed = one("到2030年，主要目标如下：\n——创新。研发投入强度提高到3.2%。")
    assert listed.deadline is not None and listed.deadline.value == "../2030"
    title = one("灯具产业发展行动计划（2026—2028年）\n培育骨干企业30家。")
    assert title.deadline is not None and title.deadline.value == "../2028"
    growth = one("灯具产业发展行动计划（2026—2028年）\n产值年均增长5%以上。")
    assert growth.deadline is not None and growth.deadline.value == "2026/2028"


def test_a_day_of_publication_is_no_deadline() -> None:
    text = "Released on February 4, 2024. We will build 5 factories."
    (found,) = cip.extract(text)
    assert found.kind == "target" and found.deadline is None


def test_relative_periods_are_counted_from_the_year_of_the_report() -> None:
    text = "2025年政府工作报告\n去年粮食产量1.41万亿斤。今年粮食产量目标1.4万亿斤左右。"
    first, second = cip.extract(text)
    assert first.period is not None and first.period.value == "2024"
    assert second.deadline is not None and second.deadline.value == "2025"
    (alone,) = cip.extract("去年粮食产量1.41万亿斤。")
    assert alone.period is not None and alone.period.value is None


def test_baseline_of_a_pair_is_no_target() -> None:
    before, after = cip.extract("比重由2020年的28.4%提高到2025年的30%以上。")
    assert (before.kind, words(before.period)) == ("observed", "2020年")
    assert after.baseline_value is not None and after.baseline_period is not None
    assert after.baseline_value.value == Decimal("28.4")
    assert after.baseline_period.value == "2020"
    assert after.deadline is not None and after.deadline.value == "../2025"


def test_a_year_before_the_plan_of_the_title_is_no_deadline() -> None:
    text = (
        "集成电路产业发展行动计划（2024—2027年）\n"
        "2023年，集成电路产量达到685亿块。力争建成3条12英寸生产线。"
    )
    output, lines = (each for each in cip.extract(text) if each.quantity.unit == "item")
    assert output.kind == "observed" and output.period is not None
    assert output.period.value == "2023"
    assert lines.kind == "target" and lines.deadline is not None
    assert lines.deadline.value == "../2027"


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("2023年，销售总额达到2.1万亿元，比2019年的1.86万亿元增长12.9%。", "销售总额"),
        ("到2025年，研发投入强度较2020年的2.4%提高0.6个百分点。", "研发投入强度"),
        ("2024年，晶圆占比由上年的35%提高到40%。", "晶圆占比"),
    ],
)
def test_value_of_an_earlier_year_is_a_baseline_of_the_change(text: str, indicator: str) -> None:
    base, change = cip.extract(text)[-2:]
    assert (base.kind, words(base.indicator)) == ("observed", indicator)
    assert change.baseline_value is not None and words(change.indicator) == indicator
    assert change.baseline_value.text == base.text


@pytest.mark.parametrize(
    ("text", "value", "period"),
    [
        ("产量比2020年增长13.5%。", None, "2020"),
        ("到2027年产量在2024年基础上翻一番。", None, "2024"),
        ("The share rose to 25.5 percent from 14.5 percent in 2012.", Decimal("14.5"), "2012"),
        ("The share was 26.4 percent, up from 15.5 percent in 2013.", Decimal("15.5"), "2013"),
        ("Output will rise by 20 percent compared with 2024.", None, "2024"),
        ("Use will fall by 13.5 percent from the 2020 level.", None, "2020"),
        ("销售额21亿元，比2019年的18亿元有所增长。", Decimal(1800000000), "2019"),
        ("2024年产量50万辆，较上年的45万辆增长10%。", Decimal(450000), "2023"),
    ],
)
def test_baselines(text: str, value: Decimal | None, period: str) -> None:
    found = one(text)
    assert found.baseline_period is not None and found.baseline_period.value == period
    assert (found.baseline_value and found.baseline_value.value) == value


@pytest.mark.parametrize(
    ("text", "kind", "strength"),
    [
        ("力争产值突破5亿元。", "target", "strive"),
        ("确保产值不低于5亿元。", "target", "commit"),
        ("产值预期目标为5亿元。", "target", "expect"),
        ("产值已达5亿元。", "observed", None),
        ("预计产值将达5亿元。", "forecast", None),
        ("全球市场规模将达到5亿元。", "forecast", None),
        ("We aim to raise output to 5 million tonnes.", "target", "strive"),
        ("Output reached 5 million tonnes.", "observed", None),
        ("Output is expected to reach 5 million tonnes.", "forecast", None),
        ("The global market will reach 5 billion yuan.", "forecast", None),
        ("对首次上市的企业给予奖励500万元。", "none", None),
        ("方案提出23项工程。", "none", None),
        ("Firms will receive a subsidy of up to 10 million yuan.", "none", None),
    ],
)
def test_kinds(text: str, kind: str, strength: str | None) -> None:
    found = one(text)
    assert (found.kind, found.strength) == (kind, strength)


def test_thresholds_belong_to_the_count() -> None:
    limit, count = cip.extract("培育年营业收入超过100亿元的企业15家以上。")
    assert limit.kind == "threshold" and words(limit.subject) == "企业"
    assert count.threshold is not None
    assert count.threshold.value == Decimal("10000000000")
    text = "We will cultivate at least 30 enterprises with sales above 10 billion yuan."
    count, limit = cip.extract(text)
    assert limit.kind == "threshold" and words(limit.indicator) == "sales"
    assert count.threshold is not None and words(count.indicator) == "enterprises"


@pytest.mark.parametrize(
    ("text", "negated"),
    [
        ("粗钢产量不得超过10亿吨。", True),
        ("增长5.6%，没有达到7%的预期目标。", True),
        ("产量不低于10亿吨。", False),
        ("Output did not exceed 350 billion pieces.", True),
        ("Output will be no less than 5 million tonnes.", False),
    ],
)
def test_negation(text: str, negated: bool) -> None:
    assert cip.extract(text)[-1].negated is negated


def test_candidates_are_frozen_equal_and_picklable() -> None:
    found = one("到2027年，产量达到5万吨。")
    assert found == one("到2027年，产量达到5万吨。")
    assert pickle.loads(pickle.dumps(found)) == found
    with pytest.raises(AttributeError):
        found.kind = "none"  # type: ignore[misc]


def test_language_can_be_set() -> None:
    assert cip.extract("GDP 5%", lang="en") == cip.extract("GDP 5%")
    with pytest.raises(cip.UnknownNameError, match="no language 'fr'"):
        cip.extract("GDP 5%", lang="fr")  # type: ignore[arg-type]
    with pytest.raises(cip.ArgumentError):
        cip.extract(5)  # type: ignore[arg-type]


def test_links_are_ranked_or_nothing() -> None:
    found = one("到2023年，电子元器件销售总额达到21000亿元。").links()
    assert found[0].id == "electronic-component-sales"
    assert [link.score for link in found] == sorted((link.score for link in found), reverse=True)
    assert one("到2023年，森林覆盖率达到24%。").links() == ()
    assert one("5%。").links() == ()


@pytest.mark.parametrize(
    "piece", ["5%、", "with sales above 5 billion yuan firms ", "从5到6，", "到"]
)
def test_long_lines_are_read_in_linear_time(piece: str) -> None:
    def seconds(size: int) -> float:
        start = time.process_time()
        cip.extract(piece * (size // len(piece)))
        return time.process_time() - start

    seconds(2_000)
    assert seconds(8_000) < 8 * seconds(2_000) + 0.5


SENTENCES = [row["text"] for row in annotated_sentences(held_out=False)]
TEXTS = st.lists(
    st.sampled_from([*SENTENCES, "一、主要目标", "Targets", "（", "5%", "从", "到"]), max_size=5
)


@given(TEXTS, st.sampled_from(["\n", " ", ""]))
def test_every_part_is_at_its_offsets(pieces: list[str], joint: str) -> None:
    text = joint.join(pieces)
    found = cip.extract(text)
    quantities = [each for each in cip.find_quantities(text) if each.role == "indicator"]
    spans = {(each.char_start, each.char_end) for each in quantities}
    for candidate in found:
        assert (candidate.char_start, candidate.char_end) in spans
        for part in (candidate, *(getattr(candidate, name) for name in PARTS)):
            if part is not None:
                assert part.text == text[part.char_start : part.char_end]
        assert (candidate.strength is not None) == (candidate.kind == "target")


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    starts = [candidate.char_start for candidate in cip.extract(text)]
    assert starts == sorted(starts)


@pytest.mark.parametrize(
    ("text", "kind", "strength", "indicator", "time"),
    [
        ("2024年目标任务：到位资金800亿元", "target", "commit", "到位资金", "2024年"),
        ("2024年目标任务完成率达到98%", "observed", None, "目标任务完成率", "2024年"),
        ("首批200家，二期产能5万片计划于2025年投产", "target", "commit", "二期产能", "2025年"),
        ("计划三年内建成200家，首批50家已于去年建成", "observed", None, "首批", "去年"),
        ("一期已投产，二期产能5万片计划于2025年达产", "target", "commit", "二期产能", "2025年"),
        ("新增产能不少于10万片", "target", "commit", "新增产能", None),
        ("据协会预测，明年市场规模有望突破1.5万亿元", "forecast", None, "市场规模", "明年"),
        ("规划提出到2025年研发投入增长7%以上", "target", "commit", "研发投入", "2025年"),
        ("全市生产总值预期增长6%", "target", "expect", "生产总值", None),
        ("力争2026年总产能达到每月15万片", "target", "strive", "总产能", "2026年"),
        ("截至9月末，贷款余额275万亿元", "observed", None, "贷款余额", "9月末"),
        ("研发费用占比不低于5%的，优先推荐", "threshold", None, "研发费用占比", None),
        ("Growth of 5 percent is targeted for 2025", "target", "commit", None, "2025"),
        ("It plans two fabs with a capacity of 6 GW", "target", "commit", "capacity", None),
        ("2025 revenue reached 3 billion yuan", "observed", None, "revenue", "2025"),
        ("Last year output grew 8.3 percent", "observed", None, "output", "Last year"),
        ("In the first nine months imports fell 7 percent", "observed", None, "imports",
         "the first nine months"),
        ("It exceeded the investment target of 80 billion yuan", "target", "commit", "investment",
         None),
        ("They hope the sector's output will top 3 billion yuan", "target", "commit", "output",
         None),
    ],
)  # fmt: skip
def test_kind_indicator_and_time_of_the_last_number(
    text: str, kind: str, strength: str | None, indicator: str | None, time: str | None
) -> None:
    last = cip.extract(text)[-1]
    assert (last.kind, last.strength, words(last.indicator)) == (kind, strength, indicator)
    assert words(last.deadline or last.period) == time


def test_present_value_of_an_aim_does_not_have_its_deadline() -> None:
    aim, now = cip.extract("By 2027, 70 percent of firms should use AI, up from 25 percent now.")
    assert words(aim.deadline) == "2027"
    assert (now.kind, now.deadline, now.period) == ("observed", None, None)


def test_number_of_what_is_planned_is_no_part_of_the_indicator() -> None:
    built, planned = cip.extract("It has built 120 of the planned 300 smart factories.")
    assert words(built.indicator) == words(planned.indicator) == "smart factories"
