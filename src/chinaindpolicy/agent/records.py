"""Datasets and records that a tool is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from chinaindpolicy.dataset.release_names import packaged_releases
from chinaindpolicy.errors import ChinaIndPolicyError, UnknownNameError
from chinaindpolicy.loading import load

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset


def release_of(release: str | None) -> Dataset:
    """Return a packaged release; a path is not accepted."""
    names = packaged_releases()
    if release is not None and release not in names:
        raise UnknownNameError("release", release, names)
    return load(release)


def record_of(dataset: Dataset, id: str) -> Any:
    """Return the record of an id.

    Raises:
        ChinaIndPolicyError: If there is none; the message names the call that finds ids.
    """
    try:
        return dataset.record(id)
    except UnknownNameError as error:
        raise ChinaIndPolicyError(
            f"{error}; find ids with search, e.g. search(query={id!r})"
        ) from None
