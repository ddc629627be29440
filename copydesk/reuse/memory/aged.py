"""Which memories are merged as they age: runs of 1, 2, 4, 8 and 16 batches, as a log-structured merge tree has them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from copydesk.errors import BatchError
from copydesk.reuse.memory.layout import MANIFEST, digest_of_run
from copydesk.reuse.memory.merge import merge_folders

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


def aged_runs(folders: Mapping[int, Path], merged: Path, *, n_perm: int = 128, seed: int = 1) -> list[Path]:
    """The folders of memories that together are those of the batches: their own, or runs of several.

    `folders` are by number, which goes up by one from batch to batch (a day's, say); where a number is missing no run
    goes over it. Runs that are not in the folder `merged` yet are made there, each of the two halves it is of; what is
    there is never changed. Raises BatchError.
    """
    numbers = sorted(folders)
    return [_run(numbers_, folders, merged, n_perm, seed) for numbers_ in runs_of(numbers)]


def _run(numbers: Sequence[int], folders: Mapping[int, Path], merged: Path, n_perm: int, seed: int) -> Path:
    """The folder of the run, made if it is not there. It is called by what it is made of."""
    if len(numbers) == 1:
        return folders[numbers[0]]
    digests = [digest_of_run(folders[number]) for number in numbers]
    place = merged / sha256("\n".join(digests).encode()).hexdigest()[:24]
    if not (place / MANIFEST).exists():
        half = len(numbers) // 2
        halves = [_run(some, folders, merged, n_perm, seed) for some in (numbers[:half], numbers[half:])]
        beside = merged / f".{place.name}.{os.getpid()}"
        shutil.rmtree(beside, ignore_errors=True)
        merge_folders(halves, beside, n_perm=n_perm, seed=seed)
        try:
            beside.rename(place)
        except OSError as error:  # another process made the same run meanwhile, or the disk refuses
            shutil.rmtree(beside, ignore_errors=True)
            if not (place / MANIFEST).exists():
                raise BatchError(f"{place}: {error.strerror}: memories could not be merged") from error
    return place
