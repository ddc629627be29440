"""What the report's ranges tell, put together for those pages that are of no range, and the shares in which these are
written side by side: each share reads its own rows alone.

A share of outlets is a range of their pages' keys, as a range of articles is one of ids: with one outlet more, most
outlets stay in the shares that they were in.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import schema_of, to_batch
from copydesk.checked import is_whole, read_records, read_table, write_records, write_table
from copydesk.pipeline.ranges import IdRange, count_ranges, cut_ids
from copydesk.pipeline.report import ReportRange
from copydesk.records import Drift, OutletNumbers, PathProfile
from copydesk.report.lists import Listed, Pair, Row, name_outlets, name_unknown, page_names
from copydesk.report.outlets import N_LINES, FurnitureLine, Partner, PassagePlace, ToldOutlet, most_telling
from copydesk.report.pairs import Extent, SharedSpan, extents
from copydesk.report.places import outlet_key
from copydesk.store import Place

# Pages a share of outlets, and of lists, at most, on the average: .3 to .7 CPU seconds, where a task by itself takes
# some .02. And shares of each at most: more would look into the same files more often.
_OUTLET_PAGES, _LIST_PAGES, _MOST_SHARES = 1_000, 50, 64


class Share(NamedTuple):
    """Which pages are written together: the `n`-th of so many shares of a kind."""

    kind: str  # "whole", "lists", "outlets", "stories": of one range of ids
    n: int
    of: int
    digest: str  # of what its pages are made of


class Called(NamedTuple):
    """What the report calls an outlet, where that or its own name is not its key."""

    outlet: str
    called: str
    own_name: str | None  # what most of its pages call it


class ReportTold(NamedTuple):
    """What is told of the whole batch, on disk: a folder."""

    place: Place

    @property
    def names(self) -> Place:
        """What outlets are called, and what their own pages call them, of those of which either is not their key."""
        return self.place / "names.arrow"

    @property
    def newest(self) -> Place:
        """All articles as lists have them, the newest first."""
        return self.place / "newest.arrow"

    @property
    def pairs(self) -> Place:
        """Outlets that share, those first that share most."""
        return self.place / "pairs.arrow"

    @property
    def outlets(self) -> Place:
        """What is on outlets' pages besides articles, sorted by key."""
        return self.place / "outlets.arrow"

    @property
    def articles(self) -> Place:
        """All articles, sorted by their outlets' keys, the newest first."""
        return self.place / "articles.arrow"

    @property
    def shares(self) -> Place:
        """In which shares the pages are written."""
        return self.place / "shares.arrow"

    def is_whole(self) -> bool:
        """Whether all of it is there as it was written."""
        places = self.names, self.newest, self.pairs, self.outlets, self.articles, self.shares
        return all(map(is_whole, places))


class _Learned(NamedTuple):
    """As much of an OutletProfile as says where on its pages what stands, and of which articles it was learned."""

    outlet: str
    articles: tuple[str, ...]
    paths: tuple[PathProfile, ...]


def tell_report(
    told: ReportTold,
    ranges: Sequence[ReportRange],
    profiles: Place,
    outlets: Sequence[OutletNumbers],
    drifts: Sequence[Drift],
    has_stock: bool,
    stories: Sequence[str | None],
) -> None:
    """What the ranges tell stands in order, and in which shares of it pages are written. No text is read for it.

    `stories` says of each range what its pages of stories and passages are made of, or that it has none.
    """
    listed = read_table((one.listed for one in ranges), schema_of(Listed))
    outlet_names = zip(*(listed.column(name).to_pylist() for name in ("outlet", "outlet_name")), strict=True)
    spelt = Counter(outlet_names)
    own_names = name_outlets({of: n for of, n in spelt.items() if of[1]})
    titles = zip(*(listed.column(name).to_pylist() for name in ("outlet", "title")), strict=True)
    names = name_unknown(titles)
    shared = [read_table([one.shared], schema_of(PassagePlace)) for one in ranges]
    spans = [read_table([one.spans], schema_of(SharedSpan)) for one in ranges]
    pairs = _pairs(shared, extents(spans), names)
    known = {outlet for outlet, _ in spelt}.union(row.outlet for row in outlets)
    known.update(name for pair in pairs for name in (pair.one, pair.other))
    keys = {outlet: outlet_key(outlet) for outlet in known}
    rows = _outlets(keys, names, own_names, outlets, pairs, _furniture(ranges), _learned(profiles), drifts)
    newest = _newest_first(listed)
    named = sorted(names.keys() | own_names.keys())
    write_records(told.names, [Called(name, names.get(name, name), own_names.get(name)) for name in named], Called)
    told_outlets, told_pairs = _written(told.outlets, rows, ToldOutlet), _written(told.pairs, pairs, Pair)
    write_table(told.newest, newest)
    articles = _by_key(newest, keys)
    write_table(told.articles, articles)
    lists = _list_shares([newest, told_pairs], has_stock)
    of_outlets = _outlet_shares([told_outlets, articles, *shared], len(rows) + len(pairs))
    of_stories = [Share("stories", n, len(stories), digest) for n, digest in enumerate(stories) if digest]
    write_records(told.shares, [Share("whole", 0, 1, ""), *of_stories, *lists, *of_outlets], Share)


def _written(place: Place, records: Sequence[Any], record_type: Any) -> pa.Table:
    """The records, which now stand in the file."""
    table = pa.Table.from_batches([to_batch(records, record_type)])
    write_table(place, table)
    return table


def _pairs(shared: Iterable[pa.Table], sizes: Mapping[tuple[str, str], Extent], names: Mapping[str, str]) -> list[Pair]:
    """Those first that share most."""
    counts: Counter[tuple[str, str]] = Counter()
    for table in shared:
        outlets, others = (table.column(name).to_pylist() for name in ("outlet", "others"))
        counts.update((one, other) for one, some in zip(outlets, others, strict=True) for other in some)
    pairs = [
        Pair(one, other, names.get(one, one), names.get(other, other), n, *sizes[one, other])
        for (one, other), n in counts.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair.n_chars, -pair.n, pair))


def _furniture(ranges: Iterable[ReportRange]) -> dict[str, tuple[FurnitureLine, ...]]:
    """Lines that came back, by outlet, the most frequent first."""
    counts: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for one in ranges:
        for row in read_records(one.lines, FurnitureLine):
            counts[row.outlet][row.reason, row.text] += row.n
    return {
        outlet: tuple(
            FurnitureLine(outlet, reason, text, n)
            for (reason, text), n in sorted(own.items(), key=lambda item: (-item[1], item[0]))[:N_LINES]
            if n > 1
        )
        for outlet, own in counts.items()
    }


def _learned(profiles: Place) -> dict[str, tuple[int, tuple[PathProfile, ...]]]:
    """Of how many articles an outlet was learned, and where on its pages what stands."""
    return {row.outlet: (len(row.articles), most_telling(row.paths)) for row in read_records(profiles, _Learned)}


def _outlets(
    keys: Mapping[str, str],
    names: Mapping[str, str],
    own_names: Mapping[str, str],
    outlets: Iterable[OutletNumbers],
    pairs: Iterable[Pair],
    furniture: Mapping[str, tuple[FurnitureLine, ...]],
    learned: Mapping[str, tuple[int, tuple[PathProfile, ...]]],
    drifts: Iterable[Drift],
) -> list[ToldOutlet]:
    """Sorted by key."""
    partners: defaultdict[str, list[Partner]] = defaultdict(list)
    for pair in pairs:
        n, n_articles, n_other, n_chars = pair[4:]
        partners[pair.one].append(Partner(pair.other, pair.called_other, n, n_articles, n_other, n_chars))
        partners[pair.other].append(Partner(pair.one, pair.called_one, n, n_other, n_articles, n_chars))
    drifts_of: defaultdict[str, list[Drift]] = defaultdict(list)
    for drift in drifts:
        drifts_of[drift.outlet].append(drift)
    numbers = {row.outlet: row for row in outlets}
    return [
        ToldOutlet(
            key=key,
            outlet=outlet,
            called=names.get(outlet, outlet),
            own_name=own_names.get(outlet),
            numbers=numbers.get(outlet),
            partners=tuple(sorted(partners.get(outlet, ()), key=lambda one: (-one.n_chars, -one.n, one.outlet))),
            furniture=furniture.get(outlet, ()),
            n_learned=(own := learned.get(outlet, (0, ())))[0],
            paths=own[1],
            drifts=tuple(drifts_of.get(outlet, ())),
        )
        for outlet, key in sorted(keys.items(), key=lambda item: (item[1], item[0]))
    ]


def _newest_first(listed: pa.Table) -> pa.Table:
    """Rows of the articles, the newest first; those without a date come last."""
    rows = listed.select(schema_of(Row).names)
    dated = pa.table({"date": pc.fill_null(rows.column("published"), ""), "id": rows.column("article_id")})
    return rows.take(pc.sort_indices(dated, [("date", "descending"), ("id", "descending")])).combine_chunks()


def _by_key(rows: pa.Table, keys: Mapping[str, str]) -> pa.Table:
    """The rows sorted by the keys of their outlets; those of one stay in order."""
    own = pa.array([keys[outlet] for outlet in rows.column("outlet").to_pylist()], pa.large_string())
    return rows.append_column("key", own).take(pc.sort_indices(own))


def _list_shares(lists: Sequence[pa.Table], has_stock: bool) -> list[Share]:
    """Each has some pages of each list."""
    n_pages = sum(len(page_names("", len(table))) for table in lists)
    of, digest = count_ranges(n_pages, _LIST_PAGES, _MOST_SHARES), _digest_of(lists, has_stock)
    return [Share("lists", n, of, digest) for n in range(of)]


def _outlet_shares(tables: Sequence[pa.Table], n_pages: int) -> Iterator[Share]:
    """Of these tables, which are sorted by key, each share has a run of rows."""
    of = count_ranges(n_pages, _OUTLET_PAGES, _MOST_SHARES)
    keys = [table.column("key").to_pylist() for table in tables]
    for n, ids in enumerate(cut_ids(of)):
        # Taken, as a slice is written with bytes of the rows beside it.
        own = [table.take(_run(known, ids)) for table, known in zip(tables, keys, strict=True)]
        if any(map(len, own)):  # none of few outlets may be in the range
            yield Share("outlets", n, of, _digest_of(own))


def _run(keys: Sequence[str], ids: IdRange) -> pa.Array:
    """int64[n]: which of the keys are in the range."""
    return pa.array(range(bisect_left(keys, ids.first), bisect_left(keys, ids.end)), pa.int64())


def _digest_of(tables: Iterable[pa.Table], *more: object) -> str:
    """SHA-256 of the tables' rows."""
    digest = hashlib.sha256(repr(more).encode())
    for table in tables:
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, table.schema) as writer:
            writer.write_table(table.combine_chunks())
        digest.update(sink.getvalue())
    return digest.hexdigest()
