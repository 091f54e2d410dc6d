"""Mapping files: followed to the letter, or refused with every line that is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from chinaindpolicy.errors import MappingFileError
from chinaindpolicy.ingest.normalize.mapping_file import read_mapping
from chinaindpolicy.ingest.normalize.options import Options


def read(folder: Path, text: str) -> Options:
    path = folder / "m.yaml"
    path.write_text(text, encoding="utf-8")
    return read_mapping(path, "figures")


def test_all_keys_of_a_mapping_file_are_read(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        'columns:\n  产值: value\n  "2023": aside\nunits:\n  none: 亿元\n  亿: 亿元\n'
        'values:\n  region_id:\n    内蒙: cn-nm\nmissing: ["Ｘ", "-"]\nheader: 3\nwide: true\n'
        "flags: keep\nsheet: 表1\nencoding: big5\nconstants:\n  region_id: 全国\n"
        "dimensions: [model]\non_missing: drop\n",
    )
    assert found == Options(
        columns={"产值": "value", "2023": None},
        units={"": "亿元", "亿": "亿元"},
        values={"region_id": {"内蒙": "cn-nm"}},
        missing=frozenset({"x", "-"}),
        header=(3,),
        wide="period",
        flags="keep",
        sheet="表1",
        encoding="big5",
        constants={"region_id": "全国"},
        dimensions=("model",),
        on_missing="drop",
    )
    assert read(tmp_path, "header: [2, 3]\nwide: none\n") == Options(header=(2, 3), wide=None)
    assert read(tmp_path, "units: 亿元\n").units == {"": "亿元"}


def test_all_problems_of_a_mapping_file_are_reported(tmp_path: Path) -> None:
    with pytest.raises(MappingFileError) as caught:
        read(
            tmp_path,
            "columns:\n  产值: valu\n  甲: value\n  乙: value\nunit: 元\nunits:\n  x: 亿香蕉\n"
            'values:\n  region: {}\nmissing: "-"\nheader: first\nwide: perhaps\n',
        )
    told = [f":{problem.line}: {problem.message}" for problem in caught.value.problems]
    assert told == [
        ":2: no column 'valu' in figures; did you mean 'value'?",
        ":4: both '甲' and '乙' are value",
        ":5: unknown key 'unit' in the file; did you mean 'units'?",
        ":7: units: '亿香蕉' is not a known unit",
        ":9: unknown key 'region' in values; did you mean 'region_id'?",
        ':10: missing: expected a list, such as ["-", "x"]',
        ":11: header: expected the number of a line, from 1",
        ":12: wide: expected true, false, none, auto, period, region, indicator",
    ]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("missing: []\nunits: 亿香蕉\n", "m.yaml:2: units: '亿香蕉' is not a known unit"),
        ("", "m.yaml:1: the file is empty"),
        ("- a\n", "m.yaml:1: expected a mapping with some of columns, units"),
        ("columns: {a: value, a: unit}\n", "duplicate key 'a' in columns"),
        ("columns: {2023: value}\n", "must be quoted"),
        ("columns: [a]\n", "expected a mapping for columns"),
        ("values: {region_id: x}\n", "expected a mapping for values of region_id"),
        ("a: [\n", "malformed YAML"),
        ("columns: &x {}\n", "anchors and aliases"),
    ],
)
def test_malformed_mapping_files_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(MappingFileError) as caught:
        read(tmp_path, text)
    assert said in str(caught.value)


def test_a_missing_mapping_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MappingFileError, match="cannot be read"):
        read_mapping(tmp_path / "none.yaml", "figures")
