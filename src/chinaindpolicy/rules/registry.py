"""What a check of data looks for besides the row rules: codes, and what is expected."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from chinaindpolicy.rules.findings import Severity
from chinaindpolicy.rules.row_rules import ROW_RULES

__all__ = ["CELL_RULES", "DATA_RULES", "TABLE_RULES", "severity_of"]

DATA_RULES: Mapping[str, str] = MappingProxyType(
    {
        "no-rows": "the data has at least one row",
        "column-missing": "every column that the profile needs is there",
        "column-unknown": "every column is a column of the table",
        "dtype-wrong": "a column has the type that the table gives it",
    }
)
"""The rules on the data as a whole and on its columns; a breach bears on every row."""

CELL_RULES: Mapping[str, str] = MappingProxyType(
    {
        "value-missing": "a value that the profile needs, or the record cannot miss, is there",
        "type-wrong": "a cell holds a value of the column's type",
        "pattern-mismatch": "a string has the form of its column",
        "too-long": "a string, or an item of a list, is not longer than its column admits",
        "code-unknown": "a code is one of the column's vocabulary",
        "below-minimum": "a number is not below the least one admitted",
        "value-not-finite": "a number is finite: neither NaN nor infinite",
        "period-unparsable": "a period is ISO 8601, of days that the calendar has, in order",
    }
)
"""The rules on one cell."""

TABLE_RULES: Mapping[str, str] = MappingProxyType(
    {
        "id-duplicate": "an id names one row",
        "id-dangling": "an id in another table's column is the id of a row there",
        "id-in-two-tables": "an id is the id of one record, whatever its table",
        "id-derived": "the id of a mention, passage or span tells its document and place",
        "passage-twice": "a paragraph has one passage",
        "mention-of-no-value": "an indicator value belongs to a target, a figure or a task",
        "mention-overlap": "no two mentions of a document overlap",
        "erratum-of-another": "the erratum of a record names the record",
        "period-bounds": "period_start and period_end are the first and last day of the period",
        "ordinal-repeated": "tasks of one kind under one parent have different ordinals",
        "task-cycle": "no task is its own ancestor",
        "observation-duplicate": (
            "one source gives one value of an indicator for a region and a period"
        ),
        "region-with-parent": (
            "values of a region and of one it lies in are not added: they count twice"
        ),
        "withdrawn-present": "an id that was withdrawn is in no table",
        "successor-missing": "the successor of a withdrawn id exists, or leads to one that does",
    }
)
"""The rules over several rows or tables."""

# In a core check, what a third party's file may rightly have is only remarked upon.
_LENIENT = ("column-unknown", "stated-unreadable", "stated-ambiguous")
_WARNINGS = frozenset(
    ("region-with-parent", *(rule.code for rule in ROW_RULES if rule.severity == "warning"))
)


def severity_of(code: str, profile: str = "traced") -> Severity:
    """Return the severity of a finding of a code in a profile.

    Example:
        >>> severity_of("column-unknown", "core"), severity_of("column-unknown", "traced")
        ('warning', 'error')
    """
    lenient = profile == "core" and code in _LENIENT
    return "warning" if lenient or code in _WARNINGS else "error"
