"""Search for records by words in English or Chinese, names, places, policies and periods."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, overload

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.analysis.search_entries import Entry
from chinaindpolicy.analysis.search_index import Found, Index, Match, Term, index_of
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.ids import ids_named
from chinaindpolicy.errors import ArgumentError, ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import MOST_ROWS, html_table, html_view
from chinaindpolicy.io.text import escape_control
from chinaindpolicy.io.text_table import text_table
from chinaindpolicy.lang.texts import ENGLISH, Texts
from chinaindpolicy.loading import load
from chinaindpolicy.model.describe import short_value
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.quantity.core.simplified import simplified

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
        matches: The match of each word: the word, the column and the matching text.
    """

    table: str
    record: Any
    score: int
    column: str
    matches: tuple[Match, ...] = ()

    @property
    def id(self) -> str:
        """The id of the record."""
        return str(self.record.id)

    def __repr__(self) -> str:
        return f"<SearchHit {self.table} {self.id}: {self.summary()}>"

    def summary(self, say: Texts = ENGLISH) -> str:
        """Return the matches, as text."""
        return say("; ").join(
            say(
                "{word} in {column}: {text}",
                word=repr(each.word),
                column=each.column,
                text=each.text,
            )
            for each in self.matches
        )


@public
@dataclass(frozen=True, repr=False)
class SearchResult(FrameHints):
    """The result of a search, best match first: a sequence of hits.

    Attributes:
        words: The words of the search.
        hits: The records, with table, score and matches.
        corrected: The misspelt words and the words that were searched instead.
        ignored: The words that no hit contains.
    """

    words: str
    hits: tuple[SearchHit, ...]
    corrected: Mapping[str, str] = field(default_factory=dict[str, str], compare=False)
    ignored: tuple[str, ...] = ()

    @property
    def records(self) -> tuple[Any, ...]:
        """The records, best match first."""
        return tuple(hit.record for hit in self.hits)

    def frame(self) -> pl.DataFrame:
        """Return a frame of table, id, score, column and match, one row per record."""
        import polars as pl

        names = ("table", "id", "score", "column", "match")
        schema: dict[str, Any] = dict.fromkeys(names, pl.String) | {"score": pl.Int64}
        rows = [(hit.table, hit.id, hit.score, hit.column, hit.summary()) for hit in self.hits]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame().__arrow_c_stream__(requested_schema)

    def __iter__(self) -> Iterator[SearchHit]:
        return iter(self.hits)

    def __len__(self) -> int:
        return len(self.hits)

    @overload
    def __getitem__(self, key: int) -> SearchHit: ...
    @overload
    def __getitem__(self, key: slice) -> tuple[SearchHit, ...]: ...
    def __getitem__(self, key: int | slice) -> SearchHit | tuple[SearchHit, ...]:
        return self.hits[key]

    def __contains__(self, item: object) -> bool:
        return any(item in (hit, hit.record, hit.id) for hit in self.hits)

    def __repr__(self) -> str:
        rows = [_HEADER, *map(_row, self.hits[:_SHOWN])]
        return "\n".join([*self._heading(), *([text_table(rows, _width())] if self.hits else [])])

    def _heading(self) -> list[str]:
        more = f", first {_SHOWN} shown" if len(self) > _SHOWN else ""
        return [f"<SearchResult {self.words!r}: {len(self)} records{more}>", *self._remarks()]

    def _remarks(self) -> list[str]:
        lines = [f"searched {new!r} instead of {old!r}" for old, new in self.corrected.items()]
        if self.ignored:
            lines.append(f"no record matches {' or '.join(map(repr, self.ignored))}")
        return lines

    def _repr_html_(self) -> str:
        rows = [[*_row(hit)[1:], hit.id] for hit in self.hits[:MOST_ROWS]]
        caption = ". ".join([f"{self.words!r}: {len(self)} records", *self._remarks()])
        return html_view(html_table(caption, [*_HEADER[1:], "id"], rows, total=len(self)))


_SHOWN = 10
_HEADER = ["id", "text", "value", "table", "match"]
_WIDEST = 120


def _width() -> int:
    return min(shutil.get_terminal_size((100, 24)).columns, _WIDEST)


def _row(hit: SearchHit) -> list[str]:
    names = ("statement", "title", "name", "text", "printed", "reason")
    text = next((found for name in names if (found := getattr(hit.record, name, None))), "")
    value = escape_control(short_value(hit.record))
    text = escape_control(" ".join(str(text).split()))
    return [hit.id, text, value, hit.table, escape_control(hit.summary())]


@public
@checked
def search(
    words: str,
    table: str | Iterable[str] | None = None,
    *,
    tables: Iterable[str] | None = None,
    region: str | None = None,
    policy: str | None = None,
    period: str | int | None = None,
    unit: str | None = None,
    dataset: Dataset | None = None,
) -> SearchResult:
    """Find records by words, in English or Chinese.

    A record must match every word: a Latin word matches the beginning of a word, Chinese
    characters match anywhere, also in traditional script. Case, width, plural and British or
    American spelling are ignored.
    A record also matches by the names of its indicator, concept, object, region, organization,
    task and policy, in both languages, and by synonyms. Targets, figures and outcomes come first.
    A misspelt word is corrected. If no record matches every word, the records with the most
    matching words are returned. Ids match as a whole only; places in documents never match.

    Args:
        words: The words, separated by spaces; may be empty if there is a filter.
        table: The table to search, or a list of tables; by default all.
        tables: The tables, as a list; another name of `table`.
        region: Keep records of this region: an id, code, name or alias.
        policy: Keep records of this policy: an id or title.
        period: Keep records whose period overlaps this ISO 8601 period or year; a period with an
            open start counts by its end.
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
        >>> [hit.id for hit in cip.search("自给率", "figures")[:1]]
        ['china-high-end-chip-self-sufficiency']
        >>> cip.search("integrated circut").corrected
        {'circut': 'circuit'}
    """
    chosen = dataset if dataset is not None else load()
    index = index_of(chosen)
    if table is not None and tables is not None:
        raise ArgumentError("search(): table and tables are both set; pass one of them")
    given = table if table is not None else tables
    wanted = TABLE_NAMES if given is None else (given,) if isinstance(given, str) else (*given,)
    for name in wanted:
        chosen[name]
    filters = _Filters(
        _named(chosen, "regions", region),
        _named(chosen, "policies", policy),
        _bounds(str(period)) if period is not None else None,
        _named(chosen, "units", unit),
    )
    terms, corrected = index.terms(words)
    if not words.strip() and filters == _Filters():
        raise ChinaIndPolicyError(
            f"words is {words!r} and no filter is set; pass words or a filter, e.g. "
            'cip.search("chip") or cip.search("", region="cn-zj")'
        )
    if not terms and words.strip():
        return SearchResult(words, (), {}, (words.strip(),))
    hits, ignored = _hits(index, terms, lambda each: each.table in wanted and filters.admit(each))
    return SearchResult(words, hits, corrected, ignored)


def _hits(
    index: Index, terms: tuple[Term, ...], admit: Callable[[Entry], bool]
) -> tuple[tuple[SearchHit, ...], tuple[str, ...]]:
    """Return the entries with all terms, or else with the most terms; and the missing terms."""
    matches: dict[int, list[tuple[str, Found]]] = {}
    for term in terms:
        for position, found in index.matches(term).items():
            matches.setdefault(position, []).append((term.form, found))
    positions = sorted(matches) if terms else range(len(index.entries))
    kept = [position for position in positions if admit(index.entries[position])]
    most = max((len(matches.get(position, ())) for position in kept), default=0)
    hits = [
        _hit(index.entries[position], matches.get(position, []))
        for position in kept
        if len(matches.get(position, ())) == most
    ]
    matched = {match.word for hit in hits for match in hit.matches}
    missing = tuple(term.form for term in terms if term.form not in matched)
    return tuple(sorted(hits, key=lambda hit: -hit.score)), missing


_VALUE_FIRST = 60
_WEAK = 6


def _hit(entry: Entry, found: list[tuple[str, Found]]) -> SearchHit:
    """Return a hit; a target, figure or outcome that is about every word comes first."""
    score = sum(each.quality for _, each in found)
    if entry.has_value and found and min(each.quality for _, each in found) >= _WEAK:
        # The level of an indicator comes before its growth.
        score += _VALUE_FIRST - (entry.record.measure in ("growth", "change"))
    best = max(found, key=lambda each: each[1].quality)[1].column if found else ""
    matches = tuple(each.match(word) for word, each in found)
    return SearchHit(entry.table, entry.record, score, best, matches)


def _named(dataset: Dataset, table: str, name: str | None) -> frozenset[str] | None:
    if name is None:
        return None
    try:
        return frozenset(ids_named(dataset, table, name))
    except UnknownNameError:
        if (same := simplified(name)) == name:
            raise
        return frozenset(ids_named(dataset, table, same))


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
