"""Explanations of records as text: source, meaning, certainty and outcomes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import checked_except, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.analysis.assessment import assess
from chinaindpolicy.analysis.frame_ids import frame_ids, id_columns, is_frame
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.localized import Localized
from chinaindpolicy.analysis.sentences import aspect_words, sentences_of
from chinaindpolicy.analysis.sums import SumExplanation, sums_of_frame
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.rows import Rows
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import (
    MOST_ROWS,
    SHOWN_ROWS,
    html_details,
    html_table,
    html_text,
    html_view,
)
from chinaindpolicy.io.text import display_width
from chinaindpolicy.lang.texts import Language, texts
from chinaindpolicy.loading import load
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.periods import parse_date

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class RecordExplanation:
    """The explanation of one record as text.

    Attributes:
        id: The record's id.
        table: The table it is in.
        sentences: The sentences, each with its aspect, such as `source` (出处 in Chinese).
        lang: The language of the sentences.
    """

    id: str
    table: str
    sentences: tuple[tuple[str, str], ...]
    lang: Language = "en"

    def __str__(self) -> str:
        width = max(display_width(aspect) for aspect, _ in self.sentences)
        lines = (
            f"  {aspect}{' ' * (width - display_width(aspect))}  {words}"
            for aspect, words in self.sentences
        )
        return "\n".join([self.heading, *lines])

    @property
    def heading(self) -> str:
        """The id and the table of the record."""
        say = texts(self.lang)
        return say("{id} ({table})", id=self.id, table=say.code("table", self.table))


@public
@dataclass(frozen=True, repr=False)
class Explanation(FrameHints):
    """Explanations of records as text, to be printed or iterated over.

    Attributes:
        records: One explanation for each record, in the order of the selection.
        sums: One for each row of a frame that lists several records, as `group_by` does: the
            records, and whether their values may be added.
    """

    records: tuple[RecordExplanation, ...]
    sums: tuple[SumExplanation, ...] = ()

    def __iter__(self) -> Iterator[RecordExplanation]:
        return iter(self.records)

    def __len__(self) -> int:
        return len(self.records)

    def __contains__(self, words: object) -> bool:
        return isinstance(words, str) and words in str(self)

    def __str__(self) -> str:
        say = texts(self.records[0].lang if self.records else "en")
        return "\n\n".join([*(each.text(say) for each in self.sums), *map(str, self.records)])

    def __repr__(self) -> str:
        return str(self)

    def _repr_html_(self) -> str:
        say = texts(self.records[0].lang if self.records else "en")
        header = tuple(say.code("heading", name) for name in ("aspect", "words"))
        parts = [
            html_table(each.heading, header, each.sentences, whole=True)
            for each in self.records[:MOST_ROWS]
        ]
        hidden = parts[SHOWN_ROWS:]
        if hidden:
            label = say("{count} more records", count=len(self) - SHOWN_ROWS)
            label += say(", first {count}", count=len(hidden)) if len(parts) < len(self) else ""
            parts[SHOWN_ROWS:] = [html_details(label, "".join(hidden))]
        sums = (f"<p>{html_text(str(each))}</p>" for each in self.sums)
        return html_view(*sums, *parts)

    def frame(self) -> pl.DataFrame:
        """Return one row a sentence, to be joined back by `id`.

        Example:
            >>> import chinaindpolicy as cip
            >>> cip.explain("components-plan-sales-2023").frame().columns
            ['id', 'table', 'aspect', 'words']
        """
        import polars as pl

        rows = [(each.id, each.table, *part) for each in self for part in each.sentences]
        names = ("id", "table", "aspect", "words")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


@public
@checked_except("as_of")
def explain(
    what: object,
    dataset: Dataset | None = None,
    *,
    as_of: datetime.date | str | None = None,
    lang: Language = "en",
) -> Explanation:
    """Explain records as text: meaning, source, certainty and outcomes.

    Args:
        what: An id, a record, several of either, a table, or a frame with the column `id`; after
            a join, also `id_right`, and after `group_by`, lists of ids in `id`, `ids` or
            `record_ids`. For each row with several ids, `sums` states whether their values may
            be added.
        dataset: The dataset of the records; by default the latest packaged release.
        as_of: The date at which targets are compared with their outcomes; without it, outcomes
            are listed without a verdict.
        lang: The language, `en` or `zh`. In Chinese, texts that the release has in English only
            are marked as English.

    Returns:
        The explanation of each record: print it, iterate over it, or take its frame.

    Raises:
        UnknownNameError: If there is no such id or language, or a frame has no column `id`;
            suggests similar names.
        DateError: If `as_of` is not a valid date; it is a ValueError.
        ArgumentError: If `what` is of another type.

    Example:
        >>> import chinaindpolicy as cip
        >>> print(cip.explain("outcome-jinan-2024-nev-output"))
        outcome-jinan-2024-nev-output (outcomes)
          what       Nearly 500,000 new energy vehicles were made from January to November 2024.
        ...
        >>> len(cip.explain(cip.targets.frame().head(3)))
        3
        >>> "2.1万亿元" in cip.explain("components-plan-sales-2023", lang="zh")
        True

        A frame with lists of ids, whose values were added:

        >>> import polars as pl
        >>> rows = cip.targets.frame().filter(unit="project", period="2024")
        >>> grouped = rows.group_by("unit").agg("id", pl.col("value").sum())
        >>> found = cip.explain(grouped)
        >>> found.sums[0].columns, found.sums[0].allowed
        ((('value', 'sum'),), False)
    """
    day = None if as_of is None else parse_date(as_of)
    chosen = dataset if dataset is not None else load()
    local = Localized(lang, chosen)
    records = [chosen.record(found) if isinstance(found, str) else found for found in _each(what)]
    context = ReverseIndex(chosen, None if day is None else assess(as_of=day, dataset=chosen))
    return Explanation(
        tuple(_explained(record, context, local) for record in records),
        sums_of_frame(what, id_columns(what, "explain", _EXPLAINED), context)
        if is_frame(what)
        else (),
    )


def _explained(record: Record, context: ReverseIndex, local: Localized) -> RecordExplanation:
    sentences = tuple(
        (aspect_words(aspect, local), words)
        for aspect, words in sentences_of(record, context, local)
    )
    return RecordExplanation(record.id, context.table_of(record), sentences, local.lang)


def _each(what: object) -> Iterator[Any]:
    """Yield the ids or records of a selection; of a frame, every id once."""
    if isinstance(what, (str, Record)):
        yield what
    elif isinstance(what, Rows):
        yield from cast("Rows[Record]", what)
    elif is_frame(what):
        names = id_columns(what, "explain", _EXPLAINED) or ["id"]
        found = frame_ids(what, names, "explain", _EXPLAINED, required=True).values()
        yield from dict.fromkeys(id for ids in found for id in ids)
    elif isinstance(what, Iterable):
        for item in cast("Iterable[object]", what):
            if not isinstance(item, (str, Record)):
                raise wrong_type("explain", "an item of what", item, "an id or a record")
            yield item
    else:
        raise wrong_type("explain", "what", what, _EXPLAINED)


_EXPLAINED = "an id, a record, a list of them, a table, or a frame with the column id"
