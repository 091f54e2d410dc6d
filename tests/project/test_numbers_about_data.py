"""Counts of the data in README, documentation, changelog, captions and page equal the data."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.html.render import page as html_page
from example import ROOT

DOCS = ROOT / "docs"
GENERATED = ("reference", "tables", "findings", "errata", "glossary", "agent-answers", "trust")
PAGES = [
    *(ROOT / name for name in ("README.md", "CHANGELOG.md", "SECURITY.md")),
    *sorted(path for path in DOCS.glob("*.md") if path.stem not in (*GENERATED, "architecture")),
    *sorted((DOCS / "notebooks").glob("*.md")),
]
WORDS = [
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"),
    *("eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen"),
    *("nineteen", "twenty"),
]
NOUNS = (
    *("documents", "texts", "policies", "targets", "figures", "tasks", "products", "projects"),
    *("errata", "regions", "organizations", "paragraphs", "mentions", "passages", "outcomes"),
    *("references", "concepts", "objects", "indicators", "withdrawals", "work reports"),
)
COUNT = re.compile(
    rf"(?<![\w.,-])(?:[0-9][0-9,]*|{'|'.join(sorted(WORDS[2:], key=len, reverse=True))})"
    rf"(?: (?!and\b|of\b|or\b)[a-z-]+){{0,2}}? (?:{'|'.join(NOUNS)})\b",
    re.IGNORECASE,
)
# Counts that are not about a packaged release, or about one that a sentence quotes, by page.
EXCEPTIONS: Mapping[str, Mapping[str, str]] = {
    "auditing": {"seven key tasks": "an example of a text"},
    "curating": {"two indicators": "any two", "two paragraphs": "any two"},
    "outcomes": {"two indicators": "any two", "1,000 projects": "compared by another test",
                 "1,299 projects": "compared by another test"},
    "joining-sdmx": {"two documents": "any two"},
    "methodology": {
        "1,000 projects": "quoted from a text",
        "100 innovation projects": "quoted from a text",
        "30 upgrading projects": "quoted from a text",
        "100 major projects": "quoted from a text",
        "six wafer projects": "quoted from a text",
        "eight key tasks": "quoted from a text",
        "ten targets": "a demand of an audit",
        "two targets": "a demand of an audit",
    },
    "own-codes": {"40 indicators": "the vendor's file", "2 regions": "the vendor's file"},
    "spark": {"300,000 mentions": "a benchmark", "200,000 figures": "a benchmark"},
    "quantities": {
        "five source texts": "a benchmark on the documents",
        "3,487 documents": "a benchmark",
        "Three million such documents": "a benchmark",
        "32 mentions": "a benchmark",
        "20,000 documents": "a benchmark",
        "1,079 documents": "a benchmark",
        "159,600 mentions": "a benchmark",
    },
    "targets-and-outcomes": {"Two regions": "compared by the cell below the sentence"},
}  # fmt: skip


def prose(page: Path) -> str:
    """Return the text of a page without code, on one line.

    The changes by table in the changelog are compared with `diff` by another test.
    """
    text = re.sub(r"```.*?```", " ", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"^- [a-z]+: [0-9]+ [a-z-]+(?:, .*)?$", " ", text, flags=re.MULTILINE)
    return re.sub(r"\s+", " ", re.sub(r"`[^`]*`", "`code`", text))


@pytest.fixture(scope="module")
def expected(real: Dataset) -> Mapping[str, list[str]]:
    """Return the sentences with counts, by page; every count is computed from the releases."""
    first, second = cip.load("2026.1"), cip.load("2026.2")
    new = [each for each in second.outcomes if each.id not in first.outcomes]
    subjects = {table: {each.record_id for each in new if each.record_id in second[table]}
                for table in ("targets", "figures", "projects")}  # fmt: skip
    more = {table: len(second[table]) - len(first[table]) for table in ("references", "indicators")}
    plan = len(second.tasks.where(policy_id="components-action-plan-2021"))
    verdicts = [each.verdict for each in cip.assess(as_of="2026-11-22")]
    errata = cip.diff("2026.2", real).counts["errata"]
    documents, policies = WORDS[len(real.documents)], WORDS[len(real.policies)]
    with_outcomes = WORDS[len(subjects["targets"])]
    tables = ("targets", "figures", "tasks", "products", "projects")
    return {
        "methodology": [
            *(
                f"| {review} | "
                + " | ".join(str(len(real[table].where(review=review))) for table in tables)
                for review in ("agreed", "settled", "single")
            ),
            f"all {documents} texts",
            f"{documents.title()} documents are",
        ],
        "outcomes": [
            f"Release {real.release} has {len(real.targets)} targets",
            f"{WORDS[verdicts.count('not_comparable')].title()} targets are not comparable",
        ],
        "charts": [
            f"The {plan} tasks of the components action plan",
            f"{with_outcomes.title()} targets with outcomes",
        ],
        "tour": [
            f"The dataset has {documents} documents, {policies} policies",
            f"all {plan} tasks",
        ],
        "CHANGELOG": [
            f"{WORDS[len(new)]} later values from outside the documents, for {with_outcomes} "
            f"targets, {WORDS[len(subjects['figures'])]} figures and "
            f"{WORDS[len(subjects['projects'])]} project, with {WORDS[more['references']]} more "
            f"references and {WORDS[more['indicators']]} indicators",
            f"{documents} documents, {policies} policies",
            f"{WORDS[errata['withdrawn']].title()} errata that were none are withdrawn; "
            f"{errata['added']} are new",
        ],
    }


def test_counts_of_the_data_are_those_of_the_releases(expected: Mapping[str, list[str]]) -> None:
    pages = {page.stem: prose(page) for page in PAGES}
    for name, sentences in expected.items():
        for sentence in sentences:
            assert sentence in pages[name], f"{name}: expected {sentence!r}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_count_of_the_data_is_compared(page: Path, expected: Mapping[str, list[str]]) -> None:
    compared = " ".join(expected.get(page.stem, ()))
    counts = {match.group() for match in COUNT.finditer(prose(page))}
    listed = EXCEPTIONS.get(page.stem, {})
    unknown = {count for count in counts if count not in compared and count not in listed}
    assert not unknown, f"add the count to `expected`, or to EXCEPTIONS with its reason: {unknown}"
    assert set(listed) <= counts, f"remove from EXCEPTIONS: {set(listed) - counts}"


def test_counts_are_recognized() -> None:
    text = "There are 70 targets, two national policies, 1,299 projects and many errata of 2 texts."
    found = [match.group() for match in COUNT.finditer(text)]
    assert found == ["70 targets", "two national policies", "1,299 projects", "2 texts"]


def test_html_page_has_the_counts_of_its_dataset(real: Dataset) -> None:
    text = html_page(real).decode()
    blocks = re.findall(r"<script[^>]*application/json[^>]*>(.*?)</script>", text, re.DOTALL)
    lengths = {len(rows) for rows in arrays([json.loads(block) for block in blocks])}
    assert {len(real.targets), len(real.figures), len(real.errata)} <= lengths
    shown = re.sub(r"<(script|style).*?</\1>", " ", text, flags=re.DOTALL)
    assert not COUNT.search(re.sub(r"<[^>]*>", " ", shown)), "the page computes its counts"


def arrays(value: object) -> list[list[object]]:
    """Return every array of a JSON value, nested ones included."""
    if isinstance(value, dict):
        return arrays([*cast("dict[str, object]", value).values()])[1:]
    if isinstance(value, list):
        items = cast("list[object]", value)
        return [items, *(found for each in items for found in arrays(each))]
    return []


def test_description_of_the_release_has_its_number_of_documents(real: Dataset) -> None:
    counts = re.findall(rf"\b({'|'.join(WORDS)}) English texts", real.descriptor["description"])
    assert counts == [WORDS[len(real.documents)]]
