"""Suggestions of similar names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from chinaindpolicy import _similar
from chinaindpolicy._similar import nearest
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.records import RECORDS


@given(st.sampled_from(["targets", "figures", "regions"]), st.text(max_size=40))
def test_unknown_name_message_quotes_the_name(table: str, name: str) -> None:
    known = RECORDS.keys()
    error = UnknownNameError("table", name, known)
    assert str(error).startswith(f"no table {name!r}")
    assert set(error.near) <= set(known)
    assert nearest(table, known)[0] == table


def test_dissimilar_name_has_no_suggestion() -> None:
    error = UnknownNameError("id", "zzz", [f"record-{number}" for number in range(100)])
    assert str(error) == "no id 'zzz'"
    assert error.near == ()


def test_nearest_compares_names_with_the_same_start_among_many() -> None:
    many = [f"target-{number}" for number in range(3000)] + ["figures-of-2024"]
    assert nearest("figures-of-2023", many) == ("figures-of-2024",)
    assert nearest("igures-of-2024", many) == ()
    assert len(many) > _similar._MOST_CANDIDATES  # pyright: ignore[reportPrivateUsage]
