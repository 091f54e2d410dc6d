"""Coverage of a concept by a policy: a target, no target in the read texts, or not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chinaindpolicy._arguments import checked_except, wrong_type
from chinaindpolicy._public import public
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.dataset.ids import resolve_name
from chinaindpolicy.loading import load
from chinaindpolicy.model.records import Concept, Policy
from chinaindpolicy.model.vocabularies import READ_TABLES

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Document, Target

CoverageStatus = Literal["target", "no_target", "not_read"]


@public
@dataclass(frozen=True)
class Coverage:
    """The targets of a policy for a concept, as far as a dataset covers them.

    Attributes:
        policy: The policy.
        concept: The concept.
        status: `target` if the policy has one; `no_target` if a document of the policy was read
            and states none; `not_read` if no document of it is part of the dataset.
        targets: The targets of the policy for the concept.
        documents: The documents of the policy that were read.
    """

    policy: Policy
    concept: Concept
    status: CoverageStatus
    targets: tuple[Target, ...]
    documents: tuple[Document, ...]

    def __str__(self) -> str:
        names = ", ".join(f"{each.id} ({each.kind.replace('_', ' ')})" for each in self.documents)
        subject = f"{self.policy.id}, {self.concept.name.lower()}"
        if self.status == "target":
            ids = ", ".join(target.id for target in self.targets)
            return f"{subject}: {ids}"
        if self.status == "no_target":
            return f"{subject}: no target in the read texts: {names}"
        return f"{subject}: not read; no document of the policy is part of the dataset"


@public
@checked_except("policy", "concept")
def coverage(
    policy: Policy | str, concept: Concept | str, dataset: Dataset | None = None
) -> Coverage:
    """Return whether a policy has a target of a concept, has none, or was not read.

    A document may print a part of a policy. `no_target` therefore means that the documents listed
    state no such target.

    Args:
        policy: A policy, or its id or title.
        concept: A concept, or its id, name or alias.
        dataset: The dataset; by default the latest packaged release.

    Raises:
        UnknownNameError: If there is no such policy or concept; suggests similar names.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.coverage("components-action-plan-2021", "sales").targets[0].id
        'components-plan-sales-2023'
        >>> cip.coverage("components-action-plan-2021", "自给率").status
        'no_target'
    """
    chosen = dataset if dataset is not None else load()
    found = chosen.policies[_id(chosen, "policies", policy)]
    thing = chosen.concepts[_id(chosen, "concepts", concept)]
    targets = tuple(each for each in found.targets if each.indicator.concept_id == thing.id)
    documents = _documents(chosen, found)
    status: CoverageStatus = "not_read"
    if targets:
        status = "target"
    elif documents:
        status = "no_target"
    return Coverage(found, thing, status, targets, documents)


def _id(dataset: Dataset, table: str, value: Policy | Concept | str) -> str:
    if isinstance(value, str):
        return resolve_name(dataset, table, value)
    if not isinstance(value, (Policy, Concept)):  # pyright: ignore[reportUnnecessaryIsInstance]
        name = "policy" if table == "policies" else "concept"
        raise wrong_type("coverage", name, value, f"a {name}, its id or its name")
    return value.id


def _documents(dataset: Dataset, policy: Policy) -> tuple[Document, ...]:
    """Return the documents that name the policy, or in which a record of it was read."""
    read = {
        record.document_id
        for table in READ_TABLES
        for record in dataset.referring(table, "policy_id").get(policy.id, ())
    }
    return tuple(
        each for each in dataset.documents if policy.id in each.policy_ids or each.id in read
    )
