"""Check that every value is equal to its `stated` expression, or has an erratum.

The expression is read by the quantity parser, independently of the first reading.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.quantity.check import Number, compare
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import Quantity, QuantityError
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import RULES, record_finding
from chinaindpolicy.rules.report import Report

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
_REMEDIES: Mapping[str, str] = MappingProxyType(
    {
        "stated-ambiguous": "; add an erratum of kind magnitude or number, or a mention with one "
        "reading"
    }
)


def check_readings(
    tables: Mapping[str, tuple[Any, ...]], *, magnitudes: Container[str] = ()
) -> Report:
    """Check every value of targets and figures against the expression that states it.

    Args:
        tables: Records by table.
        magnitudes: The ids of records of releases before 2026.3, in which a fall is a magnitude.

    Returns:
        A report; `checked` counts the values that were compared.
    """
    findings: list[Finding] = []
    errata = {erratum.id: erratum for erratum in tables["errata"]}
    kinds: dict[str, set[str]] = {}
    for erratum in tables["errata"]:
        for record_id in erratum.record_ids:
            kinds.setdefault(record_id, set()).add(erratum.kind)
    settled = _settled(tables, magnitudes)
    count = 0
    for table in OBSERVATION_TABLES:
        for record in tables[table]:
            if record.value is None or record.stated is None:
                continue
            count += 1
            known = set(kinds.get(record.id, ()))
            if record.id in settled:
                known.add("number")
            findings += _check(table, record, frozenset(known), record.id not in magnitudes)
            if record.value_printed is not None and record.erratum_id in errata:
                findings += _meant(table, record, errata[record.erratum_id].meant, magnitudes)
    findings += _restated(tables, magnitudes)
    return Report(tuple(findings), {"stated values": count})


def _settled(tables: Mapping[str, tuple[Any, ...]], magnitudes: Container[str]) -> frozenset[str]:
    """Return the records whose value another place states unambiguously."""
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
            agreement = compare(
                mention.text,
                record.value,
                record.value_upper,
                measure=record.measure,
                signed=record.id not in magnitudes,
            )
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
    errata: frozenset[str] = frozenset(),
    measure: str | None = None,
    *,
    signed: bool = True,
) -> Finding | None:
    """Compare a value, printed or meant, with the expression that states it.

    An erratum explains a difference of its own kind, and never another value.

    Args:
        stated: The expression as printed.
        value: The value in data.
        value_upper: The upper end of a range.
        comparator: The comparator in data; None is not compared.
        unit: The unit in data; None is not compared.
        value_printed: The literal reading, where it differs.
        errata: The kinds of errata of the record.
        measure: The measure in data.
        signed: False for data of releases before 2026.3, in which a fall is a magnitude.

    Returns:
        A finding without its place; None if they agree.

    Example:
        >>> found = disagreement("21000亿元", 21_000_000_000, None, "eq", "CNY")
        >>> found.code, found.column
        ('value-magnitude', 'value')
    """
    agreement = compare(
        stated,
        value if value_printed is None else value_printed,
        value_upper,
        None if errata & {"comparator", "term"} else comparator,
        None if errata & {"unit", "term"} else unit,
        measure,
        signed=signed,
    )
    settled = agreement.verdict == "ambiguous" and errata & {"magnitude", "number"}
    if agreement.verdict not in _CODES or settled:
        return None
    code, column = _CODES[agreement.verdict]
    rule = RULES[code]
    message = f"{stated!r}: {agreement.message}{_REMEDIES.get(code, '')}"
    return rule.finding(message, column=column, expected=_expected(column, agreement.quantity))


def _expected(column: str, quantity: Quantity | None) -> str:
    found = getattr(quantity, column, None) if quantity is not None else None
    return format(found, "f") if isinstance(found, Decimal) else str(found or "")


def _check(table: str, record: Any, errata: frozenset[str], signed: bool) -> Iterator[Finding]:
    found = disagreement(
        record.stated,
        record.value,
        record.value_upper,
        record.comparator,
        record.unit,
        record.value_printed,
        errata,
        record.measure,
        signed=signed,
    )
    if found is not None:
        value = str(getattr(record, found.column))
        yield replace(found, table=table, id=record.id, value=value)


def _restated(
    tables: Mapping[str, tuple[Any, ...]], magnitudes: Container[str]
) -> Iterator[Finding]:
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
            # Another place may have the same error, or none.
            readings = [
                value for value in (record.value, record.value_printed) if value is not None
            ]
            found = [
                compare(
                    mention.text,
                    value,
                    record.value_upper,
                    measure=record.measure,
                    signed=record.id not in magnitudes,
                )
                for value in readings
            ]
            if all(one.verdict in ("value", "order_of_magnitude", "unreadable") for one in found):
                message = f"{mention.text!r}: {found[0].message}"
                code = "restatement-disagrees"
                yield record_finding(code, "mentions", mention.id, "text", mention.text, message)


def _meant(
    table: str, record: Any, meant: str | None, magnitudes: Container[str]
) -> Iterator[Finding]:
    try:
        quantity = parse_quantity(meant or "")
        values = {quantity.value if record.id in magnitudes else quantity.signed().value}
    except QuantityError:
        values = set[Decimal]()
    if record.value not in values:
        message = f"its erratum says {meant!r}"
        yield record_finding("meant-disagrees", table, record.id, "value", record.value, message)
