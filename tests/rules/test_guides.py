"""Guides of rules: every code has a reason, an example and a fix."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import astuple

import pytest

from chinaindpolicy.rules.guides import guides
from chinaindpolicy.rules.registry import RULES
from example import ROOT


@pytest.mark.parametrize("code", sorted(RULES))
def test_code_has_a_complete_guide(code: str) -> None:
    guide = guides()[code]
    for text in astuple(guide):
        assert re.match(r"[`A-Z\u4e00-\u9fff-]", text), text
        assert text.endswith("."), text
        assert all(len(sentence.split()) <= 25 for sentence in text.split(". ")), text
    message = RULES[code].message
    assert message[0].islower() and not message.endswith("."), message


def test_guides_are_distinct_per_code() -> None:
    fixes = Counter(guide.example for guide in guides().values())
    assert [text for text, count in fixes.items() if count > 1] == []


def test_findings_page_has_every_code_once() -> None:
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### `([a-z0-9-]+)`$", page, flags=re.MULTILINE)
    assert sorted(headings) == sorted(RULES)
    for name in ("Problem", "Reason", "Example", "Fix"):
        assert page.count(f"\n- {name}: ") == len(RULES), name
