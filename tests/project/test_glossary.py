"""The glossary: one definition per term, which CONTEXT.md and the documentation use."""

from __future__ import annotations

import csv
import re

import pytest

from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import ROOT

with (ROOT / "datasets" / "glossary.csv").open(encoding="utf-8", newline="") as file:
    TERMS = list(csv.DictReader(file))


def test_terms_are_unique_sorted_and_complete() -> None:
    names = [row["term"] for row in TERMS]
    assert names == sorted(set(names))
    assert len(TERMS) >= 60
    assert all(set(row) == {"term", "term_zh", "definition"} for row in TERMS)
    chinese = [row["term_zh"] for row in TERMS]
    assert len(set(chinese)) == len(chinese)


@pytest.mark.parametrize("row", TERMS, ids=lambda row: str(row["term"]))
def test_term_has_a_chinese_term_and_a_definition(row: dict[str, str]) -> None:
    assert re.fullmatch(r"[\u4e00-\u9fff]+", row["term_zh"])
    assert re.match(r"[A-Z]", row["definition"]) and row["definition"].endswith(".")
    assert all(len(sentence.split()) <= 25 for sentence in row["definition"].split(". "))


@pytest.mark.parametrize("page", ["CONTEXT.md", "docs/glossary.md"])
def test_page_has_the_terms_of_the_glossary(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    rows = re.findall(r"^\| (.+) \| (.+) \| (.+) \|$", text, flags=re.MULTILINE)
    assert rows[0] == ("term", "Chinese", "definition")
    assert rows[2:] == [(row["term"], row["term_zh"], row["definition"]) for row in TERMS]


def test_glossary_defines_the_kind_of_row_of_every_table() -> None:
    names = {row["term"] for row in TERMS}
    singular = {"policies": "policy", "errata": "erratum", "spans": "span"}
    assert {singular.get(table, table.removesuffix("s")) for table in TABLE_NAMES} <= names
