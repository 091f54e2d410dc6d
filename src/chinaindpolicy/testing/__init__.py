"""Hypothesis strategies for tests: records, frames and complete small datasets.

They need Hypothesis (extra `testing`).
"""

from __future__ import annotations

import importlib
from typing import Any

from chinaindpolicy._public import load_public as _load_public
from chinaindpolicy._public import public_names as _public_names
from chinaindpolicy.errors import MissingExtraError

try:
    importlib.import_module("hypothesis")
except ImportError as error:
    raise MissingExtraError("hypothesis", "testing") from error

# The public names, and the module that defines each, are in `__init__.pyi`.


def __getattr__(name: str) -> Any:
    return _public_names(__name__) if name == "__all__" else _load_public(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), "__all__", *_public_names(__name__)})
