"""The public face as text: names, signatures, commands, codes and schemas; releases by digest.

`python tasks.py snapshots` writes them to `tests/snapshots`. `python tasks.py pin` also appends the
digests of new releases to `datasets/releases.sha256`, which publishes them.
tests/project/test_public_interface.py and tests/project/test_release_digests.py compare them.
"""

from __future__ import annotations

import dataclasses
import hashlib
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from inspect import Parameter
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast, get_args

import click
from pydantic import BaseModel

import chinaindpolicy as cip
from chinaindpolicy.cli import cli
from chinaindpolicy.dataset.release_names import DESCRIPTOR
from chinaindpolicy.ingest.normalize.cell_values import CHANGE_RULES
from chinaindpolicy.model.columns import columns
from chinaindpolicy.model.records import RECORDS
from chinaindpolicy.model.schemas import table_schema
from chinaindpolicy.model.vocabularies import TABLE_NAMES
from chinaindpolicy.rules.registry import rules_of
from chinaindpolicy.rules.rule import Scope
from example import DATASETS, RELEASES, ROOT

SNAPSHOTS = ROOT / "tests" / "snapshots"
PINS = DATASETS / "releases.sha256"
MODULES = ("chinaindpolicy", "chinaindpolicy.plot", "chinaindpolicy.testing")


def snapshots() -> dict[str, str]:
    """Return every file of the snapshot, by its path in the folder of snapshots."""
    schemas = {f"schemas/{name}.json": f"{_json(_schemas(name))}\n" for name in TABLE_NAMES}
    return {"api.txt": "\n".join(_api()) + "\n", **schemas}


def digest(files: Mapping[str, str]) -> str:
    """Return one short digest of all the files of a snapshot."""
    whole = "".join(f"{name}\n{text}" for name, text in sorted(files.items()))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def pins_of(folder: Path) -> list[str]:
    """Return the lines that pin a release: a digest and a path for each file, as sha256sum's."""
    return [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {folder.name}/{path.name}"
        for path in sorted(folder.iterdir())
    ]


def _api() -> Iterator[str]:
    for module in MODULES:
        yield from ("", f"# {module}", "") if module != MODULES[0] else (f"# {module}", "")
        home = importlib.import_module(module)
        for name in sorted(home.__all__):
            yield from _described(name, getattr(home, name))
    yield from ("", "# records, by table", "")
    for table, record in RECORDS.items():
        yield f"{table}: {record.__name__}"
    yield from ("", "# commands", "")
    for name, command in sorted(cli.commands.items()):
        yield f"chinaindpolicy {name}"
        yield from (f"    {_option(parameter)}" for parameter in command.params)
    yield from ("", "# codes of findings, and their severity", "")
    codes: dict[str, bool] = {}
    for rule in rules_of(*get_args(Scope)):
        warns = rule.lenient or rule.severity_in("traced") == "warning"
        codes[rule.code] = codes.get(rule.code, False) or warns
    yield from (f"{code} warning" if warns else code for code, warns in codes.items())
    yield from ("", "# changes of normalize", "")
    yield from CHANGE_RULES


def _described(name: str, thing: Any) -> Iterator[str]:
    if isinstance(thing, type):
        yield from _class(name, cast("type[Any]", thing))
    elif callable(thing):
        yield f"def {name}{_signature(thing)}"
    else:  # a table, a release's name: what it is changes with the data
        yield f"{name}: {type(thing).__name__}"


def _class(name: str, thing: type[Any]) -> Iterator[str]:
    bases = ", ".join(base.__name__ for base in thing.__bases__)
    yield f"class {name}({bases})"
    if "__init__" in vars(thing):
        # Python 3.14 makes the annotations of a generated `__init__` when they are asked for.
        source = {part.name: part.type for part in _fields(thing)}
        yield f"    def __init__{_signature(thing, source).removesuffix(' -> None')}"
    if dataclasses.is_dataclass(thing):
        for part in dataclasses.fields(thing):
            if not part.name.startswith("_"):
                yield f"    {part.name}: {part.type}"
    for member, value in sorted(vars(thing).items()):
        if member.startswith("_") and member not in _OPERATORS:
            continue
        if isinstance(value, property):
            kind = inspect.get_annotations(cast("Any", value.fget)).get("return", "Any")
            yield f"    {member}: {kind} (read only)"
        elif isinstance(value, (classmethod, staticmethod)):
            function = cast("Any", value).__func__
            kind = "classmethod" if isinstance(value, classmethod) else "staticmethod"
            yield f"    {kind} {member}{_signature(function)}"
        elif inspect.isfunction(value):
            yield f"    def {member}{_signature(value)}"


_OPERATORS = ("__bool__", "__call__", "__contains__", "__getitem__", "__iter__", "__len__")


_STARS: Mapping[object, str] = {Parameter.VAR_POSITIONAL: "*", Parameter.VAR_KEYWORD: "**"}


def _fields(thing: type[Any]) -> tuple[dataclasses.Field[Any], ...]:
    return dataclasses.fields(thing) if dataclasses.is_dataclass(thing) else ()


def _signature(thing: Callable[..., Any], source: Mapping[str, Any] = MappingProxyType({})) -> str:
    """Return a signature in the words of the source, the same in every version of Python."""
    signature = inspect.signature(thing)
    parts: list[str] = []
    keyword_only = False
    for parameter in signature.parameters.values():
        if parameter.kind is parameter.VAR_POSITIONAL:
            keyword_only = True
        elif parameter.kind is parameter.KEYWORD_ONLY and not keyword_only:
            parts.append("*")
            keyword_only = True
        if parameter.name.startswith("_"):
            continue  # a field that nobody gives
        text = _STARS.get(parameter.kind, "") + parameter.name
        if parameter.annotation is not parameter.empty:
            text += f": {_annotation(source.get(parameter.name, parameter.annotation))}"
        if parameter.default is not parameter.empty:
            text += f" = {_default(parameter.default)}"
        parts.append(text)
        if parameter.kind is parameter.POSITIONAL_ONLY:
            parts.append("/")
    result = signature.return_annotation
    arrow = "" if result is signature.empty else f" -> {_annotation(result)}"
    return f"({', '.join(parts)}){arrow}"


def _annotation(annotation: Any) -> str:
    return annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "None")


def _default(value: Any) -> str:
    plain = {"NoneType", "bool", "str", "int", "float", "tuple", "frozenset"}
    kind: str = type(value).__name__
    return f"{value!r}" if kind in plain else f"<{kind}>"


def _option(parameter: click.Parameter) -> str:
    told = " / ".join([*parameter.opts, *parameter.secondary_opts])
    if isinstance(parameter, click.Argument):
        told = f"argument {parameter.name}"
    kind = parameter.type
    choices = cast("tuple[object, ...]", getattr(kind, "choices", ()))
    told += f": {kind.name}" + (f" of {', '.join(map(str, choices))}" if choices else "")
    marks = {
        "required": parameter.required,
        "any number": parameter.nargs == -1 or parameter.multiple,
        "flag": getattr(parameter, "is_flag", False),
    }
    return ", ".join([told, *(mark for mark, holds in marks.items() if holds)])


def _schemas(table: str) -> dict[str, Any]:
    record: type[BaseModel] = RECORDS[table]
    return {
        "record": {name: field.is_required() for name, field in record.model_fields.items()},
        "polars": {name: str(kind) for name, kind in cip.polars_schema(table).items()},
        "table_schema": table_schema(columns(table)),
        "json_schema": cip.json_schema(table),
    }


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)


def main() -> None:
    """Write what changed; say what is to be done about it."""
    files = snapshots()
    (SNAPSHOTS / "schemas").mkdir(parents=True, exist_ok=True)
    for path in SNAPSHOTS.rglob("*.*"):
        if path.is_file() and path.relative_to(SNAPSHOTS).as_posix() not in files:
            path.unlink()
            print(f"removed {path.relative_to(ROOT)}")
    for name, text in files.items():
        path = SNAPSHOTS / name
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8", newline="\n")
            print(f"wrote {path.relative_to(ROOT)}")
    if "--pin" in sys.argv[1:]:
        _pin()
    print(f"public face: {digest(files)} (CHANGELOG.md tells what changed, and this)")


def _pin() -> None:
    pinned = PINS.read_text(encoding="utf-8") if PINS.is_file() else ""
    for folder in sorted(path for path in RELEASES.iterdir() if (path / DESCRIPTOR).is_file()):
        if f"  {folder.name}/" not in pinned:  # what is pinned is never written again
            with PINS.open("a", encoding="utf-8", newline="\n") as file:
                file.writelines(f"{line}\n" for line in pins_of(folder))
            print(f"pinned {folder.name}")


if __name__ == "__main__":
    main()
