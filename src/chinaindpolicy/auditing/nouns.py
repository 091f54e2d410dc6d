"""The counted noun of a number."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER
from chinaindpolicy.auditing.vocabulary import words

if TYPE_CHECKING:
    from chinaindpolicy.auditing.sentences import Span

_CHINESE = re.compile("[\u3400-\u9fff]")
_STOP_ENGLISH = re.compile(
    r"[,.;:!?()]|(?<![a-z0-9])(?:to|in|by|that|which|who|is|are|was|were|will|should|at|for|from|with|on|as|during|"
    r"have|has|had|each|this|between|under|over|through|into|until|than|a|the|there|its|it|get|so|while)(?![a-z])"
)
_STOP_CHINESE = re.compile(r"[，。；、,.;：:！？!?）)（(]|\s*$")
_BRACKETS = re.compile(r"(?<=[\u3400-\u9fff])[（(][^（()）]{1,8}[)）](?=[\u3400-\u9fff])")
_CHINESE_BREAK = re.compile(
    r"^(?:的(?:全年|年度|年初|既定|预定|原定|当年)?的?(?:目标|任务|计划|规模|水平|增长|增幅|缺口|投资|净增)|目标|任务|，|。|、|；|$|和|与|及|并|且|，|而|但|左右|以上|以下|以内)"
)
_FILLER_CHINESE = re.compile(
    r"超额|提前|如期|顺利|累计|合计|总共|共|年度|全年|原定|既定|预定|任务|达到|达|为|至|到|了|由|从|提高|提升|增加|增长|升|降|超过|突破|逾|近|约|最终|实际|完成|实现|目标|计划|也|则|却|均|都|分别|和|与|及|或|并|其中|而|但|的|是|有|仅|只|已|将|要|力争|同比|比|较|上年|去年|今年|同期|增幅|以上|左右|年|月|底|人工|再|又|更|高|低|多|少|于|个|家|预计|高达|不足|不到|，|、|,|。|；|：|\s"
)


def noun_span(text: str, end: int, *, chinese: bool) -> Span | None:
    """Return the span of the counted noun that follows a number, in the sentence; None without.

    English counts name the noun after the number. Chinese ones may name it before.
    """
    after = text[end:]
    if chinese:
        after = _BRACKETS.sub(lambda match: " " * len(match.group()), after)
        rest = after.lstrip()
        if _CHINESE_BREAK.match(rest) or not rest:
            return None
        stop = _STOP_CHINESE.search(after)
        last = stop.start() if stop else len(after)
        return (end, end + min(last, 30)) if last > 1 else None
    after = re.sub(r"\([^()]*\)", lambda match: " " * len(match.group()), after)
    stop = _STOP_ENGLISH.search(after)
    last = stop.start() if stop else len(after)
    phrase = re.sub(
        rf"(?<![a-z])(?:and|or|more|of|these|such|them|new|additional|extra|further)(?![a-z])|[{NUMBER}{OTHER_NUMBER}]",
        " ",
        after[:last],
    )
    return (end, end + last) if phrase.strip() not in _NO_NOUNS else None


# Words that count without naming what they count: the noun is elsewhere.
_NO_NOUNS = frozenset(("", "unit", "units", "pieces", "sets", "items"))


def is_own_noun(text: str) -> bool:
    """Return True if words between two numbers can name another thing."""
    if _CHINESE.search(text):
        text = re.sub("[0-9]{2,4}", "", text)
        return len(_FILLER_CHINESE.sub("", text)) > 1
    filler = set(words()["lists"]["filler"])
    left = [word for word in re.findall("[a-z]+", text) if word not in filler]
    return bool(left)
