"""Regular expressions that are compiled on first use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class LazyPattern:
    """A regular expression that is compiled when it is first used.

    Example:
        >>> YEAR = LazyPattern("(?:19|20)[0-9]{2}")
        >>> YEAR.compiled
        False
        >>> YEAR.match("2025")
        <re.Match object; span=(0, 4), match='2025'>
    """

    __slots__ = ("_source", "finditer", "match", "search", "sub")
    finditer: Callable[..., Iterator[re.Match[str]]]
    match: Callable[..., re.Match[str] | None]
    search: Callable[..., re.Match[str] | None]
    sub: Callable[[str | Callable[[re.Match[str]], str], str], str]

    def __init__(self, source: str | Callable[[], str]) -> None:
        """Keep the expression, or the function that builds it from word lists."""
        self._source = source

    # Called only while a slot is empty: afterwards a method costs no more than the pattern's own.
    def __getattr__(self, name: str) -> Any:
        if name not in ("finditer", "match", "search", "sub"):
            raise AttributeError(name)
        pattern = re.compile(self.pattern)
        self.finditer, self.match = pattern.finditer, pattern.match
        self.search, self.sub = pattern.search, pattern.sub
        return getattr(pattern, name)

    @property
    def pattern(self) -> str:
        """The expression."""
        return self._source if isinstance(self._source, str) else self._source()

    @property
    def compiled(self) -> bool:
        """True if the expression has been used."""
        try:
            object.__getattribute__(self, "match")
        except AttributeError:
            return False
        return True


def any_of(words: tuple[str, ...]) -> str:
    r"""Return an expression that matches one of some words.

    Example:
        >>> any_of(("u.s.$", "$"))
        'u\\.s\\.\\$|\\$'
    """
    return "|".join(map(re.escape, words))


def word_forms(words: tuple[str, ...], ending: str = r"\w*", whole: str = "") -> str:
    r"""Return an expression for words of which some have several endings.

    Args:
        words: `increas*` takes any ending, `rais+` one of at least one letter.
        ending: the pattern that `*` matches.
        whole: the pattern after a word without a mark.

    Example:
        >>> word_forms(("increas*", "rais+", "grew"))
        'increas\\w*|rais\\w+|grew'
    """
    marks = {"*": ending, "+": r"\w+"}
    return "|".join(
        word[:-1] + marks[word[-1]] if word[-1] in marks else word + whole for word in words
    )
