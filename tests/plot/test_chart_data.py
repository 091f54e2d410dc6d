"""Charts of data without shares, areas or start dates, and without Altair."""

from __future__ import annotations

import datetime
import json
import sys

import pytest

import chinaindpolicy as cip
from chinaindpolicy import plot
from chinaindpolicy.dataset.dataset import Dataset


def test_missing_altair_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(cip.MissingExtraError, match=r'^altair is not installed: .*"altair'):
        plot.rates  # noqa: B018
    assert {"rates", "task_tree"} <= set(dir(plot))


def test_rate_chart_without_shares_is_rejected(real: Dataset) -> None:
    money = next(figure for figure in real.figures if figure.unit == "CNY")
    selected = real.select("figures", unit="CNY", indicator_id=money.indicator_id)
    with pytest.raises(
        cip.NothingSelectedError,
        match=r"none of the [0-9]+ records is a share in percent with a value; select .*'share'",
    ):
        plot.rates(selected)


def test_figures_of_one_region_have_no_note_on_addition(real: Dataset) -> None:
    figure = next(one for one in real.figures if one.region_id and one.value is not None)
    spec = json.dumps(plot.figures_by_region([figure], dataset=real).to_dict())
    assert figure.id in spec
    assert "is part of the other" not in spec


def test_deadline_before_policy_issue_has_no_bar(real: Dataset) -> None:
    """A target can be due before its policy was issued; then no bar leads to the deadline."""
    target = next(
        one
        for one in real.targets
        if one.value is not None and one.period_end and not one.period_start and one.policy_id
    )
    early = target.model_copy(update={"period_end": datetime.date(1950, 12, 31)})
    assert '"any_time": true' in json.dumps(plot.targets_timeline([target], dataset=real).to_dict())
    spec = json.dumps(plot.targets_timeline([early], dataset=real).to_dict())
    assert "1950-12-31" in spec
    assert '"any_time": true' not in spec
