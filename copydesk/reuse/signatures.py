"""MinHash signatures of many sets at once, bit for bit those of `datasketch.MinHash`.

The scheme is datasketch's `affine32` (its default since 2.0): each 32-bit hash is mixed once, then permuted by
a * h + b in 32-bit arithmetic, and the least value of each permutation is kept. A. Broder, "On the resemblance and
containment of documents" (1997); the permutations' parameters are drawn as datasketch draws them, so that signatures
made here can be compared with those made there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from copydesk.reuse.words import Int64, UInt32

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


def mix32(values: UInt32) -> UInt32:
    """Every bit of each value spread over all of it (the finaliser of MurmurHash3)."""
    values = values ^ (values >> np.uint32(16))
    values = values * np.uint32(0x85EBCA6B)
    values = values ^ (values >> np.uint32(13))
    values = values * np.uint32(0xC2B2AE35)
    return values ^ (values >> np.uint32(16))


def sign(hashes: UInt32, set_starts: Int64, *, n_perm: int, seed: int) -> UInt32:
    """uint32[n_sets, n_perm]: the signature of each set; set i is hashes[set_starts[i]:set_starts[i + 1]].

    `set_starts` has one more entry than there are sets. An empty set gets all ones, as in datasketch.
    """
    multipliers, addends = permutations(n_perm, seed)
    n_sets = len(set_starts) - 1
    signatures = np.full((n_perm, n_sets), 0xFFFFFFFF, dtype=np.uint32)
    filled = np.flatnonzero(np.diff(set_starts) > 0)
    first = 0
    while first < len(filled):
        start = int(set_starts[filled[first]])
        last = max(first + 1, int(np.searchsorted(set_starts[filled], start + _BLOCK)))
        sets = filled[first:last]
        end = int(set_starts[sets[-1] + 1])
        _sign_block(mix32(hashes[start:end]), set_starts[sets] - start, multipliers, addends, signatures, sets)
        first = last
    return np.ascontiguousarray(signatures.T)


def _sign_block(
    mixed: UInt32, starts: Int64, multipliers: UInt32, addends: UInt32, signatures: UInt32, sets: Int64
) -> None:
    """Writes the signatures of `sets`, which begin at `starts` of `mixed`."""
    permuted = np.empty_like(mixed)
    for row, (multiplier, addend) in enumerate(zip(multipliers, addends, strict=True)):
        np.multiply(mixed, multiplier, out=permuted)
        np.add(permuted, addend, out=permuted)
        signatures[row, sets] = np.minimum.reduceat(permuted, starts)


def lean_minhash(signature: UInt32, *, seed: int) -> LeanMinHash:
    """The signature as datasketch's own object, to be put into a `MinHashLSH`. Needs datasketch 2."""
    from datasketch import LeanMinHash

    return LeanMinHash(seed=seed, hashvalues=signature, scheme="affine32")


def estimate_jaccard(signatures: UInt32, a: Int64, b: Int64) -> npt.NDArray[np.float32]:
    """float32[n_pairs]: the share of permutations on which the two signatures agree."""
    agreed = np.empty(len(a), dtype=np.float32)
    for start in range(0, len(a), _BLOCK):
        part = slice(start, start + _BLOCK)
        agreed[part] = (signatures[a[part]] == signatures[b[part]]).mean(axis=1, dtype=np.float32)
    return agreed
