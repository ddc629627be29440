"""The report's pages of a range of article ids, side by side with other ranges', and what these tell the other pages.

A range has its articles; the stories and passages that go by the id of one of its articles are written afterwards, as
articles of other ranges are shown there: each range tells the others of its own, so that none looks for them among all.
What another page of the report shows has no bearing on a range's files, so that they stay as they are when another
article comes.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from copydesk.arrow import from_batch, schema_of, to_batch
from copydesk.checked import (
    ROWS,
    TableWriter,
    find_rows,
    is_whole,
    read_records,
    read_rows,
    read_some,
    read_table,
    write_records,
    write_table,
)
from copydesk.pipeline.part import Part, first_keys_of, ids_of_part
from copydesk.pipeline.ranges import IdRange, id_ranges, sorted_articles, tuples_of
from copydesk.pipeline.shared import Chosen, Found
from copydesk.records import ArticleCluster, Cluster, EarlierArticle, Edit, Passage
from copydesk.report.article import ShownArticle, show_article, title_of
from copydesk.report.article_page import articles_page
from copydesk.report.find import RangeIndex, rows_files
from copydesk.report.lists import Listed
from copydesk.report.notable import CloseCall, LongRemoval, Notable, ReasonNumbers, RuleNumbers
from copydesk.report.outlets import FurnitureLine, PassagePlace, passage_places
from copydesk.report.pages import render
from copydesk.report.pairs import SharedSpan, shared_spans
from copydesk.report.places import Places, article_of
from copydesk.report.shared import SharedCluster, beginning, show_cluster
from copydesk.report.source import ReportedArticle, is_of_style, kept_edits
from copydesk.report.story import ToldArticle, dates_of, show_story
from copydesk.store import Place

# Where it stands in the batch.
FOLDER = "report"
# Articles a range, at most, on the average: with one article more its range is written again. And ranges at most: each
# of them reads of every part, where some ten articles are unpacked at least, and looks through what all articles share.
_RANGE, _MOST_RANGES = 500, 4
# Into so many runs, at most, what is shown of articles that were found is cut: a run's files go by its first id.
_MOST_RUNS = 8
# Lines of each outlet that a range tells of, and letters of one.
_LINES_KEPT, _CHARS_OF_LINE = 50, 200
# Letters of an article's beginning that stand below it where it was found.
_CHARS_OF_BEGIN = 160


class ReportRange(NamedTuple):
    """A range of the report, on disk: a folder of its pages, and of what is told of them to the others."""

    ids: IdRange
    place: Place

    @property
    def listed(self) -> Place:
        """Its articles as lists have them, sorted by id."""
        return self.place / "listed.arrow"

    @property
    def words(self) -> Place:
        """Its articles' words, sorted."""
        return self.place / "words.arrow"

    @property
    def lines(self) -> Place:
        """Lines that were removed from its articles, by outlet."""
        return self.place / "lines.arrow"

    @property
    def reasons(self) -> Place:
        """How much was removed from its articles, by reason."""
        return self.place / "reasons.arrow"

    @property
    def rules(self) -> Place:
        """How much was mended in them, by rule."""
        return self.place / "rules.arrow"

    @property
    def long_removals(self) -> Place:
        """The longest lines that were removed from them, in order."""
        return self.place / "long.arrow"

    @property
    def close_calls(self) -> Place:
        """The closest calls of what was mended in them, in order."""
        return self.place / "close.arrow"

    @property
    def shared(self) -> Place:
        """What outlets share, of the clusters that go by its articles, sorted by the key of the first's page."""
        return self.place / "shared.arrow"

    @property
    def spans(self) -> Place:
        """Where in their articles these passages are."""
        return self.place / "spans.arrow"

    @property
    def copies(self) -> Place:
        """Its articles that stories and passages are shown with, sorted by the range that these are of."""
        return self.place / "copies.arrow"

    def is_told(self) -> bool:
        """Whether all of it is there that others are told."""
        notable = self.reasons, self.rules, self.long_removals, self.close_calls
        return all(map(is_whole, (self.listed, self.words, self.lines, *notable, self.shared, self.spans, self.copies)))


class _Copy(NamedTuple):
    """An article that stories or passages of a range are shown with."""

    shown_by: str  # the range's first id
    article: ToldArticle


def report_ranges(n_articles: int) -> list[IdRange]:
    """In which the report is written."""
    return id_ranges(n_articles, _RANGE, _MOST_RANGES)


def runs_of_rows(n_articles: int) -> list[IdRange]:
    """In which files of what is shown of articles that were found are numbered: none is of two ranges."""
    return id_ranges(n_articles, _RANGE, _MOST_RUNS)


class MadeOf(NamedTuple):
    """What a range's pages are made of, besides code, settings and the number of all articles: digests."""

    articles: str
    stories: str | None  # and passages; none where it has no such pages


def digests_of(ranges: Sequence[IdRange], parts: Sequence[Part], found: Found, chosen: Chosen) -> list[MadeOf]:
    """What the pages of each range are made of."""
    keys = {name: key for part in parts for name, key in zip(ids_of_part(part), first_keys_of(part), strict=True)}
    stories = list(read_records(chosen.article_clusters, ArticleCluster))
    story_of = {name: story.cluster_id for story in stories for name in story.article_ids}
    earlier = {row.article_id: row for row in read_records(found.earlier, EarlierArticle)}
    of_cluster: defaultdict[str, Any] = defaultdict(hashlib.sha256)
    clusters_of: defaultdict[str, set[str]] = defaultdict(set)
    for row in tuples_of(found.passages, ["article_id", "cluster_id", "passage_id", "outlet", "text"]):
        name, cluster_id = row[:2]
        said = (row, keys.get(name), earlier.get(name), story_of.get(name))
        of_cluster[cluster_id].update(repr(said).encode("utf-8", "backslashreplace"))
        clusters_of[name].add(cluster_id)
    for row in tuples_of(chosen.clusters, schema_of(Cluster).names):
        of_cluster[row[0]].update(repr(row).encode("utf-8", "backslashreplace"))
    digests = {name: digest.hexdigest() for name, digest in of_cluster.items()}

    def shared(name: str) -> list[str]:
        return sorted(digests[cluster_id] for cluster_id in clusters_of.get(name, ()))

    story_digests: dict[str, str] = {}
    of_stories = [(article_of(name), "cluster", digest) for name, digest in digests.items()]
    for story in stories:
        own = [(name, keys.get(name), earlier.get(name), shared(name)) for name in story.article_ids]
        story_digests[story.cluster_id] = hashlib.sha256(repr((story, own)).encode()).hexdigest()
        of_stories.append((article_of(story.cluster_id), "story", story_digests[story.cluster_id]))
    of_articles = [
        (name, "article", key, repr(shared(name)), story_digests.get(story_of.get(name, ""), ""))
        for name, key in keys.items()
    ]
    made = zip(_digests(of_articles, ranges), _digests(of_stories, ranges), strict=True)
    return [MadeOf(articles or "", own_stories) for articles, own_stories in made]


def _digests(lines: Iterable[tuple[str, ...]], ranges: Sequence[IdRange]) -> list[str | None]:
    """Of the lines, each of which begins with an article's id, of each range; None where it has none."""
    digests: list[Any] = [None] * len(ranges)
    for line in sorted(lines):
        n = _range_of(line[0], ranges)
        digests[n] = digests[n] or hashlib.sha256()
        digests[n].update(repr(line).encode())
    return [digest and digest.hexdigest() for digest in digests]


def _range_of(article_id: str, ranges: Sequence[IdRange]) -> int:
    """Which of the ranges has the article."""
    return bisect_right(ranges, article_id, key=lambda ids: ids.first) - 1


class RangePages:
    """A range's pages; what the others are told of it is known once all of them were asked for."""

    def __init__(
        self,
        ids: IdRange,
        ranges: Sequence[IdRange],
        parts: Sequence[Part],
        found: Found,
        chosen: Chosen,
        *,
        batch: str,
        places: Places,
    ) -> None:
        self._ids, self._ranges, self._parts, self._batch, self._places = ids, ranges, parts, batch, places
        self._shared = _Shared(ids, found, chosen, of_stories=False)
        self._runs = [run for run in runs_of_rows(chosen.counts()["emitted"]) if ids.first <= run.first < ids.end]
        self._index = RangeIndex()
        self._listed: list[Listed] = []
        self._rows: list[list[Any]] = []
        # Of each run, by outlet: as many lines are kept of each, whatever the ranges are.
        self._lines: list[defaultdict[str, Counter[tuple[str, str]]]] = [defaultdict(Counter) for _ in self._runs]
        self._notable = Notable()
        self._copies: list[_Copy] = []

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each by its path in the batch."""
        places, earlier = self._places, self._shared.earlier
        for page, own in groupby(self._articles(), key=lambda one: places.page(one.article.article_id)):
            data = articles_page(list(own), earlier, batch=self._batch, places=places)
            yield f"{FOLDER}/article/{page}.html", data
        names = [one.article_id for one in self._listed]
        for run in self._runs:
            rows = self._rows[bisect_left(names, run.first) : bisect_left(names, run.end)]
            for path, data in rows_files(run.first or "all", rows):
                yield f"{FOLDER}/find/{path}", data

    def tell(self, told: ReportRange) -> None:
        """What the others want to know of the range stands beside its pages."""
        write_records(told.listed, self._listed, Listed)
        write_table(told.words, self._index.postings())
        lines = [
            FurnitureLine(outlet, reason, text, n)
            for of_run in self._lines
            for outlet, own in sorted(of_run.items())
            for (reason, text), n in sorted(own.items(), key=lambda item: (-item[1], item[0]))[:_LINES_KEPT]
        ]
        write_records(told.lines, lines, FurnitureLine)
        write_records(told.reasons, self._notable.by_reason(), ReasonNumbers)
        write_records(told.rules, self._notable.by_rule(), RuleNumbers)
        write_records(told.long_removals, self._notable.long_removals, LongRemoval)
        write_records(told.close_calls, self._notable.close_calls, CloseCall)
        shared = passage_places(self._shared.own_clusters(), self._shared.earlier, self._places)
        write_records(told.shared, shared, PassagePlace)
        write_records(told.spans, shared_spans(self._shared.own_clusters(), self._shared.earlier), SharedSpan)
        copies = sorted(self._copies, key=lambda one: one.shown_by)
        with TableWriter(told.copies, schema_of(_Copy)) as writer:
            for start in range(0, len(copies), ROWS):  # few, as each range looks for its own
                writer.add(to_batch(copies[start : start + ROWS], _Copy))

    def _articles(self) -> Iterator[ShownArticle]:
        shared = self._shared
        for table in sorted_articles(self._parts, self._ids, schema_of(ReportedArticle).names):
            for batch in table.to_batches():
                for article in from_batch(batch, ReportedArticle):
                    passages = shared.passages_of.get(article.article_id, [])
                    story = shared.story_of.get(article.article_id)
                    edits, title = kept_edits(article), title_of(article.title, article.text)
                    self._note(article, title, edits, len(passages), story)
                    self._tell_others(article, passages, story)
                    yield show_article(
                        article, title, len(edits), passages, shared.clusters, story, shared.earlier, self._places
                    )

    def _note(
        self, article: ReportedArticle, title: str, edits: Sequence[Edit], n_shared: int, story: ArticleCluster | None
    ) -> None:
        """What lists and the search have of the article; `edits` are those in what was kept."""
        n_removed = self._notable.add_removals(article, title)
        rules = self._notable.add_edits(article, title, edits)
        listed = Listed(
            article_id=article.article_id,
            outlet=article.outlet,
            outlet_name=article.outlet_name,
            title=title,
            has_headline=bool(article.title),
            published=article.published,
            doubt=article.doubt,
            n_chars=len(article.text),
            n_edits=len(edits),
            n_style_edits=sum(is_of_style(edit.rule) for edit in edits),
            n_removed_edits=len(article.edits) - len(edits),
            n_removals=len(article.removals),
            n_removed_chars=sum(n_removed.values()),
            n_shared=n_shared,
        )
        self._listed.append(listed)
        flags = {"doubt": article.doubt, "shared": n_shared, "story": story, "mended": edits}
        kinds = [name for name, is_so in flags.items() if is_so]
        self._index.add(
            article.text, article.title or "", article.outlet, [*kinds, *n_removed, *rules], article.source_path
        )
        begin = beginning(" ".join(article.text[: 2 * _CHARS_OF_BEGIN].split()), _CHARS_OF_BEGIN)
        self._rows.append(
            [
                *(self._places.article(article.article_id), title, article.outlet, (article.published or "")[:10]),
                *(listed.n_edits, listed.n_removals, n_shared, article.doubt or "", begin),
            ]
        )
        if not article.removals:
            return
        lines = {
            (reason, " ".join(article.source_text[start : min(end, start + 2 * _CHARS_OF_LINE)].split()))
            for start, end, reason, _ in article.removals
        }
        self._lines[_range_of(article.article_id, self._runs)][article.outlet].update(
            (reason, text[:_CHARS_OF_LINE]) for reason, text in lines if text
        )

    def _tell_others(self, article: ReportedArticle, passages: Sequence[Passage], story: ArticleCluster | None) -> None:
        """The article is noted for each range of which a story or a passage is shown with it."""
        clusters = [self._shared.clusters[one.cluster_id] for one in passages]
        names = {one.cluster.cluster_id for one in clusters if one.story_id is None}
        if story:
            names.add(story.cluster_id)
        if names:
            told = ToldArticle(
                article_id=article.article_id,
                outlet=article.outlet,
                text=article.text,
                url=article.url,
                published=article.published,
                title=article.title,
            )
            shown_by = {_range_of(article_of(name), self._ranges) for name in names}
            self._copies += [_Copy(self._ranges[n].first, told) for n in sorted(shown_by)]


class StoryPages:
    """The pages of the stories and passages that go by articles of a range; `ranges` have told of all articles."""

    def __init__(
        self, ids: IdRange, ranges: Sequence[ReportRange], found: Found, chosen: Chosen, *, batch: str, places: Places
    ) -> None:
        self._batch, self._places = batch, places
        self._shared = _Shared(ids, found, chosen, of_stories=True)
        self._told: dict[str, ToldArticle] = {}  # by id
        for one in ranges:
            start, end = find_rows(one.copies, "shown_by", ids.first, ids.end)
            for some in read_rows(one.copies, start, end, schema_of(_Copy).names):
                self._told |= {row.article.article_id: row.article for row in from_batch(some, _Copy)}

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each by its path in the batch."""
        yield from self._stories()
        yield from self._passages()

    def _stories(self) -> Iterator[tuple[str, bytes]]:
        shared, places = self._shared, self._places
        for page, some in groupby(shared.stories, key=lambda story: places.page(article_of(story.cluster_id))):
            stories = list(some)
            told = self._told_of({name for story in stories for name in story.article_ids})
            shown = [
                show_story(
                    story,
                    shared.clusters_of_story(story.cluster_id),
                    shared.clusters_partly_of_story(story.cluster_id),
                    told,
                    shared.earlier,
                    places,
                )
                for story in stories
            ]
            yield f"{FOLDER}/story/{page}.html", self._page("story", stories=shown)

    def _passages(self) -> Iterator[tuple[str, bytes]]:
        places = self._places
        for page, some in groupby(self._shared.loose, key=lambda one: places.page(article_of(one.cluster.cluster_id))):
            clusters = list(some)
            told = self._told_of({passage.article_id for one in clusters for passage in one.passages})
            texts = {name: one.text for name, one in told.items()}
            dates = dates_of(told, self._shared.earlier)
            shown = [show_cluster(one, texts, dates) for one in clusters]
            yield f"{FOLDER}/passage/{page}.html", self._page("passages", passages=shown)

    def _page(self, template: str, **shown: Any) -> bytes:
        return render(template, batch=self._batch, places=self._places, earlier=self._shared.earlier, **shown)

    def _told_of(self, names: set[str]) -> dict[str, ToldArticle]:
        """These articles, wherever in the batch they are."""
        return {name: self._told[name] for name in names if name in self._told}


def _records(place: Place, is_wanted: pa.ChunkedArray, record_type: Any) -> Iterator[Any]:
    """The rows of the file that are wanted, as records."""
    for batch in read_some(place, np.flatnonzero(is_wanted).tolist(), schema_of(record_type).names):
        yield from from_batch(batch, record_type)


class _Shared:
    """What the whole batch says of the articles of a range; or, `of_stories`, of the stories and passages that go by
    them."""

    def __init__(self, ids: IdRange, found: Found, chosen: Chosen, *, of_stories: bool) -> None:
        every = list(read_records(chosen.article_clusters, ArticleCluster))
        self._ids = ids
        self.stories = sorted(
            (story for story in every if self._goes_by(story.cluster_id)), key=lambda story: story.cluster_id
        )
        self.story_of = {name: story for story in every for name in story.article_ids}
        self.earlier = {row.article_id: row for row in read_records(found.earlier, EarlierArticle)}
        columns = [schema_of(Passage).field(name) for name in ("article_id", "cluster_id")]
        names = read_table([found.passages], pa.schema(columns))
        articles, clusters = names.column("article_id"), names.column("cluster_id")
        is_touched = pc.and_(pc.greater_equal(articles, ids.first), pc.less(articles, ids.end))
        if of_stories:
            members = sorted({name for story in self.stories for name in story.article_ids})
            first, end = (f"cluster:{bound}" for bound in ids)
            is_keyed = pc.and_(pc.greater_equal(clusters, first), pc.less(clusters, end))
            is_touched = pc.or_(pc.is_in(articles, pa.array(members, pa.large_string())), is_keyed)
        touched = clusters.filter(is_touched).unique()
        passages: defaultdict[str, list[Passage]] = defaultdict(list)
        self.passages_of: defaultdict[str, list[Passage]] = defaultdict(list)
        for passage in _records(found.passages, pc.is_in(clusters, touched), Passage):
            passages[passage.cluster_id].append(passage)
            if ids.first <= passage.article_id < ids.end:
                self.passages_of[passage.article_id].append(passage)
        self.clusters: dict[str, SharedCluster] = {}
        names = read_table([chosen.clusters], pa.schema([schema_of(Cluster).field("cluster_id")]))
        for cluster in _records(chosen.clusters, pc.is_in(names.column(0), touched), Cluster):
            own = passages[cluster.cluster_id]
            story_id = _story_of_all(self.story_of, {passage.article_id for passage in own})
            self.clusters[cluster.cluster_id] = SharedCluster(cluster=cluster, passages=tuple(own), story_id=story_id)
        self._of_story: defaultdict[str, list[SharedCluster]] = defaultdict(list)
        self._partly_of_story: defaultdict[str, list[SharedCluster]] = defaultdict(list)
        for shared in self.clusters.values():
            if shared.story_id:
                self._of_story[shared.story_id].append(shared)
            elif of_stories:
                for story_id in _stories_of_some(self.story_of, shared.passages):
                    self._partly_of_story[story_id].append(shared)
        self.loose = [
            self.clusters[name]
            for name in sorted(self.clusters)
            if self.clusters[name].story_id is None and self._goes_by(name)
        ]

    def own_clusters(self) -> list[SharedCluster]:
        """Those that go by an article of the range."""
        return [shared for name, shared in self.clusters.items() if self._goes_by(name)]

    def _goes_by(self, cluster_id: str) -> bool:
        """Whether the cluster goes by an article of the range."""
        return self._ids.first <= article_of(cluster_id) < self._ids.end

    def clusters_of_story(self, story_id: str) -> list[SharedCluster]:
        """Those that have all their copies in the story."""
        return self._of_story.get(story_id, [])

    def clusters_partly_of_story(self, story_id: str) -> list[SharedCluster]:
        """Those that have copies of two outlets in the story, and others elsewhere."""
        return self._partly_of_story.get(story_id, [])


def _story_of_all(story_of: Mapping[str, ArticleCluster], names: Iterable[str]) -> str | None:
    """The story that all of the articles are in, if there is one."""
    stories = {story.cluster_id if (story := story_of.get(name)) else None for name in names}
    return stories.pop() if len(stories) == 1 else None


def _stories_of_some(story_of: Mapping[str, ArticleCluster], passages: Iterable[Passage]) -> list[str]:
    """The stories in which two outlets have copies."""
    outlets: defaultdict[str, set[str]] = defaultdict(set)
    for passage in passages:
        if story := story_of.get(passage.article_id):
            outlets[story.cluster_id].add(passage.outlet)
    return [name for name, some in outlets.items() if len(some) > 1]
