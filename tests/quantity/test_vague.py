"""Vague amounts give no quantity, and words far off still tell that something is striven for."""

from __future__ import annotations

import pytest

from chinaindpolicy.quantity import QuantityError, find_quantities, parse_quantity


@pytest.mark.parametrize(
    "text", ["数千亿元", "数百亿元", "几千亿元", "若干亿元", "亿元", "2.5.1 million"]
)
def test_scale_without_a_number_is_not_a_quantity(text: str) -> None:
    with pytest.raises(QuantityError):
        parse_quantity(text)
    assert all(found.quantity is None for found in find_quantities(text))


@pytest.mark.parametrize(
    ("text", "value"), [("超亿元", 10**8), ("千亿元", 10**11), ("万亿级", 10**12)]
)
def test_scale_that_counts_is_a_quantity(text: str, value: int) -> None:
    assert parse_quantity(text).value == value


@pytest.mark.parametrize(
    ("text", "strive"),
    [
        ("力争到2027年产值达到1.5万亿元", True),
        ("争取到2025年培育100家企业", True),
        ("strive, by 2027, to exceed 5 billion yuan", True),
        ("力争2023年完成。产值5亿元", False),
        ("产值5亿元，力争更好", False),
    ],
)
def test_striven_for_quantities(text: str, strive: bool) -> None:
    assert parse_quantity(text).strive is strive


def test_size_class_next_to_a_count_is_not_the_quantity() -> None:
    assert parse_quantity("打造5个千亿级产业集群").value == 5
    assert parse_quantity("three 100-billion-yuan clusters").value == 3
    with pytest.raises(QuantityError, match="second quantity"):
        parse_quantity("2-3 billion yuan and 5%")
