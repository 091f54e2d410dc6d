"""Source texts: paragraphs, sentences, located expressions and number expressions."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from chinaindpolicy.curation.source_text import (
    Paragraph,
    PlaceError,
    locate_evidence,
    locate_expression,
    number_expressions,
    paragraphs,
    read_text,
    require_texts,
    sentences,
    text_path,
)
from chinaindpolicy.errors import SourceTextError
from chinaindpolicy.io.digests import sha256_of
from example import TEXTS

# Short texts of relevant characters: stops, blanks, line ends, digits, both scripts.
TEXT = st.text(alphabet='aB1.,!?。！ \t\r\n\u3000\u00a0”"亿三家-', max_size=60)
ANY_TEXT = st.text(max_size=80)


def whole(text: str) -> Paragraph:
    return Paragraph(1, 0, len(text))


@given(st.one_of(TEXT, ANY_TEXT))
def test_paragraphs_are_the_non_blank_lines(text: str) -> None:
    found = paragraphs(text)
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    assert [text[part.start : part.end] for part in found] == lines
    assert [part.number for part in found] == list(range(1, len(lines) + 1))
    assert all(a.end < b.start for a, b in pairwise(found))


@given(st.lists(st.text(alphabet="ab 。", min_size=1), max_size=5))
def test_windows_line_ends_keep_paragraphs(lines: list[str]) -> None:
    unix, windows = "\n".join(lines), "\r\n".join(lines)
    assert [unix[p.start : p.end] for p in paragraphs(unix)] == [
        windows[p.start : p.end] for p in paragraphs(windows)
    ]


@given(st.one_of(TEXT, ANY_TEXT), st.data())
def test_sentences_cover_a_span_in_order_without_blanks(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = list(sentences(text, start, end))
    edges = [start, *(edge for pair in found for edge in pair), end]
    assert edges == sorted(edges)
    for begin, stop in found:
        body = text[begin:stop]
        assert body == body.strip() != ""
    between = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]
    assert not "".join(between).strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It grew. It fell.", ["It grew.", "It fell."]),
        ("By Jan. 23, 2024 it grew. It fell.", ["By Jan. 23, 2024 it grew.", "It fell."]),
        ("No. 1 grew. No. 2 fell.", ["No. 1 grew.", "No. 2 fell."]),
        ("It grew by 2.1 percent. It fell.", ["It grew by 2.1 percent.", "It fell."]),
        ("It grew, e.g. twice. It fell.", ["It grew, e.g. twice.", "It fell."]),
        ("“It grew.” It fell!", ["“It grew.”", "It fell!"]),
        ("产值增长。企业三家！", ["产值增长。", "企业三家！"]),
        ("“增长。”三家。", ["“增长。”", "三家。"]),
        ("No stop at all", ["No stop at all"]),
        ("Up 2.1 percent in Jan. It fell.", ["Up 2.1 percent in Jan. It fell."]),
        (" \t ", []),
    ],
)
def test_sentences_end_at_full_stops_only(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in sentences(text, 0, len(text))] == expected


@given(ANY_TEXT)
def test_sha256_of_text_hashes_utf8_bytes(text: str) -> None:
    assert sha256_of(text) == sha256_of(text.encode()) == hashlib.sha256(text.encode()).hexdigest()


@given(TEXT, st.data())
def test_evidence_contains_the_expression_or_raises(text: str, data: st.DataObject) -> None:
    parts = paragraphs(text)
    assume(parts)
    part = data.draw(st.sampled_from(parts))
    start = data.draw(st.integers(part.start, part.end - 1))
    end = data.draw(st.integers(start + 1, part.end))
    at = text[start:end]
    # Occurrences can overlap; a place with two possible occurrences is ambiguous.
    body = text[part.start : part.end]
    times = sum(body.startswith(at, offset) for offset in range(len(body)))
    if times > 1:
        with pytest.raises(PlaceError, match="more than once"):
            locate_evidence(text, part, at)
    elif not at[0].isspace():
        begin, stop = locate_evidence(text, part, at)
        assert part.start <= begin <= start
        assert end - len(at) + len(at.rstrip()) <= stop <= part.end


def test_evidence_is_the_sentence_or_ends_at_the_given_end() -> None:
    text = "It grew by two. It fell by three. It rests."
    part = whole(text)
    assert text[slice(*locate_evidence(text, part, "fell"))] == "It fell by three."
    assert text[slice(*locate_evidence(text, part, "fell", "three"))] == "fell by three"
    assert text[slice(*locate_evidence(text, part, "two. It fell"))] == text[:33]
    assert text[slice(*locate_evidence(text, part, "fell", "fell"))] == "fell"
    assert text[slice(*locate_evidence(text, part, "fell by", "by"))] == "fell by"


@pytest.mark.parametrize(
    ("at", "to", "message"),
    [
        ("rose", None, "'rose' does not occur in paragraph 1"),
        ("It", None, "'It' occurs more than once in paragraph 1; give a longer one"),
        ("fell", "two", "'two' does not follow 'fell' in paragraph 1"),
        ("grew by", "by", "`to` 'by' occurs both in `at` 'grew by' and after it"),
    ],
)
def test_missing_or_ambiguous_evidence_is_rejected(at: str, to: str | None, message: str) -> None:
    text = "It grew by two. It fell by three."
    with pytest.raises(PlaceError, match=re.escape(message)):
        locate_evidence(text, whole(text), at, to)


def test_evidence_between_sentences_is_rejected() -> None:
    text = "It grew.  It fell."
    with pytest.raises(PlaceError, match="' It fell' is not in any sentence of paragraph 1"):
        locate_evidence(text, whole(text), " It fell")


def test_evidence_is_searched_within_its_paragraph() -> None:
    text = "It grew.\nIt fell."
    first = paragraphs(text)[0]
    with pytest.raises(PlaceError, match="does not occur"):
        locate_evidence(text, first, "fell")
    with pytest.raises(PlaceError, match="does not follow"):
        locate_evidence(text, first, "grew", "fell")


def test_expression_is_located_by_its_context() -> None:
    text = "5 kilns and 5 lamps"
    assert locate_expression(text, "kilns", 0, len(text), "kilns") == (2, 7)
    assert locate_expression(text, "5", 0, len(text), "and 5") == (12, 13)
    with pytest.raises(PlaceError, match="more than once"):
        locate_expression(text, "5", 0, len(text), "5")
    with pytest.raises(PlaceError, match="does not occur in the evidence"):
        locate_expression(text, "lamps", 0, 8, "lamps")


@given(TEXT, st.data())
def test_located_offsets_contain_the_expression(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    assume(start < end)
    expression = text[start:end]
    try:
        begin, stop = locate_expression(text, expression, 0, len(text), expression)
    except PlaceError:
        assert text.find(expression, text.find(expression) + 1) >= 0
    else:
        assert (begin, stop) == (start, end)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In 2024, two of 1,000.", ["2024", "two", "1,000"]),
        ("up 2.1%, the Third of a DOZEN", ["2.1", "Third", "DOZEN"]),
        ("someone often weights", []),
        ("twenty-one halves? no: half doubled", ["twenty", "one", "halves", "half", "doubled"]),
        ("三家企业，第十五", ["三"]),
        ("五家，两成，二〇三五年", ["五", "两", "二〇三五"]),
        ("一般，万一", []),
        ("１２个 and ٣", ["１２", "٣"]),
        ("5G, H100, A-4", ["5", "100", "4"]),
    ],
)
def test_number_expressions_are_found(text: str, expected: list[str]) -> None:
    assert [text[a:b] for a, b in number_expressions(text)] == expected


@pytest.mark.parametrize("text", ["百分之三十", "三至五家", "翻一番", "增长两倍"])
def test_chinese_number_is_found_completely(text: str) -> None:
    claimed = {offset for pair in number_expressions(text) for offset in range(*pair)}
    numerals = {offset for offset, char in enumerate(text) if char in "一二两三五十百"}
    assert numerals <= claimed


@pytest.mark.parametrize("word", ["tripled", "tenfold", "eleventh", "thirds", "twentieth"])
def test_inflected_number_word_is_found(word: str) -> None:
    assert list(number_expressions(f"it {word}")) == [(3, 3 + len(word))]


@given(st.one_of(TEXT, ANY_TEXT))
def test_every_digit_is_in_exactly_one_expression(text: str) -> None:
    found = list(number_expressions(text))
    claimed = [offset for start, end in found for offset in range(start, end)]
    assert len(claimed) == len(set(claimed))
    # Decimal digits of any script; superscript and circled digits are not numerals.
    digits = {offset for offset, char in enumerate(text) if char.isdecimal()}
    assert digits <= set(claimed)


@given(st.sampled_from(["two", "hundred", "Third", "once", "DOUBLE"]), ANY_TEXT)
def test_number_word_between_blanks_is_found(word: str, text: str) -> None:
    inside = f"{text} {word} {text}"
    start = len(text) + 1
    assert (start, start + len(word)) in list(number_expressions(inside))


def test_text_is_read_without_changes(tmp_path: Path) -> None:
    data = "一\r\ntwo\r\n\u2028three".encode()
    path = tmp_path / "text.txt"
    path.write_bytes(data)
    text, digest = read_text(path)
    assert text.encode() == data
    assert digest == hashlib.sha256(data).hexdigest()


def test_unreadable_text_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceTextError, match=re.escape(f"{tmp_path / 'none.txt'}: cannot")):
        read_text(tmp_path / "none.txt")
    with pytest.raises(SourceTextError, match="cannot be read"):
        read_text(tmp_path)
    path = tmp_path / "latin.txt"
    path.write_bytes(b"caf\xe9")
    with pytest.raises(SourceTextError, match="not UTF-8 at byte 3"):
        read_text(path)


def test_example_texts_have_expected_paragraph_counts() -> None:
    counts = {path.name: len(paragraphs(read_text(path)[0])) for path in TEXTS.iterdir()}
    assert counts == {"harbour-report.txt": 6, "harbour-notice.txt": 3}


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("A.  ", [(0, 2)]),
        ("  A.", [(2, 4)]),
        ("   ", []),
        ("", []),
        ("A.  B", [(0, 2), (4, 5)]),
        ("一。二。", [(0, 2), (2, 4)]),
        ("A. b. C", [(0, 5), (6, 7)]),
    ],
)
def test_sentences_exclude_surrounding_white_space(text: str, spans: list[tuple[int, int]]) -> None:
    assert list(sentences(text, 0, len(text))) == spans


def test_evidence_at_sentence_edges_is_located() -> None:
    text = "一家。二家。三家"
    assert locate_evidence(text, whole(text), "一家") == (0, 3)
    assert locate_evidence(text, whole(text), "二家") == (3, 6)
    assert locate_evidence(text, whole(text), "二") == (3, 6)
    assert locate_evidence(text, whole(text), "家。三") == (3, 8)
    assert locate_evidence(text, whole(text), "一家", "一") == (0, 1)
    assert locate_expression(text, "一家", 0, 3, "一家") == (0, 2)


def test_ambiguous_evidence_end_is_rejected() -> None:
    text = "It grew 5% in 2030, and 6% later."
    assert text[slice(*locate_evidence(text, whole(text), "5% in 2030", "2030"))] == "5% in 2030"
    assert text[slice(*locate_evidence(text, whole(text), "5% in", "in"))] == "5% in"
    with pytest.raises(PlaceError, match="occurs both in `at` '5% in 2030' and after it"):
        locate_evidence(text, whole(text), "5% in 2030", "%")


def test_every_missing_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "there.txt").write_text("x", encoding="utf-8")
    require_texts(tmp_path, ["there.txt"])
    with pytest.raises(SourceTextError, match=r"these files do not exist: a\.txt, b\.txt$"):
        require_texts(tmp_path, ["a.txt", "there.txt", "b.txt"])
    with pytest.raises(SourceTextError, match="does not exist"):
        require_texts(tmp_path / "none", ["there.txt"])


@pytest.mark.parametrize(
    "name",
    [
        *("../a.txt", "a/../../b.txt", "..", "..\\a.txt", "/a.txt", "\\a.txt", "\\\\host\\a.txt"),
        *("C:/a.txt", "c:\\a.txt", "c:a.txt", "C:", "a\0.txt", ""),
    ],
)
def test_text_path_outside_the_folder_is_rejected(name: str) -> None:
    with pytest.raises(SourceTextError, match="is outside the folder "):
        text_path(Path("texts"), name)


@pytest.mark.parametrize(
    "name", ["a.txt", "2024/a.txt", "a..txt", ":a.txt", "no: 1.txt", "a/b:.txt"]
)
def test_text_path_within_the_folder_is_accepted(name: str) -> None:
    assert text_path(Path("texts"), name) == Path("texts") / name
