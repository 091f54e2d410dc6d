"""Years of the Republic of China, as files of Taiwan write them: 民國112年 is 2023."""

from __future__ import annotations

import re

from chinaindpolicy.ingest.normalize.cell_values import nfkc

_NAMED = re.compile(r"(?:中[華华])?民[國国]\s*(?P<year>[0-9]{1,3}|元)\s*年?(?:度)?")
_BARE = re.compile(r"(?P<year>1[0-4][0-9])(?:年度?.*|[./-][0-9]{1,2}月?)?")
_FIRST = 1911


def western_years(text: str) -> str:
    """Return a text in which named years of the Republic of China are years of the calendar.

    Example:
        >>> western_years("民國112年1月"), western_years("中華民國113年"), western_years("112年")
        ('2023年1月', '2024年', '112年')
    """
    if "民" not in text:
        return text
    return _NAMED.sub(lambda match: f"{_year(match['year'])}年", text)


def minguo_hint(text: str) -> str:
    """Return how to write a text that may be a year of the Republic of China; or nothing.

    Example:
        >>> minguo_hint("112年")
        "if it is a year of the Republic of China, write '民國112年', which is 2023"
        >>> minguo_hint("2023年")
        ''
    """
    match = _BARE.fullmatch(nfkc(text).strip())
    if match is None:
        return ""
    year = match["year"]
    return f"if it is a year of the Republic of China, write '民國{year}年', which is {_year(year)}"


def _year(text: str) -> int:
    return _FIRST + (1 if text == "元" else int(text))
