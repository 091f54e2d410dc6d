"""Chinese comparators before a number: 超过, 不得低于, 力争突破."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple, cast

from chinaindpolicy.quantity.core.comparators import NEGATED, SIGNS, LeadingWords, currency_signs
from chinaindpolicy.quantity.core.definitions import chinese, definitions
from chinaindpolicy.quantity.core.patterns import LazyPattern, any_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.quantity.core.cursor import Cursor
    from chinaindpolicy.quantity.types import Comparator

_NEGATION = LazyPattern(
    r"(?:不得|不应|不能|不会|不可|不宜|不许|不再|不允许|没有|尚未|无法|未能|难以|禁止|严禁|未曾|从未|并未|未"
    r"|没|不)[ \n]?\Z"
)


class _Words(NamedTuple):
    """The words before a number: their comparators, empty for fillers."""

    comparators: Mapping[str, str]
    ends: frozenset[str]
    longest: int


@cache
def _words() -> _Words:
    found = dict.fromkeys(chinese("fillers", "words"), "")
    found.update(definitions("chinese.txt").by_word("comparators"))
    found.update(SIGNS)
    return _Words(found, frozenset(word[-1] for word in found) | {" "}, max(map(len, found)))


def chinese_ends() -> frozenset[str]:
    """Return the characters that words before a number end with.

    Example:
        >>> "过" in chinese_ends()
        True
    """
    return _words().ends


@cache
def _longer_words() -> Mapping[str, str]:
    """Return the characters before which a word is the end of another word: 约 in 节约."""
    entries = definitions("chinese.txt").sections["not comparators"]
    return {word: entry.words[0] for word, entry in entries.items()}


def chinese_leading_words(cursor: Cursor) -> LeadingWords:
    """Read the Chinese words before the cursor that compare, and the currency.

    Example:
        >>> from chinaindpolicy.quantity.core.cursor import Cursor
        >>> chinese_leading_words(Cursor.of("力争突破人民币5亿元", 7))
        LeadingWords(start=2, comparator='gt', currency='CNY', distant=False)
    """
    comparators, ends, longest = _words()
    _, normalized, min_start, begin = cursor
    position = begin
    comparator: Comparator | None = None
    currency: str | None = None
    if short := _short_comparator(normalized, position):
        comparator, begin, position = short, position - 1, position - 1
    for _ in range(5):
        while position > min_start and normalized[position - 1] == " ":
            position -= 1
        if normalized[position - 1] not in ends:
            break
        low = max(min_start, position - longest)
        word = _last_word(comparators, normalized, low, position)
        if word is None:
            break
        position -= len(word)
        if kind := comparators[word]:
            if comparator in (None, "eq", "approx"):
                found = cast("Comparator", kind)
                start = max(min_start, position - 4)
                negation = _NEGATION.search(normalized, start, position)
                if negation and _can_be_negated(word, kind):
                    found = NEGATED[found]
                    position = negation.start()
                if comparator is None or found != "eq":
                    comparator = found
            begin = position
        elif code := currency_signs().get(word):
            currency = currency or code
            begin = position
    if comparator in (None, "eq") and _DISTANT_FIRST.search(
        normalized, max(min_start, begin - 16), begin
    ):
        distant = _DISTANT.search(normalized, max(min_start, begin - 16), begin)
        # 最高奖励达到5万元: the bound is stronger than 达到.
        if distant and (comparator is None or distant.lastgroup in ("le", "ge")):
            found = cast("Comparator", distant.lastgroup)
            return LeadingWords(distant.start(), found, currency, distant=True)
    return LeadingWords(begin, comparator, currency)


def _last_word(words: Mapping[str, str], normalized: str, min_start: int, end: int) -> str | None:
    """Return the longest of some words that ends at `end`, or None."""
    for start in range(min_start, end):
        word = normalized[start:end]
        if word in words and not _inside_word(normalized, start, word):
            return word
    return None


def _can_be_negated(word: str, kind: str) -> bool:
    return (kind == "eq" or len(word) > 1 or word in "超达") and word[0] != "不"


def _distant_comparators() -> str:
    """Return the pattern of comparators that other words separate from the number: 最高奖励."""
    other = r"[^，。；、：,;0-9]"
    # The highest of something that is measured is no limit: 最高时速达350公里.
    highest = rf"(?!{other}{{0,4}}(?:时速|速度|风速|温|海拔|水位|负荷|功率|浓度|效率|(?<!限)价))"
    return (
        rf"(?:(?P<le>(?:最高{highest}|最多|至多){other}{{1,6}}|不超过{other}{{2,10}}的"
        rf"|不超过{other}{{0,6}}(?:额|投资|总量|费用?|收入|价|值|数|款|本金))"
        rf"|(?P<ge>(?:最少|至少){other}{{1,6}}|最低(?:给予|补助|补贴|奖励){{1,2}}|不低于{other}{{2,10}}的)"
        rf"|(?P<approx>(?:大?约|近|接近)占{other}{{1,10}}|(?:约为|相当于|接近){other}{{2,10}}的"
        rf"|大?约(?:{any_of(chinese('changes', 'approximate'))}))"
        rf"|(?P<gt>(?:超过?|逾)占{other}{{1,10}}|(?<!不)超过{other}{{2,10}}的)"
        rf"|(?P<lt>(?:不足|不到)占{other}{{1,10}}|不足{other}{{2,10}}的))\Z"
    )


# First characters of a distant comparator; they are cheap to search.
_DISTANT_FIRST = LazyPattern("[最至不大约近接相超逾]")
_DISTANT = LazyPattern(_distant_comparators)


def _short_comparator(normalized: str, start: int) -> Comparator | None:
    """Read 上, 过 and 破, which compare only before a bare scale: 上百家, 过半, 破万亿."""
    if normalized[start] not in "百千万亿半":
        return None
    char, earlier = normalized[start - 1], normalized[start - 2 : start - 1]
    if char == "上":
        return None if earlier in ("以", "线", "网", "之") else "ge"
    if char in "过破" and earlier not in ("超", "通", "经", "不", "突"):
        return "gt"
    return None


def _inside_word(normalized: str, start: int, word: str) -> bool:
    """Return True if `word` at `start` is the end of another word: 约 in 节约."""
    return start > 0 and normalized[start - 1] in _longer_words().get(word, "")
