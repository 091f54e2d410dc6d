"""Places relative to a heading: paragraphs are counted from the start of their section."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from chinaindpolicy.curation.source_text import Paragraph, PlaceError

if TYPE_CHECKING:
    from chinaindpolicy.curation.collection import SourceRow


class Sections:
    """The headings of one text, each looked up once."""

    def __init__(self, text: str, parts: tuple[Paragraph, ...]) -> None:
        self._text = text
        self._parts = parts
        self._known: dict[str, list[int]] = {}

    def paragraph(self, section: str, number: int) -> int:
        r"""Return which paragraph of the text the n-th of a section is.

        Args:
            section: The characters that the heading begins with; the heading begins a
                paragraph, which is the first of the section.
            number: The paragraph, counted from that one.

        Raises:
            PlaceError: If no paragraph, or more than one, begins with the heading, or the text
                ends before.

        Example:
            >>> from chinaindpolicy.curation.source_text import paragraphs
            >>> text = "通知\n第一章 总则\n正文。\n第二章 任务\n（一）建设。"
            >>> Sections(text, paragraphs(text)).paragraph("第二章", 2)
            5
        """
        if section not in self._known:
            self._known[section] = [
                part.number for part in self._parts if self._text.startswith(section, part.start)
            ]
        found = self._known[section]
        if not found:
            raise PlaceError(f"no paragraph begins with the heading {section!r}")
        if len(found) > 1:
            numbers = " and ".join(map(str, found[:3]))
            raise PlaceError(
                f"paragraphs {numbers} begin with {section!r}: give more of the heading"
            )
        absolute = found[0] + number - 1
        if absolute > len(self._parts):
            raise PlaceError(
                f"there is no paragraph {number} from {section!r} on: "
                f"the text ends with its paragraph {len(self._parts) - found[0] + 1}"
            )
        return absolute


def at_paragraph(row: SourceRow, number: int) -> SourceRow:
    """Return a row as if it had been written with its paragraph in the whole text."""
    kept = {key: value for key, value in row.values.items() if key != "section"}
    return dataclasses.replace(row, values={**kept, "paragraph": number})
