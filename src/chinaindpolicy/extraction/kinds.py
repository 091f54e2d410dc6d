"""Classification of the numbers of a sentence by kind and strength."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from chinaindpolicy.extraction.candidates import CandidateKind
from chinaindpolicy.extraction.cues import Cue, is_forecast_subject, names_policy
from chinaindpolicy.model.vocabularies import Strength
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.types import Quantity

_REACH = 60
_NO_CLAIM_BEFORE = LazyPattern(
    r"(?:奖励|补助|补贴|罚款|奖补)(?:标准|金额|资金|最高|不超过|约|为)?\Z|给予[^，。；]{0,12}\Z"
    r"|(?i:\b(?:subsid(?:y|ies)|rewards?|bonus(?:es)?|grants?"
    r"|fines?)(?: of)?(?: up to)?[^,.;]{0,12}\Z)"
    r"|按[^，。；]{0,10}的\Z|(?:延长|为期|禁渔|每隔|连续|历时|间隔|保质期|有效期)\Z"
)
_NO_CLAIM_AFTER = LazyPattern(
    r"(?:的?(?:比例|标准|额度)?(?:给予|予以)?(?:的|一次性)?(?:补助|奖励|补贴|奖补))"
    r"|(?i:[- ](?:fishing |moratorium|ban\b|day\b|long\b))"
)
_PLAN_PARTS = LazyPattern(
    r"(?:提出|明确|部署|细化|聚焦|围绕|出台|包括|涉及|确定|分为|设置|设立|列出)[^，。；]{0,8}\Z"
)
_PLAN_ITEMS = LazyPattern(
    r"(?:主要|重点|重大|具体)*(?:指标|工程|任务|举措|措施|意见|方面|行动|领域|要求|政策|章|部分)"
)
_PLAN_ITEMS_ENGLISH = LazyPattern(
    r"(?i:(?:specif(?:y|ied|ies)|propos(?:es|ed)|identif(?:ies|ied)|sets? (?:out|forth)"
    r"|contains?|put forward"
    r"|lists?|includes?|comprises?|outlines?|outlined|divided into)(?: an?| the)?(?: total of)? \Z)"
)
_ITEM_ENGLISH = LazyPattern(
    r"(?i: ?(?:main |key |major |specific |priority )*(?:indicators|tasks|measures|areas"
    r"|aspects|parts"
    r"|steps|chapters|principles|categories|fields|pillars)\b)"
)
_GOAL_AFTER = LazyPattern(
    r"(?:左右|以上|以内)?[”\"]?的?(?P<expect>预期)?(?:年度|控制|发展|增长|规划)*目标"
    r"|(?i: (?:\w+ )?(?:target|goal)\b(?! of))"
)
_GOAL_BEFORE = LazyPattern(
    r"(?i:\b(?:targets?|goals?)(?: was| is)? (?:of|at|for)(?: about| around)? \Z)"
    r"|目标值?(?:为|是|[:：])?\Z"
)
_LISTED_AIMS = LazyPattern(r"左右|(?:保持|稳定|控制)在|以内")
_BOUNDS = ("以上", "以下", "以内", "左右", "不低于", "不少于", "不超过", "不高于", "以上）")


# An aim that is not set, or given up: 不再设5%的增长目标, no target of 5%.
_NO_AIM_BEFORE = LazyPattern(
    r"(?:(?:不再?|未|没有?|暂不|并未|不会|不予)(?:再|曾|具体|明确)*(?:设定?|设立|设置|提出?|制定|确定|下达|规定|公布"
    r"|给出)|取消|放弃|撤销|废除|不再(?:实行|执行|采用))了?[^，。；、0-9]{0,12}\Z"
    r"|(?i:\b(?:no|without an?|not (?:set|setting|have|announce|adopt|include)(?: an?y?)?"
    r"|drop(?:s|ped)?|abandon(?:s|ed)?|scrap(?:s|ped)?|cancel(?:s|led)?)(?: [a-z-]+){0,3}? ?"
    r"(?P<named>targets?|goals?|objectives?)?(?: (?:of|for|at))?(?: [a-z]+){0,2} ?\Z)"
)
_AIM_AFTER = LazyPattern(
    r"[^，。；0-9]{0,10}(?:目标|指标|要求)|(?i:[^.;,]{0,24}\b(?:targets?|goals?|objectives?)\b)"
)
# A plan that the same clause reports as carried out: 规划的10座工厂已建成.
_DONE_AFTER = LazyPattern(
    r"[^，。；0-9]{0,12}(?:已经?|均已|全部)[^，。；0-9]{0,6}(?:建成|投产|完成|竣工|交付|开通|投用|实现|投运)"
    r"(?!了?[约近超逾]?[0-9])"
    r"|(?i:[^,.;0-9]{0,40}\b(?:have|has|were|was) (?:all |now |already )*(?:been )?"
    r"(?:built|completed|commissioned|finished|delivered|opened)\b)"
)
# A target that is changed: 目标由5%调整为6%, "the target was raised from 5% to 6%".
_REVISED = LazyPattern(
    r"(?:目标|指标|任务)[^，。；]{0,8}(?:由|从)[^，。；]{1,24}(?:调整?|上调|下调|提高|提升|上修|下修|修订|降低|改)"
    r"[为到至]|(?i:\b(?:targets?|goals?|quotas?)\b[^.;,]{0,40}\b(?:raised|revised|lowered|cut|adjusted"
    r"|changed|increased|reduced|lifted|moved)\b[^.;,]{0,20}\bfrom\b)"
)


class KindWords(NamedTuple):
    """Evidence for the kind of a value.

    Attributes:
        sentence: the sentence.
        start: offset of the value in the sentence.
        end: offset after the value.
        cues: the cues of the sentence.
        due: whether the value has a deadline with a word such as "by".
        due_at: offset of the deadline in the sentence; -1 without one.
        context: the kind that headings and earlier sentences suggest; None if they do not.
        chinese: whether the sentence is Chinese.
        earlier: the kind of the value before in the sentence.
        is_pair: whether the value is compared with another of the sentence.
    """

    sentence: str
    start: int
    end: int
    cues: Sequence[Cue]
    context: CandidateKind | None
    chinese: bool
    due: bool = False
    due_at: int = -1
    earlier: CandidateKind | None = None
    is_pair: bool = False


def sets_no_aim(words: KindWords) -> bool:
    """Return True for the value of an aim that is not set or given up.

    Example:
        >>> sets_no_aim(KindWords("不再设5%的增长目标", 3, 5, (), None, True))
        True
    """
    before = words.sentence[max(0, words.start - _REACH) : words.start]
    match = _NO_AIM_BEFORE.search(before)
    if match is None:
        return False
    return bool(match["named"]) or _AIM_AFTER.match(words.sentence, words.end) is not None


def is_done(words: KindWords) -> bool:
    """Return True if the clause of a planned value reports that it was carried out."""
    return _DONE_AFTER.match(words.sentence, words.end) is not None


_AIM_NAME = LazyPattern(
    r"(?:[将把年]|(?<![\u4e00-\u9fff]))(?P<zh>[\u4e00-\u9fff]{2,16}?)的?目标(?:值)?(?=[由从])"
    r"|(?i:(?:the |its |their |[0-9]{4} )(?P<en>[a-z][a-z-]*(?: [a-z-]+){0,4})"
    r" (?:target|goal)(?= (?:was|is|has|were|be|from)))"
)


def name_of_aim(sentence: str) -> tuple[int, int] | None:
    """Return the place of the indicator of a changed target.

    Example:
        >>> name_of_aim("将2025年增长目标由5%调整为6%")
        (6, 8)
    """
    match = _AIM_NAME.search(sentence)
    return match.span(match.lastgroup) if match and match.lastgroup else None


def changes_target(words: KindWords) -> bool:
    """Return True if a sentence changes a target near its value."""
    start = max(0, words.start - _REACH)
    return _REVISED.search(words.sentence, start, words.end + _REACH) is not None


def revises_target(words: KindWords) -> bool:
    """Return True if a sentence changes a target before its value."""
    return _REVISED.search(words.sentence, max(0, words.start - _REACH), words.start) is not None


def states_nothing(words: KindWords, quantity: Quantity) -> bool:
    """Return True for subsidies, durations, numbers of times and counts of a plan's parts."""
    sentence, start, end = words.sentence, words.start, words.end
    before = sentence[max(0, start - _REACH) : start]
    if _NO_CLAIM_BEFORE.search(before) or _NO_CLAIM_AFTER.match(sentence, end):
        return True
    text = sentence[start:end]
    if words.chinese:
        if text.endswith(("项", "个", "条", "方面", "大")) and _PLAN_ITEMS.match(sentence, end):
            return _PLAN_PARTS.search(before) is not None
        counted = text.endswith(("轮", "次")) or sentence.startswith(("轮", "次"), end)
        if counted and quantity.value < 30:
            return True
        if before.endswith("最后") or sentence.startswith("版", end):
            return True
        return (
            text.endswith("年")
            and quantity.unit == "year"
            and not before.endswith(("寿命", "提高到", "达到", "至", "为", "延长至"))
        )
    if re.match(r"(?i:(?:re)?doubl\w+$)", text) and re.match(
        r"(?i: (?:our |the )?efforts)", sentence[end:]
    ):
        return True
    if _PLAN_ITEMS_ENGLISH.search(before) and _item_follows(sentence, start, end):
        return True
    is_proposed = (
        sentence[end : end + 60]
        .lower()
        .lstrip()
        .startswith(("indicators are", "tasks are", "measures are", "are proposed"))
    )
    return is_proposed or (
        quantity.unit in ("year", "month", "day")
        and "expectancy" not in sentence.lower()
        and not before.rstrip().endswith((" to", " reached", " reach", " of"))
    )


def _item_follows(sentence: str, start: int, end: int) -> bool:
    text = sentence[start : end + 40]
    return _ITEM_ENGLISH.search(text) is not None


def kind_of(words: KindWords, quantity: Quantity) -> tuple[CandidateKind, Strength | None]:
    """Return the kind of a value, and its strength if it is a target.

    Example:
        >>> from chinaindpolicy.extraction.cues import cues
        >>> from chinaindpolicy.quantity import find_quantities
        >>> text = "力争收入突破5亿元"
        >>> quantity = find_quantities(text)[0].quantity
        >>> found = tuple(cues(text, chinese=True))
        >>> kind_of(KindWords(text, 4, len(text), found, None, True), quantity)
        ('target', 'strive')
    """
    sentence, start, end = words.sentence, words.start, words.end
    if goal := _GOAL_AFTER.match(sentence, end):
        return "target", "expect" if goal["expect"] else _strength(words) or "commit"
    if _GOAL_BEFORE.search(sentence, max(0, start - _REACH), start):
        return "target", _strength(words) or "commit"
    if words.is_pair and revises_target(words):
        return "target", _strength(words) or "commit"
    before = [cue for cue in words.cues if cue.start < end and not _is_overruled(words, cue)]
    cue = next((cue for cue in reversed(before) if cue.strong), None)
    if cue is not None and (own := _cue_after(words, cue)):
        cue = own
    if cue is not None and sentence[cue.start] == "将":
        # A forecast before it decides: 预计全年收入将增长4%.
        cue = next((each for each in reversed(before) if each.kind == "forecast"), cue)
    if cue is None and words.due and _is_past(words):
        return "observed", None
    if cue is None and words.due:
        return ("observed", None) if words.is_pair and _is_reported(words, quantity) else (
            "target", "commit"
        )  # fmt: skip
    if cue is None and words.context is None:
        cue = next((cue for cue in words.cues if cue.strong and cue.start >= end), None)
        if cue is not None and before and _CLAUSE.search(sentence, end, cue.start):
            cue = None  # the value is in a clause of its own: 实现300亿元，力争400亿元
    if cue is None and words.context is not None:
        return words.context, "commit" if words.context == "target" else None
    if cue is None and words.earlier is not None:
        return words.earlier, "commit" if words.earlier == "target" else None
    cue = cue or (before[-1] if before else None)
    if cue is None:
        return _by_form(words, quantity)
    if not cue.strong and cue.kind == "observed" and _is_bounded_aim(words, quantity, cue):
        return "target", "commit"
    if not cue.strong and cue.kind == "target" and _is_reported(words, quantity):
        return "observed", None
    clause = sentence[max(0, cue.start - _REACH) : start]
    if cue.kind == "forecast" and not words.chinese and names_policy(sentence):
        return "target", "expect"
    promised = cue.strength in (None, "commit")
    if (
        cue.kind == "target"
        and promised
        and is_forecast_subject(clause)
        and not names_policy(sentence)
    ):
        return "forecast", None
    if cue.kind == "target":
        return ("observed", None) if is_done(words) else ("target", cue.strength or "commit")
    return cue.kind, None


_CLAUSE = LazyPattern(r"[，；,;](?![0-9]{3})")


def _cue_after(words: KindWords, cue: Cue) -> Cue | None:
    """Return a strong cue after the value if the one before is in another clause.

    In 一期已投产，二期5万片计划于2025年投产, the second value is an aim.
    """
    if not words.chinese or not _CLAUSE.search(words.sentence, cue.end, words.start):
        return None
    return next(
        (
            each
            for each in words.cues
            if each.strong
            and each.start >= words.end
            and not _CLAUSE.search(words.sentence, words.end, each.start)
        ),
        None,
    )


_PAST_TENSE = LazyPattern(r"(?i:\b(?:had|have|has|were|was)\b)")


def _is_overruled(words: KindWords, cue: Cue) -> bool:
    """Return True for a word of fact before a deadline: 已建成300家，到2027年再建200家."""
    if cue.kind != "observed" or not words.due or words.due_at < 0:
        return False
    if not words.chinese:
        return False
    reported = words.sentence.startswith(("截至", "截止"), max(0, words.due_at - 2))
    return not reported and (cue.end < words.due_at or words.sentence.startswith("累计", cue.start))


def _is_past(words: KindWords) -> bool:
    """Return True if a verb of the past follows the value, before its period: had gone by 2024."""
    if words.chinese or words.due_at <= words.end:
        return False
    verb = _PAST_TENSE.search(words.sentence, words.end, words.due_at)
    return verb is not None and not _CLAUSE.search(words.sentence, words.end, verb.start())


_ADDING = ("新增", "完成", "实现", "惠及")


def _is_bounded_aim(words: KindWords, quantity: Quantity, cue: Cue) -> bool:
    """Return True for a count with a bound after a verb that facts share: 新增就业1200万人以上."""
    if not words.chinese or not words.sentence.startswith(_ADDING, cue.start):
        return False
    text = words.sentence[words.start : words.end]
    return quantity.comparator in ("ge", "approx", "le") and text.endswith(_BOUNDS)


def _strength(words: KindWords) -> Strength | None:
    for cue in reversed(words.cues):
        if cue.start < words.end and cue.strength:
            return cue.strength
    return None


def _by_form(words: KindWords, quantity: Quantity) -> tuple[CandidateKind, Strength | None]:
    """Decide without a cue: bounds and round levels are aims, exact values are facts."""
    if not words.chinese:
        return "observed", None
    text = words.sentence[words.start : words.end]
    rest = words.sentence[words.start :]
    if any(bound in text for bound in _BOUNDS) or _LISTED_AIMS.search(rest):
        return "target", "commit"
    reached = words.sentence[: words.start].endswith(("达到", "达到了")) or text.startswith(
        ("达到", "超过", "突破")
    )
    if reached and not _is_reported(words, quantity) and quantity.measure != "growth":
        return "target", "commit"
    return "observed", None


def _is_reported(words: KindWords, quantity: Quantity) -> bool:
    """Return True if a value is too exact for an aim: 67.89%, 46.3万家."""
    text = words.sentence[words.start : words.end]
    digits = "".join(char for char in text if char.isdecimal()).rstrip("0")
    fraction = "." in text and digits[-1:] != "5"
    exact = (
        len(digits) >= 4
        or (fraction and quantity.measure == "growth")
        or (len(digits) == 3 and not (digits[-1] == "5" and "." in text))
    )
    return words.chinese and exact and quantity.comparator in ("eq", "gt")
