"""Mutants of the mutation campaign: changed code, excluded code and listed survivors."""

from __future__ import annotations

import ast
import importlib
import json
from pathlib import Path
from typing import Any

import pytest

import chinaindpolicy
from example import ROOT

pytestmark = pytest.mark.full  # takes long; CI runs it

# The installed package: these tests also run where there is no checkout.
PACKAGE = Path(str(chinaindpolicy.__file__)).parent
SURVIVORS = ROOT / "docs" / "trust" / "survivors.json"
campaign: Any = importlib.import_module("campaigns.mutants")


def changes(source: str) -> list[str]:
    return [mutant.change for mutant in campaign.mutants("x.py", source)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("x = a < b", ["a < b -> a <= b", "a < b -> a >= b"]),
        ("x = a in b", ["a in b -> a not in b"]),
        ("x = a and b", ["a and b -> a or b"]),
        ("x = -a + 1", ["-a + 1 -> -a - 1", "-a -> a", "1 -> 2", "1 -> 0"]),
        ("x = f(deep=True)", ["True -> False"]),
        ("x = a if b else c", ["b -> not b"]),
        ("if a == b:\n    f()", ["a == b -> a != b", "f() -> pass"]),
        ("while a:\n    break", ["a -> not a", "break -> continue"]),
        ("for a in b:\n    continue", ["for a in b -> for a in ()", "continue -> break"]),
        ("x += 1", ["x += 1 -> x -= 1", "x += 1 -> pass", "1 -> 2", "1 -> 0"]),
        (
            "try:\n    f()\nexcept A:\n    raise",
            ["f() -> pass", "except A -> except type('Never', (Exception,), {})", "raise -> pass"],
        ),
        ("def f():\n    yield 1", ["yield 1 -> if 0: yield", "1 -> 2", "1 -> 0"]),
        ("x: Annotated[int, Field(ge=0)]", ["0 -> 1", "0 -> -1"]),
        ("x = [a for a in b if c]", ["c -> not c"]),
        ("class A:\n    @validator\n    def f(self): ...", ["@validator -> nothing"]),
        ('"""Words."""\nx = "words"', ["'words' -> 'words_'"]),
        ("x = f'{a:>3} b'", ["' b' -> ' b_'"]),
        # Code that is never changed.
        ("x = cast('Any', y)", []),
        ("x: int | None = None", []),
        ("Name = A | B", []),
        ("__all__ = [*one, 1]", []),
        ("if TYPE_CHECKING:\n    f(1)", []),
        ("@dataclass(slots=True)\nclass A: ...", []),
        ("class A:\n    @cache\n    def f(self): ...", []),
    ],
)
def test_mutants_change_only_code(source: str, expected: list[str]) -> None:
    assert changes(source) == expected


def test_each_mutant_is_one_change_that_compiles() -> None:
    path = PACKAGE / "rules" / "row_rules.py"
    source = path.read_text(encoding="utf-8")
    found = list(campaign.mutants("row_rules.py", source))
    plain = ast.unparse(ast.parse(source))
    texts = [ast.unparse(campaign.mutated(source, mutant.index)) for mutant in found]
    assert plain not in texts
    assert len(set(texts)) == len(texts) == len({mutant.key for mutant in found}) > 50
    for text in texts:
        compile(text, "row_rules.py", "exec")


def test_mutant_key_ignores_changes_elsewhere() -> None:
    (before,) = campaign.mutants("x.py", "x = a == b")
    (after,) = campaign.mutants("x.py", "import y\n\n\nx = a == b")
    assert (before.key, before.first) == (after.key, after.first - 3)


def test_each_listed_survivor_is_a_current_mutant() -> None:
    rows: list[dict[str, str]] = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    names = {"module", "text", "change", "reason"}
    assert all({*row} - {"above"} == names for row in rows)
    assert all(len(row["reason"]) > 20 for row in rows)
    places = [(row["module"], row["text"], row["change"], row.get("above", "")) for row in rows]
    assert len(places) == len(set(places))
    assert places == sorted(places)
    for module in {row["module"] for row in rows}:
        source = (PACKAGE / module).read_text(encoding="utf-8")
        found = list(campaign.mutants(module, source))
        known = {(each.text, each.change, each.above) for each in found}
        known |= {(text, change, "") for text, change, _ in known}
        stale = [place for place in places if place[0] == module and place[1:] not in known]
        assert stale == []
