"""The stage's front: an article in, the same article without furniture and with the evidence for it out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath

from copydesk.errors import ArticleError
from copydesk.records import Article, Decoding
from copydesk.strip.evidence import body_text, cut_pieces, first_text
from copydesk.strip.judgement import Judgement
from copydesk.strip.language import detect_language
from copydesk.strip.lines import split_lines
from copydesk.strip.page import judge_page
from copydesk.strip.text import judge_text


def strip_article(article: Article) -> Article:
    """The article with its body alone in `text`, what stood around it in fields, and every removal explained.

    Takes an article from `repair` (or straight from `read`): `text` has the lines of `source_text`. Fields that are
    filled already stay. Raises ArticleError("no_article") where nothing is left, or the page has no article.
    """
    if article.html is None:
        return _without_furniture(article, judge_text(split_lines(article.text)))
    return _without_furniture(article, judge_page(article))


def _without_furniture(article: Article, judgement: Judgement) -> Article:
    blocks, removals, end_gap = cut_pieces(article.source_text, article.text, article.edits, judgement)
    text = body_text(blocks)
    if not any(map(str.isalnum, text)):
        what = f"all of its {len(removals)} lines are furniture" if removals else "it has no text"
        raise ArticleError("no_article", f"{article.source_path}: no article, {what}")
    fields = judgement.fields
    return replace(
        article,
        text=text,
        title=article.title or first_text(blocks, "title") or fields.title,
        standfirst=article.standfirst or first_text(blocks, "standfirst"),
        byline=article.byline or fields.byline,
        published=article.published or fields.published,
        language=article.language or fields.language or detect_language(text),
        outlet=article.outlet or fields.outlet or _own_outlet(article),
        url=article.url or fields.url,
        blocks=blocks,
        removals=removals,
        end_gap=end_gap,
        html=None,
    )


def _own_outlet(article: Article) -> str:
    """The folder it lay in; an article of which nothing tells the outlet is an outlet of its own."""
    return PurePosixPath(article.source_path).parent.name or f"unknown-{article.article_id}"


def strip_articles(articles: Iterable[Article]) -> list[Article | ArticleError]:
    """A batch stripped: for each article, in order, what strip_article returns, or the ArticleError that it raises.

    Evidence that lies in several pages of one outlet will enter here; today each article is judged alone.
    """
    outcomes: list[Article | ArticleError] = []
    for article in articles:
        try:
            outcomes.append(strip_article(article))
        except ArticleError as error:
            outcomes.append(error)
    return outcomes


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
