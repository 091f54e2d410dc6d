"""Texts of an audit in one language: verdicts, reasons, compared fields and their notes."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chinaindpolicy.auditing.claims import Claim, FieldMatch
    from chinaindpolicy.auditing.decisions import Verdict
    from chinaindpolicy.lang.texts import Texts

NOTES = (
    "a multiple or a percentage",
    "another document",
    "another policy",
    "from an earlier sentence",
    "neither an aim nor a fact",
    "one end of the range",
    "one firm only",
    "percent or percentage points",
    "stated as a fact",
    "stated as an aim",
    "stated as fact",
    "stated as met",
    "stated as missed",
    "the next sentence names another year",
    "the record has no number",
    "the record has no period",
    "the record is about a part of the year",
    "the record is about another part of the year",
    "the record is about the whole year",
    "the record is not about this firm",
    "the record names no such source",
    "the source is unknown, and the record names another one",
    "the text denies the number or makes it depend on a condition",
    "the text does not name the firm",
    "the text may state a fall",
    "the text may state a sum of several places",
    "the text names no place",
    "the text states a change",
    "the text states a fall",
    "the text states a share of the whole country",
    "the text states another measure of the same thing",
    "the value before the change",
)
"""The notes of compared fields that are fixed texts."""
NOTE_FORMS = (
    "the record has {value}",
    "rounded from {value}",
    "the document prints this value by mistake; {value} is meant",
    "{id}: printed {printed}, {meant} is meant",
)
"""The forms of the other notes."""
_PLACEHOLDER = re.compile(r"\{([a-z]+)\}")
_STATES = {"ok": "agrees", "open": "open", "wrong": "differs"}
_CHINESE = re.compile("[\u4e00-\u9fff]")


def verdict_name(verdict: str, say: Texts) -> str:
    """Return a verdict as text."""
    return say.code("audit_verdict", verdict).replace("_", " ")


def reason_name(reason: str, say: Texts) -> str:
    """Return the reason of a verdict as text."""
    return say.code("audit_reason", reason)


def claim_sentence(claim: Claim, say: Texts) -> str:
    """Return the verdict of a claim as one sentence.

    Example:
        >>> import chinaindpolicy as cip
        >>> from chinaindpolicy.lang.texts import texts
        >>> claim = cip.audit("济南力争2024年新能源汽车产量超过30万辆。")[0]
        >>> claim_sentence(claim, texts("zh"))
        "'超过30万辆'与数据不符（数值），依据记录 jinan-2024-nev-output"
    """
    ids = ", ".join(claim.record_ids)
    by = ""
    if ids:
        ambiguous = claim.verdict == "ambiguous"
        by = say(", compared with {ids}", ids=ids) if ambiguous else say(" by {ids}", ids=ids)
    reason = reason_name(claim.reason, say)
    return say(
        "{claim} is {verdict}{by}{reason}{note}",
        claim=repr(claim.text),
        verdict=verdict_name(claim.verdict, say),
        by=by,
        reason="" if claim.verdict == "supported" else say(": {reason}", reason=reason),
        note=say(" ({words})", words=note_text(claim.note, say)) if claim.note else "",
    )


def counts_sentence(counts: Mapping[Verdict, int], release: str, say: Texts) -> str:
    """Return the number of claims of each verdict as one sentence."""
    parts = (
        say("{count} {verdict}", count=count, verdict=verdict_name(verdict, say))
        for verdict, count in counts.items()
    )
    return say(
        "{count} claims checked against release {release}: {counts}",
        count=sum(counts.values()),
        release=release,
        counts=say(", ").join(parts),
    )


def explained(claim: Claim, say: Texts) -> str:
    """Return which words of the text match which field of which record."""
    lines = [
        say(
            "{claim} is {verdict}: {reason}",
            claim=repr(claim.text),
            verdict=verdict_name(claim.verdict, say),
            reason=reason_name(claim.reason, say),
        )
    ]
    if claim.note:
        lines.append("  " + say("note: {words}", words=note_text(claim.note, say)))
    if not claim.records:
        lines.append("  " + say("no indicator of the dataset was recognized in the sentence"))
    for match in claim.records:
        words = statement_text(match.statement, say)
        lines.append("  " + say("{label}: {message}", label=match.record_id, message=words))
        lines += [f"    {_field(each, say)}" for each in match.fields]
    return "\n".join(lines)


def statement_text(statement: str, say: Texts) -> str:
    """Return the statement of a record; in Chinese, an English one is marked as English."""
    if say.lang == "en" or not statement or _CHINESE.search(statement):
        return statement
    return say("(in English) {words}", words=statement)


def note_text(note: str, say: Texts) -> str:
    """Return a note in a language, if it has a known form."""
    for form in NOTE_FORMS:
        if match := _pattern(form).fullmatch(note):
            return say(form, **dict(zip(_PLACEHOLDER.findall(form), match.groups(), strict=True)))
    return say(note)


def _field(match: FieldMatch, say: Texts) -> str:
    words = say(", ").join(map(repr, match.words)) or say("nothing in the text")
    return say(
        "{field} {state}: {words} / {record}{note}",
        field=say.code("audit_field", match.field),
        state=say.code("audit_state", _STATES[match.state]),
        words=words,
        record=say.code("audit_kind", match.record) or "-",
        note=say(" ({words})", words=note_text(match.note, say)) if match.note else "",
    )


@cache
def _pattern(form: str) -> re.Pattern[str]:
    return re.compile("(.*?)".join(map(re.escape, _PLACEHOLDER.split(form)[::2])), re.DOTALL)
