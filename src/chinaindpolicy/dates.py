"""Dates as people give them: a date, or its ISO form and no other."""

from __future__ import annotations

import datetime
import re

from chinaindpolicy.errors import DateError

__all__ = ["date_of"]

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def date_of(as_of: object) -> datetime.date:
    """Return a date given as one or in its ISO form.

    Raises:
        DateError: If it is anything else, a moment of a day among it.

    Example:
        >>> date_of("2026-11-22")
        datetime.date(2026, 11, 22)
    """
    if isinstance(as_of, datetime.date) and not isinstance(as_of, datetime.datetime):
        return as_of
    if isinstance(as_of, str) and _DATE.fullmatch(as_of):
        try:
            return datetime.date.fromisoformat(as_of)
        except ValueError as error:
            raise DateError(as_of, str(error)) from None
    raise DateError(as_of)
