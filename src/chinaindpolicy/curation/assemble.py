"""Assemble the records of a collection: add offsets, periods, links and counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args

from pydantic import ValidationError

from chinaindpolicy.curation.collection import ANCHORS, CODE_LISTS, Collection, SourceRow
from chinaindpolicy.curation.offsets import (
    NOT_LOCATED,
    Locator,
    OffsetIndex,
    TextSpan,
    evidence_locator,
    read_located,
    stated_locator,
    with_paragraphs,
)
from chinaindpolicy.errors import CollectionError, Problem
from chinaindpolicy.model.columns import columns, record_class
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.periods import period_bounds
from chinaindpolicy.model.vocabularies import (
    COUNTED_TABLES,
    OBSERVATION_TABLES,
    TABLE_NAMES,
    ErratumKind,
)


@dataclass(frozen=True, slots=True)
class AssembledTables:
    """The records of every table, and the row that each was read from."""

    tables: Mapping[str, tuple[Record, ...]]
    origins: Mapping[tuple[str, str], SourceRow]


Values = dict[str, Any]
_LOCATOR_KEYS = ("section", "at", "to", "in")
_WEIGHT = {kind: weight for weight, kind in enumerate(get_args(ErratumKind))}


def assemble(collection: Collection) -> AssembledTables:
    """Turn a collection's rows into records.

    Args:
        collection: The collection as read; its offsets are read from `located/`.

    Returns:
        The records of every table, in reading order (the order of the files has no effect), and
        the source row of each.

    Raises:
        CollectionError: With every problem, its file and line.
    """
    return _Assembly(collection).assembled()


class _Assembly:
    """The state of one assembly: the located spans and the problems."""

    def __init__(self, collection: Collection) -> None:
        self.problems: list[Problem] = []
        self.located: dict[str, OffsetIndex] = {}
        for name in filter(None, (row.text("id") for row in collection.documents)):
            try:
                self.located[name] = read_located(collection, name)
            except CollectionError as error:
                self.problems += error.problems
        self.collection = with_paragraphs(collection, self.located, self.problems)
        self.origins: dict[tuple[str, str], SourceRow] = {}
        self.errata_of = self._errata_of()

    def assembled(self) -> AssembledTables:
        values = {table: list(self._rows(table)) for table in TABLE_NAMES}
        values["mentions"] += self._stated_mentions()
        self._count_passages(values)
        records = {table: self._records(table, rows) for table, rows in values.items()}
        if self.problems:
            raise CollectionError(self.problems)
        ordered = {table: self._ordered(table, found) for table, found in records.items()}
        return AssembledTables(ordered, self.origins)

    def _ordered(self, table: str, records: Iterable[Record]) -> tuple[Record, ...]:
        """Return records as read, those of the code lists last."""

        def order(record: Record) -> tuple[bool, tuple[str, int, int, str]]:
            return self.origins[table, record.id].file == CODE_LISTS, _reading_order(record)

        return tuple(sorted(records, key=order))

    def _rows(self, table: str) -> Iterator[tuple[SourceRow, Values]]:
        complete = _COMPLETERS.get(table)
        for row in self.collection.rows[table]:
            values: Values = {k: v for k, v in row.values.items() if k not in _LOCATOR_KEYS}
            if table in ANCHORS or table in ("mentions", "passages"):
                self._place(row, values)
            if complete:
                complete(self, row, values)
            yield row, values

    def _place(self, row: SourceRow, values: Values) -> None:
        if not row.paragraph and values.get("origin") == "external":
            return
        if row.document_id is None:
            self.problems.append(
                row.problem(
                    "document-missing", "is in a file without a `document` section; add the section"
                )
            )
            return
        locator = stated_locator(row) if row.table == "mentions" else evidence_locator(row)
        if locator is None:
            anchor = ANCHORS.get(row.table, "text")
            self.problems.append(
                row.problem("locator-missing", f"needs `paragraph`, and `at` or `{anchor}`")
            )
            return
        place = self._find(row, locator)
        if place is None:
            return
        values |= {
            "document_id": row.document_id,
            "char_start": place.start,
            "char_end": place.end,
        }
        if row.table not in ("mentions", "passages"):
            values["text_sha256"] = place.sha256

    def _find(self, row: SourceRow, locator: Locator) -> TextSpan | None:
        located = self.located.get(row.document_id or "", {})
        place = located.get(locator)
        # A document that was not located at all is reported once, elsewhere.
        if place is None and located:
            self.problems.append(row.problem("not-located", NOT_LOCATED, "paragraph"))
        return place

    def _errata_of(self) -> Mapping[str, str]:
        """Return the weightiest erratum of each record, the one at its own place first."""
        places = {
            row.text("id"): (row.document_id, row.paragraph)
            for table in OBSERVATION_TABLES
            for row in self.collection.rows[table]
        }
        found: defaultdict[str, list[tuple[int, bool, str]]] = defaultdict(list)
        for row in self.collection.rows["errata"]:
            weight = _WEIGHT.get(row.text("kind") or "", len(_WEIGHT))
            record_ids = row.values.get("record_ids", ())
            for record_id in record_ids if isinstance(record_ids, tuple) else ():
                elsewhere = places.get(record_id) != (row.document_id, row.paragraph)
                found[record_id].append((weight, elsewhere, row.text("id") or ""))
        return {record_id: min(errata)[-1] for record_id, errata in found.items()}

    def complete_document(self, row: SourceRow, values: Values) -> None:
        located = self.located.get(row.text("id") or "", {})
        whole = located.get(Locator(0))
        if whole is None:
            if located:
                self.problems.append(row.problem("not-located", NOT_LOCATED))
            return
        values |= {
            "sha256": whole.sha256,
            "n_chars": whole.end,
            "n_paragraphs": max(locator.paragraph for locator in located),
        }

    def complete_period(self, row: SourceRow, values: Values) -> None:
        period = row.text("period")
        if period:
            try:
                values["period_start"], values["period_end"] = period_bounds(period)
            except ValueError as error:
                self.problems.append(row.problem("period-unparsable", str(error), "period"))

    def complete_observation(self, row: SourceRow, values: Values) -> None:
        self.complete_period(row, values)
        values["erratum_id"] = self.errata_of.get(row.text("id") or "")
        if row.table == "targets":
            values["kind"] = "qualitative" if values.get("value") is None else "quantitative"

    def complete_mention(self, row: SourceRow, values: Values) -> None:
        values["id"] = f"{row.document_id}-m{values.get('char_start', 0)}"

    def complete_passage(self, row: SourceRow, values: Values) -> None:
        values["id"] = f"{row.document_id}-p{row.paragraph}"

    def complete_span(self, row: SourceRow, values: Values) -> None:
        values.pop("stated", None)
        values["id"] = f"{row.document_id}-s{values.get('char_start', 0)}" + (
            f"-{row.text('record_id')}" if row.text("record_id") else ""
        )

    def _stated_mentions(self) -> Iterator[tuple[SourceRow, Values]]:
        """Make the mention of each value that a record or a restatement states."""
        for table in (*OBSERVATION_TABLES, "spans"):
            for row in self.collection.rows[table]:
                locator = stated_locator(row)
                if locator is None or row.document_id is None:
                    continue
                place = self._find(row, locator)
                if place is None:
                    continue
                yield (
                    row,
                    {
                        "id": f"{row.document_id}-m{place.start}",
                        "document_id": row.document_id,
                        "paragraph": row.paragraph,
                        "char_start": place.start,
                        "char_end": place.end,
                        "text": locator.expression,
                        "role": "indicator",
                        "record_id": row.text("record_id") if table == "spans" else row.text("id"),
                    },
                )

    def _count_passages(self, tables: Mapping[str, Iterable[tuple[SourceRow, Values]]]) -> None:
        counts = {
            table: Counter((v.get("document_id"), v.get("paragraph")) for _, v in tables[table])
            for table in COUNTED_TABLES
        }
        restated = Counter(
            (span.get("document_id"), span.get("paragraph"))
            for _, span in tables["spans"]
            if span.get("role") == "restatement"
        )
        for _, values in tables["passages"]:
            place = (values.get("document_id"), values.get("paragraph"))
            values |= {f"n_{table}": counts[table][place] for table in COUNTED_TABLES}
            values["n_restated"] = restated[place]

    def _records(self, table: str, rows: Iterable[tuple[SourceRow, Values]]) -> list[Record]:
        cls = record_class(table)
        found: list[Record] = []
        for row, values in rows:
            try:
                record = cls.model_validate({k: v for k, v in values.items() if v is not None})
            except ValidationError as error:
                self._invalid(table, row, values, error)
                continue
            found.append(record)
            self.origins[table, record.id] = row
        return found

    def _invalid(self, table: str, row: SourceRow, values: Values, error: ValidationError) -> None:
        derived = {spec.name for spec in columns(table) if spec.meaning.derived}
        for part in error.errors():
            key = str(part["loc"][0]) if part["loc"] else ""
            # Consequences of a missing place are not reported again.
            if key in derived and "char_start" not in values and "n_chars" not in values:
                continue
            code = "value-missing" if part["type"] == "missing" else "record-invalid"
            self.problems.append(row.problem(code, f"{key}: {_said(part)}", key))


def _said(part: Mapping[str, Any]) -> str:
    """Return the problem of a value."""
    if part["type"] == "missing":
        return "is missing; add a value"
    if part["type"] == "string_pattern_mismatch":
        return f"{part['input']!r} does not match the form {part.get('ctx', {}).get('pattern')}"
    return str(part["msg"])


_COMPLETERS: Mapping[str, Callable[[_Assembly, SourceRow, Values], None]] = {
    "documents": _Assembly.complete_document,
    "targets": _Assembly.complete_observation,
    "figures": _Assembly.complete_observation,
    "mentions": _Assembly.complete_mention,
    "passages": _Assembly.complete_passage,
    "spans": _Assembly.complete_span,
    "outcomes": _Assembly.complete_period,
}


def _reading_order(record: Record) -> tuple[str, int, int, str]:
    """Order as read: by document and place; rows with no place after, by id."""
    return (
        getattr(record, "document_id", None) or "~",
        getattr(record, "char_start", None) or 0,
        getattr(record, "char_end", None) or 0,
        record.id,
    )
