"""Search for records by words in English or Chinese, names, places, policies and periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.analysis.search_index import Entry, index_of
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.ids import ids_named
from chinaindpolicy.errors import ChinaIndPolicyError
from chinaindpolicy.loading import load
from chinaindpolicy.model.names import fold
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.model.vocabularies import TABLE_NAMES

if TYPE_CHECKING:
    import polars as pl


@public
@dataclass(frozen=True, slots=True)
class SearchHit:
    """One record that was found.

    Attributes:
        table: The table of the record.
        record: The record.
        score: The quality of the match; comparable within one search only.
        column: The column that matched best; empty without words.
    """

    table: str
    record: Any
    score: int
    column: str


@public
@dataclass(frozen=True)
class SearchResult:
    """The result of a search, best match first.

    Attributes:
        words: The words of the search.
        hits: The records, with table, score and matching column.
    """

    words: str
    hits: tuple[SearchHit, ...]

    @property
    def records(self) -> tuple[Any, ...]:
        """The records, best match first."""
        return tuple(hit.record for hit in self.hits)

    def frame(self) -> pl.DataFrame:
        """Return a frame of table, id, score and column, one row per record."""
        import polars as pl

        schema = {"table": pl.String, "id": pl.String, "score": pl.Int64, "column": pl.String}
        rows = [(hit.table, hit.record.id, hit.score, hit.column) for hit in self.hits]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def __iter__(self) -> Iterator[SearchHit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)


@public
@checked
def search(
    words: str,
    *,
    tables: Iterable[str] | None = None,
    region: str | None = None,
    policy: str | None = None,
    period: str | None = None,
    unit: str | None = None,
    dataset: Dataset | None = None,
) -> SearchResult:
    """Find records by words, in English or Chinese.

    A record must match every word: a Latin word matches the beginning of a word, Chinese
    characters match anywhere. Case and width are ignored. The name of an organization or region,
    in any language, also finds the records that contain another of its names or refer to it.

    Args:
        words: The words, separated by spaces; may be empty if there is a filter.
        tables: The tables to search; by default all.
        region: Keep records of this region: an id, code, name or alias.
        policy: Keep records of this policy: an id or title.
        period: Keep records whose period overlaps this ISO 8601 period; a period with an open
            start counts by its end.
        unit: Keep records with this unit: a code, name or symbol.
        dataset: The dataset to search; by default the latest packaged release.

    Returns:
        The matching records, best match first.

    Raises:
        UnknownNameError: If a table, region, policy or unit does not exist; suggests similar
            names.
        ChinaIndPolicyError: If there are neither words nor filters, or the period is not valid.

    Example:
        >>> import chinaindpolicy as cip
        >>> {cip.search(name).hits[0].record.id for name in ("长江存储", "YMTC")}
        {'ymtc'}
        >>> [hit.record.id for hit in cip.search("cities", unit="petaflops")]
        []
    """
    chosen = dataset if dataset is not None else load()
    index = index_of(chosen)
    if isinstance(tables, str):
        tables = (tables,)
    wanted = TABLE_NAMES if tables is None else tuple(tables)
    for table in wanted:
        chosen[table]
    filters = _Filters(
        _named(chosen, "regions", region),
        _named(chosen, "policies", policy),
        _bounds(period) if period is not None else None,
        _named(chosen, "units", unit),
    )
    terms = index.terms(fold(words).split())
    if not terms and filters == _Filters():
        raise ChinaIndPolicyError(
            f"words is {words!r} and no filter is set; pass words or a filter, e.g. "
            'cip.search("chip") or cip.search("", region="cn-zj")'
        )
    hits: list[SearchHit] = []
    for entry in index.entries:
        if entry.table in wanted and (not terms or entry.has_all(terms)) and filters.admit(entry):
            hits.append(SearchHit(entry.table, entry.record, *entry.score(terms)))
    hits.sort(key=lambda hit: -hit.score)
    return SearchResult(words, tuple(hits))


def _named(dataset: Dataset, table: str, name: str | None) -> frozenset[str] | None:
    return None if name is None else frozenset(ids_named(dataset, table, name))


def _bounds(period: str) -> tuple[Any, Any]:
    try:
        return period_bounds(period.removeprefix("../"))
    except ValueError as error:
        raise ChinaIndPolicyError(f"period is {period!r}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Filters:
    region: frozenset[str] | None = None
    policy: frozenset[str] | None = None
    period: tuple[Any, Any] | None = None
    unit: frozenset[str] | None = None

    def admit(self, entry: Entry) -> bool:
        record = entry.record
        for wanted, table, column in (
            (self.region, "regions", "region_id"),
            (self.policy, "policies", "policy_id"),
            (self.unit, "units", "unit"),
        ):
            found = record.id if entry.table == table else getattr(record, column, None)
            if wanted is not None and found not in wanted:
                return False
        if self.period is None:
            return True
        period: str | None = getattr(record, "period", None)
        if not period:
            return False
        start, end = _bounds(period)
        return bool(start <= self.period[1] and end >= self.period[0])
