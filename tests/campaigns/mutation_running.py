"""Run tests against mutants: one process collects them once, and forks a child per mutant.

In the child the changed code takes the place of the old in the functions that are loaded, so
nothing is imported again. Code that runs at import is different: its children come from a process
that has imported only what others wrote, and import the package with the mutant in it.
The files of the package are never touched.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib.abc
import importlib.machinery
import importlib.util
import json
import os
import signal
import sys
import time
import types
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import coverage
import pytest
from hypothesis import settings

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "chinaindpolicy"
CACHE = ROOT / ".cache" / "mutation"
OPTIONS = (
    *("-q", "-s", "-m", "", "-p", "no:cacheprovider"),
    *("-W", "ignore::pytest.PytestAssertRewriteWarning"),
)
# Seconds of processor time beyond five times what a test took when nothing was changed.
GRACE = 8


@dataclass(slots=True)
class Outcome:
    """How a child ended: `killed`, `time` or `survived`, and by which test."""

    verdict: str
    by: str = ""
    seconds: float = 0.0


class Served(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Serves one module of the package from a syntax tree instead of from its file."""

    def __init__(self, module: str, tree: ast.Module) -> None:
        self.name = name_of(module)
        self.path = PACKAGE / module
        self.tree = tree

    def find_spec(
        self, fullname: str, path: object = None, target: object = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname != self.name:
            return None
        packages = [str(self.path.parent)] if self.path.name == "__init__.py" else None
        spec = importlib.util.spec_from_file_location(
            fullname, self.path, loader=self, submodule_search_locations=packages
        )
        return spec

    def exec_module(self, module: types.ModuleType) -> None:
        exec(compile(self.tree, str(self.path), "exec", dont_inherit=True), module.__dict__)


def name_of(module: str) -> str:
    """Return the dotted name of a module of the package."""
    return ".".join(("chinaindpolicy", *Path(module).with_suffix("").parts)).removesuffix(
        ".__init__"
    )


def import_others() -> None:
    """Import what the package and its tests need of others, so that children need not."""
    import click
    import duckdb
    import hypothesis.extra.pandas
    import jsonschema
    import narwhals
    import openpyxl
    import pandas
    import pandera.polars
    import polars
    import pyarrow
    import pydantic
    import yaml

    assert all((click, duckdb, jsonschema, narwhals, openpyxl, pandas, pandera.polars, polars))
    assert all((hypothesis.extra.pandas, pyarrow, pydantic, yaml))


class Functions:
    """The functions of the package that are loaded, and its caches."""

    def __init__(self) -> None:
        root = f"{PACKAGE}{os.sep}"
        self.by_file: dict[str, list[types.FunctionType]] = {}
        self.caches: list[Any] = []
        for thing in gc.get_objects():
            if isinstance(thing, types.FunctionType):
                file = thing.__code__.co_filename
                if file.startswith(root):
                    self.by_file.setdefault(file, []).append(thing)
            elif type(thing).__name__ == "_lru_cache_wrapper" and str(
                getattr(thing, "__module__", None)
            ).startswith("chinaindpolicy"):
                self.caches.append(thing)

    def forget(self) -> None:
        """Empty the caches: they may hold what unchanged code gave."""
        for cache in self.caches:
            cache.cache_clear()

    def change(self, module: str, tree: ast.Module) -> None:
        """Put the code of a module's tree in the place of what is loaded of it."""
        file = str(PACKAGE / module)
        fresh: dict[tuple[str, int], types.CodeType] = {}
        for code in _codes(compile(tree, file, "exec", dont_inherit=True)):
            fresh[code.co_qualname, code.co_firstlineno] = code
        for function in self.by_file.get(file, ()):
            old = function.__code__
            new = fresh.get((old.co_qualname, old.co_firstlineno))
            if new is not None and new.co_freevars == old.co_freevars and new != old:
                function.__code__ = new
        sys.meta_path.insert(0, Served(module, tree))


def fits(source: str, tree: ast.Module) -> bool:
    """Whether the code of a changed module can take the place of what is loaded of it.

    A function that no longer has, or newly has, variables of the code around it cannot.
    """
    cells = [
        {(code.co_qualname, code.co_firstlineno): code.co_freevars for code in _codes(compiled)}
        for compiled in (
            compile(source, "x", "exec", dont_inherit=True),
            compile(tree, "x", "exec", dont_inherit=True),
        )
    ]
    return all(cells[1].get(place, ()) == names for place, names in cells[0].items())


def _codes(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _codes(constant)


class Collected:
    """A pytest plugin that does its own work once the tests are collected, and runs none."""

    def __init__(self, work: Callable[[pytest.Session], None], few: int | None) -> None:
        self.work = work
        self.few = few

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self) -> None:
        _fewer(self.few)
        # The hook that rewrites tests takes modules named *_test.py for tests of its own.
        sys.meta_path.sort(key=lambda finder: not isinstance(finder, Served))

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.work(session)
        return True


def _fewer(few: int | None) -> None:
    if few is not None:
        settings.register_profile("mutation", parent=settings.default, max_examples=few)
        settings.load_profile("mutation")


class _Reports:
    """Notes the first failure of a run."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed and not self.failed:
            self.failed = report.nodeid


def run_items(
    session: pytest.Session, items: Sequence[pytest.Item], took: Callable[[str], float]
) -> str:
    """Run tests in this process until one fails; return its id, or an empty text."""
    reports = _Reports()
    session.config.pluginmanager.register(reports)
    for item, following in zip(items, [*items[1:], None], strict=True):
        _limit(GRACE + 5 * took(item.nodeid))
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if reports.failed:
            break
    return reports.failed


def _limit(seconds: float) -> None:
    # The signals' default action ends the process, whatever code it is in.
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(int(20 * seconds) + 60)


def forked(work: Callable[[], str]) -> Outcome:
    """Run work in a child that may hang or die; what it returns is the test that failed."""
    started = time.monotonic()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.setsid()
        silent = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silent, stream)
        answer = "raised"
        try:
            _limit(GRACE * 4)
            answer = work() or "survived"
        except BaseException as error:
            answer = f"{type(error).__name__} outside a test"
        finally:
            os.write(writing, answer[:2000].encode())
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        answer = pipe.read().decode()
    _, status = os.waitpid(child, 0)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(child, signal.SIGKILL)
    seconds = time.monotonic() - started
    if answer == "survived":
        return Outcome("survived", seconds=seconds)
    if answer:
        return Outcome("killed", answer, seconds)
    number = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    late = number in (signal.SIGPROF, signal.SIGALRM, signal.SIGXCPU)
    return Outcome("time" if late else "killed", f"signal {number}", seconds)


def in_workers(number: int, work: Callable[[int], None]) -> None:
    """Do work in processes, each told its place among them."""
    children: list[int] = []
    for place in range(number):
        child = os.fork()
        if not child:
            # What pytest prints of its own run says nothing of the mutants.
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            try:
                work(place)
            except BaseException as error:
                print(f"worker {place}: {error!r}", file=sys.stderr, flush=True)
                os._exit(1)
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def collect(
    files: Iterable[str],
    work: Callable[[pytest.Session], None],
    *,
    few: int | None = None,
    temporary: Path,
) -> None:
    """Collect the tests of files and hand them to `work`; nothing else is run."""
    os.chdir(ROOT)
    if str(ROOT / "src") not in sys.path:
        sys.path.insert(0, str(ROOT / "src"))
    temporary.parent.mkdir(parents=True, exist_ok=True)
    arguments = [*OPTIONS, f"--basetemp={temporary}", *files]
    status = pytest.main(arguments, plugins=[Collected(work, few)])
    if status not in (0, 5):
        raise RuntimeError(f"pytest ended with {status} while collecting {list(files)}")


def run_at_import(
    module: str,
    tree: ast.Module,
    files: Sequence[str],
    wanted: Callable[[Sequence[pytest.Item]], Sequence[pytest.Item]],
    took: Callable[[str], float],
    few: int | None,
    temporary: Path,
) -> str:
    """In a child: import the package with the mutant in it, and run tests of files."""
    sys.meta_path.insert(0, Served(module, tree))
    failed = ["no test was collected"]

    def work(session: pytest.Session) -> None:
        failed[0] = run_items(session, wanted(session.items), took)

    _limit(GRACE * 4)
    collect(files, work, few=few, temporary=temporary)
    return failed[0]


class _Contexts:
    """Switches the context of coverage: one for each test, and one for each shared fixture."""

    def __init__(self, cover: coverage.Coverage) -> None:
        self.cover = cover
        self.current = ""

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[Any], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        shared = fixturedef.scope != "function"
        if shared:
            self.cover.switch_context(f"fixture {fixturedef.argname}")
        try:
            return (yield)
        finally:
            if shared:
                self.cover.switch_context(self.current)


def measure(session: pytest.Session, functions: Functions, file: Path) -> None:
    """In a child: run the collected tests, and write what each took and which lines it ran."""
    cover = coverage.Coverage(
        data_file=None, config_file=False, include=[f"{PACKAGE}/*"], messages=False
    )
    contexts = _Contexts(cover)
    reports = _Reports()
    manager = session.config.pluginmanager
    manager.register(contexts)
    manager.register(reports)
    cover.start()
    tests: dict[str, dict[str, Any]] = {}
    items = session.items
    for item, following in zip(items, [*items[1:], None], strict=True):
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.alarm(0)
        functions.forget()
        contexts.current = item.nodeid
        cover.switch_context(item.nodeid)
        reports.failed = ""
        started = time.process_time()
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        tests[item.nodeid] = {
            "seconds": round(time.process_time() - started, 4),
            "passed": not reports.failed,
            "fixtures": getattr(item, "fixturenames", []),
        }
    cover.stop()
    data = cover.get_data()
    contexts_of: dict[str, dict[str, list[int]]] = {}
    numbers: dict[str, int] = {}
    for path in data.measured_files():
        module = Path(path).relative_to(PACKAGE).as_posix()
        contexts_of[module] = {
            str(line): [numbers.setdefault(name, len(numbers)) for name in sorted(names) if name]
            for line, names in data.contexts_by_lineno(path).items()
        }
    found = {"tests": tests, "contexts": list(numbers), "lines": contexts_of}
    write_whole(file, json.dumps(found))


def measure_import(files: Sequence[str], file: Path, temporary: Path) -> str:
    """In a child: collect the tests of files, and write which lines ran for that."""
    cover = coverage.Coverage(
        data_file=None, config_file=False, include=[f"{PACKAGE}/*"], messages=False
    )
    cover.start()
    collect(files, lambda session: None, temporary=temporary)
    cover.stop()
    data = cover.get_data()
    lines = {
        Path(path).relative_to(PACKAGE).as_posix(): sorted(data.lines(path) or ())
        for path in data.measured_files()
    }
    write_whole(file, json.dumps(lines))
    return ""


def write_whole(file: Path, text: str) -> None:
    """Write a file whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    beside.write_text(text, encoding="utf-8")
    beside.replace(file)
