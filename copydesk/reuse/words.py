"""Texts as one flat run of hashed words, many texts at once.

A word is a run of letters and digits, case, accents and apostrophes folded away: that is how passages are compared,
never how they are shown. Places are kept, so that what is found among words can be said in characters. Everything
works on one array of code points, because a Python loop over characters or words would be the slowest step of all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
import numpy.typing as npt

UInt32 = npt.NDArray[np.uint32]
UInt64 = npt.NDArray[np.uint64]
Int64 = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]
UInt8 = npt.NDArray[np.uint8]

# What a character is, one bit each.
LETTER, DIGIT, ALONE, SKIPPED, UPPER, LOWER, ENDER, SPACE = (1 << n for n in range(8))

# What a word is, one bit each.
IS_NUMBER, IS_CAPITAL, STARTS_SENTENCE, STARTS_PARAGRAPH, IS_QUOTED = (1 << n for n in range(5))

# Joins the texts read at once: never part of a word.
TEXT_END = "\0"
APOSTROPHES = frozenset("'’‘`´ʼ＇\u00ad\u200b\u200c\u200d\u2060\ufeff")
# Where one of these stands inside a run of characters, all of the run is one word: an address on the net is no phrase.
ADDRESS_MARKS = "/@_\\"
# Longer runs are no addresses.
_MAX_ADDRESS = 400
SENTENCE_ENDERS = frozenset(".!?…‽。．！？｡؟۔।॥։።၊။។᠃")
OPENING_QUOTES, CLOSING_QUOTES = "“„«「『", "”»」』"
# Enders that need no space after them.
SPACELESS_ENDERS = frozenset("。．！？｡")
# Scripts written without spaces: each character stands for a word.
SPACELESS_SCRIPTS = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")

# Words before a full stop that does not end the sentence, whatever follows.
TITLES = """
    mr mrs ms mx messrs dr drs prof gen lt col sgt capt cpl maj adm cmdr gov sen rep reps sens rev hon pres supt det
    insp st ste mt ft vs v cf al mme mlle mm sra srta dra ing lic dott sig fr hr bzw evtl ggf inkl sog usf eg ie ca
    approx bros dept est
"""
# The same where a number follows.
BEFORE_NUMBERS = """
    no nos nr nrs fig figs p pp vol ch art sec para jan feb mar apr jun jul aug sep sept oct nov dec núm num tel
"""

# Polynomial hashing: positions past the table share its last power, so only words of over 256 letters that differ in
# the order of their ends collide.
_BASE = 0x9E3779B97F4A7C15
_N_POWERS = 256


def ragged(starts: Int64, ends: Int64) -> tuple[Int64, Int64]:
    """The members of half-open ranges one after another, and which range each came from."""
    lengths = ends - starts
    run = np.repeat(np.arange(len(starts)), lengths)
    before = np.cumsum(lengths) - lengths
    return np.arange(len(run)) - before[run] + starts[run], run


@cache
def _powers() -> UInt64:
    powers = [1]
    for _ in range(_N_POWERS - 1):
        powers.append(powers[-1] * _BASE % (1 << 64))
    return np.array(powers, dtype=np.uint64)


def mix64(values: UInt64) -> UInt64:
    """Every bit of each value spread over all of it (the finaliser of SplitMix64)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def fold_char(char: str) -> str:
    """The character that stands for `char` in comparisons: lower case, without its accent, of ordinary width."""
    base = unicodedata.normalize("NFKD", char)
    if len(base) > 1 and not all(unicodedata.combining(mark) for mark in base[1:]):
        base = char
    return (base[0].casefold() or base[0])[0]


def char_kind(char: str) -> int:
    """What `char` is to words and sentences: the sum of the bits above."""
    if char in APOSTROPHES or "\u0300" <= char <= "\u036f":
        return SKIPPED
    if char in SENTENCE_ENDERS:
        return ENDER
    if char.isspace() or char == TEXT_END:
        return SPACE
    if char.isdecimal():
        return LETTER | DIGIT
    category = unicodedata.category(char)
    if category[0] not in "LNM" or category == "Me":
        return 0
    kind = LETTER
    if category in ("Lu", "Lt"):
        kind |= UPPER
    elif category == "Ll":
        kind |= LOWER
    elif char > "\u0e00" and unicodedata.name(char, "").startswith(SPACELESS_SCRIPTS):
        kind |= ALONE
    return kind


@dataclass
class CharTable:
    """Kinds and foldings of the characters seen so far, looked up for whole arrays at once."""

    kinds: UInt8 = field(default_factory=lambda: np.zeros(0x110000, dtype=np.uint8))
    folded: UInt32 = field(default_factory=lambda: np.zeros(0x110000, dtype=np.uint32))
    known: Bool = field(default_factory=lambda: np.zeros(0x110000, dtype=np.bool_))

    def learn(self, chars: UInt32) -> None:
        """Every one of `chars` is in the table afterwards."""
        seen = np.zeros(0x110000, dtype=np.bool_)
        seen[chars] = True
        for code in np.flatnonzero(seen & ~self.known).tolist():
            char = chr(code)
            self.kinds[code] = char_kind(char)
            self.folded[code] = ord(fold_char(char))
            self.known[code] = True


@dataclass(frozen=True)
class Words:
    """The words of several texts, one after another; arrays of one length, spans in characters of their own text."""

    hashes: UInt32
    start_chars: UInt32
    end_chars: UInt32
    flags: UInt8
    text_starts: Int64  # int64[n_texts + 1]: text i has the words text_starts[i]:text_starts[i + 1]

    def __len__(self) -> int:
        return len(self.hashes)

    def of_text(self, text: int) -> slice:
        """Where the words of one text stand in the arrays."""
        return slice(int(self.text_starts[text]), int(self.text_starts[text + 1]))


def code_points(text: str) -> UInt32:
    """The text as an array; lone surrogates pass through."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


@cache
def _word_hashes(words: str) -> UInt32:
    """The hashes of single lower-case words, sorted."""
    table = CharTable()
    chars = code_points(words)
    table.learn(chars)
    kinds = table.kinds[chars]
    starts, _ = _word_bounds(kinds, (kinds & LETTER) != 0)
    return np.unique(_hash_words(chars, kinds, table, starts)[0])


def read_words(texts: Sequence[str], table: CharTable | None = None) -> Words:
    """The words of all `texts`; `table` carries what is known of characters from call to call."""
    table = table or CharTable()
    chars = code_points(TEXT_END.join(texts) + 2 * TEXT_END)
    table.learn(chars)
    kinds = table.kinds[chars]
    _join_inside_words(chars, kinds)
    is_word = (kinds & LETTER) != 0
    if not is_word.any():
        return _no_words(len(texts))
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    offsets = np.concatenate(([0], np.cumsum(lengths + 1)))

    starts, ends = _word_bounds(kinds, is_word)
    hashes, n_digits = _hash_words(chars, kinds, table, starts)
    text_starts = np.searchsorted(starts, offsets)
    text_of_word = np.repeat(np.arange(len(texts)), np.diff(text_starts))
    flags = np.where(n_digits, IS_NUMBER, 0).astype(np.uint8)
    flags[(kinds[starts] & UPPER) != 0] |= IS_CAPITAL
    flags[_sentence_starts(chars, kinds, starts, ends, hashes)] |= STARTS_SENTENCE
    flags[_paragraph_starts(chars, starts)] |= STARTS_SENTENCE | STARTS_PARAGRAPH
    flags[text_starts[:-1][np.diff(text_starts) > 0]] |= STARTS_SENTENCE | STARTS_PARAGRAPH
    flags[_is_quoted(chars, kinds, starts, np.flatnonzero(flags & STARTS_PARAGRAPH))] |= IS_QUOTED
    own = offsets[text_of_word]
    return Words(hashes, (starts - own).astype(np.uint32), (ends - own).astype(np.uint32), flags, text_starts)


def join_words(parts: Iterable[Words]) -> Words:
    """One run of words from several, texts in the order given."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    grown = np.cumsum([0, *(len(part) for part in parts)])
    text_starts = [part.text_starts[:-1] + start for part, start in zip(parts, grown, strict=False)]
    return Words(
        np.concatenate([part.hashes for part in parts]),
        np.concatenate([part.start_chars for part in parts]),
        np.concatenate([part.end_chars for part in parts]),
        np.concatenate([part.flags for part in parts]),
        np.concatenate([*text_starts, grown[-1:]]),
    )


def _no_words(n_texts: int) -> Words:
    nothing = np.zeros(0, dtype=np.uint32)
    return Words(nothing, nothing, nothing, nothing.astype(np.uint8), np.zeros(n_texts + 1, dtype=np.int64))


def _join_inside_words(chars: UInt32, kinds: UInt8) -> None:
    """Dots and commas inside numbers, dots inside U.S. and marks inside don’t belong to the word; changes `kinds`."""
    letters = kinds & LETTER
    dots = np.flatnonzero((chars == ord(".")) | (chars == ord(",")))
    dots = dots[(dots > 1) & (dots < len(chars) - 1)]
    before, after = kinds[dots - 1], kinds[dots + 1]
    in_number = (before & DIGIT != 0) & (after & DIGIT != 0)
    is_dot = chars[dots] == ord(".")
    kinds[dots[in_number & is_dot]] = LETTER
    kinds[dots[in_number & ~is_dot]] = LETTER | SKIPPED
    in_acronym = is_dot & (before & UPPER != 0) & (after & UPPER != 0) & (letters[dots - 2] == 0)
    kinds[dots[in_acronym]] = LETTER | SKIPPED
    skipped = np.flatnonzero(kinds == SKIPPED)
    skipped = skipped[(skipped > 0) & (skipped < len(chars) - 1)]
    _join_addresses(chars, kinds)
    # Two marks in a row (a letter with two accents) are rare: the second pass lets each see the one before it.
    for _ in range(2):
        inside = skipped[(kinds[skipped - 1] & LETTER != 0) & (kinds[skipped + 1] & (LETTER | SKIPPED) != 0)]
        kinds[inside] = LETTER | SKIPPED
        skipped = skipped[kinds[skipped] == SKIPPED]


def _join_addresses(chars: UInt32, kinds: UInt8) -> None:
    """Addresses, paths and the like belong together whatever marks they hold; changes `kinds`."""
    marks = np.flatnonzero(np.isin(chars, [ord(mark) for mark in ADDRESS_MARKS]))
    marks = marks[(marks > 0) & (marks < len(chars) - 1)]
    marks = marks[(kinds[marks - 1] & SPACE == 0) & (kinds[marks + 1] & SPACE == 0)]
    if not len(marks):
        return
    spaces = np.concatenate(([-1], np.flatnonzero(kinds & SPACE), [len(chars)]))
    which = np.unique(np.searchsorted(spaces, marks))
    starts, ends = spaces[which - 1] + 1, spaces[which]
    short = ends - starts <= _MAX_ADDRESS
    place, run = ragged(starts[short], ends[short])
    in_word = (kinds[place] & LETTER != 0) & (kinds[place] & ALONE == 0)
    letters = np.flatnonzero(in_word)
    if not len(letters):
        return
    # Only what stands between two letters of the run is joined: not its brackets, not the full stop behind it.
    before = np.maximum.accumulate(np.where(in_word, np.arange(len(place)), -1))
    after = np.minimum.accumulate(np.where(in_word, np.arange(len(place)), len(place))[::-1])[::-1]
    inside = ~in_word & (before >= 0) & (after < len(place)) & (kinds[place] & ALONE == 0)
    inside &= run[np.maximum(before, 0)] == run
    inside &= run[np.minimum(after, len(place) - 1)] == run
    kinds[place[inside]] = LETTER | SKIPPED


def _word_bounds(kinds: UInt8, is_word: Bool) -> tuple[Int64, Int64]:
    """Where each word starts and ends, half-open, in the joined texts."""
    padded = np.zeros(len(is_word) + 1, dtype=np.bool_)
    padded[1:] = is_word
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = edges[::2], edges[1::2]
    alone = np.flatnonzero(kinds & ALONE)
    if len(alone):
        cuts = np.concatenate((alone, alone + 1))
        starts = np.union1d(starts, cuts[is_word[cuts]])
        ends = np.union1d(ends, cuts[is_word[cuts - 1] & (cuts > 0)])
    return starts, ends


def _hash_words(chars: UInt32, kinds: UInt8, table: CharTable, starts: Int64) -> tuple[UInt32, Bool]:
    """Each word's hash, and whether it has a digit."""
    kept = np.flatnonzero((kinds & (LETTER | SKIPPED)) == LETTER)
    first = np.searchsorted(kept, starts)
    n_kept = np.diff(first, append=len(kept))
    place = np.arange(len(kept)) - np.repeat(first, n_kept)
    np.minimum(place, _N_POWERS - 1, out=place)
    values = table.folded[chars[kept]].astype(np.uint64) * _powers()[place]
    hashes = mix64(np.add.reduceat(values, first))
    digits = np.flatnonzero(kinds & DIGIT)
    has_digit = np.zeros(len(starts), dtype=np.bool_)
    has_digit[np.searchsorted(starts, digits, side="right") - 1] = True
    return (hashes >> np.uint64(32)).astype(np.uint32), has_digit


def _sentence_starts(chars: UInt32, kinds: UInt8, starts: Int64, ends: Int64, hashes: UInt32) -> Int64:
    """The words that begin a sentence because of the mark before them."""
    enders = np.flatnonzero(kinds & ENDER)
    following = np.searchsorted(starts, enders)
    inner = (following > 0) & (following < len(starts))
    enders, following = enders[inner], following[inner]
    preceding = following - 1
    spaces = np.flatnonzero(kinds & SPACE)
    next_space = np.append(spaces, len(chars))[np.searchsorted(spaces, enders)]
    spaceless = np.isin(chars[enders], [ord(char) for char in SPACELESS_ENDERS])
    ends_here = spaceless | (next_space < starts[following])
    ends_here &= kinds[starts[following]] & LOWER == 0
    # A full stop that touches its word may only shorten it.
    touching = (chars[enders] == ord(".")) & (ends[preceding] == enders)
    one_letter = (ends[preceding] - starts[preceding] == 1) & (kinds[starts[preceding]] & UPPER != 0)
    acronym = (ends[preceding] - starts[preceding] == 3) & (chars[ends[preceding] - 2] == ord("."))
    title = np.isin(hashes[preceding], _word_hashes(TITLES))
    numbered = np.isin(hashes[preceding], _word_hashes(BEFORE_NUMBERS)) & (kinds[starts[following]] & DIGIT != 0)
    ends_here &= ~(touching & (one_letter | acronym | title | numbered))
    starting: Int64 = following[ends_here]
    return starting


def _paragraph_starts(chars: UInt32, starts: Int64) -> Int64:
    """The words with a blank line before them."""
    breaks = np.searchsorted(starts, np.flatnonzero((chars == ord("\n")) | (chars == 0x2029)))
    twice: Int64 = breaks[1:][(breaks[1:] == breaks[:-1]) & (breaks[1:] < len(starts))]
    return twice


def _is_quoted(chars: UInt32, kinds: UInt8, starts: Int64, paragraphs: Int64) -> Bool:
    """bool[n_words]: whether a word stands in double quotation marks opened in its own paragraph."""
    marks = np.flatnonzero(np.isin(chars, [ord(mark) for mark in OPENING_QUOTES + CLOSING_QUOTES + '"']))
    if not len(marks):
        return np.zeros(len(starts), dtype=np.bool_)
    opens = np.isin(chars[marks], [ord(mark) for mark in OPENING_QUOTES])
    straight = np.concatenate(([0], np.cumsum(chars[marks] == ord('"'))))
    before = np.searchsorted(marks, starts)
    spaces = np.concatenate(([0], np.flatnonzero(kinds & SPACE)))
    first = np.searchsorted(marks, spaces[np.searchsorted(spaces, starts[paragraphs], side="right") - 1])
    since = np.repeat(first, np.diff(paragraphs, append=len(starts)))
    in_curly = (before > since) & opens[np.maximum(before - 1, 0)]
    in_straight = (straight[before] - straight[since]) % 2 == 1
    quoted: Bool = in_curly | in_straight
    return quoted
