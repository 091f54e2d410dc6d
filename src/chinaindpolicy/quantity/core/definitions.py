"""Definition files of the package: units and word lists, read on first use."""

from __future__ import annotations

import pkgutil
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class DefinitionError(ValueError):
    """A malformed line of a definition file."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        """Name the file and the line before the reason."""
        super().__init__(f"{file}:{line}: {reason}")


class Entry(NamedTuple):
    """The words of one key, and the line of the key."""

    words: tuple[str, ...]
    line: int


class Definitions(NamedTuple):
    """The content of one definition file.

    Attributes:
        file: the name of the file.
        sections: the entries by section and key, in the order of the file.
    """

    file: str
    sections: Mapping[str, Mapping[str, Entry]]

    def words(self, section: str, key: str) -> tuple[str, ...]:
        """Return the words of one key."""
        return self.sections[section][key].words

    def by_word(self, section: str) -> dict[str, str]:
        """Return the key of each word of a section.

        Raises:
            DefinitionError: if two keys have the same word.
        """
        found: dict[str, str] = {}
        for key, entry in self.sections[section].items():
            for word in entry.words:
                if word in found:
                    reason = f"{word!r} is also a word of {found[word]!r}"
                    raise DefinitionError(self.file, entry.line, reason)
                found[word] = key
        return found


def parse_definitions(file: str, text: str) -> Definitions:
    r"""Parse the text of a definition file.

    A file has sections (`[units]`) of entries (`key: word, word`). An indented line continues
    the entry above it; a line that begins with `#` is a comment.

    Args:
        file: the name of the file, for errors.
        text: its content.

    Raises:
        DefinitionError: if a line is malformed, or a section, key or word is repeated.

    Example:
        >>> parse_definitions("units.txt", "[units]\nmetre: metres,\n  m").words("units", "metre")
        ('metres', 'm')
    """
    sections: dict[str, dict[str, Entry]] = {}
    entries: dict[str, Entry] | None = None
    key = ""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("[") and line.endswith("]"):
            if line in sections:
                raise DefinitionError(file, number, f"section {line} is repeated")
            entries, key = sections.setdefault(line, {}), ""
            continue
        head, colon, rest = ("", ":", line) if line.startswith(" ") else line.partition(":")
        if entries is None or not colon or not (head or key):
            raise DefinitionError(file, number, f"{line!r} is not `key: word, word`")
        if head in entries:
            raise DefinitionError(file, number, f"{head!r} is repeated")
        key = head or key
        earlier = entries.get(key, Entry((), number))
        words = _split(file, number, earlier.words, rest)
        entries[key] = Entry(words, earlier.line)
    return Definitions(file, {name[1:-1]: found for name, found in sections.items()})


def _split(file: str, number: int, earlier: tuple[str, ...], line: str) -> tuple[str, ...]:
    """Return the earlier words of an entry and those of one more line."""
    words = [*earlier, *(word.strip() for word in line.removesuffix(",").split(","))]
    if "" in words:
        raise DefinitionError(file, number, "a word is empty")
    if len(set(words)) < len(words):
        repeated = next(word for word in words if words.count(word) > 1)
        raise DefinitionError(file, number, f"{repeated!r} is repeated")
    return tuple(words)


@cache
def definitions(file: str) -> Definitions:
    """Return the content of a definition file of the package.

    Args:
        file: `units.txt`, `english.txt` or `chinese.txt`.

    Raises:
        DefinitionError: if a line of it is malformed.

    Example:
        >>> definitions("units.txt").words("units", "kilowatt_hour")
        ('energy', '1')
    """
    # Works from a folder and from a zip; importlib.resources would import far more.
    content = pkgutil.get_data("chinaindpolicy.quantity", f"data/{file}")
    assert content is not None  # every loader of packages reads their data
    return parse_definitions(file, content.decode("utf-8"))


def english(section: str, key: str) -> tuple[str, ...]:
    """Return a list of English words.

    Example:
        >>> english("number words", "tens")[0]
        'twenty'
    """
    return definitions("english.txt").words(section, key)


def chinese(section: str, key: str) -> tuple[str, ...]:
    """Return a list of Chinese words.

    Example:
        >>> chinese("changes", "down")[0]
        '下降'
    """
    return definitions("chinese.txt").words(section, key)
