"""Read the Chinese words before a number that compare: 超过, 不得低于, 力争突破."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, cast

from chinaindpolicy.quantity.comparators import (
    CURRENCY_SIGNS,
    NEGATED,
    SIGNS,
    Before,
    currency_code,
)

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Comparator


_CHINESE = {
    "gt": "超过了,超过,超出,超,逾,突破了,突破,高于,多于,大于,优于,好于,长于,越过,跨越,跨过,冲破"
    ",迈过,迈上,站上,不止,冲刺",
    "ge": "不低于,不少于,不小于,不短于,不下于,不弱于,不亚于,不下,至少,最少,最低,起码,大于等于"
    ",大于或等于,高于或等于,不得少于,不得低于,下限为,保底,达到或超过,达到或者超过,等于或超过,等于或高于",
    "lt": "不足,不到,不满,不及,未满,未及,低于,少于,小于,短于,弱于,以下",
    "le": "不超过,不超出,不超,不高于,不多于,不大于,不长于,至多,最多,最高可达,最高达,最高,上限为"
    ",上限,小于等于,小于或等于,低于或等于,封顶",
    "approx": "大约为,大约,约为,约占,约合,约达,约有,约,将近,接近,逼近,近,大概,大致,大体,几乎"
    ",差不多,左右,估计",
    "eq": "达到了,达到,高达,达至,多达,达,等于,实现",
}


# Not comparators: the last character of another word stands before the number.
_CHINESE_NOT = {
    "约": "节制合公预契条特签邀婉简规集俭大",
    "近": "附靠接邻邻最临新远贴亲就将逼",
    "超": "赶反",
    "达": "发到传表送抵直通豪恒到",
    "到": "",
    "为": "作因成行",
    "至": "甚乃以截",
    "实现": "",
}


_CHINESE_FILLER = (
    "人民币,到,至,为,了,在,占,将,有,共,共计,合计,总计,累计,年均,同比,已,均,大体,也,就,需,可,要"
    ",一,首次,全年,新,多出,仅,只,rmb,cny,usd,us$,hk$,$,¥,€,£,eur,jpy,hkd,港币,美元,力争"
)


_CHINESE_NEGATION = re.compile(
    r"(?:不得|不应|不能|不会|不可|不宜|不许|不再|不允许|没有|尚未|无法|未能|难以|禁止|严禁|未曾|从未|并未|未"
    r"|没|不)\Z"
)


@cache
def _chinese_words() -> dict[str, str]:
    words: dict[str, str] = dict.fromkeys(_CHINESE_FILLER.split(","), "")
    for name, listed in _CHINESE.items():
        words.update((word, name) for word in listed.split(","))
    for sign, name in SIGNS.items():
        words[sign] = name
    return words


@cache
def chinese_ends() -> frozenset[str]:
    """Return the characters that words before a number end with.

    Example:
        >>> "过" in chinese_ends()
        True
    """
    return frozenset(word[-1] for word in _chinese_words()) | {" "}


@cache
def _longest_word() -> int:
    return max(map(len, _chinese_words()))


def chinese_before(norm: str, floor: int, start: int) -> Before:
    """Read the Chinese words that end at `start`, not before `floor`.

    Example:
        >>> chinese_before("力争突破人民币5亿元", 0, 7)
        Before(start=2, comparator='gt', currency='CNY', distant=False)
    """
    words = _chinese_words()
    ends = chinese_ends()
    longest = _longest_word()
    comparator: Comparator | None = None
    currency: str | None = None
    begin = position = start
    short = _short_before(norm, start)
    if short:
        comparator, begin, position = short, start - 1, start - 1
    for _ in range(5):
        while position > floor and norm[position - 1] == " ":
            position -= 1
        if norm[position - 1] not in ends:
            break
        for size in range(min(longest, position - floor), 0, -1):
            word = norm[position - size : position]
            kind = words.get(word)
            if kind is not None and not _inside_word(norm, position - size, word):
                break
        else:
            break
        position -= size
        if kind:
            if comparator in (None, "eq", "approx"):
                found = cast("Comparator", kind)
                negation = _CHINESE_NEGATION.search(norm, max(floor, position - 3), position)
                if (
                    negation
                    and (kind == "eq" or len(word) > 1 or word in "超达")
                    and word[0] != "不"
                ):
                    found = NEGATED[found]
                    position = negation.start()
                if comparator is None or found != "eq":
                    comparator = found
            begin = position
        elif word in CURRENCY_SIGNS:
            currency = currency or currency_code(word)
            begin = position
    if comparator is None:
        distant = _distant().search(norm, max(floor, begin - 16), begin)
        if distant:
            found = cast("Comparator", next(name for name in _DISTANT if distant[name]))
            return Before(distant.start(), found, currency, distant=True)
    return Before(begin, comparator, currency)


_DISTANT = ("le", "ge", "approx", "gt", "lt")


@cache
def _distant() -> re.Pattern[str]:
    """Match a comparing word that other words part from its number: 最高奖励, 约占全国的."""
    other = r"[^，。；、：,;0-9]"
    change = "(?:增长|提高|提升|增加|下降|降低|减少|缩短|压缩|压减|增|降)"
    return re.compile(
        rf"(?:(?P<le>(?:最高|最多|至多){other}{{1,6}}|不超过{other}{{2,10}}的)"
        rf"|(?P<ge>(?:最少|至少){other}{{1,6}}|最低(?:给予|补助|补贴|奖励){{1,2}}|不低于{other}{{2,10}}的)"
        rf"|(?P<approx>(?:大?约|近|接近)占{other}{{1,10}}|(?:约为|相当于|接近){other}{{2,10}}的"
        rf"|大?约{change})"
        rf"|(?P<gt>(?:超过?|逾)占{other}{{1,10}}|(?<!不)超过{other}{{2,10}}的)"
        rf"|(?P<lt>(?:不足|不到)占{other}{{1,10}}|不足{other}{{2,10}}的))\Z"
    )


def _short_before(norm: str, start: int) -> Comparator | None:
    """Read 上, 过 and 破, which compare only before a bare scale: 上百家, 过半, 破万亿."""
    if norm[start] not in "百千万亿半":
        return None
    char, earlier = norm[start - 1], norm[start - 2 : start - 1]
    if char == "上":
        return None if earlier in ("以", "线", "网", "之") else "ge"
    if char in "过破" and earlier not in ("超", "通", "经", "不", "突"):
        return "gt"
    return None


def _inside_word(norm: str, start: int, word: str) -> bool:
    """Whether `word` at `start` is the end of another word: 约 in 节约."""
    return start > 0 and norm[start - 1] in _CHINESE_NOT.get(word, "")
