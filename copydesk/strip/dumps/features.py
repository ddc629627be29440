"""What a line of a whole page's text looks like among the others, in numbers: the columns of the dump model.

Nothing here knows a word of any language, an outlet or a site. What is seen is the line itself (how long, how ended,
how much of it capitals or figures), its place on the page, the paragraphs around it, and how much of what it speaks of
the rest of the article speaks of too: another story's headline is written like this one's, but has other words.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from copydesk.strip.lines.shape import HEADLINE_WORDS, LONG_LINE_WORDS, MIN_PROSE_WORDS, Shape, is_byline

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

# Kinds of characters, as bits. From U+3000 on nearly everything is a letter of a script without spaces.
_LETTER, _CAPITAL, _DIGIT, _COMMA, _QUOTE, _SIGN, _MARK, _UNSPACED, _CODE = (1 << bit for bit in range(9))
_TABLE_END = 0x3000
_COMMAS, _QUOTES, _SIGNS, _CODES = ",;،、", "\"“”„«»‘’‚‹›'", "|›»/·•→@#&+*=<>_", "{}[]=;$\\_<>"
# What is prose is decided as `Shape.prose` does, but for sentences that may run over several lines.
_MIN_PROSE_LOG = np.log1p(MIN_PROSE_WORDS)
# A word's stem is its first letters, of words long enough; in scripts without spaces any two characters.
_STEM_CHARS = 5
_MIN_STEM_WORD = 4
_STEM_BITS = 40
_SHORT_WORD = 3
# A line's words count up to here where paragraphs are weighed, and any line between them is a loss: so a menu outweighs
# a paragraph.
_MAX_LINE_GAIN = 60
_FRAGMENT_LOSS = 7
# How a title is known: in the words of the article below it.
_TITLE_WORDS = 3, 30
_TITLE_REACH_BELOW = 4
_FAR = 400
_WINDOWS = 2, 5, 12, 30
_MAX_WINDOW = max(_WINDOWS)
_NEIGHBOURS = -2, -1, 1, 2
_NEIGHBOUR_COLUMNS = (
    "words", "terminal", "prose", "headline", "capitals", "reason", "shared_body", "short_words", "commas",
    "begins_small",
)  # fmt: skip
_PREFIX_CHARS, _SUFFIX_CHARS = 12, 8
_MAX_PERIOD = 5


@dataclass(frozen=True, slots=True)
class LineTable:
    """Columns of a scrape's lines: float32[n_lines, n_columns]."""

    columns: tuple[str, ...]
    rows: Floats

    def column(self, name: str) -> Floats:
        """float32[n_lines]."""
        return self.rows[:, self.columns.index(name)]


class _Columns:
    """Columns as they are added, by name."""

    def __init__(self) -> None:
        self.by_name: dict[str, NDArray[Any]] = {}

    def __setitem__(self, name: str, values: NDArray[Any]) -> None:
        self.by_name[name] = values

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self.by_name[name]

    def table(self) -> LineTable:
        """All of them as one table."""
        rows = np.empty((len(self.by_name), len(next(iter(self.by_name.values())))), np.float32)
        for row, values in zip(rows, self.by_name.values(), strict=True):
            row[:] = values
        return LineTable(tuple(self.by_name), rows.T)


@cache
def _kinds_below_cjk() -> NDArray[np.uint16]:
    """uint16[0x3000]: the kinds of each character, as bits."""
    table = np.zeros(_TABLE_END, np.uint16)
    for code in range(_TABLE_END):
        char = chr(code)
        kinds = _LETTER * char.isalpha() | _CAPITAL * char.isupper() | _DIGIT * char.isdecimal()
        kinds |= _COMMA * (char in _COMMAS) | _QUOTE * (char in _QUOTES) | _SIGN * (char in _SIGNS)
        kinds |= _CODE * (char in _CODES)
        table[code] = kinds or _MARK * (not char.isspace())
    return table


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


class _Text:
    """The lines' characters one after another, a line break after each, and their words."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.n_lines = len(texts)
        joined = "\n".join(texts) + "\n"
        self.codes = _codes(joined)
        self.n_chars = np.fromiter(map(len, texts), np.int64, len(texts))
        self.ends = np.cumsum(self.n_chars + 1) - 1
        self.starts = self.ends - self.n_chars
        in_table = np.minimum(self.codes, _TABLE_END - 1)
        self.kinds = np.where(self.codes < _TABLE_END, _kinds_below_cjk()[in_table], np.uint16(_LETTER | _UNSPACED))
        in_word = (self.kinds & (_LETTER | _DIGIT)) > 0
        # Every line ends in a break, so a word begins and ends where the kind changes.
        changes = np.flatnonzero(in_word[1:] != in_word[:-1]) + 1
        if in_word[0]:
            changes = np.concatenate([[0], changes])
        self.word_starts, self.word_ends = changes[::2], changes[1::2]
        self.word_chars = self.word_ends - self.word_starts
        self.word_lines = np.searchsorted(self.ends, self.word_starts)
        self._lowered = _codes(joined.lower())
        if len(self._lowered) != len(self.codes):  # "İ" is two characters when small
            self._lowered = self.codes

    def n_of(self, kind: int) -> Ints:
        """How many characters of the kind each line has."""
        found: Ints = np.add.reduceat((self.kinds & kind) > 0, self.starts, dtype=np.int64)
        return found

    def n_words_that(self, which: NDArray[np.bool_]) -> Ints:
        """How many of each line's words are marked in `which`."""
        return np.bincount(self.word_lines[which], minlength=self.n_lines)

    def stems(self) -> tuple[Ints, Ints]:
        """Which stems stand in which lines: (stem, line) pairs, each once, sorted; stems are numbered from 0."""
        long = self.word_chars >= _MIN_STEM_WORD
        starts, n_chars = self.word_starts[long], self.word_chars[long]
        padded = np.concatenate([self._lowered, np.zeros(_STEM_CHARS, np.uint32)]).astype(np.uint64)
        hashes = np.zeros(len(starts), np.uint64)
        for k in range(_STEM_CHARS):
            hashes *= np.uint64(1_000_003)
            hashes += np.where(n_chars > k, padded[starts + k], np.uint64(0))
        unspaced = (self.kinds & _UNSPACED) > 0
        pairs = np.flatnonzero(unspaced[1:] & unspaced[:-1])
        pair_hashes = padded[pairs] * np.uint64(7_919) + padded[pairs + 1] * np.uint64(104_729_000_003)
        all_hashes = np.concatenate([hashes, pair_hashes]) * np.uint64(0x9E3779B97F4A7C15)
        lines = np.concatenate([self.word_lines[long], np.searchsorted(self.ends, pairs)])
        line_bits = np.uint64(64 - _STEM_BITS)
        keys = np.sort((all_hashes >> line_bits << line_bits) + lines.astype(np.uint64))
        keys = keys[np.append(True, keys[1:] != keys[:-1])[: len(keys)]]
        names = keys >> line_bits
        new = np.ones(len(keys), np.int64)
        new[1:] = names[1:] != names[:-1]
        return np.cumsum(new) - 1, (keys & np.uint64((1 << int(line_bits)) - 1)).astype(np.int64)


def line_table(shapes: Sequence[Shape], reasons: Sequence[str | None]) -> LineTable:
    """The columns of the lines, at least one; `reasons` are those for which the rules remove a line, or None."""
    columns = _Columns()
    text = _Text([shape.text for shape in shapes])
    _see_lines(columns, shapes, reasons, text)
    n_words = np.array([shape.n_words for shape in shapes], np.float64)
    prose_words = n_words * columns["prose"] * (1 - columns["reason"])
    _see_page(columns, n_words, prose_words)
    _see_distances(columns, prose_words > 0)
    _see_windows(columns, prose_words)
    _see_cards(columns, [shape.text for shape in shapes])
    body = _densest_stretch(n_words, prose_words)
    _see_words_shared(columns, text.stems(), n_words, prose_words > 0, body)
    _see_neighbours(columns)
    return columns.table()


def _see_lines(columns: _Columns, shapes: Sequence[Shape], reasons: Sequence[str | None], text: _Text) -> None:
    """What each line looks like by itself."""
    n_words, terminal, full_stop, n_sentences, date = (
        np.fromiter(map(attrgetter(seen), shapes), np.float64, len(shapes))
        for seen in ("n_words", "terminal", "full_stop", "n_sentences", "date")
    )
    n_tokens = np.maximum(text.n_words_that(text.word_chars > 0), 1)
    n_chars = np.maximum(text.n_chars, 1)
    n_letters = text.n_of(_LETTER)
    n_capitals, n_digits = text.n_of(_CAPITAL), text.n_of(_DIGIT)
    first, last = text.kinds[text.starts], text.codes[np.maximum(text.ends - 1, 0)]
    small_start = (first & (_LETTER | _CAPITAL)) == _LETTER
    colon = (last == ord(":")) | (last == ord(";")) | (last == ord(","))
    columns["words"] = np.log1p(n_words)
    columns["chars"] = np.log1p(n_chars)
    columns["word_chars"] = n_letters / n_tokens
    columns["capitals"] = text.n_words_that((text.kinds[text.word_starts] & _CAPITAL) > 0) / n_tokens
    columns["capital_letters"] = n_capitals / np.maximum(n_letters, 1)
    columns["digits"] = n_digits / n_chars
    columns["commas"] = text.n_of(_COMMA) / np.maximum(n_words, 1)
    columns["short_words"] = text.n_words_that(text.word_chars <= _SHORT_WORD) / n_tokens
    columns["marks"] = text.n_of(_MARK) / n_chars
    columns["code"] = text.n_of(_CODE) / n_chars
    columns["signs"] = np.minimum(text.n_of(_SIGN), 5)
    columns["quotes"] = np.minimum(text.n_of(_QUOTE), 6)
    columns["unspaced"] = text.n_of(_UNSPACED) / n_chars
    columns["begins_small"] = small_start & ((first & _UNSPACED) == 0)
    columns["begins_with_sign"] = (first & (_LETTER | _DIGIT | _QUOTE)) == 0
    columns["begins_with_digit"] = (first & _DIGIT) > 0
    columns["ends_open"] = colon
    columns["terminal"] = terminal
    columns["full_stop"] = full_stop
    columns["sentences"] = np.log(n_sentences)
    columns["sentence_words"], sentence_ends = _joined_sentences(n_words, terminal, columns["begins_small"])
    columns["prose"] = (n_words >= LONG_LINE_WORDS) | (
        (sentence_ends > 0) & ((columns["sentence_words"] >= _MIN_PROSE_LOG) | (n_sentences > 1))
    )
    one_piece = (full_stop == 0) & ~colon & (n_sentences == 1) & (date == 0)
    low, high = HEADLINE_WORDS
    columns["headline"] = one_piece & (n_words >= low) & (n_words <= high) & ~small_start
    columns["date"] = date
    columns["byline"] = np.array([shape.n_words > 1 and is_byline(shape.text) for shape in shapes])
    columns["reason"] = np.array([reason is not None for reason in reasons], np.float64)


def _joined_sentences(
    n_words: NDArray[np.float64], terminal: NDArray[np.float64], begins_small: NDArray[np.bool_]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the sentence that each line stands in: the logarithm of its words, and whether it ends like one.

    Where a page's text is broken at every link, or at a fixed width, a line that begins with a small letter goes on
    with the one above it if that was not ended.
    """
    goes_on = begins_small.copy()
    goes_on[:1] = False
    goes_on[1:] &= terminal[:-1] == 0
    sentence = np.cumsum(~goes_on) - 1
    last = np.flatnonzero(np.append(~goes_on[1:], True))
    return np.log1p(np.bincount(sentence, n_words)[sentence]), terminal[last][sentence]


def _see_page(columns: _Columns, n_words: NDArray[np.float64], prose_words: NDArray[np.float64]) -> None:
    """What the page is like, the same for each of its lines, and where on it the line stands."""
    n = len(n_words)
    at = np.arange(n)
    n_prose = int((prose_words > 0).sum())
    all_prose = prose_words.sum() + 1
    columns["page_lines"] = np.full(n, np.log(n))
    columns["page_prose"] = np.full(n, np.log(all_prose))
    columns["page_prose_share"] = np.full(n, n_prose / n)
    columns["page_paragraph"] = np.full(n, np.log(all_prose / (n_prose + 1)))
    words_so_far, prose_so_far = np.cumsum(n_words), np.cumsum(prose_words)
    columns["place"] = (at + 0.5) / n
    columns["place_in_words"] = words_so_far / max(1.0, words_so_far[-1])
    columns["lines_before"] = np.log1p(at)
    columns["lines_after"] = np.log1p(n - 1 - at)
    columns["prose_before"] = np.log1p(prose_so_far - prose_words)
    columns["prose_after"] = np.log1p(np.maximum(all_prose - 1 - prose_so_far, 0))
    columns["place_in_prose"] = (prose_so_far - prose_words / 2) / all_prose


def _see_distances(columns: _Columns, prose: NDArray[np.bool_]) -> None:
    """How far the nearest paragraph, furniture, date or byline, and headline are, before and after."""
    reason = columns["reason"] > 0
    dated = (columns["date"] > 0) | columns["byline"]
    headline = columns["headline"] & ~reason
    for name, marked in (("prose", prose), ("reason", reason), ("date", dated), ("headline", headline)):
        columns[f"{name}_distance_before"], columns[f"{name}_distance_after"] = _distances(marked)


def _distances(marked: NDArray[np.bool_]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Logarithms of the lines to the nearest marked line before and after each line."""
    at = np.arange(len(marked))
    places = np.concatenate([[-_FAR - len(marked)], np.flatnonzero(marked), [2 * len(marked) + _FAR]])
    before = at - places[np.searchsorted(places, at, "left") - 1]
    after = places[np.searchsorted(places, at, "right")] - at
    return np.log(np.minimum(before, _FAR) * 1.0), np.log(np.minimum(after, _FAR) * 1.0)


def _see_windows(columns: _Columns, prose_words: NDArray[np.float64]) -> None:
    """What stands in so many lines before and after."""
    words = columns["words"]
    ones = np.ones(len(words))
    watched = [prose_words, prose_words == 0, columns["reason"], columns["date"], columns["headline"], words, words**2]
    sums = _WindowSums([*watched, ones])
    for n in _WINDOWS:
        for name, (low, high) in (("before", (-n, -1)), ("after", (1, n))):
            prose, fragments, reason, _, headline, *_ = sums.over(low, high)
            columns[f"prose_{name}_{n}"] = np.log1p(prose)
            columns[f"fragments_{name}_{n}"] = fragments / n
            if n in (5, 12):
                columns[f"reasons_{name}_{n}"] = reason
                columns[f"headlines_{name}_{n}"] = headline
    for n in (3, 10):
        columns[f"dates_around_{n}"] = sums.over(-n, n)[3]
    *_, all_words, squares, n_lines = sums.over(-4, 4)
    mean = all_words / n_lines
    columns["words_around"] = mean
    columns["words_around_spread"] = np.sqrt(np.maximum(squares / n_lines - mean**2, 0))


class _WindowSums:
    """Sums of columns over the lines around each line, up to _MAX_WINDOW of them."""

    def __init__(self, values: Sequence[NDArray[Any]]) -> None:
        self._n_lines = len(values[0])
        sums = np.zeros((len(values), 1 + _MAX_WINDOW + self._n_lines + _MAX_WINDOW))
        np.cumsum(np.stack(values), axis=1, out=sums[:, _MAX_WINDOW + 1 : _MAX_WINDOW + 1 + self._n_lines])
        # Behind the last line nothing is added any more.
        sums[:, _MAX_WINDOW + 1 + self._n_lines :] = sums[:, [_MAX_WINDOW + self._n_lines]]
        self._sums = sums

    def over(self, low: int, high: int) -> NDArray[np.float64]:
        """float64[n_columns, n_lines]: each column summed over the lines from `low` to `high` beside each line."""
        start, end = _MAX_WINDOW + low, _MAX_WINDOW + high + 1
        found: NDArray[np.float64] = (
            self._sums[:, end : end + self._n_lines] - self._sums[:, start : start + self._n_lines]
        )
        return found


def _see_cards(columns: _Columns, texts: Sequence[str]) -> None:
    """How often the line, its beginning and its end come again, and whether lengths repeat as they do in lists."""
    cuts = {
        "copies": texts,
        "same_beginning": [text[:_PREFIX_CHARS] for text in texts],
        "same_end": [text[-_SUFFIX_CHARS:] for text in texts],
    }
    for name, pieces in cuts.items():
        columns[name] = np.log(np.fromiter(map(Counter(pieces).__getitem__, pieces), np.int64, len(pieces)))
    words = columns["words"]
    changes = [np.abs(words - _shifted(words, lag)) for lag in range(1, _MAX_PERIOD + 1)]
    by_lag = _WindowSums(changes).over(-6, 6) / 13
    columns["line_period"] = by_lag.min(0)
    columns["line_period_told"] = by_lag.min(0) / (by_lag.max(0) + 0.1)


def _shifted(values: NDArray[np.float64], lines: int, fill: float = 0.0) -> NDArray[np.float64]:
    """The value `lines` before each line; `fill` where there is none."""
    shifted = np.full_like(values, fill)
    if lines > 0:
        shifted[lines:] = values[:-lines]
    else:
        shifted[:lines] = values[-lines:]
    return shifted


def _densest_stretch(n_words: NDArray[np.float64], prose_words: NDArray[np.float64]) -> tuple[int, int]:
    """The half-open range of lines with the most paragraphs and the fewest lines between them (Kadane)."""
    gains = np.where(prose_words > 0, np.minimum(n_words, _MAX_LINE_GAIN), -_FRAGMENT_LOSS)
    best, found = 0.0, (0, 0)
    total, start = 0.0, 0
    for i, gain in enumerate(gains.tolist()):
        if total <= 0:
            total, start = 0.0, i
        total += gain
        if total > best:
            best, found = total, (start, i + 1)
    return found


def _see_words_shared(
    columns: _Columns,
    stem_pairs: tuple[Ints, Ints],
    n_words: NDArray[np.float64],
    prose: NDArray[np.bool_],
    body: tuple[int, int],
) -> None:
    """How much of what a line speaks of the page's paragraphs, its densest stretch, its title and its neighbours do."""
    n = len(n_words)
    at = np.arange(n)
    stems, lines = stem_pairs
    n_stems = int(stems[-1]) + 1 if len(stems) else 0
    n_own = np.bincount(lines, minlength=n)
    own = np.maximum(n_own, 1)
    start, end = body
    in_body = (at >= start) & (at < end)
    columns["in_body"] = in_body
    columns["from_body_start"], columns["from_body_end"] = _signed_log(at - start), _signed_log(at - end)
    columns["stems"] = np.log1p(n_own)

    def others_with(marked: NDArray[np.bool_]) -> NDArray[np.float64]:
        """For each pair: the marked lines that have the stem, without the pair's own."""
        here = marked[lines]
        return np.asarray(np.bincount(stems, here, n_stems)[stems] - here, np.float64)

    others = others_with(prose)
    columns["shared_prose"] = np.bincount(lines, others > 0, n) / own
    columns["shared_prose_often"] = np.bincount(lines, np.log1p(others), n) / own
    others = others_with(prose & in_body)
    columns["shared_body"] = np.bincount(lines, others > 0, n) / own
    columns["shared_body_often"] = np.bincount(lines, np.log1p(others), n) / own
    columns["shared_body_rarely"] = np.bincount(lines, (others > 0) & (others < 4), n) / own

    weight = np.bincount(lines, np.minimum(np.log1p(others), 2.5), n)
    low, high = _TITLE_WORDS
    weight *= (n_words >= low) & (n_words <= high) & (at < start + _TITLE_REACH_BELOW) & ~prose
    title = int(np.argmax(weight))
    in_title = np.zeros(n_stems, np.bool_)
    in_title[stems[lines == title]] = True
    columns["from_title"] = _signed_log(at - title)
    columns["shared_title"] = np.bincount(lines, in_title[stems], n) / own
    columns["title_weight"] = np.full(n, weight[title])

    # Pairs are sorted by stem, then line: a stem's neighbours are its next and last lines.
    same = stems[1:] == stems[:-1]
    for name, reach in (("near", 4), ("around", 12)):
        close = same & (lines[1:] - lines[:-1] <= reach)
        has = np.zeros(len(stems))
        has[1:] += close
        has[:-1] += close
        columns[f"shared_{name}"] = np.bincount(lines, has > 0, n) / own
    n_near = columns["shared_near"] * n_own
    shared, all_stems = _WindowSums([n_near, n_own]).over(-4, 4)
    columns["cohesion"] = shared / np.maximum(all_stems, 1)


def _signed_log(lines: NDArray[np.int64]) -> NDArray[np.float64]:
    distance = np.asarray(lines, np.float64)
    return np.asarray(np.sign(distance) * np.log1p(np.abs(distance)), np.float64)


def _see_neighbours(columns: _Columns) -> None:
    """What the two lines before and after look like; -1 where there is none."""
    n = len(columns["words"])
    far = max(_NEIGHBOURS)
    padded = np.full((len(_NEIGHBOUR_COLUMNS), n + 2 * far), -1.0)
    for row, name in zip(padded, _NEIGHBOUR_COLUMNS, strict=True):
        row[far : far + n] = columns[name]
        for lines in _NEIGHBOURS:
            columns[f"{name}{lines:+d}"] = row[far + lines : far + lines + n]
