"""Context of a number: whether it is a change, a capacity or a striven-for value."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.core.definitions import chinese, english
from chinaindpolicy.quantity.core.patterns import LazyPattern, any_of, word_forms
from chinaindpolicy.quantity.grammar.strength import is_striven_for
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
        strive: whether the text states that somebody strives for it.
    """

    direction: Direction | None
    capacity: bool
    strive: bool


def _english_verbs() -> str:
    up, down = (word_forms(english("changes", way)) for way in ("up", "down"))
    made_up = "".join(f"(?<!{verb} )" for verb in ("made", "make", "makes", "making", "set", "add"))
    first = "".join(sorted({word[0] for way in ("up", "down") for word in english("changes", way)}))
    return rf"(?=[{first}])(?<![a-z-])(?:(?P<up>{up}|{made_up}up(?! to))|(?P<down>{down}))(?![a-z])"


def _english_nouns() -> str:
    up, down = (any_of(english("changes", f"{way} noun")) for way in ("up", "down"))
    level = (
        r"(?= (?:the |that of )?(?:(?:19|20)[0-9]{2}(?![0-9])|last year|the same|pre-|previous))"
    )
    return (
        r"(?:,? ?\(?(?:year[ -]on[ -]year|y/y|yoy|annual|average|annualized|annualised"
        r"|a year|per year"
        r"|real|nominal|yearly))?"
        # "98 million yuan, up 12%" and "60%, up from 35%": the next number is the change.
        r"(?!,? (?:up|down|higher|lower) (?:by |an? |about |around |nearly |almost |some |over "
        r"|more than |less than )*[0-9$])(?!, (?:up|down|higher|lower) from )"
        rf"(?:,? |-)(?:(?P<up>{up}|(?<!, )more(?= than (?!doubl|tripl|quadrupl|half))|above{level})"
        rf"|(?P<down>{down}|below{level}))(?![a-z])"
    )


_ENGLISH_VERBS = LazyPattern(_english_verbs)
_ENGLISH_NOUNS = LazyPattern(_english_nouns)
# The words between the verb of a change and its size.
_ENGLISH_LINK = LazyPattern(
    r"(?:[^,;:()]{0,70}? by(?: up to| an?| another| some| as much as| over| around| about)?"
    r"(?: annual| yearly)?(?: average| total)?(?: annual| yearly)?(?: rate)?(?: of)?"
    r"|(?: rate| target)?(?: of| at| in)?(?: (?:over|around|about))?"
    r"|(?: an average)?(?: annual)?(?: average)?(?: rate)?(?: of)?"
    r"| (?:at an? )?[a-z -]{0,20}rate of| an? (?:average|further|additional)(?: of)?"
    r"| another)\Z"
)
_TO_OR_FROM = (" to", " from")
# The level of a growth rate is a growth: growth slowed to 5%.
_GROWTH_TO = LazyPattern(
    r"(?<![a-z])growth(?: rates?| target| forecast)?(?: [a-z'-]+){0,5} (?:to|from)\Z"
)
_CONTRIBUTION = LazyPattern(r"contribut[a-z]* (?:rate |share )?to (?:[a-z'’-]+ ){0,5}growth\Z")
# To lose or raise money is not a change of an amount.
_LOSING = frozenset(
    ("lose", "loses", "losing", "lost", "raise", "raises", "raised", "raising", "lifted", "shed")
)


def _is_percent(cursor: Cursor, end: int) -> bool:
    return cursor.normalized[cursor.start : end].rstrip().endswith(("%", "percent", "per cent"))


def _is_money(cursor: Cursor, end: int) -> bool:
    return _MONEY.search(cursor.normalized, cursor.start, end) is not None


_MONEY = LazyPattern(r"[$¥€£]|(?<![a-z])(?:yuan|dollars?|euros?|rmb|usd|cny|eur)(?![a-z])")


def _chinese_verbs() -> str:
    up, down, level = (any_of(chinese("changes", key)) for key in ("up", "down", "level"))
    level = rf"(?P<level>(?:{level})?(?:到|至|为))"
    # "more than last year's" is a change by the difference: 比上年低0.4个百分点.
    than = r"比[^，。；、：,0-9]{1,10}?"
    close = r"(?=(?:出|了|约|近|超|逾)*\Z)"
    words = [word for key in ("up", "down", "level") for word in chinese("changes", key)]
    first = "".join(sorted({word[0] for word in words} | set("新净增节到至为成比")))
    return (
        rf"(?=[{first}])(?:新增|净增(?!长)|增加值|增值税|增长极|增收节支|节能环保|节水型|{level}"
        rf"|(?P<up>{up}|成长(?=(?:了|约|率|近|超|逾)*\Z)|{than}[高多快]{close})|(?P<down>{down}|{than}[低少慢]{close}))"
    )


_CHINESE_VERBS = LazyPattern(_chinese_verbs)
_CHINESE_LINK = LazyPattern(
    r"(?:了|约|幅度|比例|速度|保持|稳定|维持|控制|在|达到|达|率|目标|预期|为|力争|比上年|不|\s"
    r"|年均|均|超|近|的|幅|到位|范围|大致|大约|基本|实现|同比)*\Z"
    r"|(?!的?.{0,3}(?:贡献|占比|比重|份额|覆盖率|普及率|渗透率|自给率|利用率|国产化率))[^占为到至达超,]{1,6}\Z"
)
# The level of a growth rate is a growth: 增速回落到5%.
_CHINESE_GROWTH = LazyPattern(
    r"(?:增速|增长率|增长速度|增幅|涨幅|(?P<fall>降幅|跌幅))(?:目标|预期目标|预期)?[^，。；、：,;:]{0,8}(?:到|至|为|在)?\Z"
)
# The noun after a percentage: 设置2%的CPI涨幅目标. A verb of another noun does not count.
_CHINESE_NOUN = LazyPattern(
    r"的(?:年均|年|平均|同比|经济|gdp|cpi|ppi|预期|实际|名义|较快|总体)*"
    r"(?:(?P<up>增长(?=目标|速度|率|[，。；、\s]|\Z)|增速|涨幅|增幅)|(?P<down>降幅|跌幅|负增长))"
)
# One character is a verb of change only next to its number: 增5%, but not in 减免 and 升级.
_CHINESE_CLOSE_LINK = LazyPattern(r"(?:了|约|超|近|逾|幅|至少|\s)*\Z")
_CLAUSE_ENDS = frozenset(",;:，；：。.!?！？\n")
_MARKS = frozenset(",;:.(\n")
_NOUN_AND_MARK = LazyPattern(r"(?:growth|increase|growing|cagr),")
_BEFORE_NOUN = frozenset(" ,-(")


def _last(pattern: LazyPattern, window: str, begin: int) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(window, begin):
        last = match
    return last


def _clause_start(window: str, ends: frozenset[str]) -> int:
    """Return the offset after the last of some marks; 0 if there is none."""
    for place in range(len(window) - 1, -1, -1):
        if window[place] in ends:
            return place + 1
    return 0


_ON_YEAR = LazyPattern(
    r",? ?(?:\()?(?:yoy|qoq|mom|[yqm]/[yqm]|[yqm]-?o-?[yqm]|(?:year|quarter|month)[- ]on[- ](?:year"
    r"|quarter|month)|(?:year|quarter|month)[- ]over[- ](?:year|quarter|month))(?![a-z])"
)


def _english_direction(cursor: Cursor, window: str, end: int) -> Direction | None:
    if cursor.normalized[end : end + 1] in _BEFORE_NOUN and (
        noun := _ENGLISH_NOUNS.match(cursor.normalized, end)
    ):
        return "up" if noun["up"] else "down"
    signed = window.endswith("+") or cursor.normalized[cursor.start] == "-"
    if signed and _is_percent(cursor, end) and _ON_YEAR.match(cursor.normalized, end):
        return "up"  # +8.2% YoY: the sign states the direction
    window = window.rstrip()
    # Only a noun of growth is followed by a mark: growth, 5%. A verb is in the last clause.
    begin = _clause_start(window, _MARKS)
    last = _last(_ENGLISH_VERBS, window, begin)
    if last is None and begin and _NOUN_AND_MARK.search(window):
        last = _last(_ENGLISH_VERBS, window, 0)
    if last is None:
        if _is_percent(cursor, end) and _ON_YEAR.match(cursor.normalized, end):
            return "up"
        if window.endswith(_TO_OR_FROM) and _GROWTH_TO.search(window) and _is_percent(cursor, end):
            return "up"
        return None
    between = window[last.end() :]
    if any(mark in between for mark in ",;:.(\n") and not between.startswith(","):
        return None
    if between.endswith(_TO_OR_FROM) or cursor.normalized.startswith("short", cursor.start):
        return "up" if _GROWTH_TO.search(window) and _is_percent(cursor, end) else None
    word = last.group()
    if word == "growth" and _CONTRIBUTION.search(window, max(0, last.start() - 60), last.end()):
        return None
    if word in _LOSING and _is_money(cursor, end):
        return None
    if word == "growth" and window[: last.start()].endswith(("negative ", "minus ")):
        return "down"
    is_noun = word == "growth" or (
        word in ("increase", "growing", "cagr") and " to " not in between
    )
    if _ENGLISH_LINK.match(between) or (is_noun and len(between) < 40):
        return "up" if last["up"] else "down"
    return None


_SIGNED = LazyPattern(r"(?:[同环]比|[比较]上年(?:同期)?|增[长幅速]|涨幅)[:：]? ?(?P<plus>\+)?\Z")


def _chinese_direction(cursor: Cursor, end: int) -> Direction | None:
    signed = _SIGNED.search(cursor.preceding(10)) if _is_percent(cursor, end) else None
    if signed and (signed["plus"] or cursor.normalized[cursor.start] == "-"):
        return "up"  # 同比+8.2%, 同比-3.1%: the sign states the direction
    if _is_percent(cursor, end) and (noun := _CHINESE_NOUN.match(cursor.normalized, end)):
        return "up" if noun["up"] else "down"
    window = cursor.preceding(18)
    window = window[_clause_start(window, _CLAUSE_ENDS) :]
    last = _last(_CHINESE_VERBS, window, 0)
    if last is None:
        return None
    if (last["level"] or last["down"] or last["up"]) and (growth := _CHINESE_GROWTH.search(window)):
        return "down" if growth["fall"] else "up"
    if not (last["up"] or last["down"]):
        return None
    if last.group() == "增长" and window[: last.start()].endswith("负"):
        return "down"
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
        direction = _chinese_direction(cursor, end) if change else None
        near = cursor.preceding(16)
        capacity = "产能" in near or "装机" in near
    else:
        window = cursor.preceding(_REACH)
        direction = _english_direction(cursor, window, end) if change else None
        capacity = "capacity" in window or "capacity" in cursor.normalized[end : end + 24]
    return ContextWords(direction, capacity, is_striven_for(cursor.normalized, cursor.start))


@cache
def can_change(code: str | None) -> bool:
    """Return True if a value of this unit may be a change; counts have none.

    Example:
        >>> can_change("percent"), can_change("enterprise"), can_change(None)
        (True, False, True)
    """
    return natural_measure(code) in ("level", "share", "change", "multiple")


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
    if natural == "change" or (natural == "level" and direction):
        return "change", direction
    if capacity and natural in ("level", "count") and code and _can_be_capacity(code):
        return "capacity", None
    return natural, None


def _can_be_capacity(code: str) -> bool:
    unit = units()[code]
    return not unit.dimension.startswith(("currency:", "time")) and code not in (
        "item", "enterprise", "project", "person", "mu", "hectare",
    )  # fmt: skip
