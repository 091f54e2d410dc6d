"""Find texts that tell a surviving mutant of the quantity reader from the code it came from.

    python tests/campaigns/telling_texts.py [--texts 40000] [--only quantity/grammar/mentions.py]

Texts are made of what the tests read: their numbers, units and words exchanged, cut and joined.
For each mutant that survived (`mutation.py`), the shortest texts are told that are read otherwise
with it, with the reading of the code as it is. A reading that is right belongs into
`tests/quantity/readings.txt`; a wrong one is a fault of the reader. Mutants that no text tells
apart are the ones to argue in `docs/trust/survivors.json`.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import coverage
import mutation
from mutants import Mutant, mutated
from mutation_running import PACKAGE, ROOT, Functions, forked

sys.path.insert(0, str(ROOT / "tests"))

from quantity.test_readings import LINES, unmarked

NUMBERS: tuple[str, ...] = (
    *("1", "0", "20", "1000", "2024", "3.5", "1,234", "2.100", "1.2.3", "12,5", "１２", "-3"),
    *("0.05", "99", "100", "101", "three", "half", "第三", "三", "百", "三万五", "两千", "几"),
    *("十余", "零", "半", "三成", "数百", "十四五", "二〇二五", "一百二十", "two-thirds"),
)
ENGLISH = (" to ", " and ", " or ", " per ", " of ", " by ", ", ", "; ", " (", " ", "", "%", "\n")
CHINESE: tuple[str, ...] = (*"-–/~至，、（级。年第约余亿万", "以上", "左右")
BETWEEN: tuple[str, ...] = (*ENGLISH, *CHINESE)


def pieces() -> list[str]:
    """Return what the texts are made of: texts and expressions of the tests, short ones first."""
    folder = ROOT / "tests" / "quantity"
    found: dict[str, None] = {}
    for line in LINES:
        found[unmarked(line)] = None
        found |= dict.fromkeys(re.findall(r"⟦([^|⟧]*)\|", line))
    for file in sorted(folder.glob("expressions*.jsonl")):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found |= {row["text"]: None, row["expression"]: None}
    return sorted(filter(None, found), key=lambda text: (len(text), text))


def texts(number: int, seed: int) -> list[str]:
    """Return texts to read, the same for the same seed."""
    chance = random.Random(seed)
    base = pieces()
    short = [piece for piece in base if len(piece) <= 24]
    words = sorted({word for piece in base for word in re.findall(r"[A-Za-z-]+|\W", piece)})
    found = dict.fromkeys(base)
    while len(found) < number:
        text = chance.choice(short if chance.random() < 0.6 else base)
        for _ in range(chance.choice((1, 1, 2, 3))):
            text = _changed(text, chance, short, words)
        if text and len(text) < 120:
            found[text] = None
    return list(found)


def _changed(text: str, chance: random.Random, short: Sequence[str], words: Sequence[str]) -> str:
    at = chance.randrange(len(text) + 1)
    match chance.randrange(7):
        case 0:
            numbers = list(re.finditer(r"\d[\d.,]*\d|\d|[一二三四五六七八九十百千万亿两]+", text))
            if numbers:
                number = chance.choice(numbers)
                return text[: number.start()] + chance.choice(NUMBERS) + text[number.end() :]
            return text + chance.choice(NUMBERS)
        case 1:
            return text + chance.choice(BETWEEN) + chance.choice(short)
        case 2:
            return chance.choice(short) + chance.choice(BETWEEN) + text
        case 3:
            return text[:at] + text[at + 1 :]
        case 4:
            return text[:at] + chance.choice(BETWEEN) + text[at:]
        case 5:
            return text[:at] + chance.choice(words) + text[at:]
        case _:
            return text[:at] if chance.random() < 0.5 else text[at:]


def readings(text: str) -> str:
    """Return all that the reader says of a text."""
    from chinaindpolicy.quantity import QuantityError, find_quantities, parse_quantity

    found = [(m.char_start, m.char_end, m.role, m.quantity) for m in find_quantities(text)]
    try:
        return f"{found} {parse_quantity(text)!r}"
    except QuantityError as error:
        return f"{found} {error}"


def reached(everything: Sequence[str]) -> tuple[list[str], dict[tuple[str, int], list[int]]]:
    """Read all texts; return the readings, and which texts ran which lines."""
    cover = coverage.Coverage(
        data_file=None, config_file=False, include=[f"{PACKAGE}/quantity/**"], messages=False
    )
    told: list[str] = []
    cover.start()
    for number, text in enumerate(everything):
        cover.switch_context(str(number))
        told.append(readings(text))
    cover.stop()
    lines: dict[tuple[str, int], list[int]] = {}
    data = cover.get_data()
    for path in data.measured_files():
        module = Path(path).relative_to(PACKAGE).as_posix()
        for line, names in data.contexts_by_lineno(path).items():
            lines[module, line] = [int(name) for name in names if name]
    return told, lines


def survivors(only: Sequence[str]) -> Iterator[Mutant]:
    """Yield the mutants of the reader that survived and that nobody has argued."""
    done = mutation.finished()
    known = mutation.listed()
    rooms = mutation.in_order(7, only or ("quantity/",))
    for mutant in (each for found in rooms.values() for each in found):
        row = done.get(mutant.key)
        if row and row["verdict"] == "survived" and not known(mutant) and mutant.within:
            yield mutant


def main() -> int:
    """Tell, for each survivor, the shortest texts that are read otherwise with it."""
    parser = argparse.ArgumentParser(description="Find texts that tell mutants apart.")
    parser.add_argument("--texts", type=int, default=40_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", action="append", default=[], metavar="MODULE")
    given = parser.parse_args()
    everything = texts(given.texts, given.seed)
    told, lines = reached(everything)
    functions = Functions()
    waiting = sorted(survivors(given.only), key=lambda mutant: (mutant.module, mutant.first))
    by_line = defaultdict(set[int], {place: set(numbers) for place, numbers in lines.items()})
    for mutant in waiting:
        numbers: set[int] = set()
        for line in range(mutant.first, mutant.last + 1):
            numbers |= by_line[mutant.module, line]
        numbers = numbers or by_line[mutant.module, mutant.header[0]]
        ordered = sorted(numbers, key=lambda number: len(everything[number]))
        apart = _apart(mutant, [(everything[n], told[n]) for n in ordered], functions)
        row = {"module": mutant.module, "line": mutant.first, "change": mutant.change}
        print(json.dumps(row | {"read": len(ordered), "texts": apart}, ensure_ascii=False))
        sys.stdout.flush()
    return 0


def _apart(mutant: Mutant, known: Sequence[tuple[str, str]], functions: Functions) -> list[str]:
    """Return the first texts that are read otherwise with the mutant."""
    source = (PACKAGE / mutant.module).read_text(encoding="utf-8")

    def work() -> str:
        functions.forget()
        functions.change(mutant.module, mutated(source, mutant.index))
        found: list[str] = []
        for text, before in known:
            try:
                after = readings(text)
            except Exception as error:
                after = repr(error)
            if after != before:
                found.append(text)
                if len(found) == 4:
                    break
        return json.dumps(found)

    outcome = forked(work)
    return json.loads(outcome.by) if outcome.by.startswith("[") else [f"({outcome.verdict})"]


if __name__ == "__main__":
    sys.exit(main())
