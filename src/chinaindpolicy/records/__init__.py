"""The records: one frozen pydantic class per table, from which all schemas are derived."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from chinaindpolicy.records.base import PERIOD_PATTERN, Column, Record, period_bounds
from chinaindpolicy.records.contents import Product, Project, Task
from chinaindpolicy.records.lists import Organization, Region, Unit
from chinaindpolicy.records.observations import Figure, Indicator, Outcome, Target
from chinaindpolicy.records.policy import Document, Policy, Reference, Withdrawal
from chinaindpolicy.records.text import Erratum, Mention, Passage, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "PERIOD_PATTERN",
    "RECORDS",
    "Column",
    "Document",
    "Erratum",
    "Figure",
    "Indicator",
    "Mention",
    "Organization",
    "Outcome",
    "Passage",
    "Policy",
    "Product",
    "Project",
    "Record",
    "Reference",
    "Region",
    "Span",
    "Target",
    "Task",
    "Unit",
    "Withdrawal",
    "period_bounds",
]

RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "documents": Document,
        "policies": Policy,
        "indicators": Indicator,
        "targets": Target,
        "figures": Figure,
        "tasks": Task,
        "products": Product,
        "projects": Project,
        "regions": Region,
        "organizations": Organization,
        "units": Unit,
        "mentions": Mention,
        "passages": Passage,
        "spans": Span,
        "errata": Erratum,
        "references": Reference,
        "outcomes": Outcome,
        "withdrawals": Withdrawal,
    }
)
"""The record class of each table."""
