"""Strict YAML: nothing guessed, nothing dropped, every problem with its file and line."""

from __future__ import annotations

import datetime
import shutil
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from yaml.scanner import ScannerError

from chinaindpolicy.curation import yaml_reader as strict_yaml
from chinaindpolicy.curation.collection import Collection, read_collection
from chinaindpolicy.curation.yaml_reader import Value, YamlFile
from chinaindpolicy.errors import CollectionError
from chinaindpolicy.io.limits import MOST_YAML_DEPTH
from chinaindpolicy.model.columns import ColumnSpec, ColumnType, columns
from chinaindpolicy.model.fields import Column
from example import EXAMPLE

REPORT = "documents/harbour-report.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example collection to break."""
    return shutil.copytree(EXAMPLE, tmp_path / "example")


def problems_of(folder: Path) -> tuple[str, ...]:
    """The problems of a broken collection; reading it leaves no trace."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CollectionError) as caught:
        read_collection(folder)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return tuple(map(str, caught.value.problems))


def edit(folder: Path, old: str, new: str, file: str = REPORT) -> int:
    """Replace the first occurrence of some words in a file; return the line they stand on."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def add_file(folder: Path, text: str | bytes, name: str = "extra.yaml") -> None:
    data = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(data)


def read_value(tmp_path: Path, text: str, kind: ColumnType) -> tuple[Value | None, list[str]]:
    """What one scalar comes out as in a column of a kind, and the problems with it."""
    path = tmp_path / "value.yaml"
    path.write_text(f"targets: {text}\n", encoding="utf-8")
    file = YamlFile(path, "value.yaml")
    if file.root is None:
        return None, [str(problem) for problem in file.problems]
    spec = ColumnSpec("column", kind, True, Column("A column.", "x"))
    value = file.value(file.root.items[1], spec)
    return value, [str(problem) for problem in file.problems]


def test_a_whole_collection_has_no_problem(folder: Path) -> None:
    assert isinstance(read_collection(folder), Collection)


def test_a_duplicate_key_is_told_with_both_lines(folder: Path) -> None:
    line = edit(folder, "    strength: strive\n", "    strength: strive\n    strength: commit\n")
    expected = (
        f"example/{REPORT}:{line + 1}: duplicate key 'strength' in targets, "
        f"first on line {line} [key-duplicate]"
    )
    assert problems_of(folder) == (expected,)


def test_a_duplicate_section_is_told(folder: Path) -> None:
    add_file(folder, "units: []\nregions: []\nunits: []\n")
    assert problems_of(folder) == (
        "example/extra.yaml:3: duplicate key 'units' in the file, first on line 1 [key-duplicate]",
    )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("    stated: 3 to 5", "    statd: 3 to 5", "'statd' in targets; did you mean 'stated'?"),
        ("    kind: date", "    knd: date", "unknown key 'knd' in errata; did you mean 'kind'?"),
        ("passages:", "pasages:", "unknown key 'pasages' in the file; did you mean 'passages'?"),
        ("    review: agreed", "    char_start: 7", "unknown key 'char_start' in targets"),
        ("    review: agreed", "    <<: {note: x}", "unknown key '<<' in targets"),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest(
    folder: Path, old: str, new: str, message: str
) -> None:
    line = edit(folder, old, new)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: ")
    assert message in problem


@pytest.mark.parametrize("key", ["document_id", "char_end", "text_sha256", "kind", "erratum_id"])
def test_what_the_build_computes_is_no_key_of_a_target(folder: Path, key: str) -> None:
    line = edit(folder, "    review: agreed", f"    {key}: x\n    review: agreed")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: unknown key {key!r} in targets")


# Words that some YAML reader, of version 1.1 or 1.2, takes for something other than text.
LOOK_ALIKES = [
    *("no", "off", "Yes", "TRUE", "y", "N", "null", "~", "NULL"),
    *("1", "-7", "+1", "1_000", "0x10", "0o14", "0777", "0b11", "12:30", "190:20:30"),
    *("1.5", ".5", "1.", "1e3", "12e03", "1.0e+3", ".inf", "-.INF", ".nan"),
    *("2024-01-01", "2024-01-01 10:00:00", "2024-01-01T10:00:00Z", "="),
]


@pytest.mark.parametrize("word", LOOK_ALIKES)
def test_an_unquoted_look_alike_is_no_text(tmp_path: Path, word: str) -> None:
    value, problems = read_value(tmp_path, word, "string")
    assert value is None
    assert len(problems) == 1
    assert problems[0].startswith(f"value.yaml:1: column: {word!r} must be quoted")


@pytest.mark.parametrize("word", LOOK_ALIKES)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_quoted_look_alike_is_the_text(tmp_path: Path, word: str, quote: str) -> None:
    assert read_value(tmp_path, f"{quote}{word}{quote}", "string") == (word, [])


@pytest.mark.parametrize("word", ["no", "1_000", "2024-01-01", "0x10", "12:30"])
def test_look_alikes_in_a_collection_are_told_with_their_line(folder: Path, word: str) -> None:
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
def test_a_value_that_its_column_does_not_hold_is_refused(
    tmp_path: Path, kind: ColumnType, text: str
) -> None:
    _, problems = read_value(tmp_path, text, kind)
    assert len(problems) == 1
    assert problems[0].startswith("value.yaml:1: column: ")


@given(st.decimals(-(10**20), 10**20, places=3))
def test_a_plain_number_is_read_exactly(
    tmp_path_factory: pytest.TempPathFactory, number: Decimal
) -> None:
    text = format(number, "f")
    folder = tmp_path_factory.mktemp("number")
    assert read_value(folder, text, "number") == (Decimal(text), [])


@given(st.integers(-(10**9) + 1, 10**9 - 1))
def test_a_plain_integer_is_read_exactly(
    tmp_path_factory: pytest.TempPathFactory, number: int
) -> None:
    folder = tmp_path_factory.mktemp("integer")
    assert read_value(folder, str(number), "integer") == (number, [])


@given(st.dates())
def test_a_quoted_day_is_read(tmp_path_factory: pytest.TempPathFactory, day: datetime.date) -> None:
    folder = tmp_path_factory.mktemp("day")
    assert read_value(folder, f'"{day.isoformat()}"', "date") == (day, [])


@pytest.mark.parametrize(
    ("column", "old", "new", "message"),
    [
        ("strength", "strive", "stirve", "'stirve' is no known code; did you mean 'strive'?"),
        ("kind", "magnitude", "gigantic", "'gigantic' is no known code; one of magnitude, number"),
        ("comparator", "range", "RANGE", "'RANGE' is no known code; did you mean 'range'?"),
    ],
)
def test_a_bad_code_is_told_with_the_right_ones(
    folder: Path, column: str, old: str, new: str, message: str
) -> None:
    line = edit(folder, f"{column}: {old}", f"{column}: {new}")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: {column}: {message}")


@given(st.data())
def test_every_known_code_is_read_and_no_other(
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
    value = file.value(file.root.items[1], spec)
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
def test_a_tag_is_refused_and_never_dropped(tmp_path: Path, kind: ColumnType, text: str) -> None:
    _, problems = read_value(tmp_path, text, kind)
    assert len(problems) == 1
    assert problems[0].startswith("value.yaml:1: ")


def test_a_tagged_row_or_section_is_refused(folder: Path) -> None:
    add_file(folder, "units: !!omap\n  - !custom {id: m, name: metre, dimension: length}\n")
    assert any("extra.yaml:1: " in problem for problem in problems_of(folder))


def test_an_alias_is_refused(folder: Path) -> None:
    add_file(
        folder,
        "units:\n  - id: m\n    name: &a metre\n    symbol: *a\n    dimension: length\n",
    )
    assert problems_of(folder) == (
        "example/extra.yaml:3: anchors and aliases are not used: write the value out "
        "[yaml-malformed]",
    )


def test_aliases_of_aliases_do_not_explode(folder: Path) -> None:
    laughs = "units:\n  - &a0 {id: m}\n" + "".join(
        f"  - &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )
    add_file(folder, laughs)
    assert any("anchors and aliases" in problem for problem in problems_of(folder))


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("units:\n\t- id: m\n", 2, "malformed YAML"),
        ("units:\n  - id: 'm\n    name: metre\n", 4, "malformed YAML"),
        ("units:\n  - {id: m, name: met\n", 3, "malformed YAML"),
        ("units:\n  - id: m\n   name: metre\n", 3, "malformed YAML"),
        ("units:\n  - id: m: n\n", 2, "malformed YAML"),
        ("units: []\n---\nunits: []\n", 2, "malformed YAML: expected one document"),
        ("units: []\n...\nunits: [\n", 3, "malformed YAML"),
        ("units: *nowhere\n", 1, "anchors and aliases are not used"),
        ("units: \x07\n", 1, "malformed YAML"),
        ("- units\n", 1, "expected a mapping of table names to rows"),
        ("just words\n", 1, "expected a mapping of table names to rows"),
        ("units: {id: m}\n", 1, "expected a list of rows for 'units'"),
        ("units:\n", 1, "expected a list of rows for 'units'"),
        ("units:\n  - metre\n", 2, "expected a mapping for units"),
        ("units:\n  - [id, m]\n", 2, "expected a mapping for units"),
        ("? [units]\n: []\n", 1, "unknown key '?' in the file"),
    ],
)
def test_a_malformed_file_is_told_with_its_line(
    folder: Path, text: str, line: int, message: str
) -> None:
    add_file(folder, text)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/extra.yaml:{line}: {message}")


def test_a_file_that_is_not_utf8_is_told(folder: Path) -> None:
    add_file(folder, b"units:\n  - id: caf\xe9\n")
    assert problems_of(folder) == ("example/extra.yaml:2: not UTF-8 at byte 18 [file-unreadable]",)
    add_file(folder, "units: []\n".encode("utf-16"))
    (problem,) = problems_of(folder)
    assert problem.startswith("example/extra.yaml:1: not UTF-8")


def test_a_file_cut_off_at_its_first_byte_is_told(folder: Path) -> None:
    (folder / REPORT).write_bytes(b"")
    assert any(problem.startswith(f"example/{REPORT}:1: ") for problem in problems_of(folder))


def test_a_file_too_large_to_be_written_by_hand_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(strict_yaml, "MOST_YAML_BYTES", 1000)
    told = problems_of(folder)
    (problem,) = (each for each in told if each.startswith(f"example/{REPORT}:1: cannot be read"))
    assert problem.endswith("more than the 1000 that are read [file-unreadable]")


def test_a_folder_named_like_a_file_is_told(folder: Path) -> None:
    (folder / "extra.yaml").mkdir()
    (problem,) = problems_of(folder)
    assert problem.startswith("example/extra.yaml:1: cannot be read")


def test_deep_nesting_is_told_and_kills_nothing(folder: Path) -> None:
    add_file(folder, "units: " + "[" * 100_000 + "\n")
    code = (
        "import sys; from pathlib import Path\n"
        "from chinaindpolicy.errors import CollectionError\n"
        "from chinaindpolicy.curation.collection import read_collection\n"
        "try: read_collection(Path(sys.argv[1]))\n"
        "except CollectionError as error: print(error.problems[0])\n"
    )
    run = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, timeout=60
    )
    assert (run.returncode, run.stdout[:21]) == (0, "example/extra.yaml:1:"), run.stderr[-300:]


class ShallowLoader(yaml.SafeLoader):
    """A reader with a nesting limit of its own, which it meets while it looks ahead."""

    def fetch_flow_collection_start(self, TokenClass: type[yaml.Token]) -> None:  # noqa: N803
        if self.flow_level >= 3 * MOST_YAML_DEPTH:
            raise ScannerError(None, None, "enough", self.get_mark())
        super().fetch_flow_collection_start(TokenClass)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader, ShallowLoader])
@pytest.mark.parametrize(
    "text", ["units: " + "[" * 5000, "units:\n " + "- " * 1000, "units: " + "{a: " * 5000]
)
def test_nested_too_deeply_is_the_message_of_every_reader(
    folder: Path, monkeypatch: pytest.MonkeyPatch, loader: type[yaml.SafeLoader], text: str
) -> None:
    monkeypatch.setattr(strict_yaml, "_Loader", loader)
    add_file(folder, text)
    line = text.count("\n") + 1
    assert problems_of(folder) == (
        f"example/extra.yaml:{line}: nested too deeply [yaml-malformed]",
    )


def test_all_problems_are_told_at_once_in_order(folder: Path) -> None:
    expected = [
        f"example/{REPORT}:{edit(folder, 'strength: strive', 'strength: strife')}: strength: ",
        f"example/{REPORT}:{edit(folder, 'name: Clear glass', 'name: no')}: name: ",
        f"example/{REPORT}:{edit(folder, 'level: 2', 'level: two')}: level: ",
        f"example/codes/lists.yaml:{edit(folder, 'ucum:', 'ucun:', 'codes/lists.yaml')}: unknown ",
        f"example/collection.yaml:{edit(folder, 'licence', 'license', 'collection.yaml')}: unknown",
    ]
    add_file(folder, "units: [\n", "zzz.yaml")
    expected.append("example/zzz.yaml:")
    problems = problems_of(folder)
    assert len(problems) == len(expected)
    for start in expected:
        assert sum(problem.startswith(start) for problem in problems) == 1, start
    places = [(problem.split(":")[0], int(problem.split(":")[1])) for problem in problems]
    assert places == sorted(places)


def test_the_message_counts_and_lists_the_problems(folder: Path) -> None:
    add_file(folder, "unitz: []\ntargetz: []\n")
    with pytest.raises(CollectionError, match=r"^2 problems in the collection:\n") as e:
        read_collection(folder)
    assert str(e.value).splitlines()[1:] == list(map(str, e.value.problems))


def scalars(text: str) -> Iterator[tuple[int, int]]:
    """The offsets of every value of every row of a file."""
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
def test_no_place_in_a_file_takes_a_look_alike(
    tmp_path_factory: pytest.TempPathFactory, place: tuple[int, int], word: str
) -> None:
    folder = tmp_path_factory.mktemp("broken") / "example"
    (folder / "documents").mkdir(parents=True)
    (folder / REPORT).write_text(TEXT[: place[0]] + word + TEXT[place[1] :], encoding="utf-8")
    line = TEXT[: place[0]].count("\n") + 1
    assert any(problem.startswith(f"example/{REPORT}:{line}: ") for problem in problems_of(folder))
