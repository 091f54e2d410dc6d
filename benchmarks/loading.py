"""What loading costs, side by side with what it is built on; ratios of one run.

    python benchmarks/loading.py [RUNS]

Each line is a fresh interpreter. The commands take turns, so that a drift of the machine's
speed falls on all of them alike; the figures are medians.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import chinaindpolicy
from chinaindpolicy.dataset.release_names import newest, packaged_releases, release_path

CSV = Path(str(release_path(newest(packaged_releases()))), "targets.csv")
CASES = {
    "bare interpreter": "pass",
    "import chinaindpolicy": "import chinaindpolicy",
    "import polars": "import polars",
    "import polars, read_csv of the same file": (
        f"import polars; polars.read_csv({str(CSV)!r}, infer_schema=False)"
    ),
    "import polars, cip.targets.frame()": (
        "import polars; import chinaindpolicy as cip; cip.targets.frame()"
    ),
    "import pydantic": "import pydantic",
    "cip.targets by id": "import chinaindpolicy as cip; cip.targets['components-plan-sales-2023']",
}


def seconds(code: str, cache: str) -> float:
    """Return the wall time of a fresh interpreter that runs the code, compiled as if installed."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": cache}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path.home(), env=environment)
    return time.perf_counter() - start


def main() -> None:
    """Print medians, and the ratios that matter."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 21
    times: dict[str, list[float]] = {name: [] for name in CASES}
    with tempfile.TemporaryDirectory() as cache:
        for code in CASES.values():
            seconds(code, cache)  # warm the file cache
        for _ in range(runs):
            for name, code in CASES.items():
                times[name].append(seconds(code, cache))
    median = {name: statistics.median(found) for name, found in times.items()}
    print(f"chinaindpolicy {chinaindpolicy.__version__}, {runs} runs, medians")
    for name, value in median.items():
        print(f"{name:42} {value * 1000:7.1f} ms")
    bare, polars = median["bare interpreter"], median["import polars"]
    imported = median["import chinaindpolicy"]
    frame = median["import polars, cip.targets.frame()"]
    read = median["import polars, read_csv of the same file"]
    print(f"import over a bare interpreter:  +{(imported - bare) * 1000:.1f} ms")
    print(f"first frame over import polars:  +{(frame - polars) * 1000:.1f} ms")
    print(f"first frame / import polars:      {frame / polars:.3f}")
    print(f"first frame / read_csv:           {frame / read:.3f}")


if __name__ == "__main__":
    main()
