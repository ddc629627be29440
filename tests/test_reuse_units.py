"""Units: which runs of words are compared."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from copydesk.reuse.arrays import families
from copydesk.reuse.corpus.units import MAX_WORDS, MIN_WORDS, split_units, unit_hashes
from copydesk.reuse.corpus.words import read_words

LONG = "One two three four five six seven eight nine."
SHORT = "So it is."


def lengths(*texts: str) -> list[list[int]]:
    """How many words the units of each text have."""
    units = split_units(read_words(texts))
    return [(units.ends - units.starts)[units.texts == text].tolist() for text in range(len(texts))]


def test_a_sentence_is_a_unit() -> None:
    """Where it has eight words or more."""
    assert lengths(f"{LONG} {LONG}") == [[9, 9]]


def test_short_sentences_join_the_next_of_their_paragraph() -> None:
    """And at its end the one before; alone in a paragraph they stay alone."""
    assert lengths(f"{SHORT} {LONG} {LONG} {SHORT}\n\n{SHORT}\n\n{LONG}") == [[12, 12, 3, 9]]


def test_long_sentences_are_cut_into_equal_parts() -> None:
    """Each of forty words at most."""
    assert lengths("word " * 100) == [[33, 33, 34]]


def test_texts_without_words_have_no_units() -> None:
    """They are counted all the same."""
    assert lengths("", LONG, " -- ", LONG, "") == [[], [9], [], [9], []]
    assert lengths() == []


@given(st.lists(st.text(alphabet="ab .\n", max_size=200), max_size=5))
def test_every_word_belongs_to_one_unit(texts: list[str]) -> None:
    """Units follow one another without gaps, stay in their text and have forty words at most."""
    words = read_words(texts)
    units = split_units(words)
    assert np.array_equal(units.starts[1:], units.ends[:-1])
    assert sum((units.ends - units.starts).tolist()) == len(words)
    assert all((units.ends - units.starts) <= max(MAX_WORDS, 2 * MIN_WORDS))
    assert all(units.ends <= words.text_starts[units.texts + 1])


def test_equal_wordings_have_equal_hashes() -> None:
    """Whatever their case and marks, and not where a word is another or in another place."""
    words = read_words([LONG, "ONE, two, three: four five six seven eight “nine”?", LONG.replace("One two", "Two one")])
    a, b, c = unit_hashes(words, split_units(words)).tolist()
    assert a == b != c


PAIRS = st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=30)


@given(PAIRS)
def test_families_are_what_pairs_join(pairs: list[tuple[int, int]]) -> None:
    """Two things are of one family exactly where a path of pairs leads from one to the other."""
    expected = list(range(20))
    for _ in range(20):
        for a, b in pairs:
            expected[a] = expected[b] = min(expected[a], expected[b])
    a, b = (np.array([pair[side] for pair in pairs], dtype=np.int64) for side in (0, 1))
    assert families(20, a, b).tolist() == expected
