"""The pages that a report has of the whole batch by itself: at a glance, stories, outlets, doubt, find, words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from copydesk.counted import counted
from copydesk.outlet import UNKNOWN
from copydesk.reasons import REASONS
from copydesk.records import ArticleCluster, Drift, EarlierArticle, OutletNumbers, Quarantined, StockSentence
from copydesk.report import words
from copydesk.report.body import spoken, visible
from copydesk.report.first import why_first_is_unknown
from copydesk.report.lists import ROWS, Listed, Pair, paged
from copydesk.report.notable import CloseCall, LongRemoval, ReasonNumbers, RuleNumbers
from copydesk.report.pages import STATIC, Pages, static_file
from copydesk.report.places import Places
from copydesk.report.story import name_of_story, titles_before

# Outlets that are named at a glance.
_N_OUTLETS = 20
# Rows of each kind that are named at a glance.
_N_FIRST = 5
# A share of an article that is gone and that somebody should look at; and of one of which half is, what is left.
_NEARLY_ALL, _NEXT_TO_NOTHING = 0.9, 300
# A share of its inputs or text that an outlet loses and that somebody should look at; and of how many inputs.
_MUCH_REFUSED, _MUCH_REMOVED, _FEW = 0.2, 0.6, 5
# Of so much of the last batch's articles somebody should hear that there are no more.
_FAR_FEWER = 0.5
# Where so much of the last batch's outlets are missing, the two batches are of different ones.
_MOSTLY_OTHERS = 0.5


class Look(NamedTuple):
    """Something to look at first."""

    what: str
    why: str
    link: str
    excerpt: tuple[str, str, str] = ("", "", "")  # of the source: what is meant, between what stands beside it


class Past(NamedTuple):
    """What an earlier batch came to."""

    batch: str
    outlets: Sequence[OutletNumbers]
    n_kept_edits: int | None  # in what was kept, if it is known


class Compared(NamedTuple):
    """How the batch was to be compared with earlier ones."""

    is_dated: bool
    look_back: str  # as the settings have it; empty where it was not to be
    min_batches: int  # earlier ones that an outlet is judged by
    min_inputs: int  # that it has now and in each of these


class Noted:
    """What is kept of the articles that are looked through one after another: of most of them a number."""

    def __init__(self, stories: Sequence[ArticleCluster]) -> None:
        self._wanted = {name for story in stories for name in story.article_ids}
        self.of_stories: dict[str, Listed] = {}  # by id
        self.doubtful: list[Listed] = []
        self.most_mended: Listed | None = None  # where something was wrong; where nothing was, what is written anew
        self.edits_of: Counter[str] = Counter()  # in what was kept, by outlet
        self.n_style_edits = 0
        self.lost_most: list[Listed] = []  # the worst first
        self.n_lost_most = 0
        self.n_sharing = self.n_mended = self.n_losing = 0

    def look_at(self, listed: Iterable[Listed]) -> Iterator[Listed]:
        """The articles, which are noted as they pass; they come sorted by id."""
        for row in listed:
            if row.article_id in self._wanted:
                self.of_stories[row.article_id] = row
            if row.doubt is not None:
                self.doubtful.append(row)
            if row.n_edits:
                self.n_mended += 1
                self.edits_of[row.outlet] += row.n_edits
                self.n_style_edits += row.n_style_edits
                if self.most_mended is None or _damage(row) >= _damage(self.most_mended):
                    self.most_mended = row
            if _has_lost_most(row):
                self.n_lost_most += 1
                self.lost_most = sorted([*self.lost_most, row], key=lambda one: (-_share_removed(one), one.article_id))
                del self.lost_most[_N_FIRST:]
            self.n_sharing += row.n_shared > 0
            self.n_losing += row.n_removals > 0
            yield row


@dataclass(frozen=True, kw_only=True)
class Told:
    """What is told of a batch."""

    batch: str
    names: Mapping[str, str]  # what to call outlets that are not called by their key
    own_names: Mapping[str, str]  # what most pages of an outlet call it
    counts: Mapping[str, int]
    reasons: Sequence[ReasonNumbers]  # the one of most removals first
    rules: Sequence[RuleNumbers]  # damage before style
    long_removals: Sequence[LongRemoval]  # the longest first
    close_calls: Sequence[CloseCall]  # the closest first
    articles: Noted
    outlets: Sequence[OutletNumbers]
    stories: Sequence[ArticleCluster]
    most: Pair | None  # the outlets that share most
    stock: Sequence[StockSentence]
    quarantine: Sequence[Quarantined]
    drifts: Sequence[Drift]
    past: Sequence[Past]
    compared: Compared
    earlier: Mapping[str, EarlierArticle]  # articles of earlier batches, by id
    n_clusters: int

    @property
    def before(self) -> Mapping[str, int]:
        """How many articles the outlets had in the batch before this one, of those that had any."""
        return {row.outlet: row.n_articles for one in self.past[-1:] for row in one.outlets if row.n_articles}

    @property
    def gone(self) -> list[OutletNumbers]:
        """What outlets had in the batch before this one that have no article in this one, the most articles first; an
        unknown outlet is one article's, and comes but once."""
        there = {row.outlet for row in self.outlets if row.n_articles}
        rows = [row for one in self.past[-1:] for row in one.outlets if row.n_articles and row.outlet not in there]
        known = [row for row in rows if not row.outlet.startswith(UNKNOWN)]
        return sorted(known, key=lambda row: (-row.n_articles, row.outlet))

    @property
    def are_others(self) -> bool:
        """Whether most of the last batch's outlets have no article in this one: then it is of other outlets, and which
        of them are missing tells nothing."""
        n_known = sum(not outlet.startswith(UNKNOWN) for outlet in self.before)
        return n_known >= _FEW and len(self.gone) > _MOSTLY_OTHERS * n_known

    @property
    def n_judged(self) -> int:
        """How many of the outlets could be judged for drift."""
        some = Counter(row.outlet for one in self.past for row in one.outlets if self._is_enough(row))
        return sum(self._is_enough(row) and some[row.outlet] >= self.compared.min_batches for row in self.outlets)

    def _is_enough(self, row: OutletNumbers) -> bool:
        return row.n_articles + row.n_refused >= self.compared.min_inputs

    def name_of(self, story: ArticleCluster) -> str:
        """What the story is called."""
        own = {name: row for name in story.article_ids if (row := self.articles.of_stories.get(name))}
        titles = titles_before(story, self.earlier)
        headlines = titles.keys() | {name for name, row in own.items() if row.has_headline}
        return name_of_story(story, titles | {name: row.title for name, row in own.items()}, headlines)

    def why_unknown(self, story: ArticleCluster) -> str:
        """Why it is not known which of the story's articles was first."""
        known = ((name, self.articles.of_stories.get(name) or self.earlier.get(name)) for name in story.article_ids)
        return why_first_is_unknown(story.article_ids, {name: one.published for name, one in known if one})


def batch_pages(told: Told, places: Places) -> Iterator[tuple[str, bytes]]:
    """The pages of the whole batch that are no lists of articles or of outlets' pairs, by path."""
    made = Pages(told.batch, places, told.names)

    def page(path: str, template: str, **more: Any) -> tuple[str, bytes]:
        return made.page(path, template, told=told, **more)

    for name in STATIC:
        yield name, static_file(name)
    biggest = sorted(told.stories, key=lambda story: (-len(story.article_ids), story.cluster_id))
    yield page(
        "index.html",
        "index",
        looks=list(_look_first(told, made)),
        outlets=sorted(
            told.outlets, key=lambda row: (-row.n_articles - row.n_refused, -_share_removed(row), row.outlet)
        )[:_N_OUTLETS],
        n_gone=_N_OUTLETS,
        past=[(one.batch, _summed(one.outlets, one.n_kept_edits)) for one in told.past],
        now=_summed(told.outlets, told.counts["edits"] - told.counts["edits_in_removals"]),
        n_all_chars=sum(row.n_chars + row.n_removed_chars for row in told.outlets),
        n_doubtful=len(told.articles.doubtful),
        n_sharing=told.articles.n_sharing,
        n_mended=told.articles.n_mended,
    )
    for path, rows, pages, at in paged("stories", biggest):
        yield page(path, "stories", rows=rows, pages=pages, at=at, why_unknown=told.why_unknown)
    for path, stock, pages, at in paged("stock", told.stock) if told.stock else ():
        yield page(path, "stock", rows=stock, pages=pages, at=at)
    for path, outlets, pages, at in paged("outlets", told.outlets):
        yield page(path, "outlets", rows=outlets, pages=pages, at=at)
    doubtful = sorted(
        (row for row in told.articles.doubtful if row.doubt),
        key=lambda row: (_kind(row.doubt), row.outlet, row.article_id),
    )
    for path, listed, pages, at in paged("doubt", doubtful):
        of_kind = groupby(listed, key=lambda row: _kind(row.doubt))
        kinds = [(kind, words.doubt_of(kind), list(some)) for kind, some in of_kind]
        refused = Counter(row.reason for row in told.quarantine).most_common() if at == 0 else []
        yield page(path, "doubt", kinds=kinds, refused=refused, n=len(doubtful), pages=pages, at=at)
    in_order = sorted(told.quarantine, key=lambda row: (row.reason, row.source_path))
    for path, refused_rows, pages, at in paged("quarantine", in_order):
        groups = [(reason, list(some)) for reason, some in groupby(refused_rows, key=lambda row: row.reason)]
        yield page(path, "quarantine", groups=groups, pages=pages, at=at)
    yield page(
        "words.html",
        "words",
        words=words,
        doubts=[(begin, f"{one.seen}; it may be {one.may_mean}") for begin, one in words.DOUBTS.items()],
        reasons=REASONS,
        quarantine=[(reason, meaning) for reason, (meaning, _) in words.QUARANTINE.items()],
    )
    yield page(
        "find.html",
        "find",
        reasons=sorted(row.reason for row in told.reasons),
        rules=[row.rule for row in told.rules if row.n_kept],
        outlets=sorted(row.outlet for row in told.outlets if row.n_articles)[:ROWS],
    )


def _kind(doubt: str | None) -> str:
    """What a doubt begins with: a word for what the article looks like; of a number of words, that."""
    kind = (doubt or "").partition(":")[0]
    return "few words" if kind[:1].isdigit() else kind


def _look_first(told: Told, made: Pages) -> Iterator[Look]:
    """What somebody should look at before all else, the worst first."""
    called, places = made.called, made.places
    for drift in told.drifts[:_N_FIRST]:
        why = f"{words.MEASURED[drift.measure]}: {drift.value:g}, usually {drift.usual:g}"
        yield Look(f"{called(drift.outlet)} is not as it was", why, places.outlet(drift.outlet))
    for row in sorted(told.outlets, key=lambda row: (-row.n_refused, row.outlet))[:_N_FIRST]:
        n_inputs = row.n_articles + row.n_refused
        if n_inputs >= _FEW and row.n_refused > _MUCH_REFUSED * n_inputs:
            yield Look(
                f"{called(row.outlet)} gave few articles",
                f"{row.n_refused} of its {n_inputs} inputs were refused",
                places.outlet(row.outlet),
            )
    failed = sum(row.reason.endswith("_failed") for row in told.quarantine)
    if failed:
        yield Look("Errors that nobody expected", f"{failed} inputs were put aside for them", "quarantine.html")
    yield from _look_at_fewer(told, made)
    articles = told.articles
    if articles.doubtful:
        yield Look("Items that may not be articles", f"{len(articles.doubtful)} came out with a doubt", "doubt.html")
    for row in sorted(told.outlets, key=lambda row: (-_share_removed(row), row.outlet))[:_N_FIRST]:
        if row.n_articles >= _FEW and _share_removed(row) > _MUCH_REMOVED:
            yield Look(
                f"{called(row.outlet)} loses most of its text",
                f"{_share_removed(row):.0%} of its characters were removed",
                places.outlet(row.outlet),
            )
    for lost in articles.lost_most:
        why = f"{_share_removed(lost):.0%} of its characters were removed, {lost.n_chars:,} are left"
        if articles.n_lost_most > _N_FIRST:
            why += f"; one of {articles.n_lost_most:,} such articles"
        yield Look(lost.title, why, places.article(lost.article_id))
    most = articles.most_mended
    if most:
        yield Look(most.title, _why_mended(most), places.article(most.article_id))
    for line in told.long_removals:
        why = f"{-line.minus_n_chars:,} characters went in one line, as {spoken(line.reason)}"
        yield Look(line.title, why, places.article(line.article_id), ("", "", line.text))
    for call in told.close_calls:
        why = f"a close call of repair, margin {call.margin:g}"
        marks = f"{visible(call.before)} → {visible(call.after)}"
        excerpt = f"…{_in_line(call.left)}", marks, f"{_in_line(call.right)}…"
        yield Look(call.title, why, places.article(call.article_id), excerpt)
    for story in sorted(told.stories, key=lambda story: (-story.n_outlets, story.cluster_id))[:3]:
        why = f"{len(story.article_ids)} articles of {story.n_outlets} outlets are mostly this text"
        yield Look(told.name_of(story), why, places.story(story.cluster_id))
    if told.most:
        one, other, *_, n, n_articles, n_other, n_chars = told.most
        why = f"share most: {n_chars:,} characters, {counted(n, 'passage')}; {n_articles} and {n_other} articles"
        yield Look(f"{called(one)} and {called(other)}", why, places.pair(one, other))


def _in_line(text: str) -> str:
    """The text with a space for each run of white space."""
    return re.sub(r"\s+", " ", text)


def _look_at_fewer(told: Told, made: Pages) -> Iterator[Look]:
    """What there is less of than in the batch before."""
    n_before, n_now = sum(told.before.values()), sum(row.n_articles for row in told.outlets)
    if n_before >= _FEW and n_now < _FAR_FEWER * n_before:
        why = f"{counted(n_now, 'article')}, and {n_before:,} in {told.past[-1].batch}"
        yield Look("The batch is far smaller than the last one", why, "#by-outlet")
    gone = [row for row in told.gone if row.n_articles >= _FEW]
    if gone and not told.are_others:
        named = ", ".join(made.called(row.outlet) for row in gone[:_N_FIRST])
        more = f" and {len(gone) - _N_FIRST:,} more" if len(gone) > _N_FIRST else ""
        why = f"in {told.past[-1].batch} they had {_FEW} or more each: {named}{more}"
        yield Look(f"{counted(len(gone), 'outlet')} without an article", why, "#gone")


def _share_removed(row: OutletNumbers | Listed) -> float:
    return row.n_removed_chars / max(row.n_chars + row.n_removed_chars, 1)


def _has_lost_most(row: Listed) -> bool:
    """Whether nearly all of its characters were removed, or half of them and next to nothing is left."""
    share = _share_removed(row)
    return share > _NEARLY_ALL or (share > 1 / 2 and row.n_chars < _NEXT_TO_NOTHING)


def _damage(row: Listed) -> tuple[int, int]:
    """By how much is wrong in an article it is the most mended one: a mark that is only written in the style of the
    others counts where nothing else tells two articles apart."""
    return row.n_edits - row.n_style_edits, row.n_edits


def _why_mended(row: Listed) -> str:
    n_damaged, n_style = row.n_edits - row.n_style_edits, row.n_style_edits
    said = [f"damaged in {counted(n_damaged, 'place')}, more than any other article"] if n_damaged else []
    if n_style:
        marks = f"{counted(n_style, 'mark')} (quotation marks, apostrophes)"
        said.append(f"{marks} written in the style of the others, where nothing was wrong")
    if row.n_removed_edits:
        said.append(f"{counted(row.n_removed_edits, 'place')} mended in what was removed")
    return "; ".join(said)


class Summed(NamedTuple):
    """What all outlets of a batch come to."""

    n_articles: int
    n_refused: int
    n_outlets: int
    chars_an_article: float
    share_removed: float
    edits_a_thousand: float | None
    share_shared: float


def _summed(rows: Sequence[OutletNumbers], n_kept_edits: int | None) -> Summed:
    n_articles, n_chars, n_removed = (
        sum(getattr(row, name) for row in rows) for name in ("n_articles", "n_chars", "n_removed_chars")
    )
    return Summed(
        n_articles,
        sum(row.n_refused for row in rows),
        sum(row.n_articles > 0 for row in rows),
        n_chars / max(n_articles, 1),
        n_removed / max(n_chars + n_removed, 1),
        None if n_kept_edits is None else 1000 * n_kept_edits / max(n_chars, 1),
        sum(row.n_shared_chars for row in rows) / max(n_chars, 1),
    )
