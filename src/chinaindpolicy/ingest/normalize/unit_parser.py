"""Units as tables write them: 亿元, 10⁸元, "billion yuan", "RMB bn", 万台.

A unit is a word of the list of units with a scale before or after it, and nothing else. A scale
alone ("millions", 亿, UNIT_MULT 6) has no code and combines with a unit from another place.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from chinaindpolicy._similar import is_misspelt, nearest
from chinaindpolicy.ingest.normalize.bilingual import two_languages
from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.marks import powers_of_ten, without_marks
from chinaindpolicy.ingest.normalize.unit_symbols import (
    plain_numbers,
    sdmx_units,
    symbol_unit,
    unclear_unit,
)
from chinaindpolicy.ingest.normalize.unit_words import (
    CHINESE_SCALES,
    CURRENCY_SIGNS,
    ENGLISH_SCALES,
    OTHER_COUNTS,
    is_ratio,
    reader_words,
)
from chinaindpolicy.model.names import fold

_LABEL = re.compile(r"^(?:计量|金额)?单\s*位[::]?\s*|^units?\s*[::]\s*|^in\s+", re.IGNORECASE)
_BRACKET = re.compile(r"^(?P<name>.*\S)\s*[(（\[【](?P<unit>[^()（）\[\]【】]+)[)）\]】]$")
_NESTED = re.compile(
    r"^(?P<name>.*\S)\s*[(（](?P<unit>[^()（）]*[(（][^()（）]+[)）][^()（）]*)[)）]$"
)
_SLASH = re.compile(r"^(?P<name>[^/]*[^/\s])\s*/\s*(?P<unit>[^/]+)$")
_COMMA = re.compile(r"^(?P<name>.*[^,，\s])\s*[,，]\s*(?P<unit>[^,，]+)$")
_SUFFIX = re.compile(r"^(?P<name>.*[^_\s])\s*_\s*(?P<unit>[^_]+)$")
_DASH = re.compile(r"^(?P<name>.*\S)\s*[-–—:：]\s*(?P<unit>[^-–—:：]+)$")
_NUMBER = re.compile(r"^(?P<number>1[0,]*0)(?:\s+|(?=[^\d\s.,%]))(?P<rest>.*)$")
SIGN_BEFORE = re.compile(
    "^(?P<sign>" + "|".join(sorted(map(re.escape, CURRENCY_SIGNS), key=len, reverse=True)) + ")"
)
"""A currency sign before a number or scale, in lower case."""
_SHARE_OF = re.compile(r"(?:%|percent|per cent|percentage)(?:\s+of\s+\S.*|\s+(?:growth|change))")
_CURRENT_PRICES = re.compile(r"^(?:按?(?:现价|当年价格?|当前价格?)(?:计算)?(?:的)?)(?=\S)")
_WORDS = re.compile(r"[()（）]|\bof\b|\bcurrent\b|\bannual\b")
# Codes of SDMX for a percentage of something: PT_B1GQ, PC_GDP.
_SHARE_CODE = re.compile(r"P[TC]_(?!PS$)[A-Z0-9_]+")
# In a header, a share is a part of something, and no number of shares of a company.
_NO_HEADER_UNITS = frozenset(("share", "shares"))
# A price per kilogram is no number of kilograms.
_PRICE = re.compile(r"(?:price|cost|fee|tariff|wage|价格?|价|成本|费用?|工资)s?$", re.IGNORECASE)
_SIMPLIFIED_WORDS = str.maketrans("萬億仟幣臺門圓噸輛個顆雙組", "万亿千币台门元吨辆个颗双组")
# A currency before or after 亿元: 新台币亿元, US$亿元, 亿元(港币).
_CURRENCY_AND_YUAN = (
    re.compile(r"(?P<currency>[^/]+?)\s*(?P<scale>[十百千万亿]*)元"),
    re.compile(r"(?P<scale>[十百千万亿]*)元\s*[(,]?\s*(?P<currency>[^/()]+?)\s*\)?"),
)
_UNIT_NOUNS = ("units", "unit")
# A unit in two languages begins with the Chinese one: 亿元 100 million yuan, 万辆(10 000 units).
_CHINESE_FIRST = re.compile(
    r"(?P<zh>[^A-Za-z()\s]*[\u3400-\u9fff][^A-Za-z()\s0-9]*)\s*[(/]?\s*"
    r"(?P<other>(?:[0-9]|[A-Za-z$%]{2}|[%$])[^\u3400-\u9fff]*)\)?"
)
_NUMBER_GAP = re.compile(r"(?<=[0-9])\s(?=[0-9]{3}(?![0-9]))")
_FACTORS = sorted(CHINESE_SCALES, key=len, reverse=True)


@dataclass(frozen=True, slots=True)
class UnitExpression:
    """A unit expression: unit code and scale factor (亿元 = CNY x 10^8).

    Attributes:
        code: The code of the unit; empty if the expression is a scale only.
        factor: The scale factor: 100000000 for 亿元.
        text: The unit as it was written.
        scaled: True if the expression states a scale.
        sign: True if it is a currency sign, which leaves the scale to the column.
        counts: True if it is a scale of things that are only called units: million units.
        base: The base of an index, such as `previous_year` or `2015`; empty if it is not stated.
    """

    code: str
    factor: Decimal
    text: str
    scaled: bool = False
    sign: bool = False
    base: str = ""
    counts: bool = False


class UnitReader:
    """Reader of units: the package's words, and those of a code list."""

    def __init__(self, listed: Mapping[str, str] | None = None) -> None:
        self._words = {**reader_words(), **(listed or {})}
        self._known: dict[str, UnitExpression | str] = {}

    def read(self, text: str) -> UnitExpression:
        """Read a unit with its scale.

        Raises:
            CellError: If the text is not a unit as a whole, or a scale without a unit.
        """
        found = self.scale_or_unit(text)
        if not found.code:
            raise CellError(
                "unit-unreadable", f"{text[:80]!r} is a scale without a unit; write, e.g., '亿元'"
            )
        return found

    def scale_or_unit(self, text: str) -> UnitExpression:
        """Read a unit, or a scale without a unit.

        Raises:
            CellError: If the text is neither.
        """
        found = self._known.get(text)
        if found is None:
            found = self._known[text] = self._find(text)
        if isinstance(found, str):
            raise CellError("unit-unreadable", found)
        return found

    def of_column(self, text: str) -> UnitExpression:
        """Read a unit or a scale in a column of units, which may be a code of SDMX: PT.

        Raises:
            CellError: If the text is neither.
        """
        code = sdmx_units().get(text.strip())
        if _SHARE_CODE.fullmatch(text.strip()):
            code = "percent"
        if code is not None and code != text.strip():
            return UnitExpression(code, Decimal(1), text)
        return self.scale_or_unit(text)

    def _find(self, text: str) -> UnitExpression | str:
        if unclear := self._unclear(text):
            return unclear
        text_in_digits = plain_numbers(text)
        symbol = None if fold(nfkc(text)) in self._words else symbol_unit(_LABEL.sub("", text))
        if symbol is not None:
            return UnitExpression(symbol[0], symbol[1], text, scaled=True)
        for marked in dict.fromkeys((text_in_digits, without_marks(text_in_digits).text)):
            written = fold(_LABEL.sub("", nfkc(powers_of_ten(marked))).strip())
            written = written.translate(_SIMPLIFIED_WORDS)
            bare = written[1:-1] if written[:1] + written[-1:] in ("()", "[]") else written
            found = self._scaled(bare.strip(), text) if bare.strip() else None
            if found is None and "_" in bare:  # MIO_EUR, as Eurostat writes it
                found = self._scaled(bare.replace("_", " ").strip(), text)
            if found and found.factor != 1 and is_ratio(found.code):
                return f"{text[:80]!r} has a scale, which cannot apply to {found.code}"
            if found := found or self._coded(marked, text):
                return found
        if halves := _halves(text):
            return self._in_both_languages(*halves, text)
        written = fold(nfkc(text[:40]))
        near = [word for word in nearest(written, self._words) if is_misspelt(written, word)]
        hint = f"; did you mean {near[0]!r}?" if near else ""
        return f"{text[:80]!r} is not a known unit{hint}"

    def _in_both_languages(self, first: str, second: str, text: str) -> UnitExpression | str:
        """Read a unit in two languages: 亿元 100 million yuan; both must state the same."""
        one, other = self._find(first), self._find(_NUMBER_GAP.sub("", second))
        if isinstance(one, str) or not one.code:
            return f"{text[:80]!r} is not a known unit"
        if isinstance(other, str) and one.code == "metre" and second.endswith(" m"):
            other = self._find(_NUMBER_GAP.sub("", f"{second}etres"))
        if isinstance(other, str):
            return f"{text[:80]!r}: {other}"
        thing = other.counts or (not other.code and other.factor == 1)
        if (other.code != one.code and not thing) or other.factor != one.factor:
            return f"{text[:80]!r} states two units: {first!r} and {second!r}; keep one of them"
        return UnitExpression(
            one.code, one.factor, text, scaled=one.scaled, base=one.base or other.base
        )

    def _unclear(self, text: str) -> str:
        """Return why a text may be one of several units; an empty text if it is not unclear."""
        plain = _LABEL.sub("", nfkc(text)).strip("()[] ")
        return unclear_unit(text, plain, known=fold(plain) in self._words)

    def is_unclear(self, text: str) -> bool:
        """Return True if a text may be one of several units, or states a unit in two languages.

        Example:
            >>> UnitReader().is_unclear("亿元 million yuan"), UnitReader().is_unclear("MT")
            (True, True)
        """
        if self._unclear(text):
            return True
        halves = _halves(text)
        return halves is not None and not isinstance(self._find(halves[0]), str)

    def _coded(self, written: str, text: str) -> UnitExpression | None:
        """Return a unit of the code list of units, which has more words and rates."""
        from chinaindpolicy.codes.units import NoUnit, find_unit

        found = find_unit(_LABEL.sub("", written))
        if isinstance(found, NoUnit):
            return None
        return UnitExpression(
            found.code, found.factor, text, scaled=found.factor != 1, base=found.base
        )

    def _scaled(self, written: str, text: str) -> UnitExpression | None:
        if (plain := _CURRENT_PRICES.sub("", written)) != written:  # 现价美元
            return self._scaled(plain, text)
        if _SHARE_OF.fullmatch(written):  # % of GDP
            return UnitExpression("percent", Decimal(1), text)
        if code := self._words.get(written):
            sign = written in CURRENCY_SIGNS
            return UnitExpression(code, Decimal(1), text, sign=sign)
        if written in CURRENCY_SIGNS:
            return UnitExpression(CURRENCY_SIGNS[written], Decimal(1), text, sign=True)
        for pattern in _CURRENCY_AND_YUAN:
            if pair := pattern.fullmatch(written):
                name, scale = pair["currency"], pair["scale"]
                code = self._words.get(name) or CURRENCY_SIGNS.get(name) or ""
                factor = CHINESE_SCALES.get(scale) if scale else Decimal(1)
                if factor is not None and _is_currency(code):
                    return UnitExpression(code, factor, text, scaled=bool(scale))
        if number := _NUMBER.match(written):
            rest = number["rest"].strip()
            inner = self._scaled(rest, text) or self._coded(rest, text)
            if inner is None or inner.factor not in (1, 10**6, 1000):
                return None
            factor = Decimal(number["number"].replace(",", "")) * inner.factor
            counts = inner.counts or rest in _UNIT_NOUNS
            return UnitExpression(inner.code, factor, text, scaled=True, counts=counts)
        for scale in _FACTORS:
            if written.startswith(scale):
                rest = self._unscaled(written.removeprefix(scale))
                # 兆 is a trillion of a currency, and otherwise a million or a trillion.
                if rest is not None and (scale != "兆" or not rest or _is_currency(rest)):
                    return UnitExpression(rest, CHINESE_SCALES[scale], text, scaled=True)
        return self._english(written, text)

    def _unscaled(self, written: str) -> str | None:
        """Return the code of a unit word; an empty text for none, None if unknown."""
        written = written.strip()
        if not written or written.replace(" ", "") in ("元人民币", "人民币元", "人民币"):
            return "CNY" if written else ""
        inner = self._scaled(written, "")
        return inner.code if inner and inner.factor == 1 and not inner.scaled else None

    def _english(self, written: str, text: str) -> UnitExpression | None:
        """Read a currency sign with a scale, or a unit word with a scale before or after it."""
        words = " ".join(_WORDS.sub(" ", written).split())
        sign = SIGN_BEFORE.match(words)
        after = words[sign.end() :].strip() if sign else ""
        if sign and after in CHINESE_SCALES:
            factor = CHINESE_SCALES[after]
            return UnitExpression(CURRENCY_SIGNS[sign["sign"]], factor, text, scaled=True)
        if sign and after in ENGLISH_SCALES:
            factor = ENGLISH_SCALES[after]
            return UnitExpression(CURRENCY_SIGNS[sign["sign"]], factor, text, scaled=True)
        tokens = words.split()
        for scale, others in ((tokens[:1], tokens[1:]), (tokens[-1:], tokens[:-1])):
            other = " ".join(others)
            if "".join(scale) not in ENGLISH_SCALES:
                continue
            if other in _UNIT_NOUNS and len(scale[0]) > 1:
                factor = ENGLISH_SCALES[scale[0]]
                return UnitExpression("", factor, text, scaled=True, counts=True)
            code = self._words.get(other) or CURRENCY_SIGNS.get(other) if other else ""
            if code is None and len(scale[0]) > 1 and (listed := self._coded(other, text)):
                code = listed.code if listed.factor == 1 and not listed.base else None
            if code is not None and (len(scale[0]) > 1 or _is_currency(code)):
                counts = not code and words in _UNIT_NOUNS  # (unit) in a header
                factor = ENGLISH_SCALES[scale[0]]
                return UnitExpression(code, factor, text, scaled=True, counts=counts)
        return self._scaled(words, text) if words and words != written else None

    def mentions(self, text: str, code: str) -> bool:
        """Return True if a text contains a word of a unit, and none of a unit that is unknown."""
        folded = fold(nfkc(text))
        if any(word in folded for word in OTHER_COUNTS if len(word) > 1):
            return False
        words = (word for known in (self._words, CURRENCY_SIGNS) for word in known.items())
        return any(other == code and word in folded for word, other in words)

    def factor_of(self, scale: str) -> Decimal:
        """Return the factor of a scale as printed: 万, billion.

        Raises:
            CellError: If the scale is unknown.
        """
        return self.scale_or_unit(scale).factor

    def header_unit(self, text: str) -> UnitExpression:
        """Read a unit, or a scale without a unit, in a header.

        Raises:
            CellError: If the text is neither, or may mean something else in a header.
        """
        if _WORDS.sub(" ", fold(text)).strip() in _NO_HEADER_UNITS:
            raise CellError("unit-unreadable", f"{text!r} in a header may be a part of something")
        return self.scale_or_unit(text)

    def split(self, text: str) -> tuple[str, UnitExpression] | None:
        """Return the name and the unit of a header or name that ends in one.

        Args:
            text: A header such as 数值（亿元）, 产值/亿元 or 产值_亿元.

        Returns:
            The name without the unit and the unit; None if it does not end in a unit.
        """
        text = text.strip()
        for form in (_BRACKET, _NESTED, _SLASH, _COMMA, _SUFFIX, _DASH):
            match = form.match(text)
            if match and not _is_within_brackets(match["name"]):
                if form is _SLASH and _PRICE.search(match["name"].strip()):
                    return None
                try:
                    unit = self.header_unit(match["unit"])
                except CellError:
                    continue
                return self._both_languages(match["name"].strip(), unit)
        return self._in_first_half(text)

    def _in_first_half(self, text: str) -> tuple[str, UnitExpression] | None:
        """Return the name and the unit of a name in two languages: 产量(万吨) Output."""
        halves = two_languages(text)
        first = min(halves, key=text.index) if halves else ""
        match = _BRACKET.match(first)
        if match is None or _BRACKET.match(text):
            return None
        try:
            unit = self.header_unit(match["unit"])
        except CellError:
            return None
        return text.replace(first, f"{match['name'].strip()} ", 1).replace("  ", " "), unit

    def _both_languages(self, name: str, unit: UnitExpression) -> tuple[str, UnitExpression] | None:
        """Leave out the unit in the first half of a name: 产值(亿元) Output (100 million yuan).

        None if the halves state different units.
        """
        halves = two_languages(name)
        first = min(halves, key=name.index) if halves else ""
        match = _BRACKET.match(first)
        if match is None:
            return name, unit
        try:
            other = self.header_unit(match["unit"])
        except CellError:
            return name, unit
        if (other.code, other.factor) != (unit.code, unit.factor):
            return None
        return name.replace(first, match["name"].strip(), 1), unit


def _halves(text: str) -> tuple[str, str] | None:
    """Return the Chinese and the other half of a unit in two languages."""
    match = _CHINESE_FIRST.fullmatch(nfkc(_LABEL.sub("", text)).strip("()[] "))
    return (match["zh"], match["other"].strip("() ")) if match else None


def _is_within_brackets(text: str) -> bool:
    """Return True if a bracket is still open at the end: （百万乘客-公里） does not end in 公里."""
    return sum(map(text.count, "(（[【")) > sum(map(text.count, ")）]】"))


def names_unit(name: str, unit: UnitExpression) -> bool:
    """Return True if the unit at the end of a known name is the unit of its values.

    Example:
        >>> names_unit("GDP (current US$)", read_unit("US$"))
        True
        >>> names_unit("GDP指数_上年=100", read_unit("上年=100"))
        True
        >>> names_unit("A, %", read_unit("%"))
        False
    """
    return (
        name.endswith((")", "）", f"_{unit.text}"))  # GDP_亿元
        or unit.code == "index"
    )


def _is_currency(code: str) -> bool:
    return len(code) == 3 and code.isupper()


@cache
def _package_reader() -> UnitReader:
    return UnitReader()


def read_unit(text: str) -> UnitExpression:
    """Read a unit of the package with its scale.

    Raises:
        CellError: If it is not a unit as a whole.

    Example:
        >>> read_unit("亿元").code, read_unit("10⁸元").factor
        ('CNY', Decimal('100000000'))
        >>> read_unit("RMB bn").factor
        Decimal('1000000000')
    """
    return _package_reader().read(text)


def bracketed_unit(text: str) -> tuple[str, UnitExpression] | None:
    """Return the name and the unit of a header or name that ends in one; None if it does not.

    Example:
        >>> name, unit = bracketed_unit("数值（亿元）")
        >>> name, unit.code
        ('数值', 'CNY')
        >>> bracketed_unit("value (revised)") is None
        True
    """
    return _package_reader().split(text)
