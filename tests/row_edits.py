"""Edits of a copy of the example collection, and the problems that building it reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from chinaindpolicy.curation.build import build_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.errors import CollectionError

REPORT = "documents/harbour-report.yaml"
NOTICE = "documents/harbour-notice.yaml"
LISTS = "codes/lists.yaml"
SETTINGS = "collection.yaml"
GAZETTE = "reference_id: harbour-gazette"


def edit(folder: Path, file: str, old: str, new: str, key: str | None = None) -> str:
    """Replace the only occurrence of a text; return the place of `key`, or of the text."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{file} has {old!r} {text.count(old)} times"
    after = text.replace(old, new)
    path.write_text(after, encoding="utf-8")
    offset = text.index(old)
    line = after[: after.index(key, offset) if key else offset].count("\n") + 1
    return f"example/{file}:{line}: "


def problems_of(folder: Path) -> tuple[str, ...]:
    with pytest.raises(CollectionError) as caught:
        build_release(read_collection(folder))
    return tuple(map(str, caught.value.problems))
