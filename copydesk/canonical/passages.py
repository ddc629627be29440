"""Which copy of each shared passage is the one to keep."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from copydesk.canonical.articles import cluster_linked, linked_by_passages
from copydesk.canonical.choice import (
    CUT,
    NEW,
    ORDER,
    PUBLISHED,
    ArticleInfo,
    Copy,
    choose,
    copy_of_article,
    find_source,
    first_published,
    instant_of,
    ranked,
)
from copydesk.records import ArticleCluster, Cluster, EarlierPassage, FurtherCopy, Passage

# After every date that is one.
_NO_DATE = "~"


def choose_canonical(
    clusters: Iterable[Cluster],
    passages: Iterable[Passage],
    articles: Iterable[ArticleInfo],
    *,
    stories: Iterable[ArticleCluster] | None = None,
    order: Sequence[str] = ORDER,
    preferred_outlets: Sequence[str] = (),
) -> tuple[Cluster, ...]:
    """Each cluster with its canonical passage, and the reason: the first rule that left only one copy.

    `stories` are the articles that are mostly one text, as `cluster_articles` finds them; unless given, they are looked
    for. What several articles of a
    story share is kept where the story is (`story`): in its canonical article, else in the first of its others by the
    same rules, so that of two articles of a story one alone keeps what they share.

    `earliest`: the article published first. A known date goes before an unknown one (`only_dated`); days are compared
    where some copy's time of day is not known; a time without an offset is taken for UTC. `most_complete`: the longest
    passage, then the longest article. `preferred_outlet`: the order of `preferred_outlets`, the others after them.
    `id`: the smallest passage_id. A copy that an earlier batch published is kept before all others
    (`already_published`), whatever its story.

    Who was first is asked of all articles that have the words: of those with a passage of the cluster, and of those
    that have it within a longer one (`Cluster.further`). If one of these is the first, no passage is named as the
    source. Nothing depends on the order of `clusters`, `passages` or `articles`.
    """
    passages = list(passages)
    info = {article.article_id: article for article in articles}
    if stories is None:
        known = [passage for passage in passages if passage.article_id in info]
        rules = {"order": order, "preferred_outlets": preferred_outlets}
        stories = cluster_linked(linked_by_passages(known), known, info.values(), **rules)
    places = places_in_stories(stories, info.values(), order=order, preferred_outlets=preferred_outlets)
    return choose_placed(clusters, passages, info.values(), places, order=order, preferred_outlets=preferred_outlets)


def choose_placed(
    clusters: Iterable[Cluster],
    passages: Iterable[Passage],
    articles: Iterable[ArticleInfo],
    places: Mapping[str, tuple[str, int]],
    *,
    order: Sequence[str],
    preferred_outlets: Sequence[str],
) -> tuple[Cluster, ...]:
    """The same where it is known what `places_in_stories` the articles have."""
    by_id = {passage.passage_id: passage for passage in passages}
    info = {article.article_id: article for article in articles}
    chosen = []
    for cluster in clusters:
        members = [by_id[passage_id] for passage_id in cluster.passage_ids]
        copies = [_copy(passage, info) for passage in members]
        is_published = any(copy.standing != NEW for copy in copies)
        told = [] if is_published else _of_stories(members, places)
        choice = choose(copies, order=order, preferred_outlets=preferred_outlets)
        if told:
            of_stories = [_copy(passage, info) for passage in told]
            kept = choose(of_stories, order=order, preferred_outlets=preferred_outlets)
            choice = replace(choice, id=kept.id, reason="story")
        further = [_with_date(copy, info) for copy in cluster.further]
        every = [*copies, *(_copy(copy, info) for copy in further)]
        # A passage that was not compared may be the first.
        source = find_source(every) if cluster.knows_all else None
        if source and source.id not in cluster.passage_ids:
            source = None
        seen = min(_sightings([*members, *further], info))
        chosen.append(
            replace(
                cluster,
                further=tuple(further),
                canonical_passage_id=choice.id,
                canonical_reason=choice.reason,
                first_published=first_published(every),
                first_article_id=seen.article_id,
                first_outlet=seen.outlet,
                first_batch=seen.batch or None,
                source_passage_id=source.id if source else None,
                source_reason=source.reason if source else None,
            )
        )
    return tuple(chosen)


def places_in_stories(
    stories: Iterable[ArticleCluster],
    articles: Iterable[ArticleInfo],
    *,
    order: Sequence[str],
    preferred_outlets: Sequence[str],
) -> dict[str, tuple[str, int]]:
    """For each article of a story the story, and which of its articles it is: the canonical one is 0."""
    info = {article.article_id: article for article in articles}
    places: dict[str, tuple[str, int]] = {}
    for story in stories:
        copies = [copy_of_article(info[article_id]) for article_id in story.article_ids]
        in_order = ranked(copies, order=order, preferred_outlets=preferred_outlets)
        places |= {copy.id: (story.cluster_id, place) for place, copy in enumerate(in_order)}
    return places


def _of_stories(passages: Sequence[Passage], places: Mapping[str, tuple[str, int]]) -> list[Passage]:
    """Of each story that has the passage in several of its articles, the longest copy in the first of these."""
    articles = {passage.article_id for passage in passages}
    n_articles = Counter(places[article][0] for article in articles if article in places)
    told = [p for p in passages if p.article_id in places and n_articles[places[p.article_id][0]] > 1]
    best: dict[str, Passage] = {}
    for passage in sorted(told, key=lambda p: (places[p.article_id][1], p.start_char - p.end_char, p.start_char)):
        best.setdefault(places[passage.article_id][0], passage)
    return list(best.values())


class _Sighting(NamedTuple):
    """Where a passage was seen; the least is the first."""

    is_new: bool  # in this batch
    batch: str  # the earlier one, whose names are in order of time; or nothing
    published: str
    article_id: str
    outlet: str


def _with_date(copy: FurtherCopy, info: Mapping[str, ArticleInfo]) -> FurtherCopy:
    article = info.get(copy.article_id)
    return replace(copy, published=article.published if article else None)


def _sightings(copies: Iterable[Passage | FurtherCopy], info: Mapping[str, ArticleInfo]) -> Iterator[_Sighting]:
    """Where the copies were seen, those of earlier batches as far back as these knew."""
    for passage in copies:
        article = info.get(passage.article_id)
        published = _when(article.published if article else None)
        earlier = article.earlier if article else None
        batch = earlier.batch if earlier else ""
        yield _Sighting(earlier is None, batch, published, passage.article_id, passage.outlet)
        for known in earlier.passages if earlier else ():
            if _is_of(known, passage):
                when = _when(known.first_published)
                yield _Sighting(False, known.first_batch, when, known.first_article_id, known.first_outlet)


def _when(published: str | None) -> str:
    """The instant meant, in an order; what is no date comes last."""
    instant = instant_of(published)
    return instant.isoformat() if instant else _NO_DATE


def _is_of(known: EarlierPassage, passage: Passage | FurtherCopy) -> bool:
    """Whether what the earlier batch published is half of the passage, or the passage half of it."""
    shared = min(known.end_char, passage.end_char) - max(known.start_char, passage.start_char)
    return 2 * shared >= min(known.end_char - known.start_char, passage.end_char - passage.start_char)


def _standing(passage: Passage | FurtherCopy, article: ArticleInfo) -> int:
    if article.earlier is None:
        return NEW
    known = [row for row in article.earlier.passages if _is_of(row, passage)]
    return CUT if known and not any(row.is_canonical for row in known) else PUBLISHED


def _copy(passage: Passage | FurtherCopy, info: dict[str, ArticleInfo]) -> Copy:
    article = info.get(passage.article_id) or ArticleInfo(article_id=passage.article_id, outlet=passage.outlet)
    lengths = passage.end_char - passage.start_char, article.n_chars
    return Copy(passage.passage_id, article.outlet, article.published, lengths, _standing(passage, article))
