"""Concurrency: threads, forks, other processes and pickles."""

from __future__ import annotations

import ast
import concurrent.futures
import copy
import multiprocessing
import os
import pickle
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import Problem
from chinaindpolicy.model.records import Target
from example import ROOT
from interpreter import paths, run

pytestmark = pytest.mark.full  # takes long; CI runs it


@pytest.mark.parametrize(
    "uses",
    [
        "data.targets.frame(); list(data.targets); cip.verify(); cip.parse_quantity('3%')",
        "cip.validate([], 'targets'); data.targets.lazy().collect()",
        "cip.schema('targets').validate(data.targets.frame())",
    ],
    ids=["tables", "checks", "schemas"],
)
def test_sixteen_threads_can_make_the_first_load(uses: str) -> None:
    """Names, releases, records and frames load lazily.

    The first schema is not checked together with validation: narwhals fails on a pandera that
    another thread is still importing.
    """
    steps = [f"lambda: {use}" for use in uses.split("; ")]
    code = (
        "import threading, sys\n"
        "sys.setswitchinterval(1e-5)\n"
        "import chinaindpolicy as cip\n"
        "start, failures, found = threading.Barrier(16), [], []\n"
        "def work(number):\n"
        "    start.wait()\n"
        "    try:\n"
        "        data = cip.load()\n"
        f"        steps = [{', '.join(steps)}]\n"
        "        for step in range(len(steps)): steps[(number + step) % len(steps)]()\n"
        "        record = data.targets['components-plan-sales-2023']\n"
        "        found.append((data, data.targets, record, tuple(data.targets),\n"
        "                      data.targets.frame().rows(), cip.load, cip.Table))\n"
        "    except BaseException as error: failures.append(repr(error))\n"
        "threads = [threading.Thread(target=work, args=[n]) for n in range(16)]\n"
        "for thread in threads: thread.start()\n"
        "for thread in threads: thread.join()\n"
        "print(failures, len(found))\n"
        "print(len({id(data) for data, *_ in found}), len({id(row[1]) for row in found}),\n"
        "      all(row[2:] == found[0][2:] for row in found))\n"
    )
    assert run(code) == "[] 16\n1 1 True\n"


def test_no_package_imports_its_modules() -> None:
    """Two threads cannot wait for each other's imports.

    Python locks a module, then imports its package. A package that imports the same module waits
    for that lock, and the import in one of the threads fails with a deadlock error.
    """
    folder = Path(cip.__path__[0])
    packages = {path.parent: path for path in folder.rglob("__init__.py")}
    assert len(packages) > 25
    # The package itself imports two modules that nobody imports alone; the commands are one thread.
    del packages[folder], packages[folder / "cli"]
    importing = {
        str(name): module
        for name, path in packages.items()
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and (module := node.module or "")
        if module.startswith("chinaindpolicy.")
        and module not in ("chinaindpolicy._public", "chinaindpolicy.errors")
    }
    assert importing == {}


def test_concurrent_loads_return_one_dataset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two threads that load at the same time get the dataset that was cached first."""
    from chinaindpolicy.dataset import packaged

    monkeypatch.setattr(packaged, "_PACKAGED", {})
    load_release = packaged.load_release
    second: list[Dataset] = []

    def slow(folder: Path) -> Dataset:
        loaded = load_release(folder)
        if not second:
            second.append(loaded)
            second.append(cip.load("2026.1"))  # another thread, while the first is loading
        return loaded

    monkeypatch.setattr(packaged, "load_release", slow)
    assert cip.load("2026.1") is second[1] is cip.load("2026.1")


# Forks and pickles


fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@fork
def test_records_work_in_parent_and_forked_child() -> None:
    code = (
        "import os, warnings, chinaindpolicy as cip\n"
        "if {before!r} == 'records': before = list(cip.targets)\n"
        "elif {before!r} == 'load': cip.load()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    same = len(list(cip.targets)) == {count}\n"
        "    frame = cip.targets.frame().height == {count}\n"
        "    os._exit(0 if same and frame and cip.verify().ok else 1)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(list(cip.targets)))\n"
    )
    count = len(cip.targets)
    for before in ("nothing", "load", "records"):
        assert run(code.format(before=before, count=count)) == f"0 {count}\n", before


def describe(data: Dataset, record: Target) -> tuple[object, ...]:
    """Return facts about a dataset and a record received by a worker process."""
    packaged = cip.load(data.release) if data.name == "chinaindpolicy" else None
    return data.release, len(data.targets), data is packaged, record, data.targets.frame().height


def fail(name: str) -> None:
    cip.load(name)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_datasets_and_records_are_sent_to_other_processes(
    method: str, example: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    monkeypatch.setenv("PYTHONPATH", paths())
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        record = cip.targets["components-plan-sales-2023"]
        output = pool.submit(describe, cip.load("2026.1"), record).result(timeout=120)
        assert output == ("2026.1", 70, True, record, 70)
        lamp = next(iter(example.targets))
        output = pool.submit(describe, example, lamp).result(timeout=120)
        assert output == (example.release, len(example.targets), False, lamp, len(example.targets))
        with pytest.raises(cip.UnknownNameError, match=r"no release '2026.9'; did you mean"):
            pool.submit(fail, "2026.9").result(timeout=120)


def test_packaged_release_is_pickled_by_name() -> None:
    data = cip.load("2026.1")
    assert len(pickle.dumps(data)) < 200
    assert pickle.loads(pickle.dumps(data)) is copy.deepcopy(data) is copy.copy(data) is data
    assert pickle.loads(pickle.dumps(data.targets)) is data.targets


def test_other_datasets_are_pickled_with_their_files(example: Dataset) -> None:
    lumen = ROOT / "docs" / "example" / "lumen"
    selected = cip.load("2026.1").select(region_id="cn-ah")
    for data in (example, selected, cip.load(lumen), cip.load(lumen, including="2026.1")):
        again = pickle.loads(pickle.dumps(data))
        assert again is not data and repr(again) == repr(data)
        assert again.descriptor["tables"] == data.descriptor["tables"]
        assert again.origins == data.origins
        assert again.including is data.including
        assert (again.own is again) == (data.own is data)
        for name, table in data.tables.items():
            assert again[name].csv() == table.csv()
            assert tuple(again[name]) == tuple(table)
            assert tuple(again.own[name]) == tuple(data.own[name])
        table = pickle.loads(pickle.dumps(data.targets))
        assert tuple(table) == tuple(data.targets) and table.dataset.release == data.release


def test_results_round_trip_through_pickle() -> None:
    results = (
        cip.verify(), cip.assess(as_of="2026-11-22"), cip.diff("2026.1", "2026.2"),
        cip.explain("components-plan-sales-2023"), cip.search("YMTC"), cip.region_tree(),
        cip.parse_quantity("2.1万亿元"),
    )  # fmt: skip
    for result in results:
        again = pickle.loads(pickle.dumps(result))
        assert again == result and str(again) == str(result)
    difference = pickle.loads(pickle.dumps(results[2]))
    assert difference.apply(cip.load("2026.1")).outcomes.csv() == cip.load("2026.2").outcomes.csv()


def test_report_is_pickled_without_its_data() -> None:
    report = cip.validate([{"id": "a", "value": 1}], "figures")
    again = pickle.loads(pickle.dumps(report))
    assert again == report and str(again) == str(report) and again.counts == report.counts
    assert report.invalid_rows() is not None
    with pytest.raises(cip.ChinaIndPolicyError, match="the invalid rows stayed in the process"):
        again.invalid_rows()


def test_every_error_round_trips_through_pickle() -> None:
    """An error that cannot be unpickled blocks a process pool forever."""
    problem = Problem("a.yaml", 3, "is wrong", "wrong")
    errors = [
        cip.UnknownNameError("table", "target", ["targets"], fate="gone", near="targets"),
        cip.DateError("x", "no day"), cip.MissingExtraError("duckdb", "duckdb"),
        cip.CollectionError([problem]), cip.MappingFileError([problem]),
        cip.DataFileError("prices.csv", "is no text", 3), cip.ReleaseError("a"),
        cip.NotComparableError("c"),
    ]  # fmt: skip
    with pytest.raises(cip.CheckFailedError) as failed:
        cip.validate([{"id": "a"}], "figures").raise_if_failed()
    with pytest.raises(cip.QuantityError) as unread:
        cip.parse_quantity("many")
    for error in [*errors, failed.value, unread.value]:
        error.add_note("added by a worker")
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error) and again.args == error.args
        assert vars(again) == vars(error)
        assert getattr(again, "msg", None) == getattr(error, "msg", None)
    assert pickle.loads(pickle.dumps(errors[2])).name == "duckdb"
