"""HTML pages: trafilatura's article, the page's own fields, the title never twice."""

import json
import re
import unicodedata
from typing import Any

import pytest

from copydesk.errors import ArticleError
from copydesk.read.page import extract_page
from copydesk.rebuild import apply_edits, rebuild_article
from copydesk.records import Article, Decoding, Edit
from copydesk.strip import strip_article

BODY = [
    "The council voted on Monday to close the old bridge, which has carried traffic since 1931.",
    "Engineers said the steel had weakened, and that repairs would cost more than a new crossing would.",
    "“We have no choice,” the mayor told reporters, adding that work would begin in the spring of next year.",
    "Residents on the east bank will have to drive eleven kilometres further until the new one opens.",
]
BODY_MORE = [f"{sentence.rstrip('.')}, and nobody on the west bank said otherwise." for sentence in BODY]
TITLE = "Council closes the old bridge to all traffic"
STANDFIRST = "Repairs to the steel would cost more than a new crossing, engineers say"
LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebPage", "name": "Not this"},
        {
            "@type": "NewsArticle",
            "headline": TITLE,
            "description": STANDFIRST,
            "datePublished": "2021-12-07T21:05:00Z",
            "author": [{"@type": "Person", "name": "Ann Other"}, {"@type": "Person", "name": "Some Body"}],
        },
    ],
}
MENU = "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav>"
FOOT = (
    "<div class=related><h3>Most read</h3><a href=/1>River rises to its highest level since records began</a></div>"
    "<footer><p>© 2021 The Example</p><a href=/p>Privacy policy</a></footer>"
)


def page(body: list[str] = BODY, *, head: str = "", above: str = "", below: str = "", title: str = TITLE) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    return (
        f"<html lang=en-GB><head><title>{title} - The Example</title>{head}</head><body>{MENU}"
        f"<article><h1>{title}</h1>{above}<div class=content>{paragraphs}</div>{below}</article>{FOOT}</body></html>"
    )


def article_of(html: str, **fields: Any) -> Article:
    text = extract_page(html).text
    given = {
        "article_id": "a",
        "outlet": "",
        "source_path": "a.html",
        "source_sha256": "0",
        "media_type": "text/html",
        "decoding": Decoding(encoding="utf-8", method="utf-8"),
        "source_text": text,
        "text": text,
        "html": html,
        "page_blocks": extract_page(html).blocks,
    }
    return Article(**{**given, **fields})


def strip(html: str, **fields: Any) -> Article:
    return strip_article(article_of(html, **fields))


def removed(article: Article) -> dict[str, tuple[str, str]]:
    return {removal.text: (removal.reason, removal.rule) for removal in article.removals}


def test_the_article_is_kept_and_nothing_else() -> None:
    """Paragraphs in order; the page's text is rebuilt from what was kept and removed."""
    html = page()
    stripped = strip(html)
    assert stripped.text.split("\n\n") == BODY
    assert stripped.html is None
    assert rebuild_article(stripped) == extract_page(html).text


def test_fields_from_structured_data() -> None:
    """Byline, time and title from JSON-LD, language from the root element, address and outlet from the head."""
    head = (
        f'<script type="application/ld+json">{json.dumps(LD)}</script>'
        '<meta property="og:site_name" content="The Example"><link rel="canonical" href="/bridge">'
    )
    stripped = strip(page(head=head), url="https://example.org/x?y=1")
    assert stripped.title == TITLE
    assert stripped.byline == "Ann Other, Some Body"
    assert stripped.published == "2021-12-07T21:05:00+00:00"
    assert (stripped.language, stripped.outlet) == ("en", "example.org")
    assert stripped.url == "https://example.org/x?y=1", "what the source says stays"
    assert strip(page(head=head)).url is None, "a relative address without a base is none"


@pytest.mark.parametrize(
    ("given", "published"),
    [
        ("2022-03-01T10:00:00Z", "2021-12-07"),
        ("2021-12-07T21:05:00Z", "2021-12-07T21:05:00Z"),
        (None, "2021-12-07"),
    ],
)
def test_a_given_day_fills_what_the_page_does_not_say(given: str | None, published: str) -> None:
    """The page's own day counts; a given one where it says the same more exactly, or where the page has none."""
    head = '<meta name=date content="7 Dec 2021">'
    assert strip(page(head=head), published=given).published == published
    assert strip(page(), published=given).published == given


def test_fields_from_meta_elements() -> None:
    """Where there is no JSON-LD."""
    head = (
        '<meta property="og:title" content="Other"><meta name=author content="By Ann Other">'
        '<meta name=date content="7 Dec 2021">'
    )
    stripped = strip(page(head=head))
    assert (stripped.byline, stripped.published) == ("Ann Other", "2021-12-07")
    assert stripped.title == TITLE, "the only h1 is the title, whatever og:title says"


def test_an_article_in_the_pages_data_alone_is_the_article() -> None:
    """A script was to write it into the page; what stands there is a caption and a notice."""
    data = {**LD, "@graph": [{**LD["@graph"][1], "articleBody": "\n".join(BODY + BODY_MORE)}]}  # type: ignore[dict-item]
    notice = "Engineers inspect the bridge on a rainy morning, before it was closed for good to all of the traffic."
    html = page([notice], head=f'<script type="application/ld+json">{json.dumps(data)}</script>')
    stripped = strip(html)
    assert stripped.title == TITLE
    assert stripped.text.split("\n\n") == BODY + BODY_MORE
    assert removed(stripped)[notice][1] == "page.trafilatura"


@pytest.mark.parametrize(
    ("above", "byline", "published"),
    [
        pytest.param(
            '<p>by <a rel=author href=/a>Ann Other</a></p><time class="entry-date published" datetime="2021-12-07">',
            "Ann Other",
            "2021-12-07",
            id="rel and class",
        ),
        pytest.param(
            '<span itemprop=author>By Ann Other</span><meta itemprop="datePublished" content="2021-12-07">',
            "Ann Other",
            "2021-12-07",
            id="microdata",
        ),
        pytest.param("<p class=byline>By Ann Other | The Example</p>", "Ann Other", None, id="a line of the page"),
        pytest.param(
            "".join(f"<a rel=author href=/{name}>{name} Other</a> " for name in ("Ann", "Bob", "Cid")),
            None,
            None,
            id="many",
        ),
        pytest.param("<a rel=author href=/p>Posts by Ann Other</a>", "Ann Other", None, id="a link's wording"),
        pytest.param("<a rel=author href=/p>Admin</a>", None, None, id="an account"),
    ],
)
def test_fields_that_elements_mark_up(above: str, byline: str | None, published: str | None) -> None:
    """Where the page's data do not fill them; names alone. Many authors are those of other stories."""
    stripped = strip(page(above=f"<div>{above}</div>"))
    assert stripped.byline == byline
    assert stripped.published == published or published is None


@pytest.mark.parametrize(
    "marked",
    [
        '<aside>Older: <time class="entry-date" datetime="2011-03-04">March</time></aside>',
        "<aside>More: <a rel=author href=/p>Ann Other</a></aside>",
        '<p>Draft of <time class="unpublished" datetime="2011-03-04">March</time></p>',
    ],
)
def test_what_stands_beside_the_article_marks_up_none_of_its_fields(marked: str) -> None:
    """A wrong day decides which copy is the first; better none."""
    stripped = strip(page(below=marked))
    assert (stripped.byline, stripped.published) == (None, None)


def test_an_outlets_name_is_no_articles_title() -> None:
    """Some pages call all their articles by it; the title element knows better."""
    head = '<meta property="og:title" content="example-news.com"><meta property="og:site_name" content="Example News">'
    assert strip(page(head=head).replace(f"<h1>{TITLE}</h1>", "")).title == f"{TITLE} - The Example"


def test_broken_structured_data_is_left() -> None:
    """Bad JSON, endless nesting, wrong types."""
    for bad in ("{", "[" * 5000, '{"@type": "NewsArticle", "headline": 5, "author": {"name": {"x": 1}}}', "null"):
        assert strip(page(head=f'<script type="application/ld+json">{bad}</script>')).text.split("\n\n") == BODY


def test_the_title_stands_nowhere_twice() -> None:
    """A copy of the h1 in the body is a removal with a reason."""
    stripped = strip(page([TITLE, *BODY]))
    assert stripped.title == TITLE
    assert TITLE not in stripped.text
    assert [r.reason for r in stripped.removals if r.text == TITLE] == ["repeated"]


def test_a_standfirst_by_its_elements_name() -> None:
    """It becomes a field, and is not in the body."""
    stripped = strip(page(above=f"<p class=article-standfirst>{STANDFIRST}.</p>"))
    assert stripped.standfirst == STANDFIRST + "."
    assert stripped.text.split("\n\n") == [STANDFIRST + ".", *BODY]


def test_a_first_paragraph_that_the_description_repeats_stays() -> None:
    """Many descriptions are the first paragraph's copy: it stands where the paragraphs stand."""
    stripped = strip(page(head=f'<meta name=description content="{BODY[0]}">'))
    assert stripped.standfirst is None
    assert stripped.text.split("\n\n") == BODY


def test_an_article_in_an_element_named_summary_stays() -> None:
    """A name that the whole body carries tells nothing."""
    stripped = strip(page().replace("class=content", "class=entry-summary"))
    assert stripped.standfirst is None
    assert stripped.text.split("\n\n") == BODY


CAPTION = "The bridge at night in May"
BIO = "Ann Other has covered bridges since 1998."
PROMO = "Ten bakeries that our critics liked best this year."


@pytest.mark.parametrize(
    ("below", "text", "reason"),
    [
        (f"<figure><img src=x><figcaption>{CAPTION}</figcaption></figure>", CAPTION, "caption"),
        (f"<div class=author-bio><p>{BIO}</p></div>", BIO, "byline"),
        (f"<div class=promo-box><p>{PROMO}</p></div>", PROMO, "related_link"),
    ],
)
def test_furniture_by_its_place(below: str, text: str, reason: str) -> None:
    """Whether trafilatura kept it or not, its element's name gives the reason."""
    stripped = strip(page(below=below))
    assert removed(stripped)[text][0] == reason
    assert stripped.text.split("\n\n") == BODY


CARD = "<a href=/1><div><h3>Ferry company sells its last steamer to a museum</h3></div></a>"
CUT = "<p class='text line-clamp-3'>The museum on the coast has bought the last steamer of the ferry company.</p>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [(CARD, "Ferry company sells its last steamer to a museum"), (CUT, CUT.split(">")[1].removesuffix("</p"))],
)
def test_another_storys_card_goes(inside: str, text: str) -> None:
    """Blocks inside one link, and text that style cuts to some lines, wherever they stand."""
    html = page([*BODY, *BODY_MORE]).replace("<p>Residents", f"{inside}<p>Residents", 1)
    stripped = strip(html)
    assert text not in stripped.text
    assert removed(stripped)[text][0] == "related_link"


def test_a_linked_subheading_stays() -> None:
    """A heading that is the link's only content heads a section: products and anchors are linked so."""
    head = "<a href=#east><h2>What the east bank says</h2></a>"
    assert "What the east bank says" in strip(page().replace("<p>Residents", f"{head}<p>Residents")).text


def test_the_pages_data_tell_where_the_article_ends() -> None:
    """What stands below their last line, and not where the paragraphs stand, goes; a shorter copy tells nothing."""
    note = "<div class=last><p>Ann Other has crossed most of them on foot.</p></div>"
    body = [*BODY, *BODY_MORE]
    for data, kept in ((" ".join(body), False), (" ".join(body[:4]), True)):
        script = json.dumps({"@type": "NewsArticle", "articleBody": data})
        html = page(body, head=f'<script type="application/ld+json">{script}</script>', below=note)
        assert ("crossed most of them" in strip(html).text) == kept


@pytest.mark.parametrize(
    "first",
    [
        pytest.param("<h2>Why the old bridge has to go</h2>", id="the first of several subheadings"),
        pytest.param("<ul><li>Seven of nine members voted for it</li></ul>", id="an item of a list"),
        pytest.param(f"<p>Why the old bridge has to go</p><p>{BODY[0]}</p><p>Costs first</p>", id="a line of the text"),
    ],
)
def test_the_texts_first_line_is_no_standfirst(first: str) -> None:
    """Though it is no sentence, and stands straight under the title."""
    body = f"{first}<p>{BODY[0]}</p><h2>What comes instead of it</h2><p>{BODY[1]}</p><p>{BODY[2]}</p><p>{BODY[3]}</p>"
    stripped = strip(page().replace("<div class=content>", f"<div class=content>{body}"))
    assert stripped.standfirst is None
    assert re.sub(r"<.*?>", " ", first).split()[0] == stripped.text.split()[0]


def test_a_lone_headline_under_the_title_is_the_standfirst() -> None:
    """Nothing of its kind stands below."""
    html = page().replace("<div class=content>", f"<div class=content><h2>{STANDFIRST}</h2>")
    assert strip(html).standfirst == STANDFIRST


@pytest.mark.parametrize(
    ("heading", "meta"),
    [
        pytest.param("h3", f"{TITLE}_Example Daily", id="a heading, the outlet behind"),
        pytest.param("h2", f"Example Daily | {TITLE}", id="a heading, the outlet before"),
        pytest.param("div class=tit", f"{TITLE}-Example", id="no heading"),
    ],
)
def test_the_title_is_found_without_an_h1(heading: str, meta: str) -> None:
    """One part of what the page's data call it, which a heading says, or a line above the text."""
    html = page().replace(f"<title>{TITLE} - The Example", f"<title>{meta}")
    html = html.replace(f"<h1>{TITLE}</h1>", f"<{heading}>{TITLE}</{heading.split()[0]}>")
    stripped = strip(html)
    assert stripped.title == TITLE
    assert TITLE not in stripped.text


def test_a_linked_section_is_no_title() -> None:
    """Nor is a line below the first paragraph, though the page's data have it in their title."""
    html = page(above="<div><a href=/s>Bridges and roads</a></div>").replace(f"<h1>{TITLE}</h1>", "")
    html = html.replace(f"<title>{TITLE} - The Example", "<title>Bridges and roads | The Example | Old town news")
    html = html.replace(f"<p>{BODY[2]}</p>", f"<p>{BODY[2]}</p><h2>Old town news</h2>")
    stripped = strip(html)
    assert stripped.title == "Bridges and roads | The Example | Old town news"
    assert "Old town news" in stripped.text


def test_letters_with_accents_apart_are_found() -> None:
    """trafilatura joins them; the page's line comes out whole, as it stands there."""
    body = [unicodedata.normalize("NFD", text.replace("e", "é")) for text in BODY]
    assert strip(page(body)).text.split("\n\n") == body


COMMENT = (
    "<div class=comment><p class=date>Posted by: Somebody of the east bank, 27 September | 15:22</p><p>{}</p></div>"
)
COMMENTS = "".join(map(COMMENT.format, [text.replace("The", "That old") for text in BODY + BODY_MORE]))


def test_comments_below_an_article_go_however_many() -> None:
    """With the lines that say who wrote them and when."""
    stripped = strip(page(below=f"<section>{COMMENTS}</section>"))
    assert stripped.text.split("\n\n") == BODY


def test_an_article_in_elements_named_as_comments_are_stays() -> None:
    """As opinions are: nothing else on the page is an article above it."""
    opinion = "".join(f"<div class=respond-text><p>{text}</p></div>" for text in BODY + BODY_MORE)
    html = page().replace("".join(f"<p>{text}</p>" for text in BODY), opinion)
    assert strip(html).text.split("\n\n") == BODY + BODY_MORE


def test_a_paragraph_longer_than_all_that_follows_is_no_standfirst() -> None:
    """A short report is its first paragraph, which its description repeats."""
    first = "".join(BODY)
    head = f'<meta name=description content="{first}">'
    stripped = strip(page(BODY[3:], head=head, above=f"<div><p>{first}</p></div>"))
    assert stripped.standfirst is None
    assert first in stripped.text


POST = (
    '<blockquote class="twitter-tweet"><p>The bridge will stand in two years. <a href=/x>pic.twitter.com/abc</a></p>'
    "&mdash; Ann Mayor (@annmayor) <a href=/y>May 3, 2024</a></blockquote>"
)


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        (POST, ["The bridge will stand in two years. pic.twitter.com/abc"]),
        ("<ul><li>A toll of two euros</li><li>Two lanes</li></ul>", ["A toll of two euros", "Two lanes"]),
        ("<ol><li>A toll of two euros</li><li>Two lanes</li></ol>", ["A toll of two euros", "Two lanes"]),
        ("<h2>What the new bridge costs</h2>", ["What the new bridge costs"]),
        ("<p><strong>What the bank says</strong></p>", ["What the bank says"]),
        (
            "<table><tr><th>Year</th><th>Cars</th></tr><tr><td>1931</td><td>200</td></tr></table>",
            ["Year | Cars", "1931 | 200"],
        ),
    ],
    ids=["embedded post", "list", "numbered list", "subheading", "bold subheading", "table"],
)
def test_what_belongs_to_the_article_stays(inside: str, lines: list[str]) -> None:
    """Whole: a list with its short items, a post but for its signature."""
    stripped = strip(page().replace("<p>Residents", f"{inside}<p>Residents"))
    assert stripped.text.split("\n\n") == [*BODY[:3], *lines, BODY[3]]


def test_an_article_in_a_card_stays() -> None:
    """Names of places take a small part of a page's text at most."""
    assert strip(page().replace("class=content", "class=story-card")).text.split("\n\n") == BODY


def test_menus_and_footers_have_reasons() -> None:
    """What trafilatura left out is explained as far as words, place and links tell."""
    reasons = removed(strip(page()))
    assert reasons["Home"] == ("navigation", "page.trafilatura")
    assert reasons["© 2021 The Example"][0] == "copyright"
    assert reasons["River rises to its highest level since records began"][0] == "related_link"


def test_a_sentence_beside_a_menu_is_no_menu() -> None:
    """What a side column or a foot has besides links is outside the article, and no more is known about it."""
    said = "The Example is the newspaper of the river towns, and has been since they had a bridge."
    foot = f"<footer><p>{said}</p><p>River towns, bridges, lakes, ferries</p><p><a href=/about>{said[:-1]} now.</a></p>"
    reasons = removed(strip(page().replace("</body>", f"{foot}</footer></body>")))
    assert reasons[said] == ("boilerplate", "page.trafilatura")
    assert reasons["River towns, bridges, lakes, ferries"] == ("navigation", "page.trafilatura")
    assert reasons[f"{said[:-1]} now."] == ("navigation", "page.trafilatura")


def test_repaired_text_is_what_comes_out() -> None:
    """trafilatura saw the page unrepaired; its lines are found again, and the edits are kept as evidence."""
    body = [BODY[0], "The mayor of MÃ¼nchen said so, and the council agreed with him on every point.", *BODY[1:]]
    html = page(body)
    text = extract_page(html).text
    at = text.index("Ã¼")
    edit = Edit(start_char=at, end_char=at + 2, before="Ã¼", after="ü", stage="repair", rule="mojibake")
    stripped = strip(html, text=apply_edits(text, (edit,)), edits=(edit,))
    assert "The mayor of München said so" in stripped.text
    assert rebuild_article(stripped) == text


def test_a_page_too_deep_for_trafilatura_is_judged_by_its_text() -> None:
    """Nothing of the article is lost to libxml2's limit."""
    html = page().replace("<article>", "<div>" * 400).replace("</article>", "</div>" * 400)
    assert strip(html).text.split("\n\n") == BODY


HEADLINES = "".join(f"<h2><a href=/{i}>Council closes bridge number {i} to traffic</a></h2>" for i in range(30))
CONSENT = "<p>We use cookies to improve your experience.</p><button>Accept all</button>"


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<p>Not found</p>", id="error page"),
        pytest.param(f"<h1>News</h1>{HEADLINES}", id="section front"),
        pytest.param(f"<div class=cookie>{CONSENT}</div>", id="consent wall"),
    ],
)
def test_a_page_without_an_article_is_refused(body: str) -> None:
    """It goes into quarantine as `no_article`, not into the archive."""
    with pytest.raises(ArticleError) as caught:
        strip(f"<html><body>{body}</body></html>")
    assert caught.value.reason == "no_article"


def test_the_same_page_gives_the_same_article() -> None:
    """trafilatura's own deduplication remembers other documents; it is off."""
    assert strip(page()) == strip(page())
