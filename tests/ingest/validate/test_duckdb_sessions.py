"""DuckDB relations of connections with unusual settings, collations, names and macros."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import duckdb
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.errors import DataError
from validation_rows import FIGURE

pytestmark = pytest.mark.full  # takes long; CI runs it

NAN = float("nan")
COLUMNS = (
    *("id", "indicator_id", "region_id", "period", "value", "unit", "comparator"),
    *("value_upper", "measure", "price_basis", "organization_id", "note"),
)
SOUND = {name: FIGURE.get(name) for name in COLUMNS}
ROWS = [
    SOUND,
    SOUND | {"id": "b", "region_id": "cn-zj", "comparator": "EQ"},
    SOUND | {"id": "B", "region_id": "cn-ah"},
    SOUND | {"id": "c", "period": "2022", "value": NAN},
    SOUND | {"id": "d", "period": "2021", "comparator": "range", "value_upper": 0.5},
    SOUND | {"id": "e", "period": "2020", "unit": "USD"},
    SOUND | {"id": "e", "period": "2019", "price_basis": None},
    SOUND | {"id": "f", "period": "2018", "region_id": "CN"},
    SOUND | {"id": "g", "period": "2018-13", "note": "it's"},
    SOUND | {"id": "h", "period": "2017"},
    SOUND | {"id": "i", "period": "2017"},
    SOUND | {"id": "j", "period": "2017", "region_id": "cn-zj"},
    SOUND | {"id": "é", "period": "2016"},
    SOUND | {"id": "a", "period": "2015", "unit": "cny"},
    SOUND | {"id": "k\x00", "period": "2014", "region_id": "cn\x00"},
    SOUND | {"id": "l", "period": "2013"},
]
NUMBERS = ("value", "value_upper")
FRAME = pl.DataFrame(
    ROWS, schema={name: pl.Float64 if name in NUMBERS else pl.String for name in COLUMNS}
)
SETTINGS = (
    ("preserve_insertion_order=false", "threads=1"),
    ("TimeZone='Asia/Shanghai'", "default_null_order='nulls_first'", "default_order='desc'"),
    ("integer_division=true", "old_implicit_casting=true", "ieee_floating_point_ops=false"),
    ("default_collation='NOCASE'",),
    ("default_collation='NOCASE.NOACCENT'",),
    ("python_enable_replacements=false",),
    ("python_scan_all_frames=true", "enable_external_access=false"),
    ("produce_arrow_string_view=true", "arrow_lossless_conversion=true"),
    ("errors_as_json=true", "lock_configuration=true"),
)
NAMES = (
    *("given", "held", "rows", "data", "lookup", "found", "other", "Id", "value"),
    *('"@data"', '"@row"', '"a ""quoted"" name"', "chinaindpolicy_frame", "chinaindpolicy_rows"),
)
FUNCTIONS = ("isnan", "length", "regexp_matches", "count_if", "hash", "chr", "concat")


def database(*statements: str, types: str = "varchar") -> duckdb.DuckDBPyConnection:
    """A database in memory with the rows in the table `figures`."""
    rows = cast("Any", FRAME.to_arrow())
    assert rows.num_rows == FRAME.height
    declared = ", ".join(f"{name} {'double' if name in NUMBERS else types}" for name in COLUMNS)
    connection = duckdb.connect()
    connection.execute(f"create table figures ({declared})")
    connection.execute("insert into figures select * from rows")
    for statement in statements:
        connection.execute(statement)
    return connection


def found(report: cip.ValidationReport) -> list[tuple[Any, ...]]:
    return [(one.code, one.row, one.column, one.value, one.message) for one in report.findings]


def same_as_polars(relation: Any) -> None:
    """Assert that counts, findings and both parts are those of Polars, and types the relation's."""
    expected = cip.validate(FRAME, "figures")
    report = cip.validate(relation, "figures")
    assert report.engine == "duckdb"
    assert report.counts_by_column == expected.counts_by_column
    assert found(report) == found(expected)
    for part, frame in (
        (report.valid_rows(), expected.valid_rows()),
        (report.invalid_rows(), expected.invalid_rows()),
    ):
        assert part.columns == relation.columns
        assert list(map(str, part.types)) == list(map(str, relation.types))
        assert list(map(repr, part.fetchall())) == list(map(repr, frame.rows()))


@pytest.mark.parametrize("settings", SETTINGS)
def test_settings_of_a_session_do_not_change_the_result(settings: tuple[str, ...]) -> None:
    same_as_polars(database(*(f"set {setting}" for setting in settings)).table("figures"))


@pytest.mark.parametrize("collation", ["nocase", "nocase.noaccent"])
def test_collated_columns_are_compared_byte_by_byte(collation: str) -> None:
    relation = database(types=f"varchar collate {collation}").table("figures")
    same_as_polars(relation)
    # The relation that comes back still compares as the user declared.
    valid = cip.validate(relation, "figures").valid_rows()
    assert len(valid.filter("id = 'Ĺ'" if "accent" in collation else "id = 'L'")) == 1


@pytest.mark.parametrize("kind", ["table", "view", "temp table"])
def test_tables_of_any_name_do_not_matter(kind: str) -> None:
    body = "as select 1 as id" if kind == "view" else "(id int)"
    same_as_polars(database(*(f"create {kind} {name} {body}" for name in NAMES)).table("figures"))


def test_the_data_may_have_any_name() -> None:
    connection = database()
    for name in NAMES:
        connection.execute(f"alter table figures rename to {name}")
        relation = connection.sql(f"from {name}").set_alias("id")
        assert cip.validate(relation, "figures").counts == cip.validate(FRAME, "figures").counts
        connection.execute(f"alter table {name} rename to figures")


def test_other_columns_may_have_any_name() -> None:
    names = [*NAMES[:-4], "ID", "c0", '"@given.0"', '"@wrong.value"']
    names.remove("value")
    more = ", ".join(f"[id, 'zz'] as {name}" for name in names)
    # Of `Id` and `ID` DuckDB keeps both.
    relation = database().sql(f"select {more}, * from figures")
    report = cip.validate(relation, "figures")
    plain = cip.validate(FRAME, "figures")
    assert report.counts == {**plain.counts, "column-unknown": len(names)}
    assert report.valid_rows().columns == relation.columns
    expected = [(*[[row[0], "zz"]] * len(names), *row) for row in plain.valid_rows().rows()]
    assert report.valid_rows().fetchall() == expected


def test_a_column_is_never_read_for_one_that_differs_in_case() -> None:
    relation = database().sql("select 'x' as ID, * from figures")
    same = cip.validate(relation, "figures", columns={"id": "id"})
    assert same.counts["id-duplicate"] == 4
    swapped = database().sql("select upper(id) as id, * exclude (id), id as ID from figures")
    assert swapped.columns[0] == "id" and swapped.columns[-1] == "ID"
    assert cip.validate(swapped, "figures").counts["pattern-mismatch"] > FRAME.height - 3


def test_two_columns_of_one_name_are_reported() -> None:
    relation = database().sql("select id, * from figures")
    assert relation.columns.count("id") == 2
    with pytest.raises(DataError, match="two columns named 'id'; rename one of them"):
        cip.validate(relation, "figures")


def test_macros_named_as_functions_are_not_used() -> None:
    macros = (f"create macro {name}(a, b := 0, c := 0, d := 0) as 'mine'" for name in FUNCTIONS)
    connection = database(*macros)
    for name in FUNCTIONS:
        assert connection.sql(f"select {name}(1)").fetchall() == [("mine",)]
    same_as_polars(connection.table("figures"))


RELATIONS: dict[str, Callable[[], Any]] = {
    "filtered": lambda: database().table("figures").filter("id is not null"),
    "ordered": lambda: (
        database()
        .sql("select *, row_number() over () as n from figures")
        .order("n desc")
        .order("n")
        .project("* exclude (n)")
    ),
    "joined": lambda: database().sql(
        "select f.* from figures f join (select 1 as one) on true order by f.rowid"
    ),
    "materialized": lambda: database().table("figures").materialize(),
    "with parameters": lambda: database().sql("from figures where id <> ?", params=["zz"]),
    "temporary": lambda: database("create temp table t as from figures").table("t"),
    "view": lambda: database("create view t as from figures").table("t"),
    "in a transaction": lambda: database("begin transaction").table("figures"),
    "polars": lambda: duckdb.connect().from_arrow(FRAME),
    "arrow": lambda: duckdb.connect().from_arrow(cast("Any", FRAME.to_arrow())),
}


@pytest.mark.parametrize("kind", sorted(RELATIONS))
def test_relations_of_every_kind_give_the_same_result(kind: str) -> None:
    same_as_polars(RELATIONS[kind]())


@pytest.mark.parametrize("mode", ["", "(read_only)"])
def test_attached_databases_are_read_where_they_are(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "figures.db"
    database(f"attach '{path}' as kept", "create table kept.figures as from figures").close()
    connection = duckdb.connect()
    connection.execute(f"attach '{path}' as kept {mode}")
    same_as_polars(connection.table("kept.figures"))


def test_values_are_a_relation() -> None:
    rows = (
        ", ".join(
            "null" if cell is None else f"'{cell}'::double" if cell != cell else repr(cell)
            for cell in row
        )
        for row in FRAME.filter(
            ~pl.col("id").str.contains("\x00") & ~pl.col("note").is_not_null()
        ).rows()
    )
    listed = ", ".join(f"({row})" for row in rows)
    report = cip.validate(
        duckdb.connect().sql(f"from (values {listed}) as t({', '.join(COLUMNS)})"), "figures"
    )
    assert report.rows == FRAME.height - 2
    assert report.counts["value-not-finite"] == 1


def test_the_session_is_left_as_it_was() -> None:
    connection = database("set default_collation='NOCASE'")
    state = "from duckdb_settings() select name, value order by name"
    tables = "from duckdb_tables() select database_name, table_name order by all"
    views = "from duckdb_views() select database_name, view_name order by all"
    before = [connection.sql(query).fetchall() for query in (state, tables, views)]
    many = [{**SOUND, "id": f"a-{n}", "period": f"{n:04}", "unit": "USD"} for n in range(1, 3000)]
    rows = cast("Any", pl.DataFrame(many, schema=FRAME.schema).to_arrow())
    assert rows.num_rows == 2999
    connection.execute("insert into figures select * from rows")
    report = cip.validate(connection.table("figures"), "figures")
    assert len(report.valid_rows()) + len(report.invalid_rows()) == FRAME.height + 2999
    assert [connection.sql(query).fetchall() for query in (state, tables, views)] == before


def test_data_that_changes_between_two_reads_is_an_error() -> None:
    connection = duckdb.connect()
    rows = cast("Any", FRAME.to_arrow())
    assert rows.num_rows == FRAME.height
    once = connection.sql("select * exclude (region_id), uuid()::varchar as region_id from rows")
    with pytest.raises(DataError, match="returned other values when it was read again"):
        cip.validate(once, "figures")
    some = connection.sql("select * from rows, range(500) where random() < 0.5")

    def check_ten_times() -> None:
        # The number of rows can be the same twice, by chance.
        for _ in range(10):
            cip.validate(some, "figures")

    with pytest.raises(DataError, match=r"rows, and .* when it was read again"):
        check_ten_times()


def test_a_relation_that_cannot_be_read_is_an_error_of_the_data() -> None:
    relation = database().sql("select * replace (id::integer::varchar as id) from figures")
    with pytest.raises(DataError, match=r"DuckDB cannot read the relation: .*'a'"):
        cip.validate(relation, "figures")
    connection = database()
    closed = connection.table("figures")
    connection.close()
    with pytest.raises(DataError, match="DuckDB cannot read the relation"):
        cip.validate(closed, "figures")
    dropped = database().table("figures")
    dropped.query("f", "drop table figures")
    with pytest.raises(DataError, match="DuckDB cannot read the relation"):
        cip.validate(dropped, "figures")
