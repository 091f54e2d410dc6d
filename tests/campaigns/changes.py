"""Change one character of a cell, or of a text, and see who notices.

    python tests/campaigns/changes.py --sources TEXTS [--of-each 3] [--seed 7]

The forger is honest with the hashes: the descriptor is made to fit the changed table, and the
document to fit the changed text, so that only what is said can betray the change. What a person
judged (a note, the wording of a statement) no text proves; the table behind the figures says,
column by column, how much is noticed.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recording import record

from chinaindpolicy import ChinaIndPolicyError
from chinaindpolicy.curation.verify import verify
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.dataset.release_names import DESCRIPTOR, newest, packaged_releases, release_path

LETTERS = "0123456789abcxyz-./, 年亿"

CRASH = "crash"

Files = Mapping[str, bytes]
Rows = list[list[str]]


@dataclass
class Noticed:
    """How many changes were made, and how many of them were noticed by whom."""

    made: int = 0
    by: Counter[str] = field(default_factory=Counter[str])

    @property
    def noticed(self) -> int:
        """How many were noticed; a crash is no notice."""
        return sum(self.by.values()) - self.by[CRASH]


def read(data: bytes) -> Rows:
    """Return the rows of a CSV file, the header first."""
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def written(rows: Rows) -> bytes:
    """Return rows as a CSV file."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def forged(files: Files, table: str, data: bytes) -> Files:
    """Return a release in which a table holds other bytes, and the descriptor says so."""
    package: dict[str, Any] = json.loads(files[DESCRIPTOR])
    part = next(each for each in package["resources"] if each["path"] == f"{table}.csv")
    part["bytes"], part["hash"] = len(data), f"sha256:{hashlib.sha256(data).hexdigest()}"
    return {**files, f"{table}.csv": data, DESCRIPTOR: json.dumps(package).encode()}


def one_character_off(text: str, chance: random.Random) -> str:
    """Return a text with one character replaced, removed or put in."""
    while True:
        place, kind = chance.randrange(len(text) + 1), chance.randrange(3)
        kept = text[place + (kind != 2) :]
        other = text[:place] + ("" if kind == 1 else chance.choice(LETTERS)) + kept
        if other != text:
            return other


def judged(files: Files, sources: Path) -> str:
    """Return who notices that something is wrong with a release, or nothing."""
    try:
        dataset = from_files(files)
        report = verify(sources, dataset)
    except ChinaIndPolicyError as error:
        return f"refused: {type(error).__name__}"
    except Exception as error:  # what is not told as an error of ours counts as a crash
        print("crash", type(error).__name__, str(error)[:200], flush=True)
        return CRASH
    errors = [finding for finding in report.findings if finding.severity == "error"]
    return f"verify: {errors[0].code}" if errors else ""


def of_cells(
    files: Files, sources: Path, of_each: int, chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Change cells of every column, one at a time; yield table, column and who noticed."""
    for table in sorted(name.removesuffix(".csv") for name in files if name.endswith(".csv")):
        header, *rows = read(files[f"{table}.csv"])
        for place, column in enumerate(header):
            filled = [number for number, row in enumerate(rows) if row[place]]
            for number in chance.sample(filled, min(of_each, len(filled))):
                row = list(rows[number])
                row[place] = one_character_off(row[place], chance)
                other = [header, *rows[:number], row, *rows[number + 1 :]]
                yield table, column, judged(forged(files, table, written(other)), sources)


def of_texts(
    files: Files, sources: Path, times: int, chance: random.Random
) -> Iterator[tuple[str, str, str]]:
    """Change characters of the texts, and the documents' hashes with them."""
    dataset: Dataset = from_files(files)
    header, *rows = read(files["documents.csv"])
    id, sha256 = header.index("id"), header.index("sha256")
    for document in dataset.documents:
        text = (sources / document.source_file).read_bytes().decode()
        spans = [
            (each.char_start, each.char_end)
            for table in (dataset.mentions, dataset.spans, dataset.targets, dataset.figures)
            for each in table
            if each.document_id == document.id and each.char_start is not None
        ]
        for _ in range(times):
            place = chance.randrange(len(text))
            char = chance.choice([each for each in LETTERS if each != text[place]])
            other = (text[:place] + char + text[place + 1 :]).encode()
            held = any(start <= place < (end or 0) for start, end in spans)
            with tempfile.TemporaryDirectory() as name:
                for each in dataset.documents:
                    (Path(name) / each.source_file).write_bytes(
                        (sources / each.source_file).read_bytes()
                    )
                (Path(name) / document.source_file).write_bytes(other)
                changed = [
                    [*row[:sha256], hashlib.sha256(other).hexdigest(), *row[sha256 + 1 :]]
                    if row[id] == document.id
                    else row
                    for row in rows
                ]
                lying = forged(files, "documents", written([header, *changed]))
                where = "inside what a record cites" if held else "elsewhere"
                yield "(texts)", where, judged(lying, Path(name))


def main() -> None:
    """Run the campaign and record it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sources", type=Path, required=True, help="the folder of the texts")
    parser.add_argument("--of-each", type=int, default=3, help="cells of each column")
    parser.add_argument("--texts", type=int, default=40, help="characters of each text")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--record", action="store_true", help="for the page of trust")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    folder = release_path(newest(packaged_releases()))
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    if judged(files, given.sources):
        raise SystemExit("the release does not verify as it is")
    counts: dict[tuple[str, str], Noticed] = {}
    for table, column, who in (
        *of_texts(files, given.sources, given.texts, chance),
        *of_cells(files, given.sources, given.of_each, chance),
    ):
        count = counts.setdefault((table, column), Noticed())
        count.made += 1
        if who:
            count.by[who] += 1
    cells = {place: count for place, count in counts.items() if place[0] != "(texts)"}
    texts = {place: count for place, count in counts.items() if place[0] == "(texts)"}
    whole = [count for count in cells.values() if count.noticed == count.made]
    record(
        "changes",
        command="python tests/campaigns/changes.py --sources TEXTS "
        f"--of-each {given.of_each} --texts {given.texts} --seed {given.seed}",
        figures={
            "seed": given.seed,
            "changed characters in cells": sum(count.made for count in cells.values()),
            "detected": sum(count.noticed for count in cells.values()),
            "crashes": sum(count.by[CRASH] for count in counts.values()),
            "columns": len(cells),
            "columns in which every change was detected": len(whole),
            "changed characters in texts": sum(count.made for count in texts.values()),
            "detected in texts with an adapted hash": sum(c.noticed for c in texts.values()),
        },
        worst=WORST,
        write=given.record,
        details=[
            {
                "table": table,
                "column": column,
                "changed": count.made,
                "detected": count.noticed,
                "by": ", ".join(f"{who} ({n})" for who, n in count.by.most_common(3)),
            }
            for (table, column), count in sorted(counts.items())
        ],
    )


WORST = (
    "If a target or figure had no paragraph or characters, `verify` ended with an internal "
    "error, and no rule reported it. Fixed by the rule place-incomplete."
)


if __name__ == "__main__":
    main()
