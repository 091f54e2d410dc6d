"""Run time of curation grows linearly with the size of the input."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from chinaindpolicy.curation.build import build_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.errors import CollectionError
from chinaindpolicy.extraction.stubs import find_stubs

LISTS = """\
regions: [{id: city, name: City, level: prefecture_city}]
policies: [{id: plan, title: Plan, kind: action_plan, level: municipal, region_id: city}]
"""


def make(folder: Path, documents: int, parent: str = "") -> Path:
    """Write a collection of documents, each with a task and a passage; return its folder."""
    root = folder / f"own-{documents}"
    root.mkdir()
    (folder / "texts").mkdir(exist_ok=True)
    (root / "lists.yaml").write_text(LISTS, encoding="utf-8")
    for number in range(documents):
        (folder / "texts" / f"d-{number}.txt").write_text("It is done.", encoding="utf-8")
        task = (
            f"{{id: task-{number}, policy_id: plan, region_id: city, level: 1, ordinal: "
            f"{number + 1}, kind: goal, title: T, summary: S, at: done, paragraph: 1{parent}}}"
        )
        (root / f"d-{number}.yaml").write_text(
            f"document: {{id: d-{number}, title: D, kind: notice, language: en, "
            f"source_file: d-{number}.txt}}\n"
            f"tasks: [{task}]\npassages: [{{role: task, paragraph: 1}}]\n",
            encoding="utf-8",
        )
    return root


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def test_locate_and_build_take_linear_time(tmp_path: Path) -> None:
    times: list[float] = []
    for documents in (50, 400):
        collection = read_collection(make(tmp_path, documents))

        def work() -> None:
            write_located(locate(collection, tmp_path / "texts"))  # noqa: B023
            build_release(collection)  # noqa: B023

        times.append(seconds(work))
    # Eight times the documents; quadratic time would be sixty-four times the work.
    assert times[1] < 24 * times[0] + 1


def test_many_dangling_ids_are_reported_within_ten_seconds(tmp_path: Path) -> None:
    root = make(tmp_path, 400, ", parent_id: taks-1")
    write_located(locate(read_collection(root), tmp_path / "texts"))
    collection = read_collection(root)
    start = time.process_time()
    with pytest.raises(CollectionError) as caught:
        build_release(collection)
    assert time.process_time() - start < 10
    assert sum("[id-dangling]" in reported for reported in map(str, caught.value.problems)) == 400
    assert any("did you mean 'task-1'" in reported for reported in map(str, caught.value.problems))


def test_stubs_of_long_text_take_linear_time() -> None:
    line = "By 2030, at least {} labs and 5% more, or 5%.\n"
    short = "".join(line.format(10 + index) for index in range(100))
    long = "".join(line.format(10 + index) for index in range(800))
    first = seconds(lambda: list(find_stubs(short)))
    assert seconds(lambda: list(find_stubs(long))) < 24 * first + 1
