"""The example of docs/own-codes.md: a vendor's codes and figures, and faults in them.

`python tests/vendor_files.py` writes docs/example/vendor.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "docs" / "example" / "vendor"
HEADER = ("indicator_id", "region_id", "period", "value", "unit", "model", "scenario")
# Technology, measure, unit and a value for each indicator of the vendor.
_TECHNOLOGIES = (
    *("onshore wind", "offshore wind", "solar", "nuclear", "hydro power", "pumped storage"),
    *("battery storage", "green hydrogen", "coal power", "gas power"),
)
_MEASURES = (
    ("capacity", "gigawatt", 12.5),
    ("generation", "gigawatt_hour", 48000.0),
    ("capital cost", "CNY_per_kW", 5200.0),
    ("share of supply", "percent", 14.5),
)
INDICATORS = tuple(
    (
        f"{technology} {measure}".replace(" ", "-"),
        f"{technology} {measure}".capitalize(),
        unit,
        value,
    )
    for technology in _TECHNOLOGIES
    for measure, unit, value in _MEASURES
)
_REGIONS = (("greater-bay", "Greater Bay Area"), ("jing-jin-ji", "Beijing, Tianjin and Hebei"))
_UNITS = (
    ("gigawatt", "gigawatt", "power"),
    ("gigawatt_hour", "gigawatt hour", "energy"),
    ("CNY_per_kW", "yuan per kilowatt", "none"),
)
_RUNS = (("TIMES", "baseline"), ("TIMES", "policy"))
_SOUND = ("solar-capacity", "greater-bay", "{year}", "14", "gigawatt", "TIMES", "policy")

# Each fault: the rows that a file with this fault has more, each with the changed cells.
FAULTS: dict[str, tuple[dict[str, str], ...]] = {
    "Unknown indicator": ({"indicator_id": "solar-capcity"},),
    "Unknown region": ({"region_id": "greater-bai"},),
    "Unknown unit": ({"unit": "GW"},),
    "Unit of another indicator": ({"unit": "percent"},),
    "Text in a number column": ({"value": "1,400"},),
    "Infinite value": ({"value": "inf"},),
    "Day that the calendar lacks": ({"period": "{year}-02-30"},),
    "Share of 130 percent": (
        {"indicator_id": "solar-share-of-supply", "unit": "percent", "value": "130"},
    ),
    "Negative capacity": ({"value": "-14"},),
    "Missing value": ({"value": ""},),
    "Same observation twice": ({}, {"value": "15"}),
    "Same period in two spellings": ({}, {"period": "{year}-01/{year}-12", "value": "15"}),
    "Region next to the region around it": ({}, {"region_id": "cn", "value": "300"}),
    "Unknown scenario": ({"scenario": "polcy"},),
}


def rows_of(fault: str) -> list[tuple[str, ...]]:
    """Return the rows of a fault; each fault has a year of its own."""
    sound = dict(zip(HEADER, _SOUND, strict=True))
    year = 2031 + list(FAULTS).index(fault)
    return [
        tuple(cell.format(year=year) for cell in (sound | changed).values())
        for changed in FAULTS[fault]
    ]


def with_fault(fault: str) -> str:
    """Return the vendor's figures as CSV, with the rows of a fault, if it is one, at the end."""
    return files()["figures.csv"] + csv_text(rows_of(fault) if fault in FAULTS else ())


def files() -> dict[str, str]:
    """Return every file of the example by its name."""
    figures = [
        (id, region, "2030", f"{value * (1 + place / 10) * (1 + run / 5):g}", unit, *_RUNS[run])
        for id, _, unit, value in INDICATORS
        for place, (region, _) in enumerate(_REGIONS)
        for run in range(len(_RUNS))
    ]
    regions = [(id, name, "cn") for id, name in _REGIONS]
    broken = [*figures, *(row for fault in FAULTS for row in rows_of(fault))]
    return {
        "codes.yaml": "indicators: indicators.csv\nunits: units.csv\nregions: regions.csv\n",
        "indicators.csv": csv_text([("id", "name", "unit"), *[each[:3] for each in INDICATORS]]),
        "units.csv": csv_text([("id", "name", "dimension"), *_UNITS]),
        "regions.csv": csv_text([("id", "name", "parent_id"), *regions]),
        "figures.csv": csv_text([HEADER, *figures]),
        "broken.csv": csv_text([HEADER, *broken]),
    }


def csv_text(rows: Sequence[Sequence[str]]) -> str:
    """Return rows as CSV."""
    quoted = [[f'"{cell}"' if "," in cell else cell for cell in row] for row in rows]
    return "".join(f"{','.join(row)}\n" for row in quoted)


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in files().items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")
