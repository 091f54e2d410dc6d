"""English nouns after the number one are singular in summaries and messages."""

from __future__ import annotations

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.lang.plural import in_number, plural
from chinaindpolicy.lang.texts import texts


@pytest.mark.parametrize(
    ("noun", "one"),
    [("rows", "row"), ("policies", "policy"), ("errata", "erratum"), ("classes", "class")],
)
def test_the_noun_of_one(noun: str, one: str) -> None:
    assert (plural(1, noun), plural(0, noun), plural(21, noun)) == (one, noun, noun)


def test_texts_are_singular_after_one() -> None:
    template = "{verdict}: {errors} errors, {warnings} warnings"
    values = {"verdict": "failed", "errors": 1, "warnings": 11}
    assert texts("en")(template, **values) == "failed: 1 error, 11 warnings"
    assert in_number("{count:,} more problems", {"count": 1}) == "{count:,} more problem"


def test_summaries_count_one_as_singular() -> None:
    frame = pl.DataFrame({"id": ["x"]})
    report = cip.validate(frame, "regions")
    assert " 1 row" in str(report) and "1 rows" not in str(report)
    assert cip.audit("Jinan plans 300,000 new energy vehicles in 2024.").to().endswith("\n")
    words = cip.audit("Jinan plans 300,000 new energy vehicles in 2024.").to()
    assert "1 claim checked" in words
