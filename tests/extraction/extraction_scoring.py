"""Scores of extracted claims against annotated ones."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chinaindpolicy as cip

SENTENCES = Path(__file__).parent / "annotations" / "sentences.jsonl"
PARTS = (
    *("indicator", "deadline", "period", "baseline_value", "baseline_period", "threshold"),
    *("region", "subject", "actor"),
)
# A phrase agrees if it shares two thirds of the characters of the longer one.
_PHRASES = ("indicator", "subject")
_SHARED = 2 / 3


@dataclass
class Score:
    """Counts of equal, extracted and annotated values of one field."""

    equal: int = 0
    extracted: int = 0
    annotated: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.equal / (self.extracted + self.annotated)

    def add(self, equal: bool, extracted: bool, annotated: bool) -> None:
        """Count one value."""
        self.equal += equal
        self.extracted += extracted
        self.annotated += annotated


def annotated_sentences(*, held_out: bool) -> Iterator[dict[str, Any]]:
    """Yield the annotated sentences of one half.

    A sentence of the source texts has its place only; without the texts it is left out.
    """
    sources = os.environ.get("CHINAINDPOLICY_SOURCES")
    for line in SENTENCES.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["held_out"] is not held_out:
            continue
        if "place" in row:
            if not sources:
                continue
            name, start, end = row["place"]
            row["text"] = Path(sources, name).read_text(encoding="utf-8")[start:end]
        yield row


def scores(*, held_out: bool) -> dict[str, Score]:
    """Return the score of each field on one half; `exact` is that of equal indicator phrases."""
    found = {name: Score() for name in (*PARTS, "kind", "exact", "strength", "negated")}
    for row in annotated_sentences(held_out=held_out):
        left = list(cip.extract(row["text"]))
        for claim in row["claims"]:
            match = next((each for each in left if _overlaps(each, claim["quantity"])), None)
            if match is not None:
                left.remove(match)
            _add(found, claim, match)
        for extra in left:
            if extra.kind != "none":
                _add(found, {"kind": "none"}, extra)
    return found


def _add(found: dict[str, Score], claim: dict[str, Any], match: cip.Candidate | None) -> None:
    for name in PARTS:
        part: cip.Part | None = getattr(match, name) if match else None
        expected = claim.get(name)
        equal = exact = False
        if part is not None and expected is not None:
            least = _SHARED if name in _PHRASES else 0.0
            equal = _shared(part, expected) > least - 1e-9 and _overlaps(part, expected)
            exact = [part.char_start, part.char_end] == expected
        found[name].add(equal, part is not None, expected is not None)
        if name == "indicator":
            found["exact"].add(exact, part is not None, expected is not None)
    kind = match.kind if match else "none"
    expected_kind = claim["kind"]
    equal = kind == expected_kind != "none"
    found["kind"].add(equal, kind != "none", expected_kind != "none")
    if kind == expected_kind == "target" and match is not None:
        found["strength"].add(match.strength == claim.get("strength"), True, True)
    negated = match is not None and match.negated
    expected_negated = bool(claim.get("negated"))
    found["negated"].add(negated and expected_negated, negated, expected_negated)


def _overlaps(part: Any, span: list[int]) -> bool:
    return bool(part.char_start < span[1] and part.char_end > span[0])


def _shared(part: Any, span: list[int]) -> float:
    shared = min(part.char_end, span[1]) - max(part.char_start, span[0])
    return float(shared / max(part.char_end - part.char_start, span[1] - span[0]))
