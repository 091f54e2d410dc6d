"""Words that deny a number, or make it depend on a condition, in its sentence and around it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from chinaindpolicy.auditing.patterns import NUMBER, OTHER_NUMBER
from chinaindpolicy.auditing.stance import unasserted
from chinaindpolicy.auditing.vocabulary import word_pattern

if TYPE_CHECKING:
    from chinaindpolicy.auditing.numbers import Number
    from chinaindpolicy.auditing.reading import Reading
    from chinaindpolicy.auditing.sentences import Span


_NEGATION = re.compile(
    r"(?<![a-z])(?:not(?! (?:only|just|merely|less|fewer|more|lower|under|below|yet))|\w+n't|never|"
    r"neither|nor|"
    r"no(?! (?:less|fewer|more|later|lower|sooner|doubt|smaller))|cannot|no longer"
    r"|nowhere near|hardly|without (?:having )?\w+ing)(?![a-z])"
    r"|不是|并非|并不|并未|并没|没有|没(?=[有能]?[把将让使])|从未|从没|未曾|不曾|绝非|而非"
    r"|决非|尚无|"
    r"不再|无需|无须|不必|不用|不会|不可能|不打算|不计划|不准备|不要求|无意|未(?![来满央知])"
)
_DENIAL = re.compile(
    r"(?<![a-z])(?:false|untrue|incorrect|wrong|inaccurate|myth|"
    r"mistakes?|baseless|unfounded|groundless|(?:was|were|been|is|are) dropped|rumou?rs?"
    r"|den(?:y|ies|ied|ial)|"
    r"refut\w*|debunk\w*|fabricat\w*|mistaken\w*|nobody|no one|none|doubt\w*|"
    r"abandon\w*|cancel\w*|scrap(?:s|ped|ping)?|reject\w*|shelv\w*|dropped (?:its|the|a|an|all"
    r"|their|"
    r"plans?|targets?|goals?)|drops? (?:its|the|plans?)|ruled out|rules out|withdr[ae]w\w*|halt\w*|"
    r"suspend\w*|postpon\w*|g[ia]ve up|given up|gives up|revok\w*|repeal\w*|call(?:s|ed) off|"
    r"refus\w*|hypothetical\w*|if|unless|had (?:it|the|they|there) \w+|"
    r"(?:would|could|should|might) have (?:\w+ed|\w+en|had|met|won|hit|run|set|put|cut|made|built"
    r"|become|come|gone)"
    r"|supposing|suppose|in case|provided that|assuming)(?![a-z])"
    r"|(?<![a-z])(?:lower|cut|reduc|slash|rais|revis|scal|trim|chang)\w* (?:down |back )?"
    r"(?:its|the|their|a) (?:\w+ ){0,2}(?:targets?|goals?|plans?)(?![a-z])"
    r"|取消|下调|上调|调低|调高|误以为|误认为|误称|谎称|放弃|叫停|撤销|撤回|废止|搁置|终止"
    r"|中止|暂停|作废|否认|否定|否决|驳斥|辟谣|谣言|谣传|不实|虚假|"
    r"误传|错误|有误|不属实|子虚乌有|拒绝|如果|假如|假设|倘若|若(?!干)|要是|除非|假使|一旦"
    r"|本可|本应|原本"
)
_SHOULD = re.compile("should have ")
_BY_YEAR = re.compile(r"(?<![a-z])by (?:(?:the )?(?:end|close) of |end )?20[0-9]{2}(?![0-9])")
_LEADING = re.compile(r"\s*(?:这?(?:并不是|并非|不是|绝非)|(?:it is|this is|that is) not )")
_PART_END = re.compile(r"[，,：:；;](?![^，,]{0,12}(?:did|do|does) not)")
_CONTRAST = re.compile(
    rf"[{OTHER_NUMBER}]|(?<![a-z])(?:but|though|although|while|whereas|however|and|which"
    rf"|nor)(?![a-z])"
    r"|但|而|却|不过|然而|且|，|、"
)
_BELOW = re.compile(
    r"(?<![a-z])(?:under|below|less|fewer|lower)(?![a-z])|不到|不足|低于|少于|以下|小于|未|不及"
)

# A comment on several statements, or an announcement of several.
_SEVERAL = re.compile(
    r"(?<![a-z])(?:these|those|both|all|none|neither|statements|claims|reports|figures|numbers|"
    r"rumou?rs|plans|targets|goals|things|points)(?![a-z])|[均都几些]|下列|上述|以上|皆"
)
_SEVERAL_SENTENCES = 5
_QUESTION = re.compile(r"[?？][\"”’』」)）\s]*$")


def negation(reading: Reading, number: Number) -> Span | None:
    """Return the words that deny a number or make it depend on a condition.

    They are in the sentence of the number, in a sentence before that announces it, or in a
    sentence after that comments on it. A negation that the comparator of the number expresses
    already ("has not reached") is no denial.

    Args:
        reading: The text.
        number: The number.
    """
    return (
        _own(reading, number)
        or unasserted(reading, number)
        or _announced(reading, number)
        or _commented(reading, number)
    )


def _own(reading: Reading, number: Number) -> Span | None:
    """Return the denial or condition in the sentence of a number."""
    start, end = reading.sentence(number)
    text = reading.masked(number, (start, end))
    for pattern in (_DENIAL, word_pattern("denial", "condition")):
        for match in pattern.finditer(text):
            if _SHOULD.match(match.group()) and _BY_YEAR.search(text):
                continue  # by 2027, they should have been built
            return start + match.start(), start + match.end()
    if _QUESTION.search(text):
        return end - 1, end
    core = number.core_start - start
    for match in _NEGATION.finditer(text, _negated_from(text, core), _negated_to(text, core)):
        if not _is_comparator(reading, number, start + match.start()):
            return start + match.start(), start + match.end()
    return None


def _announced(reading: Reading, number: Number) -> Span | None:
    """Return the words of an earlier sentence that announce a false or hypothetical statement."""
    at = reading.sentence_index(number.core_start)
    own = reading.sentence_text(at)
    for back in range(1, min(at, _SEVERAL_SENTENCES) + 1):
        index = at - back
        start, end = reading.sentences[index]
        if reading.is_paragraph_end(index):
            return None
        text = reading.sentence_text(index)
        supposed = word_pattern("denial", "supposition").match(text.lstrip())
        if supposed and back <= 2:
            return start, end
        conditional = word_pattern("denial", "condition_opening").match(text.lstrip())
        if back == 1 and conditional:
            then = word_pattern("denial", "consequence").match(own.lstrip())
            if then or _QUESTION.search(text):
                return start, end
        if reading.has_number(index):
            continue
        false = _DENIAL.search(text) or word_pattern("denial", "false").search(text)
        listed = back == 1 and word_pattern("denial", "instance").match(own.lstrip())
        if word_pattern("denial", "rumour").search(text) and back == 1:
            return start, end
        if false is None or not (listed or word_pattern("denial", "announcement").search(text)):
            continue
        if back == 1 or _SEVERAL.search(text):
            return start + false.start(), start + false.end()
    return None


def _commented(reading: Reading, number: Number) -> Span | None:
    """Return the words of a later sentence that say that the statement of a number is wrong."""
    at = reading.sentence_index(number.core_start)
    last = min(at + _SEVERAL_SENTENCES, len(reading.sentences) - 1)
    for index in range(at + 1, last + 1):
        if reading.is_paragraph_end(index - 1):
            return None
        if reading.has_number(index):
            continue
        text = reading.sentence_text(index)
        match = word_pattern("denial", "comment").search(text)
        if match and (index == at + 1 or _SEVERAL.search(text)):
            start = reading.sentences[index][0]
            return start + match.start(), start + match.end()
    return None


def _negated_from(text: str, core: int) -> int:
    """Return where the words begin that can negate a number: its list, and a clause of its own."""
    if lead := _LEADING.match(text):
        return lead.start()
    parts = [match.end() for match in _PART_END.finditer(text, 0, core)]
    return min(parts[-1] if parts else 0, text.rfind(OTHER_NUMBER, 0, core) + 1)


def _negated_to(text: str, core: int) -> int:
    """Return where the words end that can negate a number that is before them."""
    match = _CONTRAST.search(text, text.find(NUMBER, core) + 1)
    return match.start() if match else len(text)


def _is_comparator(reading: Reading, number: Number, at: int) -> bool:
    """Return True if a negation is a part of the number's comparator: "has not reached"."""
    if number.quantity.comparator not in ("lt", "le") or at >= number.core_start:
        return False
    if at >= number.start:
        return True
    own = reading.plain[number.start : number.core_start]
    between = reading.plain[at + 1 : number.core_start]
    return (
        number.core_start - at < 40
        and _BELOW.search(own) is None
        and _BELOW.search(between) is None
    )
