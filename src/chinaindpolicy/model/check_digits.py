"""Codes of organizations with check characters: USCC and LEI."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, StringConstraints

_USCC_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
USCC_PATTERN = r"^[0-9A-HJ-NP-RTUW-Y]{2}[0-9]{6}[0-9A-HJ-NP-RTUW-Y]{10}$"
LEI_PATTERN = r"^[0-9A-Z]{18}[0-9]{2}$"


def is_uscc(code: str) -> bool:
    """Return True if a unified social credit code has its form and check character (GB 32100).

    Example:
        >>> is_uscc("91110000600037341L"), is_uscc("91110000600037341A")
        (True, False)
    """
    return re.fullmatch(USCC_PATTERN[1:-1], code) is not None and with_uscc_check(code) == code


def with_uscc_check(code: str) -> str:
    """Return a code of 18 characters with the check character that the first 17 require.

    Example:
        >>> with_uscc_check("91110000600037341A")
        '91110000600037341L'
    """
    total = sum(
        weight * _USCC_CHARACTERS.index(character)
        for weight, character in zip(_USCC_WEIGHTS, code[:17], strict=True)
    )
    return code[:17] + _USCC_CHARACTERS[-total % 31]


def is_lei(code: str) -> bool:
    """Return True if a Legal Entity Identifier has its form and check digits (ISO 17442).

    Example:
        >>> is_lei("213800KUD8LAJWSQ9D15"), is_lei("213800KUD8LAJWSQ9D14")
        (True, False)
    """
    form = re.fullmatch(LEI_PATTERN[1:-1], code)
    return form is not None and _lei_remainder(code) == 1


def with_lei_check(code: str) -> str:
    """Return a code of 20 characters with the check digits that the first 18 require.

    Example:
        >>> with_lei_check("213800KUD8LAJWSQ9D14")
        '213800KUD8LAJWSQ9D15'
    """
    return f"{code[:18]}{98 - _lei_remainder(code[:18] + '00'):02}"


def _lei_remainder(code: str) -> int:
    return int("".join(str(int(each, 36)) for each in code)) % 97


CHECKED_CODES: Mapping[str, Callable[[str], bool]] = MappingProxyType(
    {USCC_PATTERN: is_uscc, LEI_PATTERN: is_lei}
)
"""The check of each code with check characters, by the pattern of its column."""

CHECK_COMPLETIONS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {USCC_PATTERN: with_uscc_check, LEI_PATTERN: with_lei_check}
)
"""Returns a code with its right check characters, by the pattern of its column."""


def _with_check(check: Callable[[str], bool]) -> AfterValidator:
    def checked(code: str) -> str:
        if not check(code):
            raise ValueError(f"the check digit of {code} is wrong; compare it with the source")
        return code

    return AfterValidator(checked)


Uscc = Annotated[str, StringConstraints(pattern=USCC_PATTERN), _with_check(is_uscc)]
Lei = Annotated[str, StringConstraints(pattern=LEI_PATTERN), _with_check(is_lei)]
