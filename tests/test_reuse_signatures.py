"""MinHash signatures: datasketch's, bit for bit."""

import numpy as np
import pytest
from datasketch import LeanMinHash, MinHash, MinHashLSH
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.reuse import lean_minhash, sign_passages
from copydesk.reuse.corpus.signatures import sign

HASHES = st.lists(st.lists(st.integers(0, 2**32 - 1), max_size=20), min_size=1, max_size=8)


def theirs(hashes: list[int], *, n_perm: int, seed: int) -> MinHash:
    """The same signature by datasketch, one value at a time."""
    minhash = MinHash(num_perm=n_perm, seed=seed, hashfunc=int)
    for value in hashes:
        minhash.update(value)
    return minhash


@settings(deadline=None)
@given(HASHES, st.sampled_from([16, 128]), st.sampled_from([1, 42]))
def test_signatures_are_those_of_datasketch(sets: list[list[int]], n_perm: int, seed: int) -> None:
    """Bit for bit, for any sets, empty ones included."""
    starts = np.cumsum([0, *(len(hashes) for hashes in sets)])
    ours = sign(
        np.array([value for hashes in sets for value in hashes], dtype=np.uint32), starts, n_perm=n_perm, seed=seed
    )
    assert ours.dtype == np.uint32
    for row, hashes in zip(ours, sets, strict=True):
        assert np.array_equal(row, theirs(hashes, n_perm=n_perm, seed=seed).hashvalues)


def test_signatures_do_not_depend_on_the_company() -> None:
    """Sets signed together, in more than one block, are signed as they are alone."""
    random = np.random.default_rng(7)
    hashes = random.integers(0, 2**32, 100_000, dtype=np.uint32)
    starts = np.concatenate(([0], np.sort(random.integers(0, len(hashes), 3000)), [len(hashes)]))
    together = sign(hashes, starts, n_perm=16, seed=1)
    for i in (0, 1, 1500, 3000):
        alone = sign(hashes[starts[i] : starts[i + 1]], np.array([0, starts[i + 1] - starts[i]]), n_perm=16, seed=1)
        assert np.array_equal(together[i], alone[0])


def test_passages_signed_here_are_found_in_an_index_of_datasketch() -> None:
    """`lean_minhash` gives what MinHashLSH takes, and like passages land together."""
    texts = [
        "The mill has stood idle for years, and nobody but the pigeons has set foot in it since the fire.",
        "The mill has stood idle for years and nobody but pigeons has set foot in it since the big fire.",
        "A choir of retired miners won the county prize last night with a song about the sea and its ships.",
    ]
    signatures = sign_passages(texts)
    index = MinHashLSH(threshold=0.4, num_perm=128)
    for name, signature in zip("abc", signatures, strict=True):
        index.insert(name, lean_minhash(signature, seed=1))
    assert sorted(index.query(lean_minhash(signatures[0], seed=1))) == ["a", "b"]
    assert lean_minhash(signatures[0], seed=1).jaccard(lean_minhash(signatures[1], seed=1)) == pytest.approx(
        0.7, abs=0.2
    )


def test_a_stored_signature_is_loaded_by_datasketch_alone() -> None:
    """`LeanMinHash.serialize` and `deserialize`: the same values, seed and likeness."""
    lean = lean_minhash(sign_passages(["The mill has stood idle for years, and nobody has set foot in it."])[0], seed=1)
    stored = bytearray(lean.bytesize())
    lean.serialize(stored)
    loaded = LeanMinHash.deserialize(stored)
    assert loaded == lean
    assert loaded.jaccard(lean) == 1
