"""Grounded pieces as rows of a collection."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from chinaindpolicy.curation.source_text import PlaceError
from chinaindpolicy.extraction.stub_yaml import scalar, stubs_yaml
from chinaindpolicy.extraction.stubs import stub_of
from chinaindpolicy.quantity.types import QuantityMention

if TYPE_CHECKING:
    from chinaindpolicy.extraction.grounding.ground import Grounded
    from chinaindpolicy.extraction.stubs import Stub

_TABLES = ("targets", "figures")
_KEYS = (
    *("id", "policy_id", "indicator_id", "region_id", "statement", "period", "strength"),
    *("kind", "basis", "price_basis", "unit"),
)


def rows_yaml(text: str, grounded: Iterable[Grounded]) -> str:
    """Return grounded pieces as YAML rows of a collection.

    Values are those of the text. Keys that the pieces give, such as `indicator_id` and `period`,
    are filled in; the others are open. Pieces that do not occur, have no quantity or disagree with
    the text are comments.

    Args:
        text: The text.
        grounded: Results of `ground` for this text.

    Example:
        >>> from chinaindpolicy.extraction.grounding.ground import ground
        >>> text = "Output rose by 5% in 2026."
        >>> rows = rows_yaml(text, ground(text, [{"text": "5%", "id": "output-2026"}]))
        >>> rows.split("figures:")[1].splitlines()[1]
        '  - id: output-2026'
    """
    stubs: list[Stub] = []
    notes: list[str] = []
    for one in grounded:
        if one.text is None or one.char_start is None or one.char_end is None:
            near = "" if one.nearest is None else f"; nearest at {one.nearest[0]}: "
            shown = scalar(text[slice(*one.nearest)]) if one.nearest else ""
            notes.append(f"# not in the text: {scalar(one.piece)}{near}{shown}")
            continue
        if one.quantity is None:
            notes.append(f"# no quantity at {one.char_start}: {scalar(one.text)}")
            continue
        notes.extend(
            f"# {scalar(one.text)} at {one.char_start}: {difference}"
            for difference in one.differences
        )
        table = one.fields.get("table")
        quantity = one.quantity
        start, end = quantity.start, quantity.end
        if text[start:end] != quantity.text:  # made by hand
            start, end = one.char_start, one.char_end
        mention = QuantityMention(start, end, text[start:end], "indicator", quantity)
        given = {
            key: str(one.fields[key])
            for key in _KEYS
            if one.fields.get(key) not in (None, "") and not _differs(one, key)
        }
        try:
            stubs.append(stub_of(text, mention, table if table in _TABLES else None, given))
        except PlaceError as error:
            notes.append(f"# {error}")
    return "\n".join([stubs_yaml(stubs), *notes])


def _differs(one: Grounded, key: str) -> bool:
    return any(difference.startswith(f"{key}:") for difference in one.differences)
