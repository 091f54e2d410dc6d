"""IAMC format: annual values as model, scenario, region, variable, unit, year and value.

Two code lists for the package `nomenclature` and a list of all records accompany the data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from chinaindpolicy.errors import ExportError
from chinaindpolicy.exports.bundle import ExportBundle, used_regions
from chinaindpolicy.io.text import to_csv
from chinaindpolicy.model.periods import shortest_spelling
from chinaindpolicy.model.serialize import format_decimal
from chinaindpolicy.model.vocabularies import VALUE_TABLES

_DATA = ("model", "scenario", "region", "variable", "unit", "year", "value")
_RECORDS = ("id", "table", "comparator", *_DATA, "omitted")
_LOWER, _UPPER = "Lower bound", "Upper bound"
_BOUNDS = MappingProxyType({"gt": _LOWER, "ge": _LOWER, "lt": _UPPER, "le": _UPPER})
# Values of these measures are no values of the indicator itself.
_MEASURES = MappingProxyType({"growth": "Growth", "change": "Change", "multiple": "Multiple"})
# Names cannot contain them: `|` separates levels, braces are tags.
_NAMES = str.maketrans({"|": "/", ":": " -", ";": ",", '"': "'", "{": "(", "}": ")"})
_YEAR = re.compile(r"(?:\.\./)?([0-9]{4})")


def write(contents: ExportBundle, folder: Path) -> None:
    """Write the annual values, their code lists, and what became of each record.

    A value that is a bound has a variable of its own, and so has a change: a time series contains
    comparable values only. A record without value, region or year is in `records.csv`, with the
    reason.
    """
    rows, omitted = _rows(contents)
    if not rows:
        raise ExportError(
            f"iamc contains annual values of regions from the tables {', '.join(VALUE_TABLES)} "
            "only, and there are none here; use another format, e.g. csv"
        )
    folder.mkdir()
    (folder / "data.csv").write_bytes(_csv(_DATA, rows))
    (folder / "records.csv").write_bytes(_csv(_RECORDS, [*rows, *omitted]))
    (folder / "region.yaml").write_bytes(_regions(contents, rows))
    (folder / "variable.yaml").write_bytes(_variables(contents, rows))


def _csv(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> bytes:
    return to_csv([columns, *([row.get(name, "") for name in columns] for row in rows)]).encode()


def _rows(contents: ExportBundle) -> tuple[list[dict[str, str]], list[dict[str, str]]]:
    """Return a row for each annual value, and one for each record without such a value."""
    regions, variables = region_names(contents), variable_names(contents)
    found: list[dict[str, str]] = []
    omitted: list[dict[str, str]] = []
    seen: set[tuple[str, ...]] = set()
    for table in (contents.tables[name] for name in VALUE_TABLES if name in contents.tables):
        for record in table.table:
            about = {"id": record.id, "table": table.name, "comparator": record.comparator or ""}
            year, reason = _year(record)
            if reason:
                omitted.append({**about, "omitted": reason})
                continue
            for bound, value in _values(record):
                levels = (variables[record.indicator_id], _MEASURES.get(record.measure), bound)
                row: dict[str, str] = {
                    **about,
                    "model": f"{contents.name} {contents.release}",
                    "scenario": _scenario(table.name, record),
                    "region": regions[record.region_id],
                    "variable": "|".join(filter(None, levels)),
                    "unit": "%" if record.unit == "percent" else str(record.unit or ""),
                    "year": year,
                    "value": format_decimal(value),
                }
                if _key(row) in seen:  # two statements of one value are two scenarios
                    row["scenario"] = f"{row['scenario']} ({record.id})"
                seen.add(_key(row))
                found.append(row)
    return found, omitted


def _key(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in _DATA[:-1])


def _year(record: Any) -> tuple[str, str]:
    """Return the year of a record, or the reason why it is not an annual value."""
    if record.value is None:
        return "", "no value"
    if record.region_id is None:
        return "", "no region"
    if record.period is None:
        return "", "no period"
    match = _YEAR.fullmatch(shortest_spelling(record.period))
    return (match[1], "") if match else ("", f"period {record.period} is not a year")


def _values(record: Any) -> list[tuple[str, Any]]:
    if record.comparator == "range":
        return [(_LOWER, record.value), (_UPPER, record.value_upper)]
    return [(_BOUNDS.get(record.comparator, ""), record.value)]


def _scenario(table: str, record: Any) -> str:
    if table == "targets":
        return record.policy_id or table
    kind = getattr(record, "kind", None)
    return table if kind in (None, "observed") else f"{table} ({kind})"


def region_names(contents: ExportBundle) -> Mapping[str, str]:
    """Return the distinct name of each region that records refer to."""
    return _distinct((region.id, region.name) for region in used_regions(contents.dataset))


def variable_names(contents: ExportBundle) -> Mapping[str, str]:
    """Return the distinct name of the variable of each indicator."""
    return _distinct((each.id, each.name) for each in contents.dataset.indicators)


def _distinct(pairs: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    names = {id: " ".join(name.translate(_NAMES).split()) for id, name in pairs}
    uses = Counter(names.values())
    return {id: name if uses[name] == 1 else f"{name} ({id})" for id, name in names.items()}


def _regions(contents: ExportBundle, rows: list[dict[str, str]]) -> bytes:
    used = {row["region"] for row in rows}
    names = region_names(contents)
    levels: dict[str, list[Any]] = {}
    for region in used_regions(contents.dataset):
        if names[region.id] in used:
            said = {"id": region.id, "iso_3166_2": region.iso_3166_2}
            parent = names.get(region.parent_id or "")
            code = {key: value for key, value in {**said, "parent": parent}.items() if value}
            level = region.level.replace("_", " ").capitalize()
            levels.setdefault(level, []).append({names[region.id]: code})
    return _yaml([{level: codes} for level, codes in levels.items()])


def _variables(contents: ExportBundle, rows: list[dict[str, str]]) -> bytes:
    units: dict[str, list[str]] = {}
    for row in rows:
        known = units.setdefault(row["variable"], [])
        if row["unit"] not in known:
            known.append(row["unit"])
    names = variable_names(contents)
    described = {names[each.id]: each for each in contents.dataset.indicators}
    codes: list[Any] = []
    for variable in sorted(units):
        indicator = described[variable.partition("|")[0]]
        unit = units[variable]
        codes.append(
            {
                variable: {
                    "description": (indicator.definition or indicator.name).replace(";", ","),
                    "unit": unit[0] if len(unit) == 1 else unit,
                    "indicator_id": indicator.id,
                }
            }
        )
    return _yaml(codes)


def _yaml(value: Any) -> bytes:
    import yaml

    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100).encode()
