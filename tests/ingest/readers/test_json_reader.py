"""JSON Lines and arrays: types as written, nothing taken for another type."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.ingest.readers.open_files import open_data
from chinaindpolicy.ingest.readers.source_files import SourceData


def opened(folder: Path, text: str | bytes, name: str = "a.jsonl") -> SourceData:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return open_data(path, "figures")


def test_columns_of_one_type_keep_it(tmp_path: Path) -> None:
    text = (
        '{"a": 1, "b": 1, "c": "x", "d": true, "e": ["p"], "f": null}\n\n'
        '{"b": 2.5, "a": 9007199254740993}'
    )
    found = opened(tmp_path, text)
    assert not found.textual
    assert found.problems == ()
    frame = found.frame.collect()
    kinds = [pl.Int64, pl.Float64, pl.String, pl.Boolean, pl.List(pl.String), pl.Null]
    assert frame.dtypes == kinds
    assert frame.rows() == [
        (1, 1.0, "x", True, ["p"], None),
        (9007199254740993, 2.5, None, None, None, None),
    ]
    assert [line for _, line in found.lines([0, 1])] == [1, 3]


@pytest.mark.parametrize(
    ("second", "text"), [('"40"', "40"), ("true", "true"), ('["x"]', '["x"]'), ("0.5", "")]
)
def test_mixed_types_are_reported(tmp_path: Path, second: str, text: str) -> None:
    found = opened(tmp_path, f'{{"a": 40}}\n{{"a": {second}}}\n')
    if not text:
        assert found.problems == ()
        return
    assert [(finding.code, finding.line) for finding in found.problems] == [("types-mixed", 2)]
    assert found.frame.collect()["a"].to_list() == ["40", text]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"a": 1e309}', "json-number"),
        ('{"a": NaN}', "json-number"),
        ('{"a": -Infinity}', "json-number"),
        ('{"a": 9223372036854775808}', "json-number"),
        ('{"a": ' + "9" * 5000 + "}", "json-malformed"),
        ('{"a": {"b": 1}}', "json-nested"),
        ('{"a": [1]}', "json-nested"),
        ('{"a": 1, "a": 2}', "json-key-duplicate"),
        ('{"a": ' + "[" * 100_000 + "}", "json-malformed"),
        ("[1]", "json-malformed"),
        ('{"a": 1', "json-malformed"),
        ('{"a": "\\ud800"}', "json-malformed"),
        ('{"a": "' + "x" * 2_000_000 + '"}', "cell-too-long"),
    ],
)
def test_unreadable_objects_are_reported_and_dropped(tmp_path: Path, line: str, code: str) -> None:
    found = opened(tmp_path, f'{{"a": 1}}\n{line}\n{{"a": 3}}\n')
    assert [(finding.code, finding.line) for finding in found.problems] == [(code, 2)]
    assert found.frame.collect().rows() == [(1,), (3,)]
    assert [line for _, line in found.lines([0, 1])] == [1, 3]
    assert all(len(finding.value) <= 200 for finding in found.problems)


def test_arrays_of_objects_are_read(tmp_path: Path) -> None:
    found = opened(tmp_path, '[\n {"a": 1},\n {"a":\n  2}, {"a": {}}\n]\n', "a.json")
    assert found.frame.collect().rows() == [(1,), (2,)]
    assert [line for _, line in found.lines([0, 1])] == [2, 3]
    assert [(finding.code, finding.line) for finding in found.problems] == [("json-nested", 4)]
    assert opened(tmp_path, '{"a": 1}\n{"a": 2}\n', "a.json").frame.collect().height == 2
    for empty in ("", "[]"):
        (problem,) = opened(tmp_path, empty, "a.json").problems
        assert problem.code == "file-empty"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": 1},\n', "a.json:2: the array is not closed"),
        ('[{"a": 1}\n] x', "a.json:2: there is text after"),
        ('[{"a": 1},\n{"a" 2}]', "a.json:2: malformed JSON"),
        ('"text"', "a.json:1: is not a JSON array"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_malformed_arrays_are_rejected(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataFileError) as caught:
        opened(tmp_path, text, "a.json")
    assert said in str(caught.value)


def test_too_many_keys_are_rejected(tmp_path: Path) -> None:
    with pytest.raises(DataFileError, match="5000 columns"):
        opened(tmp_path, json.dumps({f"k{n}": n for n in range(6000)}))


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(st.characters(codec="utf-8"), max_size=5),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=3), max_size=2),
)


@given(
    st.lists(st.dictionaries(st.sampled_from("abc"), VALUES, min_size=1), min_size=1, max_size=6)
)
def test_every_object_is_a_row_and_type_changes_are_reported(
    tmp_path_factory: pytest.TempPathFactory, rows: list[dict[str, Any]]
) -> None:
    folder = tmp_path_factory.mktemp("json")
    found = opened(folder, "\n".join(map(json.dumps, rows)))
    whole = opened(folder, json.dumps(rows), "a.json")
    frame = found.frame.collect()
    assert frame.equals(whole.frame.collect())
    assert frame.height == len(rows)
    mixed = {finding.column for finding in found.problems}
    for name in frame.columns:
        if name not in mixed:
            assert frame[name].to_list() == [row.get(name) for row in rows]


def test_an_integer_inexact_as_float_is_reported(tmp_path: Path) -> None:
    """Beside fractions a column is of floats, of which not every integer is one."""
    exact, changed = 2**53, 2**53 + 1
    found = opened(tmp_path, f'{{"a": {exact}}}\n{{"a": 0.5}}', "exact.jsonl")
    assert not found.problems and found.frame.collect()["a"].to_list() == [exact, 0.5]
    found = opened(tmp_path, f'{{"a": 0.5}}\n{{"a": {changed}}}', "changed.jsonl")
    assert found.frame.collect()["a"].to_list() == ["0.5", str(changed)]
    (problem,) = found.problems
    assert (problem.code, problem.column) == ("types-mixed", "a")
    assert "on line 2 an integer that no 64-bit float is" in problem.message
    alone = opened(tmp_path, f'{{"a": {changed}}}', "alone.jsonl")
    assert not alone.problems and alone.frame.collect()["a"].to_list() == [changed]
