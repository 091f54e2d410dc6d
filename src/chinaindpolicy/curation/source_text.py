"""Paragraphs, sentences and expressions of a text, with their offsets.

Offsets are Python `str` offsets, half open, into the file decoded as UTF-8 with no
translation of line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from chinaindpolicy.errors import SourceTextError
from chinaindpolicy.io.digests import sha256_of
from chinaindpolicy.io.limits import MOST_TEXT_BYTES
from chinaindpolicy.io.safe_read import read_plain


class PlaceError(ValueError):
    """An expression that is missing from the stated place, or occurs there more than once."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A non-blank line of a text, without the white space around it."""

    number: int
    start: int
    end: int


def read_text(path: Path) -> tuple[str, str]:
    """Read a source text as it is, line ends and all.

    Returns:
        The text, and the SHA-256 of its bytes.

    Raises:
        SourceTextError: If the file is missing, unreadable or not UTF-8.
    """
    try:
        data = read_plain(path, MOST_TEXT_BYTES)
        return data.decode("utf-8"), sha256_of(data)
    except OSError as error:
        raise SourceTextError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceTextError(
            f"{path}: not UTF-8 at byte {error.start}; save the text as UTF-8"
        ) from error


def require_texts(sources: Path, names: Iterable[str]) -> None:
    """Raise SourceTextError if texts are missing in a folder.

    Raises:
        SourceTextError: If there is no such folder, or texts are missing or outside it; lists
            each name.
    """
    if not sources.is_dir():
        raise SourceTextError(
            f"folder {sources} does not exist; pass the folder of the source texts as sources"
        )
    missing = [name for name in names if not text_path(sources, name).is_file()]
    if missing:
        raise SourceTextError(
            f"{sources}: cannot be read, these files do not exist: {', '.join(missing)}"
        )


def text_path(sources: Path, name: str) -> Path:
    """Return the path of a text.

    The name is part of the data, and must not lead to a file outside the folder.

    Raises:
        SourceTextError: If the name leads out of the folder on any system.
    """
    parts = name.replace("\\", "/").split("/")
    drive = parts[0][1:2] == ":"
    if "\0" in name or ".." in parts or parts[0] == "" or drive:
        raise SourceTextError(
            f"source_file {name!r} is outside the folder {sources}; move the text there"
        )
    return sources / name


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    r"""Return the paragraphs of a text: its non-blank lines, numbered from 1.

    Example:
        >>> paragraphs("One.\n\n  Two.\n")
        (Paragraph(number=1, start=0, end=4), Paragraph(number=2, start=8, end=12))
    """
    found: list[Paragraph] = []
    offset = 0
    for line in text.split("\n"):
        body = line.strip()
        if body:
            start = offset + len(line) - len(line.lstrip())
            found.append(Paragraph(len(found) + 1, start, start + len(body)))
        offset += len(line) + 1
    return tuple(found)


# A full stop of a month or a number ("Jan. 23", "No. 1") ends no sentence, nor does one
# before a small letter; Chinese full stops need no space after them.
_STOP = re.compile(r"[.!?]+[\"”’')\]]*(?=\s)|[。！？]+[”’」』）]*")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|No|Mr|Mrs|Ms|Dr|vs|cf|approx))\.$"
)


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the sentences of a span of text as offsets, without surrounding white space.

    Example:
        >>> text = "By Jan. 23 it grew. It fell."
        >>> [text[start:end] for start, end in sentences(text, 0, len(text))]
        ['By Jan. 23 it grew.', 'It fell.']
    """
    begin = start
    stops = _STOP.finditer(text, start, end)
    ends = [stop.end() for stop in stops if _is_end(text, stop, start, end)]
    for stop in (*ends, end):
        if body := _trim(text, begin, stop):
            yield body
        begin = stop


def _is_end(text: str, stop: re.Match[str], start: int, end: int) -> bool:
    """Return whether a full stop ends a sentence."""
    return text[stop.start()] != "." or not (
        _after(text, stop.end(), end).islower()
        or _ABBREVIATION.search(text, max(start, stop.start() - 8), stop.start() + 1)
    )


def _after(text: str, start: int, end: int) -> str:
    """Return the next character other than white space, or an empty string."""
    while start < end and text[start].isspace():
        start += 1
    return text[start] if start < end else ""


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def locate_evidence(
    text: str, paragraph: Paragraph, at: str, to: str | None = None
) -> tuple[int, int]:
    """Find the evidence that an expression stands for.

    Args:
        text: The whole text.
        paragraph: The paragraph to look in.
        at: An expression that occurs exactly once in the paragraph.
        to: Where the evidence ends; without it, the evidence is the sentence round `at`.

    Raises:
        PlaceError: If `at` occurs not once, or `to` does not follow it.
    """
    start = _once(text, at, paragraph.start, paragraph.end, f"paragraph {paragraph.number}")
    if to is not None:
        found = text.find(to, start, paragraph.end)
        if found < 0:
            raise PlaceError(f"{to!r} does not follow {at!r} in paragraph {paragraph.number}")
        inside = found + len(to) <= start + len(at)
        if inside and text.find(to, start + len(at), paragraph.end) >= 0:
            raise PlaceError(
                f"`to` {to!r} occurs both in `at` {at!r} and after it; use a longer `to`"
            )
        return start, found + len(to)
    for begin, end in sentences(text, paragraph.start, paragraph.end):
        if begin <= start < end:
            # An expression over a full stop takes in the sentences it touches.
            while end < start + len(at):
                _, end = next(sentences(text, end, paragraph.end))
            return begin, end
    raise PlaceError(f"{at!r} is not in any sentence of paragraph {paragraph.number}")


def locate_expression(text: str, expression: str, start: int, end: int, at: str) -> tuple[int, int]:
    """Find an expression that occurs once in a span, or once within `at` in it.

    Raises:
        PlaceError: If it does not occur or is ambiguous.
    """
    if at != expression and at.count(expression) == 1 and text.count(at, start, end) == 1:
        found = text.index(at, start, end) + at.index(expression)
    else:
        found = _once(text, expression, start, end, "the evidence")
    return found, found + len(expression)


def _once(text: str, expression: str, start: int, end: int, where: str) -> int:
    found = text.find(expression, start, end)
    if found < 0:
        raise PlaceError(f"{expression!r} does not occur in {where}")
    if text.find(expression, found + 1, end) >= 0:
        raise PlaceError(f"{expression!r} occurs more than once in {where}; give a longer one")
    return found


_NUMBER_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety "
    "hundreds? thousands? millions? billions? trillions? dozens? "
    "first seconds? thirds? fourths? fifths? sixths? sevenths? eighths? ninths? tenths? "
    "(?:eleven|twelf|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)th "
    "(?:twent|thirt|fort|fift|sixt|sevent|eight|ninet)ieth (?:hundred|thousand|million)th "
    "half|halves|halved? quarters? doubled? doubling doubles dual single once twice "
    r"tripled? tripling quadrupled? quadrupling \w+fold"
)
_NUMERALS = "〇零一二三四五六七八九十百千万亿两"
_NUMBER = re.compile(
    r"\d+(?:[.,]\d+)*|\b(?:" + "|".join(_NUMBER_WORDS.split()) + r")\b"
    rf"|[百千万]分之[{_NUMERALS}点]+"
    rf"|[{_NUMERALS}]+(?:[至到~～—-][{_NUMERALS}]+)?(?=[家个项台辆年月日倍成番%％]|分之)",
    re.IGNORECASE,
)


def number_expressions(text: str) -> Iterator[tuple[int, int]]:
    """Yield every run of digits and every number word of a text, as offsets.

    This is the measure of completeness: the reading has to account for each of them. It is
    independent of the quantity parser, so that both do not miss the same expression.

    Example:
        >>> [(start, end) for start, end in number_expressions("In 2024, two of 1,000.")]
        [(3, 7), (9, 12), (16, 21)]
    """
    for match in _NUMBER.finditer(text):
        yield match.span()
