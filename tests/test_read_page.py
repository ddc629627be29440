"""An HTML page as lines: everything a reader could see, one line a block, however the page is built."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.read.page import extract_page, whole_page
from copydesk.records import DATA_BLOCK


def lines(html: str) -> list[str]:
    return extract_page(html).text.split("\n")


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        pytest.param("<h1>Storm</h1><p>It hit.</p>", ["Storm", "It hit."], id="blocks"),
        pytest.param("<p>It <b>hit</b> <a href=x>the\n   coast</a>.</p>", ["It hit the coast."], id="inline"),
        pytest.param("<div>Before<p>inside</p>after</div>", ["Before", "inside", "after"], id="text beside blocks"),
        pytest.param("<p>One<br>two<br/><br>three</p>", ["One", "two", "three"], id="line breaks"),
        pytest.param("<h1>One<br>two</h1>", ["One two"], id="line break in a heading"),
        pytest.param("<table><tr><td>a<td>b<tr><td>c<td>d</table>", ["a | b", "c | d"], id="table rows"),
        pytest.param("<table><tr><td><p>a</p><p>b</p></td></tr></table>", ["a", "b"], id="blocks in cells"),
        pytest.param("<p>a<script>var b</script><style>c{}</style>d</p>", ["ad"], id="scripts and styles"),
        pytest.param("<p>see (<a>GO<svg><path/><text>x</text></svg></a>) there</p>", ["see (GO) there"], id="icons"),
        pytest.param("<p>Grab<button><span></span></button>, an app</p>", ["Grab, an app"], id="empty button"),
        pytest.param("<div>Menu<button>Search</button>Log in</div>", ["Menu", "Search", "Log in"], id="button"),
        pytest.param('<p>here<span class="sr-only">opens new tab</span>.</p>', ["here."], id="for screen readers"),
        pytest.param("<title>T</title><p>x</p>", ["x"], id="the title element is not on the page"),
        pytest.param("<p>\u200b</p><p>&nbsp;</p><p>x</p>", ["x"], id="invisible lines"),
        pytest.param("<p>« mot » 5\u202f%</p>", ["« mot » 5\u202f%"], id="no-break spaces stay"),
        pytest.param("<p>can\u00adteen &shy;and</p>", ["canteen and"], id="soft hyphens"),
        pytest.param("<p>AC\u00adÃ\u00adB Á\u00adB</p>", ["ACÃB ÁB"], id="soft hyphens between capitals"),
        pytest.param(
            "<p>aÃ\u00ad, ä¸\u00ad, Р\u00adРє</p>", ["aÃ\u00ad, ä¸\u00ad, Р\u00adРє"], id="half of a misread letter"
        ),
        pytest.param("<p>a\x0bb\u2028c</p>", ["a b c"], id="odd line ends inside a line"),
        pytest.param("<p>fish &amp; chips &#8212; 5</p>", ["fish & chips — 5"], id="entities"),
        pytest.param("plain text", ["plain text"], id="no markup"),
        pytest.param("<p>a<p>b<div>c", ["a", "b", "c"], id="nothing closed"),
        pytest.param("</div></p>a</b>", ["a"], id="nothing opened"),
        pytest.param("<my-card>a</my-card><my-card>b</my-card>", ["a", "b"], id="unknown elements are blocks"),
        pytest.param('<?xml version="1.0" encoding="latin-1"?><html><p>é</p></html>', ["é"], id="declared encoding"),
        pytest.param("", [""], id="empty"),
    ],
)
def test_lines(html: str, expected: list[str]) -> None:
    """Each construct gives the lines a reader sees."""
    assert lines(html) == expected


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><p>Menu</p></body></html><div><p>Storm hits</p></div></body></html>",
        "<html><body><p>Menu</p></HTML >\n<!DOCTYPE html><html><body><p>Storm hits</p></body></html>",
        "<html><body><p>Menu</p><p>Storm hits</p></body></html><script>var x = '<p>no text</p>'</script><!-- <b> -->",
    ],
)
def test_a_page_goes_on_below_an_end_of_page_inside(html: str) -> None:
    """As in a browser; scripts below the end stay out."""
    assert extract_page(whole_page(html)).text == "Menu\nStorm hits"


def test_a_page_that_ends_once_stays_as_it_is() -> None:
    """To the byte: the end of page is taken out only where elements follow."""
    html = "<html><body><p>Storm hits</p></body></html>\n<!-- cached -->\n<script>x()</script>"
    assert whole_page(html) is html


@pytest.mark.parametrize("depth", [100, 300, 3000])
def test_deep_pages_lose_nothing(depth: int) -> None:
    """libxml2 drops what lies deeper than 255 elements, and more, without a word."""
    html = "<p>before</p>" + "<div>" * depth + "<p>deep</p>" + "</div>" * depth + "<p>after</p>"
    assert lines(html) == ["before", "deep", "after"]


def test_each_line_knows_its_place() -> None:
    """The path from the root, digits folded, the block's own tag, and how much of the line links."""
    page = extract_page('<main id="m7"><p class="lead story big x">See <a href=x>this one</a></p></main>')
    (block,) = page.blocks
    assert (block.path, block.tag, block.n_link_chars) == ("html/body/main#m0/p.lead.story.big", "p", 8)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(["<p>", "</p>", "<br>", "<td>", "x", " y ", "<a>", "</div>", "<svg>", "\n"])).map("".join)
)
def test_one_block_a_line(html: str) -> None:
    """`blocks[i]` tells of line i, and no line is empty or has white space at its ends."""
    page = extract_page(html)
    assert len(page.blocks) == (len(page.text.split("\n")) if page.text else 0)
    assert all(line == line.strip() and line for line in page.text.split("\n") if page.text)


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_is_a_page(html: str) -> None:
    """No input raises."""
    extract_page(html)


SENTENCES = [
    f"The ferry left the harbour at noon on day {n}, with {n} people and their luggage on board." for n in range(9)
]
OTHERS = [text.replace("ferry", "train") for text in SENTENCES * 2]


def with_data(body: str, *on_page: str, headline: str = "Ferry") -> str:
    data = json.dumps({"@graph": [{"@type": "NewsArticle", "headline": headline, "articleBody": body}]})
    return f'<script type="application/ld+json">{data}</script><h1>Ferry</h1>' + "".join(
        map("<p>{}</p>".format, on_page)
    )


def test_a_blank_line_in_a_cell_parts_paragraphs() -> None:
    """On pages that are laid out in a table; one break in a row of a table, or in a heading, parts nothing."""
    cells = "<tr><td><b>Storm</b><br>\n&nbsp;<br>It hit.<br>At noon.<br><br>It went.</td><td>x<br>y</td></tr>"
    assert extract_page(f"<table>{cells}</table>").text.split("\n") == ["Storm", "It hit. At noon.", "It went. | x y"]
    assert extract_page("<h1>Storm<br><br>hits</h1>").text == "Storm hits"


def test_readings_in_ruby_are_not_read() -> None:
    """Nor the brackets around them; the words that they annotate stay in their line."""
    assert extract_page("<p>町の<ruby>雁木<rp>（</rp><rt>がんぎ</rt><rp>）</rp></ruby>橋は</p>").text == "町の雁木橋は"
    assert extract_page("<p><ruby><rb>橋</rb><rtc><rt>はし</rt></rtc></ruby>を渡る</p>").text == "橋を渡る"


@pytest.mark.parametrize("opened", ["<template>", "<template shadowrootmode=open>", "<noscript>"])
def test_an_article_that_a_script_was_to_show_is_read(opened: str) -> None:
    """Where the page shows none; a shadow root's always, since a browser shows it without a script."""
    story = f"{opened}<article><h1>Ferry</h1><p>{SENTENCES[0]}</p></article></{opened[1:].split()[0].rstrip('>')}>"
    assert extract_page(f"<nav>Home</nav>{story}").text.split("\n") == ["Home", "Ferry", SENTENCES[0]]
    shown = extract_page(f"<main><p>{OTHERS[0]}</p><p>{OTHERS[1]}</p></main>{story}").text
    assert (SENTENCES[0] in shown) == ("shadowroot" in opened)


def test_a_template_of_a_card_is_not_read() -> None:
    """It holds no article."""
    assert extract_page("<h1>Ferry</h1><template><p>{{ title }} and more.</p></template>").text == "Ferry"


@pytest.mark.parametrize(
    "data",
    [
        '<script id="__NEXT_DATA__" type="application/json">{"props": {"story": {"title": "Ferry", "body": %s}}}'
        "</script>",
        '<script>window.__STATE__ = {"consent": {"title": "Privacy", "text": "<p>We use them.</p><p>Say no.</p>"},'
        ' "story": {"headline": "Ferry", "blocks": {"content": %s}}};</script>',
    ],
)
def test_an_article_in_the_data_of_a_framework_has_its_lines(data: str) -> None:
    """As markup or as a list of blocks; only of an object that is called what the page is."""
    markup = json.dumps("".join(map("<p>{}</p>".format, SENTENCES)))
    listed = json.dumps([{"type": "image", "url": "a.jpg"}, *({"type": "p", "text": text} for text in SENTENCES)])
    for body in (markup, listed):
        assert extract_page(f"<h1>Ferry</h1>{data % body}").text.split("\n") == ["Ferry", *SENTENCES]
        assert extract_page(f"<h1>Sign in</h1>{data % body}").text == "Sign in"
        shown = "".join(map("<p>{}</p>".format, OTHERS[:2]))
        assert extract_page(f"<h1>Ferry</h1>{shown}{data % body}").text.split("\n") == ["Ferry", *OTHERS[:2]]


def test_an_article_in_the_pages_data_alone_has_its_lines() -> None:
    """Below what the page shows, a paragraph a line, in blocks of their own."""
    read = extract_page(with_data("<p>" + "</p><p>".join(SENTENCES) + "</p>", "Please enable scripts."))
    assert read.text.split("\n") == ["Ferry", "Please enable scripts.", *SENTENCES]
    assert [block.tag for block in read.blocks[:2]] == ["h1", "p"]
    assert set(read.blocks[2:]) == {DATA_BLOCK}


@pytest.mark.parametrize(
    ("body", "on_page"),
    [
        pytest.param("\n".join(SENTENCES), SENTENCES, id="the page has it"),
        pytest.param("\n".join(SENTENCES), SENTENCES[:2], id="the page has its beginning"),
        pytest.param("\n".join(SENTENCES), OTHERS, id="it has more"),
        pytest.param("\n".join(SENTENCES), OTHERS[:3], id="it tells the same in other words"),
        pytest.param(SENTENCES[0], ["Please enable scripts."], id="a sentence"),
    ],
)
def test_what_a_page_shows_is_its_text(body: str, on_page: list[str]) -> None:
    """Its data repeat it, or know a part of it, or tell something else."""
    assert extract_page(with_data(body, *on_page)).text.split("\n") == ["Ferry", *on_page]


def test_data_of_another_story_are_not_the_pages_article() -> None:
    """Their headline says so; a longer or shorter one of the same story, or none, does not."""
    body = "\n".join(SENTENCES)
    assert extract_page(with_data(body, headline="Other story of the week")).text == "Ferry"
    for headline in ("Ferry leaves harbour", "Ferry", ""):
        assert SENTENCES[0] in extract_page(with_data(body, headline=headline)).text
