"""An HTML page through all of its stages: an article or a refusal, and nothing of the page's text is lost."""

from __future__ import annotations

from collections.abc import Iterator

from copydesk.errors import ArticleError
from copydesk.read.articles import read_with_tree
from copydesk.records import Source
from tests.fuzz.promises import LIMITS, check_reason, check_stages
from tests.fuzz.target import Target
from tests.hostile_inputs import DEEP_PAGES, PAGES, SENTENCE

PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Bridge to close - The Post</title>
<meta property="og:title" content="Bridge to close"><link rel="canonical" href="https://post.example/1">
<script type="application/ld+json">{{"@type":"NewsArticle","headline":"Bridge to close","datePublished":"2021-12-07",
"author":{{"name":"Jane Doe"}},"articleBody":"{SENTENCE * 3}"}}</script></head><body>
<nav><ul><li><a href="/">Home</a></li><li><a href="/news">News</a></li></ul></nav>
<article><h1>Bridge to close</h1><p class="byline">By <a href="/jane">Jane Doe</a></p>
<time datetime="2021-12-07">7 Dec</time>
<figure><img src="a.jpg" alt="Bridge"><figcaption>The bridge. Photograph: Getty</figcaption></figure>
<p>{SENTENCE * 2}</p><h2>Why</h2><p>“We waited, “the captain said.<br>{SENTENCE}</p>
<ul><li>{SENTENCE}</li></ul><table><tr><td>1</td><td>2</td></tr></table>
<blockquote>{SENTENCE}</blockquote><aside><p>Read more</p><a href="/2">Storm hits the coast</a></aside></article>
<footer>© 2022 The Post</footer></body></html>"""


def seeds() -> Iterator[bytes]:
    """A page with most of what pages have, and hostile ones, also so deep that no tree is built."""
    yield PAGE.encode()
    yield PAGE.replace("<article>", "<div>" * 300).encode()
    yield PAGE.replace("utf-8", "windows-1252").encode("cp1252")
    for make in (*PAGES.values(), *DEEP_PAGES.values()):
        yield make(600)


def check(data: bytes) -> None:
    """Whatever was kept, removed and edited gives the page's extracted text back; a line has its place on the page."""
    source = Source(source_id="a", path="a.html", media_type="text/html", data=data, url="https://post.example/1")
    try:
        article, tree = read_with_tree(source, limits=LIMITS)
    except ArticleError as refused:
        check_reason(refused, "empty", "binary", "too_large")
        return
    assert len(article.page_blocks) == len(article.source_text.split("\n"))
    assert all(article.source_text.splitlines()), "an empty line"
    check_stages(article, tree)


_TAGS = """html head body p div span a b i br hr ul ol li table tr td th h1 h2 article section main nav aside footer
header figure figcaption img blockquote pre script style noscript template svg math iframe select option textarea form
button ruby rt rp title meta link time video audio picture dl dt dd frameset plaintext xmp"""
TARGET = Target(
    seeds,
    (
        *(f"<{tag}>".encode() for tag in _TAGS.split()),
        *(f"</{tag}>".encode() for tag in _TAGS.split()),
        *(b"<!--", b"-->", b"<![CDATA[", b"]]>", b"&nbsp;", b"&#0;", b"&#xD800;", b"&#128;", b"&lt;", b"&amp;amp;"),
        *(
            b" class='caption'",
            b" hidden",
            b" style='display:none'",
            b" datetime='9999-12-31'",
            b" itemprop=articleBody",
        ),
        b'<script type="application/ld+json">{"articleBody":"',
        SENTENCE.encode(),
    ),
    check,
)
