"""A long column of numbers, in memory or in a file that goes when the column does."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Generic

import numpy as np
import numpy.typing as npt

from copydesk.reuse.arrays import Number


class Column(Generic[Number]):
    """`n` values of one type, written and read by ranges.

    With a folder they stand in an unnamed file there: what is read is a copy, and nothing but the ranges in use is in
    memory. (A mapped file would count as the process's memory all the same.)
    """

    def __init__(self, n: int, dtype: type[Number], folder: Path | None = None) -> None:
        self._dtype = np.dtype(dtype)
        self._file = None if folder is None else tempfile.TemporaryFile(dir=folder)  # noqa: SIM115
        self._values = np.empty(n if folder is None else 0, dtype=dtype)

    def write(self, start: int, values: npt.NDArray[Number]) -> None:
        """Puts the values at `start` and after."""
        if self._file is None:
            self._values[start : start + len(values)] = values
        else:
            self._file.seek(start * self._dtype.itemsize)
            self._file.write(np.ascontiguousarray(values).data)

    def read(self, start: int, end: int) -> npt.NDArray[Number]:
        """The values of [start, end)."""
        if self._file is None:
            return self._values[start:end]
        values = np.empty(end - start, dtype=self._dtype)
        self._file.seek(start * self._dtype.itemsize)
        n_read = self._file.readinto(values.data)
        if n_read != values.nbytes:
            raise OSError(f"{self._file.name}: {values.nbytes} bytes expected from {start} on, {n_read} read")
        return values
