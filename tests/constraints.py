"""Write `constraints.txt`: the versions of `requirements.lock`, without hashes, for `pip -c`."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
LOCK = ROOT / "requirements.lock"
HEAD = "# The versions of requirements.lock: written by `python tasks.py constraints`.\n"


def constraints(lock: str) -> str:
    """Return the constraints of a lock file.

    Example:
        >>> print(constraints("a==1 ; python_version < '3.12' \\\\\\n    --hash=sha256:0\\n"))
        # The versions of requirements.lock: written by `python tasks.py constraints`.
        a==1 ; python_version < '3.12'
        <BLANKLINE>
    """
    pins = re.findall(r"^([\w.-]+==[^\\\n]+?) *\\?$", lock, re.MULTILINE)
    return HEAD + "".join(f"{pin}\n" for pin in pins)


if __name__ == "__main__":
    CONSTRAINTS.write_text(constraints(LOCK.read_text(encoding="utf-8")), encoding="utf-8")
