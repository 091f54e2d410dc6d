"""What ships: the wheel and sdist built once, compared, and tested away from the checkout.

    python tests/campaigns/shipping.py              everything, the full subset in the matrix
    python tests/campaigns/shipping.py --full 3.13  the whole suite on one Python
    python tests/campaigns/shipping.py --core 3.12  fewer tests on a Python
    python tests/campaigns/shipping.py --dist DIR   leave what was built in a folder

Needs git, the interpreters that are to be tried and a package index.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from building import ShippingError, build_all, build_releases, environment
from matrix import (
    CORE,
    FOR_OLDEST,
    OLDEST,
    SUBSET,
    Combination,
    Outcome,
    absent,
    combinations,
    interpreter,
    interpreters,
    shown,
    try_out,
)
from recording import record

WORST = (
    "An error of the package that was raised in a worker process could not be unpickled, so "
    "a pool waited without end. Fixed, as was a build with -OO, whose tables had no "
    "descriptions."
)


def main() -> int:
    """Build, compare, try out, record; exit code 1 if anything failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--dist", type=Path, help="folder for the wheel and the sdist")
    parser.add_argument(
        "--full", default="", metavar="VERSION", help="a Python for all tests, newest dependencies"
    )
    parser.add_argument(
        "--core", action="append", default=[], metavar="VERSION", help="a Python for few tests"
    )
    parser.add_argument("--only", default="", metavar="VERSION", help="no other Python")
    parser.add_argument("--at-once", type=int, default=2, help="combinations tried at once")
    parser.add_argument("--no-record", action="store_true", help="leave docs/trust as it is")
    parser.add_argument("--required", action="store_true", help="fail if a Python is absent")
    arguments = parser.parse_args()
    start = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="shipping-") as folder:
        work = Path(folder)
        tools = environment(interpreter(), work / "tools", "hatchling>=1.27", "uv>=0.9")
        try:
            builds = build_all(work, tools)
            inside = environment(interpreter(), work / "wheel", str(builds.wheel))
            builds.compared["rebuilt files of data releases"] = build_releases(
                work, inside, builds.unpacked
            )
        except ShippingError as error:
            print(error, file=sys.stderr)
            return 1
        for told, count in builds.compared.items():
            print(f"{told}: {count}", flush=True)
        if arguments.dist:
            arguments.dist.mkdir(parents=True, exist_ok=True)
            for path in (builds.wheel, builds.sdist):
                shutil.copy(path, arguments.dist)
        found = interpreters()
        for version in absent(found):
            print(f"ABSENT: no Python {version} here: not tried", flush=True)
        chosen = combinations(found)
        if arguments.only:
            chosen = [each for each in chosen if each.version == arguments.only]

        def tests_of(each: Combination) -> list[str]:
            if (each.version, each.resolution) == (arguments.full, "highest"):
                return []
            if arguments.full and each.resolution == "lowest-direct":
                return list(FOR_OLDEST)
            return list(CORE if each.version in arguments.core else SUBSET)

        jobs = [(each, tests_of(each)) for each in chosen]

        def run(job: tuple[int, tuple[Combination, list[str]]]) -> Outcome:
            number, (combination, tests) = job
            outcome = try_out(
                combination, work / f"combination-{number}", tools.parent / "uv",
                builds.wheel, builds.unpacked, tests,
            )  # fmt: skip
            print(*shown([outcome]), f"after {time.monotonic() - start:.0f} s", flush=True)
            return outcome

        with ThreadPoolExecutor(arguments.at_once) as pool:
            outcomes = list(pool.map(run, enumerate(jobs)))
    passed = sum(not outcome.failure for outcome in outcomes)
    if not arguments.no_record:
        record(
            "shipping",
            command="python tests/campaigns/shipping.py",
            figures={
                **builds.compared,
                "combinations of Python and dependencies tried": len(outcomes),
                "combinations passed": passed,
                "tests passed, over all combinations": sum(each.passed for each in outcomes),
                "oldest Python with the oldest dependencies": OLDEST,
                "interpreters that were absent": ", ".join(absent(found)) or "none",
            },
            worst=WORST,
            details=[outcome.row() for outcome in outcomes],
        )
    if arguments.required and absent(found):
        return 1
    return 0 if passed == len(outcomes) else 1


if __name__ == "__main__":
    sys.exit(main())
