"""Explanations: every record of every table, from ids, records and frames."""

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
    """Return the sentences about one record by aspect."""
    found: dict[str, list[str]] = {}
    (explained,) = explain(id, dataset, **more)
    for aspect, words in explained.sentences:
        found.setdefault(aspect, []).append(words)
    return found


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_record_of_every_table_is_explained(example: Dataset, table: str) -> None:
    for record in example[table]:
        (explained,) = explain(record, example, as_of="2036-01-01")
        assert (explained.id, explained.table) == (record.id, table)
        assert explained.sentences[0][0] == "what"
        for aspect, words in explained.sentences:
            assert aspect
            assert words.strip() == words != ""
            assert "None" not in words


@pytest.mark.parametrize("table", [table for table in TABLE_NAMES if table != "withdrawals"])
def test_every_record_of_the_release_is_explained(real: Dataset, table: str) -> None:
    frame = real[table].frame()
    if table in ("regions", "units"):  # 毛里求斯 and 亩 have one id
        frame = frame.filter(pl.col("id") != "mu")
    explained = explain(frame, real, as_of="2026-11-22")
    assert [record.id for record in explained] == list(frame["id"])
    assert {record.table for record in explained} == ({table} if real[table].ids else set())
    assert "None" not in str(explained)


def test_erratum_shows_printed_and_meant_value(real: Dataset) -> None:
    explained = aspects("components-plan-sales-2023", real)
    assert explained["read"] == [
        "The text prints “2.100 billion yuan”, literally 2.1 billion CNY; "
        "meant is 2.1 trillion CNY, by the erratum below."
    ]
    (erratum,) = [words for words in explained["erratum"] if "magnitude" in words]
    assert "meant “2.1 trillion yuan”" in erratum
    assert "factor of 1000" in erratum
    assert "read in a stored copy of the source (China News Service, 2021-01-29" in erratum
    assert "¶2, components-plan-report ¶7" in erratum
    assert "paragraph 7, characters 1353-1420" in explained["source"][0]
    assert explained["restated"] == [
        "Stated again in “Report on the action plan for basic electronic components (2021-2023)”, "
        "paragraph 2, as “2.100 billion yuan”."
    ]
    assert explained["outcome"] == [f"No outcome is known in release {cip.release}."]


def test_explanation_names_authority_and_certainty(real: Dataset) -> None:
    figure = aspects("world-semiconductor-market-2024", real)
    assert "World Semiconductor Trade Statistics" in figure["basis"][0]
    assert figure["certainty"] == [
        "Two independent readings agreed.",
        "Language models read the documents of this dataset.",
    ]
    assert "627.6 billion" in figure["outcome"][0]
    claim = aspects("ymtc-yield-rate", real)
    assert claim["basis"] == ["Observed; the text's own claim."]
    external = aspects("electronics-plan-service-providers-2027", real)
    assert external["source"][0].startswith("From outside the documents: Asia Economy")
    assert external["certainty"] == ["Read in a stored copy of the source (found)."]
    strive = aspects("components-plan-large-firms-2023", real)
    assert "strives for it" in strive["basis"][0]


def test_verdict_requires_as_of(example: Dataset) -> None:
    assert "verdict" not in aspects(LANTERNS, example)
    assert "12.6 billion" in aspects(LANTERNS, example)["outcome"][0]
    explained = aspects(LANTERNS, example, as_of=datetime.date(2036, 1, 1))
    assert explained["verdict"][0].startswith("As of 2036-01-01: Met. Target: > 12.5 billion CNY")
    explained = aspects(LANTERNS, example, as_of="2034-01-01")
    assert explained["verdict"][0].startswith("As of 2034-01-01: Not due: the deadline, 2035-12-31")
    assert "verdict" not in aspects("harbour-lanterns-2030", example, as_of="2036-01-01")


def test_qualitative_target_is_explained_without_a_number(real: Dataset) -> None:
    explained = aspects("reliability-opinions-growth-engine-2030", real)
    assert "without a number; no value was added" in explained["read"][0]
    assert "no number" in explained["value"][0]


def test_project_explanation_contains_its_milestone(real: Dataset) -> None:
    explained = aspects("chongqing-2024-project-sanan-st", real)
    assert "opened on 27 February 2025" in explained["outcome"][0]
    assert "A milestone of one project" in explained["outcome"][0]


def test_code_list_row_lists_the_records_that_use_it(real: Dataset) -> None:
    explained = aspects("sanan-st", real)
    assert explained["what"] == ["Sanan-STMicroelectronics joint venture (安意法半导体)."]
    assert explained["aliases"] == ["Anyi Law, Angyi Law"]
    assert "projects (1): chongqing-2024-project-sanan-st." in explained["used by"]
    assert aspects("cn-zj-ningbo", real)["parent_id"] == ["Zhejiang (cn-zj)"]


def test_withdrawn_id_names_its_successor(real: Dataset) -> None:
    with pytest.raises(cip.UnknownNameError, match="equipment-materials-foreign-dependence"):
        explain("equipment-materials-import-dependence", real)


def test_doubtful_attribution_is_not_stated_as_a_source(real: Dataset) -> None:
    doubtful = aspects("china-high-end-chip-self-sufficiency", real)["basis"]
    assert doubtful == [
        "Observed; in a sentence that cites World Semiconductor Trade Statistics; "
        "whether that is the source is doubtful."
    ]
    clear = aspects("world-semiconductor-market-2024", real)["basis"]
    assert clear == ["Observed; stated by a named source: World Semiconductor Trade Statistics."]


def test_fact_in_doubt_has_no_meaning(real: Dataset) -> None:
    (printed,) = aspects("err-003-chip-shortage-year", real)["meant"]
    assert printed == "Printed “global chip shortage crisis of 2023”, a fact in doubt."


def test_point_of_a_target_says_what_counts_as_met(real: Dataset) -> None:
    (read,) = aspects("components-plan-large-firms-2023", real)["read"]
    assert read == "“15 companies” is read as = 15 enterprises: this value; more counts as met."
    (base,) = aspects("shenzhen-oem-defect-detection-accuracy", real)["baseline"]
    assert base == "85 percent"


def test_uncertain_outcome_is_explained_with_caution(example_tables: Tables) -> None:
    weak = changed(
        example_tables, "outcomes", "outcome-lantern-output", certainty="memory", caution="Rough."
    )
    explained = aspects(LANTERNS, dataset_of(weak))
    assert "(memory). Caution: Rough." in explained["outcome"][0]
    explained = aspects("outcome-lantern-output", dataset_of(weak))
    assert explained["certainty"] == ["Recalled and not checked (memory)."]
    assert explained["caution"] == ["Rough."]
    assert explained["about"][0].startswith(f"{LANTERNS} (targets): ")


# Input and result


def test_ids_records_and_frames_have_equal_explanations(example: Dataset) -> None:
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


def test_frame_with_ids_of_several_tables_is_explained(example: Dataset) -> None:
    frame = pl.DataFrame({"mine": [1, 2], "id": ["CNY", LANTERNS]})
    assert [record.table for record in explain(frame, example)] == ["units", "targets"]


def test_explanation_frame_joins_to_the_table(example: Dataset) -> None:
    targets = example.targets.frame()
    explained = explain(targets, example).frame()
    assert explained.columns == ["id", "table", "aspect", "words"]
    assert set(explained["id"]) == set(targets["id"])
    sure = explained.filter(pl.col("aspect") == "what").join(targets, on="id")
    assert sure["words"].to_list() == sure["statement"].to_list()


def test_str_of_explanation_contains_every_record(example: Dataset) -> None:
    explained = explain([LANTERNS, KILNS], example)
    assert str(explained) == repr(explained)
    assert str(explained).startswith(f"{LANTERNS} (targets)\n  what ")
    assert f"\n\n{KILNS} (targets)\n" in str(explained)
    assert "12.5 billion" in explained
    assert "13.5 billion" not in explained
    assert 5 not in explained


@pytest.mark.parametrize(
    ("what", "message"),
    [
        (pl.DataFrame({"name": ["a"]}), "no column 'id'"),
        (pl.DataFrame({"id": [1]}), "column id is 1"),
        (pl.DataFrame({"id": [None]}, schema={"id": pl.String}), "column id is None"),
        (5, "what is 5"),
        (None, "what is None"),
        ([5], "an item of what is 5"),
    ],
)
def test_invalid_input_raises_an_error(example: Dataset, what: Any, message: str) -> None:
    with pytest.raises(ChinaIndPolicyError, match=message):
        explain(what, example)


def test_unknown_id_suggests_similar_ids(example: Dataset) -> None:
    with pytest.raises(UnknownNameError, match=f"did you mean .*{KILNS}"):
        explain("harbour-kilns-203", example)
    with pytest.raises(UnknownNameError, match=r"no record 'b' in "):
        explain(pl.DataFrame({"id": [KILNS, "b"]}), example)


def test_invalid_as_of_raises_date_error(example: Dataset) -> None:
    with pytest.raises(DateError, match="expected YYYY-MM-DD"):
        explain(LANTERNS, example, as_of="soon")


def test_latest_release_is_explained_by_default() -> None:
    assert str(cip.explain("jinan-2024-nev-output")) == str(
        explain("jinan-2024-nev-output", cip.load())
    )
    older = explain("jinan-2024-nev-output", cip.load("2026.1"))
    assert "No outcome is known in release 2026.1." in older
