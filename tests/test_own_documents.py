"""Own documents: a new collection, and stubs that the reader takes and `locate` finds."""

from __future__ import annotations

import errno
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.curation.build import build_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, read_located, stated_locator, write_located
from chinaindpolicy.curation.source_text import paragraphs
from chinaindpolicy.curation.yaml_reader import YamlFile
from chinaindpolicy.errors import ChinaIndPolicyError, CollectionError, ExportError, SourceTextError
from chinaindpolicy.extraction.scaffold import init_collection
from chinaindpolicy.extraction.scan import stubs
from chinaindpolicy.extraction.stubs import find_stubs, scalar, stubs_yaml
from chinaindpolicy.loading import load
from chinaindpolicy.quantity import find_quantities
from example import EXAMPLE, TEXTS

ANSWERS = {
    "id": "stub-{}", "policy_id": "plan", "indicator_id": "thing", "region_id": "place",
    "statement": "It is said.", "period": '"2031"', "strength": "commit", "kind": "observed",
    "basis": "claim", "price_basis": "nominal", "unit": "item",
}  # fmt: skip


def filled(yaml: str) -> str:
    """The stubs with every open key filled in."""
    lines = yaml.splitlines()
    for number, line in enumerate(lines):
        if found := re.fullmatch(r"([ -]*)(\w+):(?:  #.*)?", line):
            answer = ANSWERS.get(found[2], "")
            lines[number] = f"{found[1]}{found[2]}: {answer.format(number)}".rstrip()
    return "\n".join(lines) + "\n"


def places(folder: Path, text: str) -> list[tuple[int, int]]:
    """Where the completed stubs of a text are located, in order."""
    texts, root = folder / "texts", folder / "own"
    texts.mkdir(exist_ok=True)
    root.mkdir(exist_ok=True)
    (texts / "t.txt").write_bytes(text.encode())
    head = "document:\n  id: t\n  title: T\n  kind: notice\n  language: en\n  source_file: t.txt\n"
    (root / "t.yaml").write_bytes((head + filled(stubs(text))).encode())
    collection = read_collection(root)
    write_located(locate(collection, texts))
    found = read_located(collection, "t")
    rows = [row for table in collection.rows.values() for row in table if row.table != "documents"]
    locators = [stated_locator(row) for row in rows]
    return sorted((found[each].start, found[each].end) for each in locators if each)


TRICKY = [
    "Output is 5% and 15% and 5% again.",
    "It grew by 5%. It grew by 5%. Then by 5% more.",
    "到2030年，产值超过5亿元，增长5%。到2035年，产值超过15亿元，增长15%。\n（一）力争达到5%左右。",
    'A "quoted" 5%: yes # no\nNo. 5 of 2024-01-21\n- 3 labs',
    "第一，建设3家；第二，建设3家；第三，建设3家。",
    "more than\n5 labs, 5\n% and a tab\tof 7 yuan",
    "In 2024 2024 firms, 2024.",
]


@pytest.mark.parametrize("text", TRICKY)
def test_stubs_are_read_and_located_as_they_stand(tmp_path: Path, text: str) -> None:
    expected = [
        (part.start + found.char_start, part.start + found.char_end)
        for part in paragraphs(text)
        for found in find_quantities(text[part.start : part.end])
    ]
    assert expected
    assert places(tmp_path, text) == expected


@pytest.mark.parametrize("name", ["harbour-report.txt", "harbour-notice.txt"])
def test_stubs_of_the_example_texts(tmp_path: Path, name: str) -> None:
    text = (TEXTS / name).read_bytes().decode()
    assert len(places(tmp_path, text)) == len(find_quantities(text))


def test_what_no_words_around_tell_apart_has_a_stub_without_a_place() -> None:
    found = list(find_stubs("It grew by 5%. " + "grew 5% " * 400))
    assert found[0].at and not found[200].at
    assert len(found) == 401


WORDS = st.sampled_from(
    [
        *("5%", "15", "by", "2030", "will", "exceed", "labs", "yuan", "三家", "超过", "亿元"),
        *("billion", "and", ".", ",", "。", "，", "\n", "First", "3", "to", "'", '"', ":", "#"),
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_every_expression_has_a_stub_that_leads_to_it(text: str) -> None:
    found = list(find_stubs(text))
    told = [(stub.mention.char_start, stub.mention.char_end) for stub in found]
    assert told == [
        (part.start + each.char_start, part.start + each.char_end)
        for part in paragraphs(text)
        for each in find_quantities(text[part.start : part.end])
    ]
    for stub in found:
        part = paragraphs(text)[stub.paragraph - 1]
        whole = text[part.start : part.end]
        if stub.at:
            assert whole.count(stub.at) == 1
            assert stub.mention.text in stub.at
    yaml = stubs_yaml(found)
    assert yaml.count("not told apart") == sum(not stub.at for stub in found)


@given(st.text(max_size=40))
def test_a_scalar_is_read_as_the_text_it_was(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    text = text.encode("utf-8", "replace").decode()
    path = tmp_path_factory.mktemp("scalar") / "a.yaml"
    path.write_bytes(f"key: {scalar(text)}\n".encode())
    file = YamlFile(path, "a.yaml")
    assert file.root is not None and not file.problems
    _, node = next(file.root.pairs)
    assert getattr(node, "text") == text  # noqa: B009


def test_an_open_stub_is_refused_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(stubs_yaml(find_stubs("Sales are 5%.")), encoding="utf-8")
    with pytest.raises(CollectionError) as caught:
        read_collection(tmp_path)
    told = tuple(map(str, caught.value.problems))
    assert any(f"{tmp_path.name}/a.yaml:6: id: nothing stands here" in each for each in told)
    assert len(told) == 7


def test_what_cannot_be_told_apart_is_said() -> None:
    text = "5% " * 40
    told = stubs_yaml(find_stubs(text.strip()))
    assert told.count("# not told apart in paragraph 1") + told.count("stated:") == 40


def test_stubs_leave_out_what_is_accounted_for() -> None:
    text = (TEXTS / "harbour-report.txt").read_bytes().decode()
    told = stubs(text, load(EXAMPLE))
    assert "stated:" not in told and "text:" not in told
    with pytest.raises(SourceTextError, match="was not read from this text"):
        stubs(text + " ", load(EXAMPLE))


@pytest.mark.parametrize("empty", [True, False])
def test_a_new_collection_builds(tmp_path: Path, empty: bool) -> None:
    folder = tmp_path / "My lamps"
    if empty:
        folder.mkdir()
    texts = [TEXTS / "harbour-report.txt", TEXTS / "harbour-notice.txt"]
    assert init_collection(folder, texts) == folder
    collection = read_collection(folder)
    assert collection.settings.name == "my-lamps"
    assert [row.text("id") for row in collection.rows["units"]] == [
        "CNY", "percent", "enterprise", "item",
    ]  # fmt: skip
    write_located(locate(collection, TEXTS))
    assert build_release(collection)
    languages = {row.id: row.language for row in load(folder).documents}
    assert languages == {"harbour-report": "en", "harbour-notice": "zh"}
    assert [path.name for path in tmp_path.iterdir()] == ["My lamps"]


def test_units_that_are_known_are_left_out(tmp_path: Path) -> None:
    init_collection(tmp_path / "own", [TEXTS / "harbour-notice.txt"], ["CNY", "percent"])
    rows = read_collection(tmp_path / "own").rows["units"]
    assert [row.text("id") for row in rows] == ["enterprise"]


def test_a_folder_that_is_not_empty_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x", encoding="utf-8")
    for path in (tmp_path, tmp_path / "a.txt"):
        with pytest.raises(ChinaIndPolicyError, match="not an empty folder"):
            init_collection(path)
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_texts_that_are_no_texts_are_refused_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "plan.txt").write_text("5%", encoding="utf-8")
    (tmp_path / "other" / "plan.txt").write_text("6%", encoding="utf-8")
    (tmp_path / "blank.txt").write_text(" \n", encoding="utf-8")
    (tmp_path / "binary.txt").write_bytes(b"\xff")
    twice = [tmp_path / "plan.txt", tmp_path / "other" / "plan.txt"]
    for texts, kind, message in (
        (twice, CollectionError, "'plan' would be that of"),
        ([tmp_path / "blank.txt"], CollectionError, "there is no text in it"),
        ([tmp_path / "binary.txt"], SourceTextError, "not UTF-8"),
        ([tmp_path / "missing.txt"], SourceTextError, "cannot be read"),
    ):
        with pytest.raises(kind, match=message):
            init_collection(tmp_path / "own", texts)
        assert not (tmp_path / "own").exists()


def test_nothing_is_left_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []
    real = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if len(written) == 2:
            raise OSError(errno.ENOSPC, "no space")
        written.append(path)
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(ExportError, match="own: cannot be written: no space"):
        init_collection(tmp_path / "own")
    assert list(tmp_path.iterdir()) == []
