"""The mutants of a module: each one small change of its code that a test should notice.

The operators are those of cosmic-ray and mutmut, thinned to what is not redundant (one or two
replacements of each operator), the removal of statements, and a change of each text. What is never
changed: docstrings, annotations except the calls in them (`Field(ge=0)`), types named as text in
`cast`, type aliases, `__all__`, imports, `if TYPE_CHECKING:`, and what changes only the cost of a
result, not the result (`@cache`, `slots=True`).
"""

from __future__ import annotations

import ast
import copy
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

__all__ = ["Mutant", "mutants", "mutated"]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module.

    Attributes:
        module: The module's file, from the package's folder on.
        index: Its place among the mutants of the module.
        first: First line of the code that changes.
        last: Last line of it.
        header: Lines of the statement around it, without its body.
        within: Whether it stands in a function, so that it does not run at import.
        operator: Kind of change.
        text: The line of text that it starts on.
        above: The line before that.
        change: Code before and after.
        key: A name that outlives changes elsewhere in the module.
    """

    module: str
    index: int
    first: int
    last: int
    header: tuple[int, int]
    within: bool
    operator: str
    text: str
    above: str
    change: str
    key: str


@dataclass(frozen=True, slots=True)
class _Site:
    """A node that may change, and how to put another in its place."""

    node: ast.AST
    role: str
    put: Callable[[ast.AST], None]
    header: tuple[int, int]
    within: bool


_COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
}
_BINARY: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
    ast.BitXor: ast.BitAnd,
    ast.LShift: ast.RShift,
    ast.RShift: ast.LShift,
}
_NEVER = "type('Never', (Exception,), {})"
# Decorators whose removal changes no result, or breaks the import and would be no test's merit.
_DECORATORS = {"cache", "lru_cache", "dataclass", "overload", "final", "total_ordering"}


def mutants(module: str, source: str) -> Iterator[Mutant]:
    """Yield the mutants of a module, in the order of its text."""
    lines = source.splitlines()
    seen: dict[str, int] = {}
    for index, (site, operator, after) in enumerate(_edits(ast.parse(source))):
        node = site.node
        first: int = getattr(node, "lineno", site.header[0])
        last: int = getattr(node, "end_lineno", None) or first
        text = lines[first - 1].strip()
        change = f"{_short(node)} -> {_short(after)}"
        if operator == "remove decorator":
            change = f"@{_short(node)} -> nothing"
        name = f"{module}|{text}|{operator}|{change}"
        seen[name] = seen.get(name, -1) + 1
        key = hashlib.sha256(f"{name}|{seen[name]}".encode()).hexdigest()[:16]
        above = lines[first - 2].strip() if first > 1 else ""
        where = (first, last, site.header, site.within)
        yield Mutant(module, index, *where, operator, text, above, change, key)


def mutated(source: str, index: int) -> ast.Module:
    """Return the syntax tree of a source text with one of its mutants in place."""
    tree = ast.parse(source)
    for place, (site, _, after) in enumerate(_edits(tree)):
        if place == index:
            site.put(after)
            return ast.fix_missing_locations(tree)
    raise IndexError(f"no mutant {index}")


def _short(node: ast.AST) -> str:
    if isinstance(node, (ast.For, ast.AsyncFor)):
        return f"for {ast.unparse(node.target)} in {ast.unparse(node.iter)}"
    if isinstance(node, ast.ExceptHandler):
        return f"except {ast.unparse(node.type)}" if node.type else "except"
    return " ".join(ast.unparse(node).split())


def _edits(tree: ast.Module) -> Iterator[tuple[_Site, str, ast.AST]]:
    # All sites first: a change that is in place must not be walked into.
    for site in list(_statements(tree.body, False)):
        for operator, after in _replacements(site):
            yield site, operator, ast.copy_location(after, site.node)


def _replacements(site: _Site) -> Iterator[tuple[str, ast.AST]]:
    node = site.node
    match node:
        case ast.expr() if site.role == "decorator":
            yield "remove decorator", ast.parse("lambda made: made", mode="eval").body
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for place, operator in enumerate(ops):
                for other in _COMPARISONS[type(operator)]:
                    changed = [*ops[:place], other(), *ops[place + 1 :]]
                    yield "comparison", ast.Compare(left, changed, comparators)
        case ast.BoolOp(op=ast.And(), values=values):
            yield "and to or", ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(op=ast.Or(), values=values):
            yield "or to and", ast.BoolOp(ast.And(), values)
        case ast.BinOp(left=left, op=operation, right=right) if type(operation) in _BINARY:
            yield "binary operator", ast.BinOp(left, _BINARY[type(operation)](), right)
        case ast.AugAssign(target=target, op=operation, value=value):
            if type(operation) in _BINARY:
                other_operation = _BINARY[type(operation)]()
                yield "binary operator", ast.AugAssign(target, other_operation, value)
            yield "remove statement", ast.Pass()
        case ast.UnaryOp(op=ast.Not() | ast.USub() | ast.Invert(), operand=operand):
            yield "remove unary operator", operand
        case ast.Constant(value=bool(value)):
            yield "boolean", ast.Constant(not value)
        case ast.Constant(value=int(value) | float(value)):
            yield "number", ast.Constant(value + 1)
            yield "number", ast.Constant(value - 1)
        case ast.Constant(value=str(value)):
            yield "text", ast.Constant(f"{value}_")
        case ast.Break():
            yield "break to continue", ast.Continue()
        case ast.Continue():
            yield "continue to break", ast.Break()
        case ast.ExceptHandler(type=ast.expr(), name=name, body=body):
            never = ast.parse(_NEVER, mode="eval").body
            yield "exception never caught", ast.ExceptHandler(never, name, body)
        case ast.For():
            emptied = copy.copy(node)
            emptied.iter = ast.Tuple([], ast.Load())
            yield "no iteration", emptied
        case ast.Expr(value=ast.Call() | ast.Yield() | ast.YieldFrom()) | ast.Raise():
            # Without its only yield a generator would be a function: keep it one.
            yields = isinstance(node, ast.Expr) and not isinstance(node.value, ast.Call)
            gone = ast.parse("if 0: yield").body[0] if yields else ast.Pass()
            yield "remove statement", gone
        case _:
            pass
    if site.role == "condition" and not _told_apart(node):
        assert isinstance(node, ast.expr)
        yield "negate condition", ast.UnaryOp(ast.Not(), node)


def _told_apart(node: ast.AST) -> bool:
    """Whether another operator turns this condition round already."""
    plain = (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn)
    if isinstance(node, ast.Compare):
        return len(node.ops) == 1 and isinstance(node.ops[0], plain)
    return isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)


def _statements(body: list[ast.stmt], within: bool) -> Iterator[_Site]:
    for place, node in enumerate(body):

        def put(after: ast.AST, place: int = place) -> None:
            assert isinstance(after, ast.stmt)
            body[place] = after

        header = (node.lineno, node.end_lineno or node.lineno)
        inner: list[ast.stmt] = getattr(node, "body", [])
        if inner:
            header = (node.lineno, max(node.lineno, inner[0].lineno - 1))
        yield _Site(node, "statement", put, header, within)
        yield from _inside(node, header, within)


def _inside(node: ast.stmt, header: tuple[int, int], within: bool) -> Iterator[_Site]:
    match node:
        case ast.Import() | ast.ImportFrom() | ast.Expr(value=ast.Constant()):
            return
        case ast.If(test=ast.Name(id="TYPE_CHECKING"), orelse=orelse):
            yield from _statements(orelse, within)
        case ast.FunctionDef() | ast.AsyncFunctionDef():
            yield from _decorators(node, header, within)
            for kept in (node.args.defaults, node.args.kw_defaults):
                yield from _listed(kept, header, within)
            yield from _statements(node.body, True)
        case ast.ClassDef():
            yield from _decorators(node, header, within)
            yield from _statements(node.body, within)
        case ast.AnnAssign(annotation=annotation, value=value):
            if "TypeAlias" not in ast.unparse(annotation):
                yield from _said_in(annotation, header)
                if value is not None:
                    yield from _field(node, "value", header, within)
        case ast.Assign(targets=[ast.Name(id="__all__")]):
            return
        case ast.Assign(value=value) if not within and _is_type(value):
            yield from _said_in(value, header)
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=finalbody):
            yield from _statements(body, within)
            for handler in handlers:
                yield from _handler(node, handler, within)
            yield from _statements(orelse, within)
            yield from _statements(finalbody, within)
        case ast.Match(cases=cases):
            yield from _field(node, "subject", header, within)
            for case in cases:
                if case.guard is not None:
                    yield from _field(case, "guard", header, within, "condition")
                yield from _statements(case.body, within)
        case _:
            for name, value in ast.iter_fields(node):
                parts: Any = value
                condition = name == "test" and not isinstance(node, ast.Assert)
                if isinstance(value, ast.expr):
                    role = "condition" if condition else ""
                    yield from _field(node, name, header, within, role)
                elif isinstance(value, list):
                    if parts and isinstance(parts[0], ast.stmt):
                        yield from _statements(parts, within)
                    else:
                        yield from _listed(parts, header, within)


def _handler(node: ast.Try, handler: ast.ExceptHandler, within: bool) -> Iterator[_Site]:
    def put(after: ast.AST) -> None:
        assert isinstance(after, ast.ExceptHandler)
        node.handlers[node.handlers.index(handler)] = after

    yield _Site(handler, "handler", put, (handler.lineno, handler.lineno), within)
    yield from _statements(handler.body, within)


def _decorators(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef,
    header: tuple[int, int],
    within: bool,
) -> Iterator[_Site]:
    for place, decorator in enumerate(node.decorator_list):
        named = decorator.func if isinstance(decorator, ast.Call) else decorator
        name = ast.unparse(named).rpartition(".")[2]

        def put(after: ast.AST, place: int = place) -> None:
            assert isinstance(after, ast.expr)
            node.decorator_list[place] = after

        if name not in _DECORATORS:
            yield _Site(decorator, "decorator", put, header, within)
        if isinstance(decorator, ast.Call):
            yield from _expression(decorator, header, within)


def _is_type(node: ast.expr) -> bool:
    """Whether the value of an assignment in a module is a type: an alias, not data."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return _is_type(node.left) and _is_type(node.right)
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Name) and node.value.id[:1].isupper()
    return isinstance(node, ast.Name) and (node.id[:1].isupper() or node.id in ("str", "int"))


def _said_in(annotation: ast.expr, header: tuple[int, int]) -> Iterator[_Site]:
    """What the calls in an annotation say: `Field(ge=0)`, `StringConstraints(...)`."""
    for node in ast.walk(annotation):
        if isinstance(node, ast.Call):
            yield from _children(node, header, False)


def _field(
    parent: ast.AST, name: str, header: tuple[int, int], within: bool, role: str = ""
) -> Iterator[_Site]:
    node: ast.expr = getattr(parent, name)

    def put(after: ast.AST) -> None:
        setattr(parent, name, after)

    yield _Site(node, role, put, header, within)
    yield from _expression(node, header, within)


def _listed(values: list[Any], header: tuple[int, int], within: bool) -> Iterator[_Site]:
    # Expressions, or what holds some: keyword arguments, comprehensions; None for no default.
    for place, node in enumerate(values):

        def put(after: ast.AST, place: int = place) -> None:
            assert isinstance(after, ast.expr)
            values[place] = after

        if isinstance(node, ast.expr):
            yield _Site(node, "", put, header, within)
            yield from _expression(node, header, within)
        elif isinstance(node, ast.AST):
            yield from _expression(node, header, within)


def _expression(node: ast.AST, header: tuple[int, int], within: bool) -> Iterator[_Site]:
    yield from _children(node, header, within or isinstance(node, ast.Lambda))


def _children(node: ast.AST, header: tuple[int, int], within: bool) -> Iterator[_Site]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "cast":
        yield from _listed(node.args[1:], header, within)
        return
    for name, value in ast.iter_fields(node):
        parts: Any = value
        if name == "format_spec":
            continue
        if isinstance(node, ast.keyword) and node.arg == "slots":
            continue
        if isinstance(value, ast.expr):
            role = "condition" if isinstance(node, ast.IfExp) and name == "test" else ""
            yield from _field(node, name, header, within, role)
        elif isinstance(value, list):
            if isinstance(node, ast.comprehension) and name == "ifs":
                yield from _filters(parts, header, within)
            else:
                yield from _listed(parts, header, within)
        elif isinstance(value, ast.arguments):
            yield from _listed(value.defaults, header, within)


def _filters(values: list[ast.expr], header: tuple[int, int], within: bool) -> Iterator[_Site]:
    for site in _listed(values, header, within):
        top = any(site.node is value for value in values)
        yield _Site(site.node, "condition", site.put, header, within) if top else site
