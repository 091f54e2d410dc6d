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
