"""Links of records: rejected objects that are not records or frames."""

from __future__ import annotations

from typing import Any

import pytest

import chinaindpolicy as cip
from chinaindpolicy.analysis.links import ReverseIndex
from chinaindpolicy.dataset.dataset import Dataset


def test_table_of_rejects_objects_that_are_not_records(example: Dataset) -> None:
    given: Any = "harbour-report"
    with pytest.raises(cip.ChinaIndPolicyError, match="is not a record"):
        ReverseIndex(example, None).table_of(given)


class Odd:
    """An object with columns that is not a frame."""

    columns = ("id",)


def test_explain_rejects_objects_that_are_not_frames(example: Dataset) -> None:
    with pytest.raises(cip.ChinaIndPolicyError, match="what is an Odd"):
        cip.explain(Odd(), example)
