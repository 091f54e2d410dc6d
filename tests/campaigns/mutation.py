"""Change the core in small ways, and count the changes that no test notices.

    python tests/campaigns/mutation.py                 a sample of 1,200, the same for the same seed
    python tests/campaigns/mutation.py --bounded 40    a small one
    python tests/campaigns/mutation.py --all           every mutant
    python tests/campaigns/mutation.py --again         survivors not listed, against more tests
    python tests/campaigns/mutation.py --survivors     list what survived
    python tests/campaigns/mutation.py --record        write docs/trust/mutation.json

What is finished is kept under `.cache/mutation`, so that a run that was ended goes on where it was.
A test is first given few examples and little time; `--again` gives survivors all of both.
The modules for Spark are left out: their tests need a cluster.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import mutation_running as running
import pytest
from mutants import Mutant, mutants, mutated
from mutation_reach import measure_all, read_reach
from mutation_running import (
    CACHE,
    PACKAGE,
    ROOT,
    Functions,
    Outcome,
    collect,
    fits,
    forked,
    in_workers,
)
from mutation_tests import GROUPS, far, in_turn, modules, near_of, test_files
from recording import record

SURVIVORS = ROOT / "docs" / "trust" / "survivors.json"
# At first: examples of a property, and seconds of tests for one mutant.
FEW, SECONDS = 15, 3.0
SECONDS_AGAIN = 25.0


def in_order(seed: int, only: Sequence[str]) -> list[Mutant]:
    """Return every mutant in an order of which each beginning is a sample, even over modules."""
    placed: list[tuple[float, str, Mutant]] = []
    for module in modules():
        if only and not any(module.startswith(start) for start in only):
            continue
        found = list(mutants(module, (PACKAGE / module).read_text(encoding="utf-8")))
        random.Random(f"{seed} {module}").shuffle(found)
        placed += [((n + 0.5) / len(found), module, mutant) for n, mutant in enumerate(found)]
    return [mutant for _, _, mutant in sorted(placed, key=lambda entry: entry[:2])]


def finished() -> dict[str, dict[str, Any]]:
    """Return what is finished, by the keys of mutants; the last word counts."""
    file = CACHE / "finished.jsonl"
    if not file.exists():
        return {}
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {row["key"]: row for row in rows}


def _finish(mutant: Mutant, outcome: Outcome, again: bool) -> None:
    row = {
        "key": mutant.key,
        "module": mutant.module,
        "verdict": outcome.verdict,
        "by": outcome.by,
        "seconds": round(outcome.seconds, 2),
        "again": again,
    }
    with (CACHE / "finished.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def run(waiting: Sequence[Mutant], files: Sequence[str], workers: int, again: bool) -> None:
    """Hold mutants against the tests that reach them, and keep what comes of it."""
    reach = read_reach(files)
    groups = modules()
    few, seconds = (None, SECONDS_AGAIN) if again else (FEW, SECONDS)
    trees = {module: (PACKAGE / module).read_text(encoding="utf-8") for module in groups}
    loaded: list[Mutant] = []
    imported: list[Mutant] = []
    for mutant in waiting:
        source = trees[mutant.module]
        loads = reach.runs_at_import(mutant) or not fits(source, mutated(source, mutant.index))
        (imported if loads else loaded).append(mutant)

    def took(test: str) -> float:
        return reach.seconds.get(test, 0.0)

    def affordable(tests: Iterable[str]) -> list[str]:
        chosen: list[str] = []
        total = 0.0
        for test in tests:
            total += took(test) + 0.005
            if chosen and total > seconds:
                break
            chosen.append(test)
        return chosen

    def warm(place: int) -> None:
        def work(session: pytest.Session) -> None:
            functions = Functions()
            items = {item.nodeid: item for item in session.items}
            for mutant in loaded[place::workers]:
                near = near_of(groups[mutant.module])
                reaching = [test for test in reach.of(mutant) if test in items]
                by_itself = reach.by_itself(mutant)
                reaching.sort(key=lambda test: (test not in by_itself, far(test, near)))
                # By file as they are told, and of each file as much: neither alone finds all.
                found = [*affordable(reaching), *affordable(in_turn(reaching, near, took))]
                tests = list(dict.fromkeys(found))

                def one(mutant: Mutant = mutant, tests: list[str] = tests) -> str:
                    functions.forget()
                    functions.change(mutant.module, mutated(trees[mutant.module], mutant.index))
                    return running.run_items(session, [items[test] for test in tests], took)

                outcome = forked(one) if tests else Outcome("survived", "no test reaches it")
                _finish(mutant, outcome, again)

        collect(files, work, few=few, temporary=CACHE / "tmp" / f"warm-{place}")

    def cold(place: int) -> None:
        for mutant in imported[place::workers]:
            near = near_of(groups[mutant.module])

            def wanted(items: Sequence[pytest.Item], near: list[str] = near) -> list[pytest.Item]:
                known = {item.nodeid: item for item in items if item.nodeid in reach.seconds}
                quickest = reach.quickest(known)
                return [known[test] for test in affordable(in_turn(quickest, near, took))]

            def one(mutant: Mutant = mutant, near: list[str] = near, wanted: Any = wanted) -> str:
                tree = mutated(trees[mutant.module], mutant.index)
                temporary = CACHE / "tmp" / f"cold-{place}"
                return running.run_at_import(
                    mutant.module, tree, near, wanted, took, few, temporary
                )

            _finish(mutant, forked(one), again)

    def both(place: int) -> None:
        if loaded[place::workers]:
            child = os.fork()
            if not child:
                warm(place)
                os._exit(0)
            os.waitpid(child, 0)
        cold(place)

    in_workers(workers, both)


def listed() -> Callable[[Mutant], bool]:
    """Return what tells of a survivor whether it was looked at, and the reason is listed.

    A row of the list names the module, the line, the change and, where the same line stands in
    several places, the line above it.
    """
    rows: list[dict[str, str]] = json.loads(SURVIVORS.read_text(encoding="utf-8"))
    places = {(row["module"], row["text"], row["change"], row.get("above")) for row in rows}

    def known(mutant: Mutant) -> bool:
        place = (mutant.module, mutant.text, mutant.change)
        return (*place, None) in places or (*place, mutant.above) in places

    return known


def rows_of(everything: Sequence[Mutant]) -> list[dict[str, Any]]:
    """Return the figures of each module, and of all."""
    done = finished()
    known = listed()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for mutant in everything:
        row = done.get(mutant.key)
        for name in (mutant.module, modules()[mutant.module], "all"):
            counts[name]["mutants"] += 1
            if row is not None:
                counts[name]["run"] += 1
                counts[name][row["verdict"]] += 1
                if row["verdict"] == "survived":
                    counts[name]["listed"] += known(mutant)
    return [
        {
            "module": name,
            "mutants": count["mutants"],
            "run": count["run"],
            "killed": count["killed"],
            "killed by time limit": count["time"],
            "survived": count["survived"],
            "listed": count["listed"],
            "score": round(100 * (count["killed"] + count["time"]) / max(count["run"], 1), 1),
        }
        for name, count in counts.items()
    ]


def _rank(row: Mapping[str, Any]) -> tuple[int, str]:
    """All first, then the groups, then the modules."""
    name = row["module"]
    return (0 if name == "all" else 1 if name in GROUPS else 2, name)


def main() -> int:
    """Run the campaign, and print its figures."""
    parser = argparse.ArgumentParser(description="Change the core, and see which tests notice.")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--bounded", type=int, default=1200, metavar="N", help="at most N mutants")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="MODULE",
        help="of such modules only: quantity/core/dates.py, validation/",
    )
    parser.add_argument("--again", action="store_true", help="survivors, against more tests")
    parser.add_argument("--survivors", action="store_true", help="list survivors, and run nothing")
    parser.add_argument("--unmeasured", action="store_true", help="trust the measures there are")
    parser.add_argument("--record", action="store_true", help="write docs/trust/mutation.json")
    parser.add_argument("--worst", default="", help="the sentence to record")
    given = parser.parse_args()
    everything = in_order(given.seed, given.only)
    chosen = everything if given.all else everything[: given.bounded]
    done = finished()
    files = test_files()
    if given.survivors:
        known = listed()
        for mutant in sorted(everything, key=lambda entry: (entry.module, entry.first)):
            row = done.get(mutant.key)
            if row and row["verdict"] == "survived" and not known(mutant):
                print(f"{mutant.module}:{mutant.first}: {mutant.change}  [{row['by']}]")
        return 0
    if not given.record:
        CACHE.mkdir(parents=True, exist_ok=True)
        running.import_others()
        if not given.unmeasured:
            measure_all(files, list(modules()), given.workers, FEW)
        waiting = [mutant for mutant in chosen if mutant.key not in done]
        if given.again:
            known = listed()
            waiting = [
                mutant
                for mutant in everything
                if done.get(mutant.key, {}).get("verdict") == "survived" and not known(mutant)
            ]
        print(f"{len(waiting)} mutants to run", file=sys.stderr, flush=True)
        if waiting:
            run(waiting, files, given.workers, given.again)
    rows = rows_of(everything)
    for row in rows:
        print(*row.values(), sep="\t")
    if given.record:
        total = next(row for row in rows if row["module"] == "all")
        groups = [row for row in rows if row["module"] in GROUPS]
        even = sum(row["score"] * row["mutants"] for row in groups) / total["mutants"]
        record(
            "mutation",
            command="python tests/campaigns/mutation.py --all",
            figures={key: value for key, value in total.items() if key != "module"}
            | {
                "score, weighted by group size": round(even, 1),
                "method": f"{total['run']:,} of {total['mutants']:,} mutants; survivors of the "
                f"first run were tested for {SECONDS_AGAIN:g} more seconds",
            },
            worst=given.worst,
            details=sorted(rows, key=_rank),
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
