"""Places given by a section heading of a Chinese text."""

from __future__ import annotations

from pathlib import Path

import pytest

from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.curation.verify import quote, verify
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import CollectionError
from chinaindpolicy.loading import load

TEXT = """\
明湾市照明产业行动方案

第一章 总体要求
第一节 目标
到2033年，产值超过12.5亿元。

第二章 重点任务
第一节 实验室
（一）建设实验室。新增企业3家。
（二）培育企业。
三、保障
新增企业3家。
"""
ROWS = """\
document: {id: plan, title: 方案, kind: notice, language: zh, source_file: plan.txt}
regions: [{id: lumen, name: Lumen, level: prefecture_city}]
policies: [{id: plan-2031, title: 方案, kind: action_plan, level: municipal, region_id: lumen}]
units:
  - {id: CNY, name: yuan, dimension: currency}
  - {id: enterprise, name: enterprise, dimension: count}
indicators:
  - {id: output, name: Output, definition: Output., unit: CNY, dimension: currency, sector: lamps, desired_direction: up}
  - {id: firms, name: Firms, definition: Firms., unit: enterprise, dimension: count, sector: lamps, desired_direction: up}
targets:
  - {id: output-2033, policy_id: plan-2031, indicator_id: output, region_id: lumen, statement: Output., comparator: gt, value: 1250000000, unit: CNY, measure: level, price_basis: nominal, period: "2033", strength: commit, stated: 超过12.5亿元, section: 第一章, paragraph: 3}
  - {id: firms-lab, policy_id: plan-2031, indicator_id: firms, region_id: lumen, statement: Firms., comparator: eq, value: 3, unit: enterprise, measure: count, period: "2033", strength: commit, stated: 3家, section: （一）, paragraph: 1}
  - {id: firms-guard, policy_id: plan-2031, indicator_id: firms, region_id: lumen, statement: Firms., comparator: eq, value: 3, unit: enterprise, measure: count, period: ../2033, strength: commit, stated: 3家, section: 三、, paragraph: 2}
tasks:
  - {id: lab, policy_id: plan-2031, region_id: lumen, level: 1, ordinal: 1, kind: key_task, title: Lab, summary: A lab., section: 第一节 实验室, paragraph: 2, at: 建设实验室}
spans:
  - {role: background, section: 第二章, paragraph: 4, at: 培育企业}
mentions:
  - {text: 2033年, role: date, section: 第一节 目标, paragraph: 2}
  - {text: 第一, role: structure, section: 第一章, paragraph: 1}
  - {text: 第一, role: structure, paragraph: 3}
passages:
  - {role: goal, section: 第一章, paragraph: 3}
"""  # noqa: E501


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.yaml").write_text(ROWS, encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "plan.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


def edit(folder: Path, old: str, new: str) -> int:
    path = folder / "plan" / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def located(folder: Path) -> Dataset:
    write_located(locate(read_collection(folder / "plan"), folder / "texts"))
    return load(folder / "plan")


def test_paragraphs_are_counted_from_the_heading(folder: Path) -> None:
    dataset = located(folder)
    assert [(t.id, t.paragraph) for t in dataset.targets] == [
        ("output-2033", 4),
        ("firms-lab", 7),
        ("firms-guard", 10),
    ]
    assert quote("firms-guard", folder / "texts", dataset) == "新增企业3家。"
    assert quote("lab", folder / "texts", dataset) == "（一）建设实验室。"
    assert dataset.passages.ids == ("plan-p4",)
    assert dataset.passages["plan-p4"].n_targets == 1
    start = TEXT.index("超过12.5亿元")
    assert f"plan-m{start}" in dataset.mentions
    assert dataset.spans.ids == (f"plan-s{TEXT.index('（二）')}",)
    found = verify(folder / "texts", dataset).counts
    assert set(found) <= {"number-unaccounted", "passage-missing", "text-uncovered"}


def test_offsets_file_has_section_column_when_used(folder: Path) -> None:
    files = locate(read_collection(folder / "plan"), folder / "texts")
    assert next(iter(files.values())).startswith("paragraph,at,to,expression,char_start,char_end,sha256,section\n")  # noqa: E501 # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("section: 第一节 目标", "section: 第一节", "3 and 6 begin with '第一节': give more"),
        ("section: （一）", "section: （三）", "no paragraph begins with the heading '（三）'"),
        ("section: 三、, paragraph: 2", "section: 三、, paragraph: 3", "paragraph 3 from '三、'"),
    ],
)  # fmt: skip
def test_missing_or_ambiguous_heading_is_reported(
    folder: Path, old: str, new: str, message: str
) -> None:
    line = edit(folder, old, new)
    with pytest.raises(CollectionError) as caught:
        located(folder)
    (reported,) = tuple(map(str, caught.value.problems))
    assert reported.startswith(f"plan/plan.yaml:{line}: ")
    assert message in reported


def test_changed_section_is_reported_as_not_located(folder: Path) -> None:
    located(folder)
    line = edit(folder, "section: 第一章, paragraph: 1", "section: 第一章 总, paragraph: 1")
    with pytest.raises(CollectionError) as caught:
        load(folder / "plan")
    (reported,) = tuple(map(str, caught.value.problems))
    assert reported == (
        f"plan/plan.yaml:{line}: mentions plan: not located: "
        "run `chinaindpolicy locate` with the texts [not-located]"
    )  # fmt: skip


def test_section_key_is_rejected_without_a_place(folder: Path) -> None:
    line = edit(folder, "name: Lumen,", "name: Lumen, section: 第一章,")
    with pytest.raises(CollectionError, match=f"plan.yaml:{line}: unknown key 'section'"):
        read_collection(folder / "plan")
