"""Page furniture out of articles, every removal with its reason."""

from copydesk.strip.article import strip_article, strip_articles, strip_text

__all__ = ["strip_article", "strip_articles", "strip_text"]
