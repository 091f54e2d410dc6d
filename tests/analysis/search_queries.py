"""Test queries of search: some drawn from names by a seeded script, the others written by hand.

`python tests/analysis/search_queries.py` prints the drawn queries of a release. The queries of
`search_queries.csv` are fixed: they were written before the search that they measure.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import chinaindpolicy as cip

FILE = Path(__file__).with_suffix(".csv")
SEED = 20261122
FIRST = 5


@dataclass(frozen=True)
class Query:
    """A query and the records that should come first.

    Attributes:
        text: The words.
        kind: `name`, `typo`, `filter`, `synonym` or `mixed`.
        ids: The relevant records.
        source: `drawn` from names, or `hand`.
    """

    text: str
    kind: str
    ids: tuple[str, ...]
    source: str


def read() -> tuple[Query, ...]:
    """Return the queries of the file."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return tuple(
            Query(row["text"], row["kind"], tuple(row["ids"].split("|")), row["source"])
            for row in csv.DictReader(file)
        )


def recall(found: Sequence[str], wanted: Sequence[str]) -> float:
    """Return the share of the relevant records among the first five, of at most five."""
    return len({*found[:FIRST]} & {*wanted}) / min(FIRST, len(wanted))


def draw(dataset: cip.Dataset) -> Iterator[Query]:
    """Yield queries drawn from the names of a dataset."""
    chance = random.Random(SEED)
    values: list[Any] = [*dataset.targets, *dataset.figures]
    indicators = [each for each in dataset.indicators if _with(values, "indicator_id", each.id)]
    for indicator in chance.sample(indicators, 24):
        wanted = _with(values, "indicator_id", indicator.id)
        yield Query(indicator.name, "name", wanted, "drawn")
    for indicator in chance.sample([each for each in indicators if each.name_zh], 20):
        wanted = _with(values, "indicator_id", indicator.id)
        yield Query(str(indicator.name_zh), "name", wanted, "drawn")
    for indicator in chance.sample(indicators, 14):
        wanted = _with(values, "indicator_id", indicator.id)
        yield Query(_misspelt(indicator.name, chance), "typo", wanted, "drawn")
    regions = [
        each for each in dataset.regions if each.name_zh and _with(values, "region_id", each.id)
    ]
    for region in chance.sample([each for each in regions if each.level != "country"], 8):
        wanted = (region.id, *_with(values, "region_id", region.id))
        text = chance.choice([region.name, str(region.name_zh), *region.aliases])
        yield Query(text, "name", wanted, "drawn")
    for body in chance.sample([each for each in dataset.organizations if each.name_zh], 10):
        yield Query(chance.choice([body.name, str(body.name_zh)]), "name", (body.id,), "drawn")
    for product in chance.sample(list(dataset.products), 8):
        wanted = tuple(each.id for each in dataset.products if each.name == product.name)
        yield Query(product.name, "name", wanted, "drawn")
    for project in chance.sample(list(dataset.projects), 6):
        yield Query(project.name, "name", (project.id,), "drawn")


def _with(records: Sequence[Any], column: str, id: str) -> tuple[str, ...]:
    return tuple(record.id for record in records if getattr(record, column) == id)


def _misspelt(name: str, chance: random.Random) -> str:
    """Return a name with one error in its longest word: a letter lost, doubled or swapped."""
    word = max(name.split(), key=len)
    place = chance.randrange(2, len(word) - 1)
    wrong = chance.choice(
        [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[: place - 1] + word[place] + word[place - 1] + word[place + 1 :],
        ]
    )
    return name.replace(word, wrong, 1)


if __name__ == "__main__":
    for query in draw(cip.load("2026.2")):
        print(",".join((f'"{query.text}"', query.kind, "|".join(query.ids), query.source)))
