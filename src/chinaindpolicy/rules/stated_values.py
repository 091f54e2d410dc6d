"""Check that every value is what its `stated` expression says, or has an erratum.

The expression is read by the quantity parser, apart from whoever read it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.quantity import Quantity, QuantityError, parse_quantity
from chinaindpolicy.quantity.check import Number, compare
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import Report

__all__ = ["READING_RULES", "check_readings", "disagreement"]

READING_RULES: Mapping[str, str] = MappingProxyType(
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
    }
)
"""The rules on values against what is stated: their codes, and what is expected."""

_CODES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "unreadable": ("stated-unreadable", "stated"),
        "ambiguous": ("stated-ambiguous", "stated"),
        "order_of_magnitude": ("value-magnitude", "value"),
        "value": ("value-disagrees", "value"),
        "comparator": ("comparator-disagrees", "comparator"),
        "unit": ("unit-disagrees", "unit"),
    }
)


def check_readings(tables: Mapping[str, tuple[Any, ...]]) -> Report:
    """Check every value of targets and figures against the expression that states it.

    Args:
        tables: Records by table.

    Returns:
        A report; `checked` counts the values that were compared.
    """
    findings: list[Finding] = []
    errata = {erratum.id: erratum for erratum in tables["errata"]}
    kinds: dict[str, set[str]] = {}
    for erratum in tables["errata"]:
        for record_id in erratum.record_ids:
            kinds.setdefault(record_id, set()).add(erratum.kind)
    settled = _settled(tables)
    count = 0
    for table in OBSERVATION_TABLES:
        for record in tables[table]:
            if record.value is None or record.stated is None:
                continue
            count += 1
            slips = set(kinds.get(record.id, ()))
            if record.id in settled:
                slips.add("number")
            findings += _check(table, record, frozenset(slips))
            if record.value_printed is not None and record.erratum_id in errata:
                findings += _meant(table, record, errata[record.erratum_id].meant)
    findings += _restated(tables)
    return Report(tuple(findings), {"stated values": count})


def _settled(tables: Mapping[str, tuple[Any, ...]]) -> frozenset[str]:
    """The records whose value another place states in words that can be read in one way only."""
    stated = {
        record.id: record
        for table in OBSERVATION_TABLES
        for record in tables[table]
        if record.value is not None
    }
    found: set[str] = set()
    for mention in tables["mentions"]:
        record = stated.get(mention.record_id)
        if record is not None and mention.text != record.stated:
            agreement = compare(mention.text, record.value, record.value_upper)
            if agreement.verdict == "agrees":
                found.add(record.id)
    return frozenset(found)


def disagreement(
    stated: str,
    value: Number,
    value_upper: Number | None,
    comparator: str | None,
    unit: str | None,
    value_printed: Number | None = None,
    slips: frozenset[str] = frozenset(),
) -> tuple[str, str, str, str] | None:
    """Tell what a value, printed or meant, has against the expression that states it.

    A slip accounts for what it is a slip of, and never for another value.

    Args:
        stated: The expression as printed.
        value: The value in data.
        value_upper: The upper end of a range.
        comparator: The comparator in data; None is not judged.
        unit: The unit in data; None is not judged.
        value_printed: The literal reading, where it differs.
        slips: The kinds of errata that bear on the record.

    Returns:
        The code, the column, what is wrong and what was expected; None if nothing is.

    Example:
        >>> disagreement("21000亿元", 21_000_000_000, None, "eq", "CNY")[:2]
        ('value-magnitude', 'value')
    """
    agreement = compare(
        stated,
        value if value_printed is None else value_printed,
        value_upper,
        None if slips & {"comparator", "term"} else comparator,
        None if slips & {"unit", "term"} else unit,
    )
    settled = agreement.verdict == "ambiguous" and slips & {"magnitude", "number"}
    if agreement.verdict not in _CODES or settled:
        return None
    code, column = _CODES[agreement.verdict]
    message = f"{stated!r}: {agreement.message}; expected: {READING_RULES[code]}"
    return code, column, message, _expected(column, agreement.quantity)


def _expected(column: str, quantity: Quantity | None) -> str:
    found = getattr(quantity, column, None) if quantity is not None else None
    return format(found, "f") if isinstance(found, Decimal) else str(found or "")


def _check(table: str, record: Any, slips: frozenset[str]) -> Iterator[Finding]:
    found = disagreement(
        record.stated,
        record.value,
        record.value_upper,
        record.comparator,
        record.unit,
        record.value_printed,
        slips,
    )
    if found is not None:
        code, column, message, expected = found
        value = str(getattr(record, column))
        yield Finding(code, "error", table, record.id, column, value, message, expected)


def _restated(tables: Mapping[str, tuple[Any, ...]]) -> Iterator[Finding]:
    """Compare the values that restatements state with those of their records."""
    valued = {
        record.id: record
        for table in OBSERVATION_TABLES
        for record in tables[table]
        if record.value is not None
    }
    places: dict[tuple[str, str], list[Any]] = {}
    for span in tables["spans"]:
        if span.record_id in valued:
            places.setdefault((span.document_id, span.record_id), []).append(span)
    for mention in tables["mentions"]:
        for span in places.get((mention.document_id, mention.record_id), ()):
            if not span.char_start <= mention.char_start < mention.char_end <= span.char_end:
                continue
            record = valued[mention.record_id]
            # Another place may have the slip too, or be free of it.
            readings = [
                value for value in (record.value, record.value_printed) if value is not None
            ]
            found = [compare(mention.text, value, record.value_upper) for value in readings]
            if all(one.verdict in ("value", "order_of_magnitude", "unreadable") for one in found):
                message = f"{mention.text!r}: {found[0].message}"
                code = "restatement-disagrees"
                yield _finding(code, "mentions", mention.id, "text", mention.text, message)


def _meant(table: str, record: Any, meant: str) -> Iterator[Finding]:
    try:
        values = {parse_quantity(meant).value}
    except QuantityError:
        values = set[Decimal]()
    if record.value not in values:
        message = f"its erratum says {meant!r}"
        yield _finding("meant-disagrees", table, record.id, "value", record.value, message)


def _finding(code: str, table: str, id: str, column: str, value: object, message: str) -> Finding:
    return Finding(
        code, "error", table, id, column, str(value), f"{message}; expected: {READING_RULES[code]}"
    )
