"""Text that a YAML reader may take for something else than text."""

from __future__ import annotations

import re

__all__ = ["looks_otherwise"]

# What some YAML reader, of version 1.1 or 1.2, takes for something else than text.
_LOOK_ALIKE = re.compile(
    r"|~|=|<<|null|y|yes|n|no|on|off|true|false|[-+]?\.(?:inf|nan)"
    r"|[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-f_]+|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[t\s].*)?",
    re.IGNORECASE,
)


def looks_otherwise(text: str) -> bool:
    """Whether some YAML reader takes a text, unquoted, for a number, a date or a truth value."""
    return _LOOK_ALIKE.fullmatch(text) is not None
