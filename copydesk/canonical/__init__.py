"""Which copy of each passage and article is canonical, and the text of an article without the copies that are not."""

from copydesk.canonical.articles import Likeness, alike_pairs, cluster_articles, cluster_linked
from copydesk.canonical.choice import ArticleInfo
from copydesk.canonical.keeping import Keep, keep_article
from copydesk.canonical.passages import choose_canonical, choose_placed, places_in_stories
from copydesk.canonical.text import CanonicalText, Cut, canonical_text

__all__ = [
    "ArticleInfo",
    "CanonicalText",
    "Cut",
    "Keep",
    "Likeness",
    "alike_pairs",
    "canonical_text",
    "choose_canonical",
    "choose_placed",
    "cluster_articles",
    "cluster_linked",
    "keep_article",
    "places_in_stories",
]
