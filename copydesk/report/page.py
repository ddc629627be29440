"""A batch as one page for a person: what was mended, what was thrown out, what stands elsewhere too. No network."""

from __future__ import annotations

import functools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from copydesk.records import Article, ArticleCluster, Cluster, Drift, Passage, Quarantined, StockSentence
from copydesk.report.shared import show_cluster, weight
from copydesk.report.source import show_source

# Clusters shown with their copies side by side; the tables have all of them.
MAX_CLUSTERS = 500
# A shorter passage is folded away: it is rarely what somebody looks for.
MIN_WORDS_SHOWN = 12
# Rows shown of what is listed: groups of articles, stock sentences.
MAX_ROWS = 100
# Articles named of a group.
MAX_NAMED = 12


class ArticleName(NamedTuple):
    """What the page calls an article."""

    outlet: str
    title: str


def render_report(
    *,
    batch: str,
    articles: Sequence[Article],
    n_articles: int,
    passages: Sequence[Passage],
    clusters: Sequence[Cluster],
    article_clusters: Sequence[ArticleCluster],
    stock: Sequence[StockSentence],
    quarantine: Sequence[Quarantined],
    drifts: Sequence[Drift],
    names: Mapping[str, ArticleName],
    outlet_names: Mapping[str, str],
    counts: Mapping[str, int],
    reasons: Mapping[str, int],
) -> str:
    """The page as HTML: everything escaped, nothing loaded, the same bytes for the same records.

    `articles` are those shown in full, of `n_articles` in the batch; `names` are those of the articles in the `largest`
    article clusters, at least, `outlet_names` what to call the outlets that have a better name than their domain; all
    else is of the whole batch, `stock` with the most frequent first. `reasons` are removals by reason.
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
        in_full={article.article_id for article in articles},
        names={**names, **{article.article_id: name_article(article) for article in articles}},
        clusters=[(cluster, copies) for cluster, copies in shown if _n_words(copies[0].passage) >= MIN_WORDS_SHOWN],
        short_clusters=[
            (cluster, copies) for cluster, copies in shown if _n_words(copies[0].passage) < MIN_WORDS_SHOWN
        ],
        anchors=anchors,
        n_clusters=len(clusters),
        article_clusters=largest(article_clusters),
        n_article_clusters=len(article_clusters),
        stock=stock[:MAX_ROWS],
        n_stock=len(stock),
        n_named=MAX_NAMED,
        called=lambda outlet: outlet_names.get(outlet, outlet),
        outlets=_outlet_pairs(clusters, by_id),
        quarantine=quarantine,
        drifts=drifts,
    )


def largest(clusters: Sequence[ArticleCluster]) -> list[ArticleCluster]:
    """The groups of articles that the page lists: those with most articles."""
    return sorted(clusters, key=lambda c: (-len(c.article_ids), c.cluster_id))[:MAX_ROWS]


def name_article(article: Article) -> ArticleName:
    """What the page calls an article: its outlet, and its title or the first words of its text."""
    words = article.text.split()
    return ArticleName(article.outlet, article.title or " ".join(words[:10]) + (" …" if len(words) > 10 else ""))


def name_outlets(spelt: Mapping[tuple[str, str], int]) -> dict[str, str]:
    """What the page calls outlets: the name that most of its pages have, where no other outlet is called so.

    `spelt` says of how many articles of an outlet the page calls it how.
    """
    names: dict[str, str] = {}
    for (outlet, name), _ in sorted(spelt.items(), key=lambda item: (-item[1], item[0])):
        names.setdefault(outlet, name)
    shared = Counter(names.values())
    return {outlet: name for outlet, name in names.items() if shared[name] == 1}


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
