"""Documents, the policies they describe, external sources, withdrawn ids."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

from pydantic import StringConstraints

from chinaindpolicy.model.fields import (
    Column,
    Id,
    IsoDate,
    Offset,
    Ordinal,
    Period,
    Record,
    Sha256,
    Text,
)
from chinaindpolicy.model.links import follow, referring
from chinaindpolicy.model.vocabularies import (
    TABLE_NAMES,
    Certainty,
    DocumentKind,
    GovernmentLevel,
    PolicyKind,
    PolicyStatus,
)

if TYPE_CHECKING:
    from chinaindpolicy.model.code_lists import Region
    from chinaindpolicy.model.observations import Target
    from chinaindpolicy.model.tasks import Task

# Ids of every table: those of units have a form of their own.
AnyId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]*$", max_length=120)]


class Document(Record):
    __doc__ = "One text that was read; its hash and length fix the offsets of every record."

    id: Annotated[Id, Column("Identifier.", "components-plan-report")]
    title: Annotated[Text, Column("Title, in the project's words where none is printed.", "Report")]
    publisher: Annotated[Text | None, Column("Who published it.", "China News Service")] = None
    kind: Annotated[DocumentKind, Column("Document type.", "news_report")]
    language: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[a-z]{2}(-[A-Za-z]+)*$")],
        Column("BCP 47 language tag of the text.", "en"),
    ]
    published_on: Annotated[
        IsoDate | None, Column("Day of publication, if the text states it.", "2024-02-04")
    ] = None
    policy_ids: Annotated[
        tuple[Id, ...],
        Column(
            "The policies that it is or describes.",
            "components-action-plan-2021",
            references=("policies",),
        ),
    ] = ()
    url: Annotated[
        Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")] | None,
        Column("Address of a page with this text.", "https://www.tellerreport.com/"),
    ] = None
    source_file: Annotated[Text, Column("File name of the text.", "002_43df354f9e8e58c2.txt")]
    sha256: Annotated[Sha256, Column("SHA-256 of the file's bytes.", "0" * 64, derived=True)]
    n_chars: Annotated[
        Offset,
        Column("Length of the decoded text.", "15930", "characters", derived=True),
    ]
    n_paragraphs: Annotated[
        Ordinal, Column("Number of non-blank lines.", "93", "paragraphs", derived=True)
    ]
    note: Annotated[Text | None, Column("Known issues.", "A translation.")] = None


class Policy(Record):
    __doc__ = "The instrument that a document describes: opinions, a plan, one place's work report."

    id: Annotated[Id, Column("Identifier.", "components-action-plan-2021")]
    title: Annotated[Text, Column("English title.", "Components action plan (2021-2023)")]
    title_zh: Annotated[Text | None, Column("Chinese title.", "政府工作报告")] = None
    document_number: Annotated[
        Text | None, Column("Official document number.", "工信部联科〔2023〕77号")
    ] = None
    kind: Annotated[PolicyKind, Column("Type of instrument.", "action_plan")]
    level: Annotated[GovernmentLevel, Column("Level of government.", "national")]
    issuers: Annotated[
        tuple[Id, ...], Column("Who issued it.", "miit|moe", references=("organizations",))
    ] = ()
    region_id: Annotated[Id, Column("Where it applies.", "cn", references=("regions",))]
    issued_on: Annotated[IsoDate | None, Column("Date of the document.", "2023-06-02")] = None
    published_on: Annotated[IsoDate | None, Column("Day it was made public.", "2023-07-03")] = None
    period: Annotated[Period | None, Column("Period it plans for, ISO 8601.", "2021/2023")] = None
    status: Annotated[
        PolicyStatus | None, Column("Whether it is in force, where known.", "in_force")
    ] = None
    superseded_by: Annotated[
        Id | None,
        Column("The policy that replaced it.", "action-plan-2024", references=("policies",)),
    ] = None
    session: Annotated[
        Text | None, Column("Session of the people's congress.", "2nd session of the 16th")
    ] = None
    delivered_by: Annotated[Text | None, Column("Who delivered the report.", "Yin Yong")] = None
    delivered_by_zh: Annotated[Text | None, Column("Who delivered it, in Chinese.", "殷勇")] = None
    reference_ids: Annotated[
        tuple[Id, ...],
        Column(
            "Sources of facts that the documents do not state.",
            "xinhua-2023",
            references=("references",),
        ),
    ] = ()
    note: Annotated[Text | None, Column("Known issues.", "No date found.")] = None

    @property
    def region(self) -> Region:
        """The region where it applies."""
        return cast("Region", follow(self, "regions", self.region_id))

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Its tasks, in reading order."""
        return referring(self, "tasks", "policy_id")

    @property
    def targets(self) -> tuple[Target, ...]:
        """Its targets, in reading order.

        Example:
            >>> import chinaindpolicy as cip
            >>> len(cip.policies["work-report-2024-zhejiang"].targets)
            4
        """
        return referring(self, "targets", "policy_id")


class Reference(Record):
    __doc__ = "A source outside the documents."

    id: Annotated[Id, Column("Identifier.", "xinhua-2023-07-03")]
    title: Annotated[Text, Column("Description in the project's words.", "Report on opinions")]
    publisher: Annotated[Text, Column("Who published it.", "Xinhua")]
    published_on: Annotated[IsoDate | None, Column("Day of publication.", "2023-07-03")] = None
    published_in: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[12][0-9]{3}(-(0[1-9]|1[0-2]))?$")] | None,
        Column("Month or year of publication, where its day is not known.", "2025-01"),
    ] = None
    url: Annotated[
        Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$")] | None,
        Column("Address, only of the publisher's own copy.", "https://en.people.cn/"),
    ] = None
    certainty: Annotated[Certainty, Column("How well it is known.", "found")]
    note: Annotated[Text | None, Column("The fact that it supports.", "Original wording.")] = None


class Withdrawal(Record):
    __doc__ = (
        "A withdrawn id of an earlier release, with its successor or the reason for withdrawal."
    )

    # The ids of every table can be withdrawn, and units have codes of their own form.
    id: Annotated[AnyId, Column("The withdrawn id, never used again.", "anhui-2024-smes")]  # pyright: ignore[reportIncompatibleVariableOverride]
    successor_id: Annotated[
        AnyId | None,
        Column(
            "The id that replaces it, if there is one.",
            "anhui-2024-technology-smes",
            references=TABLE_NAMES,
        ),
    ] = None
    reason: Annotated[
        Text, Column("Reason for the withdrawal, in the project's words.", "Read twice.")
    ]
    withdrawn_in: Annotated[
        Annotated[str, StringConstraints(pattern=r"^[0-9]+\.[0-9]+$", max_length=20)],
        Column("The first release without it.", "2026.2"),
    ]
