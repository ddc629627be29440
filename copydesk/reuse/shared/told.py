"""What two texts share, and what of it is no copy: worked out once, and taken over from an earlier search.

It follows from the words of the two texts and from what of their units was aligned, and from nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b
from itertools import chain
from typing import NamedTuple, Protocol

import numpy as np

from copydesk.records import StockKind
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.shared.chains import Stretch, Stretching
from copydesk.reuse.shared.formulas import Formulas

_DIGEST_BYTES = 16


class SharedStretch(NamedTuple):
    """A stretch that two texts share: half-open runs of words, counted from the first of each text."""

    a_start: int
    a_end: int
    b_start: int
    b_end: int
    kind: StockKind | None  # what kind of formula it is; None: it was copied


class PairsTold(Protocol):
    """What was told of pairs of texts, by a digest of all that it follows from."""

    def get(self, key: bytes) -> Sequence[SharedStretch] | None:
        """What an earlier search told."""

    def add(self, key: bytes, stretches: Sequence[SharedStretch]) -> None:
        """It is told, for searches to come."""


class Telling:
    """Tells what two texts of a corpus share, by an earlier search's word where that knows of the same two."""

    def __init__(self, words: Words, texts: Sequence[str], formulas: Formulas, told: PairsTold | None) -> None:
        self._stretching = Stretching(words)
        self._text_starts = words.text_starts
        self._texts = texts
        self._formulas = formulas
        self._told = told
        self._digests: dict[int, bytes] = {}
        runs = chain.from_iterable((kind.encode(), values.tobytes()) for kind, values in formulas.known.items())
        self._known = _digest(*runs)

    def tell(self, a: int, b: int, aligned: Sequence[Stretch]) -> list[tuple[Stretch, StockKind | None]]:
        """The maximal shared stretches of the two texts, in order, each with what kind of formula it is."""
        at = int(self._text_starts[a]), int(self._text_starts[b])
        if self._told is None:
            found = self._work_out(a, b, aligned, at)
        else:
            key = self._key(a, b, aligned, at)
            known = self._told.get(key)
            found = self._work_out(a, b, aligned, at) if known is None else known
            self._told.add(key, found)
        return [(_placed(one, *at), one.kind) for one in found]

    def _work_out(self, a: int, b: int, aligned: Sequence[Stretch], at: tuple[int, int]) -> Sequence[SharedStretch]:
        stretches = self._stretching.in_order(aligned, a, b)
        kinds = self._formulas.kinds(a, b, stretches)
        return [
            SharedStretch(s.a_start - at[0], s.a_end - at[0], s.b_start - at[1], s.b_end - at[1], kind)
            for s, kind in zip(stretches, kinds, strict=True)
        ]

    def _key(self, a: int, b: int, aligned: Sequence[Stretch], at: tuple[int, int]) -> bytes:
        rows = sorted((s.a_start, s.a_end, s.b_start, s.b_end, s.score, s.is_quoted) for s in aligned)
        places = np.array(rows, dtype=np.int64) - np.array([at[0], at[0], at[1], at[1], 0, 0])
        return _digest(self._known, self._digest_of(a), self._digest_of(b), places.tobytes())

    def _digest_of(self, text: int) -> bytes:
        if text not in self._digests:
            self._digests[text] = _digest(self._texts[text].encode("utf-8", "surrogatepass"))
        return self._digests[text]


def _placed(one: SharedStretch, a: int, b: int) -> Stretch:
    """Counted over the whole corpus; its score has had its use."""
    return Stretch(a + one.a_start, a + one.a_end, b + one.b_start, b + one.b_end, score=0, is_quoted=False)


def _digest(*parts: bytes) -> bytes:
    digest = blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        digest.update(len(part).to_bytes(8, "little"))
        digest.update(part)
    return digest.digest()
