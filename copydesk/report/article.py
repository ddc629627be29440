"""An article for its page: what was kept, what was done to it, and where its passages stand elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from copydesk.reasons import GUESSING_RULES
from copydesk.records import ArticleCluster, EarlierArticle, Edit, Passage
from copydesk.report.body import body_html, mended_rows, removed_rows
from copydesk.report.places import Places
from copydesk.report.shared import SharedCluster, beginning
from copydesk.report.shown import CopyElsewhere, EditGroup, RemovedGroup, SharedPassage
from copydesk.report.source import Piece, Removed, ReportedArticle, order_of_passages, show_source

# What an article without a title is called by.
_WORDS_OF_NAME = 10
# Copies of a passage that are named below the article; the page where they stand side by side has all.
_COPIES_NAMED = 12
# Letters of a removed line that are enough to know it by.
_CHARS_SHOWN = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownArticle:
    """All that an article's page has."""

    article: ReportedArticle
    title: str
    link: str | None  # its address, where that can be followed
    body: str  # HTML
    shared: tuple[SharedPassage, ...]
    removed: str  # HTML: a row for each group of removals
    is_guessed: bool  # the reason of a removal
    mended: str  # HTML: a row for each group of edits
    n_mended: int  # edits in what was kept
    story: ArticleCluster | None


def show_article(
    article: ReportedArticle,
    title: str,
    n_kept_edits: int,
    passages: Sequence[Passage],
    clusters: Mapping[str, SharedCluster],
    story: ArticleCluster | None,
    earlier: Mapping[str, EarlierArticle],
    places: Places,
) -> ShownArticle:
    """The article, called by its `title_of`, with so many of its edits in what was kept; `passages` are its own,
    `clusters` theirs by id."""
    in_order = sorted(passages, key=order_of_passages)
    shared = [_shared(n, p, clusters[p.cluster_id], earlier, places) for n, p in enumerate(in_order, 1)]
    pieces = show_source(article, passages)
    return ShownArticle(
        article=article,
        title=title,
        link=followed(article.url),
        body=body_html(article.article_id, pieces, {one.passage.passage_id: one for one in shared}),
        shared=tuple(shared),
        removed=removed_rows(article.article_id, list(_removed(pieces))),
        is_guessed=any(one.rule in GUESSING_RULES for one in article.removals),
        mended=mended_rows(_edits(article.edits)),
        n_mended=n_kept_edits,
        story=story,
    )


def title_of(title: str | None, text: str) -> str:
    """What the report calls an article: its title, or the first words of its text."""
    if title:
        return title
    words = text[:1000].split(maxsplit=_WORDS_OF_NAME)
    return " ".join(words[:_WORDS_OF_NAME]) + (" …" if len(words) > _WORDS_OF_NAME else "") or "(no text)"


def followed(url: str | None) -> str | None:
    """The address as a link, where it is the web's: no other kind is followed from a page of ours."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def _shared(
    number: int, passage: Passage, cluster: SharedCluster, earlier: Mapping[str, EarlierArticle], places: Places
) -> SharedPassage:
    kept = cluster.cluster.canonical_passage_id
    others = sorted(
        (p for p in cluster.passages if p.passage_id != passage.passage_id),
        key=lambda p: (p.passage_id != kept, p.outlet, p.passage_id),
    )
    copies = []
    for other in others[:_COPIES_NAMED]:
        before = earlier.get(other.article_id)
        copies.append(
            CopyElsewhere(
                article_id=other.article_id,
                outlet=other.outlet,
                link=None if before else places.passage(other.passage_id),
                batch=before.batch if before else None,
                is_kept=other.passage_id == kept,
            )
        )
    return SharedPassage(
        number=number,
        passage=passage,
        link=places.cluster(cluster.cluster.cluster_id, cluster.story_id),
        copies=tuple(copies),
        n_copies=len(others),
        is_kept=passage.passage_id == kept,
    )


def _removed(pieces: Sequence[Piece]) -> Iterator[RemovedGroup]:
    together = [
        (one, piece.removals[0].start_char if piece.is_folded else one.start_char)
        for piece in pieces
        if isinstance(piece, Removed)
        for one in piece.removals
    ]
    for (reason, rule), group in groupby(together, key=lambda item: (item[0].reason, item[0].rule)):
        some = list(group)
        first, place = some[0]
        text = " ".join(first.text[: 4 * _CHARS_SHOWN].split())
        n_chars = sum(len(one.text) for one, _ in some)
        yield RemovedGroup(place, reason, rule, len(some), n_chars, beginning(text, _CHARS_SHOWN))


def _edits(edits: Sequence[Edit]) -> list[EditGroup]:
    groups: dict[tuple[str, str, str], EditGroup] = {}
    for edit in edits:
        key = edit.before, edit.after, edit.rule
        known = groups.get(key)
        if known is None:
            groups[key] = EditGroup(*key, 1, edit.margin)
        else:
            margins = [margin for margin in (known.margin, edit.margin) if margin is not None]
            groups[key] = known._replace(n=known.n + 1, margin=min(margins, default=None))
    return list(groups.values())
