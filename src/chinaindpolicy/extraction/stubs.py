"""Record stubs: the expressions of quantity of a text as rows of a collection.

<<<<<<< HEAD
A stub contains the parsed value and a position that `locate` finds. Keys that need a human reader
are empty. `build` rejects an empty key with its line, so an incomplete stub never becomes a record.
=======
A stub has its claim as `extract` reads it, and a place that `locate` finds. `stub_yaml` writes
stubs as YAML.
>>>>>>> 3b0df20 (Fill stubs from extracted claims)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from chinaindpolicy.curation.source_text import (
    Paragraph,
    PlaceError,
    locate_evidence,
    locate_expression,
    paragraphs,
    sentences,
)
from chinaindpolicy.extraction.candidates import Candidate
from chinaindpolicy.extraction.context import Context
from chinaindpolicy.extraction.extract import iter_candidates
from chinaindpolicy.quantity import Mention, find_quantities

_HAN = "\u3400-\u9fff"
_TOKEN = re.compile(rf"[^\W{_HAN}]+|\S")
# The maximum number of context words that distinguish an expression from equal ones.
_MOST_CONTEXT = 80
<<<<<<< HEAD
_PROMISE = re.compile(
    r"\b(?:will|shall|aims?|targets?|striv(?:e|ing)|expected|(?:is|are) to|by (?:the end of )?20)"
    r"|力争|争取|确保|目标|将|到20|不少于|不低于",
    re.IGNORECASE,
)
_HEAD = """\
# Stubs. Fill in the empty keys; an empty key is an error. The choice between target and figure is a
# guess; move the row if it is wrong. A value that is stated again is a row of `spans` (role:
# restatement). A number that counts the parts of a plan is a mention."""
=======
>>>>>>> 3b0df20 (Fill stubs from extracted claims)


@dataclass(frozen=True, slots=True)
class Stub:
    """An expression of quantity and its locator.

    Attributes:
<<<<<<< HEAD
        table: `targets` or `figures` for a possible value, else `mentions`.
        paragraph: The number of its paragraph.
        mention: The parsed expression, with offsets in the whole text.
        at: A longer expression that contains it and occurs once in the paragraph; empty if there
            is none, so that it cannot be located.
        years: The dates in the same sentence.
=======
        table: `targets` or `figures` for what can be a value, else `mentions`.
        paragraph: The paragraph it stands in.
        mention: The expression as read; its offsets are those of the whole text.
        at: An expression that holds it and is found once in the paragraph; empty if there is
            none, so that it cannot be located.
        candidate: The claim of the expression; None if it is none.
        official: Whether a public body states the value: the document is one of its own, or it
            is the baseline of a target.
        baseline_unit: The unit of the value that the claim is compared with, if it names one.
>>>>>>> 3b0df20 (Fill stubs from extracted claims)
    """

    table: str
    paragraph: int
    mention: Mention
    at: str
    candidate: Candidate | None = None
    baseline_unit: str | None = None
    official: bool = False


def find_stubs(text: str) -> Iterator[Stub]:
    r"""Yield a stub for every expression of quantity of a text, in reading order.

    Each paragraph is read separately, because a located expression is within one paragraph.

    Example:
        >>> text = "Notice of 2026\nOutput will exceed 5 billion yuan by 2030."
        >>> [(stub.table, stub.at) for stub in find_stubs(text)][1:]
        [('targets', 'exceed 5 billion yuan'), ('mentions', '2030')]
    """
    context = Context()
    candidates = list(iter_candidates(text, context=context))
    bases = {
        each.baseline_value.char_start
        for each in candidates
        if each.baseline_value and each.kind == "target"
    }
    units = {each.char_start: each.quantity.unit for each in candidates}
    place = 0
    for part in paragraphs(text):
        bounds = list(sentences(text, part.start, part.end))
        for found in find_quantities(text[part.start : part.end]):
            mention = _moved(found, part.start)
            sentence = next(
                (each for each in bounds if each[0] <= mention.char_start < each[1]),
                (part.start, part.end),
            )
            while place < len(candidates) and candidates[place].char_end <= mention.char_start:
                place += 1
            candidate = None
            if place < len(candidates) and candidates[place].char_start < mention.char_end:
                candidate = candidates[place]
            table = _table(mention, candidate)
            at = _unique(text, part, sentence, mention, table)
            base = candidate.baseline_value if candidate else None
            unit = units.get(base.char_start) if base else None
            official = context.official or mention.char_start in bases
            yield Stub(table, part.number, mention, at, candidate, unit, official)


def _table(mention: Mention, candidate: Candidate | None) -> str:
    """Return the table of an expression: conditions and counts of no indicator are mentions."""
    if mention.role != "indicator" or mention.quantity is None:
        return "mentions"
    if candidate is None:
        return "figures"
    tables = {"target": "targets", "observed": "figures", "forecast": "figures"}
    return tables.get(candidate.kind, "mentions")


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
<<<<<<< HEAD


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
=======
>>>>>>> 3b0df20 (Fill stubs from extracted claims)
