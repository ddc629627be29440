"""A batch as those after it will look back on it: its memory, written once and never changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa

from copydesk.newest import newest
from copydesk.records import EarlierPassage, StockSentence
from copydesk.reuse.arrays import Bool, UInt8, UInt64, begins_run, sorted_unique
from copydesk.reuse.corpus.build import BIN_MASK, Counted, count_words, id_keys, join_counts, read_units, weigh_bins
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.inputs import ReuseInput, read_articles
from copydesk.reuse.memory.files import text_blocks, write_column, write_table
from copydesk.reuse.memory.index import entries, first_of_keys, index_keys, sketch_words
from copydesk.reuse.memory.layout import ARTICLES, PASSAGES, STOCK, SUMMARIES, TEXTS, Memory, Run, write_manifest
from copydesk.reuse.store import MAX_MEMORY_BYTES, Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """One article as its batch's memory keeps it."""

    article_id: str
    outlet: str
    published: str | None
    text: str
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AboutBatch:
    """What a batch's memory is made of besides its articles, and with."""

    name: str
    # By article those that the batch published in clusters.
    passages: Mapping[str, Sequence[EarlierPassage]] = field(default_factory=dict)
    # What it set apart.
    stock: Sequence[StockSentence] = ()
    # What outlets are learned from, and by what that was made.
    summaries: pa.Table = field(default_factory=SUMMARIES.empty_table)
    summaries_by: str = ""
    # What the batch looked back on itself: which words are rare is told by that, too.
    memory: Memory = Memory(())  # noqa: RUF009 - it is never changed
    n_perm: int = 128
    seed: int = 1


def remember(
    folder: Path,
    articles: Iterable[Remembered],
    about: AboutBatch,
    *,
    max_memory_bytes: int = MAX_MEMORY_BYTES,
    scratch: Path | None = None,
    workers: int = 1,
) -> Run:
    """The batch's memory stands in the folder, its manifest written last. Nothing depends on the order of articles."""
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(scratch, max_memory_bytes)
    published: dict[str, str | None] = {}
    titles: dict[str, str | None] = {}

    def as_they_come() -> Iterator[ReuseInput]:
        for article in articles:
            published[article.article_id], titles[article.article_id] = article.published, article.title
            yield ReuseInput(article_id=article.article_id, outlet=article.outlet, text=article.text)

    read, words = read_articles(as_they_come(), store, workers)
    units, hashes = read_units(words, store, workers)
    order = np.argsort(hashes, kind="stable")
    is_first = np.zeros(len(units), dtype=np.bool_)
    is_first[order[begins_run(hashes[order])]] = True
    counted = count_words(words, units, is_first)

    write_column(folder, "outlets", [id_keys(read.outlets)])
    write_column(folder, "article_units", [np.searchsorted(units.texts, np.arange(len(read.ids) + 1))])
    with (folder / TEXTS).open("wb") as stream, text_blocks(stream) as texts:
        for text in read.texts:
            texts.add(text)
    write_column(folder, "text_starts", [np.array(texts.starts)])
    write_column(folder, "text_blocks", [np.array(texts.blocks)])
    write_column(folder, "unit_words", [units.starts, words.text_starts[-1:]])
    write_column(folder, "hashes", [words.hashes])
    write_column(folder, "flags", [words.flags])
    write_column(folder, "wordings", [hashes[order]])
    write_column(folder, "wording_units", [order])
    write_column(folder, "sketches", [sketch_words(words, units)[order]])
    weights = weights_with(counted, about.memory)
    for kind, keys in keys_of_first(words, units, hashes, is_first, weights, n_perm=about.n_perm, seed=about.seed):
        write_column(folder, kind, [keys])
    ids = list(read.ids)
    told = RememberedRows(ids, list(read.outlets), [published[name] for name in ids], [titles[name] for name in ids])
    return finish_memory(folder, told, about, counted, n_units=len(units), n_text_words=len(words))


def weights_with(counted: Counted, memory: Memory) -> UInt8:
    """uint8[n_bins]: what words weigh in a batch and in the memory that it looked back on."""
    both = join_counts([counted, *(run.counted() for run in memory.runs)])
    counts = np.zeros(int(BIN_MASK) + 1, dtype=np.int64)
    counts[both.bins] = both.counts
    return weigh_bins(counts, both.n_words, both.short)


def keys_of_first(
    words: Words, units: Units, hashes: UInt64, is_first: Bool, weights: UInt8, *, n_perm: int, seed: int
) -> Iterator[tuple[str, UInt64]]:
    """By kind the keys of the units that are the first of their wording, sorted: as many of each as are kept."""
    distinct = np.flatnonzero(is_first)
    for kind, (keys, owners) in index_keys(words, units.take(distinct), weights, n_perm=n_perm, seed=seed).items():
        yield kind, first_of_keys(sorted_unique(entries(keys, hashes[distinct[owners]])))


class RememberedRows(NamedTuple):
    """The articles of a memory, in order of their ids."""

    ids: list[str]
    outlets: list[str]
    published: list[str | None]
    titles: list[str | None]


def finish_memory(
    folder: Path, articles: RememberedRows, about: AboutBatch, counted: Counted, *, n_units: int, n_text_words: int
) -> Run:
    """What does not grow with the texts is written beside what does, the manifest last."""
    write_column(folder, "bins", [counted.bins])
    write_column(folder, "bin_counts", [counted.counts])
    write_column(folder, "short_words", [sorted_unique(counted.short)])
    ids, outlets, published, titles = articles
    write_table(folder, "articles", [pa.table([ids, outlets, published, [about.name] * len(ids), titles], ARTICLES)])
    own = [(i, passage) for i, name in enumerate(articles.ids) for passage in about.passages.get(name, ())]
    write_column(folder, "passage_articles", [np.array([i for i, _ in own], dtype=np.int64)])
    write_table(folder, "passages", [_rows([passage for _, passage in own])])
    write_table(folder, "stock", [_stock_rows(about.stock)])
    write_table(folder, "summaries", [newest([about.summaries])])
    stated = {
        "name": about.name,
        "n_articles": len(articles.ids),
        "n_passages": len(own),
        "n_units": n_units,
        "n_text_words": n_text_words,
        "n_words": counted.n_words,
        "n_wordings": counted.n_wordings,
        "summaries_by": about.summaries_by,
    }
    return Run(folder, write_manifest(folder, [stated], n_perm=about.n_perm, seed=about.seed))


def _rows(passages: Sequence[EarlierPassage]) -> pa.Table:
    return pa.table([[getattr(row, name) for row in passages] for name in PASSAGES.names], schema=PASSAGES)


def _stock_rows(stock: Iterable[StockSentence]) -> pa.Table:
    held = sorted(stock, key=lambda row: (row.kind, row.text))
    columns = [[getattr(row, name) for row in held] for name in ("kind", "text", "n_articles")]
    return pa.table([*columns, [list(row.outlets) for row in held]], schema=STOCK)
