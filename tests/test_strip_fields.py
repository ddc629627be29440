"""Title, byline, date and language of a page, from its data and from what its head shows."""

import json
from typing import Any

import pytest

from copydesk.filters import strip
from copydesk.language import language_code
from copydesk.records import Article
from copydesk.strip.lines.shape import is_sentence
from copydesk.strip.pages.byline import settle_byline, without_outlets
from copydesk.strip.texts.bylines import byline_names, is_label, person_names

TITLE = "Council closes the old fish market"
BODY = "".join(
    f"<p>{sentence}</p>"
    for sentence in (
        "The harbour council of Eastmere voted on Tuesday to close the old fish market after the winter of this year.",
        "Traders said they had been told of the plan only a week before, and that nobody had asked what it would cost.",
        "A new hall beside the railway yard should open in the spring, with cold rooms and a canteen, the plan says.",
        "Opponents have collected 4,100 signatures, enough to force a debate in the city parliament next month.",
    )
)


def fields(head: str = "", *, title: str = TITLE, data: Any = None, below: str = "", meta: str = "") -> Article:
    """The article of a page that shows `head` between title and text, and whose metadata are `data` and `meta`."""
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    page = f"<html lang=en><head><title>{TITLE} - Eastmere Courier</title>{meta}{script}</head><body><a>Home</a>"
    return strip(html=f"{page}<article><h1>{title}</h1>{head}{BODY}</article>{below}</body></html>")


def article_data(**properties: Any) -> dict[str, Any]:
    return {"@type": "NewsArticle", "headline": TITLE, **properties}


@pytest.mark.parametrize(
    "head, byline",
    [
        ("<div class=byline>Monday August 25, 2025 10:05 am by Jule Corvin</div>", "Jule Corvin"),
        ("<div class=meta><span>By</span><a>Jo Reed</a> - <time>May 2, 2024</time></div>", "Jo Reed"),
        ("<div><p class=author>Article by:</p><p class=author>Cara Dumont</p></div>", "Cara Dumont"),
        ("<ul class=authors><li>Nora Falk</li><li>Ben Ortiz</li></ul>", "Nora Falk, Ben Ortiz"),
        ("<p>By Brett Cole, Privacy and Digital Security Expert &amp; Gina Petri, Home Security Expert</p>",
         "Brett Cole, Gina Petri"),
        ("<div class=byline>Von Anna Segers, Frankfurt</div>", "Anna Segers"),
        ("<p class=author>Par Léa Hane, Sylvain Brun</p>", "Léa Hane, Sylvain Brun"),
        ("<div class=byline>Guide by Will Rudd Former Deputy Tech Editor</div>", "Will Rudd"),
        ("<p class=byline>Reuters</p>", "Reuters"),
        ("<div class=meta>September 1st, 2023 By Emily Norwood In Schools</div>", "Emily Norwood"),
        ("<div class=date-and-author>Dec 17, 2025Julian K. Arni</div>", "Julian K. Arni"),
        ("<div class='author-image-right'>By Shelby Loos, DVM. Reviewed by Molly Price, DVM</div>", "Shelby Loos"),
        ("<aside class=post-author>Katie Liguori</aside>", "Katie Liguori"),
        ("<div class='author md:[grid-area:sidebar]'>Edzel Tabing</div>", "Edzel Tabing"),
        # No byline: a picture's credit, another story's, a role, a phrase.
        ("<figure><img><figcaption class=author>Photo by Mike Blake</figcaption></figure>", None),
        ("<div class=teaser-card><span class=author>Rafael Jasko</span></div>", None),
        ("<p class=author-title>Head of Marketing</p>", None),
        ("<p class=byline>By the sea</p>", None),
        ("<p>Reviewed by Molly Price, DVM</p>", None),
        ("<p class=author>Text Link</p>", None),
        ("<p class=author>Written By Feb 11, 2019</p>", None),
        ("<aside class=post-teaser>Katie Liguori</aside>", None),
    ],
)  # fmt: skip
def test_the_head_shows_who_wrote_it(head: str, byline: str | None) -> None:
    """In an element named so or behind a "By", without places, roles, days and accounts."""
    assert fields(head).byline == byline


def test_a_person_is_asked_for_before_the_publisher() -> None:
    """The publisher as its own article's author is believed where the page names nobody."""
    data = article_data(author={"@type": "Organization", "name": "Courier"}, publisher={"name": "Courier"})
    assert fields("<div class=byline><a rel=author>Lisa Kaspar</a>, Courier</div>", data=data).byline == "Lisa Kaspar"
    assert fields(data=data).byline == "Courier"


def test_a_domain_wrote_nothing() -> None:
    """Nor the site; the agency that a page names beside itself did."""
    data = article_data(author={"@type": "Organization", "name": "courier.test"})
    assert fields(data=data).byline is None
    agency = '<meta itemprop="articleAuthor" content="Harbour Wire">'
    assert fields(data=data, meta=agency).byline == "Harbour Wire"


@pytest.mark.parametrize(
    "author",
    ["a.segers@post.example", "105092", "admin", "https://social.example/post", "@jo", "asegers4", "annasegers"],
)
def test_addresses_numbers_and_accounts_are_no_authors(author: str) -> None:
    """The name that the page shows is one."""
    meta = f'<meta name=author content="{author}">'
    assert fields(meta=meta).byline is None
    assert fields("<p class=byline>Anna Segers</p>", meta=meta).byline == "Anna Segers"


def test_who_built_the_site_is_no_author() -> None:
    """Its head credits a designer; the article's own author is marked up, too."""
    page = (
        "<html><body><header><a rel=author>Design</a> <a rel=author>Build: Mika Gruen</a></header><main><article>"
        f"<h1>{TITLE}</h1><div>5 October 2025 <span class='author vcard'>Ivo Kessel</span></div>{BODY}</article></main>"
    )
    assert strip(html=page).byline == "Ivo Kessel"


@pytest.mark.parametrize(
    "line, names",
    [
        ("By Jane DoeJohn Roe", ["Jane Doe", "John Roe"]),
        ("By Jane DoeSenior Editor", ["Jane Doe"]),
        ("By Jane DoeMar 14, 202434 min read", ["Jane Doe"]),
        ("Written byJane Doe", ["Jane Doe"]),
        ("AuthorJane Doe4 comments", ["Jane Doe"]),
        ("By Jane Doe Staff Writer", ["Jane Doe"]),
        ("Von Jane Doe Korrespondentin", ["Jane Doe"]),
        ("By Jane Doe, Chief Marketing Officer, AI at Work, Gizmo Works", ["Jane Doe"]),
        ("By Jane Doe and John Roe / Harbour News Staff Writers", ["Jane Doe", "John Roe"]),
        ("Written by Jane Doe, John Roe, and Ann Poe", ["Jane Doe", "John Roe", "Ann Poe"]),
        ("Oprac. Jane Doe", ["Jane Doe"]),
        ("Interview: Jane Doe", ["Jane Doe"]),
        ("Text und Interview: Jane Doe", ["Jane Doe"]),
        ("Автор: Иван Петров", ["Иван Петров"]),
        # A capital inside a name, a month or a role that is one, an interview of somebody.
        ("By Jane McDonald and John LaRue", ["Jane McDonald", "John LaRue"]),
        ("By Arricca Elin SanSone", ["Arricca Elin SanSone"]),
        ("By Theresa May", ["Theresa May"]),
        ("By Ngo Thi Mai", ["Ngo Thi Mai"]),
        ("By Judith Head", ["Judith Head"]),
        ("Interview with Jane Doe", []),
        ("Text Jane Doe", []),
        ("Von der Leyen warnt", []),
    ],
)
def test_names_stand_alone(line: str, names: list[str]) -> None:
    """Without what an element's end ran together with them, roles and offices; names that only look so stay whole."""
    assert byline_names(line, named=False) == names


def test_menus_above_the_title_name_nobody() -> None:
    """ "By Industry" has the form of a byline."""
    page = (
        "<html><body><ul><li>By Event Type</li><li>By Industry</li><li>Door Straps</li></ul><ul>"
        + "<li><a>Menu</a></li>" * 9
        + f"</ul><article><h1>{TITLE}</h1>{BODY}</article></body></html>"
    )
    assert strip(html=page).byline is None


def test_a_byline_under_the_title_is_neither_text_nor_standfirst() -> None:
    """Though the extractor took it for the text's first line; a subheading that begins like one stays."""
    line = "<div class=author-line><p>Written By: Celeste Longer, Gardener and Astrologer</p></div>"
    article = fields(line)
    assert (article.byline, article.standfirst) == ("Celeste Longer", None)
    assert "Celeste" not in article.text
    assert "By the harbour wall" in fields("<h2>By the harbour wall</h2>").text


def test_data_and_head_settle_who_wrote_it() -> None:
    """The head where it names more, or the data an account; else the data."""
    assert settle_byline("Marlene Holm", ["Ingrid Borg", "Marlene Holm"]) == "Ingrid Borg, Marlene Holm"
    assert settle_byline("mholm", ["Marlene Holm"]) == "Marlene Holm"
    assert settle_byline("marlene holm", ["Marlene Holm"]) == "Marlene Holm"
    assert settle_byline("Ada Lund and Bo Ek", ["Ada Lund"]) == "Ada Lund and Bo Ek"
    assert settle_byline("Ada Lund", ["Bo Ek"]) == "Ada Lund"
    assert settle_byline("dpa", ["Bo Ek"]) == "dpa"
    assert settle_byline(None, []) is None


def test_names_of_data_are_names_alone() -> None:
    """Labels and mail addresses go, the page's own names are another's."""
    assert person_names("Written by: Jo Reed") == person_names("Autor: Jo Reed jo@post.example") == ["Jo Reed"]
    assert without_outlets(["Jo Reed", "The Post", "post.example"], ["The Post", "post.example"]) == ["Jo Reed"]
    assert without_outlets(["Postel Reed"], ["Post"]) == ["Postel Reed"]
    assert without_outlets(["Brian Porter USA TIMES"], ["USA Times"]) == ["Brian Porter"]
    assert person_names("Benjamin Johns, Sr. Director of Operations, Atlas Van Lines") == ["Benjamin Johns"]
    assert person_names("The Harbour Team") == ["The Harbour Team"]
    assert person_names("Jane Doe und John Roe, Nairobi") == ["Jane Doe", "John Roe"]
    office = "Jane Doe, Master Gardener & Garden Guide"
    assert person_names(office) == [office]
    assert person_names("Jane Doe, John Roe, Harbour Data Team") == ["Jane Doe, John Roe, Harbour Data Team"]
    assert person_names("dpa/jo") == ["dpa/jo"]
    assert byline_names("Read more about the vote", named=True) == []


@pytest.mark.parametrize(
    "head, data, day",
    [
        (
            "<p class=date>Published 3:02 p.m. Nov. 19, 2019</p>",
            {"datePublished": "0001-01-01T00:00:00Z"},
            "2019-11-19",
        ),
        ("<p class=info>06.01.2026, 5 minutes</p>", {}, "2026-01-06"),
        ("<p class=date>19 November 2019</p>", {"datePublished": "2019-11-18"}, "2019-11-18"),
        ("<figure><figcaption>Taken on 2 May 2011</figcaption></figure>", {}, None),
        ("", {"datePublished": "0001-01-01"}, None),
        ("<p class=date>Updated 9 May 2024</p><p class=date>Published 7 May 2024</p>", {}, "2024-05-07"),
        ("<p class=date>Last updated</p><p class=date>9 May 2024</p><p class=date>7 May 2024</p>", {}, "2024-05-07"),
        ("<p class=date>Updated 9 May 2024</p><p class=date>Next on 12 May 2024</p>", {}, "2024-05-09"),
        ("<p><time datetime='2024-05-07T09:00Z'>May 7, 2024</time></p>", {}, "2024-05-07"),
        ("<p><time datetime='2024-05-07T09:00Z'>in spring</time></p>", {}, None),
        ("", {"datePublished": "2024-05-09T10:00Z", "dateModified": "2024-05-09T10:00Z"}, "2024-05-09"),
    ],
)
def test_the_day_is_a_day_of_the_article(head: str, data: dict[str, str], day: str | None) -> None:
    """Not a template's empty field, nor a picture's."""
    assert (fields(head, data=article_data(**data)).published or "")[:10] == (day or "")


def test_the_first_day_is_told_from_the_last_change() -> None:
    """Where the data repeat the day of the last change as the first, and another place knows better."""
    changed = article_data(datePublished="2024-05-09T10:00Z", dateModified="2024-05-09T10:00Z")
    first = '<meta property="article:published_time" content="2022-01-02T08:00:00Z">'
    assert (fields(data=changed, meta=first).published or "")[:10] == "2022-01-02"
    later = article_data(datePublished="2024-05-08T10:00Z", dateModified="2024-05-09T10:00Z")
    assert (fields(data=later, meta=first).published or "")[:10] == "2024-05-08"


@pytest.mark.parametrize(
    "kind, day", [("WebPage", "2019-12-12"), ("Recipe", "2019-12-12"), ("CollectionPage", None), ("JobPosting", None)]
)
def test_the_page_says_its_day_where_no_article_does(kind: str, day: str | None) -> None:
    """A list's day is none of its articles'."""
    assert fields(data={"@type": kind, "datePublished": "2019-12-12"}).published == day


def test_a_comments_day_and_name_are_not_the_articles() -> None:
    """Below the article stand only readers."""
    below = (
        "<section class=comments><div class=comment><span class=author>Otto Tern</span>"
        "<time class=published datetime='2025-08-26'>26 August 2025</time><p>They should ask.</p></div></section>"
    )
    assert (fields(below=below).published, fields(below=below).byline) == (None, None)


@pytest.mark.parametrize(
    "shown, said, title",
    [
        ("<span>Premier League</span><span>Liverpool lose at Everton again</span>", "Liverpool lose at Everton again",
         "Liverpool lose at Everton again"),
        ("<span>Bank collapse</span><span>Regulators admit that they failed</span>",
         "Bank collapse: Regulators admit that they failed", "Bank collapse: Regulators admit that they failed"),
        ("How much does a meditation class cost?", "meditation class cost?", "How much does a meditation class cost?"),
        ("Liverpool lose at Everton again…", "Liverpool lose at Everton again...", "Liverpool lose at Everton again…"),
    ],
)  # fmt: skip
def test_a_kicker_is_not_glued_to_the_title(shown: str, said: str, title: str) -> None:
    """It goes, or is parted from it, as the page's data write it; a title's own beginning stays."""
    meta = f'<meta property="og:title" content="{said}">'
    assert fields(title=shown, meta=meta).title == title


@pytest.mark.parametrize(
    "heading, said, title",
    [
        ("<h1><div>Birthday</div>Survivor of the storm turns a hundred</h1>",
         "Birthday: Survivor of the storm turns a hundred", "Birthday: Survivor of the storm turns a hundred"),
        ("<h1>The Courier</h1><h2>A brief guide to the harbour</h2>", "A brief guide to the harbour - The Courier",
         "A brief guide to the harbour"),
        ("<h1>Customs news</h1><h1>The new duty on tobacco is law</h1>",
         "Customs - Customs news - The new duty on tobacco is law", "The new duty on tobacco is law"),
        ("<h1>The harbour duty: <span>who</span> pays</h1>", "The harbour duty : who pays",
         "The harbour duty: who pays"),
        ("<h1>Harbour works : what is new</h1>", "Harbour works: what is new", "Harbour works: what is new"),
        ("<h1>And finally… trouble brewing</h1>", "And finally&amp;amp;#8230; trouble brewing",
         "And finally… trouble brewing"),
        ("<h1>Porting a parser to it / Dec 2025</h1>", "Porting a parser to it", "Porting a parser to it"),
        ("<h1>Storms hit Eastmere, and all are asked to stay at home</h1>", "Storms hit Eastmere",
         "Storms hit Eastmere, and all are asked to stay at home"),
        ("<h1><span>Arms for Eastmere</span> Complaint was rejected</h1>", "Arms for Eastmere: Complaint was lodged",
         "Arms for Eastmere: Complaint was rejected"),
        ("<h1>The end of work“We only shift the chairs”</h1>", "The end of work - What will become of us",
         "The end of work - “We only shift the chairs”"),
        ("<h1>Eastmere Council resigns after the vote</h1>", "Eastmere: Council resigned",
         "Eastmere Council resigns after the vote"),
        ("<h1>The vote in the harbour / what it means</h1>", "The vote in the harbour",
         "The vote in the harbour / what it means"),
        ("<h1>The Courier</h1><h1>Traders fear for the market</h1>", "What the council wants to close",
         "Traders fear for the market"),
        ("", "Storm hits the coast of the north | The Courier", "Storm hits the coast of the north"),
        ("", "Storm hits the coast of the north | What we know", "Storm hits the coast of the north | What we know"),
    ],
)  # fmt: skip
def test_the_title_is_the_articles(heading: str, said: str, title: str) -> None:
    """Not the site's, the section's or the outlet's behind it, and whole where a heading parts it."""
    head = f'<meta property="og:title" content="{said}"><meta property="og:site_name" content="The Courier">'
    page = f"<html><head>{head}</head><body><a>Home</a><article>{heading}{BODY}</article></body></html>"
    assert strip(html=page).title == title


def test_a_heading_below_the_text_is_no_title() -> None:
    """Nor one word of the title that a section has for its name."""
    meta = '<meta property="og:title" content="Storm hits the coast of the north, planning goes on">'
    page = f"<html><head>{meta}</head><body><article>{BODY}<h1>A message from our founder</h1><h1>Planning</h1>{BODY}"
    assert strip(html=f"{page}</article></body></html>").title == "Storm hits the coast of the north, planning goes on"


def test_a_kicker_in_the_heading_is_no_paragraph() -> None:
    """It stands in the title."""
    heading = "<h1><div>The harbour's day</div>The city of great words</h1>"
    meta = '<meta property="og:title" content="The harbour\'s day: The city of great words">'
    page = f"<html><head>{meta}</head><body><article>{heading}{BODY}</article></body></html>"
    article = strip(html=page)
    assert article.title == "The harbour's day: The city of great words"
    assert article.text.startswith("The harbour council")


@pytest.mark.parametrize(
    "declared, code",
    [
        ("en", "en"), ("en-GB", "en"), ("nb", "no"), ("nb_NO", "no"), ("no", "no"), ("nn", "nn"), ("eng", "en"),
        ("utf-8", None), ("utf", None), ("kr", None), ("x-default", None), ("english", None), ("", None), (None, None),
    ],
)  # fmt: skip
def test_a_language_is_iso_639_1_or_none(declared: str | None, code: str | None) -> None:
    """Norwegian is "no", as it is detected."""
    assert language_code(declared) == code


def test_what_declares_no_language_is_detected() -> None:
    """A charset in its place says nothing."""
    assert fields(data=article_data(inLanguage="utf-8")).language == "en"


def test_a_byline_is_no_longer_than_160_characters() -> None:
    """What is longer tells more than who wrote the article."""
    line = "By Ann Other | " + "who has written for this paper since the old bridge was built. " * 3
    assert byline_names(line[:160], named=False) == ["Ann Other"]
    assert byline_names(line[:161], named=False) == []


def test_a_label_above_names_is_no_longer_than_30_characters() -> None:
    """What is longer is a sentence's beginning."""
    assert is_label("The opinion analysis essay by:")
    assert not is_label("The opinion analysis report by:")


def test_a_sentence_on_a_page_has_25_characters() -> None:
    """What is shorter may be a button: "Read it now."."""
    assert is_sentence("The bridge is open again.")
    assert not is_sentence("The bridge is shut, yes.")
