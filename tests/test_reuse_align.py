"""Local alignment: where two sentences agree."""

import numpy as np
import pytest

from copydesk.reuse.corpus.build import Corpus, build_corpus, id_keys, read_texts
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.pairs.align import agreement_of, align


def corpus_of(a: str, b: str) -> Corpus:
    return build_corpus(read_texts([a, b]), [0, 1], [0, 1], id_keys("ab"))


def whole_texts(corpus: Corpus) -> Units:
    """Each text as one unit."""
    starts = corpus.words.text_starts
    return Units(starts[:-1], starts[1:], np.array([0, 1]))


def aligned(a: str, b: str) -> tuple[str, str]:
    """The stretches of two texts that the alignment joins."""
    corpus = corpus_of(a, b)
    spans = align(corpus, whole_texts(corpus), np.array([0]), np.array([1]))
    words = corpus.words

    def side(text: str, start: int, end: int) -> str:
        return text[words.start_chars[start] : words.end_chars[end - 1]] if end > start else ""

    return side(a, spans.a_starts[0], spans.a_ends[0]), side(b, spans.b_starts[0], spans.b_ends[0])


@pytest.mark.parametrize(
    "a, b, expected",
    [
        (
            "yesterday bakers counted seven purple windows",
            "someone bakers counted seven purple windows later",
            "bakers counted seven purple windows",
        ),
        # It reaches over a change where enough is shared beyond it ...
        ("painted bridges never really frighten sailors", "painted bridges hardly frighten sailors", None),
        # ... and not where a single common word is.
        (
            "painted bridges frighten sailors, said the old man of it",
            "painted bridges frighten sailors yet nobody cares of",
            "painted bridges frighten sailors",
        ),
        ("nothing here", "whatever there", ""),
    ],
)
def test_the_best_shared_stretch_is_found(a: str, b: str, expected: str | None) -> None:
    """It begins and ends with shared words; None stands for all of both."""
    assert aligned(a, b) == ((a, b) if expected is None else (expected, expected))


def test_many_pairs_are_aligned_as_one_is() -> None:
    """The company has no bearing on a pair, nor has which side is first."""
    corpus = build_corpus(
        read_texts(["painted bridges frighten sailors", "long before dawn painted bridges frighten sailors", "dawn"]),
        range(3),
        range(3),
        id_keys("abc"),
    )
    starts = corpus.words.text_starts
    units = Units(starts[:-1], starts[1:], np.arange(3))
    a, b = np.array([0, 1, 2, 1]), np.array([1, 0, 1, 2])
    together = align(corpus, units, a, b)
    for i in range(4):
        alone = align(corpus, units, a[i : i + 1], b[i : i + 1])
        assert (alone.a_starts[0], alone.a_ends[0], alone.scores[0]) == (
            together.a_starts[i],
            together.a_ends[i],
            together.scores[i],
        )
    assert (together.a_starts[0], together.a_ends[0]) == (together.b_starts[1], together.b_ends[1])


def test_names_and_quotations_are_counted_apart() -> None:
    """What two sides share besides names, and how much of it is quoted."""
    corpus = corpus_of(
        "minister Anna Lind said “painted bridges frighten”", "Minister Anna Lind said painted bridges frighten"
    )
    agreed = agreement_of(corpus, align(corpus, whole_texts(corpus), np.array([0]), np.array([1])))
    assert (agreed.words[0], agreed.plain[0], agreed.density[0]) == (7, 4, 1.0)
    assert agreed.quoted[0] == pytest.approx(3 / 7)
    assert agreed.quoted_by_both[0] == 0
