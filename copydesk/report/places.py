"""Where on the pages of a report things stand: told from their ids, so that no page waits for another to be written."""

from __future__ import annotations

import functools
import hashlib
from urllib.parse import quote

# In a batch of many articles about so many of them share a page, or the half: 100,000 are 8,192 files.
_ARTICLES_A_PAGE = 16
# Digits of an id that say on which page it stands.
_DIGITS = 8


class Places:
    """Links to everything that a report shows, from the report's own folder.

    A batch of up to `own_pages` articles has a page for each of them.

    >>> Places(300, 1000).article("00f1e2d3c4b5a697"), Places(3000, 1000).article("00f1e2d3c4b5a697")
    ('article/00f1e2d3c4b5a697.html', 'article/001.html#a-00f1e2d3c4b5a697')
    """

    def __init__(self, n_articles: int, own_pages: int) -> None:
        self.n_bits = 0
        if n_articles > own_pages:
            self.n_bits = max(1, ((n_articles - 1) // _ARTICLES_A_PAGE).bit_length())

    def page(self, article_id: str) -> str:
        """What the page is called, among others of its kind, that has what goes by the article's id."""
        if not self.n_bits:
            return article_id
        first = int(article_id[:_DIGITS], 16) >> (4 * _DIGITS - self.n_bits)
        return f"{first:0{-(-self.n_bits // 4)}x}"

    def article(self, article_id: str) -> str:
        """The article."""
        page = f"article/{self.page(article_id)}.html"
        return f"{page}#a-{article_id}" if self.n_bits else page

    def passage(self, passage_id: str) -> str:
        """Where the passage begins in its article."""
        return f"article/{self.page(passage_id.partition(':')[0])}.html#p-{passage_id}"

    def story(self, story_id: str) -> str:
        """The story, by the id of its cluster of articles."""
        key = _key(story_id)
        page = f"story/{self.page(key)}.html"
        return f"{page}#s-{key}" if self.n_bits else page

    def cluster(self, cluster_id: str, story_id: str | None) -> str:
        """The cluster's copies side by side: with the story that all of them are in, if there is one."""
        key = _key(cluster_id)
        folder, page = ("story", _key(story_id)) if story_id else ("passage", key.partition(":")[0])
        return f"{folder}/{self.page(page)}.html#{anchor(cluster_id)}"

    def earlier(self, batch: str, article_id: str) -> str:
        """The article in the report of an earlier batch, where batches lie beside one another as folders. On which page
        it stands follows from the number of articles there: the first page there knows, and leads on."""
        return f"../../{quote(batch)}/report/index.html#a-{article_id}"

    def outlet(self, outlet: str) -> str:
        """The outlet."""
        return f"outlet/{outlet_key(outlet)}.html"

    def pair(self, one: str, other: str) -> str:
        """What two outlets share, whichever is named first."""
        return f"pair/{'-'.join(outlet_key(outlet) for outlet in sorted((one, other)))}.html"


def anchor(cluster_id: str) -> str:
    """What the cluster's place is called on its page."""
    return f"c-{_key(cluster_id)}"


def article_of(cluster_id: str) -> str:
    """The article by which a cluster, of passages or of articles, is called: the first of its own."""
    return _key(cluster_id).partition(":")[0]


def _key(cluster_id: str) -> str:
    return cluster_id.partition(":")[2]


@functools.lru_cache(maxsize=4096)  # each article asks
def outlet_key(outlet: str) -> str:
    """What an outlet's page is called: digits, as an outlet may be called anything."""
    return hashlib.sha256(outlet.encode("utf-8", "backslashreplace")).hexdigest()[:12]
