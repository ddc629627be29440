"""Phrases looked up by their words are those that trying all of them at each place would find."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from copydesk.strip.lines import wording
from copydesk.strip.lines.vocabulary import phrases
from copydesk.strip.lines.wording import fold_words

# Lines of whole phrases and of their single words, so that many begin like a phrase, hold all its words, or hold it.
_PIECES = st.sampled_from(phrases()).map(lambda phrase: " ".join(phrase.words).replace("*", "any words"))
_LINES = st.lists(_PIECES | _PIECES.flatmap(lambda piece: st.sampled_from(piece.split())), min_size=1, max_size=6)


@given(_LINES)
def test_the_index_misses_no_phrase(pieces: list[str]) -> None:
    """The same phrases at the same places, in the order of places and tables."""
    words = fold_words(" ".join(pieces))
    found = [pair for pair in wording._candidates(words) if wording._end_of(pair[1], words, pair[0]) is not None]
    tried = [(start, phrase) for start in range(len(words)) for phrase in phrases()]
    assert found == [(start, phrase) for start, phrase in tried if wording._end_of(phrase, words, start) is not None]
