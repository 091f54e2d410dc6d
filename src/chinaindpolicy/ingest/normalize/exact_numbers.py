"""Plain numbers of a column as integers and powers of ten, and their exact products in Polars.

A number of at most 15 digits times a power of ten up to 22 is one correctly rounded operation on
64-bit floats, as both operands are exact.
"""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

import polars as pl

_MOST_DIGITS = 15
_LARGEST = 10**_MOST_DIGITS - 1
_MOST_POWER = 22
_PLAIN = r"^-?[0-9]+(?:\.[0-9]+)?$"
_LONE_DOT = r"^-?[1-9][0-9]{0,2}\.[0-9]{3}$"


class PlainNumbers(NamedTuple):
    """The numbers of a column: mantissa / 10^places.

    Attributes:
        plain: True for plain numbers; null for missing cells.
        mantissa: The digits as an integer.
        places: The number of digits after the decimal point.
        lone: True for numbers such as 1.234, whose dot may group thousands.
        dots: True for numbers whose dot is a decimal point.
    """

    plain: pl.Series
    mantissa: pl.Series
    places: pl.Series
    lone: pl.Series
    dots: pl.Series


def plain_numbers(cells: pl.Series) -> PlainNumbers | None:
    """Return the plain numbers of a column of texts or numbers; None for other types.

    Example:
        >>> found = plain_numbers(pl.Series(["12.50", "x", None]))
        >>> found.plain.to_list(), found.mantissa.to_list()[0], found.places.to_list()[0]
        ([True, False, None], 1250, 2)
    """
    textual = cells.dtype == pl.String
    if not textual and not (cells.dtype.is_integer() or cells.dtype == pl.Float64):
        return None
    text = pl.col("text")
    frame = pl.DataFrame({"text": cells.cast(pl.String)}).select(
        text,
        text.str.replace(".", "", literal=True).alias("digits"),
        text.str.find(".", literal=True).alias("dot"),
        text.str.contains(_PLAIN).alias("plain"),
        text.str.contains(_LONE_DOT).alias("lone"),
    )
    frame = frame.select(
        pl.col("digits").cast(pl.Int64, strict=False).alias("mantissa"),
        (text.str.len_bytes() - pl.col("dot") - 1).fill_null(0).cast(pl.Int64).alias("places"),
        "plain",
        (pl.col("lone") & textual).alias("lone"),
        (pl.col("dot").is_not_null() & ~pl.col("lone") & textual).alias("dots"),
        text.str.starts_with("-").alias("minus"),
    )
    # A negative zero keeps its sign.
    fits = (
        pl.col("plain")
        & (pl.col("mantissa").abs() <= _LARGEST)
        & ~((pl.col("mantissa") == 0) & pl.col("minus"))
    ).fill_null(False)
    frame = frame.with_columns(
        pl.when(pl.col("plain").is_not_null()).then(fits).alias("plain"),
        pl.col("dots") & pl.col("plain"),
    )
    return PlainNumbers(*(frame[name] for name in PlainNumbers._fields))


class Scale(NamedTuple):
    """A factor as digits times a power of ten; exact."""

    digits: int
    power: int


def scale_of(factor: Decimal) -> Scale | None:
    """Return a factor as a scale; None if it has too many digits.

    Example:
        >>> scale_of(Decimal("100000000")), scale_of(Decimal("0.25"))
        (Scale(digits=1, power=8), Scale(digits=25, power=-2))
    """
    sign, digits, power = factor.normalize().as_tuple()
    number = int("".join(map(str, digits)))
    if not isinstance(power, int) or number > _LARGEST:
        return None
    return Scale(-number if sign else number, power)


class Products(NamedTuple):
    """Products of plain numbers and scales: mantissa times 10^power.

    Attributes:
        exact: True if the value is correctly rounded, and written with all digits.
        values: The values.
        mantissa: Their digits.
        power: Their power of ten.
    """

    exact: pl.Series
    values: pl.Series
    mantissa: pl.Series
    power: pl.Series


def products(numbers: PlainNumbers, digits: pl.Series, powers: pl.Series) -> Products:
    """Return numbers times scales.

    Args:
        numbers: The numbers.
        digits: The digits of the scale of each number.
        powers: The power of ten of the scale of each number.
    """
    tens = pl.Series([10.0**power for power in range(_MOST_POWER + 1)])
    frame = pl.DataFrame(
        {"m": numbers.mantissa, "d": digits, "p": powers - numbers.places}
    ).with_columns(
        # The floats decide whether the product of integers is small enough.
        (pl.col("m").cast(pl.Float64) * pl.col("d").cast(pl.Float64)).abs().alias("size"),
        (pl.col("m") * pl.col("d")).alias("mantissa"),
    )
    exact = ((pl.col("size") <= float(_LARGEST)) & (pl.col("p").abs() <= _MOST_POWER)).fill_null(
        False
    )
    frame = frame.with_columns(exact.alias("exact"))
    index = pl.when(pl.col("exact")).then(pl.col("p").abs()).otherwise(0)
    power = tens.gather(frame.select(index.alias("i"))["i"])
    frame = frame.with_columns(power.alias("ten"), pl.col("mantissa").cast(pl.Float64).alias("f"))
    # Both are divided by columns: Polars replaces a division by a literal by a product.
    values = frame.select(
        pl.when(pl.col("exact"))
        .then(
            pl.when(pl.col("p") >= 0)
            .then(pl.col("f") * pl.col("ten"))
            .otherwise(pl.col("f") / pl.col("ten"))
        )
        .alias("value")
    )["value"]
    return Products(frame["exact"], values, frame["mantissa"], frame["p"])


def digits_text(mantissa: pl.Series, power: pl.Series) -> pl.Series:
    """Return numbers as text in full, without exponent or trailing zeros.

    Example:
        >>> digits_text(pl.Series([125, -50, 0]), pl.Series([3, -3, 2])).to_list()
        ['125000', '-0.05', '0']
    """
    m, p = pl.col("m"), pl.col("p")
    zeros = pl.Series(["0" * count for count in range(_MOST_POWER + 1)])
    frame = pl.DataFrame({"m": mantissa, "p": power}).with_columns(
        m.abs().cast(pl.String).alias("digits"),
        pl.when(p < 0).then(-p).otherwise(0).alias("places"),
        pl.when((p > 0) & (m != 0)).then(p.clip(0, _MOST_POWER)).otherwise(0).alias("more"),
    )
    frame = frame.with_columns(zeros.gather(frame["more"]).alias("zeros"))
    digits, places = pl.col("padded"), pl.col("places")
    frame = frame.with_columns(pl.col("digits").str.zfill(places + 1).alias("padded"))
    frame = frame.with_columns(
        digits.str.slice(0, digits.str.len_bytes().cast(pl.Int64) - places).alias("whole"),
        digits.str.slice(digits.str.len_bytes().cast(pl.Int64) - places)
        .str.strip_chars_end("0")
        .alias("part"),
    )
    sign = pl.when(m < 0).then(pl.lit("-")).otherwise(pl.lit(""))
    small = (
        pl.when(pl.col("part") != "")
        .then(pl.concat_str(pl.col("whole"), pl.lit("."), pl.col("part")))
        .otherwise(pl.col("whole"))
    )
    text = pl.when(p < 0).then(small).otherwise(pl.concat_str("digits", "zeros"))
    return frame.select(pl.concat_str(sign, text).alias("text"))["text"]
