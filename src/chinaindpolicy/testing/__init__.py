"""Hypothesis strategies for testing what handles these data: records, frames, whole datasets.

They need Hypothesis, which the package itself does not install.
"""

from __future__ import annotations

from chinaindpolicy.testing.fields import numbers, periods, records, values
from chinaindpolicy.testing.small import SmallDataset, datasets, frames
from chinaindpolicy.testing.violations import VIOLATIONS, Violation, violations

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
