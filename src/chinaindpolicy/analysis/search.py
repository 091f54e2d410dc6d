"""Find records by words: English or Chinese, names and aliases, places, policies, periods."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from chinaindpolicy._public import public
from chinaindpolicy.analysis.search_index import Entry, index_of
from chinaindpolicy.dataset.dataset import Dataset
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
        table: The table it is of.
        record: The record.
        score: How well it matches; only good for comparing within one search.
        column: The column that matched best; empty if only filters were given.
    """

    table: str
    record: Any
    score: int
    column: str


@public
@dataclass(frozen=True)
class SearchResult:
    """What a search found, best first.

    Attributes:
        words: The words that were looked for.
        hits: The records, with table, score and the column that matched.
    """

    words: str
    hits: tuple[SearchHit, ...]

    @property
    def records(self) -> tuple[Any, ...]:
        """The records alone, best first."""
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

    Every word has to be found in a record: a Latin word as the beginning of a word, Chinese
    characters anywhere; case and width make no difference. Words that are a name of an
    organization or a region, in whatever language, stand for it: they find every record that
    has one of its names or points to it.

    Args:
        words: The words, parted by spaces; may be empty if there is a filter.
        tables: The tables to search; by default all.
        region: Keep records of this region: an id, code, name or alias.
        policy: Keep records of this policy: an id or title.
        period: Keep records whose period meets this one, ISO 8601; one with an open start counts
            by its end.
        unit: Keep records with this unit: a code, name or symbol.
        dataset: Where to search; by default the newest packaged release.

    Returns:
        The records found, best first.

    Raises:
        UnknownNameError: If a table, region, policy or unit does not exist; names near matches.
        ChinaIndPolicyError: If there are neither words nor filters, or the period is none.

    Example:
        >>> import chinaindpolicy as cip
        >>> {cip.search(name).hits[0].record.id for name in ("长江存储", "YMTC")}
        {'ymtc'}
        >>> [hit.record.id for hit in cip.search("cities", unit="petaflops")]
        []
    """
    chosen = dataset if dataset is not None else load()
    index = index_of(chosen)
    wanted = TABLE_NAMES if tables is None else tuple(tables)
    for table in wanted:
        chosen[table]
    filters = _Filters(
        index.named("regions", region, "region") if region is not None else None,
        index.named("policies", policy, "policy") if policy is not None else None,
        _bounds(period) if period is not None else None,
        index.named("units", unit, "unit") if unit is not None else None,
    )
    terms = index.terms(fold(words).split())
    if not terms and filters == _Filters():
        raise ChinaIndPolicyError("nothing to search for: give words, or a filter")
    hits: list[SearchHit] = []
    for entry in index.entries:
        if entry.table in wanted and (not terms or entry.has_all(terms)) and filters.admit(entry):
            hits.append(SearchHit(entry.table, entry.record, *entry.score(terms)))
    hits.sort(key=lambda hit: -hit.score)
    return SearchResult(words, tuple(hits))


def _bounds(period: str) -> tuple[Any, Any]:
    try:
        return period_bounds(period.removeprefix("../"))
    except ValueError as error:
        raise ChinaIndPolicyError(f"period: {error}") from error


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
