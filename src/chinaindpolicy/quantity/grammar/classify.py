"""Classification of numbers: quantities, and the roles of all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese.numerals import chinese_run
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.patterns import LazyPattern, any_of
from chinaindpolicy.quantity.types import QuantityMention
from chinaindpolicy.quantity.units import chinese_words

if TYPE_CHECKING:
    from chinaindpolicy.quantity.grammar.match import Match
    from chinaindpolicy.quantity.grammar.scaled_numbers import ScaledNumber
    from chinaindpolicy.quantity.types import Role

#: Units of which "within" makes a longest value.
PERIODS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "metre"})
_BARE_SCALES = frozenset("十百千万亿拾佰仟萬億")
_STRUCTURAL = LazyPattern(
    r"-(?:step|phase|stage|pronged|track|tier|level|part|point|fold)s?(?![a-z])"
)


def _location_pattern() -> str:
    """Match up to six words of which the last is the centre of a policy."""
    word = r"[^\s,.]{1,40}"
    nouns = any_of(english("noun phrases", "place"))
    return rf"(?:{word})?(?:[\s,.]{{1,4}}{word}){{0,5}}?[\s,.]{{1,4}}(?:{nouns})(?![^\s,.])"


_LOCATION = LazyPattern(_location_pattern)
_ABOUT_VERBS = (
    "build", "create", "cultivate", "add", "form", "have", "has", "had", "reach", "to", "by", "of",
    "at", "total", "are", "is", "were", "was", "establish", "develop", "support", "select", "with",
    "cover", "covers", "for", "train", "launch", "implement", "grow", "foster", "complete", "in",
    "set up",
)  # fmt: skip
_LOCATION_VERBS = (
    "focus", "focused", "focusing", "focuses", "centred", "centered", "centres", "centers",
    "centering", "organised", "organized", "revolve", "revolves", "revolving", "built",
    "including", "work", "layout", "concentrate", "concentrated", "concentrating", "efforts",
    "arranged", "structured", "designed",
)  # fmt: skip


def plain_mention(text: str, start: int, end: int, role: Role) -> QuantityMention:
    """Make a mention without a quantity.

    Example:
        >>> plain_mention("5G", 0, 2, "name").text
        '5G'
    """
    return QuantityMention(start, end, text[start:end], role)


def word_role(normalized: str, number: ScaledNumber) -> Role:
    """Return the role of a number word that is not a quantity: `structure` in "two-step"."""
    return "structure" if _STRUCTURAL.match(normalized, number.end) else "other"


def is_quoted(match: Match) -> bool:
    """Return True if a number word opens a quoted name: "three chemical" transformation."""
    normalized, start = match.cursor.normalized, match.number.start
    quote = normalized[start - 1 : start]
    if quote not in ("“", '"') or match.leading.comparator or not normalized[start].isalpha():
        return False
    if _STRUCTURAL.match(normalized, match.number.end):
        return False
    return quote == "“" or not normalized[start - 2 : start - 1].isalnum()


def is_location(match: Match) -> bool:
    """Return False for "build around 50 chains", True for a policy centred around 50 chains."""
    normalized, start = match.cursor.normalized, match.leading.start
    if not normalized.startswith("around", start):
        return False
    before = match.cursor.at(start).preceding(24).rstrip()
    if before.endswith(_ABOUT_VERBS):
        return False
    if before.endswith(_LOCATION_VERBS):
        return True
    return _LOCATION.match(normalized, match.number.end) is not None


def is_chinese_quantity(match: Match) -> bool:
    """Return True for a Chinese numeral that counts: 一万名, but not 一批 and 万物."""
    cursor, number, leading, unit, _, _ = match
    normalized, code = cursor.normalized, unit.code
    run = normalized[cursor.start : chinese_run(normalized, cursor.start)]
    compared = leading.comparator is not None
    bounded = compared and leading.comparator != "eq"
    if run[0] in "〇零":
        return "点" in run and _is_zero_point(match)
    if "又" in normalized[cursor.start : number.end]:
        return True  # 五又三分之二
    if number.scale and normalized.startswith("个", cursor.start + len(run)):
        return True  # 五个亿
    if number.excess or number.high is not None:
        if unit.known or number.scale is not None:
            return True
    elif match.trailing == "le" and code in PERIODS:
        return True  # 一年内
    elif unit.text:
        return len(run) > 1 or compared or (unit.text in _WEIGHTS and number.low != 1)
    if run == "一" and number.low != 1 and unit.code is not None:
        return not normalized.startswith(_CIRCLES, match.end)  # 一年半
    if run == "一" and number.high is None:
        strong = code is not None and not unit.noun and code != "wafer"
        weak = code in ("year", "day", "person", "month", "second")
        return (strong and (not weak or compared)) or (bounded and code is not None)
    if run[0] in _BARE_SCALES and not number.excess:
        if run[0] in "十拾" and run != "拾":
            return code is not None or compared
        if code in ("year", "day", "person", "month") and not compared:
            return False
        if run == "万" and code == "CNY" and not compared:
            return False  # 万元GDP能耗: per ten thousand yuan
        if normalized[number.start - 1 : number.start] in ("几", "数", "每"):
            return False
        return code is not None or (bounded and len(run) > 1)
    if code is not None:
        single = len(run) == 1 and not compared and number.low == int(number.low)
        return not (code in ("person", "day") and single)
    return bounded or (len(run) >= 2 and any(char in _BARE_SCALES for char in run))


_WEIGHTS = ("斤", "公斤", "市斤", "两")
# 一个半小时经济圈 is a name.
_CIRCLES = ("经济圈", "生活圈", "交通圈", "通勤圈", "都市圈", "圈")
_CLOCK = LazyPattern("[十刻分整]")


def _is_zero_point(match: Match) -> bool:
    """Return True for the decimal number 零点七, False for the hour 零点三十分."""
    normalized, end = match.cursor.normalized, match.number.end
    return (match.unit.known or match.compared) and not _CLOCK.match(normalized, end)


def vague_number(match: Match) -> QuantityMention | None:
    """Return the mention of an indefinite number: 几千万吨, 数万亿, 几十个."""
    cursor, number, _, unit, _, _ = match
    start = number.start
    previous = cursor.normalized[start - 1 : start] if start > cursor.min_start else ""
    if previous not in ("几", "数") or cursor.normalized[start] not in _BARE_SCALES:
        return None
    if cursor.normalized[start - 2 : start - 1] in _WORDS_OF_NUMBER:
        return None
    return plain_mention(cursor.text, start - 1, max(number.end, unit.end), "other")


# 总数, 人数, 十几: the noun is not vague, and 十几 is more than ten.
_WORDS_OF_NUMBER = frozenset("总人户件次指倍个参系系字函多少十")


def is_no_comparator(match: Match) -> bool:
    """Return True for 过 as a particle of the verb: 建过3座, 过5年.

    It compares before money, a percentage and a scale: 过2000万元.
    """
    cursor, number, leading, unit, _, _ = match
    if cursor.normalized[leading.start : leading.start + 1] != "过":
        return False
    if unit.code in PERIODS:
        return True
    money = unit.code == "percent" or (unit.code or "").isupper()
    return not (money or number.power >= 3 or number.chinese)


def non_quantity(match: Match) -> QuantityMention | None:
    """Return the mention for years, denominators and vague numbers, else None."""
    cursor, number, leading, unit, trailing, _ = match
    text, normalized = cursor.text, cursor.normalized
    start, end = number.start, number.end
    if end - start == 4 and _is_year(match):
        return plain_mention(text, start, end, "date")
    if unit.code in PERIODS and normalized.startswith("近", leading.start):
        return plain_mention(text, leading.start, unit.end, "date")
    if unit.code in ("year", "month", "week") and _AGO.match(normalized, unit.end):
        return plain_mention(text, start, unit.end + 1, "date")
    if unit.code == "year" and number.low < 20 and normalized.startswith(_PLANS, unit.end):
        return plain_mention(text, start, unit.end, "structure")
    if unit.code == "item" and normalized[unit.end - 1] == "个":
        scale = _SCALE_OF_COUNT.match(normalized, unit.end)
        if scale:
            return plain_mention(text, start, scale.end(), "other")
    previous = normalized[start - 1 : start] if start > cursor.min_start else ""
    if previous == "前" and unit.code in PERIODS and normalized[start - 2 : start - 1] != "提":
        return plain_mention(text, start - 1, unit.end, "date")
    if previous == "前" and unit.code in (None, "person"):
        return plain_mention(text, start - 1, max(end, unit.end), "ordinal")
    if previous in _PER_ENDS and leading.comparator is None and (number.scale or number.low >= 10):
        before = cursor.at(start).preceding(8).rstrip()
        if before.endswith((" per", "every", "每")) or before == "per":
            return plain_mention(text, start, end, "other")
    if not normalized[start].isdecimal() and normalized.endswith(
        _VAGUE_WORDS, cursor.min_start, start
    ):
        return plain_mention(text, start, end, "other")
    if leading.comparator is None and trailing is None and _is_bare_scale(normalized, number):
        return plain_mention(text, start, end, "other")
    return None


# 五年前, and not the quarters of 前三季度.
_AGO = LazyPattern("前(?![一二三四两0-9半])")
# Words that precede a denominator: per, every, 每 and the space after them.
_PER_ENDS = frozenset(" ry每")
_PLANS = ("行动", "计划", "规划")
_VAGUE_WORDS = ("several ", "few ", "many ", "tens of ")
_CHANGE_BEFORE = LazyPattern(r"(?:%|percent|per cent|points|times|growth|rise|increase|fold) ?\Z")
_NOT_BOUNDS = ("beyond", "past", "within", "after")


def _is_year(match: Match) -> bool:
    """Return True if four characters are a year and not a count."""
    cursor, number, leading, unit, trailing, _ = match
    printed = cursor.text[number.start : number.end]
    if (
        number.high is not None
        or not printed.isdigit()
        or not "1900" <= cursor.normalized[number.start : number.end] <= "2099"
        or leading.currency
        or not (unit.code is None or _is_english_item(match))
    ):
        return False
    compared = leading.comparator
    if trailing is not None:
        return False
    if compared and printed.endswith("00"):
        near = cursor.normalized[max(0, leading.start - 16) : leading.start]
        return _CHANGE_BEFORE.search(near) is not None and _compares_with_year(match)
    if compared == "approx":
        return unit.code is None
    bounding = compared in ("gt", "ge", "lt", "le")
    if not bounding or cursor.normalized.startswith(_NOT_BOUNDS, leading.start):
        return True
    return unit.code is None and _compares_with_year(match)


_THAN = ("over", "above", "below", "under", "more", "less", "higher", "lower", "fewer", "greater",
         "larger", "smaller", "beyond")  # fmt: skip


def _compares_with_year(match: Match) -> bool:
    """Return True for "12 percent over 2019" and "higher than 2019": a comparison with a year."""
    cursor, leading = match.cursor, match.leading
    return cursor.normalized.startswith(_THAN, leading.start)


def _is_english_item(match: Match) -> bool:
    """Return True for "2024 projects and plans", which may be of a year, and not for 2024个."""
    unit = match.unit
    word = match.cursor.normalized[match.number.end : unit.end].strip()
    return unit.noun and unit.code == "item" and word not in chinese_words()


def _is_bare_scale(normalized: str, number: ScaledNumber) -> bool:
    """Return True for a scale after a vague or unreadable number: 数千亿元, 2.5.1 million."""
    start, end = number.start, number.end
    run = normalized[start:end]
    if run in ("亿", "万亿", "兆"):
        vague = normalized[start - 1 : start] in tuple("数几干十百千")
        return vague or (run == "亿" and not normalized.startswith(("级", "元级"), end))
    return run in ("million", "billion", "trillion") and (
        normalized[start - 2 : start].strip().isdigit()
        or normalized.endswith(_PARTS_OF_SCALE, 0, start)
    )


# A part of a scale that the grammar does not read: a quarter million, one third million.
_PARTS_OF_SCALE = (" quarter ", " quarters ", " third ", " thirds ", "-quarter ", "-third ")
# A scale after 个 that the number does not include: 十几个亿, 两个多亿, 5个千万.
_SCALE_OF_COUNT = LazyPattern(
    r"(?:[多余]?亿|[多余]?[百千]?万)(?=[美港日欧]?元?(?:[，。；、：）的以左上下,.;)\s]|\Z))"
)


def is_only_a_word(match: Match) -> bool:
    """Return True for an English number word that is only a word: "one of them", "two-wheel"."""
    normalized, number, unit = match.cursor.normalized, match.number, match.unit
    first = normalized[number.start]
    if not (first.isascii() and first.isalpha()):
        return False
    if unit.text:
        return False
    if unit.code is None:
        return not (match.compared or (number.scale is not None and number.low >= 1000))
    if normalized[number.end : number.end + 1] == "-" and (unit.noun or unit.code in PERIODS):
        return True
    return number.low == 1 and unit.noun and not match.compared and unit.code == "item"
