"""Profiles: required columns, and columns in which a value can be missing."""

from __future__ import annotations

from typing import Literal

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.columns import PROVENANCE, ColumnSpec, columns
from chinaindpolicy.model.vocabularies import VALUE_TABLES

Profile = Literal["core", "traced"]
PROFILES: tuple[Profile, ...] = ("core", "traced")

# Columns of every observation; a traced one also has its source and position.
_OBSERVATION = ("indicator_id", "region_id", "period", "value", "unit")


def checked_profile(profile: str) -> Profile:
    """Return a profile's name.

    Raises:
        UnknownNameError: If there is no such profile.
    """
    for known in PROFILES:
        if profile == known:
            return known
    raise UnknownNameError("profile", profile, PROFILES)


def required_columns(table: str, profile: Profile) -> tuple[str, ...]:
    """Return the columns that data of a table needs.

    In `traced` these are all columns of the record. In `core` they are indicator, region, period,
    value and unit for targets, figures and outcomes. For other tables they are the required
    columns, without the position in a text and the columns that a build computes.

    Example:
        >>> required_columns("figures", "core")
        ('indicator_id', 'region_id', 'period', 'value', 'unit')
        >>> required_columns("units", "core")
        ('id', 'name', 'dimension')
    """
    if profile == "traced":
        return tuple(spec.name for spec in columns(table))
    if table in VALUE_TABLES:
        return _OBSERVATION
    return tuple(spec.name for spec in columns(table) if _in_core(spec))


def _in_core(spec: ColumnSpec) -> bool:
    optional = spec.nullable or spec.type == "list" or spec.meaning.derived
    return not optional and spec.name not in PROVENANCE


def is_optional(spec: ColumnSpec, table: str, profile: Profile) -> bool:
    """Return whether a value of a column may be missing.

    The record decides this. Requirements that depend on the rest of the row are separate rules.
    """
    return spec.nullable
