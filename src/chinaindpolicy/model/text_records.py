"""Records of places in a text: mentions, passages, spans, errata."""

from __future__ import annotations

from typing import Annotated

from chinaindpolicy.model.fields import Column, Id, Offset, Ordinal, Record, Sha256, Text
from chinaindpolicy.model.vocabularies import (
    RECORD_TABLES,
    Certainty,
    ErratumKind,
    MentionRole,
    PassageRole,
    SpanRole,
)


class _Located(Record):
    __doc__ = "A span of a document."

    document_id: Annotated[
        Id,
        Column("The document.", "components-plan-report", references=("documents",), derived=True),
    ]
    paragraph: Annotated[Ordinal, Column("Paragraph: the n-th non-blank line.", "7")]
    char_start: Annotated[Offset, Column("Start of the span.", "1203", "characters", derived=True)]
    char_end: Annotated[
        Offset, Column("End of the span, exclusive.", "1420", "characters", derived=True)
    ]


class Mention(_Located):
    __doc__ = "One expression of quantity in a document, with any role; each appears exactly once."

    id: Annotated[Id, Column("Identifier.", "components-plan-report-m1203", derived=True)]
    text: Annotated[Text, Column("The expression as printed.", "15 companies")]
    role: Annotated[MentionRole, Column("Role of the expression.", "indicator")]
    record_id: Annotated[
        Id | None,
        Column(
            "The record it belongs to.",
            "components-plan-large-firms-2023",
            references=RECORD_TABLES,
        ),
    ] = None


class Passage(_Located):
    __doc__ = "One paragraph of a document and the records found in it, even if there are none."

    id: Annotated[Id, Column("Identifier.", "components-plan-report-p7", derived=True)]
    role: Annotated[PassageRole, Column("Role of the paragraph.", "task")]
    n_targets: Annotated[Offset, Column("Targets read in it.", "1", "records", derived=True)]
    n_figures: Annotated[Offset, Column("Figures read in it.", "0", "records", derived=True)]
    n_tasks: Annotated[Offset, Column("Tasks read in it.", "2", "records", derived=True)]
    n_products: Annotated[Offset, Column("Products named in it.", "0", "records", derived=True)]
    n_projects: Annotated[Offset, Column("Projects named in it.", "0", "records", derived=True)]
    n_mentions: Annotated[
        Offset, Column("Expressions of quantity in it.", "3", "records", derived=True)
    ]
    n_restated: Annotated[
        Offset | None,
        Column("Records of other places restated in it.", "0", "records", derived=True),
    ] = None


class Span(_Located):
    __doc__ = "A span of text other than a record's own evidence: a restated fact, or background."

    id: Annotated[Id, Column("Identifier.", "components-plan-report-s1203", derived=True)]
    text_sha256: Annotated[Sha256, Column("SHA-256 of the span in UTF-8.", "0" * 64, derived=True)]
    role: Annotated[SpanRole, Column("Restatement of a record, or background.", "restatement")]
    record_id: Annotated[
        Id | None,
        Column("The record restated.", "components-plan-sales-2023", references=RECORD_TABLES),
    ] = None


class Erratum(_Located):
    __doc__ = (
        "An erratum of the text: the printed wording, the meant wording, the reason, the certainty."
    )

    id: Annotated[Id, Column("Identifier.", "err-components-sales")]
    text_sha256: Annotated[Sha256, Column("SHA-256 of the span in UTF-8.", "0" * 64, derived=True)]
    printed: Annotated[Text, Column("The printed wording, shortened.", "2.100 billion yuan")]
    meant: Annotated[
        Text | None,
        Column("The meant wording; empty for a doubtful fact.", "2.1 trillion yuan"),
    ] = None
    kind: Annotated[ErratumKind, Column("Erratum type.", "magnitude")]
    explanation: Annotated[Text, Column("The reason, in the project's words.", "A thousands mark.")]
    certainty: Annotated[Certainty, Column("Certainty of the meant wording.", "found")]
    reference_id: Annotated[
        Id | None,
        Column("The source that supports it.", "cns-2021-01-29", references=("references",)),
    ] = None
    record_ids: Annotated[
        tuple[Id, ...],
        Column("Records that it affects.", "components-plan-sales-2023", references=RECORD_TABLES),
    ] = ()

    def __str__(self) -> str:
        meant = f", meant “{self.meant}”" if self.meant else ""
        return (
            f"{self.id}: printed “{self.printed}”{meant} "
            f"({self.kind}, {self.certainty})\n  {self.explanation}\n"
            f"  {self.document_id}, paragraph {self.paragraph}"
        )
