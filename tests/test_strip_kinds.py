"""Kinds of pages on which something was lost or came in, each with what must not change."""

import pytest

from copydesk.errors import ArticleError
from copydesk.filters import strip
from copydesk.records import Article

BODY = [
    "The harbour council of Eastmere voted on Tuesday to close the old fish market after the winter.",
    "Traders said they had been told of the plan only a week before, and that nobody had asked them.",
    "The council expects to save about two million crowns a year, most of it in repairs to the roof.",
    "A new hall beside the railway yard should open in the spring, with cold rooms and a canteen.",
    "Opponents have collected enough signatures to force a debate in the city parliament next month.",
]
TITLE = "Council closes the old fish market"
MENU = "<nav><ul><li><a href=/>Home</a></li><li><a href=/n>News</a></li></ul></nav>"


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def stripped(inside: str, *, below: str = "", head: str = "") -> Article:
    """The page's article, with its title above and the first paragraphs around what is `inside`."""
    return strip(
        html=f"<html><head><title>{TITLE}</title>{head}</head><body>{MENU}<main><article><h1>{TITLE}</h1>"
        f"{paragraphs(*BODY[:3])}{inside}{paragraphs(*BODY[3:])}</article></main>{below}</body></html>"
    )


POST = "I cannot thank these people enough, they have taught me what a market is, and I am grateful for it."


@pytest.mark.parametrize(
    "wrapper",
    [
        "div class=social-media-embed",
        "section class=embed-twitter",
        "div class=ArticleBody-socialEmbed",
        "div class=c-embedded-bluesky",
        "div",
    ],
)
def test_an_embedded_post_stays_in_every_wrapper(wrapper: str) -> None:
    """As what the paragraph above announces."""
    tag = wrapper.split()[0]
    quotation = f"<blockquote class=twitter-tweet><p>{POST}</p>&mdash; Lena (@lena) <a href=/1>May 1</a></blockquote>"
    article = stripped(f"<{wrapper}>{quotation}</{tag}>")
    assert POST in article.text


@pytest.mark.parametrize(
    "name",
    [
        "bluesky-embed",
        "mastodon-embed",
        "instagram-media",
        "fb-post",
        "reddit-embed-bq",
        "telegram-post",
        "tumblr-post",
    ],
)
def test_an_embedded_post_stays_of_every_network(name: str) -> None:
    """Its words; the signature that ends in its date goes, as in texts."""
    signature = "&mdash; Lena (@lena) <a href=/1>May 1, 2024</a>"
    article = stripped(f"<blockquote class={name}><p>{POST}</p>{signature}</blockquote>")
    assert POST in article.text
    assert [removal.rule for removal in article.removals if "@lena" in removal.text] == ["text.embedded_post"]


def test_buttons_to_follow_are_no_embedded_post() -> None:
    """Whatever network they name."""
    article = stripped("<div class=social-media-follow><p>Follow us on Twitter</p></div>")
    assert article.text.split("\n\n") == BODY


@pytest.mark.parametrize("line", ["FIRE IN OLD TOWN HOTEL LEAVES FORTY HOMELESS", ">> Fire in the old town hotel"])
def test_a_link_that_shouts_between_two_paragraphs_goes(line: str) -> None:
    """Another story's headline, or the app's."""
    assert stripped(f"<p><a href=/fire><b>{line}</b></a></p>").text.split("\n\n") == BODY


def test_a_link_that_the_article_speaks_stays() -> None:
    """A source, a product, a subheading that leads to more."""
    line = "The plan for the new hall beside the railway yard"
    assert line in stripped(f"<p><a href=/plan>{line}</a></p>").text


def test_a_hover_card_does_not_stand_in_the_sentence() -> None:
    """What shows itself under the pointer alone; the word that it explains stays."""
    card = "<span class=rollover-people-block><a href=/a>Harbour tax splits the council</a></span>"
    article = stripped(
        f"<p>The mayor, <span class=rollover><a href=/m>Tomas Belling</a>{card}</span>, called it hard.</p>"
    )
    assert "The mayor, Tomas Belling, called it hard." in article.text
    word = stripped("<p>The mayor was glad of the <span class=tooltip>quorum</span> that the council had reached.</p>")
    assert "glad of the quorum that" in word.text


def test_other_stories_longer_than_the_article_stay_out() -> None:
    """Texts at one place below, each under its linked headline."""
    story = "<li><div class=t><a href=/{n}>{n}: a long headline of story</a></div><div class=d>{text}</div></li>"
    text = "Three captains of boat {n} have been hired for the night, and the first trip is on the {n} of May. "
    below = "<ul>" + "".join(story.format(n=n, text=text.format(n=n) * 3) for n in range(11, 20)) + "</ul>"
    assert stripped("", below=f"<section>{below}</section>").text.split("\n\n") == BODY


def test_what_a_plan_says_again_stays() -> None:
    """At the same place of the page; a copy of a paragraph elsewhere goes."""
    meal = "Oats with berries, one spoon of nut butter, and tea with milk"
    days = "".join(f"<h3>{day}</h3><ul><li>{meal}</li></ul>" for day in ("Monday", "Tuesday", "Wednesday"))
    assert stripped(days).text.count(meal) == 3
    box = f"<blockquote class=box><p>{BODY[0]}</p></blockquote>"
    assert stripped(box).text.count(BODY[0]) == 1


def test_soft_hyphens_are_not_seen() -> None:
    """A browser shows none, but where a line ends."""
    assert "The canteen of the yard" in stripped("<p>The can\u00adteen of the yard has been new.</p>").text


LEAD = "The harbour council of Eastmere voted on Monday to close the market, and according to the Courier it was close."


def test_a_first_paragraph_that_is_the_standfirst_is_both() -> None:
    """A field, and in the text."""
    html = (
        f"<html><head><title>{TITLE}</title><meta name=description content='{LEAD}'></head><body>{MENU}<article>"
        f"<h1>{TITLE}</h1><p id=speakable-summary>{LEAD}</p>{paragraphs(*BODY)}</article></body></html>"
    )
    article = strip(html=html)
    assert article.standfirst == LEAD
    assert article.text.split("\n\n") == [LEAD, *BODY]


def test_a_standfirst_that_is_no_sentence_is_a_field_alone() -> None:
    """As newspapers write them."""
    line = "Traders were told of the plan a week before"
    html = (
        f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><h2 class=standfirst>{line}</h2>"
        f"{paragraphs(*BODY)}</article></body></html>"
    )
    article = strip(html=html)
    assert article.standfirst == line
    assert article.text.split("\n\n") == BODY


def test_an_unclosed_noscript_does_not_swallow_the_page() -> None:
    """Nor does a menu that is hidden from view and left open."""
    for opened in ("<noscript>", "<ul class=visually-hidden><li>"):
        html = f"<html><head><title>{TITLE}</title></head><body>{opened}<main><article><h1>{TITLE}</h1>"
        assert strip(html=html + paragraphs(*BODY) + "</article></main></body></html>").text.split("\n\n") == BODY


def test_a_text_that_is_one_captioned_paragraph_comes_out_with_a_doubt() -> None:
    """A report of one sentence that ends in its photographer is all there is."""
    report = "A ferry leaves Eastmere for the islands on Tuesday. (Photo by Lena Orvik/Getty Images)"
    article = strip(text=report)
    assert article.text == report
    assert (article.doubt or "").startswith("caption")


def test_a_wall_of_buttons_is_still_refused() -> None:
    """It has no sentence that stands beside a picture."""
    with pytest.raises(ArticleError, match="furniture"):
        strip(text="Sign up to our newsletter\nRead more\nShare this article")


SHORT = "Schools in the valley stay shut on Monday because of the snow, the county said"
FORM = (
    "<div class=newsletter><h3>Get our letter</h3><p>Sign up to our daily newsletter and never miss a story.</p></div>"
)
RIGHTS = "<p>Copyright © 2023 Quay News. All rights reserved. No part of this site may be reproduced.</p>"
COOKIES = "<div>We use cookies to give you the best experience. You accept our cookie policy and our partners.</div>"


@pytest.mark.parametrize("report", [f"{SHORT}.", SHORT, "Die Bücherei am Markt öffnet ab Mai auch sonntags um zehn."])
@pytest.mark.parametrize("box", ["<article><p>{}</p></article>", "<div class=story><p class=lead>{}</p></div>"])
@pytest.mark.parametrize("around", ["", FORM, RIGHTS, FORM + RIGHTS, COOKIES])
def test_a_report_of_one_line_comes_out_alone(report: str, box: str, around: str) -> None:
    """Whatever the extractor made of the page: its menu, a form below it, the copyright notice."""
    words = "Home", "News", "Sport", "Weather", "Cars"
    menu = "".join(f"<li><a href=/{n}>{word}</a></li>" for n, word in enumerate(words))
    page = f"<title>Snow day</title><nav><ul>{menu}</ul></nav><h1>Snow day</h1>{box.format(report)}{around}"
    assert strip(html=f"<html><body>{page}</body></html>").text == report


def test_a_page_of_a_form_and_notices_is_refused() -> None:
    """It has no prose of its own."""
    with pytest.raises(ArticleError):
        strip(html=f"<html><body><h1>Sign up</h1>{FORM}{RIGHTS}</body></html>")


def test_a_newsletter_that_is_the_article_stays() -> None:
    """In an element that is named so."""
    page = f"<html><body><h1>{TITLE}</h1><div class=newsletter>{paragraphs(*BODY)}</div></body></html>"
    assert strip(html=page).text.split("\n\n") == BODY


def test_a_text_that_is_a_consent_wall_is_refused() -> None:
    """It asks, and says nothing else; a report on such walls is an article."""
    wall = "We value your privacy\nAccept all\nWe and our 812 partners store and access information on your device."
    with pytest.raises(ArticleError, match="consent"):
        strip(f"{wall}\nManage options\nReject all")
    report = f"Court bans walls\n{BODY[0]}\nWebsites may not say that their 812 partners store data on your device."
    assert BODY[0] in strip(report).text
