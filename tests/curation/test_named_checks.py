"""The section and the strength that a text names next to a record."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest

from chinaindpolicy.curation.named_checks import named_findings, sections
from chinaindpolicy.dataset.dataset import Dataset

TEXT = """A digest of two reports.

Beijing: Strive to build 3 fabs in Yizhuang.

Anhui: Build 20 laboratories, and 7 in Hefei.
"""
DIGEST = "work-reports-chip-digest"
TARGET = "anhui-2024-provincial-laboratories"


def findings(real: Dataset, evidence: str, text: str = TEXT, **update: Any) -> list[Any]:
    """Return code, column and value of the findings for a target at a place of the text."""
    start = text.index(evidence)
    place = {"char_start": start, "char_end": start + len(evidence)}
    record = real.targets[TARGET].model_copy(update={**place, **update})
    placed: defaultdict[str, list[Any]] = defaultdict(list, {"targets": [record]})
    found = named_findings(placed, real.documents[DIGEST], text, real)
    return [(each.code, each.column, each.value) for each in found]


def test_sections_begin_with_the_region_of_a_policy(real: Dataset) -> None:
    found = [policy for _, policy in sections(real.documents[DIGEST], TEXT, real)]
    assert found == ["work-report-2024-beijing", "work-report-2024-anhui"]
    assert sections(real.documents["components-plan-report"], TEXT, real) == []


def test_record_in_the_section_of_its_policy_is_accepted(real: Dataset) -> None:
    assert findings(real, "Build 20 laboratories", stated="20 laboratories") == []


@pytest.mark.parametrize(
    ("evidence", "update", "expected"),
    [
        (
            "build 3 fabs",
            {"stated": "none"},
            [("policy-unlike-section", "policy_id", "work-report-2024-anhui")],
        ),
        (
            "Build 20 laboratories",
            {"region_id": "cn-ah-hefei"},
            [("policy-unlike-section", "region_id", "cn-ah-hefei")],
        ),
        ("and 7 in Hefei", {"region_id": "cn-ah-hefei"}, []),
    ],
)
def test_policy_and_region_are_those_of_the_section(
    real: Dataset, evidence: str, update: dict[str, str], expected: list[Any]
) -> None:
    assert findings(real, evidence, **{"stated": "none", **update}) == expected


@pytest.mark.parametrize(
    ("words", "strength", "wrong"),
    [
        ("Strive to build 20 laboratories.", "commit", True),
        ("Strive to build 20 laboratories.", "strive", False),
        ("力争建成20个实验室。", "commit", True),
        ("Expected to reach 20 laboratories.", "strive", True),
        ("Build at least 20 laboratories.", "strive", False),
        ("Build 20 laboratories.", "strive", False),
    ],
)
def test_strength_is_that_of_the_evidence(
    real: Dataset, words: str, strength: str, wrong: bool
) -> None:
    stated = "20个实验室" if "个" in words else "20 laboratories"
    found = findings(real, words, f"Anhui: {words}\n", stated=stated, strength=strength)
    assert found == ([("strength-disagrees", "strength", strength)] if wrong else [])
