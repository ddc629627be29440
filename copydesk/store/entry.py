"""What a listing shows, and a look at one object."""

from __future__ import annotations

from typing import NamedTuple


class Entry(NamedTuple):
    """A file below a folder, as a listing shows it."""

    path: str  # relative, with forward slashes, as the store has it
    n_bytes: int  # -1: it cannot be looked at
    version: int  # another one when the file was written again: the time in nanoseconds, or made from the store's tag


class Look(NamedTuple):
    """What a look at an object shows."""

    n_bytes: int
    tag: str  # another one when the object was written again
    first: bytes = b""  # its beginning, if it was asked for
    path: str | None = None  # where it is kept
