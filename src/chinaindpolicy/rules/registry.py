"""The registry of rules: every code of a finding, defined once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from chinaindpolicy.rules.findings import Finding, Severity
from chinaindpolicy.rules.row_rules import ROW_RULES
from chinaindpolicy.rules.rule import Rule, Scope

__all__ = ["ROW_RULES", "RULES", "record_finding", "rules_of", "severity_of"]

# The rules by scope, in the order of the documentation, with the problem that they report. None is
# a rule of another scope. Rules on rows have their own module; engines and checks evaluate the
# others.
_MESSAGES: tuple[tuple[Scope, Mapping[str, str | None]], ...] = (
    (
        "data",
        {
            "no-rows": "the table has no rows",
            "column-missing": "a required column is missing",
            "column-unknown": "the table has no such column",
            "dtype-wrong": "a column has the wrong type",
        },
    ),
    (
        "cell",
        {
            "value-missing": "a required value is empty",
            "observation-incomplete": "an observation has no value, no period, or no region and "
            "organization",
            "type-wrong": "a cell is not a value of the column's type",
            "pattern-mismatch": "a text does not have the form of its column",
            "check-digit-wrong": "a code has wrong check digits",
            "too-long": "a text is longer than its column allows",
            "code-unknown": "a code is not in the vocabulary of its column",
            "below-minimum": "a number is below the minimum of its column",
            "value-not-finite": "a number is NaN or infinite",
            "period-unparsable": "a period is not a valid ISO 8601 period",
        },
    ),
    ("key", {"id-duplicate": "an id is in several rows"}),
    ("reference", {"id-dangling": "an id is not in the table that it refers to"}),
    ("dataset", {"id-in-two-tables": "an id is in two tables"}),
    (
        "table",
        {
            "id-derived": "the id of a mention, passage or span does not match its position",
            "passage-twice": "a paragraph has two passages",
            "mention-of-no-value": "a mention of an indicator value refers to another kind of "
            "record",
            "mention-overlap": "two mentions of a document overlap",
            "erratum-of-another": "the erratum of a record does not list the record",
        },
    ),
    (
        "combination",
        {"period-bounds": "period_start or period_end does not match period"},
    ),
    (
        "table",
        {
            "ordinal-repeated": "two tasks of one kind under one parent have the same ordinal",
            "task-cycle": "a task is its own ancestor",
            "region-cycle": "a region is part of itself",
            "withdrawal-cycle": "a withdrawn id is its own successor",
            "reference-invalid": "a row refers to an invalid row",
        },
    ),
    (
        "key",
        {"observation-duplicate": "one source has several values for the same observation"},
    ),
    (
        "combination",
        {
            "share-as-fraction": "a percentage is less than 1, and others of the same indicator "
            "are not",
            "region-with-parent": "a region and a larger region that contains it have values of "
            "the same indicator",
        },
    ),
    (
        "dataset",
        {
            "withdrawn-present": "a withdrawn id is still in a table",
            "successor-missing": "the successor of a withdrawn id does not exist",
        },
    ),
    (
        "stated",
        {
            "stated-unreadable": "the stated expression is not a readable quantity",
            "stated-ambiguous": "the stated expression has two possible values, and no erratum "
            "decides",
            "value-magnitude": "the value differs from the stated expression by a power of ten",
            "value-disagrees": "the value differs from the stated expression",
            "restatement-disagrees": "a restatement differs from the value of its record",
            "meant-disagrees": "the value differs from the intended value of its erratum",
            "comparator-disagrees": "the comparator differs from the stated expression",
            "unit-disagrees": "the unit differs from the stated expression",
        },
    ),
    (
        "collection",
        {
            "file-unreadable": "a file cannot be read, is not UTF-8, or is larger than 64 MiB",
            "file-empty": None,
            "file-misnamed": "the name of a collection file does not end with .yaml",
            "collection-missing": "the folder does not contain a collection",
            "yaml-malformed": "a file is not valid YAML, or uses tags, anchors or several "
            "documents",
            "layout-wrong": "a file does not map table names to lists of rows",
            "key-unknown": "a key is not known here",
            "key-duplicate": "a key is in a row twice",
            "value-missing": None,
            "value-type": "a value does not have the type of its column",
            "value-lookalike": "an unquoted text can be interpreted as another type",
            "code-unknown": None,
            "pattern-mismatch": None,
            "record-invalid": "a row is not a valid record",
            "period-unparsable": None,
            "settings-twice": "two files have a `collection` section",
            "settings-missing": "no file names the release in a `collection` section",
            "document-missing": "a row names no document, or an unknown one",
            "document-twice": "two documents have the same text",
            "locator-missing": "a row has no paragraph or expression",
            "not-located": "the positions of a document are missing or out of date",
            "expression-not-found": "an expression is not in its paragraph exactly once",
            "column-unknown": None,
            "column-twice": "a mapping assigns two source columns to one column",
            "unit-unknown": "a mapping names a unit that cannot be read",
            "id-taken": "an id already exists",
        },
    ),
    (
        "history",
        {
            "id-vanished": "an id of the previous release is missing",
            "withdrawal-vanished": "a withdrawal of an earlier release is missing",
            "withdrawal-unfounded": "a new withdrawal names an id that the previous release does "
            "not have",
            "withdrawal-misdated": "a new withdrawal does not name the release that is built",
        },
    ),
    (
        "text",
        {
            "stated-not-mentioned": "the stated expression is not a mention in the evidence",
            "year-not-printed": "a year of the period is not printed in the document",
            "document-hash": "the text is not the file that was read",
            "document-length": "the text has another number of characters",
            "document-paragraphs": "the text has another number of paragraphs",
            "document-foreign": "most of the evidence is not in the text",
            "evidence-hash": "the evidence of a record differs from the text",
            "expression-outside": "an expression is not inside the evidence of its record",
            "paragraph-wrong": "a position is not in the named paragraph",
            "mention-text": "the text of a mention is not at its position",
            "number-unaccounted": "a number of the text is not in exactly one mention",
            "passage-missing": "a paragraph has no passage",
            "passage-surplus": "a passage has no paragraph",
            "passage-place": "a passage does not have the position of its paragraph",
            "passage-count": "a passage has a wrong number of records",
            "text-uncovered": "a sentence belongs to no record and is not background",
            "policy-unlike-section": "the evidence is in the section of another policy",
            "strength-disagrees": "the strength differs from the words of the evidence",
            "prose-number": "a number in the prose of a record has no source",
            "prose-number-unused": "the list of prose numbers has a number that the prose has not",
        },
    ),
    (
        "file",
        {
            "file-empty": "a file is empty",
            "header-duplicate": "two columns have the same name",
            "header-empty": "a column with values has no name",
            "row-ragged": "a row has more or fewer cells than the header",
            "quote-open": "a quotation mark is misplaced or not closed",
            "encoding-mixed": "a line has another encoding than the other lines",
            "json-malformed": "a line is not a JSON object",
            "json-key-duplicate": "a key is in an object twice",
            "json-nested": "a value is an object, or a list of other values than texts",
            "json-number": "a number is not finite or exceeds 64 bits",
            "types-mixed": "a column contains values of several types",
            "cell-error": "a cell contains a spreadsheet error",
            "cell-shown-otherwise": "a cell shows another number than it contains",
            "cell-too-long": "a cell has more than 1 MiB",
            "formula-uncached": "a formula has no stored value",
            "cells-merged": "cells are merged",
            "cells-hidden": "rows or columns of a sheet are hidden",
            "sheets-unread": "a workbook has several sheets, and only one was read",
        },
    ),
    (
        "normalize",
        {
            "no-rows": None,
            "column-missing": None,
            "column-left-out": "a column was not used",
            "cells-missing": "a value is not stated",
            "tables-several": "a sheet or file contains several tables",
            "label-filled": "a blank label was filled from the row above",
            "key-missing": "a row with a value has no indicator, place or period",
            "key-ambiguous": "rows with different values have the same key",
            "table-wide": "periods are in the header instead of a column",
            "note-below": "a note at the end of the table is not a row",
            "value-unreadable": "a value is not a number or one expression of quantity",
            "value-ambiguous": "a value has two possible readings",
            "value-direction": "a fall has no sign",
            "value-inexact": "a 64-bit float does not represent the number exactly",
            "value-flagged": "a number has a letter next to it",
            "value-rounded": "a number has more digits than a 64-bit float represents",
            "unit-missing": "a value has no unit",
            "unit-unreadable": "a unit cannot be read",
            "unit-conflict": "the cell, the header and the value name different units",
            "currency-of-place": "a place has a currency of its own, and the unit is a bare 元",
            "title-unit-unused": "the unit in a title line differs from the unit of the values",
            "comparator-conflict": "the comparator column and the value contradict each other",
            "comparator-unreadable": "a comparator is neither a code nor a known sign",
            "period-unreadable": "a text is not a year, quarter, month, day or range of them",
            "period-ambiguous": "a date has two possible readings",
            "period-conflict": "two columns state different periods",
            "name-unknown": "a name is not in the code list",
            "name-ambiguous": "several entries of the code list have the name",
            "name-conflict": "a name contradicts the names and codes next to it",
            "code-unreadable": "a code is not in the vocabulary",
            "type-unreadable": "a cell cannot be converted to the type of its column",
        },
    ),
)
_WARNINGS = (
    *("no-rows", "observation-incomplete", "share-as-fraction", "region-with-parent"),
    *("cells-merged", "cells-hidden", "sheets-unread", "note-below"),
    *("cells-missing", "label-filled", "value-rounded", "title-unit-unused"),
    "currency-of-place",
)
# Third-party files can have these: in the `core` profile they are warnings.
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
    """Return a finding of a rule on a record."""
    rule = RULES[code]
    return rule.finding(message, table=table, id=id, column=column, value=value)


def severity_of(code: str, profile: str = "traced") -> Severity:
    """Return the severity of a finding of a code in a profile.

    Example:
        >>> severity_of("column-unknown", "core"), severity_of("column-unknown", "traced")
        ('warning', 'error')
    """
    return RULES[code].severity_in(profile)
