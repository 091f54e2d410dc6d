"""Audits in Chinese: verdicts, reasons, compared fields, notes and pages."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

import chinaindpolicy as cip
from chinaindpolicy.auditing import localized
from chinaindpolicy.auditing.decisions import Reason
from chinaindpolicy.auditing.localized import NOTE_FORMS, NOTES, note_text
from chinaindpolicy.lang.texts import catalogue, texts
from example import ROOT

CHINESE = re.compile("[\u4e00-\u9fff]")
SAY = texts("zh")
TEXT = "2024年，济南新能源汽车产量30万辆。全国电子信息制造业营业收入16.19万亿元。全省机场17个。"
# The position of the note among the arguments of each class.
_NOTE = {"Trait": 5, "Agreement": 2}


def notes() -> Iterator[tuple[str, str]]:
    """Yield each note that the code writes as a literal, with its file."""
    for path in Path(localized.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = _NOTE.get(node.func.id)
                if place is not None and len(node.args) > place:
                    note = node.args[place]
                    if isinstance(note, ast.Constant):
                        yield str(note.value), path.name
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                names = [each.id for each in node.targets if isinstance(each, ast.Name)]
                if set(names) & {"CARRIED", "BASELINE"}:
                    yield str(node.value.value), path.name


def test_every_note_of_the_code_has_a_chinese_text() -> None:
    found = list(notes())
    assert len(found) > 15
    assert [each for each in found if each[0] not in NOTES] == []
    assert [each for each in (*NOTES, *NOTE_FORMS) if ("", each) not in catalogue("zh")] == []


def test_every_verdict_reason_field_and_state_has_a_chinese_text() -> None:
    expected = [("audit_verdict", each) for each in cip.audit("").counts]
    expected += [("audit_reason", each) for each in get_args(Reason)]
    assert [each for each in expected if each not in catalogue("zh")] == []


@pytest.mark.parametrize(
    ("note", "words"),
    [
        ("the record has 5 CNY", "记录为5 CNY"),
        ("rounded from 16190000000000", "由16190000000000四舍五入"),
        ("err-a: printed 'x', 'y' is meant", "err-a：原文印作'x'，应为'y'"),
        ("another note", "another note"),
    ],
)
def test_notes_keep_their_values(note: str, words: str) -> None:
    assert note_text(note, SAY) == words
    assert note_text(note, texts("en")) == note


def test_notes_of_claims_are_chinese() -> None:
    path = ROOT / "tests" / "auditing" / "claims-shown.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines()[::5]:
        for claim in cip.audit(json.loads(line)["text"]):
            for match in claim.records:
                for field in match.fields:
                    assert not field.note or CHINESE.search(note_text(field.note, SAY)), field


def test_report_is_chinese() -> None:
    found = cip.audit(TEXT)
    lines = found.to(lang="zh").splitlines()
    assert lines[0].startswith("1:16: '30万辆'与数据不符（数值），依据记录 jinan-2024-nev-output")
    assert lines[1].startswith("1:34: '16.19万亿元'与数据一致，依据记录 ")
    assert lines[2] == "1:47: '17个'数据集未收录（没有对应的记录）"
    release = cip.release
    assert lines[3] == (
        f"与发布版{release}核对3个数字：与数据一致1项、与数据不符1项、无法判定0项、数据集未收录1项"
    )
    explained = found[0].explain("zh").splitlines()
    assert explained[0] == "'30万辆'与数据不符：数值"
    assert "    地区一致：'济南' / cn-sd-jinan" in explained
    assert "    数值不符：'30万辆' / gt 400000 vehicle（记录为400000）" in explained


def test_formats_in_chinese() -> None:
    found = cip.audit(TEXT)
    page = found.to("html", lang="zh")
    assert '<html lang="zh-Hans">' in page and "逐项说明" in page
    for words in ("claim", "verdict", "Explanation", "is contradicted", "differs"):
        assert words not in re.sub("<[^>]*>", "", page.partition("<body>")[2]), words
    assert "与数据不符" in found.to("sarif", lang="zh")
    assert "与数据不符" in found.to("github", lang="zh")
    assert found.to("json", lang="zh") == found.to("json")
    with pytest.raises(cip.UnknownNameError, match="no language 'fr'; available: en, zh"):
        found.to(lang="fr")  # type: ignore[arg-type]


def test_value_of_a_compared_year_has_the_year_that_it_is_compared_with() -> None:
    draft = cip.audit("2023年，电子元器件销售总额增长，比2019年的1.86万亿元以上高出不少。")
    assert [(one.verdict, one.record_ids) for one in draft][:1] == [
        ("supported", ("component-sales-2019",))
    ]
