"""Page furniture out of articles, every removal with its reason."""

from copydesk.strip.article import strip_article, strip_articles, strip_text
from copydesk.strip.explain import explain

__all__ = ["explain", "strip_article", "strip_articles", "strip_text"]
