"""Draw the layers of the package from its imports, and list the imports of each room."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import chinaindpolicy

__all__ = ["page", "picture"]

HERE = Path(__file__).parent
PACKAGE = "chinaindpolicy"
SOURCE = Path(str(chinaindpolicy.__file__)).parent
# The package itself: `__init__.pyi` declares the public names, which load their modules when used.
FACE = "__init__"

WIDTH, MARGIN, LANE = 456, 12, 13
GAP, SPACE = 32, 12
STYLE = """
text { font-family: system-ui, sans-serif; font-size: 14px; fill: #1f2937 }
.name { font-size: 16px; font-weight: 600 }
rect { fill: #eef2f7; stroke: #64748b }
path { fill: none; stroke: #7b8494; stroke-width: 1.5 }
marker path { fill: #7b8494; stroke: none }
@media (prefers-color-scheme: dark) {
text { fill: #e5e7eb }
rect { fill: #27303d; stroke: #94a3b8 }
}
"""


@dataclass(frozen=True)
class Room:
    """A top-level package or module: its size, and the rooms that it imports."""

    name: str
    modules: int
    lines: int
    imports: frozenset[str]

    @property
    def size(self) -> tuple[str, str]:
        """The number of modules, and of lines to the nearest hundred."""
        lines = f"{round(self.lines, -2):,}" if self.lines >= 100 else "under 100"
        return f"{self.modules} module{'s' if self.modules > 1 else ''}", f"{lines} lines"


def rooms(source: Path = SOURCE, package: str = PACKAGE) -> dict[str, Room]:
    """Return the rooms of a package by name."""
    files: dict[str, list[Path]] = {}
    for path in sorted([*source.rglob("*.py"), *source.rglob("*.pyi")]):
        files.setdefault(path.relative_to(source).parts[0].partition(".")[0], []).append(path)
    found: dict[str, Room] = {}
    for name, paths in files.items():
        modules = [path for path in paths if path.suffix == ".py"]
        lines = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in modules)
        imports = {room for path in paths for room in imported(path, package)} & files.keys()
        found[name] = Room(name, len(modules), lines, frozenset(imports - {name}))
    return found


def imported(path: Path, package: str) -> Iterator[str]:
    """Yield the rooms that a file imports, in functions too, but not for type checking only."""
    for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == package:
            names = [f"{package}.{alias.name}" for alias in node.names]
        else:
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            root, _, rest = name.partition(".")
            if root == package:
                yield rest.partition(".")[0] or FACE


def statements(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a tree, without the bodies of `if TYPE_CHECKING:`."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.If) and ast.unparse(child.test) == "TYPE_CHECKING":
            for other in child.orelse:
                yield from (other, *statements(other))
        else:
            yield child
            yield from statements(child)


def layers() -> list[list[str]]:
    """Return the layers that the import contract declares, top first, with the public names."""
    text = (HERE.parent / "pyproject.toml").read_text(encoding="utf-8")
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    (declared,) = (each["layers"] for each in contracts if each["type"] == "layers")
    found = [re.split(r" [|:] ", layer) for layer in declared]
    # The contract orders the rooms within the package, so it does not name the package.
    found.insert(found.index(["cli"]) + 1, [FACE])
    return found


def arrows(found: Mapping[str, Room]) -> list[tuple[str, str]]:
    """Return the imports that no chain of other imports implies."""

    def below(name: str) -> frozenset[str]:
        return found[name].imports.union(*(below(each) for each in found[name].imports))

    return [
        (name, target)
        for name, room in sorted(found.items())
        for target in sorted(room.imports)
        if not any(target in below(other) for other in room.imports)
    ]


@dataclass(frozen=True)
class Box:
    """The place of a room in the picture."""

    layer: int
    x: float
    y: float
    width: float
    height: float

    def port(self, number: int, count: int) -> float:
        """Return the horizontal position of one of several arrows."""
        return round(self.x + self.width * (number + 1) / (count + 1))


def boxes(order: list[list[str]]) -> dict[str, Box]:
    """Return the place of each room; a layer with more rooms has more lines of text."""
    found: dict[str, Box] = {}
    y = MARGIN
    for number, layer in enumerate(order):
        height = 20 + 18 * min(len(layer), 3)
        width = (WIDTH - SPACE * (len(layer) - 1)) // len(layer)
        for place, name in enumerate(layer):
            found[name] = Box(number, MARGIN + place * (width + SPACE), y, width, height)
        y += height + GAP
    return found


def paths(drawn: list[tuple[str, str]], placed: Mapping[str, Box]) -> list[str]:
    """Return the arrows as SVG paths; one that crosses layers uses a lane at the right."""
    drawn = sorted(drawn, key=lambda arrow: (placed[arrow[1]].x, placed[arrow[1]].y))
    lane = 0
    found: list[str] = []
    for source, target in drawn:
        out = [arrow[1] for arrow in drawn if arrow[0] == source]
        into = [arrow[0] for arrow in drawn if arrow[1] == target]
        into.sort(key=lambda name: (placed[target].layer - placed[name].layer > 1, placed[name].x))
        start, end = placed[source], placed[target]
        x1, y1 = start.port(out.index(target), len(out)), start.y + start.height
        x2, y2 = end.port(into.index(source), len(into)), end.y - 2
        if end.layer == start.layer + 1:
            turn = f"V{y1 + 14}H{x2}" if abs(x1 - x2) > 4 else ""
            found.append(f"M{x1 if turn else x2} {y1}{turn}V{y2}")
            continue
        lane += 1
        right = MARGIN + WIDTH + lane * LANE
        found.append(f"M{x1} {y1}V{y1 + 7}H{right}V{y2 - 10}H{x2}V{y2}")
    return found


def texts(room: Room, box: Box) -> Iterator[str]:
    """Yield the texts of a box: in one line, two or three, as the box is wide."""
    modules, lines = room.size
    name = escape(room.name if room.name != FACE else "public names (__init__)")
    y = box.y + 25
    middle = round(box.x + box.width / 2)
    if box.width == WIDTH:
        yield f'<text class="name" x="{box.x + 14}" y="{y}">{name}</text>'
        right = box.x + box.width - 14
        yield f'<text x="{right}" y="{y}" text-anchor="end">{modules}, {lines}</text>'
        return
    yield f'<text class="name" x="{middle}" y="{y}" text-anchor="middle">{name}</text>'
    rest = [f"{modules}, {lines}"] if box.width * 2 + SPACE == WIDTH else [modules, lines]
    for number, line in enumerate(rest, 1):
        yield f'<text x="{middle}" y="{y + 18 * number}" text-anchor="middle">{line}</text>'


def picture() -> str:
    """Return the picture of the layers as SVG.

    Raises:
        ValueError: If a room is in no layer, or an import does not point to a lower layer.
    """
    found, order = rooms(), layers()
    placed = boxes(order)
    if found.keys() != placed.keys():
        raise ValueError(f"not in both layers and package: {found.keys() ^ placed.keys()}")
    for room in found.values():
        for target in room.imports:
            if placed[target].layer <= placed[room.name].layer:
                raise ValueError(f"{room.name} imports {target}, which is in no lower layer")
    drawn = arrows(found)
    lanes = sum(placed[target].layer > placed[source].layer + 1 for source, target in drawn)
    width = WIDTH + 2 * MARGIN + lanes * LANE
    height = max(box.y + box.height for box in placed.values()) + MARGIN
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title">',
        f'<title id="title">Layers of {PACKAGE}: every import points down</title>',
        f"<style>{STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="6" refY="4" markerWidth="6" '
        'markerHeight="6" orient="auto"><path d="M0 0L8 4L0 8z"/></marker></defs>',
        *(f'<path d="{path}" marker-end="url(#head)"/>' for path in paths(drawn, placed)),
    ]
    for name, box in placed.items():
        corner = f'x="{box.x}" y="{box.y}" width="{box.width}" height="{box.height}"'
        lines += [f'<rect {corner} rx="5"/>', *texts(found[name], box)]
    return "\n".join([*lines, "</svg>"]) + "\n"


def table() -> list[str]:
    """Return the rooms, top layer first, as a Markdown table."""
    found = rooms()
    lines = ["| room | modules | lines | imports |", "| --- | ---: | ---: | --- |"]
    order = [name for layer in layers() for name in layer]
    for room in (found[name] for name in order):
        targets = ", ".join(f"`{name}`" for name in order if name in room.imports)
        modules, lines_ = (size.rpartition(" ")[0] for size in room.size)
        lines.append(f"| `{room.name}` | {modules} | {lines_} | {targets} |")
    return lines


def page() -> str:
    """Return the page of the architecture with the current table of imports.

    Raises:
        ValueError: If the page has no place for the table.
    """
    text = (HERE / "architecture.md").read_text(encoding="utf-8")
    block = "\n".join(["<!-- imports -->", "", *table(), "", "<!-- end of imports -->"])
    found, count = re.subn(
        r"<!-- imports -->.*<!-- end of imports -->", lambda _: block, text, flags=re.DOTALL
    )
    if count != 1:
        raise ValueError("architecture.md: expected one block of imports")
    return found
