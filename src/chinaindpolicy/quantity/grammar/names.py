"""Names, ordinals and list marks written with digits."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from chinaindpolicy.quantity.core.dates import YEAR, NonQuantity
from chinaindpolicy.quantity.core.definitions import english
from chinaindpolicy.quantity.core.numerals import arabic_run
from chinaindpolicy.quantity.core.patterns import LazyPattern
from chinaindpolicy.quantity.english.numerals import AFTER_SCALE_LETTER, WAN_LETTER
from chinaindpolicy.quantity.units import chinese_words, english_words

if TYPE_CHECKING:
    from chinaindpolicy.quantity.core.cursor import Cursor

_ORDINAL_WORDS = (
    "no|nos|number|phase|stage|chapter|section|article|annex|appendix|fig|figure|table|step|vol"
    "|item|page|part|clause|volume|round|batch|lot|session"
)
_NAME_WORDS = (
    "industry|industrie|version|windows|web|model|level|class|grade|tier|type|iso|iec|gb|gb/t|usb"
    "|wi-fi|made in china|fortune|global|top|the top|world's top|world top|double|generation|euro"
    "|stage|series|line|route|highway|channel|vision|agenda|version of"
)
_PREFIX = LazyPattern(
    rf"(?<![a-z])(?:(?P<ordinal>{_ORDINAL_WORDS})\.? ?|(?P<name>{_NAME_WORDS}) )\Z"
)
# The ends of these words: cheap to look for.
_PREFIX_ENDS = frozenset(word[-2:] for word in f"{_ORDINAL_WORDS}|{_NAME_WORDS}".split("|"))
# The families of airliners are numbers: a Boeing 737, an Airbus 320.
_MAKER = LazyPattern(r"(?<![a-z])(?:boeing|airbus) \Z")
_MODEL = LazyPattern(r"(?:7[0-9]7|3[0-9]0)(?![0-9])")
_AMOUNT_AFTER = LazyPattern(r" (?:million|billion|trillion|percent|per cent)(?![a-z])")
_TO_TOP = LazyPattern(r"(?<![a-z])(?:to|will|would|should|could|may|might|can|must|shall) top \Z")
_SUFFIX = LazyPattern(
    r" ?(?P<name>强(?!于|度|化)|号(?:文|线|令)?|层(?!次|级|面)|维|(?:英寸|寸)(?=晶圆"
    r"|硅片|芯片|生产线|产线|线|集成|碳化|sic|的?产品|级)|线城市|(?:级|甲"
    r"|乙)(?:以上)?"
    r"|(?:政务|市民|便民|公共|消费者?|投诉|举报|交通|民生|服务){0,4}热线"
    r"|\+(?=[0-9nx])|纳米级|位(?=[元处芯单微机])|layers?(?![a-z])|bits?(?![a-z]| per"
    r"|/)|-core(?![a-z])|core(?![a-z]| [a-z])|core(?= (?:cpu|chip|processor|server))"
    r"|-?bit(?![a-z/]| per)|点意见)"
    r"|(?P<ordinal>期(?!间|限|货)|代(?!表|替|码|理|工|价)|届|世(?!界|纪))"
)
_SUFFIX_FIRST = frozenset("政市便公消投举交民服热强号层维英寸线级甲乙+纳位lb-c点期代届世")
_TOKEN = LazyPattern(r"[a-z0-9]+(?:[-_./·+][a-z0-9]+){0,12}")
_LETTERS = LazyPattern(r"[a-z]+")
_DOCUMENT_NUMBER = LazyPattern(rf"{YEAR}[〕\]】）)] ?第? ?[0-9]{{1,4}} ?号")
_ORDINAL_SUFFIX = LazyPattern(
    r"(?:st|nd|rd|th)(?![a-z])(?P<plan> five-year(?: plan)?)?"
    r"(?P<tail>[- ](?:generation|gen|century|session|anniversary))?"
)
_STANDARD_TAIL = LazyPattern(r"(?:\.[0-9]{1,2})?-(?:19|20)[0-9]{2}(?![0-9])")
_PART_OF_YEAR = LazyPattern(r"(?:q[1-4]|h[12]|(?:q[1-4]|h[12]|fy)[ -]?(?:20)?[1-4][0-9])\Z")
_YEAR_AFTER = LazyPattern(rf",? {YEAR}(?![0-9])")
_PLUS_PARTS = LazyPattern(r"(?:\+[0-9nx]{1,6}){1,8}")
_COMPOUND = LazyPattern(r"-([a-z]+)(?:-[a-z]+){0,4}")
_RATIO = LazyPattern(
    r"(?::[0-9][0-9.]{0,7}){1,4}|(?:：[0-9][0-9.]{0,7}){1,4}(?![0-9.]*[%万亿年月元])"
)
_CURRENCY_CODES = ("rmb", "cny", "usd", "eur", "hkd", "jpy", "gbp", "krw", "twd", "sgd")
_MONEY_BEFORE = LazyPattern(rf"(?:[$¥€£]|{'|'.join(_CURRENCY_CODES)}) ?\Z")
_LINE_START = LazyPattern(r"(?:\A|\n)[ \t#*]{0,8}[(（]?\Z")


@cache
def _compounds() -> frozenset[str]:
    """Return the words after which "10-" and the word are a quantity."""
    return frozenset(english("number words", "compounds"))


def name_at(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Return the name, ordinal or list mark that the digits at the cursor belong to.

    Args:
        cursor: the place of the first digit.
        run_end: offset after the run of digits and separators.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> name_at(Cursor.of("5G"), 1)
        NonQuantity(start=0, end=2, role='name')
    """
    named = _named_before(cursor, run_end) if cursor.start > cursor.min_start else None
    if named is None and run_end < len(cursor.normalized):
        named = _named_after(cursor, run_end) or _list_mark(cursor, run_end)
    return named


def _named_before(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Return the name, ordinal or date that the characters before the digits show."""
    _, normalized, min_start, start = cursor
    before, after = normalized[start - 1], normalized[run_end : run_end + 1]
    if before.isascii() and before.isalpha():
        return None if cursor.preceding(3) in _CURRENCY_CODES else _whole_token(cursor)
    earlier = normalized[start - 2 : start - 1]
    joined = before in "-_/@=&#." and start - 1 > min_start
    if joined and earlier.isascii() and earlier.isalnum():
        return _after_joint(cursor, run_end)
    if before == "第" or (before == " " and earlier == "第"):
        begin = start - (1 if before == "第" else 2)
        if normalized.startswith("季度", run_end):
            return NonQuantity(begin, run_end + 2, "date")
        return NonQuantity(max(begin, min_start), run_end, "ordinal")
    if before in "〔[【(（" and (match := _DOCUMENT_NUMBER.match(normalized, start)):
        return NonQuantity(start - 1, match.end(), "name")
    if before in "“\"'‘「『" and after and after in "”\"'’」』":
        return NonQuantity(start, run_end, "name")
    if normalized.startswith(("波音", "空客"), start - 2) and _MODEL.match(normalized, start):
        return NonQuantity(start, run_end, "name")
    if before in " ." and run_end - start <= 6:
        return _numbered(cursor, run_end)
    return None


def _after_joint(cursor: Cursor, run_end: int) -> NonQuantity:
    """Return the date, ordinal or name of digits after a joint: 3-2024, no.5, COVID-19."""
    _, normalized, min_start, start = cursor
    before = normalized[start - 1]
    if before == "-" and run_end - start == 4 and normalized[start : start + 2] in ("19", "20"):
        return NonQuantity(_token_start(cursor), run_end, "date")
    if before == "." and _PREFIX.search(normalized, max(min_start, start - 16), start):
        return NonQuantity(start, run_end, "ordinal")
    return _whole_token(cursor)


def _numbered(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Return the ordinal or name of a word before the digits: phase 2, ISO 9001."""
    _, normalized, min_start, start = cursor
    if _MAKER.search(normalized, max(min_start, start - 8), start) and _MODEL.match(
        normalized, start
    ):
        return NonQuantity(start, run_end, "name")
    word_end = start - (2 if normalized[start - 2 : start] == ". " else 1)
    if normalized[word_end - 2 : word_end] not in _PREFIX_ENDS:
        return None
    prefix = _PREFIX.search(normalized, max(min_start, start - 16), start)
    if not prefix or normalized[run_end : run_end + 1] in ("%", "万", "亿"):
        return None
    if _AMOUNT_AFTER.match(normalized, run_end):
        return None
    if prefix["name"] == "top" and _TO_TOP.search(normalized, max(min_start, start - 12), start):
        return None
    if prefix["ordinal"]:
        if normalized.startswith(" %", run_end):
            return None
        return NonQuantity(prefix.start(), run_end, "ordinal")
    tail = _STANDARD_TAIL.match(normalized, run_end)
    return NonQuantity(prefix.start(), tail.end() if tail else run_end, "name")


def _token_start(cursor: Cursor) -> int:
    """Return the start of the token of letters, digits and joints at the cursor."""
    _, normalized, min_start, position = cursor
    while position > min_start:
        char = normalized[position - 1]
        if not (char.isascii() and (char.isalnum() or char in "-_./")):
            break
        position -= 1
    while not normalized[position].isalnum():
        position += 1
    return position


def _token_end(normalized: str, start: int) -> int:
    """Return the end of the token that continues with the letter or digit at `start`."""
    match = _TOKEN.match(normalized, start)
    assert match is not None
    return match.end()


def _whole_token(cursor: Cursor) -> NonQuantity:
    normalized = cursor.normalized
    begin, end = _token_start(cursor), _token_end(normalized, cursor.start)
    if not _PART_OF_YEAR.match(normalized[begin:end]):
        return NonQuantity(begin, end, "name")
    year = _YEAR_AFTER.match(normalized, end)
    return NonQuantity(begin, year.end() if year else end, "date")


def _named_after(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Return the name, ordinal or other number that the characters after the digits show."""
    normalized, start = cursor.normalized, cursor.start
    after, follower = normalized[run_end], normalized[run_end + 1 : run_end + 2]
    if after.isascii() and after.isalpha():
        return _lettered(cursor, run_end)
    if after == "+" and (match := _PLUS_PARTS.match(normalized, run_end)):
        return NonQuantity(start, match.end(), "name")
    if after == "-":
        compound = _COMPOUND.match(normalized, run_end)
        if compound and compound.group(1) not in _compounds():
            return NonQuantity(start, compound.end(), "name")
        return None
    if after in "×*" and follower.isdigit():
        return NonQuantity(start, arabic_run(normalized, run_end + 1), "other")
    if after == "大" and follower not in tuple("量约力型概会学批规类小卡"):
        return NonQuantity(start, run_end + 1, "structure")
    first = follower if after == " " else after
    if first in _SUFFIX_FIRST and (suffix := _SUFFIX.match(normalized, run_end)):
        return NonQuantity(start, suffix.end(), "name" if suffix["name"] else "ordinal")
    is_year = run_end - start == 4 and normalized[start : start + 2] in ("19", "20")
    if (after == ":" or (after == "：" and not is_year)) and (
        match := _RATIO.match(normalized, run_end)
    ):
        return NonQuantity(start, match.end(), "other")
    return None


def _lettered(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Return the ordinal or name of digits with letters: 5th, 5G."""
    normalized, start = cursor.normalized, cursor.start
    if ordinal := _ORDINAL_SUFFIX.match(normalized, run_end):
        plan = ordinal["plan"] or "." in normalized[start:run_end]
        return NonQuantity(start, ordinal.end(), "name" if plan else "ordinal")
    if cursor.text[run_end] in "MＭ" and _is_bare_million(cursor, run_end):
        return NonQuantity(start, run_end + 1, "name")
    if normalized[run_end] in "gdxabcnovpuwyrsjqlfiehzk" and _is_name_token(cursor, run_end):
        return NonQuantity(start, _token_end(normalized, run_end), "name")
    return None


def _is_bare_million(cursor: Cursor, run_end: int) -> bool:
    """Return True for 5M without money or a counted noun, which may be of anything."""
    normalized, start = cursor.normalized, cursor.start
    follower = normalized[run_end + 1 : run_end + 2]
    if follower and ((follower.isascii() and follower.isalnum()) or follower in "$¥€£²³/"):
        return False
    if _MONEY_BEFORE.search(normalized, max(0, start - 4), start):
        return False
    return AFTER_SCALE_LETTER.match(normalized, run_end + 1) is None


_UNIT_WORDS = (
    "people", "units", "companies", "enterprises", "projects", "vehicles", "items",
    "bn", "mn", "tn", "million", "billion", "trillion",
)  # fmt: skip


_SCALE_LETTERS = ("k", "m", "b")
_WAN = LazyPattern(WAN_LETTER)


def _is_name_token(cursor: Cursor, run_end: int) -> bool:
    """Return True if letters after the digits make a name (5G, 3D, 415X), not a unit or scale."""
    text, normalized, _, start = cursor
    match = _LETTERS.match(normalized, run_end)
    end = match.end() if match else run_end
    letters, printed = normalized[run_end:end], text[run_end:end]
    if letters == "w" and _WAN.match(normalized, run_end):
        return False
    if letters in _SCALE_LETTERS and AFTER_SCALE_LETTER.match(normalized, end):
        return False
    if normalized[end : end + 1].isdecimal():
        return not normalized.startswith("km2", run_end)
    if len(letters) > 1 and (letters in english_words() or letters in chinese_words()):
        return False
    if letters in _UNIT_WORDS or (
        len(letters) > 1 and letters in english("unlisted units", "words")
    ):
        return False
    if letters == "x":
        return printed == "X"
    if printed in ("W", "V"):  # 670W is a power, and 5w a name
        return False
    if letters == "p":
        screens = ("720", "1080", "1440", "2160", "480")
        return printed == "p" or normalized[start:run_end] in screens
    if letters == "k":
        return printed == "K" or run_end - start < 2
    if letters == "b":
        money = _MONEY_BEFORE.search(normalized, max(0, start - 4), start)
        return not (money or normalized.startswith(" yuan", end))
    return len(letters) <= 4


def _list_mark(cursor: Cursor, run_end: int) -> NonQuantity | None:
    """Recognise "1. ", "(2)", "3、" at the beginning of a line."""
    normalized, start = cursor.normalized, cursor.start
    if run_end - start > 2 or normalized[run_end] not in ".)、）．":
        return None
    marked = _LINE_START.search(normalized, max(0, start - 10), start)
    return NonQuantity(start, run_end, "structure") if marked else None
