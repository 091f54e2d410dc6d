"""Portable regular expressions."""

from __future__ import annotations

import pytest

from chinaindpolicy.rules.patterns import PatternError, portable


@pytest.mark.parametrize(
    "pattern",
    [r"^\d+$", r"^a.b$", r"^(?i)a$", r"a+", r"^a+", r"^\w$", r"^a|b$", r"^a+?$", r"^(?=a)b$"],
)
def test_patterns_with_engine_specific_parts_are_rejected(pattern: str) -> None:
    with pytest.raises(PatternError):
        portable(pattern)


@pytest.mark.parametrize(
    "pattern", [r"^a\|b$", r"^(a|b)$", r"^(a|b)c(d|e)$", r"^\((a|b)\)$", r"^[|]a$", r"^\)(a|b)$"]
)
def test_grouped_alternatives_and_escaped_signs_are_accepted(pattern: str) -> None:
    assert portable(pattern) == f"{pattern[:-1]}\\z"


@pytest.mark.parametrize("pattern", [r"^(a)|b$", r"^\(a|b$", r"^(a|b)|c$", r"^\)(a)|b$", "^a|b$"])
def test_ungrouped_alternatives_are_rejected(pattern: str) -> None:
    with pytest.raises(PatternError, match="put the alternatives in a group"):
        portable(pattern)
