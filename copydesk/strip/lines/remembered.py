"""What is said of a line, remembered: the same menus and buttons stand on every page of an outlet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

Said = TypeVar("Said")
# Lines that are remembered, none of more characters: longer ones come back on no other page, and a page may have one of
# a megabyte.
_MAX_LINES, _MAX_CHARS = 16384, 500


def remembered(function: Callable[[str], Said]) -> Callable[[str], Said]:
    """The function, which is asked once of each short line."""
    return _Known(function).__getitem__


class _Known(dict[str, Said]):
    """What was said of each line; all is forgotten when it is full.

    A dictionary finds what it knows without a call in Python: lines are asked hundreds of times a page.
    """

    def __init__(self, function: Callable[[str], Said]) -> None:
        super().__init__()
        self._function = function

    def __missing__(self, text: str) -> Said:
        said = self._function(text)
        if len(text) <= _MAX_CHARS:
            if len(self) >= _MAX_LINES:
                self.clear()
            self[text] = said
        return said
