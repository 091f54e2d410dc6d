"""Units of Chinese statistics: codes, and the words that are written for them."""

from __future__ import annotations

from decimal import Decimal

from chinaindpolicy.codes.unit_table import SCALES
from tools.codelists.sources import CURRENCIES, Raw, own_rows
from tools.codelists.ucum import Ucum

UNIT_COLUMNS = (
    *("code", "name", "name_zh", "symbol", "dimension", "ucum", "iso_4217", "sdmx"),
    *("base_code", "base_factor", "numerator", "numerator_factor"),
    *("denominator", "denominator_factor"),
)
WORD_COLUMNS = ("word", "code", "factor", "ucum", "scale", "base", "note")
# UCUM parses these as mass; the annotations have no meaning there.
_NOT_COMPARED = frozenset(("t{ce}", "kg{ce}", "t{oe}"))
# Units of their own, which begin like a scale.
_PREFIXED = frozenset(
    ("千克", "千米", "千瓦", "千瓦时", "千瓦小时", "千升", "千克标准煤", "千焦", "千卡")
)
_TOLERANCE = Decimal("1e-9")


def units() -> list[dict[str, str]]:
    """Return the unit codes."""
    return sorted(own_rows("units.csv"), key=lambda row: row["code"])


def words() -> list[dict[str, str]]:
    """Return the words, each with the scale that it starts with, if it does."""
    rows = {row["word"]: row for row in own_rows("unit_words.csv")}
    return [{**row, "scale": _scale(row, rows)} for _, row in sorted(rows.items())]


def _scale(row: dict[str, str], rows: dict[str, dict[str, str]]) -> str:
    """Return the scale of a word: 万 of 万吨, and none of 千克, which is not 1000 克 of a scale."""
    for scale, factor in SCALES.items():
        rest = rows.get(row["word"].removeprefix(scale))
        is_scaled = row["word"].startswith(scale) and rest and rest["code"] == row["code"]
        if rest and is_scaled and Decimal(rest["factor"]) * factor == Decimal(row["factor"]):
            return "" if row["word"] in _PREFIXED else scale
    return ""


def problems(raw: Raw) -> list[str]:
    """Return what is wrong with the units by UCUM, ISO 4217 and their own factors."""
    ucum = Ucum(raw)
    currencies = {row["alpha_3"] for row in raw.json(CURRENCIES)["4217"]}
    by_code = {row["code"]: row for row in units()}
    found: list[str] = []
    for row in by_code.values():
        if row["iso_4217"] and row["iso_4217"] not in currencies:
            found.append(f"unit {row['code']}: {row['iso_4217']} is not in ISO 4217")
        if row["base_code"] and row["ucum"]:
            base = by_code[row["base_code"]]
            found += _compare(ucum, row["code"], row["ucum"], base["ucum"], row["base_factor"])
        elif row["ucum"]:
            found += _compare(ucum, row["code"], row["ucum"], row["ucum"], "1")
        if row["numerator"]:
            top, bottom = by_code[row["numerator"]], by_code[row["denominator"]]
            if row["ucum"] and top["ucum"] and bottom["ucum"]:
                factor = Decimal(row["numerator_factor"]) / Decimal(row["denominator_factor"])
                whole = f"{top['ucum']}/{bottom['ucum'].replace('.', '/')}"
                found += _compare(ucum, row["code"], row["ucum"], whole, str(factor))
    for word in words():
        if word["ucum"]:
            base_ucum = by_code[word["code"]]["ucum"]
            found += _compare(ucum, word["word"], word["ucum"], base_ucum, word["factor"])
    return found


def _compare(ucum: Ucum, name: str, code: str, base: str, factor: str) -> list[str]:
    if any(code.endswith(each) for each in _NOT_COMPARED):
        return []
    try:
        magnitude, base_magnitude = ucum.magnitude(code), ucum.magnitude(base)
    except ValueError as error:
        return [f"unit {name}: {error}"]
    if magnitude is None or base_magnitude is None:
        return []
    ratio = magnitude / base_magnitude
    if abs(ratio / Decimal(factor) - 1) > _TOLERANCE:
        return [f"unit {name}: factor {factor}, but UCUM {code} is {ratio} of {base}"]
    return []
