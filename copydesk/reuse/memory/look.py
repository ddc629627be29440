"""Which earlier articles share something with those of a batch: looked up by keys, told by sketches, verified by words.

Every answer goes by what wordings are and which batch they are of, and not by which run that is kept in.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from copydesk.records import StockSentence
from copydesk.reuse.arrays import (
    Bool,
    Int64,
    UInt64,
    begins_run,
    is_among,
    pack,
    ragged,
    sorted_unique,
    starts_of_runs,
)
from copydesk.reuse.corpus.build import Corpus, id_keys, read_texts
from copydesk.reuse.corpus.units import Units, split_units, unit_hashes
from copydesk.reuse.corpus.words import Words, join_words
from copydesk.reuse.memory.index import (
    ENTRIES_A_KEY,
    first_of_keys,
    index_keys,
    may_be_alike,
    sketch_words,
)
from copydesk.reuse.memory.layout import Memory, damaged, gather_words
from copydesk.reuse.memory.merge import join_stock
from copydesk.reuse.pairs.first_pass import COPIES_PAIRED, evidence_asked, telling, verify
from copydesk.reuse.pairs.likeness import shared_evidence
from copydesk.reuse.pairs.stems import is_english
from copydesk.reuse.search import Search
from copydesk.reuse.store import Store

# Wordings that are looked up at a time: bounds the memory to some 200 MB.
_LOOKED_AT_ONCE, _HASHED_AT_ONCE = 1 << 18, 1 << 16
# Where a key is one of many (as many as are kept of it), so many are taken, and a pair that has no other key in common
# is let go: of 4,400,000 pairs between a night of 100,000 passages and thirty such nights 2,200,000 were, and 35 of
# the 5,316 that are one passage. Of a story that hundreds print, each with changes, some are found so.
_TAKEN_OF_MANY = 2
_BITS, _HALF = np.uint64(32), np.uint64(0xFFFFFFFF)
# Entries read at a time, and by how many of their first bits they are told from those that nobody looks for: so many
# more than number those that are looked for.
_READ_AT_ONCE, _FILTER_BITS, _MAX_FILTER_BITS = 1 << 15, 6, 25
# They are looked up one by one in a column that has so many entries for each: an entry is read in 2 ns, a key looked up
# in one microsecond.
_LOOKED_UP_FROM = 512
# Of one wording the first so many earlier articles are looked at: which of them are of other outlets is told then.
_MEMBERS_LOOKED = 16


@dataclass(frozen=True, slots=True)
class EarlierText:
    """An article of an earlier batch, as its memory has it."""

    run: int  # which of the memory's runs
    number: int  # which of the run's articles
    article_id: str
    outlet: str
    published: str | None
    batch: str
    title: str | None
    text: str


class _Wordings(NamedTuple):
    """Wordings that are looked for in a memory."""

    words: Words
    units: Units
    hashes: UInt64  # what each is called in every batch


def alike_articles(
    memory: Memory, corpus: Corpus, outlets: Sequence[str], own_ids: Sequence[str], search: Search, *, same_outlet: bool
) -> list[EarlierText]:
    """The earlier articles that share a wording with one of the corpus's, or have one that is alike, in order of
    batches and ids.

    `outlets` and `own_ids` are those of the corpus's texts. Of an article that is in several batches the first counts;
    none that the corpus has itself.
    """
    hashes = _hashes_of(corpus.words, corpus.distinct)
    outlet_of = _only_outlets(corpus, id_keys(outlets) if not same_outlet else id_keys(own_ids))
    return texts_of(memory, alike_members(memory, corpus, hashes, outlet_of, search), own_ids)


def alike_members(
    memory: Memory, corpus: Corpus, hashes: UInt64, outlets: UInt64, search: Search
) -> list[tuple[int, Int64]]:
    """The earlier articles that share one of the corpus's wordings, or have one that is alike: run by run their
    numbers, sorted.

    Of each wording are given the hash, as it is called in every batch, and the key of the outlet that alone has it, or
    0. What is found for one does not depend on the others.
    """
    distinct = corpus.distinct
    stock = _stock_hashes(memory)
    wanted = np.flatnonzero(~is_among(hashes, stock))
    found: list[tuple[Int64, UInt64]] = [_equal_wordings(memory, corpus, hashes, wanted)]
    for start in range(0, len(wanted), _LOOKED_AT_ONCE):
        some = wanted[start : start + _LOOKED_AT_ONCE]
        x, y = _alike(memory, corpus, _Wordings(corpus.words, distinct.take(some), hashes[some]), search)
        found.append((some[x], y))
    x, y = _unless_among(stock, *_joined(found))
    x, y = _joined([(x, y), _unless_among(stock, *_alike_among_earlier(memory, corpus, x, y, search))])
    return _members(memory, outlets[x], y)


def _joined(parts: Sequence[tuple[Int64, UInt64]]) -> tuple[Int64, UInt64]:
    return np.concatenate([x for x, _ in parts]), np.concatenate([y for _, y in parts])


def _unless_among(stock: UInt64, x: Int64, y: UInt64) -> tuple[Int64, UInt64]:
    kept = ~is_among(y, stock)
    return x[kept], y[kept]


def _hashes_of(words: Words, units: Units) -> UInt64:
    """uint64[n]: what the units' wordings are called in every batch."""
    hashes = np.empty(len(units), dtype=np.uint64)
    for first in range(0, len(units), _HASHED_AT_ONCE):
        own = units.take(slice(first, first + _HASHED_AT_ONCE))
        hashes[first : first + _HASHED_AT_ONCE] = unit_hashes(
            *gather_words(words.hashes, words.flags, own.starts, own.ends)
        )
    return hashes


def _only_outlets(corpus: Corpus, keys: UInt64) -> UInt64:
    """uint64[n_wordings]: the key of the outlet that alone has a wording; 0 where several have it."""
    of_units, of_wordings = corpus.outlets[corpus.units.texts], corpus.outlets[corpus.distinct.texts]
    outlets = keys[corpus.distinct.texts]
    outlets[corpus.wording[of_units != of_wordings[corpus.wording]]] = 0
    return outlets


def _stock_hashes(memory: Memory) -> UInt64:
    """uint64[n]: the wordings, sorted, of the sentences that were set apart in an earlier batch."""
    texts = sorted({text for run in memory.runs for text in run.table("stock").column("text").to_pylist()})
    words = read_texts(texts, with_places=False)
    units = split_units(words)
    return sorted_unique(unit_hashes(words, units))


def _equal_wordings(memory: Memory, corpus: Corpus, hashes: UInt64, wanted: Int64) -> tuple[Int64, UInt64]:
    """The wordings that stand in an earlier batch as they are, and say enough not to be equal by chance."""
    known = np.zeros(len(wanted), dtype=np.bool_)
    order = np.argsort(hashes[wanted])
    for run in memory.runs:
        known[order] |= is_among(hashes[wanted[order]], run.column("wordings"))
    told = telling(corpus, wanted[known])
    return told, hashes[told]


def _alike_among_earlier(memory: Memory, corpus: Corpus, x: Int64, y: UInt64, search: Search) -> tuple[Int64, UInt64]:
    """Each x[i] with the earlier wordings that are alike the earlier one y[i].

    Two copies of one article have often too little in common to be found by each other, and hang together by it.
    """
    hashes, words = _words_of(memory, sorted_unique(y))
    bounds = words.text_starts
    units = Units(bounds[:-1], bounds[1:], np.arange(len(hashes)))
    found, alike = _alike(memory, corpus, _Wordings(words, units, hashes), search)
    order = np.argsort(y, kind="stable")
    y = y[order]
    place, run = ragged(np.searchsorted(y, hashes[found]), np.searchsorted(y, hashes[found], side="right"))
    return x[order[place]], alike[run]


def _queries(corpus: Corpus, wordings: _Wordings, search: Search) -> dict[str, UInt64]:
    """Of each kind the keys to look for, sorted, each with the unit that it is of in its lower half."""
    keys_of = index_keys(wordings.words, wordings.units, corpus.bin_weights, n_perm=search.n_perm, seed=search.seed)
    queries = {}
    for kind, (keys, owners) in keys_of.items():
        wanted = np.sort(pack(keys, owners))  # in no order at all: a stable sort takes five times as long
        # Two of a wording's rarest words are often two of the rarest of its first half as well.
        queries[kind] = wanted[begins_run(wanted)]
    return queries


def _candidates(memory: Memory, queries: dict[str, UInt64], hashes: UInt64, sketches: UInt64) -> tuple[Int64, UInt64]:
    """Which units, of these hashes and sketches, may be one passage with which earlier wordings (their hashes): each
    pair once."""
    own = hashes >> _BITS
    found = []
    for kind, wanted in queries.items():
        columns = [run.column(kind) for run in memory.runs]
        (entry,) = _beginning_with(wanted >> _BITS, [(column,) for column in columns])
        found.append(_sharing(first_of_keys(sorted_unique(entry)), wanted, own))
    halves, x, is_sole = _told_pairs(np.concatenate(found))
    known, theirs = _beginning_with(
        halves[begins_run(halves)], [(run.column("wordings"), run.column("sketches")) for run in memory.runs]
    )
    order = np.argsort(known, kind="stable")  # a merge of the runs' own order
    order = order[begins_run(known[order])]
    known, theirs = known[order], theirs[order]
    at, row = _found(halves, known)
    found_x, found_y = [x[:0]], [known[:0]]
    while len(at):
        likely = may_be_alike(sketches, x[at], theirs, row, is_sole[at])
        found_x.append(x[at[likely]])
        found_y.append(known[row[likely]])
        at, row = _beginning(halves, known, at, row + 1)
    return np.concatenate(found_x), np.concatenate(found_y)


def _beginning_with(halves: UInt64, columns: Sequence[tuple[UInt64, ...]]) -> tuple[UInt64, ...]:
    """Of sorted columns, and what stands beside them, those values that begin with one of the halves (sorted), and a
    few more; one column's after the other's.

    Columns are read once, in order: to look up every key in each of them took twice as long. Where they are very much
    longer it does not.
    """
    n_bits = min(len(halves).bit_length() + _FILTER_BITS, _MAX_FILTER_BITS)
    is_wanted = np.zeros(1 << n_bits, dtype=np.bool_)
    is_wanted[(halves >> np.uint64(32 - n_bits)).view(np.int64)] = True
    shift = np.uint64(64 - n_bits)
    found = [tuple(held[:0] for held in columns[0])]
    begins, here = np.empty(_READ_AT_ONCE, dtype=np.int64), np.empty(_READ_AT_ONCE, dtype=np.bool_)
    for column, *beside in columns:
        if len(column) > _LOOKED_UP_FROM * len(halves):
            distinct = halves[begins_run(halves)]
            ends = np.searchsorted(column, distinct << _BITS | _HALF, side="right")
            rows, _ = ragged(np.searchsorted(column, distinct << _BITS), ends)
            found.append((column[rows], *(held.take(rows, axis=0) for held in beside)))
            continue
        for start in range(0, len(column), _READ_AT_ONCE):
            part = slice(start, start + _READ_AT_ONCE)
            values = column[part]
            n = len(values)
            np.right_shift(values, shift, out=begins[:n].view(np.uint64))
            np.take(is_wanted, begins[:n], out=here[:n], mode="clip")  # "raise" would copy all of it before
            rows = np.flatnonzero(here[:n])
            found.append((values[rows], *(held[part].take(rows, axis=0) for held in beside)))
    return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))


def _found(halves: UInt64, values: UInt64) -> tuple[Int64, Int64]:
    """Those of the halves with which a value begins (both are sorted), and the first such value."""
    return _beginning(halves, values, np.arange(len(halves)), np.searchsorted(values, halves << _BITS))


def _beginning(halves: UInt64, values: UInt64, at: Int64, row: Int64) -> tuple[Int64, Int64]:
    """Those of at[i] and row[i] of which the value begins with the half."""
    kept = np.flatnonzero(row < len(values))
    kept = kept[values[row[kept]] >> _BITS == halves[at[kept]]]
    return at[kept], row[kept]


def _sharing(entry: UInt64, wanted: UInt64, own: UInt64) -> UInt64:
    """Each unit with the wordings, but for its own, that have one of its keys (`entry` and `wanted` are sorted).

    Of each pair one number: the half of a hash that stands beside the key, the unit, and whether the key is one of
    many; of such few are taken.
    """
    key, unit, found = wanted >> _BITS, wanted & _HALF, [entry[:0]]
    at, row = _found(key, entry)
    crowded = np.zeros(len(wanted), dtype=np.bool_)
    crowded[_beginning(key, entry, at, row + (ENTRIES_A_KEY - 1))[0]] = True
    for nth in range(ENTRIES_A_KEY):
        beside = entry[row] & _HALF
        other = beside != own[unit[at].astype(np.int64)]
        found.append(beside[other] << _BITS | unit[at[other]] << np.uint64(1) | crowded[at[other]])
        if nth + 1 == _TAKEN_OF_MANY:
            few = ~crowded[at]
            at, row = at[few], row[few]
        at, row = _beginning(key, entry, at, row + 1)
    return np.concatenate(found)


def _told_pairs(found: UInt64) -> tuple[UInt64, Int64, Bool]:
    """Each pair that shares a key once, sorted: the half of a hash, the unit, and whether they have but one key in
    common; none of which that is a key of many."""
    found = np.sort(found)
    is_new = begins_run(found >> np.uint64(1))
    is_sole = is_new & np.append(is_new[1:], True)[: len(found)]
    kept = is_new & ~(is_sole & (found & np.uint64(1) != 0))
    pairs = found[kept]
    return pairs >> _BITS, ((pairs & _HALF) >> np.uint64(1)).astype(np.int64), is_sole[kept]


def _alike(memory: Memory, corpus: Corpus, wordings: _Wordings, search: Search) -> tuple[Int64, UInt64]:
    """Which of the wordings are one passage with which earlier ones (their hashes), or hold one, by themselves.

    What words weigh, and how much evidence is asked for, is as in the corpus.
    """
    sketches = sketch_words(wordings.words, wordings.units)
    x, y = _candidates(memory, _queries(corpus, wordings, search), wordings.hashes, sketches)
    if not len(x):
        return x, y
    hashes, earlier = _words_of(memory, sorted_unique(y))
    named = sorted_unique(x)
    own = wordings.units.take(named)
    theirs, _ = gather_words(wordings.words.hashes, wordings.words.flags, own.starts, own.ends)
    both = join_words([theirs, earlier], Store())
    bounds = both.text_starts
    units = Units(bounds[:-1], bounds[1:], np.arange(len(bounds) - 1))
    order_of = np.concatenate((wordings.hashes[named], hashes))
    ranks = np.empty(len(units), dtype=np.uint32)
    ranks[np.argsort(order_of, kind="stable")] = np.arange(len(units), dtype=np.uint32)
    n = len(units)
    small = Corpus(
        both, units, units, np.arange(n), ranks, corpus.bin_weights, corpus.n_wordings,
        np.arange(n), np.arange(n), np.zeros(n, dtype=np.uint64), Store(),
    )  # fmt: skip
    a = np.searchsorted(named, x)
    b = len(named) + np.searchsorted(hashes, y)
    # Of ten candidates nine share too little to be one passage whatever else is the same, which is soon known.
    asked = evidence_asked(corpus.n_wordings)
    english = is_english(both, units)
    likely = (shared_evidence(small, a, b) >= asked) | ~(english[a] | english[b])
    a, b, likeness = verify(small, a[likely], b[likely], threshold_jaccard=search.threshold_jaccard)
    enough = (likeness.evidence >= asked) & (likeness.differing_numbers == 0)
    return named[a[enough]], hashes[b[enough] - len(named)]


def _words_of(memory: Memory, hashes: UInt64) -> tuple[UInt64, Words]:
    """The words of the wordings (their hashes, sorted): of each from the first run that has it."""
    left = hashes
    known, parts = [hashes[:0]], list[Words]()
    for run in memory.runs:
        column = run.column("wordings")
        at = np.searchsorted(column, left)
        here = np.flatnonzero(at < len(column))
        here = here[column[at[here]] == left[here]]
        words, units = run.words_of(run.column("wording_units")[at[here]].astype(np.int64))
        if not np.array_equal(unit_hashes(words, units), left[here]):
            raise damaged(run.shown("hashes.npy"))
        parts.append(words)
        known.append(left[here])
        left = np.delete(left, here)
    every = np.concatenate(known)
    order = np.argsort(every)
    words = join_words(parts, Store())
    starts, ends = words.text_starts[:-1][order], words.text_starts[1:][order]
    return every[order], gather_words(words.hashes, words.flags, starts, ends)[0]


def _members(memory: Memory, outlets: UInt64, y: UInt64) -> list[tuple[int, Int64]]:
    """Of each earlier wording y[i] the first few articles of other outlets than outlets[i]: run by run their numbers,
    sorted."""
    order = np.argsort(y, kind="stable")
    outlets, y = outlets[order], y[order]
    n_taken, n_looked = np.zeros(len(y), dtype=np.int64), np.zeros(len(y), dtype=np.int64)
    found = []
    for nth, run in enumerate(memory.runs):
        column = run.column("wordings")
        first = np.searchsorted(column, y)
        last = np.minimum(np.searchsorted(column, y, side="right"), first + _MEMBERS_LOOKED - n_looked)
        n_looked += last - first
        rows, which = ragged(first, last)
        articles = run.articles_of(run.column("wording_units")[rows].astype(np.int64))
        other: Bool = run.column("outlets")[articles] != outlets[which]
        articles, which = articles[other], which[other]
        starts = starts_of_runs(which)
        place = np.arange(len(which)) - np.repeat(starts, np.diff(starts, append=len(which)))
        taken = n_taken[which] + place < COPIES_PAIRED
        found.append((nth, sorted_unique(articles[taken])))
        n_taken += np.bincount(which[taken], minlength=len(y))
    return found


def texts_of(memory: Memory, members: Iterable[tuple[int, Int64]], own_ids: Collection[str] = ()) -> list[EarlierText]:
    """The articles (run by run their numbers, sorted), each id once, as the first batch that has it printed it; none of
    `own_ids`."""
    taken = set(own_ids)
    found: list[EarlierText] = []
    for nth, articles in members:
        run = memory.runs[nth]
        table = run.table("articles")
        new: list[tuple[int, dict[str, Any]]] = []
        for number in articles.tolist():
            (row,) = table.slice(number, 1).to_pylist()  # `take` would load Arrow's functions: .15 s
            if row["article_id"] not in taken:
                taken.add(row["article_id"])
                new.append((number, row))
        texts = run.texts([number for number, _ in new])
        for (number, row), text in zip(new, texts, strict=True):
            found.append(EarlierText(run=nth, number=number, text=text, **row))
    return found


def known_stock(memory: Memory) -> list[StockSentence]:
    """What was set apart in earlier batches, with how many outlets of all of them have it."""
    return [
        StockSentence(
            text=row["text"],
            kind=row["kind"],
            n_articles=row["n_articles"],
            n_outlets=len(row["outlets"]),
            outlets=tuple(row["outlets"]),
        )
        for row in join_stock(run.table("stock") for run in memory.runs).to_pylist()
    ]
