"""The names most similar to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_CANDIDATES = 2000
_NEAR_LENGTH = 2


def nearest(name: str, candidates: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the candidates most like `name`, best first.

    Example:
        >>> nearest("figure", ["figures", "targets"])
        ('figures',)
    """
    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    if len(by_fold) > _MOST_CANDIDATES:
        # Too many names to compare with each.
        text = name.casefold()
        by_fold = {
            fold: known
            for fold, known in by_fold.items()
            if fold.startswith(text[:8])
            or (fold[:1] == text[:1] and abs(len(fold) - len(text)) <= _NEAR_LENGTH)
        }
        by_fold = dict(list(by_fold.items())[:_MOST_CANDIDATES])
    import difflib  # only needed for errors

    found = difflib.get_close_matches(name.casefold(), list(by_fold), n=most, cutoff=0.6)
    return tuple(by_fold[fold] for fold in found)


def is_misspelt(name: str, candidate: str) -> bool:
    """Return True if a name is another spelling of a candidate, and no other word.

    A unit or place that is only similar is another one: megatonne is not tonne.

    Example:
        >>> is_misspelt("percnt", "percent"), is_misspelt("megatonne", "tonne")
        (True, False)
    """
    import difflib

    first, second = name.casefold(), candidate.casefold()
    if first[:1] != second[:1] or abs(len(first) - len(second)) > 1 or len(second) < 4:
        return False
    return difflib.SequenceMatcher(None, first, second).ratio() >= 0.8
