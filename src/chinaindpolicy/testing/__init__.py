"""Hypothesis strategies for tests: records, frames and complete small datasets.

They need Hypothesis (extra `testing`).
"""

from __future__ import annotations

import importlib

from chinaindpolicy.errors import MissingExtraError

try:
    importlib.import_module("hypothesis")
except ImportError as error:
    raise MissingExtraError("hypothesis", "testing") from error

from chinaindpolicy.testing.dataset_strategies import SmallDataset, datasets, frames
from chinaindpolicy.testing.field_strategies import numbers, periods, records, values
from chinaindpolicy.testing.rule_breaches import VIOLATIONS, Violation, violations

__all__ = [
    "VIOLATIONS",
    "SmallDataset",
    "Violation",
    "datasets",
    "frames",
    "numbers",
    "periods",
    "records",
    "values",
    "violations",
]
