"""Draw the annotated sentences from pools of candidates, and set half of them aside.

The pools are not part of the repository. They contain every sentence of the five source texts
and of three national work reports that has one to four expressions of quantity, and single
sentences of plans, communiques, white papers and company reports.

Usage: python tests/extraction/annotations/draw.py POOL.json DRAWN.json
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import Any

SEED = 20261130
SIZES = {"source": 22, "report-zh": 34, "report-en": 26, "found": 76, "own": 42}


def draw(pool: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the drawn sentences, each with an id and the half that it belongs to."""
    rng = random.Random(SEED)
    drawn: list[dict[str, Any]] = []
    for name, size in SIZES.items():
        rows = sorted((row for row in pool if row["pool"] == name), key=lambda row: row["text"])
        drawn += rng.sample(rows, size)
    rng.shuffle(drawn)
    ids = [f"s{number:03d}" for number in range(1, len(drawn) + 1)]
    held_out = set(rng.sample(ids, len(ids) // 2))
    return [
        {**row, "id": id, "held_out": id in held_out} for row, id in zip(drawn, ids, strict=True)
    ]


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:3])
    rows = draw(json.loads(source.read_text(encoding="utf-8")))
    target.write_text(json.dumps(rows, ensure_ascii=False, indent=0), encoding="utf-8")
