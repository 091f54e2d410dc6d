"""Tools that compute: convert, assess, audit and add."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Literal

from chinaindpolicy._arguments import checked, checked_except
from chinaindpolicy.agent.answers import (
    Audited,
    AuditedNumber,
    Converted,
    Sum,
    VerdictAnswer,
    Verdicts,
)
from chinaindpolicy.agent.limits import (
    LONGEST_TEXT,
    checked_ids,
    checked_text,
    page_of,
)
from chinaindpolicy.agent.records import record_of, release_of
from chinaindpolicy.analysis.assessment import VERDICTS, assess
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.analysis.sums import sum_of
from chinaindpolicy.auditing.audit import audit
from chinaindpolicy.errors import (
    ArgumentError,
    UnknownNameError,
)
from chinaindpolicy.model.serialize import json_number
from chinaindpolicy.quantity.conversion import convert

if TYPE_CHECKING:
    pass

_LARGEST_EXPONENT = 250


class CalculatingTools:
    """The tools that compute with values of records."""

    @checked
    def convert(self, value: str, unit: str, to: str, release: str | None = None) -> Converted:
        """Convert a value to another unit of the same dimension; currencies are not converted.

        `value` is a number as decimal text, such as "2.1"; units are codes such as petaflops.
        """
        try:
            number = Decimal(checked_text("convert", "value", value, 100))
        except InvalidOperation:
            raise ArgumentError(
                f'convert: value is {value!r}; expected a number as decimal text, such as "2.1"'
            ) from None
        if number.is_finite() and abs(number.adjusted()) > _LARGEST_EXPONENT:
            raise ArgumentError(
                f"convert: value is {value!r}; its exponent must be between "
                f"-{_LARGEST_EXPONENT} and {_LARGEST_EXPONENT}"
            )
        result = convert(number, unit, to)
        return Converted(
            release=release_of(release).release,
            value=json_number(result),
            exact=f"{result:f}",
            unit=to,
        )

    @checked_except("as_of")
    def assess(
        self,
        as_of: str,
        ids: list[str] | None = None,
        verdict: Literal["met", "not_met", "not_due", "no_outcome", "not_comparable"] | None = None,
        limit: int = 50,
        offset: int = 0,
        release: str | None = None,
    ) -> Verdicts:
        """Compare targets with the outcomes known on a day (YYYY-MM-DD).

        `no_outcome` means that nothing is known, not that the target was missed.
        """
        dataset = release_of(release)
        if verdict is not None and verdict not in VERDICTS:
            raise UnknownNameError("verdict", verdict, VERDICTS, place="assess")
        found = assess(as_of=as_of, dataset=dataset)
        if ids is not None:
            found = found.of(checked_ids("assess", ids))
        judgements = [each for each in found if verdict in (None, each.verdict)]
        page, following = page_of("assess", judgements, limit, offset)
        counts: dict[str, int] = {}
        for each in judgements:
            counts[each.verdict] = counts.get(each.verdict, 0) + 1
        return Verdicts(
            release=dataset.release,
            as_of=found.as_of.isoformat(),
            total=len(judgements),
            offset=offset,
            next_offset=following,
            counts=counts,
            verdicts=[
                VerdictAnswer(
                    id=each.id,
                    verdict=each.verdict,
                    explanation=each.explanation,
                    outcome_ids=list(each.outcome_ids),
                )
                for each in page
            ],
        )

    @checked_except("as_of")
    def audit(self, text: str, as_of: str | None = None, release: str | None = None) -> Audited:
        """Check each number of an English or Chinese text against the data.

        `contradicted` means that a record of the same thing differs, and `reason` names how;
        `ambiguous` means that the text does not say enough; `not_covered` means that the data have
        nothing on it, which is not an error of the text. `char_start` counts Unicode characters.
        """
        dataset = release_of(release)
        found = audit(checked_text("audit", "text", text, LONGEST_TEXT), dataset, as_of=as_of)
        return Audited(
            release=dataset.release,
            numbers=[
                AuditedNumber(
                    text=claim.text,
                    char_start=claim.char_start,
                    char_end=claim.char_end,
                    verdict=claim.verdict,
                    record_ids=list(claim.record_ids),
                    reason=claim.reason,
                    explanation=claim.explain(),
                )
                for claim in found
            ],
        )

    @checked
    def add(self, ids: list[str], release: str | None = None) -> Sum:
        """Add values of targets or figures, only if the sum has a meaning.

        Never add values yourself: a city is part of its province, rates are not additive, and
        targets are not figures. The answer says why values may not be added.
        """
        dataset = release_of(release)
        chosen = checked_ids("add", ids)
        records: list[Any] = [record_of(dataset, id) for id in chosen]
        total, reasons = sum_of(records, ReverseIndex(dataset))
        return Sum(
            release=dataset.release,
            ids=list(chosen),
            may_be_added=total is not None,
            reasons=reasons,
            comparator=None if total is None else total.comparator,
            value=None if total is None else json_number(total.value),
            unit=None if total is None else total.unit,
        )
