"""Decide whether a number that was read is a quantity, and what it is if not."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.chinese_numerals import chinese_run
from chinaindpolicy.quantity.types import Mention
from chinaindpolicy.quantity.units import chinese_words
from chinaindpolicy.quantity.wordlists import PLACE_NOUNS

if TYPE_CHECKING:
    from chinaindpolicy.quantity.amounts import Amount
    from chinaindpolicy.quantity.comparators import Before
    from chinaindpolicy.quantity.nouns import UnitRead
    from chinaindpolicy.quantity.types import Comparator, Role


_BARE_SCALES = frozenset("十百千万亿拾佰仟萬億")


PERIODS = frozenset({"second", "minute", "hour", "day", "week", "month", "year", "metre"})


def plain_mention(text: str, start: int, end: int, role: Role) -> Mention:
    """Make a mention without a quantity.

    Example:
        >>> plain_mention("5G", 0, 2, "name").text
        '5G'
    """
    return Mention(start, end, text[start:end], role)


@cache
def structural() -> re.Pattern[str]:
    """Return the pattern of compounds that name the parts of a plan: "two-step".

    Example:
        >>> bool(structural().match("-step"))
        True
    """
    return re.compile(r"-(?:step|phase|stage|pronged|track|tier|level|part|point|fold)s?(?![a-z])")


def word_role(norm: str, floor: int, amount: Amount) -> Role:
    """Return the role of a number word that is no quantity."""
    if structural().match(norm, amount.end):
        return "structure"
    return "other"


def is_quoted(norm: str, amount: Amount, before: Before, floor: int) -> bool:
    """Whether a number word opens a quoted name: "three chemical" transformation."""
    start = amount.start
    if before.comparator or not norm[start].isalpha() or norm[start - 1 : start] not in ("“", '"'):
        return False
    if structural().match(norm, amount.end):
        return False
    earlier = norm[start - 2 : start - 1]
    return norm[start - 1] == "“" or not earlier.isalnum()


def is_place(norm: str, floor: int, before: Before, amount: Amount, unit: UnitRead) -> bool:
    """Tell "build around 50 chains" from a policy centred around 50 chains."""
    if not norm.startswith("around", before.start):
        return False
    window = norm[max(floor, before.start - 24) : before.start].rstrip()
    if window.endswith(_ABOUT_VERBS):
        return False
    if window.endswith(_PLACE_VERBS):
        return True
    return _place_behind().match(norm, amount.end) is not None


@cache
def _place_behind() -> re.Pattern[str]:
    """Match up to six words of which the last is what a policy is centred around."""
    word = r"[^\s,.]{1,40}"
    nouns = "|".join(PLACE_NOUNS)
    return re.compile(
        rf"(?:{word})?(?:[\s,.]{{1,4}}{word}){{0,5}}?[\s,.]{{1,4}}(?:{nouns})(?![^\s,.])"
    )


_ABOUT_VERBS = (
    "build",
    "create",
    "cultivate",
    "add",
    "form",
    "have",
    "has",
    "had",
    "reach",
    "to",
    "by",
    "of",
    "at",
    "total",
    "are",
    "is",
    "were",
    "was",
    "establish",
    "develop",
    "support",
    "select",
    "with",
    "cover",
    "covers",
    "for",
    "train",
    "launch",
    "implement",
    "grow",
    "foster",
    "complete",
    "in",
    "set up",
)


_PLACE_VERBS = (
    "focus",
    "focused",
    "focusing",
    "focuses",
    "centred",
    "centered",
    "centres",
    "centers",
    "centering",
    "organised",
    "organized",
    "revolve",
    "revolves",
    "revolving",
    "built",
    "including",
    "work",
    "layout",
    "concentrate",
    "concentrated",
    "concentrating",
    "efforts",
    "arranged",
    "structured",
    "designed",
)


def is_chinese_quantity(
    norm: str, amount: Amount, before: Before, unit: UnitRead, floor: int
) -> bool:
    """Whether a Chinese numeral counts: 一万名 does, 一 in 一批 and 万 in 万物 do not."""
    run = norm[amount.start : chinese_run(norm, amount.start)]
    compared = before.comparator is not None
    if run[0] in "〇零":
        return False
    if run == "一" and amount.high is None:
        strong = unit.code is not None and not unit.noun and unit.code != "wafer"
        return (
            strong and (unit.code not in ("year", "day", "person", "month", "second") or compared)
        ) or (compared and unit.code is not None and before.comparator != "eq")
    if run[0] in _BARE_SCALES and not amount.excess:
        if run != "拾" and run[0] in "十拾":
            return unit.code is not None or compared
        if unit.code in ("year", "day", "person", "month") and not compared:
            return False
        if run == "万" and unit.code == "CNY" and not compared:
            return False  # 万元GDP能耗: per ten thousand yuan
        previous = norm[amount.start - 1 : amount.start]
        if previous in ("几", "数", "每"):
            return False
        return unit.code is not None or (compared and before.comparator != "eq" and len(run) > 1)
    if unit.code is not None:
        return not (unit.code in ("person", "day") and len(run) == 1 and not compared)
    if compared and before.comparator != "eq":
        return True
    return len(run) >= 2 and any(char in _BARE_SCALES for char in run)


def not_quantity(
    text: str,
    norm: str,
    floor: int,
    amount: Amount,
    before: Before,
    after: Comparator | None,
    unit: UnitRead,
) -> Mention | None:
    """Return the mention for years, denominators and vague or quoted numbers, else None."""
    plain = text[amount.start : amount.end]
    if (
        amount.high is None
        and len(plain) == 4
        and plain.isdigit()
        and "1900" <= norm[amount.start : amount.end] <= "2099"
        and not before.currency
        and (unit.code is None or _is_english_item(norm, amount, unit))
    ):
        bound = (
            before.comparator in ("gt", "ge", "lt", "le")
            and not norm.startswith(("beyond", "past", "within", "after"), before.start)
        ) or after is not None
        about = before.comparator == "approx" and unit.code is not None
        round_number = plain.endswith("00") and before.comparator is not None
        if not (bound or about or round_number):
            return plain_mention(text, amount.start, amount.end, "date")
    if unit.code in PERIODS and norm.startswith("近", before.start):
        return plain_mention(text, before.start, unit.end, "date")
    if (
        unit.code == "year"
        and amount.low < 20
        and norm.startswith(("行动", "计划", "规划"), unit.end)
    ):
        return plain_mention(text, amount.start, unit.end, "structure")
    if norm[amount.start - 1 : amount.start] == "前" and amount.start > floor:
        if unit.code in PERIODS:
            return plain_mention(text, amount.start - 1, unit.end, "date")
        if unit.code in (None, "person"):
            return plain_mention(text, amount.start - 1, max(amount.end, unit.end), "ordinal")
    if before.comparator is None:
        window = norm[max(floor, amount.start - 8) : amount.start].rstrip()
        per = window.endswith((" per", "every", "每")) or window == "per"
        if per and (amount.scale or amount.low >= 10):
            return plain_mention(text, amount.start, amount.end, "other")
    vague = norm[max(floor, amount.start - 1) : amount.start]
    if (
        vague in ("数", "几")
        or norm.endswith(("several ", "few ", "many ", "tens of "), floor, amount.start)
    ) and not norm[amount.start].isdecimal():
        return plain_mention(text, amount.start, amount.end, "other")
    if before.comparator is None and after is None and _is_left_over_scale(norm, amount):
        return plain_mention(text, amount.start, amount.end, "other")
    return None


def _is_english_item(norm: str, amount: Amount, unit: UnitRead) -> bool:
    """Tell "2024 projects and plans", which may be of a year, from 2024个, which counts."""
    word = norm[amount.end : unit.end].strip()
    return unit.noun and unit.code == "item" and word not in chinese_words()


def _is_left_over_scale(norm: str, amount: Amount) -> bool:
    """Whether a scale stands alone because what it scales is no number: 数千亿元, 2.5.1 million."""
    run = norm[amount.start : amount.end]
    if run in ("亿", "万亿"):
        vague = norm[amount.start - 1 : amount.start] in tuple("数几干十百千")
        return vague or (run == "亿" and not norm.startswith(("级", "元级"), amount.end))
    return (
        run in ("million", "billion", "trillion")
        and norm[amount.start - 2 : amount.start].strip().isdigit()
    )


def only_a_word(
    norm: str, amount: Amount, before: Before, after: Comparator | None, unit: UnitRead
) -> bool:
    """Whether an English number word is only a word: "one of them", "two-wheel"."""
    first = norm[amount.start]
    if not (first.isascii() and first.isalpha()):
        return False
    compared = before.comparator is not None or after is not None
    if unit.code is None:
        return not (compared or (amount.scale is not None and amount.low >= 1000))
    if norm[amount.end : amount.end + 1] == "-" and (unit.noun or unit.code in PERIODS):
        return True
    return amount.low == 1 and unit.noun and not compared and unit.code == "item"
