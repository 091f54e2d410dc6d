"""Claims found in a text: `Candidate` and its parts."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from chinaindpolicy._public import public
from chinaindpolicy.model.vocabularies import Strength
from chinaindpolicy.quantity.types import Quantity

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.extraction.links import CandidateLink

__all__ = ["Candidate", "CandidateKind", "Part"]

CandidateKind = Literal["target", "observed", "forecast", "threshold", "none"]
"""Kind of a number's statement; `none` is a number that states no value of an indicator."""


@public
@dataclass(frozen=True, slots=True)
class Part:
    """Words of a text that belong to a claim, with their place.

    Attributes:
        text: the words as printed.
        char_start: `str` offset of the first character in the whole text.
        char_end: `str` offset after the last character.
        value: the meaning of the words: an ISO 8601 period (`../2027` is by the end of 2027), the
            number of a baseline or threshold in its base unit, the id of a region; None if they
            mean no such value.

    Example:
        >>> import chinaindpolicy as cip
        >>> cip.extract("到2027年，软件业务收入突破1万亿元。")[0].deadline
        Part(text='2027年', char_start=1, char_end=6, value='../2027')
    """

    text: str
    char_start: int
    char_end: int
    value: str | Decimal | None = None


@public
@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim extracted from a text. It is not yet a record.

    Attributes:
        text: the expression of quantity as printed.
        char_start: `str` offset of the expression in the whole text.
        char_end: `str` offset after the expression.
        quantity: the expression as `find_quantities` reads it.
        kind: `target`, `observed`, `forecast`, `threshold` (a condition on the members of a
            group) or `none`.
        indicator: the phrase that names the measured quantity.
        subject: the group or organization that the value belongs to, if the indicator does not
            name it.
        object: the product, industry or population within the indicator phrase.
        region: the place, or a word for it, such as 全省.
        deadline: when a target is due, or the period of a forecast.
        baseline_value: the value that this one is compared with.
        baseline_period: the period of the comparison.
        threshold: the condition on the members that are counted.
        strength: `commit`, `strive` or `expect`; None if it is not a target.
        negated: whether the text denies or forbids the value.
        actor: who promises, reports or expects the value.
        period: the period of an observed value.

    Example:
        >>> import chinaindpolicy as cip
        >>> text = "By 2027, the city will raise R&D intensity to 3.2% from 2.6% in 2023."
        >>> found = cip.extract(text)[0]
        >>> found.kind, found.indicator.text, found.deadline.value, found.baseline_value.value
        ('target', 'R&D intensity', '../2027', Decimal('2.6'))
    """

    text: str
    char_start: int
    char_end: int
    quantity: Quantity
    kind: CandidateKind
    indicator: Part | None = None
    subject: Part | None = None
    object: Part | None = None
    region: Part | None = None
    deadline: Part | None = None
    baseline_value: Part | None = None
    baseline_period: Part | None = None
    threshold: Part | None = None
    strength: Strength | None = None
    negated: bool = False
    actor: Part | None = None
    period: Part | None = None

    def links(
        self,
        dataset: Dataset | None = None,
        *,
        table: Literal["indicators", "concepts"] = "indicators",
        most: int = 5,
    ) -> tuple[CandidateLink, ...]:
        """Return the indicators or concepts that the phrase may name, best first.

        Args:
            dataset: The dataset; default: the latest packaged release.
            table: The table to search; one that the dataset has not gives no links.
            most: The largest number of links.

        Returns:
            The links; empty if no record shares the distinguishing words of the phrase.

        Example:
            >>> import chinaindpolicy as cip
            >>> text = "By 2023, sales of electronic components will reach 2,100 billion yuan."
            >>> cip.extract(text)[0].links()[0].id
            'electronic-component-sales'
        """
        from chinaindpolicy.extraction.links import link_candidate

        return link_candidate(self, dataset, table, most)
