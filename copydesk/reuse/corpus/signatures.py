"""MinHash signatures of many sets at once, bit for bit those of `datasketch.MinHash`.

The scheme is datasketch's `affine32` (its default since 2.0): each 32-bit hash is mixed once, then permuted by
a * h + b in 32-bit arithmetic, and the least value of each permutation is kept. A. Broder, "On the resemblance and
containment of documents" (1997); the permutations' parameters are drawn as datasketch draws them, so that signatures
made here can be compared with those made there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from copydesk.reuse.arrays import Int64, UInt32, mix32

if TYPE_CHECKING:
    from datasketch import LeanMinHash

# Values permuted at a time: 32,768 of 4 bytes stay in a core's second cache (64 k and 8 k were slower).
_BLOCK = 1 << 15


def permutations(n_perm: int, seed: int) -> tuple[UInt32, UInt32]:
    """The multipliers (odd) and addends of `n_perm` permutations."""
    random = np.random.RandomState(seed)
    multipliers = random.randint(0, 1 << 31, n_perm, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    addends = random.randint(0, 1 << 32, n_perm, dtype=np.uint32)
    return multipliers, addends


def sign(hashes: UInt32, set_starts: Int64, *, n_perm: int, seed: int) -> UInt32:
    """uint32[n_sets, n_perm]: the signature of each set; set i is hashes[set_starts[i]:set_starts[i + 1]].

    `set_starts` has one more entry than there are sets. An empty set gets all ones, as in datasketch.
    """
    return np.ascontiguousarray(sign_columns(hashes, set_starts, n_perm=n_perm, seed=seed).T)


def sign_columns(hashes: UInt32, set_starts: Int64, *, n_perm: int, seed: int, n_wanted: int | None = None) -> UInt32:
    """uint32[n_perm, n_sets]: the same, one permutation after another, which is how it is worked out; the first
    `n_wanted` of them, if that is given."""
    multipliers, addends = (drawn[:n_wanted] for drawn in permutations(n_perm, seed))
    signatures = np.full((len(addends), len(set_starts) - 1), 0xFFFFFFFF, dtype=np.uint32)
    filled = np.flatnonzero(np.diff(set_starts) > 0)
    starts = set_starts[filled]
    first = 0
    while first < len(filled):
        start = int(starts[first])
        last = max(first + 1, int(np.searchsorted(starts, start + _BLOCK)))
        sets = filled[first:last]
        mixed = mix32(hashes[start : int(set_starts[sets[-1] + 1])])
        permuted = np.empty_like(mixed)
        for row, (multiplier, addend) in enumerate(zip(multipliers, addends, strict=True)):
            np.multiply(mixed, multiplier, out=permuted)
            np.add(permuted, addend, out=permuted)
            signatures[row, sets] = np.minimum.reduceat(permuted, starts[first:last] - start)
        first = last
    return signatures


def lean_minhash(signature: UInt32, *, seed: int) -> LeanMinHash:
    """The signature as datasketch's own object, to be put into a `MinHashLSH`. Needs datasketch 2."""
    from datasketch import LeanMinHash

    return LeanMinHash(seed=seed, hashvalues=signature, scheme="affine32")
