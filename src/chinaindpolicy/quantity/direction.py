"""Read from the words around a number whether it is a change, a capacity, an endeavour."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from chinaindpolicy.quantity.units import natural_measure, units

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Direction, Measure

_REACH = 80


class Around(NamedTuple):
    """What the words around a number say of it.

    Attributes:
        direction: whether something rises or falls by it.
        capacity: whether it is what something can do at most.
        strive: whether it is striven for.
    """

    direction: Direction | None
    capacity: bool
    strive: bool


@cache
def _english_verbs() -> re.Pattern[str]:
    up = (
        r"increas\w*|cagr|grow\w*|grew|rise|rises|rising|rose|risen|expand\w*|expansion|improv\w*|rais\w+"
        r"|(?<!made )(?<!make )(?<!makes )(?<!making )(?<!set )(?<!add )up(?! to)"
        r"|climb\w*|surg\w*|jump\w*|gain\w*|boost\w*|lift\w*|enhanc\w*|extend\w*"
        r"|accelerat\w*"
        r"|advanc\w+|widen\w*|higher|uplift"
    )
    down = (
        r"decreas\w*|declin\w*|drop\w*|fall|falls|falling|fell|fallen|cut|cuts|cutting|reduc\w*"
        r"|lower\w*|shorten\w*|shr[aiu]nk\w*|down|slash\w*|trim\w*|narrow\w*|dip|dips|dipped"
        r"|los[et]\w*|shed|contract(?:ed|ion|s)|slid|slump\w*"
    )
    return re.compile(rf"(?<![a-z-])(?:(?P<up>{up})|(?P<down>{down}))(?![a-z])")


@cache
def _english_link() -> re.Pattern[str]:
    """Match what may stand between the verb of a change and its size."""
    return re.compile(
        r"(?:[^,;:()]{0,70}?(?: by(?: up to| an?| another)?(?: average of| total of)?)"
        r"|(?: rate| target)?(?: of| at| in)?(?: (?:over|around|about))?"
        r"|(?: an average)?(?: annual)?(?: average)?(?: rate)?(?: of)?"
        r"| (?:at an? )?[a-z -]{0,20}rate of| an? (?:average|further|additional)(?: of)?"
        r"| another)\Z"
    )


@cache
def _english_noun() -> re.Pattern[str]:
    return re.compile(
        r"(?:,? ?\(?(?:year[ -]on[ -]year|y/y|yoy|annual|average|annualized|annualised"
        r"|a year|per year"
        r"|real|nominal|yearly))?"
        # "98 million yuan, up 12%" and "60%, up from 35%": what follows has risen, not this.
        r"(?!,? (?:up|down|higher|lower) (?:by |an? |about |around |nearly |almost |some |over "
        r"|more than |less than )*[0-9$])(?!, (?:up|down|higher|lower) from )"
        r"(?:,? |-)(?:(?P<up>increase|growth|rise|jump|gain|surge|expansion"
        r"|improvement|higher|up)|(?P<down>decrease|decline|drop|reduction|fall|cut|contraction"
        r"|saving|savings|lower|down|less))(?![a-z])"
    )


_CHINESE_UP = (
    "增长率,增长,增速,增幅,提高,提升,上升,增加,扩大,上涨,涨幅,攀升,延长,递增,上浮,超出,多出"
    ",增,涨,升"
)
_CHINESE_DOWN = "下降,降低,减少,缩短,压减,压缩,下滑,回落,下跌,降幅,跌幅,缩减,削减,下浮,降,减,跌,缩"


@cache
def _chinese_verbs() -> re.Pattern[str]:
    up = _CHINESE_UP.replace(",", "|")
    down = _CHINESE_DOWN.replace(",", "|")
    level = (
        r"(?P<level>(?:增|提|升|降|减|扩大|缩短|压减|压缩|缩减|增加|提高|提升|增长|下降"
        r"|降低)?(?:到|至|为))"
    )
    return re.compile(rf"新增|净增|增加值|增值税|{level}|(?P<up>{up})|(?P<down>{down})")


@cache
def _chinese_link() -> re.Pattern[str]:
    return re.compile(
        r"(?:了|约|幅度|比例|速度|保持|稳定|维持|控制|在|达到|达|率|目标|预期|为|力争|比上年|不|\s"
        r"|年均|均|超|近|的|幅|到位|范围|大致|大约|基本|实现|同比)*\Z|[^占为到至达超,]{1,6}\Z"
    )


@cache
def _chinese_close_link() -> re.Pattern[str]:
    # One character is a verb of change only beside its number: 增5%, but 减免 and 升级 are not.
    return re.compile(r"(?:了|约|超|近|逾|幅|至少|\s)*\Z")


@cache
def _clause_end() -> re.Pattern[str]:
    return re.compile(r"[,;:，；：。.!?！？\n]")


def _last(pattern: re.Pattern[str], window: str) -> re.Match[str] | None:
    last = None
    for match in pattern.finditer(window):
        last = match
    return last


def _english_direction(norm: str, floor: int, start: int, end: int) -> Direction | None:
    noun = _english_noun().match(norm, end)
    if noun:
        return "up" if noun["up"] else "down"
    low = max(floor, start - _REACH)
    window = norm[low:start].rstrip()
    last = _last(_english_verbs(), window)
    if last is None:
        return None
    between = window[last.end() :]
    if any(mark in between for mark in ",;:.(\n") and not between.startswith(","):
        return None
    if re.search(r" (?:to|from)\Z", between) or norm.startswith("short", start):
        return None
    noun_like = last.group() == "growth" or (
        last.group() in ("increase", "growing", "cagr") and " to " not in between
    )
    if _english_link().match(between) or (noun_like and len(between) < 40):
        return "up" if last["up"] else "down"
    return None


def _chinese_direction(norm: str, floor: int, start: int) -> Direction | None:
    window = norm[max(floor, start - 18) : start]
    clause = 0
    for cut in _clause_end().finditer(window):
        clause = cut.end()
    window = window[clause:]
    last = _last(_chinese_verbs(), window)
    if last is None or not (last["up"] or last["down"]):
        return None
    link = _chinese_link() if len(last.group()) > 1 else _chinese_close_link()
    if not link.match(window, last.end()):
        return None
    return "up" if last["up"] else "down"


def around(norm: str, floor: int, start: int, end: int, *, chinese: bool, change: bool) -> Around:
    """Read the words before `start` and behind `end`.

    Args:
        norm: normalised text.
        floor: offset before which nothing is read.
        start: where the expression with its comparator begins.
        end: offset behind its unit.
        chinese: whether the words before are Chinese.
        change: whether the unit can be a change; if not, no direction is looked for.

    Example:
        >>> text = "costs were cut by 30%"
        >>> around(text, 0, 18, 21, chinese=False, change=True).direction
        'down'
    """
    window = norm[max(floor, start - _REACH) : start]
    if chinese:
        direction = _chinese_direction(norm, floor, start) if change else None
        near = window[-16:]
        capacity = "产能" in near or "装机" in near
    else:
        direction = _english_direction(norm, floor, start, end) if change else None
        capacity = "capacity" in window or "capacity" in norm[end : end + 24]
    return Around(direction, capacity, _is_striven_for(norm, start))


def _is_striven_for(norm: str, start: int) -> bool:
    """Whether 力争 or "strive" stands before in the sentence; other numbers may lie between."""
    window = norm[max(0, start - _REACH) : start]
    place = max(map(window.rfind, ("striv", "strove", "力争", "争取")))
    return place >= 0 and not re.search(r"[.;。；!?\n]", window[place:])


@cache
def can_change(code: str | None) -> bool:
    """Return whether a value of this unit may be a change; what only counts is not.

    Example:
        >>> can_change("percent"), can_change("enterprise"), can_change(None)
        (True, False, False)
    """
    return code is not None and natural_measure(code) in ("level", "share", "change", "multiple")


def measure_of(
    code: str | None, direction: Direction | None, *, capacity: bool
) -> tuple[Measure, Direction | None]:
    """Return the measure and the direction of a value.

    A change keeps its direction; what only counts does not have one.

    Example:
        >>> measure_of("percent", "up", capacity=False)
        ('growth', 'up')
    """
    natural = natural_measure(code)
    if code == "percent" and direction:
        return ("growth" if direction == "up" else "change"), direction
    if code in ("percentage_point", "basis_point"):
        return "change", direction
    if code == "times" and direction:
        return ("growth" if direction == "up" else "change"), direction
    if natural == "level" and code and direction:
        return "change", direction
    if capacity and natural in ("level", "count") and code and _can_be_capacity(code):
        return "capacity", None
    return natural, None


def _can_be_capacity(code: str) -> bool:
    unit = units()[code]
    return not unit.dimension.startswith(("currency:", "time")) and code not in (
        "item", "enterprise", "project", "person", "mu", "hectare",
    )  # fmt: skip
