"""Grounding: exact places, forms that differ, repeated pieces, comparison and adapters."""

from __future__ import annotations

import json
import pickle
import random
import time
from difflib import SequenceMatcher
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.errors import ArgumentError
from chinaindpolicy.extraction.grounding.find import Finder
from chinaindpolicy.extraction.grounding.folding import fold
from chinaindpolicy.extraction.grounding.pieces import Piece
from chinaindpolicy.extraction.grounding.rows import rows_yaml
from command_line import Run

TEXT = (
    "By 2025, build three or more platforms; by 2030, build 15 labs and 150 lines.\n"
    "到２０２５年，建成３个以上平台，推动１０００家\n以上企业实施可靠性提升；到2030年，10类产品达到先进水平。\n"
    "Output rose from 85% to 99.5 %, sales to 2.1 trillion\nyuan (“record”), "
    "costs fell by 20% to 30%. "
    "山东智能算力占比30%，浙江覆盖率85%，山东智能算力占比30%。\r\n\tEnd – of the text…"
)
LETTERS = st.text(alphabet="ab 1２年%,.\n“”-Ａ", min_size=1, max_size=40)


def test_ten_thousand_random_spans_come_back_exactly() -> None:
    choose = random.Random(20261130)
    spans: list[tuple[int, int]] = []
    pieces: list[dict[str, str]] = []
    for _ in range(10_000):
        start = choose.randrange(len(TEXT))
        end = min(len(TEXT), start + choose.randrange(1, 40))
        spans.append((start, end))
        pieces.append({"text": TEXT[start:end], "before": TEXT[:start], "after": TEXT[end:]})
    found = cip.ground(TEXT, pieces)
    wrong = [
        (span, one)
        for span, one in zip(spans, found, strict=True)
        if (one.char_start, one.char_end, one.status) != (*span, "exact")
    ]
    assert not wrong, wrong[:3]


@settings(max_examples=60, deadline=None)
@given(text=LETTERS, data=st.data())
def test_span_that_occurs_is_found_and_another_is_rejected(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    piece = text[start:end]
    (one,) = cip.ground(text, [piece])
    assert one.status == "exact" and one.text == piece
    assert text[one.char_start : one.char_end] == piece
    (one,) = cip.ground(text, [f"{piece}z"])
    assert not one.found and one.agrees is None and one.text is None


@pytest.mark.parametrize(
    ("piece", "text"),
    [
        ("3个以上", "３个以上"),
        ("1000家以上企业", "１０００家\n以上企业"),
        ("2.1 trillion yuan", "2.1 trillion\nyuan"),
        ('("record")', "(“record”)"),
        ("BY 2025", "By 2025"),
        ("85 % to", None),
        ("end - of", "End – of"),
        ("到 2025 年", "到２０２５年"),
        ("text...", "text…"),
    ],
)
def test_form_of_a_piece_may_differ(piece: str, text: str | None) -> None:
    (one,) = cip.ground(TEXT, [piece])
    assert one.text == text
    assert one.status == ("not_found" if text is None else "normalized")


def test_repeated_pieces_are_placed_in_order_or_by_context() -> None:
    first, second, third = cip.ground(TEXT, ["30%"] * 3)
    places = [one.char_start for one in (first, second, third)]
    assert places == sorted({place for place in places if place is not None})
    assert first.count == 3
    (one,) = cip.ground(TEXT, [{"text": "30%", "before": "覆盖率85%，山东智能算力占比"}])
    assert one.char_start == TEXT.rindex("30%")
    (one,) = cip.ground(TEXT, [{"text": "15", "char_start": 60}])
    assert one.char_start == TEXT.index("15 labs")
    (one,) = cip.ground(TEXT, ["15"])
    assert one.char_start == TEXT.index("15 labs"), "the 15 of 150 is another number"


def test_nearest_place_of_a_piece_that_does_not_occur() -> None:
    (one,) = cip.ground(TEXT, ["build five or more platforms"])
    assert one.nearest is not None
    assert "or more platforms" in TEXT[slice(*one.nearest)]
    (one,) = cip.ground(TEXT, ["全然无关的句子"])
    assert (one.nearest, one.found) == (None, False)
    (one,) = cip.ground("", ["x"])
    assert not one.found
    (one,) = cip.ground(TEXT, [""])
    assert not one.found


@pytest.mark.parametrize(
    ("text", "fields", "difference"),
    [
        ("15 labs", {"value": 15, "period": "2030"}, ""),
        ("15 labs", {"value": 150}, "value: the piece has 150, the text has 15"),
        ("15 labs", {"period": "2025/2030"}, ""),
        ("15 labs", {"period": "2027"}, "period: the piece has 2027, the text has 2025, 2030"),
        ("2.1 trillion yuan", {"value": 21000, "unit": "亿元"}, ""),
        ("2.1 trillion yuan", {"value": "2100000000000", "unit": "CNY"}, ""),
        ("2.1 trillion yuan", {"unit": "USD"}, "unit: the piece has USD, the text has CNY"),
        ("99.5 %", {"value": 99.5, "unit": "%"}, ""),
        ("three or more platforms", {"value": 3, "comparator": "ge"}, ""),
        (
            "three or more platforms",
            {"value": 3, "comparator": "lt"},
            "comparator: the piece has lt, the text has ge",
        ),
        ("Output rose", {"value": 5}, "value: the text has no quantity there"),
        ("15 labs", {"value": "many"}, "value: 'many' is not a number; write e.g. 5 or '5.5'"),
        (
            "15 labs",
            {"unit": "furlong"},
            "unit: 'furlong' is not a known unit; use a code such as CNY or percent",
        ),
        (
            "20% to 30%",
            {"value": 20, "value_upper": 35},
            "value_upper: the piece has 35, the text has 30",
        ),
    ],
)
def test_value_unit_and_period_are_compared_with_the_text(
    text: str, fields: dict[str, object], difference: str
) -> None:
    (one,) = cip.ground(TEXT, [{"text": text, **fields}])
    assert one.differences == ((difference,) if difference else ())
    assert one.agrees is (not difference)


def test_langextract_output_is_accepted() -> None:
    interval = SimpleNamespace(start_pos=TEXT.rindex("30%"), end_pos=0)
    extraction = SimpleNamespace(
        extraction_text="30%",
        extraction_class="share",
        char_interval=interval,
        attributes={"value": 30},
    )
    document = SimpleNamespace(text=TEXT, extractions=[extraction])
    row = {
        "extraction_text": "15 labs",
        "char_interval": {"start_pos": 3},
        "attributes": {"value": "15"},
    }
    objects: list[Any] = [document, [document], [extraction]]
    for pieces in objects:
        (one,) = cip.ground(TEXT, pieces)
        assert (one.char_start, one.agrees) == (TEXT.rindex("30%"), True)
    rows: list[Any] = [{"extractions": [row], "text": TEXT}, [{"extractions": [row]}], [row], row]
    for pieces in rows:
        (one,) = cip.ground(TEXT, pieces)
        assert (one.text, one.agrees) == ("15 labs", True)


def test_web_annotations_are_accepted_and_written() -> None:
    quote = {"type": "TextQuoteSelector", "exact": "30%", "prefix": "by 20% to ", "suffix": "."}
    annotation = {
        "type": "Annotation",
        "body": {"type": "TextualBody", "value": "thirty"},
        "target": {"source": "text", "selector": quote},
    }
    page = {"type": "AnnotationPage", "items": [annotation]}
    refined = {"target": {"selector": {"type": "FragmentSelector", "refinedBy": quote}}}
    position = {"type": "TextPositionSelector", "start": TEXT.rindex("30%")}
    for pieces in ([annotation], page, {"type": "AnnotationCollection", "first": page}, refined):
        (one,) = cip.ground(TEXT, pieces)
        assert (one.text, one.char_start) == ("30%", TEXT.index("30%"))
    plain = {"type": "TextQuoteSelector", "exact": "30%"}
    (one,) = cip.ground(TEXT, [{"target": {"selector": [plain, position]}}])
    assert one.char_start == TEXT.rindex("30%")
    (again,) = cip.ground(TEXT, [one.to_annotation("text")])
    assert (again.char_start, again.char_end) == (one.char_start, one.char_end)
    with pytest.raises(ValueError, match="does not contain 'zz'"):
        cip.ground(TEXT, ["zz"])[0].to_annotation("text")


@pytest.mark.parametrize("piece", [5, {"value": 5}, {"text": None}, {"text": 5}])
def test_piece_without_a_text_is_rejected(piece: object) -> None:
    with pytest.raises(ArgumentError, match="piece 1"):
        cip.ground(TEXT, ["15 labs", piece])


def test_results_can_be_pickled_and_written() -> None:
    found = cip.ground(TEXT, ["15 labs", {"text": "30%", "value": 30}, "missing"])
    assert pickle.loads(pickle.dumps(found)) == found
    rows = json.loads(json.dumps([one.to_dict() for one in found]))
    assert [row["status"] for row in rows] == ["exact", "exact", "not_found"]


def test_rows_of_a_collection_have_the_given_keys() -> None:
    text = "By 2030, output will exceed 5 billion yuan.\nIt was 4 billion yuan in 2025."
    pieces = [
        {"text": "output will exceed 5 billion yuan", "id": "output-2030", "period": "2030"},
        {"text": "4 billion yuan", "value": 3, "unit": "billion yuan", "table": "figures"},
        "6 billion yuan in 2026",
    ]
    rows = rows_yaml(text, cip.ground(text, pieces))
    assert "  - id: output-2030\n" in rows and '    period: "2030"\n' in rows
    assert "    stated: exceed 5 billion yuan\n" in rows
    assert "value: the piece has 3000000000, the text has 4000000000" in rows
    assert '# not in the text: "6 billion yuan in 2026"; nearest at' in rows


def test_command_writes_rows_and_reports_differences(run: Run, tmp_path: Path) -> None:
    text, pieces = tmp_path / "plan.txt", tmp_path / "answer.jsonl"
    text.write_text("By 2030, output will exceed 5 billion yuan.\n", encoding="utf-8")
    pieces.write_text('{"text": "exceed 5 billion yuan", "value": 5e9}\n', encoding="utf-8")
    code, out, err = run("ground", str(text), str(pieces))
    assert code == 0 and "stated: exceed 5 billion yuan" in out
    assert err == "1 piece: 0 not in the text, 0 differ from the text\n"
    pieces.write_text('["exceed 5 billion yuan", "six labs"]', encoding="utf-8")
    for style in ("csv", "json", "table", "annotations"):
        code, out, _ = run("ground", str(text), str(pieces), "--format", style)
        assert code == 1 and "exceed 5 billion yuan" in out
    pieces.write_text('{"text": "a"}\nnot json\n', encoding="utf-8")
    code, _, err = run("ground", str(text), str(pieces))
    assert code == 2 and "answer.jsonl:2: not JSON" in err


def test_repeated_pieces_of_a_long_text_are_found_in_order_and_fast() -> None:
    text = "100 labs and " * 5_000
    finder = Finder(text)
    taken: set[tuple[int, int]] = set()
    after = 0
    started = time.process_time()
    for number in range(500):
        place = finder.find(Piece("100 labs"), after, taken)
        assert place is not None
        assert (place.start, place.count) == (13 * number, 5_000)
        after = place.end
        taken.add((place.start, place.end))
    assert time.process_time() - started < 2


def test_missing_pieces_of_a_long_text_have_a_similar_span_fast() -> None:
    finder = Finder("The quick brown fox jumps over labs. " * 5_000 + "Build 75 new plants.")
    started = time.process_time()
    for number in range(20):
        place = finder.nearest(f"they build 75 new plant {number}")
        assert place is not None
        assert "uild 75 new plant" in finder.text[slice(*place)]
    assert time.process_time() - started < 2


@settings(max_examples=50)
@given(st.text("ab 1", min_size=4, max_size=12), st.text("ab 1", max_size=60))
def test_similar_span_is_around_a_longest_common_part(wanted: str, text: str) -> None:
    found = Finder(text).nearest(wanted)
    parts = SequenceMatcher(None, fold(text), fold(wanted), autojunk=False)
    longest = parts.find_longest_match().size
    if len(fold(wanted)) < 4 or longest < max(3, len(fold(wanted)) // 4):
        assert found is None
        return
    assert found is not None
    inside = fold(text[slice(*found)])
    kept = SequenceMatcher(None, inside, fold(wanted), autojunk=False).find_longest_match()
    assert kept.size >= longest - 1  # a space at an end of the span is not in its folded form


@settings(max_examples=50)
@given(
    st.lists(st.sampled_from(["5 labs", "15 labs", "5 lab", "x"]), max_size=12),
    st.lists(st.sampled_from(["5 labs", "5 lab", "labs"]), max_size=12),
)
def test_pieces_without_context_take_the_next_free_place(
    words: list[str], given: list[str]
) -> None:
    text = " ".join(words)
    finder = Finder(text)
    taken: set[tuple[int, int]] = set()
    after = 0
    for piece in given:
        spans = [(at, at + len(piece)) for at in range(len(text)) if text.startswith(piece, at)]
        place = finder.find(Piece(piece), after, taken)
        if not spans:
            assert place is None
            continue
        assert place is not None
        rank = {
            span: (is_within_word(text, span), span in taken, span[0] < after, span[0])
            for span in spans
        }
        assert (place.start, place.end) == min(spans, key=rank.__getitem__)
        after = place.end
        taken.add((place.start, place.end))


def is_within_word(text: str, span: tuple[int, int]) -> bool:
    start, end = span
    before, following = text[:start][-1:].isalnum(), text[end:][:1].isalnum()
    return (before and text[start].isalnum()) or (following and text[end - 1].isalnum())
