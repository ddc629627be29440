"""A story for its page: its articles in order of time, what they share side by side, and what each has for itself."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from copydesk.published import read_published
from copydesk.records import ArticleCluster, EarlierArticle, Passage
from copydesk.report.article import followed, title_of
from copydesk.report.first import why_first_is_unknown
from copydesk.report.places import Places
from copydesk.report.shared import SharedCluster, SideBySide, beginning, left_out, own_stretches, show_cluster

# Width of the line of time, and of what is left free on both sides for the points.
LINE, _EDGE = 160, 6
# When an article without a date comes, among those of a story: last.
_LATEST = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldArticle:
    """As much of an article as its copies are shown with."""

    article_id: str
    outlet: str
    text: str
    url: str | None = None
    published: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An article of a story."""

    article_id: str
    outlet: str
    title: str
    published: str | None
    url: str | None
    link: str | None
    batch: str | None  # the earlier one it is of
    is_kept: bool
    is_source: bool
    at: int | None  # where on the line of time
    n_chars: int
    share: float  # of its text, in passages that it shares with others of the story
    own: tuple[str, ...]  # what no other article of the story has
    left_out: tuple[str, ...]  # what others share and it has not


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A passage that articles of the story share, and others have, too: its copies stand on another page."""

    text: str
    link: str
    n_outlets: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStory:
    """All that a story's page has."""

    story: ArticleCluster
    key: str
    title: str
    members: tuple[Member, ...]
    passages: tuple[SideBySide, ...]
    elsewhere: tuple[Elsewhere, ...]
    why_unknown: str  # who was first; empty where it is known

    @property
    def usual(self) -> tuple[str, ...]:
        """What is said of several of its passages together, sentence by sentence: it is said once, with how many."""
        several = Counter(one.said for one in self.passages).most_common(1)
        return several[0][0] if several and several[0][1] > 1 else ()

    @property
    def n_usual(self) -> int:
        """Of how many passages it is said."""
        return sum(one.said == self.usual for one in self.passages)

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why its passages are kept where they are, and how many of them, the most frequent reason first."""
        return Counter(one.cluster.canonical_reason or "" for one in self.passages).most_common()

    @property
    def n_dated(self) -> int:
        """How many of its articles are on the line of time."""
        return sum(member.at is not None for member in self.members)


def name_of_story(story: ArticleCluster, titles: Mapping[str, str], headlines: Container[str]) -> str:
    """What the report calls the story: as its kept copy is called, or the first of its articles of which there is a
    title; `titles` are those of its articles, by id. Those in `headlines` go before the others, which are the first
    words of a text."""
    names = [name for name in (story.canonical_article_id, *story.article_ids) if name in titles]
    return next((titles[name] for name in sorted(names, key=lambda name: name not in headlines)), "A story")


def titles_before(story: ArticleCluster, earlier: Mapping[str, EarlierArticle]) -> dict[str, str]:
    """The headlines of the story's articles of earlier batches, by id: a story that goes on keeps its name."""
    before = ((name, earlier.get(name)) for name in story.article_ids)
    return {name: one.title for name, one in before if one and one.title}


def show_story(
    story: ArticleCluster,
    clusters: Sequence[SharedCluster],
    partly: Sequence[SharedCluster],
    told: Mapping[str, ToldArticle],
    earlier: Mapping[str, EarlierArticle],
    places: Places,
) -> ShownStory:
    """The story; `clusters` are those that have all their copies in it, `partly` those that have copies of two outlets
    in it and others elsewhere, `told` its articles."""
    passages_of: defaultdict[str, list[Passage]] = defaultdict(list)
    for shared in (*clusters, *partly):
        for passage in shared.passages:
            passages_of[passage.article_id].append(passage)
    names = set(story.article_ids)
    in_story = [[p for p in shared.passages if p.article_id in names] for shared in (*clusters, *partly)]
    dates = dates_of(told, earlier)
    times = {name: read_published(dates.get(name)).moment for name in story.article_ids}
    known = [when for when in times.values() if when]
    first, last = (min(known), max(known)) if known else (None, None)

    def member(name: str) -> Member:
        own, when = told.get(name), times[name]
        before = earlier.get(name)
        text = own.text if own else ""
        stretches = own_stretches(text, passages_of[name]) if own else []
        n_own = sum(map(len, stretches))
        return Member(
            article_id=name,
            outlet=own.outlet if own else before.outlet if before else "",
            title=title_of(own.title, text) if own else (before and before.title) or "an article of an earlier batch",
            published=dates.get(name),
            url=followed(own.url) if own else None,
            link=places.article(name) if own else None,
            batch=before.batch if before else None,
            is_kept=name == story.canonical_article_id,
            is_source=name == story.source_article_id,
            at=None if when is None or first is None or last is None else _at(when, first, last),
            n_chars=len(text),
            share=1 - n_own / len(text) if text else 0.0,
            own=tuple(stretches),
            left_out=tuple(left_out(name, in_story, story.canonical_article_id)),
        )

    in_order = sorted(story.article_ids, key=lambda name: (times[name] or _LATEST, name))
    members = tuple(map(member, in_order))
    kept = next((one for one in members if one.is_kept), members[0])
    texts = {name: one.text for name, one in told.items()}
    headlines = titles_before(story, earlier)
    titles = headlines | {name: title_of(told[name].title, texts[name]) for name in story.article_ids if name in told}
    place = {p.cluster_id: p.start_char for p in reversed(passages_of[kept.article_id])}

    def in_order_of_kept(some: Sequence[SharedCluster]) -> list[SharedCluster]:
        return sorted(some, key=lambda c: (place.get(c.cluster.cluster_id, 1 << 40), c.cluster.cluster_id))

    return ShownStory(
        story=story,
        key=story.cluster_id.partition(":")[2],
        title=name_of_story(story, titles, headlines.keys() | {name for name, one in told.items() if one.title}),
        members=members,
        passages=tuple(show_cluster(shared, texts, dates) for shared in in_order_of_kept(clusters)),
        elsewhere=tuple(_elsewhere(shared, names, places) for shared in in_order_of_kept(partly)),
        why_unknown="" if story.source_article_id else why_first_is_unknown(story.article_ids, dates),
    )


def _elsewhere(shared: SharedCluster, names: set[str], places: Places) -> Elsewhere:
    kept = shared.cluster.canonical_passage_id
    own = min(
        (passage for passage in shared.passages if passage.article_id in names),
        key=lambda p: (p.passage_id != kept, p.outlet, p.passage_id),
    )
    link = places.cluster(shared.cluster.cluster_id, shared.story_id)
    return Elsewhere(
        text=beginning(own.text), link=link, n_outlets=len({passage.outlet for passage in shared.passages})
    )


def dates_of(told: Mapping[str, ToldArticle], earlier: Mapping[str, EarlierArticle]) -> dict[str, str | None]:
    """When the articles were published, by id."""
    dates = {name: one.published for name, one in earlier.items()}
    return dates | {name: one.published for name, one in told.items()}


def _at(when: datetime, first: datetime, last: datetime) -> int:
    span = (last - first).total_seconds()
    return _EDGE + round((LINE - 2 * _EDGE) * ((when - first).total_seconds() / span if span else 0.5))
