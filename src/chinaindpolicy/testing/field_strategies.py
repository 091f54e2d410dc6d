"""Strategies for values of columns and for records: valid ones, from the columns alone."""

from __future__ import annotations

import datetime
import re
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from chinaindpolicy.model.check_digits import CHECK_COMPLETIONS
from chinaindpolicy.model.columns import ColumnSpec, columns, record_class
from chinaindpolicy.model.fields import Record

# Any character but those that control a terminal or a reader.
_CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])
_TEXT = st.text(_CHARACTERS, min_size=1, max_size=30).filter(lambda text: not text[0].isspace())


def texts() -> st.SearchStrategy[str]:
    """Generate text that a record allows: any script, without control characters."""
    return _TEXT


def numbers() -> st.SearchStrategy[Decimal]:
    """Generate numbers that a 64-bit float represents exactly, with and without a fraction."""
    return st.one_of(
        st.integers(-(10**15), 10**15).map(Decimal),
        st.decimals(min_value=-(10**9), max_value=10**9, places=3),
        st.floats(allow_nan=False, allow_infinity=False).map(lambda number: Decimal(repr(number))),
    )


def periods() -> st.SearchStrategy[str]:
    """ISO 8601 periods: a year, a month, a day, an interval, one with an open start."""
    days = st.dates(datetime.date(1900, 1, 1), datetime.date(2200, 12, 31))
    edges = st.one_of(
        days.map(lambda day: f"{day.year:04}"),
        days.map(lambda day: f"{day.year:04}-{day.month:02}"),
        days.map(datetime.date.isoformat),
    )
    intervals = st.tuples(days, days).map(
        lambda pair: f"{min(pair).isoformat()}/{max(pair).isoformat()}"
    )
    return st.one_of(edges, edges.map(lambda edge: f"../{edge}"), intervals)


def values(spec: ColumnSpec) -> st.SearchStrategy[Any]:
    """Values that a column of a record admits, missing ones among them."""
    found = _filled(spec)
    return st.one_of(st.none(), found) if spec.nullable else found


def _filled(spec: ColumnSpec) -> st.SearchStrategy[Any]:
    if spec.categories:
        return st.sampled_from(spec.categories)
    if spec.name in ("period", "baseline_period"):
        return periods()
    if spec.type == "list":
        items = _TEXT.filter(lambda text: "|" not in text)
        if spec.meaning.references:
            items = st.from_regex(r"[a-z0-9]{1,5}(-[a-z0-9]{1,5}){0,2}", fullmatch=True)
        return st.lists(items, max_size=3).map(tuple)
    if spec.type == "integer":
        return st.integers(spec.minimum or 0, 2**63 - 1)
    if spec.type == "number":
        return numbers()
    if spec.type == "date":
        return st.dates()
    if spec.name in ("sha256", "text_sha256"):
        return st.binary(min_size=32, max_size=32).map(bytes.hex)
    if spec.pattern and not is_free_text(spec):
        whole = re.compile(spec.pattern.removeprefix("^").removesuffix("$"))
        if completed := CHECK_COMPLETIONS.get(spec.pattern):
            return st.from_regex(whole, fullmatch=True).map(completed)
        # Cut to the greatest length, a string may end in the middle of its pattern.
        return (
            st.from_regex(whole, fullmatch=True)
            .map(lambda text: text[: spec.max_length].rstrip("-"))
            .filter(lambda text: whole.fullmatch(text) is not None)
        )
    return _TEXT


def is_free_text(spec: ColumnSpec) -> bool:
    """Return True for a free text column, whose pattern restricts only the first character."""
    return bool(spec.pattern and spec.pattern.startswith(r"^[^\s"))


def records(table: str) -> st.SearchStrategy[Record]:
    """Generate valid records of a table; the ids that they refer to can be missing."""
    return st.builds(record_class(table), **{spec.name: values(spec) for spec in columns(table)})
