"""Questions answered by tool calls alone: the records and the cautions of each answer."""

from __future__ import annotations

import importlib.util
import re
import sys
from types import MappingProxyType
from typing import Any

import pytest

from chinaindpolicy.agent.tools import Tools
from example import ROOT

# What an answer states, as words of the tools.
STATED = MappingProxyType(
    {
        "target": "It is a target: promised, not achieved",
        "comparator": "The comparator belongs to the value",
        "outcome": "An outcome is known|It is an observed outcome",
        "observed": "It is an observed outcome",
        "rounded": "rounded|An outcome is known",
        "attribution": "According to|named source|own claim",
        "attribution-doubt": "doubtful|not certain",
        "strive": "strives for it",
        "no-year": "gives no period",
        "eleven-months": "Eleven months|eleven months",
        "not-in-data": "The data do not have it",
        "paragraph": "paragraph [0-9]+",
        "city-in-province": "Ningbo is part of Zhejiang",
        "region": "Jinan, not all of Shandong",
        "met": "^met ",
        "not_comparable": "^not_comparable ",
        "no_outcome": "^no_outcome ",
    }
)


def load_script() -> Any:
    """Return the scripted client, which is in the folder of the documentation."""
    spec = importlib.util.spec_from_file_location(
        "agent_transcript", ROOT / "docs" / "agent_transcript.py"
    )
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    sys.modules["agent_transcript"] = script
    spec.loader.exec_module(script)
    return script


SCRIPT: Any = load_script()


@pytest.mark.parametrize(
    "question", SCRIPT.questions(), ids=lambda question: question["question"][:40]
)
def test_the_answer_cites_its_records_and_states_the_cautions(question: dict[str, Any]) -> None:
    calls, answer = SCRIPT.answered(question, Tools())
    assert calls
    for id in question["records"]:
        assert re.search(rf"\b{re.escape(id)}\b", answer), answer
    for what in question["states"]:
        assert re.search(STATED[what], answer, re.MULTILINE), (what, answer)
