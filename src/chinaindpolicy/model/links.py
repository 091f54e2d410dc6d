"""Links between records: the part of a dataset that a record needs to follow them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from chinaindpolicy.errors import ChinaIndPolicyError

if TYPE_CHECKING:
    from chinaindpolicy.model.fields import Record

    R = TypeVar("R", bound=Record)


class Links(Protocol):
    """The tables that links lead to: a dataset."""

    def __getitem__(self, table: str, /) -> Any: ...

    def referring(self, table: str, column: str) -> Mapping[str, tuple[Any, ...]]:
        """Return the records of a table by the ids in one of its columns."""
        ...


def linked(record: R, links: Links) -> R:
    """Return a record that can follow its links; the record is the same object.

    The links are not a field: equality, hash, pickle and `model_dump` ignore them.
    """
    object.__setattr__(record, "_links", links)
    return record


def links_of(record: Record) -> Links:
    """Return the tables that the links of a record lead to.

    Raises:
        ChinaIndPolicyError: If the record was not read from a dataset.
    """
    found: Links | None = getattr(record, "_links", None)
    if found is None:
        raise ChinaIndPolicyError(
            f"{record.id} was built, copied or unpickled, so it has no links to other records; "
            f"get it from its dataset, e.g. dataset.record({record.id!r})"
        )
    return found


def follow(record: Record, table: str, id: str | None) -> Any:
    """Return the record that an id of a record refers to; None without an id."""
    return None if id is None else links_of(record)[table][id]


def referring(record: Record, table: str, column: str) -> tuple[Any, ...]:
    """Return the records of a table that have the record's id in a column, in reading order."""
    return links_of(record).referring(table, column).get(record.id, ())
