"""Chinese texts in simplified characters."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from chinaindpolicy.quantity.core.definitions import chinese


@cache
def _table() -> Mapping[int, str]:
    pairs = (*chinese("traditional", "forms"), *chinese("traditional", "others"))
    return str.maketrans({pair[0]: pair[1] for pair in pairs})


def simplified(text: str) -> str:
    """Return a text with simplified characters for traditional ones, of the same length.

    A traditional character with several simplified forms is kept.

    Example:
        >>> simplified("高新技術企業"), simplified("chips")
        ('高新技术企业', 'chips')
    """
    return text if text.isascii() else text.translate(_table())
