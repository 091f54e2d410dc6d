"""Ids that a dataset lacks: unknown, or withdrawn with a successor."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chinaindpolicy.errors import UnknownNameError

if TYPE_CHECKING:
    from chinaindpolicy.model.records import Withdrawal


def unknown_id(
    kind: str, id: str, known: Iterable[str], withdrawals: Iterable[Withdrawal]
) -> UnknownNameError:
    """Return the error of an id that is not there; of a withdrawn one, with what became of it.

    Args:
        kind: What was looked for.
        id: The id that is not there.
        known: The ids that are.
        withdrawals: The withdrawals of the dataset.
    """
    withdrawn = {row.id: row for row in withdrawals}
    if id not in withdrawn:
        return UnknownNameError(kind, id, known)
    steps: list[str] = []
    successor: str | None = id
    # A successor may have been withdrawn in its turn; a circle, which no build lets pass, ends.
    while successor in withdrawn and len(steps) < len(withdrawn):
        row = withdrawn[successor]
        successor = row.successor_id
        follows = f"its successor is {successor!r}" if successor else "it has no successor"
        steps.append(f"withdrawn in {row.withdrawn_in} ({row.reason}); {follows}")
    return UnknownNameError(kind, id, (), fate=", which was ".join(steps), near=successor)
