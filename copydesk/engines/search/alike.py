"""Which wordings are alike: sign, pair, bring, sift, verify."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np
import pyarrow as pa

from copydesk.engines.bins import bins_by, packets_of, rows_of, sent
from copydesk.engines.engine import Came, Engine, Packet, Packets
from copydesk.engines.search.asked import NAMED, Asked, wordings_for
from copydesk.engines.stars import send_edges
from copydesk.reuse import steps
from copydesk.reuse.arrays import sorted_unique
from copydesk.reuse.tables import WORDINGS, concat, numbers

# Wordings signed at a time: bounds the memory to some 60 MB.
_SIGNED_AT_ONCE = 1 << 14


def find_alike(engine: Engine[Packets], asked: Asked, wordings: Packets, statistics: Callable[[], pa.Table]) -> Packets:
    """Which wordings are alike, at the bin of the second of two; the same as edges; and which these name."""
    n_bins = asked.n_bins
    signed = engine.keep(engine.regroup(n_bins, partial(_sign, asked, statistics), wordings))
    sketches = engine.only(signed, "sketch")
    pairs = engine.regroup(n_bins, partial(_pair, asked), engine.only(signed, "bucket"))
    brought = engine.regroup(n_bins, partial(_bring, asked), pairs, sketches)
    sifted = engine.regroup(n_bins, partial(_sift, asked, statistics), brought, sketches, wordings)
    return engine.keep(engine.regroup(n_bins, partial(_verify, asked, statistics), sifted, wordings))


def _sign(asked: Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what buckets wordings are in, and their sketches."""
    wordings, weights, keys = concat(came["wording"], WORDINGS), statistics(), []
    for start in range(0, len(wordings), _SIGNED_AT_ONCE):
        some = wordings.slice(start, _SIGNED_AT_ONCE)
        signed = steps.sign(some, statistics=weights, search=asked.search)
        yield from packets_of(bin_, "sketch", steps.sketch(signed))
        keys.append(signed.select(["wording", "rarest", "keys"]))
    for buckets in steps.bucket(*keys):
        # Keys are mixed well, but all bands of a short sentence may have one.
        bins = (numbers(buckets, "key") + numbers(buckets, "band")) % np.uint32(asked.n_bins)
        yield from sent("bucket", buckets, bins.astype(np.int64))


def _pair(asked: Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a bucket's bin: the pairs that are near one another in a bucket, to the bin of the second."""
    pairs = steps.pair(*came["bucket"])
    yield from sent("pair", pairs, bins_by(pairs, "y", asked.n_bins))


def _bring(asked: Asked, bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: each pair once, and the sketches of their second wordings, to the bin of the first."""
    if "pair" in came:
        pairs = steps.merge_pairs(*came["pair"])
        bins = bins_by(pairs, "x", asked.n_bins)
        yield from sent("pair", pairs, bins)
        yield from wordings_for("brought", _joined(came["sketch"]), numbers(pairs, "y"), bins, bin_)


def _sift(asked: Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: the pairs worth comparing, and the words of the first of each, to the bin of the second."""
    if "pair" in came:
        pairs = steps.sift(
            *came["pair"],
            signed=_joined([*came["sketch"], *came.get("brought", ())]),
            statistics=statistics(),
            threshold_jaccard=asked.search.threshold_jaccard,
        )
        bins = bins_by(pairs, "y", asked.n_bins)
        yield from sent("pair", pairs, bins)
        yield from wordings_for("brought", concat(came["wording"], WORDINGS), numbers(pairs, "x"), bins, bin_)


def _verify(asked: Asked, statistics: Callable[[], pa.Table], bin_: int, came: Came) -> Iterator[Packet]:
    """Of a wording's bin: what is alike, each wording beside itself where copies of it tell something among it."""
    wordings = concat(came["wording"], WORDINGS)
    alike = steps.verify(
        steps.copied(wordings),
        *came.get("pair", ()),
        wordings=concat([wordings, *came.get("brought", ())], WORDINGS),
        statistics=statistics(),
        threshold_jaccard=asked.search.threshold_jaccard,
    )
    yield from packets_of(bin_, "alike", alike)
    x, y = numbers(alike, "x"), numbers(alike, "y")
    named = rows_of(NAMED, sorted_unique(np.concatenate((x, y))))
    yield from sent("named", named, bins_by(named, "wording", asked.n_bins))
    yield from send_edges(asked.n_bins, x, y)


def _joined(tables: Sequence[pa.Table]) -> pa.Table:
    """One table of tables of one schema."""
    return concat(tables, tables[0].schema)
