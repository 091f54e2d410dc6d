"""Small files in the shapes of public statistics files: values are read, or an error names them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.ingest.normalize.result import Normalized

FILES = Path(__file__).parent / "files"
CASES = [
    json.loads(line) for line in (FILES / "cases.jsonl").read_text(encoding="utf-8").splitlines()
]
NAMES = ("indicator_id", "region_id", "period", "value", "unit")


def same(cell: Any, expected: Any) -> bool:
    if expected == "*":
        return True
    if isinstance(cell, float) and isinstance(expected, (int, float)):
        return abs(cell - expected) <= 1e-12 * max(1.0, abs(expected))
    return bool(cell == expected)


def rows_with_values(result: Normalized) -> list[tuple[Any, ...]]:
    present = [name for name in NAMES if name in result.frame.columns]
    return [
        tuple(row.get(name) for name in NAMES)
        for row in result.frame.select(present).to_dicts()
        if row.get("value") is not None
    ]


def is_rejected(result: Normalized) -> bool:
    return not result.ok and any(each.severity == "error" for each in result.findings)


def names_row(result: Normalized, row: int) -> bool:
    whole = any(each.severity == "error" and each.row is None for each in result.findings)
    return any(each.row == row for each in result.findings) or (not result.ok and whole)


def has_values(result: Normalized, expected: dict[str, Any]) -> bool:
    left = rows_with_values(result)
    for row in expected["values"]:
        found = next((each for each in left if all(map(same, each, row))), None)
        if found is None:
            return False
        left.remove(found)
    return not left and (result.ok or expected.get("ok") == "any")


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_file_is_read_or_rejected(case: dict[str, Any]) -> None:
    expected = case["expect"]
    try:
        result = cip.normalize(FILES / case["file"], case["table"], **case["kwargs"])
    except cip.DataFileError:
        assert expected.get("finding")
        return
    for number, row in enumerate(result.frame.iter_rows()):
        for never in expected.get("never", ()):
            assert never not in row or names_row(result, number)
    assert not {each.code for each in result.findings} & set(expected.get("not_codes", ()))
    assert result.frame.height == expected.get("rows", result.frame.height)
    if "each" in expected:
        cells = result.frame[expected["each"]["column"]].to_list()
        assert len(cells) == len(expected["each"]["rows"])
        for number, (cell, row) in enumerate(zip(cells, expected["each"]["rows"], strict=True)):
            errors = [each for each in result.findings if each.row == number]
            rejected = cell is None and bool(errors) and row["finding"]
            assert rejected or any(same(cell, value) for value in row["values"])
    elif "values" in expected and not (expected.get("finding") and is_rejected(result)):
        assert has_values(result, expected)
    elif expected.get("finding") is True:
        assert is_rejected(result)


READ = {
    *("01", "03", "04", "06", "08", "09", "11", "13", "16", "26", "27", "29a", "29b", "30b"),
    *("32a", "32b", "33a", "33b", "37", "56", "57a", "57b", "58", "62", "63", "68", "70"),
}


@pytest.mark.parametrize("case", [each for each in CASES if each["id"] in READ])
def test_values_of_a_file_are_read(case: dict[str, Any]) -> None:
    result = cip.normalize(FILES / case["file"], case["table"], **case["kwargs"])
    assert has_values(result, case["expect"])
    if case["expect"].get("valid"):
        assert cip.validate(result.frame, case["table"]).ok
