"""Web Annotations, ClaimReview and the Atom feed."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.source_text import read_text
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.model.vocabularies import PLACED_TABLES
from example import TEXTS

ATOM = "{http://www.w3.org/2005/Atom}"


def annotations_of(dataset: Dataset, folder: Path) -> list[dict[str, Any]]:
    (file,) = cip.export(dataset, folder / "a.annotations.jsonld")
    items: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["items"]
    return items


def selectors(item: dict[str, Any]) -> tuple[int, int, str | None]:
    """The start and end that an annotation selects, and the expression that it quotes."""
    selector: Any = item["target"]["selector"]
    found: list[dict[str, Any]] = [selector]
    if isinstance(selector, list):
        found = selector  # pyright: ignore[reportUnknownVariableType]
    (place,) = [each for each in found if each["type"] == "TextPositionSelector"]
    quotes: list[dict[str, Any]] = [each for each in found if each is not place]
    quotes += [place["refinedBy"]] if "refinedBy" in place else []
    assert len(quotes) < 2
    return place["start"], place["end"], quotes[0]["exact"] if quotes else None


def test_selectors_select_the_places_in_the_texts(example: Dataset, tmp_path: Path) -> None:
    items = annotations_of(example, tmp_path)
    texts = {
        document.id: read_text(TEXTS / document.source_file)[0] for document in example.documents
    }
    placed = {
        record.id: record for table in PLACED_TABLES for record in example[table]
        if record.document_id is not None
    }  # fmt: skip
    assert {item["id"].rpartition(":")[2] for item in items} == {*placed}
    quotes = 0
    for item in items:
        record = placed[item["id"].rpartition(":")[2]]
        text = texts[record.document_id]
        start, end, exact = selectors(item)
        found = text[start:end]
        assert found == text[record.char_start : record.char_end] != ""
        if exact is not None:
            quotes += 1
            assert exact in found
            assert exact in (getattr(record, "stated", None), getattr(record, "text", None))
    assert quotes > len(example.mentions)


def test_annotations_quote_expressions_of_the_release_only(real: Dataset, tmp_path: Path) -> None:
    for item in annotations_of(real, tmp_path):
        record = real.record(item["id"].rpartition(":")[2])
        *place, exact = selectors(item)
        assert place == [record.char_start, record.char_end]
        assert exact == (getattr(record, "text", None) or getattr(record, "stated", None))


@pytest.mark.full
def test_annotations_of_the_release_select_the_source_texts(
    real: Dataset, tmp_path: Path, sources: Path
) -> None:
    texts = {
        document.id: read_text(sources / document.source_file)[0] for document in real.documents
    }
    for item in annotations_of(real, tmp_path):
        record = real.record(item["id"].rpartition(":")[2])
        start, end, exact = selectors(item)
        assert exact is None or exact in texts[record.document_id][start:end], record.id


def test_claim_reviews_are_the_verdicts(real: Dataset, tmp_path: Path) -> None:
    (file,) = cip.export(real, tmp_path / "a.claims.jsonld")
    reviews = {
        each["itemReviewed"]["identifier"]: each
        for each in json.loads(file.read_text("utf-8"))["@graph"]
    }
    verdicts = cip.assess(as_of=str(real.descriptor["created"]), dataset=real)
    assert {*reviews} == {each.id for each in verdicts if each.comparisons}
    for id, review in reviews.items():
        found, rating = verdicts[id], review["reviewRating"]
        assert rating["alternateName"] == found.verdict.replace("_", " ")
        assert rating.get("ratingValue") == {"met": 5, "not_met": 1}.get(found.verdict)
        assert rating["ratingExplanation"] == found.explanation
        assert review["claimReviewed"] == real.targets[id].statement
        assert {each["identifier"] for each in review["citation"]} == {
            comparison.outcome.reference_id for comparison in found.comparisons
        }


@pytest.mark.parametrize("format", ["claim-review", "web-annotation"])
def test_formats_of_other_tables_raise_export_error(
    format: str, real: Dataset, tmp_path: Path
) -> None:
    with pytest.raises(cip.ExportError, match=rf"{format} contains .* none here; use another"):
        cip.export(real, tmp_path / "out", format, tables=["regions"])


def entries(path: Path) -> list[ET.Element]:
    return ET.parse(path).getroot().findall(f"{ATOM}entry")


def test_feed_has_an_entry_for_each_release_and_erratum(real: Dataset, tmp_path: Path) -> None:
    (file,) = cip.export(real, tmp_path / "out.atom")
    found = {
        entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}updated") for entry in entries(file)
    }
    releases = [cip.load(name) for name in cip.releases()]
    first = {
        id: release.descriptor["created"]
        for release in reversed(releases)
        for id in release.errata.ids
    }
    expected = {f"urn:chinaindpolicy:erratum:{id}": first[id] for id in real.errata.ids}
    expected |= {
        f"urn:chinaindpolicy:{each.release}": each.descriptor["created"] for each in releases
    }
    assert found == {id: f"{day}T00:00:00Z" for id, day in expected.items()}


def test_feed_of_an_older_release_has_no_later_entries(tmp_path: Path) -> None:
    (file,) = cip.export(cip.load("2026.1"), tmp_path / "out.atom")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries(file)]
    assert [id for id in ids if ":erratum:" not in id] == ["urn:chinaindpolicy:2026.1"]


def test_feed_of_a_collection_contains_its_own_errata(example: Dataset, tmp_path: Path) -> None:
    (file,) = cip.export(example, tmp_path / "out.atom")
    ids = [entry.findtext(f"{ATOM}id") or "" for entry in entries(file)]
    assert len(ids) == 1 + len(example.errata)
    assert ids[0] == "urn:harbour-example:2031.1"
