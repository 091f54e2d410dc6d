"""Change the package in small ways, and count the changes that no test detects.

    python tests/campaigns/mutation.py                 a sample of 40 of each room, drawn by seed
    python tests/campaigns/mutation.py --per-room 5    a small one
    python tests/campaigns/mutation.py --all           every mutant
    python tests/campaigns/mutation.py --again         survivors not listed, against more tests
    python tests/campaigns/mutation.py --survivors     list what survived
    python tests/campaigns/mutation.py --record        write docs/trust/mutation.json

Results are stored under `.cache/mutation`; a run that was stopped continues. The tests of a mutant
first have few examples and little time; `--again` gives survivors all examples and more time.
The modules for Spark are left out: their tests need a cluster.
"""

from __future__ import annotations

import argparse
import json
import math
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
from mutation_tests import far, in_turn, modules, near_of, test_files
from recording import record

SURVIVORS = ROOT / "docs" / "trust" / "survivors.json"
# At first: examples of a property, and seconds of tests for one mutant.
FEW, SECONDS = 15, 3.0
SECONDS_AGAIN = 25.0


def in_order(seed: int, only: Sequence[str]) -> dict[str, list[Mutant]]:
    """Return the mutants of each room in random order: each beginning of a list is a sample."""
    rooms: dict[str, list[Mutant]] = defaultdict(list)
    for module, room in modules().items():
        if not only or any(module.startswith(start) for start in only):
            rooms[room] += mutants(module, (PACKAGE / module).read_text(encoding="utf-8"))
    for room, found in rooms.items():
        random.Random(f"{seed} {room}").shuffle(found)
    return dict(rooms)


def interval(killed: int, run: int) -> tuple[float, float]:
    """Return the 95 % confidence interval of a share in percent, by Wilson's method.

    Example:
        >>> interval(38, 40)
        (83.5, 98.6)
    """
    if not run:
        return 0.0, 100.0
    z = 1.959964
    share = killed / run
    middle = (share + z * z / (2 * run)) / (1 + z * z / run)
    half = z / (1 + z * z / run) * math.sqrt(share * (1 - share) / run + z * z / (4 * run * run))
    return round(100 * (middle - half), 1), round(100 * (middle + half), 1)


def finished() -> dict[str, dict[str, Any]]:
    """Return the last result of each mutant that was run, by its key."""
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
    """Run the tests that reach each mutant, and store the results."""
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


def rows_of(rooms: Mapping[str, Sequence[Mutant]]) -> list[dict[str, Any]]:
    """Return the figures of each room."""
    done = finished()
    known = listed()
    rows: list[dict[str, Any]] = []
    for room, found in sorted(rooms.items()):
        count: Counter[str] = Counter()
        for mutant in found:
            if (row := done.get(mutant.key)) is not None:
                count["run"] += 1
                count[row["verdict"]] += 1
                count["listed"] += row["verdict"] == "survived" and known(mutant)
        killed = count["killed"] + count["time"]
        low, high = interval(killed, count["run"])
        rows.append(
            {
                "room": room,
                "mutants": len(found),
                "run": count["run"],
                "killed": count["killed"],
                "killed by time limit": count["time"],
                "survived": count["survived"],
                "listed": count["listed"],
                "score": round(100 * killed / max(count["run"], 1), 1),
                "95 % interval": f"{low} to {high}",
            }
        )
    return rows


def main() -> int:
    """Run the campaign, and print its figures."""
    parser = argparse.ArgumentParser(description="Change the package, and see which tests notice.")
    parser.add_argument("--all", action="store_true", help="every mutant")
    parser.add_argument("--per-room", type=int, default=40, metavar="N", help="N mutants of a room")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="MODULE",
        help="of such modules only: quantity/core/dates.py, ingest/validate/",
    )
    parser.add_argument("--again", action="store_true", help="survivors, with more tests")
    parser.add_argument("--survivors", action="store_true", help="list survivors, and run nothing")
    parser.add_argument("--unmeasured", action="store_true", help="use the existing measurements")
    parser.add_argument("--record", action="store_true", help="write docs/trust/mutation.json")
    parser.add_argument("--worst", default="", help="the sentence to record")
    given = parser.parse_args()
    rooms = in_order(given.seed, given.only)
    chosen = [
        mutant
        for found in rooms.values()
        for mutant in (found if given.all else found[: given.per_room])
    ]
    random.Random(given.seed).shuffle(chosen)  # a run that is stopped has some of each room
    done = finished()
    files = test_files()
    known = listed()
    survivors = [
        mutant
        for found in rooms.values()
        for mutant in found
        if done.get(mutant.key, {}).get("verdict") == "survived" and not known(mutant)
    ]
    if given.survivors:
        for mutant in sorted(survivors, key=lambda entry: (entry.module, entry.first)):
            row = done[mutant.key]
            print(f"{mutant.module}:{mutant.first}: {mutant.change}  [{row['by']}]")
        return 0
    if not given.record:
        CACHE.mkdir(parents=True, exist_ok=True)
        running.import_others()
        if not given.unmeasured:
            measure_all(files, list(modules()), given.workers, FEW)
        waiting = [mutant for mutant in chosen if mutant.key not in done]
        if given.again:
            waiting = survivors
        print(f"{len(waiting)} mutants to run", file=sys.stderr, flush=True)
        if waiting:
            run(waiting, files, given.workers, given.again)
    rows = rows_of(rooms)
    for row in rows:
        print(*row.values(), sep="\t")
    if given.record:
        names = ("mutants", "run", "killed", "killed by time limit", "survived", "listed")
        total = {name: sum(row[name] for row in rows) for name in names}
        weighted = sum(row["score"] * row["mutants"] for row in rows) / total["mutants"]
        lowest = min(rows, key=lambda row: row["score"])
        record(
            "mutation",
            command="python tests/campaigns/mutation.py",
            figures=total
            | {
                "score, weighted by the size of the rooms": round(weighted, 1),
                "lowest score of a room": f"{lowest['score']} ({lowest['room']})",
                "method": f"{total['run']:,} of {total['mutants']:,} mutants, drawn by seed "
                f"{given.seed}, an equal number of each room",
            },
            worst=given.worst,
            details=rows,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
