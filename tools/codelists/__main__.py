"""Build `datasets/codelists`: `python -m tools.codelists RAW [--check]`.

RAW is a folder with the raw files that `sources.py` names. Each is checked by its SHA-256. Every
list is compared with a second source; a difference that `inputs/differences.csv` does not list
with a reason ends the build. `--check` compares with the committed files and writes nothing.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from tools.codelists.lists import build
from tools.codelists.sources import Raw, SourceError
from tools.codelists.write import files, outdated, write

FOLDER = Path(__file__).parents[2] / "datasets" / "codelists"


def main() -> int:
    """Build the lists; return 0 on success, 1 on problems, 2 if a raw file is not as named."""
    parser = argparse.ArgumentParser(prog="python -m tools.codelists", description=__doc__)
    parser.add_argument("raw", type=Path, help="folder of the raw files")
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    options = parser.parse_args()
    try:
        lists, problems = build(Raw(options.raw))
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    found = files(lists)
    if options.check:
        problems += [f"{FOLDER / name} is not current" for name in outdated(found, FOLDER)]
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems:
        return 1
    if not options.check:
        write(found, FOLDER)
    for each in lists:
        print(f"{each.name}: {len(each.rows)} rows")
    return 0


if __name__ == "__main__":
    sys.exit(main())
