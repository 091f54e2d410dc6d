"""Comparison of the reports of `validate` on a case with the checker that is independent of it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import narwhals as nw

import chinaindpolicy as cip
from checker_cells import CELL_CODES, Expected, Key
from chinaindpolicy.ingest.validate.inputs import EngineName
from independent_checker import check
from stored_cases import Case, draw
from stored_tables import STORAGES, ZONELESS, Storage, carried, in_utc

MANY = 9_999
Combination = tuple[str, str, str]
"""A rule, an engine and a storage."""


@dataclass(slots=True)
class Tally:
    """What was compared, and what disagrees."""

    reports: int = 0
    rows: int = 0
    changed: dict[str, int] = field(default_factory=dict[str, int])
    """Cells that a storage changes, such as NaN in pandas."""
    unexpressed: dict[str, int] = field(default_factory=dict[str, int])
    """Rows that a storage cannot express."""
    compared: set[Combination] = field(default_factory=set[Combination])
    differing: dict[Combination, str] = field(default_factory=dict[Combination, str])

    @property
    def agreed(self) -> int:
        """Number of combinations that agree in every case."""
        return len(self.compared - set(self.differing))


def compare(
    seeds: Iterable[int], names: Iterable[str] = STORAGES, tally: Tally | None = None
) -> Iterator[Tally]:
    """Yield the tally after each seed."""
    tally = tally or Tally()
    chosen = tuple(names)
    for seed in seeds:
        with tempfile.TemporaryDirectory() as folder:
            for name in chosen:
                mixed = STORAGES[name].mode == "objects"
                _compare(tally, name, draw(random.Random(seed), objects=mixed), seed, Path(folder))
        yield tally


def _compare(tally: Tally, name: str, drawn: Case, seed: int, folder: Path) -> None:
    storage = STORAGES[name]
    case, changed = carried(storage, drawn)
    tally.changed[name] = tally.changed.get(name, 0) + changed
    lost = len(drawn.rows) - len(case.rows)
    tally.unexpressed[name] = tally.unexpressed.get(name, 0) + lost
    if not case.rows:
        return
    wanted: set[Key] | None = None
    if storage.mode == "typed" and name != "polars":
        wanted = found_in(_report(STORAGES["polars"], case, "polars", folder))
    for engine in storage.engines:
        seen = in_utc(case) if _is_zoneless(name) else case
        expected = check(case.table, case.kinds, seen.rows, case.originals, storage.mode)
        place = f"seed {seed}, {case.table}"
        try:
            report = _report(storage, case, engine, folder)
            valid, invalid = height(report.valid_rows()), height(report.invalid_rows())
        except Exception as error:
            key = (type(error).__name__, engine, name)
            tally.compared.add(key)
            tally.differing.setdefault(key, f"{place}: {error}")
            continue
        tally.reports += 1
        tally.rows += len(case.rows)
        found = found_in(report)
        faults = [(key[1], f"{kind} {key}") for kind, key in expected.faults(found)]
        if wanted is not None and not _in_other_zone(seen, case):
            faults += [(key[1], f"not as in polars: {key}") for key in wanted ^ found]
        if fault := _wrong_parts(expected, report.ok, valid, invalid, len(case.rows)):
            faults.append(("ok", fault))
        codes = {key[1] for key in found | expected.required} | {"ok"}
        tally.compared |= {(code, engine, name) for code in codes}
        for code, fault in faults:
            tally.compared.add((code, engine, name))
            tally.differing.setdefault((code, engine, name), f"{place}: {fault}")


def _is_zoneless(name: str) -> bool:
    """Return True if a storage has its times in UTC, such as tables of DuckDB."""
    return name.startswith("duckdb") or name in ZONELESS


def _in_other_zone(seen: Case, case: Case) -> bool:
    # Times in two zones are equal if they are the same moment.
    return seen is not case and "datetime-zone" in case.kinds.values()


def _report(storage: Storage, case: Case, engine: str, folder: Path) -> cip.ValidationReport:
    data = storage.make(case, folder)
    return cip.validate(data, case.table, samples=MANY, engine=cast("EngineName", engine))


def found_in(report: cip.ValidationReport) -> set[Key]:
    """Return the row, code and column of each finding; of rules on rows, without the column."""
    return {
        (
            None if found.code == "dtype-wrong" else found.row,
            found.code,
            found.column if found.code in CELL_CODES else "",
        )
        for found in report.findings
        if found.code != "column-unknown"  # the column of a partition
    }


def _wrong_parts(expected: Expected, ok: bool, valid: int, invalid: int, rows: int) -> str:
    perhaps = expected.invalid | expected.perhaps | {
        row for group in expected.groups for row, _, _ in group if row is not None
    }  # fmt: skip
    if valid + invalid != rows:
        return f"{valid} valid and {invalid} invalid rows of {rows}"
    if not len(expected.invalid) <= invalid <= len(perhaps):
        return f"{invalid} invalid rows, expected {len(expected.invalid)} to {len(perhaps)}"
    if ok and expected.invalid:
        return "ok with invalid rows"
    return "" if ok or perhaps else "not ok without invalid rows"


def height(part: Any) -> int:
    """Return the number of rows of a part, whatever it came back as."""
    if isinstance(part, nw.DataFrame | nw.LazyFrame):
        return height(cast("Any", part).to_native())
    if hasattr(part, "collect"):
        return int(part.collect().height)
    return len(part)
