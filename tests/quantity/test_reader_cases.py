"""Annotated expressions in clauses of policy texts, reports and communiques.

A row of `reader-cases.jsonl` has the span of an expression in its text and what is read: `unit` and
`measure` list every right answer, a unit such as `!jin` is one that the table lacks. A row with the
role `not_scored` only keeps its number from counting as a false find.

`reader-cases-second.jsonl` has further expressions, annotated before the reader ran on them; its
`comparator` lists every right answer.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pytest

from chinaindpolicy.quantity import Mention, find_quantities
from chinaindpolicy.quantity.units import units

from .conftest import rows

CASES = rows("reader-cases.jsonl")
SECOND = rows("reader-cases-second.jsonl")
# A third has no exact decimal.
TOLERANCE = Decimal("1e-20")
# The codes that units marked as missing have since been given.
SINCE = {"!head": "animal", "!share": "share", "!tonne_km": "tonne_kilometre"} | {
    "!year_of_age": "year_of_age"
}
FIELDS = ("value", "comparator", "unit", "measure")


def _listed(answer: str | list[str]) -> list[str]:
    return [answer] if isinstance(answer, str) else answer


def right_fields(found: Mention, row: dict[str, Any]) -> set[str]:
    """Return the fields of a row that a mention has right."""
    quantity = found.quantity
    assert quantity is not None
    upper = None if row["value_upper"] is None else Decimal(row["value_upper"])
    codes = [SINCE.get(code) if code and code[0] == "!" else code for code in row["unit"]]
    right = {
        "value": abs(quantity.value - Decimal(row["value"])) < TOLERANCE
        and quantity.value_upper == upper,
        "comparator": quantity.comparator in _listed(row["comparator"]),
        "unit": quantity.unit in codes,
        "measure": quantity.measure in row["measure"],
    }
    return {name for name, is_right in right.items() if is_right}


def scores(cases: list[dict[str, Any]]) -> tuple[dict[str, float], list[str]]:
    """Return the share of right answers by field, and the wrong ones."""
    right: defaultdict[str, list[bool]] = defaultdict(list)
    wrong: list[str] = []
    for text in dict.fromkeys(row["text"] for row in cases):
        found = find_quantities(text)
        annotated: set[int] = set()
        for row in (row for row in cases if row["text"] == text):
            over = [
                index
                for index, mention in enumerate(found)
                if mention.char_start < row["end"] and mention.char_end > row["start"]
            ]
            annotated.update(over)
            printed = f"{text[row['start'] : row['end']]!r} in {text!r}"
            if row["role"] == ["not_scored"]:
                continue
            if row["role"] != ["indicator"]:
                right["role"].append(any(found[index].role in row["role"] for index in over))
                if not right["role"][-1]:
                    wrong.append(f"role of {printed}")
                continue
            read = [found[index] for index in over if found[index].role == "indicator"]
            right["recall"].append(bool(read))
            fields: set[str] = right_fields(read[0], row) if read else set()
            for name in FIELDS:
                right[name].append(name in fields)
            wrong += [f"{name} of {printed}" for name in FIELDS if name not in fields]
        right["precision"] += [
            index in annotated for index, mention in enumerate(found) if mention.role == "indicator"
        ]
    return {name: sum(each) / len(each) for name, each in right.items()}, wrong


@pytest.mark.parametrize("cases", [CASES, SECOND], ids=["first", "second"])
def test_annotated_expressions_are_read(cases: list[dict[str, Any]]) -> None:
    shares, wrong = scores(cases)
    assert not wrong
    assert set(shares) == {*FIELDS, "recall", "precision", "role"}
    assert min(shares.values()) == 1


def test_rows_are_of_many_kinds_and_mark_numbers() -> None:
    assert len(CASES) > 380
    assert len({row["kind"] for row in CASES}) > 25
    assert len({row["text"] for row in SECOND}) >= 140
    for row in CASES + SECOND:
        assert 0 <= row["start"] < row["end"] <= len(row["text"])
        codes = row.get("unit", [])
        assert all(code is None or code[0] == "!" or code in units() for code in codes)
