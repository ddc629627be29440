"""Articles as reuse sees them, read once and put in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import pairwise
from typing import Protocol

import numpy as np

from copydesk.reuse.corpus.build import read_texts
from copydesk.reuse.corpus.words import Words, join_words, reorder_texts
from copydesk.reuse.store import Store, Strings

# Of a text's digest.
_KEY_BYTES = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ReuseInput:
    """One article as reuse sees it."""

    article_id: str
    outlet: str
    text: str


@dataclass(frozen=True, slots=True)
class Articles:
    """What is known of the texts of a corpus besides their words."""

    ids: Sequence[str]
    outlets: Sequence[str]
    texts: Sequence[str]


class WordsRead(Protocol):
    """The words of texts that an earlier search read, by digests of the texts."""

    def __contains__(self, key: bytes) -> bool: ...

    def taken_over(self, wanted: Iterable[bytes]) -> Iterator[tuple[list[bytes], Words]]:
        """The words of the texts of these keys, some texts at a time, each with their keys."""

    def write(self, keys: list[bytes], words: Words) -> None:
        """They are there for searches to come."""


def read_articles(
    articles: Iterable[ReuseInput], store: Store, workers: int, words_read: WordsRead | None = None
) -> tuple[Articles, Words]:
    """The articles in order of their ids, each id once, and their words, of which some may have been read before."""
    ids, outlets, texts = list[str](), list[str](), Strings(store)
    known: dict[str, str] = {}  # outlets are few: one string each
    keys_of_texts = list[bytes]()
    row_of: dict[bytes, int] = {}  # of the words that are read here, by key

    def as_they_come() -> Iterator[str]:
        for article in articles:
            ids.append(article.article_id)
            outlets.append(known.setdefault(article.outlet, article.outlet))
            texts.append(article.text)
            if words_read is None:
                yield article.text
                continue
            key = blake2b(article.text.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()
            keys_of_texts.append(key)
            if key not in words_read and key not in row_of:
                row_of[key] = len(row_of)
                yield article.text

    words = read_texts(as_they_come(), store=store, workers=workers)
    rows: Sequence[int] = range(len(ids))
    if words_read is not None:
        words = _with_those_read(words, words_read, keys_of_texts, row_of, store)
        rows = [row_of[key] for key in keys_of_texts]
    keys = list(zip(ids, outlets, strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    repeated = {key for key, after in pairwise(keys[i] for i in order) if key == after}
    if repeated:
        order.sort(key=lambda i: (*keys[i], texts[i] if keys[i] in repeated else ""))
    order = [i for n, i in enumerate(order) if not n or ids[i] != ids[order[n - 1]]]
    in_order = [rows[i] for i in order]
    if in_order != list(range(len(words.text_starts) - 1)):
        words = reorder_texts(words, np.array(in_order, dtype=np.int64), store)
    if order != list(range(len(keys))):
        texts.reorder(order)
    if words_read is not None:
        words_read.write([keys_of_texts[i] for i in order], words)
    return Articles([ids[i] for i in order], [outlets[i] for i in order], texts), words


def _with_those_read(
    words: Words, words_read: WordsRead, keys: Iterable[bytes], row_of: dict[bytes, int], store: Store
) -> Words:
    """The words, and behind them those of the other keys' texts, whose rows are noted in `row_of`."""
    wanted = [key for key in keys if key not in row_of]
    if not wanted:
        return words

    def parts() -> Iterator[Words]:
        yield words
        for taken, of_taken in words_read.taken_over(wanted):
            row_of.update(zip(taken, range(len(row_of), len(row_of) + len(taken)), strict=True))
            yield of_taken

    return join_words(parts(), store)
