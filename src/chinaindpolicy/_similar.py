"""The names most similar to a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable

_MOST_CANDIDATES = 2000


def nearest(name: str, candidates: Iterable[str], *, most: int = 3) -> tuple[str, ...]:
    """Return the candidates most like `name`, best first.

    Example:
        >>> nearest("figure", ["figures", "targets"])
        ('figures',)
    """
    by_fold = {candidate.casefold(): candidate for candidate in candidates}
    if len(by_fold) > _MOST_CANDIDATES:
        # Too many names to compare with each.
        start = name.casefold()[:8]
        by_fold = {fold: known for fold, known in by_fold.items() if fold.startswith(start)}
        by_fold = dict(list(by_fold.items())[:_MOST_CANDIDATES])
    import difflib  # only needed for errors

    found = difflib.get_close_matches(name.casefold(), list(by_fold), n=most, cutoff=0.6)
    return tuple(by_fold[fold] for fold in found)
