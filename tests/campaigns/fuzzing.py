"""Feed hostile inputs to everything that reads what others wrote, or writes what others open.

    python tests/campaigns/fuzzing.py --bounded            # the same inputs in every run; for CI
    python tests/campaigns/fuzzing.py --seconds 1800       # all targets, coverage guided
    python tests/campaigns/fuzzing.py --target xlsx --seconds 60 --seed 7
    python tests/campaigns/fuzzing.py --replay xlsx-1f2e3d4c.bin

The targets (fuzz_targets/) are written once. Two drivers run them, each in a process of its own:
one draws changed inputs from a seed, the other (atheris, where it is installed) keeps what
reaches new code. An input that raises anything undocumented, breaks a law, takes more than ten
seconds of a processor or more than three GiB is a crash; it is kept in the folder `--keep`.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import importlib
import importlib.util
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

MOST_SECONDS = 10
"""How much processor time one input may take."""

MOST_WAITING = 180
"""How long one input may take by the clock: a busy machine is slow, but nothing waits for ever."""

MOST_MEMORY = 3 * 1024**3
"""How much memory the process that runs the inputs may have."""

_PACKAGE = Path(__file__).parents[2] / "src" / "chinaindpolicy"
_MOST_RESTARTS = 20
_STATE = "state.json"
_INPUT = "input.bin"


class _Worker:
    """Runs the inputs of one target, counts them, and keeps those that crash."""

    def __init__(self, target: Any, folder: Path) -> None:
        self._target = target
        self.folder = folder
        self._scratch = folder / "scratch"
        self._scratch.mkdir(exist_ok=True)
        self._current = os.open(folder / _INPUT, os.O_RDWR | os.O_CREAT)
        self._armed = False
        self._started = self._told = time.monotonic()
        self.executions = self.refused = 0
        self.seen: set[str] = set()

    def one(self, data: bytes) -> None:
        """Run one input; what it raises is a crash, told once for each place it comes from."""
        if not self._armed:
            self._arm()
        # Kept first: a process that is killed can tell nothing.
        os.ftruncate(self._current, 0)
        os.pwrite(self._current, data, 0)
        signal.setitimer(signal.ITIMER_PROF, MOST_SECONDS)
        signal.setitimer(signal.ITIMER_REAL, MOST_WAITING)
        try:
            self.refused += not self._target.run(data, self._scratch)
        except (KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic of compiled code is no Exception
            self._keep(data, error)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
            signal.setitimer(signal.ITIMER_REAL, 0)
        self.executions += 1
        if time.monotonic() - self._told > 0.5:
            self.tell()

    def _arm(self) -> None:
        # The alarm tells where it hangs, then ends the process, even within compiled code.
        for alarm in (signal.SIGPROF, signal.SIGALRM):
            signal.signal(alarm, signal.SIG_DFL)
            faulthandler.register(alarm, chain=True)
        self._armed = True

    def _keep(self, data: bytes, error: BaseException) -> None:
        frames = traceback.extract_tb(error.__traceback__)
        ours = [each for each in frames if str(_PACKAGE) in each.filename] or frames
        place = f"{type(error).__name__} at {Path(ours[-1].filename).name}:{ours[-1].lineno}"
        if isinstance(error, AssertionError):
            place += f" {str(error).partition(':')[0]}"
        if place in self.seen:
            return
        self.seen.add(place)
        told = "".join(traceback.format_exception(error))
        _kept(self.folder, self._target.name, place, data, told)

    def tell(self, *, done: bool = False) -> None:
        """Write down how far the run is."""
        self._told = time.monotonic()
        state = {
            "executions": self.executions,
            "refused": self.refused,
            "seconds": self._told - self._started,
            "processor": time.process_time(),
            "done": done,
        }
        fresh = self.folder / f"{_STATE}.new"
        fresh.write_text(json.dumps(state), encoding="utf-8")
        fresh.replace(self.folder / _STATE)


def _kept(folder: Path, target: str, place: str, data: bytes, told: str) -> None:
    name = f"{target}-{hashlib.sha256(data).hexdigest()[:8]}"
    (folder / f"{name}.bin").write_bytes(data)
    text = f"{place}\n{told}"
    (folder / f"{name}.txt").write_text(text, encoding="utf-8", errors="backslashreplace")


def _seeded(worker: _Worker, target: Any, seed: int, seconds: float, executions: int) -> None:
    """Run the seeds, then inputs made from them and from what was made."""
    rng = random.Random(f"{target.name} {seed}")
    seeds = list(target.seeds())
    pool = list(seeds)
    for data in seeds:
        worker.one(data)
    until = time.monotonic() + seconds
    while worker.executions < executions and time.monotonic() < until:
        data = target.mutate(rng, rng.choice(pool), seeds)
        worker.one(data)
        if rng.random() < 0.02:
            # Changes of changes reach further; the pool stays small.
            pool[len(seeds) :] = [*pool[len(seeds) :], data][-64:]
    worker.tell(done=True)


def _guided(worker: _Worker, target: Any, seed: int, seconds: float, atheris: Any) -> None:
    """Let atheris choose the inputs by the code they reach."""
    corpus = Path(tempfile.mkdtemp(dir=worker.folder, prefix="corpus-"))
    seeds = list(target.seeds())
    for number, data in enumerate(seeds):
        (corpus / f"{number:04}").write_bytes(data)

    def change(data: bytes, most: int, chance: int) -> bytes:
        rng = random.Random(chance)
        # What came of many changes is mostly broken: half of the inputs start from what is sound.
        data = data if rng.random() < 0.5 else rng.choice(seeds)
        made = target.mutate(rng, data, seeds)[:most]
        return made if rng.random() < 0.85 else bytes(atheris.Mutate(made, most))

    arguments = [
        sys.argv[0],
        f"-max_total_time={max(int(seconds), 1)}",
        f"-seed={seed + 1}",
        f"-max_len={64 * 1024}",
        "-len_control=0",
        "-timeout=0",
        "-rss_limit_mb=0",
        "-malloc_limit_mb=0",
        "-verbosity=0",
        str(corpus),
    ]
    try:
        atheris.Setup(arguments, worker.one, custom_mutator=change)
        atheris.Fuzz()
    except BaseException:
        # A fault of this script. Threads of compiled code would keep the process from its end.
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)


def _child(name: str, folder: Path, seed: int, seconds: float, executions: int) -> int:
    """Run one target in this process, within its bounds."""
    atheris: Any = None
    if not executions and importlib.util.find_spec("atheris"):
        atheris = importlib.import_module("atheris")
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if atheris is None:
        target = importlib.import_module("fuzz_targets").TARGETS[name]
        _seeded(_Worker(target, folder), target, seed, seconds, executions or sys.maxsize)
        return 0
    with atheris.instrument_imports(include=["chinaindpolicy"], enable_loader_override=False):
        target = importlib.import_module("fuzz_targets").TARGETS[name]
        worker = _Worker(target, folder)
        # Much is imported when it is first used: what is not imported by now is not guided.
        for data in target.seeds():
            worker.one(data)
    _guided(worker, target, seed, seconds, atheris)
    return 0


def _fuzz(name: str, keep: Path, seed: int, seconds: float, executions: int) -> dict[str, Any]:
    """Run one target in processes of its own, a new one where one was ended."""
    run, refused, spent, processor, crashes = 0, 0, 0.0, 0.0, set[str]()
    for restart in range(_MOST_RESTARTS):
        folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
        command = [sys.executable, __file__, "--child", name, "--keep", str(folder)]
        command += ["--seed", str(seed + restart), "--seconds", str(seconds - spent)]
        command += ["--executions", str(max(executions - run, 0))]
        environment = {**os.environ, "POLARS_MAX_THREADS": "2", "PYTHONHASHSEED": "0"}
        log = folder / "log.txt"
        with log.open("wb") as out:
            status = subprocess.call(command, env=environment, stdout=out, stderr=out)
        state: dict[str, Any] = {"executions": 0, "refused": 0, "seconds": seconds}
        if (folder / _STATE).is_file():
            state = json.loads((folder / _STATE).read_bytes())
        run, spent = run + state["executions"], spent + state["seconds"]
        refused += state["refused"]
        processor += state.get("processor", 0)
        if status:
            told = log.read_text("utf-8", "replace")[-4000:]
            place = f"ended with {_ending(status)}"
            data = (folder / _INPUT).read_bytes() if (folder / _INPUT).is_file() else b""
            _kept(folder, name, place, data, told)
        keep.mkdir(parents=True, exist_ok=True)
        for found in sorted(folder.glob(f"{name}-*.txt")):
            place = found.read_text("utf-8", "replace").partition("\n")[0]
            if place not in crashes or place.startswith("ended"):
                crashes.add(place)
                for file in (found, found.with_suffix(".bin")):
                    shutil.copyfile(file, keep / file.name)
                print(f"  {name}: {place}: {keep / found.with_suffix('.bin').name}", flush=True)
        shutil.rmtree(folder)
        if not status or spent + 1 > seconds or (executions and run >= executions):
            break
    return {
        "target": name,
        "executions": run,
        "rejected": refused,
        "seconds": round(spent),
        "processor_seconds": round(processor),
        "crashes": len(crashes),
    }


def _ending(status: int) -> str:
    if status == -signal.SIGPROF:
        return f"more than {MOST_SECONDS} seconds of a processor"
    if status == -signal.SIGALRM:
        return f"more than {MOST_WAITING} seconds of waiting"
    return signal.Signals(-status).name if status < 0 else f"exit code {status}"


def _replay(path: Path) -> int:
    target = importlib.import_module("fuzz_targets").TARGETS[path.name.partition("-")[0]]
    run: Callable[[bytes, Path], bool] = target.run
    with tempfile.TemporaryDirectory() as folder:
        taken = run(path.read_bytes(), Path(folder))
    print("accepted" if taken else "rejected with a message")
    return 0


def main() -> int:
    """Run the campaign; exit code 1 if anything crashed."""
    parser = argparse.ArgumentParser(description="Fuzz what reads and writes others' data.")
    parser.add_argument("--target", action="append", help="one target; by default all")
    parser.add_argument("--seconds", type=float, default=1800, help="for all targets together")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="how many targets side by side")
    parser.add_argument("--bounded", action="store_true", help="the same few inputs each time")
    parser.add_argument("--keep", type=Path, default=Path("crashes"), help="where crashes go")
    parser.add_argument("--replay", type=Path, help="run one input that was kept")
    parser.add_argument("--record", metavar="WORST", help="record the figures, with this sentence")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    parser.add_argument("--executions", type=int, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.replay:
        return _replay(given.replay)
    if given.child:
        return _child(given.child, given.keep, given.seed, given.seconds, given.executions)
    targets = importlib.import_module("fuzz_targets").TARGETS
    names = given.target or list(targets)
    if unknown := [name for name in names if name not in targets]:
        parser.error(f"no target {unknown[0]!r}; there are: {', '.join(targets)}")

    def one(name: str) -> dict[str, Any]:
        executions = targets[name].bounded if given.bounded else 0
        seconds = 600 if given.bounded else given.seconds / len(names)
        row = _fuzz(name, given.keep, given.seed, seconds, executions)
        shown = (
            "{target:12} {executions:9} inputs, {rejected} rejected "
            "{seconds:6} s {crashes:3} crashes"
        )
        print(shown.format(**row), flush=True)
        return row

    with ThreadPoolExecutor(given.jobs) as pool:
        rows = list(pool.map(one, names))
    crashes = sum(row["crashes"] for row in rows)
    if given.record is not None:
        _record(given, rows, crashes)
    return 1 if crashes else 0


def _record(given: argparse.Namespace, rows: list[dict[str, Any]], crashes: int) -> None:
    from recording import record

    guided = not given.bounded and importlib.util.find_spec("atheris") is not None
    chosen = "--bounded" if given.bounded else f"--seconds {given.seconds:g}"
    record(
        "fuzzing",
        command=f"python tests/campaigns/fuzzing.py {chosen} --seed {given.seed}",
        figures={
            "targets": len(rows),
            "inputs": sum(row["executions"] for row in rows),
            "rejected with a message": sum(row["rejected"] for row in rows),
            "seconds": sum(row["seconds"] for row in rows),
            "processor_seconds": sum(row["processor_seconds"] for row in rows),
            "crashes": crashes,
            "driver": "atheris, guided by coverage" if guided else "changed at random from a seed",
        },
        worst=given.record,
        details=rows,
    )


if __name__ == "__main__":
    sys.exit(main())
