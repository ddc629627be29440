"""Pairs of passages: the filter's engine."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.reuse import Pair, PassageRow, pair_passages
from copydesk.reuse.arrays import families
from copydesk.reuse.corpus import build
from copydesk.reuse.corpus.build import build_corpus, id_keys, read_texts
from copydesk.reuse.pairs import candidates, first_pass
from copydesk.reuse.pairs.candidates import NEIGHBOURS, Bands
from copydesk.reuse.pairs.first_pass import COPIES_PAIRED, exact_pairs
from copydesk.reuse.pairs.rare_words import RAREST
from copydesk.reuse.search import Search

MILL = "The mill has stood idle for years, and nobody but the pigeons has set foot in it since the great fire."
CHOIR = "A choir of retired miners won the county prize last night with a song about the sea and its ships."
SUBJECTS = ["baker", "miller", "sailor", "teacher", "farmer", "doctor", "painter", "dancer", "singer", "writer"]
VERBS = ["bought", "sold", "found", "lost", "painted", "mended", "carried", "watched", "burnt", "praised"]


def sentence(random_: random.Random) -> str:
    """A sentence of sixteen words, different every time."""
    letters = "bdfgklmnprst", "aeiou", "bdfgklmnprst", "aeiou"
    words = ["".join(random_.choice(kind) for kind in letters) for _ in range(15)]
    return f"The {' '.join(words)}."


def pairs(*rows: tuple[str, str, str, str]) -> list[Pair]:
    return list(pair_passages(PassageRow(*row) for row in rows))


def test_a_passage_and_its_copy_are_a_pair() -> None:
    """A copy has the score 1; the smaller id stands first."""
    assert pairs(("2", "x", "a", MILL), ("1", "y", "b", MILL), ("3", "z", "c", CHOIR)) == [Pair("1", "2", 1.0)]


def test_passages_of_one_outlet_are_no_pair() -> None:
    """Neither in one article nor in two."""
    assert pairs(("1", "x", "a", MILL), ("2", "x", "a", MILL), ("3", "x", "b", MILL)) == []


def test_a_passage_inside_a_longer_one_is_a_pair() -> None:
    """Whatever stands before and behind it."""
    found = pairs(("1", "x", "a", MILL), ("2", "y", "b", f"{CHOIR} {MILL} Work starts in May."))
    assert [(pair.a, pair.b) for pair in found] == [("1", "2")]


def test_articles_of_one_name_in_two_outlets_are_two() -> None:
    """The article's name counts within its outlet."""
    assert len(pairs(("1", "x", "front", MILL), ("2", "y", "front", MILL))) == 1


def test_rows_are_read_once_and_as_they_come() -> None:
    """Any iterable will do."""

    def rows() -> Iterator[PassageRow]:
        yield PassageRow("1", "x", "a", MILL)
        yield PassageRow("2", "y", "b", MILL)

    assert len(list(pair_passages(rows()))) == 1


def edited(text: str, random_: random.Random) -> str:
    """The text with some words left out."""
    return " ".join(word for word in text.split() if random_.random() > 0.1)


def test_the_order_of_rows_has_no_bearing() -> None:
    """The same pairs, scores and order from any order of rows."""
    random_ = random.Random(3)
    texts = [" ".join(sentence(random_) for _ in range(3)) for _ in range(60)]
    rows = [PassageRow(f"{n}", f"o{n % 7}", f"a{n % 90}", edited(texts[n % 60], random_)) for n in range(200)]
    expected = list(pair_passages(rows))
    assert len(expected) > 100
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        assert list(pair_passages(rows)) == expected


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [("1", "x", "a", "")],
        [("1", "x", "a", ""), ("2", "y", "b", " \n\n ... --")],
        [("1", "x", "a", "word"), ("2", "y", "b", "word")],
        [("1", "x", "a", MILL), ("1", "y", "b", MILL)],
        [("1", "x", "a", MILL), ("1", "x", "a", MILL), ("1", "x", "a", CHOIR)],
        [("1", "x", "a", "\0\0\0"), ("2", "y", "b", "\0")],
    ],
)
def test_odd_rows_cost_nothing(rows: list[tuple[str, str, str, str]]) -> None:
    """Empty, wordless and one-word passages and repeated ids are no pair and no error."""
    assert pairs(*rows) == []


def test_lone_surrogates_are_read_over() -> None:
    """Text that cannot be encoded is compared by the rest of it."""
    assert len(pairs(("1", "x", "a", f"\ud800 {MILL}"), ("2", "y", "b", MILL + "\udfff"))) == 1


def test_one_huge_passage_is_one_passage_among_others() -> None:
    """A megabyte of one word, and a megabyte without a space, beside a copied paragraph."""
    found = pairs(
        ("1", "x", "a", "word " * 200_000),
        ("2", "y", "b", "x" * 1_000_000),
        ("3", "z", "c", MILL),
        ("4", "u", "d", MILL),
    )
    assert [(pair.a, pair.b) for pair in found] == [("3", "4")]


def test_many_copies_of_one_wording_are_not_paired_with_all() -> None:
    """n copies make at most a few times n pairs, and hang together all the same."""
    n = 5000
    words = read_texts([MILL] * n)
    corpus = build_corpus(words, range(n), [i % 40 for i in range(n)], id_keys(map(str, range(n))))
    a, b = exact_pairs(corpus, corpus.wording >= 0)
    assert len(a) <= COPIES_PAIRED * n
    assert set(families(n, a, b).tolist()) == {0}


def test_many_edited_copies_make_few_candidates() -> None:
    """A bucket of n wordings makes at most a few times n pairs."""
    random_ = random.Random(5)
    text = " ".join(sentence(random_) for _ in range(2))
    texts = sorted({edited(text, random_) for _ in range(3000)})
    corpus = build_corpus(read_texts(texts), range(len(texts)), range(len(texts)), id_keys(texts))
    n = len(corpus.distinct)
    n_bands = 42
    (found,) = Bands(corpus, Search(n_perm=3 * n_bands), n_rows=3).pairs()
    n_pairs_of_rare = RAREST * (RAREST - 1) // 2
    assert n < len(found) <= NEIGHBOURS * (n_bands + n_pairs_of_rare) * n


def test_neither_memory_nor_processes_change_which_passages_are_paired(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With everything on disk, by three processes in small chunks, the pairs are those of one process in memory."""
    random_ = random.Random(6)
    originals = [" ".join(sentence(random_) for _ in range(4)) for _ in range(2600)]
    texts = originals + [edited(text, random_) for text in originals]
    rows = [PassageRow(str(n), f"o{n % 7}", f"a{n % 300}", text) for n, text in enumerate(texts)]
    expected = list(pair_passages(rows))
    assert len(expected) > 2000
    monkeypatch.setattr(build, "CHARS_A_CHUNK", 1 << 16)
    monkeypatch.setattr(build, "_WORDS_A_CHUNK", 1 << 12)
    monkeypatch.setattr(candidates, "_PAIRED_AT_ONCE", 1 << 10)
    monkeypatch.setattr(candidates, "_WORDINGS_A_PART", 1 << 8)
    monkeypatch.setattr(candidates, "_HANDED_ON_AT_ONCE", 1 << 8)
    monkeypatch.setattr(candidates, "_SIGNED_A_JOB", 1 << 12)
    monkeypatch.setattr(first_pass, "_VERIFIED_AT_ONCE", 1 << 9)
    bounded = Search(scratch=tmp_path, max_memory_bytes=1, workers=3)
    assert list(pair_passages(rows, search=bounded)) == expected
    assert list(tmp_path.iterdir()) == []


WORDS = st.sampled_from([*SUBJECTS, *VERBS, "12", "the", "“", "”", ".", "\n\n", "\ud800", "桥", "é"])
ROWS = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from("xyz"),
    st.sampled_from("12"),
    st.one_of(st.lists(WORDS, max_size=60).map(" ".join), st.text(max_size=100)),
)


@settings(deadline=None, max_examples=60)
@given(st.lists(ROWS, max_size=12))
def test_any_rows_can_be_paired(rows: list[tuple[str, str, str, str]]) -> None:
    """Pairs name two ids, in order, with a score from 0 to 1, whatever the texts."""
    found = pairs(*rows)
    assert all(pair.a < pair.b and 0 <= pair.score <= 1 for pair in found)
    assert found == sorted(found, key=lambda pair: (pair.a, pair.b))


LONE = json.loads((Path(__file__).parent / "cases" / "reuse" / "lone.json").read_text("utf-8"))
KINDS = ("found", "apart", "missed")
LANGUAGES = sorted({case["language"] for kind in KINDS for case in LONE[kind]})


@pytest.mark.parametrize("language", LANGUAGES)
def test_lone_sentences_edited_by_half_are_found(language: str) -> None:
    """Where words were replaced, or their endings; two that only look alike are not, nor are those not found yet."""
    cases = {kind: [c["passages"] for c in LONE[kind] if c["language"] == language] for kind in KINDS}
    texts = sorted({text for passages in cases.values() for pair in passages for text in pair})
    pairs = pair_passages([PassageRow(str(n), str(n), str(n), text) for n, text in enumerate(texts)])
    found = {frozenset((texts[int(pair.a)], texts[int(pair.b)])) for pair in pairs}
    assert found == {frozenset(pair) for pair in cases["found"]}
