"""Frames that keep the author of a text from asserting a number: doubt, hearsay, contrast.

A list of denials misses every denial that it lacks. These rules work the other way: a clause or a
noun that a number depends on ("critics scoff at the notion that ...", ...一说言过其实) needs a word
that is known to assert it, such as "said" or "target". Any other one leaves the statement open.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER
from chinaindpolicy.auditing.vocabulary import word_pattern, words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading
    from chinaindpolicy.auditing.sentences import Span

_CHINESE = re.compile("[\u3400-\u9fff]")
# The word before "that", without the person who is told: told reporters that.
_THAT = re.compile(
    r"(?<![a-z'])(?:(told|tell|tells|informed|assured|reminded)(?: \w+){1,3}|([a-z]+)),? that"
    r"(?![a-z])(?=\s+([a-z]+)?)"
)
_ADVERB = re.compile(r"(?<![a-z])[a-z]+ly(?![a-z])")
# A negative gerund: refrain from promising, decided against building, far from planning.
_GERUND = re.compile(r"(?<![a-z])(?:from|against|of|without|instead of) ([a-z]+ing)(?![a-z])")

# The noun after the number and "is a".
_IS_A = re.compile(
    rf"{NUMBER}+[^,;:{NUMBER}]{{0,80}}? (?:is|was|are|were|remains?|amounts? to|looks? like)"
    r" (?:(?:just|only|but|merely|simply|nothing but|little more than|largely|mostly) )?"
    r"(?:an?|pure|sheer|mere) (?:[a-z']+ ){0,2}?([a-z']+)(?=\s*[.,;!?]|\s*\Z| (?:of|in|for|on"
    r"|from|to|by|that|which|and)(?![a-z]))"
)

_ITS_AIM = re.compile(
    r"(?<![a-z])([a-z]+) (?:its|their|his|her|our) (?:[a-z]+ ){0,2}?"
    r"(?:aims?|goals?|targets?|plans?|pledges?|promises?|ambitions?|commitments?|objectives?)(?![a-z])"
)
# The predicate of an aim: 超过40万辆的目标早已被束之高阁.
_AFTER_AIM = re.compile(
    rf"(?<={NUMBER})[^，。；、,;{NUMBER}]{{0,8}}的(?:目标|计划|任务)(?P<rest>[^，。；、,;的]{{2,}})"
)
# A clause at the end that begins with a remark and has no number: ，鬼才信。
_REMARK = re.compile(
    r"[，,](?P<rest>(?:那|这|此|纯|简直|鬼|谁|哪|恐|想|根本|压根|完全|分明|实在|真是|真的|可惜|不料"
    r"|岂料|结果|无奈|怕是|怕要|未免|不免|难免|多半|显然|明显|其实|实则|实际上|经核实|经查|事后|然而"
    rf"|但|却|可)[^，。；,;{NUMBER}{OTHER_NUMBER}0-9]{{1,20}})[。！!？?\s]*\Z"
)


def unasserted(reading: Reading, number: Number) -> Span | None:
    """Return the words that keep a sentence from asserting its number.

    Args:
        reading: The text.
        number: The number.
    """
    start, end = reading.sentence(number)
    text = reading.masked(number, (start, end))
    chinese = _CHINESE.search(text) is not None
    for frames in _CHINESE_FRAMES if chinese else _ENGLISH_FRAMES:
        for first, last in frames(text, number.core_start - start):
            if not _in_a_name(reading, start + first, start + last):
                return start + first, start + last
    return None


def _in_a_name(reading: Reading, first: int, last: int) -> bool:
    named = (*reading.places, *reading.organizations)
    return any(one.start < last and first < one.end for one in named)


def _matches(name: str) -> Callable[[str, int], Iterator[Span]]:
    def find(text: str, core: int) -> Iterator[Span]:
        for match in word_pattern("stance", name).finditer(text):
            yield match.span()

    return find


@functools.cache
def _neutral(name: str) -> re.Pattern[str]:
    listed = words()["stance"][name]
    return re.compile(rf"(?:{listed if isinstance(listed, str) else '|'.join(listed)})\Z")


def _clauses(text: str, core: int) -> Iterator[Span]:
    """Yield words before "that" which do not assert the clause that contains the number."""
    for match in _THAT.finditer(text, 0, core):
        before, after = match[1] or match[2], match[3] or ""
        asserted = _neutral("asserting").match(before) or _neutral("verbs").match(after)
        noun = before == "claims" and _neutral("objects").search(text[: match.start()].rstrip())
        if not asserted or noun:
            yield match.span()


def _adverbs(text: str, core: int) -> Iterator[Span]:
    """Yield adverbs that are not known to leave a statement as it is: falsely, allegedly."""
    for match in _ADVERB.finditer(text):
        if not _neutral("adverbs").match(match.group()):
            yield match.span()


def _gerunds(text: str, core: int) -> Iterator[Span]:
    """Yield verbs that keep from another one: stopped short of promising."""
    for match in _GERUND.finditer(text, 0, core):
        keeping = word_pattern("stance", "keeping").search(text, 0, match.start())
        if keeping and match.start() - keeping.end() < 30:
            yield keeping.start(), match.end()


def _claim_nouns(text: str, core: int) -> Iterator[Span]:
    """Yield nouns of a claim that the number belongs to, unless something confirms it."""
    name = "claim_nouns_zh" if _CHINESE.search(text) else "claim_nouns"
    for match in word_pattern("stance", name).finditer(text):
        rest = text[match.end() :] if match.end() > core else text[core:]
        if not word_pattern("stance", "confirmed").search(rest):
            yield match.span()


def _predicates(text: str, core: int) -> Iterator[Span]:
    """Yield what a sentence calls its number: ... of 16 trillion yuan is a statistical artefact."""
    for match in _IS_A.finditer(text, core):
        if not _neutral("predicates").match(match[1]):
            yield match.span()


def _aims(text: str, core: int) -> Iterator[Span]:
    """Yield verbs that do not leave an aim as it is: ditched its aim, walked back its pledge."""
    for match in _ITS_AIM.finditer(text, 0, core):
        if not _neutral("aiming").match(match[1]):
            yield match.span()


def _remarks(text: str, core: int) -> Iterator[Span]:
    """Yield what follows a Chinese aim, or a clause at the end that remarks on the statement."""
    for pattern in (_AFTER_AIM, _REMARK):
        match = pattern.search(text, core)
        if match and not word_pattern("stance", "neutral_zh").search(match["rest"]):
            yield match.span()


_ENGLISH_FRAMES = (_clauses, _aims, _gerunds, _claim_nouns, _predicates, _matches("open"), _adverbs)
_CHINESE_FRAMES = (_claim_nouns, _remarks, _matches("open_zh"))
