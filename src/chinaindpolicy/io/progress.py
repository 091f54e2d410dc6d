"""Long work over many things, told to whoever watches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

__all__ = ["Progress", "no_progress"]

T = TypeVar("T")


class Progress(Protocol):
    """Hands out things one by one and shows how far the work is."""

    def __call__(self, things: Sequence[T], doing: str) -> Iterable[T]:
        """Hand out things, in order; `doing` says what is done with them."""
        ...


def no_progress(things: Sequence[T], doing: str) -> Iterable[T]:
    """Hand out things and show nothing."""
    return things
