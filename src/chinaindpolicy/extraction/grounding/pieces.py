"""Output of extractors as pieces: strings, dicts, LangExtract and W3C Web Annotations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, cast

from chinaindpolicy._arguments import shown
from chinaindpolicy.errors import ArgumentError

_TEXT_KEYS = ("text", "extraction_text", "exact", "quote", "span")
_START_KEYS = ("char_start", "start", "start_pos")
_EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression that an extractor took from a text.

    Attributes:
        text: The expression.
        before: Text that precedes it, if the extractor gives it.
        after: Text that follows it, if the extractor gives it.
        start: Offset that the extractor gives; a hint only.
        fields: Further fields of the piece, such as `value`, `unit` and `period`.
    """

    text: str
    before: str = ""
    after: str = ""
    start: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])


def read_pieces(given: object) -> Iterator[Piece]:
    """Yield the pieces of an extractor's output.

    Args:
        given: Strings and dicts; extractions or annotated documents of LangExtract, as objects or
            as dicts; Web Annotations, alone, as a list, or as an annotation page.

    Raises:
        ArgumentError: If a piece has no text or an unsupported type.
    """
    for number, one in enumerate(_listed(given)):
        yield _piece(one, number)


def _listed(given: Any) -> Iterable[object]:
    if isinstance(given, Mapping):
        mapping = cast("Mapping[str, Any]", given)
        inner = next(
            (
                mapping[key]
                for key in ("extractions", "items", "first")
                if isinstance(mapping.get(key), list | tuple | Mapping)
            ),
            None,
        )
        return (mapping,) if inner is None else _listed(inner)
    if isinstance(given, str) or not isinstance(given, Iterable):
        inner = getattr(given, "extractions", None)
        return cast("Iterable[object]", inner) if inner is not None else (given,)
    return _flattened(cast("Iterable[Any]", cast("object", given)))


def _flattened(given: Iterable[Any]) -> Iterator[object]:
    for one in given:
        if _extractions(one) is None:
            yield one
        else:
            yield from _listed(one)


def _extractions(one: Any) -> Any:
    """Return the extractions of an annotated document; None for any other piece."""
    if isinstance(one, Mapping):
        return cast("Mapping[str, Any]", one).get("extractions")
    return getattr(one, "extractions", None)


def _piece(one: object, number: int) -> Piece:
    if isinstance(one, str):
        return _checked(Piece(one), number)
    if isinstance(one, Piece):
        return _checked(one, number)
    if isinstance(one, Mapping):
        mapping = cast("Mapping[str, Any]", one)
        if "target" in mapping and _selectors(mapping["target"]):
            return _checked(_annotation(mapping), number)
        return _checked(_mapping(mapping), number)
    if hasattr(one, "extraction_text"):
        thing: Any = one
        interval = getattr(thing, "char_interval", None)
        start = getattr(interval, "start_pos", None)
        fields = dict(getattr(thing, "attributes", None) or {})
        fields.setdefault("class", getattr(thing, "extraction_class", None))
        return _checked(Piece(thing.extraction_text, start=start, fields=fields), number)
    raise ArgumentError(
        f"piece {number} is {shown(one)}; expected a str or a dict with the key 'text', such as "
        "{'text': 'over 5 labs', 'value': 5}"
    )


def _mapping(mapping: Mapping[str, Any]) -> Piece:
    text = next((mapping[key] for key in _TEXT_KEYS if mapping.get(key) is not None), None)
    start = next((mapping[key] for key in _START_KEYS if mapping.get(key) is not None), None)
    interval = mapping.get("char_interval")
    if start is None and isinstance(interval, Mapping):
        start = cast("Mapping[str, Any]", interval).get("start_pos")
    fields = dict(mapping)
    fields.update(mapping.get("attributes") or {})
    return Piece(
        cast("str", text),
        str(mapping.get("before") or mapping.get("prefix") or ""),
        str(mapping.get("after") or mapping.get("suffix") or ""),
        start if isinstance(start, int) else None,
        fields,
    )


def _selectors(target: object) -> list[Mapping[str, Any]]:
    """Return the selectors of an annotation's target, the refining ones included."""
    if isinstance(target, list):
        return [one for each in cast("list[object]", target) for one in _selectors(each)]
    if not isinstance(target, Mapping):
        return []
    found: list[Mapping[str, Any]] = []
    selector: Any = cast("Mapping[str, Any]", target).get("selector")
    pending: list[Any] = [selector]
    while pending:
        one = pending.pop(0)
        if isinstance(one, list):
            pending.extend(one)  # pyright: ignore[reportUnknownArgumentType]
        elif isinstance(one, Mapping):
            mapping = cast("Mapping[str, Any]", one)
            found.append(mapping)
            pending.append(mapping.get("refinedBy"))
    return found


def _annotation(annotation: Mapping[str, Any]) -> Piece:
    selectors = _selectors(annotation["target"])
    quotes = [one for one in selectors if one.get("type") == "TextQuoteSelector"]
    positions = [one for one in selectors if one.get("type") == "TextPositionSelector"]
    quote = quotes[-1] if quotes else _EMPTY
    start = positions[-1].get("start") if positions else None
    body = annotation.get("body")
    fields: dict[str, Any] = {"id": annotation.get("id")}
    for one in cast("list[object]", body) if isinstance(body, list) else [body]:
        if isinstance(one, Mapping):
            fields.update(cast("Mapping[str, Any]", one))
    value = fields.get("value")
    if isinstance(value, str):  # the text of a comment, not a number
        del fields["value"]
        fields["comment"] = value
    return Piece(
        cast("str", quote.get("exact")),
        str(quote.get("prefix") or ""),
        str(quote.get("suffix") or ""),
        start if isinstance(start, int) else None,
        fields,
    )


def _checked(piece: Piece, number: int) -> Piece:
    if not isinstance(cast("object", piece.text), str):
        raise ArgumentError(
            f"piece {number} has no text; add the expression, e.g. {{'text': 'over 5 labs'}}"
        )
    return piece
