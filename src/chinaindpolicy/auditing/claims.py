"""Results of an audit: `Claim`, `FieldMatch`, `RecordMatch` and `Audit`."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, Literal, overload

from chinaindpolicy._arguments import checked
from chinaindpolicy._public import public
from chinaindpolicy.auditing.decisions import Reason, Verdict
from chinaindpolicy.io.frame_hints import FrameHints
from chinaindpolicy.lang.texts import ENGLISH, Language, texts

if TYPE_CHECKING:
    import polars as pl

VERDICTS: tuple[Verdict, ...] = ("supported", "contradicted", "ambiguous", "not_covered")
AuditFormat = Literal["text", "json", "html", "sarif", "github"]


@dataclass(frozen=True, slots=True)
class FieldMatch:
    """A field of a record compared with words of the text.

    Attributes:
        field: The compared field: `indicator`, `value`, `comparator`, `period`, `region`,
            `subject`, `source` or `kind`.
        state: `ok` if they agree, `wrong` if they differ, `open` if the text leaves it open.
        record: The field of the record, as text.
        words: The words of the text; empty if the text has none.
        note: Explanation; empty if there is none.
    """

    field: str
    state: Literal["ok", "open", "wrong"]
    record: str
    words: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class RecordMatch:
    """A record that a claim was compared with.

    Attributes:
        record_id: Id of the record.
        statement: Statement of the record.
        fields: The compared fields.
    """

    record_id: str
    statement: str
    fields: tuple[FieldMatch, ...]


@public
@dataclass(frozen=True, slots=True)
class Claim:
    """One number of a text, with its verdict.

    Attributes:
        text: The expression, as the text has it.
        char_start: `str` offset of the first character.
        char_end: `str` offset after the last character.
        verdict: `supported`, `contradicted`, `ambiguous` or `not_covered`.
        record_ids: Ids of the records that decide the verdict, the best first; empty if nothing
            is known.
        reason: The trait that decides it: `agrees`, `value`, `magnitude`, `comparator`,
            `period`, `region`, `unit`, `denominator`, `attribution`, `kind`, `subject`,
            `newer outcome`, `several records` or `no record`.
        note: A known misprint that the number repeats; empty if there is none.
        records: How the words match each record.

    Example:
        >>> import chinaindpolicy as cip
        >>> claim = cip.audit("Jinan plans more than 400,000 new energy vehicles in 2024.")[0]
        >>> claim.text, claim.verdict, claim.record_ids
        ('more than 400,000 new energy vehicles', 'supported', ('jinan-2024-nev-output',))
    """

    text: str
    char_start: int
    char_end: int
    verdict: Verdict
    record_ids: tuple[str, ...]
    reason: Reason
    note: str = ""
    records: tuple[RecordMatch, ...] = field(default=(), repr=False)

    def explain(self, lang: Language = "en") -> str:
        """Return which words of the text matched which field of which record.

        Args:
            lang: The language, `en` or `zh`; in Chinese, English texts are marked as English.

        Raises:
            UnknownNameError: If there is no such language. It is a KeyError.

        Example:
            >>> import chinaindpolicy as cip
            >>> found = cip.audit("Jinan plans 300,000 new energy vehicles in 2024.")
            >>> print(found[0].explain().splitlines()[0])
            '300,000 new energy vehicles' is contradicted: value
        """
        from chinaindpolicy.auditing.localized import explained

        return explained(self, texts(lang))


@public
@dataclass(frozen=True)
class Audit(FrameHints, Sequence[Claim]):
    """The claims of a text, in order.

    Attributes:
        text: The text.
        claims: One claim for each number that states how much or how many. Dates, ordinals,
            names and counts of a document's own parts are not claims.
        release: Name of the release that the text was compared with.
        as_of: Outcomes that were published later were ignored; None if there is no limit.

    Example:
        >>> import chinaindpolicy as cip
        >>> found = cip.audit("济南力争2024年新能源汽车产量超过40万辆。")
        >>> found.ok, found.counts["supported"]
        (True, 1)
    """

    text: str
    claims: tuple[Claim, ...]
    release: str
    as_of: datetime.date | None = None

    @property
    def ok(self) -> bool:
        """True if no claim is contradicted."""
        return not any(claim.verdict == "contradicted" for claim in self.claims)

    @property
    def counts(self) -> dict[Verdict, int]:
        """Number of claims by verdict."""
        found = Counter(claim.verdict for claim in self.claims)
        return {verdict: found[verdict] for verdict in VERDICTS}

    def __bool__(self) -> bool:
        """Return `ok`."""
        return self.ok

    def __len__(self) -> int:
        """Return the number of claims."""
        return len(self.claims)

    def __iter__(self) -> Iterator[Claim]:
        """Return an iterator of the claims."""
        return iter(self.claims)

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Claim, ...]: ...
    def __getitem__(self, index: int | slice) -> Claim | tuple[Claim, ...]:
        """Return a claim, or a tuple of claims."""
        return self.claims[index]

    def to_dict(self) -> dict[str, Any]:
        """Return the audit as dicts and lists, without the text.

        Example:
            >>> import chinaindpolicy as cip
            >>> sorted(cip.audit("No number.").to_dict())
            ['as_of', 'claims', 'counts', 'ok', 'release']
        """
        return {
            "ok": self.ok,
            "release": self.release,
            "as_of": self.as_of.isoformat() if self.as_of else None,
            "counts": dict(self.counts),
            "claims": [asdict(claim) for claim in self.claims],
        }

    def frame(self) -> pl.DataFrame:
        """Return one row for each claim.

        Returns:
            A Polars frame with the columns `text`, `char_start`, `char_end`, `verdict`,
            `reason`, `record_ids` (a list) and `note`.
        """
        import polars as pl

        return pl.DataFrame(
            [
                (
                    claim.text,
                    claim.char_start,
                    claim.char_end,
                    claim.verdict,
                    claim.reason,
                    list(claim.record_ids),
                    claim.note or None,
                )
                for claim in self.claims
            ],
            schema={
                "text": pl.String,
                "char_start": pl.Int64,
                "char_end": pl.Int64,
                "verdict": pl.String,
                "reason": pl.String,
                "record_ids": pl.List(pl.String),
                "note": pl.String,
            },
            orient="row",
        )

    @checked
    def to(
        self, format: AuditFormat | str = "text", *, file: str = "", lang: Language = "en"
    ) -> str:
        """Return the audit in a format.

        Args:
            format: `text`, `json`, `html`, `sarif` or `github`.
            file: Name of the text's file, for `text`, `sarif` and `github`.
            lang: The language of messages, `en` or `zh`; codes and `json` stay as they are.

        Returns:
            `html` is a page without scripts: the text with each number marked; a click on a
            number shows its records.

        Raises:
            UnknownNameError: If there is no such format or language. It is a KeyError.

        Example:
            >>> import chinaindpolicy as cip
            >>> found = cip.audit("Jinan plans 300,000 new energy vehicles in 2024.")
            >>> found.to("github", file="draft.md")[:44]
            '::error file=draft.md,line=1,col=13,title=va'
        """
        from chinaindpolicy.auditing.render import rendered

        return rendered(self, format, file, texts(lang))

    def __str__(self) -> str:
        """Return the text format."""
        return self.to("text").rstrip("\n")

    def _repr_html_(self) -> str:
        from chinaindpolicy.auditing.render import marked_text

        return marked_text(self, ENGLISH)
