"""Invalid extensions: all problems at once, with place, value, what is allowed and the nearest."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import chinaindpolicy as cip
from broken_tables import QUICK
from chinaindpolicy.errors import ExtensionError
from chinaindpolicy.ingest.extension.extension import read_extension
from chinaindpolicy.io.limits import MOST_PROBLEMS


def problems_of(extend: Any) -> list[str]:
    with pytest.raises(ExtensionError) as caught:
        read_extension(extend, cip.load())
    return list(map(str, caught.value.problems))


@pytest.mark.parametrize(
    ("table", "entry", "expected"),
    [
        (
            "indicators",
            {"id": "Steel Output", "name": "Steel", "unit": "CNY"},
            "id 'Steel Output' is not valid; use lower-case letters, digits and single hyphens, "
            "such as 'steel-output' [pattern-mismatch]",
        ),
        (
            "indicators",
            {"id": "产量", "name": "Steel", "unit": "CNY"},
            "id '产量' is not valid; use lower-case letters, digits and single hyphens, such as "
            "'electronic-component-sales' [pattern-mismatch]",
        ),
        (
            "units",
            {"id": "t/year"},
            "id 't/year' is not valid; use letters, digits and underscores, and begin with a "
            "letter, such as 't_year' [pattern-mismatch]",
        ),
        (
            "indicators",
            {"id": "a", "name": "A", "unit": "RMB"},
            "unit 'RMB' is not in units; did you mean 'CNY'? If it is new, add an entry to units "
            "[id-dangling]",
        ),
        (
            "indicators",
            {"id": "a", "name": "A", "unit": "元"},
            "unit '元' is not in units; did you mean 'CNY'? If it is new, add an entry to units "
            "[id-dangling]",
        ),
        (
            "indicators",
            {"id": "a", "name": "A", "unit": "bushel"},
            "unit 'bushel' is not in units; if it is new, add an entry to units [id-dangling]",
        ),
        (
            "indicators",
            {"id": "a", "name": "A"},
            "unit is missing in the entry 'a' (A); an entry of indicators needs id, name, unit; "
            "add it, or pass units= to inspect, such as units={name: '亿元'} [value-missing]",
        ),
        (
            "regions",
            {"name": "A"},
            "id is missing in the entry named 'A'; an entry of regions needs id [value-missing]",
        ),
        (
            "indicators",
            {"id": "a", "name": "A", "unitt": "CNY"},
            "unknown key 'unitt'; did you mean 'unit'? [key-unknown]",
        ),
        (
            "regions",
            {"id": "a", "level": "provinces"},
            "level 'provinces' is not allowed; did you mean 'province'? Allowed: world, country, "
            "province, municipality, autonomous_region, special_administrative_region, "
            "sub_provincial_city, prefecture_city, prefecture, autonomous_prefecture, league, "
            "area [code-unknown]",
        ),
        (
            "regions",
            {"id": "a", "parent_id": "Zhejiang"},
            "parent_id 'Zhejiang' is not in regions; did you mean 'cn-zj'? If it is new, add an "
            "entry to regions [id-dangling]",
        ),
        (
            "regions",
            {"id": "a", "parent_id": "a"},
            "parent_id 'a' makes a cycle: a -> a; a parent cannot be inside [region-cycle]",
        ),
        (
            "regions",
            {"id": "cn", "parent_id": "cn-bj"},
            "parent_id 'cn-bj' makes a cycle: cn -> cn-bj -> cn; a parent cannot be inside "
            "[region-cycle]",
        ),
        (
            "indicators",
            {"id": "a", "name": 5, "unit": "CNY"},
            "name is the int 5; expected text, such as 'Sales of electronic components' "
            "[value-type]",
        ),
        (
            "indicators",
            {"id": "a", "name": "A", "unit": "percent", "dimension": "currency"},
            "dimension is 'currency', but unit 'percent' measures 'ratio'; leave dimension out, or "
            "write 'ratio' or 'growth' or 'none' [dimension-unlike-unit]",
        ),
        (
            "units",
            {"id": "a", "factor": 0},
            "factor is 0; expected a number above 0 [below-minimum]",
        ),
        (
            "units",
            {"id": "a", "factor": float("inf")},
            "factor is the float inf; expected a finite number, such as '1000' [value-type]",
        ),
        (
            "policies",
            {"id": "a", "issued_on": "2024-02-30"},
            "issued_on is the text '2024-02-30'; expected a date as YYYY-MM-DD, such as "
            "'2023-06-02' [value-type]",
        ),
        (
            "policies",
            {"id": "a", "issued_on": datetime.datetime(2024, 1, 1, 8)},
            "issued_on is the datetime datetime.datetime(2024, 1, 1, 8, 0); expected a date as "
            "YYYY-MM-DD, such as '2023-06-02' [value-type]",
        ),
        (
            "policies",
            {"id": "a", "period": "2024Q1"},
            "period '2024Q1' is not valid; write 2024, 2024-06 or 2021/2023 [period-unparsable]",
        ),
        (
            "policies",
            {"id": "a", "issuers": "miit"},
            "issuers is the text 'miit'; expected a list of texts, such as 'miit|moe' [value-type]",
        ),
        (
            "organizations",
            {"id": "a", "name": " x"},
            "name ' x' is not valid; it must not be empty, begin with white space or have control "
            "characters [pattern-mismatch]",
        ),
        (
            "organizations",
            {"id": "a", "aliases": ["x" * 201]},
            "aliases has 201 characters; at most 200 are allowed [too-long]",
        ),
        (
            "documents",
            {"id": "a", "n_chars": -1},
            "n_chars is -1; expected at least 0 [below-minimum]",
        ),
        (
            "documents",
            {"id": "a", "n_chars": 1.5},
            "n_chars is the float 1.5; expected a whole number, such as '15930' [value-type]",
        ),
        (
            "regions",
            {"id": "a", "iso_3166_2": "cn-bj"},
            "iso_3166_2 'cn-bj' is not valid; it must match ^[A-Z]{2}(-[A-Z0-9]{1,3})?$, such as "
            "'CN-BJ' [pattern-mismatch]",
        ),
    ],
)
def test_problem_names_value_and_what_is_allowed(
    table: str, entry: dict[str, Any], expected: str
) -> None:
    found = problems_of({table: [{"id": "sound", **_needed(table)}, entry]})
    assert f'extend["{table}"][1]: {expected}' in found


def _needed(table: str) -> dict[str, Any]:
    return {"name": "Sound", "unit": "CNY"} if table == "indicators" else {}


def test_all_problems_are_reported_in_the_order_of_their_places() -> None:
    rows: list[dict[str, Any]] = [{"id": f"x-{number}"} for number in range(12)]
    rows[2]["parent_id"] = "nowhere"
    rows[10] |= {"id": "Bad", "levell": "area"}
    rows[11]["id"] = "x-1"
    found = problems_of({"regions": rows, "region": [], "units": [{"id": "a b", "factor": -1}]})
    assert [line.partition(": ")[0] for line in found] == [
        'extend["region"]',
        'extend["regions"][2]',
        'extend["regions"][10]',
        'extend["regions"][10]',
        'extend["regions"][11]',
        'extend["units"][0]',
        'extend["units"][0]',
    ]
    assert "id 'x-1' is used twice, first in extend[\"regions\"][1]" in found[4]
    assert "no table 'region' can be extended; did you mean 'regions'? Allowed: docum" in found[0]


@pytest.mark.parametrize(
    ("extend", "expected"),
    [
        ([], "extend: is of type list; expected a mapping such as"),
        (5, "extend: is of type int; expected a mapping such as"),
        ({"units": 5}, 'extend["units"]: is of type int; expected a list of dicts, a Polars'),
        ({"units": None}, 'extend["units"]: is of type NoneType; expected a list of dicts'),
        ({"units": [5]}, 'extend["units"][0]: is of type int; expected a dict such as'),
        ({"units": ["tonne"]}, 'extend["units"][0]: is of type str; expected a dict such as'),
        ({"mentions": []}, "no table 'mentions' can be extended; did you mean 'regions'? A"),
        ({1: []}, "no table 1 can be extended; allowed: documents, pol"),
        ("codes.csv", 'codes.csv: expected a YAML file: a mapping of table names'),
        ("missing.yaml", "missing.yaml:1: cannot be read: No such file or directory"),
        ({"units": "missing.csv"}, "missing.csv:1: no such file"),
    ],
)  # fmt: skip
def test_wrong_kind_of_extension_is_reported(extend: Any, expected: str) -> None:
    (found,) = problems_of(extend)
    assert expected in found


def test_frames_report_the_row() -> None:
    rows = [{"id": "a", "parent_id": None}, {"id": "b", "parent_id": "Tibet"}]
    for make in (pl.DataFrame, pl.LazyFrame, pd.DataFrame):
        (found,) = problems_of({"regions": make(rows)})
        assert found.startswith("extend[\"regions\"][1]: parent_id 'Tibet' is not in regions")
    codes = pl.DataFrame({"id": ["a"], "gb_t_2260": [110000]})
    (found,) = problems_of({"regions": codes})
    assert "gb_t_2260 is the int 110000; expected text, such as '110000'" in found


def test_column_of_a_frame_is_one_problem() -> None:
    rows = [{"id": f"a-{number}", "name": "A", "units": "CNY"} for number in range(3)]
    frame: Any = pl.DataFrame(rows)
    for data in (frame, pd.DataFrame(rows), frame.to_arrow()):
        found = problems_of({"indicators": data})
        assert len(found) == 2
        assert "extend[\"indicators\"][0]: unknown key 'units'; did you mean 'unit'?" in found[0]
        assert 'extend["indicators"][0]: unit is missing' in found[1]
    assert len(problems_of({"indicators": rows})) == 6
    twice = pd.DataFrame([["a", "b"]], columns=["id", "id"])
    (found_twice,) = problems_of({"regions": twice})
    assert found_twice.startswith("extend[\"regions\"]: has several columns 'id'")


def test_word_of_two_units_is_a_problem() -> None:
    units = [{"id": "tonne"}, {"id": "ton", "name": "Tonne"}, {"id": "t", "symbol": "t"}]
    (found,) = problems_of({"units": units})
    assert found.startswith(
        "extend[\"units\"][1]: unit 'ton' has the word 'Tonne', which unit 'tonne' has too"
    )
    assert read_extension({"units": [{"id": "MW"}, {"id": "mW"}]}, cip.load())


def test_yaml_problems_name_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(
        "indicators:\n"
        "  - id: Steel Output\n"
        "    name: Crude steel\n"
        "    unit: tonnes\n"
        "  - id: b\n"
        "    nmae: B\n"
        "    unit: CNY\n"
        "  - {id: b, name: 2024, unit: CNY}\n"
        "units: units.csv\n"
        "regions: ../regions.csv\n"
        "region: []\n"
        "policies: {}\n"
        "documents: [5]\n",
        encoding="utf-8",
    )
    units = tmp_path / "units.csv"
    units.write_text("id,name,factor\ntonne,tonne,1\nkg,kilogram,abc\nlb,pound\n", encoding="utf-8")
    found = [line.replace(f"{tmp_path}/", "") for line in problems_of(path)]
    assert found == [
        "codes.yaml:2: indicators: id 'Steel Output' is not valid; use lower-case letters, digits "
        "and single hyphens, such as 'steel-output' [pattern-mismatch]",
        "codes.yaml:4: indicators: unit 'tonnes' is not in units; did you mean 'tonne'? If it is "
        "new, add an entry to units [id-dangling]",
        "codes.yaml:5: indicators: name is missing in the entry 'b'; an entry of indicators needs "
        "id, name, unit [value-missing]",
        "codes.yaml:6: unknown key 'nmae' in indicators; did you mean 'name'? [key-unknown]",
        "codes.yaml:8: name: '2024' must be quoted (\"2024\"): unquoted, it can be read as "
        "something other than text [value-lookalike]",
        "codes.yaml:8: indicators: id 'b' is used twice, first in codes.yaml:5; give each entry "
        "its own id [id-duplicate]",
        "codes.yaml:10: regions: the file '../regions.csv' must be in the folder of codes.yaml "
        "[file-unreadable]",
        "codes.yaml:11: unknown key 'region' in the file; did you mean 'regions'? [key-unknown]",
        "codes.yaml:12: policies: expected a list of entries, or the name of a file such as CSV "
        "[layout-wrong]",
        "codes.yaml:13: documents: expected an entry such as {id: ...} [layout-wrong]",
        "units.csv:3: units: factor is the text 'abc'; expected a finite number, such as '1000' "
        "[value-type]",
        "units.csv:4: the row has 2 cells, the header 3 [row-ragged]",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "codes.yaml:1: the file is empty; expected a mapping of table names"),
        ("- a\n", "codes.yaml:1: expected a mapping of table names"),
        ("units: [\n", "codes.yaml:2: malformed YAML"),
        ("units: &a []\n", "anchors and aliases are not used"),
        ("units:\n  - {id: kg, factor: '2'}\n", "codes.yaml:2: factor: expected an unquoted"),
    ],
)  # fmt: skip
def test_malformed_yaml_is_reported(text: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / "codes.yaml"
    path.write_text(text, encoding="utf-8")
    (found,) = problems_of(path)
    assert expected in found


def test_many_problems_are_limited() -> None:
    rows = [{"id": "A"} for _ in range(MOST_PROBLEMS + 5)]
    with pytest.raises(ExtensionError) as caught:
        read_extension({"regions": rows}, cip.load())
    assert len(caught.value.problems) == MOST_PROBLEMS
    lines = str(caught.value).splitlines()
    assert (lines[0], len(lines), lines[-1]) == (
        "1000 problems in extend:", 102, "900 more problems",
    )  # fmt: skip


CELLS = st.one_of(
    st.none(), st.text(max_size=5), st.integers(), st.floats(), st.booleans(), st.dates(),
    st.lists(st.text(max_size=3), max_size=2), st.just({}), st.binary(max_size=2),
)  # fmt: skip
KEYS = st.sampled_from(["id", "name", "unit", "factor", "parent_id", "level", "aliases", "x"])


@settings(max_examples=150, **QUICK)
@given(
    st.dictionaries(
        st.sampled_from(["indicators", "units", "regions", "policies", "x"]),
        st.lists(st.dictionaries(KEYS, CELLS, max_size=5), max_size=3),
        max_size=3,
    )
)
def test_any_extension_is_read_or_reported(extend: dict[str, Any]) -> None:
    try:
        extension = read_extension(extend, cip.load())
    except ExtensionError as error:
        assert error.problems
        return
    for table, frame in extension.frames.items():
        assert frame["id"].to_list() == [row["id"] for row in extend[table]]
