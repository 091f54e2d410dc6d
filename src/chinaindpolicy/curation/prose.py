"""Compare the numbers in the prose of records with the data: `build` and `verify` do so."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from chinaindpolicy.curation.prose_list import PROSE_NUMBERS, Listed
from chinaindpolicy.curation.prose_numbers import (
    ProseNumber,
    Statement,
    dates_of,
    prose_numbers,
    value_of,
)
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.names import as_tuple
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import record_finding
from chinaindpolicy.rules.report import Report

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.model.columns import ColumnSpec
    from chinaindpolicy.model.fields import Record
    from chinaindpolicy.model.records import Erratum, Mention

DESCRIBING = ("statement", "title", "summary", "definition")
COMMENTING = ("note", "explanation", "caution", "reason")
PROSE = (*DESCRIBING, *COMMENTING)
"""The columns of prose. Those that describe a record have the numbers of the record and of its
evidence only; those that comment on it may have numbers of linked records too."""

_NOT_CHECKED = "numbers in prose: the release has no list of reviewed numbers"

# Positions, digests and codes are no facts of which prose speaks.
_NO_FACTS = frozenset(
    {
        *("id", "sha256", "text_sha256", "source_file", "url", "paragraph", "char_start"),
        *("char_end", "n_chars", "n_paragraphs", "level", "ordinal", "review", "symbol", "ucum"),
        *("uscc", "lei", "stock_code", "wikidata", "gb_t_2260", "gbt4754", "isic4", "hs"),
    }
)
_PERIODS = frozenset({"period", "baseline_period", "published_in"})
_UNITS: Mapping[str, str] = {"baseline": "baseline_unit", "threshold_value": "threshold_unit"}
# Titles of texts name the periods of the records that the texts support.
_ABOUT_OTHERS = frozenset({"documents", "policies", "references"})
_SKIPPED_TABLES = frozenset({"mentions", "passages", "spans", "units"})


def check_prose(dataset: Dataset, listed: Iterable[Listed] | None) -> Report:
    """Check that each number in the prose of a dataset is in its data, or listed.

    Args:
        dataset: The dataset; rows of an included release are not checked.
        listed: The listed numbers; None skips the check.
    """
    if listed is None:
        return Report(not_checked=(_NOT_CHECKED,))
    expected = listed_fields(listed)
    facts = Facts(dataset)
    findings: list[Finding] = []
    fields = numbers = 0
    for table, record, column, text in prose_fields(dataset.own):
        fields += 1
        numbers += len(prose_numbers(text))
        allowed = expected.pop(f"{record.id}.{column}", frozenset[str]())
        if table == "documents" and not facts.linked(table, record):
            continue  # a new document, whose records are not written yet
        findings += field_findings(facts, table, record, column, text, allowed)
    findings += _without_field(expected)
    return Report(tuple(findings), {"prose fields": fields, "numbers in prose": numbers})


def listed_fields(listed: Iterable[Listed]) -> dict[str, frozenset[str]]:
    """Return the listed numbers of each field, by record and column joined by a dot."""
    found: dict[str, frozenset[str]] = {}
    for entry in listed:
        for name in entry.fields:
            found[name] = found.get(name, frozenset[str]()).union(entry.numbers)
    return found


def prose_fields(dataset: Dataset) -> Iterator[tuple[str, Record, str, str]]:
    """Yield each prose field with its table, record, column and text."""
    for table in dataset.tables:
        present = [name for name in PROSE if name in dataset[table].columns]
        for record in dataset[table]:
            for column in present:
                if text := getattr(record, column):
                    yield table, record, column, text


def field_findings(
    facts: Facts, table: str, record: Record, column: str, text: str, listed: frozenset[str]
) -> Iterator[Finding]:
    """Yield a finding for each number of a field without a source, and each missing number."""
    found = prose_numbers(text)
    texts = {number.text for number in found}
    for number in dict.fromkeys(found):
        if number.text in listed:
            continue
        if all(facts.supports(table, record, column, each) for each in number.statements):
            continue
        message = (
            f"{number.text!r} in {column} is no value, period, erratum, reference or passage of "
            f"the record; correct it, or list it in `{PROSE_NUMBERS}` with the reason"
        )
        yield record_finding("prose-number", table, record.id, column, number.text, message)
    for missing in sorted(listed - texts):
        message = (
            f"`{PROSE_NUMBERS}` lists {missing!r}, which is not a number of {column}; restore the "
            f"number, or remove it from the list"
        )
        yield record_finding("prose-number-unused", table, record.id, column, missing, message)
    if column == "statement":
        yield from _own_numbers(table, record, found)


def _own_numbers(table: str, record: Any, found: tuple[ProseNumber, ...]) -> Iterator[Finding]:
    """Yield a finding if a statement has numbers or dates, but not those of its own record."""
    stated = {each for number in found for each in number.statements}
    values = {each.value for each in stated if each.kind == "value"}
    years = {str(each.value)[-4:] for each in stated if each.kind == "years"}
    years |= {str(each.value)[:4] for each in stated if each.kind == "date"}
    for column in ("value", "value_upper"):
        number = getattr(record, column)
        if values and number is not None and value_of(number, None).value not in values:
            yield _not_stated(table, record, column, number)
    if years and record.period and record.period.split("/")[-1][:4] not in years:
        yield _not_stated(table, record, "period", record.period)


def _not_stated(table: str, record: Record, column: str, value: object) -> Finding:
    message = f"statement has other numbers than the {column} {value}; correct one of them"
    return record_finding("prose-number", table, record.id, "statement", value, message)


def _without_field(expected: Iterable[str]) -> Iterator[Finding]:
    for name in sorted(expected):
        record, _, column = name.rpartition(".")
        message = (
            f"`{PROSE_NUMBERS}` lists the field {name!r}, but there is no such record with prose "
            f"in this column; expected RECORD.COLUMN, with one of {', '.join(PROSE)}"
        )
        yield record_finding("prose-number-unused", "", record, column, name, message)


class Facts:
    """The statements that the data of a record, and of its linked records, support."""

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._own: dict[str, frozenset[Statement]] = {}
        self._linked: dict[str, frozenset[Statement]] = {}

    def supports(self, table: str, record: Record, column: str, statement: Statement) -> bool:
        """Return whether the data supports a statement in a prose column of a record."""
        if self._among(statement, self.own(table, record)):
            return True
        follows = column in COMMENTING or table in _ABOUT_OTHERS
        return follows and self._among(statement, self.linked(table, record))

    @staticmethod
    def _among(statement: Statement, facts: frozenset[Statement]) -> bool:
        if statement in facts:
            return True
        if statement.kind != "value":
            return False
        if statement.unit is None:
            return any(fact[:2] == statement[:2] for fact in facts)
        return statement._replace(unit=None) in facts

    def own(self, table: str, record: Record) -> frozenset[Statement]:
        """Return the statements of a record's columns, its evidence and its errata."""
        if record.id not in self._own:
            found = set(self._columns(table, record))
            found.update(self._evidence(record))
            for erratum in self._errata(record):
                found.update(self._columns("errata", erratum))
            self._own[record.id] = frozenset(found)
        return self._own[record.id]

    def linked(self, table: str, record: Record) -> frozenset[Statement]:
        """Return the statements of the columns of records linked with a record."""
        if record.id not in self._linked:
            found: set[Statement] = set()
            for spec in columns(table):
                for id in as_tuple(getattr(record, spec.name, None)):
                    for home in spec.meaning.references:
                        if id in self._dataset[home]:
                            found.update(self._distant(home, self._dataset[home][id]))
            for erratum in self._errata(record):
                for id in as_tuple(erratum.reference_id):
                    found.update(self._distant("references", self._dataset.references[id]))
            for document in self._describing(table, record):
                for mention in self._mentions.get(document, ()):
                    found.update(_of_text(mention.text))
            if table == "references":
                for home, column in self._citing:
                    for other in self._dataset.referring(home, column).get(record.id, ()):
                        found.update(self._distant(home, other))
            self._linked[record.id] = frozenset(found)
        return self._linked[record.id]

    def _errata(self, record: Record) -> tuple[Erratum, ...]:
        return self._dataset.referring("errata", "record_ids").get(record.id, ())

    def _describing(self, table: str, record: Record) -> Iterable[str]:
        """Return the documents whose mentions support a document or policy without own dates."""
        columns_ = ("issued_on", "published_on", "period")
        if any(getattr(record, column, None) for column in columns_):
            return ()
        if table == "documents":
            return (record.id,)
        if table == "policies":
            described = self._dataset.referring("documents", "policy_ids").get(record.id, ())
            return tuple(document.id for document in described)
        return ()

    @cached_property
    def _citing(self) -> tuple[tuple[str, str], ...]:
        """The columns that refer to references."""
        return tuple(
            (table, spec.name)
            for table in TABLE_NAMES
            for spec in columns(table)
            if "references" in spec.meaning.references
        )

    @cached_property
    def _mentions(self) -> Mapping[str, list[Mention]]:
        found: dict[str, list[Mention]] = {}
        for mention in self._dataset.mentions:
            found.setdefault(mention.document_id, []).append(mention)
        return found

    def _evidence(self, record: Any) -> Iterator[Statement]:
        """Yield the statements of the mentions in the evidence of a record."""
        end = getattr(record, "char_end", None)
        if end is None:
            return
        for mention in self._mentions.get(record.document_id, ()):
            if record.char_start <= mention.char_start and mention.char_end <= end:
                yield from _of_text(mention.text)

    def _distant(self, table: str, record: Record) -> Iterator[Statement]:
        """Yield the statements of a linked record; a bare year is the end of a period only.

        The years in which linked texts were published would permit almost every year. The year of
        the document is permitted: prose often names it.
        """
        period = getattr(record, "period", None) or ""
        for statement in self._columns(table, record):
            value = str(statement.value)
            bare = statement.kind == "date" and len(value) == 4
            if not bare or table == "documents" or value == period[-4:]:
                yield statement

    @staticmethod
    def _columns(table: str, record: Record) -> Iterator[Statement]:
        if table in _SKIPPED_TABLES:
            return
        for spec in columns(table):
            if spec.name in _NO_FACTS or spec.name in PROSE or spec.meaning.references:
                continue
            cell: Any = getattr(record, spec.name, None)
            for value in as_tuple(cell):
                yield from _of_cell(record, spec, value)


def _of_cell(record: Record, spec: ColumnSpec, value: object) -> Iterator[Statement]:
    """Yield the statements of one value of a column."""
    if isinstance(value, datetime.date):
        yield from dates_of(value.isoformat())
    elif isinstance(value, Decimal):
        unit = getattr(record, _UNITS.get(spec.name, "unit"), None)
        yield value_of(value, unit or getattr(record, "unit", None))
    elif isinstance(value, str):
        yield from dates_of(value) if spec.name in _PERIODS else _of_text(value)


def _of_text(text: str) -> Iterator[Statement]:
    for number in prose_numbers(text):
        yield from number.statements
