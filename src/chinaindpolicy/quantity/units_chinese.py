"""Read a Chinese measure word or unit behind a number."""

from __future__ import annotations

import re
from functools import cache

from chinaindpolicy.quantity.nouns import UnitRead
from chinaindpolicy.quantity.units import chinese_words, longest_chinese_word

CHINESE_NOUNS = {
    "用户": "person",
    "人口": "person",
    "企业": "enterprise",
    "公司": "enterprise",
    "项目": "project",
    "职工": "person",
    "员工": "person",
    "人才": "person",
}


# After these unit characters, these characters make another word: 5部门, 3元件, 十分之.
_NOT_BEFORE = {
    "部": "门委分署队件位署",
    "人": "民工口均才",
    "家": "庭电具居长",
    "名": "单称牌",
    "位": "置于数居列",
    "条": "件",
    "种": "植子",
    "类": "似",
    "年": "代级度轻",
    "天": "然津",
    "周": "边期围年",
    "支": "持撑柱",
    "只": "有是要能",
    "张": "家",
    "起": "步草点来到",
    "次": "序",
    "道": "路",
    "对": "于接标应外口",
    "门": "槛户",
    "本": "地省市报科",
    "处": "理于置",
    "批": "准发复",
    "组": "织建成",
    "场": "景所",
    "度": "假过",
    "根": "据本",
    "套": "餐",
    "升": "级至到",
    "元": "件器素旦宇",
    "户": "外",
    "克": "服",
    "片": "区面",
    "项": "羽",
    "台": "阶湾",
    "个": "人体性",
    "所": "有以在",
    "座": "谈",
    "份": "额",
    "日": "本常报",
    "秒": "级",
    "瓦": "解",
    "米": "兰",
    "款": "项",
    "例": "如",
    "株": "洲",
    "间": "接",
    "宗": "旨",
}


@cache
def _chinese_noun() -> re.Pattern[str]:
    return re.compile(
        r"[^，。；、：！？\n,;的和及与等将超达约0-9]{0,12}?"
        r"(?:(?P<project>项目)|(?P<enterprise>企业|公司|小巨人)|(?P<structure>任务|措施|原则|方面|步骤|部分"
        r"|环节|阶段|步走|目标|要求|部门|举措|意见|要点|关系))"
    )


def chinese_unit(text: str, norm: str, start: int, *, large: bool) -> UnitRead:
    """Read a Chinese measure word or unit at `start`.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        start: offset behind the number.
        large: whether the number has a scale of 万 or 亿; only then is 度 a kilowatt-hour.

    Example:
        >>> chinese_unit("个重大项目", "个重大项目", 0, large=False).code
        'project'
    """
    words = chinese_words()
    if norm[start : start + 1] == " ":
        start += 1
    for size in range(longest_chinese_word(), 0, -1):
        word = norm[start : start + size]
        if len(word) < size:
            continue
        code = words.get(word)
        if code is None:
            continue
        follower = norm[start + size : start + size + 1]
        if follower and follower in _NOT_BEFORE.get(word, ""):
            continue
        if follower and (joint := word[-1] + follower).isascii() and joint.isalnum():
            continue
        if word == "p" and not is_petaflops(text, start):
            continue
        if word == "度" and not large:
            continue
        if word in ("个", "项", "类", "大类"):
            noun = _chinese_noun().match(norm, start + size)
            if noun:
                if noun["project"] and word != "类":
                    return UnitRead("project", start + size, noun=True)
                if noun["enterprise"] and word == "个":
                    return UnitRead("enterprise", start + size, noun=True)
                return UnitRead(code, start + size, structure=bool(noun["structure"]), noun=True)
        return UnitRead(code, start + size, noun=code in ("item", "enterprise"))
    noun_code = CHINESE_NOUNS.get(norm[start : start + 2])
    if noun_code:
        return UnitRead(noun_code, start + 2, noun=True)
    return UnitRead(None, start)


_SCREEN = re.compile(r"(?<=(?<![0-9])(?:1080|2160|1440))")


def is_petaflops(text: str, start: int) -> bool:
    """Tell 1000P of computing power, and 21080P, from a 1080p screen."""
    return text[start] in "PＰ" and not _SCREEN.match(text, start)
