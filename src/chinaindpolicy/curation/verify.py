"""Verify a dataset against its own rules and against its source texts."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chinaindpolicy._public import public
from chinaindpolicy.curation.source_text import read_text, require_texts, text_path
from chinaindpolicy.curation.text_checks import by_document, check_text, is_placed
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.packaged import load_packaged
from chinaindpolicy.errors import ChinaIndPolicyError, SourceTextError
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.progress import Progress, no_progress
from chinaindpolicy.model.columns import columns
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
    "(give their folder as `sources`)"
)


@public
def verify(sources: str | Path | None = None, dataset: Dataset | None = None) -> Report:
    """Prove a dataset against its own rules and against the texts it was read from.

    Args:
        sources: The folder that holds the texts; without it, only what needs no text is checked.
        dataset: The dataset; by default the newest packaged release.

    Returns:
        A report; `not_checked` says what could not be checked.

    Raises:
        SourceTextError: If the folder, or a text in it, is missing or is no text.
        ReleaseError: If a file of the release is not the published one.

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
        check_readings(tables),
        Report(tuple(_stated_mentions(chosen)), {"records": records}),
        Report(tuple(_printed_years(chosen))),
    ]
    if sources is None:
        return _with_origins(merge([*reports, Report(not_checked=(_WITHOUT_TEXTS,))]), chosen)
    folder = Path(sources)
    included = chosen.including
    if included is not None:
        reason = f"the texts of {included.name} {included.release}: it is verified by itself"
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
    return _with_origins(merge(reports), chosen)


def _other_edition(chosen: Dataset, included: Dataset) -> Iterator[Report]:
    """Say so where a release is joined with another edition than it was built with."""
    for source in chosen.own.descriptor.get("sources", ()):
        built, now = f"{source['title']} {source['version']}", f"{included.name} {included.release}"
        if built != now:
            yield Report(not_checked=(f"that what it refers to is {built}: it is read with {now}",))


def _with_origins(report: Report, dataset: Dataset) -> Report:
    """Give each finding the file and line that its row was read from, where there is one."""
    if not dataset.origins:
        return report

    def placed(finding: Finding) -> Finding:
        file, line = dataset.origins.get((finding.table, finding.id), ("", None))
        return replace(finding, file=file, line=line)

    return replace(report, findings=tuple(sorted(map(placed, report.findings))))


def _has_columns(table: str, dataset: Dataset) -> bool:
    return {spec.name for spec in columns(table)} <= set(dataset[table].columns)


@public
def quote(record: Any, sources: str | Path, dataset: Dataset | None = None) -> str:
    """Return the sentence, clause or heading that bears a record.

    Args:
        record: A record with evidence, or its id.
        sources: The folder that holds the texts.
        dataset: The dataset the record is of; by default the newest packaged release.

    Raises:
        UnknownNameError: If there is no record of that id.
        SourceTextError: If the text is missing, or what stands there is not what was read.
        ChinaIndPolicyError: If the record has no evidence in a document.

    Example:
        >>> import chinaindpolicy as cip
        >>> try:
        ...     sentence = cip.quote("components-plan-sales-2023", sources="no-such-folder")
        ... except cip.SourceTextError as error:
        ...     print("the texts are not part of the package")
        the texts are not part of the package
    """
    chosen = dataset if dataset is not None else load_packaged()
    found = chosen.record(record) if isinstance(record, str) else record
    document_id = getattr(found, "document_id", None)
    if document_id is None:
        raise ChinaIndPolicyError(f"{found.id}: has no evidence in a document")
    document = chosen.documents[document_id]
    path = text_path(Path(sources), document.source_file)
    text, digest = read_text(path)
    passage = text[found.char_start : found.char_end]
    if hasattr(found, "text_sha256"):
        intact = sha256_of(passage) == found.text_sha256
    else:  # a mention or a passage: no hash of its own, so the whole text has to be the one read
        intact = digest == document.sha256
    if not intact:
        raise SourceTextError(
            f"{path}: characters {found.char_start}-{found.char_end} are not what "
            f"{found.id} was read from: this is another text, or it was changed"
        )
    return passage


def _stated_mentions(dataset: Dataset) -> Iterator[Finding]:
    """Every record that states a value has the mention of it, inside its evidence."""
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
                message = "no mention of what is stated stands inside the evidence"
                yield record_finding(
                    "stated-not-mentioned", table, record.id, "stated", record.stated, message
                )


def _printed_years(dataset: Dataset) -> Iterator[Finding]:
    """A year of a period is printed somewhere in the document it was read in."""
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
                        message = f"no expression of {record.document_id} prints the year {year}"
                        yield record_finding(
                            "year-not-printed", table, record.id, column, year, message
                        )
