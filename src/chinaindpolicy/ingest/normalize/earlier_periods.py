"""Names of values of another period than that of their row: 上年同期产量, output last year."""

from __future__ import annotations

import re

from chinaindpolicy.ingest.normalize.cell_values import nfkc
from chinaindpolicy.ingest.normalize.known_headers import CUMULATIVE, is_growth_header
from chinaindpolicy.model.names import fold

# A comparison (比上年增长) and the base of an index (上年=100) name no earlier value.
_COMPARES = re.compile(
    r"[同环]比|[比较与](?:[上去前同]|[年期月]初)|增[长减速幅]|增加(?!值)|变[化动]|涨[跌幅]|growth|chang|increase|yoy"
    r"|y/y|mom|m/m|= ?100|为 ?100"
    r"|(?:vs\.?|versus|over|from|than|to|with|against|on) (?:the )?(?:last|previous|prior"
    r"|preceding|year)",
)
_EARLIER = re.compile(
    r"(?<!以)上一?年(?!度?价|[=为龄])|去年|(?<![以目提之])前一?年(?!度|限)|前值"
    r"|(?<!以)上一?个?(?:月|季度?|期|旬|周)(?![所限刊])|[年期月]初"
    r"|\b(?:last|previous|prior|preceding) (?:year|month|quarter|week|period|value)\b"
    r"|\b(?:year|month|quarter) (?:ago|earlier|before)\b"
    r"|\bbeginning of (?:the )?(?:year|period|month)\b"
)
_FORECAST = re.compile(r"预测值|预期值|\bconsensus\b")
_MONTHS = re.compile(
    r"(?<![0-9])(?:1[0-2]|[1-9])\s*(?:月|[-–—~～至到]\s*(?:1[0-2]|[1-9])\s*月)(?![末底初])"
)
_CURRENT = re.compile("(?:当月|本月|当季|本季)(?![末底初])")
# Numbers of things that exist are totals of all years: 累计装机容量, cumulative capacity.
_FROM_JANUARY = re.compile(
    "(?:"
    + "|".join(sorted(map(re.escape, CUMULATIVE - {"cumulative"}), key=len, reverse=True))
    + ")(?!装机|并网|投运|用户|注册|备案|确诊|接种|死亡)(?![a-z])"
)


def other_period(name: str) -> str:
    """Return the words of a name that state another period than its row; or an empty text.

    Example:
        >>> [other_period(text) for text in ("上年同期产量", "Output last year", "前值")]
        ['上年', 'last year', '前值']
        >>> [other_period(text) for text in ("比上年增长", "指数(上年=100)")]
        ['', '']
    """
    text = fold(nfkc(name))
    if is_growth_header(name):
        return ""
    if forecast := _FORECAST.search(text):
        return forecast[0]
    if _COMPARES.search(text):
        return ""
    found = _EARLIER.search(text)
    return found[0] if found else ""


def part_of_period(name: str, *, months: bool) -> str:
    """Return the words of a name that state a part of a year; or an empty text.

    Args:
        name: The name of an indicator.
        months: True if the periods of the rows are shorter than a year. Then 累计产量 is the
            output from January on, and 当月产量 is that of the row.

    Example:
        >>> part_of_period("1-6月产量", months=False), part_of_period("产量", months=True)
        ('1-6月', '')
        >>> part_of_period("当月产量", months=False), part_of_period("当月产量", months=True)
        ('当月', '')
        >>> part_of_period("累计产量", months=True), part_of_period("累计装机容量", months=True)
        ('累计', '')
    """
    text = fold(nfkc(name))
    found = _MONTHS.search(text) or (_FROM_JANUARY if months else _CURRENT).match(text)
    return found[0] if found else ""
