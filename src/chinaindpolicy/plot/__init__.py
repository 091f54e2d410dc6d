"""Charts of targets, figures, tasks and verdicts, each with its source under it.

Every function returns an Altair chart (extra `plot`). `chart.save("chart.svg")` writes it to a
file, and a notebook shows it. A value is drawn as it is told: “< 30 %” is a stretch from 0 that
ends before 30, never a point.

Example:
    >>> import chinaindpolicy as cip
    >>> from chinaindpolicy import plot
    >>> chart = plot.rates(cip.figures["china-high-end-chip-self-sufficiency"])
    >>> type(chart).__name__
    'VConcatChart'
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chinaindpolicy.plot.by_region import figures_by_region
    from chinaindpolicy.plot.judged import verdicts
    from chinaindpolicy.plot.over_time import targets_timeline
    from chinaindpolicy.plot.shares import rates
    from chinaindpolicy.plot.tree import task_tree

__all__ = ["figures_by_region", "rates", "targets_timeline", "task_tree", "verdicts"]

_HOMES = {
    "figures_by_region": "by_region",
    "rates": "shares",
    "targets_timeline": "over_time",
    "task_tree": "tree",
    "verdicts": "judged",
}

# Hidden from type checkers, which would take every misspelt name for one of its results.
if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _HOMES:
            from chinaindpolicy._similar import nearest

            near = nearest(name, __all__)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}{hint}", name=name)
        try:
            importlib.import_module("altair")
        except ImportError as error:
            from chinaindpolicy.errors import MissingExtraError

            raise MissingExtraError("altair", "plot") from error
        return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
