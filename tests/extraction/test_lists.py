"""Lists of numbers that each belong to a period or a place, and changed or absent targets."""

from __future__ import annotations

import time

import pytest

import chinaindpolicy as cip


def deadlines(text: str) -> list[object]:
    """Return the deadline of each claim."""
    return [each.deadline and each.deadline.value for each in cip.extract(text)]


def regions(text: str) -> list[object]:
    """Return the region of each claim."""
    return [each.region and each.region.value for each in cip.extract(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("到2025年、2030年分别达到5亿元、8亿元。", ["../2025", "../2030"]),
        ("到2025年和2030年，产值分别达到5万亿元和8万亿元。", ["../2025", "../2030"]),
        ("到2025年、2027年、2030年，比重分别达到18%、20%、25%。",
         ["../2025", "../2027", "../2030"]),
        ("By 2025 and 2030, output will reach 5 and 8 million tonnes respectively.",
         ["../2025", "../2030"]),
        ("Output should reach 5 and 8 million tonnes by 2025 and 2030, respectively.",
         ["../2025", "../2030"]),
    ],
)  # fmt: skip
def test_each_number_of_a_list_has_its_deadline(text: str, expected: list[str]) -> None:
    assert deadlines(text) == expected


def test_each_number_of_a_list_has_its_period() -> None:
    found = cip.extract("2024年、2025年粮食产量分别为1.39万亿斤、1.41万亿斤。")
    assert [each.period and each.period.value for each in found] == ["2024", "2025"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("北京、上海的研发投入强度分别达到6.5%、4.4%。", ["cn-bj", "cn-sh"]),
        ("江苏省和浙江省的地区生产总值分别增长5%和5.5%。", ["cn-js", "cn-zj"]),
        ("Investment in Guangdong and Jiangsu grew by 5% and 6% respectively.",
         ["cn-gd", "cn-js"]),
    ],
)  # fmt: skip
def test_each_number_of_a_list_has_its_region(text: str, expected: list[str]) -> None:
    assert regions(text) == expected


def test_places_of_a_list_are_no_part_of_the_indicator() -> None:
    found = cip.extract("到2025年，广东、江苏数字经济规模分别突破6万亿元、5万亿元。")
    assert [each.indicator and each.indicator.text for each in found] == ["数字经济规模"] * 2


@pytest.mark.parametrize(
    "text",
    [
        "不再设5%的增长目标。", "今年不设定GDP增长6%的目标。", "没有提出增长5%的目标。",
        "取消了6%的增长目标。", "There is no target of 5% growth this year.",
        "The plan drops the target of 6% growth.",
    ],
)  # fmt: skip
def test_a_target_that_is_not_set_is_no_target(text: str) -> None:
    (found,) = cip.extract(text)
    assert (found.kind, found.negated) == ("none", True)


def test_a_planned_number_that_was_built_is_a_fact() -> None:
    (found,) = cip.extract("规划建设的10座工厂已全部建成。")
    assert found.kind == "observed"
    planned, built = cip.extract("原计划到2025年建设10个基地，实际建成8个。")
    assert (planned.kind, built.kind) == ("target", "observed")


@pytest.mark.parametrize(
    ("text", "deadline"),
    [
        ("将2025年增长目标由5%调整为6%。", "2025"),
        ("目标由100家上调至120家。", None),
        ("The 2030 target was revised from 1,200 GW to 1,500 GW.", "2030"),
        ("The target was raised from 5% to 6%.", None),
    ],
)
def test_a_changed_target_has_its_former_value_as_baseline(text: str, deadline: str | None) -> None:
    former, found = cip.extract(text)
    assert former.kind == "none"
    assert found.kind == "target"
    assert found.baseline_value is not None
    assert found.baseline_value.value == former.quantity.value
    assert (found.deadline.value if found.deadline else None) == deadline


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("计划三年内培育专精特新企业100家。", ["target"]),
        ("2026年底前，新建充电桩2万个；2028年底前，累计达到5万个。", ["target", "target"]),
        ("截至2025年底，已建成工厂300家，到2027年再建200家。", ["observed", "target"]),
        ("2024年实现营收300亿元，力争2026年突破400亿元。", ["observed", "target"]),
        ("今年，新增城镇就业1200万人以上，失业率5.5%左右。", ["target", "target"]),
        ("从2026年起，每年新增岗位1000个。", ["target"]),
        ("The goal for 2025 is growth of around 5 percent.", ["target"]),
        ("It has built 30 labs and plans 20 more by 2027.", ["observed", "target"]),
        ("80 percent of firms had gone digital by the end of 2024.", ["observed"]),
        ("By the end of this decade, capacity will exceed 500 GW.", ["target"]),
    ],
)
def test_facts_and_targets_of_one_sentence(text: str, expected: list[str]) -> None:
    assert [each.kind for each in cip.extract(text)] == expected


def test_a_year_earlier_is_the_period_of_the_baseline() -> None:
    text = "In 2024 revenue rose to 5 billion yuan from 4 billion yuan a year earlier."
    found, base = cip.extract(text)
    assert found.baseline_period is not None
    assert (found.baseline_period.text, found.baseline_period.value) == ("a year earlier", "2023")
    assert base.period is not None and base.period.text == "a year earlier"
    (plain,) = cip.extract("Exports grew 5% from a year earlier.")
    assert plain.baseline_period is None


def test_time_grows_with_the_numbers_alone() -> None:
    def seconds(count: int) -> float:
        text = " ".join(str(number % 977 + 3) for number in range(count))
        start = time.process_time()
        cip.extract(text)
        return time.process_time() - start

    seconds(100)
    assert seconds(2000) < 10 * seconds(500) + 0.2
