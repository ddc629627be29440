"""A batch as one page for a person: what was mended, what was thrown out, what stands elsewhere too. No network."""

from __future__ import annotations

import difflib
import functools
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from copydesk.records import Article, Block, Cluster, Edit, Passage, Quarantined, Removal

# Clusters shown with their copies side by side; the tables have all of them.
MAX_CLUSTERS = 500
MAX_COPIES = 12
WORD = re.compile(r"\s+|[\w’'-]+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A run of characters: as it stood, mended (`after` is not None), or differing from the canonical copy."""

    text: str
    after: str | None = None
    rule: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A kept or removed stretch of the source, as its marks."""

    fate: str  # "paragraph", "heading", "title", "standfirst" or "removed"
    label: str  # the reason, for what was removed
    rule: str
    marks: tuple[Mark, ...]


def render_report(
    *,
    batch: str,
    articles: Sequence[Article],
    n_articles: int,
    passages: Sequence[Passage],
    clusters: Sequence[Cluster],
    quarantine: Sequence[Quarantined],
    counts: Mapping[str, int],
) -> str:
    """The page as HTML: everything escaped, nothing loaded, the same bytes for the same records.

    `articles` are those shown in full, of `n_articles` in the batch.
    """
    by_article: dict[str, int] = defaultdict(int)
    for passage in passages:
        by_article[passage.article_id] += 1
    shown = sorted(clusters, key=lambda c: (-c.n_outlets, -len(c.passage_ids), c.cluster_id))[:MAX_CLUSTERS]
    by_id = {passage.passage_id: passage for passage in passages}
    names = {article.article_id: article.title or article.source_path for article in articles}
    return _template().render(
        batch=batch,
        counts=counts,
        n_articles=n_articles,
        articles=[(article, pieces_of(article), by_article[article.article_id]) for article in articles],
        clusters=[(cluster, copies_of(cluster, by_id)) for cluster in shown],
        n_clusters=len(clusters),
        names=names,
        quarantine=quarantine,
    )


def most_to_show(article: Article, n_shared: int) -> int:
    """How much there is to see in an article: the report shows those with most."""
    return len(article.edits) + len(article.removals) + n_shared


def pieces_of(article: Article) -> list[Piece]:
    """The article's source in order, kept and removed, each edit where it was made."""
    pieces: list[Block | Removal] = sorted([*article.blocks, *article.removals], key=lambda piece: piece.start_char)
    shown = []
    for piece in pieces:
        source = article.source_text[piece.start_char : piece.end_char]
        edits = [e for e in article.edits if piece.start_char <= e.start_char and e.end_char <= piece.end_char]
        if isinstance(piece, Removal):
            shown.append(Piece("removed", piece.reason, piece.rule, (Mark(source),)))
        else:
            shown.append(Piece(piece.kind, "", "", tuple(_marks(source, piece.start_char, edits))))
    return shown


def _marks(source: str, start_char: int, edits: Iterable[Edit]) -> Iterable[Mark]:
    done = 0
    for edit in edits:
        at = edit.start_char - start_char
        yield Mark(source[done:at])
        yield Mark(edit.before, edit.after, edit.rule)
        done = edit.end_char - start_char
    yield Mark(source[done:])


def copies_of(cluster: Cluster, passages: Mapping[str, Passage]) -> list[tuple[Passage, tuple[Mark, ...]]]:
    """The cluster's copies, the canonical one first, with the words marked in which the others differ from it."""
    members = sorted(
        (passages[passage_id] for passage_id in cluster.passage_ids),
        key=lambda p: (p.passage_id != cluster.canonical_passage_id, p.outlet, p.passage_id),
    )[:MAX_COPIES]
    canonical = WORD.findall(members[0].text)
    return [(members[0], (Mark(members[0].text),))] + [(p, _differences(canonical, p.text)) for p in members[1:]]


def _differences(canonical: list[str], text: str) -> tuple[Mark, ...]:
    words = WORD.findall(text)
    fold = [word.casefold() for word in words]
    matcher = difflib.SequenceMatcher(None, [word.casefold() for word in canonical], fold, autojunk=False)
    marks = []
    for tag, _, _, start, end in matcher.get_opcodes():
        marks.append(Mark("".join(words[start:end]), differs=tag != "equal"))
    return tuple(mark for mark in marks if mark.text)


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("copydesk", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.jinja")
