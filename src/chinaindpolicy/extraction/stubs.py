"""Record stubs: the expressions of quantity of a text as rows of a collection.

A stub contains the parsed value and a position that `locate` finds. Keys that need a human reader
are empty. `build` rejects an empty key with its line, so an incomplete stub never becomes a record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from chinaindpolicy.curation.source_text import (
    Paragraph,
    PlaceError,
    locate_evidence,
    locate_expression,
    paragraphs,
    sentences,
)
from chinaindpolicy.curation.yaml_values import looks_otherwise
from chinaindpolicy.model.serialize import format_decimal
from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.quantity import Mention, find_quantities
from chinaindpolicy.quantity.units import units

_HAN = "\u3400-\u9fff"
_PLAIN = re.compile(rf"[A-Za-z{_HAN}](?:[A-Za-z0-9{_HAN} %,.()/+-]*[A-Za-z0-9{_HAN}%)])?")
_TOKEN = re.compile(rf"[^\W{_HAN}]+|\S")
# The maximum number of context words that distinguish an expression from equal ones.
_MOST_CONTEXT = 80
_PROMISE = re.compile(
    r"\b(?:will|shall|aims?|targets?|striv(?:e|ing)|expected|(?:is|are) to|by (?:the end of )?20)"
    r"|力争|争取|确保|目标|将|到20|不少于|不低于",
    re.IGNORECASE,
)
_HEAD = """\
# Stubs. Fill in the empty keys; an empty key is an error. The choice between target and figure is a
# guess; move the row if it is wrong. A value that is stated again is a row of `spans` (role:
# restatement). A number that counts the parts of a plan is a mention."""


@dataclass(frozen=True, slots=True)
class Stub:
    """An expression of quantity and its locator.

    Attributes:
        table: `targets` or `figures` for a possible value, else `mentions`.
        paragraph: The number of its paragraph.
        mention: The parsed expression, with offsets in the whole text.
        at: A longer expression that contains it and occurs once in the paragraph; empty if there
            is no such expression.
        years: The dates in the same sentence.
    """

    table: str
    paragraph: int
    mention: Mention
    at: str
    years: tuple[str, ...] = ()


def find_stubs(text: str) -> Iterator[Stub]:
    r"""Yield a stub for every expression of quantity of a text, in reading order.

    Each paragraph is read separately, because a located expression is within one paragraph.

    Example:
        >>> text = "Notice of 2026\nOutput will exceed 5 billion yuan by 2030."
        >>> [(stub.table, stub.at) for stub in find_stubs(text)][1:]
        [('targets', 'exceed 5 billion yuan'), ('mentions', '2030')]
    """
    for part in paragraphs(text):
        bounds = list(sentences(text, part.start, part.end))
        found = [_moved(one, part.start) for one in find_quantities(text[part.start : part.end])]
        for mention in found:
            sentence = next(
                (each for each in bounds if each[0] <= mention.char_start < each[1]),
                (part.start, part.end),
            )
            table = "mentions"
            if mention.role == "indicator" and mention.quantity is not None:
                promised = mention.quantity.strive or _PROMISE.search(text, *sentence)
                table = "targets" if promised else "figures"
            at = _unique(text, part, sentence, mention, table)
            years = tuple(
                dict.fromkeys(
                    other.text
                    for other in found
                    if other.role == "date" and sentence[0] <= other.char_start < sentence[1]
                )
            )
            yield Stub(table, part.number, mention, at, years)


def _moved(mention: Mention, by: int) -> Mention:
    start, end = mention.char_start + by, mention.char_end + by
    return Mention(start, end, mention.text, mention.role, mention.quantity)


def _unique(
    text: str, part: Paragraph, sentence: tuple[int, int], mention: Mention, table: str
) -> str:
    """Return the shortest text around the mention with which `locate` finds it."""
    for start, end in _contexts(text, part, sentence, mention):
        at = text[start:end]
        if _finds(text, part, mention, at, table):
            return at
    return ""


def _finds(text: str, part: Paragraph, mention: Mention, at: str, table: str) -> bool:
    """Return True if the text locates this mention and no other."""
    try:
        if table == "mentions":
            bounds = locate_expression(text, at, part.start, part.end, at)
        else:
            bounds = locate_evidence(text, part, at)
        found = locate_expression(text, mention.text, *bounds, at)
    except PlaceError:
        return False
    return found == (mention.char_start, mention.char_end)


def _contexts(
    text: str, part: Paragraph, sentence: tuple[int, int], mention: Mention
) -> Iterator[tuple[int, int]]:
    """Yield longer and longer spans around a mention: first in its sentence, then beyond it."""
    start, end = mention.char_start, mention.char_end
    yield start, end
    for low, high in (sentence, (part.start, part.end)):
        begin = max(low, start - 600)
        before = [token.start() for token in _TOKEN.finditer(text, begin, start)]
        after = (token.end() for token in _TOKEN.finditer(text, end, min(high, end + 600)))
        for _ in range(_MOST_CONTEXT):
            left, right = before.pop() if before else None, next(after, None)
            if left is not None:
                start = left
                yield start, end
            if right is not None:
                end = right
                yield start, end
            if left is None and right is None:
                break


def stubs_yaml(stubs: Iterable[Stub]) -> str:
    """Return stubs as YAML for the file of their document.

    Example:
        >>> print(stubs_yaml(find_stubs("Output rose by 5% in 2026.")).split("figures:")[1])
        <BLANKLINE>
          - id:
            indicator_id:
            region_id:
            statement:
            comparator: eq
            value: 5
            unit: percent
            measure: growth
            period:  # in the sentence: 2026
            kind:
            basis:
            stated: "5%"
            paragraph: 1
            at: "5%"
        <BLANKLINE>
        mentions:
          - text: "2026"
            role: date
            paragraph: 1
    """
    found = list(stubs)
    parts = [_HEAD]
    for table in (*OBSERVATION_TABLES, "mentions"):
        rows = [stub for stub in found if stub.table == table and stub.at]
        if rows:
            parts += ["", f"{table}:"]
            for stub in rows:
                parts += _mention(stub) if table == "mentions" else _observation(stub)
    parts += [
        f"# ambiguous in paragraph {stub.paragraph}, at character "
        f"{stub.mention.char_start}: {scalar(stub.mention.text)}"
        for stub in found
        if not stub.at
    ]
    return "\n".join(parts)


def _mention(stub: Stub) -> Iterator[str]:
    yield f"  - text: {scalar(stub.mention.text)}"
    if stub.at != stub.mention.text:
        yield f"    in: {scalar(stub.at)}"
    yield f"    role: {stub.mention.role}"
    yield f"    paragraph: {stub.paragraph}"


def _observation(stub: Stub) -> Iterator[str]:
    quantity = stub.mention.quantity
    assert quantity is not None
    target = stub.table == "targets"
    yield "  - id:"
    if target:
        yield "    policy_id:"
    yield from ("    indicator_id:", "    region_id:", "    statement:")
    yield f"    comparator: {quantity.comparator}"
    others = sorted({format_decimal(other.value) for other in quantity.alternatives})
    note = f"  # or, read otherwise: {', '.join(others)}" if others else ""
    yield f"    value: {format_decimal(quantity.value)}{note}"
    if quantity.value_upper is not None:
        yield f"    value_upper: {format_decimal(quantity.value_upper)}"
    yield f"    unit: {quantity.unit}" if quantity.unit else "    unit:"
    yield f"    measure: {quantity.measure}"
    if quantity.unit and units()[quantity.unit].dimension.startswith("currency:"):
        yield "    price_basis:"
    hint = f"  # in the sentence: {', '.join(map(_comment, stub.years))}" if stub.years else ""
    yield f"    period:{hint}"
    if target:
        yield "    strength: strive" if quantity.strive else "    strength:"
    else:
        yield from ("    kind:", "    basis:")
    yield f"    stated: {scalar(stub.mention.text)}"
    yield f"    paragraph: {stub.paragraph}"
    yield f"    at: {scalar(stub.at)}"


def _comment(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def scalar(text: str) -> str:
    """Return a text as a YAML scalar that every YAML reader interprets as this text.

    Example:
        >>> scalar("at least 40 cranes"), scalar("2026"), scalar("no"), scalar("a: b")
        ('at least 40 cranes', '"2026"', '"no"', '"a: b"')
    """
    if _PLAIN.fullmatch(text) and not looks_otherwise(text):
        return text
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
