"""Build a release from a collection, with reproducible bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from chinaindpolicy.curation.assemble import AssembledTables, assemble
from chinaindpolicy.curation.collection import Collection, Settings
from chinaindpolicy.curation.history import missing_ids, wrong_withdrawals
from chinaindpolicy.curation.prose import check_prose
from chinaindpolicy.curation.prose_list import PROSE_NUMBERS, Listed, to_descriptor
from chinaindpolicy.dataset.csv_tables import read_frame
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.dataset.join import ReservedIds, joined, joined_frames
from chinaindpolicy.dataset.packaged import load_packaged
from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.errors import CollectionError, Problem, ReleaseError
from chinaindpolicy.io.atomic_write import replace_folder
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.text import to_csv
from chinaindpolicy.model.columns import columns, describe_table
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.schemas import table_schema
from chinaindpolicy.model.serialize import to_csv_cell
from chinaindpolicy.rules.check_tables import check_tables
from chinaindpolicy.rules.findings import Finding
from chinaindpolicy.rules.report import merge
from chinaindpolicy.rules.stated_findings import check_readings


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A release in memory: its files and its dataset.

    Attributes:
        files: The release's files, by name.
        dataset: The records of the files and of the included release, with the file and line of
            each row.
    """

    files: Mapping[str, bytes]
    dataset: Dataset


def build_release(collection: Collection, included: Dataset | None = None) -> Mapping[str, bytes]:
    """Build a collection's release in memory, as `build_release` does, and return its files."""
    return build(collection, included).files


def build(collection: Collection, included: Dataset | None = None) -> BuildResult:
    """Build a collection's release in memory, checked by every rule.

    Args:
        collection: The collection as read.
        included: A release that it refers to, by default the one that its settings name; ids are
            looked up in both, and no row of it is written.

    Returns:
        The release's files and its dataset.

    Raises:
        CollectionError: If a row is invalid, breaks a rule, or repeats an id of the included
            release, or if an id of the previous release is neither present nor withdrawn. The
            error lists all problems with file and line.
        ReleaseError: If the release before it in the collection's folder is damaged.
    """
    if included is None and collection.settings.including:
        included = load_packaged(collection.settings.including)
    if included is not None:
        _refuse_taken(collection, included)
    assembled = assemble(collection)
    tables = assembled.tables
    files = release_files(collection.settings, tables, included, collection.listed)
    frames = {
        table: read_frame(files[f"{table}.csv"], table_schema(columns(table)), table)
        for table in tables
    }
    if included is not None:
        frames = joined_frames(frames, included)
    origins = {key: (row.file, row.line) for key, row in assembled.origins.items()}
    own = from_files(files, origins)
    dataset = joined(own, included) if included is not None else own
    report = merge([check_tables(frames), check_readings(tables)])
    if "id-duplicate" not in report.counts:  # otherwise the dataset cannot be read
        report = merge([report, check_prose(dataset, collection.listed)])
    errors = [
        finding
        for finding in report.findings
        if included is None or finding.table == "" or (finding.table, finding.id) in origins
    ]
    failed = any(finding.severity == "error" for finding in errors)
    problems = [_problem(assembled, collection, each) for each in errors] if failed else []
    ids = {table: frozenset(record.id for record in records) for table, records in tables.items()}
    problems += [
        Problem(f"{collection.root.name}/{file}", line, message, code)
        for file, line, message, code in missing_ids(
            collection.root / "releases", collection.settings.release, ids
        )
    ]
    problems += [
        assembled.origins["withdrawals", id].problem(code, message)
        for id, message, code in wrong_withdrawals(
            collection.root / "releases",
            collection.settings.release,
            tables["withdrawals"],  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
        )
    ]
    if problems:
        raise CollectionError(problems)
    return BuildResult(files, dataset)


def _refuse_taken(collection: Collection, included: Dataset) -> None:
    ids = ReservedIds(included)
    problems = [
        row.problem("id-taken", message, "id")
        for rows in collection.rows.values()
        for row in rows
        if "id" in row.values and (message := ids.message(row.values["id"]))
    ]
    if problems:
        raise CollectionError(problems)


def release_files(
    settings: Settings,
    tables: Mapping[str, tuple[Record, ...]],
    included: Dataset | None = None,
    listed: Iterable[Listed] | None = None,
) -> Mapping[str, bytes]:
    """Return the files of a release: one CSV per table, and `datapackage.json`."""
    files = {f"{table}.csv": table_csv(table, records) for table, records in tables.items()}
    resources = [
        {
            "name": table,
            "type": "table",
            "path": f"{table}.csv",
            "title": table.capitalize(),
            "description": describe_table(table),
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": len(files[f"{table}.csv"]),
            "hash": f"sha256:{sha256_of(files[f'{table}.csv'])}",
            "rows": len(records),
            "schema": table_schema(columns(table)),
        }
        for table, records in tables.items()
    ]
    package: dict[str, Any] = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": settings.name,
        "title": settings.title,
        "description": settings.description,
        "version": settings.release,
        "created": settings.released_on,
        "licenses": [{"name": settings.licence}] if settings.licence else [],
        "contributors": [{"title": settings.contributor, "roles": ["author", "curator"]}]
        if settings.contributor
        else [],
        "sources": _sources(tables, included),
        "resources": resources,
    }
    package = {key: value for key, value in package.items() if value not in ("", [])}
    if listed is not None:
        package[PROSE_NUMBERS] = to_descriptor(listed)
    text = json.dumps(package, ensure_ascii=False, indent=1)
    return {**files, DESCRIPTOR: f"{text}\n".encode()}


def _sources(
    tables: Mapping[str, tuple[Record, ...]], included: Dataset | None
) -> list[dict[str, str]]:
    """Return the included release, which alone has a version, and the documents that were read."""
    found = [{"title": included.name, "version": included.release}] if included else []
    for document in tables.get("documents", ()):
        address: str | None = getattr(document, "url", None)
        found.append(
            {"title": str(getattr(document, "title", ""))} | ({"path": address} if address else {})
        )
    return found


def table_csv(table: str, records: Iterable[Record]) -> bytes:
    """Write a table's records as CSV: UTF-8, LF, a missing value is an empty cell."""
    names = [spec.name for spec in columns(table)]
    rows = ([to_csv_cell(getattr(record, name)) for name in names] for record in records)
    return to_csv([names, *rows]).encode()


def release_folder(collection: Collection) -> Path:
    """Return the folder for the release of a collection.

    Raises:
        CollectionError: If the collection does not name a release.
    """
    settings = collection.settings
    if not settings.names_release:
        name = f"{collection.root.name}/collection.yaml"
        message = 'no `collection` section names a release, such as release: "2026.1"'
        raise CollectionError([Problem(name, 1, message, "settings-missing")])
    return collection.root / "releases" / settings.release


def write_release(files: Mapping[str, bytes], folder: Path, *, replace: bool = False) -> bool:
    """Write a release's files to its folder atomically.

    Args:
        files: The files, by name.
        folder: The folder of the release.
        replace: Whether to overwrite a different release; use it only for an unpublished release.

    Returns:
        True if anything was written, False if the folder already has identical files.

    Raises:
        ReleaseError: If the folder has a different release of this name.
        ExportError: If the folder cannot be written.
    """
    changed = differences(files, folder)
    if not changed:
        return False
    if folder.exists() and not replace:
        raise ReleaseError(
            f"{folder} contains another release of this name, different in {', '.join(changed)}; "
            "a published release never changes, so set another `release` in `collection`, "
            "or use --replace if this one is not published"
        )

    def write(fresh: Path) -> None:
        fresh.mkdir()
        for name, data in files.items():
            (fresh / name).write_bytes(data)

    replace_folder(write, folder, replace=replace)
    return True


def differences(files: Mapping[str, bytes], folder: Path) -> tuple[str, ...]:
    """Return the names of files in which a release folder differs from these files."""
    present = {path.name for path in folder.iterdir()} if folder.is_dir() else set[str]()
    return tuple(
        name
        for name in sorted(files.keys() | present)
        if not (folder / name).is_file() or (folder / name).read_bytes() != files.get(name)
    )


def _problem(assembled: AssembledTables, collection: Collection, finding: Finding) -> Problem:
    """Return a finding as a problem of the file and line that its row was read from."""
    if not finding.table:
        entry = next(entry for entry in collection.listed if finding.value in entry.fields)
        return Problem(entry.file, entry.line or 1, finding.message, finding.code)
    message = finding.message
    if finding.value:
        message += f" ({finding.column} = {finding.value!r})"
    row = assembled.origins[finding.table, finding.id]
    return row.problem(finding.code, message, finding.column)
