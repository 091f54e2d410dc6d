"""What is fuzzed: a function that runs one input, and the inputs it starts from."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .mutation import mutated

__all__ = ["Target", "broken"]

Mutate = Callable[[random.Random, bytes, Sequence[bytes]], bytes]


@dataclass(frozen=True)
class Target:
    """One thing that is fuzzed.

    Attributes:
        name: What it is called on the command line.
        run: Runs one input, with a folder to write in, and tells whether it was taken; false is
            a refusal in words. It raises what a user must never meet: any error but the
            documented ones, or `AssertionError` for a law that is broken.
        seeds: The inputs that others are made from, whole and valid.
        bounded: How many inputs the bounded run tries.
        mutate: How an input is changed.
    """

    name: str
    run: Callable[[bytes, Path], bool]
    seeds: Callable[[], Sequence[bytes]]
    bounded: int
    mutate: Mutate = mutated


def broken(law: str, *shown: object) -> AssertionError:
    """Return the error of a law that does not hold, with what shows it."""
    return AssertionError(f"{law}: {', '.join(ascii(each)[:300] for each in shown)}")
