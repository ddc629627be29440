"""Texts as one flat run of hashed words, many texts at once.

A word is a run of letters and digits, case, accents and apostrophes folded away: that is how passages are compared,
never how they are shown. Places are kept, so that what is found among words can be said in characters. Everything
works on one array of code points, because a Python loop over characters or words would be the slowest step of all.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from copydesk.reuse.arrays import Bool, Int64, UInt8, UInt16, UInt32, is_among, mix32, ragged, sorted_unique
from copydesk.reuse.store import Growing, Store

# What a character is, one bit each.
LETTER, DIGIT, ALONE, SKIPPED, UPPER, LOWER, ENDER, SPACE = (1 << n for n in range(8))
POINT, BREAK, ADDRESS, OPENS, CLOSES, STRAIGHT = (1 << n for n in range(8, 14))
# Marks that are looked at one by one, being few.
_MARKS = SKIPPED | ENDER | POINT | BREAK | ADDRESS | OPENS | CLOSES | STRAIGHT

# What a word is, one bit each.
IS_NUMBER, IS_CAPITAL, STARTS_SENTENCE, STARTS_PARAGRAPH, IS_QUOTED, IS_SHORT = (1 << n for n in range(6))
# Of a wording that several articles have: a word that is short in another spelling of it.
IS_SHORT_ELSEWHERE = 1 << 6

# Joins the texts read at once: never part of a word.
TEXT_END = "\0"
APOSTROPHES = frozenset("'’‘`´ʼ＇\u00ad\u200b\u200c\u200d\u2060\ufeff")
SENTENCE_ENDERS = frozenset(".!?…‽。．！？｡؟۔।॥։።၊။។᠃")
# Enders that need no space after them.
SPACELESS_ENDERS = "。．！？｡"
_SPACELESS_CODES = np.array(sorted(map(ord, SPACELESS_ENDERS)), dtype=np.uint32)
# Where one of these stands inside a run of characters, all of the run is one word: an address on the net is no phrase.
ADDRESS_MARKS = frozenset("/@_\\")
# Longer runs are no addresses.
_MAX_ADDRESS = 400
OPENING_QUOTES, CLOSING_QUOTES = frozenset("“„«「『"), frozenset("”»」』")
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

# Words of so many letters are mostly those that every text has ("the", "and", "of"; "die", "und", "von").
_SHORT_WORD = 3

# A word's stem, in the higher bits of its hash, is its first letters: of 72 sentences told anew with other endings in
# six languages four letters find 68, five 53, six 35, and 70% of a word (four to six) 34, where all are compared.
_STEM_LETTERS = 4
STEM_BITS = np.uint32(0xFFFFF000)

# Words are hashed as polynomials modulo 2**32 over mixed characters. Positions past the table share its last power, so
# only words of over 256 letters that differ in the order of their ends are taken for one.
_BASE = 0x9E3779B1
# Words: in files they stand here and there, and with each the system has what is around it in memory, too.
_REORDERED_AT_ONCE = 1 << 18
_N_POWERS = 256


@dataclass(frozen=True)
class Words:
    """The words of several texts, one after another; arrays of one length, spans in characters of their own text."""

    hashes: UInt32  # of their stems in STEM_BITS, of the whole words in the others
    flags: UInt8
    start_chars: UInt32  # empty where the texts were read without places
    end_chars: UInt32
    text_starts: Int64  # int64[n_texts + 1]: text i has the words text_starts[i]:text_starts[i + 1]

    def __len__(self) -> int:
        return len(self.hashes)

    def part(self, first: int, end: int) -> Words:
        """The words of the texts from `first` up to `end`, without their places."""
        own = slice(int(self.text_starts[first]), int(self.text_starts[end]))
        bounds = self.text_starts[first : end + 1] - own.start
        return Words(self.hashes[own], self.flags[own], self.start_chars[:0], self.end_chars[:0], bounds)


@dataclass
class CharTable:
    """Kinds and hashes of the characters seen so far, looked up for whole arrays at once."""

    kinds: UInt16 = field(default_factory=lambda: np.zeros(0x110000, dtype=np.uint16))
    hashes: UInt32 = field(default_factory=lambda: np.zeros(0x110000, dtype=np.uint32))
    known: Bool = field(default_factory=lambda: np.zeros(0x110000, dtype=np.bool_))

    def learn(self, chars: UInt32) -> None:
        """Every one of `chars` is in the table afterwards."""
        seen = np.zeros(0x110000, dtype=np.bool_)
        seen[chars] = True
        codes = np.flatnonzero(seen & ~self.known)
        if not len(codes):
            return
        folded = np.zeros(len(codes), dtype=np.uint32)
        for i, code in enumerate(codes.tolist()):
            char = chr(code)
            self.kinds[code] = char_kind(char)
            folded[i] = ord(fold_char(char))
        self.hashes[codes] = mix32(folded)
        self.known[codes] = True


def fold_char(char: str) -> str:
    """The character that stands for `char` in comparisons: lower case, without its accent, of ordinary width.

    >>> fold_char("É"), fold_char("７")
    ('e', '7')
    """
    base = unicodedata.normalize("NFKD", char)
    if len(base) > 1 and not all(unicodedata.combining(mark) for mark in base[1:]):
        base = char
    return (base[0].casefold() or base[0])[0]


def char_kind(char: str) -> int:
    """What `char` is to words and sentences: the sum of the bits above."""
    kind = POINT if char in ".," else 0
    kind |= ADDRESS if char in ADDRESS_MARKS else 0
    kind |= OPENS if char in OPENING_QUOTES else CLOSES if char in CLOSING_QUOTES else STRAIGHT if char == '"' else 0
    kind |= BREAK if char in "\n\u2029" else 0
    if char in APOSTROPHES or "\u0300" <= char <= "\u036f":
        return kind | SKIPPED
    if char in SENTENCE_ENDERS:
        return kind | ENDER
    if char.isspace() or char == TEXT_END:
        return kind | SPACE
    if char.isdecimal():
        return kind | LETTER | DIGIT
    category = unicodedata.category(char)
    if category[0] not in "LNM" or category == "Me":
        return kind
    if category in ("Lu", "Lt"):
        return LETTER | UPPER
    if category == "Ll":
        return LETTER | LOWER
    alone = char > "\u0e00" and unicodedata.name(char, "").startswith(SPACELESS_SCRIPTS)
    return LETTER | ALONE if alone else LETTER


def code_points(text: str) -> UInt32:
    """The text as an array; lone surrogates pass through."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def read_words(texts: Sequence[str], table: CharTable | None = None, *, with_places: bool = True) -> Words:
    """The words of all `texts`; `table` carries what is known of characters from call to call."""
    table = table or CharTable()
    # A character before the first and after the last, so that each has neighbours.
    chars = code_points(TEXT_END + TEXT_END.join(texts) + 2 * TEXT_END)
    table.learn(chars)
    kinds = table.kinds[chars]
    marks = np.flatnonzero(kinds & _MARKS)
    spaces = np.flatnonzero(kinds & SPACE)
    _join_inside_words(chars, kinds, marks, spaces)
    starts, ends = _word_bounds(kinds)
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    offsets = np.concatenate(([0], np.cumsum(lengths + 1))) + 1
    text_starts = np.searchsorted(starts, offsets)
    if not len(starts):
        nothing = np.zeros(0, dtype=np.uint32)
        return Words(nothing, nothing.astype(np.uint8), nothing, nothing, text_starts)
    hashes = _hash_words(chars, kinds, table, starts)
    flags = _flags(chars, kinds, marks, spaces, starts, ends, hashes, text_starts)
    if not with_places:
        nothing = hashes[:0]
        return Words(hashes, flags, nothing, nothing, text_starts)
    own = np.repeat(offsets[:-1], np.diff(text_starts))
    return Words(hashes, flags, (starts - own).astype(np.uint32), (ends - own).astype(np.uint32), text_starts)


def join_words(parts: Iterable[Words], store: Store) -> Words:
    """One run of words from several, texts in the order given."""
    hashes, flags = Growing(store, np.uint32), Growing(store, np.uint8)
    start_chars, end_chars = Growing(store, np.uint32), Growing(store, np.uint32)
    text_starts, n_words = [], 0
    for part in parts:
        hashes.append(part.hashes)
        flags.append(part.flags)
        start_chars.append(part.start_chars)
        end_chars.append(part.end_chars)
        text_starts.append(part.text_starts[:-1] + n_words)
        n_words += len(part)
        store.rest()
    return Words(
        hashes.column(),
        flags.column(),
        start_chars.column(),
        end_chars.column(),
        text_starts=np.concatenate([*text_starts, [n_words]]),
    )


def reorder_texts(words: Words, order: Int64, store: Store) -> Words:
    """The words of some of the texts, with text order[i] as text i."""
    return join_words(_reordered(words, order), store)


def _reordered(words: Words, order: Int64) -> Iterator[Words]:
    """Some texts at a time: the places of all words would weigh more than the words."""
    starts, ends = words.text_starts[:-1][order], words.text_starts[1:][order]
    read = np.concatenate(([0], np.cumsum(ends - starts)))
    first = 0
    while first < len(order) or not first:
        last = max(int(np.searchsorted(read, read[first] + _REORDERED_AT_ONCE)), first + 1)
        place, _ = ragged(starts[first:last], ends[first:last])
        places = place if len(words.start_chars) else place[:0]
        yield Words(
            words.hashes[place],
            words.flags[place],
            words.start_chars[places],
            words.end_chars[places],
            read[first : last + 1] - read[first],
        )
        first = last


def _join_inside_words(chars: UInt32, kinds: UInt16, marks: Int64, spaces: Int64) -> None:
    """Points inside numbers, points inside U.S., marks inside don’t and in addresses belong to the word; changes
    `kinds`."""
    of_mark = kinds[marks]
    points = marks[of_mark & POINT != 0]
    before, after = kinds[points - 1], kinds[points + 1]
    is_dot = chars[points] == ord(".")
    in_number = (before & DIGIT != 0) & (after & DIGIT != 0)
    in_acronym = is_dot & (before & UPPER != 0) & (after & UPPER != 0) & (kinds[points - 2] & LETTER == 0)
    addresses = marks[of_mark & ADDRESS != 0]
    kinds[points[in_number & is_dot]] = LETTER
    kinds[points[(in_number & ~is_dot) | in_acronym]] = LETTER | SKIPPED
    _join_addresses(kinds, addresses, spaces)
    skipped = marks[of_mark & SKIPPED != 0]
    # Two marks in a row (a letter with two accents) are rare: the second pass lets each see the one before it.
    for _ in range(2):
        inside = skipped[(kinds[skipped - 1] & LETTER != 0) & (kinds[skipped + 1] & (LETTER | SKIPPED) != 0)]
        kinds[inside] = LETTER | SKIPPED
        skipped = skipped[kinds[skipped] & LETTER == 0]


def _join_addresses(kinds: UInt16, marks: Int64, spaces: Int64) -> None:
    """All of a run of characters with one of `marks` in it is one word, from its first letter to its last."""
    marks = marks[(kinds[marks - 1] & SPACE == 0) & (kinds[marks + 1] & SPACE == 0)]
    if not len(marks):
        return
    which = sorted_unique(np.searchsorted(spaces, marks))
    starts, ends = spaces[which - 1] + 1, spaces[which]
    short = ends - starts <= _MAX_ADDRESS
    place, run = ragged(starts[short], ends[short])
    is_letter = kinds[place] & (LETTER | ALONE) == LETTER
    nth = np.arange(len(place))
    before = np.maximum.accumulate(np.where(is_letter, nth, -1))
    after = np.minimum.accumulate(np.where(is_letter, nth, len(place))[::-1])[::-1]
    inside = ~is_letter & (before >= 0) & (after < len(place)) & (kinds[place] & ALONE == 0)
    inside = np.flatnonzero(inside)
    inside = inside[(run[before[inside]] == run[inside]) & (run[after[inside]] == run[inside])]
    kinds[place[inside]] = LETTER | SKIPPED


def _word_bounds(kinds: UInt16) -> tuple[Int64, Int64]:
    """Where each word starts and ends, half-open, in the joined texts."""
    padded = np.zeros(len(kinds) + 1, dtype=np.bool_)
    np.not_equal(kinds & LETTER, 0, out=padded[1:])
    edges = np.flatnonzero(padded[1:] != padded[:-1])
    starts, ends = edges[::2], edges[1::2]
    alone = np.flatnonzero(kinds & ALONE)
    if len(alone):
        cuts = np.concatenate((alone, alone + 1))
        starts = sorted_unique(np.concatenate((starts, cuts[kinds[cuts] & LETTER != 0])))
        ends = sorted_unique(np.concatenate((ends, cuts[kinds[cuts - 1] & LETTER != 0])))
    return starts, ends


@cache
def _powers() -> UInt32:
    powers = [1]
    for _ in range(_N_POWERS - 1):
        powers.append(powers[-1] * _BASE % (1 << 32))
    return np.array(powers, dtype=np.uint32)


def _hash_words(chars: UInt32, kinds: UInt16, table: CharTable, starts: Int64) -> UInt32:
    kept = np.flatnonzero((kinds & (LETTER | SKIPPED)) == LETTER)
    first = np.searchsorted(kept, starts)
    place = np.arange(len(kept), dtype=np.int32)
    place -= np.repeat(first.astype(np.int32), np.diff(first, append=len(kept)))
    np.minimum(place, _N_POWERS - 1, out=place)
    values = table.hashes[chars[kept]]
    values *= _powers()[place]
    words = mix32(np.add.reduceat(values, first, dtype=np.uint32))
    stems, last = values[first], np.append(first[1:], len(kept)) - 1
    for nth in range(1, _STEM_LETTERS):
        at = first + nth
        stems += np.where(at <= last, values[np.minimum(at, last)], np.uint32(0))
    return (mix32(stems) & STEM_BITS) | (words & ~STEM_BITS)


def _flags(
    chars: UInt32,
    kinds: UInt16,
    marks: Int64,
    spaces: Int64,
    starts: Int64,
    ends: Int64,
    hashes: UInt32,
    text_starts: Int64,
) -> UInt8:
    """What each word is."""
    flags = np.zeros(len(starts), dtype=np.uint8)
    flags[np.searchsorted(starts, np.flatnonzero(kinds & DIGIT), side="right") - 1] |= IS_NUMBER
    flags[(kinds[starts] & UPPER) != 0] |= IS_CAPITAL
    flags[(ends - starts <= _SHORT_WORD) & (kinds[starts] & ALONE == 0)] |= IS_SHORT
    of_mark = kinds[marks]
    flags[_sentence_starts(chars, kinds, marks[of_mark & ENDER != 0], spaces, starts, ends, hashes)] |= STARTS_SENTENCE
    new_paragraph = np.zeros(len(starts), dtype=np.bool_)
    new_paragraph[_after_blank_line(marks[of_mark & BREAK != 0], starts)] = True
    new_paragraph[text_starts[:-1][np.diff(text_starts) > 0]] = True
    flags[new_paragraph] |= STARTS_SENTENCE | STARTS_PARAGRAPH
    quotes = marks[of_mark & (OPENS | CLOSES | STRAIGHT) != 0]
    if len(quotes):
        flags[_is_quoted(kinds[quotes], quotes, spaces, starts, np.flatnonzero(new_paragraph))] |= IS_QUOTED
    return flags


@cache
def word_hashes(words: str) -> UInt32:
    """The hashes of single lower-case words, sorted."""
    table = CharTable()
    chars = code_points(words)
    table.learn(chars)
    kinds = table.kinds[chars]
    return np.unique(_hash_words(chars, kinds, table, _word_bounds(kinds)[0]))


def _sentence_starts(
    chars: UInt32, kinds: UInt16, enders: Int64, spaces: Int64, starts: Int64, ends: Int64, hashes: UInt32
) -> Int64:
    """The words that begin a sentence because of the mark before them."""
    following = np.searchsorted(starts, enders)
    inner = (following > 0) & (following < len(starts))
    enders, following = enders[inner], following[inner]
    preceding = following - 1
    next_space = spaces[np.searchsorted(spaces, enders)]
    spaceless = is_among(chars[enders], _SPACELESS_CODES)
    ends_here = spaceless | (next_space < starts[following])
    ends_here &= kinds[starts[following]] & LOWER == 0
    # A full stop that touches its word may only shorten it.
    touching = (chars[enders] == ord(".")) & (ends[preceding] == enders)
    length = ends[preceding] - starts[preceding]
    one_letter = (length == 1) & (kinds[starts[preceding]] & UPPER != 0)
    acronym = (length == 3) & (chars[ends[preceding] - 2] == ord("."))
    title = is_among(hashes[preceding], word_hashes(TITLES))
    numbered = is_among(hashes[preceding], word_hashes(BEFORE_NUMBERS)) & (kinds[starts[following]] & DIGIT != 0)
    starting: Int64 = following[ends_here & ~(touching & (one_letter | acronym | title | numbered))]
    return starting


def _after_blank_line(breaks: Int64, starts: Int64) -> Int64:
    """The words with two line breaks or more before them."""
    following = np.searchsorted(starts, breaks)
    twice: Int64 = following[1:][(following[1:] == following[:-1]) & (following[1:] < len(starts))]
    return twice


def _is_quoted(kind: UInt16, quotes: Int64, spaces: Int64, starts: Int64, paragraphs: Int64) -> Bool:
    """bool[n_words]: whether a word stands in double quotation marks opened in its own paragraph."""
    opens = kind & OPENS != 0
    straight = np.concatenate(([0], np.cumsum(kind & STRAIGHT != 0)))
    before = np.searchsorted(quotes, starts)
    # Marks that touch a paragraph's first word are its own.
    first = np.searchsorted(quotes, spaces[np.searchsorted(spaces, starts[paragraphs]) - 1])
    since = np.repeat(first, np.diff(paragraphs, append=len(starts)))
    in_curly = (before > since) & opens[np.maximum(before - 1, 0)]
    in_straight = (straight[before] - straight[since]) % 2 == 1
    quoted: Bool = in_curly | in_straight
    return quoted
