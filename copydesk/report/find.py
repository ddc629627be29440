"""What a report is searched by: the words of each article, and an index of them in files small enough to load at once.

The index is sorted by word and cut into shards, so that a word, or the beginning of one, is in a few of them. In front
of a word stands where it is from, unless that is the text: `^` a title, `@` an outlet, `~` the name of the input file,
`#` what else is asked for.
"""

from __future__ import annotations

import base64
import json
import random
import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.checked import count_rows, find_rows, read_batches, read_rows
from copydesk.store import Place

TITLE, OUTLET, KIND, FILE = "^", "@", "#", "~"
# Chinese and Japanese are written without spaces: there each two signs are a word.
_UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(r"\w\w+")
# Letters of ASCII become small, and all else of it parts words; so do the other marks that stand in most texts: what is
# left is seldom.
_PARTS = bytes(n if n > 127 else ord(chr(n).lower()) if chr(n).isalnum() else 32 for n in range(256))
_MARKS = "’‘“”–—…\xa0•«»"
_RUN = re.compile(rf"[{_UNSPACED}]+")
# Bytes of a shard, about: what one word costs to load.
SHARD_BYTES = 40_000
# Articles in a file of what is shown of those that were found.
ROWS_A_FILE = 64
# In a batch of more articles than this, a word that stands in more than this share of them is not looked up.
_MANY, _COMMON = 2_000, 0.25
# Texts whose words are read at a time: of a few hundred articles, which have most of them in common.
_BYTES_AT_A_TIME = 4_000_000
# Words' places that are sorted at a time.
_AT_A_TIME = 4_000_000
Numbers = npt.NDArray[np.int64]


# In how many articles of a range a word stands, and in which: by their numbers in it, sorted.
POSTINGS = pa.schema(
    [("word", pa.large_string()), ("n", pa.int64()), ("numbers", pa.large_list(pa.field("item", pa.int32())))]
)


def words_of(text: str) -> set[str]:
    """The words as they are looked for: lower case, no signs, none of a single letter.

    >>> sorted(words_of("Don't: the 3 O’Briens, 大阪城")), sorted(words_of("É_x"))
    (['briens', 'don', 'the', '大阪', '阪城'], [])
    """
    return {word.decode() for word in _encoded_words(text) if len(word) > 1}


def _encoded_words(text: str) -> set[bytes]:
    """The words in UTF-8, and single letters of ASCII: by bytes it takes a third of what an expression over the text
    takes."""
    runs = set(_encoded(text).translate(_PARTS).split())
    others = [run for run in runs if not run.isascii()]
    return runs.difference(others).union(*map(_encoded_words_of_any, others)) if others else runs


def _encoded(text: str) -> bytes:
    """The text in UTF-8, without _MARKS."""
    if not text.isascii():
        for mark in _MARKS:
            text = text.replace(mark, " ")
    return text.encode("utf-8", "replace")


def _encoded_words_of_any(run: bytes) -> list[bytes]:
    """The words of what stands between two spaces, in whatever letters, in UTF-8."""
    return [word.encode() for word in _words_of_any(run.decode().lower())]


def _words_of_any(text: str) -> set[str]:
    """The words of a text without spaces, in whatever letters."""
    if text.isalnum() and not _RUN.search(text):  # as nearly all are: in a fifth of the time
        return {text} if len(text) > 1 else set()
    found = {run[i : i + 2] for run in _RUN.findall(text) for i in range(max(1, len(run) - 1))}
    return found.union(_WORD.findall(_RUN.sub(" ", text)))


def fold(word: str) -> str:
    """The word without accents: who looks for "Orban" means "Orbán", too."""
    if word.isascii():
        return word
    return "".join(one for one in unicodedata.normalize("NFD", word) if not unicodedata.category(one).startswith("M"))


class _Numbers(dict[bytes, int]):
    """Of each word that was asked for, in which turn it was new. By Python's hash (`copydesk.arrow.numbered`)."""

    def __missing__(self, word: bytes) -> int:
        number = self[word] = len(self)
        return number


class _Runs(dict[bytes, tuple[int, ...]]):
    """Of each run of letters that was asked for, the numbers of its words: they are read once, not for each text."""

    def __init__(self, numbers: _Numbers) -> None:
        self._numbers = numbers

    def __missing__(self, run: bytes) -> tuple[int, ...]:
        words = [run] if run.isascii() else _encoded_words_of_any(run)
        own = self[run] = tuple(map(self._numbers.__getitem__, words))
        return own


class RangeIndex:
    """The words of a range's articles, added one after another."""

    def __init__(self) -> None:
        self._number = _Numbers()
        self._runs = _Runs(self._number)
        self._n_articles = 0
        # Where words are: numbers of words, and of the articles that they are in.
        self._words, self._articles = array("i"), array("i")
        self._waiting: list[bytes] = []  # texts of the last articles, of which the words were not read yet
        self._n_bytes = 0  # of these
        # Letters stand for one another by a secret while Arrow hashes words: who makes some that collide does not know
        # what they will be.
        letters = bytes(sorted(set(_PARTS) - {32}))
        others = bytes(random.SystemRandom().sample(letters, len(letters)))
        self._parts = _PARTS.translate(bytes.maketrans(letters, others))
        self._back = bytes.maketrans(others, letters)

    def add(self, text: str, title: str, outlet: str, kinds: Iterable[str], source_path: str = "") -> None:
        """The next article."""
        words = {TITLE.encode() + word for word in _encoded_words(title) if len(word) > 1}
        words.update(FILE.encode() + word for word in _encoded_words(source_path) if len(word) > 1)
        words.add(f"{OUTLET}{outlet.lower()}".encode("utf-8", "replace"))
        words.update(f"{KIND}{kind}".encode() for kind in kinds)
        self._words.extend([self._number[word] for word in words])
        self._articles.extend([self._n_articles] * len(words))
        self._n_articles += 1
        self._waiting.append(_encoded(f"{text} {title}").translate(self._parts))
        self._n_bytes += len(self._waiting[-1])
        if self._n_bytes > _BYTES_AT_A_TIME:
            self._read()

    def _read(self) -> None:
        """The words of the texts that wait: all at once, in half of what a set for each text took."""
        parted = pc.ascii_split_whitespace(pa.array(self._waiting, pa.large_binary()).view(pa.large_string()))
        runs = parted.flatten().view(pa.large_binary()).dictionary_encode()
        of_texts = np.split(runs.indices.to_numpy(), np.cumsum(parted.value_lengths())[:-1])
        distinct = list(map(_distinct, of_texts))
        every = b" ".join(runs.dictionary.to_pylist()).translate(self._back).split(b" ")
        own = list(map(self._runs.__getitem__, every))
        words, n_words = list(chain.from_iterable(own)), list(map(len, own))
        first = self._n_articles - len(distinct)
        articles = np.repeat(np.arange(first, self._n_articles, dtype=np.int32), list(map(len, distinct)))
        at, n_of_run = np.concatenate(distinct), np.array(n_words)
        self._words.frombytes(np.array(words, np.int32)[_spread(np.cumsum(n_of_run)[at], n_of_run[at])].tobytes())
        self._articles.frombytes(np.repeat(articles, n_of_run[at]).tobytes())
        self._waiting, self._n_bytes = [], 0

    def postings(self) -> pa.Table:
        """All words, folded and sorted: a row for each, as POSTINGS has them."""
        if self._waiting:
            self._read()
        every = [word.decode() if len(word) > 1 else "" for word in self._number]
        folded = [word if word.isascii() else fold(word) for word in every]
        words = sorted(set(folded))
        number = {word: n for n, word in enumerate(words)}
        n_bits = self._n_articles.bit_length()  # shifting is much faster than dividing
        places = np.array([number[word] for word in folded], np.int64)[np.frombuffer(self._words, np.int32)]
        places <<= n_bits
        places |= np.frombuffer(self._articles, np.int32)
        # Each word of each article once: words that are folded to one may be two.
        places.sort()  # in much less than np.unique takes
        places = places[np.diff(places, prepend=-1) > 0]
        n_of_word = np.bincount(places >> n_bits, minlength=len(words))
        places &= (1 << n_bits) - 1
        ends = np.append(0, np.cumsum(n_of_word))
        numbers = pa.LargeListArray.from_arrays(pa.array(ends), pa.array(places.astype(np.int32)))
        table = pa.table([pa.array(words, pa.large_string()), pa.array(n_of_word), numbers], POSTINGS)
        return table.slice(1 if words[:1] == [""] else 0)


def rows_files(name: str, rows: Sequence[Sequence[Any]]) -> Iterator[tuple[str, bytes]]:
    """Scripts that hand over what is shown of a range's articles, in their order, by file name."""
    for n, start in enumerate(range(0, len(rows), ROWS_A_FILE)):
        key = f"{name}-{n}"
        yield f"rows-{key}.js", _script("rows", key, rows[start : start + ROWS_A_FILE])


def _distinct(codes: npt.NDArray[np.int32]) -> npt.NDArray[np.int32]:
    """The different numbers, sorted."""
    in_order = np.sort(codes)
    is_new = np.ones(len(codes), bool)
    np.not_equal(in_order[1:], in_order[:-1], out=is_new[1:])  # np.diff took as long as all else
    return in_order[is_new]


def _spread(ends: Numbers, counts: Numbers) -> Numbers:
    """The numbers of each run, so many up to its end, one run after another.

    >>> _spread(np.array([3, 9]), np.array([2, 1])).tolist()
    [1, 2, 8]
    """
    return np.arange(int(counts.sum())) + np.repeat(ends - np.cumsum(counts), counts)


def index_files(
    ranges: Sequence[Place], counts: Sequence[int], head: dict[str, Any], begins_of_rows: Sequence[int] | None = None
) -> Iterator[tuple[str, bytes]]:
    """The index of the whole batch, by file name: `words-N.js`, and `index.js`, which says what is in which.

    `ranges` are files of the `postings` of each range; `counts` are their numbers of articles. `head` is what else
    the page wants to know first; `begins_of_rows` are the articles with which runs of `rows_files` begin, where they
    are no ranges.
    """
    firsts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    n_articles = int(firsts[-1])
    most = int(n_articles * _COMMON) if n_articles > _MANY else n_articles
    begins: list[str] = []
    for words, numbers, ends in _merged(ranges, firsts[:-1]):
        n_of_word = np.diff(ends, prepend=0)
        is_dropped = (n_of_word > most) & np.array([word[0] not in (TITLE, OUTLET, KIND) for word in words], bool)
        kept = np.repeat(~is_dropped, n_of_word)
        numbers, n_kept = numbers[kept], np.where(is_dropped, 0, n_of_word)
        for first, last, data in _shards(numbers, n_kept):
            yield f"words-{len(begins)}.js", _script("words", len(begins), words[first:last], _text(data))
            begins.append(words[first])
    head |= {
        "n": n_articles,
        "firsts": firsts[:-1].tolist() if begins_of_rows is None else list(begins_of_rows),
        "begins": begins,
        "rows": ROWS_A_FILE,
    }
    yield "index.js", _script("index", head)


def packed(values: Numbers) -> str:
    """The numbers, none negative and below 2**32, as text: four bytes each."""
    return _text(values.astype("<u4").tobytes())


def _merged(ranges: Sequence[Place], firsts: Numbers) -> Iterator[tuple[list[str], Numbers, Numbers]]:
    """Words in order, some at a time: each with all its articles, int64[n_numbers] in a row, and where they end."""
    bounds = _bounds(ranges)
    rows = [[0, *find_rows(place, "word", *bounds), count_rows(place)] for place in ranges]
    for n in range(len(bounds) + 1):
        some = [_postings(place, *own[n : n + 2]) for place, own in zip(ranges, rows, strict=True)]
        if not any(len(table) for table in some):
            continue
        vocabulary, of_row = _sorted_unique(pa.concat_tables(some).column("word").combine_chunks())
        of_word, numbers = [], []
        done = 0
        for table, first in zip(some, firsts, strict=True):
            at = of_row[done : done + len(table)]
            done += len(table)
            of_word.append(np.repeat(at, table.column("n").to_numpy()))
            numbers.append(table.column("numbers").combine_chunks().flatten().to_numpy() + first)
        words = np.concatenate(of_word)
        order = np.argsort(words, kind="stable")  # ranges are in the order of their numbers
        ends = np.cumsum(np.bincount(words, minlength=len(vocabulary)))
        yield vocabulary.to_pylist(), np.concatenate(numbers)[order], ends


def _sorted_unique(words: pa.Array) -> tuple[pa.Array, Numbers]:
    """The different words in order, and int64[n]: which of them each is. Sorted, as hashed they could be made to
    collide (`copydesk.arrow.numbered`)."""
    order = pc.sort_indices(words).to_numpy()
    in_order = words.take(order)
    is_new = np.ones(len(words), bool)
    is_new[1:] = pc.not_equal(in_order[1:], in_order[:-1]).to_numpy(zero_copy_only=False)
    which = np.empty(len(words), np.int64)
    which[order] = np.cumsum(is_new) - 1
    return in_order.filter(pa.array(is_new)), which


def _bounds(ranges: Sequence[Place]) -> list[str]:
    """Words that cut all words into runs of some _AT_A_TIME places, told from the first range that has any."""
    n_of_words = [np.concatenate([[0], *(batch.column(0) for batch in read_batches(place, ["n"]))]) for place in ranges]
    n_runs = -(-sum(int(own.sum()) for own in n_of_words) // _AT_A_TIME)
    if n_runs < 2:
        return []
    place, own = next((place, own[1:]) for place, own in zip(ranges, n_of_words, strict=True) if len(own) > 1)
    done = np.cumsum(own)
    at = np.searchsorted(done, done[-1] * np.arange(1, n_runs) / n_runs)
    return sorted({batch.column(0)[0].as_py() for n in at.tolist() for batch in read_rows(place, n, n + 1, ["word"])})


def _postings(place: Place, start: int, end: int) -> pa.Table:
    """These rows of the file."""
    return pa.Table.from_batches(list(read_rows(place, start, end, POSTINGS.names)), POSTINGS)


def _shards(numbers: Numbers, n_of_word: Numbers) -> Iterator[tuple[int, int, bytes]]:
    """Runs of words, and for each word of them how many articles, then by how much each one's number is above the one
    before: seven bits a byte, the last of a number without the eighth."""
    if not len(n_of_word):
        return
    starts = np.cumsum(n_of_word) - n_of_word
    steps = np.diff(numbers, prepend=0)
    at = starts[n_of_word > 0]
    steps[at] = numbers[at]
    data, sizes = _varints(np.insert(steps, starts, n_of_word))
    n_values = n_of_word + 1
    ends = np.cumsum(sizes)[np.cumsum(n_values) - 1]
    first, begin = 0, 0
    while first < len(n_of_word):
        last = max(int(np.searchsorted(ends, begin + SHARD_BYTES, side="right")), first + 1)
        yield first, last, data[begin : int(ends[last - 1])]
        first, begin = last, int(ends[last - 1])


def _varints(values: Numbers) -> tuple[bytes, Numbers]:
    """The bytes, and how many each of the values takes."""
    sizes = np.ones(len(values), np.int64)
    most = int(values.max(initial=0))
    for n in range(1, 5):
        if most >> (7 * n):
            sizes += values >= 1 << (7 * n)
    ends = np.cumsum(sizes)
    data = np.zeros(int(ends[-1]) if len(ends) else 0, np.uint8)
    at = ends - sizes  # of the next byte of each of the values that have one more
    while len(at):
        has_more = values > 127
        data[at] = (values & 127) | (has_more << 7)
        at, values = at[has_more] + 1, values[has_more] >> 7
    return data.tobytes(), sizes


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _script(function: str, *arguments: Any) -> bytes:
    said = ",".join(json.dumps(argument, ensure_ascii=False, separators=(",", ":")) for argument in arguments)
    return f"copydesk.{function}({said});\n".encode("utf-8", "backslashreplace")
