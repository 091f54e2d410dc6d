"""Names that changed: the old ones work for a release, and warn with the new one."""

from __future__ import annotations

import functools
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import ParamSpec, TypeVar

__all__ = ["RENAMED", "Renamed", "renamed_parameters", "warn_renamed"]

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Renamed:
    """What stands for an old name.

    Attributes:
        new: The name to use.
        since: The version that warns first.
        gone_in: The version that has the old name no more.
    """

    new: str
    since: str
    gone_in: str


RENAMED: Mapping[str, Renamed] = MappingProxyType({})
"""The old public names of the package. One that is gone is taken out when its version comes."""


def warn_renamed(old: str, renamed: Renamed, *, stacklevel: int = 3) -> None:
    """Warn that an old name was used; by default at the caller of the one who warns.

    Example:
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     warn_renamed("figure_list", Renamed("figures", "0.2.0", "0.3.0"))
        >>> print(caught[0].message)
        'figure_list' is now 'figures' (since 0.2.0); it goes with 0.3.0
    """
    warnings.warn(
        f"{old!r} is now {renamed.new!r} (since {renamed.since}); it goes with {renamed.gone_in}",
        DeprecationWarning,
        stacklevel=stacklevel,
    )


def renamed_parameters(
    old_parameters: Mapping[str, Renamed],
) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Return a decorator that takes old keyword names of a function's parameters as the new ones.

    Args:
        old_parameters: The old names. The function's own signature has the new ones only.

    Raises:
        TypeError: By the function, if an old name and its new one are both given.

    Example:
        >>> @renamed_parameters({"where": Renamed("region", "0.2.0", "0.3.0")})
        ... def of(region):
        ...     return region
        >>> with warnings.catch_warnings(record=True) as caught:
        ...     warnings.simplefilter("always")
        ...     of(where="cn-bj")
        'cn-bj'
        >>> len(caught)
        1
    """

    def decorate(function: Callable[P, T]) -> Callable[P, T]:
        @functools.wraps(function)
        def taking_old_names(*args: P.args, **kwargs: P.kwargs) -> T:
            for old in [name for name in kwargs if name in old_parameters]:
                renamed = old_parameters[old]
                if renamed.new in kwargs:
                    raise TypeError(
                        f"{function.__qualname__}() got {renamed.new!r} twice: "
                        f"{old!r} is its old name"
                    )
                warn_renamed(old, renamed)
                kwargs[renamed.new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return taking_old_names

    return decorate
