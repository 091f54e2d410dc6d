"""Answers of the tools: JSON objects with record ids, source, release and cautions."""

from __future__ import annotations

from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    model_serializer,
)


class Answer(BaseModel):
    """An answer of a tool; every answer names the release it is read from."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    release: str = Field(description="Name of the data release that was read.")


class RecordSummary(BaseModel):
    """A record with the facts that a correct answer about it must state."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Id of the record; cite it with every number.")
    table: str = Field(description="Table of the record, such as targets or figures.")
    text: str = Field(description="Statement, title or name of the record.")
    value_text: str | None = Field(
        default=None, description="The value with comparator, unit, region and period."
    )
    value: int | float | None = Field(default=None, description="The value in the base unit.")
    value_upper: int | float | None = Field(default=None, description="Upper end of a range.")
    comparator: str | None = Field(
        default=None, description="eq, approx, gt, ge, lt, le or range; part of the value."
    )
    unit: str | None = Field(default=None, description="Code of the unit, such as CNY.")
    period: str | None = Field(default=None, description="Period, ISO 8601.")
    region_id: str | None = Field(default=None, description="Id of the region.")
    indicator_id: str | None = Field(default=None, description="Id of the indicator.")
    policy_id: str | None = Field(default=None, description="Id of the policy.")
    document_id: str | None = Field(default=None, description="Id of the document it is read from.")
    paragraph: int | None = Field(default=None, description="Paragraph of the document.")
    stated: str | None = Field(default=None, description="The expression as printed.")
    cautions: list[str] = Field(
        default_factory=list[str],
        description="Facts that a correct answer about this record must state.",
    )
    matched: str | None = Field(default=None, description="The column in which words were found.")

    @model_serializer(mode="wrap")
    def _without_nulls(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in handler(self).items() if value is not None}


class Page(Answer):
    """A page of records."""

    total: int = Field(description="Number of records that match, on all pages.")
    offset: int = Field(description="Position of the first record of this page, from 0.")
    next_offset: int | None = Field(description="The offset of the next page; null on the last.")
    records: list[RecordSummary] = Field(description="The records of this page.")
    advice: str | None = Field(default=None, description="Advice if nothing was found.")
    nearest: list[RecordSummary] = Field(
        default_factory=list[RecordSummary],
        description="If nothing was found: records that are similar. They do not answer the query.",
    )


class RecordDetail(RecordSummary):
    """A record with every filled field, its links and its citation."""

    fields: dict[str, Any] = Field(description="Every filled field of the record.")
    outcomes: list[RecordSummary] = Field(description="Known outcomes of the record.")
    errata: list[RecordSummary] = Field(description="Errata of the source at this record.")
    citation: str = Field(description="Sources of the record and the release.")


class Records(Answer):
    """Records with their details."""

    records: list[RecordDetail] = Field(description="The records, in the order of the ids.")


class Rows(Answer):
    """A page of rows of a table."""

    total: int = Field(description="Number of rows that match, on all pages.")
    offset: int = Field(description="Position of the first row of this page, from 0.")
    next_offset: int | None = Field(description="The offset of the next page; null on the last.")
    rows: list[dict[str, Any]] = Field(description="The rows; empty cells are left out.")


class Text(Answer):
    """A text about records."""

    ids: list[str] = Field(description="Ids of the records the text is about.")
    text: str = Field(description="The text.")


class Quotation(Answer):
    """The place a record is read from."""

    id: str = Field(description="Id of the record.")
    document_id: str = Field(description="Id of the document.")
    document: str = Field(description="Title and publisher of the document.")
    source_file: str = Field(description="Name of the source text.")
    paragraph: int | None = Field(description="Paragraph of the source text.")
    char_start: int = Field(description="First character of the sentence, from 0.")
    char_end: int = Field(description="End of the sentence, exclusive.")
    stated: str | None = Field(description="The expression as printed.")
    sentence: str | None = Field(
        description="The sentence; null if the server has no folder of source texts."
    )


class Converted(Answer):
    """A value in another unit."""

    value: int | float = Field(description="The value in the unit `to`.")
    exact: str = Field(description="The same value as decimal text.")
    unit: str = Field(description="The unit of the value.")


class VerdictAnswer(BaseModel):
    """The verdict on one target."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(description="Id of the target.")
    verdict: str = Field(description="met, not_met, not_due, no_outcome or not_comparable.")
    explanation: str = Field(description="Reason of the verdict.")
    outcome_ids: list[str] = Field(description="Outcomes that the target was compared with.")


class Verdicts(Answer):
    """Verdicts on targets at one date."""

    as_of: str = Field(description="The date of the comparison.")
    total: int = Field(description="Number of targets, on all pages.")
    offset: int = Field(description="Position of the first verdict of this page, from 0.")
    next_offset: int | None = Field(description="The offset of the next page; null on the last.")
    counts: dict[str, int] = Field(description="Number of targets with each verdict.")
    verdicts: list[VerdictAnswer] = Field(description="The verdicts of this page.")


class AuditedNumber(BaseModel):
    """A number of a text, compared with the dataset."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str = Field(description="The number as written.")
    char_start: int = Field(description="First character of the number, from 0.")
    char_end: int = Field(description="End of the number, exclusive.")
    verdict: str = Field(description="supported, contradicted, ambiguous or not_covered.")
    record_ids: list[str] = Field(description="Records that the verdict rests on.")
    reason: str = Field(description="Trait that disagrees or is open; empty if supported.")
    explanation: str = Field(description="Which words match which fields of which record.")


class Audited(Answer):
    """The numbers of a text, compared with the dataset."""

    numbers: list[AuditedNumber] = Field(description="Every number that states a quantity.")


class Sum(Answer):
    """Values of records, and whether they may be added."""

    ids: list[str] = Field(description="Ids of the records.")
    may_be_added: bool = Field(description="Whether a sum of the values has a meaning.")
    reasons: list[str] = Field(description="Why the values may not be added.")
    comparator: str | None = Field(description="Comparator of the sum: bounds add to a bound.")
    value: int | float | None = Field(description="The sum; null if it has no meaning.")
    unit: str | None = Field(description="Unit of the sum.")
