"""Regular expressions that mean the same in every engine."""

from __future__ import annotations

import re

from chinaindpolicy.errors import ChinaIndPolicyError

# Engines differ on these: `\d`, `\w` and `\b` are Unicode in some and ASCII in others, `.` and
# flags differ, and look-around, lazy and possessive forms are not supported everywhere.
_UNPORTABLE = re.compile(r"\\[dDwWbBAZpPXhHvVRkQEGsS]|\(\?(?!:)|\\[1-9]|(?<!\\)[*+?}][?+]")
# White space as Unicode has it, written out: `\s` is ASCII in some engines.
_SPACE = "\\t\\n\\x0b\\x0c\\r \\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_CLASS = re.compile(r"\[\^?(?:[^\]\\]|\\.)*\]")


class PatternError(ChinaIndPolicyError, ValueError):
    """A regular expression that engines would take differently; names the part."""


def portable(pattern: str) -> str:
    r"""Return an anchored pattern in the form that every engine takes alike.

    It matches whole strings: `$`, which matches before a last newline in some engines, becomes
    the end of the text, and `\s` in a class becomes the characters it stands for.

    Args:
        pattern: A pattern that starts with `^` and ends with `$`.

    Raises:
        PatternError: If it is not anchored, or has a part that engines take differently.

    Example:
        >>> portable("^[a-z]+$")
        '^[a-z]+\\z'
    """
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith("\\$"):
        raise PatternError(f"pattern {pattern!r} is not anchored: expected the form ^...$")
    written = _CLASS.sub(lambda part: part[0].replace("\\s", _SPACE), pattern[:-1])
    found = _UNPORTABLE.search(written)
    if found:
        raise PatternError(f"pattern {pattern!r}: engines take {found[0]!r} differently")
    outside = _CLASS.sub("", written[1:])
    for part in (".", "^", "$"):
        if re.search(rf"(?<!\\)\{part}", outside):
            raise PatternError(f"pattern {pattern!r}: engines take {part!r} differently")
    if _top_level_bar(outside):
        raise PatternError(f"pattern {pattern!r}: put the alternatives in a group")
    return f"{written}\\z"


def _top_level_bar(outside: str) -> bool:
    depth = 0
    for place, character in enumerate(outside):
        if place and outside[place - 1] == "\\":
            continue
        depth += (character == "(") - (character == ")")
        if character == "|" and depth == 0:
            return True
    return False
