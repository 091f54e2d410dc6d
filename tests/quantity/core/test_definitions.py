"""Definition files: format, errors with file and line, and reading from a folder or a zip."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import chinaindpolicy
from chinaindpolicy.quantity.core.definitions import (
    DefinitionError,
    definitions,
    parse_definitions,
)

FILES = ("units.txt", "english.txt", "chinese.txt")


def test_sections_entries_comments_and_continuation_lines_are_parsed() -> None:
    text = "# units\n[units]\nmetre: metres,\n  m\n\n# money\nCNY: yuan\n[nouns]\nfirm: firms\n"
    found = parse_definitions("x.txt", text)
    assert found.words("units", "metre") == ("metres", "m")
    assert found.by_word("units") == {"metres": "metre", "m": "metre", "yuan": "CNY"}
    assert list(found.sections) == ["units", "nouns"]
    assert found.sections["units"]["CNY"].line == 7


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("metre: m", 1, "'metre: m' is not `key: word, word`"),
        ("[units]\nmetre", 2, "'metre' is not `key: word, word`"),
        ("[units]\n  m", 2, "'  m' is not `key: word, word`"),
        ("[units]\nmetre: m\n[nouns]\n  m", 4, "'  m' is not `key: word, word`"),
        ("[units]\n: m", 2, "': m' is not `key: word, word`"),
        ("[units]\nmetre:", 2, "a word is empty"),
        ("[units]\nmetre: m,, metres", 2, "a word is empty"),
        ("[units]\nmetre: m\n\nmetre: metres", 4, "'metre' is repeated"),
        ("[units]\nmetre: m, metres, m", 2, "'m' is repeated"),
        ("[units]\nmetre: m,\n  metres, m", 3, "'m' is repeated"),
        ("[units]\nmetre: m\n[units]", 3, "section [units] is repeated"),
    ],
)
def test_malformed_line_is_reported_with_file_and_line(text: str, line: int, reason: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        parse_definitions("x.txt", text)
    assert str(caught.value) == f"x.txt:{line}: {reason}"


def test_word_of_two_keys_is_reported() -> None:
    found = parse_definitions("x.txt", "[units]\nmetre: m\nminute: min, m")
    with pytest.raises(DefinitionError, match=r"x\.txt:3: 'm' is also a word of 'metre'"):
        found.by_word("units")


@pytest.mark.parametrize("file", FILES)
def test_packaged_file_is_read_once_and_has_units(file: str) -> None:
    assert definitions(file) is definitions(file)
    assert "CNY" in definitions(file).sections["units"]


def test_definitions_are_read_from_a_zip(tmp_path: Path) -> None:
    package = Path(chinaindpolicy.__file__).parent
    archive = tmp_path / "package.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        for path in sorted(package.rglob("*")):
            if path.suffix in (".py", ".pyi", ".txt"):
                zipped.write(path, Path(package.name, path.relative_to(package)))
    code = (
        f"import sys; sys.path.insert(0, {str(archive)!r})\n"
        "from chinaindpolicy.quantity import parse_quantity as parse\n"
        f"assert parse.__code__.co_filename.startswith({str(archive)!r})\n"
        "print(parse('5 enterprises').unit, parse('5万千瓦').unit)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["enterprise", "kilowatt"]
