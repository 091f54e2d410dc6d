"""Mapping: bringing anyone's data to our columns, units and codes, every change listed."""

from __future__ import annotations

from chinaindpolicy.mapping.normalizing import normalize
from chinaindpolicy.mapping.reading import CHANGE_RULES, NORMALIZE_RULES
from chinaindpolicy.mapping.result import Normalized

__all__ = ["CHANGE_RULES", "NORMALIZE_RULES", "Normalized", "normalize"]
