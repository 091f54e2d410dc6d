"""Tell names, ordinals and list marks written with digits from quantities."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.dates import YEAR, Named
from chinaindpolicy.quantity.numerals import arabic_run
from chinaindpolicy.quantity.units import chinese_words, english_words
from chinaindpolicy.quantity.wordlists import QUANTITY_COMPOUNDS

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Role


@cache
def _prefix_name() -> re.Pattern[str]:
    return re.compile(
        r"(?<![a-z])(?:(?P<ordinal>no|nos|number|phase|stage|chapter|section|article|annex|appendix"
        r"|fig|figure|table|step|vol|item|page|part|clause|volume|round|batch|lot|session)\.? ?"
        r"|(?P<name>industry|industrie|version|windows|web|model|level|class|grade|tier|type|iso|iec"
        r"|gb|gb/t|usb|wi-fi|made in china|fortune|global|top|the top|world's top|world top|double"
        r"|generation|euro|stage|series|line|route|highway|channel|vision|agenda|version of) )\Z"
    )


@cache
def _suffix_name() -> re.Pattern[str]:
    return re.compile(
        r" ?(?P<name>强(?!于|度|化)|号(?:文|线|令)?|层(?!次|级|面)|维|(?:英寸|寸)(?=晶圆"
        r"|硅片|芯片|生产线|产线|线|集成|碳化|sic|的?产品|级)|线城市|(?:级|甲"
        r"|乙)(?:以上)?"
        r"|\+(?=[0-9nx])|纳米级|位(?=[元处芯单微机])|layers?(?![a-z])|bits?(?![a-z]| per"
        r"|/)|-core(?![a-z])|core(?![a-z]| [a-z])|core(?= (?:cpu|chip|processor|server))"
        r"|-?bit(?![a-z])|点意见)|(?P<ordinal>期(?!间|限|货)|代(?!表|替|码|理|工|价)|届|世(?!界|纪))"
    )


@cache
def _token() -> re.Pattern[str]:
    return re.compile(r"[a-z0-9]+(?:[-_./·+][a-z0-9]+){0,12}")


@cache
def _document_number() -> re.Pattern[str]:
    return re.compile(rf"{YEAR}[〕\]】）)] ?第? ?[0-9]{{1,4}} ?号")


@cache
def _ordinal_suffix() -> re.Pattern[str]:
    return re.compile(
        r"(?:st|nd|rd|th)(?![a-z])(?P<plan> five-year(?: plan)?)?"
        r"(?P<tail>[- ](?:generation|gen|century|session|anniversary))?"
    )


_CURRENCY_TAILS = ("rmb", "cny", "usd", "eur", "hkd", "jpy", "gbp", "krw", "twd", "sgd")


def _token_start(norm: str, floor: int, start: int) -> int:
    """Go back to where the token of letters, digits and joints begins."""
    position = start
    while position > floor:
        char = norm[position - 1]
        if not (char.isascii() and (char.isalnum() or char in "-_./")):
            break
        position -= 1
    while not norm[position].isalnum():
        position += 1
    return position


def _token_end(norm: str, start: int) -> int:
    """Go on behind the token that goes on with the letter or digit at `start`."""
    match = _token().match(norm, start)
    assert match is not None
    return match.end()


def name_at(text: str, norm: str, floor: int, start: int, run_end: int) -> Named | None:
    """Return the name, ordinal or list mark that the digits at `start` belong to.

    Args:
        text: the text as printed.
        norm: the same, normalised.
        floor: offset before which nothing is read.
        start: offset of the first digit.
        run_end: offset behind the run of digits and marks.

    Example:
        >>> name_at("5G", "5g", 0, 0, 1)
        Named(start=0, end=2, role='name')
    """
    before = norm[start - 1] if start > floor else ""
    after = norm[run_end] if run_end < len(norm) else ""
    if before:
        named = _named_before(norm, floor, start, run_end, before, after)
        if named:
            return named
    if after:
        named = _named_after(text, norm, start, run_end, after)
        if named:
            return named
    return _list_mark(norm, start, run_end, after)


def _named_before(
    norm: str, floor: int, start: int, run_end: int, before: str, after: str
) -> Named | None:
    if before.isascii() and before.isalpha():
        if norm[max(floor, start - 3) : start] in _CURRENCY_TAILS:
            return None
        return _whole_token(norm, floor, start)
    if before in "-_/@=&#." and start - 1 > floor:
        earlier = norm[start - 2]
        if earlier.isascii() and earlier.isalnum():
            if before == "-" and run_end - start == 4 and norm[start : start + 2] in ("19", "20"):
                return Named(_token_start(norm, floor, start), run_end, "date")
            if before == "." and _prefix_name().search(norm, max(floor, start - 16), start):
                return Named(start, run_end, "ordinal")
            return _whole_token(norm, floor, start)
    if before == "第" or (before == " " and norm[start - 2 : start - 1] == "第"):
        begin = start - (1 if before == "第" else 2)
        if norm.startswith("季度", run_end):
            return Named(begin, run_end + 2, "date")
        return Named(max(begin, floor), run_end, "ordinal")
    if before in "〔[【(（" and (match := _document_number().match(norm, start)):
        return Named(start - 1, match.end(), "name")
    if before in "“\"'‘「『" and after and after in "”\"'’」』":
        return Named(start, run_end, "name")
    if before in " ." and run_end - start <= 6:
        prefix = _prefix_name().search(norm, max(floor, start - 16), start)
        if prefix and not (after in "%万亿" and after):
            role: Role = "ordinal" if prefix["ordinal"] else "name"
            if role == "ordinal" and norm[run_end : run_end + 2] == " %":
                return None
            tail = _standard_tail().match(norm, run_end) if prefix["name"] else None
            return Named(prefix.start(), tail.end() if tail else run_end, role)
    return None


@cache
def _standard_tail() -> re.Pattern[str]:
    return re.compile(r"(?:\.[0-9]{1,2})?-(?:19|20)[0-9]{2}(?![0-9])")


def _whole_token(norm: str, floor: int, start: int) -> Named:
    begin = _token_start(norm, floor, start)
    end = _token_end(norm, start)
    token = norm[begin:end]
    role: Role = (
        "date"
        if re.fullmatch(r"q[1-4]|h[12]|(?:q[1-4]|h[12]|fy)[ -]?(?:20)?[1-4][0-9]", token)
        else "name"
    )
    if role == "date":
        year = re.compile(rf",? {YEAR}(?![0-9])").match(norm, end)
        end = year.end() if year else end
    return Named(begin, end, role)


def _named_after(text: str, norm: str, start: int, run_end: int, after: str) -> Named | None:
    if after.isascii() and after.isalpha():
        ordinal = _ordinal_suffix().match(norm, run_end)
        if ordinal:
            if ordinal["plan"] or "." in norm[start:run_end]:
                return Named(start, ordinal.end(), "name")
            return Named(start, ordinal.end(), "ordinal")
        if after in "gdxabcnovpuwyrsjqlfiehzk" and _is_name_token(text, norm, start, run_end):
            return Named(start, _token_end(norm, run_end), "name")
        return None
    if after == "+" and (match := re.compile(r"(?:\+[0-9nx]{1,6}){1,8}").match(norm, run_end)):
        return Named(start, match.end(), "name")
    if after == "-":
        compound = re.compile(r"-([a-z]+)(?:-[a-z]+){0,4}").match(norm, run_end)
        if compound and compound.group(1) not in _QUANTITY_COMPOUND:
            return Named(start, compound.end(), "name")
        return None
    if after in "×*" and norm[run_end + 1 : run_end + 2].isdigit():
        return Named(start, arabic_run(norm, run_end + 1), "other")
    if after == "大" and norm[run_end + 1 : run_end + 2] not in tuple("量约力型概会学批规类小"):
        return Named(start, run_end + 1, "structure")
    suffix = _suffix_name().match(norm, run_end)
    if suffix:
        if suffix["name"]:
            end = suffix.end()
            return Named(start, end, "name")
        return Named(start, suffix.end(), "ordinal")
    if after == ":" and (match := re.compile(r"(?::[0-9][0-9.]{0,7}){1,4}").match(norm, run_end)):
        return Named(start, match.end(), "other")
    return None


@cache
def _money_before() -> re.Pattern[str]:
    return re.compile(rf"(?:[$¥€£]|{'|'.join(_CURRENCY_TAILS)}) ?\Z")


_QUANTITY_COMPOUND = frozenset(QUANTITY_COMPOUNDS)


def _is_name_token(text: str, norm: str, start: int, run_end: int) -> bool:
    """Whether letters grown onto the digits make a name (5G, 3D, 415X) and no unit or scale."""
    match = re.compile(r"[a-z]+").match(norm, run_end)
    letters = match.group() if match else ""
    end = run_end + len(letters)
    if norm[end : end + 1].isdigit():
        return not norm.startswith("km2", run_end)
    printed = text[run_end:end]
    if len(letters) > 1 and (letters in english_words() or letters in chinese_words()):
        return False
    if letters in ("people", "units", "companies", "enterprises", "projects", "vehicles", "items",
                   "bn", "mn", "tn", "million", "billion", "trillion"):  # fmt: skip
        return False
    if letters == "x":
        return printed == "X"
    if letters == "p":
        return printed == "p" or norm[start:run_end] in ("720", "1080", "1440", "2160", "480")
    if letters == "k":
        return printed == "K" or run_end - start < 2
    if letters == "b":
        money = _money_before().search(norm, max(0, start - 4), start)
        return not (money or norm.startswith(" yuan", end))
    return len(letters) <= 4


@cache
def _line_mark() -> re.Pattern[str]:
    return re.compile(r"(?:\A|\n)[ \t#*]{0,8}[(（]?\Z")


def _list_mark(norm: str, start: int, run_end: int, after: str) -> Named | None:
    """Recognise "1. ", "(2)", "3、" at the beginning of a line."""
    if run_end - start > 2 or not after or after not in ".)、）．":
        return None
    matched = _line_mark().search(norm, max(0, start - 10), start)
    return Named(start, run_end, "structure") if matched else None
