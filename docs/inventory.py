"""Write the inventory of the site, `objects.inv`, so that other documentation can link to names.

The format is that of Sphinx, version 2. `python docs/inventory.py FOLDER` writes it next to the
pages of a built site.
"""

from __future__ import annotations

import inspect
import re
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import chinaindpolicy
from chinaindpolicy import plot

HERE = Path(__file__).parent
NAME = "objects.inv"
REFERENCE = "reference.html"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the inventory.

    Attributes:
        name: The name that other documentation refers to.
        role: Its domain and role.
        uri: Its page and anchor.
        title: The text of a link; by default the name.
    """

    name: str
    role: str
    uri: str
    title: str = "-"

    def line(self) -> str:
        """Return the line of the entry."""
        return f"{self.name} {self.role} 1 {self.uri} {self.title}\n"


def anchors(page: str) -> Iterator[tuple[int, str, str, str]]:
    """Yield each heading of a page: its level, text and anchor, and the text below it.

    Anchors are those of Python-Markdown: words in lower case, a repeated one with a number.
    """
    text = re.sub(r"^```.*?^```$", lambda found: "\n" * found[0].count("\n"), page,
                  flags=re.DOTALL | re.MULTILINE)  # fmt: skip
    seen: set[str] = set()
    parts = re.split(r"^(#{1,6}) +(.+)$", text, flags=re.MULTILINE)
    for marks, heading, body in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        words = re.sub(r"[^\w\s-]", "", heading).strip().lower()
        anchor = slug = re.sub(r"[-\s]+", "-", words)
        number = 0
        while anchor in seen:
            number += 1
            anchor = f"{slug}_{number}"
        seen.add(anchor)
        yield len(marks), heading, anchor, body


def entries() -> Iterator[Entry]:
    """Yield the entries: public names, their methods, commands and pages."""
    yield Entry("chinaindpolicy", "py:module", REFERENCE)
    yield Entry("chinaindpolicy.plot", "py:module", f"{REFERENCE}#charts")
    page = (HERE / "reference.md").read_text(encoding="utf-8")
    for level, heading, anchor, body in anchors(page):
        uri = f"{REFERENCE}#{anchor}"
        if level != 3:
            continue
        if heading.startswith("chinaindpolicy "):
            yield Entry(heading.replace(" ", "-"), "std:label", uri, heading)
            continue
        chart = heading.removeprefix("plot.")
        value = getattr(plot, chart, None) if chart != heading else None
        value = value or getattr(chinaindpolicy, heading, None) if heading.isidentifier() else value
        if value is None:
            continue
        name = f"chinaindpolicy.{heading}"
        if not inspect.isclass(value):
            yield Entry(name, "py:function", uri)
            continue
        role = "exception" if issubclass(value, BaseException) else "class"
        yield Entry(name, f"py:{role}", uri)
        for member in re.findall(r"^- `(\w+)`:", body, flags=re.MULTILINE):
            is_method = callable(inspect.getattr_static(value, member, None))
            yield Entry(f"{name}.{member}", "py:method" if is_method else "py:attribute", uri)
    for path in sorted(HERE.glob("*.md")):
        title = path.read_text(encoding="utf-8").partition("\n")[0].removeprefix("# ").strip()
        yield Entry(path.stem, "std:doc", f"{path.stem}.html", title)


def inventory() -> bytes:
    """Return the content of `objects.inv`."""
    header = (
        "# Sphinx inventory version 2\n"
        "# Project: chinaindpolicy\n"
        f"# Version: {chinaindpolicy.__version__}\n"
        "# The remainder of this file is compressed using zlib.\n"
    )
    body = "".join(entry.line() for entry in entries())
    return header.encode() + zlib.compress(body.encode(), 9)


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else HERE.parent / "site")
    (folder / NAME).write_bytes(inventory())
    print(f"wrote {folder / NAME}")
