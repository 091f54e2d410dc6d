"""Words near a number that keep a record with the same value from supporting it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Literal

from chinaindpolicy.auditing.numbers import counts
from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER
from chinaindpolicy.auditing.vocabulary import word_pattern

if TYPE_CHECKING:
    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading
    from chinaindpolicy.auditing.sentences import Span

Direction = Literal["up", "down", "fall of growth"]

_DOWN = re.compile(
    # "Fell short of" states a miss, and no fall.
    r"(?<![a-z])(?:(?:fell|falls?|falling|fallen)(?! (?:\w+ )?(?:short|shy) of)|declin\w*|"
    r"decreas\w*|down|shrank|shrunk|shrink\w*|"
    r"contract(?:ed|s|ing|ion)|drop(?:s|ped|ping)?|plung\w*|slump\w*|slid|slides?|sank|sinks?|"
    r"tumbl\w*|lost|los(?:e|es|ing)|loss|reduc\w*|lower(?:ed|s|ing)?|narrow\w*|cuts?|cutting|"
    r"dip(?:s|ped)?|dwindl\w*|eased|retreat\w*|negative growth|fewer|less|shed|minus)(?![a-z])"
    r"|负增长|下降|下滑|下跌|降低|减少|减缓|缩小|缩减|缩水|萎缩|收窄|压缩|压减|削减|回落|锐减"
    r"|骤减|净减|"
    r"流失|损失|跌(?!破)|降(?![本低])|减(?!排|税|负|碳)|缩(?!短)|(?<![至最不缺])少(?![于数])|(?<![最至降减])低(?=[了出]?[\x00])"
)
# "up" that is not the second word of another verb.
_UP_ALONE = (
    r"(?<!make )(?<!makes )(?<!made )(?<!making )(?<!lock )(?<!locks )(?<!set )(?<!sets )(?<!take )"
    r"(?<!took )(?<!speed )(?<!build )(?<!end )(?<!ended )(?<!add )(?<!adds )(?<!open )(?<!tie )up"
)
_UP = re.compile(
    rf"(?<![a-z])(?:{_UP_ALONE}|gr[eo]ws?|growing|grown|growth|rises?|rose|risen|rising"
    rf"|increas\w*|climb\w*|"
    r"expan\w*|widen\w*|jump\w*|surg\w*|soar\w*|gain\w*|rais\w*|lift\w*|improv\w*|higher|"
    r"boost\w*)(?![a-z])"
    r"|增长|增加(?!值)|增幅|增速|提高|提升|上升|上涨|扩大|攀升|激增|净增|多了"
)
_NEGATIVE_SIGN = re.compile(r"(?:(?<![0-9a-z%])[-−–]|[负−])\s*$")
# Words between a verb of change and the number that is the size of the change.
_HEDGE = (
    r"(?:\s*(?:by|about|around|roughly|nearly|almost|over|some|only|just|more than|less than|"
    r"at least|up to|an? (?:further|additional)|a total of|approximately|well|was|of)(?![a-z]))*"
    r"\s*(?:[了约近超逾共达]|大约|超过|将近|接近|至少|不少于|幅度(?:为|达)?|大幅)*\s*$"
)
_CHANGED_EN = re.compile(
    rf"(?:(?:{_DOWN.pattern})|(?:{_UP.pattern})|(?:chang|vari)\w*)"
    rf"(?:\s+\w+){{0,3}}?\s+by(?![a-z]){_HEDGE}"
)
_LOST_EN = re.compile(
    r"(?<![a-z])(?:fell|declin\w+|decreas\w+|shrank|shrunk|contracted|plunged|slumped|slid|lost|"
    r"lose|los(?:es|ing)|gains?|grow|shed|narrowed|widened|down|reduced|cut|rose|grew"
    r"|increased|jumped|surged|"
    rf"climbed|soared|expanded|gained|{_UP_ALONE}){_HEDGE}"
)
_CHANGED_ZH = re.compile(
    r"(?:减少|缩小|缩减|缩水|萎缩|收窄|压缩|压减|削减|下降|下滑|下跌|降低|回落|锐减|骤减|净减"
    r"|流失|损失|"
    r"提高|提升|上升|上涨|增加(?!值)|增长|扩大|攀升|激增|净增|多增|增|减|降|跌|缩|少"
    r"|(?<![最至])低|多)(?<!最多)(?<!至少)(?<!最少)"
    r"(?:了|幅度(?:为|达)?|约|近|大约|超过?|逾|将近|接近|大幅|共|达(?!到)|不到|不足|至少|"
    r"不少于|不低于|幅(?:为|达)?)*\s*$"
)
# These verbs govern things that are counted: "提升100家实验室" upgrades 100 laboratories.
_UPGRADED = re.compile(r"(?:提升|提高|扩大|压缩|降低)(?:了|约|近|超过?)*\s*$")
_CHANGE_AFTER = re.compile(
    r"\s*(?:(?:year on year|annual|sharp|steep|slight)\s+)*"
    r"(?:declin|decreas|drop|fall|reduction|contraction|slump|plunge|loss|increase|rise|growth|"
    r"gain|jump|surge|fewer|lower|higher|less than (?:in|a year)|more than (?:in|a year))\w*"
    r"|的?(?:降幅|跌幅|减幅|增幅|涨幅|下降|减少|降低|缩减|增量|减量)"
)
_DOWN_AFTER = re.compile(
    r"\s*(?:(?:year on year|annual|sharp|steep|slight)\s+)*"
    r"(?:declin|decreas|drop|fall|reduction|contraction|slump|plunge|loss|fewer|lower"
    r"|less(?! than)|short(?:er)?|smaller|slower)\w*"
    r"|的?(?:降幅|跌幅|减幅|下降|减少|降低|缩减|减量|负增长)"
)
_TO = re.compile(
    r"(?:(?<![a-z])(?:to|at|as)(?:\s+(?:about|around|roughly|nearly|almost|over|some|only|just"
    r"|more|"
    r"less|than|at|least|as|many|much|high|low|a|an|the|record|its|approximately|well))*"
    r"|(?<!不)[到至](?:了|约|近|超过?|逾|大约|将近|接近)*|(?<!幅)(?<!度)为)\s*$"
)
# A noun of growth: its own fall does not make growth negative.
_PACE = re.compile(r"(?<![a-z])(?:growth|pace|rate)(?![a-z])|增速|增幅|涨幅|增长率")
_NEGATIVE = re.compile(r"(?<![a-z])negative(?![a-z])|负增长|增速为负")


def _before(reading: Reading, number: Number) -> str:
    """Return the number's clause before the number, from the last other number on."""
    start, _ = reading.clause(number)
    text = reading.masked(number, (start, number.core_start))
    return text[text.rfind(OTHER_NUMBER) + 1 :]


def _after(reading: Reading, number: Number) -> str:
    """Return the number's clause after the number, up to the next number."""
    _, end = reading.clause(number)
    text = reading.masked(number, (number.core_end, end)) if end > number.core_end else ""
    return re.split(f"[{OTHER_NUMBER}{NUMBER}]", text, maxsplit=1)[0]


def stated_direction(reading: Reading, number: Number) -> Direction | None:
    """Return whether the words next to a number state a fall or a rise.

    Args:
        reading: The text.
        number: The number.
    """
    before, after = _before(reading, number), _after(reading, number)
    sign = reading.plain[max(0, number.core_start - 3) : number.core_start]
    if number.quantity.value < 0 or _NEGATIVE_SIGN.search(sign):
        return "down"
    if _NEGATIVE.search(before):
        return "down"
    if _DOWN_AFTER.match(after):
        return "down"
    falls, rises = list(_DOWN.finditer(before)), list(_UP.finditer(before))
    last_fall = falls[-1].end() if falls else -1
    last_rise = rises[-1].end() if rises else -1
    if last_fall > last_rise:
        return "fall of growth" if _PACE.search(before, 0, falls[-1].start()) else "down"
    return "up" if last_rise >= 0 else None


def is_change(reading: Reading, number: Number) -> bool:
    """Return True if a number is the size of a change: "fell by 5", "减少5家".

    Args:
        reading: The text.
        number: The number.
    """
    before, after = _before(reading, number), _after(reading, number)
    if _TO.search(before):
        return False
    quantity = number.quantity
    read = quantity.direction is not None and quantity.measure in ("change", "growth")
    if read and any(_DOWN.search(one) or _UP.search(one) for one in (before, after)):
        return True
    upgraded = counts(quantity.unit) and _UPGRADED.search(before)
    return not upgraded and bool(
        _CHANGED_EN.search(before)
        or _LOST_EN.search(before)
        or _CHANGED_ZH.search(before)
        or _CHANGE_AFTER.match(after)
    )


_QUALIFIER = re.compile(
    r"(?<![a-z])(?:monthly|daily|weekly|hourly|quarterly|average[ds]?|averaging|mean|median|"
    r"per (?:firm|company|enterprise|capita|head|person|month|day|week|quarter|household|plant|"
    r"employee|worker|project|unit|city|county|province|district)|"
    r"(?:a|each|every) (?:day|week|month|quarter)|(?:each|every) (?:city|county|district|province"
    r"|town|prefecture|park|firm|company|enterprise)|"
    r"(?<!the )clos(?:e|es|ing)(?! (?:to|of))|shut(?:s|ting)?|shutter\w*|dismantl\w*|demolish\w*|"
    r"eliminat\w*|bankrupt\w*|insolven\w*|defunct|dissolved|deregistered|closed down|shut down|"
    r"closed(?= [a-z])(?! (?:20[0-9]{2}|the|its|at|with|out|in|on|an?|up|off|higher|lower))|"
    r"former|dormant|inactive|mothballed|"
    r"defective|faulty|cumulat\w* since|(?:over|during) (?:the )?(?:past |last )?"
    r"(?:two|three|four|five|six|ten|several) years|(?:two|three|four"
    r"|five) years combined)(?![a-z])"
    r"|[月日周季]产(?:量|值)?|月度|日均|月均|周均|年均|人均|户均|每(?:月|日|天|周|季度|家|户"
    r"|人|个月)|每个?(?:市|县|省|区|镇|企业|园区|地级市|地市)|各(?:市|县|区|地)(?:均|都|分别|各)"
    r"|平均|中位数|关闭|拆除|淘汰|停产|停建|裁撤|裁减|"
    r"不良(?:品)?率|不良品|次品|破产|倒闭|注销|关停|吊销|停业|失信|"
    r"[两二三四五六十几多]年(?:间|来)?(?:的)?(?:合计|累计|总计|共计|共)|"
    r"(?:合计|累计|总计|共计)[^，。；]{0,6}[两二三四五六十几多]年"
)
_SPAN_OF_YEARS = re.compile(
    r"(?<![a-z])(?:from|between) (?:19|20)[0-9]{2} (?:to|and|through|until) (?:19|20)[0-9]{2}"
    r"|(?:19|20)[0-9]{2}年?\s?[至到—–~-]\s?(?:19|20)[0-9]{2}年"
    r"(?:间|期间|[^。；]*?(?:累计|合计|共计|总计|总共))"
)
_YEARS_JOINED = re.compile(
    r"(?:19|20)[0-9]{2}\s?年?\s?(?:and|&|plus|和|与|及)\s?(?:19|20)[0-9]{2}(?![0-9])"
)
_SEPARATELY = re.compile(r"(?<![a-z])(?:each|respectively|both)(?![a-z])|分别|各")
_LONG_AGO = re.compile(
    r"(?<![a-z])(?:two|three|four|five|six|seven|eight|nine|ten|twenty|several|many|some|[0-9]+)"
    r" (?:years|decades) ago(?![a-z])|(?:[两二三四五六七八九十几多]|(?<![0-9])[0-9]{1,2}\s?)年前"
)
_SUM = re.compile(
    r"(?<![a-z])(?:cumulative\w*|combined|together|altogether)(?![a-z])|合计|累计|共计|总计"
)
_WITHOUT = re.compile(
    r"[,，(（]\s*(?:excluding|except|not counting|without|apart from|不含|不包括|不计|剔除|扣除)"
)
_TOGETHER = re.compile(r"(?<![a-z])(?:combined|together|altogether)(?![a-z])|合计|共计|总计")
# A number that a change begins from.
_FROM = re.compile(
    r"(?:(?<![a-z])from(?: (?:about|around|over|some|nearly|more than|less than))?|从|由)\s*$"
)
_CHANGED_TO = re.compile(
    r"[^,.;，。；]{0,12}?(?:(?<![a-z])(?:to|up|down)(?![a-z])|[增提升降减缩扩上下]|扩大|缩小)"
)


# A level before a change that has its own year is a statement about that year.
_OWN_YEAR = re.compile(r"\s*(?:in|at the end of|\()\s*(?:the year )?(?:19|20)[0-9]{2}(?![0-9])")


def _earlier_level(reading: Reading, number: Number, clause: str) -> re.Match[str] | None:
    """Return a match if a number is the level before a change: "from 10 to 20"."""
    if _OWN_YEAR.match(reading.plain, max(number.end, number.core_end)):
        return None
    before = clause[: max(0, number.core_start - reading.clause(number)[0])]
    if not _CHANGED_TO.match(reading.searchable, max(number.end, number.core_end)):
        return None
    return _FROM.search(before)


def qualifier(reading: Reading, number: Number) -> Span | None:
    """Return words that make a number an average, a rate per unit, or a sum of several years.

    Args:
        reading: The text.
        number: The number.
    """
    first, last = reading.clause(number)
    text = reading.masked(number, (first, last))
    match = (
        _QUALIFIER.search(text)
        or word_pattern("scope", "narrowing").search(text)
        or word_pattern("scope", "other_action").search(text)
        or _earlier_level(reading, number, text)
    )
    start, end = reading.sentence(number)
    without = _WITHOUT.match(reading.searchable, last) or _WITHOUT.search(
        reading.searchable, start, number.core_start
    )
    if match is None and without:
        return without.span()
    for pattern in (_LONG_AGO, _YEARS_JOINED, word_pattern("scope", "whole_sentence")):
        found = pattern.search(reading.searchable, start, end) if match is None else None
        if found and not _SEPARATELY.search(reading.searchable, start, end):
            return found.span()
    if match is None and (several := _SPAN_OF_YEARS.search(reading.plain, start, end)):
        return several.span()
    if match is None:
        years = [
            one
            for one in reading.years
            if start <= one.start < last and one.use == "period" and one.last > one.first
        ]
        several_years = {
            one.last for one in reading.years if start <= one.start < end and one.use == "period"
        }
        if years:
            match = _SUM.search(text)
        elif len(several_years) > 1:
            match = _TOGETHER.search(text)
    return None if match is None else (first + match.start(), first + match.end())
