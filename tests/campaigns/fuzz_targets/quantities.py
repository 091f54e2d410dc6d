"""The quantity reader: places are true, and what is written is read again."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import chinaindpolicy as cip
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.quantity import Quantity, QuantityError

from .target import Target, broken

__all__ = ["TARGETS"]

_EXPRESSIONS = Path(__file__).parents[2] / "quantity" / "expressions.jsonl"
_UNITS = ("CNY", "percent", "exaflops", "USD", "item")


def _find(data: bytes, _: Path) -> bool:
    # Any str may come, a lone half of a surrogate pair too.
    text = data.decode("utf-8", "surrogateescape")
    end = 0
    for mention in cip.find_quantities(text):
        if not end <= mention.char_start < mention.char_end <= len(text):
            raise broken("mentions lie in order, within the text", mention, end)
        end = mention.char_end
        if text[mention.char_start : mention.char_end] != mention.text:
            raise broken("a mention is what stands at its place", mention)
        if mention.quantity is not None:
            _write(mention.quantity)
    try:
        cip.parse_quantity(text)
    except QuantityError as error:
        if not 0 <= error.start <= error.end <= len(text):
            raise broken("an error lies within the text", error) from error
        return False
    return True


def _write(quantity: Quantity) -> None:
    if not quantity.value.is_finite():
        raise broken("a value is finite", quantity)
    for language in ("en", "zh"):
        try:
            written = cip.format_quantity(quantity, language)
        except ValueError:
            continue  # nothing that could be written, and that is documented
        # What was printed ambiguously is written plainly.
        if cip.parse_quantity(written) != replace(quantity, alternatives=()):
            raise broken("what is written is read again", quantity, written)
    if quantity.unit is None:
        return
    for unit in _UNITS:
        try:
            there = cip.convert(quantity.value, quantity.unit, unit)
        except ChinaIndPolicyError:
            continue
        if not there.is_finite():
            raise broken("a converted value is finite", quantity, unit)


def _seeds() -> Sequence[bytes]:
    rows = [json.loads(line) for line in _EXPRESSIONS.read_text("utf-8").splitlines()]
    texts = [str(row["text"]) for row in rows]
    return [text.encode() for text in (*texts, "\n".join(texts[:40]))]


TARGETS = (Target("quantities", _find, _seeds, 12_000),)
