"""Doors: reading files that are not ours, with every row that cannot be read told.

Nothing is padded, cut or guessed on the way: a row that does not fit the header, or cannot be
decoded, is kept out of the frame and is a finding with its file and line.
"""

from __future__ import annotations

from chinaindpolicy.doors.opened import Opened
from chinaindpolicy.doors.opening import open_data
from chinaindpolicy.doors.problems import DOOR_RULES

__all__ = ["DOOR_RULES", "Opened", "open_data"]
