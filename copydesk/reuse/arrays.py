"""Array types, and the few operations on arrays that every step of reuse needs."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeVar

import numpy as np
import numpy.typing as npt

UInt8 = npt.NDArray[np.uint8]
UInt16 = npt.NDArray[np.uint16]
UInt32 = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]
Int16 = npt.NDArray[np.int16]
Int64 = npt.NDArray[np.int64]
Float64 = npt.NDArray[np.float64]
Bool = npt.NDArray[np.bool_]

Number = TypeVar("Number", bound=np.generic)


def mix64(values: UInt64) -> UInt64:
    """Every bit of each value spread over all of it (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def mix32(values: UInt32) -> UInt32:
    """Every bit of each value spread over all of it (the finaliser of MurmurHash3)."""
    values = values ^ (values >> np.uint32(16))
    values *= np.uint32(0x85EBCA6B)
    values ^= values >> np.uint32(13)
    values *= np.uint32(0xC2B2AE35)
    values ^= values >> np.uint32(16)
    return values


def ragged(starts: Int64, ends: Int64) -> tuple[Int64, Int64]:
    """The members of half-open ranges one after another, and which range each came from."""
    lengths = ends - starts
    run = np.repeat(np.arange(len(starts)), lengths)
    place = np.arange(len(run))
    place += np.repeat(starts - (np.cumsum(lengths) - lengths), lengths)
    return place, run


def begins_run(values: npt.NDArray[Number]) -> Bool:
    """bool[n]: whether each value differs from the one before it. (To take values by this is five times as fast as by
    their places.)"""
    begins = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=begins[1:])
    return begins


def starts_of_runs(values: npt.NDArray[Number]) -> Int64:
    """Where each run of equal values begins."""
    if not len(values):
        return np.zeros(0, dtype=np.int64)
    return np.concatenate(([0], np.flatnonzero(values[1:] != values[:-1]) + 1))


def sorted_unique(values: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """The different values, sorted. (`np.unique` hashes integers since NumPy 2.3, which is three times slower here.)"""
    values = np.sort(values)
    return values[begins_run(values)]


def is_among(values: npt.NDArray[Number], table: npt.NDArray[Number]) -> Bool:
    """bool[n]: whether each value is one of the sorted `table`."""
    if not len(table):
        return np.zeros(len(values), dtype=np.bool_)
    # Mostly asked of a few dozen values: the methods take half as long there as NumPy's functions around them.
    found: Bool = table.take(table.searchsorted(values), mode="clip") == values
    return found


def families(n: int, a: Int64, b: Int64) -> Int64:
    """int64[n]: for each of n things the smallest of those that the pairs join it to, directly or not.

    Every round hooks each family's root below the smallest root beside it and flattens the trees; families halve in
    number at least, so there are few rounds. (SciPy does the same, but loading it takes longer than 10,000 passages.)
    """
    root = np.arange(n)
    while len(a):
        root_a, root_b = root[a], root[b]
        low = np.minimum(root_a, root_b)
        np.minimum.at(root, root_a, low)
        np.minimum.at(root, root_b, low)
        flat = root[root]
        while not np.array_equal(flat, root):
            root, flat = flat, flat[flat]
        apart = root[a] != root[b]
        a, b = a[apart], b[apart]
    return root


def tiles(a: Int64, b: Int64, block: int) -> Iterator[Int64]:
    """Which pairs a[i], b[i] have their first members in one block of numbers and their second in one, all in order.

    Who reads of long columns what the pairs name reads two blocks at a time.
    """
    tile = pack(a // block, b // block)
    order = np.argsort(tile, kind="stable")
    for start, end in pairwise([*starts_of_runs(tile[order]).tolist(), len(order)]):
        yield order[start:end]


def pack(a: Int64 | UInt32, b: Int64) -> UInt64:
    """Each pair as one number, a in the higher half."""
    return (a.astype(np.uint64) << np.uint64(32)) | b.astype(np.uint64)


def unpack(packed: UInt64) -> tuple[Int64, Int64]:
    """The two halves of each number."""
    return (packed >> np.uint64(32)).astype(np.int64), (packed & np.uint64(0xFFFFFFFF)).astype(np.int64)
