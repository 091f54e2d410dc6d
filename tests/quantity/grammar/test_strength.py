"""Strength of the clause of a number."""

from __future__ import annotations

import pytest

from chinaindpolicy.quantity import find_quantities, strength_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("力争达到6%，确保完成5.5%", ["strive", "commit"]),
        ("确保增长5%，力争达到6%", ["commit", "strive"]),
        ("预计增长5%，必须完成4%", ["expect", "commit"]),
        ("努力培育100家企业", ["strive"]),
        ("争取突破2万亿元、300家", ["strive", "strive"]),
        ("占比不低于30%", ["commit"]),
        ("力争不低于30%", ["strive"]),
        ("预期目标为5%左右", ["expect"]),
        ("5%左右的预期目标", ["expect"]),
        ("能耗下降13.5%（约束性指标）", ["commit"]),
        ("产值达到5亿元", [None]),
        ("力争完成。产值达到5亿元", [None]),
        ("striving to build 100 labs and ensure 5 parks", ["strive", "commit"]),
        ("shall reach at least 90%", ["commit"]),
        ("output should be at least 90%", ["commit"]),
        ("aims to exceed 2.5 billion yuan", ["strive"]),
        ("growth is expected to reach 5%", ["expect"]),
        ("5% growth is expected", ["expect"]),
        ("more than 100 labs", [None]),
        ("Strive to exceed 65.8 billion yuan, an increase of 20%.", ["strive", "strive"]),
    ],
)
def test_nearest_word_of_strength_before_a_number_decides(
    text: str, expected: list[str | None]
) -> None:
    mentions = [found for found in find_quantities(text) if found.quantity]
    assert [strength_of(text, found) for found in mentions] == expected


@pytest.mark.parametrize("text", ["力争达到6%，确保完成5.5%", "strive for 6%, ensure 5.5%"])
def test_only_the_clause_of_effort_is_striven_for(text: str) -> None:
    found = [mention.quantity for mention in find_quantities(text)]
    assert [quantity.strive for quantity in found if quantity] == [True, False]
