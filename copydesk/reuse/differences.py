"""What two copies of a passage do not have in common: a report of 34.2 percent is not one of 3.1 percent."""

from __future__ import annotations

from copydesk.reuse.chains import Stretch
from copydesk.reuse.words import IS_CAPITAL, IS_NUMBER, STARTS_SENTENCE, Words


def differences(words: Words, stretch: Stretch, text_a: str, text_b: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The numbers and names of each side that the other has not, as they are written, each once, in order.

    A name is a word of two letters or more with a capital inside a sentence: the first word of a sentence says nothing,
    nor does "I".
    """
    a, b = (stretch.a_start, stretch.a_end), (stretch.b_start, stretch.b_end)
    return _only(words, a, b, text_a), _only(words, b, a, text_b)


def _only(words: Words, own: tuple[int, int], other: tuple[int, int], text: str) -> tuple[str, ...]:
    flags, hashes = words.flags[slice(*own)], words.hashes[slice(*own)]
    is_number = flags & IS_NUMBER != 0
    is_initial = words.end_chars[slice(*own)] - words.start_chars[slice(*own)] == 1
    telling = is_number | ((flags & (IS_CAPITAL | STARTS_SENTENCE) == IS_CAPITAL) & ~is_initial)
    elsewhere = frozenset(words.hashes[slice(*other)].tolist())
    found: dict[str, None] = {}
    for place in telling.nonzero()[0].tolist():
        if int(hashes[place]) not in elsewhere:
            word = own[0] + place
            found[text[int(words.start_chars[word]) : int(words.end_chars[word])]] = None
    return tuple(found)
