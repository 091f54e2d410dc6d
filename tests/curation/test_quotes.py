"""Quotes: the source text of a record."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from chinaindpolicy.curation.verify import quote
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, SourceTextError, UnknownNameError
from chinaindpolicy.io.digests import sha256_of
from example import TEXTS
from text_changes import EXAMPLE_TEXTS, LOCATED, write_texts


def test_quote_returns_the_source_text_of_a_record(example: Dataset) -> None:
    assert quote("harbour-kilns-2035", TEXTS, example) == "firms will buy 3 to 5 kilns"
    assert quote("harbour-pass-rate-2030", TEXTS, example) == "2030年，灯笼合格率为98%。"
    assert quote("harbour-glassblowers", str(TEXTS), example) == (
        "Young glassblowers will be trained."
    )


def test_every_quote_matches_the_record_hash(example: Dataset) -> None:
    for table in LOCATED:
        for record in example[table]:
            if getattr(record, "document_id", None) is not None:
                assert sha256_of(quote(record, TEXTS, example)) == record.text_sha256
    for mention in example.mentions:
        assert quote(mention, TEXTS, example) == mention.text


@pytest.mark.parametrize("table", [*LOCATED, "mentions", "passages"])
def test_quote_of_changed_text_is_rejected(example: Dataset, tmp_path: Path, table: str) -> None:
    forged = {name: text.upper().replace("灯", "油") for name, text in EXAMPLE_TEXTS.items()}
    forged = {name: re.sub(r"\d", "9", text) for name, text in forged.items()}
    write_texts(tmp_path, forged)
    for record in example[table]:
        document_id = getattr(record, "document_id", None)
        if document_id is None:
            continue
        source = example.documents[str(document_id)].source_file
        place = slice(record.char_start, record.char_end)
        if forged[source][place] == EXAMPLE_TEXTS[source][place]:
            continue
        with pytest.raises(SourceTextError, match=f"differ from the source of {record.id}"):
            quote(record, tmp_path, example)


def test_quote_requires_known_id_evidence_and_text(example: Dataset, tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="did you mean 'harbour-kilns-2035'"):
        quote("harbour-kilns-2036", TEXTS, example)
    with pytest.raises(ChinaIndPolicyError, match="document_id of harbour-pass-rate-2035 is empty"):
        quote("harbour-pass-rate-2035", TEXTS, example)
    with pytest.raises(ChinaIndPolicyError, match="document_id of harbour-council is empty"):
        quote("harbour-council", TEXTS, example)
    with pytest.raises(SourceTextError, match="cannot be read"):
        quote("harbour-kilns-2035", tmp_path, example)


def test_every_real_quote_matches_the_record_hash(real: Dataset, sources: Path) -> None:
    for table in ("targets", "figures"):
        for record in real[table]:
            if record.document_id is not None:
                words = quote(record, sources, real)
                assert sha256_of(words) == record.text_sha256
                assert record.stated in words
