"""Which charset undeclared bytes are in, by what each makes of them.

The cost of a reading is, as far as small tables can tell, the negative logarithm of how likely such a text is: where
its characters stand (letters in words, capitals at their beginning, marks where marks stand), how common its letters
are in the language that it would be in, and whether the words beside them are that language's. Only words with bytes
beyond ASCII are read, and of these a few thousand bytes. `docs/measurements/0011-charsets.md` has the measurements.
"""

from __future__ import annotations

import codecs
import functools
import math
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from copydesk.language import WORDS
from copydesk.read.charsets import CHARSETS, LETTERS, SUPERSETS, Charset
from copydesk.read.stray_bytes import decode_keeping_strays

# 400 words with a letter beyond ASCII in them; twice as many change nothing in the measured texts.
SAMPLE_BYTES = 3000
WINDOW_BYTES = 1 << 16
LANGUAGE_SAMPLE_WORDS = 600
LANGUAGE_SAMPLE_BYTES = 1 << 17


class Reading(NamedTuple):
    """What the bytes are in one charset."""

    charset: Charset
    language: str  # of the charset's languages the one it costs least in
    cost: float
    sample: str  # the words that were weighed
    alike: tuple[Charset, ...] = ()  # other charsets in which they are the same, the likeliest first


def weigh_charsets(
    data: bytes, *, language: str | None = None, prior: Mapping[str, int] | None = None
) -> tuple[Reading, ...]:
    """What `data`, which is not ASCII, may be, the likeliest first; one reading for each text that comes out.

    `language` is one that the page names, `prior` in which charsets how many texts of the same outlet are.
    """
    sample = _sample(data)
    language_costs = _language_costs(data, language)
    prior_costs = _prior_costs(prior or {})
    charsets: Sequence[Charset] = CHARSETS
    if len(sample) > HEAT_BYTES:
        charsets = [reading.charset for reading in _weigh(sample[:HEAT_BYTES], CHARSETS, language_costs, prior_costs)]
    by_text: dict[str, Reading] = {}
    for reading in _weigh(sample, charsets, language_costs, prior_costs):
        first = by_text.setdefault(reading.sample, reading)
        if first is not reading:
            by_text[reading.sample] = first._replace(alike=(*first.alike, reading.charset))
    return tuple(by_text.values())


# Most charsets are out of the race after a few words, or by where their marks and capitals stand: so much behind, none
# ever won. A few finish all the same, since the next likeliest is evidence.
HEAT_BYTES = 120
HOPELESS = 25.0
MIN_FINISHERS = 3


def _weigh(
    sample: bytes, charsets: Sequence[Charset], language_costs: dict[str, float], prior_costs: dict[str, float]
) -> list[Reading]:
    """What the sample is in the charsets, the likeliest first, without the hopeless ones."""
    shape_costs: dict[str, float] = {}
    entries = []
    for charset in charsets:
        text = sample.decode(charset.codec, "replace")
        if text not in shape_costs:
            shape_costs[text] = _shape_cost(text)
        cost = charset.cost + prior_costs.get(charset.name, prior_costs[""]) + shape_costs[text]
        entries.append((cost, charset, text))
    readings: list[Reading] = []
    texts: set[str] = set()
    least = math.inf
    for cost, charset, text in sorted(entries, key=lambda entry: entry[0]):
        if cost > least + HOPELESS and len(texts) >= MIN_FINISHERS:
            break
        language, language_cost = _cheapest_language(text, charset.languages, language_costs)
        readings.append(Reading(charset, language, cost + language_cost, text))
        texts.add(text)
        least = min(least, readings[-1].cost)
    readings.sort(key=_cost)
    runner_up = next((reading.cost for reading in readings if reading.sample != readings[0].sample), least)
    return [reading for reading in readings if reading.cost <= max(runner_up, least + HOPELESS)]


def _cost(reading: Reading) -> float:
    return reading.cost


def decode_leniently(data: bytes, charset: Charset) -> str:
    """The text of `data`; a byte that is no character is kept apart, or in a charset of single bytes a C1 control."""
    if charset.multibyte:
        return decode_keeping_strays(data, charset.codec)
    return data.decode(charset.codec, "copydesk.c1")


# In noise a byte beyond ASCII costs 6.3 and more, in 1,586 real texts 4.6 at most: short Japanese ones.
MAX_COST_PER_BYTE = 5.5
MIN_BYTES_OF_NOISE = 40
# Pairs of bytes are all some character: of noise one in a hundred is a common one, of real text a quarter.
MIN_BYTES_OF_WIDE_NOISE = 200
MIN_SHARE_OF_COMMON = 0.1


def is_noise(reading: Reading, data: bytes) -> bool:
    """Whether even the likeliest reading of `data` is no text in any language."""
    n_bytes = sum(byte > 0x7F for byte in _sample(data))
    if reading.charset.multibyte and n_bytes >= MIN_BYTES_OF_WIDE_NOISE:
        n_known = sum(map(LETTERS[reading.language].count, reading.sample))
        return n_known < MIN_SHARE_OF_COMMON * sum(char > "\x7f" for char in reading.sample)
    return n_bytes >= MIN_BYTES_OF_NOISE and reading.cost > MAX_COST_PER_BYTE * n_bytes


def _sample(data: bytes) -> bytes:
    """The first words that are not ASCII, each once, and of the others those that have a byte not seen till then."""
    words: dict[bytes, None] = {}
    n_bytes = 0
    seen = bytes(range(128))
    for start in range(0, len(data), WINDOW_BYTES):
        window = data[start : start + WINDOW_BYTES]
        if window.isascii() or (n_bytes > SAMPLE_BYTES and not window.translate(None, seen)):
            continue
        for word in window.split():
            word = word[:SAMPLE_BYTES]
            if word.isascii() or word in words:
                continue
            unseen = word.translate(None, seen)
            if unseen or n_bytes <= SAMPLE_BYTES:
                words[word] = None
                n_bytes += len(word)
                seen += unseen
    return b" ".join(words)


# What a telling word more or less is worth, and all of them together: words are no independent witnesses.
COST_PER_WORD = 1.4
MAX_LANGUAGE_COST = 50.0
MAX_COUNT = 4
# Languages that `copydesk.language` has no words of are taken to have half as many as the likeliest.
UNKNOWN_SHARE = 0.5
NAMED_LANGUAGE = 3.0
COST_PER_PLACE = 0.1
_OWNERS = {
    word: tuple(language for language, words in WORDS.items() if word in words)
    for word in sorted(frozenset().union(*WORDS.values()))
    if word.isascii()
}
_NO_WORDS: frozenset[str] = frozenset()


def _language_costs(data: bytes, named: str | None) -> dict[str, float]:
    """How unlikely each language is by the words around that are ASCII, and by what the page says."""
    words = (word.strip(b".,;:!?()\"'").lower() for word in _shown(data).split()[:LANGUAGE_SAMPLE_WORDS])
    counts = Counter(word.decode("ascii") for word in words if word.isascii())
    found = dict.fromkeys(WORDS, 0.0)
    for word, count in counts.items():
        for language in _OWNERS.get(word, ()):
            found[language] += min(count, MAX_COUNT)
    most = max(found.values())
    costs = {
        language: min(MAX_LANGUAGE_COST, COST_PER_WORD * (most - found.get(language, UNKNOWN_SHARE * most)))
        for language in LETTERS
    }
    if named in costs:
        costs[named] -= NAMED_LANGUAGE
    return costs


def _shown(data: bytes) -> bytes:
    """The data without markup, scripts and styles, as far as that matters to their words."""
    data = data[:LANGUAGE_SAMPLE_BYTES]
    first, *elements = data.split(b"<")
    texts = (element.partition(b">")[2] for element in elements if not element[:6].lower().startswith(_UNSHOWN))
    return b" ".join((first, *texts)) if elements else data


_UNSHOWN = (b"script", b"style")
# With n texts of an outlet known, a charset that none of them is in costs log(4n + 1): 1.6 for one, 3.7 for ten.
UNKNOWN_TEXTS = 0.25


def _prior_costs(prior: Mapping[str, int]) -> dict[str, float]:
    """How unlikely each charset is in this outlet; under the empty name that of all others."""
    n_texts = sum(prior.values())
    counts = Counter({"": 0})
    for codec, count in prior.items():
        counts[codecs.lookup(SUPERSETS.get(codec, codec)).name] += count
    return {codec: math.log((n_texts + UNKNOWN_TEXTS) / (count + UNKNOWN_TEXTS)) for codec, count in counts.items()}


# The same letter or place again is no independent witness: ten of them weigh like five.
AGAIN = 0.85
# A word of the language with a letter beyond ASCII in it ("für", "não") is worth two letters in a likely place.
GAIN_PER_WORD = 2.0


def _cheapest_language(text: str, languages: tuple[str, ...], language_costs: dict[str, float]) -> tuple[str, float]:
    """Of the languages the one in which the letters and words cost least, and what they cost."""
    lower = text.lower()
    letters = {
        char: n**AGAIN for char, n in Counter(lower).items() if char > "\x7f" and _KINDS[ord(char)] in LETTER_KINDS
    }
    words = frozenset(word.strip(".,;:!?()\"'“”„«»’") for word in lower.split())
    foreign_cost = sum(n * _foreign_cost(char) for char, n in letters.items())
    costs = []
    for place, language in enumerate(languages):
        gain = sum(letters[char] * gain for char, gain in _letter_gains(language).items() if char in letters)
        gain += GAIN_PER_WORD * len(WORDS.get(language, _NO_WORDS) & words)
        costs.append((language_costs[language] + COST_PER_PLACE * place + foreign_cost - gain, language))
    cost, language = min(costs, key=lambda pair: pair[0])
    return language, cost


# How the letters of a language thin out from the commonest on was fitted on texts in 45 languages: of the few beyond
# ASCII the first has half, of whole alphabets it has an eighth, and of Chinese characters the first hundred have half.
SHORT_ALPHABET = 29
LONG_ALPHABET = 80
FOREIGN_COST, UNKNOWN_COST = 8.0, 9.0


@functools.cache
def _letter_gains(language: str) -> dict[str, float]:
    """By how much each letter of the language costs less in it than in a language that has it in foreign names."""
    letters = LETTERS[language]
    n = len(letters)
    share = 0.97
    if n <= SHORT_ALPHABET:
        weights = [1 / (rank + 1) ** 1.3 for rank in range(n)]
    elif n <= LONG_ALPHABET:
        weights = [math.exp(-4 * rank / n) for rank in range(n)]
    else:
        weights, share = [1 / (rank + 12) for rank in range(n)], 0.5
    total = sum(weights)
    return {
        letter: _foreign_cost(letter) + math.log(share * weight / total)
        for letter, weight in zip(letters, weights, strict=True)
    }


@functools.cache
def _foreign_cost(letter: str) -> float:
    return FOREIGN_COST if letter in _KNOWN_LETTERS else UNKNOWN_COST


_KNOWN_LETTERS = frozenset("".join(LETTERS.values())) | set(map(chr, range(0xDF, 0x100)))

# What a character costs where it stands: between two letters, at a figure, behind a word, before a word, by itself.
MARKS = {
    "’": (2.0, 3.0, 2.5, 4.0, 4.5),
    "“”‘‛«»‹›": (7.5, 2.5, 2.2, 2.2, 3.5),
    "„‚": (10.5, 4.0, 8.5, 2.2, 5.5),
    "–—‒―−": (2.7, 2.3, 3.5, 3.5, 2.0),
    "…": (4.0, 2.5, 2.5, 2.5, 3.5),
    "\xa0": (2.0, 2.0, 2.0, 2.0, 2.0),
    "\xad": (3.5, 6.5, 6.5, 6.5, 6.5),
    "€£¥¢": (9.5, 2.5, 6.5, 6.5, 3.0),
    "°ºª²³¹½¼¾‰": (8.5, 2.5, 4.0, 6.0, 6.0),
    "©®™§¶†‡№": (9.5, 3.0, 3.0, 4.0, 3.0),
    "•·×": (5.5, 4.5, 5.5, 5.5, 3.0),
    "¿¡": (8.5, 8.5, 8.5, 2.5, 4.5),
    "´": (5.0, 7.0, 7.0, 7.0, 8.5),
    "¤¦¨¸¬¯": (11.5, 11.5, 11.5, 11.5, 8.5),
}
WIDE_MARK = 3.0  # the punctuation of scripts without spaces, of Hebrew and Arabic, beside their letters
STRAYED_MARK = (8.5, 8.5, 8.5, 8.5, 6.5)  # and elsewhere
SYMBOL = (10.5, 10.5, 10.5, 10.5, 6.5)
NO_CHARACTER = (16.0, 16.0, 16.0, 16.0, 16.0)  # controls, and what the charset has nothing for
_MARK_COSTS = {char: costs for chars, costs in MARKS.items() for char in chars}

# One letter for each kind of character. Kinds of letters: small and capital ones of Latin (ASCII, and beyond),
# Cyrillic, Greek; Hebrew, Arabic, Thai; what is written without spaces; signs upon letters. Of ASCII also "0" and ".".
SMALL, CAPITAL = "alcg", "ALCG"
SCRIPT_OF_KIND = dict(zip("aAlLcCgGhrtk", "llllccggHrtk", strict=True))
LETTER_KINDS = frozenset(SCRIPT_OF_KIND) | {"m"}
_KIND_OF_SCRIPT = {"LATIN": "l", "CYRILLIC": "c", "GREEK": "g", "HEBREW": "h", "ARABIC": "r", "THAI": "t"}


class _Kinds(dict[int, str]):
    """The kind of each character; a mark is a kind by itself, so what it costs can be told by its kind."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _kind(chr(code))
        return found


def _kind(char: str) -> str:
    category = unicodedata.category(char)
    if char.isascii():
        if char.isalpha():
            return "a" if char.islower() else "A"
        return "0" if char.isdigit() else " " if char.isspace() else "x" if category == "Cc" else "."
    if char in _MARK_COSTS:
        return char
    if category[0] in "LM":
        kind = _KIND_OF_SCRIPT.get(unicodedata.name(char, "").partition(" ")[0], "m" if category[0] == "M" else "k")
        return kind.upper() if category == "Lu" and kind in SMALL else kind
    if category[0] == "C" or char == "\ufffd":
        return "x"
    return "p" if category[0] in "PZ" and char >= "\u0590" else "s"


_KINDS = _Kinds()
_MARK_COSTS |= {"p": STRAYED_MARK, "s": SYMBOL, "x": NO_CHARACTER}


def _shape_cost(text: str) -> float:
    kinds = text.translate(_KINDS)
    triples = Counter(zip(" " + kinds, kinds, kinds[1:] + " ", strict=False))
    return math.fsum(math.pow(n, AGAIN) * _place_cost(*triple) for triple, n in triples.items())


@functools.lru_cache(1 << 15)
def _place_cost(before: str, kind: str, after: str) -> float:
    """What a character of this kind costs between two others."""
    if kind in " .0aA":
        return 0.0
    if kind in SCRIPT_OF_KIND:
        return _letter_place_cost(before, kind, after)
    behind_word, before_word = before in _SPACED_LETTERS, after in _SPACED_LETTERS
    if kind == "m":
        return 0.3 if behind_word else 6.0
    if kind == "p" and not _OWN_LETTERS.isdisjoint((before, after)):
        return WIDE_MARK
    inside, figure, behind, ahead, alone = _MARK_COSTS[kind]
    if behind_word and before_word:
        return inside
    if "0" in (before, after):
        return figure
    return behind if behind_word else ahead if before_word else alone


_SPACED_LETTERS = LETTER_KINDS - {"k"}
_OWN_LETTERS = frozenset("khrtp")
OTHER_SCRIPT, AT_WIDE_SCRIPT = 6.0, 1.0
AT_FIGURE = (2.0, 1.0)  # behind a digit, before one
AT_SYMBOL = 3.0
CAPITAL_IN_WORD = 7.5
SMALL_BEFORE_CAPITAL = 6.0
CAPITAL_IN_CAPITALS, CAPITAL_FIRST, CAPITAL_ALONE = 1.5, 1.0, 3.5
SMALL_FIRST, SMALL_ALONE = 0.3, 2.0


def _letter_place_cost(before: str, kind: str, after: str) -> float:
    cost = 0.0
    for neighbour, at_figure in zip((before, after), AT_FIGURE, strict=True):
        if neighbour == "0":
            cost += at_figure
        elif neighbour in "sx€£¥¢°ºª²³¹½¼¾‰©®™§¶†‡№•·×¤¦¨´¸¬¯":
            cost += AT_SYMBOL
        elif SCRIPT_OF_KIND.get(neighbour, script := SCRIPT_OF_KIND[kind]) != script:
            cost += AT_WIDE_SCRIPT if "k" in (neighbour, kind) else OTHER_SCRIPT
    first, last = before not in LETTER_KINDS, after not in LETTER_KINDS
    if kind in CAPITAL:
        if before in SMALL:
            return cost + CAPITAL_IN_WORD
        return cost + (CAPITAL_ALONE if first and last else CAPITAL_FIRST if first else CAPITAL_IN_CAPITALS)
    if kind in SMALL:
        if after in CAPITAL and (first or before in CAPITAL):
            return cost + SMALL_BEFORE_CAPITAL
        return cost + (SMALL_ALONE if first and last else SMALL_FIRST if first else 0.0)
    return cost
