"""YAML files: keys, sections and syntax; every problem has its file and line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from yaml.scanner import ScannerError

from chinaindpolicy.curation import yaml_reader
from chinaindpolicy.curation.collection import Collection, read_collection
from chinaindpolicy.errors import CollectionError
from chinaindpolicy.io.limits import MOST_YAML_DEPTH
from chinaindpolicy.loading import load
from yaml_edits import REPORT, edit, problems_of


def add_file(folder: Path, text: str | bytes, name: str = "extra.yaml") -> None:
    data = text.encode() if isinstance(text, str) else text
    (folder / name).write_bytes(data)


def test_complete_collection_has_no_problem(folder: Path) -> None:
    assert isinstance(read_collection(folder), Collection)


def test_duplicate_key_is_reported_with_both_lines(folder: Path) -> None:
    line = edit(folder, "    strength: strive\n", "    strength: strive\n    strength: commit\n")
    expected = (
        f"example/{REPORT}:{line + 1}: duplicate key 'strength' in targets, "
        f"first on line {line} [key-duplicate]"
    )
    assert problems_of(folder) == (expected,)


def test_duplicate_section_is_reported(folder: Path) -> None:
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
def test_unknown_key_is_reported_with_a_similar_key(
    folder: Path, old: str, new: str, message: str
) -> None:
    line = edit(folder, old, new)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: ")
    assert message in problem


@pytest.mark.parametrize("key", ["document_id", "char_end", "text_sha256", "kind", "erratum_id"])
def test_computed_column_is_not_accepted_as_a_key(folder: Path, key: str) -> None:
    line = edit(folder, "    review: agreed", f"    {key}: x\n    review: agreed")
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/{REPORT}:{line}: unknown key {key!r} in targets")


def test_tagged_row_or_section_is_rejected(folder: Path) -> None:
    add_file(folder, "units: !!omap\n  - !custom {id: m, name: metre, dimension: length}\n")
    assert any("extra.yaml:1: " in problem for problem in problems_of(folder))


def test_alias_is_rejected(folder: Path) -> None:
    add_file(
        folder,
        "units:\n  - id: m\n    name: &a metre\n    symbol: *a\n    dimension: length\n",
    )
    assert problems_of(folder) == (
        "example/extra.yaml:3: anchors and aliases are not used: write the value out "
        "[yaml-malformed]",
    )


def test_nested_aliases_are_rejected_without_expansion(folder: Path) -> None:
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
def test_malformed_file_is_reported_with_its_line(
    folder: Path, text: str, line: int, message: str
) -> None:
    add_file(folder, text)
    (problem,) = problems_of(folder)
    assert problem.startswith(f"example/extra.yaml:{line}: {message}")


def test_file_that_is_not_utf8_is_reported(folder: Path) -> None:
    add_file(folder, b"units:\n  - id: caf\xe9\n")
    assert problems_of(folder) == ("example/extra.yaml:2: not UTF-8 at byte 18 [file-unreadable]",)
    add_file(folder, "units: []\n".encode("utf-16"))
    (problem,) = problems_of(folder)
    assert problem.startswith("example/extra.yaml:1: not UTF-8")


def test_empty_file_is_reported(folder: Path) -> None:
    (folder / REPORT).write_bytes(b"")
    assert any(problem.startswith(f"example/{REPORT}:1: ") for problem in problems_of(folder))


def test_file_above_the_size_limit_is_reported(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_reader, "MOST_YAML_BYTES", 1000)
    reported = problems_of(folder)
    (problem,) = (
        each for each in reported if each.startswith(f"example/{REPORT}:1: cannot be read")
    )
    assert problem.endswith("the limit is 1000 [file-unreadable]")


def test_folder_with_yaml_suffix_is_reported(folder: Path) -> None:
    (folder / "extra.yaml").mkdir()
    (problem,) = problems_of(folder)
    assert problem.startswith("example/extra.yaml:1: cannot be read")


def test_deep_nesting_is_reported_without_crash(folder: Path) -> None:
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
    """A YAML loader that raises at its own nesting limit while it looks ahead."""

    def fetch_flow_collection_start(self, TokenClass: type[yaml.Token]) -> None:  # noqa: N803
        if self.flow_level >= 3 * MOST_YAML_DEPTH:
            raise ScannerError(None, None, "enough", self.get_mark())
        super().fetch_flow_collection_start(TokenClass)


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml.CSafeLoader, ShallowLoader])
@pytest.mark.parametrize(
    "text", ["units: " + "[" * 5000, "units:\n " + "- " * 1000, "units: " + "{a: " * 5000]
)
def test_every_yaml_loader_reports_nested_too_deeply(
    folder: Path, monkeypatch: pytest.MonkeyPatch, loader: type[yaml.SafeLoader], text: str
) -> None:
    monkeypatch.setattr(yaml_reader, "_Loader", loader)
    add_file(folder, text)
    line = text.count("\n") + 1
    assert problems_of(folder) == (
        f"example/extra.yaml:{line}: nested too deeply [yaml-malformed]",
    )


def test_all_problems_are_reported_at_once_in_order(folder: Path) -> None:
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


def test_collection_error_counts_and_lists_the_problems(folder: Path) -> None:
    add_file(folder, "unitz: []\ntargetz: []\n")
    with pytest.raises(CollectionError, match=r"^2 problems in the collection:\n") as e:
        read_collection(folder)
    assert str(e.value).splitlines()[1:] == list(map(str, e.value.problems))


def test_collection_nested_too_deeply_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("targets:\n  - id: " + "[" * 30 + "]" * 30 + "\n")
    with pytest.raises(CollectionError, match=r"a\.yaml:2: nested too deeply"):
        load(tmp_path)
