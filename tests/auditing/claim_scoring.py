"""Score the audit of annotated texts: `python tests/auditing/claim_scoring.py FILE...`."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset

HERE = Path(__file__).parent
Text = dict[str, Any]


@dataclass
class Score:
    """Counts of annotated numbers, and a line for each that has another verdict."""

    accepted: Counter[str] = field(default_factory=Counter[str])
    total: Counter[str] = field(default_factory=Counter[str])
    wrong: Counter[str] = field(default_factory=Counter[str])
    misses: list[str] = field(default_factory=list[str])

    def __str__(self) -> str:
        """Return the accepted share by expected verdict, and the wrong verdicts."""
        shares = ", ".join(
            f"{verdict} {self.accepted[verdict]}/{count}" for verdict, count in self.total.items()
        )
        wrong = ", ".join(f"{count} wrong {verdict}" for verdict, count in self.wrong.items())
        return f"{shares}; {wrong or 'none wrong'}"


def read_texts(name: str) -> list[Text]:
    """Return the annotated texts of a file in this folder."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def score(texts: Iterable[Text], dataset: Dataset) -> Score:
    """Return how many annotated numbers get an accepted verdict.

    A number without a claim counts as not covered. A supported claim has to cite one of the
    annotated records, or its successor.
    """
    result = Score()
    successors = {one.id: one.successor_id for one in dataset.withdrawals}
    for text in texts:
        found = cip.audit(text["text"], dataset)
        for span in text["spans"]:
            if span.get("scored") is False:
                continue
            claim = next(
                (
                    one
                    for one in found
                    if one.char_start < span["char_end"] and span["char_start"] < one.char_end
                ),
                None,
            )
            verdict = claim.verdict if claim else "not_covered"
            cited: set[str] = set(claim.record_ids) if claim else set()
            fine = verdict in span["accept"]
            expected = {successors.get(id) or id for id in span["record_ids"]}
            if verdict == "supported" and not cited & expected:
                fine = False
            result.total[span["verdict"]] += 1
            result.accepted[span["verdict"]] += fine
            if not fine:
                result.wrong[verdict] += 1
                result.misses.append(f"{text['id']} {span['text']!r}: {verdict}")
    return result


def paragraphs(texts: Iterable[Text], seed: int, size: int = 5) -> list[Text]:
    """Return paragraphs of several texts of one language, in random order."""
    chosen = list(texts)
    joined: list[Text] = []
    for language, space in (("en", " "), ("zh", "")):
        part = [text for text in chosen if text["lang"] == language]
        random.Random(seed).shuffle(part)
        for first in range(0, len(part), size):
            whole = ""
            spans: list[dict[str, Any]] = []
            for text in part[first : first + size]:
                whole += space if whole else ""
                moved = len(whole)
                whole += text["text"]
                spans += [
                    {
                        **span,
                        "char_start": span["char_start"] + moved,
                        "char_end": span["char_end"] + moved,
                    }
                    for span in text["spans"]
                ]
            joined.append({"id": f"{language}-{seed}-{first}", "text": whole, "spans": spans})
    return joined


if __name__ == "__main__":
    for path in sys.argv[1:]:
        texts = read_texts(path)
        single = score(texts, cip.load("2026.2"))
        print(path, "|", single)
        print("  paragraphs |", score(paragraphs(texts, 1), cip.load("2026.2")))
        print("\n".join(f"  {miss}" for miss in single.misses))
