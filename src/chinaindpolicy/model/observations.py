"""Records of values: targets, figures, outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from chinaindpolicy.model.describe import format_amount, format_place, format_value
from chinaindpolicy.model.fields import (
    REVIEW,
    Column,
    Id,
    IsoDate,
    Number,
    Offset,
    Ordinal,
    Period,
    Record,
    Sha256,
    Text,
    UnitCode,
)
from chinaindpolicy.model.links import follow, referring
from chinaindpolicy.model.vocabularies import (
    OBSERVATION_TABLES,
    AttributionCertainty,
    Basis,
    Certainty,
    Comparator,
    FigureKind,
    Measure,
    Origin,
    PeriodBasis,
    PriceBasis,
    Review,
    Strength,
    TargetKind,
)

if TYPE_CHECKING:
    from chinaindpolicy.model.code_lists import Organization, Region
    from chinaindpolicy.model.indicators import Indicator
    from chinaindpolicy.model.policies import Policy
    from chinaindpolicy.model.tasks import Task
    from chinaindpolicy.model.text_records import Erratum


class Observation(Record):
    __doc__ = "Shared columns of targets and figures: a value of an indicator, read in a text."

    id: Annotated[Id, Column("Identifier.", "components-plan-sales-2023")]
    policy_id: Annotated[
        Id | None,
        Column(
            "The policy that states it.", "components-action-plan-2021", references=("policies",)
        ),
    ] = None
    indicator_id: Annotated[
        Id,
        Column(
            "The indicator that is measured.",
            "electronic-component-sales",
            references=("indicators",),
        ),
    ]
    region_id: Annotated[
        Id | None,
        Column("The region; empty if the text names none.", "cn", references=("regions",)),
    ] = None
    statement: Annotated[Text, Column("The whole claim in the project's words.", "Sales reach ...")]
    comparator: Annotated[
        Comparator | None,
        Column("Comparison with the value; empty for a qualitative record.", "gt"),
    ] = None
    value: Annotated[
        Number | None,
        Column("Best reading, in the base unit; a fall is negative.", "2100000000000", "see unit"),
    ] = None
    value_upper: Annotated[Number | None, Column("Upper end of a range.", "30", "see unit")] = None
    unit: Annotated[UnitCode | None, Column("Unit of the value.", "CNY", references=("units",))] = (
        None
    )
    measure: Annotated[
        Measure | None,
        Column("Type of value, such as level, share or growth.", "level"),
    ] = None
    price_basis: Annotated[
        PriceBasis | None, Column("Prices a sum of money is given in.", "nominal")
    ] = None
    baseline: Annotated[
        Number | None, Column("Value that a change starts from, if stated.", "85", "see unit")
    ] = None
    baseline_unit: Annotated[
        UnitCode | None,
        Column(
            "Unit of the baseline, where it is not the unit of the value.",
            "CNY",
            references=("units",),
        ),
    ] = None
    baseline_period: Annotated[
        Period | None, Column("Period that a change starts from, if stated.", "2023")
    ] = None
    period_start: Annotated[
        IsoDate | None, Column("First day of the period.", "2023-01-01", derived=True)
    ] = None
    period_end: Annotated[
        IsoDate | None,
        Column("Last day of the period; a target's deadline.", "2023-12-31", derived=True),
    ] = None
    period: Annotated[
        Period | None,
        Column("Period of the value, ISO 8601; `../2025` is by the end of 2025.", "2023"),
    ] = None
    period_basis: Annotated[
        PeriodBasis | None,
        Column("Where the period is from: evidence, context or document.", "stated"),
    ] = None
    value_printed: Annotated[
        Number | None,
        Column(
            "The literal reading, if an erratum makes it differ from the value.",
            "2100000000",
            "see unit",
        ),
    ] = None
    erratum_id: Annotated[
        Id | None,
        Column(
            "The most important erratum that affects it.",
            "err-sales",
            references=("errata",),
            derived=True,
        ),
    ] = None
    stated: Annotated[
        Text | None, Column("Shortest expression of the value as printed.", "2.100 billion yuan")
    ] = None
    document_id: Annotated[
        Id | None,
        Column(
            "Where it was read.", "components-plan-report", references=("documents",), derived=True
        ),
    ] = None
    paragraph: Annotated[Ordinal | None, Column("Paragraph: the n-th non-blank line.", "7")] = None
    char_start: Annotated[
        Offset | None, Column("Start of the evidence.", "1203", "characters", derived=True)
    ] = None
    char_end: Annotated[
        Offset | None, Column("End of the evidence, exclusive.", "1420", "characters", derived=True)
    ] = None
    text_sha256: Annotated[
        Sha256 | None, Column("SHA-256 of the evidence in UTF-8.", "0" * 64, derived=True)
    ] = None
    review: Annotated[Review, Column(REVIEW, "agreed")] = "single"
    note: Annotated[
        Text | None, Column("The reason for a decision on this record.", "Base not stated.")
    ] = None

    @property
    def indicator(self) -> Indicator:
        """The indicator that is measured."""
        return cast("Indicator", follow(self, "indicators", self.indicator_id))

    @property
    def policy(self) -> Policy | None:
        """The policy that states it."""
        return cast("Policy | None", follow(self, "policies", self.policy_id))

    @property
    def region(self) -> Region | None:
        """The region of the value."""
        return cast("Region | None", follow(self, "regions", self.region_id))

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """The later values that it can be compared with."""
        return referring(self, "outcomes", "record_id")

    @property
    def errata(self) -> tuple[Erratum, ...]:
        """The errata that affect it."""
        return referring(self, "errata", "record_ids")

    def __str__(self) -> str:
        when = f" for {self.period}" if self.period else ""
        return (
            f"{self.id}: {self.statement}\n"
            f"  {self.indicator_id} {format_amount(self)}{when}, {self.region_id}\n"
            f"  {self._format_source()}\n  {format_place(self)}"
            + (f"\n  erratum: {self.erratum_id}" if self.erratum_id else "")
            + (f"\n  note: {self.note}" if self.note else "")
        )

    def _format_source(self) -> str:
        return f"set by {self.policy_id}"


class Target(Observation):
    __doc__ = (
        "An aim set by a policy, with a deadline; quantitative or qualitative, never a forecast."
    )

    kind: Annotated[
        TargetKind,
        Column(
            "Quantitative if it has a number, otherwise qualitative.", "quantitative", derived=True
        ),
    ]
    strength: Annotated[Strength, Column("Strength of the commitment.", "commit")]
    origin: Annotated[
        Origin, Column("Read in a document, or known from outside only.", "document")
    ] = "document"
    reference_id: Annotated[
        Id | None,
        Column("Source of an external target.", "asia-economy", references=("references",)),
    ] = None
    task_id: Annotated[
        Id | None,
        Column(
            "The goal or task that the target quantifies.",
            "components-plan-g4",
            references=("tasks",),
        ),
    ] = None

    @property
    def task(self) -> Task | None:
        """The goal or task that the target quantifies.

        Example:
            >>> import chinaindpolicy as cip
            >>> target = cip.targets["reliability-opinions-platforms-2025"]
            >>> target.task.title, target.indicator.unit, target.region.name
            ('Fill gaps and mend weak points until 2025', 'platform', 'China')
        """
        return cast("Task | None", follow(self, "tasks", self.task_id))


class Figure(Observation):
    __doc__ = "A value that a document reports or expects, with its source."

    organization_id: Annotated[
        Id | None, Column("The organisation it is about.", "catl", references=("organizations",))
    ] = None
    kind: Annotated[FigureKind, Column("Observed, estimated or forecast.", "observed")]
    basis: Annotated[Basis, Column("Authority for the value.", "attributed")]
    attributed_to: Annotated[
        Id | None,
        Column("The organization that states the value.", "wsts", references=("organizations",)),
    ] = None
    attribution_certainty: Annotated[
        AttributionCertainty | None,
        Column("Whether the text clearly attributes the value to that source.", "clear"),
    ] = None
    origin: Annotated[
        Origin, Column("Read in a document, or known from outside only.", "document")
    ] = "document"
    reference_id: Annotated[
        Id | None,
        Column("Source of an external figure.", "miit-2021-01-29", references=("references",)),
    ] = None

    @property
    def organization(self) -> Organization | None:
        """The organization that the value is about."""
        return cast("Organization | None", follow(self, "organizations", self.organization_id))

    def _format_source(self) -> str:
        who = self.attributed_to or self.policy_id
        return f"{self.kind}, {self.basis}" + (f", according to {who}" if who else "")


class Outcome(Record):
    __doc__ = "A later value, from outside the documents, to compare with a target or figure."

    id: Annotated[Id, Column("Identifier.", "outcome-zhejiang-projects")]
    record_id: Annotated[
        Id,
        Column(
            "The target, figure or project it follows.",
            "zhejiang-2024-projects",
            references=(*OBSERVATION_TABLES, "projects"),
        ),
    ]
    indicator_id: Annotated[
        Id,
        Column(
            "Its indicator; the target's own indicator only if it is the same object.",
            "thousand-trillion-major-projects",
            references=("indicators",),
        ),
    ]
    region_id: Annotated[
        Id | None,
        Column("The region; empty if the source names none.", "cn", references=("regions",)),
    ] = None
    statement: Annotated[Text, Column("The outcome, in the project's words.", "1,299 projects.")]
    comparator: Annotated[
        Comparator | None, Column("Comparison with the value; empty without a value.", "eq")
    ] = None
    value: Annotated[
        Number | None, Column("The later value, in the base unit.", "1299", "see unit")
    ] = None
    value_upper: Annotated[Number | None, Column("Upper end of a range.", "30", "see unit")] = None
    unit: Annotated[
        UnitCode | None, Column("Unit of the value.", "project", references=("units",))
    ] = None
    measure: Annotated[
        Measure | None,
        Column("Type of value, such as level, share or growth.", "count"),
    ] = None
    price_basis: Annotated[
        PriceBasis | None, Column("Prices a sum of money is given in.", "nominal")
    ] = None
    period_start: Annotated[
        IsoDate | None, Column("First day of the period.", "2024-01-01", derived=True)
    ] = None
    period_end: Annotated[
        IsoDate | None, Column("Last day of the period.", "2024-12-31", derived=True)
    ] = None
    period: Annotated[Period | None, Column("Period of the value, ISO 8601.", "2024")] = None
    period_basis: Annotated[
        PeriodBasis | None,
        Column("Where the period is from: the source, its context or its date.", "stated"),
    ] = None
    reference_id: Annotated[
        Id, Column("Where it is from.", "cns-2025-01-14", references=("references",))
    ]
    certainty: Annotated[Certainty, Column("How well it is known.", "found")]
    caution: Annotated[Text | None, Column("Limits of the comparison.", "Wider series.")] = None

    @property
    def indicator(self) -> Indicator:
        """The indicator that is measured."""
        return cast("Indicator", follow(self, "indicators", self.indicator_id))

    @property
    def region(self) -> Region | None:
        """The region of the value."""
        return cast("Region | None", follow(self, "regions", self.region_id))

    def __str__(self) -> str:
        amount = f" {format_value(self)}" if self.value is not None else ""
        when = f" for {self.period}" if self.period else ""
        return (
            f"{self.id}: {self.statement}\n"
            f"  {self.indicator_id}{amount}{when}, {self.region_id}\n"
            f"  follows {self.record_id}, from {self.reference_id} ({self.certainty})"
        )
