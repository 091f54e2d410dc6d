"""Proof of a dataset: against its texts and itself; any change of either is found by name."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
import shutil
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chinaindpolicy.curation import verify as verification
from chinaindpolicy.curation.build import build_release, write_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.source_text import number_expressions, paragraphs
from chinaindpolicy.curation.verify import quote, verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import (
    ChinaIndPolicyError,
    CollectionError,
    ReleaseError,
    SourceTextError,
    UnknownNameError,
)
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.loading import load
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import Mention
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import CheckFailedError, Report
from chinaindpolicy.rules.stated_values import check_readings
from example import EXAMPLE, TEXTS, Tables, changed, dataset_of, names, tables_of, without

PLACED = ("targets", "figures", "tasks", "products", "projects", "spans", "errata")


def texts_of(folder: Path) -> dict[str, str]:
    return {path.name: path.read_bytes().decode() for path in sorted(folder.iterdir())}


def write_texts(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_bytes(text.encode())
    return folder


EXAMPLE_TEXTS = texts_of(TEXTS)
DIGITS = [
    (name, offset)
    for name, text in EXAMPLE_TEXTS.items()
    for offset, char in enumerate(text)
    if char.isdigit()
]


def no_rules(_: object) -> Report:
    return Report()


def verify_texts(folder: Path, dataset: Dataset) -> Report:
    """`verify` without the rules over tables: they see no text, and take most of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verification, "check_tables", no_rules)
        return verify(folder, dataset)


# The example, whole


def test_the_example_verifies_with_everything_accounted_for(example: Dataset) -> None:
    report = verify(TEXTS, example)
    assert report.findings == ()
    assert report.not_checked == ()
    numbers = sum(sum(1 for _ in number_expressions(text)) for text in EXAMPLE_TEXTS.values())
    expected = {
        "rows": sum(len(table) for table in example.tables.values()),
        "documents": len(example.documents),
        "paragraphs": len(example.passages),
        "evidence spans": sum(
            getattr(record, "document_id", None) is not None
            for table in PLACED
            for record in example[table]
        ),
        "mentions": len(example.mentions),
        "number expressions": numbers,
    }
    assert expected.items() <= report.checked.items()
    assert all(expected.values())


def test_without_texts_it_says_what_it_could_not_check(example: Dataset) -> None:
    report = verify(dataset=example)
    assert report.ok
    assert len(report.not_checked) == 1
    assert "they need the source texts" in report.not_checked[0]
    assert "not checked: " in str(report)
    assert "evidence spans" not in report.checked


def test_a_failed_report_raises_with_its_findings(example_tables: Tables) -> None:
    report = verify(TEXTS, dataset_of(without(example_tables, "spans", "harbour-report-s40")))
    with pytest.raises(CheckFailedError, match="text-uncovered") as caught:
        report.raise_if_failed()
    assert caught.value.report is report
    assert report.counts == {"text-uncovered": 1}
    frame = report.frame()
    assert frame["code"].to_list() == ["text-uncovered"]
    assert frame.columns == ["code", "severity", "table", "id", "column", "value", "message"]
    verify(TEXTS, dataset_of(example_tables)).raise_if_failed()


# Changes of a text


def named(found: tuple[Finding, ...], record: Record) -> bool:
    """Whether a finding names a record, or what a mention is of."""
    ids = {record.id, getattr(record, "record_id", None) or record.id}
    return any(names(finding, id) for finding in found for id in ids)


def without_hash(tables: Tables, texts: dict[str, str]) -> Tables:
    """Tables whose documents vouch for changed texts, as a forger would have it."""
    for document in tables["documents"]:
        text = texts[getattr(document, "source_file", "")]
        update = {"sha256": sha256_of(text), "n_chars": len(text)}
        tables = changed(tables, "documents", document.id, **update)
    return tables


@pytest.mark.parametrize(("name", "offset"), DIGITS)
def test_every_single_digit_change_of_a_text_is_found_by_name(
    example: Dataset, tmp_path: Path, name: str, offset: int
) -> None:
    text = EXAMPLE_TEXTS[name]
    mention = next(
        mention
        for mention in example.mentions
        if example.documents[mention.document_id].source_file == name
        and mention.char_start <= offset < mention.char_end
    )
    for digit in "0123456789".replace(text[offset], ""):
        forged = {**EXAMPLE_TEXTS, name: text[:offset] + digit + text[offset + 1 :]}
        report = verify_texts(write_texts(tmp_path, forged), example)
        assert not report.ok
        found = {(finding.code, finding.id) for finding in report.findings}
        assert ("document-hash", mention.document_id) in found
        assert ("mention-text", mention.id) in found


@pytest.mark.parametrize(("name", "offset"), DIGITS[::3])
def test_a_changed_digit_is_found_even_if_the_hash_is_forged(
    example_tables: Tables, tmp_path: Path, name: str, offset: int
) -> None:
    text = EXAMPLE_TEXTS[name]
    digit = "7" if text[offset] != "7" else "8"
    forged = {**EXAMPLE_TEXTS, name: text[:offset] + digit + text[offset + 1 :]}
    report = verify_texts(
        write_texts(tmp_path, forged), dataset_of(without_hash(example_tables, forged))
    )
    assert "document-hash" not in report.counts
    assert "mention-text" in report.counts


@given(st.data())
@settings(max_examples=60)
def test_any_change_of_a_text_is_found(
    tmp_path_factory: pytest.TempPathFactory, example: Dataset, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from(sorted(EXAMPLE_TEXTS)))
    text = EXAMPLE_TEXTS[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(start + 3, len(text))))
    fresh = data.draw(st.text(max_size=3))
    forged = text[:start] + fresh + text[end:]
    assume(forged != text)
    folder = write_texts(tmp_path_factory.mktemp("texts"), {**EXAMPLE_TEXTS, name: forged})
    report = verify_texts(folder, example)
    found = {(finding.code, finding.id) for finding in report.findings}
    assert ("document-hash", name.removesuffix(".txt")) in found


@given(st.data())
@settings(max_examples=40)
def test_an_added_number_is_unaccounted_for_even_if_the_hash_is_forged(
    tmp_path_factory: pytest.TempPathFactory, example_tables: Tables, data: st.DataObject
) -> None:
    name = "harbour-report.txt"
    word = data.draw(st.sampled_from([" 7", " seven", " 3,000", " twice"]))
    forged = {**EXAMPLE_TEXTS, name: EXAMPLE_TEXTS[name].rstrip("\n") + word + "\n"}
    folder = write_texts(tmp_path_factory.mktemp("texts"), forged)
    report = verify_texts(folder, dataset_of(without_hash(example_tables, forged)))
    told = [
        finding.message
        for finding in report.findings
        if finding.code == "number-unaccounted" and finding.value == word.strip()
    ]
    end = len(forged[name]) - 1
    start, number = end - len(word.strip()), len(paragraphs(forged[name]))
    place = f"{word.strip()!r} at {start}-{end}, paragraph {number}, lies in no mention; expected: "
    assert len(told) == 1 and told[0].startswith(place)


def test_a_text_of_other_words_is_told_as_foreign(tmp_path: Path, example: Dataset) -> None:
    forged = {**EXAMPLE_TEXTS, "harbour-report.txt": "Quite another text, as long as you like.\n"}
    report = verify(write_texts(tmp_path, forged), example)
    assert report.counts["document-foreign"] == report.counts["document-hash"] == 1
    assert {finding.code.partition("-")[0] for finding in report.findings} == {"document"}
    assert {finding.id for finding in report.findings} == {"harbour-report"}


def test_swapped_texts_are_found(tmp_path: Path, example: Dataset) -> None:
    first, second = EXAMPLE_TEXTS
    swapped = {first: EXAMPLE_TEXTS[second], second: EXAMPLE_TEXTS[first]}
    report = verify(write_texts(tmp_path, swapped), example)
    assert {finding.id for finding in report.findings if finding.code == "document-hash"} == {
        "harbour-report",
        "harbour-notice",
    }


def test_windows_line_ends_are_another_text(tmp_path: Path, example: Dataset) -> None:
    forged = {name: text.replace("\n", "\r\n") for name, text in EXAMPLE_TEXTS.items()}
    report = verify(write_texts(tmp_path, forged), example)
    assert report.counts["document-hash"] == 2


# Folders of texts that are none


@pytest.mark.parametrize("sources", ["nowhere", "file.txt", "empty", "", "partial", "binary"])
def test_a_missing_foreign_or_truncated_folder_is_an_error(
    tmp_path: Path, example: Dataset, sources: str
) -> None:
    (tmp_path / "file.txt").write_text("x", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    write_texts(tmp_path / "partial", {"harbour-report.txt": EXAMPLE_TEXTS["harbour-report.txt"]})
    write_texts(tmp_path / "binary", EXAMPLE_TEXTS)
    (tmp_path / "binary" / "harbour-report.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceTextError, match=re.escape(str(tmp_path / sources))):
        verify(tmp_path / sources, example)


def test_a_text_cut_off_inside_a_character_is_an_error(tmp_path: Path, example: Dataset) -> None:
    write_texts(tmp_path, EXAMPLE_TEXTS)
    path = tmp_path / "harbour-notice.txt"
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(SourceTextError, match=r"harbour-notice\.txt: not UTF-8"):
        verify(tmp_path, example)


@given(st.integers(0, len(EXAMPLE_TEXTS["harbour-report.txt"]) - 1))
@settings(max_examples=25)
def test_a_truncated_text_is_found(
    tmp_path_factory: pytest.TempPathFactory, example: Dataset, length: int
) -> None:
    forged = {**EXAMPLE_TEXTS, "harbour-report.txt": EXAMPLE_TEXTS["harbour-report.txt"][:length]}
    report = verify_texts(write_texts(tmp_path_factory.mktemp("cut"), forged), example)
    assert report.counts["document-length"] == 1


# Changes of a record

# What only a reader can judge: our own words, codes chosen by meaning, and facts from outside.
JUDGED = {
    "documents": {"title", "publisher", "kind", "language", "published_on", "note"},
    "policies": {"title", "title_zh", "document_number", "kind", "level", "published_on"}
    | {"issued_on", "period", "session", "delivered_by", "delivered_by_zh", "note"},
    "indicators": {"name", "name_zh", "definition", "sector", "direction"}
    | {"accounting", "denominator"},
    "targets": {"statement", "baseline", "strength", "review", "note"},
    "figures": {"statement", "baseline", "kind", "review", "note"},
    "tasks": {"kind", "title", "summary", "ordinal", "review", "note"},
    "products": {"name", "kind", "segment", "review", "note"},
    "projects": {"name", "phase", "action", "summary", "review", "note"},
    "regions": {"name", "name_zh", "level", "iso_3166_2", "gb_t_2260", "aliases"},
    "organizations": {"name", "name_zh", "kind", "aliases", "certainty", "note"},
    "units": {"name", "name_zh", "symbol", "dimension", "ucum", "iso_4217", "sdmx"},
    "mentions": set[str](),
    "passages": {"role"},
    "spans": set[str](),
    "errata": {"meant", "kind", "explanation", "certainty"},
    "references": {"title", "publisher", "published_on", "url", "certainty", "note"},
    "outcomes": {"statement", "comparator", "value", "period", "certainty", "caution"},
    "withdrawals": {"reason", "withdrawn_in"},
}

Change = Callable[[Any], Any]


def other_digit(value: Any) -> Any:
    return ("1" if value[0] == "0" else "0") + value[1:]


def later(value: datetime.date) -> datetime.date:
    return value.replace(year=value.year + 1)


def other_of(*codes: str) -> Change:
    return lambda value: next(code for code in codes if code != value)


def year_1999(value: str) -> str:
    return re.sub(r"[0-9]{4}$", "1999", value)


# How the value of each provable column is changed; what it becomes is a wrong value of its type.
CHANGES: dict[str, Change] = {
    "char_start": lambda value: value + 1,
    "char_end": lambda value: value - 1,
    "text_sha256": other_digit,
    "sha256": other_digit,
    "paragraph": lambda value: 99,
    "n_chars": lambda value: value + 1,
    "n_paragraphs": lambda value: value + 1,
    "source_file": lambda value: "nowhere.txt",
    "stated": lambda value: value + "!",
    "printed": lambda value: value + "!",
    "name_printed": lambda value: value + "!",
    "text": lambda value: value + "!",
    "comparator": lambda value: None,
    "value": lambda value: value + 1,
    "value_upper": lambda value: value + 1,
    "value_printed": lambda value: value + 1,
    "measure": lambda value: None,
    "price_basis": lambda value: None,
    "period": year_1999,
    "baseline_period": year_1999,
    "period_start": later,
    "period_end": later,
    "dimension": lambda value: "mass",
    "kind": other_of("quantitative", "qualitative"),
    "origin": other_of("external", "document"),
    "basis": other_of("attributed", "claim"),
    "level": lambda value: value + 1,
    "role": {"indicator": "date", "restatement": "background", "background": "restatement"}.get,
    **{
        f"n_{table}": lambda value: value + 1
        for table in ("targets", "figures", "tasks", "products", "projects", "mentions")
    },
}


PROVABLE = [
    (table, spec.name)
    for table in TABLE_NAMES
    for spec in columns(table)
    if spec.name not in JUDGED[table] | {"id"}
]
# What targets and figures share is tried on both, so that each need not have an example of all.
SHARED = {
    column for table, column in PROVABLE if table == "figures" and ("targets", column) in PROVABLE
}


def forged_values(table: str, column: str, value: Any) -> Iterator[Any]:
    """Wrong values for one column of a record that holds a right one."""
    spec = next(spec for spec in columns(table) if spec.name == column)
    if spec.type == "list":
        yield ("no-such-id",)
    elif spec.meaning.references:
        yield "nosuchunit" if column == "unit" else "no-such-id"
    elif value is not None:
        yield CHANGES[column](value)
        if column in ("value", "value_upper", "stated"):
            yield None


def carrying(tables: Tables, table: str, column: str) -> list[Record]:
    """The records whose value in a column can be proven.

    What was read in no document has no text to be held against.
    """
    spec = next(spec for spec in columns(table) if spec.name == column)
    found = [
        record
        for record in tables[table]
        if getattr(record, column) is not None or spec.meaning.referenced_table
    ]
    if column in ("value", "period"):
        found = [record for record in found if getattr(record, "document_id", None)]
    if column == "price_basis":
        # Only a sum of money has to say in which prices it is; growth may or may not.
        money = {
            unit.id for unit in tables["units"] if getattr(unit, "dimension", "") == "currency"
        }
        found = [record for record in found if getattr(record, "unit", None) in money]
    if column == "role" and table == "mentions":
        # That a number is a date and no ordinal is for a reader to judge.
        stated = {getattr(r, "stated", "") for t in ("targets", "figures") for r in tables[t]}
        found = [record for record in found if getattr(record, "text", None) in stated]
    return found


def test_every_column_is_provable_or_judged() -> None:
    """A new column has to be put on one side or the other."""
    assert set(JUDGED) == set(TABLE_NAMES)
    for table, column in PROVABLE:
        spec = next(spec for spec in columns(table) if spec.name == column)
        linked = spec.meaning.references or spec.type == "list"
        assert linked or column in CHANGES, f"{table}.{column}"
    for table, judged in JUDGED.items():
        assert judged <= {spec.name for spec in columns(table)}, table


@pytest.mark.parametrize(("table", "column"), PROVABLE)
def test_the_example_has_a_value_to_change(example_tables: Tables, table: str, column: str) -> None:
    tables = ("targets", "figures") if column in SHARED else (table,)
    assert any(carrying(example_tables, table, column) for table in tables)


@pytest.mark.parametrize(("table", "column"), PROVABLE)
def test_a_changed_value_of_any_provable_column_is_found_by_name(
    example_tables: Tables, table: str, column: str
) -> None:
    carriers = carrying(example_tables, table, column)
    for record in carriers[:: 1 + len(carriers) // 3]:
        for value in forged_values(table, column, getattr(record, column)):
            tables = changed(example_tables, table, record.id, **{column: value})
            try:
                found = verify(TEXTS, dataset_of(tables)).findings
            except SourceTextError as error:
                assert (column, "nowhere.txt" in str(error)) == ("source_file", True)
                continue
            assert named(found, record), (record.id, value, found)


@pytest.mark.parametrize("column", ["char_start", "char_end", "value", "value_printed"])
@pytest.mark.parametrize("table", ["targets", "figures"])
def test_every_digit_of_a_number_counts(example_tables: Tables, table: str, column: str) -> None:
    for record in example_tables[table]:
        right = getattr(record, column)
        if right is None or getattr(record, "document_id", None) is None:
            continue
        text = str(right)
        for place, digit in enumerate(text):
            if not digit.isdigit():
                continue
            wrong = text[:place] + ("1" if digit != "1" else "2") + text[place + 1 :]
            tables = changed(example_tables, table, record.id, **{column: type(right)(wrong)})
            found = verify(TEXTS, dataset_of(tables)).findings
            assert named(found, record), (record.id, wrong)


def test_a_value_off_by_a_power_of_ten_is_told_as_that(example_tables: Tables) -> None:
    id = "harbour-kilns-2035"
    update = {"comparator": "eq", "value": Decimal(30), "value_upper": None, "stated": "3 kilns"}
    tables = changed(example_tables, "targets", id, **update)
    found = verify(dataset=dataset_of(tables)).findings
    assert ("value-magnitude", id) in {(finding.code, finding.id) for finding in found}


def test_a_value_disagrees_with_each_place_that_states_it(example_tables: Tables) -> None:
    """The target's own sentence, its restatement there, and the one in the other language."""
    id = "harbour-lantern-output-2035"
    tables = changed(example_tables, "targets", id, value=Decimal("12600000000"))
    found = {(finding.table, finding.id) for finding in verify(TEXTS, dataset_of(tables)).findings}
    assert found == {
        ("targets", id),
        ("mentions", "harbour-report-m484"),
        ("mentions", "harbour-notice-m23"),
    }


@pytest.mark.parametrize(
    ("value", "restated", "expected"),
    [
        (2_100_000_000, "2.1 billion yuan", set[str]()),
        (2_100_000_000_000, "2.1 trillion yuan", set[str]()),
        # One reading, but not that of the data.
        (2_100_000_000_000, "2.1 billion yuan", {"stated-ambiguous"}),
        # The same two readings again, in the same words and in others.
        (2_100_000_000, "2.100 billion yuan", {"stated-ambiguous"}),
        (2_100_000_000, "RMB2.100 billion", {"stated-ambiguous"}),
        # Neither reading: no restatement makes it right.
        (5_000_000_000, "5 billion yuan", {"value-disagrees"}),
    ],
)
def test_an_expression_with_two_readings_is_settled_by_one_with_one(
    example_tables: Tables, value: int, restated: str, expected: set[str]
) -> None:
    id = "harbour-lantern-output-2035"
    update = {"comparator": "eq", "value": Decimal(value), "value_upper": None, "erratum_id": None,
              "value_printed": None, "stated": "2.100 billion yuan"}  # fmt: skip
    tables = changed(example_tables, "targets", id, **update)
    elsewhere = example_tables["mentions"][0].model_copy(
        update={"id": "elsewhere", "record_id": id, "text": restated}
    )
    tables = {**tables, "mentions": (elsewhere,)}
    found = [one for one in check_readings(tables).findings if one.id == id]
    assert {finding.code for finding in found} == expected
    settled = "or the value is stated again in words with one"
    assert all((settled in one.message) == (one.code == "stated-ambiguous") for one in found)


def test_a_meaning_that_cannot_be_read_proves_no_value(example_tables: Tables) -> None:
    """What is meant by a misprinted value has to be a value."""
    tables = changed(example_tables, "errata", "err-lantern-count", meant="very many lanterns")
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {(finding.id, finding.column) for finding in found} == {
        ("harbour-lanterns-2030", "value")
    }


def test_records_that_trade_places_are_found(example_tables: Tables) -> None:
    """Two mentions that swap their paragraphs leave every count as it was."""
    first, second = "harbour-report-m43", "harbour-report-m185"
    by_id = {mention.id: mention for mention in example_tables["mentions"]}
    assert {first, second} <= by_id.keys(), sorted(by_id)
    paragraphs = {id: getattr(by_id[id], "paragraph", 0) for id in (first, second)}
    assert paragraphs[first] != paragraphs[second]
    tables = changed(example_tables, "mentions", first, paragraph=paragraphs[second])
    tables = changed(tables, "mentions", second, paragraph=paragraphs[first])
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {first, second} <= {finding.id for finding in found}


def test_passages_that_trade_places_are_found(example_tables: Tables) -> None:
    tables = changed(example_tables, "passages", "harbour-report-p2", paragraph=3)
    tables = changed(tables, "passages", "harbour-report-p3", paragraph=2)
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {"harbour-report-p2", "harbour-report-p3"} <= {finding.id for finding in found}


def test_an_erratum_that_is_not_the_records_is_found(example_tables: Tables) -> None:
    """A record's erratum names the record: another's slip excuses nothing."""
    id = "harbour-lantern-output-2035"
    tables = changed(example_tables, "targets", id, erratum_id="err-lantern-count")
    assert any(names(finding, id) for finding in verify(TEXTS, dataset_of(tables)).findings)


def test_an_id_given_twice_is_refused(example_tables: Tables) -> None:
    first, second, *_ = example_tables["tasks"]
    tables = changed(example_tables, "tasks", second.id, **{"id": first.id})
    with pytest.raises(ReleaseError, match="'tasks': has 2 records, its descriptor says 3"):
        verify(TEXTS, dataset_of(tables))


# Records left out or added


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("mentions", "number-unaccounted"),
        ("passages", "passage-missing"),
        ("spans", "text-uncovered"),
    ],
)
def test_a_mention_passage_or_span_left_out_is_found(
    example_tables: Tables, table: str, code: str
) -> None:
    for record in example_tables[table]:
        found = verify(TEXTS, dataset_of(without(example_tables, table, record.id))).findings
        place: Any = record
        expected = code
        if table == "mentions" and not any(number_expressions(place.text)):
            # A qualitative target's words hold no number: the target misses its mention.
            expected = "stated-not-mentioned"
        told = [finding for finding in found if finding.code == expected]
        assert told, record.id
        assert all(
            finding.id == getattr(record, "record_id", "")
            or finding.id.startswith(place.document_id)
            for finding in told
        )


@pytest.mark.parametrize("table", ["targets", "figures", "tasks", "projects"])
def test_a_record_left_out_is_found(example_tables: Tables, table: str) -> None:
    for record in example_tables[table]:
        if getattr(record, "document_id", None) is not None:
            assert not verify(TEXTS, dataset_of(without(example_tables, table, record.id))).ok


def test_a_number_accounted_for_twice_is_found(example_tables: Tables) -> None:
    again = Mention(
        id="harbour-report-again",
        document_id="harbour-report",
        paragraph=2,
        char_start=43,
        char_end=47,
        text="2031",
        role="date",
    )
    tables = {**example_tables, "mentions": (*example_tables["mentions"], again)}
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {"mention-overlap", "number-unaccounted"} <= {finding.code for finding in found}


def test_a_passage_that_no_paragraph_has_is_found(example_tables: Tables) -> None:
    last: Any = example_tables["passages"][-1]
    surplus = last.model_copy(update={"id": "harbour-report-p7", "paragraph": 7})
    tables = {**example_tables, "passages": (*example_tables["passages"], surplus)}
    found = verify(TEXTS, dataset_of(tables)).findings
    assert ("passage-surplus", "harbour-report-p7") in {
        (finding.code, finding.id) for finding in found
    }


SOURCE_FILES = sorted(path.relative_to(EXAMPLE).as_posix() for path in EXAMPLE.rglob("*.yaml"))


@given(st.data())
@settings(max_examples=60)
def test_a_cut_off_file_never_passes_for_a_whole_collection(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([name for name in SOURCE_FILES if "documents" in name]))
    text = (EXAMPLE / name).read_text(encoding="utf-8")
    cut = text[: data.draw(st.integers(1, len(text.rstrip()) - 1))]
    folder = tmp_path_factory.mktemp("cut") / "example"
    shutil.copytree(EXAMPLE, folder)
    (folder / name).write_text(cut, encoding="utf-8")
    try:
        report = verify(TEXTS, load(folder))
    except CollectionError as error:
        assert error.problems
    except SourceTextError as error:
        # Cut inside the name of the text.
        assert "cannot be read" in str(error)
    else:
        assert not report.ok


# Files of a release


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_a_changed_file_of_a_release_is_refused_by_name(tmp_path: Path, table: str) -> None:
    folder = tmp_path / "2031.1"
    write_release(build_release(read_collection(EXAMPLE)), folder)
    path = folder / f"{table}.csv"
    data = path.read_bytes()
    path.write_bytes(data[:-2] + (b"0" if data[-2:-1] != b"0" else b"1") + data[-1:])
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    dataset = load(folder)
    message = f"{path}: not the file that was published: its digest is sha256:{digest}"
    with pytest.raises(ReleaseError, match=re.escape(message)):
        list(dataset[table])
    with pytest.raises(ReleaseError, match=re.escape(message)):
        dataset[table].frame()
    with pytest.raises(ReleaseError, match=re.escape(message)):
        verify(TEXTS, dataset)


def test_a_missing_file_of_a_release_is_named(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    path = tmp_path / "2031.1" / "tasks.csv"
    path.unlink()
    with pytest.raises(ReleaseError, match=re.escape(f"{path}: cannot be read")):
        verify(TEXTS, load(tmp_path / "2031.1"))


# Quotes


def test_a_quote_is_the_words_behind_a_record(example: Dataset) -> None:
    assert quote("harbour-kilns-2035", TEXTS, example) == "firms will buy 3 to 5 kilns"
    assert quote("harbour-pass-rate-2030", TEXTS, example) == "2030年，灯笼合格率为98%。"
    assert quote("harbour-glassblowers", str(TEXTS), example) == (
        "Young glassblowers will be trained."
    )


def test_every_quote_has_the_records_hash(example: Dataset) -> None:
    for table in PLACED:
        for record in example[table]:
            if getattr(record, "document_id", None) is not None:
                assert sha256_of(quote(record, TEXTS, example)) == record.text_sha256
    for mention in example.mentions:
        assert quote(mention, TEXTS, example) == mention.text


@pytest.mark.parametrize("table", [*PLACED, "mentions", "passages"])
def test_a_quote_of_a_changed_text_is_refused(example: Dataset, tmp_path: Path, table: str) -> None:
    forged = {name: text.upper().replace("灯", "油") for name, text in EXAMPLE_TEXTS.items()}
    forged = {name: re.sub(r"\d", "9", text) for name, text in forged.items()}
    write_texts(tmp_path, forged)
    for record in example[table]:
        document_id = getattr(record, "document_id", None)
        if document_id is None:
            continue
        source = example.documents[document_id].source_file
        place = slice(record.char_start, record.char_end)
        if forged[source][place] == EXAMPLE_TEXTS[source][place]:
            continue
        with pytest.raises(SourceTextError, match=f"are not what {record.id} was read from"):
            quote(record, tmp_path, example)


def test_a_quote_needs_a_known_id_a_place_and_a_text(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'harbour-kilns-2035'"):
        quote("harbour-kilns-2036", TEXTS, example)
    with pytest.raises(ChinaIndPolicyError, match="harbour-pass-rate-2035: has no evidence"):
        quote("harbour-pass-rate-2035", TEXTS, example)
    with pytest.raises(ChinaIndPolicyError, match="harbour-council: has no evidence"):
        quote("harbour-council", TEXTS, example)
    with pytest.raises(SourceTextError, match="cannot be read"):
        quote("harbour-kilns-2035", tmp_path, example)


# Reports


FINDINGS = st.builds(
    Finding,
    *(
        st.sampled_from(["error", "warning"]) if name == "severity" else st.text(max_size=3)
        for name in ("code", "severity", "table", "id", "column", "value", "message")
    ),
)


@given(st.lists(FINDINGS, max_size=5))
def test_a_report_is_ok_without_errors_and_counts_all(findings: list[Finding]) -> None:
    report = Report(tuple(findings))
    errors = [finding for finding in findings if finding.severity == "error"]
    assert report.ok is (not errors)
    assert sum(report.counts.values()) == len(findings)
    assert report.frame().height == len(findings)
    assert f"{len(errors)} errors, {len(findings) - len(errors)} warnings" in str(report)


# The real texts


def test_the_release_verifies_against_the_texts(real: Dataset, sources: Path) -> None:
    report = verify(sources, real)
    assert report.findings == ()
    assert report.not_checked == ()
    texts = [(sources / document.source_file).read_bytes().decode() for document in real.documents]
    expected = {
        "documents": 5,
        "mentions": len(real.mentions),
        "paragraphs": len(real.passages),
        "evidence spans": sum(
            getattr(record, "document_id", None) is not None
            for table in PLACED
            for record in real[table]
        ),
        "number expressions": sum(sum(1 for _ in number_expressions(text)) for text in texts),
        "stated values": sum(
            record.value is not None and record.stated is not None
            for table in ("targets", "figures")
            for record in real[table]
        ),
    }
    assert expected.items() <= report.checked.items()


def test_the_release_verifies_without_the_texts(real: Dataset) -> None:
    report = verify(dataset=real)
    assert report.findings == ()
    assert len(report.not_checked) == 1


@given(st.data())
@settings(max_examples=40)
def test_a_changed_character_of_a_real_text_is_found(
    tmp_path_factory: pytest.TempPathFactory, real: Dataset, sources: Path, data: st.DataObject
) -> None:
    document = data.draw(st.sampled_from(list(real.documents)))
    text = (sources / document.source_file).read_bytes().decode()
    offset = data.draw(st.integers(0, len(text) - 1))
    char = data.draw(st.characters(exclude_categories=["Cs"]).filter(lambda c: c != text[offset]))
    folder = tmp_path_factory.mktemp("texts")
    for other in real.documents:
        shutil.copy(sources / other.source_file, folder)
    forged = text[:offset] + char + text[offset + 1 :]
    (folder / document.source_file).write_bytes(forged.encode())
    found = {(finding.code, finding.id) for finding in verify_texts(folder, real).findings}
    assert ("document-hash", document.id) in found
    if text[offset].isdigit():
        mention = next(
            mention
            for mention in real.mentions
            if mention.document_id == document.id
            and mention.char_start <= offset < mention.char_end
        )
        assert ("mention-text", mention.id) in found


@given(st.data())
@settings(max_examples=30)
def test_a_changed_value_of_a_real_record_is_found(
    real: Dataset, sources: Path, data: st.DataObject
) -> None:
    tables = tables_of(real)
    table, column = data.draw(st.sampled_from(PROVABLE))
    carriers = carrying(tables, table, column)
    assume(carriers)
    record = data.draw(st.sampled_from(carriers))
    values = list(forged_values(table, column, getattr(record, column)))
    forged = changed(tables, table, record.id, **{column: data.draw(st.sampled_from(values))})
    try:
        found = verify(sources, dataset_of(forged)).findings
    except SourceTextError as error:
        assert "nowhere.txt" in str(error)
    else:
        assert named(found, record), found


def test_every_real_quote_has_the_records_hash(real: Dataset, sources: Path) -> None:
    for table in ("targets", "figures"):
        for record in real[table]:
            if record.document_id is not None:
                words = quote(record, sources, real)
                assert sha256_of(words) == record.text_sha256
                assert record.stated in words


def test_an_older_release_is_verified_as_far_as_it_goes(tmp_path: Path) -> None:
    """What this version checks beyond the release's own columns is told, not failed."""
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    package["resources"] = [part for part in package["resources"] if part["name"] != "outcomes"]
    files["datapackage.json"] = json.dumps(package).encode()
    del files["outcomes.csv"]
    write_release(files, tmp_path / "2031.1")
    report = verify(TEXTS, load(tmp_path / "2031.1"))
    assert report.ok
    assert any("outcomes" in what for what in report.not_checked)
