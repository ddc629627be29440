"""Words and sentences: how texts are read for comparison."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.reuse.corpus.words import (
    IS_CAPITAL,
    IS_NUMBER,
    IS_QUOTED,
    STARTS_PARAGRAPH,
    STARTS_SENTENCE,
    Words,
    join_words,
    read_words,
    reorder_texts,
)
from copydesk.reuse.store import Store


def words_of(text: str) -> list[str]:
    words = read_words([text])
    return [text[start:end] for start, end in zip(words.start_chars, words.end_chars, strict=True)]


def marked(text: str, flag: int) -> list[str]:
    """The words of `text` that carry a flag."""
    return [word for word, flags in zip(words_of(text), read_words([text]).flags, strict=True) if flags & flag]


def sentences_of(text: str) -> list[str]:
    """The text cut before each word that starts a sentence."""
    words = read_words([text])
    starts = words.start_chars[words.flags & STARTS_SENTENCE != 0].tolist()
    return [text[start:end].strip() for start, end in zip(starts, [*starts[1:], len(text)], strict=True)]


@pytest.mark.parametrize(
    "a, b",
    [
        ("don't", "don’t"),
        ("DON`T", "dont"),
        ("Zelénskyy", "zelenskyy"),
        ("Zele\u0301nskyy", "Zelénskyy"),
        ("U.S.", "US"),
        ("94,000", "94000"),
        ("soft\u00adhyphen", "softhyphen"),
        ("ＡＢＣ１", "abc1"),
        ("ΣΊΣΥΦΟΣ", "σίσυφοσ"),
        ("ﬁ", "ﬁ"),
    ],
)
def test_spellings_of_one_word_are_equal(a: str, b: str) -> None:
    """Case, accents, width, apostrophes and thousands separators do not count."""
    words = read_words([a, b])
    assert len(words) == 2
    assert words.hashes[0] == words.hashes[1]


@pytest.mark.parametrize("a, b", [("34.2", "342"), ("won", "now"), ("re", "are"), ("a" * 300, "a" * 301)])
def test_different_words_differ(a: str, b: str) -> None:
    """A decimal point counts, and so does the order of letters."""
    words = read_words([a, b])
    assert words.hashes[0] != words.hashes[1]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("He said: “It’s 34.2 percent—or 94,000.”", ["He", "said", "It’s", "34.2", "percent", "or", "94,000"]),
        ("See (https://example.org/a-b?c=1).", ["See", "https://example.org/a-b?c=1"]),
        ("write to a.b@example.org, please", ["write", "to", "a.b@example.org", "please"]),
        ("老桥。New", ["老", "桥", "New"]),
        ("'quoted' dogs'", ["quoted", "dogs"]),
        ("-- ... !!!", []),
        ("", []),
    ],
)
def test_words_have_their_places(text: str, expected: list[str]) -> None:
    """Each word's span is the word as written, without the marks around it."""
    assert words_of(text) == expected


@pytest.mark.parametrize(
    "text, expected",
    [
        ("He came. She went.", ["He came.", "She went."]),
        ("“Will he?” she asked. He will!", ["“Will he?” she asked.", "He will!"]),
        ("Mr. Brown met Dr. Green. They talked.", ["Mr. Brown met Dr. Green.", "They talked."]),
        ("J. R. R. Tolkien wrote. We read.", ["J. R. R. Tolkien wrote.", "We read."]),
        ("The U.S. Army left. It came back.", ["The U.S. Army left.", "It came back."]),
        ("It rose 3.1 percent. No. 5 won.", ["It rose 3.1 percent.", "No. 5 won."]),
        ("He said no. They went on.", ["He said no.", "They went on."]),
        ("It is true ... or is it? Who knows.", ["It is true ... or is it?", "Who knows."]),
        ("One paragraph\n\nanother one", ["One paragraph", "another one"]),
        ("A wrapped\nline goes on", ["A wrapped\nline goes on"]),
        ("下雨了。他没有来！为什么？", ["下雨了。", "他没有来！", "为什么？"]),
        ("यह सच है। वह आया।", ["यह सच है।", "वह आया।"]),
        ("Er kam bzw. Sie ging. Dann kam Nr. 7 an.", ["Er kam bzw. Sie ging.", "Dann kam Nr. 7 an."]),
    ],
)
def test_sentences_end_where_they_end(text: str, expected: list[str]) -> None:
    """Abbreviations, initials, decimal points and quoted questions do not end a sentence."""
    assert [sentence.strip("“") for sentence in sentences_of(text)] == [sentence.strip("“") for sentence in expected]


def test_words_carry_what_they_are() -> None:
    """Numbers, capitals, paragraphs and quotation marks are known of every word."""
    text = 'Ann paid 7 euros. "Too much," she said “for 2nd-hand shoes”.\n\nBob agreed, "mostly".'
    assert marked(text, IS_NUMBER) == ["7", "2nd"]
    assert marked(text, IS_CAPITAL) == ["Ann", "Too", "Bob"]
    assert marked(text, STARTS_PARAGRAPH) == ["Ann", "Bob"]
    assert marked(text, IS_QUOTED) == ["Too", "much", "for", "2nd", "hand", "shoes", "mostly"]


def test_an_open_quotation_ends_with_its_paragraph() -> None:
    """A missing closing mark does not turn the rest of the text into a quotation."""
    assert marked("“Never closed.\n\nAfter it.", IS_QUOTED) == ["Never", "closed"]


def equal(a: Words, b: Words) -> bool:
    names = ("hashes", "flags", "start_chars", "end_chars", "text_starts")
    return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in names)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_texts_read_together_are_read_as_alone(texts: list[str]) -> None:
    """No text has a bearing on another."""
    apart = [read_words([text]) for text in texts]
    assert not texts or equal(read_words(texts), join_words(apart, Store()))


@given(st.lists(st.text(alphabet="ab. “”\n7", max_size=30), min_size=1, max_size=6), st.randoms())
def test_texts_are_put_into_another_order(texts: list[str], random: object) -> None:
    """Reordering words is the same as reading the texts in that order."""
    order = np.array(sorted(range(len(texts)), key=lambda i: (len(texts[i]), i)), dtype=np.int64)
    assert equal(reorder_texts(read_words(texts), order, Store()), read_words([texts[i] for i in order]))


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """Spans are in order, inside the text, and hold a letter or digit; surrogates included."""
    words = read_words([text])
    spans = list(zip(words.start_chars.tolist(), words.end_chars.tolist(), strict=True))
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert not len(words) or words.flags[0] & STARTS_PARAGRAPH
