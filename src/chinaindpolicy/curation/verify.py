"""Verify a dataset against its own rules and against its source texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from chinaindpolicy._arguments import checked, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.curation.named_checks import named_findings
from chinaindpolicy.curation.prose import check_prose
from chinaindpolicy.curation.prose_list import listed_of
from chinaindpolicy.curation.source_text import read_text, require_texts, text_path
from chinaindpolicy.curation.text_checks import by_document, check_text, is_placed
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.packaged import load_packaged
from chinaindpolicy.errors import ChinaIndPolicyError, SourceTextError
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.progress import Progress, no_progress
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.vocabularies import OBSERVATION_TABLES
from chinaindpolicy.rules.check_tables import check_tables
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.registry import record_finding
from chinaindpolicy.rules.report import Report, merge
from chinaindpolicy.rules.stated_findings import check_readings

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Mention

_WITHOUT_TEXTS = (
    "spans, hashes, expressions, completeness and coverage: they need the source texts "
    "(pass sources=FOLDER)"
)


@public
@checked
def verify(sources: str | Path | None = None, dataset: Dataset | None = None) -> Report:
    """Verify a dataset with its rules and its source texts.

    Args:
        sources: The folder of the texts; without it, checks that need the texts are skipped.
        dataset: The dataset; by default the latest packaged release.

    Returns:
        A report; `not_checked` lists the skipped checks.

    Raises:
        SourceTextError: If the folder or a text is missing or unreadable.
        ReleaseError: If a file of the release differs from the published one.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.verify().ok
        True
    """
    return verify_dataset(sources, dataset if dataset is not None else load_packaged())


def verify_dataset(
    sources: str | Path | None, chosen: Dataset, progress: Progress = no_progress
) -> Report:
    """Verify a dataset and report progress for each text."""
    tables = {name: tuple(table) for name, table in chosen.tables.items()}
    frames = {name: table.frame() for name, table in chosen.tables.items()}
    records = sum(len(rows) for rows in tables.values())
    older = [name for name in frames if not _has_columns(name, chosen)]
    reports = [
        check_tables(frames)
        if not older
        else Report(
            not_checked=(f"rules: the release is older than columns of {', '.join(older)}",)
        ),
        check_readings(tables, magnitudes=_magnitudes(chosen)),
        Report(tuple(_stated_mentions(chosen)), {"records": records}),
        Report(tuple(_printed_years(chosen))),
        check_prose(chosen, listed_of(chosen)),
    ]
    if sources is None:
        return _with_origins(merge([*reports, Report(not_checked=(_WITHOUT_TEXTS,))]), chosen)
    folder = Path(sources)
    included = chosen.including
    if included is not None:
        reason = f"the texts of {included.name} {included.release}: verify that release separately"
        reports.append(Report(not_checked=(reason,)))
        reports += _other_edition(chosen, included)
    documents = [
        document
        for document in chosen.documents
        if included is None or document.id not in included.documents
    ]
    require_texts(folder, (document.source_file for document in documents))
    texts = [
        (document, *read_text(text_path(folder, document.source_file))) for document in documents
    ]
    placed = by_document(tables)
    for document, text, digest in progress(texts, "verifying"):
        reports.append(check_text(placed[document.id], document, text, digest))
        if not reports[-1].findings:  # otherwise the places are not those that were read
            named = named_findings(placed[document.id], document, text, chosen)
            reports.append(Report(tuple(named)))
    return _with_origins(merge(reports), chosen)


def _other_edition(chosen: Dataset, included: Dataset) -> Iterator[Report]:
    """Report a release that is joined with another release than at its build."""
    for source in chosen.own.descriptor.get("sources", ()):
        if "version" not in source:  # a document or reference
            continue
        built, now = f"{source['title']} {source['version']}", f"{included.name} {included.release}"
        if built != now:
            yield Report(not_checked=(f"references to {built}: the dataset is joined with {now}",))


def _with_origins(report: Report, dataset: Dataset) -> Report:
    """Add the file and line of the row to each finding, if known."""
    if not dataset.origins:
        return report

    def placed(finding: Finding) -> Finding:
        file, line = dataset.origins.get((finding.table, finding.id), ("", None))
        return replace(finding, file=file, line=line)

    return replace(report, findings=tuple(sorted(map(placed, report.findings))))


def _magnitudes(dataset: Dataset) -> frozenset[str]:
    """Return the records of releases before 2026.3, in which a fall is a positive number."""
    parts = (dataset.own, *((dataset.including,) if dataset.including else ()))
    return frozenset(
        id
        for part in parts
        if not part.concepts.columns
        for table in OBSERVATION_TABLES
        for id in part[table].ids
    )


def _has_columns(table: str, dataset: Dataset) -> bool:
    return {spec.name for spec in columns(table)} <= set(dataset[table].columns)


@public
@checked
def quote(record: Any, sources: str | Path, dataset: Dataset | None = None) -> str:
    """Return the source sentence, clause or heading of a record.

    Args:
        record: A record with evidence, or its id.
        sources: The folder of the texts.
        dataset: The dataset of the record; by default the latest packaged release.

    Raises:
        UnknownNameError: If there is no record of that id.
        SourceTextError: If the text is missing, or differs from the text of the dataset.
        ChinaIndPolicyError: If the record has no document.

    Example:
        >>> import chinaindpolicy as cip
        >>> try:
        ...     sentence = cip.quote("components-plan-sales-2023", sources="no-such-folder")
        ... except cip.SourceTextError as error:
        ...     print("the texts are not part of the package")
        the texts are not part of the package
    """
    chosen = dataset if dataset is not None else load_packaged()
    found: Any = chosen.record(record) if isinstance(record, str) else record
    if not isinstance(cast("object", found), Record):
        raise wrong_type("quote", "record", record, "an id or a record")
    document_id = getattr(found, "document_id", None)
    if document_id is None:
        raise ChinaIndPolicyError(
            f"document_id of {found.id} is empty, so it has no source sentence; "
            f"see cip.explain({found.id!r})"
        )
    document = chosen.documents[str(document_id)]
    path = text_path(Path(sources), document.source_file)
    text, digest = read_text(path)
    passage = text[found.char_start : found.char_end]
    if hasattr(found, "text_sha256"):
        intact = sha256_of(passage) == found.text_sha256
    else:  # a mention or passage has no hash of its own, so the hash of the text is compared
        intact = digest == document.sha256
    if not intact:
        raise SourceTextError(
            f"{path}: characters {found.char_start}-{found.char_end} differ from the source of "
            f"{found.id}; use the text of the release, the file was changed or replaced"
        )
    return passage


def _stated_mentions(dataset: Dataset) -> Iterator[Finding]:
    """Yield a finding for each stated value without a mention in its evidence."""
    by_record: defaultdict[str, list[Mention]] = defaultdict(list)
    for mention in dataset.mentions:
        if mention.record_id:
            by_record[mention.record_id].append(mention)
    for table in OBSERVATION_TABLES:
        for record in dataset[table]:
            if not is_placed(record):
                continue
            placed = any(
                mention.role == "indicator"
                and mention.text == record.stated
                and mention.document_id == record.document_id
                and record.char_start <= mention.char_start
                and mention.char_end <= record.char_end
                for mention in by_record[record.id]
            )
            if not placed:
                message = (
                    f"stated is {record.stated!r}, but no mention in its evidence has this text"
                )
                yield record_finding(
                    "stated-not-mentioned", table, record.id, "stated", record.stated, message
                )


def _printed_years(dataset: Dataset) -> Iterator[Finding]:
    """Yield a finding for each year of a period that its document does not print."""
    printed: defaultdict[str, set[str]] = defaultdict(set)
    for mention in dataset.mentions:
        printed[mention.document_id].update(re.findall(r"[0-9]{4}", mention.text))
    for table in OBSERVATION_TABLES:
        for record in dataset[table]:
            if record.document_id is None:
                continue
            for column in ("period", "baseline_period"):
                years = re.findall(r"[0-9]{4}", getattr(record, column) or "")
                for year in years:
                    if year not in printed[record.document_id]:
                        message = (
                            f"{column} has the year {year}; {record.document_id} does not print it"
                        )
                        yield record_finding(
                            "year-not-printed", table, record.id, column, year, message
                        )
