"""The HTML page without a browser: contents, reproducibility and escaping."""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy.analysis.citation import cite
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.exports.html import render as page_module
from chinaindpolicy.exports.html.page_data import FIRST
from chinaindpolicy.exports.html.render import page
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import Tables, dataset_of
from page_reading import HOSTILE, PageReader, cells_of, hostile_dataset, read_page


@pytest.fixture(scope="module")
def made(real: Dataset) -> bytes:
    return page(real)


@pytest.fixture(scope="module")
def reader(made: bytes) -> PageReader:
    return read_page(made)


def test_page_contains_every_cell_of_every_table(real: Dataset, reader: PageReader) -> None:
    for name, table in real.tables.items():
        cells = cells_of(reader, name)
        for column in table.columns:
            assert cells[column] == [to_csv_cell(getattr(record, column)) for record in table]


def test_page_describes_columns_as_the_release_does(real: Dataset, reader: PageReader) -> None:
    assert [described["name"] for described in reader.blocks["about"]["tables"]] == list(
        TABLE_NAMES
    )
    for described in reader.blocks["about"]["tables"]:
        table = real[str(described["name"])]
        own = [column for column in described["columns"] if not column.get("made")]
        assert tuple(column["name"] for column in own) == table.columns
        assert described["rows"] == len(table)
        for column, spec in zip(own, columns(table.name), strict=True):
            assert column["description"] == spec.meaning.description
            assert tuple(column.get("codes", ())) == spec.categories
            anywhere = spec.name in ("record_id", "record_ids", "successor_id")
            assert column.get("leads") == ("*" if anywhere else spec.meaning.referenced_table)


def test_first_columns_of_every_table_exist(reader: PageReader) -> None:
    assert tuple(FIRST) == TABLE_NAMES
    for described in reader.blocks["about"]["tables"]:
        names = [column["name"] for column in described["columns"]]
        assert tuple(described["first"]) == FIRST[described["name"]]
        assert set(described["first"]) <= set(names)


def test_navigation_has_every_table_once(reader: PageReader) -> None:
    (groups,) = re.findall(r"\bconst groups = \[(.*?)\n\];", reader.script, re.DOTALL)
    assert sorted(re.findall(r'"([a-z]+)"', groups)) == sorted(TABLE_NAMES)


def test_page_is_under_2_mb_and_reproducible(made: bytes) -> None:
    assert len(made) < 2_000_000
    code = (
        "import hashlib, chinaindpolicy as cip\n"
        "from chinaindpolicy.exports.html.render import page\n"
        "print(hashlib.sha256(page(cip.load())).hexdigest())"
    )
    for seed in ("1", "2"):
        found = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True, text=True, check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        )  # fmt: skip
        assert found.stdout.strip() == hashlib.sha256(made).hexdigest()


def test_content_security_policy_prevents_requests(reader: PageReader) -> None:
    (policy,) = [
        str(attributes["content"])
        for _, attributes in reader.tags
        if attributes.get("http-equiv") == "Content-Security-Policy"
    ]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    for kind, text in (("script-src", reader.script), ("style-src", reader.style)):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert directives[kind] == f"'sha256-{digest}'"
    allowed = {"default-src", "script-src", "style-src", "base-uri", "form-action"}
    assert set(directives) == allowed | {"require-trusted-types-for", "trusted-types"}
    for _, attributes in reader.tags:
        assert not {"src", "href", "srcset", "action"} & set(attributes)
        assert not any(name.startswith("on") for name in attributes)
    assert not re.search(r"url\(|@import", reader.style)


def test_every_asset_is_used_and_creates_no_html_from_text() -> None:
    folder = resources.files("chinaindpolicy.exports.html") / "assets"
    names = {path.name for path in folder.iterdir()}
    assert names == {*page_module._SCRIPTS, "page.html", "page.css"}  # pyright: ignore[reportPrivateUsage]
    for name in sorted(names):
        text = (folder / name).read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
        assert "\r" not in text
        if name.endswith((".js", ".css")):
            assert not re.search(r"</?(script|style)", text, re.IGNORECASE)


def test_hostile_text_adds_no_tags(example_tables: Tables) -> None:
    hostile = hostile_dataset(example_tables)
    plain, attacked = read_page(page(dataset_of(example_tables))), read_page(page(hostile))
    assert attacked.tags == plain.tags
    assert attacked.script == plain.script
    assert cells_of(attacked, "targets")["statement"][0] == HOSTILE
    assert cells_of(attacked, "tasks")["title"][0] == HOSTILE


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_json_block_preserves_any_text_and_cannot_be_closed_by_it(words: str) -> None:
    block = page_module._block("words", {words: [words]})  # pyright: ignore[reportPrivateUsage]
    start, end = '<script type="application/json" id="words">', "</script>"
    assert block.startswith(start) and block.endswith(end)
    inner = block[len(start) : -len(end)]
    assert not set(inner) & set("<>&\u2028\u2029")
    assert json.loads(inner) == {words: [words]}


def test_hostile_title_is_escaped(example: Dataset) -> None:
    descriptor = {**example.descriptor, "title": "</title><script>alert(1)</script>"}
    reader = read_page(page(Dataset(descriptor, lambda name: example[name].csv())))
    assert reader.title.startswith("</title><script>alert(1)</script>, release")
    scripts = [attributes for tag, attributes in reader.tags if tag == "script"]
    assert scripts.count({}) == 1


def test_page_verdicts_equal_assess(real: Dataset, reader: PageReader) -> None:
    about = reader.blocks["about"]
    verdicts = cip.assess(as_of=real.descriptor["created"], dataset=real)
    assert about["as_of"] == real.descriptor["created"]
    assert about["verdicts"] == dict(verdicts.counts)
    cells = cells_of(reader, "targets")
    assert cells["verdict"] == [judgement.verdict for judgement in verdicts]
    assert cells["failed"] == ["|".join(judgement.failed) for judgement in verdicts]


def test_as_of_sets_the_date_of_the_verdicts(real: Dataset) -> None:
    early = read_page(page(real, as_of=datetime.date(2024, 6, 30)))
    assert early.blocks["about"]["as_of"] == "2024-06-30"
    assert early.blocks["about"]["verdicts"]["not_due"] > 50
    with pytest.raises(cip.DateError):
        page(real, as_of="last week")


@pytest.mark.parametrize("created", ["", "spring 2026"])
def test_page_without_date_has_no_verdicts(example: Dataset, created: str) -> None:
    descriptor = {**example.descriptor, "created": created}
    reader = read_page(page(Dataset(descriptor, lambda name: example[name].csv())))
    assert reader.blocks["about"]["as_of"] is None
    assert reader.blocks["about"]["verdicts"] is None
    assert "verdict" not in cells_of(reader, "targets")
    aspects = [
        aspect
        for sentences in reader.blocks["explained"]["records"]["targets"].values()
        for aspect, _ in sentences
    ]
    assert aspects and "verdict" not in aspects


def test_page_explanations_equal_explain(real: Dataset, reader: PageReader) -> None:
    block = reader.blocks["explained"]
    for table in ("targets", "figures", "outcomes"):
        for explained in cip.explain(real[table], real, as_of=real.descriptor["created"]):
            found = block["records"][table][explained.id]
            assert [(aspect, block["sentences"][place]) for aspect, place in found] == list(
                explained.sentences
            )


def citation(block: Any, table: str, row: int, style: str) -> str:
    places = block["sets"][block["records"][table][row]]
    if style == "text":
        return "\n".join(block["sources"][place][0] for place in places)
    return "\n\n".join(block["sources"][place][1] for place in places)


def test_page_citations_equal_cite(example: Dataset, real: Dataset, reader: PageReader) -> None:
    for dataset, block, step in (
        (example, read_page(page(example)).blocks["cited"], 1),
        (real, reader.blocks["cited"], 7),
    ):
        for name, table in dataset.tables.items():
            for row, record in list(enumerate(table))[::step]:
                assert citation(block, name, row, "text") == cite(record, "text", dataset)
                assert citation(block, name, row, "bibtex") == cite(record, "bibtex", dataset)


def test_page_shows_amounts_as_text_and_printed_values_of_errata(reader: PageReader) -> None:
    cells = cells_of(reader, "targets")
    row = cells["id"].index("components-plan-sales-2023")
    assert cells["amount"][row] == "2.1 trillion CNY"
    assert cells["printed"][row] == "2.1 billion CNY"
    figures = cells_of(reader, "figures")
    row = figures["id"].index("china-high-end-chip-self-sufficiency")
    assert (figures["amount"][row], figures["printed"][row]) == ("< 30%", "")


def test_older_release_and_empty_collection_have_pages(example: Dataset) -> None:
    old = read_page(page(cip.load("2026.1")))
    assert old.blocks["about"]["release"] == "2026.1"
    assert old.blocks["table-targets"]
    empty = read_page(page(dataset_of(dict.fromkeys(TABLE_NAMES, ()))))
    assert all(described["rows"] == 0 for described in empty.blocks["about"]["tables"])
