"""Small whole datasets: sound in every reference and rule, with the texts that prove them."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from chinaindpolicy.curation.build import release_files
from chinaindpolicy.curation.collection import Settings
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.testing.synthetic_code_lists import Lists, lists, promises
from chinaindpolicy.testing.synthetic_documents import DraftDocument

if TYPE_CHECKING:
    import polars as pl

_SETTINGS = Settings(name="synthetic", title="A synthetic dataset", release="2031.1")
_FIRST_YEAR = 2031
# One of each, so that every rule has a row; more are drawn at random.
_ALWAYS = ("target", "figure", "task", "subtask", "erratum", "restatement", "plan", "background")


@dataclass(frozen=True, repr=False)
class SmallDataset:
    """A dataset and the texts it was read from.

    Attributes:
        dataset: Every table; all rules pass.
        records: The records of each table.
        texts: The source texts by file name, for `verify`.
    """

    dataset: Dataset
    records: Mapping[str, tuple[Record, ...]]
    texts: Mapping[str, str]

    def __repr__(self) -> str:
        return f"<SmallDataset: {self.dataset!r}; {', '.join(self.texts)}>"

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        # Hypothesis prints this for a failing example; all records would be too long.
        printer.text(repr(self))

    def write_texts(self, folder: Path) -> Path:
        """Write the texts to a folder that exists, and return it."""
        for name, text in self.texts.items():
            (folder / name).write_bytes(text.encode())
        return folder


def dataset_of(records: Mapping[str, tuple[Record, ...]]) -> Dataset:
    """Return the dataset of some records, valid or not."""
    return from_files(release_files(_SETTINGS, records))


@st.composite
def datasets(draw: st.DrawFn) -> SmallDataset:
    """Generate complete small datasets: every table has rows, every id exists, every rule passes.

    Example:
        >>> from hypothesis import given, settings
        >>> from chinaindpolicy.testing import datasets
        >>> @settings(max_examples=3)
        ... @given(datasets())
        ... def test_my_pipeline(small):
        ...     frame = small.dataset.targets.frame()
        ...     assert set(frame["policy_id"]) <= set(small.dataset.policies.ids)
        >>> test_my_pipeline()
    """
    known = draw(lists())
    years = itertools.count(_FIRST_YEAR)
    languages = draw(st.lists(st.sampled_from(["en", "zh"]), min_size=1, max_size=2))
    documents = [
        _document(draw, f"document-{number}", language, known, years)
        for number, language in enumerate(languages, 1)
    ]
    rows: dict[str, tuple[Record, ...]] = dict.fromkeys(TABLE_NAMES, ())
    rows |= known.records
    for document in documents:
        for table, found in document.records().items():
            rows[table] = (*rows[table], *found)
    rows |= known.later(draw, rows)
    texts = {document.source_file: document.text for document in documents}
    return SmallDataset(dataset_of(rows), rows, texts)


def frames(table: str) -> st.SearchStrategy[pl.DataFrame]:
    """Generate frames of one table with the declared types, as in a valid dataset.

    Args:
        table: Name of the table.
    """
    return datasets().map(lambda small: small.dataset[table].frame())


def _document(
    draw: st.DrawFn, id: str, language: str, known: Lists, years: Iterator[int]
) -> DraftDocument:
    draft = DraftDocument(id, language, datetime.date(2030, 3, 1))
    for kind in [*_ALWAYS, *draw(st.lists(st.sampled_from(_ALWAYS), max_size=6))]:
        policy = draw(st.sampled_from(known.policies))
        if kind in ("target", "figure", "erratum"):
            wrong = kind == "erratum"
            indicator = known.indicators[0] if wrong else draw(st.sampled_from(known.indicators))
            draft.value(
                "figures" if kind == "figure" else "targets",
                draw(promises(indicator, wrong=wrong)),
                policy=policy,
                indicator=indicator,
                region=draw(st.sampled_from(known.regions)),
                organization=draw(st.sampled_from([None, *known.organizations])),
                strength=draw(st.sampled_from(["commit", "strive", "expect"])),
                year=next(years),
            )
        elif kind in ("task", "subtask"):
            draft.task(policy, below=kind == "subtask")
        elif kind == "restatement":
            draft.restatement()
        elif kind == "plan":
            draft.plan(policy, known.organizations)
        else:
            draft.background()
    return draft
