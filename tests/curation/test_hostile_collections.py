"""Hostile collection folders and mapping files are rejected by name."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate
from chinaindpolicy.errors import CollectionError, MappingFileError, SourceTextError
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
from chinaindpolicy.io import limits
from example import TEXTS
from hostile_files import link_to, make_pipe, within, write_data

LOCATED = "located/harbour-report.csv"
YAML: dict[str, tuple[str | bytes, str]] = {
    "a tag that runs code": (
        'targets: !!python/object/apply:os.system ["touch pwned"]\n',
        "tags are not used here",
    ),
    "aliases of aliases": (
        "a: &a [x, x]\n" + "".join(f"{b}: &{b} [*{a}, *{a}]\n" for a, b in ("ab", "bc", "cd")),
        "anchors and aliases are not used",
    ),
    "a duplicate key": ("units:\n- {id: x, id: y}\n", "duplicate key 'id'"),
    "lists nested a million deep": ("targets: " + "[" * 1_000_000, "nested too deeply"),
    "sequences nested by dashes": ("- " * 200_000, "nested too deeply"),
    "keys nested by indentation": (
        "\n".join(" " * depth + "a:" for depth in range(1000)),
        "nested too deeply",
    ),
    "a scalar of ten megabytes": ('targets: "' + "x" * 10_000_000 + '"', "expected a list of rows"),
    "a key of a megabyte": ('? "' + "k" * 1_000_000 + '"\n: 1\n', "(1000000 characters)"),
    "a number of 100,000 digits": (
        "targets:\n- value: " + "9" * 100_000 + "\n",
        "expected an unquoted number",
    ),
    "a NUL": ("targets: a\0b\n", "a character that YAML forbids"),
    "bytes that are no UTF-8": (b"targets: \xff\n", "not UTF-8 at byte 9"),
    "UTF-16": ("targets: []\n".encode("utf-16"), "not UTF-8 at byte 0"),
    "more values than are read": (
        "targets: [" + "1," * limits.MOST_YAML_NODES + "]",
        "more than 1000000 values, lists and mappings",
    ),
    "more problems than are told": (
        "".join(f"k{number}: 1\n" for number in range(200_000)),
        "here 1000 problems were met: the rest of the file is not read",
    ),
    "more tags than are told": (
        "units:\n" + "- !x {id: a}\n" * 50_000,
        "here 1000 problems were met",
    ),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", YAML)
def test_hostile_yaml_is_rejected_within_limits(folder: Path, name: str) -> None:
    content, expected = YAML[name]
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "x.yaml").write_bytes(data)
    with within(20), pytest.raises(CollectionError) as caught:
        read_collection(folder)
    assert any(expected in problem.message for problem in caught.value.problems)
    assert all(problem.file.startswith("example/") for problem in caught.value.problems)
    assert len(caught.value.problems) <= limits.MOST_PROBLEMS + 1
    assert max(len(str(problem)) for problem in caught.value.problems) < 2000
    assert not Path("pwned").exists()


def test_mapping_file_problems_are_limited(tmp_path: Path) -> None:
    path = tmp_path / "m.yaml"
    path.write_text("columns:\n" + "".join(f"  k{n}: x{n}\n" for n in range(20_000)))
    with within(20), pytest.raises(MappingFileError, match="here 1000 problems were met"):
        read_mapping(path, "figures")


ODD_FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a pipe": (make_pipe, "it is not a regular file"),
    "a device": (link_to("/dev/zero"), "to a file outside"),
    "a link to elsewhere": (link_to("/etc/passwd"), "to a file outside"),
    "a link to itself": (link_to("x.yaml"), "to a file outside"),
}


@pytest.mark.parametrize("name", ODD_FILES)
def test_special_files_in_a_collection_are_rejected(folder: Path, name: str) -> None:
    make, expected = ODD_FILES[name]
    make(folder / "x.yaml")
    with pytest.raises(CollectionError) as caught:
        read_collection(folder)
    (problem,) = caught.value.problems
    assert (problem.file, problem.code) == ("example/x.yaml", "file-unreadable")
    assert expected in problem.message


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (make_pipe, "it is not a regular file"),
        (link_to("/etc/passwd"), "to a file outside"),
        (write_data(b"\xff\xfe"), "is not as `locate` writes it"),
        (write_data(b"paragraph,at\n" + b"x" * 200_000), "is not as `locate` writes it"),
        (write_data(b"a\0b"), "expected the columns"),
    ],
)
def test_unusable_offsets_files_are_rejected(
    folder: Path, make: Callable[[Path], None], expected: str
) -> None:
    make(folder / LOCATED)
    with pytest.raises(CollectionError, match=re.escape(expected)) as caught:
        cip.load(folder)
    assert f"example/{LOCATED}:1:" in str(caught.value)


def test_symlinked_folders_outside_a_collection_are_rejected(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "more.yaml").write_text("references:\n- {id: more, title: More}\n")
    (folder / "more").symlink_to(outside)
    with pytest.raises(CollectionError, match="is a link to a folder elsewhere") as caught:
        read_collection(folder)
    assert "example/more:1:" in str(caught.value)
    # Links inside the folder, and a linked collection folder, are accepted.
    (folder / "more").unlink()
    (folder / "same").symlink_to(folder / "documents")
    (tmp_path / "linked").symlink_to(folder)
    assert read_collection(tmp_path / "linked").documents


@pytest.mark.parametrize(
    "name", ["../../../../etc/passwd", "/etc/passwd", "a/../../b", "C:\\x", "..\\x", "\\\\host\\x"]
)
def test_source_file_outside_the_text_folder_is_rejected(folder: Path, name: str) -> None:
    document = folder / "documents" / "harbour-report.yaml"
    line = f"source_file: {json.dumps(name)}"
    document.write_text(re.sub(r"source_file: .*", lambda _: line, document.read_text()))
    dataset = cip.load(folder)
    chosen = dataset.targets.where(document_id="harbour-report")[0]
    expected = "is outside the folder"
    with pytest.raises(SourceTextError, match=expected):
        cip.verify(TEXTS, dataset)
    with pytest.raises(SourceTextError, match=expected):
        cip.quote(chosen.id, sources=TEXTS, dataset=dataset)
    with pytest.raises(SourceTextError, match=expected):
        locate(read_collection(folder), TEXTS)


def test_including_rejects_a_path(folder: Path) -> None:
    settings = folder / "collection.yaml"
    text = settings.read_text()
    settings.write_text(text.replace("collection:\n", 'collection:\n  including: "../../etc"\n', 1))
    with pytest.raises(
        CollectionError, match=r"including: '\.\./\.\./etc' does not match the form"
    ):
        read_collection(folder)
