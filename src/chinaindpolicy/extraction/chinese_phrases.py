"""Indicator phrases of numbers, in Chinese."""

from __future__ import annotations

import re
from typing import NamedTuple

from chinaindpolicy.quantity.core.patterns import LazyPattern

Span = tuple[int, int]


class Phrase(NamedTuple):
    """The spans of the indicator of a value and of its owner (`subject`)."""

    indicator: Span | None
    subject: Span | None = None
    follows: bool = False


_YEAR = r"(?:(?:19|20)[0-9]{2}年?|[一二三四五六七八九〇零]{4}年)(?:[底末初]|上半年|下半年)?"
_UNTIL = "(?:之前|以前|前(?![期沿置端景列三两一二四五]))?"
_CHANGE = (
    "增长|增加|提高|提升|上升|下降|降低|减少|增|降|升|缩小|扩大|上涨|调整|上调|下调"
    "|下跌|回落|收窄|翻|拉动|压减|压缩|核减|节约|削减|新增|缩短|攀升|下滑|延长|实际|名义"
)
_LEVEL = (
    "达到|达|为|是|超过|突破|保持|稳定|维持|控制|实现|完成|约|近|逾|超|占|升|降|不低于"
    "|不少于|不超过|不高于"
    "|不得超过|低于|高于|不足|接近|位居|累计|合计|共计|共|总计|按|至|到|在"
)
# Words allowed between the name of an indicator and its value, from the value to the left.
_TAIL = LazyPattern(
    rf"(?:高达|仍然?|一律|双双|(?:{_CHANGE}|{_LEVEL})(?:了|到|至|在|为|约|近)?"
    rf"|(?:预计|预期|将|力争|争取|确保|要|应|拟|已经?|也|均|都|分别|首次|历史性|进一步|逐步"
    rf"|稳步|达标|年均|每[年月日天季]|同比|环比"
    rf"|累计|平均|总体|基本|有望|可|(?<![产功性节动智技储效职势核热])能|再|还|则|仍|又|严格|有效|持续|安排|不得|未|没有|总共"
    rf"|左右|均为|原定|既定|[已将拟]于)"
    rf"|(?:(?<![占同环对之])比(?![重例率值较])|较|与|相比)[^，。；、]{{0,12}}?"
    rf"(?:年[底末初]?|同期|水平|相比|预算|月)(?:多|少|高|低|快|慢|的)?"
    rf"|(?:从|由|自)?(?:到)?{_YEAR}(?:水平)?(?:的|时)?|(?:到|至)?[“\"]?十[一二三四五六]五[”\"]?(?:期间|末|时期)?"
    rf"|(?:从|由|自)?(?:今年|去年|上年|全年|年末|年底|本年|上半年)的?"
    rf"|占[^，。；、由从0-9]{{1,20}}?的(?:比重|比例|份额)?|(?:超过|占)(?:全球|全国|世界)的?"
    rf"|拉动[^，。；]{{2,12}}|(?:年均)?(?:增速|增幅|涨幅)|惠及|覆盖|(?:预期)?目标值?"
    rf"|为(?:亏损|盈利)|[从由][^，。；]{{1,10}}前的"
    rf"|(?:在)?[^，。；、]{{0,8}}的?(?:基础上|水平上?)"
    rf"|[一二三四五六七八九十两0-9]{{1,3}}年(?:来|间|内)?|[由从]\Z|[（(]|[：:、和与而且并以从由]|(?<!惠)及|的速度|[“”\"])\Z"
)
# Verbs that have the indicator as their object, and the words before them.
_HEAD = LazyPattern(
    rf"(?:.*?(?:(?:规划|计划|力争|争取|预计)(?:到|在)?{_YEAR}{_UNTIL}|实现|完成(?!率|额)|拥有(?!量)|取得|建成|建设(?!用地|银行|规模|投资)|培育"
    r"|打造|发展(?!指数|经费|水平)|新建|实施(?!率)|培训(?!机构|中心|费|率)"
    r"|安排|发行(?!量|额)|支持|推动|推进|引进|布局|形成|投入运营|拟发行|拟安排|带动|获得"
    r"|认定|组织|开展|推广(?!量)"
    r"|创建|组建|规划建设|确保|力争|保持|稳定|提高|提升|降低|扩大|增加(?!值)|减少(?!量)"
    r"|处置|淘汰|退出|使(?!用)|让|将|把"
    r"|对(?!外)|其中|包括|今年|全年|提出|预测(?!值|数)|预估|显示(?!屏|器|面板)|指出))"
)
_LEFT = LazyPattern(
    r"(?:比[^，。；、]{0,8}年(?=新增)|其中|此外|同时|另外|以及|和|与|及|、|：|:|，|,|“|”"
    r"|预计|预期|力争|争取|确保|要|将|拟|到(?![位账访岗期])|至|使(?!用)|让|把|对(?!外)|于|在(?!建|研|校|岗"
    r"|手|线|用)|截至"
    rf"|从?{_YEAR}(?:[-—–~至到]{{1,2}}{_YEAR})?(?:以来)?{_UNTIL}|(?:上年|去年)?同期|今年|明年|后年|次年|去年|上年|全年|年末|年底|本年"
    rf"|上半年|每年|目前|当前|累计|年均|期末|本报告期末|报告期内"
    r"|主要目标是?|推动|带动|支持|建成|建设|培育|打造|安排|发行|完成|实现|达到|形成|引进"
    r"|惠及|按|的|各|（含|（其中|含|严格|有效"
    r"|提高|提升|降低|分类|继续|稳步|进一步|我国|全国|中国|全省|全市|全县|全区|我省|我市"
    r"|全球|本市|本省)"
)
_OBJECT_VERB = LazyPattern(
    r"(?:惠及|覆盖|推动|带动|支持|培育|安排|引进|新增|建成|建设|打造|组织|吸纳|服务|认定|形成|发行"
    r"|新建|改造|推广|创建|严守|坚守|守住)(?:约|近|超|逾|超过)?\Z"
)
_OWNER = re.compile(
    r"(?P<owner>[^，。；、的]{0,12}?(?:公司|集团|企业|行业|各区|园区|各单位|部门))(?P<rest>.*)",
    re.DOTALL,
)
_NO_OWNER = re.compile("[数家总]|公共|服务|技术|研发中心|集群|名单|创新中心|园|孵化")
_RIGHT = LazyPattern(
    r"(?P<noun>(?:[\u3400-\u9fffA-Za-z0-9+“”\"（）()·-]){2,24}?)"
    r"(?=完成|达到|用于|实现|获|进入|开展|接入|上云|建成|投产|投入|的|，|。|；|、|等|,|\Z"
    r"|通过|支持|资金用于|（|\(|和|(?<!规模)以上|左右|解决|实行|实施|已|将|达|超过|增长|下降|提前"
    r"|投入|参加|参保|受益|与)"
)
_NOT_NOUN = LazyPattern(
    r"(?:以上|以下|以内|左右|的|在(?![建研校岗线])|于|已|将|拟|计划|预计|用于|支持|完成|达到|增长|下降|提高|同比|比上|较|占|左右"
    r"|之间|至|到|，|。|；|、|,|：|）|\)|其中|不变)"
)
_THRESHOLD = LazyPattern(
    r"(?:以上|以下|以内|左右)?的?(?:(?:专精特新|高新技术|科技型|规模以上|中小|大型|龙头"
    r"|骨干|重点|工业|制造业|上市|新|首次|示范|骨干)*"
    r"(?:企业|单位|项目|园区|城市|县|家庭|机构|产品|集群|人员|地区|用户|设备|机组|锅炉"
    r"|车辆|公司|工程|建筑|个人))"
)


def threshold_noun(text: str, end: int) -> Span | None:
    """Return the group that a value restricts: 超过100亿元的企业.

    Example:
        >>> text = "培育营收超过100亿元的企业15家"
        >>> threshold_noun(text, text.index("的"))
        (12, 14)
    """
    match = _THRESHOLD.match(text, end)
    if match is None or "的" not in match[0][:4]:
        return None
    return match.start() + match[0].index("的") + 1, match.end()


def chinese_phrase(
    text: str, start: int, first: int, last: int, end: int, *, counts: bool = True
) -> Phrase:
    """Return the indicator of the value at `first:last` in a clause.

    Args:
        text: the whole text.
        start: offset where the words for this value begin: the clause, or the previous value.
        first: offset of the expression of quantity.
        last: offset after it.
        end: offset where the sentence ends.
        counts: whether the value can count the things after it; a percentage cannot.

    Returns:
        The phrase; without an indicator where the clause does not name one (增长3.5%).

    Example:
        >>> text = "粮食产量稳定在1000亿斤以上"
        >>> chinese_phrase(text, 0, 7, len(text), len(text)).indicator
        (0, 4)
    """
    counted = _OBJECT_VERB.search(text, start, first) and not _NOT_NOUN.match(text, last)
    if counted and (right := _RIGHT.match(text, last, end)):
        return Phrase(right.span("noun"), None, follows=True)
    begin, stop = without_time(text, start, first)
    subject: Span | None = None
    if begin < stop and "的" in text[begin:stop]:
        begin = _after_attribute(text, begin, stop)
    if begin < stop and (head := _HEAD.match(text, begin, stop)) and head.end() <= stop:
        owner = _owner(text, begin, head.end())
        if head.end() < stop and _is_name(text[head.end() : stop]):
            begin, subject = head.end(), owner
        elif head.end() == stop:
            begin, subject = stop, owner
        begin, stop = _strip(text, begin, stop)
    if begin < stop:
        named = _OWNER.fullmatch(text[begin:stop])
        if named and len(named["rest"]) >= 2 and _NO_OWNER.match(named["rest"]) is None:
            subject = (begin, begin + len(named["owner"]))
            begin, stop = _strip(text, subject[1], stop)
    if begin < stop and _is_name(text[begin:stop]):
        share = text[begin] == "占"
        return Phrase(None if share else (begin, stop), subject)
    if counts and not _NOT_NOUN.match(text, last) and (right := _RIGHT.match(text, last, end)):
        return Phrase(right.span("noun"), subject, follows=True)
    return Phrase(None, subject)


def without_time(text: str, begin: int, stop: int) -> Span:
    """Return a phrase without the periods and verbs at its ends: 2024年研发投入.

    Example:
        >>> without_time("2024年研发投入", 0, 9)
        (5, 9)
    """
    return _without_adding(text, *_strip(text, begin, stop))


def _without_adding(text: str, begin: int, stop: int) -> Span:
    """Return a long phrase without 新增 before it."""
    adding = text.startswith("新增", begin) and stop - begin >= 6
    return (begin + 2 if adding else begin), stop


def _is_name(words: str) -> bool:
    return words in ("出", "进") or (len(words) >= 2 and words[0] not in "为是")


def _strip(text: str, begin: int, stop: int) -> Span:
    """Take the words that name no indicator off both ends."""
    while begin < stop and (match := _LEFT.match(text, begin, stop)):
        begin = match.end()
    while begin < stop:
        match = _TAIL.search(text, max(begin, stop - 32), stop)
        if match is None or match.start() == match.end():
            break
        stop = match.start()
        while begin < stop and text[stop - 1].isspace():
            stop -= 1
    while begin < stop and text[begin].isspace():
        begin += 1
    while begin < stop and text[stop - 1].isspace():
        stop -= 1
    return begin, stop


def _after_attribute(text: str, begin: int, stop: int) -> int:
    """Return where the noun after a long attribute begins: 年营业收入超过100亿元的企业."""
    place = text.rindex("的", begin, stop)
    attribute = text[begin:place]
    return place + 1 if re.search(r"[0-9]", attribute) and stop - place > 2 else begin


def _owner(text: str, begin: int, end: int) -> Span | None:
    match = re.match(r"(?P<owner>[^，。；、]{0,12}?(?:公司|集团|企业|行业|部门))", text[begin:end])
    return (begin, begin + len(match["owner"])) if match else None
