"""Limits of tool arguments, and the errors that name them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from chinaindpolicy.errors import ArgumentError

MOST_IDS = 100
MOST_ROWS = 200
LONGEST_QUERY = 1_000
LONGEST_TEXT = 200_000

Item = TypeVar("Item")


def checked_text(tool: str, name: str, text: str, longest: int) -> str:
    """Return a text, checked for its length and for characters that are not text.

    Raises:
        ArgumentError: If the text is too long, or has a lone surrogate or a NUL.
    """
    if len(text) > longest:
        raise ArgumentError(
            f"{tool}: {name} has {len(text):,} characters; at most {longest:,} are allowed"
        )
    if "\0" in text or any("\ud800" <= sign <= "\udfff" for sign in text):
        raise ArgumentError(f"{tool}: {name} has a character that is not text (NUL or surrogate)")
    return text


def checked_ids(tool: str, ids: Sequence[str]) -> tuple[str, ...]:
    """Return ids, each once.

    Raises:
        ArgumentError: If there is none, or too many.
    """
    if not 1 <= len(ids) <= MOST_IDS:
        raise ArgumentError(
            f"{tool}: ids has {len(ids)} items; pass 1 to {MOST_IDS}, "
            'e.g. {"ids": ["components-plan-sales-2023"]}'
        )
    return tuple(dict.fromkeys(checked_text(tool, "an id", id, LONGEST_QUERY) for id in ids))


def page_of(
    tool: str, items: Sequence[Item], limit: int, offset: int
) -> tuple[Sequence[Item], int | None]:
    """Return a page of items, and the offset of the next page.

    Raises:
        ArgumentError: If the limit or the offset is out of range.
    """
    if not 1 <= limit <= MOST_ROWS:
        raise ArgumentError(f"{tool}: limit is {limit}; it must be between 1 and {MOST_ROWS}")
    if not 0 <= offset <= max(len(items) - 1, 0):
        raise ArgumentError(
            f"{tool}: offset is {offset}; {len(items)} records match, so it must be between 0 "
            f"and {max(len(items) - 1, 0)}"
        )
    end = offset + limit
    return items[offset:end], end if end < len(items) else None
