"""The page to browse, as a format like the others."""

from __future__ import annotations

from pathlib import Path

from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.contents import Contents

__all__ = ["write"]


def write(contents: Contents, path: Path) -> None:
    """Write the page."""
    left_out = [
        name
        for name, table in contents.dataset.tables.items()
        if len(table) and name not in contents.tables
    ]
    if left_out:
        raise ExportError(
            "the page to browse holds every table: give no tables, or export a selection"
        )
    from chinaindpolicy.exports.page import page

    path.write_bytes(page(contents.dataset))
