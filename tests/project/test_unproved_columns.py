"""The page of trust lists the columns that no text proves."""

from __future__ import annotations

import re

from chinaindpolicy.curation.prose import PROSE
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import ROOT

PAGE = (ROOT / "docs" / "trust.md").read_text(encoding="utf-8")
LISTED = {
    table: [re.sub(r" \(.*?\)", "", name) for name in names.split(", ")]
    for table, names in re.findall(r"^\| `([a-z]+)` \| (.*?) \|$", PAGE, re.MULTILINE)
}
PROVED = ("mentions", "spans")  # texts and positions only


def test_every_table_is_listed_or_proved() -> None:
    assert sorted([*LISTED, *PROVED]) == sorted(TABLE_NAMES)


def test_listed_columns_exist_and_have_all_prose() -> None:
    for table, names in LISTED.items():
        known = {spec.name for spec in columns(table)}
        assert set(names) <= known, table
        assert known.intersection(PROSE) <= set(names), table
        assert len(names) == len(set(names)), table


def test_columns_that_verify_compares_are_not_listed() -> None:
    compared = {"value", "unit", "comparator", "stated", "text_sha256", "region_id", "policy_id"}
    for table in ("targets", "figures", "tasks"):
        assert compared.isdisjoint(LISTED[table]), table


def test_security_page_refers_to_the_list() -> None:
    assert "trust.md#what-no-text-proves" in (ROOT / "SECURITY.md").read_text(encoding="utf-8")
