"""Stubs of a text: complete, located, and readable as YAML."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, read_located, stated_locator, write_located
from chinaindpolicy.curation.source_text import paragraphs
from chinaindpolicy.curation.yaml_reader import YamlFile
from chinaindpolicy.errors import CollectionError, SourceTextError
from chinaindpolicy.extraction.scan import stub_hints, stubs
from chinaindpolicy.extraction.stub_yaml import scalar, stubs_yaml
from chinaindpolicy.extraction.stubs import find_stubs
from chinaindpolicy.loading import load
from chinaindpolicy.quantity import find_quantities
from example import EXAMPLE, TEXTS

ANSWERS = {
    "id": "stub-{}", "policy_id": "plan", "indicator_id": "thing", "region_id": "place",
    "statement": "It is said.", "period": '"2031"', "strength": "commit", "kind": "observed",
    "basis": "claim", "price_basis": "nominal", "unit": "item",
}  # fmt: skip


def filled(yaml: str) -> str:
    """Return the stubs with a value for every empty key."""
    lines = yaml.splitlines()
    for number, line in enumerate(lines):
        if found := re.fullmatch(r"([ -]*)(\w+):(?:  #.*)?", line):
            answer = ANSWERS.get(found[2], "")
            lines[number] = f"{found[1]}{found[2]}: {answer.format(number)}".rstrip()
    return "\n".join(lines) + "\n"


def places(folder: Path, text: str) -> list[tuple[int, int]]:
    """Return the located offsets of the completed stubs of a text, in order."""
    texts, root = folder / "texts", folder / "own"
    texts.mkdir(exist_ok=True)
    root.mkdir(exist_ok=True)
    (texts / "t.txt").write_bytes(text.encode())
    head = "document:\n  id: t\n  title: T\n  kind: notice\n  language: en\n  source_file: t.txt\n"
    (root / "t.yaml").write_bytes((head + filled(stubs(text))).encode())
    collection = read_collection(root)
    write_located(locate(collection, texts))
    found = read_located(collection, "t")
    rows = [row for table in collection.rows.values() for row in table if row.table != "documents"]
    locators = [stated_locator(row) for row in rows]
    return sorted((found[each].start, found[each].end) for each in locators if each)


TRICKY = [
    "Output is 5% and 15% and 5% again.",
    "It grew by 5%. It grew by 5%. Then by 5% more.",
    "到2030年，产值超过5亿元，增长5%。到2035年，产值超过15亿元，增长15%。\n（一）力争达到5%左右。",
    'A "quoted" 5%: yes # no\nNo. 5 of 2024-01-21\n- 3 labs',
    "第一，建设3家；第二，建设3家；第三，建设3家。",
    "more than\n5 labs, 5\n% and a tab\tof 7 yuan",
    "In 2024 2024 firms, 2024.",
]


@pytest.mark.parametrize("text", TRICKY)
def test_completed_stubs_are_located_at_their_quantities(tmp_path: Path, text: str) -> None:
    expected = [
        (part.start + found.char_start, part.start + found.char_end)
        for part in paragraphs(text)
        for found in find_quantities(text[part.start : part.end])
    ]
    assert expected
    assert places(tmp_path, text) == expected


@pytest.mark.parametrize("name", ["harbour-report.txt", "harbour-notice.txt"])
def test_stubs_of_example_texts_cover_every_quantity(tmp_path: Path, name: str) -> None:
    text = (TEXTS / name).read_bytes().decode()
    assert len(places(tmp_path, text)) == len(find_quantities(text))


def test_indistinguishable_expression_has_a_stub_without_place() -> None:
    found = list(find_stubs("It grew by 5%. " + "grew 5% " * 400))
    assert found[0].at and not found[200].at
    assert len(found) == 401


WORDS = st.sampled_from(
    [
        *("5%", "15", "by", "2030", "will", "exceed", "labs", "yuan", "三家", "超过", "亿元"),
        *("billion", "and", ".", ",", "。", "，", "\n", "First", "3", "to", "'", '"', ":", "#"),
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_every_expression_has_an_unambiguous_stub(text: str) -> None:
    found = list(find_stubs(text))
    reported = [(stub.mention.char_start, stub.mention.char_end) for stub in found]
    assert reported == [
        (part.start + each.char_start, part.start + each.char_end)
        for part in paragraphs(text)
        for each in find_quantities(text[part.start : part.end])
    ]
    for stub in found:
        part = paragraphs(text)[stub.paragraph - 1]
        whole = text[part.start : part.end]
        if stub.at:
            assert whole.count(stub.at) == 1
            assert stub.mention.text in stub.at
    yaml = stubs_yaml(found)
    assert yaml.count("ambiguous") == sum(not stub.at for stub in found)


@given(st.text(max_size=40))
def test_scalar_round_trips_through_yaml(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    text = text.encode("utf-8", "replace").decode()
    path = tmp_path_factory.mktemp("scalar") / "a.yaml"
    path.write_bytes(f"key: {scalar(text)}\n".encode())
    file = YamlFile(path, "a.yaml")
    assert file.root is not None and not file.problems
    _, node = file.root.value[0]
    assert node.value == text


def test_incomplete_stub_is_reported_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(stubs_yaml(find_stubs("Sales are 5%.")), encoding="utf-8")
    with pytest.raises(CollectionError) as caught:
        read_collection(tmp_path)
    reported = tuple(map(str, caught.value.problems))
    place = f"{tmp_path.name}/a.yaml:7: indicator_id: the value is empty"
    assert any(place in each for each in reported)
    assert len(reported) == 3


PLAN = """\
中华人民共和国国民经济和社会发展第十四个五年规划
第三章 主要目标
到2025年，常住人口城镇化率提高到65%，城镇调查失业率控制在5.5%以内。
全社会研发经费投入年均增长7%以上，每万人口高价值发明专利拥有量由2020年的6.3件提高到12件。
单位国内生产总值能源消耗和二氧化碳排放分别比2020年降低13.5%、18%，森林覆盖率提高到24.1%。
数字经济核心产业增加值占国内生产总值比重由2020年的7.8%提升到10%，软件业务收入突破14万亿元。
"""


def test_stubs_of_a_plan_leave_few_keys_empty() -> None:
    yaml = stubs(PLAN).partition("mentions:")[0]
    keys = re.findall(r"(?m)^[ -]+(\w+):(.*)$", yaml)
    empty = [key for key, value in keys if not value.partition("#")[0].strip()]
    assert set(empty) == {"policy_id", "indicator_id"}
    assert len(keys) > 150 and len(empty) < len(keys) * 25 / 184
    periods = re.findall(r"(?m)^    period: (.*)$", yaml)
    # The years of comparison are periods of the two figures that are stated for them alone.
    assert sorted(periods) == ['"../2025"'] * 9 + ['"2020"'] * 2
    assert re.findall(r"(?m)^    baseline: (.*)$", yaml) == ["6.3", "7.8"]
    assert yaml.count('baseline_period: "2020"') == 4


def test_conditions_and_subsidies_are_mentions() -> None:
    yaml = stubs("培育年收入超过5亿元的企业15家。对首次上市的企业给予奖励500万元。")
    assert "role: other  # a condition on a group" in yaml
    assert "role: other  # no value of an indicator" in yaml
    assert yaml.count("stated:") == 1


def test_stubs_of_a_known_document_have_the_ids_of_its_collection() -> None:
    text = (TEXTS / "harbour-report.txt").read_bytes().decode()
    dataset = load(EXAMPLE)
    hints = stub_hints(text, dataset, list(find_stubs(text)))
    assert hints.policy_id in dataset.policies.ids
    assert set(dict(hints.indicators).values()) <= set(dataset.indicators.ids)


def test_ambiguous_stubs_are_marked_in_the_yaml() -> None:
    text = "5% " * 40
    reported = stubs_yaml(find_stubs(text.strip()))
    assert reported.count("# ambiguous in paragraph 1") + reported.count("stated:") == 40


def test_stubs_exclude_recorded_expressions() -> None:
    text = (TEXTS / "harbour-report.txt").read_bytes().decode()
    reported = stubs(text, load(EXAMPLE))
    assert "stated:" not in reported and "text:" not in reported
    with pytest.raises(SourceTextError, match="was not read from this text"):
        stubs(text + " ", load(EXAMPLE))
