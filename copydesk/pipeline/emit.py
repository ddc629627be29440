"""The tables and text files of a batch, a range of article ids at a time: ranges are written side by side."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch, schema_of
from copydesk.canonical import CanonicalText, canonical_text, keep_article
from copydesk.checked import ROWS, read_batches, read_records
from copydesk.emit import schemas, tables
from copydesk.emit.batch import FileList
from copydesk.emit.rows import cluster_rows
from copydesk.emit.text_files import text_of
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Chosen, Found, TextPath, quarantine_of
from copydesk.records import ArticleCluster, Cluster, Passage
from copydesk.store import Place

# The tables that have rows of articles: in a batch of many articles a folder of files each, one for each range of ids.
BY_ARTICLE = ("articles", "blocks", "edits", "removals", "passages")
# What is read of the articles for them.
_COLUMNS = [
    "article_id", "outlet", "outlet_name", "url", "published", "title", "standfirst", "byline", "language", "doubt",
    "text", "source_path", "source_sha256", "media_type", "decoding", "source_text", "edits", "blocks", "removals",
    "end_gap",
]  # fmt: skip
# Articles a range, at most, on the average; and articles that are in memory at a time.
_RANGE, _CHUNK = 10_000, 1_024


class IdRange(NamedTuple):
    """Article ids that begin with the same digits: all of them in a batch that is not large."""

    prefix: str

    def path(self, table: str) -> str:
        """Where its rows of a table stand: in a file of their own, or in one of the table's folder."""
        return f"{table}.parquet/{self.prefix}.parquet" if self.prefix else f"{table}.parquet"

    def rows(self, article_ids: pa.Array) -> slice:
        """Which of the ids, which are sorted, are in the range."""
        ids = article_ids.to_numpy(zero_copy_only=False)
        # No digit is greater than "f".
        return slice(int(np.searchsorted(ids, self.prefix)), int(np.searchsorted(ids, self.prefix + "g")))


def id_ranges(n_articles: int) -> list[IdRange]:
    """Ranges in order that hold all ids, of some ten thousand articles at most: the same for the same number."""
    n_digits = 0
    while n_articles > _RANGE * 16**n_digits:
        n_digits += 1
    return [IdRange(f"{i:0{n_digits}x}" if n_digits else "") for i in range(16**n_digits)]


def emit_range(
    ids: IdRange,
    parts: Sequence[Part],
    found: Found,
    chosen: Chosen,
    *,
    files: FileList,
    whole_sentences: bool,
    texts: bool,
) -> None:
    """The range's rows of all tables BY_ARTICLE stand among the files, its articles' text files too if `texts` asks."""
    shared = _Shared(found, chosen, ids)
    with ExitStack() as stack:
        written = {name: stack.enter_context(files.add_table(ids.path(name), name)) for name in BY_ARTICLE}
        for articles in _sorted(parts, ids):
            passages = shared.passages_up_to(articles)
            kept = _kept(articles, passages, shared, whole_sentences=whole_sentences)
            cut_at = {cut.passage_id: cut.offset for text in kept["cuts"] for cut in text.cuts}
            paths = shared.text_paths(articles)
            rows = {
                "articles": tables.articles_table(articles, **kept["columns"], text_path=paths),
                "blocks": tables.blocks_table(articles),
                "edits": tables.edits_table(articles),
                "removals": tables.removals_table(articles),
                "passages": shared.passage_rows(passages, cut_at, files.batch),
            }
            for name, table in rows.items():
                written[name].add(table)
            if texts:
                _write_texts(files, articles, paths)
        written["passages"].add(shared.passage_rows(shared.passages_up_to(None), {}, files.batch))


def _sorted(parts: Sequence[Part], ids: IdRange) -> Iterator[pa.Table]:
    """The articles of the range, sorted by id, _CHUNK at a time."""
    own: list[tuple[Part, slice, Any]] = []
    for part in parts:
        columns = [batch.column(0) for batch in read_batches(part.articles, ["article_id"])]
        if columns:
            all_ids = pa.concat_arrays(columns)
            rows = ids.rows(all_ids)
            own.append((part, rows, all_ids[rows.start : rows.stop].to_numpy(zero_copy_only=False)))
    every = np.sort(np.concatenate([np.empty(0, dtype=object), *(part_ids for _, _, part_ids in own)]))
    for start in range(0, len(every), _CHUNK):
        first, last = every[start], every[min(start + _CHUNK, len(every)) - 1]
        some: list[pa.RecordBatch] = []
        for part, rows, part_ids in own:
            begin, end = np.searchsorted(part_ids, first), np.searchsorted(part_ids, last, side="right")
            some += _rows_of(part, rows.start + int(begin), rows.start + int(end))
        table = pa.Table.from_batches(some)
        yield table.take(pc.sort_indices(table, [("article_id", "ascending")])).combine_chunks()


def _rows_of(part: Part, begin: int, end: int) -> Iterator[pa.RecordBatch]:
    """Rows of the part's articles."""
    if begin < end:
        first = begin // ROWS
        batches = read_batches(part.articles, _COLUMNS, first=first, last=(end - 1) // ROWS)
        for n, batch in enumerate(batches, first):
            at = n * ROWS
            yield batch.slice(max(begin - at, 0), min(end - at, ROWS) - max(begin - at, 0))


class _Shared:
    """What the whole batch says of the articles of a range."""

    def __init__(self, found: Found, chosen: Chosen, ids: IdRange) -> None:
        passages = pa.Table.from_batches(list(read_batches(found.passages)), schema_of(Passage))
        rows = ids.rows(passages.column("article_id").combine_chunks())
        self._passages = passages.slice(rows.start, rows.stop - rows.start)
        self._passage_ids = self._passages.column("article_id").to_numpy()
        self._n_told = 0
        self._batches = found.earlier_batches()
        own = set(self._passages.column("cluster_id").to_pylist())
        self.clusters: dict[str, Cluster] = {
            cluster.cluster_id: cluster
            for cluster in read_records(chosen.clusters, Cluster)
            if cluster.cluster_id in own
        }
        self.canonical_ids = pa.array(
            sorted(c.canonical_passage_id for c in self.clusters.values() if c.canonical_passage_id), pa.large_string()
        )
        self.story_of: dict[str, ArticleCluster] = {
            article_id: story
            for story in read_records(chosen.article_clusters, ArticleCluster)
            for article_id in story.article_ids
            if article_id.startswith(ids.prefix)
        }
        self._paths: dict[str, str] = {
            path.article_id: path.text_path
            for path in read_records(chosen.text_paths, TextPath)
            if path.article_id.startswith(ids.prefix)
        }

    def passages_up_to(self, articles: pa.Table | None) -> pa.Table:
        """The passages of these articles, which are sorted, and those of earlier batches that come before the last of
        them and were not asked for yet; or all that are left."""
        begin, end = self._n_told, len(self._passages)
        if articles is not None:
            last = articles.column("article_id")[-1].as_py()
            end = int(np.searchsorted(self._passage_ids, last, side="right"))
        self._n_told = end
        return self._passages.slice(begin, end - begin)

    def passage_rows(self, passages: pa.Table, cut_at: Mapping[str, int], batch: str) -> pa.Table:
        """Rows of the table of passages."""
        batches = [self._batches.get(name, batch) for name in passages.column("article_id").to_pylist()]
        return tables.passages_table(passages, canonical_ids=self.canonical_ids, cut_at=cut_at, batches=batches)

    def text_paths(self, articles: pa.Table) -> list[str]:
        """Where each article's text file stands."""
        return [self._paths[article_id] for article_id in articles.column("article_id").to_pylist()]


def _kept(articles: pa.Table, passages: pa.Table, shared: _Shared, *, whole_sentences: bool) -> dict[str, Any]:
    """What of each article is kept: its columns, and the texts that something was cut out of."""
    passages_of: defaultdict[str, list[Passage]] = defaultdict(list)
    for batch in passages.to_batches():
        for passage in from_batch(batch, Passage):
            passages_of[passage.article_id].append(passage)
    texts, shares, keeps, reasons, cuts = list[str](), list[float](), list[bool](), list[str](), list[CanonicalText]()
    ids, bodies = (articles.column(name).to_pylist() for name in ("article_id", "text"))
    for article_id, text in zip(ids, bodies, strict=True):
        own = passages_of.get(article_id, [])
        share = 0.0
        if own:
            clusters = [shared.clusters[passage.cluster_id] for passage in own]
            canonical = canonical_text(text, own, clusters, whole_sentences=whole_sentences)
            cuts.append(canonical)
            text, share = canonical.text, canonical.share_elsewhere
        keep = keep_article(article_id, shared.story_of.get(article_id), share)
        texts.append(text)
        shares.append(share)
        keeps.append(keep.kept)
        reasons.append(keep.reason)
    columns = {"canonical_text": texts, "share_elsewhere": shares, "keep": keeps, "keep_reason": reasons}
    return {"columns": columns, "cuts": cuts}


def _write_texts(files: FileList, articles: pa.Table, paths: Sequence[str]) -> None:
    fields = (articles.column(name).to_pylist() for name in ("title", "standfirst", "text"))
    texts = zip(paths, *fields, strict=True)
    files.add_all((path, text_of(title, standfirst, text).encode("utf-8")) for path, title, standfirst, text in texts)


def emit_shared(files: FileList, parts: Sequence[Part], found: Found, chosen: Chosen, profiles: Place) -> None:
    """The tables that are of the whole batch, and its quarantine, stand among the files."""
    batches = found.earlier_batches()

    def batch_of(articles: pa.Array) -> list[str]:
        return [batches.get(name, files.batch) for name in articles.to_pylist()]

    with files.add_table("matches.parquet", "matches") as written:
        for batch in read_batches(found.matches):
            sides = {f"{side}_batch": batch_of(batch.column(f"{side}_article_id")) for side in "ab"}
            written.add(tables.same_columns(batch, schemas.MATCHES, **sides))
    with files.add_table("stock.parquet", "stock") as written:
        for batch in read_batches(found.stock):
            written.add(tables.same_columns(batch, schemas.STOCK))
    with files.add_table("article_clusters.parquet", "article_clusters") as written:
        for batch in read_batches(chosen.article_clusters):
            told = {
                "n_articles": batch.column("article_ids").value_lengths(),
                "canonical_batch": batch_of(batch.column("canonical_article_id")),
                **tables.date_columns("first_published", batch.column("first_published").to_pylist()),
            }
            written.add(tables.same_columns(batch, schemas.ARTICLE_CLUSTERS, **told))
    with files.add_table("profiles.parquet", "profiles") as written:
        for batch in read_batches(profiles):
            written.add(tables.profiles_table(pa.Table.from_batches([batch])))
    passages = {passage.passage_id: passage for passage in read_records(found.passages, Passage)}
    with files.add_table("clusters.parquet", "clusters") as written:
        clusters = read_records(chosen.clusters, Cluster)
        rows = list(cluster_rows(clusters, passages, batch=files.batch, earlier=batches))
        written.add(tables.table_of_rows(rows, schemas.CLUSTERS))
    lines = [json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in quarantine_of(parts)]
    files.add("quarantine.jsonl", "".join(lines).encode("utf-8", "backslashreplace"), n_rows=len(lines))
