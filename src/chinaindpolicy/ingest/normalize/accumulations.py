"""Words before a name that state current or cumulative values: 当月产量, 累计产量, 1-6月产量."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from chinaindpolicy.ingest.normalize.known_headers import CUMULATIVE, SPANS, is_growth_header
from chinaindpolicy.ingest.normalize.period_forms import DASH
from chinaindpolicy.ingest.normalize.unit_parser import UnitReader

if TYPE_CHECKING:
    from chinaindpolicy.ingest.normalize.header_context import HeaderContext

TO_DATE = frozenset(
    word
    for word in CUMULATIVE
    if not word.isascii() and re.search("[本至自止]|年初", word) and word != "当月累计"
)
"""Words of cumulative values that state their beginning, the start of the year."""

_TO_DATE, _CURRENT, _TOTAL = (
    sorted((word for word in words if not word.isascii()), key=len, reverse=True)
    for words in (TO_DATE, SPANS, ("累计", "累计值", "累计数"))
)
_PART = re.compile(
    rf"(?P<part>(?:[1-9]|1[0-2])月份?|[1-9]月?{DASH}(?:[2-9]|1[0-2])月份?)(?P<total>累计)?(?P<name>\D.*)"
)
# Numbers of things that exist, and of those that have happened, are totals of all years.
_OF_ALL_YEARS = re.compile(
    "装机|并网|投运|用户|注册|备案|确诊|接种|死亡|建成|开通|签约|立项|授权|保有"
)
# 本月末余额 is a stock at the end of the month.
_NOT_A_NAME = re.compile(r"[末底初止累的]|同比|环比|[比较与](?:上|去|前)|增[长减速幅]")


def first_words(text: str, paired: Collection[str]) -> tuple[str, str] | None:
    """Return the word of accumulation at the start of a name, and the name; None without one.

    累计 alone may be a total of all years. It is from January on if a column of the same name has
    the values of the month.

    Args:
        text: A part of a header.
        paired: The names of which the table has current and cumulative values.

    Example:
        >>> first_words("当月产量", ()), first_words("本月止累计产量", ())
        (('当月', '产量'), ('本月止累计', '产量'))
        >>> first_words("累计产量", ()), first_words("累计产量", {"产量"})
        (None, ('累计', '产量'))
        >>> first_words("1-6月产量", ()), first_words("本月末余额", ())
        (('1-6月', '产量'), None)
    """
    for words in (_TO_DATE, _TOTAL, _CURRENT):
        for word in words:
            name = text.removeprefix(word).strip(" _-:：") if text.startswith(word) else ""
            if name and is_growth_header(name):
                return word, name
            if name and not _NOT_A_NAME.match(name) and (words is not _TOTAL or name in paired):
                return word, name
    match = _PART.fullmatch(text)
    if match and not _NOT_A_NAME.match(match["name"]):
        return match["part"] + (match["total"] or ""), match["name"].strip(" _-:：")
    return None


def paired_names(headers: Iterable[Sequence[str]], units: UnitReader) -> frozenset[str]:
    """Return the names of which a table has values of a month, and cumulative values.

    Example:
        >>> paired_names([["当月产量(万吨)"], ["累计产量(万吨)"], ["累计装机"]], UnitReader())
        frozenset({'产量'})
    """
    current, total = set[str](), set[str]()
    for part in {part for parts in headers for part in parts}:
        pair = units.split(part)
        text = (pair[0] if pair else part).strip()
        word = next((each for each in _TOTAL if text.startswith(each)), "")
        if word:
            name = text.removeprefix(word).strip(" _-:：")
            total |= set() if _OF_ALL_YEARS.search(name) else {name}
        elif found := first_words(text, ()):
            current.add(found[1])
    return frozenset(current & total - {""})


def mark_pairs(wide: Mapping[str, HeaderContext]) -> None:
    """State that cumulative values next to those of a month end with a month.

    A year has no such values: the row states the year, and not the months until which they are.

    Args:
        wide: The columns of values; the contexts are changed.
    """
    spans = {context.span for context in wide.values() if not context.cumulative} - {""}
    if len(spans) != 1:
        return
    (span,) = spans
    for context in wide.values():
        if context.cumulative and not context.part_of_year and "period" not in context.fields:
            context.span = span
