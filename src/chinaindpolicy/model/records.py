"""The record class of each table: one frozen pydantic class, the root of every schema."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from chinaindpolicy.model.code_lists import Organization, Region, Unit
from chinaindpolicy.model.fields import Record
from chinaindpolicy.model.indicators import Concept, Indicator, Object
from chinaindpolicy.model.observations import Figure, Outcome, Target
from chinaindpolicy.model.policies import Document, Policy, Reference, Withdrawal
from chinaindpolicy.model.tasks import Product, Project, Task
from chinaindpolicy.model.text_records import Erratum, Mention, Passage, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "RECORDS",
    "Concept",
    "Document",
    "Erratum",
    "Figure",
    "Indicator",
    "Mention",
    "Object",
    "Organization",
    "Outcome",
    "Passage",
    "Policy",
    "Product",
    "Project",
    "Reference",
    "Region",
    "Span",
    "Target",
    "Task",
    "Unit",
    "Withdrawal",
]


RECORDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        "documents": Document,
        "policies": Policy,
        "concepts": Concept,
        "objects": Object,
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
