"""What a listing shows."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A file below a folder, as a listing shows it."""

    path: str  # relative, with forward slashes, as the store has it
    n_bytes: int  # -1: it cannot be looked at
    version: int  # another one when the file was written again: the time in nanoseconds, or made from the store's tag
