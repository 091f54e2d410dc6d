"""Renamed public names: an old name works for one release and warns."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Renamed:
    """The replacement of an old name.

    Attributes:
        new: The name to use.
        since: The first version that warns.
        gone_in: The version that removes the old name.
    """

    new: str
    since: str
    gone_in: str


RENAMED: Mapping[str, Renamed] = MappingProxyType({})
"""The old public names of the package, until the version that removes them."""


def warn_renamed(old: str, renamed: Renamed, *, stacklevel: int = 3) -> None:
    """Warn that an old name was used; by default, at the caller's caller.

    Example:
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     warn_renamed("figure_list", Renamed("figures", "0.2.0", "0.3.0"))
        >>> print(caught[0].message)
        'figure_list' is now 'figures' (since 0.2.0); it will be removed in 0.3.0
    """
    warnings.warn(
        f"{old!r} is now {renamed.new!r} (since {renamed.since}); it will be removed in "
        f"{renamed.gone_in}",
        DeprecationWarning,
        stacklevel=stacklevel,
    )
