"""A number with what it counts, as people say it."""

from __future__ import annotations


def counted(n: int, one: str, many: str | None = None) -> str:
    """As many of it.

    >>> counted(1, "input"), counted(3, "input"), counted(0, "match", "matches")
    ('1 input', '3 inputs', '0 matches')
    """
    return f"{n} {one if n == 1 else many or one + 's'}"
