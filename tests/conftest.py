"""Fixtures that tests share: the example collection, the real one, and the source texts."""

from __future__ import annotations

import os
import shutil
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# One thread for each worker of pytest-xdist; Polars reads this when it is imported.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")
    os.environ.pop("COLUMNS", None)  # pytest-xdist sets it, and the commands obey it

# pandera sets it on import if it is absent, and PyArrow stores 00:00 in Shanghai as 00:00 UTC.
os.environ.setdefault("PYARROW_IGNORE_TIMEZONE", "")

from chinaindpolicy.cli import main
from chinaindpolicy.curation.collection import Collection, read_collection
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.loading import load
from example import DATASETS, EXAMPLE, RELEASES, Tables, tables_of

# Fixtures that need more than this environment may have.
pytest_plugins = ("chromium",)

# The same examples in every run: a test that fails once fails again. CI also runs more examples.
settings.register_profile(
    "suite",
    max_examples=int(os.environ.get("CHINAINDPOLICY_EXAMPLES", "10")),
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.differing_executors],
)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the cases of `sampled(n)` tests as `full`, except each n-th."""
    seen: Counter[str] = Counter()
    for item in items:
        mark = item.get_closest_marker("sampled")
        if mark is None:
            continue
        function = item.nodeid.partition("[")[0]
        if seen[function] % mark.args[0]:
            item.add_marker("full")
        seen[function] += 1


SOURCES = "CHINAINDPOLICY_SOURCES"


@pytest.fixture(scope="session")
def sources() -> Path:
    """The folder of the source texts, which are not part of the project."""
    value = os.environ.get(SOURCES)
    if not value:
        reason = f"{SOURCES} is not set: the source texts are outside the project"
        if os.environ.get("CI") == "true":
            pytest.fail(f"{reason}; continuous integration must have them")
        pytest.skip(reason)
    folder = Path(value)
    if not folder.is_dir():
        pytest.fail(f"{SOURCES}={value}: no such folder")
    return folder


@pytest.fixture(scope="session")
def example() -> Dataset:
    """The example collection, built."""
    return load(EXAMPLE)


@pytest.fixture(scope="session")
def example_tables(example: Dataset) -> Tables:
    """Every record of the example collection, by table."""
    return tables_of(example)


@pytest.fixture(scope="session")
def real_collection() -> Collection:
    """The collection in the checkout's `datasets` folder, as read."""
    return read_collection(DATASETS)


@pytest.fixture(scope="session")
def real() -> Dataset:
    """The newest packaged release."""
    return load()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the example collection, to be changed."""
    return shutil.copytree(EXAMPLE, tmp_path / "example")


@pytest.fixture
def release_copy(tmp_path: Path) -> Path:
    """A copy of the first release, to be changed."""
    return shutil.copytree(RELEASES / "2026.1", tmp_path / "release")


@pytest.fixture
def run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[int, str, str]]:
    """Run the command line here; return its exit code, stdout and stderr."""

    def call(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["chinaindpolicy", *arguments])
        try:
            main()
            code = 0
        except SystemExit as stop:
            assert isinstance(stop.code, int)
            code = stop.code
        out, err = capsys.readouterr()
        return code, out, err

    return call
