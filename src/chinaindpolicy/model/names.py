"""Names, aliases and codes of a record, folded for comparison."""

from __future__ import annotations

import unicodedata
from typing import Any

from chinaindpolicy.model.serialize import is_list

_NAMES = (
    *("name", "name_zh", "short_name", "short_name_zh", "aliases", "iso_3166_2", "gb_t_2260"),
    *("symbol", "title", "title_zh", "stock_code", "uscc", "lei", "wikidata"),
)


def fold(text: str) -> str:
    """Return a text in which case and width make no difference.

    Example:
        >>> fold("ＹＭＴＣ")
        'ymtc'
    """
    # Most texts are ASCII, for which folding is but lowering, and far faster.
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).casefold()


def as_tuple(value: Any) -> tuple[str, ...]:
    """Return the items of a list value, a single value as one item, and none for None."""
    return value if is_list(value) else () if value is None else (value,)


def names_of(record: Any) -> tuple[str, ...]:
    """Return the id, names, aliases and codes of a record, folded."""
    values = [as_tuple(getattr(record, column, None)) for column in ("id", *_NAMES)]
    names = [" ".join(fold(name).split()) for several in values for name in several]
    # "Yangtze Memory Technologies (YMTC)" is called that without the bracket, too.
    names += [name[: name.index(" (")] for name in names if " (" in name.strip("( ")]
    return tuple(dict.fromkeys(names))


def is_listed(record: object) -> bool:
    """Return True if a region or unit completes its table from the code lists of the package.

    The rules of the code lists decide what the names of such a row mean: which of several places,
    and which place within another.

    Example:
        >>> import chinaindpolicy as cip
        >>> is_listed(cip.regions["cn-gd-foshan"]), is_listed(cip.regions["cn-gd"])
        (True, False)
    """
    return getattr(record, "code_list", None) is not None
