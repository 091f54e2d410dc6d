"""Samples for review, agreement of reviewers, and promotion into a collection."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, write_located

TEXTS = pl.DataFrame(
    {
        "document": ["one", "two"],
        "text": [
            "灯湾照明计划\n到2033年，照明产业产值突破120亿元，培育企业30家。此后保持稳定。\n附则3条。",
            "The lighting plan\nBy 2033, output of lamps will exceed 5 billion yuan. "
            "In 2030, output of lamps reached 4 billion yuan. It is 3 years old. A new start.",
        ],
    }
)
LISTS: dict[str, list[dict[str, Any]]] = {
    "indicators": [
        {"id": "output", "name": "Output", "definition": "Value made.", "unit": "CNY",
         "dimension": "currency", "sector": "lamps", "desired_direction": "up"},
    ],
    "policies": [
        {"id": "plan", "title": "Plan", "kind": "action_plan", "level": "national",
         "region_id": "cn"},
    ],
}  # fmt: skip


def claims() -> pl.DataFrame:
    """Return the claims with ids as reviewers add them."""
    found = cip.extract_frame(TEXTS, id="document")
    return found.with_columns(
        indicator_id=pl.lit("output"), policy_id=pl.lit("plan"), region_id=pl.lit("cn")
    )


def test_sample_is_stratified_and_repeatable() -> None:
    many = pl.concat([claims().with_columns(document=pl.lit(f"d{n}")) for n in range(30)])
    sample = cip.review_sample(many, 40, by=["kind"])
    again = cip.review_sample(many.sample(fraction=1, shuffle=True, seed=3), 40, by=["kind"])
    key = ["document", "char_start"]
    assert sample.height == 40
    assert sample.sort(key).equals(again.sort(key))
    sizes = dict(sample["kind"].value_counts().rows())
    whole = dict(many["kind"].value_counts().rows())
    assert set(sizes) == set(whole)
    assert all(abs(sizes[kind] - 40 * count / many.height) <= 1.5 for kind, count in whole.items())
    assert not cip.review_sample(many, 40, by=["kind"], seed=1).equals(sample)
    assert cip.review_sample(many, 10**6).height == many.height
    assert sample["decision"].null_count() == 40
    with pytest.raises(cip.DataError, match="size is 1, but there are"):
        cip.review_sample(many, 1)
    with pytest.raises(cip.UnknownNameError, match="no column 'sort'"):
        cip.review_sample(many, 40, by=["sort"])


def test_agreement_is_cohens_kappa() -> None:
    rows = pl.DataFrame({"document": [str(n) for n in range(50)], "char_start": 0, "char_end": 1})
    words = {True: "accept", False: "reject"}
    pairs = [(True, True)] * 20 + [(True, False)] * 5 + [(False, True)] * 10 + [(False, False)] * 15
    one = rows.with_columns(decision=pl.Series([words[first] for first, _ in pairs]))
    other = rows.with_columns(decision=pl.Series([words[second] for _, second in pairs]))
    found = cip.reviewer_agreement(one, other)
    assert (found.compared, found.equal, found.disputed.height) == (50, 35, 15)
    assert found.kappa == pytest.approx(0.4)
    same = one.with_columns(decision=pl.lit("accept"))
    assert cip.reviewer_agreement(same, same).kappa is None
    with pytest.raises(cip.DataError, match="decision 'yes' is not allowed"):
        cip.reviewer_agreement(one.with_columns(decision=pl.lit("yes")), other)
    with pytest.raises(cip.DataError, match="no claim has a decision of both"):
        cip.reviewer_agreement(one.clear(), other)


def test_promoted_claims_are_a_verified_collection(tmp_path: Path) -> None:
    accepted = claims().filter(pl.col("unit") == "CNY")
    assert accepted.height == 3
    folder = cip.promote(accepted, TEXTS, tmp_path / "own", lists=LISTS, including="2026.1")
    write_located(locate(read_collection(folder), folder / "texts"))
    dataset = cip.load(folder, including="2026.1")
    report = cip.verify(folder / "texts", dataset)
    assert report.ok, str(report)
    own = [*dataset.targets.where(policy_id="plan"), *dataset.figures.where(document_id="two")]
    assert sorted((int(row.value or 0), row.period) for row in own) == [
        (4_000_000_000, "2030"), (5_000_000_000, "../2033"), (12_000_000_000, "../2033"),
    ]  # fmt: skip


def test_claims_that_cannot_be_promoted_are_all_listed(tmp_path: Path) -> None:
    found = claims().filter(pl.col("unit") == "CNY")
    wrong = pl.concat(
        [
            found.head(1).with_columns(indicator_id=pl.lit("")),
            found.tail(1).with_columns(char_start=pl.lit(0, dtype=pl.Int64)),
            found.head(1).with_columns(document=pl.lit("three")),
        ]
    )
    with pytest.raises(cip.DataError) as caught:
        cip.promote(wrong, TEXTS, tmp_path / "own", lists=LISTS)
    message = str(caught.value)
    assert message.startswith("3 claims cannot be promoted: ")
    for part in ("indicator_id is empty", "no claim starts there", "'three' is not among"):
        assert part in message
    assert not (tmp_path / "own").exists()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine").touch()
    with pytest.raises(cip.ChinaIndPolicyError, match="not an empty folder"):
        cip.promote(found, TEXTS, tmp_path / "full", lists=LISTS)
