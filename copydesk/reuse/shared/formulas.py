"""What two articles share though neither copied it: disclosures, headings, rows of weekdays, turns of phrase, facts.

Told by what kind of sentence it is, from words known beforehand, and by how much else the two articles share: a lone
disclosure is a formula, one beside copied paragraphs was copied with them. Two who tell the same facts share names,
numbers and the words of their subject; who copies shares the words between.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise

import numpy as np

from copydesk.records import StockKind, StockSentence
from copydesk.reuse.arrays import Bool, UInt8, UInt32, UInt64, is_among, mix64, sorted_unique
from copydesk.reuse.corpus.build import read_texts
from copydesk.reuse.corpus.words import IS_CAPITAL, IS_NUMBER, IS_QUOTED, STARTS_PARAGRAPH, STARTS_SENTENCE, Words
from copydesk.reuse.shared.chains import Stretch
from copydesk.reuse.shared.formula_words import formula_hashes

# A notice has so many different words of notices, and so large a share of its words that are not common ones; it
# speaks of the site or to the reader, or else consists of little else.
NOTICE_WORDS, NOTICE_SHARE = 2, 0.4
IMPERSONAL_WORDS, IMPERSONAL_SHARE = 3, 0.7
NEWSROOM_WORDS, NEWSROOM_SHARE = 3, 0.6
CREDIT_WORDS = 2  # of nothing else but names
LIST_WORDS, LIST_SHARE = 4, 0.7
# A phrase has so many words at most, where each different one that is neither common nor of phrases counts for more.
PHRASE_WORDS, TELLING_WORD = 21, 6
# A heading is a paragraph of so many words at most that ends like no sentence; one that asks may be longer.
HEADING_WORDS, QUESTION_WORDS, SENTENCE_ENDS, ASKING = 8, 14, frozenset(".!…。！．:,"), frozenset("?？؟;")
# An entry in a list of references is so long at most, and half of it names, initials and numbers, three of these.
REFERENCE_WORDS, REFERENCE_NAMES, REFERENCE_NUMBERS = 80, 0.5, 3
# So many words in a row that are the same on both sides are copied, if they are no formula.
COPIED_RUN = 8
# Of two articles that share so many words in such runs, a formula was copied with the rest.
COPIED_WORDS = 60
# A part of a sentence of fewer words is nobody's, unless the two articles share so many words, and this share of the
# shorter one.
FRAGMENT_WORDS, LINKED_WORDS, LINKED_SHARE = 12, 24, 0.03

# The same facts, told by two: not quoted, without a run of so many words that are the same. Fewer neighbouring words
# than this are the same on both sides, names and words of the subject among themselves not counted, and not so many in
# all that the two articles share; or the sides have fewer words than this in common, names and words of the subject
# left out.
FACTS_RUN, JOINED_WORDS, JOINED_IN_ALL, OWN_WORDS = 10, 9, 25, 6
# A word that stands so often in both articles is of their subject.
SUBJECT_TIMES = 3

# What stood in so many outlets of an earlier batch is known: a sentence that has this share of its runs of so many
# words from there.
KNOWN_OUTLETS, KNOWN_RUN, KNOWN_SHARE = 3, 4, 0.6

# Where a frame has many fillings each two of them share the same sentences: what those are that have so few words is
# kept of so many. (Of 5,400 stretches of 240 pages made of 60 frames 4,300 are met again.)
_SHORT_WORDS, _SHORT_KEPT = 64, 1 << 13
# Texts of which it is kept where their paragraphs begin.
_TEXTS_KEPT = 1 << 6

_OF_PLACE = mix64(np.arange(1, FACTS_RUN + 1, dtype=np.uint64)) | np.uint64(1)


def known_runs(stock: Iterable[StockSentence]) -> dict[StockKind, UInt64]:
    """The runs of words, sorted, of the sentences that many outlets are known to share, by kind; facts are nobody's."""
    of_kind: dict[StockKind, list[str]] = {}
    for sentence in stock:
        if sentence.n_outlets >= KNOWN_OUTLETS and sentence.kind != "facts":
            of_kind.setdefault(sentence.kind, []).append(sentence.text)
    read: dict[StockKind, UInt64] = {}
    for kind, texts in sorted(of_kind.items()):
        words = read_texts(texts, with_places=False)
        bounds = pairwise(words.text_starts.tolist())
        read[kind] = sorted_unique(np.concatenate([_runs(words.hashes[a:b], KNOWN_RUN) for a, b in bounds]))
    return read


class Formulas:
    """Tells the formulas among what texts share; `known` are those of earlier batches."""

    def __init__(self, words: Words, texts: Sequence[str], known: Mapping[StockKind, UInt64]) -> None:
        self.words, self.texts, self.known = words, texts, known
        self._said_of_short = lru_cache(_SHORT_KEPT)(_said)
        self._paragraphs = lru_cache(_TEXTS_KEPT)(self._first_words_of_paragraphs)

    def kinds(self, a: int, b: int, stretches: Sequence[Stretch]) -> list[StockKind | None]:
        """What kind of formula each stretch that texts a and b share is; None: it was copied."""
        kinds = [None if stretch.is_quoted else self._kind(a, b, stretch) for stretch in stretches]
        copied = _without_kind(stretches, kinds)
        if sum(_n_words_in_runs(*self._sides(stretch), COPIED_RUN) for stretch in copied) >= COPIED_WORDS:
            return [None] * len(stretches)
        is_linked = sum(map(_length, copied)) >= max(LINKED_WORDS, LINKED_SHARE * min(self._length(a), self._length(b)))
        if not is_linked:
            kinds = [
                "phrase" if kind is None and not stretch.is_quoted and self._is_fragment(stretch) else kind
                for kind, stretch in zip(kinds, stretches, strict=True)
            ]
        are_facts = iter(self._are_facts(a, b, _without_kind(stretches, kinds)))
        return ["facts" if kind is None and next(are_facts) else kind for kind in kinds]

    def _kind(self, a: int, b: int, stretch: Stretch) -> StockKind | None:
        """What kind of formula a stretch is by itself."""
        side_a, side_b = slice(stretch.a_start, stretch.a_end), slice(stretch.b_start, stretch.b_end)
        for known_kind, known_before in self.known.items():
            runs = _runs(self.words.hashes[side_a], KNOWN_RUN)
            if len(runs) and is_among(runs, known_before).mean() >= KNOWN_SHARE:
                return known_kind
        kind, n_telling = self._said(side_a, side_b)
        if kind is not None:
            return kind
        entries = self._entry(a, side_a), self._entry(b, side_b)
        if all(
            entry is not None and self._is_heading(self.texts[text], entry)
            for text, entry in zip((a, b), entries, strict=True)
        ):
            return "heading"
        if all(entry is not None and self._is_reference(entry) for entry in entries):
            return "reference"
        if _length(stretch) + (TELLING_WORD - 1) * n_telling <= PHRASE_WORDS:
            return "phrase"
        return None

    def _said(self, side_a: slice, side_b: slice) -> tuple[StockKind | None, int]:
        """What kind of formula two sides are by their words alone; how many different ones that tell something both
        have."""
        words = self.words.hashes[side_a], self.words.flags[side_a], self.words.hashes[side_b]
        said = self._said_of_short if max(len(words[0]), len(words[2])) <= _SHORT_WORDS else _said
        return said(*(column.tobytes() for column in words))

    def _is_fragment(self, stretch: Stretch) -> bool:
        """Whether a stretch is a few words of longer sentences."""
        edges = stretch.a_start, stretch.a_end, stretch.b_start, stretch.b_end
        return _length(stretch) < FRAGMENT_WORDS and not all(map(self._is_edge, edges))

    def _length(self, text: int) -> int:
        return int(self.words.text_starts[text + 1] - self.words.text_starts[text])

    def _is_edge(self, word: int) -> bool:
        """Whether a sentence begins with a word, or ended before it."""
        return word == len(self.words) or bool(self.words.flags[word] & STARTS_SENTENCE)

    def _are_facts(self, a: int, b: int, stretches: Sequence[Stretch]) -> list[bool]:
        """Whether each of all stretches that texts a and b share is the same facts told by two."""
        is_open = [
            not self._quotes(stretch) and not _n_words_in_runs(*self._sides(stretch), FACTS_RUN)
            for stretch in stretches
        ]
        if not any(is_open):
            return is_open
        subject = np.intersect1d(self._often(a), self._often(b))
        subject = subject[~is_among(subject, formula_hashes()["common"])]
        own, joined = zip(*(self._wording(stretch, subject) for stretch in stretches), strict=True)
        least = JOINED_WORDS if sum(joined) < JOINED_IN_ALL else 0
        return [
            may_be and (n_joined < least or n_own < OWN_WORDS)
            for may_be, n_own, n_joined in zip(is_open, own, joined, strict=True)
        ]

    def _wording(self, stretch: Stretch, subject: UInt32) -> tuple[int, int]:
        """How many words the sides have in common, names and words of the subject left out; how many neighbours, two
        of those left out.
        """
        of_a, of_b = self._sides(stretch)
        names = self._names(slice(stretch.a_start, stretch.a_end)), self._names(slice(stretch.b_start, stretch.b_end))
        given = is_among(of_a, np.union1d(np.union1d(*names), subject))
        joined = is_among(_runs(of_a, 2), np.sort(_runs(of_b, 2)))
        return int((is_among(of_a, np.sort(of_b)) & ~given).sum()), int((joined & ~(given[1:] & given[:-1])).sum())

    def _quotes(self, stretch: Stretch) -> bool:
        """Whether some of the words that both sides have are quoted on one of them."""
        of_a, of_b = self._sides(stretch)
        flags = self.words.flags
        said_a = of_a[flags[stretch.a_start : stretch.a_end] & IS_QUOTED != 0]
        said_b = of_b[flags[stretch.b_start : stretch.b_end] & IS_QUOTED != 0]
        return bool(is_among(said_a, np.sort(of_b)).any() or is_among(said_b, np.sort(of_a)).any())

    def _often(self, text: int) -> UInt32:
        """The hashes, sorted, of the words that stand `SUBJECT_TIMES` in a text."""
        first, last = self.words.text_starts[text : text + 2]
        values, counts = np.unique(self.words.hashes[first:last], return_counts=True)
        often: UInt32 = values[counts >= SUBJECT_TIMES]
        return often

    def _sides(self, stretch: Stretch) -> tuple[UInt32, UInt32]:
        """The hashes of a stretch's words, of either side."""
        hashes = self.words.hashes
        return hashes[stretch.a_start : stretch.a_end], hashes[stretch.b_start : stretch.b_end]

    def _names(self, side: slice) -> UInt32:
        """The hashes, sorted, of a side's names and numbers."""
        return _names(self.words.hashes[side], self.words.flags[side])

    def _entry(self, text: int, side: slice) -> slice | None:
        """The words of the paragraph that a side stands in, if it is one of several of its text."""
        starts = self._paragraphs(text)
        nth = bisect_right(starts, side.start) - 1
        entry = slice(starts[nth], starts[nth + 1])
        if len(starts) == 2 or entry.stop < side.stop or entry.stop - entry.start > REFERENCE_WORDS:
            return None
        return entry

    def _first_words_of_paragraphs(self, text: int) -> list[int]:
        """Where a text's paragraphs begin, and where the last one ends."""
        first, last = (int(place) for place in self.words.text_starts[text : text + 2])
        return [*(first + np.flatnonzero(self.words.flags[first:last] & STARTS_PARAGRAPH)).tolist(), last]

    def _is_heading(self, text: str, entry: slice) -> bool:
        last = int(self.words.end_chars[entry.stop - 1])
        line_end = text.find("\n", last)
        behind = text[last : line_end if line_end >= 0 else len(text)].strip()
        n_words = QUESTION_WORDS if ASKING & set(behind) else HEADING_WORDS
        return entry.stop - entry.start <= n_words and not SENTENCE_ENDS & set(behind)

    def _is_reference(self, entry: slice) -> bool:
        """Whether a paragraph is made of names, initials and figures, with a year and a word of journals and books."""
        hashes, flags = self.words.hashes[entry], self.words.flags[entry]
        is_number, is_name = flags & IS_NUMBER != 0, flags & IS_CAPITAL != 0
        return bool(
            is_number.sum() >= REFERENCE_NUMBERS
            and (is_number | is_name).sum() >= REFERENCE_NAMES * len(flags)
            and is_among(hashes, formula_hashes()["year"]).any()
            and is_among(hashes, formula_hashes()["reference"]).any()
        )


def _said(hashes_a: bytes, flags_a: bytes, hashes_b: bytes) -> tuple[StockKind | None, int]:
    """As `Formulas._said`, of the words' hashes and flags."""
    of_a, of_b = np.frombuffer(hashes_a, np.uint32), np.frombuffer(hashes_b, np.uint32)
    shared: UInt32 = np.intersect1d(of_a, of_b)
    known = {name: is_among(shared, hashes) for name, hashes in formula_hashes().items()}
    said = ~known["common"]
    names = _names(of_a, np.frombuffer(flags_a, np.uint8))
    plain = said & (known["newsroom"] | ~known["list"] & ~is_among(shared, names))
    n_telling = int((said & ~known["phrase"] & ~known["notice"]).sum())
    kind: StockKind | None = None
    if _is_mostly(known["list"], np.ones_like(said), LIST_WORDS, LIST_SHARE):
        kind = "list"
    elif _is_mostly(known["notice"], said, IMPERSONAL_WORDS, IMPERSONAL_SHARE) or (
        known["self"].any() and _is_mostly(known["notice"], said, NOTICE_WORDS, NOTICE_SHARE)
    ):
        kind = "notice"
    elif _is_mostly(known["newsroom"], plain, NEWSROOM_WORDS, NEWSROOM_SHARE) or _is_mostly(
        known["newsroom"], plain, CREDIT_WORDS, 1.0
    ):
        kind = "newsroom"
    return kind, n_telling


def _names(hashes: UInt32, flags: UInt8) -> UInt32:
    """The hashes, sorted, of names and numbers."""
    is_name = (flags & (IS_CAPITAL | STARTS_SENTENCE) == IS_CAPITAL) | (flags & IS_NUMBER != 0)
    return np.sort(hashes[is_name])


def _without_kind(stretches: Sequence[Stretch], kinds: Sequence[StockKind | None]) -> list[Stretch]:
    return [stretch for stretch, kind in zip(stretches, kinds, strict=True) if kind is None]


def _is_mostly(known: Bool, among: Bool, n_words: int, share: float) -> bool:
    """Whether so many words, and this share of those `among` which it counts, are `known` ones."""
    n_known = int((known & among).sum())
    return n_known >= n_words and n_known >= share * int(among.sum())


def _runs(hashes: UInt32, length: int) -> UInt64:
    """A hash of each run of so many words."""
    if len(hashes) < length:
        return np.zeros(0, dtype=np.uint64)
    wide = hashes.astype(np.uint64)
    # A window on every place, made by hand: NumPy's own takes five times as long as multiplying.
    windows: UInt64 = np.ndarray((len(wide) - length + 1, length), np.uint64, wide.data, strides=(8, 8))
    runs: UInt64 = windows @ _OF_PLACE[:length]
    return runs


def _n_words_in_runs(of_a: UInt32, of_b: UInt32, length: int) -> int:
    """How many words of one side stand in runs of so many that are the same on both sides."""
    same = is_among(_runs(of_a, length), np.sort(_runs(of_b, length)))
    return int((np.convolve(same, np.ones(length)) > 0).sum()) if same.any() else 0


def _length(stretch: Stretch) -> int:
    """The words of the shorter side."""
    return min(stretch.a_end - stretch.a_start, stretch.b_end - stretch.b_start)
