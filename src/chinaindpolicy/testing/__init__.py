"""Hypothesis strategies for testing what handles these data: records, frames, whole datasets.

They need Hypothesis, which the package itself does not install.
"""

from __future__ import annotations

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
