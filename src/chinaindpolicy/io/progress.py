"""Progress callback protocol."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Progress(Protocol):
    """Callback that passes items through and shows progress."""

    def __call__(self, things: Sequence[T], doing: str) -> Iterable[T]:
        """Yield the items in order; `doing` names the work."""
        ...


def no_progress(things: Sequence[T], doing: str) -> Iterable[T]:
    """Return the items and show nothing."""
    return things
