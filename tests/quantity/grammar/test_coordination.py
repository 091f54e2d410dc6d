"""What coordinated numbers share, and what they do not."""

from __future__ import annotations

import pytest

from chinaindpolicy.quantity import Quantity, find_quantities


def read(text: str) -> list[Quantity]:
    return [mention.quantity for mention in find_quantities(text) if mention.quantity]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("分别超过80%、70%", ["gt", "gt"]),
        ("分别超过5000亿元、100家", ["gt", "gt"]),
        ("超过5000亿元、100家", ["gt", "eq"]),
        ("超过80%、70%", ["gt", "gt"]),
        ("分别达到90%、80%以上", ["ge", "ge"]),
        ("达到90%、80%以上", ["eq", "ge"]),
        ("分别为90%以上、80%", ["ge", "eq"]),
        ("超过80%、低于70%", ["gt", "lt"]),
        ("exceeding 80%, 70% and 60%, respectively", ["gt", "gt", "gt"]),
        ("over 80%, 70% in some towns", ["gt", "eq"]),
        ("more than 500 firms and 20 parks", ["gt", "eq"]),
        ("about 3 and 5 percent", ["approx", "approx"]),
        ("between 5% and 8%", ["range"]),
    ],
)
def test_comparators_are_shared(text: str, expected: list[str]) -> None:
    assert [quantity.comparator for quantity in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("rose by 3% and 4%", ["growth", "growth"]),
        ("下降12%、14%", ["change", "change"]),
        ("rose by 3% and 4% of firms", ["growth", "share"]),
        ("增长5%，占比20%", ["growth", "share"]),
        ("growth fell from 6.1% to 5.2%", ["growth", "growth"]),
        ("rose 5% to 8 billion yuan", ["growth", "level"]),
        ("增加5亿元和20家企业", ["change", "count"]),
    ],
)
def test_changes_are_shared(text: str, expected: list[str]) -> None:
    assert [quantity.measure for quantity in read(text)] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("went from 5.1 trillion to 11.7 trillion yuan", [(5_100_000_000_000, "CNY")]),
        ("rose from 3 to 5 million tonnes", [(3_000_000, "tonne")]),
        ("rose from 850 to 1.2 billion yuan", [(850, None)]),
        ("rose from 850,000 to 1.2 billion yuan", [(850_000, None)]),
        ("3 and 5 million tonnes", [(3, None)]),
        ("3 and 5 million tonnes, respectively", [(3_000_000, "tonne")]),
        ("8 and 10 percent", [(8, "percent")]),
        ("8, 10 percent", [(8, None)]),
    ],
)
def test_units_are_shared(text: str, expected: list[tuple[int, str | None]]) -> None:
    first = read(text)[0]
    assert [(int(first.value), first.unit)] == expected
