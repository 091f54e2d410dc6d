"""Import and load wherever Python runs: zips, read-only folders, threads, forks, no home, -OO."""

from __future__ import annotations

import concurrent.futures
import copy
import importlib.resources
import multiprocessing
import os
import pickle
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import chinaindpolicy as cip
from chinaindpolicy.dataset import release_files as editions
from chinaindpolicy.dataset.dataset import Dataset, Reconstruct
from chinaindpolicy.dataset.release_files import release_path
from chinaindpolicy.errors import Problem, ReleaseError
from chinaindpolicy.model.records import Target

PACKAGE = Path(str(cip.__file__)).parent
EXAMPLE = Path(__file__).parent / "collections" / "example"
USE = (
    "import chinaindpolicy as cip\n"
    "print(cip.targets['components-plan-sales-2023'].value, cip.releases()[0],\n"
    "      cip.targets.frame().height == len(cip.targets), cip.load('2026.1').release)\n"
)
USED = "2100000000000 2026.1 True 2026.1\n"


def paths(*first: Path) -> str:
    """A PYTHONPATH that has what this interpreter has, after some folders or zips."""
    return os.pathsep.join(map(str, [*first, *(part for part in sys.path if part)]))


def run(
    code: str, *options: str, env: dict[str, str] | None = None, cwd: Path | None = None
) -> str:
    """Run code in a fresh interpreter with no environment but what is given; what it printed."""
    found = subprocess.run(
        [sys.executable, "-W", "error", *options, "-c", code],
        capture_output=True, text=True, timeout=120, cwd=cwd, check=False,
        env=env if env is not None else {"PYTHONPATH": paths()},
    )  # fmt: skip
    assert found.returncode == 0, found.stderr
    assert found.stderr == ""
    return found.stdout


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package as it lies when installed, its releases beside it, in a folder of its own."""
    site = tmp_path_factory.mktemp("site")
    compiled = shutil.ignore_patterns("__pycache__", "*.pyc")
    shutil.copytree(PACKAGE, site / "chinaindpolicy", ignore=compiled)
    releases = site / "chinaindpolicy" / "_releases"
    if not releases.is_dir():
        shutil.copytree(PACKAGE.parents[1] / "datasets" / "releases", releases)
    return site


def contents(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


# Folders and archives


@pytest.mark.parametrize("options", [(), ("-B",)], ids=["may-compile", "never-compiles"])
def test_the_package_needs_no_right_to_write(installed: Path, options: tuple[str, ...]) -> None:
    """To root no folder is read-only, so what is refused is every opening for writing."""
    refuse = (
        "import sys\n"
        "def refuse(event, arguments):\n"
        f"    if event == 'open' and str(arguments[0]).startswith({str(installed)!r}):\n"
        "        if arguments[2] & 3: raise PermissionError(13, 'read-only', arguments[0])\n"
        f"    if event in ('os.mkdir', 'os.rename') and {str(installed)!r} in str(arguments[0]):\n"
        "        raise PermissionError(13, 'read-only', arguments[0])\n"
        "sys.addaudithook(refuse)\n"
    )
    before = contents(installed)
    folders = [path for path in installed.rglob("*") if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    try:
        env = {"PYTHONPATH": paths(installed)}
        assert run(refuse + USE + "print(cip.__file__)", *options, env=env).endswith(
            f"{USED}{installed / 'chinaindpolicy' / '__init__.py'}\n"
        )
    finally:
        for folder in folders:
            folder.chmod(0o755)
    assert contents(installed) == before


def test_it_runs_from_a_zip(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "chinaindpolicy.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in sorted(contents(installed).items()):
            file.writestr(name, data)
    told = run(
        f"{USE}print(cip.verify().ok, cip.schema('targets').name)\n"
        "import tempfile; from pathlib import Path\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    (page,) = cip.export(cip.load(), Path(folder, 'page.html'), 'html')\n"
        "    print(page.name)\n"
        "try: cip.load('2026.11')\n"
        "except cip.UnknownNameError as error: print(error)\n"
        "print(cip.__file__)",
        env={"PYTHONPATH": paths(archive)},
        cwd=tmp_path,
    )
    assert told.startswith(f"{USED}True targets\n")
    assert "did you mean '2026.1'" in told
    assert told.endswith(f"{archive / 'chinaindpolicy' / '__init__.py'}\n")
    assert [path.name for path in tmp_path.iterdir()] == [archive.name]


def test_a_zip_without_releases_says_so(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "bare.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in sorted(contents(installed).items()):
            if "_releases" not in name:
                file.writestr(name, data)
    # What lies in the working directory is no release of the package.
    shutil.copytree(installed / "chinaindpolicy" / "_releases", tmp_path / "datasets" / "releases")
    code = (
        "import sys; sys.path.insert(0, 'bare.zip')\n"
        "import chinaindpolicy as cip\n"
        "try: cip.load()\n"
        "except cip.ReleaseError as error: print(error)"
    )
    told = run(code, cwd=tmp_path)
    assert "no release here: the installation is incomplete" in told


def test_a_changed_file_in_a_zip_is_refused(installed: Path, tmp_path: Path) -> None:
    archive = tmp_path / "changed.zip"
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in sorted(contents(installed).items()):
            kept = data.replace(b"2100000000000", b"2100000000001")
            file.writestr(name, kept if name.endswith("2026.1/targets.csv") else data)
    code = (
        "import chinaindpolicy as cip\n"
        "try: cip.load('2026.1').targets.frame()\n"
        "except cip.ReleaseError as error: print(error)"
    )
    told = run(code, env={"PYTHONPATH": paths(archive)}, cwd=tmp_path)
    assert "2026.1/targets.csv: not the file that was published" in told


# Processes


def test_it_needs_no_environment_and_no_home(tmp_path: Path) -> None:
    start = f"import sys; sys.path[:] = {[part for part in sys.path if part]!r}\n"
    assert run(start + USE, "-I", "-S", env={}) == USED
    assert run(USE, env={"PYTHONPATH": paths(), "HOME": str(tmp_path / "none")}) == USED
    assert list(tmp_path.iterdir()) == []


def test_it_needs_no_working_directory(tmp_path: Path) -> None:
    gone = f"import os; os.chdir({str(tmp_path)!r}); os.mkdir('gone'); os.chdir('gone')\n"
    # In Python 3.13.0 no module made with PyO3 (pydantic's, Polars') can be imported where the
    # working directory is gone and also on the path, which `-P` keeps it from.
    options = ("-P",) if sys.version_info[:3] == (3, 13, 0) else ()
    assert run(f"{gone}os.rmdir('../gone')\n{USE}", *options) == USED


def test_nothing_depends_on_asserts_and_docstrings() -> None:
    code = (
        f"{USE}from pathlib import Path\n"
        "from chinaindpolicy.curation.build import release_files\n"
        "from chinaindpolicy.model.schemas import data_dictionary\n"
        f"built = cip.load(Path({str(EXAMPLE)!r}))\n"
        "import hashlib, json\n"
        "told = [json.dumps(cip.json_schema(name)) for name in sorted(built)]\n"
        "told += [data_dictionary(), json.dumps(dict(built.descriptor), default=str)]\n"
        "report = cip.validate([{'id': 'a', 'value': 1}], 'figures')\n"
        "told += [str(report), str(cip.verify()), cip.explain('components-plan-sales-2023')]\n"
        "print(hashlib.sha256('\\n'.join(map(str, told)).encode()).hexdigest())\n"
    )
    assert run(code) == run(code, "-O") == run(code, "-OO")


def test_the_command_line_answers_the_same_under_oo() -> None:
    """Only the prose of `--help` is made of docstrings."""
    answers, helps = (
        [
            subprocess.run(
                [sys.executable, *options, "-m", "chinaindpolicy", *arguments],
                capture_output=True, check=True, text=True, encoding="utf-8",
            ).stdout
            for options in ([], ["-OO"])
        ]
        for arguments in (["show", "targets", "--format", "csv"], ["show", "--help"])
    )  # fmt: skip
    assert answers[0] == answers[1]
    assert all("--where" in told and "Example: chinaindpolicy show" in told for told in helps)


# Threads


@pytest.mark.parametrize(
    "uses",
    [
        "data.targets.frame(); list(data.targets); cip.verify(); cip.parse_quantity('3%')",
        "cip.validate([], 'targets'); data.targets.lazy().collect()",
        "cip.schema('targets').validate(data.targets.frame())",
    ],
    ids=["tables", "checks", "schemas"],
)
def test_sixteen_threads_may_load_for_the_first_time_at_once(uses: str) -> None:
    """Lazy names, releases, records, frames. A check beside the first schema is not promised:
    what pandera imports, narwhals takes for whole before it is."""
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


def test_threads_that_race_get_one_dataset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two that both find nothing loaded both load; both get what was there first."""
    from chinaindpolicy.dataset import packaged

    monkeypatch.setattr(packaged, "_PACKAGED", {})
    load_release = packaged.load_release
    second: list[Dataset] = []

    def slow(folder: Path, reconstruct: Reconstruct) -> Dataset:
        loaded = load_release(folder, reconstruct)
        if not second:
            second.append(loaded)
            second.append(cip.load("2026.1"))  # another thread, while the first is loading
        return loaded

    monkeypatch.setattr(packaged, "load_release", slow)
    assert cip.load("2026.1") is second[1] is cip.load("2026.1")


# Forks and pickles

fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@fork
def test_records_work_on_both_sides_of_a_fork() -> None:
    code = (
        "import os, warnings, chinaindpolicy as cip\n"
        "if {before!r} == 'records': before = list(cip.targets)\n"
        "elif {before!r} == 'load': cip.load()\n"
        "child = os.fork()\n"
        "if not child:\n"
        "    same = len(list(cip.targets)) == 70\n"
        "    frame = cip.targets.frame().height == 70\n"
        "    os._exit(0 if same and frame and cip.verify().ok else 1)\n"
        "print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), len(list(cip.targets)))\n"
    )
    for before in ("nothing", "load", "records"):
        assert run(code.format(before=before)) == "0 70\n", before


def describe(data: Dataset, record: Target) -> tuple[object, ...]:
    """What a worker tells of what it was sent."""
    packaged = cip.load(data.release) if data.name == "chinaindpolicy" else None
    return data.release, len(data.targets), data is packaged, record, data.targets.frame().height


def fail(name: str) -> None:
    cip.load(name)


@pytest.mark.parametrize("method", ["spawn", "forkserver"])
def test_datasets_and_records_go_to_other_processes(
    method: str, example: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    if method not in multiprocessing.get_all_start_methods():
        pytest.skip(f"this system has no {method}")
    monkeypatch.setenv("PYTHONPATH", paths())
    context = multiprocessing.get_context(method)
    with concurrent.futures.ProcessPoolExecutor(1, mp_context=context) as pool:
        record = cip.targets["components-plan-sales-2023"]
        told = pool.submit(describe, cip.load("2026.1"), record).result(timeout=120)
        assert told == ("2026.1", 70, True, record, 70)
        lamp = next(iter(example.targets))
        told = pool.submit(describe, example, lamp).result(timeout=120)
        assert told == (example.release, len(example.targets), False, lamp, len(example.targets))
        with pytest.raises(cip.UnknownNameError, match=r"no release '2026.9'; did you mean"):
            pool.submit(fail, "2026.9").result(timeout=120)


def test_a_packaged_release_is_pickled_by_its_name() -> None:
    data = cip.load("2026.1")
    assert len(pickle.dumps(data)) < 200
    assert pickle.loads(pickle.dumps(data)) is copy.deepcopy(data) is copy.copy(data) is data
    assert pickle.loads(pickle.dumps(data.targets)) is data.targets


def test_any_other_dataset_is_pickled_with_its_files(example: Dataset) -> None:
    lumen = Path(__file__).parents[1] / "docs" / "example" / "lumen"
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


def test_results_are_pickled() -> None:
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


def test_a_report_is_pickled_without_the_data_it_is_on() -> None:
    report = cip.validate([{"id": "a", "value": 1}], "figures")
    again = pickle.loads(pickle.dumps(report))
    assert again == report and str(again) == str(report) and again.counts == report.counts
    assert report.invalid_rows() is not None
    with pytest.raises(cip.ChinaIndPolicyError, match="the invalid rows stayed in the process"):
        again.invalid_rows()


@pytest.mark.parametrize("missing", ["duckdb", "pyarrow"])
def test_a_missing_package_is_the_same_error_everywhere(
    missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from chinaindpolicy.errors import install_command
    from chinaindpolicy.rules.engines.duckdb_relations import relation_of

    monkeypatch.setitem(sys.modules, missing, None)
    told = f"{missing} is not installed: {install_command(missing, 'duckdb')}"
    with pytest.raises(cip.MissingExtraError) as caught:
        relation_of(cip.units.frame())
    assert (str(caught.value), caught.value.name, caught.value.extra) == (told, missing, "duckdb")


def test_every_error_is_pickled_as_it_is() -> None:
    """An error that cannot be unpickled leaves a pool of processes waiting for ever."""
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
        error.add_note("told by a worker")
        again = pickle.loads(pickle.dumps(error))
        assert type(again) is type(error)
        assert str(again) == str(error) and again.args == error.args
        assert vars(again) == vars(error)
        assert getattr(again, "msg", None) == getattr(error, "msg", None)
    assert pickle.loads(pickle.dumps(errors[2])).name == "duckdb"


def test_releases_are_where_the_package_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the wheel beside the modules, or wherever the package is imported from."""
    home = release_path("2026.1")
    package = tmp_path / "chinaindpolicy"
    package.mkdir()

    def elsewhere(_: str) -> Path:
        return package

    monkeypatch.setattr(editions, "__file__", str(package / "editions.py"))
    monkeypatch.setattr(importlib.resources, "files", elsewhere)
    with pytest.raises(ReleaseError, match="the installation is incomplete"):
        editions.packaged_releases.__wrapped__()
    shutil.copytree(str(home), package / "_releases" / "2026.1")
    assert editions.packaged_releases.__wrapped__() == ("2026.1",)


def test_a_descriptor_is_read_from_an_archive(tmp_path: Path) -> None:
    folder = Path(str(release_path("2026.1")))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.write(folder / "datapackage.json", "r/datapackage.json")
    inside = zipfile.Path(tmp_path / "a.zip", "r/")
    assert editions.read_descriptor(inside) == editions.read_descriptor(folder)
