"""Pairs of near-duplicate passages among many short texts: the filter's engine."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from copydesk.reuse.arrays import Int64, UInt32, pack, starts_of_runs, unpack
from copydesk.reuse.corpus.build import build_corpus, id_keys, read_texts
from copydesk.reuse.corpus.signatures import sign
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words, reorder_texts
from copydesk.reuse.pairs.candidates import shingles
from copydesk.reuse.pairs.matching import match_units
from copydesk.reuse.search import Search
from copydesk.reuse.store import Store


@dataclass(frozen=True, slots=True)
class PassageRow:
    """One passage to be paired: `article` names the article it stands in, which passages may share."""

    id: Any  # of any JSON type; comes out as it went in
    outlet: str
    article: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two passages of different outlets that hold the same; as texts, a < b."""

    a: Any
    b: Any
    score: float  # 0 to 1


def pair_passages(rows: Iterable[PassageRow], *, search: Search | None = None) -> Iterator[Pair]:
    """Every two passages of different outlets that are near-duplicates or hold one, sorted by id.

    A passage whose outlet, article and id another one has, too, is one of its own, and is told in the log. `score` is
    the mean of two similarities of their most similar sentences: of word-pair shingles, and of words weighed by how
    rare they are.
    """
    keys: list[tuple[str, str, str]] = []
    own_ids: dict[str, Any] = {}  # those that are no strings, by their names in `keys`
    known: dict[str, str] = {}

    def texts_read() -> Iterator[str]:
        for row in rows:
            # Outlets are few: one string each.
            name = row.id if isinstance(row.id, str) else _id_name(row.id, own_ids)
            keys.append((known.setdefault(row.outlet, row.outlet), row.article, name))
            yield row.text

    search = search or Search()
    store = Store(search.scratch, search.max_memory_bytes)
    # Texts are read as they come and not kept: their words weigh a quarter.
    words = read_texts(texts_read(), with_places=False, store=store, workers=search.workers)
    if len(keys) < 2:
        return
    order = _canonical_order(keys, words)
    ordered = [keys[i] for i in order.tolist()]
    outlets, articles = _numbers(key[0] for key in ordered), _numbers(key[:2] for key in ordered)
    id_numbers = id_keys(map("\0".join, ordered))
    ids = [key[2] for key in ordered]
    # Each of these is as large as all words; none is needed twice.
    keys.clear()
    del ordered
    words = reorder_texts(words, order, store)
    corpus = build_corpus(words, articles, outlets, id_numbers, store=store, workers=search.workers)
    pairs, _ = match_units(corpus, search)
    texts = corpus.units.texts
    packed = pack(texts[pairs.a], texts[pairs.b])
    agreement = pairs.likeness.agreement
    order = np.lexsort((-agreement, packed))
    first = order[starts_of_runs(packed[order])]
    scores = np.round(agreement[first] / 2, 4).tolist()
    named = []
    for a, b, score in zip(*(half.tolist() for half in unpack(packed[first])), scores, strict=True):
        id_a, id_b = sorted((ids[a], ids[b]))
        if id_a != id_b:
            named.append((id_a, id_b, score))
    named.sort()
    for id_a, id_b, score in named:
        yield Pair(own_ids.get(id_a, id_a), own_ids.get(id_b, id_b), score)


def _id_name(own: Any, own_ids: dict[str, Any]) -> str:
    """A text for an id that is none; no id that is one has it."""
    name = "\0" + json.dumps(own, sort_keys=True, default=repr)
    own_ids[name] = own
    return name


def sign_passages(texts: Iterable[str], *, n_perm: int = 128, seed: int = 1) -> UInt32:
    """uint32[n_texts, n_perm]: the MinHash signature of each text's shingles, as reuse itself uses them.

    `lean_minhash` makes of each row what `datasketch.MinHashLSH` takes.
    """
    words = read_texts(texts, with_places=False)
    starts = words.text_starts
    hashes, text = shingles(words, Units(starts[:-1], starts[1:], np.arange(len(starts) - 1)))
    return sign(hashes, np.searchsorted(text, np.arange(len(starts))), n_perm=n_perm, seed=seed)


def _canonical_order(keys: Sequence[tuple[str, str, str]], words: Words) -> Int64:
    """The order of texts that does not depend on how they came: by outlet, article and id, then by their words."""
    order = sorted(range(len(keys)), key=keys.__getitem__)
    repeated = [keys[order[i]] for i in range(1, len(order)) if keys[order[i]] == keys[order[i - 1]]]
    if repeated:
        import logging  # takes longer to load than a hundred passages

        outlet, article, name = repeated[0]
        logging.getLogger("copydesk").warning(
            "%d passages repeat the outlet, article and id of another (the first: %s, %s, %s): give each its own id",
            len(repeated),
            outlet,
            article,
            name,
        )
        starts = words.text_starts
        order.sort(key=lambda i: (keys[i], words.hashes[starts[i] : starts[i + 1]].tobytes()))
    return np.array(order, dtype=np.int64)


def _numbers(keys: Iterable[object]) -> list[int]:
    """Each key's number, in order of first appearance."""
    numbers: dict[object, int] = {}
    return [numbers.setdefault(key, len(numbers)) for key in keys]
