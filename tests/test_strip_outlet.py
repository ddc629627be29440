"""Whose article it is: the manifest, the URL, the page's own address, the folder, the page's name, in that order."""

import pytest

from copydesk.outlet import outlet_of
from copydesk.read.articles import read_article
from copydesk.records import Source
from copydesk.strip import observe, strip_article

SENTENCE = "The ferry left the harbour at noon on Friday with forty people and a dog on board, the company said. "
HEAD = "<head><meta property=og:site_name content='The Post'></head>"
BODY = f"<article><h1>Ferry</h1><p>{SENTENCE * 5}</p><p>{SENTENCE * 4}</p></article>"
PAGE = f"<html>{HEAD}<body>{BODY}</body></html>".encode()
CANONICAL = PAGE.replace(b"<head>", b"<head><link rel=canonical href='https://www.post.example/1'>")
ELSEWHERE = PAGE.replace(b"<head>", b"<head><link rel=canonical href='/1'>")


@pytest.mark.parametrize(
    "outlet, url, path, data, expected",
    [
        ("Manifest Daily", "https://www.post.example/1", "folder/a.html", PAGE, "Manifest Daily"),
        (None, "https://www.bbc.co.uk/news/1", "folder/a.html", PAGE, "bbc.co.uk"),
        (None, "https://www.bbc.co.uk/news/1", "folder/a.html", CANONICAL, "bbc.co.uk"),
        (None, None, "folder/a.html", CANONICAL, "post.example"),
        (None, None, "folder/a.html", ELSEWHERE, "folder"),
        (None, None, "folder/a.html", PAGE, "folder"),
        (None, None, "a.html", PAGE, "The Post"),
        (None, None, "news/folder/a.txt", SENTENCE.encode(), "folder"),
        (None, None, "a.txt", SENTENCE.encode(), "unknown-1"),
        (None, None, "2026-11-28/a.txt", SENTENCE.encode(), "unknown-1"),
        (None, None, "2026-11-28T05/a.html", PAGE, "The Post"),
        (None, None, "post/2026-11-28/a.txt", SENTENCE.encode(), "post"),
        (None, None, "post/2026/11/28/05/a.txt", SENTENCE.encode(), "post"),
        (None, None, "2026/11/28/post/a.txt", SENTENCE.encode(), "post"),
        (None, None, "20261128/a.txt", SENTENCE.encode(), "unknown-1"),
        (None, None, "104828/a.txt", SENTENCE.encode(), "104828"),
        (None, None, "post/24/a.txt", SENTENCE.encode(), "24"),
        (None, None, "2024 elections/a.txt", SENTENCE.encode(), "2024 elections"),
    ],
)
def test_the_outlet_comes_from_the_first_that_tells(
    outlet: str | None, url: str | None, path: str, data: bytes, expected: str
) -> None:
    """And a text of unknown outlet is its own outlet."""
    media_type = "text/html" if path.endswith("html") else "text/plain"
    source = Source(source_id="1", path=path, media_type=media_type, data=data, outlet=outlet, url=url)
    assert strip_article(read_article(source)).outlet == expected


@pytest.mark.parametrize("name", ["AP NEWS", "AP News", "Associated Press"])
def test_one_publisher_is_one_outlet_however_its_pages_call_it(name: str) -> None:
    """What a page calls itself tells nothing apart where its address is known; observed and stripped it is the same."""
    page = CANONICAL.replace(b"The Post", name.encode())
    article = read_article(Source(source_id="1", path="a.html", media_type="text/html", data=page))
    stripped = strip_article(article)
    assert observe(article).outlet == stripped.outlet == "post.example"
    assert stripped.outlet_name == name


def test_what_says_no_name_has_none_to_show() -> None:
    """Neither a text's folder nor a page's domain is one."""
    for path, media_type, data in ("post/a.txt", "text/plain", SENTENCE), ("a.html", "text/html", f"<body>{BODY}"):
        source = Source(source_id="1", path=path, media_type=media_type, data=data.encode(), url="https://post.example")
        assert strip_article(read_article(source)).outlet_name is None


@pytest.mark.parametrize(
    "url, outlet",
    [
        ("https://www1.wdr.de/a.html", "wdr.de"),
        ("https://NEWS.bbc.co.uk./1", "bbc.co.uk"),
        ("https://ann.wordpress.com/1", "ann.wordpress.com"),
        ("https://web.archive.org/web/20200101000000/https://www.taz.de/1", "taz.de"),
        ("https://web.archive.org/about", "archive.org"),
        ("http://localhost/1", ""),
        ("http://[", ""),
        ("/1", ""),
        (None, ""),
    ],
)
def test_an_address_tells_its_publisher(url: str | None, outlet: str) -> None:
    """Its registered domain; a blog's host and an archive are no publishers."""
    assert outlet_of(url) == outlet


def test_a_short_headline_that_stands_with_the_text_is_the_title() -> None:
    """It is not left in the body."""
    source = Source(source_id="1", path="a.html", media_type="text/html", data=PAGE)
    article = strip_article(read_article(source))
    assert article.title == "Ferry"
    assert "Ferry\n" not in article.text


def test_a_fragment_of_a_page_is_stripped_as_a_page() -> None:
    """The entry of a feed has neither head nor body."""
    entry = BODY.replace("<h1>Ferry", "<h1>Ferry leaves harbour")
    source = Source(source_id="1", path="a.html", media_type="text/html", data=entry.encode())
    assert strip_article(read_article(source)).title == "Ferry leaves harbour"
