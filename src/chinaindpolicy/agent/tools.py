"""The tools for agents, as functions that return answers; they need no server."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

from chinaindpolicy._arguments import checked, checked_except, shown
from chinaindpolicy.agent.answers import (
    Page,
    Quotation,
    Records,
    Rows,
    Text,
)
from chinaindpolicy.agent.calculating import CalculatingTools
from chinaindpolicy.agent.limits import (
    LONGEST_QUERY,
    checked_ids,
    checked_text,
    page_of,
)
from chinaindpolicy.agent.records import record_of, release_of
from chinaindpolicy.agent.summaries import detail_of, nearest_records, summary_of
from chinaindpolicy.analysis.citation import cite
from chinaindpolicy.analysis.explanation import explain
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.observations import observations_of
from chinaindpolicy.analysis.search import SearchResult, search
from chinaindpolicy.curation.verify import quote
from chinaindpolicy.errors import (
    ArgumentError,
    ChinaIndPolicyError,
    UnknownNameError,
)

if TYPE_CHECKING:
    pass


class Tools(CalculatingTools):
    """The tools over the packaged releases.

    Every method is one tool; its docstring is what an agent reads about it. `release` is the
    name of a packaged release; without it, the latest is read.

    Args:
        sources: The folder of the source texts, for `quote`; they are not part of the package.

    Example:
        >>> Tools().get(["components-plan-sales-2023"]).records[0].value
        2100000000000
    """

    def __init__(self, sources: Path | None = None) -> None:
        self._sources = sources

    @checked
    def search(
        self,
        query: str = "",
        table: str | None = None,
        region: str | None = None,
        policy: str | None = None,
        period: str | None = None,
        unit: str | None = None,
        limit: int = 10,
        offset: int = 0,
        release: str | None = None,
    ) -> Page:
        """Find records by words in English or Chinese, names, places and periods.

        Use few words that name the thing ("chip self-sufficiency", 集成电路 产值), not a whole
        question. `table` is one of targets, figures, outcomes, tasks, products, projects,
        policies, indicators, organizations, regions, documents, references, errata and others.
        `region` and `policy` take ids or names, `period` takes ISO 8601 such as 2024. If nothing
        matches, the data do not have it: say so, and do not use `nearest` as the answer.
        """
        dataset = release_of(release)
        words = checked_text("search", "query", query, LONGEST_QUERY)
        filters: dict[str, Any] = {"region": region, "policy": policy, "period": period}
        filters |= {"unit": unit, "tables": None if table is None else (table,)}
        result = search(words, dataset=dataset, **filters)
        hits = result.hits
        context = ReverseIndex(dataset)
        chosen, following = page_of("search", hits, limit, offset)
        found = [summary_of(hit.record, context, hit.column or None) for hit in chosen]
        return Page(
            release=dataset.release,
            total=len(hits),
            offset=offset,
            next_offset=following,
            records=found,
            advice=_advice(result),
            nearest=[] if hits else nearest_records(words, filters, dataset, context),
        )

    @checked
    def get(self, ids: list[str], release: str | None = None) -> Records:
        """Return records with every field, known outcomes, errata, cautions and citation.

        State the cautions together with the number, and cite the id.
        """
        dataset = release_of(release)
        context = ReverseIndex(dataset)
        records = [record_of(dataset, id) for id in checked_ids("get", ids)]
        return Records(
            release=dataset.release, records=[detail_of(record, context) for record in records]
        )

    @checked
    def records(
        self,
        table: str,
        where: dict[str, str | int | float | bool | list[str]] | None = None,
        filled: list[str] | None = None,
        limit: int = 50,
        offset: int = 0,
        release: str | None = None,
    ) -> Page:
        """List, filter and count the records of one table.

        `where` maps columns to a value or a list of values, as in {"region_id": "cn-ah"};
        `filled` names columns that must not be empty. `total` is the count: use it for questions
        that ask how many.
        """
        dataset = release_of(release)
        for key in where or {}:
            if not isinstance(cast("object", key), str):
                raise ArgumentError(
                    f"records(): where has the key {shown(key)}; expected the name of a column"
                )
        chosen = dataset[table].where(**(where or {}))
        columns = dataset[table].columns
        for name in filled or ():
            if name not in columns:
                raise UnknownNameError("column", name, columns, place=table)
        kept = [
            record
            for record in chosen
            if all(getattr(record, name) not in (None, ()) for name in filled or ())
        ]
        context = ReverseIndex(dataset)
        page, following = page_of("records", kept, limit, offset)
        return Page(
            release=dataset.release,
            total=len(kept),
            offset=offset,
            next_offset=following,
            records=[summary_of(record, context) for record in page],
            advice=None if kept else _NOT_FOUND,
        )

    @checked_except("as_of")
    def observations(
        self,
        kind: Literal["target", "figure", "outcome"] | None = None,
        indicator: str | None = None,
        concept: str | None = None,
        object: str | None = None,  # noqa: A002
        region_id: str | None = None,
        province: str | None = None,
        year: int | None = None,
        unit: str | None = None,
        policy_id: str | None = None,
        as_of: str | None = None,
        limit: int = 50,
        offset: int = 0,
        release: str | None = None,
    ) -> Rows:
        """List targets, figures and outcomes in one view, with names in place of ids.

        `indicator`, `concept` (such as Revenue), `object` (such as Integrated circuits),
        `region_id`, `unit` and `policy_id` are ids or names in English or Chinese; `province` is
        the id or name of a province and includes its cities; `year` is the last year of the
        period. With `as_of` (YYYY-MM-DD), the column `status` has the verdict on each target.
        Rows of one result may differ in unit, kind and comparator: do not add them.
        """
        dataset = release_of(release)
        wanted: dict[str, str | int | None] = {"kind": kind, "concept": concept, "object": object}
        wanted |= {"region_id": region_id, "province": province, "unit": unit}
        wanted |= {"policy_id": policy_id, "year": year}
        if indicator is not None:
            wanted["indicator_id" if indicator in dataset.indicators else "indicator"] = indicator
        given = {column: value for column, value in wanted.items() if value is not None}
        rows = observations_of(dataset).filter(as_of=as_of, **given).to_dicts()
        page, following = page_of("observations", rows, limit, offset)
        return Rows(
            release=dataset.release,
            total=len(rows),
            offset=offset,
            next_offset=following,
            rows=[{name: cell for name, cell in row.items() if cell is not None} for row in page],
        )

    @checked_except("as_of")
    def explain(self, ids: list[str], as_of: str | None = None, release: str | None = None) -> Text:
        """Explain records: meaning, source, certainty, errata, outcomes and verdict.

        With `as_of` (YYYY-MM-DD), a target is compared with the outcomes known on that day.
        """
        dataset = release_of(release)
        chosen = checked_ids("explain", ids)
        text = str(explain(list(chosen), dataset, as_of=as_of))
        return Text(release=dataset.release, ids=list(chosen), text=text)

    @checked
    def cite(
        self,
        ids: list[str],
        style: Literal["text", "bibtex", "csl-json", "ris"] = "text",
        release: str | None = None,
    ) -> Text:
        """Cite the documents and references of records, and the release."""
        dataset = release_of(release)
        chosen = checked_ids("cite", ids)
        return Text(
            release=dataset.release, ids=list(chosen), text=cite(list(chosen), style, dataset)
        )

    @checked
    def quote(self, id: str, release: str | None = None) -> Quotation:
        """Return the place a record is read from: document, paragraph, offsets and expression.

        The sentence itself is given if the server was started with a folder of source texts.
        """
        dataset = release_of(release)
        (chosen,) = checked_ids("quote", [id])
        record: Any = record_of(dataset, chosen)
        document_id = getattr(record, "document_id", None)
        if document_id is None:
            raise ChinaIndPolicyError(
                f"{chosen} is not read from a document; call cite with its id for its reference"
            )
        document = dataset.documents[str(document_id)]
        sentence = None if self._sources is None else quote(record, self._sources, dataset)
        return Quotation(
            release=dataset.release,
            id=chosen,
            document_id=document_id,
            document=f"{document.title}. {document.publisher or ''}".strip(),
            source_file=document.source_file,
            paragraph=record.paragraph,
            char_start=record.char_start,
            char_end=record.char_end,
            stated=getattr(record, "stated", None),
            sentence=sentence,
        )


_NOT_FOUND = (
    "Nothing matches: the data do not have it. Say so; do not answer with a similar record. Before "
    "that, try fewer words, the other language, or no filter."
)


def _advice(result: SearchResult) -> str | None:
    """Return what a caller must know about a search; None if every word was found as written."""
    if not result.hits:
        return _NOT_FOUND
    notes: list[str] = []
    if result.ignored:
        words = ", ".join(map(repr, result.ignored))
        notes.append(f"None of these records contains {words}: they may be about something else.")
    for word, other in result.corrected.items():
        notes.append(f"{word!r} was searched as {other!r}.")
    return " ".join(notes) or None


@functools.cache
def tool_names() -> tuple[str, ...]:
    """Return the names of the tools, in the order of their definition."""
    own = (*vars(Tools), *vars(CalculatingTools))
    return tuple(name for name in own if not name.startswith("_"))
