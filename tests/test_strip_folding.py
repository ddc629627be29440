"""Folding: letters and digits, and words, as a pattern over each character would find them."""

from __future__ import annotations

import re
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.records import PageBlock
from copydesk.strip.lines.folding import fold, fold_words
from copydesk.strip.lines.pieces import PagePiece
from copydesk.strip.lines.splitting import Line

_NO_ALNUM = re.compile(r"[\W_]+")
_WORD = re.compile(r"\w+(?:'\w+)*")
# What the short cuts tell apart: ASCII and other letters, marks of both kinds, apostrophes, white space.
_TEXTS = st.text(
    st.sampled_from("aB1_'’ “”–…\n-é.İſßあ\u0345\u0301\ud800\x1c\x85\u2028") | st.characters(), max_size=12
)


@given(_TEXTS)
def test_folding_keeps_every_letter_and_digit_and_nothing_else(text: str) -> None:
    """The tables of bytes leave what a pattern leaves."""
    assert fold(text) == _NO_ALNUM.sub("", normalize("NFC", text))


@given(_TEXTS)
def test_words_are_runs_of_word_characters_joined_by_apostrophes(text: str) -> None:
    """The tables of bytes part words where a pattern parts them."""
    assert fold_words(text) == _WORD.findall(normalize("NFC", text).casefold().replace("’", "'"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It’s the ‘well-known’ O'Neill’s", ["it's", "the", "well", "known", "o'neill's"]),
        ("'tis the dogs' day, “rock 'n' roll”", ["tis", "the", "dogs", "day", "rock", "n", "roll"]),
        ("Straße: ÉTÉ d’été", ["strasse", "été", "d'été"]),
        ("snake_case ... --", ["snake_case"]),
    ],
)
def test_quotation_marks_are_no_apostrophes(text: str, words: list[str]) -> None:
    """An apostrophe belongs to a word only between two of its letters."""
    assert fold_words(text) == words


@given(_TEXTS, _TEXTS)
def test_a_line_says_its_own_letters_and_no_others(text: str, other: str) -> None:
    """However it begins: the short cut by its first letter leaves the answer as it is."""
    piece = PagePiece(Line(0, len(text), text), PageBlock("html/body/p", "p", 0), False, False, None)
    letters = fold(other).lower()
    assert piece.says(fold(text).lower())
    assert piece.says(letters) == (fold(text).lower() == letters)
