"""The second look at a part: each article stripped by what all of its outlet's articles have said."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch, schema_of
from copydesk.checked import ROWS, TableWriter, read_batches, read_records, write_records
from copydesk.errors import ArticleError
from copydesk.pipeline.guard import At, Span, Watch, guarded
from copydesk.pipeline.identity import Renamed
from copydesk.pipeline.ids import digest_of
from copydesk.pipeline.limits import time_limit
from copydesk.pipeline.outcomes import quarantined
from copydesk.pipeline.part import OutletOf, Part, PathOf, Refused, Row, Rows, batches_of, keys_of, rows_of, write_keys
from copydesk.pipeline.taken_over import TakenOver
from copydesk.pipeline.warm_up import warm_up
from copydesk.records import Article, OutletProfile, Quarantined
from copydesk.strip import Observation, StripOptions, Stripper


def keys_of_stripped(
    observed: Part, *, renamed: Mapping[str, Renamed], said: Mapping[str, str], made_by: str
) -> list[str]:
    """What each of the part's articles, stripped, is made of: `said` is what `digests_of_said` says of each outlet."""
    rows = zip(
        keys_of(observed),
        read_records(observed.articles, PathOf),
        read_records(observed.observations, OutletOf),
        strict=True,
    )
    return [
        digest_of([key, row.source_path, renamed.get(row.source_path), said.get(seen.outlet), made_by])
        for key, row, seen in rows
    ]


def strip_part(
    observed: Part,
    *,
    keys: Sequence[str],
    taken_over: TakenOver,
    renamed: Mapping[str, Renamed],
    profiles: Iterable[OutletProfile],
    max_seconds: float,
    options: StripOptions,
) -> Iterator[Rows]:
    """One outcome for each of the part's inputs: first those that were quarantined before, then those that `taken_over`
    has, by the articles' `keys`, then all others; `renamed` are by path.
    """
    before = read_records(observed.quarantine, Quarantined)
    yield Rows((), ((),), tuple(Refused("", row) for row in before))
    for key in taken_over:
        yield taken_over.rows(key)
    is_left = [key not in taken_over for key in keys]
    if any(is_left):
        work = _Stripping(observed, keys, is_left, renamed, list(profiles), max_seconds, options)
        pack = partial(rows_of, types=(Article,), stage="strip")
        made = guarded(work, pack, is_sound=partial(warm_up, pages=True), stays=True)
        yield from (done.packed for done in made)


@dataclass(frozen=True, slots=True)
class _Stripping:
    """Those of the articles that are left to be stripped."""

    observed: Part
    keys: Sequence[str]
    is_left: Sequence[bool]
    renamed: Mapping[str, Renamed]
    profiles: Sequence[OutletProfile]
    max_seconds: float
    options: StripOptions

    def __call__(self, span: Span, watch: Watch) -> Iterator[tuple[At, Row]]:
        stripper = Stripper(self.profiles, self.options)
        for n, (key, article, observation) in enumerate(self._left(span.begin.item), span.begin.item):
            at = At(n)
            if at < span.begin:
                continue
            if span.ends_before(at):
                return
            try:
                own = self.renamed.get(article.source_path)
                if own is not None:
                    article = replace(article, article_id=own.article_id)
                    if own.duplicate_of is not None:
                        raise ArticleError("duplicate", f"the same outlet and URL as {own.duplicate_of}, which is kept")
                watch.works(at, article.source_path, seconds=self.max_seconds)
                with time_limit(self.max_seconds):
                    stripped = stripper.strip(article, observation=observation)
                # Where its lines stood on the page nobody asks any more.
                yield at, Row(key, (replace(stripped, page_blocks=()),))
            except Exception as error:  # whatever is wrong with one article must not cost the batch
                sha256, whose = article.source_sha256, observation.outlet
                why = quarantined(article.article_id, article.source_path, sha256, error, "strip", outlet=whose)
                yield at, Row(key, why)

    def _left(self, n_done: int) -> Iterator[tuple[str, Article, Observation]]:
        """The articles, but for the first `n_done` of them."""
        n_passed = 0
        for articles, observations in zip(
            read_batches(self.observed.articles), read_batches(self.observed.observations), strict=True
        ):
            here = range(n_passed, n_passed + len(articles))
            n_passed += len(articles)
            left = [n for n in here if self.is_left[n]]
            wanted = left[n_done:]
            n_done -= len(left) - len(wanted)
            if len(wanted) < len(articles):
                rows = pa.array([n - here.start for n in wanted], pa.int64())
                articles, observations = articles.take(rows), observations.take(rows)
            keys = (self.keys[n] for n in wanted)
            yield from zip(keys, from_batch(articles, Article), from_batch(observations, Observation), strict=True)


def write_stripped(part: Part, rows: Iterable[Rows], taken_over: TakenOver) -> None:
    """The rows stand in the part's files, sorted by article, with the keys that `taken_over` has for the same."""
    refused: list[Refused] = []
    keys: list[str] = []
    batches: list[pa.RecordBatch] = []
    for own, (batch,) in batches_of(rows, 1, refused):
        keys += own
        batches.append(batch)
    table = pa.Table.from_batches(batches, schema_of(Article)).combine_chunks()
    batches.clear()
    # What was taken over comes first, so of one id (two files may be shown by one path) the key decides.
    sort_by = pa.table({"article_id": table.column("article_id"), "key": pa.array(keys, pa.string())})
    order = pc.sort_indices(sort_by, [("article_id", "ascending"), ("key", "ascending")])
    with TableWriter(part.articles, table.schema) as writer:
        for start in range(0, len(order), ROWS):
            for batch in table.take(order[start : start + ROWS]).combine_chunks().to_batches():
                writer.add(batch)
    refused.sort(key=lambda one: (one.row.source_id, one.row.source_path))
    write_records(part.quarantine, (one.row for one in refused), Quarantined)
    write_keys(part, pa.array(keys, pa.string()).take(order).to_pylist(), refused, taken_over.first_keys(table, keys))
