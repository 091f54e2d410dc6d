"""Exact offsets and values of an extractor's output: `ground`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from chinaindpolicy._arguments import checked_except
from chinaindpolicy._public import public
from chinaindpolicy.extraction.grounding.find import Finder, Place, Status
from chinaindpolicy.extraction.grounding.pieces import Piece, read_pieces
from chinaindpolicy.extraction.grounding.reading import Reading, years_in
from chinaindpolicy.quantity.check import compare
from chinaindpolicy.quantity.parse import parse_quantity
from chinaindpolicy.quantity.types import QuantityError
from chinaindpolicy.quantity.units import units

if TYPE_CHECKING:
    from chinaindpolicy.quantity.types import Quantity


@public
@dataclass(frozen=True, slots=True)
class Grounded:
    r"""A piece of an extractor's output with its place in the text.

    Attributes:
        piece: The expression, as the extractor gives it.
        text: The characters of the text between the offsets; None if it does not occur.
        char_start: `str` offset of the first character; None if it does not occur.
        char_end: `str` offset after the last character; None if it does not occur.
        status: `exact` for the same characters, `normalized` if width, case, spaces, line breaks,
            quotes or dashes differ, `not_found` otherwise.
        count: Number of occurrences in the text.
        quantity: The quantity that the text has there, read with its context; None without one.
        agrees: True if value, unit, comparator and period of the piece agree with the text, False
            if one differs, None if the piece has none of them or does not occur.
        differences: The differences, as text.
        nearest: The most similar span, `(char_start, char_end)`, of a piece that does not occur.
        fields: The fields of the piece.

    Example:
        >>> import chinaindpolicy as cip
        >>> text = "By 2025, over 5 labs;\nby 2030, over 5 labs and 3 plants."
        >>> first, second = cip.ground(text, ["over 5 labs", "over 5 labs"])
        >>> (first.char_start, second.char_start), first.quantity.value
        ((9, 31), Decimal('5'))
    """

    piece: str
    text: str | None
    char_start: int | None
    char_end: int | None
    status: Status
    count: int
    quantity: Quantity | None = None
    agrees: bool | None = None
    differences: tuple[str, ...] = ()
    nearest: tuple[int, int] | None = None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any], repr=False)

    @property
    def found(self) -> bool:
        """True if the text contains the piece."""
        return self.char_start is not None

    def to_dict(self) -> dict[str, Any]:
        """Return the place, the reading and the comparison as a dict of JSON values.

        Example:
            >>> import chinaindpolicy as cip
            >>> (one,) = cip.ground("Over 5 labs.", [{"text": "over 5 labs", "value": 6}])
            >>> one.to_dict()["differences"]
            ['value: the piece has 6, the text has 5']
        """
        quantity = self.quantity
        upper = None if quantity is None else quantity.value_upper
        return {
            "piece": self.piece,
            "text": self.text,
            "char_start": self.char_start,
            "char_end": self.char_end,
            "status": self.status,
            "count": self.count,
            "comparator": None if quantity is None else quantity.comparator,
            "value": None if quantity is None else f"{quantity.value:f}",
            "value_upper": None if upper is None else f"{upper:f}",
            "unit": None if quantity is None else quantity.unit,
            "agrees": self.agrees,
            "differences": list(self.differences),
            "nearest": None if self.nearest is None else list(self.nearest),
        }

    def to_annotation(self, source: str) -> dict[str, Any]:
        """Return a W3C Web Annotation of the place, without its context.

        Args:
            source: Address or name of the text.

        Raises:
            ValueError: If the text does not contain the piece.
        """
        if self.char_start is None or self.char_end is None:
            raise ValueError(f"the text does not contain {self.piece!r}; check `found` first")
        return {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "target": {
                "source": source,
                "selector": [
                    {"type": "TextQuoteSelector", "exact": self.text},
                    {
                        "type": "TextPositionSelector",
                        "start": self.char_start,
                        "end": self.char_end,
                    },
                ],
            },
        }


@public
@checked_except("pieces")
def ground(text: str, pieces: object) -> tuple[Grounded, ...]:
    r"""Find the exact place of each expression that an extractor took from a text.

    An expression that occurs is always found; width, case, spaces and line breaks are ignored.
    If it occurs more than once, the given context decides (`before` and `after`), then the given
    offset, then the order of the pieces.

    Args:
        text: The text that the extractor read.
        pieces: Strings; dicts with `text` and optionally `value`, `value_upper`, `comparator`,
            `unit`, `period`, `before`, `after` and `char_start`; LangExtract extractions or
            annotated documents; W3C Web Annotations with a `TextQuoteSelector`.

    Returns:
        One result for each piece, in order.

    Raises:
        ArgumentError: If a piece has no text. It is a TypeError.

    Example:
        >>> import chinaindpolicy as cip
        >>> text = "到２０２５年，建成\n３个以上平台。"
        >>> (one,) = cip.ground(text, [{"text": "3个以上", "value": 30}])
        >>> one.text, one.status, one.agrees
        ('３个以上', 'normalized', False)
    """
    finder = Finder(text)
    reading = Reading(text)
    results: list[Grounded] = []
    after = 0
    taken: set[tuple[int, int]] = set()
    for piece in read_pieces(pieces):
        place = finder.find(piece, after, taken)
        if place is None:
            near = finder.nearest(piece.text)
            results.append(
                Grounded(
                    piece.text, None, None, None, "not_found", 0, nearest=near, fields=piece.fields
                )
            )
            continue
        after = place.end
        taken.add((place.start, place.end))
        results.append(_grounded(reading, piece, place))
    return tuple(results)


def _grounded(reading: Reading, piece: Piece, place: Place) -> Grounded:
    quantity = reading.quantity(place.start, place.end)
    differences, compared = _differences(reading, piece, place, quantity)
    return Grounded(
        piece.text,
        reading.text[place.start : place.end],
        place.start,
        place.end,
        place.status,
        place.count,
        quantity,
        not differences if compared else None,
        tuple(differences),
        None,
        piece.fields,
    )


def _differences(
    reading: Reading, piece: Piece, place: Place, quantity: Quantity | None
) -> tuple[list[str], bool]:
    """Return the differences, and whether anything was compared."""
    given = piece.fields
    found: list[str] = []
    compared = False
    if any(given.get(key) is not None for key in ("value", "unit", "comparator")):
        compared = True
        found.extend(_quantity_differences(given, quantity))
    period = given.get("period")
    if period not in (None, ""):
        compared = True
        found.extend(_period_differences(reading, place, str(period)))
    return found, compared


def _quantity_differences(given: Mapping[str, Any], quantity: Quantity | None) -> list[str]:
    if quantity is None:
        return ["value: the text has no quantity there"]
    value, upper = _decimal(given.get("value")), _decimal(given.get("value_upper"))
    unit = given.get("unit")
    if given.get("value") is not None and value is None:
        return [f"value: {given['value']!r} is not a number; write e.g. 5 or '5.5'"]
    code = str(unit) if unit is not None else None
    if code is not None and code not in units():
        read = _with_unit(value, code)
        if read is None:
            return [f"unit: {code!r} is not a known unit; use a code such as CNY or percent"]
        value, code = (None if value is None else read.value), read.unit
    if value is None:
        same = code is None or code == quantity.unit
        return [] if same else [f"unit: the piece has {code}, the text has {quantity.unit}"]
    result = compare(
        quantity.text or f"{quantity.value:f}", value, upper, given.get("comparator"), code
    )
    return _described(given, quantity, value, upper, code, result.verdict == "agrees")


def _described(
    given: Mapping[str, Any],
    quantity: Quantity,
    value: Decimal,
    upper: Decimal | None,
    code: str | None,
    agrees: bool,
) -> list[str]:
    if agrees:
        return []
    found: list[str] = []
    table = units()
    own, other = table.get(quantity.unit or ""), table.get(code or "")
    factor = Decimal(1)
    if code is not None and code != quantity.unit:
        if own is None or other is None or own.dimension != other.dimension:
            found.append(f"unit: the piece has {code}, the text has {quantity.unit or 'none'}")
        else:
            factor = other.factor / own.factor
    if value * factor != quantity.value:
        found.append(f"value: the piece has {value:f}, the text has {quantity.value:f}")
    if upper is not None and (
        quantity.value_upper is None or upper * factor != quantity.value_upper
    ):
        shown = "none" if quantity.value_upper is None else f"{quantity.value_upper:f}"
        found.append(f"value_upper: the piece has {upper:f}, the text has {shown}")
    comparator = given.get("comparator")
    if comparator is not None and comparator != quantity.comparator:
        found.append(f"comparator: the piece has {comparator}, the text has {quantity.comparator}")
    return found


def _decimal(value: object) -> Decimal | None:
    if value is None or isinstance(value, bool):
        return None
    text = repr(value) if isinstance(value, float) else str(value).replace(",", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _with_unit(value: Decimal | None, unit: str) -> Quantity | None:
    """Return the reading of a value with a unit as text, such as 亿元 or "billion yuan"."""
    number = "1" if value is None else f"{value:f}"
    for written in (f"{number}{unit}", f"{number} {unit}"):
        try:
            read = parse_quantity(written)
        except QuantityError:
            continue
        if read.unit is not None:
            return read
    return None


def _period_differences(reading: Reading, place: Place, period: str) -> list[str]:
    """Compare the years of a period with those of the sentence, else with the last year before."""
    expected = set(years_in(period))
    if not expected:
        return []
    years = reading.years_at(place.start)
    if not years:
        return [f"period: the piece has {period}, the text has no year there"]
    if expected & years:
        return []
    return [f"period: the piece has {period}, the text has {', '.join(sorted(years))}"]
