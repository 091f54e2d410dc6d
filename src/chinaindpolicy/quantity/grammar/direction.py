"""Context of a number: whether it is a change, a capacity or a striven-for value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.core.definitions import chinese, english
from chinaindpolicy.quantity.core.patterns import LazyPattern, any_of, word_forms
from chinaindpolicy.quantity.units import natural_measure, units

if TYPE_CHECKING:
    import re

    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.types import Direction, Measure

_REACH = 80


class ContextWords(NamedTuple):
    """The meaning of the words around a number.

    Attributes:
        direction: whether something rises or falls by it.
        capacity: whether it is a capacity.
        strive: whether the text says that somebody strives for it.
    """

    direction: Direction | None
    capacity: bool
    strive: bool


def _english_verbs() -> str:
    up, down = (word_forms(english("changes", way)) for way in ("up", "down"))
    made_up = "".join(f"(?<!{verb} )" for verb in ("made", "make", "makes", "making", "set", "add"))
    return rf"(?<![a-z-])(?:(?P<up>{up}|{made_up}up(?! to))|(?P<down>{down}))(?![a-z])"


def _english_nouns() -> str:
    up, down = (any_of(english("changes", f"{way} noun")) for way in ("up", "down"))
    return (
        r"(?:,? ?\(?(?:year[ -]on[ -]year|y/y|yoy|annual|average|annualized|annualised"
        r"|a year|per year"
        r"|real|nominal|yearly))?"
        # "98 million yuan, up 12%" and "60%, up from 35%": the next number is the change.
        r"(?!,? (?:up|down|higher|lower) (?:by |an? |about |around |nearly |almost |some |over "
        r"|more than |less than )*[0-9$])(?!, (?:up|down|higher|lower) from )"
        rf"(?:,? |-)(?:(?P<up>{up})|(?P<down>{down}))(?![a-z])"
    )


_ENGLISH_VERBS = LazyPattern(_english_verbs)
_ENGLISH_NOUNS = LazyPattern(_english_nouns)
# The words between the verb of a change and its size.
_ENGLISH_LINK = LazyPattern(
    r"(?:[^,;:()]{0,70}?(?: by(?: up to| an?| another)?(?: average of| total of)?)"
    r"|(?: rate| target)?(?: of| at| in)?(?: (?:over|around|about))?"
    r"|(?: an average)?(?: annual)?(?: average)?(?: rate)?(?: of)?"
    r"| (?:at an? )?[a-z -]{0,20}rate of| an? (?:average|further|additional)(?: of)?"
    r"| another)\Z"
)
_TO_OR_FROM = (" to", " from")


def _chinese_verbs() -> str:
    up, down, level = (any_of(chinese("changes", key)) for key in ("up", "down", "level"))
    level = rf"(?P<level>(?:{level})?(?:到|至|为))"
    return rf"新增|净增|增加值|增值税|{level}|(?P<up>{up})|(?P<down>{down})"


_CHINESE_VERBS = LazyPattern(_chinese_verbs)
_CHINESE_LINK = LazyPattern(
    r"(?:了|约|幅度|比例|速度|保持|稳定|维持|控制|在|达到|达|率|目标|预期|为|力争|比上年|不|\s"
    r"|年均|均|超|近|的|幅|到位|范围|大致|大约|基本|实现|同比)*\Z|[^占为到至达超,]{1,6}\Z"
)
# One character is a verb of change only next to its number: 增5%, but not in 减免 and 升级.
_CHINESE_CLOSE_LINK = LazyPattern(r"(?:了|约|超|近|逾|幅|至少|\s)*\Z")
_CLAUSE_END = LazyPattern(r"[,;:，；：。.!?！？\n]")
_STRIVING = ("striv", "strove", "力争", "争取")
_SENTENCE_END = LazyPattern(r"[.;。；!?\n]")


def _last(pattern: LazyPattern, window: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(window):
        last = match
    return last


def _english_direction(cursor: Cursor, window: str, end: int) -> Direction | None:
    if noun := _ENGLISH_NOUNS.match(cursor.normalized, end):
        return "up" if noun["up"] else "down"
    window = window.rstrip()
    last = _last(_ENGLISH_VERBS, window)
    if last is None:
        return None
    between = window[last.end() :]
    if any(mark in between for mark in ",;:.(\n") and not between.startswith(","):
        return None
    if between.endswith(_TO_OR_FROM) or cursor.normalized.startswith("short", cursor.start):
        return None
    word = last.group()
    is_noun = word == "growth" or (
        word in ("increase", "growing", "cagr") and " to " not in between
    )
    if _ENGLISH_LINK.match(between) or (is_noun and len(between) < 40):
        return "up" if last["up"] else "down"
    return None


def _chinese_direction(cursor: Cursor) -> Direction | None:
    window = cursor.preceding(18)
    clause_end = _last(_CLAUSE_END, window)
    if clause_end:
        window = window[clause_end.end() :]
    last = _last(_CHINESE_VERBS, window)
    if last is None or not (last["up"] or last["down"]):
        return None
    link = _CHINESE_LINK if len(last.group()) > 1 else _CHINESE_CLOSE_LINK
    if not link.match(window, last.end()):
        return None
    return "up" if last["up"] else "down"


def context_words(cursor: Cursor, end: int, *, chinese: bool, change: bool) -> ContextWords:
    """Read the words before the cursor and after `end`.

    Args:
        cursor: the start of the expression with its comparator.
        end: offset after its unit.
        chinese: whether the words before are Chinese.
        change: whether the unit can be a change; if not, no direction is looked for.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> cursor = Cursor.of("costs were cut by 30%", 18)
        >>> context_words(cursor, 21, chinese=False, change=True).direction
        'down'
    """
    if chinese:
        direction = _chinese_direction(cursor) if change else None
        near = cursor.preceding(16)
        capacity = "产能" in near or "装机" in near
    else:
        window = cursor.preceding(_REACH)
        direction = _english_direction(cursor, window, end) if change else None
        capacity = "capacity" in window or "capacity" in cursor.normalized[end : end + 24]
    return ContextWords(direction, capacity, _is_striven_for(cursor))


def _is_striven_for(cursor: Cursor) -> bool:
    """Return True if the sentence has 力争 or "strive" before the number, even before others."""
    window = cursor.normalized[max(0, cursor.start - _REACH) : cursor.start]
    places = [window.rfind(word) for word in _STRIVING if word in window]
    return bool(places) and not _SENTENCE_END.search(window, max(places))


@cache
def can_change(code: str | None) -> bool:
    """Return True if a value of this unit may be a change; counts have none.

    Example:
        >>> can_change("percent"), can_change("enterprise"), can_change(None)
        (True, False, False)
    """
    return code is not None and natural_measure(code) in ("level", "share", "change", "multiple")


def measure_of(
    code: str | None, direction: Direction | None, *, capacity: bool
) -> tuple[Measure, Direction | None]:
    """Return the measure and the direction of a value.

    A change keeps its direction; a count has none.

    Example:
        >>> measure_of("percent", "up", capacity=False)
        ('growth', 'up')
    """
    natural = natural_measure(code)
    if code in ("percent", "times") and direction:
        return ("growth" if direction == "up" else "change"), direction
    if natural == "change" or (natural == "level" and code and direction):
        return "change", direction
    if capacity and natural in ("level", "count") and code and _can_be_capacity(code):
        return "capacity", None
    return natural, None


def _can_be_capacity(code: str) -> bool:
    unit = units()[code]
    return not unit.dimension.startswith(("currency:", "time")) and code not in (
        "item", "enterprise", "project", "person", "mu", "hectare",
    )  # fmt: skip
