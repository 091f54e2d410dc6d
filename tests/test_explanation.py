"""Explanations: every record of every table in plain words, and frames that kept their ids."""

from __future__ import annotations

import datetime
from typing import Any

import narwhals as nw
import polars as pl
import pytest

import chinaindpolicy as cip
from chinaindpolicy.analysis.explanation import explain
from chinaindpolicy.dataset.dataset import Dataset
from chinaindpolicy.errors import ChinaIndPolicyError, DateError, UnknownNameError
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from example import Tables, changed, dataset_of

LANTERNS, KILNS = "harbour-lantern-output-2035", "harbour-kilns-2035"


def aspects(id: str, dataset: Dataset, **more: Any) -> dict[str, list[str]]:
    """What is told of one record, by aspect."""
    found: dict[str, list[str]] = {}
    (told,) = explain(id, dataset, **more)
    for aspect, words in told.sentences:
        found.setdefault(aspect, []).append(words)
    return found


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_record_of_every_table_is_explained(example: Dataset, table: str) -> None:
    for record in example[table]:
        (told,) = explain(record, example, as_of="2036-01-01")
        assert (told.id, told.table) == (record.id, table)
        assert told.sentences[0][0] == "what"
        for aspect, words in told.sentences:
            assert aspect
            assert words.strip() == words != ""
            assert "None" not in words


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_record_of_the_release_is_explained(real: Dataset, table: str) -> None:
    told = explain(real[table].frame(), real, as_of="2026-11-22")
    assert [record.id for record in told] == list(real[table].ids)
    assert {record.table for record in told} == ({table} if real[table].ids else set())
    assert "None" not in str(told)


def test_a_printed_slip_is_told_apart_from_what_is_meant(real: Dataset) -> None:
    told = aspects("components-plan-sales-2023", real)
    assert told["read"] == [
        "The text prints “2.100 billion yuan”, literally 2.1 billion CNY; "
        "meant is 2.1 trillion CNY, by the slip below."
    ]
    (slip,) = [words for words in told["slip"] if "magnitude" in words]
    assert "meant “2.1 trillion yuan”" in slip
    assert "factor of 1000" in slip
    assert "read in a stored copy of the source (China News Service, 2021-01-29" in slip
    assert "¶2, components-plan-report ¶7" in slip
    assert "paragraph 7, characters 1353-1420" in told["source"][0]
    assert told["again"] == [
        "Stated again in “Report on the action plan for basic electronic components (2021-2023)”, "
        "paragraph 2, as “2.100 billion yuan”."
    ]
    assert told["followed"] == ["No outcome is known in release 2026.2."]


def test_who_says_so_and_how_sure(real: Dataset) -> None:
    figure = aspects("world-semiconductor-market-2024", real)
    assert "World Semiconductor Trade Statistics" in figure["says"][0]
    assert figure["sure"] == ["Two independent readings agreed."]
    assert "627.6 billion" in figure["followed"][0]
    claim = aspects("ymtc-yield-rate", real)
    assert claim["says"] == ["Observed; the text's own claim."]
    external = aspects("electronics-plan-service-providers-2027", real)
    assert external["source"][0].startswith("From outside the documents: Asia Economy")
    assert external["sure"] == ["Read in a stored copy of the source (found)."]
    strive = aspects("components-plan-large-firms-2023", real)
    assert "strives for it" in strive["says"][0]


def test_the_verdict_is_told_only_for_a_date(example: Dataset) -> None:
    assert "verdict" not in aspects(LANTERNS, example)
    assert "12.6 billion" in aspects(LANTERNS, example)["followed"][0]
    told = aspects(LANTERNS, example, as_of=datetime.date(2036, 1, 1))
    assert told["verdict"][0].startswith("As of 2036-01-01: Met. Asked: > 12.5 billion CNY")
    told = aspects(LANTERNS, example, as_of="2034-01-01")
    assert told["verdict"][0].startswith("As of 2034-01-01: Not due: the deadline, 2035-12-31")
    assert "verdict" not in aspects("harbour-lanterns-2030", example, as_of="2036-01-01")


def test_a_qualitative_target_has_no_number_made_up(real: Dataset) -> None:
    told = aspects("reliability-opinions-growth-engine-2030", real)
    assert "names no number, and none was made up" in told["read"][0]
    assert "no number" in told["value"][0]


def test_a_project_tells_its_milestone(real: Dataset) -> None:
    told = aspects("chongqing-2024-project-sanan-st", real)
    assert "opened on 27 February 2025" in told["followed"][0]
    assert "A milestone of one project" in told["followed"][0]


def test_a_code_list_row_tells_what_uses_it(real: Dataset) -> None:
    told = aspects("sanan-st", real)
    assert told["what"] == ["Sanan-STMicroelectronics joint venture (安意法半导体)."]
    assert told["aliases"] == ["Anyi Law, Angyi Law"]
    assert told["used by"] == ["projects (1): chongqing-2024-project-sanan-st."]
    assert aspects("cn-zj-ningbo", real)["parent_id"] == ["Zhejiang (cn-zj)"]


def test_an_unsure_outcome_says_so(example_tables: Tables) -> None:
    weak = changed(
        example_tables, "outcomes", "outcome-lantern-output", certainty="memory", caution="Rough."
    )
    told = aspects(LANTERNS, dataset_of(weak))
    assert "(memory). Caution: Rough." in told["followed"][0]
    told = aspects("outcome-lantern-output", dataset_of(weak))
    assert told["sure"] == ["Recalled and not checked (memory)."]
    assert told["caution"] == ["Rough."]
    assert told["about"][0].startswith(f"{LANTERNS} (targets): ")


# What can be asked for


def test_an_id_a_record_several_and_a_frame_say_the_same(example: Dataset) -> None:
    ids = [LANTERNS, KILNS]
    records = [example.targets[id] for id in ids]
    frame = example.targets.frame().filter(pl.col("id").is_in(ids)).sort("id", descending=True)
    expected = explain(ids, example)
    assert [record.id for record in expected] == ids
    assert explain(records, example) == explain(tuple(records), example) == expected
    for kind in (frame, frame.lazy(), nw.from_native(frame), frame.select("id")):
        assert explain(kind, example) == expected
    assert explain(LANTERNS, example).records == expected.records[:1]
    assert explain(pl.concat([frame, frame]), example) == expected
    assert len(explain(frame.clear(), example)) == 0
    assert len(explain([], example)) == 0
    assert explain(example.units, example) == explain(example.units.frame(), example)


def test_a_frame_of_mixed_tables_is_explained(example: Dataset) -> None:
    frame = pl.DataFrame({"mine": [1, 2], "id": ["CNY", LANTERNS]})
    assert [record.table for record in explain(frame, example)] == ["units", "targets"]


def test_its_frame_joins_back(example: Dataset) -> None:
    targets = example.targets.frame()
    told = explain(targets, example).frame()
    assert told.columns == ["id", "table", "aspect", "words"]
    assert set(told["id"]) == set(targets["id"])
    sure = told.filter(pl.col("aspect") == "what").join(targets, on="id")
    assert sure["words"].to_list() == sure["statement"].to_list()


def test_it_prints_as_itself(example: Dataset) -> None:
    told = explain([LANTERNS, KILNS], example)
    assert str(told) == repr(told)
    assert str(told).startswith(f"{LANTERNS} (targets)\n  what ")
    assert f"\n\n{KILNS} (targets)\n" in str(told)
    assert "12.5 billion" in told
    assert "13.5 billion" not in told
    assert 5 not in told


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (pl.DataFrame({"name": ["a"]}), "no `id` column"),
        (pl.DataFrame({"id": [1]}), "holds 1, which is no id"),
        (pl.DataFrame({"id": [None]}, schema={"id": pl.String}), "holds None"),
        (5, "5 cannot be explained"),
        (None, "None cannot be explained"),
        ([5], "5 is neither an id nor a record"),
    ],
)
def test_what_cannot_be_explained_is_refused(example: Dataset, what: Any, message: str) -> None:
    with pytest.raises(ChinaIndPolicyError, match=message):
        explain(what, example)


def test_an_unknown_id_names_near_matches(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean .*{KILNS}"):
        explain("harbour-kilns-203", example)
    with pytest.raises(UnknownNameError, match=r"no record of .* 'b'"):
        explain(pl.DataFrame({"id": [KILNS, "b"]}), example)


def test_a_bad_date_is_refused(example: Dataset) -> None:
    with pytest.raises(DateError, match="expected the form"):
        explain(LANTERNS, example, as_of="soon")


def test_the_newest_release_is_what_is_explained() -> None:
    assert str(cip.explain("jinan-2024-nev-output")) == str(
        explain("jinan-2024-nev-output", cip.load())
    )
    older = explain("jinan-2024-nev-output", cip.load("2026.1"))
    assert "No outcome is known in release 2026.1." in older
