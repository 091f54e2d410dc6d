"""Profiles: which columns data needs, and where a value may be missing."""

from __future__ import annotations

from typing import Literal

from chinaindpolicy.errors import UnknownNameError
from chinaindpolicy.model.columns import PROVENANCE, ColumnSpec, columns
from chinaindpolicy.model.vocabularies import VALUE_TABLES

Profile = Literal["core", "traced"]
PROFILES: tuple[Profile, ...] = ("core", "traced")

# What every observation has; only a traced one has its source and place.
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

    In `traced` these are all columns of the record. In `core` they are, for targets, figures and
    outcomes, what is measured, where, when, how much and in which unit; for every other table
    what no record can miss, save where it was read and what a build computes.

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

    It may where the record allows it. What the rest of the row requires is a rule of its own.
    """
    return spec.nullable
