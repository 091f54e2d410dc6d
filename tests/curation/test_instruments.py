"""Instruments of tasks: the evidence has a word for each."""

from __future__ import annotations

import re
from pathlib import Path

from chinaindpolicy.curation.verify import quote
from chinaindpolicy.dataset.dataset import Dataset

WORDS = {
    "support": "support|encourag|guid|incentive",
    "build": "build|built|construct|establish|creat",
    "develop": "develop|cultivat|foster",
    "regulate": "regulat|market competition",
    "standardize": "standard",
    "finance": "fund|financ|loan",
    "tax": "tax|deduct",
    "procure": "procure",
    "pilot": "pilot",
    "train": "train|cultivat",
    "attract": "introduc|attract",
    "coordinate": "coordinat",
    "promote": "promot|advanc|accelerat",
    "protect": "protect",
    "evaluate": "evaluat|assess|rating",
}


def test_evidence_names_the_instrument(real: Dataset, sources: Path) -> None:
    for task in real.tasks:
        if task.instrument is not None:
            evidence = quote(task, sources)
            assert re.search(WORDS[task.instrument], evidence, re.IGNORECASE), task.id


def test_tasks_of_named_instruments_have_one(real: Dataset) -> None:
    with_instrument = [task for task in real.tasks if task.instrument]
    assert len(with_instrument) > 150
    tasks = {task.id: task.instrument for task in real.tasks}
    assert tasks["components-plan-s2"] == "support"
    assert tasks["reliability-safeguard-super-deduction"] == "tax"
    assert tasks["components-plan-1-1"] is None  # conquer key core technologies
