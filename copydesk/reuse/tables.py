"""What the steps of a search hand on: Arrow tables, and the corpus that a step makes of those it is given."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from copydesk.errors import BatchError
from copydesk.reuse.arrays import Int64, UInt64, is_among, sorted_unique
from copydesk.reuse.corpus.build import Corpus, Counted, id_keys
from copydesk.reuse.corpus.units import Units
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.pairs.rare_words import RAREST
from copydesk.reuse.store import Store

_WORDS, _FLAGS, _PLACES = pa.large_list(pa.uint32()), pa.large_list(pa.uint8()), pa.large_list(pa.uint32())

# What goes in: a row an article. Ids are unique over all parts.
ARTICLES = pa.schema([("article_id", pa.string()), ("outlet", pa.string()), ("text", pa.string())])
# The words of articles, a row an article.
WORDS = pa.schema(
    [
        ("article_id", pa.string()),
        ("outlet", pa.string()),  # what may not match itself: the article's id where one outlet may
        ("hashes", _WORDS),
        ("flags", _FLAGS),
        ("starts", _PLACES),  # in characters of the text
        ("ends", _PLACES),
        ("units", _PLACES),  # the first word of each
        ("wordings", pa.large_list(pa.uint64())),  # of each unit, equal where its words are
    ]
)
# What there is to compare, a row a wording: the unit that stands for it is the first by article id and place.
WORDINGS = pa.schema(
    [
        ("wording", pa.uint64()),
        ("n_units", pa.int64()),
        ("outlet", pa.string()),  # null where it stands in several
        ("article_id", pa.string()),
        ("unit", pa.int64()),
        ("hashes", _WORDS),
        ("flags", _FLAGS),
    ]
)
# How often each word stands in some of the wordings, as `Counted`: a row a tally.
TALLIES = pa.schema(
    [
        ("bins", _WORDS),
        ("counts", pa.large_list(pa.int64())),
        ("n_words", pa.int64()),
        ("n_wordings", pa.int64()),
        ("short", _WORDS),
    ]
)
# Wordings whose band, or two rare words, have one key.
BUCKETS = pa.schema([("band", pa.uint16()), ("key", pa.uint32()), ("wording", pa.uint64())])
# Pairs of wordings, x <= y: a wording beside itself is one of which there are copies.
PAIRS = pa.schema([("x", pa.uint64()), ("y", pa.uint64())])
LIKENESS = [
    ("jaccard", pa.float64()),
    ("overlap", pa.float64()),
    ("plain_overlap", pa.float64()),
    ("shared_words", pa.int64()),
    ("evidence", pa.int64()),
    ("differing_numbers", pa.int64()),
    ("differing_names", pa.int64()),
    ("loose", pa.bool_()),
]
ALIKE = pa.schema([*PAIRS, *LIKENESS])
# Articles that hang together, by the least id among them.
GROUPS = pa.schema([("article_id", pa.string()), ("group", pa.string())])
# Pairs of units that are one passage or hold one, by article and place; and units set apart as forms or phrases.
LINKS = pa.schema(
    [("a_article_id", pa.string()), ("a_unit", pa.int64()), ("b_article_id", pa.string()), ("b_unit", pa.int64())]
)
APART = pa.schema([("family", pa.string()), ("is_form", pa.bool_()), ("article_id", pa.string()), ("unit", pa.int64())])


def signed_schema(n_perm: int, n_bands: int) -> pa.Schema:
    """Of wordings with their signatures (`lean_minhash` makes datasketch's of each), their rarest words, and a key for
    each band."""
    return pa.schema(
        [
            ("wording", pa.uint64()),
            ("n_units", pa.int64()),
            ("outlet", pa.string()),
            ("n_words", pa.int64()),
            ("signature", pa.list_(pa.uint32(), n_perm)),
            ("rarest", pa.list_(pa.uint32(), RAREST)),
            ("keys", pa.list_(pa.uint32(), n_bands)),
        ]
    )


def concat(tables: Iterable[pa.Table], schema: pa.Schema) -> pa.Table:
    """One table of all rows, its columns in one piece each."""
    return pa.concat_tables([schema.empty_table(), *tables]).combine_chunks()


def numbers(table: pa.Table, name: str) -> npt.NDArray[Any]:
    """The column as an array."""
    values: npt.NDArray[Any] = table.column(name).to_numpy()
    return values


def lists(table: pa.Table, name: str) -> tuple[npt.NDArray[Any], Int64]:
    """The members of a column of lists one after another, and where each list starts (one entry more than rows)."""
    column = table.column(name)
    column = pa.concat_arrays([pa.array([], column.type), *column.chunks])
    lengths = column.value_lengths().to_numpy(zero_copy_only=False)
    return column.flatten().to_numpy(zero_copy_only=False), np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))


def matrix(table: pa.Table, name: str) -> npt.NDArray[Any]:
    """A column of lists of one length: a row for each."""
    column = table.column(name)
    values: npt.NDArray[Any] = pa.concat_arrays([pa.array([], column.type), *column.chunks]).flatten().to_numpy()
    return values.reshape(len(table), column.type.list_size)


def as_lists(values: npt.NDArray[Any], bounds: Int64) -> pa.LargeListArray:
    """A column of lists: row i is values[bounds[i]:bounds[i + 1]]."""
    return pa.LargeListArray.from_arrays(pa.array(bounds), pa.array(values))


def tally_table(counted: Counted) -> pa.Table:
    """What is counted as one row of TALLIES."""
    columns = [[getattr(counted, name)] for name in TALLIES.names]
    return pa.table([pa.array(column, field.type) for column, field in zip(columns, TALLIES, strict=True)], TALLIES)


def tallies_of(*tallies: pa.Table) -> list[Counted]:
    """What is counted, a row each."""
    table = concat(tallies, TALLIES)
    of_lists = {name: lists(table, name) for name in ("bins", "counts", "short")}
    columns = [[values[bounds[i] : bounds[i + 1]] for i in range(len(table))] for values, bounds in of_lists.values()]
    found = zip(*columns, table.column("n_words").to_pylist(), table.column("n_wordings").to_pylist(), strict=True)
    return [Counted(bins, counts, n_words, n_wordings, short) for bins, counts, short, n_words, n_wordings in found]


def sorted_articles(words: pa.Table) -> pa.Table:
    """The rows in order of their ids."""
    ids = words.column("article_id").to_pylist()
    return words.take(pa.array(sorted(range(len(ids)), key=ids.__getitem__), pa.int64()))


def corpus_of(words: pa.Table, wordings: pa.Table, statistics: pa.Table) -> Corpus:
    """The corpus of some articles, sorted by id, with the wordings given and what words weigh in all that is searched.

    `wordings` (sorted) has those of all units of `words`. It is no matter what else is searched: where articles and
    wordings are the same, so is what is found.
    """
    # The words of the wordings stand before those of the articles, as no text of theirs.
    known = numbers(wordings, "wording")
    hashes, distinct = lists(wordings, "hashes")
    flags, _ = lists(wordings, "flags")
    own, bounds = lists(words, "hashes")
    starts, ends = lists(words, "starts")[0], lists(words, "ends")[0]
    none = np.zeros(len(hashes), dtype=np.uint32)
    text_starts = bounds + len(hashes)
    found = Words(
        np.concatenate((hashes, own)),
        np.concatenate((flags, lists(words, "flags")[0])),
        np.concatenate((none, starts)),
        np.concatenate((none, ends)),
        text_starts,
    )
    unit_starts, unit_bounds = lists(words, "units")
    texts = np.repeat(np.arange(len(words)), np.diff(unit_bounds))
    unit_starts = unit_starts + text_starts[texts]
    units = Units(unit_starts, np.append(unit_starts[1:], text_starts[-1])[: len(unit_starts)], texts)
    worded = lists(words, "wordings")[0]
    if not is_among(worded, known).all():
        raise BatchError("a wording of the articles is not among the wordings given: give those of all parts, merged")
    outlets = words.column("outlet").to_pylist()
    number = {outlet: i for i, outlet in enumerate(sorted(set(outlets)))}
    return Corpus(
        found,
        units,
        Units(distinct[:-1], distinct[1:], np.zeros(len(known), dtype=np.int64)),
        np.searchsorted(known, worded),
        np.arange(len(known), dtype=np.uint32),
        numbers(statistics, "bits"),
        int(statistics.schema.metadata[b"n_wordings"]),
        np.arange(len(words)),
        np.array([number[outlet] for outlet in outlets], dtype=np.int64),
        id_keys(words.column("article_id").to_pylist()),
        Store(),
    )


def wordings_of(words: pa.Table) -> UInt64:
    """uint64[n]: the different wordings of the articles, sorted."""
    return sorted_unique(lists(words, "wordings")[0])


def only(wordings: pa.Table, wanted: UInt64) -> pa.Table:
    """The rows of the wanted wordings (sorted), in order."""
    known = numbers(wordings, "wording")
    rows = np.flatnonzero(is_among(known, wanted))
    return wordings.take(pa.array(rows[np.argsort(known[rows], kind="stable")]))
