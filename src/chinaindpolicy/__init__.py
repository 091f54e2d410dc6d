"""What Chinese industrial policy promises and reports, as data that can be trusted.

Targets, figures, tasks, products and projects of policy documents as typed objects and
Polars frames, each value traceable to the characters it was read from.

Example:
    >>> import chinaindpolicy as cip
    >>> target = cip.targets["components-plan-sales-2023"]
    >>> target.value, target.unit, target.period
    (Decimal('2100000000000'), 'CNY', '2023')
"""

from __future__ import annotations

from typing import Any

from chinaindpolicy._public import load_public as _load_public
from chinaindpolicy._public import public_names as _public_names
from chinaindpolicy._version import __version__ as __version__

# The public names, and the module that defines each, are in `__init__.pyi`.


def releases() -> tuple[str, ...]:
    """Return the names of the releases that come with the package, oldest first.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.releases()[0]
        '2026.1'
    """
    from chinaindpolicy.dataset.release_names import packaged_releases

    return packaged_releases()


def __getattr__(name: str) -> Any:
    if name == "__all__":
        return _public_names(__name__)
    from chinaindpolicy.model.vocabularies import TABLE_NAMES

    if name in TABLE_NAMES or name == "release":
        from chinaindpolicy.loading import load

        return load().release if name == "release" else load().tables[name]
    if name == "observations":
        return _load_public(__name__, "observations_of")(_load_public(__name__, "load")())
    from chinaindpolicy._deprecation import RENAMED, warn_renamed

    if name in RENAMED:
        warn_renamed(name, RENAMED[name])
        name = RENAMED[name].new
    return _load_public(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), "__all__", *_public_names(__name__)})
