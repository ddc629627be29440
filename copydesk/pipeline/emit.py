"""The tables and text files of a batch, a range of article ids at a time: ranges are written side by side."""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch, schema_of
from copydesk.canonical import CanonicalText, canonical_text, keep_article
from copydesk.checked import read_batches, read_table
from copydesk.emit import schemas, tables
from copydesk.emit.batch import FileList
from copydesk.emit.clusters import cluster_rows
from copydesk.emit.text_files import text_of
from copydesk.pipeline.part import Part, first_keys_of, ids_of_part
from copydesk.pipeline.ranges import IdRange, Rows, ids_of, read_slice, sorted_articles, tuples_of
from copydesk.pipeline.shared import Chosen, Found, TextPath, quarantine_of
from copydesk.records import ArticleCluster, Cluster, Passage
from copydesk.store import Place

# The tables that have rows of articles: in a batch of many articles a folder of files each, one for each range of ids.
# What is told of an article's copies changes when another article comes, the evidence does not.
ARTICLES = ("articles", "passages")
EVIDENCE = ("blocks", "edits", "removals")
# What is read of the articles for them.
_OF_ARTICLES = [
    "article_id", "outlet", "outlet_name", "url", "published", "title", "standfirst", "byline", "language", "doubt",
    "text", "source_path", "source_sha256", "media_type", "decoding", "source_text", "end_gap",
]  # fmt: skip
_OF_EVIDENCE = ["article_id", "edits", "blocks", "removals"]
_OF_TEXTS = ["title", "standfirst", "text"]


class MadeOf(NamedTuple):
    """SHA-256 of all that a range's files follow from besides code and settings: where it is the same, so are they."""

    articles: str  # of those of ARTICLES
    evidence: str  # of those of EVIDENCE, and its text files


def digests_of(ranges: Sequence[IdRange], parts: Sequence[Part], found: Found, chosen: Chosen) -> list[MadeOf]:
    """What each range is made of, by what the batch's results have of its articles."""
    firsts = [ids.first for ids in ranges]
    digests = [hashlib.sha256() for _ in ranges]

    def add(what: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Each row begins with its article."""
        for row in rows:
            line = repr((what, *row)).encode("utf-8", "surrogatepass")
            digests[bisect_right(firsts, row[0]) - 1].update(line)

    # Articles stand in their parts' order, which is nobody's business.
    add("article", sorted(row for part in parts for row in zip(ids_of_part(part), first_keys_of(part), strict=True)))
    add("text", tuples_of(chosen.text_paths, ["article_id", "text_path"]))
    evidence = [digest.hexdigest() for digest in digests]
    stories = tuples_of(chosen.article_clusters, ["canonical_article_id", "article_ids"])
    add("story", sorted((name, name == canonical) for canonical, names in stories for name in names))
    kept = dict(tuples_of(chosen.clusters, ["cluster_id", "canonical_passage_id"]))
    earlier = found.earlier_batches()
    named = ["article_id", "cluster_id", "passage_id"]
    passages = tuples_of(found.passages, [*named, *(name for name in schema_of(Passage).names if name not in named)])
    add("passage", ((*row, earlier.get(row[0])) for row in _with_kept(passages, kept)))
    return [MadeOf(digest.hexdigest(), own) for digest, own in zip(digests, evidence, strict=True)]


def _with_kept(passages: Iterable[tuple[Any, ...]], kept: Mapping[str, str | None]) -> Iterator[tuple[Any, ...]]:
    """The rows, sorted by article, with what its files tell of the passage that is kept of each row's cluster: whether
    there is one, whether it is this, and whether it stands in the same article. Which other it is has no bearing."""
    for _, rows in groupby(passages, key=itemgetter(0)):
        own = list(rows)
        own_ids = {passage_id for _, _, passage_id, *_ in own}
        for row in own:
            one = kept.get(row[1])
            yield (*row, one is None, one == row[2], one in own_ids)


def emit_articles(
    ids: IdRange, parts: Sequence[Part], found: Found, chosen: Chosen, *, files: FileList, whole_sentences: bool
) -> None:
    """The range's rows of the tables ARTICLES stand among the files."""
    shared = _Shared(found, chosen, ids)
    text_paths = _text_paths(chosen, ids)
    with (
        files.add_table(ids.path("articles"), "articles") as written,
        files.add_table(ids.path("passages"), "passages") as written_passages,
    ):
        for articles in sorted_articles(parts, ids, _OF_ARTICLES):
            passages = shared.passages_up_to(articles)
            kept = _kept(articles, passages, shared, whole_sentences=whole_sentences)
            cut_at = {cut.passage_id: cut.offset for text in kept["cuts"] for cut in text.cuts}
            paths = [text_paths[article_id] for article_id in articles.column("article_id").to_pylist()]
            written.add(tables.articles_table(articles, **kept["columns"], text_path=paths))
            written_passages.add(shared.passage_rows(passages, cut_at, files.batch))
        written_passages.add(shared.passage_rows(shared.passages_up_to(None), {}, files.batch))


def emit_evidence(ids: IdRange, parts: Sequence[Part], chosen: Chosen, *, files: FileList, texts: bool) -> None:
    """The range's rows of the tables EVIDENCE stand among the files, its articles' text files too if `texts` asks."""
    text_paths = _text_paths(chosen, ids) if texts else {}
    with ExitStack() as stack:
        written = {name: stack.enter_context(files.add_table(ids.path(name), name)) for name in EVIDENCE}
        for articles in sorted_articles(parts, ids, [*_OF_EVIDENCE, *(_OF_TEXTS if texts else ())]):
            written["blocks"].add(tables.blocks_table(articles))
            written["edits"].add(tables.edits_table(articles))
            written["removals"].add(tables.removals_table(articles))
            if texts:
                _write_texts(files, articles, text_paths)


def _text_paths(chosen: Chosen, ids: IdRange) -> dict[str, str]:
    """Where each of the range's articles has its text file, or would have it."""
    return {
        path.article_id: path.text_path
        for batch in read_slice(chosen.text_paths, ids.rows(chosen.text_paths), schema_of(TextPath).names)
        for path in from_batch(batch, TextPath)
    }


class _Member(NamedTuple):
    """As much of a Passage as says where it belongs."""

    passage_id: str
    cluster_id: str
    outlet: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """As much of a Cluster as says which of its passages is kept."""

    cluster_id: str
    canonical_passage_id: str | None


def _stories_of(chosen: Chosen, ids: IdRange) -> Iterator[ArticleCluster]:
    """Those that articles of the range tell."""
    for batch in read_batches(chosen.article_clusters):
        lists = batch.column("article_ids")
        names = lists.flatten()
        own = pc.and_(pc.greater_equal(names, ids.first), pc.less(names, ids.end))
        yield from from_batch(batch.take(pc.list_parent_indices(lists).filter(own).unique()), ArticleCluster)


class _Shared:
    """What the whole batch says of the articles of a range."""

    def __init__(self, found: Found, chosen: Chosen, ids: IdRange) -> None:
        rows = ids.rows(found.passages)
        self._passage_ids = ids_of(found.passages, rows)
        self._first_passage = rows.start
        self._passages = Rows(found.passages, rows, schema_of(Passage).names)
        self._batches = found.earlier_batches()
        some = read_slice(found.passages, rows, ["cluster_id"])
        named = pa.chunked_array([batch.column(0) for batch in some], pa.large_string()).unique()
        clusters = read_table([chosen.clusters], schema_of(_Kept))
        own = clusters.filter(pc.is_in(clusters.column("cluster_id"), named)).combine_chunks()
        self.clusters: dict[str, _Kept] = {
            cluster.cluster_id: cluster for batch in own.to_batches() for cluster in from_batch(batch, _Kept)
        }
        self.canonical_ids = pa.array(
            sorted(c.canonical_passage_id for c in self.clusters.values() if c.canonical_passage_id), pa.large_string()
        )
        self.story_of: dict[str, ArticleCluster] = {
            article_id: story
            for story in _stories_of(chosen, ids)
            for article_id in story.article_ids
            if ids.first <= article_id < ids.end
        }

    def passages_up_to(self, articles: pa.Table | None) -> pa.Table:
        """The passages of these articles, which are sorted, and those of earlier batches that come before the last of
        them and were not asked for yet; or all that are left."""
        end = len(self._passage_ids)
        if articles is not None:
            last = articles.column("article_id")[-1].as_py()
            end = int(np.searchsorted(self._passage_ids, last, side="right"))
        return pa.Table.from_batches(list(self._passages.up_to(self._first_passage + end)), schema_of(Passage))

    def passage_rows(self, passages: pa.Table, cut_at: Mapping[str, int], batch: str) -> pa.Table:
        """Rows of the table of passages."""
        batches = [self._batches.get(name, batch) for name in passages.column("article_id").to_pylist()]
        return tables.passages_table(passages, canonical_ids=self.canonical_ids, cut_at=cut_at, batches=batches)


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
        share, has_kept = 0.0, False
        if own:
            clusters = [shared.clusters[passage.cluster_id] for passage in own]
            canonical = canonical_text(text, own, clusters, whole_sentences=whole_sentences)
            cuts.append(canonical)
            text, share, has_kept = canonical.text, canonical.share_elsewhere, canonical.has_kept
        keep = keep_article(article_id, shared.story_of.get(article_id), share, has_kept=has_kept)
        texts.append(text)
        shares.append(share)
        keeps.append(keep.kept)
        reasons.append(keep.reason)
    columns = {"canonical_text": texts, "share_elsewhere": shares, "keep": keeps, "keep_reason": reasons}
    return {"columns": columns, "cuts": cuts}


def _write_texts(files: FileList, articles: pa.Table, paths: Mapping[str, str]) -> None:
    rows = zip(*(articles.column(name).to_pylist() for name in ("article_id", *_OF_TEXTS)), strict=True)
    files.add_all(
        (paths[article_id], text_of(title, standfirst, text).encode("utf-8"))
        for article_id, title, standfirst, text in rows
    )


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
    canonical, outlets = _told_of_clusters(found, chosen)
    n_clusters = 0
    with files.add_table("clusters.parquet", "clusters") as written:
        for batch in read_batches(chosen.clusters):
            passages = from_batch(canonical.slice(n_clusters, len(batch)), Passage)
            n_clusters += len(batch)
            clusters = zip(from_batch(batch, Cluster), passages, strict=True)
            rows = list(cluster_rows(clusters, outlets, batch=files.batch, earlier=batches))
            written.add(tables.table_of_rows(rows, schemas.CLUSTERS))
    lines = [json.dumps(asdict(row), ensure_ascii=False) + "\n" for row in quarantine_of(parts)]
    files.add("quarantine.jsonl", "".join(lines).encode("utf-8", "backslashreplace"), n_rows=len(lines))


def _told_of_clusters(found: Found, chosen: Chosen) -> tuple[pa.RecordBatch, dict[str, set[str]]]:
    """The canonical passages of all clusters, in their order, and each cluster's outlets."""
    kept = read_table([chosen.clusters], schema_of(_Kept)).column("canonical_passage_id")
    members = read_table([found.passages], schema_of(_Member))
    # Asked once for all: each time it is asked a table of what is kept is made.
    is_kept = pc.is_in(members.column("passage_id"), kept).combine_chunks()
    canonical: list[pa.RecordBatch] = []
    n_passages = 0
    for batch in read_batches(found.passages):
        canonical.append(batch.filter(is_kept.slice(n_passages, len(batch))))
        n_passages += len(batch)
    passages = pa.Table.from_batches(canonical, schema_of(Passage)).combine_chunks()
    del canonical
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    known: dict[str, str] = {}  # outlets are few: one string each
    for cluster_id, outlet in zip(*(members.column(c).to_pylist() for c in ("cluster_id", "outlet")), strict=True):
        outlets[cluster_id].add(known.setdefault(outlet, outlet))
    (in_order,) = passages.take(pc.index_in(kept, passages.column("passage_id"))).combine_chunks().to_batches() or [
        pa.RecordBatch.from_pylist([], schema_of(Passage))
    ]
    return in_order, outlets
