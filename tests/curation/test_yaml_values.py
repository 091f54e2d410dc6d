"""YAML scalars: exact values, quoted look-alikes, codes and tags."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.curation.yaml_reader import YamlFile
from chinaindpolicy.curation.yaml_values import Value
from chinaindpolicy.model.columns import ColumnSpec, ColumnType, columns
from chinaindpolicy.model.fields import Column
from example import EXAMPLE
from yaml_edits import REPORT, edit, problems_of


def read_value(tmp_path: Path, text: str, kind: ColumnType) -> tuple[Value | None, list[str]]:
    """Return the value of a scalar read for a column type, and its problems."""
    path = tmp_path / "value.yaml"
    path.write_text(f"targets: {text}\n", encoding="utf-8")
    file = YamlFile(path, "value.yaml")
    if file.root is None:
        return None, [str(problem) for problem in file.problems]
    spec = ColumnSpec("column", kind, True, Column("A column.", "x"))
    value = file.value(file.root.value[0][1], spec)
    return value, [str(problem) for problem in file.problems]


# Words that a YAML 1.1 or 1.2 reader does not interpret as text.
LOOK_ALIKES = [
    *("no", "off", "Yes", "TRUE", "y", "N", "null", "~", "NULL"),
    *("1", "-7", "+1", "1_000", "0x10", "0o14", "0777", "0b11", "12:30", "190:20:30"),
    *("1.5", ".5", "1.", "1e3", "12e03", "1.0e+3", ".inf", "-.INF", ".nan"),
    *("2024-01-01", "2024-01-01 10:00:00", "2024-01-01T10:00:00Z", "="),
]


@pytest.mark.parametrize("word", LOOK_ALIKES)
def test_unquoted_look_alike_is_rejected_as_text(tmp_path: Path, word: str) -> None:
    value, problems = read_value(tmp_path, word, "string")
    assert value is None
    assert len(problems) == 1
    assert problems[0].startswith(f"value.yaml:1: column: {word!r} must be quoted")


@pytest.mark.parametrize("word", LOOK_ALIKES)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_quoted_look_alike_is_read_as_text(tmp_path: Path, word: str, quote: str) -> None:
    assert read_value(tmp_path, f"{quote}{word}{quote}", "string") == (word, [])


@pytest.mark.parametrize("word", ["no", "1_000", "2024-01-01", "0x10", "12:30"])
def test_look_alike_in_collection_is_reported_with_its_line(folder: Path, word: str) -> None:
    line = edit(folder, "name: Clear glass", f"name: {word}")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: name: {word!r} must be quoted")


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("integer", "1_000"),
        ("integer", "0x10"),
        ("integer", "010"),
        ("integer", "+1"),
        ("integer", "1.0"),
        ("integer", "12:30"),
        ("integer", "'5'"),
        ("integer", "five"),
        ("integer", "9" * 5000),
        ("number", "9" * 5000),
        ("number", f"0.{'9' * 5000}"),
        ("integer", "true"),
        ("integer", "~"),
        ("integer", "[5]"),
        ("number", "1_000"),
        ("number", "1,000"),
        ("number", "1e3"),
        ("number", ".5"),
        ("number", "5."),
        ("number", "-.5"),
        ("number", ".inf"),
        ("number", ".nan"),
        ("number", "'40'"),
        ("number", "12:30"),
        ("number", "40%"),
        ("number", "{a: 1}"),
        ("boolean", "yes"),
        ("boolean", "True"),
        ("boolean", "1"),
        ("boolean", "'true'"),
        ("date", "2024-01-21"),
        ("date", "'2024-02-30'"),
        ("date", "'2024-1-21'"),
        ("date", "'21.1.2024'"),
        ("date", "'20240121'"),
        ("date", "'２０２４-01-21'"),
        ("string", "[a]"),
        ("string", "{a: b}"),
        ("list", "a"),
        ("list", "{a: b}"),
        ("list", "[[a]]"),
        ("list", "[a, 1]"),
        ("list", "['a|b']"),
    ],
)
def test_scalar_of_wrong_type_is_rejected(tmp_path: Path, kind: ColumnType, text: str) -> None:
    _, problems = read_value(tmp_path, text, kind)
    assert len(problems) == 1
    assert problems[0].startswith("value.yaml:1: column: ")


@given(st.decimals(-(10**20), 10**20, places=3))
def test_number_is_read_exactly(tmp_path_factory: pytest.TempPathFactory, number: Decimal) -> None:
    text = format(number, "f")
    folder = tmp_path_factory.mktemp("number")
    assert read_value(folder, text, "number") == (Decimal(text), [])


@given(st.integers(-(10**9) + 1, 10**9 - 1))
def test_integer_is_read_exactly(tmp_path_factory: pytest.TempPathFactory, number: int) -> None:
    folder = tmp_path_factory.mktemp("integer")
    assert read_value(folder, str(number), "integer") == (number, [])


@given(st.dates())
def test_quoted_date_is_read(tmp_path_factory: pytest.TempPathFactory, day: datetime.date) -> None:
    folder = tmp_path_factory.mktemp("day")
    assert read_value(folder, f'"{day.isoformat()}"', "date") == (day, [])


@pytest.mark.parametrize(
    ("column", "old", "new", "message"),
    [
        ("strength", "strive", "stirve", "'stirve' is not a known code; did you mean 'strive'?"),
        (
            "kind",
            "magnitude",
            "gigantic",
            "'gigantic' is not a known code; one of magnitude, number",
        ),
        ("comparator", "range", "RANGE", "'RANGE' is not a known code; did you mean 'range'?"),
    ],
)
def test_unknown_code_is_reported_with_allowed_codes(
    folder: Path, column: str, old: str, new: str, message: str
) -> None:
    line = edit(folder, f"{column}: {old}", f"{column}: {new}")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: {column}: {message}")


@given(st.data())
def test_only_known_codes_are_accepted(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    spec = data.draw(st.sampled_from([spec for spec in columns("targets") if spec.categories]))
    known = data.draw(st.booleans())
    code = data.draw(
        st.sampled_from(spec.categories)
        if known
        else st.from_regex(r"[a-z]{1,9}", fullmatch=True).filter(
            lambda word: word not in spec.categories
        )
    )
    path = tmp_path_factory.mktemp("code") / "code.yaml"
    path.write_text(f"targets: '{code}'\n", encoding="utf-8")
    file = YamlFile(path, "code.yaml")
    assert file.root is not None
    value = file.value(file.root.value[0][1], spec)
    assert (value, len(file.problems)) == ((code, 0) if known else (None, 1))


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("string", "!custom word"),
        ("string", "!!binary aGVsbG8="),
        ("string", "!!python/name:os.system x"),
        ("integer", "!custom 5"),
        ("number", "!percent 5"),
        ("boolean", "!maybe true"),
        ("date", "!custom '2024-01-21'"),
        ("list", "!!set [a]"),
        ("list", "[!custom a]"),
    ],
)
def test_tag_is_rejected(tmp_path: Path, kind: ColumnType, text: str) -> None:
    _, problems = read_value(tmp_path, text, kind)
    assert len(problems) == 1
    assert problems[0].startswith("value.yaml:1: ")


def scalars(text: str) -> Iterator[tuple[int, int]]:
    """Yield the offsets of every value of every row of a file."""
    root = yaml.compose(text)
    assert isinstance(root, yaml.MappingNode)
    for _, section in root.value:
        for row in section.value if isinstance(section, yaml.SequenceNode) else ():
            for _, value in row.value:
                if isinstance(value, yaml.ScalarNode):
                    yield value.start_mark.index, value.end_mark.index


TEXT = (EXAMPLE / REPORT).read_text(encoding="utf-8")
SCALARS = tuple(scalars(TEXT))


@given(st.sampled_from(SCALARS), st.sampled_from(["no", "1_000", "0x10", "12:30", "{}", "[[]]"]))
def test_look_alike_is_reported_in_any_position(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[int, int], word: str
) -> None:
    folder = tmp_path_factory.mktemp("broken") / "example"
    (folder / "documents").mkdir(parents=True)
    (folder / REPORT).write_text(TEXT[: place[0]] + word + TEXT[place[1] :], encoding="utf-8")
    line = TEXT[: place[0]].count("\n") + 1
    assert any(problem.startswith(f"example/{REPORT}:{line}: ") for problem in problems_of(folder))
