"""Read quantity expressions exactly, in English and Chinese.

Example:
    >>> from chinaindpolicy.quantity import find_quantities, format_quantity, parse_quantity
    >>> quantity = parse_quantity("more than 1000 enterprises")
    >>> quantity.comparator, quantity.value, quantity.unit
    ('gt', Decimal('1000'), 'enterprise')
    >>> format_quantity(quantity, "zh")
    '超过1,000家'
"""

from __future__ import annotations

from typing import Any

from chinaindpolicy._public import load_public as _load_public
from chinaindpolicy._public import public_names as _public_names

# The public names, and the module that defines each, are in `__init__.pyi`.


def __getattr__(name: str) -> Any:
    return _public_names(__name__) if name == "__all__" else _load_public(__name__, name)


def __dir__() -> list[str]:
    return sorted({*globals(), "__all__", *_public_names(__name__)})
