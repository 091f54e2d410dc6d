"""Kill, starve and race what writes: what is there afterwards is old and whole, or new and whole.

    python tests/campaigns/faults.py                a few hundred kills, and every other fault
    python tests/campaigns/faults.py --bounded       a few of each, as continuous integration does

Every action is a command of the command line, run on a folder `out` that holds what was there
before. It is run once undisturbed, for what is new; then again and again, disturbed. Full disks
need a small file system of their own, which only root may mount; where that cannot be, a limit
of the size of files stands for it, and the figures say so.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from fault_actions import EXAMPLE, Action, Files, actions, files_in, is_unfinished, started
from recording import record

PAGE = 4096
LONGEST = 300.0
"""Seconds after which something hangs."""


def state(action: Action, before: Files, after: Files, held: Files) -> str:
    """Tell whether what is held is old or new, or neither, which is what must never be."""
    if held == before:
        return "old"
    if held == after:
        return "new"
    if action.each and all(
        held.get(name) in (before.get(name), after.get(name)) for name in before.keys() | after
    ):
        return "old and new, each file complete"
    return "broken"


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """An action, what is there before and after it, and how long it takes."""

    action: Action
    before: Files
    after: Files
    seconds: float

    @classmethod
    def of(cls, action: Action) -> Undisturbed:
        """Run an action once, undisturbed."""
        with tempfile.TemporaryDirectory() as name:
            home = laid(action, Path(name))
            before = files_in(home / "out")
            start = time.monotonic()
            process = started(action, home)
            _, said = process.communicate()
            if process.returncode not in (0, 1):
                raise SystemExit(f"{action.name}: exit {process.returncode}: {said.decode()}")
            after = files_in(home / "out")
            if after == before:
                raise SystemExit(f"{action.name}: wrote nothing")
            return cls(action, before, after, time.monotonic() - start)

    def state(self, home: Path) -> str:
        """Tell what is there now."""
        return state(self.action, self.before, self.after, files_in(home / "out"))


def laid(action: Action, home: Path) -> Path:
    """Lay what is there before an action."""
    (home / "out").mkdir()
    action.before(home / "out")
    return home


def stagings(home: Path) -> int:
    """Count the folders in which something was being written."""
    # Not `rglob`: what is being written may be gone before it is looked into.
    return sum(is_unfinished(name) for _, folders, _ in os.walk(home) for name in folders)


def killed(run: Undisturbed, chance: random.Random, kills: int) -> Counter[str]:
    """Kill an action at random moments; every other time as soon as it has begun to write."""
    outcomes: Counter[str] = Counter()
    for number in range(kills):
        with tempfile.TemporaryDirectory() as name:
            home = laid(run.action, Path(name))
            process = started(run.action, home)
            if number % 2:
                while process.poll() is None and not stagings(home):
                    time.sleep(0.001)
                time.sleep(chance.random() ** 2 * 0.2)
            else:
                time.sleep(chance.random() * run.seconds)
            in_time = process.poll() is None
            if in_time:
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
            outcomes["killed" if in_time else "ended before"] += 1
            outcomes["killed while writing"] += in_time and stagings(home) > 0
            outcomes[run.state(home)] += 1
            if run.action.resumes:
                outcomes[continued(run, home)] += 1
    return outcomes


def continued(run: Undisturbed, home: Path) -> str:
    """Run a killed action again, and tell whether its result is that of an undisturbed run."""
    process = started(run.action, home)
    _, said = process.communicate(timeout=LONGEST)
    if process.returncode not in (0, 1):
        print(run.action.name, "continued", process.returncode, said[-600:].decode())
        return "no message"
    return "continued" if run.state(home) == "new" and not stagings(home) else "broken"


def starved(run: Undisturbed, chance: random.Random, times: int) -> Counter[str]:
    """Let an action write to a disk that is full sooner or later."""
    outcomes: Counter[str] = Counter()
    for _ in range(times):
        room = PAGE * (1 + chance.randrange(pages(run.after)))
        with tempfile.TemporaryDirectory() as name:
            home = Path(name)
            held = mounted(home, room + PAGE * pages(run.before))
            try:
                laid(run.action, home)
                process = subprocess.run(
                    [sys.executable, "-m", "chinaindpolicy", *run.action.words],
                    cwd=home,
                    capture_output=True,
                    preexec_fn=None if held else lambda: limited(room),  # noqa: B023
                    timeout=LONGEST,
                )
                told = process.returncode == 2 and b"Traceback" not in process.stderr
                fine = process.returncode in (0, 1) and run.state(home) == "new"
                outcomes[
                    "rejected with a message" if told else "succeeded" if fine else "no message"
                ] += 1
                if not (told or fine):
                    print(run.action.name, room, process.returncode, process.stderr[-600:].decode())
                outcomes[run.state(home)] += 1
                outcomes["files remained"] += stagings(home) > 0
            finally:
                if held:
                    subprocess.run(["umount", str(home)], check=True)
    return outcomes


def pages(files: Files) -> int:
    """Return how many pages of a small file system some files take."""
    return sum(-(-len(data) // PAGE) for data in files.values())


def mounted(folder: Path, size: int) -> bool:
    """Mount a file system of a size on a folder; False where this may not be."""
    if os.geteuid() or not shutil.which("mount"):
        return False
    command = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    return subprocess.run(command, capture_output=True).returncode == 0


def limited(size: int) -> None:
    """Let no file of this process grow beyond a size."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


def read_only(run: Undisturbed) -> Counter[str]:
    """Let an action write where nothing may be written."""
    outcomes: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as name:
        home = laid(run.action, Path(name))
        bound = mounted_read_only(home / "out")
        if not bound:
            for path in (home / "out", *(home / "out").rglob("*")):
                path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            process = subprocess.run(
                [sys.executable, "-m", "chinaindpolicy", *run.action.words],
                cwd=home,
                capture_output=True,
                timeout=LONGEST,
            )
            told = process.returncode == 2 and b"Traceback" not in process.stderr
            outcomes["rejected with a message" if told else "no message"] += 1
            if not told:
                print(run.action.name, process.returncode, process.stderr[-600:].decode())
            outcomes[run.state(home)] += 1
        finally:
            if bound:
                subprocess.run(["umount", str(home / "out")], check=True)
            else:
                for path in (home / "out", *(home / "out").rglob("*")):
                    path.chmod(0o755 if path.is_dir() else 0o644)
    return outcomes


def mounted_read_only(folder: Path) -> bool:
    """Mount a folder over itself, for reading alone; False where this may not be."""
    if os.geteuid() or not shutil.which("mount"):
        return False
    bind = subprocess.run(["mount", "--bind", str(folder), str(folder)], capture_output=True)
    if bind.returncode:
        return False
    again = ["mount", "-o", "remount,ro,bind", str(folder)]
    return subprocess.run(again, capture_output=True).returncode == 0


def raced(run: Undisturbed, times: int) -> Counter[str]:
    """Run an action twice at once."""
    outcomes: Counter[str] = Counter()
    for _ in range(times):
        with tempfile.TemporaryDirectory() as name:
            home = laid(run.action, Path(name))
            both = [started(run.action, home) for _ in range(2)]
            said = [process.communicate(timeout=LONGEST)[1] for process in both]
            for process, words in zip(both, said, strict=True):
                code = process.returncode
                told = code == 2 and b"Traceback" not in words
                kind = "succeeded" if code in (0, 1) else "rejected with a message"
                outcomes[kind if told or code in (0, 1) else "no message"] += 1
                if not told and code not in (0, 1):
                    print(run.action.name, code, words[-600:].decode())
            outcomes[run.state(home)] += 1
            outcomes["files remained"] += stagings(home) > 0
    return outcomes


def shrunk(data: Path, chance: random.Random, times: int) -> Counter[str]:
    """Cut a file while it is being validated: it is judged, or refused, and nothing crashes."""
    outcomes: Counter[str] = Counter()
    words = ("validate", "data", "--table", "figures", "--format", "json")
    with tempfile.TemporaryDirectory() as name:
        seconds = 0.0
        for number in range(times + 1):
            copy = Path(name) / f"data{data.suffix}"
            shutil.copyfile(data, copy)
            start = time.monotonic()
            process = subprocess.Popen(
                [sys.executable, "-m", "chinaindpolicy", words[0], copy.name, *words[2:]],
                cwd=name,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
            )
            if number:
                time.sleep(chance.random() * seconds)
                os.truncate(copy, chance.randrange(copy.stat().st_size))
            _, said = process.communicate(timeout=LONGEST)
            if not number:
                seconds = time.monotonic() - start
                continue
            code = process.returncode
            told = code == 2 and b"Traceback" not in said
            kind = "rejected with a message" if told else "no message"
            if code in (0, 1):
                kind = "validated"
            outcomes[kind] += 1
            if kind == "no message":
                print(f"shrinking {data.suffix}", code, said[-600:].decode())
    return outcomes


def long_table(folder: Path, rows: int) -> Path:
    """Write a long table of figures and return its file."""
    import polars as pl

    import chinaindpolicy as cip

    path = folder / "figures.csv"
    frame = cip.load(EXAMPLE).figures.frame()
    listless = frame.drop([name for name, kind in frame.schema.items() if kind == pl.List])
    pl.concat([listless] * (rows // len(listless))).with_row_index("number").with_columns(
        pl.format("figure-{}", "number").alias("id")
    ).drop("number").write_csv(path)
    return path


def main() -> None:
    """Run the campaign and record it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--kills", type=int, default=60, help="kills of each action")
    parser.add_argument("--times", type=int, default=5, help="of each other fault")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--only", default="", help="actions whose name contains this text")
    parser.add_argument("--bounded", action="store_true", help="a few of each; nothing is recorded")
    parser.add_argument("--record", action="store_true", help="for the page of trust")
    given = parser.parse_args()
    kills, times = (2, 1) if given.bounded else (given.kills, given.times)
    chance = random.Random(given.seed)
    rows: list[dict[str, int | str]] = []

    def tell(fault: str, what: str, outcomes: Counter[str]) -> None:
        rows.append({"fault": fault, "of": what, **{k: n for k, n in outcomes.items() if n}})
        print(fault, what, dict(outcomes), flush=True)

    with tempfile.TemporaryDirectory() as name:
        data = long_table(Path(name), 300_000)
        parquet = data.with_suffix(".parquet")
        import polars as pl

        pl.read_csv(data).write_parquet(parquet)
        pl.read_csv(data, n_rows=50_000).write_ndjson(data.with_suffix(".jsonl"))
        chosen = [each for each in actions(data) if given.only in each.name]
        for run in map(Undisturbed.of, chosen):
            tell("killed", run.action.name, killed(run, chance, kills))
            tell("full disk", run.action.name, starved(run, chance, times))
            tell("read-only folder", run.action.name, read_only(run))
            tell("two at once", run.action.name, raced(run, times))
        for each in () if given.only else (data, parquet, data.with_suffix(".jsonl")):
            tell("shrinking file", each.suffix[1:], shrunk(each, chance, times))
    total: Counter[str] = Counter()
    for row in rows:
        total.update({f"{row['fault']}: {k}": n for k, n in row.items() if isinstance(n, int)})
    bad = {k: n for k, n in total.items() if k.endswith((": broken", ": no message"))}
    if not (given.bounded or given.only):
        record(
            "faults",
            command="python tests/campaigns/faults.py "
            f"--kills {given.kills} --times {given.times} --seed {given.seed}",
            figures={"seed": given.seed, **total, "broken": sum(bad.values())},
            worst=WORST,
            write=given.record,
            details=[{key: row.get(key, "") for key in COLUMNS} for row in rows],
        )
    if bad:
        raise SystemExit(f"incomplete, or no message: {bad}")


COLUMNS = (
    "fault",
    "of",
    "killed",
    "killed while writing",
    "ended before",
    "old",
    "new",
    "old and new, each file complete",
    "continued",
    "broken",
    "rejected with a message",
    "succeeded",
    "validated",
    "no message",
    "files remained",
)
WORST = (
    "If `build --replace` was killed between two renames, no release remained, and an "
    "interrupted export over an older one left a mixture of files. Fixed before this run: "
    "two folders are exchanged in one step."
)


if __name__ == "__main__":
    main()
