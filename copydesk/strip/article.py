"""The stage's front: an article in, the same article without furniture and with the evidence for it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from copydesk.errors import ArticleError
from copydesk.records import Article, Decoding
from copydesk.strip.evidence import body_text, cut_pieces, first_text
from copydesk.strip.judgement import Judgement
from copydesk.strip.lines import split_lines
from copydesk.strip.page import judge_page
from copydesk.strip.text import judge_text


def strip_article(article: Article) -> Article:
    """The article with its body alone in `text`, what stood around it in fields, and every removal explained.

    Takes an article from `repair` (or straight from `read`): `text` has the lines of `source_text`. Raises
    ArticleError("no_article") where nothing is left, or the page has no article.
    """
    if article.html is not None:
        return _without_furniture(article, judge_page(article))
    return _without_furniture(article, judge_text(split_lines(article.text)))


def _without_furniture(article: Article, judgement: Judgement) -> Article:
    blocks, removals, end_gap = cut_pieces(article.source_text, article.text, article.edits, judgement)
    fields = judgement.fields
    stripped = replace(
        article,
        title=first_text(blocks, "title") or fields.title or article.title,
        standfirst=first_text(blocks, "standfirst") or fields.standfirst or article.standfirst,
        byline=article.byline or fields.byline,
        published=article.published or fields.published,
        language=article.language or fields.language,
        outlet=article.outlet or fields.outlet or "",
        url=article.url or fields.url,
        blocks=blocks,
        removals=removals,
        end_gap=end_gap,
        html=None,
    )
    text = body_text(stripped)
    if not text.strip():
        raise ArticleError(
            "no_article", f"{article.source_path}: nothing is left of {len(removals)} lines but furniture"
        )
    return replace(stripped, text=text)


def strip_articles(articles: Iterable[Article]) -> list[Article]:
    """Every article of a batch stripped, in order; those without an article raise nothing and are left out."""
    return [strip_article(article) for article in articles]


def strip_text(text: str, *, language: str | None = None) -> Article:
    """A lone text stripped: `text`, `title`, `standfirst`, `removals` ... of the article that comes out.

    >>> strip_text("Storm hits the coast\\nIt hit at noon on Friday, and it went on.\\nRead more").text
    'It hit at noon on Friday, and it went on.'
    """
    return strip_article(
        Article(
            article_id="text",
            outlet="",
            source_path="text",
            source_sha256="",
            media_type="text/plain",
            decoding=Decoding(encoding="utf-8", method="given"),
            source_text=text,
            text=text,
            language=language,
        )
    )
