"""The Polars engine: hashes, threads, parsed text."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.model.columns import ColumnSpec, columns
from chinaindpolicy.model.fields import Column
from chinaindpolicy.rules.engines import polars_batches as batches
from chinaindpolicy.rules.engines import polars_checks
from chinaindpolicy.rules.engines.base import UniqueKey
from chinaindpolicy.rules.engines.polars import PolarsEngine
from validation_rows import FIGURE, check


def test_second_hash_differs_from_the_first() -> None:
    hashed: Callable[..., pl.Expr] = vars(polars_checks)["_hash"]
    frame = pl.DataFrame({"a": ["x", "y"], "b": ["y", "x"]})
    for columns_ in (("a",), ("a", "b")):
        key = UniqueKey("code", columns_, len(columns_))
        first, second = (frame.select(hashed(key, seed)) for seed in (0, len(columns_)))
        assert frame.select(hashed(key)).equals(first)
        assert not set(first["code"]) & set(second["code"])


@pytest.mark.parametrize("compared", [0, 1_000_000])
def test_hash_collisions_are_not_duplicates(monkeypatch: pytest.MonkeyPatch, compared: int) -> None:
    """Few of them are compared; many are told apart by a second hash."""
    second: Callable[..., pl.Expr] = vars(polars_checks)["_hash"]

    def alike(key: Any, seed: int = 0) -> pl.Expr:
        if seed and not compared:
            return second(key, seed)
        return pl.when(pl.col(key.columns[0]).is_not_null()).then(pl.lit(7)).alias(key.code)

    monkeypatch.setattr(polars_checks, "_hash", alike)
    monkeypatch.setattr(polars_checks, "_COMPARED", compared)
    rows = [FIGURE | {"id": name, "period": name} for name in ("a", "b", "c", "c")]
    report = check("figures", *rows)
    assert report.counts["id-duplicate"] == report.counts["observation-duplicate"] == 2


def test_taking_no_rows_returns_nothing() -> None:
    for data in (pl.DataFrame({"id": ["a", "b"]}), pl.LazyFrame({"id": ["a", "b"]})):
        engine = PolarsEngine(data)
        engine.prepare({"id": next(one for one in columns("figures") if one.name == "id")})
        assert engine.take([], ["id"]) == {}
        assert engine.take([1], ["id"]) == {1: {"id": "b"}}


def test_different_rows_have_different_hashes() -> None:
    key = UniqueKey("some-code", tuple("abcdefgh"), 3)
    rows = [
        {name: f"{name}-{(n >> place) & 1}" for place, name in enumerate("abcdefgh")}
        for n in range(256)
    ]
    hashed = pl.DataFrame(rows).select(vars(polars_checks)["_hash"](key))
    assert hashed["some-code"].n_unique() == 256
    swapped = pl.DataFrame([{**rows[0], "a": "x", "b": "y"}, {**rows[0], "a": "y", "b": "x"}])
    assert swapped.select(vars(polars_checks)["_hash"](key)).to_series().n_unique() == 2


def test_text_booleans_are_parsed() -> None:
    """No table has any; the types that a record's field can have include them."""
    spec = ColumnSpec("holds", "boolean", True, Column("x", "x"))
    engine = PolarsEngine(pl.DataFrame({"holds": ["true", "false", "", "yes"]}), textual=True)
    engine.prepare({"holds": spec})
    rows = engine.take(range(4), ["holds"])
    assert [row["holds"] for row in rows.values()] == [True, False, None, None]


def test_many_repeated_ids_are_confirmed_by_a_second_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [FIGURE | {"id": f"row-{number // 2}"} for number in range(20)]
    rows.append(FIGURE | {"id": "once"})
    exact = cip.validate(pl.DataFrame(rows), "figures")
    monkeypatch.setattr(polars_checks, "_COMPARED", 2)
    hashed = cip.validate(pl.DataFrame(rows), "figures")
    assert str(hashed) == str(exact)
    assert exact.counts["id-duplicate"] == 20


def test_one_thread_gives_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [FIGURE, FIGURE | {"id": "b", "unit": "parsec"}]
    many = cip.validate(pl.LazyFrame(rows), "figures")
    assert list(batches.map_ordered(str, range(50))) == list(map(str, range(50)))
    monkeypatch.setattr(pl, "thread_pool_size", lambda: 1)
    assert list(batches.map_ordered(str, range(50))) == list(map(str, range(50)))
    assert str(cip.validate(pl.LazyFrame(rows), "figures")) == str(many)


def test_taking_no_rows_of_an_empty_frame_returns_nothing() -> None:
    engine = PolarsEngine(pl.LazyFrame(schema={"note": pl.String}))
    engine.prepare({"note": ColumnSpec("note", "string", True, Column("x", "x"))})
    assert engine.take([], ["note"]) == {}
