"""A batch as one page for a person: what was mended, what was thrown out, what stands elsewhere too. No network."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from copydesk.records import Article, Cluster, Passage, Quarantined
from copydesk.report.shared import show_cluster, weight
from copydesk.report.source import show_source

# Clusters shown with their copies side by side; the tables have all of them.
MAX_CLUSTERS = 500
# A shorter passage is folded away: it is rarely what somebody looks for.
MIN_WORDS_SHOWN = 12


def render_report(
    *,
    batch: str,
    articles: Sequence[Article],
    n_articles: int,
    passages: Sequence[Passage],
    clusters: Sequence[Cluster],
    quarantine: Sequence[Quarantined],
    counts: Mapping[str, int],
    reasons: Mapping[str, int],
) -> str:
    """The page as HTML: everything escaped, nothing loaded, the same bytes for the same records.

    `articles` are those shown in full, of `n_articles` in the batch; `counts` and `reasons` (removals by reason) are of
    the whole batch.
    """
    by_id = {passage.passage_id: passage for passage in passages}
    passages_of: dict[str, list[Passage]] = defaultdict(list)
    for passage in passages:
        passages_of[passage.article_id].append(passage)
    by_weight = sorted(clusters, key=lambda c: (-weight(c, by_id), c.cluster_id))[:MAX_CLUSTERS]
    texts = {article.article_id: article.text for article in articles}
    shown = [(cluster, show_cluster(cluster, by_id, texts)) for cluster in by_weight]
    anchors = {cluster.cluster_id: f"c-{i}" for i, (cluster, _) in enumerate(shown)}
    return _template().render(
        batch=batch,
        counts=counts,
        reasons=Counter(reasons).most_common(),
        n_articles=n_articles,
        articles=[
            (article, show_source(article, passages_of[article.article_id]), len(passages_of[article.article_id]))
            for article in articles
        ],
        names={article.article_id: _name(article) for article in articles},
        clusters=[(cluster, copies) for cluster, copies in shown if _n_words(copies[0].passage) >= MIN_WORDS_SHOWN],
        short_clusters=[
            (cluster, copies) for cluster, copies in shown if _n_words(copies[0].passage) < MIN_WORDS_SHOWN
        ],
        anchors=anchors,
        n_clusters=len(clusters),
        outlets=_outlet_pairs(clusters, by_id),
        quarantine=quarantine,
    )


def most_to_show(article: Article, n_shared: int) -> int:
    """How much there is to see in an article: the report shows those with most."""
    return len(article.edits) + len(article.removals) + n_shared


def _name(article: Article) -> str:
    """The title, or the first words of the text."""
    if article.title:
        return article.title
    words = article.text.split()
    return " ".join(words[:10]) + (" …" if len(words) > 10 else "")


def _n_words(passage: Passage) -> int:
    return len(passage.text.split())


def _outlet_pairs(clusters: Sequence[Cluster], passages: Mapping[str, Passage]) -> list[tuple[str, str, int]]:
    """How many passages each two outlets share, most first; the fifty pairs that share most."""
    pairs: Counter[tuple[str, str]] = Counter()
    for cluster in clusters:
        # Of a passage that hundreds of outlets carry not every pair is counted: no step is quadratic.
        outlets = sorted({passages[passage_id].outlet for passage_id in cluster.passage_ids})[:20]
        pairs.update((a, b) for i, a in enumerate(outlets) for b in outlets[i + 1 :])
    return [(a, b, n) for (a, b), n in sorted(pairs.items(), key=lambda item: (-item[1], item[0]))[:50]]


@functools.cache
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("copydesk", "report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["spoken"] = lambda code: str(code).replace("_", " ")
    return environment.get_template("report.html.jinja")
