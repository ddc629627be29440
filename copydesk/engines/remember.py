"""What is kept of a batch for those after it, made on any engine: no step sees more than a part, a range of ids, or one
bin.

    measure  part     its articles' ids and lengths, to the driver: ranges begin where blocks of texts do
    send     part     its articles to their ranges
    read     range    its texts in blocks, and its words, to the driver; wordings with their sketches to their bins
    order    wording  these in order, to the driver; and units that repeat one, to their ranges
    count    range    how often words stand in the others, up a tree of bins to the driver, which weighs
    key      range    the keys of the others, to the keys' bins
    sort     key      these in order, to the driver
    newest   part     what outlets are learned from, to their bins; there and at the driver what is left of it

The end is that of `remember`, to the byte, whatever the number of parts and bins: the driver writes what comes to it
one after the other, with numbers counted over all ranges. No id stands twice.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby, pairwise
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import schema_of
from copydesk.checked import read_table
from copydesk.engines.bins import bins_of, hashes_of, numbered, packets_of, ranges_of, rows_of, sent, sorted_rows
from copydesk.engines.engine import AnyEngine, Came, Packet
from copydesk.engines.tallies import add_up, tallied
from copydesk.newest import newest
from copydesk.pipeline.part import Part
from copydesk.pipeline.remember import newest_summaries
from copydesk.reuse.arrays import Bool, Int64, UInt8, UInt64, begins_run, pack, sorted_unique, unpack
from copydesk.reuse.corpus.build import count_words, counts_of_batch, id_keys, read_texts
from copydesk.reuse.corpus.units import Units, split_units, unit_hashes
from copydesk.reuse.corpus.words import Words
from copydesk.reuse.memory.files import ColumnFile, columns_of, firsts_of_blocks, text_blocks
from copydesk.reuse.memory.index import KINDS, first_of_keys, sketch_words
from copydesk.reuse.memory.layout import SUMMARIES, TEXTS, Run
from copydesk.reuse.remember import AboutBatch, Remembered, RememberedRows, finish_memory, keys_of_first, weights_with
from copydesk.reuse.tables import as_lists, concat, lists, numbers, sorted_articles, tallies_of, tally_table

_ARTICLES = schema_of(Remembered)
_LENGTHS = pa.schema([_ARTICLES.field("article_id"), ("n_bytes", pa.int64())])
# An article's words, a row an article.
_READ = pa.schema(
    [
        *(field for field in _ARTICLES if field.name != "text"),
        ("n_bytes", pa.int64()),
        ("hashes", pa.large_list(pa.uint32())),
        ("flags", pa.large_list(pa.uint8())),
        ("unit_words", pa.large_list(pa.int64())),  # of each unit, how many
        ("wordings", pa.large_list(pa.uint64())),  # of each unit
    ]
)
_BLOCKS = pa.schema([("n", pa.int64()), ("data", pa.large_binary()), ("n_bytes", pa.int64()), ("checksum", pa.int64())])
# A unit is called by its range, and which of that it is.
_UNITS = pa.schema([("wording", pa.uint64()), ("unit", pa.uint64()), ("low", pa.uint64()), ("high", pa.uint64())])
_REPEATED = pa.schema([("unit", pa.int64())])
_KEYS = pa.schema([("key", pa.uint64())])


@dataclass(frozen=True)
class _Asked:
    """What every step knows."""

    parts: Sequence[Part]
    n_bins: int
    n_perm: int
    seed: int
    ranges: Sequence[str] = ()  # the ids at which the second range begins, and the third ...


def remember_on(engine: AnyEngine, folder: Path, parts: Sequence[Part], about: AboutBatch, *, n_bins: int) -> Run:
    """The files of the folder are those that `remember` writes of the same."""
    asked = _Asked(tuple(parts), n_bins, about.n_perm, about.seed)
    asked = replace(asked, ranges=_ranges(engine, asked))
    read = engine.keep(engine.regroup(n_bins, partial(_read, asked), engine.begin(len(parts), partial(_send, asked))))
    ordered = engine.keep(engine.regroup(n_bins, _order, engine.only(read, "wording")))
    of_ranges = engine.only(read, "read"), engine.only(ordered, "repeated")
    tallies = add_up(engine, engine.regroup(n_bins, _count, *of_ranges), n_bins)
    counted = counts_of_batch(tallies_of(*tallies))
    weights = engine.share(weights_with(counted, about.memory))
    keys = engine.regroup(n_bins, _sort, engine.regroup(n_bins, partial(_key, asked, weights), *of_ranges))

    texts, firsts = _write_texts(folder, engine.collect(engine.only(read, "read", "block")), n_bins)
    _write_wordings(folder, engine.collect(engine.only(ordered, "ordered")), firsts)
    with columns_of(folder, *KINDS) as columns:
        for packet in engine.collect(keys):
            columns[packet.kind].add(numbers(packet.table, "key"))
    return finish_memory(folder, texts.articles, about, counted, n_units=texts.n_units, n_text_words=texts.n_words)


def newest_on(
    engine: AnyEngine, batch: str, observed: Sequence[Part], own_ids: Mapping[str, str | None], *, n_bins: int
) -> pa.Table:
    """What `newest_summaries` of the parts are."""
    kept = engine.begin(len(observed), partial(_keep, batch, tuple(observed), n_bins, engine.share(own_ids)))
    left = engine.collect(engine.regroup(n_bins, _newest, kept))
    return newest([SUMMARIES.empty_table(), *(packet.table for packet in left)])


def _keep(
    batch: str, observed: Sequence[Part], n_bins: int, own_ids: Callable[[], Mapping[str, str | None]], n: int
) -> Iterator[Packet]:
    rows = newest_summaries(batch, [observed[n]], own_ids())
    yield from sent("summary", rows, bins_of(hashes_of(rows.column("outlet").to_pylist()), n_bins))


def _newest(_: int, came: Came) -> Iterator[Packet]:
    yield from packets_of(0, "summary", newest(came["summary"]))


def _ranges(engine: AnyEngine, asked: _Asked) -> list[str]:
    """The ids at which ranges begin, but for the first one: of about as many bytes each, and where blocks begin."""
    measured = engine.collect(engine.begin(len(asked.parts), partial(_measure, asked)))
    lengths = sorted_articles(concat((packet.table for packet in measured), _LENGTHS))
    n_bytes = numbers(lengths, "n_bytes")
    firsts = firsts_of_blocks(n_bytes)
    if not len(firsts):
        return []
    before = np.append(0, np.cumsum(n_bytes))
    wanted = before[-1] * np.arange(1, asked.n_bins) // asked.n_bins
    cuts = firsts[np.searchsorted(before[firsts], wanted, side="right") - 1]
    names: list[str] = lengths.column("article_id").take(pa.array(cuts)).to_pylist()
    return names


def _articles(part: Part, *names: str) -> pa.Table:
    """These columns of the part's articles."""
    return read_table([part.articles], pa.schema([_ARTICLES.field(name) for name in names])).combine_chunks()


def _measure(asked: _Asked, part: int) -> Iterator[Packet]:
    articles = _articles(asked.parts[part], "article_id", "text")
    n_bytes = pc.binary_length(articles.column("text"))
    yield from packets_of(0, "length", pa.table([articles.column("article_id"), n_bytes], schema=_LENGTHS))


def _send(asked: _Asked, part: int) -> Iterator[Packet]:
    articles = _articles(asked.parts[part], *_ARTICLES.names)
    yield from sent("article", articles, ranges_of(articles.column("article_id").to_pylist(), asked.ranges))


def _read(asked: _Asked, n_range: int, came: Came) -> Iterator[Packet]:
    """Of a range: its texts and what is read of them."""
    articles = sorted_articles(concat(came["article"], _ARTICLES))
    texts = articles.column("text").to_pylist()
    yield from packets_of(n_range, "block", _blocks(texts))
    words = read_texts(texts, with_places=False)
    units = split_units(words)
    wordings, sketches = unit_hashes(words, units), sketch_words(words, units)
    bounds = np.searchsorted(units.texts, np.arange(len(texts) + 1))
    columns = {
        **{name: articles.column(name) for name in _READ.names if name in articles.column_names},
        "n_bytes": pc.binary_length(articles.column("text")),
        "hashes": as_lists(words.hashes, words.text_starts),
        "flags": as_lists(words.flags, words.text_starts),
        "unit_words": as_lists(units.ends - units.starts, bounds),
        "wordings": as_lists(wordings, bounds),
    }
    yield from packets_of(n_range, "read", pa.table([columns[name] for name in _READ.names], schema=_READ))
    names = pack(np.full(len(units), n_range), np.arange(len(units)))
    rows = rows_of(_UNITS, wordings, names, *np.ascontiguousarray(sketches.T))
    yield from sent("wording", rows, _by_order(wordings, asked.n_bins))


def _blocks(texts: Iterable[str]) -> pa.Table:
    """The texts in blocks (_BLOCKS)."""
    stream = io.BytesIO()
    with text_blocks(stream) as blocks:
        for text in texts:
            blocks.add(text)
    data = stream.getvalue()
    bounds = list(pairwise(blocks.blocks))
    columns = [
        list(range(len(bounds))),
        [data[start:end] for (start, _, _), (end, _, _) in bounds],
        [last - first for (_, first, _), (_, last, _) in bounds],
        [checksum for (_, _, checksum), _ in bounds],
    ]
    return pa.table(columns, schema=_BLOCKS)


def _by_order(values: UInt64, n_bins: int) -> Int64:
    """int64[n]: the bin of each by its size: numbers are spread evenly."""
    return ((values >> np.uint64(32)) * np.uint64(n_bins) >> np.uint64(32)).astype(np.int64)


def _order(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a bin of wordings: all of them in order, and the units that are not the first of theirs."""
    rows = sorted_rows(concat(came["wording"], _UNITS), "wording", "unit")
    yield from numbered(bin_, "ordered", rows)
    n_range, unit = unpack(numbers(rows, "unit")[~begins_run(numbers(rows, "wording"))])
    yield from sent("repeated", rows_of(_REPEATED, unit), n_range)


def _words_of(came: Came) -> tuple[Words, Units, UInt64, Bool]:
    """The words and units of a range, the units' wordings, and which are the first of theirs in the batch."""
    rows = sorted_articles(concat(came["read"], _READ))
    words, units = _words_in(rows)
    is_first = np.ones(len(units), dtype=np.bool_)
    is_first[numbers(concat(came.get("repeated", ()), _REPEATED), "unit")] = False
    return words, units, lists(rows, "wordings")[0], is_first


def _words_in(rows: pa.Table) -> tuple[Words, Units]:
    """The words of the rows (_READ)."""
    hashes, bounds = lists(rows, "hashes")
    lengths, of_texts = lists(rows, "unit_words")
    ends, texts = np.cumsum(lengths), np.repeat(np.arange(len(rows)), np.diff(of_texts))
    return Words(hashes, lists(rows, "flags")[0], hashes[:0], hashes[:0], bounds), Units(ends - lengths, ends, texts)


def _count(n_range: int, came: Came) -> Iterator[Packet]:
    """Of a range: how often words stand in its units."""
    words, units, _, is_first = _words_of(came)
    yield tallied(n_range, tally_table(count_words(words, units, is_first)))


def _key(asked: _Asked, weights: Callable[[], UInt8], _: int, came: Came) -> Iterator[Packet]:
    """Of a range: the keys of its units."""
    for kind, keys in keys_of_first(*_words_of(came), weights(), n_perm=asked.n_perm, seed=asked.seed):
        yield from sent(kind, rows_of(_KEYS, keys), _by_order(keys, asked.n_bins))


def _sort(bin_: int, came: Came) -> Iterator[Packet]:
    """Of a bin of keys: as many of each as are kept."""
    for kind, tables in came.items():
        keys = first_of_keys(sorted_unique(numbers(concat(tables, _KEYS), "key")))
        yield from numbered(bin_, kind, rows_of(_KEYS, keys))


class _Texts:
    """Texts and words on their way into their files, of one range of ids after the other."""

    columns = ("outlets", "article_units", "text_starts", "text_blocks", "unit_words", "hashes", "flags")

    def __init__(self, columns: Mapping[str, ColumnFile], stream: BinaryIO) -> None:
        self._columns, self._stream = columns, stream
        self.articles = RememberedRows([], [], [], [])
        self.n_units = self.n_words = 0
        self._n_bytes = self._n_compressed = self._n_of_blocks = 0

    def add_blocks(self, rows: pa.Table) -> None:
        """The blocks (_BLOCKS) stand behind the others."""
        for row in rows.sort_by("n").to_pylist():
            self._columns["text_blocks"].add(np.array([[self._n_compressed, self._n_of_blocks, row["checksum"]]]))
            self._stream.write(row["data"])
            self._n_compressed += len(row["data"])
            self._n_of_blocks += row["n_bytes"]

    def add(self, rows: pa.Table) -> None:
        """So do articles (_READ), sorted."""
        outlets = rows.column("outlet").to_pylist()
        self.articles.ids.extend(rows.column("article_id").to_pylist())
        self.articles.outlets.extend(outlets)
        self.articles.published.extend(rows.column("published").to_pylist())
        self.articles.titles.extend(rows.column("title").to_pylist())
        words, units = _words_in(rows)
        n_bytes = numbers(rows, "n_bytes")
        added = {
            "outlets": id_keys(outlets),
            "article_units": np.searchsorted(units.texts, np.arange(len(rows))) + self.n_units,
            "text_starts": np.cumsum(n_bytes) - n_bytes + self._n_bytes,
            "unit_words": units.starts + self.n_words,
            "hashes": words.hashes,
            "flags": words.flags,
        }
        for name, values in added.items():
            self._columns[name].add(values)
        self.n_units, self.n_words = self.n_units + len(units), self.n_words + len(words)
        self._n_bytes += int(n_bytes.sum())

    def finish(self) -> None:
        """Columns that say where things begin say where the last one ends."""
        ends = {"article_units": self.n_units, "text_starts": self._n_bytes, "unit_words": self.n_words}
        for name, end in ends.items():
            self._columns[name].add(np.array([end]))
        self._columns["text_blocks"].add(np.array([[self._n_compressed, self._n_of_blocks, 0]]))


def _write_texts(folder: Path, told: Iterable[Packet], n_ranges: int) -> tuple[_Texts, Int64]:
    """Texts and words of the ranges stand in their files; and how many units there are before each range."""
    n_units = np.zeros(n_ranges, dtype=np.int64)
    with columns_of(folder, *_Texts.columns) as columns, (folder / TEXTS).open("wb") as stream:
        texts = _Texts(columns, stream)
        for n_range, packets in groupby(told, key=lambda packet: packet.bin):
            n_units[n_range] = texts.n_units
            for kind, same in groupby(packets, key=lambda packet: packet.kind):
                tables = [packet.table for packet in same]
                if kind == "block":
                    texts.add_blocks(concat(tables, _BLOCKS))
                else:
                    texts.add(sorted_articles(concat(tables, _READ)))
        texts.finish()
    return texts, n_units


def _write_wordings(folder: Path, ordered: Iterable[Packet], firsts: Int64) -> None:
    """The wordings stand in their files, with the units that have them: `firsts` are the first of each range."""
    with columns_of(folder, "wordings", "wording_units", "sketches") as columns:
        for packet in ordered:
            n_range, unit = unpack(numbers(packet.table, "unit"))
            columns["wordings"].add(numbers(packet.table, "wording"))
            columns["wording_units"].add(firsts[n_range] + unit)
            columns["sketches"].add(np.stack([numbers(packet.table, name) for name in ("low", "high")], axis=1))
