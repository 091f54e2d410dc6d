"""Text of the charts: wrapping and names."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.io.text import display_width, wrap
from plot.rendering import rows

CHIPS = "china-high-end-chip-self-sufficiency"


@given(st.text("ab 高端 -，（“1", max_size=40), st.integers(2, 30))
def test_wrapped_lines_fit_and_lose_no_character(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert all(display_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


@pytest.mark.parametrize("width", range(12, 40))
def test_lines_neither_end_with_an_opening_nor_begin_with_a_closing_mark(width: int) -> None:
    text = "实施方案（2024—2027年）（10项）、《意见》（8项）、电子信息制造业转型实施方案（6项）。"
    lines = wrap(text, width)
    assert "".join(lines) == text
    assert not any(line.endswith(("（", "《")) for line in lines[:-1])
    assert not any(line.startswith(("）", "》", "、", "。")) for line in lines)


def test_names_are_english_chinese_or_both(real: Dataset) -> None:
    def name(names: Any) -> str:
        return str(rows(plot.rates(CHIPS, names=names))[0]["heading"])

    assert name("en") == "Self-sufficiency rate in high-end chips"
    assert name("zh") == "高端芯片自给率"
    assert name("both") == f"{name('en')} {name('zh')}"
    report = plot.targets_timeline(
        real.targets.where(policy_id="work-report-2024-anhui"), names="zh"
    )
    assert rows(report)[0]["heading"] == "2024年安徽省政府工作报告"
