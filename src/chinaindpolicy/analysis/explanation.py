"""Records in plain words: where a value is from, what is meant, how sure, what followed."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._public import public
from chinaindpolicy.analysis.assessment import assess
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.sentences import sentences_of
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.loading import load
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.periods import parse_date

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class RecordExplanation:
    """One record in plain words.

    Attributes:
        id: The record's id.
        table: The table it is in.
        sentences: What is to be said of it: each an aspect, such as `source`, and its words.
    """

    id: str
    table: str
    sentences: tuple[tuple[str, str], ...]

    def __str__(self) -> str:
        width = max(len(aspect) for aspect, _ in self.sentences)
        told = (f"  {aspect:<{width}}  {words}" for aspect, words in self.sentences)
        return "\n".join([f"{self.id} ({self.table})", *told])


@public
@dataclass(frozen=True, repr=False)
class Explanation:
    """Some records in plain words, to be printed; iterating gives each record's.

    Attributes:
        records: One for each record, in the order in which they were asked for.
    """

    records: tuple[RecordExplanation, ...]

    def __iter__(self) -> Iterator[RecordExplanation]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __contains__(self, words: object) -> bool:
        return isinstance(words, str) and words in str(self)

    def __str__(self) -> str:
        return "\n\n".join(str(record) for record in self.records)

    def __repr__(self) -> str:
        return str(self)

    def frame(self) -> pl.DataFrame:
        """Return one row a sentence, to be joined back by `id`.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.explain("components-plan-sales-2023").frame().columns
            ['id', 'table', 'aspect', 'words']
        """
        import polars as pl

        rows = [(told.id, told.table, *part) for told in self for part in told.sentences]
        names = ("id", "table", "aspect", "words")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


@public
def explain(
    what: object, dataset: Dataset | None = None, *, as_of: datetime.date | str | None = None
) -> Explanation:
    """Say in plain words what a record is, where it is from, and how sure it is.

    Args:
        what: An id, a record, several of either, a table, or a frame that kept its `id` column.
        dataset: The dataset the records are of; by default the newest packaged release.
        as_of: The date at which targets are held against their outcomes; without it, outcomes
            are told and nothing is judged.

    Returns:
        The explanation of each record: print it, iterate over it, or take its frame.

    Raises:
        UnknownNameError: If there is no record of an id; names near matches.
        DateError: If `as_of` is no date; it is a ValueError.
        ChinaIndPolicyError: If it is nothing that can be explained, such as a frame without ids.

    Example:
        >>> import chinaindpolicy as cip
        >>> print(cip.explain("outcome-jinan-2024-nev-output"))
        outcome-jinan-2024-nev-output (outcomes)
          what      Nearly 500,000 new energy vehicles were made from January to November 2024.
        ...
        >>> len(cip.explain(cip.targets.frame().head(3)))
        3
    """
    day = None if as_of is None else parse_date(as_of)
    chosen = dataset if dataset is not None else load()
    records = [chosen.record(found) if isinstance(found, str) else found for found in _each(what)]
    context = ReverseIndex(chosen, None if day is None else assess(as_of=day, dataset=chosen))
    return Explanation(
        tuple(
            RecordExplanation(
                record.id, context.table_of(record), tuple(sentences_of(record, context))
            )
            for record in records
        )
    )


def _each(what: object) -> Iterator[Any]:
    """Yield the ids or records of what was asked for; of a frame, every id once."""
    if isinstance(what, (str, Record)):
        yield what
    elif isinstance(what, Table):
        yield from cast("Table[Record]", what)
    elif hasattr(type(what), "columns"):  # of the type: a lazy frame would compute its own
        yield from _ids_of(what)
    elif isinstance(what, Iterable):
        for item in cast("Iterable[object]", what):
            if not isinstance(item, (str, Record)):
                raise ChinaIndPolicyError(f"{item!r} is neither an id nor a record")
            yield item
    else:
        raise ChinaIndPolicyError(
            f"{what!r} cannot be explained: expected an id, a record, or a frame with its `id`"
        )


def _ids_of(frame: Any) -> Iterator[str]:
    import narwhals as nw

    try:
        narwhal = nw.from_native(frame)
    except TypeError as error:
        raise ChinaIndPolicyError(f"not a frame that can be read: {error}") from None
    lazy = narwhal.lazy()
    names = lazy.collect_schema().names()
    if "id" not in names:
        raise ChinaIndPolicyError(
            f"the frame has no `id` column, by which it would be explained; it has {names}"
        )
    ids = lazy.select("id").collect()["id"].to_list()
    for id in dict.fromkeys(ids):
        if not isinstance(id, str):
            raise ChinaIndPolicyError(f"the frame's `id` holds {id!r}, which is no id")
        yield id
