"""What is said of a line, remembered: the same menus and buttons stand on every page of an outlet."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

Said = TypeVar("Said")
# Lines that are remembered, none of more characters: longer ones come back on no other page, and a page may have one of
# a megabyte.
_MAX_LINES, _MAX_CHARS = 16384, 500


def remembered(function: Callable[[str], Said]) -> Callable[[str], Said]:
    """The function, which is asked once of each short line."""
    known = lru_cache(maxsize=_MAX_LINES)(function)

    @wraps(function)
    def ask(text: str) -> Said:
        return known(text) if len(text) <= _MAX_CHARS else function(text)

    return ask
