"""Review of extracted claims: a stratified sample, and the agreement of two reviewers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.errors import DataError, UnknownNameError

if TYPE_CHECKING:
    import polars as pl

KEY = ("char_start", "char_end")
_DECISIONS = ("accept", "reject")


@public
@checked
def review_sample(
    claims: pl.DataFrame,
    size: int,
    *,
    by: Sequence[str] = ("kind",),
    id: str = "document",
    seed: int = 0,
) -> pl.DataFrame:
    """Draw a stratified sample of claims for review.

    Each stratum gets its share of the sample, and at least one claim. The sample depends on the
    claims and the seed, not on their order, so it can be drawn again.

    Args:
        claims: Rows of `extract_frame`, or of `chinaindpolicy scan --claims`.
        size: The number of claims; all if there are fewer.
        by: The columns of the strata.
        id: The column of document ids.
        seed: Another seed draws another sample.

    Returns:
        The drawn claims in the order of `claims`, with empty columns `decision` (`accept` or
        `reject`) and `comment` for the reviewer.

    Raises:
        DataError: If `size` is smaller than the number of strata.
        UnknownNameError: If a column does not exist.

    Example:
        >>> import chinaindpolicy as cip, polars as pl
        >>> texts = pl.DataFrame({"document": ["a"], "text": ["到2027年产量5万吨。去年产量4吨。"]})
        >>> claims = cip.extract_frame(texts, id="document")
        >>> cip.review_sample(claims, 2).select("kind", "decision").rows()
        [('target', None), ('observed', None)]
    """
    import polars as pl

    for name in (id, *KEY, *by):
        if name not in claims.columns:
            raise UnknownNameError("column", name, claims.columns, place="the claims")
    keys = claims.select(id, *KEY).rows()
    order = [hashlib.sha256(repr((seed, *key)).encode()).digest() for key in keys]
    strata: dict[tuple[object, ...], list[int]] = {}
    for place, stratum in enumerate(claims.select(*by).rows() if by else [()] * len(keys)):
        strata.setdefault(stratum, []).append(place)
    chosen: list[int] = []
    if strata:
        shares = _shares([len(places) for places in strata.values()], size)
        for places, share in zip(strata.values(), shares, strict=True):
            chosen += sorted(places, key=lambda place: order[place])[:share]
    empty = [pl.lit(None, dtype=pl.String).alias(name) for name in ("decision", "comment")]
    return claims[sorted(chosen)].with_columns(*empty)


def _shares(sizes: Sequence[int], size: int) -> list[int]:
    """Return how many of each stratum are drawn: at least one, else by size (largest rest)."""
    if size < len(sizes):
        raise DataError(
            f"size is {size}, but there are {len(sizes)} strata; draw at least one of each, or "
            "use fewer columns in `by`"
        )
    total = sum(sizes)
    if size >= total:
        return list(sizes)
    spare = size - len(sizes)
    rest = total - len(sizes)
    exact = [(count - 1) * spare / rest if rest else 0.0 for count in sizes]
    shares = [1 + int(each) for each in exact]
    by_rest = sorted(range(len(sizes)), key=lambda place: (int(exact[place]) - exact[place], place))
    for place in by_rest[: size - sum(shares)]:
        shares[place] += 1
    return shares


@public
@dataclass(frozen=True, slots=True)
class ReviewerAgreement:
    """Agreement of two reviewers on the decisions about a sample.

    Attributes:
        compared: claims that both decided.
        equal: claims with the same decision.
        kappa: Cohen's kappa; None if both gave one and the same decision throughout.
        disputed: the claims with different decisions: their key, `decision` and `decision_other`.

    Example:
        >>> import polars as pl
        >>> rows = {"document": ["a", "b"], "char_start": [0, 0], "char_end": [2, 2]}
        >>> one = pl.DataFrame(rows | {"decision": ["accept", "reject"]})
        >>> other = pl.DataFrame(rows | {"decision": ["accept", "accept"]})
        >>> found = reviewer_agreement(one, other)
        >>> found.share, found.disputed["document"].to_list()
        (0.5, ['b'])
    """

    compared: int
    equal: int
    kappa: float | None
    disputed: pl.DataFrame

    @property
    def share(self) -> float:
        """Share of equal decisions, 0 to 1."""
        return self.equal / self.compared


@public
@checked
def reviewer_agreement(
    one: pl.DataFrame, other: pl.DataFrame, *, id: str = "document"
) -> ReviewerAgreement:
    """Compare the decisions of two reviewers about the same claims.

    Args:
        one: A sample with its column `decision` filled in: `accept` or `reject`.
        other: The same sample with the decisions of the other reviewer.
        id: The column of document ids.

    Returns:
        The agreement; claims that one reviewer left open are not compared.

    Raises:
        DataError: If a decision is another word, a claim occurs twice, or no claim was decided
            by both.
        UnknownNameError: If a column does not exist.

    Example:
        >>> import polars as pl
        >>> row = {"document": ["a"], "char_start": [0], "char_end": [2], "decision": ["accept"]}
        >>> reviewer_agreement(pl.DataFrame(row), pl.DataFrame(row)).equal
        1
    """
    import polars as pl

    key = [id, *KEY]
    for frame in (one, other):
        for name in (*key, "decision"):
            if name not in frame.columns:
                raise UnknownNameError("column", name, frame.columns, place="a review")
        wrong = frame.filter(~pl.col("decision").is_in(_DECISIONS))["decision"]
        if wrong.len():
            raise DataError(f"decision {wrong[0]!r} is not allowed; allowed: accept, reject")
        if frame.select(key).is_duplicated().any():
            raise DataError("a claim occurs more than once in a review; review each claim once")
    both = one.select(*key, "decision").join(
        other.select(*key, decision_other="decision"), on=key, how="inner"
    )
    both = both.drop_nulls(["decision", "decision_other"])
    if not both.height:
        raise DataError("no claim has a decision of both reviewers; review the same sample")
    equal = both.filter(pl.col("decision") == pl.col("decision_other")).height
    accepted = [
        both.filter(pl.col(name) == "accept").height / both.height
        for name in ("decision", "decision_other")
    ]
    chance = accepted[0] * accepted[1] + (1 - accepted[0]) * (1 - accepted[1])
    kappa = None if chance == 1 else (equal / both.height - chance) / (1 - chance)
    disputed = both.filter(pl.col("decision") != pl.col("decision_other"))
    return ReviewerAgreement(both.height, equal, kappa, disputed)
