"""Charts of targets, figures, tasks and verdicts with their sources.

Each function returns an Altair chart (extra `plot`). `chart.save("chart.svg")` writes it to a
file, and a notebook shows it. Comparators are part of the chart: “< 30 %” is a bar from 0 to 30,
not a point.

Example:
    >>> import chinaindpolicy as cip
    >>> from chinaindpolicy import plot
    >>> chart = plot.rates(cip.figures["china-high-end-chip-self-sufficiency"])
    >>> type(chart).__name__
    'VConcatChart'
"""

from __future__ import annotations

import importlib
from typing import Any

from chinaindpolicy._public import load_public as _load_public
from chinaindpolicy._public import public_names as _public_names
from chinaindpolicy.errors import MissingExtraError as _MissingExtraError

# The public names, and the module that defines each, are in `__init__.pyi`.


def __getattr__(name: str) -> Any:
    names = _public_names(__name__)
    if name == "__all__":
        return names
    if name in names:
        try:
            importlib.import_module("altair")
        except ImportError as error:
            raise _MissingExtraError("altair", "plot") from error
    return _load_public(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), "__all__", *_public_names(__name__)})
