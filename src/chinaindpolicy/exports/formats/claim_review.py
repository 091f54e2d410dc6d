"""ClaimReview of schema.org: the verdicts on targets, as JSON-LD."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from chinaindpolicy.analysis.assessment import assess
from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle
from chinaindpolicy.exports.formats.jsonld import thing
from chinaindpolicy.exports.formats.text import json_text

if TYPE_CHECKING:
    from chinaindpolicy.analysis.assessment import Judgement

_BEST, _WORST = 5, 1
_RATINGS = MappingProxyType({"met": _BEST, "not_met": _WORST})


def write(contents: ExportBundle, path: Path) -> None:
    """Write a review of each target that was compared with an outcome by the day of the release.

    The rating is 5 for a met and 1 for a missed target. A target whose outcomes are not
    comparable, or whose deadline has not passed, has a rating without a value, with the reason.
    """
    if contents.created is None:
        raise ExportError(
            "claim-review has the verdicts on the day of the release, but the dataset has none; "
            "set released_on in collection.yaml"
        )
    written = contents.tables["targets"].table.ids if "targets" in contents.tables else ()
    verdicts = assess(as_of=contents.created, dataset=contents.dataset).of(written)
    reviews = [_review(contents, each) for each in verdicts if each.comparisons]
    if not reviews:
        raise ExportError(
            f"claim-review contains targets that were compared with an outcome by "
            f"{contents.created} only, and there are none here; use another format, e.g. json"
        )
    graph = {"@context": {"@vocab": "https://schema.org/"}, "@graph": reviews}
    path.write_bytes(json_text(graph))


def _review(contents: ExportBundle, found: Judgement) -> dict[str, Any]:
    target = found.target
    rating = _RATINGS.get(found.verdict)
    sources = dict.fromkeys(each.outcome.reference_id for each in found.comparisons)
    return {
        "@type": "ClaimReview",
        "@id": f"{contents.urn}:review:{target.id}",
        "claimReviewed": target.statement,
        "datePublished": contents.created,
        "author": thing("Organization", name=contents.publisher),
        "itemReviewed": _claim(contents, target),
        "reviewRating": thing(
            "Rating",
            ratingValue=rating,
            bestRating=_BEST if rating is not None else None,
            worstRating=_WORST if rating is not None else None,
            alternateName=found.verdict.replace("_", " "),
            ratingExplanation=found.explanation,
        ),
        "citation": [_reference(contents, id) for id in sources],
    }


def _claim(contents: ExportBundle, target: Any) -> dict[str, Any]:
    dataset = contents.dataset
    policy = dataset.policies.get(target.policy_id or "")
    document = dataset.documents.get(target.document_id or "")
    day = (policy.issued_on or policy.published_on) if policy else None
    known = dataset.organizations
    ids = policy.issuers if policy else ()
    issuers = [known[id].name for id in ids if id in known]
    return {
        **thing(
            "Claim",
            identifier=target.id,
            author=[thing("Organization", name=name) for name in issuers],
            datePublished=day.isoformat() if day else None,
            about=thing("Legislation", name=policy.title, alternateName=policy.title_zh)
            if policy
            else None,
            appearance=thing(
                "CreativeWork",
                name=document.title,
                url=getattr(document, "url", None),
                inLanguage=document.language,
                publisher=thing("Organization", name=document.publisher)
                if document.publisher
                else None,
            )
            if document
            else None,
        ),
        "@id": f"{contents.urn}:{target.id}",
    }


def _reference(contents: ExportBundle, id: str) -> dict[str, Any]:
    reference = contents.dataset.references[id]
    day = reference.published_on.isoformat() if reference.published_on else reference.published_in
    return thing(
        "CreativeWork",
        name=reference.title,
        identifier=reference.id,
        publisher=thing("Organization", name=reference.publisher) if reference.publisher else None,
        datePublished=day,
        url=reference.url,
    )
