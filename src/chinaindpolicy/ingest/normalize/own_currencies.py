"""Yuan in places that have a currency of their own: 亿元 of Taiwan can be New Taiwan dollars."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from chinaindpolicy.ingest.normalize.cell_values import CellError, nfkc
from chinaindpolicy.ingest.normalize.change_log import ChangeLog
from chinaindpolicy.ingest.normalize.raw_table import text_of
from chinaindpolicy.ingest.normalize.unit_sources import UnitSources

_CURRENCIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"cn-tw": ("TWD", "新台币"), "cn-hk": ("HKD", "港币"), "cn-mo": ("MOP", "澳门元")}
)
_NAMED = re.compile(r"人民币|人民幣|\b(?:cny|rmb|renminbi|yuan)\b", re.IGNORECASE)


def check_currencies(
    found: Mapping[str, Sequence[Any]],
    given: Mapping[str, Sequence[Any]],
    sources: UnitSources,
    log: ChangeLog,
) -> None:
    """Report the first row of each place whose unit is 元 without the name of the currency.

    Args:
        found: The converted columns.
        given: The same columns as they were given.
        sources: The units that headers, titles and unit columns state.
        log: Takes the findings.
    """
    reported: set[tuple[str, str]] = set()
    rows = zip(found.get("region_id", ()), found.get("unit", ()), strict=False)
    for row, (place, unit) in enumerate(rows):
        if place not in _CURRENCIES or str(unit).partition("/")[0] != "CNY":
            continue
        try:
            stated = sources.of(row, "value")
        except CellError:
            continue
        text = stated.text if stated is not None else text_of(given["value"][row]) or ""
        if _NAMED.search(nfkc(text)) or (place, text) in reported:
            continue
        reported.add((place, text))
        code, name = _CURRENCIES[place]
        how = "pass units=" if stated is not None else "write "
        log.refuse(
            row, "unit", text,
            CellError(
                "currency-of-place",
                f"{text!r} is read as Chinese yuan (CNY), but {place} has a currency of its own "
                f"({code}); {how}'人民币{text}' if yuan is meant, else '{name}{text}'",
            ),
        )  # fmt: skip
