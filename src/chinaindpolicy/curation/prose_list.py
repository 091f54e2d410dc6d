"""The list of reviewed numbers in prose: a section of a collection, kept in the release."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import yaml

from chinaindpolicy.curation.yaml_values import line_of
from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.errors import ReleaseError
from chinaindpolicy.model.columns import ColumnSpec
from chinaindpolicy.model.fields import Column

if TYPE_CHECKING:
    from chinaindpolicy.curation.yaml_reader import YamlFile
    from chinaindpolicy.dataset.dataset import Dataset

PROSE_NUMBERS = "prose_numbers"
"""The section of a collection, and the key in the descriptor of a release."""

_KEYS = tuple(
    ColumnSpec(name, "string" if name == "reason" else "list", False, Column(name, name))
    for name in ("numbers", "fields", "reason")
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Numbers of prose that a reviewer listed, because the data alone does not decide them.

    Attributes:
        numbers: The numbers as printed in the prose.
        fields: The fields with these numbers: record and column, joined by a dot.
        reason: The reason for the list.
        file: The file of the collection; empty if read from a release.
        line: The line in the file.
    """

    numbers: tuple[str, ...]
    fields: tuple[str, ...]
    reason: str
    file: str = ""
    line: int | None = None


def read_listed(file: YamlFile, node: yaml.Node) -> Iterator[Listed]:
    """Yield the entries of the section; a malformed entry is a problem of the file."""
    if not isinstance(node, yaml.SequenceNode):
        file.problem("layout-wrong", node, f"expected a list of entries for {PROSE_NUMBERS!r}")
        return
    for item in node.value:
        found: dict[str, Any] = {}
        entries = file.entries(item, tuple(spec.name for spec in _KEYS), PROSE_NUMBERS)
        for spec in _KEYS:
            if spec.name in entries:
                found[spec.name] = file.value(entries[spec.name][0], spec)
            else:
                message = f"{spec.name}: the entry of {PROSE_NUMBERS} has none"
                file.problem("value-missing", item, message)
        if all(found.get(spec.name) for spec in _KEYS):
            yield Listed(**found, file=file.name, line=line_of(item))


def to_descriptor(listed: Iterable[Listed]) -> list[Mapping[str, object]]:
    """Return the list as it is written to the descriptor of a release."""
    ordered = sorted(listed, key=lambda entry: (entry.reason, entry.numbers, entry.fields))
    return [
        {"reason": entry.reason, "numbers": [*entry.numbers], "fields": [*entry.fields]}
        for entry in ordered
    ]


def listed_of(dataset: Dataset) -> tuple[Listed, ...] | None:
    """Return the listed numbers of a release; None if it was built without the list.

    Raises:
        ReleaseError: If the list in the descriptor is malformed.
    """
    found: Any = dataset.own.descriptor.get(PROSE_NUMBERS)
    if found is None:
        return None
    try:
        return tuple(
            Listed(_texts(entry["numbers"]), _texts(entry["fields"]), str(entry["reason"]))
            for entry in found
        )
    except (KeyError, TypeError):
        raise ReleaseError(
            f"{dataset.name} {dataset.release}: {PROSE_NUMBERS} of {DESCRIPTOR} is malformed; "
            "expected a list of entries with numbers, fields and reason"
        ) from None


def _texts(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list):
        raise TypeError
    return tuple(map(str, cast("list[object]", found)))
