"""The cost of a growing collection: read, locate, build, load, verify, diff; time and memory.

    python benchmarks/collection_scale.py [ROWS ...]

Each size is made in a temporary folder, fifty records a document, and measured in a fresh
interpreter, so that peak memory is that size's own. The figures of one run can be compared with
each other; the last column is time per thousand records, which stays level if all is linear.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from chinaindpolicy.analysis.diff import diff
from chinaindpolicy.curation.build import build_release, write_release
from chinaindpolicy.curation.collection import read_collection
from chinaindpolicy.curation.offsets import locate, write_located
from chinaindpolicy.curation.verify import verify
from chinaindpolicy.dataset.dataset import from_files
from chinaindpolicy.loading import load

T = TypeVar("T")

PER_DOCUMENT = 50
LISTS = """\
collection: {name: synthetic, release: "2031.1"}
regions:
  - {id: city, name: City, level: prefecture_city}
policies:
  - {id: plan, title: Plan, kind: action_plan, level: municipal, region_id: city}
units:
  - {id: item, name: item, dimension: count}
indicators:
  - {id: labs, name: Labs, definition: Labs., unit: item, dimension: count, sector: labs,
     direction: up}
"""


def make(folder: Path, rows: int) -> None:
    """Write a collection of about so many records, and its texts.

    A target brings its mention and that of its date, and its passage: four rows.
    """
    (folder / "own" / "documents").mkdir(parents=True)
    (folder / "texts").mkdir()
    (folder / "own" / "lists.yaml").write_text(LISTS, encoding="utf-8")
    targets = max(rows // 4, 1)
    for number, first in enumerate(range(0, targets, PER_DOCUMENT // 4)):
        lines: list[str] = []
        parts: dict[str, list[str]] = {"targets": [], "mentions": [], "passages": []}
        for index in range(first, min(first + PER_DOCUMENT // 4, targets)):
            paragraph = index - first + 1
            value = 10_000 + index
            lines.append(f"The city will have at least {value} labs of sort {number} by 2035.")
            parts["targets"].append(
                f"  - {{id: target-{index}, policy_id: plan, indicator_id: labs, region_id: city, "
                f"statement: Labs are had., comparator: ge, value: {value}, unit: item, "
                f'measure: count, period: "../2035", strength: commit, '
                f"stated: at least {value} labs, paragraph: {paragraph}}}"
            )
            parts["mentions"].append(
                f'  - {{text: "2035", in: by 2035, role: date, paragraph: {paragraph}}}\n'
                f'  - {{text: "{number}", in: "sort {number} by", role: name, '
                f"paragraph: {paragraph}}}"
            )
            parts["passages"].append(f"  - {{role: goal, paragraph: {paragraph}}}")
        head = (
            f"document: {{id: d-{number}, title: D, kind: notice, language: en, "
            f"source_file: d-{number}.txt}}\n"
        )
        body = "".join(f"{table}:\n" + "\n".join(rows) + "\n" for table, rows in parts.items())
        (folder / "own" / "documents" / f"d-{number}.yaml").write_text(
            head + body, encoding="utf-8"
        )
        (folder / "texts" / f"d-{number}.txt").write_text("\n".join(lines), encoding="utf-8")


def reword(documents: Path) -> int:
    """Change the statements of every tenth document; return how many targets that changed."""
    changed = 0
    for path in sorted(documents.glob("*.yaml"))[::10]:
        text = path.read_text(encoding="utf-8")
        changed += text.count("Labs are had.")
        path.write_text(text.replace("Labs are had.", "Labs are there."), encoding="utf-8")
    return changed


def measure(rows: int) -> dict[str, float]:
    """Measure every step for one size, in this interpreter."""
    times: dict[str, float] = {}

    def timed(step: str, work: Callable[[], T]) -> T:
        start = time.perf_counter()
        result = work()
        times[step] = time.perf_counter() - start
        return result

    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        make(folder, rows)
        collection = timed("read", lambda: read_collection(folder / "own"))
        files = timed("locate", lambda: locate(collection, folder / "texts"))
        write_located(files)
        release = timed("build", lambda: build_release(collection))
        write_release(release, folder / "release")
        dataset = load(folder / "release")
        timed(
            "load",
            lambda: [len(table.frame()) + len(table.ids) for table in dataset.tables.values()],
        )
        report = timed("verify", lambda: verify(folder / "texts", dataset))
        report.raise_if_failed()
        changed = reword(folder / "own" / "documents")
        later = from_files(build_release(read_collection(folder / "own")))
        found = timed("diff", lambda: diff(dataset, later))
        if len(found.records) != changed:
            raise AssertionError(f"{changed} targets were changed, {len(found.records)} were found")
    times["records"] = report.checked["records"]
    times["documents"] = report.checked["documents"]
    times["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return times


def main() -> None:
    """Print the curve."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(int(sys.argv[2]))))
        return
    sizes = [int(size) for size in sys.argv[1:]] or [1_000, 10_000]
    steps = ("read", "locate", "build", "load", "verify", "diff")
    print("records  documents", *(f"{step:>8}" for step in steps), "   peak   per 1,000 records")
    for size in sizes:
        command = [sys.executable, __file__, "--measure", str(size)]
        found = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        total = sum(found[step] for step in steps)
        shown = " ".join(f"{found[step]:7.2f}s" for step in steps)
        print(
            f"{found['records']:7.0f} {found['documents']:10.0f} {shown} "
            f"{found['peak MiB']:6.0f}M {total / found['records'] * 1e6:11.0f} ms"
        )


if __name__ == "__main__":
    main()
