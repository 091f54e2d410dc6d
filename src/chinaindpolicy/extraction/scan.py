"""List a text's expressions of quantity, and which of them a dataset accounts for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from chinaindpolicy.curation.source_text import paragraphs
from chinaindpolicy.errors import SourceTextError
from chinaindpolicy.extraction.stub_yaml import StubHints, stubs_yaml
from chinaindpolicy.extraction.stubs import Stub, find_stubs
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.model.serialize import format_decimal
from chinaindpolicy.quantity.find import find_quantities

if TYPE_CHECKING:
    from chinaindpolicy.dataset.dataset import Dataset
    from chinaindpolicy.quantity.types import Mention

_CLEAR, _MARGIN = 0.95, 0.2
HEADER = (
    *("paragraph", "char_start", "char_end", "text", "role", "comparator", "value", "value_upper"),
    *("unit", "measure", "accounted_by"),
)


@dataclass(frozen=True, slots=True)
class Scanned:
    """An expression of quantity of a text, and on request the mention that includes it."""

    paragraph: int
    mention: Mention
    accounted_by: str

    def row(self) -> tuple[str, ...]:
        """Return the cells of `HEADER`."""
        found, quantity = self.mention, self.mention.quantity
        reading = ("", "", "", "", "")
        if quantity is not None:
            upper = "" if quantity.value_upper is None else format_decimal(quantity.value_upper)
            unit = quantity.unit or ""
            reading = (
                quantity.comparator,
                format_decimal(quantity.value),
                upper,
                unit,
                quantity.measure,
            )
        place = (str(self.paragraph), str(found.char_start), str(found.char_end))
        return (*place, found.text, found.role, *reading, self.accounted_by)


def scan(text: str, dataset: Dataset | None = None, name: str = "the text") -> Iterator[Scanned]:
    r"""Yield every expression of quantity of a text.

    Args:
        text: The text.
        dataset: A dataset that was read from this text. Each expression then has the record or
            the role of the mention that includes it, or `nothing`.
        name: The name of the text in error messages.

    Raises:
        SourceTextError: If the dataset was not read from this text.

    Example:
        >>> [(found.paragraph, found.mention.text) for found in scan("In 2025:\nover 40 labs.")]
        [(1, '2025'), (2, 'over 40 labs')]
    """
    covering = _covering(text, dataset, name) if dataset is not None else None
    parts = iter(paragraphs(text))
    part = next(parts, None)
    for mention in find_quantities(text):
        while part is not None and part.end <= mention.char_start:
            part = next(parts, None)
        accounted = ""
        if covering is not None:
            covered = covering[mention.char_start : mention.char_end]
            accounted = next((owner for owner in covered if owner), "nothing")
        yield Scanned(part.number if part else 0, mention, accounted)


def stubs(text: str, dataset: Dataset | None = None, name: str = "the text") -> str:
    """Return record stubs for a text's expressions of quantity, as YAML.

    Args:
        text: The text.
        dataset: A dataset that was read from this text; its expressions are omitted.
        name: The name of the text in error messages.

    Raises:
        SourceTextError: If the dataset was not read from this text.
    """
    if dataset is None:
        return stubs_yaml(find_stubs(text))
    covering = _covering(text, dataset, name)
    missing = [
        stub
        for stub in find_stubs(text)
        if not any(covering[stub.mention.char_start : stub.mention.char_end])
    ]
    return stubs_yaml(missing, stub_hints(text, dataset, missing))


def stub_hints(text: str, dataset: Dataset, missing: list[Stub]) -> StubHints:
    """Return the ids that the records of the same document give."""
    digest = sha256_of(text)
    document = next(row.id for row in dataset.documents if row.sha256 == digest)
    policies = {
        row.policy_id
        for table in ("targets", "figures", "tasks")
        for row in dataset.tables[table]
        if row.document_id == document and row.policy_id
    }
    indicators: dict[str, str] = {}
    for stub in missing:
        if stub.candidate and stub.candidate.indicator:
            links = stub.candidate.links(dataset, most=2)
            # Only a name that leaves no doubt is filled in.
            clear = links and links[0].score >= _CLEAR
            if clear and (len(links) == 1 or links[1].score < links[0].score - _MARGIN):
                indicators[stub.candidate.indicator.text] = links[0].id
    policy = policies.pop() if len(policies) == 1 else None
    return StubHints(policy, tuple(indicators.items()))


def _covering(text: str, dataset: Dataset, name: str) -> list[str]:
    """Return, for each character, the record or role that includes it."""
    digest = sha256_of(text)
    document = next((row for row in dataset.documents if row.sha256 == digest), None)
    if document is None:
        known = ", ".join(row.source_file for row in dataset.documents)
        raise SourceTextError(
            f"{name}: {dataset.name} was not read from this text, but from {known}"
        )
    owners = [""] * len(text)
    for mention in dataset.mentions:
        if mention.document_id == document.id:
            owner = mention.record_id or mention.role
            length = mention.char_end - mention.char_start
            owners[mention.char_start : mention.char_end] = [owner] * length
    return owners
