"""Indicator phrases of numbers, in English."""

from __future__ import annotations

import re
from typing import NamedTuple

from chinaindpolicy.extraction.chinese_phrases import Phrase, Span
from chinaindpolicy.extraction.english_words import (
    ADJECTIVES,
    AMBIGUOUS,
    CHANGES,
    DETERMINERS,
    LIGHT,
    OWNERS,
    RIGHT_STOPS,
    STOPS,
    VERBS,
)
from chinaindpolicy.quantity.core.patterns import LazyPattern

_TOKEN = LazyPattern(
    r"[A-Za-z][\w&+.'’/-]*(?:&\w+)?(?<![.'’])|[\w$¥€][\w.,]*(?<![.,])|[–—,;:()\"“”]|\S"
)
_REACH = 260
_NUMBER = LazyPattern(
    r"(?i:(?:(?:more|less|fewer|no|not|at|over|above|about|around|nearly|almost|some|up|as"
    r"|many|least"
    r"|most|than|to|reach(?:es|ed)?|exceed(?:s|ed)?|approximately|another|further|total|of|a|below"
    r"|under) )*"
    r"(?:[$¥€]?[0-9][0-9,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen"
    r"|twenty|thirty|fifty|half|double[ds]?)"
    r"(?: ?(?:hundred|thousand|million|billion|trillion|dozen))?(?: or (?:more|less"
    r"|above))?(?: plus|\+)?)"
)
_GROUP = LazyPattern(
    r"(?is:.*(?P<cut> (?:at|among|of|for|in))(?: (?:the|its|all|new|china['’]s|country['’]s))*"
    r" (?P<group>[\w-]+(?: [\w-]+){0,4} ?(?:enterprises|firms|companies|manufacturers|centers"
    r"|centres|households|factories|plants)(?: above designated size)?)\Z)"
)
_INDUSTRY = LazyPattern(
    r"(?i: per [\w-]+(?: of [\w-]+)?(?P<cut> in the (?P<group>[\w ]{3,40} (?:industry|sector)))\Z)"
)
_TRAILING_PLACE = LazyPattern(
    r" (?:in|of|across|for) (?:the )?(?P<place>(?:Greater |Central |Western "
    r"|mainland )?[A-Z][a-z]+(?: (?:Province|City|Municipality))?)\Z"
)
_TITLES = frozenset((
    "province", "city", "municipality", "region", "government", "ministry", "company", "group",
))  # fmt: skip
_AFTER_UNIT = LazyPattern(
    r"(?i:(?:[ -](?:annual |average |year-on-year )*(?:increase|rise|growth|drop|decline"
    r"|reduction))?(?: (?:yuan|dollars|percent|per cent|%|rmb"
    r"|euros?))?(?: worth)? (?P<link>of|in|for) )"
)
_NOUN_AFTER = LazyPattern(
    r"(?i: (?P<noun>(?:economic |gdp )?growth|(?:self-sufficiency|locali[sz]ation|penetration"
    r"|coverage|utili[sz]ation)(?: rate)?|market share)\b)"
)
_PASSIVE = LazyPattern(
    r"(?i: (?:will be|has been|have been|is to be|was|were|are|is) (?:\w+ly )?"
    r"(?:earmarked|allocated|arranged|invested|used|spent|set aside|provided|issued)"
    r"[^.;]{0,50}? for )"
)


class _Token(NamedTuple):
    word: str
    start: int
    end: int


def english_phrase(text: str, start: int, first: int, last: int, end: int) -> Phrase:
    """Return the indicator of the value at `first:last` in a sentence.

    Args:
        text: the whole text.
        start: offset where the words for this value begin: the sentence, or the previous value.
        first: offset of the expression of quantity.
        last: offset after it.
        end: offset where the sentence ends.

    Returns:
        The phrase; without an indicator where the words name none (up 15.1 percent).

    Example:
        >>> text = "China aims to raise the output of chips to 5 billion units"
        >>> span = english_phrase(text, 0, text.index("5"), len(text), len(text)).indicator
        >>> text[slice(*span)]
        'output of chips'
    """
    tokens = [
        _Token(match[0].lower(), *match.span())
        for match in _TOKEN.finditer(text, max(start, first - _REACH), first)
    ]
    number = _NUMBER.match(text, first, last)
    counted = number is not None and last - number.end() > 3 and _is_noun(text, number.end(), last)
    left = _left(text, tokens)
    if counted or (left is None and _counts(text, first, last)):
        begin = number.end() if number else last
        if right := _right(text, begin, end, last):
            return Phrase(right, None, follows=True)
    if left is not None and _ensures(tokens):
        match = _AFTER_UNIT.match(text, last)
        if match and (right := _right(text, match.end(), end)):
            return Phrase(right, left.indicator, follows=True)
    if left is not None:
        return left
    if match := _AFTER_UNIT.match(text, last):
        taken = _governs_object(tokens)
        if (
            (match["link"] != "for")
            and (taken or match["link"] == "in")
            and (right := _right(text, match.end(), end))
        ):
            return Phrase(right, None, follows=True)
    if noun := _NOUN_AFTER.match(text, last):
        return Phrase(noun.span("noun"), None, follows=True)
    if (match := _PASSIVE.match(text, last, end)) and (right := _right(text, match.end(), end)):
        return Phrase(right, None, follows=True)
    return Phrase(None)


def _is_noun(text: str, begin: int, last: int) -> bool:
    """Return True if a mention includes the noun that it counts."""
    words = text[begin:last].lower().replace("-", " ").split()
    units = ("yuan", "percent", "cent", "dollars", "points", "gw", "kwh", "mw", "kilowatts",
             "tonnes", "tons", "gigawatts", "rmb", "units", "times", "sets", "meters", "hours",
             "percentage", "coal", "%", "yuan)", "kilometers", "years", "days", "mu", "hectares",
             "metric", "person", "million", "billion", "trillion", "wafers")  # fmt: skip
    return bool(words) and not any(word.strip("().,") in units for word in words)


def _counts(text: str, first: int, last: int) -> bool:
    """Return True for a bare number, which may count the noun after it."""
    return re.search(r"[A-Za-z%‰$¥€]", _NUMBER.sub("", text[first:last])) is None


def _governs(tokens: list[_Token], place: int) -> bool:
    """Return True for a word such as "falls" right before a value: no noun, without "of"."""
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    return (
        place > 0 and tokens[place].word in AMBIGUOUS and tokens[place].word.endswith("s")
        and following not in ("of", "in", "for", "at")
    )  # fmt: skip


def _ensures(tokens: list[_Token]) -> bool:
    """Return True if a value is the object of a verb that measures nothing."""
    place = _skip_light(tokens, len(tokens) - 1)
    return place >= 0 and tokens[place].word in ("ensure", "ensures", "require", "requires")


def _governs_object(tokens: list[_Token]) -> bool:
    """Return False for "accounting for 44.8 percent of", whose whole is not an indicator."""
    words = [token.word for token in tokens[-6:]]
    return not any(word in ("accounting", "representing", "or", "comprising") for word in words)


def _left(text: str, tokens: list[_Token]) -> Phrase | None:
    """Return the noun phrase before a value."""
    place = _skip_light(tokens, len(tokens) - 1)
    verbal = False
    while place >= 0 and (_is_verb(tokens, place) or _governs(tokens, place)):
        verbal = True
        place = _skip_light(tokens, place - 1)
    if place < 0 or not tokens[place].word[0].isalnum():
        if place >= 0 and tokens[place].word == ")":
            place = _before_bracket(tokens, place)
        elif place > 1 and verbal and tokens[place].word == ",":
            place -= 1  # brands gained market share, rising from
        else:
            return None
    begin = _phrase_start(tokens, place, verbal=verbal)
    words = [token.word for token in tokens[begin : place + 1]]
    changes = all(word in CHANGES for word in words)
    if begin > 1 and changes and tokens[begin - 1].word == "with":
        place = begin - 2  # instruments with a total value of
        begin = _phrase_start(tokens, place, verbal=True)
    elif begin > 1 and changes and _is_verb(tokens, begin - 1):
        # "The economy grew at an annual rate of": the subject is before the verb.
        place = begin - 1
        while place >= 0 and (_is_verb(tokens, place) or tokens[place].word in LIGHT):
            place -= 1
        if place < 0 or not tokens[place].word[0].isalnum():
            return None
        begin = _phrase_start(tokens, place, verbal=True)
    return _named(text, tokens, begin, place)


def _skip_light(tokens: list[_Token], place: int) -> int:
    while place >= 0 and tokens[place].word in LIGHT:
        place -= 1
    return place


_BEFORE_VERBS = frozenset((
    "to", "will", "shall", "must", "should", "would", "can", "could", "may", "we", "it", "they",
    "and", "not", "also", "is", "are", "was", "were", "be", "been", "being",
))  # fmt: skip


def _is_verb(tokens: list[_Token], place: int) -> bool:
    word = tokens[place].word
    if word not in VERBS or _is_adjective(tokens, place):
        return False
    if word in AMBIGUOUS:
        following = tokens[place + 1].word if place + 1 < len(tokens) else ""
        if following == "to" or (word.endswith("s") and following in ("a", "an", "that")):
            return True
        return place == 0 or tokens[place - 1].word in _BEFORE_VERBS
    return True


def _is_adjective(tokens: list[_Token], place: int) -> bool:
    following = tokens[place + 1].word if place + 1 < len(tokens) else ""
    if tokens[place].word in ADJECTIVES and following == "from":
        return True
    return tokens[place].word in ADJECTIVES and following.isalpha() and following not in LIGHT


def _before_bracket(tokens: list[_Token], place: int) -> int:
    while place > 0 and tokens[place].word != "(":
        place -= 1
    return place - 1


def _phrase_start(tokens: list[_Token], place: int, *, verbal: bool) -> int:
    begin = place
    depth = 0
    while begin > 0:
        word = tokens[begin - 1].word
        if word == ")":
            depth += 1
        elif word == "(":
            depth -= 1
            if depth < 0:
                break
        elif depth == 0:
            linked = word == "from" and begin > 1 and tokens[begin - 2].word in ADJECTIVES
            if (word in STOPS and not linked) or word in ',;:"“”–—':
                break
            if _is_verb(tokens, begin - 1):
                break
            if word == "to" and not verbal and begin - 1 > 0:
                break
        begin -= 1
    return begin


def _named(text: str, tokens: list[_Token], begin: int, place: int) -> Phrase | None:
    """Return the phrase of some tokens without owner, article and place; None if none is left."""
    subject: Span | None = None
    for number in range(place, begin - 1, -1):
        if tokens[number].word.endswith(("'s", "’s")) or tokens[number].word in ("whose",):
            link = number - 1
            if link > begin and tokens[link].word == "the":
                link -= 1
            if link > begin and tokens[link].word in ("of", "in", "at", "for", "among"):
                # The owner is at the end: value added of the country's enterprises.
                subject = (tokens[number].start, tokens[place].end)
                place = link - 1
            else:
                subject = (tokens[begin].start, tokens[number].end)
                begin = number + 1
            break
    if tokens[begin].word == "of" and any(each.word == "and" for each in tokens[begin:place]):
        # The whole of the share before: 12.5 percent of GDP and life expectancy to 80 years.
        begin = next(n for n in range(begin, place) if tokens[n].word == "and") + 1
    while begin <= place and (
        tokens[begin].word in DETERMINERS | _PLANNED or not tokens[begin].word[0].isalnum()
    ):
        begin += 1
    dropped = {"increase", "rise", "drop", "decline", "reduction", "decrease", "target", "goal"}
    while place >= begin and (
        tokens[place].word in DETERMINERS or (tokens[place].word in dropped and place > begin)
    ):
        place -= 1
    if begin > place:
        return None
    words = [token.word for token in tokens[begin : place + 1]]
    if all(word in OWNERS or word.isdigit() for word in words):
        return None
    if all(word in CHANGES for word in words) or all(word in ADJECTIVES for word in words):
        return None
    if _is_proper(text, tokens[begin : place + 1]):
        return None
    first, last = tokens[begin].start, tokens[place].end
    phrase = text[first:last]
    if match := _TRAILING_PLACE.search(phrase):
        last = first + match.start()
    phrase = text[first:last]
    if match := _GROUP.search(phrase) or _INDUSTRY.search(phrase):
        subject = (first + match.start("group"), first + match.end("group"))
        last = first + match.start("cut")
    return Phrase((first, last), subject)


_PLANNED = frozenset(("projected", "expected", "planned"))


def _is_proper(text: str, tokens: list[_Token]) -> bool:
    """Return True for a phrase of names alone, such as Guangdong or CATL."""
    if len(tokens) > 3 or tokens[-1].word in ("gdp", "cpi", "ppi", "pue", "r&d", "pm2.5"):
        return False
    return all(text[token.start].isupper() or token.word in _TITLES for token in tokens) and (
        (len(tokens) == 1 and text[: tokens[0].start].strip() != "")
        or tokens[-1].word in _TITLES
        or text[tokens[0].start : tokens[0].end].isupper()
    )


_PLAIN_VERBS = frozenset(VERBS - ADJECTIVES - AMBIGUOUS)
_VERBS_ONLY = frozenset(VERBS - ADJECTIVES)
_OPENING_WORDS = frozenset(DETERMINERS | {"“", '"'})


def _right(text: str, begin: int, end: int, least: int = 0) -> Span | None:
    """Return the noun phrase after a number; it extends at least to an offset."""
    found: list[_Token] = []
    line = text.find("\n", begin, end)
    end = line if line >= 0 else end
    for match in _TOKEN.finditer(text, begin, min(end, begin + 140)):
        word = match[0].lower()
        stop = word in RIGHT_STOPS or not (word[0].isalnum() or word in '“"”')
        verb = word in _PLAIN_VERBS and found
        if (stop or verb) and match.start() >= least:
            break
        if word in '“"”':
            found.clear()
            continue
        if word in ("million", "billion", "trillion", "or", "more") and not found:
            continue
        found.append(_Token(word, *match.span()))
    while found and found[0].word in _OPENING_WORDS:
        found.pop(0)
    if len(found) > 2 and found[0].word in _PLANNED and found[1].word[0].isdigit():
        del found[:2]  # 120 of the planned 300 smart factories
    while found and (found[-1].word in DETERMINERS or found[-1].word in ("for", "per")):
        found.pop()
    if not found or found[0].word in _VERBS_ONLY or found[0].word[0].isdigit():
        return None
    if all(token.word in OWNERS for token in found):
        return None
    return found[0].start, found[-1].end
