"""Load a packaged release, the folder of a release or the folder of a collection."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy._similar import nearest
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.join import ReservedIds, joined
from chinaindpolicy.dataset.packaged import load_packaged, load_release
from chinaindpolicy.dataset.release_names import DESCRIPTOR, packaged_releases
from chinaindpolicy.errors import CollectionError, Problem, ReleaseError

if TYPE_CHECKING:
    from chinaindpolicy.model.fields import Record


def load_joined(folder: str | Path | None, included: Dataset) -> Dataset:
    """Load the folder of a collection or release, joined with the release it refers to.

    Raises:
        ReleaseError: If there is no such folder.
        CollectionError: If ids clash, or the collection has other problems.
    """
    if not isinstance(folder, Path):
        raise ReleaseError(
            f"release is {folder!r}, but `including` requires the folder of a collection or "
            "release; pass release=Path(...)"
        )
    if not folder.is_dir():
        raise ReleaseError(no_folder(folder))
    if (folder / DESCRIPTOR).is_file():
        own = _load_release_folder(folder)
        if clashes := list(_clashes(own, folder, included)):
            raise CollectionError(clashes)
    else:
        from chinaindpolicy.curation.build import build
        from chinaindpolicy.curation.collection import read_collection

        return build(read_collection(folder), included).dataset
    return joined(own, included)


def _clashes(own: Dataset, folder: Path, included: Dataset) -> Iterator[Problem]:
    """Yield the rows of a release folder whose ids are in the included release, with lines."""
    ids = ReservedIds(included)
    for name, table in own.tables.items():
        rows = csv.DictReader(io.StringIO(table.csv().decode(), newline=""))
        for row in rows:
            if message := ids.message(row["id"]):
                text = f"{name} {row['id']}: {message}"
                yield Problem(f"{folder / name}.csv", rows.line_num, text, "id-taken")


def no_folder(folder: Path) -> str:
    """Return the message of a folder that does not exist; suggests similar names next to it.

    Example:
        >>> no_folder(Path("no-such-folder"))
        'folder no-such-folder does not exist'
    """
    parent = folder.parent
    known = [each.name for each in parent.iterdir() if each.is_dir()] if parent.is_dir() else []
    near = nearest(folder.name, known, most=1)
    hint = f"; did you mean {parent / near[0]}?" if near else ""
    problem = "is not a folder" if folder.exists() else "does not exist"
    return f"folder {folder} {problem}{hint}"


@public
@checked
def load(release: str | Path | None = None, *, including: str | Path | None = None) -> Dataset:
    """Load a release or a collection.

    Args:
        release: The name of a packaged release, or the Path of the folder of a release or
            collection; by default, and with "latest", the latest packaged release.
        including: The release that a collection, or its release, refers to. Both are joined, so
            the collection can use its regions, units, organizations and indicators. By default
            the release that the collection names; `.own` contains the rows without it.

    Returns:
        The dataset; tables are read when first used.

    Raises:
        UnknownNameError: If there is no release of that name; suggests similar names.
        ReleaseError: If a folder is missing or does not contain a release.
        CollectionError: If a collection has problems, or an id that is in the included release;
            lists all problems with file and line.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.load("2026.1").release
        '2026.1'
    """
    if release == "latest":
        release = None
    if including is not None:
        return load_joined(release, load(including))
    if isinstance(release, Path):
        return _load_folder(release)
    if release is not None and release not in packaged_releases() and Path(release).is_dir():
        raise ReleaseError(f"{release!r} is a folder, not a release; use Path({release!r})")
    if release is not None and ("/" in release or os.sep in release):
        raise ReleaseError(f"{release!r} is the name of a folder; use Path({release!r})")
    return load_packaged(release)


@public
@checked
def get(id: str, dataset: Dataset | None = None) -> Record:
    """Return the record of an id, from any table.

    Args:
        id: The id.
        dataset: The dataset; by default the latest packaged release.

    Raises:
        UnknownNameError: If no table has it; suggests similar ids, or the successor of a
            withdrawn id.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.get("cn-zj").name
        'Zhejiang'
    """
    record: Record = (dataset if dataset is not None else load()).record(id)
    return record


def _load_folder(folder: Path) -> Dataset:
    if not folder.is_dir():
        raise ReleaseError(no_folder(folder))
    if (folder / DESCRIPTOR).is_file():
        return _with_what_it_names(_load_release_folder(folder))
    from chinaindpolicy.curation.build import build
    from chinaindpolicy.curation.collection import read_collection

    return build(read_collection(folder)).dataset


def _load_release_folder(folder: Path) -> Dataset:
    from chinaindpolicy.dataset.compatibility import reject_unknown_schema

    release = load_release(folder)
    reject_unknown_schema(release.descriptor, folder / DESCRIPTOR)
    return release


def _with_what_it_names(release: Dataset) -> Dataset:
    """Join a release with the release that its descriptor refers to."""
    for source in release.descriptor.get("sources", ()):
        if "version" not in source:  # a document or reference
            continue
        if source.get("version") not in packaged_releases():
            raise ReleaseError(
                f"{release.name} {release.release} refers to {source.get('title')} "
                f"{source.get('version')}, which is not packaged; pass including=Path(...)"
            )
        return joined(release, load(str(source["version"])))
    return release
