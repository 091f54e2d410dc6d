"""Comparison of targets with outcomes: a verdict for each target at a date."""

from __future__ import annotations

import datetime
import functools
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, get_args

from chinaindpolicy._arguments import checked, checked_except, shown
from chinaindpolicy._public import public
from chinaindpolicy.analysis.comparability import COMPARABILITY, Comparison, compare_outcome
from chinaindpolicy.analysis.localized import Localized
from chinaindpolicy.analysis.verdict_cells import (
    VerdictCells,
    header,
    heading,
    more_rows,
    verdict_cells,
)
from chinaindpolicy.analysis.verdict_text import verdict_text
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ArgumentError, UnknownNameError
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.io.html_view import MOST_ROWS, html_details, html_table, html_text, html_view
from chinaindpolicy.lang.texts import Language, texts
from chinaindpolicy.loading import load
from chinaindpolicy.model.periods import parse_date, period_bounds

if TYPE_CHECKING:
    from decimal import Decimal

    import polars as pl

    from chinaindpolicy.model.records import Outcome, Target

Verdict = Literal["met", "not_met", "not_due", "no_outcome", "not_comparable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on one target.

    Attributes:
        target: The target.
        verdict: `met`, `not_met`, `not_due`, `no_outcome` or `not_comparable`.
        comparisons: The comparison with each outcome known by the date, the closest first.
        explanation: The reason, as text.
        failed: The tests that prevent met or not met, for the closest outcome.
        cells: The verdict as short texts, in the language of `assess`.
    """

    target: Target
    verdict: Verdict
    comparisons: tuple[Comparison, ...]
    explanation: str
    failed: tuple[str, ...]
    cells: VerdictCells = field(compare=False, repr=False)

    @property
    def id(self) -> str:
        """The target's id."""
        return self.target.id

    @property
    def withheld_by(self) -> str | None:
        """The first test that prevents met or not met; None if there is a verdict or no outcome."""
        return self.failed[0] if self.failed else None

    @property
    def outcome_ids(self) -> tuple[str, ...]:
        """The ids of the outcomes that the target was compared with."""
        return tuple(comparison.outcome.id for comparison in self.comparisons)

    @property
    def outcome(self) -> Outcome | None:
        """The outcome that decides the verdict, or the closest one."""
        return self.comparisons[0].outcome if self.comparisons else None

    def __str__(self) -> str:
        return f"{self.id}: {self.cells.verdict}\n  {self.explanation}"

    def _repr_html_(self) -> str:
        cells = self.cells
        table = html_table("", header(cells.lang), [cells.row(self.id)], whole=True)
        return html_view(table, f"<p>{html_text(self.explanation)}</p>")


@public
@dataclass(frozen=True, repr=False)
class Assessment(FrameHints):
    """The verdict of every target at one date; iteration follows the order of the targets.

    Attributes:
        as_of: The date.
        release: The release, or collection, that was assessed.
        judgements: The verdict of each target.
        lang: The language of the texts.
    """

    as_of: datetime.date
    release: str
    judgements: tuple[Judgement, ...]
    lang: Language = "en"

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.frame().__arrow_c_stream__(requested_schema)

    def __iter__(self) -> Iterator[Judgement]:
        return iter(self.judgements)

    def __len__(self) -> int:
        return len(self.judgements)

    def __getitem__(self, id: str) -> Judgement:
        if not isinstance(id, str):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise ArgumentError(
                f"the id of a target is {shown(id)}; expected text (str); by position, use "
                "list(assessment)[...]"
            )
        try:
            return self._by_id[id]
        except KeyError:
            raise UnknownNameError("target", id, self._by_id) from None

    @checked
    def of(self, ids: Iterable[str]) -> Assessment:
        """Return the verdicts of some targets, in the order of their ids.

        Raises:
            UnknownNameError: If there is no such target; suggests similar ids.

        Example:
            >>> import chinaindpolicy as cip
            >>> own = (target.id for target in cip.targets.where(region_id="cn-zj"))
            >>> cip.assess(as_of="2026-11-22").of(own).counts["met"]
            3
        """
        chosen = (ids,) if isinstance(ids, str) else ids
        return replace(self, judgements=tuple(self[id] for id in chosen))

    @functools.cached_property
    def _by_id(self) -> Mapping[str, Judgement]:
        return {judgement.id: judgement for judgement in self.judgements}

    @property
    def counts(self) -> Mapping[str, int]:
        """The number of targets of each verdict, zero included."""
        found = Counter(judgement.verdict for judgement in self)
        return MappingProxyType({verdict: found[verdict] for verdict in VERDICTS})

    def frame(self) -> pl.DataFrame:
        """Return the verdicts as a frame; `id` is the id of the target, for joins.

        Example:
            >>> import chinaindpolicy as cip
            >>> frame = cip.assess(as_of="2026-11-22").frame()
            >>> frame.filter(frame["verdict"] == "met")["id"].to_list()[0]
            'jinan-2024-new-little-giants'
        """
        import polars as pl

        text, number = pl.String(), pl.Float64()
        schema: dict[str, pl.DataType] = {
            "id": text,
            "as_of": pl.Date(),
            "verdict": pl.Enum(VERDICTS),
            "withheld_by": pl.Enum(list(COMPARABILITY)),
            "failed": pl.List(text),
            "outcome_ids": pl.List(text),
            "target_comparator": text,
            "target_value": number,
            "target_value_upper": number,
            "target_unit": text,
            "outcome_comparator": text,
            "outcome_value": number,
            "outcome_value_upper": number,
            "outcome_unit": text,
            "certainty": text,
            "explanation": text,
        }
        rows = [_row(judgement, self.as_of) for judgement in self]
        return pl.DataFrame(rows, schema=schema, orient="row")

    def __repr__(self) -> str:
        counts = ", ".join(f"{count} {verdict}" for verdict, count in self.counts.items())
        return f"<Assessment of {self.release} as of {self.as_of}: {counts}>"

    def __str__(self) -> str:
        details = [str(judgement) for judgement in self if judgement.comparisons]
        return "\n".join([self._heading(), *details])

    def _heading(self) -> str:
        return heading(len(self), self.release, self.as_of, self.counts, self.lang)

    def _repr_html_(self) -> str:
        order = ("met", "not_met", "not_comparable", "not_due", "no_outcome")
        ordered = sorted(self, key=lambda judgement: order.index(judgement.verdict))
        say = texts(self.lang)
        rows = [each.cells.row(each.id) for each in ordered[:MOST_ROWS]]
        words = [(each.id, each.explanation) for each in ordered if each.comparisons]
        columns = [say.code("heading", name) for name in ("target", "explanation")]
        reasons = html_table("", columns, words, whole=True)
        title = say("Explanations of {count} targets", count=len(words))
        return html_view(
            html_table(
                self._heading(),
                header(self.lang),
                rows,
                total=len(self),
                more=more_rows(self.lang),
            ),
            html_details(title, reasons) if words else "",
        )


@public
@checked_except("as_of")
def assess(
    *, as_of: datetime.date | str, dataset: Dataset | None = None, lang: Language = "en"
) -> Assessment:
    """Compare each target with the outcomes known at a date.

    An outcome counts from the day its source was published; without that day, from the end of
    the month or year of publication. Only if its source has no date at all does it count from the
    end of its own period. Verdicts are computed from fields (see [outcomes](outcomes.md)) and never
    stored.

    Args:
        as_of: The date of the verdicts, as a date or like `2026-11-22`.
        dataset: The dataset; by default the latest packaged release.
        lang: The language of the explanations: `en` or `zh`.

    Returns:
        The verdict of every target.

    Raises:
        UnknownNameError: If there is no such language.
        DateError: If `as_of` is not a valid date; it is a ValueError.

    Example:
        >>> import chinaindpolicy as cip
        >>> verdicts = cip.assess(as_of="2026-11-22")
        >>> verdicts["zhejiang-2024-major-projects"].verdict
        'met'
        >>> verdicts["anhui-2024-technology-smes"].withheld_by
        'object'
        >>> cip.assess(as_of="2024-06-30").counts["not_due"] > 50
        True
    """
    chosen = dataset if dataset is not None else load()
    day = parse_date(as_of)
    known: defaultdict[str, list[Outcome]] = defaultdict(list)
    for outcome in chosen.outcomes:
        if _known_since(outcome, chosen) <= day:
            known[outcome.record_id].append(outcome)
    indicators = {indicator.id: indicator for indicator in chosen.indicators}
    judgements: list[Judgement] = []
    local = Localized(lang, chosen)
    for target in chosen.targets:
        comparisons = [compare_outcome(target, found, indicators) for found in known[target.id]]
        judgements.append(_judge(target, comparisons, day, local))
    return Assessment(day, chosen.release, tuple(judgements), lang)


def _known_since(outcome: Outcome, dataset: Dataset) -> datetime.date:
    reference = dataset.references[outcome.reference_id]
    if reference.published_on is not None:
        return reference.published_on
    if reference.published_in is not None:
        _, end = period_bounds(reference.published_in)
        return end
    return outcome.period_end or datetime.date.min


def _judge(
    target: Target, comparisons: list[Comparison], day: datetime.date, local: Localized
) -> Judgement:
    # Decisive outcomes first, then by the number of failed tests; ids make the order unique.
    comparisons.sort(key=lambda found: (found.result is None, len(found.failed), found.outcome.id))
    due = target.period_end is not None and target.period_end < day
    verdict, failed = _verdict(comparisons, due or target.period_end is None)
    words = verdict_text(target, verdict, failed, comparisons, day, local)
    closest = comparisons[0].outcome if comparisons else None
    cells = verdict_cells(target, closest, verdict, failed[0] if failed else None, local)
    return Judgement(target, verdict, tuple(comparisons), words, failed, cells)


def _verdict(comparisons: list[Comparison], due: bool) -> tuple[Verdict, tuple[str, ...]]:
    counted = comparisons if due else [found for found in comparisons if found.final]
    results: list[Verdict] = [found.result for found in counted if found.result is not None]
    if len(set(results)) > 1:
        return "not_comparable", ("agreement",)
    if results:
        return results[0], ()
    if not due:
        return "not_due", ("deadline",)
    if not comparisons:
        return "no_outcome", ()
    return "not_comparable", comparisons[0].failed


def _row(judgement: Judgement, day: datetime.date) -> tuple[object, ...]:
    target, outcome = judgement.target, judgement.outcome
    return (
        judgement.id,
        day,
        judgement.verdict,
        judgement.withheld_by,
        list(judgement.failed),
        list(judgement.outcome_ids),
        *_numbers(target.comparator, target.value, target.value_upper, target.unit),
        *(
            (None,) * 4
            if outcome is None
            else _numbers(outcome.comparator, outcome.value, outcome.value_upper, outcome.unit)
        ),
        outcome.certainty if outcome else None,
        judgement.explanation,
    )


def _numbers(
    comparator: str | None, value: Decimal | None, upper: Decimal | None, unit: str | None
) -> tuple[str | None, float | None, float | None, str | None]:
    return (
        comparator,
        None if value is None else float(value),
        None if upper is None else float(upper),
        unit,
    )
