"""Words that decide the kind of a number: a promise, a fact, a forecast."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from chinaindpolicy.extraction.candidates import CandidateKind
from chinaindpolicy.model.vocabularies import Strength
from chinaindpolicy.quantity.core.patterns import LazyPattern


class Cue(NamedTuple):
    """A word of a sentence that decides the kind of the values near it.

    Attributes:
        start: offset of its first character.
        end: offset after its last character.
        kind: the kind that the word gives to a value.
        strength: of a target, how firm the promise is; None if the word does not say.
        strong: whether the word decides even against weaker words that are nearer.
    """

    start: int
    end: int
    kind: CandidateKind
    strength: Strength | None
    strong: bool


# The names of groups give kind and strength: a later alternative is weaker than an earlier one.
_CHINESE = LazyPattern(
    r"(?P<target_expect_strong>预期目标|(?<!市场)(?<!业界)预期(?=增长|下降)|预期增长目标|(?<!原)预期性?指标|拟按|预算安排)"
    r"|(?P<target_strive_strong>力争|争取|努力(?=实现|达到|完成|使|让|将|保持)|力求)"
    r"|(?P<target_commit_strong>确保|必须|不得|严禁|禁止|应当|不低于|不少于|不小于|不高于|不超过"
    r"|不突破|控制在|压缩至|压减|要(?=[加推促确实达提保建培完使把坚深扎扩]|新[增建]|突破|超过|形成|控制|引进)|我们将|拟"
    r"|规划(?=到|建|新|布)"
    r"|计划(?=[一二三四五六七八九十两0-9]{1,2}年|于|到|建|新|在|总|[0-9]{4}年|投资|用|完成|实现|安排|资本|新增|培育)|主要目标"
    r"|每年(?=新增|安排|投入|培育|建设|支持|引进|新建)"
    r"|目标[是为：:]|发展目标|(?:目标任务|任务目标|工作目标|奋斗目标)(?!的?完成))"
    r"|(?P<forecast_none_strong>预计|预测|预估|有望|或将|业界预期|料将|估计)"
    r"|(?P<observed_none_strong>已(?!经?营)|实际(?=[建完达实增投产])|去年|截至|截止到?|累计(?!降低|下降|减少)|历史性"
    r"|首次|增至|跃居|位居|位列|为(?=[0-9.]+[%‰％])|统计|数据显示|上年同期|报告期|基本建成投产"
    r"|圆满|取得|成功|多增|过去|了(?=[约近超逾]?[0-9]))"
    r"|(?P<target_commit_strong2>将(?!近)达?)|(?P<target_commit_weak>提出|要求|培育|打造"
    r"|建设(?!银行)|建成|推动|推进"
    r"|加快|加强|构建|完善|实施|提高到|提高至|提升到"
    r"|提升至|降至|降到|降低到|稳定在|保持在|发展|新建|引进|组织|扶持|支持|形成|安排|发行"
    r"|强化|继续|实现(?!营|利|产值|税"
    r"|净|收入|总|销售|增加值|[0-9]))"
    r"|(?P<observed_none_weak>比上[年月]|较上[年月]|比去年|较去年|惠及|完成|实现|新增|拉动"
    r"|达(?=[0-9])|同比|环比)"
)
_STRONG_ENGLISH = (
    r"(?P<target_strive_strong>\b(?:striv(?:e|es|ing)|aims?|aiming|seeks?|seeking"
    r"|endeavou?rs?|pledged?"
    r"|hopes?)(?: hard)?(?: to)?(?: be)? \w+)"
    r"|(?P<target_expect_strong>\b(?:projects? (?=an? |that |the |gdp|growth|annual)"
    r"|envisages?|projected (?=cpi|increase|gdp|growth)"
    r"|(?:growth|main|expected|projected|anticipated) targets?(?: of| for| at| is"
    r"| are)?(?! \w*ed\b)))"
    r"|(?P<forecast_none_strong>\b(?:(?:is|are|was|were|be) (?:widely |now )?(?:expected"
    r"|forecast|forecasted|projected"
    r"|predicted|estimated|likely|poised|anticipated|on track)\b(?: that"
    r"| to(?: continue)?(?: be)? \w+)?"
    r"|expects?\b|forecasts?\b|predicts?\b|estimates?\b|could\b|may\b(?! ?[0-9,])|might\b"
    r"|on track to \w+"
    r"|it is expected that))"
    r"|(?P<target_commit_strong>\b(?:is|are) set (?:to \w+|at)"
    r"|\b(?:will|shall|must|should)(?! (?:also |further )?(?:strive|aim|seek|endeavou))(?: not)?"
    r"(?: also| further| be| have| been| continue to)*(?: \w+ly)? \w+"
    r"|\bplans? (?:to \w+|calls? for|requires?|aims? to)|\bcalls? for|\brequires?\b"
    r"|\bproposes?\b(?: raising)?"
    r"|\b(?:is|are|need|needs|has|have) to(?: be)? \w+|\btargets?\b(?! of)"
    r"|\b(?:is|are|was|were) (?:targeted|planned|slated|scheduled|budgeted)\b"
    r"|\b(?:goal|target|objective|aim)s? (?:for|in) (?:[\w-]+ ){1,4}?(?:is|are)\b"
    r"|\bplans? (?=[0-9]|another\b)|\bplans (?=(?:an?|two|three|four|five|six|seven|eight|nine|ten"
    r"|more|new|over|about|around|at least|up to|nearly)\b)"
    r"|\bplanned (?=[0-9])|\bdoes not rise above"
    r"|\b(?:no|not) (?:less|fewer|lower) than|\bensure\b|\bin setting\b|\b(?:goal"
    r"|objective) (?:is|of)|\bits target of)"
)
_PAST = (
    "reached", "exceeded", "surpassed", "topped", "totalled", "totaled", "rose", "grew",
    "increased", "fell", "dropped", "declined", "decreased", "accounted", "was", "were", "had",
    "saw", "registered", "posted", "hit", "stood", "amounted", "came", "climbed", "expanded",
    "jumped", "gained", "remained", "achieved", "attained", "doubled", "tripled", "brought",
    "lifted", "boosted", "lowered", "cut", "produced", "sold", "shipped", "generated", "covered",
    "benefited", "attracted", "built", "created", "added", "completed", "trained", "implemented",
    "launched", "issued", "invested", "spent", "exported", "imported", "surged", "soared",
    "plunged", "shrank", "contributed", "recorded", "ranked", "maintained", "kept", "averaged",
    "improved", "reduced", "raised", "missed", "found", "became", "installed", "began", "made",
    "stabilized", "widened", "narrowed", "slowed",
)  # fmt: skip
_WEAK_ENGLISH = (
    rf"|(?P<observed_none_strong>(?<!the )(?<!newly )(?<!total )(?<!value[ -])(?<!redouble )"
    rf"\b(?:{'|'.join(sorted(set(_PAST)))})\b(?! value| urban)|\b(?:has|have|had)(?: also"
    rf"| already| now)?"
    r"(?: \w+ly)? (?:been |be )?\w+(?:ed|en|wn|un|ld|it|t)\b|\b(?:is|are|lacks?|accounts?"
    r"|exceeds?|covers?|reaches"
    r"|stands?|has|have|did not|does|according to)\b|\bpenetration rate .{0,20}topped)"
    r"|(?P<target_commit_weak>\bto (?!date\b|the\b|an?\b|its\b|about\b|around\b|nearly\b"
    r"|over\b|more\b|less\b"
    r"|[0-9])[a-z]{3,}\b)"
)
_ENGLISH = LazyPattern(f"(?i:{_STRONG_ENGLISH}{_WEAK_ENGLISH})")
_IMPERATIVE = LazyPattern(
    r"(?i:(?:[A-Z]\w+(?: \w+)?: |[-–—*•■ ]+|and |[a-z]\) |\(?[0-9]+[.)] )?(?:actively "
    r"|vigorously |further |steadily )?"
    r"(?P<verb>build|keep|raise|accelerate|improve|promote|ensure|cultivate|form|create"
    r"|increase|reduce"
    r"|achieve|cut|develop|establish|add|expand|support|speed up|complete|construct|train|introduce"
    r"|attract|make|strengthen|implement|control|limit|maintain|foster|advance|launch|set up|boost"
    r"|bring|lower|issue|invest|provide|deepen|optimi[sz]e|upgrade|encourage|arrange"
    r"|carry out|stabili[sz]e)\b)"
)
_FORECAST_SUBJECT = LazyPattern(
    r"(?i:\b(?:market(?: size)?|global|world|worldwide|analysts?|idc|wsts|gartner|demand"
    r"|shipments)\b)"
    r"|市场规模|全球|业界|机构|分析师|卫生总费用|费用"
)
_POLICY_ACTOR = LazyPattern(
    r"(?i:\b(?:guidelines?|(?<!track )plan|action plan|budget|outline|draft|work report"
    r"|government|opinions)\b)"
    r"|规划|方案|行动计划|纲要"
)


def cues(sentence: str, *, chinese: bool) -> Iterator[Cue]:
    """Yield the cues of a sentence in order.

    Example:
        >>> [(cue.kind, cue.strength) for cue in cues("力争到2027年突破5亿元", chinese=True)][:1]
        [('target', 'strive')]
    """
    if not chinese and (match := _IMPERATIVE.match(sentence)):
        # "Form" and "cut" at the start of a clause command; later they are matched as other verbs.
        yield Cue(match.start("verb"), match.end("verb"), "target", "commit", True)
    for match in (_CHINESE if chinese else _ENGLISH).finditer(sentence):
        name = match.lastgroup or ""
        kind, strength, weight = name.removesuffix("2").split("_")
        yield Cue(
            match.start(), match.end(), _KINDS[kind], _STRENGTHS[strength], weight == "strong"
        )


_KINDS: dict[str, CandidateKind] = {
    "target": "target",
    "observed": "observed",
    "forecast": "forecast",
}
_STRENGTHS: dict[str, Strength | None] = {
    "commit": "commit",
    "strive": "strive",
    "expect": "expect",
    "none": None,
}


def is_forecast_subject(clause: str) -> bool:
    """Return True if the subject of a clause cannot be promised, such as the size of a market."""
    return _FORECAST_SUBJECT.search(clause) is not None


def names_policy(sentence: str) -> bool:
    """Return True if a sentence names a plan, budget or guideline as its source."""
    return _POLICY_ACTOR.search(sentence) is not None


_NEGATION_CHINESE = LazyPattern(
    r"(?:没有|没能|未能?|不会|不再|并未|无法|难以|不得|严禁|禁止|不允许|不准)[^，。；、]{0,14}\Z"
)
_NEGATION_ENGLISH = LazyPattern(
    r"(?i:\b(?:not|never|cannot|failed to|fails to|missed (?:its|the|their)(?: \w+)? targets? of"
    r"|without|yet to|neither)\b[^.;]{0,30}\Z)"
)
_BOUND = LazyPattern(
    r"(?i:\bno(?:t)? (?:less|fewer|lower|more|higher|later|only) than[^.;]{0,12}\Z|\bnot only\b)"
)


def is_negated(before: str, expression: str, after: str, *, chinese: bool) -> bool:
    """Return True if the words before a value deny or forbid it.

    Example:
        >>> is_negated("没有达到", "7%", "的预期目标", chinese=True)
        True
        >>> is_negated("is ", "no less than 5%", "", chinese=False)
        False
    """
    if chinese:
        return _NEGATION_CHINESE.search(before + expression[:4].rstrip("0123456789.")) is not None
    if expression.lower().startswith(("not exceed", "not rise", "not fall")):
        return True
    if _BOUND.search(before):
        return False
    return _NEGATION_ENGLISH.search(before) is not None
