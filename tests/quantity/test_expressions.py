"""The expressions written for this package, each alone and in its context."""

from __future__ import annotations

from typing import Any

import pytest

from .conftest import rows
from .scoring import found, parsed, score

EXPRESSIONS = rows("expressions.jsonl")
HELD_OUT = rows("expressions-held-out.jsonl")


def _name(row: dict[str, Any]) -> str:
    return str(row["expression"])


@pytest.mark.parametrize("row", EXPRESSIONS, ids=_name)
def test_expression_alone(row: dict[str, Any]) -> None:
    assert all(parsed(row).values())


@pytest.mark.parametrize("row", EXPRESSIONS, ids=_name)
def test_expression_in_context(row: dict[str, Any]) -> None:
    assert all(found(row).values())


def test_material_has_the_documented_size() -> None:
    everything = EXPRESSIONS + HELD_OUT
    languages = [row["language"] for row in everything]
    assert len(everything) >= 400
    assert 0.45 <= languages.count("zh") / len(everything) <= 0.55
    assert all(row["text"].count(row["expression"]) == 1 for row in everything)
    assert not {row["text"] for row in EXPRESSIONS} & {row["text"] for row in HELD_OUT}


def test_held_out_score_is_as_documented() -> None:
    shares = score(HELD_OUT)
    for field, share in DOCUMENTED.items():
        assert shares["parse"][field] >= share
        assert shares["find"][field] >= share


# What docs/quantities.md reports; scored once, after the grammar was written.
DOCUMENTED = {"value": 1.0, "comparator": 1.0, "unit": 1.0}
