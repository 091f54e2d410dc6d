"""Access: loading releases and collections, tables, records, errors that name near matches."""

from __future__ import annotations

import hashlib
import html
import json
import re
import shutil
import threading
import unicodedata
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import chinaindpolicy as cip
from chinaindpolicy._similar import nearest
from chinaindpolicy.cli.text_tables import describe, render, summary_rows
from chinaindpolicy.curation.build import build_release, release_files, write_release
from chinaindpolicy.curation.collection import Settings, read_collection
from chinaindpolicy.dataset import packaged
from chinaindpolicy.dataset import release_files as editions
from chinaindpolicy.dataset.dataset import Dataset, from_files
from chinaindpolicy.dataset.release_files import newest, release_path
from chinaindpolicy.dataset.table import Table
from chinaindpolicy.errors import CollectionError, ReleaseError, UnknownNameError
from chinaindpolicy.loading import load
from chinaindpolicy.model.records import RECORDS, Unit
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import EXAMPLE, Tables, dataset_of


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder of packaged releases, in place of the real one."""
    folder = tmp_path / "releases"
    folder.mkdir()
    monkeypatch.setattr(editions, "_home", lambda: folder)
    clear = [editions.packaged_releases.cache_clear, packaged._PACKAGED.clear]  # pyright: ignore[reportPrivateUsage]
    for cache in clear:
        cache()
    yield folder
    for cache in clear:
        cache()


def html_of(shown: Table[Any] | Dataset) -> str:
    """What a notebook shows."""
    return shown._repr_html_()  # pyright: ignore[reportPrivateUsage]


def publish(home: Path, release: str, example_tables: Tables, n_units: int) -> None:
    """Put a release of the example's tables, with some units left out, among the packaged ones."""
    cut = {**example_tables, "units": example_tables["units"][:n_units]}
    write_release(release_files(Settings(name="example", release=release), cut), home / release)


# Loading


def test_load_gives_the_newest_release_once() -> None:
    assert load() is load()
    assert load().release == cip.release == cip.releases()[-1]
    assert load(cip.release) is load()


def test_the_newest_release_is_the_newest_by_calendar(home: Path, example_tables: Tables) -> None:
    for number, release in enumerate(("2026.9", "2026.10", "2025.12"), 1):
        publish(home, release, example_tables, number)
    assert cip.releases() == ("2025.12", "2026.9", "2026.10")
    assert load().release == "2026.10"
    assert len(load().units) == 2


def test_an_older_release_stays_loadable_next_to_a_newer_one(
    home: Path, example_tables: Tables
) -> None:
    publish(home, "2026.1", example_tables, 2)
    old = load("2026.1")
    publish(home, "2026.2", example_tables, 4)
    editions.packaged_releases.cache_clear()
    assert (old.release, len(old.units), old.units.frame().height) == ("2026.1", 2, 2)
    assert (load("2026.1").release, len(load("2026.1").units)) == ("2026.1", 2)
    assert (load().release, len(load().units)) == ("2026.2", 4)
    for release, height in (("2026.1", 2), ("2026.2", 4)):
        folder = home / release
        assert load(folder).release == release
        assert load(folder).units.frame().height == height


@given(st.lists(st.tuples(st.integers(1000, 3000), st.integers(0, 200)), min_size=1))
def test_newest_is_the_greatest_year_and_number(names: list[tuple[int, int]]) -> None:
    spelt = [f"{year}.{number}" for year, number in names]
    year, number = max(names)
    assert newest(spelt) == f"{year}.{number}"


@pytest.mark.parametrize("name", ["2026", "2026.1.1", "v2026.1", "2026.x", "", "2026.1\n"])
def test_a_name_that_is_no_release_name_is_refused(name: str) -> None:
    with pytest.raises(ReleaseError, match="is no release name: expected year"):
        newest([name])


def test_an_older_schema_is_read_with_the_types_it_was_published_with(tmp_path: Path) -> None:
    """A column that a later edition drops is still in the frame of the older release."""
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (units,) = [part for part in package["resources"] if part["name"] == "units"]
    units["schema"]["fields"][-1]["type"] = "integer"
    data = files["units.csv"].decode().replace(",\n", ",7\n").encode()
    files["units.csv"] = data
    units["hash"] = f"sha256:{hashlib.sha256(data).hexdigest()}"
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    assert load(tmp_path / "2031.1").units.frame()["sdmx"].to_list() == [7] * 4


def test_a_package_without_releases_says_so(home: Path) -> None:
    with pytest.raises(ReleaseError, match="no release here: the installation is incomplete"):
        load()


def test_an_unknown_release_names_near_matches() -> None:
    with pytest.raises(UnknownNameError, match=r"^no release '2026\.11'; did you mean ") as e:
        load("2026.11")
    assert isinstance(e.value, KeyError)
    assert "2026.1" in e.value.near
    with pytest.raises(UnknownNameError, match=r"there are: .*2026\.1"):
        load("latest")


def test_a_collection_loads_as_what_it_would_build() -> None:
    dataset = load(EXAMPLE)
    assert (dataset.name, dataset.release) == ("harbour-example", "2031.1")
    assert dataset.title == "The lantern plan of Harbour City"
    assert dataset.targets["harbour-kilns-2035"].value_upper == Decimal(5)


def test_a_folder_of_a_release_loads_the_same(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    loaded, built = load(tmp_path / "2031.1"), load(EXAMPLE)
    for name in TABLE_NAMES:
        assert tuple(loaded[name]) == tuple(built[name])
        assert loaded[name].frame().equals(built[name].frame())


def test_a_path_that_holds_no_data_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "data"
    with pytest.raises(ReleaseError, match=re.escape(f"{path}: no such folder")):
        load(path)
    path.write_bytes(b"x")
    with pytest.raises(ReleaseError, match=re.escape(f"{path}: no such folder")):
        load(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(CollectionError, match="no collection here"):
        load(path)
    # With tables in it, it was meant for a release.
    shutil.copytree(Path(str(release_path("2026.1"))), path, dirs_exist_ok=True)
    (path / "datapackage.json").unlink()
    told = f"{path}: no whole release: datapackage.json is missing, .* such as documents.csv"
    with pytest.raises(ReleaseError, match=told):
        load(path)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"resources": [{}]}', '{"resources": 3}', "\xff", "null"]
)
def test_a_broken_descriptor_is_named(tmp_path: Path, text: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ReleaseError, match=re.escape(f"{path}: not the descriptor of a release")):
        load(tmp_path)


def test_a_descriptor_without_a_version_is_named(tmp_path: Path) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text('{"name": "x", "resources": []}', encoding="utf-8")
    with pytest.raises(ReleaseError, match=re.escape(str(path))):
        load(tmp_path)


def test_a_release_older_than_a_table_has_it_empty(tmp_path: Path) -> None:
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    package["resources"] = [part for part in package["resources"] if part["name"] != "tasks"]
    files["datapackage.json"] = json.dumps(package).encode()
    del files["tasks.csv"]
    write_release(files, tmp_path / "2031.1")
    table = load(tmp_path / "2031.1").tasks
    assert (len(table), list(table), table.columns) == (0, [], ())
    assert table.frame().height == 0
    assert table.lazy().collect().height == 0
    assert html_of(table)
    with pytest.raises(UnknownNameError):
        table["harbour-quay"]


def test_a_release_with_other_rows_than_it_says_is_refused(tmp_path: Path) -> None:
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (units,) = [part for part in package["resources"] if part["name"] == "units"]
    units["rows"] = 3
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    with pytest.raises(ReleaseError, match="'units': has 4 records, its descriptor says 3"):
        list(load(tmp_path / "2031.1").units)


def test_a_table_whose_header_is_not_the_descriptors_is_refused(tmp_path: Path) -> None:
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (units,) = [part for part in package["resources"] if part["name"] == "units"]
    files["units.csv"] = files["units.csv"].replace(b"id,name,", b"id,nome,", 1)
    units["hash"] = f"sha256:{hashlib.sha256(files['units.csv']).hexdigest()}"
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    with pytest.raises(ReleaseError, match="'units': its header is not what its descriptor says"):
        list(load(tmp_path / "2031.1").units)


@pytest.mark.parametrize(
    ("table", "old", "new"),
    [
        ("documents", b",60,3,", b",60 ,3,"),
        ("documents", b",60,3,", b",6_0,3,"),
        ("documents", b",notice,", b",notes,"),
        ("targets", b",ge,3,", b",ge,3_0,"),
        ("policies", b",2031-02-03,", b",2031-02-33,"),
        ("units", b",yuan,", b",yuan,,"),
    ],
)
def test_a_cell_that_is_none_of_its_column_is_refused(
    tmp_path: Path, table: str, old: bytes, new: bytes
) -> None:
    """Python alone would let a blank or an underscore pass in a number."""
    files = dict(build_release(read_collection(EXAMPLE)))
    package = json.loads(files["datapackage.json"])
    (part,) = [each for each in package["resources"] if each["name"] == table]
    assert old in files[f"{table}.csv"]
    files[f"{table}.csv"] = files[f"{table}.csv"].replace(old, new, 1)
    part["hash"] = f"sha256:{hashlib.sha256(files[f'{table}.csv']).hexdigest()}"
    files["datapackage.json"] = json.dumps(package).encode()
    write_release(files, tmp_path / "2031.1")
    dataset = load(tmp_path / "2031.1")
    with pytest.raises(ReleaseError, match=table):
        list(dataset[table])
    with pytest.raises(ReleaseError, match=f"table '{table}'"):
        dataset[table].frame()


def test_nothing_is_read_before_it_is_used(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    dataset = load(tmp_path / "2031.1")
    (tmp_path / "2031.1" / "tasks.csv").unlink()
    assert len(dataset.tasks) == 3
    assert len(list(dataset.targets)) == 5
    with pytest.raises(ReleaseError, match=r"tasks\.csv: cannot be read"):
        dataset.tasks.frame()


def test_a_table_that_was_read_never_changes(tmp_path: Path) -> None:
    write_release(build_release(read_collection(EXAMPLE)), tmp_path / "2031.1")
    dataset = load(tmp_path / "2031.1")
    first = tuple(dataset.targets)
    shutil.rmtree(tmp_path / "2031.1")
    assert tuple(dataset.targets) == first
    assert dataset.targets.frame().height == len(first)


@pytest.mark.parametrize("repeat", range(3))
def test_sixteen_threads_may_load_at_once(home: Path, example_tables: Tables, repeat: int) -> None:
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


# Datasets


def test_a_dataset_has_every_table_by_name_and_attribute(example: Dataset) -> None:
    assert tuple(example.tables) == TABLE_NAMES
    for name in TABLE_NAMES:
        table = example[name]
        assert table is example.tables[name] is getattr(example, name)
        assert table.name == name
        assert table.Record is RECORDS[name]
        assert table.description == " ".join((RECORDS[name].__doc__ or "").split())


def test_the_modules_tables_are_the_newest_releases() -> None:
    for name in TABLE_NAMES:
        assert getattr(cip, name) is load()[name]


def test_an_unknown_table_names_near_matches(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=r"^no table 'target'; did you mean 'targets'"):
        example["target"]
    with pytest.raises(UnknownNameError, match="there are: documents, policies"):
        example["xyzzy"]
    with pytest.raises(UnknownNameError, match="did you mean 'figures'"):
        cip.schema("figure")
    with pytest.raises(UnknownNameError, match="did you mean 'figures'"):
        cip.json_schema("Figure")


def test_an_unknown_attribute_of_a_dataset_names_near_matches(example: Dataset) -> None:
    with pytest.raises(AttributeError, match="a dataset has no 'target'; did you mean 'targets'"):
        getattr(example, "target")  # noqa: B009
    assert not hasattr(example, "xyzzy")


def test_a_dataset_is_a_mapping_of_its_tables(example: Dataset) -> None:
    assert list(example) == list(TABLE_NAMES)
    assert len(example) == len(TABLE_NAMES)
    assert "targets" in example
    assert "target" not in example


def test_a_record_is_found_whatever_table_it_is_in(example: Dataset) -> None:
    for name, table in example.tables.items():
        for record in table:
            if name != "withdrawals":
                assert example.record(record.id) is record
    with pytest.raises(
        UnknownNameError,
        match=r"no record of harbour-example [0-9.]+ 'harbour-quai'; did you mean 'harbour-q",
    ):
        example.record("harbour-quai")


def test_the_tables_of_a_dataset_cannot_be_replaced(example: Dataset) -> None:
    with pytest.raises(TypeError):
        example.tables["targets"] = example["figures"]  # type: ignore[index]  # pyright: ignore


# Tables


def test_a_table_is_a_mapping_in_reading_order(example: Dataset) -> None:
    table = example.targets
    assert [target.id for target in table] == list(table.ids)
    assert [target.id for target in table] == [
        "harbour-new-enterprises-2035",
        "harbour-lantern-output-2035",
        "harbour-price-clarity-2035",
        "harbour-kilns-2035",
        "harbour-pass-rate-2035",
    ]
    assert list(table) == list(table)
    assert len(table) == 5
    for id in table.ids:
        assert table[id] is table.get(id)
        assert id in table
    assert "harbour" not in table
    assert table.get("harbour") is None
    assert table.get("harbour", 7) == 7
    assert table._ipython_key_completions_() == list(table.ids)  # pyright: ignore[reportPrivateUsage]


def test_the_order_of_records_frame_and_ids_is_one(example: Dataset) -> None:
    for table in example.tables.values():
        assert table.frame()["id"].to_list() == [record.id for record in table]


def test_an_unknown_id_is_a_key_error_that_names_near_matches(example: Dataset) -> None:
    with pytest.raises(KeyError) as caught:
        example.targets["harbour-kilns-2034"]
    assert isinstance(caught.value, UnknownNameError)
    assert isinstance(caught.value, cip.ChinaIndPolicyError)
    message = "no id in targets 'harbour-kilns-2034'; did you mean 'harbour-kilns-2035' or "
    assert str(caught.value).startswith(message)
    assert caught.value.near[0] == "harbour-kilns-2035"
    with pytest.raises(UnknownNameError, match="there are: harbour-glass"):
        example.tasks["zzz"]


@given(st.sampled_from(["targets", "figures", "regions"]), st.text(max_size=40))
def test_an_unknown_name_is_always_a_plain_message(table: str, name: str) -> None:
    known = RECORDS.keys()
    error = UnknownNameError("table", name, known)
    assert str(error).startswith(f"no table {name!r}")
    assert set(error.near) <= set(known)
    assert nearest(table, known)[0] == table


def test_a_name_like_none_of_many_has_no_hint() -> None:
    error = UnknownNameError("id", "zzz", [f"record-{number}" for number in range(100)])
    assert str(error) == "no id 'zzz'"
    assert error.near == ()


def test_where_keeps_the_records_that_equal(example: Dataset) -> None:
    found = example.targets.where(policy_id="harbour-lantern-plan", unit="percent")
    assert [target.id for target in found] == ["harbour-pass-rate-2035"]
    assert example.targets.where() == tuple(example.targets)
    assert example.targets.where(value=Decimal("99.50")) == found
    assert len(example.targets.where(value=None)) == 1
    assert example.targets.where(unit="per cent") == ()


def test_where_of_a_list_column_takes_what_it_holds(example: Dataset) -> None:
    (policy,) = example.policies
    assert example.policies.where(issuers="harbour-council") == (policy,)
    assert example.policies.where(issuers=("harbour-council",)) == (policy,)
    assert example.policies.where(issuers="council") == ()
    assert [one.id for one in example.organizations.where(aliases="明灯")] == ["bright-lamp-works"]


@pytest.mark.parametrize(
    ("column", "value"),
    [("value", "12.5"), ("period_end", "2035-12-31"), ("paragraph", "2"), ("stated", 5)],
)
def test_where_of_a_value_of_another_type_is_refused(
    example: Dataset, column: str, value: object
) -> None:
    """It could equal no record: an empty answer would pass for a fact."""
    with pytest.raises(TypeError, match=f"targets.{column} holds"):
        example.targets.where(**{column: value})


def test_where_of_an_unknown_code_names_near_matches(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match="'strve'; did you mean 'strive'"):
        example.targets.where(strength="strve")


def test_where_of_an_unknown_column_names_near_matches(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=r"^no column of targets 'region'; did you mean 're"):
        example.targets.where(region="harbour")
    with pytest.raises(UnknownNameError, match="no column of outcomes 'nonsense'"):
        load().outcomes.where(nonsense=1)


@given(st.data())
def test_where_is_the_records_that_equal(example: Dataset, data: st.DataObject) -> None:
    table: Table[Any] = example[data.draw(st.sampled_from(TABLE_NAMES))]
    column = data.draw(st.sampled_from(table.columns))
    value = getattr(data.draw(st.sampled_from(list(table))), column)
    assert table.where(**{column: value}) == tuple(
        record for record in table if getattr(record, column) == value
    )


def test_frames_are_lazy_too_and_share_nothing_mutable(example: Dataset) -> None:
    table = example.figures
    assert isinstance(table.lazy(), pl.LazyFrame)
    assert table.lazy().collect().equals(table.frame())
    frame = table.frame()
    frame[0, "note"] = "changed by a user"
    frame.insert_column(0, pl.lit(1).alias("mine"))
    assert table.frame().columns == list(table.columns)
    assert table.frame()["note"].null_count() == len(table)


def test_an_empty_table_is_a_table() -> None:
    table = load("2026.1").outcomes
    assert (len(table), list(table), table.ids) == (0, [], ())
    assert table.frame().height == 0
    assert table.frame().columns == list(table.columns)
    assert html_of(table).count("<tr>") == 1


# How they look


def test_repr_tells_what_it_is(example: Dataset) -> None:
    assert repr(example.targets) == (
        f"<Table targets: 5 rows, {len(example.targets.columns)} columns>"
    )
    rows = sum(len(table) for table in example.tables.values())
    assert (
        repr(example) == f"<Dataset harbour-example 2031.1: {len(TABLE_NAMES)} tables, {rows} rows>"
    )


@given(st.text(alphabet="<>&\"'ab /", min_size=1, max_size=20).filter(lambda s: not s[0].isspace()))
def test_html_is_escaped_and_whole(name: str) -> None:
    unit = Unit(id="m", name=name, dimension="length")
    dataset = dataset_of(dict.fromkeys(TABLE_NAMES, ()) | {"units": (unit,)})
    page = html_of(dataset.units)
    assert f"<td>{html.escape(name)}</td>" in page
    assert set(re.findall(r"</?([a-z]+)", page)) <= {
        *("table", "caption", "thead", "tbody", "tr", "th", "td")
    }


def test_a_dataset_as_html_lists_its_tables(example: Dataset) -> None:
    page = html_of(example)
    assert page.count("<tr>") == 1 + len(TABLE_NAMES)
    title = dataset_of(dict.fromkeys(TABLE_NAMES, ()))
    title.title = "<b>"
    assert "&lt;b&gt;, release" in html_of(title)


def test_a_long_table_as_html_says_how_much_it_shows() -> None:
    page = html_of(load().tasks)
    assert page.count("<tr>") == 21
    assert "(first 20 shown)" in page


def test_a_printed_target_says_all_that_matters(example: Dataset) -> None:
    text = str(example.targets["harbour-lantern-output-2035"])
    for words in ("above 12.5 billion yuan", "> 12.5 billion CNY", "2035", "harbour"):
        assert words in text
    for words in ("set by harbour-lantern-plan", "harbour-report, paragraph 2, characters 89-142"):
        assert words in text


def test_a_printed_figure_shows_what_was_printed(example: Dataset) -> None:
    text = str(example.figures["harbour-lanterns-2030"])
    assert "= 4.1 billion (printed: 4.1 million)" in text
    assert "according to harbour-statistics-office" in text


def test_a_summary_puts_words_for_ids(example: Dataset) -> None:
    header, *rows = summary_rows(example.targets, example.targets, example)
    found = {row[0]: dict(zip(header, row, strict=True)) for row in rows}
    right = {
        "id": "harbour-kilns-2035",
        "what": "Kilns",
        "how much": "3 to 5",
        "when": "by 2035",
        "where": "Harbour City",
        "who": "Harbour City Council",
    }
    row = found["harbour-kilns-2035"]
    assert right.items() <= row.items()
    assert row["source"].endswith("¶3 216-243")
    assert found["harbour-pass-rate-2035"]["source"] == "Harbour Gazette"
    assert found["harbour-price-clarity-2035"]["how much"] == "“more clearly”"


def test_every_record_can_be_shown(example: Dataset, real: Dataset) -> None:
    for dataset in (example, real):
        for table in dataset.tables.values():
            rows = summary_rows(table, table, dataset)
            assert len(rows) == len(table) + 1
            assert {len(row) for row in rows} == {len(rows[0])}
            for record in table:
                assert record.id in describe(record, dataset)


def test_a_description_names_what_ids_stand_for(example: Dataset) -> None:
    text = describe(example.figures["harbour-lanterns-2030"], example)
    assert "harbour-statistics-office  (Harbour Statistics Office)" in text
    assert "printed “4.100 million lanterns”, meant “4.1 billion lanterns”, found" in text


CELLS = st.text(alphabet="ab|\n 灯笼", max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1, max_size=4))
def test_a_text_table_fits_its_width_and_markdown_keeps_its_columns(rows: list[list[str]]) -> None:
    rows = [[cell.replace("\n", " ") for cell in row] for row in rows]
    text = render([["first", "second"], *rows], "table", 30)
    assert len(text.split("\n")) == len(rows) + 2
    for line in render([["first", "second"], *rows], "md").split("\n"):
        assert len(re.findall(r"(?<!\\)\|", line)) == 3


@given(st.lists(st.tuples(st.text(alphabet="ab灯", max_size=30), CELLS), min_size=1, max_size=4))
def test_a_text_table_is_cut_to_the_terminal(rows: list[tuple[str, str]]) -> None:
    """The id stays whole, because people copy it; what is cut ends in a mark that says so."""
    cells = [
        ["id", "words"],
        *([f"id-{n}", f"{a}{b}".replace("\n", "")] for n, (a, b) in enumerate(rows)),
    ]
    whole, cut = (render(cells, "table", width).split("\n") for width in (0, 24))
    for full, line in zip(whole, cut, strict=True):
        columns = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
        assert columns <= 24
        assert line == full or line.endswith("…") or set(line) == {"─", " "}


def test_a_cell_with_a_line_end_stays_in_its_row() -> None:
    assert len(render([["id", "note"], ["a", "one\ntwo"]], "md").splitlines()) == 3


def test_from_files_needs_no_folder() -> None:
    files = build_release(read_collection(EXAMPLE))
    assert tuple(from_files(files).tasks) == tuple(load(EXAMPLE).tasks)
