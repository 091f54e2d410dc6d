"""Releases that come with the package, each loaded once per process."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING

from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.release_files import read_descriptor, read_table
from chinaindpolicy.dataset.release_names import newest, packaged_releases, release_path

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

# One dataset for each packaged release. `setdefault` decides between threads that load a release
# at once; a lock could be held by another thread when a process forks, and never be released.
_PACKAGED: dict[str, Dataset] = {}


def load_packaged(name: str | None = None) -> Dataset:
    """Return the dataset of a packaged release, the same object for each call.

    Args:
        name: The name of the release; by default the latest.

    Raises:
        UnknownNameError: If there is no such release; suggests similar names.
    """
    if name is None:
        name = newest(packaged_releases())
    if name not in _PACKAGED:
        dataset = load_release(release_path(name))
        # A packaged release is the same everywhere, so its name is enough to unpickle it.
        dataset._reconstruct = functools.partial(load_packaged, name)  # pyright: ignore[reportPrivateUsage]
        _PACKAGED.setdefault(name, dataset)
    return _PACKAGED[name]


def load_release(folder: Traversable) -> Dataset:
    """Load the folder of a release without the release that it refers to."""
    descriptor = read_descriptor(folder)

    def read(table: str) -> bytes:
        return read_table(folder, descriptor["tables"][table])

    return Dataset(descriptor, read)
