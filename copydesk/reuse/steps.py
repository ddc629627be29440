"""The search in steps over Arrow tables, each of which needs its inputs and nothing else.

    read        articles -> words                       of any part of the articles
    count       words -> wordings                       of any part; `merge_counts` of the parts' tables is that of all
    weigh       wordings -> statistics                  the one thing that is known of all that is searched;
                                                        `weigh_tallies` of `tally` of any parts is the same
    sign        wordings, statistics -> signed          of any part
    band        signed, wordings, statistics -> signed  of what was signed for another search
    candidates  signed, statistics -> pairs of wordings of all that is signed, some bands at a time; or in steps:
    bucket      signed -> buckets                       of any part
    pair        buckets -> pairs                        of any buckets, whole
    sift        pairs, signed, statistics -> pairs      of any pairs, with what is signed of the wordings they name
    verify      pairs, wordings, statistics -> alike    of any pairs, with the wordings they name
    group       words, alike -> groups                  which articles hang together
    link        words, alike, wordings, statistics -> links, apart     of any groups of articles, whole
    settle      articles, words, links, apart, ... -> Reuse            of the same

However the inputs are split, and in whatever order the parts come, the end is that of `find_near_duplicates`, to the
byte; `join_reuse` puts together what groups share. Every step takes the tables of one part or of several.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from itertools import pairwise

import numpy as np
import pyarrow as pa

from copydesk.arrow import numbered
from copydesk.records import StockSentence
from copydesk.reuse.arrays import (
    Int64,
    UInt32,
    UInt64,
    families,
    is_among,
    pack,
    sorted_unique,
    starts_of_runs,
    unpack,
)
from copydesk.reuse.articles import Reuse, settle_articles
from copydesk.reuse.corpus.build import Counted, count_bins, read_texts, weigh_bins
from copydesk.reuse.corpus.signatures import sign_columns
from copydesk.reuse.corpus.units import Units, split_units, unit_hashes
from copydesk.reuse.corpus.words import IS_SHORT, IS_SHORT_ELSEWHERE, Words
from copydesk.reuse.inputs import Articles
from copydesk.reuse.pairs.candidates import band_keys, bucket_pairs, share_agreeing, shingles
from copydesk.reuse.pairs.first_pass import RARE_SHARED, estimate_asked, rows_a_band, telling
from copydesk.reuse.pairs.first_pass import verify as verify_wordings
from copydesk.reuse.pairs.likeness import Likeness, compare, join_likeness
from copydesk.reuse.pairs.matching import link_units
from copydesk.reuse.pairs.rare_words import RAREST, rare_pairs, rarest_words, share_rare
from copydesk.reuse.pairs.stock import SetApart
from copydesk.reuse.search import THRESHOLD_JACCARD, Search
from copydesk.reuse.tables import (
    ALIKE,
    APART,
    ARTICLES,
    BUCKETS,
    GROUPS,
    LIKENESS,
    LINKS,
    PAIRS,
    WORDINGS,
    WORDS,
    as_lists,
    concat,
    corpus_of,
    lists,
    matrix,
    numbers,
    only,
    signed_schema,
    sorted_articles,
    tallies_of,
    tally_table,
    wordings_of,
)

# Rows of buckets made at a time: bounds the memory to some 50 MB.
_BUCKETED_AT_ONCE = 1 << 20
_SHORT_ANYWHERE = IS_SHORT | IS_SHORT_ELSEWHERE


def read(*articles: pa.Table, same_outlet: bool = False) -> pa.Table:
    """The words and units of articles (ARTICLES -> WORDS).

    With `same_outlet` each article counts as an outlet of its own, so that one outlet may match itself.
    """
    table = concat(articles, ARTICLES)
    words = read_texts(table.column("text").to_pylist())
    units = split_units(words)
    bounds = np.searchsorted(units.texts, np.arange(len(table) + 1))
    own = words.text_starts
    return pa.table(
        [
            table.column("article_id"),
            table.column("article_id" if same_outlet else "outlet"),
            as_lists(words.hashes, own),
            as_lists(words.flags, own),
            as_lists(words.start_chars, own),
            as_lists(words.end_chars, own),
            as_lists((units.starts - own[units.texts]).astype(np.uint32), bounds),
            as_lists(unit_hashes(words, units), bounds),
        ],
        schema=WORDS,
    )


def count(*words: pa.Table) -> pa.Table:
    """What wordings there are, one unit for each (WORDS -> WORDINGS)."""
    table = concat(words, WORDS)
    hashes, bounds = lists(table, "hashes")
    flags, _ = lists(table, "flags")
    starts, unit_bounds = lists(table, "units")
    article = np.repeat(np.arange(len(table)), np.diff(unit_bounds))
    starts = starts + bounds[article]
    return _merged(
        pa.table(
            [
                pa.array(lists(table, "wordings")[0]),
                pa.array(np.ones(len(starts), dtype=np.int64)),
                table.column("outlet").take(pa.array(article)),
                table.column("article_id").take(pa.array(article)),
                pa.array(np.arange(len(starts)) - unit_bounds[article]),
                as_lists(hashes, np.append(starts, len(hashes))),
                as_lists(flags, np.append(starts, len(hashes))),
            ],
            schema=WORDINGS,
        )
    )


def merge_counts(*wordings: pa.Table, part: int = 0, n_parts: int = 1) -> pa.Table:
    """The wordings of several parts of the articles as one table, or those of one part of the wordings."""
    if n_parts > 1:
        wordings = tuple(
            table.filter(pa.array(numbers(table, "wording") % np.uint64(n_parts) == part)) for table in wordings
        )
    return _merged(concat(wordings, WORDINGS))


def _merged(table: pa.Table) -> pa.Table:
    """Each wording once, sorted: the first unit by article and place stands for it."""
    wording = numbers(table, "wording")
    order = np.lexsort((numbers(table, "unit"), _ranks(table.column("article_id")), wording))
    starts = starts_of_runs(wording[order])
    rows = table.take(pa.array(order[starts]))
    hashes, bounds = lists(rows, "hashes")
    # "don’t" is five letters and "dont" four: a word is short if it is in any of its spellings.
    every_hash, every_flag = lists(table, "hashes")[0], lists(table, "flags")[0]
    short = sorted_unique(every_hash[every_flag & _SHORT_ANYWHERE != 0])
    flags = lists(rows, "flags")[0] | np.where(is_among(hashes, short), np.uint8(IS_SHORT_ELSEWHERE), np.uint8(0))
    return pa.table(
        [
            rows.column("wording"),
            pa.array(_sums(numbers(table, "n_units")[order], starts)),
            _common(table.column("outlet"), order, starts),
            rows.column("article_id"),
            rows.column("unit"),
            as_lists(hashes, bounds),
            as_lists(flags, bounds),
        ],
        schema=WORDINGS,
    )


def _ranks(names: pa.ChunkedArray | pa.Array) -> Int64:
    """int64[n]: the place of each name among the different ones, sorted as Python sorts; -1 for null."""
    known, codes = numbered(names)
    rank = np.full(len(known), -1, dtype=np.int64)
    named = [number for number, name in enumerate(known) if name is not None]
    rank[sorted(named, key=known.__getitem__)] = np.arange(len(named))
    ranks: Int64 = rank[codes]
    return ranks


def _sums(values: Int64, starts: Int64) -> Int64:
    """int64[n_runs]: the sum of each run."""
    sums: Int64 = np.add.reduceat(values, starts) if len(starts) else values[:0]
    return sums


def _common(names: pa.ChunkedArray, order: Int64, starts: Int64) -> pa.Array:
    """The name of each run of the rows in `order` where it is one name, else null."""
    if not len(starts):
        return names.slice(0, 0).combine_chunks()
    codes = _ranks(names)[order]
    same = np.minimum.reduceat(codes, starts) == np.maximum.reduceat(codes, starts)
    return names.take(pa.array(order[starts], mask=~same))


def tally(*wordings: pa.Table) -> pa.Table:
    """How often each word stands in merged wordings (WORDINGS -> TALLIES, one row); of several tables, if no wording is
    in two."""
    counts, n_words, short = count_bins(_NO_WORDS), 0, [_NO_WORDS]
    for table in wordings:
        hashes = lists(table, "hashes")[0]
        counts += count_bins(hashes)
        n_words += len(hashes)
        short.append(sorted_unique(hashes[lists(table, "flags")[0] & _SHORT_ANYWHERE != 0]))
    return _tallied(counts, n_words, sum(map(len, wordings)), np.concatenate(short))


_NO_WORDS = np.zeros(0, dtype=np.uint32)


def _tallied(counts: Int64, n_words: int, n_wordings: int, short: UInt32) -> pa.Table:
    bins = np.flatnonzero(counts)
    return tally_table(Counted(bins.astype(np.uint32), counts[bins], n_words, n_wordings, sorted_unique(short)))


def merge_tallies(*tallies: pa.Table) -> pa.Table:
    """What several tallies come to (TALLIES, one row)."""
    return _tallied(*_added_up(tallies))


def _added_up(tallies: Iterable[pa.Table]) -> tuple[Int64, int, int, UInt32]:
    """int64[n_bins]: how often words of each bin stand in all; how many words and wordings; and the short words."""
    counts, n_words, n_wordings, short = count_bins(_NO_WORDS), 0, 0, [_NO_WORDS]
    for part in (part for table in tallies for part in tallies_of(table)):
        counts[part.bins] += part.counts
        n_words, n_wordings = n_words + part.n_words, n_wordings + part.n_wordings
        short.append(part.short)
    return counts, n_words, n_wordings, np.concatenate(short)


def weigh(*wordings: pa.Table) -> pa.Table:
    """What each word weighs in all that is searched, and how many wordings that has: the statistics.

    Of merged wordings; of several tables, if no wording is in two.
    """
    return weigh_tallies(tally(*wordings))


def weigh_tallies(*tallies: pa.Table) -> pa.Table:
    """The same of what was tallied."""
    counts, n_words, n_wordings, short = _added_up(tallies)
    bits = weigh_bins(counts, n_words, short)
    return pa.table({"bits": bits}).replace_schema_metadata({"n_wordings": str(n_wordings)})


def sign(*wordings: pa.Table, statistics: pa.Table, search: Search | None = None) -> pa.Table:
    """The signature and the band keys of each wording (WORDINGS -> `signed_schema`)."""
    search = search or Search()
    table = concat(wordings, WORDINGS)
    words, units = _words_of(table)
    values, unit = shingles(words, units)
    columns = sign_columns(
        values, np.searchsorted(unit, np.arange(len(table) + 1)), n_perm=search.n_perm, seed=search.seed
    )
    keys = _keys(columns, statistics)
    return pa.table(
        [
            table.column("wording"),
            table.column("n_units"),
            table.column("outlet"),
            pa.array(units.ends - units.starts),
            pa.FixedSizeListArray.from_arrays(pa.array(columns.T.ravel()), search.n_perm),
            _rarest(table, statistics),
            pa.FixedSizeListArray.from_arrays(pa.array(keys.ravel()), keys.shape[1]),
        ],
        schema=signed_schema(search.n_perm, keys.shape[1]),
    )


def band(*signed: pa.Table, wordings: pa.Table, statistics: pa.Table) -> pa.Table:
    """What was signed, perhaps for another search, with the band keys of this one, and the words that are rarest in it;
    signatures stay what they are."""
    table = concat(signed, signed[0].schema)
    signatures, wording = matrix(table, "signature"), numbers(table, "wording")
    keys = _keys(signatures.T, statistics)
    named = sorted_unique(wording)
    rarest = _rarest(only(wordings, named), statistics).take(pa.array(np.searchsorted(named, wording)))
    columns = [table.column(name) for name in table.column_names[:-2]]
    columns += [rarest, pa.FixedSizeListArray.from_arrays(pa.array(keys.ravel()), keys.shape[1])]
    return pa.table(columns, schema=signed_schema(signatures.shape[1], keys.shape[1]))


def _words_of(wordings: pa.Table) -> tuple[Words, Units]:
    """The words of wordings, each as a unit."""
    hashes, bounds = lists(wordings, "hashes")
    nothing = hashes[:0]
    words = Words(hashes, nothing.astype(np.uint8), nothing, nothing, bounds)
    return words, Units(bounds[:-1], bounds[1:], np.zeros(len(wordings), dtype=np.int64))


def _rarest(wordings: pa.Table, statistics: pa.Table) -> pa.FixedSizeListArray:
    """The rarest words of each wording."""
    rarest = rarest_words(*_words_of(wordings), numbers(statistics, "bits"))
    return pa.FixedSizeListArray.from_arrays(pa.array(rarest.T.ravel()), RAREST)


def _keys(columns: UInt32, statistics: pa.Table) -> UInt32:
    """uint32[n_wordings, n_bands]: the keys of signatures that stand one permutation after another."""
    n_rows = rows_a_band(_n_wordings(statistics), n_perm=len(columns))
    return np.stack([*band_keys(columns, n_rows)], axis=1)


def _n_wordings(statistics: pa.Table) -> int:
    return int(statistics.schema.metadata[b"n_wordings"])


def bucket(*signed: pa.Table, part: int = 0, n_parts: int = 1) -> Iterator[pa.Table]:
    """The buckets that wordings are in (-> BUCKETS), some of the bands at a time: of one part of the buckets.

    No wording is in two tables. Two rare words in common are a bucket of a last band.
    """
    table = concat(signed, signed[0].schema)
    wording, keys = numbers(table, "wording"), matrix(table, "keys")
    n_bands = keys.shape[1]
    some = max(_BUCKETED_AT_ONCE // max(len(table), 1), 1) * n_parts
    for first in range(part, n_bands, some):
        bands = np.arange(first, min(first + some, n_bands), n_parts)
        of_bands = np.repeat(bands, len(table)), keys[:, bands].T.ravel(), np.tile(wording, len(bands))
        yield _bucket_table(*of_bands)
    rare, owners = rare_pairs(matrix(table, "rarest").T, part, n_parts)
    yield _bucket_table(np.full(len(rare), n_bands), rare, wording[owners])


def _bucket_table(band: Int64, key: UInt32, wording: UInt64) -> pa.Table:
    return pa.table([pa.array(band.astype(np.uint16)), pa.array(key), pa.array(wording)], schema=BUCKETS)


def pair(*buckets: pa.Table) -> pa.Table:
    """Pairs of wordings that are near one another in a bucket (BUCKETS -> PAIRS); buckets are whole."""
    table = concat(buckets, BUCKETS)
    band, key, wording = (numbers(table, name) for name in BUCKETS.names)
    order = np.argsort(band, kind="stable")
    shared = []
    for start, end in pairwise([*starts_of_runs(band[order]).tolist(), len(order)]):
        rows = order[start:end]
        keys = np.sort(key[rows])
        # Most are alone in their bucket.
        shared.append(rows[is_among(key[rows], keys[1:][keys[1:] == keys[:-1]])])
    named = sorted_unique(wording[np.concatenate([order[:0], *shared])])
    found = [bucket_pairs(key[rows], np.searchsorted(named, wording[rows])) for rows in shared]
    x, y = unpack(sorted_unique(np.concatenate([np.zeros(0, dtype=np.uint64), *found])))
    return pa.table([pa.array(named[x]), pa.array(named[y])], schema=PAIRS)


def copied(wordings: pa.Table) -> pa.Table:
    """The wordings (of WORDINGS, or signed) of which there are copies in several outlets, each beside itself
    (-> PAIRS)."""
    is_copied = (numbers(wordings, "n_units") > 1) & wordings.column("outlet").is_null().to_numpy()
    wording = pa.array(numbers(wordings, "wording")[is_copied])
    return pa.table([wording, wording], schema=PAIRS)


def candidates(
    *signed: pa.Table,
    statistics: pa.Table,
    threshold_jaccard: float = THRESHOLD_JACCARD,
    part: int = 0,
    n_parts: int = 1,
) -> pa.Table:
    """Pairs of wordings worth comparing (-> PAIRS): those with a bucket or two rare words in common, in one part of the
    buckets.

    A wording may be in several tables. Of those that stand in one outlet only, two of the same outlet are no pair.
    `merge_pairs` puts the parts together.
    """
    table = _signed_once(*signed)
    pairs = merge_pairs(copied(table), *(pair(some) for some in bucket(table, part=part, n_parts=n_parts)))
    return sift(pairs, signed=table, statistics=statistics, threshold_jaccard=threshold_jaccard)


def _signed_once(*signed: pa.Table) -> pa.Table:
    """Each wording once, sorted, with its units in all of the tables."""
    table = concat(signed, signed[0].schema)
    wording = numbers(table, "wording")
    order = np.argsort(wording, kind="stable")
    starts = starts_of_runs(wording[order])
    rows = table.take(pa.array(order[starts]))
    for name, column in (
        ("n_units", pa.array(_sums(numbers(table, "n_units")[order], starts))),
        ("outlet", _common(table.column("outlet"), order, starts)),
    ):
        rows = rows.set_column(rows.column_names.index(name), name, column)
    return rows


def sketch(signed: pa.Table) -> pa.Table:
    """What `sift` has to know of what is signed, in a quarter of the bytes."""
    values = matrix(signed, "signature")
    bytes_ = pa.FixedSizeListArray.from_arrays(pa.array(values.astype(np.uint8).ravel()), values.shape[1])
    return signed.set_column(signed.column_names.index("signature"), "signature", bytes_).drop_columns(["keys"])


def sift(
    *pairs: pa.Table, signed: pa.Table, statistics: pa.Table, threshold_jaccard: float = THRESHOLD_JACCARD
) -> pa.Table:
    """The pairs whose signatures or rare words do not speak against them, each once (PAIRS -> PAIRS).

    `signed` (or their sketches) has each wording that the pairs name once.
    """
    table = merge_pairs(PAIRS.empty_table(), *pairs)
    known = numbers(signed, "wording")
    order = np.argsort(known, kind="stable")
    x, y = (order[np.searchsorted(known[order], numbers(table, side))] for side in PAIRS.names)
    outlet = _ranks(signed.column("outlet"))
    apart = np.flatnonzero((outlet[x] != outlet[y]) | (outlet[x] < 0))
    x, y = x[apart], y[apart]
    signatures = matrix(signed, "signature").astype(np.uint8)
    n_words = numbers(signed, "n_words")
    asked = estimate_asked(
        n_words[x],
        n_words[y],
        n_wordings=_n_wordings(statistics),
        n_perm=signatures.shape[1],
        threshold_jaccard=threshold_jaccard,
    )
    likely = (x == y) | (share_agreeing(signatures, signatures, x, y) >= asked)
    likely |= share_rare(matrix(signed, "rarest").T, x, y, RARE_SHARED)
    return table.take(pa.array(apart[likely]))


def merge_pairs(*pairs: pa.Table) -> pa.Table:
    """Each pair (of PAIRS or ALIKE) once, sorted."""
    table = concat(pairs, pairs[0].schema)
    x, y = numbers(table, "x"), numbers(table, "y")
    order = np.lexsort((y, x))
    new = np.append(True, (np.diff(x[order]) != 0) | (np.diff(y[order]) != 0))[: len(order)]
    return table.take(pa.array(order[new]))


def verify(
    *pairs: pa.Table, wordings: pa.Table, statistics: pa.Table, threshold_jaccard: float = THRESHOLD_JACCARD
) -> pa.Table:
    """The pairs that hold one passage, or are copies of a wording that tells something, compared word by word
    (PAIRS -> ALIKE)."""
    table = concat(pairs, PAIRS)
    x, y = numbers(table, "x"), numbers(table, "y")
    named = sorted_unique(np.concatenate((x, y)))
    corpus = corpus_of(WORDS.empty_table(), only(wordings, named), statistics)
    x, y = np.searchsorted(named, x), np.searchsorted(named, y)
    copied = telling(corpus, x[x == y])
    x, y, likeness = verify_wordings(corpus, x[x != y], y[x != y], threshold_jaccard=threshold_jaccard)
    likeness = join_likeness((likeness, compare(corpus, copied, copied)))
    x, y = np.concatenate((x, copied)), np.concatenate((y, copied))
    columns = [named[x], named[y], *(getattr(likeness, field.name) for field in fields(likeness))]
    return merge_pairs(pa.table([pa.array(column) for column in columns], schema=ALIKE))


def group(*words: pa.Table, alike: pa.Table) -> pa.Table:
    """Which articles hang together by wordings that are alike (-> GROUPS); others share nothing."""
    table = sorted_articles(concat([part.select(["article_id", "wordings"]) for part in words], _NAMED))
    worded, bounds = lists(table, "wordings")
    x, y = numbers(alike, "x"), numbers(alike, "y")
    named = sorted_unique(np.concatenate((x, y)))
    article = np.repeat(np.arange(len(table)), np.diff(bounds))
    inside = is_among(worded, named)
    article, at = article[inside], np.searchsorted(named, worded[inside]) + len(table)
    root = families(
        len(table) + len(named),
        np.concatenate((article, np.searchsorted(named, x) + len(table))),
        np.concatenate((at, np.searchsorted(named, y) + len(table))),
    )
    rows = sorted_unique(article)
    ids = table.column("article_id")
    return pa.table([ids.take(pa.array(rows)), ids.take(pa.array(root[rows]))], schema=GROUPS)


_NAMED = pa.schema([WORDS.field("article_id"), WORDS.field("wordings")])


def link(*words: pa.Table, alike: pa.Table, wordings: pa.Table, statistics: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Pairs of units that are one passage, or hold one (LINKS), and what is set apart (APART), of whole groups."""
    table = sorted_articles(concat(words, WORDS))
    worded = wordings_of(table)
    corpus = corpus_of(table, only(wordings, worded), statistics)
    x, y = numbers(alike, "x"), numbers(alike, "y")
    here = np.flatnonzero((x < y) & is_among(x, worded) & is_among(y, worded))
    likeness = Likeness(*(numbers(alike, name)[here] for name, _ in LIKENESS))
    pairs, apart = link_units(corpus, np.searchsorted(worded, x[here]), np.searchsorted(worded, y[here]), likeness)
    ids = table.column("article_id")
    first = lists(table, "units")[1]
    links = pa.table([*_named(ids, first, pairs.a), *_named(ids, first, pairs.b)], schema=LINKS)
    return links, _apart_table(ids, first, apart)


def _named(ids: pa.ChunkedArray, first: Int64, units: Int64) -> tuple[pa.ChunkedArray, pa.Array]:
    """Units by the ids of their articles and their places there."""
    article = np.searchsorted(first, units, side="right") - 1
    return ids.take(pa.array(article)), pa.array(units - first[article])


def _apart_table(ids: pa.ChunkedArray, first: Int64, apart: SetApart) -> pa.Table:
    """A family is called by its first unit."""
    order = np.lexsort((apart.units, apart.families))
    starts = starts_of_runs(apart.families[order])
    units = apart.units[order]
    article, unit = _named(ids, first, units[starts])
    names = [f"{article_id}:{n}" for article_id, n in zip(article.to_pylist(), unit.to_pylist(), strict=True)]
    sizes = np.diff(starts, append=len(units))
    return pa.table(
        [
            pa.array(names, pa.string()).take(pa.array(np.repeat(np.arange(len(starts)), sizes))),
            pa.array(apart.forms[order]),
            *_named(ids, first, units),
        ],
        schema=APART,
    )


def settle(
    *articles: pa.Table,
    words: pa.Table,
    links: pa.Table,
    apart: pa.Table,
    statistics: pa.Table,
    known: Iterable[StockSentence] = (),
) -> Reuse:
    """Matches, passages, clusters and stock sentences of whole groups of articles; `join_reuse` of several is all.

    `known` is the stock of an earlier batch.
    """
    table = sorted_articles(concat([words], WORDS))
    ids = table.column("article_id").to_pylist()
    texts = {row["article_id"]: row for part in articles for row in part.to_pylist()}
    corpus = corpus_of(table, count(table), statistics)
    number, first = {name: i for i, name in enumerate(ids)}, lists(table, "units")[1]

    def units(part: pa.Table, side: str) -> Int64:
        at = np.fromiter(
            (number.get(name, -1) for name in part.column(f"{side}article_id").to_pylist()), dtype=np.int64
        )
        return np.where(at < 0, -1, first[at] + numbers(part, f"{side}unit"))

    a, b = units(links, "a_"), units(links, "b_")
    order = np.argsort(pack(a, b)[a >= 0], kind="stable")
    members = units(apart, "")
    here = np.flatnonzero(members >= 0)
    return settle_articles(
        Articles(ids, [texts[name]["outlet"] for name in ids], [texts[name]["text"] for name in ids]),
        corpus,
        a[a >= 0][order],
        b[a >= 0][order],
        SetApart(members[here], _ranks(apart.column("family"))[here], numbers(apart, "is_form")[here]),
        known=known,
    )
