"""Draw the pictures of docs/charts.md and docs/gallery.md. With --check, only compare.

What is compared is what a picture says: its texts and the values of its marks in their order.
Where each stands to the pixel depends on the fonts of the machine that drew it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

FOLDER = Path(__file__).parent / "pictures"
PAGES = ("charts.md", "gallery.md")
LARGEST = 200_000
# Written and compared by docs/generate.py.
GENERATED = "architecture.svg"


def examples(page: str) -> list[tuple[str, str]]:
    """Return the examples of the page in order, each with the name of its picture or none."""
    found: list[tuple[str, str]] = []
    for source in re.findall(r"^>>> (.*?)\n(?=>>>|```)", page, re.MULTILINE | re.DOTALL):
        code = source.replace("\n...", "\n")
        name = re.match(r"(\w+) = plot\.", code)
        found.append((name[1] if name else "", code))
    return found


def essence(svg: str) -> list[tuple[str, ...]]:
    """Return what a picture says: of each element its kind, its description and its text."""
    root = ElementTree.fromstring(svg)
    return [
        (
            element.tag.rpartition("}")[2],
            element.get("aria-label", ""),
            element.get("fill", ""),
            (element.text or "").strip(),
        )
        for element in root.iter()
    ]


def draw(chart: Any) -> str:
    """Return a chart as SVG, ending with a line feed."""
    import vl_convert

    return vl_convert.vegalite_to_svg(chart.to_dict()).rstrip() + "\n"


def pictures() -> dict[str, Callable[[], str]]:
    """Return what draws each picture, by file name: the examples of the pages themselves."""
    found: dict[str, Callable[[], str]] = {}
    for page in PAGES:
        names: dict[str, Any] = {}
        charts: list[str] = []
        for name, code in examples((Path(__file__).parent / page).read_text(encoding="utf-8")):
            if name:
                charts.append(name)
                found[f"{name.replace('_', '-')}.svg"] = partial(_drawn, code, name, names)
            elif re.match(r"import |from |\w+ \+?= ", code) and not {
                *re.findall(r"\w+", code)
            }.intersection(charts):
                exec(code, names)  # the page is ours
    return found


def _drawn(code: str, name: str, names: Mapping[str, Any]) -> str:
    own = dict(names)
    exec(code, own)
    return draw(own[name])


def main() -> int:
    """Write the pictures that changed; with --check, fail if any would."""
    check = "--check" in sys.argv[1:]
    wrong = 0
    drawn = pictures()
    for name, make in drawn.items():
        path, svg = FOLDER / name, make()
        if len(svg.encode()) >= LARGEST:
            print(f"{path}: has {len(svg.encode())} bytes: expected fewer than {LARGEST}")
            wrong += 1
        elif path.is_file() and essence(path.read_text(encoding="utf-8")) == essence(svg):
            continue
        elif check:
            print(f"{path}: out of date: run docs/pictures.py")
            wrong += 1
        else:
            path.write_text(svg, encoding="utf-8", newline="\n")
            print(f"wrote {path}")
    for path in sorted(FOLDER.iterdir()):
        if path.name not in {*drawn, GENERATED}:
            print(f"{path}: no chart of docs/charts.md or docs/gallery.md has this name")
            wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
