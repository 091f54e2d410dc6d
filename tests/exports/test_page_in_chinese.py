"""The HTML page in Chinese: complete texts, Chinese names and values, and the English page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ExportError, UnknownNameError
from chinaindpolicy.exports.html.page_data import page_text, page_texts
from chinaindpolicy.exports.html.render import page
from chinaindpolicy.lang.texts import catalogue, texts
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from page_reading import read_page

ASSETS = Path(str(cip.__file__)).parent / "exports" / "html"
SCRIPTS = "\n".join(path.read_text("utf-8") for path in sorted((ASSETS / "assets").glob("*.js")))
USED = set(re.findall(r'\bt\(\s*"([^"]*)"', SCRIPTS))
SAY = texts("zh")


@pytest.fixture(scope="module")
def made() -> bytes:
    return page(cip.load(), lang="zh")


def test_every_text_of_the_scripts_has_a_chinese_text() -> None:
    known = page_texts(SAY)["text"]
    assert len(USED) > 140
    assert sorted(USED - known.keys()) == []


def test_every_chinese_text_of_the_page_is_used() -> None:
    python = "\n".join(path.read_text("utf-8") for path in ASSETS.glob("*.py"))
    dataset = cip.load()
    own = {dataset.title, dataset.descriptor["description"], "auto", "light", "dark"}
    for (context, english), chinese in catalogue("zh").items():
        if context != "page":
            continue
        assert english in USED | own or f'"{english}"' in python, english
        named = [sorted(re.findall(r"\{(\w+)\}", text)) for text in (english, chinese)]
        assert named[0] == named[1], english


def test_scripts_show_no_text_without_translation() -> None:
    """A sentence in a literal is a text, unless it is in a comment or passed to `t`."""
    code = re.sub(r"^\s*//.*$", "", SCRIPTS, flags=re.MULTILINE)
    code = re.sub(r'\bt\(\s*"[^"]*"', "", code)
    sentences = re.findall(r'"([A-Z][a-z]+(?: [a-zA-Z]+)+[.:]? ?)"', code)
    assert set(sentences) <= {"Chinese title", "Chinese name", "As printed", "According to",
                              "From character", "To character", "Failed tests",
                              "Value as printed"}  # fmt: skip


def test_page_is_chinese(made: bytes) -> None:
    text = made.decode()
    assert '<html lang="zh-Hans">' in text
    assert "<title>中国产业政策的目标、数据和任务，发布版2026.3</title>" in text
    about = read_page(made).blocks["about"]
    described = {each["name"]: each for each in about["tables"]}
    assert set(described) == set(TABLE_NAMES)
    assert all(re.search("[\u4e00-\u9fff]", each["description"]) for each in described.values())
    assert described["targets"]["first"][0] == "indicator_id"
    assert about["tests"]["unit"] == "数值单位相同"


def test_values_and_explanations_are_chinese(made: bytes) -> None:
    text = made.decode()
    for words in ("2.1万亿元", "不少于1000个项目", "到2025年", "两次独立判读，结果一致。"):
        assert words in text, words


def test_english_page_has_no_other_texts(example: Dataset) -> None:
    assert page(example) == page(example, lang="en")
    assert read_page(page(example)).blocks["texts"] == {}
    assert page_text(texts("en"), "{title}, release {release}", title="a", release="b") == (
        "a, release b"
    )


def test_export_of_a_chinese_page(example: Dataset, tmp_path: Path) -> None:
    (file,) = cip.export(example, tmp_path / "page.html", lang="zh")
    assert file.read_bytes() == page(example, lang="zh")


def test_other_formats_have_no_language(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="lang is 'zh', but format 'json' has no language"):
        cip.export(example, tmp_path / "all.json", lang="zh")
    with pytest.raises(UnknownNameError, match="no language 'fr'; available: en, zh"):
        cip.export(example, tmp_path / "page.html", lang="fr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    assert list(tmp_path.iterdir()) == []


def test_the_meaning_of_every_column_is_chinese(made: bytes) -> None:
    dataset = cip.load()
    meanings = {
        field["description"]
        for resource in dataset.descriptor["resources"]
        for field in resource["schema"]["fields"]
    }
    own = {english for context, english in catalogue("zh") if context == "meaning"}
    assert own == meanings
    assert "The indicator that is measured." not in made.decode()
