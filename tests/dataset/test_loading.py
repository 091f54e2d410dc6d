"""Loading of packaged releases, release folders and collections."""

from __future__ import annotations

import re
import shutil
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.curation.build import build_release, release_files, write_release
from chinaindpolicy.curation.collection import Settings, read_collection
from chinaindpolicy.dataset import packaged, release_names
from chinaindpolicy.dataset import release_files as release_module
from chinaindpolicy.dataset.dataset import from_files
from chinaindpolicy.dataset.release_names import release_path
from chinaindpolicy.errors import CollectionError, ReleaseError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import EXAMPLE, Tables


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder that replaces the folder of packaged releases."""
    folder = tmp_path / "releases"
    folder.mkdir()
    monkeypatch.setattr(release_names, "releases_folder", lambda: folder)
    monkeypatch.setattr(release_module, "releases_folder", lambda: folder)
    clear = [release_names.packaged_releases.cache_clear, packaged._PACKAGED.clear]  # pyright: ignore[reportPrivateUsage]
    for cache in clear:
        cache()
    yield folder
    for cache in clear:
        cache()


def publish(home: Path, release: str, example_tables: Tables, n_units: int) -> None:
    """Add a packaged release of the example tables with the first `n_units` units."""
    cut = {**example_tables, "units": example_tables["units"][:n_units]}
    write_release(release_files(Settings(name="example", release=release), cut), home / release)


def test_load_returns_one_object_for_the_newest_release() -> None:
    assert load() is load()
    assert load().release == cip.release == cip.releases()[-1]
    assert load(cip.release) is load()


def test_newest_release_is_chosen_by_calendar(home: Path, example_tables: Tables) -> None:
    for number, release in enumerate(("2026.9", "2026.10", "2025.12"), 1):
        publish(home, release, example_tables, number)
    assert cip.releases() == ("2025.12", "2026.9", "2026.10")
    assert load().release == "2026.10"
    assert len(load().units) == 2


def test_older_release_loads_next_to_a_newer_one(home: Path, example_tables: Tables) -> None:
    publish(home, "2026.1", example_tables, 2)
    old = load("2026.1")
    publish(home, "2026.2", example_tables, 4)
    release_names.packaged_releases.cache_clear()
    assert (old.release, len(old.units), old.units.frame().height) == ("2026.1", 2, 2)
    assert (load("2026.1").release, len(load("2026.1").units)) == ("2026.1", 2)
    assert (load().release, len(load().units)) == ("2026.2", 4)
    for release, height in (("2026.1", 2), ("2026.2", 4)):
        folder = home / release
        assert load(folder).release == release
        assert load(folder).units.frame().height == height


def test_package_without_releases_raises_release_error(home: Path) -> None:
    with pytest.raises(ReleaseError, match="contains no release; the installation is incomplete"):
        load()


def test_unknown_release_suggests_similar_names() -> None:
    with pytest.raises(UnknownNameError, match=r"^no release '2026\.11'; did you mean ") as e:
        load("2026.11")
    assert isinstance(e.value, KeyError)
    assert "2026.1" in e.value.near
    with pytest.raises(UnknownNameError, match=r"available: .*2026\.1"):
        load("newest")


def test_latest_is_the_name_of_the_latest_release() -> None:
    assert load("latest") is load() is load(cip.releases()[-1])


def test_collection_loads_as_its_built_release() -> None:
    dataset = load(EXAMPLE)
    assert (dataset.name, dataset.release) == ("harbour-example", "2031.1")
    assert dataset.title == "The lantern plan of Harbour City"
    assert dataset.targets["harbour-kilns-2035"].value_upper == Decimal(5)


def test_release_folder_equals_collection_build(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    loaded, built = load(tmp_path / "2031.1"), load(EXAMPLE)
    for name in TABLE_NAMES:
        assert tuple(loaded[name]) == tuple(built[name])
        assert loaded[name].frame().equals(built[name].frame())


def test_path_without_data_raises_an_error(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with pytest.raises(ReleaseError, match=re.escape(f"folder {path} does not exist")):
        load(path)
    path.write_bytes(b"x")
    with pytest.raises(ReleaseError, match=re.escape(f"folder {path} is not a folder")):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(CollectionError, match="no collection here"):
        load(path)
    # A folder with tables is an incomplete release.
    shutil.copytree(Path(str(release_path("2026.1"))), path, dirs_exist_ok=True)
    (path / "datapackage.json").unlink()
    message = f"{path}: no whole release: datapackage.json is missing, .* such as documents.csv"
    with pytest.raises(ReleaseError, match=message):
        load(path)


def test_table_file_is_read_on_first_use(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    dataset = load(tmp_path / "2031.1")
    (tmp_path / "2031.1" / "tasks.csv").unlink()
    assert len(dataset.tasks) == 3
    assert len(list(dataset.targets)) == 5
    with pytest.raises(ReleaseError, match=r"tasks\.csv: cannot be read"):
        dataset.tasks.frame()


def test_loaded_table_survives_deletion_of_its_files(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    dataset = load(tmp_path / "2031.1")
    first = tuple(dataset.targets)
    shutil.rmtree(tmp_path / "2031.1")
    assert tuple(dataset.targets) == first
    assert dataset.targets.frame().height == len(first)


@pytest.mark.parametrize("repeat", range(3))
def test_sixteen_threads_load_concurrently(home: Path, example_tables: Tables, repeat: int) -> None:
    publish(home, "2026.1", example_tables, 4)
    gate = threading.Barrier(16)

    def use(number: int) -> tuple[Any, ...]:
        gate.wait()
        dataset = load()
        table = dataset[TABLE_NAMES[(number + repeat) % len(TABLE_NAMES)]]
        frame = table.frame() if number % 2 else dataset.targets.frame()
        units = dataset.units
        return frame.height > 0, tuple(units), units.frame().rows(), len(dataset.targets.ids)

    with ThreadPoolExecutor(16) as pool:
        results = list(pool.map(use, range(16)))
    expected = (True, example_tables["units"], load().units.frame().rows(), 5)
    assert results == [expected] * 16


def test_from_files_builds_a_dataset_in_memory() -> None:
    files = build_release(read_collection(EXAMPLE))
    assert tuple(from_files(files).tasks) == tuple(load(EXAMPLE).tasks)


def test_folder_as_text_is_rejected_with_a_hint_to_use_path() -> None:
    with pytest.raises(ReleaseError, match=r"'some/folder' is the name of a folder; use Path"):
        load("some/folder")
