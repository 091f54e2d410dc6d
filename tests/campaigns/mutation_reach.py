"""Measure which tests run which lines of the core, so that a mutant meets those that reach it."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mutation_running as running
import pytest
from mutants import Mutant
from mutation_running import CACHE, PACKAGE, ROOT, Functions, collect, forked, in_workers


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16] if path.exists() else ""


@dataclass(slots=True)
class Reach:
    """What was measured: which tests, and fixtures that they share, run which lines."""

    seconds: dict[str, float]
    tests: dict[tuple[str, int], set[str]]
    shared: dict[tuple[str, int], set[str]]
    at_import: dict[str, set[int]]

    def by_itself(self, mutant: Mutant) -> set[str]:
        """Return the tests that run the code of a mutant, and not a fixture for them alone."""
        lines = {*range(mutant.first, mutant.last + 1), *range(mutant.header[0], mutant.last + 1)}
        return {test for line in lines for test in self.tests.get((mutant.module, line), ())}

    def of(self, mutant: Mutant) -> list[str]:
        """Return the tests that run the code of a mutant, the quickest first."""
        for first, last in ((mutant.first, mutant.last), mutant.header):
            found: set[str] = set()
            for line in range(first, last + 1):
                found |= self.tests.get((mutant.module, line), set())
                found |= self.shared.get((mutant.module, line), set())
            if found:
                return self.quickest(found)
        return []

    def quickest(self, tests: Iterable[str]) -> list[str]:
        """Return tests in the order of their time."""
        return sorted(tests, key=lambda test: (self.seconds[test], test))

    def runs_at_import(self, mutant: Mutant) -> bool:
        """Whether the code of a mutant runs while modules and tests are loaded."""
        lines = self.at_import.get(mutant.module, set())
        return not mutant.within or any(n in lines for n in range(mutant.first, mutant.last + 1))


def measured_file(test_file: str) -> Path:
    """Return where the measures of a file of tests are kept."""
    return CACHE / "reach" / f"{test_file.replace('/', '-')}.json"


def measure_all(files: Sequence[str], modules: Sequence[str], workers: int, few: int) -> None:
    """Measure the files of tests that have changed, or run a module that has."""
    core = {module: _hash(PACKAGE / module) for module in modules}
    waiting: list[str] = []
    for file in files:
        kept = measured_file(file)
        if kept.exists():
            state = json.loads(kept.read_text(encoding="utf-8"))["state"]
            if state["file"] == _hash(ROOT / file) and all(
                core.get(module, sha) == sha for module, sha in state["modules"].items()
            ):
                continue
        waiting.append(file)
    if not waiting:
        return
    print(f"measuring {len(waiting)} files of tests", file=sys.stderr, flush=True)
    loaded = CACHE / "reach" / "import.json"
    forked(lambda: running.measure_import(files, loaded, CACHE / "tmp" / "import"))

    def work(place: int) -> None:
        def files_of(session: pytest.Session) -> None:
            functions = Functions()
            everything = list(session.items)
            for file in waiting[place::workers]:
                part = CACHE / "reach" / f"part-{place}.json"
                part.unlink(missing_ok=True)
                session.items = [item for item in everything if item.nodeid.startswith(f"{file}::")]

                def one(part: Path = part) -> str:
                    running.measure(session, functions, part)
                    return ""

                forked(one)
                if not part.exists():
                    print(f"{file}: could not be measured", file=sys.stderr, flush=True)
                    continue
                found = json.loads(part.read_text(encoding="utf-8"))
                found["state"] = {
                    "file": _hash(ROOT / file),
                    "modules": {name: core[name] for name in found["lines"] if name in core},
                }
                running.write_whole(measured_file(file), json.dumps(found))

        collect(waiting, files_of, few=few, temporary=CACHE / "tmp" / str(place))

    in_workers(workers, work)


def read_reach(files: Sequence[str]) -> Reach:
    """Return what was measured of files of tests; tests that fail unchanged are left out."""
    seconds: dict[str, float] = {}
    tests: dict[tuple[str, int], set[str]] = defaultdict(set)
    shared: dict[tuple[str, int], set[str]] = defaultdict(set)
    for file in files:
        if not measured_file(file).exists():
            continue
        found: dict[str, Any] = json.loads(measured_file(file).read_text(encoding="utf-8"))
        by_fixture: dict[str, set[str]] = defaultdict(set)
        for test, what in found["tests"].items():
            if what["passed"]:
                seconds[test] = what["seconds"]
                for fixture in what["fixtures"]:
                    by_fixture[f"fixture {fixture}"].add(test)
        users = [
            by_fixture[name] if name.startswith("fixture ") else {name} & seconds.keys()
            for name in found["contexts"]
        ]
        for module, lines in found["lines"].items():
            for line, numbers in lines.items():
                for number in numbers:
                    fixture = found["contexts"][number].startswith("fixture ")
                    (shared if fixture else tests)[module, int(line)] |= users[number]
    loaded = CACHE / "reach" / "import.json"
    kept: dict[str, list[int]] = json.loads(loaded.read_text(encoding="utf-8"))
    return Reach(seconds, tests, shared, {module: set(lines) for module, lines in kept.items()})
