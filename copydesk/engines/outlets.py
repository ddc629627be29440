"""What a batch's articles say of their outlets, counted on any engine: no step sees more than a part, or some outlets.

    sample  part     of each outlet the articles that may be learned from; they go to the outlet's bin
    stand   outlets  in how many of the bin's outlets each line stands, to the line's bin
    number  line     in how many it stands in all, to the bins that have it, where that is more than they know
    count   outlets  profiles

The end is that of `count_outlets`, whatever the number of parts and bins.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from copydesk.checked import write_records
from copydesk.engines.bins import bins_by, cut, ranges_of, read_tables, records_table, rows_of, sent
from copydesk.engines.engine import AnyEngine, Came, Packet
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.learn import Learned, Said, outlets_of, profiles_and_said, recalled_of, said_of, summaries_of
from copydesk.pipeline.part import Part
from copydesk.pipeline.recalled import Recalled
from copydesk.records import OutletProfile
from copydesk.reuse.arrays import Int64, starts_of_runs
from copydesk.reuse.tables import concat, numbers
from copydesk.strip import MAX_PAGES, LineOutlets, OutletSamples, Summary, article_digest

_OUTLETS = pa.schema([("outlet", pa.large_string())])
_CHECKS = pa.schema([("outlet", pa.large_string()), ("agrees", pa.bool_()), ("n", pa.int64())])
_LINES = pa.schema([("digest", pa.uint64()), ("n", pa.int64()), ("bin", pa.int64())])
_SAID = pa.schema([("outlet", pa.large_string()), ("said", pa.large_string())])


@dataclass(frozen=True)
class _Asked:
    """What every step knows."""

    parts: Sequence[Part]
    ranges: Sequence[str]  # the outlets at which the second bin begins, and the third ...
    n_bins: int
    recalled: Recalled | None

    def bins(self, outlets: Iterable[str]) -> Int64:
        """int64[n]: the bin of each outlet."""
        return ranges_of(outlets, self.ranges)


def count_on(
    engine: AnyEngine,
    parts: Sequence[Part],
    outlets: Sequence[str],
    *,
    renamed: Sequence[Renamed],
    earlier: Sequence[OutletProfile],
    recalled: Recalled | None,
    n_bins: int,
) -> Iterator[tuple[pa.RecordBatch, Mapping[str, str]]]:
    """Profiles, and what `digests_of_said` says of them, sorted by outlet: `outlets` are those of the parts, sorted."""
    names = sorted({*outlets, *(profile.outlet for profile in earlier)})
    asked = _Asked(tuple(parts), cut(names, n_bins), n_bins, recalled)
    given = engine.share((tuple(renamed), tuple(earlier), tuple(outlets)))
    read = engine.keep(engine.begin(len(parts) + 1, partial(_sample, asked, given)))
    stood = engine.regroup(n_bins, partial(_stand, asked), read)
    numbered = engine.regroup(n_bins, _number, stood)
    counted = engine.regroup(n_bins, partial(_count, asked), read, numbered)
    profiles: list[pa.RecordBatch] = []
    for packet in engine.collect(counted):
        if packet.kind == "profile":
            profiles += packet.table.to_batches()
        else:
            said = dict(zip(*(column.to_pylist() for column in packet.table.columns), strict=True))
            for batch in profiles:
                yield batch, said
            profiles = []


Given = Callable[[], tuple[Sequence[Renamed], Sequence[OutletProfile], Sequence[str]]]


def outlets_on(engine: AnyEngine, parts: Sequence[Part]) -> list[str]:
    """What `outlets_of` the parts are."""
    told = engine.collect(engine.begin(len(parts), partial(_outlets, tuple(parts))))
    return sorted({name for packet in told for name in packet.table.column("outlet").to_pylist()})


def _outlets(parts: Sequence[Part], n: int) -> Iterator[Packet]:
    yield Packet(n, "outlet", pa.table([outlets_of([parts[n]])], schema=_OUTLETS))


def say_on(engine: AnyEngine, parts: Sequence[Part], learned: Learned) -> None:
    """What has a bearing on each part is written, once all else is that was learned: executors read that."""
    told = engine.collect(engine.begin(len(parts), partial(_say, tuple(parts), learned)))
    write_records(learned.said, read_tables((packet.table for packet in told), Said), Said)


def _say(parts: Sequence[Part], learned: Learned, n: int) -> Iterator[Packet]:
    profiles, renamed = learned.known()
    yield Packet(n, "said", records_table([said_of(parts[n], profiles=profiles, renamed=renamed)], Said))


def _sample(asked: _Asked, given: Given, part: int) -> Iterator[Packet]:
    """Of a part: of each outlet the articles with the smallest digests, and how many agreed with the profile that told
    them. As if they were a part of their own, earlier profiles are sent, and what outlets there are."""
    renamed, earlier, outlets = given()
    if part == len(asked.parts):
        yield from sent("outlet", pa.table([outlets], schema=_OUTLETS), asked.bins(outlets))
        if earlier:
            yield from _sent("known", earlier, OutletProfile, asked)
        return
    before = {profile.outlet: frozenset(profile.articles) for profile in earlier}
    samples: defaultdict[str, dict[str, Summary]] = defaultdict(dict)
    checks: Counter[tuple[str, bool]] = Counter()
    for summary in summaries_of(asked.parts[part], renamed):
        article = article_digest(summary.article_id)
        if article in before.get(summary.outlet, ()):
            continue
        if summary.agrees is not None:
            checks[summary.outlet, summary.agrees] += 1
        own = samples[summary.outlet]
        own.setdefault(article, replace(summary, agrees=None))
        if len(own) > 2 * MAX_PAGES:
            samples[summary.outlet] = _smallest(own)
    kept = [summary for own in samples.values() for summary in _smallest(own).values()]
    if kept:
        yield from _sent("summary", kept, Summary, asked)
    if checks:
        outlets, agree = zip(*checks, strict=True)
        table = pa.table([outlets, agree, list(checks.values())], schema=_CHECKS)
        yield from sent("check", table, asked.bins(table.column(0).to_pylist()))


def _smallest(articles: Mapping[str, Summary]) -> dict[str, Summary]:
    return {article: articles[article] for article in sorted(articles)[:MAX_PAGES]}


def _sent(kind: str, records: Sequence[Any], record_type: Any, asked: _Asked) -> Iterator[Packet]:
    table = records_table(records, record_type)
    yield from sent(kind, table, asked.bins(record.outlet for record in records))


def _samples(asked: _Asked, came: Came) -> OutletSamples:
    """What came to a bin of outlets."""
    summaries = list(read_tables(came.get("summary", ()), Summary))
    checks: defaultdict[str, Counter[bool]] = defaultdict(Counter)
    for table in came.get("check", ()):
        for row in table.to_pylist():
            checks[row["outlet"]][row["agrees"]] += row["n"]
    outlets = sorted(name for table in came.get("outlet", ()) for name in table.column("outlet").to_pylist())
    return OutletSamples(
        summaries,
        earlier=list(read_tables(came.get("known", ()), OutletProfile)),
        recalled=recalled_of(outlets, asked.recalled),
        checks=checks,
    )


def _stand(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    lines = _samples(asked, came).lines()
    rows = rows_of(_LINES, lines.digests, lines.n_outlets, np.full(len(lines.digests), bin_, np.int64))
    yield from sent("line", rows, bins_by(rows, "digest", asked.n_bins))


def _number(_: int, came: Came) -> Iterator[Packet]:
    """Of a bin of lines: the sum of all bins of outlets, for those that know of fewer."""
    lines = concat(came["line"], _LINES)
    lines = lines.take(pa.array(np.argsort(numbers(lines, "digest"), kind="stable")))
    digests, n = numbers(lines, "digest"), numbers(lines, "n")
    starts = starts_of_runs(digests)
    sums = np.repeat(np.add.reduceat(n, starts), np.diff(starts, append=len(n)))
    more = rows_of(_LINES, digests, sums, numbers(lines, "bin")).filter(pa.array(sums > n))
    yield from sent("number", more, numbers(more, "bin"))


def _count(asked: _Asked, bin_: int, came: Came) -> Iterator[Packet]:
    samples = _samples(asked, came)
    lines = samples.lines()
    more = concat(came.get("number", ()), _LINES)
    n_outlets = lines.n_outlets.copy()
    n_outlets[np.searchsorted(lines.digests, numbers(more, "digest"))] = numbers(more, "n")
    for n, counted in enumerate(samples.count(LineOutlets(lines.digests, n_outlets))):
        batch, said = profiles_and_said(counted)
        order = bin_ << 16 | n
        yield Packet(order, "profile", pa.Table.from_batches([batch]))
        yield Packet(order, "said", pa.table([list(said), list(said.values())], schema=_SAID))
