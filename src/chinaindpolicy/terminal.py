"""Text of others made fit to be printed: nothing in it steers a terminal."""

from __future__ import annotations

import re

__all__ = ["visible"]

# Control characters but the tab and the line feed, and marks that turn the direction of a text.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str) -> str:
    r"""Return a text in which what would steer a terminal is spelled out.

    Example:
        >>> print(visible("red: \x1b[31m"))
        red: \x1b[31m
    """
    return _STEERING.sub(lambda match: ascii(match[0])[1:-1], text)
