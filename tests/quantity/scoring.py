"""Score a file of expressions: `python tests/quantity/scoring.py FILE`."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

from chinaindpolicy.quantity import Quantity, QuantityError, find_quantities, parse_quantity

FIELDS = ("value", "comparator", "unit", "measure")


def matches(quantity: Quantity | None, row: dict[str, Any]) -> dict[str, bool]:
    """Say for each field whether a reading has what the row expects."""
    if quantity is None:
        return dict.fromkeys(FIELDS, False)
    upper = row["value_upper"]
    values = (Decimal(row["value"]), None if upper is None else Decimal(upper))
    return {
        "value": (quantity.value, quantity.value_upper) == values,
        "comparator": quantity.comparator == row["comparator"],
        "unit": quantity.unit == row["unit"],
        "measure": quantity.measure == row["measure"],
    }


def parsed(row: dict[str, Any]) -> dict[str, bool]:
    """Judge the expression alone; the measure may need the context and is not judged."""
    try:
        quantity = parse_quantity(row["expression"])
    except QuantityError:
        quantity = None
    return matches(quantity, row) | {"measure": quantity is not None}


def found(row: dict[str, Any]) -> dict[str, bool]:
    """Judge the first quantity that the scan of the context finds over the expression."""
    start = row["text"].index(row["expression"])
    end = start + len(row["expression"])
    for mention in find_quantities(row["text"]):
        if mention.quantity and mention.char_start < end and mention.char_end > start:
            return matches(mention.quantity, row)
    return matches(None, row)


def score(rows: list[dict[str, Any]]) -> dict[str, dict[str, float]]:
    """Return the share of rows that are right, by way of reading and field."""
    result: dict[str, dict[str, float]] = {}
    for name, judge in (("parse", parsed), ("find", found)):
        judged = [judge(row) for row in rows]
        result[name] = {field: sum(one[field] for one in judged) / len(rows) for field in FIELDS}
    return result


if __name__ == "__main__":
    lines = Path(sys.argv[1]).read_text(encoding="utf-8").splitlines()
    loaded = [json.loads(line) for line in lines]
    for way, shares in score(loaded).items():
        print(way, len(loaded), {field: f"{share:.1%}" for field, share in shares.items()})
