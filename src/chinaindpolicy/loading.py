"""Load a packaged release, the folder of a release or the folder of a collection."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path

from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.join import ReservedIds, joined
from chinaindpolicy.dataset.packaged import load_packaged, load_release
from chinaindpolicy.dataset.release_names import DESCRIPTOR, packaged_releases
from chinaindpolicy.errors import CollectionError, Problem, ReleaseError


def load_joined(folder: str | Path | None, included: Dataset) -> Dataset:
    """Load the folder of a collection or release, joined with the release it refers to.

    Raises:
        ReleaseError: If there is no such folder.
        CollectionError: If ids clash, or the collection has other problems.
    """
    if not isinstance(folder, Path):
        raise ReleaseError("`including` joins the folder of a collection or release: give a Path")
    if not folder.is_dir():
        raise ReleaseError(f"{folder}: no such folder")
    if (folder / DESCRIPTOR).is_file():
        own = load_release(folder)
        if clashes := list(_clashes(own, folder, included)):
            raise CollectionError(clashes)
    else:
        from chinaindpolicy.curation.build import build
        from chinaindpolicy.curation.collection import read_collection

        return build(read_collection(folder), included).dataset
    return joined(own, included)


def _clashes(own: Dataset, folder: Path, included: Dataset) -> Iterator[Problem]:
    """Yield the rows of a release folder whose ids the included release has, with their lines."""
    ids = ReservedIds(included)
    for name, table in own.tables.items():
        rows = csv.DictReader(io.StringIO(table.csv().decode(), newline=""))
        for row in rows:
            if message := ids.message(row["id"]):
                told = f"{name} {row['id']}: {message}"
                yield Problem(f"{folder / name}.csv", rows.line_num, told, "id-taken")


@public
def load(release: str | Path | None = None, *, including: str | Path | None = None) -> Dataset:
    """Load a release or a collection.

    Args:
        release: The name of a packaged release; the folder of a release or of a collection;
            by default the newest packaged release.
        including: A release that a collection, or its release, refers to: the two are joined,
            so that regions, units, organizations and indicators need not be given again. By
            default the one that it names itself; the rows without it are `.own`.

    Returns:
        The dataset; tables are read when first used.

    Raises:
        UnknownNameError: If there is no release of that name.
        ReleaseError: If a folder is missing or is no release.
        CollectionError: If a collection has problems, or gives an id that the included release
            has: all of them, with file and line.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.load("2026.1").release
        '2026.1'
    """
    if including is not None:
        return load_joined(release, load(including))
    if isinstance(release, Path):
        return _load_folder(release)
    if release is not None and ("/" in release or os.sep in release):
        raise ReleaseError(f"{release!r} looks like a folder: give it as Path({release!r})")
    return load_packaged(release)


def _load_folder(folder: Path) -> Dataset:
    if not folder.is_dir():
        raise ReleaseError(f"{folder}: no such folder")
    if (folder / DESCRIPTOR).is_file():
        return _with_what_it_names(load_release(folder))
    from chinaindpolicy.curation.build import build
    from chinaindpolicy.curation.collection import read_collection

    return build(read_collection(folder)).dataset


def _with_what_it_names(release: Dataset) -> Dataset:
    """Join a release with the one that its descriptor says it refers to."""
    for source in release.descriptor.get("sources", ()):
        if source.get("version") not in packaged_releases():
            raise ReleaseError(
                f"{release.name} {release.release} refers to {source.get('title')} "
                f"{source.get('version')}, which is not packaged: give it as `including`"
            )
        return joined(release, load(str(source["version"])))
    return release
