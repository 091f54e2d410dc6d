"""Labels in SDMX-CSV files: `labels=both` writes `A: Annual`, `labels=name` a second column."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from chinaindpolicy.ingest.normalize.known_headers import (
    FLAG_COLUMNS,
    METADATA,
    SCALES,
    known_field,
    plain_header,
)

_BOTH = re.compile(r"(?P<id>[A-Za-z][A-Za-z0-9_]*):\s*\S.*")
_CELL = re.compile(r"(?P<code>[^:\s][^:]*):\s*(?P<label>\S.*)")
_ID = re.compile(r"[A-Z][A-Z0-9_]*|[a-z][a-z0-9_]*")
_NEEDED = frozenset(("TIME_PERIOD", "OBS_VALUE"))
# Columns of the package's own export with a common name in SDMX, and columns that it derives.
_OWN: Mapping[str, str | None] = MappingProxyType(
    {
        **{"RECORD": "id", "TRANSFORMATION": "measure", "PRICE_BASE": "price_basis"},
        **dict.fromkeys(("FREQ", "TIME_PERIOD", "OBS_STATUS", "CONCEPT", "OBJECT")),
    }
)
_OF_EXPORTS = frozenset(
    ("STRUCTURE_ID", "RECORD", "INDICATOR", "OBS_VALUE", "PERIOD", "PERIOD_BASIS")
)
# The labels of concepts whose names differ from their ids.
_LABELS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **{"ref area": ("reference area",), "obs value": ("observation value",)},
        **{"unit measure": ("unit of measure",), "unit mult": ("unit multiplier",)},
        **{"obs status": ("observation status",), "counterpart area": ("counterpart area",)},
        **{"freq": ("frequency", "frequency of observation", "time frequency")},
        **{"base per": ("base period",), "geo": ("geopolitical entity (reporting)",)},
    }
)
_FREQUENCIES = frozenset(("freq", "frequency"))


def has_labels(names: Sequence[str]) -> bool:
    """Return True if headers have the form `OBS_VALUE: Observation value`.

    Example:
        >>> has_labels(["FREQ: Frequency", "TIME_PERIOD: Time", "OBS_VALUE: Value"])
        True
    """
    ids = {match["id"].upper() for match in map(_BOTH.fullmatch, names) if match}
    return ids >= _NEEDED


def without_labels(columns: Mapping[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the columns of a file with `labels=both` by their ids.

    Units, scales, flags and frequencies become their codes, and places their labels; other cells
    keep both. A unit with a numeric code becomes its label.
    """
    if not has_labels(list(columns)):
        return dict(columns)
    found: dict[str, list[Any]] = {}
    for name, cells in columns.items():
        match = _BOTH.fullmatch(name)
        id = match["id"] if match else name
        found[id if id not in columns and id not in found else name] = (
            _split(id, cells) if match else cells
        )
    return found


def _split(id: str, cells: list[Any]) -> list[Any]:
    pairs = [_CELL.fullmatch(cell) if isinstance(cell, str) else None for cell in cells]
    if any(cell not in (None, "") and not pair for cell, pair in zip(cells, pairs, strict=True)):
        return cells
    plain = plain_header(id)
    field = known_field(id, ("region_id", "unit"))
    if field == "region_id":
        return [pair["label"] if pair else cell for pair, cell in zip(pairs, cells, strict=True)]
    if field == "unit" or plain in SCALES | FLAG_COLUMNS | METADATA | _FREQUENCIES:
        return [_code(pair) if pair else cell for pair, cell in zip(pairs, cells, strict=True)]
    return cells


def _code(pair: re.Match[str]) -> str:
    code = pair["code"].strip()
    return pair["label"] if code.isdigit() and len(code) > 2 else code


def export_columns(names: Sequence[str]) -> dict[str, str | None]:
    """Return the fields of columns of the package's own SDMX-CSV; None for derived columns.

    Example:
        >>> export_columns(["STRUCTURE_ID", "RECORD", "INDICATOR", "OBS_VALUE", "TIME_PERIOD",
        ...                 "PERIOD", "PERIOD_BASIS"])
        {'RECORD': 'id', 'TIME_PERIOD': None}
        >>> export_columns(["STRUCTURE_ID", "TIME_PERIOD", "OBS_VALUE"])
        {}
    """
    if not set(names) >= _OF_EXPORTS:
        return {}
    return {name: field for name, field in _OWN.items() if name in names}


def is_sdmx(names: Sequence[str]) -> bool:
    """Return True for the columns of SDMX-CSV."""
    return set(names) >= _NEEDED


def label_pairs(columns: Mapping[str, Sequence[Any]]) -> dict[str, str]:
    """Return the columns with labels by their columns of codes, which precede them.

    Without a column STRUCTURE or DATAFLOW, the headers must name one concept and each code must
    have one label.

    Example:
        >>> label_pairs({"REF_AREA": ["CHN", "DEU"], "Reference area": ["China", "Germany"],
        ...              "MEASURE": ["G"], "Price": ["V"], "TIME_PERIOD": [], "OBS_VALUE": []})
        {'REF_AREA': 'Reference area'}
    """
    if not is_sdmx(list(columns)):
        return {}
    stated = bool({"STRUCTURE", "DATAFLOW"} & set(columns))
    return {
        before: name
        for before, name in itertools.pairwise(columns)
        if _ID.fullmatch(before)
        and not _ID.fullmatch(name)
        and (stated or (_is_one_concept(before, name) and _agree(columns[before], columns[name])))
    }


def _is_one_concept(code: str, label: str) -> bool:
    first, second = plain_header(code), plain_header(label)
    return first == second or second in _LABELS.get(first, ())


def _agree(codes: Sequence[Any], labels: Sequence[Any]) -> bool:
    """Return True if each code has one label."""
    known: dict[Any, Any] = {}
    return all(
        label in (None, "") or known.setdefault(code, label) == label
        for code, label in zip(codes, labels, strict=True)
    ) and len(set(known.values())) == len(known)
