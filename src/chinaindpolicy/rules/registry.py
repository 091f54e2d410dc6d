"""The registry of rules: every code of a finding, defined once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from chinaindpolicy.rules.findings import Finding, Severity
from chinaindpolicy.rules.row_rules import ROW_RULES
from chinaindpolicy.rules.rule import Rule, Scope

__all__ = ["ROW_RULES", "RULES", "record_finding", "rules_of", "severity_of"]

# The rules by scope, in the order of the documentation, with what is expected; None: the rule of
# another scope. Rules on rows have a module of their own; engines and checks evaluate the others.
_MESSAGES: tuple[tuple[Scope, Mapping[str, str | None]], ...] = (
    (
        "data",
        {
            "no-rows": "the data has at least one row",
            "column-missing": "every column that the profile needs is there",
            "column-unknown": "every column is a column of the table",
            "dtype-wrong": "a column has the type that the table gives it",
        },
    ),
    (
        "cell",
        {
            "value-missing": "a value that the record, or the rest of the row, requires is there",
            "observation-incomplete": "an observation has a value, a period, and a region or an "
            "organization",
            "type-wrong": "a cell holds a value of the column's type",
            "pattern-mismatch": "a string has the form of its column",
            "check-digit-wrong": "a code with check digits has the right ones",
            "too-long": "a string, or an item of a list, is not longer than its column admits",
            "code-unknown": "a code is one of the column's vocabulary",
            "below-minimum": "a number is not below the least one admitted",
            "value-not-finite": "a number is finite: neither NaN nor infinite",
            "period-unparsable": "a period is ISO 8601, of days that the calendar has, in order",
        },
    ),
    ("key", {"id-duplicate": "an id names one row"}),
    ("reference", {"id-dangling": "an id in another table's column is the id of a row there"}),
    ("dataset", {"id-in-two-tables": "an id is the id of one record, whatever its table"}),
    (
        "table",
        {
            "id-derived": "the id of a mention, passage or span tells its document and place",
            "passage-twice": "a paragraph has one passage",
            "mention-of-no-value": "an indicator value belongs to a target, a figure or a task",
            "mention-overlap": "no two mentions of a document overlap",
            "erratum-of-another": "the erratum of a record names the record",
        },
    ),
    (
        "combination",
        {"period-bounds": "period_start and period_end are the first and last day of the period"},
    ),
    (
        "table",
        {
            "ordinal-repeated": "tasks of one kind under one parent have different ordinals",
            "task-cycle": "no task is its own ancestor",
            "region-cycle": "no region lies in itself, directly or through other regions",
            "withdrawal-cycle": "no withdrawn id is its own successor, directly or through others",
            "reference-invalid": "a row refers to no row of the data that is invalid",
        },
    ),
    (
        "key",
        {
            "observation-duplicate": "one source gives one value of an indicator for a region or "
            "organization and a period"
        },
    ),
    (
        "combination",
        {
            "share-as-fraction": "percentages of one indicator are all from 0 to 100, none from 0 "
            "to 1",
            "region-with-parent": "values of a region and of one it lies in are not added: they "
            "count twice",
        },
    ),
    (
        "dataset",
        {
            "withdrawn-present": "an id that was withdrawn is in no table",
            "successor-missing": "the successor of a withdrawn id exists, or leads to one that "
            "does",
        },
    ),
    (
        "stated",
        {
            "stated-unreadable": "an expression that states a value can be read",
            "stated-ambiguous": "an expression with two readings has an erratum of magnitude or "
            "number, or the value is stated again in words with one",
            "value-magnitude": "the value is no power of ten off what is stated",
            "value-disagrees": "the value, or the printed value, is what is stated",
            "restatement-disagrees": "what a restatement states is the value of the record",
            "meant-disagrees": "a value that is printed wrongly is what its erratum says is meant",
            "comparator-disagrees": "the comparator is what is stated, or an erratum tells of it",
            "unit-disagrees": "the unit is what is stated, or an erratum tells of it",
        },
    ),
    (
        "collection",
        {
            "file-unreadable": "a file can be read, is UTF-8, and holds at most 64 MiB",
            "file-empty": None,
            "file-misnamed": "a file of a collection is named .yaml",
            "collection-missing": "the folder holds the files of a collection",
            "yaml-malformed": "a file is YAML without tags, anchors or a second document",
            "layout-wrong": "a file maps table names to lists of rows, and a row keys to values",
            "key-unknown": "a key is one that is known here",
            "key-duplicate": "a key stands once in a row",
            "value-missing": None,
            "value-type": "a value is of its column's type",
            "value-lookalike": "text that may be read as something else is quoted",
            "code-unknown": None,
            "pattern-mismatch": None,
            "record-invalid": "a row makes a record",
            "period-unparsable": None,
            "settings-twice": "one `collection` section speaks of the whole",
            "settings-missing": "the `collection` section names the release that is built",
            "document-missing": "what was read names its document, and every document is there",
            "document-twice": "a text is one document's",
            "locator-missing": "what was read in a text says where",
            "not-located": "the places of a document were found in its text",
            "expression-not-found": "an expression stands once where it is said to stand",
            "column-unknown": None,
            "column-twice": "a mapping file gives a column of ours one column of theirs",
            "unit-unknown": "a mapping file names units that can be read",
            "id-taken": "an id is given once, and to nothing that the included release has",
        },
    ),
    (
        "history",
        {
            "id-vanished": "an id of the release before is in the same table, or is withdrawn",
            "withdrawal-vanished": "an id that was withdrawn stays withdrawn: no id is used again",
            "withdrawal-unfounded": "a new withdrawal is of an id that the release before has",
            "withdrawal-misdated": "a new withdrawal names the release that is built",
        },
    ),
    (
        "text",
        {
            "stated-not-mentioned": "what a record states is a mention inside its evidence",
            "year-not-printed": "the years of a period are printed in the document",
            "document-hash": "the text is the one that was read, to the byte",
            "document-length": "the text has as many characters as the one that was read",
            "document-paragraphs": "the text has as many paragraphs as the one that was read",
            "document-foreign": "most of the evidence stands where it was read",
            "evidence-hash": "the evidence of a record is what was read",
            "expression-outside": "what is stated, printed or named stands inside the evidence",
            "paragraph-wrong": "a stretch lies in the paragraph that is named",
            "mention-text": "a mention's text is what stands at its place",
            "number-unaccounted": "every run of digits and every number word is in exactly one "
            "mention",
            "passage-missing": "every paragraph of a text has its passage",
            "passage-surplus": "every passage is a paragraph of its text",
            "passage-place": "a passage begins and ends where its paragraph does",
            "passage-count": "a passage counts the records that were read in it",
            "text-uncovered": "every sentence belongs to a record or is background",
        },
    ),
    (
        "file",
        {
            "file-empty": "a file holds something",
            "header-duplicate": "a column name stands once in the header",
            "header-empty": "every column that holds something has a name",
            "row-ragged": "a row has as many cells as the header",
            "quote-open": "a quotation mark opens a cell and closes it; inside it is doubled",
            "encoding-mixed": "all lines of a file are in one encoding",
            "json-malformed": "a line of JSON Lines is one object, written as JSON",
            "json-key-duplicate": "a key stands once in an object",
            "json-nested": "a value is text, a number, true, false, null, or a list of texts",
            "json-number": "a number is finite and fits into 64 bits",
            "types-mixed": "the values of a column are of one type",
            "cell-error": "a cell of a spreadsheet holds no error such as #REF!",
            "cell-shown-otherwise": "a spreadsheet shows the number that a cell holds",
            "cell-too-long": "a cell holds at most a mebibyte",
            "formula-uncached": "a formula stands with the value it was last computed to",
            "cells-merged": "no cells are merged: only the first of them holds the value",
            "sheets-unread": "a workbook has one sheet, or the sheet is named",
        },
    ),
    (
        "normalize",
        {
            "no-rows": None,
            "column-missing": None,
            "column-left-out": "every column is read, mapped, kept or set aside",
            "cells-missing": "a value is stated",
            "label-filled": "every row has its labels",
            "key-missing": "a row with a value has an indicator, a place and a period",
            "key-ambiguous": "rows with different values differ in their key",
            "table-wide": "periods stand in a column, not in the header",
            "note-below": "every row belongs to the table; a note below it does not",
            "value-unreadable": "a value is a number, or one expression of quantity",
            "value-ambiguous": "a value has one reading",
            "value-direction": "a fall has a sign: nothing else tells it from a rise",
            "value-inexact": "a number is held by a 64-bit float without a change",
            "value-flagged": "a number has no letters next to it, unless flags are kept",
            "value-rounded": "a number has no more digits than a 64-bit float represents",
            "unit-missing": "a value has a unit",
            "unit-unreadable": "a unit is one that can be read",
            "unit-unlisted": "a unit is one of the release's code list",
            "unit-conflict": "cell, header and value name the same unit",
            "comparator-conflict": "comparator and value say the same",
            "comparator-unreadable": "a comparator is one of the codes, or its usual sign",
            "period-unreadable": "a period is a year, quarter, month, day or span of them",
            "period-ambiguous": "a date has one reading",
            "period-conflict": "all columns that state a part of the period agree",
            "name-unknown": "a name is that of a row in the code list",
            "name-ambiguous": "a name is that of one row in the code list",
            "name-conflict": "a name agrees with the names and codes next to it",
            "code-unreadable": "a code is one of the vocabulary",
            "type-unreadable": "a cell reads as the column's type",
        },
    ),
)
_WARNINGS = (
    *("no-rows", "observation-incomplete", "share-as-fraction", "region-with-parent"),
    *("cells-merged", "sheets-unread", "note-below"),
    *("cells-missing", "label-filled", "value-rounded"),
)
# What a file of other people may have: in the `core` profile these are warnings.
_LENIENT = ("column-unknown", "stated-unreadable", "stated-ambiguous")
_COLUMNS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "id-duplicate": ("id",),
        "observation-duplicate": ("indicator_id", "period"),
        "period-bounds": ("period", "period_start", "period_end"),
        "region-with-parent": ("indicator_id", "period", "region_id"),
        "share-as-fraction": ("indicator_id", "value", "unit"),
        "value-disagrees": ("stated", "value"),
    }
)


def _plain_rules() -> Iterable[Rule]:
    for scope, messages in _MESSAGES:
        for code, message in messages.items():
            if message is not None:
                yield Rule(
                    code=code,
                    scope=scope,
                    message=message,
                    severity="warning" if code in _WARNINGS else "error",
                    lenient=code in _LENIENT,
                    columns=_COLUMNS.get(code, ()),
                )


RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.code: rule for rule in (*ROW_RULES, *_plain_rules())}
)
"""Every rule by its code."""


def rules_of(*scopes: Scope) -> tuple[Rule, ...]:
    """Return the rules of some scopes, and those of other scopes that these use too.

    They are in the order of the documentation.

    Example:
        >>> [rule.code for rule in rules_of("key")]
        ['id-duplicate', 'observation-duplicate']
    """
    rows = ROW_RULES if "row" in scopes else ()
    others = (RULES[code] for scope, codes in _MESSAGES if scope in scopes for code in codes)
    return (*rows, *others)


def record_finding(
    code: str, table: str, id: str, column: str, value: object, message: str
) -> Finding:
    """Return a finding on a record: what is wrong, and what the rule expects."""
    rule = RULES[code]
    return rule.finding(message, table=table, id=id, column=column, value=value)


def severity_of(code: str, profile: str = "traced") -> Severity:
    """Return the severity of a finding of a code in a profile.

    Example:
        >>> severity_of("column-unknown", "core"), severity_of("column-unknown", "traced")
        ('warning', 'error')
    """
    return RULES[code].severity_in(profile)
