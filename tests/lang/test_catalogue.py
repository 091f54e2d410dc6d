"""The catalogue of Chinese texts: complete, with equal placeholders, in terms of the glossary."""

from __future__ import annotations

import ast
import csv
import string
from collections.abc import Iterator

import pytest

from chinaindpolicy.analysis.assessment import VERDICTS
from chinaindpolicy.analysis.comparability import COMPARABILITY
from chinaindpolicy.analysis.verdict_text import TIMING_TEXTS, VERDICT_TEXTS
from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.ingest.normalize.cell_values import CHANGE_RULES
from chinaindpolicy.lang.texts import LANGUAGES, catalogue, code_context, texts
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.describe import CERTAINTIES
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.localized import REASONS, SUGGESTIONS
from example import ROOT

SOURCE = ROOT / "src" / "chinaindpolicy"
CHINESE = catalogue("zh")


def placeholders(text: str) -> list[str]:
    """Return the named placeholders of a text, sorted."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name)


def literals() -> Iterator[tuple[str, str]]:
    """Yield each text that the code passes to `say`, with its file."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", None) or getattr(node.func, "id", None)
            text = node.args[0]
            if name == "say" and isinstance(text, ast.Constant) and path.parent.name != "cli":
                yield str(text.value), path.name


def test_every_text_of_the_code_has_a_chinese_text() -> None:
    missing = [(text, name) for text, name in literals() if ("", text) not in CHINESE]
    assert not missing


def test_every_named_text_has_a_chinese_text() -> None:
    named = [
        *CERTAINTIES.values(), *VERDICT_TEXTS.values(), *TIMING_TEXTS.values(), *REASONS,
        *SUGGESTIONS,
    ]  # fmt: skip
    assert [text for text in named if ("", text) not in CHINESE] == []


def test_placeholders_are_equal() -> None:
    for (context, english), chinese in CHINESE.items():
        if not context:
            assert placeholders(chinese) == placeholders(english), english


@pytest.mark.parametrize("table", TABLE_NAMES)
def test_every_table_column_and_code_has_a_chinese_text(table: str) -> None:
    assert ("table", table) in CHINESE
    for spec in columns(table):
        assert ("column", spec.name) in CHINESE, spec.name
        for code in spec.categories or ():
            assert (code_context(spec.name), code) in CHINESE, (spec.name, code)


def test_every_verdict_and_test_has_a_chinese_text() -> None:
    expected: list[tuple[str, str]] = [("verdict", each) for each in VERDICTS]
    expected += [(kind, each) for kind in ("test", "test_name") for each in COMPARABILITY]
    expected += [("change", rule) for rule in CHANGE_RULES]
    assert [key for key in expected if key not in CHINESE] == []


def test_terms_are_those_of_the_glossary() -> None:
    with (ROOT / "datasets" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = {row["term"]: row["term_zh"] for row in csv.DictReader(file)}
    singular = {"policies": "policy", "errata": "erratum", "spans": "span"}
    for table in TABLE_NAMES:
        assert CHINESE["table", table] == terms[singular.get(table, table.removesuffix("s"))]
    for context in ("measure", "accounting", "aspect"):
        for (kind, code), chinese in CHINESE.items():
            # In the glossary, a change is a cell that `normalize` converted.
            if kind == context and code in terms and (kind, code) != ("measure", "change"):
                assert chinese == terms[code], (context, code)
    for name in ("basis", "certainty", "comparator", "dimension", "measure", "period", "unit"):
        assert CHINESE["column", name] == terms[name]


def test_unknown_language_is_rejected_with_the_allowed_ones() -> None:
    for wrong in ("fr", "cn", "zh-CN", "ZH", ""):
        with pytest.raises(UnknownNameError, match="available: en, zh"):
            texts(wrong)
    assert LANGUAGES == ("en", "zh")


def test_text_without_a_translation_stays_english() -> None:
    assert texts("zh")("no such text {n}", n=4) == "no such text 4"
    assert texts("zh").code("verdict", "no_such") == "no_such"
