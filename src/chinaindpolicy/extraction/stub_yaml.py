"""Record stubs as YAML: values from the text are filled in, the other keys are empty.

An empty key is an error with its line until it is filled in, so an incomplete stub never becomes
a record.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from chinaindpolicy.curation.yaml_values import looks_otherwise
from chinaindpolicy.extraction.candidates import Candidate, Part
from chinaindpolicy.extraction.layout import is_chinese
from chinaindpolicy.extraction.stubs import Stub
from chinaindpolicy.model.serialize import format_decimal
from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.quantity.types import Quantity
from chinaindpolicy.quantity.units import units

_HAN = "\u3400-\u9fff"
_PLAIN = re.compile(rf"[A-Za-z{_HAN}](?:[A-Za-z0-9{_HAN} %,.()/+-]*[A-Za-z0-9{_HAN}%)])?")
_HEAD = """\
# Stubs, filled in as the text reads. Fill in each empty key; until then it is an error. Check the
# table (target or figure) and the statement. A value stated a second time is a row of `spans`
# (role: restatement); one that counts the parts of a plan is a mention."""
_KEY = re.compile(r"[ -]{4}(?P<key>[a-z_]+):")
_NOMINAL = re.compile(r"(?i:现价|当年价|名义|nominal|current prices)")
_CONSTANT = re.compile(r"(?i:不变价|可比价|实际增长|constant prices|in real terms)")
_OFFICIAL = re.compile(
    r"(?i:统计局|工信部|财政部|商务部|国务院|部委|委员会|ministry|bureau|government|state council"
    r"|commission|administration|white paper)"
)
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class StubHints:
    """Ids that a collection already has for the document of some stubs.

    Attributes:
        policy_id: the policy of the document, if it has one.
        indicators: the id of the indicator by the phrase that names it.
        id: the id of the one row that is written.
        indicator_id: its indicator.
        region_id: its region.
    """

    policy_id: str | None = None
    indicators: tuple[tuple[str, str], ...] = ()
    id: str | None = None
    indicator_id: str | None = None
    region_id: str | None = None


def stubs_yaml(stubs: Iterable[Stub], hints: StubHints | None = None) -> str:
    """Return stubs as YAML, to be put into the file of their document.

    Args:
        stubs: The stubs of one text.
        hints: Ids that are known; without them `policy_id` and `indicator_id` stay empty.

    Example:
        >>> from chinaindpolicy.extraction.stubs import find_stubs
        >>> text = "Output of lamps rose by 5% in 2026."
        >>> print(stubs_yaml(find_stubs(text)).split("figures:")[1])
        <BLANKLINE>
          - id: output-of-lamps-2026
            indicator_id:  # Output of lamps
            statement: "Output of lamps: 5% (2026)."
            comparator: eq
            value: 5
            unit: percent
            measure: growth
            period: "2026"
            kind: observed
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
    writer = _Writer(hints or StubHints())
    parts = [_HEAD]
    for table in (*OBSERVATION_TABLES, "mentions"):
        rows = [stub for stub in found if stub.table == table and stub.at]
        if rows:
            parts += ["", f"{table}:"]
            for stub in rows:
                lines = _mention(stub) if table == "mentions" else writer.observation(stub)
                parts += _completed(list(lines), stub.given)
    parts += [
        f"# ambiguous in paragraph {stub.paragraph}, at character "
        f"{stub.mention.char_start}: {scalar(stub.mention.text)}"
        for stub in found
        if not stub.at
    ]
    return "\n".join(parts)


def observation_yaml(stub: Stub, hints: StubHints) -> list[str]:
    """Return the row of one target or figure, with the ids of the hints."""
    return list(_Writer(hints).observation(stub))


def _mention(stub: Stub) -> Iterator[str]:
    yield f"  - text: {scalar(stub.mention.text)}"
    if stub.at != stub.mention.text:
        yield f"    in: {scalar(stub.at)}"
    kind = stub.candidate.kind if stub.candidate else None
    if stub.mention.role == "indicator":
        reason = "a condition on a group" if kind == "threshold" else "no value of an indicator"
        yield f"    role: other  # {reason}"
    else:
        yield f"    role: {stub.mention.role}"
    yield f"    paragraph: {stub.paragraph}"


class _Writer:
    """Rows of observations, with ids that no other row of the text has."""

    def __init__(self, hints: StubHints) -> None:
        self._hints = hints
        self._policy_id = hints.policy_id
        self._indicators = dict(hints.indicators)
        self._ids = Counter[str]()

    def observation(self, stub: Stub) -> Iterator[str]:
        assert stub.mention.quantity is not None
        quantity = stub.mention.quantity.signed()
        claim = stub.candidate
        target = stub.table == "targets"
        phrase = claim.indicator.text if claim and claim.indicator else ""
        hints = self._hints
        yield f"  - id: {hints.id or self._id(stub, phrase)}"
        if target:
            yield f"    policy_id: {self._policy_id}" if self._policy_id else "    policy_id:"
        known = hints.indicator_id or self._indicators.get(phrase)
        hint = f"  # {_comment(phrase)}" if phrase and not known else ""
        yield f"    indicator_id: {known}" if known else f"    indicator_id:{hint}"
        yield from [f"    region_id: {hints.region_id}"] if hints.region_id else _region(claim)
        yield f"    statement: {scalar(_statement(stub, phrase))}" if phrase else "    statement:"
        yield from _value(quantity)
        if quantity.unit and units()[quantity.unit].dimension.startswith("currency:"):
            yield f"    price_basis: {_price_basis(phrase, stub.at)}"
        yield from _baseline(stub, quantity)
        yield from _period(claim)
        if target:
            strength = claim.strength if claim else None
            yield f"    strength: {strength}" if strength else "    strength:"
        else:
            yield from _kind(claim, official=stub.official or hints.id is not None)
        yield f"    stated: {scalar(stub.mention.text)}"
        yield f"    paragraph: {stub.paragraph}"
        yield f"    at: {scalar(stub.at)}"

    def _id(self, stub: Stub, phrase: str) -> str:
        words = re.findall(r"[a-z0-9]+", phrase.lower())[:_MOST_WORDS]
        period = _period_value(stub.candidate)
        years = re.findall(r"[0-9]{4}", period or "")
        name = "-".join([*words, *years[-1:]]) if words else ""
        if not name or not name[0].isalpha():
            name = f"{stub.table[:-1]}-{stub.paragraph}"
        self._ids[name] += 1
        number = self._ids[name]
        return name if number == 1 else f"{name}-{number}"


def _value(quantity: Quantity) -> Iterator[str]:
    yield f"    comparator: {quantity.comparator}"
    others = sorted({format_decimal(other.value) for other in quantity.alternatives})
    note = f"  # or, read otherwise: {', '.join(others)}" if others else ""
    yield f"    value: {format_decimal(quantity.value)}{note}"
    if quantity.value_upper is not None:
        yield f"    value_upper: {format_decimal(quantity.value_upper)}"
    yield f"    unit: {quantity.unit}" if quantity.unit else "    unit:"
    yield f"    measure: {quantity.measure}"


def _region(claim: Candidate | None) -> Iterator[str]:
    """Yield the region; a place without a known id stays open, no place needs no key."""
    part = claim.region if claim else None
    if part is None:
        return
    place = f"{part.value}" if part.value else ""
    yield f"    region_id: {place}" if place else f"    region_id:  # {_comment(part.text)}"


def _baseline(stub: Stub, quantity: Quantity) -> Iterator[str]:
    claim = stub.candidate
    if claim is None:
        return
    base, period = claim.baseline_value, claim.baseline_period
    if base is not None and isinstance(base.value, Decimal) and stub.baseline_unit == quantity.unit:
        yield f"    baseline: {format_decimal(base.value)}"
    if period is not None and period.value is not None:
        yield f"    baseline_period: {scalar(str(period.value))}"


def _period_part(claim: Candidate | None) -> Part | None:
    return (claim.deadline or claim.period) if claim else None


def _period_value(claim: Candidate | None) -> str | None:
    part = _period_part(claim)
    return str(part.value) if part is not None and part.value is not None else None


def _period(claim: Candidate | None) -> Iterator[str]:
    part, value = _period_part(claim), _period_value(claim)
    if value is not None:
        yield f"    period: {scalar(value)}"
    else:
        yield f"    period:  # {_comment(part.text)}" if part else "    period:"


def _kind(claim: Candidate | None, *, official: bool) -> Iterator[str]:
    if claim is None:
        yield from ("    kind:", "    basis:")
        return
    yield f"    kind: {'forecast' if claim.kind == 'forecast' else 'observed'}"
    if claim.actor is None:
        yield "    basis: official" if official else "    basis:"
    else:
        yield f"    basis: {'official' if _OFFICIAL.search(claim.actor.text) else 'attributed'}"


def _price_basis(phrase: str, at: str) -> str:
    if _CONSTANT.search(phrase + at):
        return "constant"
    return "nominal" if _NOMINAL.search(phrase + at) else "not_stated"


def _statement(stub: Stub, phrase: str) -> str:
    """Return the claim in one sentence, composed from the words of the text."""
    claim, stated = stub.candidate, " ".join(stub.mention.text.split())
    part = _period_part(claim)
    value = _period_value(claim)
    base = claim.baseline_value if claim else None
    base_time = claim.baseline_period if claim else None
    phrase = " ".join(phrase.split())
    if is_chinese(phrase):
        until = "到" if value and value.startswith("../") else ""
        when = f"，{until}{part.text}" if part else ""
        since = f"{base_time.text if base_time else ''}{base.text if base else ''}"
        return f"{phrase}：{stated}{when}{f'，基期{since}' if since else ''}。"
    when = ""
    if part is not None:
        when = f" by {part.text}" if value and value.startswith("../") else f" ({part.text})"
    since = ""
    if base is not None:
        since = f", from {base.text}" + (f" in {base_time.text}" if base_time else "")
    elif base_time is not None:
        since = f", compared with {base_time.text}"
    return f"{phrase[0].upper()}{phrase[1:]}: {stated}{when}{since}."


def _completed(lines: list[str], given: Mapping[str, str]) -> list[str]:
    """Return the lines of a row with the given values of its keys."""
    known = {key: f"{key}: {scalar(value)}" for key, value in given.items()}
    found: list[str] = []
    for line in lines:
        match = _KEY.match(line)
        key = match["key"] if match else ""
        found.append(f"{line[:4]}{known.pop(key)}" if key in known else line)
    return [*found[:1], *(f"    {line}" for line in known.values()), *found[1:]]


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
