"""Explanations and verdicts in Chinese: complete, with the values of the English ones."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.analysis.explanation import explain
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.lang.texts import Texts
from chinaindpolicy.model.vocabularies import TABLE_NAMES

DAY = "2026-11-22"


@pytest.fixture
def untranslated(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Collect the texts that have no Chinese text."""
    found: set[str] = set()
    plain = Texts.__call__

    def say(self: Texts, text: str, /, **values: object) -> str:
        if self.lang == "zh" and ("", text) not in self.catalogue:
            found.add(text)
        return plain(self, text, **values)

    monkeypatch.setattr(Texts, "__call__", say)
    yield found


@pytest.mark.parametrize("release", ["2026.1", "2026.3"])
def test_every_text_of_every_explanation_is_chinese(release: str, untranslated: set[str]) -> None:
    dataset = cip.load(release)
    for table in dataset.tables.values():
        rows = list(table) if len(table) < 120 else list(table)[:: len(table) // 60]
        for record in explain(rows, dataset, as_of=DAY, lang="zh"):
            for aspect, words in record.sentences:
                assert re.search("[\u4e00-\u9fff]|SHA-256|^UCUM|Wikidata", aspect), aspect
                assert words and "None" not in words, (record.id, words)
    assert untranslated == set()


def test_explanation_has_the_aspects_of_the_english_one(example: Dataset) -> None:
    for table in TABLE_NAMES:
        for record in example[table]:
            (english,) = explain(record, example, as_of="2036-01-01")
            (chinese,) = explain(record, example, as_of="2036-01-01", lang="zh")
            assert len(chinese.sentences) == len(english.sentences)
            assert chinese.id == english.id and chinese.lang == "zh"


def test_values_names_and_periods_are_chinese() -> None:
    text = str(cip.explain("components-plan-sales-2023", lang="zh"))
    assert "components-plan-sales-2023（目标）" in text
    assert "电子元器件销售总额：2.1万亿元（水平值），中国，2023年（据上下文确定）。" in text
    assert "原文印作“2.100 billion yuan”，字面数值为21亿元" in text
    assert "两次独立判读，结果一致。" in text


@pytest.mark.parametrize(
    ("id", "words"),
    [
        ("zhejiang-2024-major-projects", "已实现。目标：不少于1000个项目，2024年"),
        ("zhejiang-2024-digital-core-value-added-growth", "未满足的条件：数值区间（"),
        ("components-plan-sales-2023", "截至2026年11月22日，尚无已知结果。"),
    ],
)
def test_verdict_is_explained_in_chinese(id: str, words: str) -> None:
    assert words in str(cip.explain(id, as_of=DAY, lang="zh"))


def test_english_prose_is_marked_as_english_and_chinese_prose_is_not(example: Dataset) -> None:
    (found,) = cip.explain("zhejiang-2024-major-projects", lang="zh")
    assert dict(found.sentences)["内容"].startswith("（英文）At least 1,000")
    chinese = cip.targets["zhejiang-2024-major-projects"].model_copy(
        update={"statement": "2024年安排重大项目1000个以上。"}
    )
    (found,) = cip.explain(chinese, lang="zh")
    assert dict(found.sentences)["内容"] == "2024年安排重大项目1000个以上。"


def test_sums_of_a_frame_are_explained_in_chinese(untranslated: set[str]) -> None:
    rows = cip.targets.frame().filter(unit="project", period="2024")
    found = cip.explain(rows.group_by("unit").agg("id", pl.col("value").sum()), lang="zh")
    text = str(found)
    assert "一行所列的3条记录（unit = project）" in text
    assert "  可否相加      否\n  原因" in text
    assert "指标：各记录的指标不同，不能相加" in text
    assert "value 列为各记录数值的合计" in text
    assert untranslated == set()


def test_unknown_language_is_rejected() -> None:
    with pytest.raises(UnknownNameError, match="no language 'fr'; available: en, zh"):
        cip.explain("cn-zj", lang="fr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
