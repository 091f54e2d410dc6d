"""Detect the encoding of text files.

UTF-8 text is read from the file. UTF-16 with a byte order mark and GB18030 (a superset of GBK and
GB2312) are converted to UTF-8 in memory.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from pathlib import Path

from chinaindpolicy.errors import DataFileError
from chinaindpolicy.io.limits import MOST_BYTES_IN_MEMORY, MOST_LINE_BYTES

_CHUNK = 4 * 1024 * 1024
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
_UTF32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_THREE_BYTES = 0x0800
"""From this character on, UTF-8 needs three bytes: Chinese, but not European scripts."""


@dataclass(frozen=True)
class TextFile:
    """A text file as UTF-8 with lines ending in LF or CRLF.

    Attributes:
        path: The file.
        source: Where its UTF-8 bytes are: the file itself, or memory.
        quoted: True if it contains a quotation mark.
        foreign: Lines, from 1, that are not in the file's encoding.
        encoding: The encoding found.
    """

    path: Path
    source: Path | bytes
    quoted: bool
    encoding: str
    foreign: tuple[int, ...] = ()

    def head(self, size: int) -> str:
        """Return the first characters, at most `size` bytes of them, without the mark."""
        if isinstance(self.source, bytes):
            data = self.source[:size]
        else:
            with self.source.open("rb") as file:
                data = file.read(size)
        # The last character may have been cut.
        return codecs.getincrementaldecoder("utf-8-sig")("ignore").decode(data)


@dataclass
class _Survey:
    """Findings of one pass over the bytes of a file."""

    utf8: bool = True
    quoted: bool = False
    lf: bool = False
    cr: bool = False
    nul: int | None = None  # the line
    long: int | None = None  # the line


def read_text_file(path: Path, encoding: str | None = None) -> TextFile:
    """Open a text file in an encoding, or detect it.

    Raises:
        DataFileError: If it is not a text file, its encoding is unknown, or a line is too long.
    """
    if encoding is not None:
        return _in_encoding(path, encoding)
    with path.open("rb") as file:
        start = file.read(4)
    if start in _UTF32:
        raise DataFileError(path, "is in UTF-32: save it as UTF-8", 1)
    if start[:2] in _UTF16:
        return _decoded(path, _UTF16[start[:2]])
    survey = _survey(path)
    if survey.nul is not None:
        raise DataFileError(
            path,
            "contains a NUL character: it is not a text file, or UTF-16 without a byte order mark; "
            "save it as UTF-8, or name the encoding, such as utf-16-le",
            survey.nul,
        )
    if survey.long is not None:
        raise DataFileError(
            path, f"a line is longer than the limit of {MOST_LINE_BYTES} bytes", survey.long
        )
    if not survey.utf8:
        return _of_other_encoding(path)
    if survey.cr and not survey.lf:
        return TextFile(path, _whole(path).replace(b"\r", b"\n"), survey.quoted, "utf-8")
    return TextFile(path, path, survey.quoted, "utf-8")


def _survey(path: Path) -> _Survey:
    found = _Survey()
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1  # the line that the next byte is on
    pending = 0  # bytes of that line already seen
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if found.utf8:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    found.utf8 = False
            found.quoted = found.quoted or b'"' in chunk
            found.cr = found.cr or b"\r" in chunk
            if found.nul is None and b"\0" in chunk:
                found.nul = lines + chunk.count(b"\n", 0, chunk.index(b"\0"))
            newlines = chunk.count(b"\n")
            last = chunk.rfind(b"\n")
            if newlines:
                found.lf = True
                # Shorter than a chunk, a line inside one is within bounds.
                first = pending + chunk.index(b"\n")
                if first > MOST_LINE_BYTES and found.long is None:
                    found.long = lines
                pending = len(chunk) - last - 1
            else:
                pending += len(chunk)
                if pending > MOST_LINE_BYTES and found.long is None and not found.cr:
                    found.long = lines
            lines += newlines
            if found.long is not None or found.nul is not None:
                return found
    if found.utf8:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            found.utf8 = False
    return found


def _whole(path: Path) -> bytes:
    size = path.stat().st_size
    if size > MOST_BYTES_IN_MEMORY:
        raise DataFileError(
            path,
            f"has {size} bytes, and a file that is not UTF-8 with LF or CRLF is read in memory, "
            f"up to {MOST_BYTES_IN_MEMORY}: convert it first, for instance with iconv",
        )
    return path.read_bytes()


def _decoded(path: Path, encoding: str) -> TextFile:
    data = _whole(path)
    try:
        text = data[2:].decode(encoding)
    except UnicodeDecodeError as error:
        before = data[2 : error.start + 2].decode(encoding, "ignore")
        raise DataFileError(
            path, f"begins as {encoding.upper()} but is not: {error.reason}", before.count("\n") + 1
        ) from None
    text = text.removeprefix("\ufeff")
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        raise DataFileError(path, "contains a NUL character: it is not a text file", line)
    return _in_memory(path, text, encoding)


def _in_memory(path: Path, text: str, encoding: str, foreign: tuple[int, ...] = ()) -> TextFile:
    if "\r" in text and "\n" not in text:
        text = text.replace("\r", "\n")
    data = text.encode()
    longest = max((len(line) for line in data.split(b"\n")), default=0)
    if longest > MOST_LINE_BYTES:
        raise DataFileError(path, f"has a line of {longest} bytes, which is longer than the limit")
    return TextFile(path, data, b'"' in data, encoding, foreign)


def _in_encoding(path: Path, encoding: str) -> TextFile:
    """Read a file in the encoding that the caller names."""
    try:
        name = codecs.lookup(encoding).name
        text = _whole(path).decode(name)
    except LookupError:
        raise DataFileError(
            path, f"{encoding!r} is not a known encoding; use, e.g., utf-8, gb18030 or big5"
        ) from None
    except UnicodeDecodeError as error:
        raise DataFileError(
            path, f"is not in the encoding {encoding!r}: byte {error.start} is invalid"
        ) from None
    if not isinstance(text, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise DataFileError(path, f"{encoding!r} is not an encoding of text")
    if "\0" in text:
        raise DataFileError(path, f"contains NUL characters if it is read as {encoding!r}")
    return _in_memory(path, text.removeprefix("\ufeff"), name)


def _other_encodings(data: bytes) -> list[str]:
    """Return encodings that are as likely as GB18030, or more so.

    Chinese text is nearly all GB2312, whose second bytes are high; text of other encodings that
    happens to be valid GB18030 is not.
    """
    text = re.sub(rb"[\x00-\x7f]*\n", b"", data[:_CHUNK])
    pairs = re.findall(rb"[\x81-\xfe][\x40-\xfe]", text)
    simplified = sum(0xA1 <= first <= 0xF7 and second >= 0xA1 for first, second in pairs)
    if not pairs or simplified >= 0.9 * len(pairs):
        return []
    found: list[str] = []
    for encoding, common in (
        ("big5", rb"[\xa1-\xc6][\x40-\x7e\xa1-\xfe]"),
        ("shift_jis", rb"[\x81-\x9f\xe0-\xea][\x40-\xfc]"),
    ):
        likely = len(re.findall(common, text))
        try:
            text.decode(encoding)
        except UnicodeDecodeError:
            continue
        if likely >= 0.9 * len(pairs):
            found.append(encoding)
    lone = len(re.findall(rb"(?<![\x80-\xff])[\xc0-\xff](?![\x80-\xff])", text))
    if lone > len(pairs) / 2:
        found.append("latin-1")
    return found


def _of_other_encoding(path: Path) -> TextFile:
    """Read a file that is not UTF-8 throughout: GB18030, or lines of both."""
    data = _whole(path)
    if b"\n" not in data:
        data = data.replace(b"\r", b"\n")
    if others := _other_encodings(data):
        raise DataFileError(
            path,
            f"the encoding cannot be determined: gb18030 or {' or '.join(others)}; save the file "
            f"as UTF-8, or pass the encoding to `normalize`, e.g. encoding={others[0]!r}",
        )
    utf8: list[int] = []
    other: list[int] = []
    lines = data.split(b"\n")
    for number, line in enumerate(lines, start=1):
        if not line.isascii():
            (utf8 if _is_chinese_utf8(line) else other).append(number)
    encoding, foreign = ("gb18030", utf8) if len(other) >= len(utf8) else ("utf-8", other)
    wrong = set(foreign)
    text: list[str] = []
    for number, line in enumerate(lines, start=1):
        try:
            text.append(line.decode(encoding, "replace" if number in wrong else "strict"))
        except UnicodeDecodeError:
            foreign.append(number)
            text.append(line.decode(encoding, "replace"))
    if len(foreign) > max(len(utf8), len(other)) / 2:
        raise DataFileError(
            path, "is neither UTF-8 nor GB18030: save it as UTF-8", min(other, default=1)
        )
    return _in_memory(
        path, "\n".join(text).removeprefix("\ufeff"), encoding, tuple(sorted(set(foreign)))
    )


def _is_chinese_utf8(line: bytes) -> bool:
    """Return whether a line is Chinese UTF-8 and not GB18030 that happens to be valid UTF-8.

    Two Chinese characters of GB2312 can be two valid Latin or Cyrillic characters of UTF-8. A
    whole line of valid three-byte characters is not a coincidence.
    """
    try:
        text = line.decode()
    except UnicodeDecodeError:
        return False
    return all(ord(character) >= _THREE_BYTES or character.isascii() for character in text)
