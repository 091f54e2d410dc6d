"""Check that every value is what its `stated` expression says, or has an erratum.

The expression is read by the quantity parser, apart from whoever read it first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from chinaindpolicy.quantity import QuantityError, parse_quantity
from chinaindpolicy.quantity.check import compare
from chinaindpolicy.report import Finding, Report

__all__ = ["READING_RULES", "check_readings"]

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
    for table in ("targets", "figures"):
        for record in tables[table]:
            if record.value is None or record.stated is None:
                continue
            count += 1
            slips = set(kinds.get(record.id, ()))
            if record.id in settled:
                slips.add("number")
            findings += _check(table, record, slips)
            if record.value_printed is not None and record.erratum_id in errata:
                findings += _meant(table, record, errata[record.erratum_id].meant)
    findings += _restated(tables)
    return Report(tuple(findings), {"stated values": count})


def _settled(tables: Mapping[str, tuple[Any, ...]]) -> frozenset[str]:
    """The records whose value another place states in words that can be read in one way only."""
    stated = {
        record.id: record
        for table in ("targets", "figures")
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


def _check(table: str, record: Any, slips: set[str]) -> Iterator[Finding]:
    # A slip accounts for what it is a slip of, and never for another value.
    literal = record.value if record.value_printed is None else record.value_printed
    agreement = compare(
        record.stated,
        literal,
        record.value_upper,
        None if slips & {"comparator", "term"} else record.comparator,
        None if slips & {"unit", "term"} else record.unit,
    )
    settled = agreement.verdict == "ambiguous" and slips & {"magnitude", "number"}
    if agreement.verdict not in _CODES or settled:
        return
    code, column = _CODES[agreement.verdict]
    message = f"{record.stated!r}: {agreement.message}"
    yield _finding(code, table, record.id, column, getattr(record, column), message)


def _restated(tables: Mapping[str, tuple[Any, ...]]) -> Iterator[Finding]:
    """Compare the values that restatements state with those of their records."""
    valued = {
        record.id: record
        for table in ("targets", "figures")
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
        code, "error", table, id, column, str(value), f"{message} ({READING_RULES[code]})"
    )
