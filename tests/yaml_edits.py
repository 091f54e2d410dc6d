"""Edits of a copy of the example collection, and the problems that reading it reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.errors import CollectionError

REPORT = "documents/harbour-report.yaml"


def problems_of(folder: Path) -> tuple[str, ...]:
    """Return the problems of an invalid collection; assert that reading writes nothing."""
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with pytest.raises(CollectionError) as caught:
        read_collection(folder)
    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return tuple(map(str, caught.value.problems))


def edit(folder: Path, old: str, new: str, file: str = REPORT) -> int:
    """Replace the first occurrence of a text in a file; return its line number."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{file} has no {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1
