"""Audit: numbers in cells of tables are read with caption, row label and column heading."""

from __future__ import annotations

import pytest

import chinaindpolicy as cip
from chinaindpolicy.auditing.tables import table_cells


def _verdicts(text: str) -> list[tuple[str, str]]:
    found = cip.audit(text)
    assert all(text[one.char_start : one.char_end] == one.text for one in found)
    return [(one.text, one.verdict) for one in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The plan for electronic components:\n\n| Sales 2023 | 2.1 trillion yuan |\n",
            ["supported"],
        ),
        (
            "| Region | High-tech enterprises 2022 |\n|---|---|\n"
            "| **Chongqing** | 6,348 |\n| Anhui | 6,348 |\n",
            ["supported", "contradicted"],
        ),
        (
            "High-tech enterprises, 2022\n\nRegion      Enterprises\nChongqing   6,348\n"
            "Anhui       3,333\n",
            ["supported", "not_covered"],
        ),
        (
            "Region\tHigh-tech enterprises 2022\tAirports\nChongqing\t6,300\t6,348\n",
            ["contradicted", "not_covered"],
        ),
        (
            "Revenue of electronics manufacturers above designated size in China\n\n"
            "| Year | Revenue (trillion yuan) |\n|---|---|\n| 2021 | 14.1 |\n| 2023 | 15.54 |\n",
            ["supported", "contradicted"],
        ),
        (
            "| 指标 | 2022年 | 2024年目标 |\n|---|---|---|\n"
            "| 重庆高新技术企业（家） | 6348 | 8500以上 |\n"
            "| 重庆科技型企业（家） | 42989 | 8500以上 |\n",
            ["supported", "supported", "supported", "contradicted"],
        ),
        (
            "| Zhejiang 2024 | Plan | Result |\n|---|---|---|\n"
            "| Major projects | at least 1,000 | 1,299 |\n"
            "| Major project investment (trillion yuan) | >=1 | 1.4 |\n",
            ["supported"] * 4,
        ),
        (
            "|Indicator|Unit|Dalian, 2024 plan|\n|---|---|---|\n"
            "|Next-generation IT output|billion yuan|180|\n",
            ["supported"],
        ),
    ],
)
def test_cells_are_compared(text: str, expected: list[str]) -> None:
    assert [verdict for _, verdict in _verdicts(text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "| Region | Closed high-tech enterprises, 2022 |\n|---|---|\n| Chongqing | 6,348 |\n",
        "| City | Airport passengers |\n|---|---|\n| Chongqing | 6,348 |\n",
        "| City, 2022 | High-tech enterprises | Airports |\n|---|---|---|\n"
        "| Chongqing | n/a | 6,348 |\n",
        "The following figures are false:\n\n| Region | High-tech enterprises 2022 |\n|---|---|\n"
        "| Chongqing | 6,348 |\n",
        "| Region | High-tech enterprises 2021 |\n|---|---|\n| Chongqing | 6,348 |\n",
        "| Region | High-tech enterprises per district, 2022 |\n|---|---|\n| Chongqing | 6,348 |\n",
    ],
)
def test_equal_numbers_of_other_cells_are_not_support(text: str) -> None:
    assert "supported" not in [verdict for _, verdict in _verdicts(text)]


def test_two_spaces_after_sentences_are_no_columns() -> None:
    assert table_cells("It rose.  It fell by 3 percent.\nThen 4.  It rose by 5 percent.\n") == []


def test_a_unit_in_a_heading_is_no_claim() -> None:
    text = "| Region | Output (billion yuan) |\n|---|---|\n| Hefei | 7 |\n"
    assert [one for one, _ in _verdicts(text)] == ["7"]


def test_a_label_in_brackets_names_the_kind() -> None:
    text = "Zhejiang major projects 2024: at least 1,000 (target), 1,299 (result)."
    assert [verdict for _, verdict in _verdicts(text)] == ["supported", "supported"]
    text = "Zhejiang major projects 2024: 1,299 (target)."
    assert [verdict for _, verdict in _verdicts(text)] == ["contradicted"]
