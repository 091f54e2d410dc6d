"""Score the reader on the amounts in the specifications of microsoft/Recognizers-Text.

    python tests/campaigns/recognizers_specs.py PATH_OF_A_CHECKOUT [--wrong]

The specifications state the value and unit of every amount of a sentence. An amount is right if
one mention of `find_quantities` overlaps it and has that value and a unit that means the same; a
unit without a code has to be None. The models of currencies, dimensions, ages, temperatures and
percentages state amounts; the models of numbers state bare numbers, which are scored on their own.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from chinaindpolicy.quantity import Mention, find_quantities

AMOUNTS = ("currency", "dimension", "age", "temperature", "percentage")
MODELS = ("Currency", "Dimension", "Age", "Temperature", "Percent", "Number")
# The specifications round to 15 digits.
TOLERANCE = Decimal("1e-9")
# The codes of the units of the specifications; every other unit has no code.
CODES = {
    "Dollar": "USD", "United States dollar": "USD", "Euro": "EUR", "Chinese yuan": "CNY",
    "Pound": "GBP", "British pound": "GBP", "Canadian dollar": "CAD", "Japanese yen": "JPY",
    "Australian dollar": "AUD", "Hong Kong dollar": "HKD", "Swiss franc": "CHF", "Rupee": "INR",
    "Indian rupee": "INR", "New Taiwan dollar": "TWD", "Singapore dollar": "SGD",
    "South Korean won": "KRW", "Russian ruble": "RUB", "Macanese pataca": "MOP",
    "Metric ton": "tonne", "Ton": "tonne", "Kilogram": "kilogram", "Gram": "gram",
    "Nanometer": "nanometre", "Micrometer": "micrometre", "Millimeter": "millimetre",
    "Centimeter": "centimetre", "Meter": "metre", "Kilometer": "kilometre", "Inch": "inch",
    "Square meter": "square_metre", "Square kilometer": "square_kilometre", "Mu": "mu",
    "Hectare": "hectare", "Cubic meter": "cubic_metre", "Liter": "litre", "Barrel": "barrel",
    "Megabyte": "megabyte", "Gigabyte": "gigabyte", "Terabyte": "terabyte", "Hertz": "hertz",
    "Megahertz": "megahertz", "Kilowatt": "kilowatt", "Watt": "watt", "C": "celsius",
    "Year": "year", "Month": "month", "Week": "week", "Day": "day", "Age": "year",
}  # fmt: skip
# Other codes that mean the same in a sentence of the specifications.
ALSO: dict[str, set[str | None]] = {
    "year": {"year_of_age"},
    "tonne": {None},  # a short or long ton
    "GBP": {None},  # a pound of another country, or of weight
    "barrel": {"barrel_per_day"},
}


class Amount(NamedTuple):
    """One amount or number of a specification."""

    model: str
    language: str
    text: str
    start: int
    end: int
    kind: str
    value: Decimal
    unit: str | None


def amounts(checkout: Path) -> Iterator[Amount]:
    """Yield the amounts of the English and Chinese specifications."""
    for language in ("English", "Chinese"):
        for group, model in (
            ("Number" if name in ("Percent", "Number") else "NumberWithUnit", name)
            for name in MODELS
        ):
            file = checkout / "Specs" / group / language / f"{model}Model.json"
            for case in json.loads(file.read_text(encoding="utf-8-sig")):
                for result in case["Results"]:
                    found = _amount(model, language, case["Input"], result)
                    if found is not None:
                        yield found


def _amount(model: str, language: str, text: str, result: dict[str, Any]) -> Amount | None:
    resolution: dict[str, Any] = result.get("Resolution") or {}
    try:
        value = Decimal(str(resolution.get("value")).removesuffix("%"))
    except InvalidOperation:
        return None  # a unit without a number
    start = result.get("Start", text.lower().find(result["Text"].lower()))
    end = result["End"] + 1 if "End" in result else start + len(result["Text"])
    kind = result["TypeName"]
    return Amount(model, language, text, start, end, kind, value, resolution.get("unit"))


def is_right(amount: Amount, found: tuple[Mention, ...]) -> bool:
    """Return True if one mention at the place of an amount has its value and unit."""
    for mention in found:
        quantity = mention.quantity
        if quantity is None or mention.char_start >= amount.end:
            continue
        if mention.char_end <= amount.start:
            continue
        factor = 10 if amount.kind == "percentage" and quantity.unit == "per_mille" else 1
        expected = (
            amount.value
            * factor
            * (1000 if (amount.unit or "").startswith(("Kilobit", "Kilobyte")) else 1)
        )
        # Of a range, the specifications of amounts state the end with the unit.
        value = quantity.value if quantity.value_upper is None else quantity.value_upper
        same = abs(value - expected) <= TOLERANCE * max(Decimal(1), abs(expected))
        if same and quantity.unit in _units(amount, quantity.unit):
            return True
    return False


def _units(amount: Amount, unit: str | None) -> set[str | None]:
    if amount.kind == "percentage":
        return {"percent", "per_mille", "percentage_point"}
    if amount.kind not in AMOUNTS:
        return {unit}
    code = CODES.get(amount.unit or "")
    return {code} | ALSO.get(code or "", set())


def main() -> None:
    """Print the share of right amounts by model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path, help="a checkout of microsoft/Recognizers-Text")
    parser.add_argument("--wrong", action="store_true", help="print each wrong amount")
    options = parser.parse_args()
    right: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    for amount in amounts(options.checkout):
        kind = "amounts" if amount.kind in AMOUNTS else "numbers"
        found = find_quantities(amount.text)
        is_good = is_right(amount, found)
        for name in (f"{amount.model}, {amount.language}", kind):
            total[kind, name] += 1
            right[kind, name] += is_good
        if options.wrong and not is_good:
            printed = amount.text[amount.start : amount.end]
            read = [
                (
                    each.text,
                    each.role,
                    each.quantity and (str(each.quantity.value), each.quantity.unit),
                )
                for each in found
                if each.char_start < amount.end and each.char_end > amount.start
            ]
            print(amount.model, repr(printed), amount.value, amount.unit, read, sep=" | ")
    for key in sorted(total):
        print(f"{key[1]:<24}{right[key]:>5} of {total[key]:>4}{right[key] / total[key]:>8.1%}")


if __name__ == "__main__":
    main()
