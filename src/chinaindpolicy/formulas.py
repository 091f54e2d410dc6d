"""Text that a spreadsheet would run as a formula, made plain text."""

from __future__ import annotations

__all__ = ["defused"]

# Those of full width are typed for the same, and read so by spreadsheets in Chinese.
_STARTS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def defused(text: str) -> str:
    """Return a text of which a spreadsheet makes no formula: an apostrophe stands before one.

    Example:
        >>> defused("=1+1"), defused("1,299 projects")
        ("'=1+1", '1,299 projects')
    """
    return f"'{text}" if text.startswith(_STARTS) else text
