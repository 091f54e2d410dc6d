"""Relations between the numbers and periods of a sentence: deadlines, baselines, thresholds."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from chinaindpolicy.extraction.chinese_phrases import threshold_noun
from chinaindpolicy.extraction.periods import TimeWord
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.types import Mention

_FROM_BEFORE = LazyPattern(
    r"(?:从|由)[^，。；]{0,24}\Z|(?i:\b(?:from|compared (?:with|to)|versus|against|than)"
    r"(?: the| a| its| about| around| some| rmb)* ?\Z)"
)
_TO_BETWEEN = LazyPattern(
    r"(?:到|至|为)[^，。；]{0,14}\Z|(?i:\bto(?: about| around| more than| over| nearly"
    r"| some| rmb)* ?\Z)"
)
_THAN = LazyPattern(
    r"(?i:(?:from|compared (?:with|to)|versus|against|than)(?: the| a| about| around| some"
    r"| rmb)* ?\Z)"
)
# 比2019年的, 较上年的: the value that follows is the one that others are compared with.
_THAN_CHINESE = LazyPattern(
    r"[，、]?(?:(?<![占同环对之])比(?![重例率值较])|较)[^，。；、比较]{0,10}?"
    r"(?:年|月|季度|半年|末|底|期)的\Z"
)
_CHANGE_CHINESE = LazyPattern(
    r"[^，。；、0-9]{0,6}(?:增|减|升|降|提高|提升|下滑|扩大|缩小|上涨|下跌|多|少|高|低|翻)"
    r"[^，。；、0-9]{0,6}\Z"
)
_SAME_PERIOD = LazyPattern(
    r"(?<![由从自比较])(?:上年同期|上年|去年同期|去年|上期)(?:同期)?(?:为|是|的)?(?:盈利|亏损)?\Z"
)
_CLAUSE_BREAK = LazyPattern(r"(?i:[;；。]|, (?:while|whereas|but)\b)")
_WITH = LazyPattern(
    r"(?i:\b(?P<group>enterprises?|firms?|companies|company|manufacturers?|cit(?:y|ies)"
    r"|parks?|businesses"
    r"|units?|projects?|households?|institutions?|plants?|clusters?|products?|facilities)"
    r"(?P<link> (?:with|whose|having|that have)) (?P<what>[^,.;]{0,60}?)\Z)"
)
_OVER_GROUP = LazyPattern(
    r"(?i:\b(?:enterprises|firms|companies|clusters|projects) (?:with |of )?\Z)"
)
_BRACKET = LazyPattern(r"(?i:[^,.;)]{0,12}\((?:about |around )?\Z)")


class Relations(NamedTuple):
    """The words of a sentence that belong to one number.

    Attributes:
        time: the period of the value.
        baseline: index of the number it is compared with.
        baseline_time: the period of the comparison.
    """

    time: TimeWord | None
    baseline: int | None
    baseline_time: TimeWord | None


# A condition on whoever a rule is for: 比重不低于5%的，优先推荐.
_CONDITION = LazyPattern(
    r"(?:以上|以下)?的[，,](?:优先|给予|予以|可|按|奖励|认定|视为|一律|不得|由|应|须|不予|每)"
)
# A period after its number: 首批50个已于去年建成, 200个将在2026年投产.
_DATED_AFTER = LazyPattern(r"[^，。；、]{0,10}?(?:已|均|都|将|拟|计划|预计)*[于在]\Z")
_DONE_AFTER = LazyPattern(
    r"(?:[底末初]|上半年|下半年)?(?:前|以前|之前)?(?:全部|陆续|正式|率先|相继)*"
    r"(?:建成|投产|完成|完工|竣工|交付|开通|投用|实现|投运|达产|达成|落成|开工|启动|上市|发布|通过)"
)


def thresholds(text: str, mentions: Sequence[Mention], *, chinese: bool) -> dict[int, int]:
    """Return the numbers that restrict a group, with the offset where the restriction begins.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> text = "at least 30 enterprises with sales above 10 billion yuan"
        >>> found = thresholds(text, find_quantities(text), chinese=False)
        >>> {number: text[start:] for number, start in found.items()}
        {1: ' with sales above 10 billion yuan'}
    """
    found: dict[int, int] = {}
    for number, mention in enumerate(mentions):
        quantity = mention.quantity
        if quantity is None:
            continue
        start = max(0, mention.char_start - 90)
        if chinese:
            end = mention.char_end
            if quantity.comparator != "eq" and (
                threshold_noun(text, end) or _CONDITION.match(text, end)
            ):
                found[number] = mention.char_start
            continue
        if number - 1 in found:
            gap = text[mentions[number - 1].char_end : mention.char_start]
            if _BRACKET.match(gap, 0):
                found[number] = found[number - 1]
                continue
        if quantity.comparator == "eq":
            continue
        match = _WITH.search(text, start, mention.char_start)
        if match and not any(
            other.char_start >= match.start() and other.char_end <= mention.char_start
            for other in mentions
        ):
            found[number] = match.start("link")
    return found


def group_of(text: str, mention: Mention, start: int, *, chinese: bool) -> tuple[int, int] | None:
    """Return the group that a condition restricts.

    Example:
        >>> from chinaindpolicy.quantity import find_quantities
        >>> text = "营收超过100亿元的企业15家"
        >>> group_of(text, find_quantities(text)[0], 2, chinese=True)
        (10, 12)
    """
    if chinese:
        return threshold_noun(text, mention.char_end)
    match = _WITH.search(text, max(0, start - 60), mention.char_start)
    return match.span("group") if match else None


def relate(
    text: str, mentions: Sequence[Mention], times: Sequence[TimeWord], bounds: tuple[int, int],
    limits: Collection[int] = (), *, chinese: bool,
) -> list[Relations]:  # fmt: skip
    """Return the period and the baseline of each number of a sentence.

    Args:
        text: the whole text.
        mentions: the numbers of the sentence in order.
        times: the periods of the sentence in order.
        bounds: where the sentence begins and ends.
        limits: the numbers that restrict a group.
        chinese: whether it is Chinese.
    """
    bases = _baselines(text, mentions, chinese=chinese)
    taken = {
        word
        for base in bases.values()
        if (word := _base_time(text, mentions, times, base, bounds, chinese=chinese))
    }
    found: list[Relations] = []
    for number, mention in enumerate(mentions):
        left = mentions[number - 1].char_end if number else bounds[0]
        right = _following(text, mentions, number, limits, bounds[1])
        is_base = number in bases.values()
        base = bases.get(number)
        free = times if is_base else [word for word in times if word not in taken]
        time = _time_of(
            text, mention, free, left, right, mentions[0].char_start,
            chinese=chinese, is_base=is_base,
        )  # fmt: skip
        compared = _compared_time(text, mention, times, left, right, chinese=chinese)
        if base is not None:
            compared = (
                None
                if is_base
                else _base_time(text, mentions, times, base, bounds, chinese=chinese)
            )
        elif compared is not None and _is_year_on_year(text, compared):
            compared = None
        if is_base:
            own = _base_time(text, mentions, times, number, bounds, chinese=chinese)
            time = own if own and (time is None or _is_year_on_year(text, own)) else time
        found.append(Relations(time, base, None if is_base else compared))
    return _with_ranges(found, bases)


_YEAR_EARLIER = LazyPattern(r"(?i:(?:a|one|the) year (?:earlier|ago|before))")


def _is_year_on_year(text: str, word: TimeWord) -> bool:
    """Return True for "from a year earlier" without a value, which is a plain yearly change."""
    match = _YEAR_EARLIER.match(text, word.start)
    return match is not None and match.end() == word.end


def _following(
    text: str, mentions: Sequence[Mention], number: int, limits: Collection[int], end: int
) -> int:
    """Return where the next number begins that is not a condition on a group."""
    for other in range(number + 1, len(mentions)):
        gap = text[mentions[other - 1].char_end : mentions[other].char_start]
        if _BRACKET.match(gap, 0):
            continue
        if other not in limits or number in limits:
            return mentions[other].char_start
    return end


def _baselines(text: str, mentions: Sequence[Mention], *, chinese: bool) -> dict[int, int]:
    """Return for each number the number that it is compared with."""
    found: dict[int, int] = {}
    for number, mention in enumerate(mentions):
        start = mentions[number - 1].char_end if number else max(0, mention.char_start - 60)
        before = text[start : mention.char_start]
        if number and chinese and _SAME_PERIOD.search(before):
            found[number - 1] = number
            continue
        if chinese and (than := _THAN_CHINESE.search(before)):
            following = _next(text, mentions, number)
            if following is not None and _CHANGE_CHINESE.match(
                text[mention.char_end : mentions[following].char_start]
            ):
                found[following] = number
            if number and not than.start() and number - 1 not in found:
                found[number - 1] = number
            continue
        if not _FROM_BEFORE.search(before):
            continue
        following = _next(text, mentions, number)
        if following is not None:
            between = text[mention.char_end : mentions[following].char_start]
            if _TO_BETWEEN.search(between) and "；" not in between and len(between) < 70:
                found[following] = number
        if chinese or not number or not _THAN.search(before) or _CLAUSE_BREAK.search(before):
            continue
        if following in found and found.get(following) == number and number - 1 not in found:
            if text[mentions[number - 1].char_start :].lower().startswith(("doubled", "tripled")):
                found[number - 1] = number
            continue
        found[number - 1] = number
        if (
            number > 1
            and "up " in text[mentions[number - 2].char_end : mentions[number - 1].char_start]
        ):
            found[number - 2] = number
    return found


def _next(text: str, mentions: Sequence[Mention], number: int) -> int | None:
    """Return the next number that is not the same amount in brackets."""
    for following in range(number + 1, len(mentions)):
        gap = text[mentions[following - 1].char_end : mentions[following].char_start]
        if not _BRACKET.match(gap, 0):
            return following
    return None


def _time_of(
    text: str, mention: Mention, times: Sequence[TimeWord], left: int, right: int,
    first: int, *, chinese: bool, is_base: bool,
) -> TimeWord | None:  # fmt: skip
    if chinese:
        for word in times:
            if (
                mention.char_end <= word.start
                and word.end <= right
                and (
                    _DATED_AFTER.match(text, mention.char_end, word.start)
                    and _DONE_AFTER.match(text, word.end)
                )
            ):
                return word
    else:
        for word in times:
            gap = text[mention.char_end : word.start]
            if mention.char_end <= word.start and word.end <= right and (word.role != "from"):
                if len(gap) < 110 and not any(char in gap for char in ",;"):
                    return word
                break
    before = [word for word in times if word.end <= mention.char_start]
    if is_base:
        near = [
            word
            for word in before
            if word.start >= left and (word.role == "from" or mention.char_start - word.end <= 2)
        ]
        if near or chinese:
            return near[-1] if near else None
    usable = [word for word in before if word.role != "from"]
    if not chinese and usable and usable[-1].start > first:
        # A period after another number applies to its clause only.
        broken = _CLAUSE_BREAK.search(text, usable[-1].end, mention.char_start)
        usable = [word for word in usable if word.end <= first] if broken else usable
    return usable[-1] if usable else None


def _compared_time(
    text: str, mention: Mention, times: Sequence[TimeWord], left: int, right: int, *, chinese: bool
) -> TimeWord | None:
    if not chinese:
        for word in times:
            gap = text[mention.char_end : word.start]
            if mention.char_end <= word.start and word.end <= right and word.role == "from":
                return word if len(gap) < 60 and not any(char in gap for char in ";") else None
    before = [word for word in times if left <= word.start and word.end <= mention.char_start]
    before = [word for word in before if word.role == "from"]
    return before[-1] if before else None


def _base_time(
    text: str, mentions: Sequence[Mention], times: Sequence[TimeWord], base: int,
    bounds: tuple[int, int], *, chinese: bool,
) -> TimeWord | None:  # fmt: skip
    """Return the period of a number that another is compared with."""
    left = mentions[base - 1].char_end if base else bounds[0]
    right = _following(text, mentions, base, (), bounds[1])
    mention = mentions[base]
    if not chinese:
        for word in times:
            if mention.char_end <= word.start and word.end <= right:
                gap = text[mention.char_end : word.start]
                return word if len(gap) < 30 and "," not in gap and " to " not in gap else None
        return None
    near = [
        word
        for word in times
        if left <= word.start
        and word.end <= mention.char_start
        and "，" not in text[word.end : mention.char_start]
    ]
    return near[-1] if near else None


def _with_ranges(found: list[Relations], bases: dict[int, int]) -> list[Relations]:
    """Split the range of a pair: "From 2016 to 2020, output rose from A to B"."""
    for number, base in bases.items():
        end, start = found[number], found[base]
        time = end.time
        shared = time is not None and start.time == time and end.baseline_time is None
        if time is None or not shared or not time.value or "/" not in time.value:
            continue
        first, _, last = time.value.partition("/")
        if first.startswith("..") or end.baseline_time is not None:
            continue
        found[base] = start._replace(time=time._replace(value=first))
        found[number] = end._replace(
            time=time._replace(value=last), baseline_time=time._replace(value=first)
        )
    return found
