"""Symbols of units and codes of statistical offices: kt, Mtoe, CP_MEUR; those that are unclear."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from chinaindpolicy.ingest.normalize.cell_values import nfkc

# mW and MW, or Gb and GB, differ by case only, which tables do not respect.
_CASE_DECIDES = re.compile(r"(?<![A-Za-z])(?:m[WVAJ]h?|[KMGTPkmgtp]b)(?![A-Za-z/])")
# MT is a metric ton or a million tonnes, GT a gross ton or a billion tonnes.
_TONNES = re.compile(r"(?<![A-Za-z])(?:MT|mt|GT|gt)(?![A-Za-z])")
_MONEY = re.compile(r"M[0-3]")
# In Taiwan, Hong Kong and Macao, 元 is the dollar or pataca.
_TRADITIONAL = re.compile("[十百千仟]*[萬億][元圓]|[百千仟萬億]*圓")
_SIMPLIFIED = str.maketrans("萬億圓仟", "万亿元千")
# Codes of Eurostat with a scale, prices or a change in them: CLV10_MEUR, PCH_PRE.
_OFFICE_CODE = re.compile(
    r"(?=[A-Z0-9_]*(?:MIO|THS|M(?:EUR|PPS|NAC|USD)|KEUR|CLV|PYP|PCH))"
    r"[A-Z0-9]+(?:_[A-Z0-9]+)*"
)
_CODES = {
    "CP_MEUR": ("EUR", 6),
    "CP_EUR": ("EUR", 0),
    "MEUR": ("EUR", 6),
    "KEUR": ("EUR", 3),
    "THS_PER": ("person", 3),
    "MIO_PER": ("person", 6),
    "KTOE": ("tonne_oil_equivalent", 3),
    "MTOE": ("tonne_oil_equivalent", 6),
}
_PREFIXES = {"k": 3, "K": 3, "M": 6, "G": 9}
_MASS = re.compile(r"(?P<prefix>[kKMG])t\s*(?P<of>ce|oe|CO2|CO₂|(?:CO2|CO₂)[ -]?eq?)?|(?P<kt>KT)")
_OF = {"": "tonne", "ce": "tonne_coal_equivalent", "oe": "tonne_oil_equivalent"}
_OTHERS = {
    "TJ": ("gigajoule", 3),
    "PJ": ("gigajoule", 6),
    "EJ": ("gigajoule", 9),
    "bcm": ("cubic_metre", 9),
}
# Numbers with a letter or in words before a unit: 10K t, ten thousand units.
_LETTER_NUMBER = re.compile(r"^\s*(1[0,]*)\s?[kK](?=[\s-])[\s-]*")
_WORD_NUMBERS = (
    (re.compile(r"^\s*ten[\s-]thousands?\s+(?:of\s+)?", re.IGNORECASE), "10000 "),
    (re.compile(r"^\s*hundred[\s-]millions?\s+(?:of\s+)?", re.IGNORECASE), "100000000 "),
    (re.compile(r"^\s*[kK]\s+(?=(?:units|pcs|pieces)\s*$)"), "1000 "),
)


def unclear_unit(text: str, bare: str, *, known: bool = False) -> str:
    """Return why a text may be one of several units; an empty text if it is not unclear.

    Args:
        text: The unit as it was written.
        bare: The unit without its label and brackets.
        known: True if the caller's units have the text.

    Example:
        >>> unclear_unit("MT", "MT")
        "'MT': it may be metric tons or millions of tonnes; state the unit with units={'MT': '吨'}"
        >>> unclear_unit("kt", "kt")
        ''
    """
    shown = repr(text[:80])
    if unclear := _CASE_DECIDES.search(text):
        return (
            f"{shown}: case decides the size of {unclear[0]!r}; write the name of the "
            "unit, or state its code with units="
        )
    if money := _MONEY.fullmatch(bare):
        return (
            f"{shown}: {money[0]!r} may be the money supply; write the unit as {money[0].lower()!r}"
        )
    if known:
        return ""
    if unclear := _TONNES.search(text):
        what = (
            "metric tons or millions of tonnes"
            if unclear[0] in ("MT", "mt")
            else "gross tons or billions of tonnes"
        )
        return f"{shown}: it may be {what}; state the unit with units={{{unclear[0]!r}: '吨'}}"
    if _TRADITIONAL.fullmatch(bare):
        return (
            f"{shown} may be New Taiwan dollars, Hong Kong dollars or yuan; state the "
            f"currency, e.g. units='新台币{bare.translate(_SIMPLIFIED)}'"
        )
    if _OFFICE_CODE.fullmatch(bare) and bare not in _CODES and not _is_simple(bare):
        return (
            f"{shown}: the prices, currency or scale of this code are not certain; state its unit "
            f"with units={{{bare!r}: ...}}"
        )
    return ""


def _is_simple(code: str) -> bool:
    """Return True for a scale and a unit: MIO_EUR, THS_T."""
    scale, _, unit = code.partition("_")
    return scale in ("MIO", "THS") and "_" not in unit and unit not in ("NAC", "PPS")


def symbol_unit(text: str) -> tuple[str, Decimal] | None:
    """Return the code and factor of a symbol or code in which case decides; None for others.

    Example:
        >>> symbol_unit("Mt"), symbol_unit("CP_MEUR"), symbol_unit("mt")
        (('tonne', Decimal('1000000')), ('EUR', Decimal('1000000')), None)
    """
    bare = nfkc(text).strip(" ()[]")
    if found := _CODES.get(bare) or _OTHERS.get(bare):
        return found[0], Decimal(10) ** found[1]
    if match := _MASS.fullmatch(bare):
        of = match["of"] or ""
        carbon = "tonne_CO2_equivalent" if of[-1:] in ("e", "q") else "tonne_CO2"
        return _OF.get(of, carbon), Decimal(10) ** _PREFIXES[match["prefix"] or "k"]
    return None


def plain_numbers(text: str) -> str:
    """Return a unit with the number before it in digits.

    Example:
        >>> plain_numbers("10K t"), plain_numbers("ten thousand units"), plain_numbers("K t")
        ('10000 t', '10000 units', 'K t')
    """
    text = _LETTER_NUMBER.sub(lambda match: match[1].replace(",", "") + "000 ", text)
    for form, number in _WORD_NUMBERS:
        text = form.sub(number, text)
    return text


@cache
def sdmx_units() -> Mapping[str, str]:
    """Return the units by their codes in SDMX.

    Example:
        >>> sdmx_units()["PT"]
        'percent'
    """
    from chinaindpolicy.codes.rows import listed_rows

    listed = listed_rows("units").select("sdmx", "id").drop_nulls()
    return {"IX": "index", **{code: id for code, id in listed.rows() if code}}
