"""Which memories are merged as they age: runs of 1, 2, 4, 8 and 16 batches, as a log-structured merge tree has them."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Mapping, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from copydesk.errors import BatchError
from copydesk.reuse.memory.files import sync_folder
from copydesk.reuse.memory.layout import MANIFEST, Memory, Run, digest_of_run, memory_of, open_run
from copydesk.reuse.memory.merge import merge_runs

log = logging.getLogger("copydesk")

# Batches in the longest run: of thirty days' worth there are eight runs at the most.
MAX_RUN = 16


def runs_of(numbers: Sequence[int]) -> list[list[int]]:
    """The numbers of batches, sorted, in the runs that they are kept in: as long as may be, each beginning where a run
    of its length may begin, so that the next night's runs are mostly the same.

    >>> runs_of(range(5, 20))
    [[5], [6, 7], [8, 9, 10, 11, 12, 13, 14, 15], [16, 17, 18, 19]]
    """
    left, runs = list(numbers), list[list[int]]()
    while left:
        first, length = left[0], MAX_RUN
        while length > 1 and (first % length or left[:length] != list(range(first, first + length))):
            length //= 2
        runs.append(left[:length])
        left = left[length:]
    return runs


def open_aged(folders: Mapping[int, Path], merged: Path, *, n_perm: int = 128, seed: int = 1) -> Memory:
    """The memories of the batches, each made sure of, merged as they age.

    `folders` are by number, which goes up by one from batch to batch (a day's, say); where a number is missing no run
    goes over it. Runs that are not in the folder `merged` yet, or are damaged, are made there, each of the two halves
    it is of; what is there whole is never changed. Raises BatchError.
    """
    aged = _Aged(folders, merged, n_perm, seed)
    return memory_of([aged.open(numbers) for numbers in runs_of(sorted(folders))])


def delete_damaged(memory: Memory, merged: Path) -> None:
    """The runs in the folder `merged` that are not as they were written are gone: they are merged again when asked for.

    What is damaged in a file that is made sure of where it is read is known by whoever stumbled over it.
    """
    for run in memory.runs:
        if run.folder.parent == merged:
            try:
                open_run(run.folder, whole=True, **run.manifest["search"])
            except BatchError as error:
                log.warning("%s; it is merged again the next time", error)
                shutil.rmtree(run.folder, ignore_errors=True)


def names_of_runs(digests: Mapping[int, str]) -> set[str]:
    """What the merged runs are called by which batches of these numbers and digests are looked back on."""
    return {
        _name_of([digests[number] for number in numbers]) for numbers in runs_of(sorted(digests)) if len(numbers) > 1
    }


def _name_of(digests: Sequence[str]) -> str:
    return sha256("\n".join(digests).encode()).hexdigest()[:24]


class _Aged(NamedTuple):
    folders: Mapping[int, Path]
    merged: Path
    n_perm: int
    seed: int

    def open(self, numbers: Sequence[int], *, whole: bool = False) -> Run:
        """The run of the batches, made if it is not there whole. It is called by what it is made of."""
        if len(numbers) == 1:
            return self._open(self.folders[numbers[0]], whole=whole)
        place = self.merged / _name_of([digest_of_run(self.folders[number]) for number in numbers])
        if (place / MANIFEST).exists():
            try:
                return self._open(place, whole=whole)
            except BatchError as error:
                log.warning("%s; merged again", error)
        half = len(numbers) // 2
        halves = [self.open(some, whole=True) for some in (numbers[:half], numbers[half:])]
        beside = self.merged / f".{place.name}.{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        merge_runs(Memory(tuple(halves)), beside)
        sync_folder(beside)
        return self._put(beside, place)

    def _put(self, beside: Path, place: Path) -> Run:
        """The run stands in its place, unless another process made the same meanwhile."""
        aside = beside.with_name(f"{beside.name}.old")
        try:
            with suppress(BatchError):
                return self._open(place)
            with suppress(FileNotFoundError):
                place.rename(aside)
            beside.rename(place)
        except OSError as error:
            if not (place / MANIFEST).exists():
                raise BatchError(f"{place}: {error.strerror}: memories could not be merged") from error
        finally:
            for left in (beside, aside):
                shutil.rmtree(left, ignore_errors=True)
        return self._open(place)

    def _open(self, folder: Path, *, whole: bool = False) -> Run:
        return open_run(folder, n_perm=self.n_perm, seed=self.seed, whole=whole)
