"""Options of reading files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chinaindpolicy.ingest.readers.header import HeaderFinder


@dataclass(frozen=True)
class ReadOptions:
    """Options of reading files.

    Attributes:
        header: The lines of the header, from 1; None for the first row that is not blank.
        sheet: The sheet of a workbook; None for the first that is shown.
        encoding: The encoding of a text file; None to detect it.
        find_header: Finds header rows, unit row and titles; None for a header of one row.
    """

    header: tuple[int, ...] | None = None
    sheet: str | None = None
    encoding: str | None = None
    find_header: HeaderFinder | None = None
