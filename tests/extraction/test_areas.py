"""Extract: the world and areas of several provinces are regions."""

from __future__ import annotations

import pytest

import chinaindpolicy as cip


@pytest.mark.parametrize(
    ("text", "region", "value", "indicator"),
    [
        ("2024年全球半导体市场规模达到6000亿美元。", "全球", "world", "半导体市场规模"),
        (
            "到2025年，长三角集成电路产值达到1万亿元。",
            "长三角",
            "yangtze-river-delta",
            "集成电路产值",
        ),
        ("粤港澳大湾区经济总量突破14万亿元。", "粤港澳大湾区", "greater-bay-area", "经济总量"),
        ("到2025年，湖北省市场主体达到800万户。", "湖北省", "cn-hb", "市场主体"),
    ],
)
def test_areas_are_regions(text: str, region: str, value: str, indicator: str) -> None:
    (claim,) = cip.extract(text)
    assert claim.region is not None and claim.indicator is not None
    assert (claim.region.text, claim.region.value) == (region, value)
    assert claim.indicator.text == indicator
