"""Standard input, output and error, whatever whoever started the process left of them."""

from __future__ import annotations

import io
import os
import sys
from typing import Any

from copydesk.errors import BatchError

# What Python had set up: it would close the descriptor with its end.
_replaced: list[Any] = []


def take_standard_streams() -> None:
    """No file of ours becomes one of the three; standard input that is closed says so to whoever reads it; and what
    standard error does not take, as on a disk that is full, is lost: nothing ends for want of a log.

    Standard output that is closed is None, as Python has it. Streams that a program set up itself stay.
    """
    for descriptor in range(3):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the system takes the lowest that is free
    if sys.stdin is None:
        sys.stdin = io.TextIOWrapper(io.BufferedReader(_Closed()))
    if sys.stderr is None or type(sys.stderr) is io.TextIOWrapper:
        _replaced.append(sys.stderr)
        encoding = "utf-8" if sys.stderr is None else sys.stderr.encoding
        stream = io.BufferedWriter(_Told(2, "w", closefd=False))
        sys.stderr = io.TextIOWrapper(stream, encoding=encoding, errors="backslashreplace", line_buffering=True)


class _Closed(io.RawIOBase):
    """What nothing can be read from."""

    def readable(self) -> bool:
        """As in io: for what reads it, to be told why not."""
        return True

    def readinto(self, _: Any) -> int:
        """Raises BatchError."""
        raise BatchError("standard input is closed")


class _Told(io.FileIO):
    """What is written, or is lost."""

    def write(self, data: Any) -> int:
        """As in io, and as if all had been written where nothing can be."""
        try:
            return super().write(data)
        except OSError:
            return memoryview(data).nbytes
