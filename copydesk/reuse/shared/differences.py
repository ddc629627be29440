"""What two copies of a passage do not have in common: 34.2 percent is not 3.1 percent, "may not" is not "may"."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

import numpy as np

from copydesk.reuse.arrays import Bool, is_among
from copydesk.reuse.corpus.words import IS_CAPITAL, IS_NUMBER, STARTS_SENTENCE, Words
from copydesk.reuse.shared.chains import Stretch
from copydesk.reuse.shared.turning_words import turning_hashes


def differences(words: Words, stretch: Stretch, text_a: str, text_b: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers, names, negations and modals of each side that the other has not, as they are written, each once, in
    order.

    A name is a word of two letters or more with a capital inside a sentence: the first word of a sentence says nothing,
    nor does "I". A negation or modal is one that a side has more often, at a place where the other does not have it.
    """
    a, b = slice(stretch.a_start, stretch.a_end), slice(stretch.b_start, stretch.b_end)
    if np.array_equal(words.hashes[a], words.hashes[b]):
        return (), ()
    turned_a, turned_b = _turned(words, a, b), _turned(words, b, a)
    return _only(words, a, b, turned_a, text_a), _only(words, b, a, turned_b, text_b)


def _turned(words: Words, own: slice, other: slice) -> Bool:
    """bool[n_words of own]: the negations and modals that this side has more of, at places where the other has none."""
    mine, others = words.hashes[own], words.hashes[other]
    turning = is_among(mine, turning_hashes())
    if not turning.any():
        return turning
    places = turning.nonzero()[0].tolist()
    more = Counter(mine[places].tolist()) - Counter(others[is_among(others, turning_hashes())].tolist())
    turning[:] = False
    # Of most copies neither side has more of any.
    beside = set(pairwise(others.tolist())) if more else set()
    for hash_, n_more in more.items():
        at = [place for place in places if mine[place] == hash_]
        new = [
            place
            for place in at
            if not (
                (place > 0 and (int(mine[place - 1]), hash_) in beside)
                and (place + 1 < len(mine) and (hash_, int(mine[place + 1])) in beside)
            )
        ]
        turning[new[:n_more]] = True
    return turning


def _only(words: Words, own: slice, other: slice, turned: Bool, text: str) -> tuple[str, ...]:
    flags, hashes = words.flags[own], words.hashes[own]
    is_number = flags & IS_NUMBER != 0
    is_initial = words.end_chars[own] - words.start_chars[own] == 1
    telling = is_number | ((flags & (IS_CAPITAL | STARTS_SENTENCE) == IS_CAPITAL) & ~is_initial)
    elsewhere = frozenset(words.hashes[other].tolist())
    found: dict[str, None] = {}
    for place in (telling | turned).nonzero()[0].tolist():
        if turned[place] or int(hashes[place]) not in elsewhere:
            word = own.start + place
            found[text[int(words.start_chars[word]) : int(words.end_chars[word])]] = None
    return tuple(found)
