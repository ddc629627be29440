"""A source becomes an article: decoded, an HTML page drawn out as lines of text."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from lxml.html import HtmlElement

from copydesk.errors import ArticleError
from copydesk.outlet import outlet_of
from copydesk.read.decode import decode
from copydesk.read.limits import ArticleLimits
from copydesk.read.media_types import MEDIA_TYPES
from copydesk.read.page import extract_page, whole_page
from copydesk.records import Article, PageBlock, Source


def read_article(
    source: Source, *, prior: Mapping[str, int] | None = None, limits: ArticleLimits | None = None
) -> Article:
    """The source as an article, decoded and nothing else done to it.

    `prior` says in which charsets how many of the outlet's texts are. Raises ArticleError: `unsupported`, `empty`,
    `binary`; `too_large` if it is larger than `limits`.
    """
    return read_with_tree(source, prior=prior, limits=limits)[0]


def read_with_tree(
    source: Source, *, prior: Mapping[str, int] | None = None, limits: ArticleLimits | None = None
) -> tuple[Article, HtmlElement | None]:
    """The same, and the page as it was parsed: whoever goes on with the article may use the tree up."""
    if source.media_type not in MEDIA_TYPES.values():
        from copydesk.read.formats.table import BY_EXTENSION  # many formats, which are no matter to most articles

        allowed = ", ".join(sorted(BY_EXTENSION))
        raise ArticleError("unsupported", f"{source.path}: copydesk reads {allowed}; name it so, or leave it out")
    text, decoding = decode(source.data, media_type=source.media_type, charset=source.charset, prior=prior)
    html: str | None = None
    tree: HtmlElement | None = None
    page_blocks: tuple[PageBlock, ...] = ()
    if source.media_type == "text/html":
        html = whole_page(text)
        if limits is not None:
            limits.check_page(html)
        page = extract_page(html)
        text, page_blocks, tree = page.text, page.blocks, page.tree
        if not text.strip():
            raise ArticleError("empty", f"{source.path}: a page without visible text")
    if limits is not None:
        limits.check_text(text)
    article = Article(
        article_id=source.source_id,
        outlet=source.outlet or outlet_of(source.url),
        url=source.url,
        published=source.published,
        given_title=source.title,
        given_language=source.language,
        source_path=source.path,
        source_sha256=source.sha256 or hashlib.sha256(source.data).hexdigest(),
        media_type=source.media_type,
        decoding=decoding,
        source_text=text,
        text=text,
        html=html,
        page_blocks=page_blocks,
    )
    return article, tree
