"""The numbers of a text that an audit checks, with corrections that need the sentence."""

from __future__ import annotations

import dataclasses
import functools
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.find import find_quantities
from chinaindpolicy.quantity.types import Quantity
from chinaindpolicy.quantity.units import units

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Mention

_SCALE = r"(?:hundred|thousand|million|billion|trillion|bn|tn|[kmbt](?![a-z])|[十百千万亿兆])"
_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|"
    "half|dozen|dozens|doubl\\w*|tripl\\w*|twice|quarter\\w*|hundreds?|thousands?"
)
_UNIT = (
    r"(?:%|％|per\s?cent(?:age points?)?|percentage points?|percent|points?|个百分点|百分点|"
    r"(?:us|u\.s\.|american|new taiwan|hong kong)?\s*dollars?|"
    r"yuan|rmb|renminbi|euros?|yen|won|pounds?|"
    r"美元|欧元|日元|港元|英镑|韩元|人民币|块钱|元(?![器件])|petaflops|exaflops|pflops|eflops|tenths?|thirds?|"
    r"quarters?|fifths?|倍|成半?|[家个項项条座台辆只户支名位所处批款座])"
)
_CORE = re.compile(
    rf"(?:[$¥€￥]\s*)?(?:[0-9][0-9,.，]*|[零〇一二两三四五六七八九十百千万亿半几]+|(?<![a-z])(?:{_WORDS})(?![a-z]))"
    rf"(?:[\s-]*(?:{_WORDS}|{_SCALE}))*(?:\s*(?:to|-|~|至|到|—|–)\s*[0-9][0-9,.]*\s*{_SCALE}?)?[多余几]?"
    rf"(?:\s*{_UNIT}[零一二三四五六七八九半]?)*(?:\s*(?:以上|以下|以内|左右|上下|多|余))?"
)
_HIDDEN = re.compile(
    r"\b(?:top|tops|topping|topped|clear|clears|cross|crosses)(?=\s+[$¥]?[0-9][0-9,.]*\s*(?:million|billion|trillion|percent|%|[a-z]))",
    re.IGNORECASE,
)
_ABOVE = re.compile(
    r"(?:(?<![a-z])(?:pass(?:es|ed|ing)?|top(?:s|ped|ping)?|cross(?:es|ed|ing)?|clears?|beat|"
    r"surpass\w*|exceed\w*|outstrip\w*|upwards? of|north of|in excess of)\s+(?:the\s+)?|逾|超|过)$"
)
_NOT_YET = re.compile(
    r"(?:(?<![a-z])(?:(?:has|have|had|is|are) (?:still )?not (?:yet )?|not yet |not even |yet to |"
    r"hasn't |haven't |short of |fail\w* to |never )(?:\w+ ){0,3}"
    r"|尚未|还未|仍未|未达|还没|没到|不到|未满)$"
)
_AS_HIGH = re.compile(r"(?<![a-z])as (?:high|much|many|large|low|few) as\s+$")
_EXACTLY = re.compile(r"(?:(?<![a-z])(?:exactly|precisely)|恰好|正好|刚好|恰恰)\s*(?:是|为)?\s*$")
_EXAFLOPS = re.compile(r"([0-9][0-9,.]*)\s*e(?![a-z])", re.IGNORECASE)
_TEN_KINDS = re.compile(r"([两二三四五六七八九十]+)大(?=类)")
_DIGITS = re.compile(r"[0-9][0-9,，]*(?:\.[0-9]+)?")
_JOINED_NOUN = re.compile(r"-([a-z]+)")
_ROUND_WORD = r"(?:hundred|thousand|million)s?"
_ROUND = re.compile(
    rf"(?:(?:an?|one|ten|hundred)[\s-]+)?{_ROUND_WORD}(?![a-z])|[百千万亿]{{1,2}}(?![百千万亿])"
)
_SLOGAN = re.compile(
    rf"(?:(?:an?|one|ten|hundred)[\s-]+)?{_ROUND_WORD}[\s-]+(?:[a-z]+[\"”’'\s-]+){{1,3}}?"
    r"(?:programme|program|scheme|initiative|campaign|action plan|plan(?! (?:to|for|on)))(?![a-z])"
    r"|[百千万]{1,2}[项家企个座条城乡镇村村户园链县店场]{1,2}[^，。；、\s0-9]{0,6}?[”’」』]?"
    r"(?:工程|行动|专项|活动|战略|方案|计划(?=[，。；、的”」』)）]|$))"
)
_TITLE = re.compile(
    r"(?:(?:An?|a|One|one|Ten|ten|Hundred)[\s-]+)?(?:Hundred|Thousand|Million)s?"
    r"(?:[\s-]+(?!Yuan|Dollars?|RMB|Euros?|Percent|Million|Billion)[A-Z][a-z]+)+"
)
_OPENING, _CLOSING = "\"“‘「『'", "\"”’」』'"
_UNIT_NOUN = re.compile(rf"(?:{_UNIT}|{_SCALE}|{_WORDS})")
_NUMERALS = {one: n for n, one in enumerate("一二三四五六七八九十", start=1)} | {"两": 2}


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text that states how much or how many.

    Attributes:
        start: Offset of the expression, its comparator included.
        end: Offset after the expression.
        core_start: Offset of the numeral.
        core_end: Offset after the numeral, its scale and its unit.
        quantity: The reading.
        step: The unit of the last printed digit, in the unit of the quantity.
        digits: Significant digits that are printed.
        exact: True if the text contains "exactly".
    """

    start: int
    end: int
    core_start: int
    core_end: int
    quantity: Quantity
    step: Decimal
    digits: int
    exact: bool = False


@functools.cache
def _count_units() -> frozenset[str]:
    return frozenset(code for code, unit in units().items() if unit.dimension.startswith("count"))


def counts(unit: str | None) -> bool:
    """Return True if a unit counts things, or if there is no unit.

    Example:
        >>> counts("enterprise"), counts("CNY"), counts(None)
        (True, False, True)
    """
    return unit is None or unit in _count_units()


def _in_a_name(mention: Mention, text: str, plain: str) -> bool:
    """Return True for a number word that is part of a name or a slogan.

    A hyphen joins it to a noun ("thousand-project"), capitals or quotes mark it ("the Thousand
    Projects programme"), or a word such as "programme" or 工程 follows (千项工程).
    """
    start, end = mention.char_start, mention.char_end
    joined = _JOINED_NOUN.match(plain, end)
    words = plain[start:end]
    if joined is not None and words.isalpha() and not _UNIT_NOUN.match(joined[1]):
        return True
    if _SLOGAN.match(plain, start) or _TITLE.match(text, start):
        return True
    round_word = _ROUND.match(plain, start)
    quoted = start > 0 and text[start - 1] in _OPENING and text[end : end + 1] in _CLOSING
    return round_word is not None and quoted


def numbers(text: str, plain: str) -> list[Number]:
    """Return the numbers of a text that are values; dates, ordinals and names are left out.

    Args:
        text: The text.
        plain: The text in lower case with plain digits, of the same length.
    """
    hidden = _HIDDEN.sub(lambda match: "x" * len(match.group()), text)
    found: list[Number] = []
    for mention in find_quantities(hidden):
        quantity = _quantity(mention)
        if quantity is None or _in_a_name(mention, text, plain):
            continue
        core = _CORE.search(plain, mention.char_start, max(mention.char_end, mention.char_start))
        first, last = (core.start(), core.end()) if core else (mention.char_start, mention.char_end)
        if core:
            longer = _CORE.match(plain, first)
            last = longer.end() if longer else last
        step, digits = _precision(plain[first:last], quantity)
        before = plain[max(0, first - 40) : first]
        exact = _EXACTLY.search(before) is not None
        found.append(
            Number(
                mention.char_start,
                max(mention.char_end, last),
                first,
                last,
                _corrected(quantity, before, exact=exact),
                step,
                digits,
                exact,
            )
        )
    return found


def _quantity(mention: Mention) -> Quantity | None:
    if mention.role == "indicator":
        return mention.quantity
    if mention.role == "name" and (match := _EXAFLOPS.fullmatch(mention.text)):
        value = Decimal(match[1].replace(",", ""))
        return Quantity("eq", value, unit="exaflops", measure="capacity", text=mention.text)
    if mention.role == "structure" and mention.text.endswith("大"):
        kinds = _NUMERALS.get(mention.text[:-1])
        return Quantity("eq", Decimal(kinds), unit="item", measure="count") if kinds else None
    return None


def _corrected(quantity: Quantity, before: str, *, exact: bool) -> Quantity:
    if quantity.comparator == "le" and _AS_HIGH.search(before):
        return dataclasses.replace(quantity, comparator="eq")
    if quantity.comparator != "eq" or exact:
        return quantity
    if _NOT_YET.search(before):
        return dataclasses.replace(quantity, comparator="lt")
    if _ABOVE.search(before):
        return dataclasses.replace(quantity, comparator="gt")
    return quantity


def _precision(core: str, quantity: Quantity) -> tuple[Decimal, int]:
    """Return the unit of the last printed digit, and the number of significant digits."""
    match = _DIGITS.search(core)
    if match is None:
        return Decimal(1), len(str(quantity.value.normalize().as_tuple().digits)) or 1
    printed = match.group().replace(",", "").replace("，", "")
    mantissa = Decimal(printed)
    decimals = len(printed.partition(".")[2])
    digits = len(printed.replace(".", "").lstrip("0")) or 1
    if not mantissa:
        return Decimal(1), 1
    return quantity.value / mantissa * Decimal(1).scaleb(-decimals), digits
