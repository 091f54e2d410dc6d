"""Chains of ids: each id is followed by another one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping


def leading_to_themselves(following: Mapping[str, str | None]) -> frozenset[str]:
    """Return the ids that are reached again from themselves.

    Args:
        following: The id that follows each id.

    Example:
        >>> sorted(leading_to_themselves({"a": "b", "b": "a", "c": "a"}))
        ['a', 'b']
    """
    settled: dict[str, bool] = {}
    for start in following:
        path: dict[str, int] = {}
        name: str | None = start
        while name is not None and name in following and name not in settled and name not in path:
            path[name] = len(path)
            name = following[name]
        first = path.get(name, len(path)) if name is not None else len(path)
        settled.update((each, place >= first) for each, place in path.items())
    return frozenset(name for name, cyclic in settled.items() if cyclic)


def leading_to(
    ends: Iterable[str], pairs: Iterable[tuple[str | None, str]]
) -> list[tuple[str | None, str]]:
    """Return the pairs of an id and the next one that lead to one of some ids.

    Args:
        ends: The ids that chains are followed to.
        pairs: An id, or None for a row without an id, and the id that follows it.

    Example:
        >>> leading_to(["a"], [("b", "a"), ("c", "b"), (None, "c"), ("d", "e")])
        [('b', 'a'), ('c', 'b'), (None, 'c')]
    """
    before: dict[str, list[tuple[str | None, str]]] = {}
    for id, following in pairs:
        before.setdefault(following, []).append((id, following))
    found: list[tuple[str | None, str]] = []
    reached = sorted(ends)
    while reached:
        for pair in before.pop(reached.pop(), ()):
            found.append(pair)
            if pair[0] is not None:
                reached.append(pair[0])
    return found
