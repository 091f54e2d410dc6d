"""Hints for attributes that a record lacks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chinaindpolicy._similar import nearest
from chinaindpolicy.model.vocabularies import TABLE_NAMES

if TYPE_CHECKING:
    from chinaindpolicy.model.fields import Record

_TEXTS = ("statement", "title", "name", "text", "printed", "role")
_TEXT_NAMES = ("title", "name", "label", "description", "text", "summary")


def attribute_hint(record: Record, name: str) -> str:
    """Return the code to use instead of an attribute that a record lacks; empty if none is known.

    Args:
        record: The record.
        name: The missing attribute.

    Example:
        >>> import chinaindpolicy as cip
        >>> attribute_hint(cip.targets[0], "title"), attribute_hint(cip.targets[0], "vlaue")
        ('; use .statement', "; did you mean 'value'?")
        >>> attribute_hint(cip.regions["cn-zj"], "figures")
        "; use cip.figures.where(region_id='cn-zj')"
    """
    fields = type(record).model_fields
    if name in ("to_dict", "as_dict", "asdict", "to_json"):
        return f"; use .{'model_dump_json()' if name == 'to_json' else 'model_dump()'}"
    links = getattr(record, "_links", None)
    if name in TABLE_NAMES and links is not None:
        own = f"{type(record).__name__.lower()}_id"
        if own in links[name].columns:
            return f"; use cip.{name}.where({own}={record.id!r})"
    if name == "year" and "period_end" in fields:
        return "; use .period_end.year, or the column 'year' of cip.observations"
    if name in _TEXT_NAMES and (text := next((each for each in _TEXTS if each in fields), "")):
        return f"; use .{text}"
    near = nearest(name, [*fields, *_properties(type(record))], most=1)
    return f"; did you mean {near[0]!r}?" if near else f"; see {type(record).__name__}.model_fields"


def _properties(kind: type[Record]) -> list[str]:
    return [
        name
        for base in kind.__mro__
        for name, value in vars(base).items()
        if isinstance(value, property) and not name.startswith(("_", "model_"))
    ]
