"""Verification of changed, removed and added records."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from chinaindpolicy.curation.source_text import number_expressions
from chinaindpolicy.curation.verify import verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ReleaseError, SourceTextError
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.records import Mention
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.stated_findings import check_readings
from example import TEXTS, Tables, changed, dataset_of, names, tables_of, without


def names_record(found: tuple[Finding, ...], record: Record) -> bool:
    """Return True if a finding names a record, or the record of a mention."""
    ids = {record.id, getattr(record, "record_id", None) or record.id}
    return any(names(finding, id) for finding in found for id in ids)


# Changes of a record


# Columns that only a reader can check: written texts, assigned codes, external facts.
EDITORIAL = {
    "documents": {"title", "publisher", "kind", "language", "published_on", "url", "note"},
    "policies": {"title", "title_zh", "document_number", "kind", "level", "published_on"}
    | {"issued_on", "period", "session", "delivered_by", "delivered_by_zh", "note", "status"},
    "concepts": {"name", "name_zh", "definition", "dimension", "aliases"},
    "objects": {"name", "name_zh", "kind", "aliases", "gbt4754", "gbt4754_match"}
    | {"isic4", "isic4_match", "hs", "hs_match"},
    "indicators": {"name", "name_zh", "definition", "sector", "desired_direction"}
    | {"accounting", "denominator", "denominator_zh", "name_zh_basis", "aliases", "excludes"}
    | {"threshold_comparator", "threshold_value", "threshold_scope"},
    "targets": {"statement", "baseline", "strength", "period_basis", "review", "note"},
    "figures": {"statement", "baseline", "kind", "period_basis", "review", "note"}
    | {"attribution_certainty"},
    "tasks": {"kind", "title", "summary", "ordinal", "instrument", "period", "review", "note"},
    "products": {"name", "kind", "segment", "group_printed", "review", "note"},
    "projects": {"name", "phase", "action", "summary", "review", "note"},
    "regions": {"name", "name_zh", "level", "iso_3166_2", "gb_t_2260", "aliases", "code_list"},
    "organizations": {"name", "name_zh", "kind", "aliases", "certainty", "note"}
    | {"short_name", "short_name_zh", "uscc", "lei", "stock_code", "wikidata"},
    "units": {"name", "name_zh", "symbol", "dimension", "ucum", "iso_4217", "sdmx", "code_list"},
    "mentions": set[str](),
    "passages": {"role"},
    "spans": set[str](),
    "errata": {"meant", "kind", "explanation", "certainty"},
    "references": {"title", "publisher", "published_on", "published_in", "url"}
    | {"certainty", "note"},
    "outcomes": {"statement", "comparator", "value", "period", "certainty", "caution"}
    | {"period_basis"},
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


# Changes of the value of each verifiable column to a wrong value of the same type.
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
        for table in (
            *("targets", "figures", "tasks", "products", "projects", "mentions", "restated"),
        )
    },
}
VERIFIABLE = [
    (table, spec.name)
    for table in TABLE_NAMES
    for spec in columns(table)
    if spec.name not in EDITORIAL[table] | {"id"}
]

# Columns of both targets and figures; an example value in one of them is enough.
SHARED = {
    column
    for table, column in VERIFIABLE
    if table == "figures" and ("targets", column) in VERIFIABLE
}


def forged_values(table: str, column: str, value: Any) -> Iterator[Any]:
    """Yield wrong values for a column with a correct value."""
    spec = next(spec for spec in columns(table) if spec.name == column)
    if spec.type == "list":
        yield ("no-such-id",)
    elif spec.meaning.references:
        yield "nosuchunit" if column.endswith("unit") else "no-such-id"
    elif value is not None:
        yield CHANGES[column](value)
        if column in ("value", "value_upper", "stated"):
            yield None


def verifiable_records(tables: Tables, table: str, column: str) -> list[Record]:
    """Return the records whose value in a column can be verified.

    Records from outside the documents have no text to be compared with.
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
        # A price basis is required only for amounts of money.
        money = {
            unit.id for unit in tables["units"] if getattr(unit, "dimension", "") == "currency"
        }
        found = [record for record in found if getattr(record, "unit", None) in money]
    if column == "role" and table == "mentions":
        # Only a reader can distinguish a date from an ordinal.
        stated = {getattr(r, "stated", "") for t in ("targets", "figures") for r in tables[t]}
        found = [record for record in found if getattr(record, "text", None) in stated]
    return found


def test_every_column_is_verifiable_or_editorial() -> None:
    """A new column must be classified as verifiable or editorial."""
    assert set(EDITORIAL) == set(TABLE_NAMES)
    for table, column in VERIFIABLE:
        spec = next(spec for spec in columns(table) if spec.name == column)
        linked = spec.meaning.references or spec.type == "list"
        assert linked or column in CHANGES, f"{table}.{column}"
    for table, editorial in EDITORIAL.items():
        assert editorial <= {spec.name for spec in columns(table)}, table


@pytest.mark.parametrize(("table", "column"), VERIFIABLE)
def test_example_has_a_value_for_every_verifiable_column(
    example_tables: Tables, table: str, column: str
) -> None:
    tables = ("targets", "figures") if column in SHARED else (table,)
    assert any(verifiable_records(example_tables, table, column) for table in tables)


@pytest.mark.sampled(6)
@pytest.mark.parametrize(("table", "column"), VERIFIABLE)
def test_changed_value_of_any_verifiable_column_is_found(
    example_tables: Tables, table: str, column: str
) -> None:
    carriers = verifiable_records(example_tables, table, column)
    for record in carriers[:: 1 + len(carriers) // 3]:
        for value in forged_values(table, column, getattr(record, column)):
            tables = changed(example_tables, table, record.id, **{column: value})
            try:
                found = verify(TEXTS, dataset_of(tables)).findings
            except SourceTextError as error:
                assert (column, "nowhere.txt" in str(error)) == ("source_file", True)
                continue
            assert names_record(found, record), (record.id, value, found)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("column", ["char_start", "char_end", "value", "value_printed"])
@pytest.mark.parametrize("table", ["targets", "figures"])
def test_changed_digit_of_any_number_is_found(
    example_tables: Tables, table: str, column: str
) -> None:
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
            assert names_record(found, record), (record.id, wrong)


def test_wrong_power_of_ten_is_reported_as_magnitude(example_tables: Tables) -> None:
    id = "harbour-kilns-2035"
    update = {"comparator": "eq", "value": Decimal(30), "value_upper": None, "stated": "3 kilns"}
    tables = changed(example_tables, "targets", id, **update)
    found = verify(dataset=dataset_of(tables)).findings
    assert ("value-magnitude", id) in {(finding.code, finding.id) for finding in found}


def test_value_mismatch_is_reported_for_each_statement(example_tables: Tables) -> None:
    """The source sentence, its restatement, and the restatement in the other language."""
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
        # One reading that differs from the data.
        (2_100_000_000_000, "2.1 billion yuan", {"stated-ambiguous"}),
        # The same two readings, in the same words and in others.
        (2_100_000_000, "2.100 billion yuan", {"stated-ambiguous"}),
        (2_100_000_000, "RMB2.100 billion", {"stated-ambiguous"}),
        # A value of neither reading: no restatement resolves it.
        (5_000_000_000, "5 billion yuan", {"value-disagrees"}),
    ],
)
def test_ambiguous_expression_is_resolved_by_an_unambiguous_one(
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
    settled = "; add an erratum of kind magnitude or number, or a mention with one reading"
    assert all((settled in one.message) == (one.code == "stated-ambiguous") for one in found)


def test_unparsable_corrected_text_verifies_no_value(example_tables: Tables) -> None:
    """The corrected text of a misprinted value must be parsable."""
    tables = changed(example_tables, "errata", "err-lantern-count", meant="very many lanterns")
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {(finding.id, finding.column) for finding in found} == {
        ("harbour-lanterns-2030", "value")
    }


def test_mentions_with_swapped_paragraphs_are_found(example_tables: Tables) -> None:
    """Swapping the paragraphs of two mentions changes no count."""
    first, second = "harbour-report-m43", "harbour-report-m185"
    by_id = {mention.id: mention for mention in example_tables["mentions"]}
    assert {first, second} <= by_id.keys(), sorted(by_id)
    paragraphs = {id: getattr(by_id[id], "paragraph", 0) for id in (first, second)}
    assert paragraphs[first] != paragraphs[second]
    tables = changed(example_tables, "mentions", first, paragraph=paragraphs[second])
    tables = changed(tables, "mentions", second, paragraph=paragraphs[first])
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {first, second} <= {finding.id for finding in found}


def test_passages_with_swapped_paragraphs_are_found(example_tables: Tables) -> None:
    tables = changed(example_tables, "passages", "harbour-report-p2", paragraph=3)
    tables = changed(tables, "passages", "harbour-report-p3", paragraph=2)
    found = verify(TEXTS, dataset_of(tables)).findings
    assert {"harbour-report-p2", "harbour-report-p3"} <= {finding.id for finding in found}


def test_erratum_of_another_record_is_found(example_tables: Tables) -> None:
    """An erratum must name the record that references it."""
    id = "harbour-lantern-output-2035"
    tables = changed(example_tables, "targets", id, erratum_id="err-lantern-count")
    assert any(names(finding, id) for finding in verify(TEXTS, dataset_of(tables)).findings)


def test_duplicate_id_is_rejected(example_tables: Tables) -> None:
    first, second, *_ = example_tables["tasks"]
    tables = changed(example_tables, "tasks", second.id, **{"id": first.id})
    with pytest.raises(ReleaseError, match="tasks has 2 records, but datapackage"):
        verify(TEXTS, dataset_of(tables))


# Removed and added records


@pytest.mark.parametrize(
    ("table", "code"),
    [
        ("mentions", "number-unaccounted"),
        ("passages", "passage-missing"),
        ("spans", "text-uncovered"),
    ],
)
def test_removed_mention_passage_or_span_is_found(
    example_tables: Tables, table: str, code: str
) -> None:
    for record in example_tables[table]:
        found = verify(TEXTS, dataset_of(without(example_tables, table, record.id))).findings
        place: Any = record
        expected = code
        if table == "mentions" and not any(number_expressions(place.text)):
            # The stated text of a qualitative target has no number: the mention is missing.
            expected = "stated-not-mentioned"
        reported = [finding for finding in found if finding.code == expected]
        assert reported, record.id
        assert all(
            finding.id == getattr(record, "record_id", "")
            or finding.id.startswith(place.document_id)
            for finding in reported
        )


@pytest.mark.parametrize("table", ["targets", "figures", "tasks", "projects"])
def test_removed_record_is_found(example_tables: Tables, table: str) -> None:
    for record in example_tables[table]:
        if getattr(record, "document_id", None) is not None:
            assert not verify(TEXTS, dataset_of(without(example_tables, table, record.id))).ok


def test_overlapping_mention_is_found(example_tables: Tables) -> None:
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


def test_surplus_passage_is_found(example_tables: Tables) -> None:
    last: Any = example_tables["passages"][-1]
    surplus = last.model_copy(update={"id": "harbour-report-p7", "paragraph": 7})
    tables = {**example_tables, "passages": (*example_tables["passages"], surplus)}
    found = verify(TEXTS, dataset_of(tables)).findings
    assert ("passage-surplus", "harbour-report-p7") in {
        (finding.code, finding.id) for finding in found
    }


@pytest.mark.full
@given(st.data())
@settings(max_examples=30)
def test_changed_value_of_a_real_record_is_found(
    real: Dataset, sources: Path, data: st.DataObject
) -> None:
    tables = tables_of(real)
    table, column = data.draw(st.sampled_from(VERIFIABLE))
    carriers = verifiable_records(tables, table, column)
    assume(carriers)
    record = data.draw(st.sampled_from(carriers))
    values = list(forged_values(table, column, getattr(record, column)))
    forged = changed(tables, table, record.id, **{column: data.draw(st.sampled_from(values))})
    try:
        found = verify(sources, dataset_of(forged)).findings
    except SourceTextError as error:
        assert "nowhere.txt" in str(error)
    else:
        assert names_record(found, record), found
