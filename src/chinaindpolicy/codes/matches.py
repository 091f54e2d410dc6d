"""Results of lookups of places."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from chinaindpolicy._similar import nearest

if TYPE_CHECKING:
    from chinaindpolicy.codes.place_index import Place

Reason = Literal["unknown", "ambiguous", "outside", "split"]
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a name or code identifies.

    Attributes:
        place: The place, as it is in force now.
        found: The place that was named: another one if the named division has ended.
        notes: Notes for the user: a successor, a former name, another place of that name.
        partial: True if the named division is now a part of the place, so that its values are not
            values of the place.
    """

    place: Place
    found: Place
    notes: tuple[str, ...] = ()
    partial: bool = False

    @property
    def id(self) -> str:
        """The id of the place."""
        return self.place.id


@dataclass(frozen=True, slots=True)
class NoMatch:
    """A name or code that identifies no place; it is false.

    Attributes:
        text: The name or code.
        reason: `unknown`, `ambiguous` (several places have it), `outside` (none of them is in the
            place given) or `split` (the division ended and has several successors).
        candidates: The places that it may mean; of a split division its successors.
        within: The place given.
        ended: The split division.
    """

    text: str
    reason: Reason
    candidates: tuple[Place, ...] = ()
    within: str = ""
    ended: Place | None = None

    def __bool__(self) -> bool:
        """Return False, so that `if find_place(...)` tests for a match."""
        return False

    @property
    def message(self) -> str:
        """The reason, as a sentence."""
        if self.reason == "ambiguous":
            return f"{self.text!r} is the name of several places: {_listed(self.candidates)}"
        if self.reason == "outside":
            known = _listed(self.candidates)
            return f"{self.text!r} is not in {self.within!r}; places of that name: {known}"
        if self.ended is not None:
            following = _listed(self.candidates) or "no other division"
            return f"{self.ended.label} ended in {self.ended.valid_to}; its area is now {following}"
        if self.within:
            return f"{self.within!r}, given as the place around {self.text!r}, is not known"
        return f"no place is called {self.text!r}"

    def similar(self) -> tuple[str, ...]:
        """Return names of the lists that are similar to the unknown one."""
        from chinaindpolicy.codes.place_index import fold, place_index

        key = fold(self.text)[:80]
        known = (name for name in place_index().names if abs(len(name) - len(key)) <= 2)
        if key.isascii():
            return nearest(key, (name for name in known if name[:1] == key[:1]))
        return nearest(key, (name for name in known if not set(name).isdisjoint(key)))


def _listed(places: Iterable[Place]) -> str:
    labels = [place.label for place in places]
    more = f" and {len(labels) - _SHOWN} more" if len(labels) > _SHOWN else ""
    return ", ".join(labels[:_SHOWN]) + more
