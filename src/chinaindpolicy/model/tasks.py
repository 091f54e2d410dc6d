"""Records of planned work: tasks, products, projects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from chinaindpolicy.model.describe import format_place
from chinaindpolicy.model.fields import (
    REVIEW,
    Column,
    Id,
    Offset,
    Ordinal,
    Period,
    Record,
    Sha256,
    Text,
)
from chinaindpolicy.model.links import follow, referring
from chinaindpolicy.model.vocabularies import (
    Instrument,
    ProductKind,
    ProjectAction,
    Review,
    TaskKind,
)

if TYPE_CHECKING:
    from chinaindpolicy.model.code_lists import Region
    from chinaindpolicy.model.observations import Target
    from chinaindpolicy.model.policies import Policy


class TracedRecord(Record):
    __doc__ = "A record of a policy's content, with its evidence in its own row."

    policy_id: Annotated[
        Id,
        Column(
            "The policy that states it.", "components-action-plan-2021", references=("policies",)
        ),
    ]
    document_id: Annotated[
        Id,
        Column(
            "Where it was read.", "components-plan-report", references=("documents",), derived=True
        ),
    ]
    paragraph: Annotated[Ordinal, Column("Paragraph: the n-th non-blank line.", "7")]
    char_start: Annotated[
        Offset, Column("Start of the evidence.", "1203", "characters", derived=True)
    ]
    char_end: Annotated[
        Offset, Column("End of the evidence, exclusive.", "1420", "characters", derived=True)
    ]
    text_sha256: Annotated[
        Sha256, Column("SHA-256 of the evidence in UTF-8.", "0" * 64, derived=True)
    ]
    review: Annotated[Review, Column(REVIEW, "agreed")] = "single"
    note: Annotated[
        Text | None, Column("The reason for a decision on this record.", "One of two.")
    ] = None


class Task(TracedRecord):
    __doc__ = "An action that a policy announces; tasks form a tree."

    id: Annotated[Id, Column("Identifier.", "components-plan-1-2")]
    region_id: Annotated[Id, Column("Where.", "cn", references=("regions",))]
    parent_id: Annotated[
        Id | None, Column("The task it is part of.", "components-plan-1", references=("tasks",))
    ] = None
    level: Annotated[Ordinal, Column("Depth in the tree, from 1.", "2")]
    ordinal: Annotated[
        Ordinal, Column("Place among its siblings of any kind, in reading order, from 1.", "2")
    ]
    kind: Annotated[TaskKind, Column("Task type.", "sub_task")]
    instrument: Annotated[
        Instrument | None, Column("Policy instrument, if the text states it.", "support")
    ] = None
    organization_ids: Annotated[
        tuple[Id, ...], Column("Organizations it names.", "ymtc", references=("organizations",))
    ] = ()
    period: Annotated[
        Period | None,
        Column("Period of the work, ISO 8601, if the text states it.", "../2025"),
    ] = None
    title: Annotated[Text, Column("Title in the project's words.", "Build joint innovation")]
    summary: Annotated[Text, Column("The planned work, in the project's words.", "Firms ...")]

    @property
    def policy(self) -> Policy:
        """The policy that states it."""
        return cast("Policy", follow(self, "policies", self.policy_id))

    @property
    def region(self) -> Region:
        """The region that it is for."""
        return cast("Region", follow(self, "regions", self.region_id))

    @property
    def parent(self) -> Task | None:
        """The task that it is part of."""
        return cast("Task | None", follow(self, "tasks", self.parent_id))

    @property
    def children(self) -> tuple[Task, ...]:
        """The tasks that are part of it, in reading order.

        Example:
            >>> import chinaindpolicy as cip
            >>> [task.ordinal for task in cip.tasks["components-plan-1"].children]
            [1, 2, 3]
        """
        return referring(self, "tasks", "parent_id")

    @property
    def targets(self) -> tuple[Target, ...]:
        """The targets that quantify it."""
        return referring(self, "targets", "task_id")

    def __str__(self) -> str:
        return (
            f"{self.id}: {self.title}\n  {self.kind} of {self.policy_id}, {self.region_id}\n"
            f"  {self.summary}\n  {format_place(self)}"
        )


class Product(TracedRecord):
    __doc__ = "A product, component, material, equipment or technology that a policy names."

    id: Annotated[Id, Column("Identifier.", "reliability-product-gpu")]
    region_id: Annotated[Id, Column("Where.", "cn", references=("regions",))]
    task_id: Annotated[
        Id | None,
        Column("The task that names it.", "reliability-electronics", references=("tasks",)),
    ] = None
    name: Annotated[Text, Column("Standard English name.", "Graphics processing unit")]
    name_printed: Annotated[Text, Column("Name as printed.", "GPU")]
    kind: Annotated[ProductKind, Column("Product type.", "component")]
    organization_ids: Annotated[
        tuple[Id, ...],
        Column("Organizations named with it.", "phytium", references=("organizations",)),
    ] = ()
    segment: Annotated[Text, Column("Group of products it belongs to.", "chips")]
    group_printed: Annotated[
        Text | None,
        Column("The group under which the text lists it, as printed.", "functional materials"),
    ] = None

    def __str__(self) -> str:
        return f"{self.id}: {self.name} ({self.kind}, {self.segment})\n  {format_place(self)}"


class Project(TracedRecord):
    __doc__ = "A named project of a work report: place, companies, phase, planned action."

    id: Annotated[Id, Column("Identifier.", "guangdong-2024-project-cansemi")]
    region_id: Annotated[Id, Column("Region of the project.", "cn-gd", references=("regions",))]
    task_id: Annotated[
        Id | None, Column("The task that names it.", "guangdong-2024-1-2", references=("tasks",))
    ] = None
    name: Annotated[Text, Column("Standard English name.", "CanSemi phase III")]
    name_printed: Annotated[Text, Column("Name as printed.", "Yuexin Phase III")]
    organization_ids: Annotated[
        tuple[Id, ...],
        Column("Companies of the project.", "cansemi", references=("organizations",)),
    ] = ()
    phase: Annotated[Text | None, Column("Phase, where one is named.", "phase III")] = None
    action: Annotated[
        ProjectAction | None,
        Column("Planned action; empty if the text only looks back on it.", "build"),
    ] = None
    summary: Annotated[Text, Column("The plan, in the project's words.", "Build ...")]

    def __str__(self) -> str:
        return (
            f"{self.id}: {self.name} ({self.action or 'reported'})\n  {self.summary}\n"
            f"  {self.policy_id}, {self.region_id}\n  {format_place(self)}"
        )
