"""Texts in a folded form in which width, case, spaces and quotes make no difference."""

from __future__ import annotations

import bisect
import functools
import re
import unicodedata
from collections.abc import Iterator

_SAME = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−﹣－", "-"),
        **dict.fromkeys("‘’‚‛′＇`´", "'"),
        **dict.fromkeys("“”„‟″＂「」『』", '"'),
        **dict.fromkeys("〜～∼", "~"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\ufeff", None),
    }
)
_CHINESE = "\u3400-\u9fff\u3000-\u303f，。；：！？（）"
_CHINESE_CHARACTER = re.compile(f"[{_CHINESE}]")


class FoldedText:
    """A text in folded form, with the offset of each folded character in the text.

    Attributes:
        text: The text.
        folded: The folded form.
        starts: Offset in `text` of each folded character.
        ends: Offset after the characters that a folded character stands for.
    """

    def __init__(self, text: str) -> None:
        """Fold a text.

        Args:
            text: Any `str`.
        """
        self.text = text
        characters: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for character, start, end in _folded(text):
            characters.append(character)
            starts.append(start)
            ends.append(end)
        self.folded = "".join(characters)
        self.starts = starts
        self.ends = ends

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the text that a span of the folded form stands for."""
        return self.starts[start], self.ends[end - 1]

    def position(self, offset: int) -> int:
        """Return the index of the first folded character at or after an offset of the text."""
        return bisect.bisect_left(self.starts, offset)


def _folded(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield folded characters with their spans; a run of white space is one space or nothing."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            end = at
            while end < len(text) and text[end].isspace():
                end += 1
            if _separates(text, at, end):
                yield " ", at, end
            at = end
            continue
        for character in fold_character(text[at]):
            yield character, at, at + 1
        at += 1


def _separates(text: str, start: int, end: int) -> bool:
    """Return False for white space next to a Chinese character, where it has no meaning."""
    if start == 0 or end == len(text):
        return False
    return not (_CHINESE_CHARACTER.match(text[start - 1]) or _CHINESE_CHARACTER.match(text[end]))


@functools.lru_cache(maxsize=8192)
def fold_character(character: str) -> str:
    """Return the folded form of one character; empty for characters without a width.

    Example:
        >>> fold_character("Ａ"), fold_character("５"), fold_character("”")
        ('a', '5', '"')
    """
    same = character.translate(_SAME)
    folded = unicodedata.normalize("NFKC", same).casefold().translate(_SAME)
    return "".join(one for one in folded if not one.isspace())


def fold(text: str) -> str:
    r"""Return the folded form of a text.

    Example:
        >>> fold("２.１ 万亿\n元，“Big”  Lab")
        '2.1万亿元,"big" lab'
    """
    return FoldedText(text).folded
