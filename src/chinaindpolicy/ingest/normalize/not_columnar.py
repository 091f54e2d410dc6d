"""The exception for tables that are converted cell by cell."""

from __future__ import annotations


class NotColumnarError(Exception):
    """A conversion by column may lead to another result than one cell by cell."""
