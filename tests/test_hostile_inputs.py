"""Inputs that are made to cost much: time goes by their size, and what is too large is one row."""

import time
from dataclasses import replace

import pytest

from copydesk.errors import ArticleError
from copydesk.read.articles import read_article
from copydesk.read.limits import ArticleLimits
from copydesk.read.markup import End, Start, read_markup
from copydesk.records import Source
from copydesk.repair import repair_article
from copydesk.strip import observe, strip_article
from tests.hostile_inputs import DEEP_PAGES, PAGES, TEXTS, Make

LIMITS = ArticleLimits(max_chars=2_000_000, max_lines=100_000, max_elements=500_000)
ALL = [(name, make, "text/plain") for name, make in TEXTS.items()]
ALL += [(name, make, "text/html") for name, make in {**PAGES, **DEEP_PAGES}.items()]


def _source(data: bytes, media_type: str) -> Source:
    return Source(source_id="a", path="a", media_type=media_type, data=data, outlet="Post")


def _seconds(make: Make, n_bytes: int, media_type: str) -> float:
    """CPU time of an article of that size, through to its end or the reason why it has none."""
    source = _source(make(n_bytes), media_type)
    began = time.thread_time()
    try:
        article = repair_article(read_article(source))
        strip_article(article, observation=observe(article))
    except ArticleError:
        pass
    return time.thread_time() - began


@pytest.mark.torture  # what is timed fails where the machine has other work
@pytest.mark.parametrize(("name", "make", "media_type"), ALL, ids=[name for name, *_ in ALL])
def test_time_goes_by_size(name: str, make: Make, media_type: str) -> None:
    """Eight times the bytes take at most 24 times as long; what is quadratic takes 64 times."""
    small = min(_seconds(make, 2_000, media_type) for _ in range(3))
    large = min(_seconds(make, 16_000, media_type) for _ in range(2))
    assert large < 24 * max(small, 0.004), name


def test_a_page_of_ends_that_nothing_opened_is_read_in_linear_time() -> None:
    """However deep it is: each such end looked through all that is open."""
    page = _source(b"<div>" * 40_000 + b"<p>The ferry left.</p>" + b"</x>" * 40_000, "text/html")
    began = time.thread_time()
    assert read_article(page).text == "The ferry left."
    assert time.thread_time() - began < 5  # 0.3; it took 60


@pytest.mark.parametrize("unit", ["<!--", "<![CDATA[", "<!a", "<?a", "</p ", "<p ", "<p a='", "<", "&"])
def test_markup_without_an_end_is_read_in_linear_time_and_is_text(unit: str) -> None:
    """Nothing behind it is lost, and half a million of them take no longer than so many letters."""
    began = time.thread_time()
    pieces = list(read_markup("<b>ferry</b>" + unit * 200_000))
    assert time.thread_time() - began < 5  # 0.3
    assert pieces[:3] == [Start("b", {}), "ferry", End("b")]
    assert "".join(piece for piece in pieces[3:] if isinstance(piece, str)) == unit * 200_000


MARKUP = [
    ("<P CLASS=a  id = 'b' class=c>x", [Start("p", {"class": "a", "id": "b"}), "x"]),
    ("<p title='a > b'>x</P\n>", [Start("p", {"title": "a > b"}), "x", End("p")]),
    ("<p a=\"b>x</p>", [Start("p", {"a": '"b'}), "x", End("p")]),
    ("a < b <3 &lt;c", ["a < b <3 <c"]),
    ("a<!-- <b> -->c<!-->d<!--->e<!-- f --!>g", ["a", "c", "d", "e", "g"]),
    ("a<!doctype html>b<?xml?>c</>d", ["a", "b", "c", "d"]),
    ("<script>a<b>c</scripts></SCRIPT >d", [Start("script", {}), End("script"), "d"]),
    ("<style>a", [Start("style", {})]),
    ("<br/>a<x-y z/>", [Start("br", {}), "a", Start("x-y", {"z": ""})]),
    ("", []),
]  # fmt: skip


@pytest.mark.parametrize(("html", "pieces"), MARKUP)
def test_markup_is_read_as_browsers_read_it(html: str, pieces: list[object]) -> None:
    """Tags, attributes, comments and raw text."""
    assert list(read_markup(html)) == pieces


TOO_LARGE = [
    (b"x" * 2_000_001, "text/plain", "2000001 characters; read.max_article_chars allows 2000000"),
    (b"a\n" * 100_001, "text/plain", "100001 lines; read.max_article_lines allows 100000"),
    ("“a”'".encode() * 33_334, "text/plain", "100002 quotation marks, which no text has: over 100000"),
    (b"<p>a" * 500_001, "text/html", "over 500000 elements; read.max_page_elements allows no more"),
    (b"<p>a" * 100_001, "text/html", "100001 lines; read.max_article_lines allows 100000"),
    (
        b"<p " + b" ".join(b"a%d=b" % i for i in range(120_000)) + b">a",
        "text/html",
        "120000 attributes in one element <p>: no page",
    ),
]


@pytest.mark.parametrize(("data", "media_type", "said"), TOO_LARGE, ids=[said for *_, said in TOO_LARGE])
def test_what_is_too_large_is_told_by_the_limit(data: bytes, media_type: str, said: str) -> None:
    """Before anything is made of it that takes memory."""
    with pytest.raises(ArticleError, match=said) as raised:
        read_article(_source(data, media_type), limits=LIMITS)
    assert raised.value.reason == "too_large"


def test_what_is_as_large_as_is_allowed_is_read() -> None:
    """To the character, and to the line."""
    text = "a\n" * 99_999 + "a"
    exact = replace(LIMITS, max_chars=len(text))
    assert read_article(_source(text.encode(), "text/plain"), limits=exact).text == text
    assert read_article(_source(b"x" * 2_000_000, "text/plain"), limits=LIMITS).text[:1] == "x"
