"""Pages without an article are reported as such; what only resembles one of them is an article."""

import pytest

from copydesk.errors import ArticleError
from copydesk.filters import strip

HEADLINES = [
    "Council votes to close the old bridge to all traffic",
    "River rises to its highest level since records began",
    "Ferry company sells its last steamer to a museum",
    "Schools to open a week later after the storm",
    "Farmers hope for rain as the harvest nears",
    "New tram line opens on the east bank",
]
TEXTS = [
    "The council voted on Monday to close the bridge, which has carried traffic since 1931.",
    "The gauge at the mill showed six metres and ten on Tuesday morning.",
    "The steamer had carried passengers across the bay for ninety years.",
    "All three schools in the town will stay shut until the ninth of May.",
    "Hardly any rain has fallen on the fields since the end of March.",
    "It will carry forty thousand people a day, the company says.",
]
STORIES = list(enumerate(zip(HEADLINES, TEXTS, strict=True)))


def each(template: str) -> str:
    return "".join(template.format(n=n, head=head, text=text) for n, (head, text) in STORIES)


def page(body: str, title: str = "The Example") -> str:
    menu = "<nav><a href=/>Home</a><a href=/n>News</a><a href=/s>Sport</a></nav>"
    return (
        f"<html><head><title>{title}</title></head><body>{menu}{body}<footer>© 2021 The Example</footer></body></html>"
    )


FLOOD = "<h1>The flood in pictures</h1>"
CONSENT = (
    "<p>We and our 842 partners store and access information on your device, such as cookies, and process personal "
    "data for personalised ads and content.</p><p>You may click to consent to our processing as described above, and "
    "change your preferences at any time by returning to this site's privacy page.</p><button>Accept all</button>"
)


@pytest.mark.parametrize(
    ("body", "what"),
    [
        pytest.param(each("<h2><a href=/{n}>{head}</a></h2>"), "links", id="front of headlines"),
        pytest.param(f"<h1>Before you go on</h1>{CONSENT}", "consent wall", id="consent wall"),
        pytest.param(
            "<h1>Page not found</h1><p>Sorry, the page you are looking for could not be found. It may be deleted.</p>",
            "error page",
            id="not found",
        ),
        pytest.param(
            "<h1>Seite nicht gefunden</h1><p>Die gesuchte Seite gibt es nicht mehr, oder sie ist verschoben.</p>",
            "error page",
            id="not found, in German",
        ),
        pytest.param(
            "<h1>Service unavailable</h1><p>The server is unable to service your request. Please try again later.</p>",
            "error page",
            id="server error",
        ),
        pytest.param(
            "<h1>Log in to continue</h1><p>Do you not have an account yet? Register now and read three articles.</p>",
            "error page",
            id="login",
        ),
    ],
)
def test_a_page_without_an_article_is_told(body: str, what: str) -> None:
    """With the reason `no_article`, and what it is instead as far as that is known."""
    with pytest.raises(ArticleError) as caught:
        strip(html=page(f"<main>{body}</main>"))
    assert caught.value.reason == "no_article"
    assert what in str(caught.value)


@pytest.mark.parametrize(
    ("body", "doubt"),
    [
        pytest.param(each("<div><a href=/{n}><h3>{head}</h3></a><p>{text}</p></div>"), "list of", id="front of cards"),
        pytest.param(
            each("<li><a href=/{n}>{head}</a><p>{text} <a href=/{n}>More</a></p></li>"), "list of", id="search"
        ),
        pytest.param(FLOOD + each("<p>{text}</p><p>Image: Ann Other/AFP</p>"), "gallery", id="gallery of paragraphs"),
        pytest.param(FLOOD + each("<figure><figcaption>{text}</figcaption></figure>"), "", id="gallery of figures"),
        pytest.param(
            each("<p>{text}</p><figure><img><figcaption>Photo: Ann Other</figcaption></figure>"),
            "gallery",
            id="a report with a picture below each paragraph",
        ),
        pytest.param(
            each("<div class=m><a href=/{n}>{head}, {n}</a></div>") * 8 + f"<div>{' '.join(TEXTS)}</div>",
            "",
            id="a short report beside a large menu",
        ),
    ],
)
def test_what_has_prose_comes_out_with_a_doubt(body: str, doubt: str) -> None:
    """And the doubt says what it looks like, and why."""
    article = strip(html=page(f"<main>{body}</main>"))
    assert TEXTS[0] in article.text
    assert doubt in (article.doubt or "")


LONG = [f"{text[:-1]}, and {other[0].lower()}{other[1:]}" for text in TEXTS for other in TEXTS[:3] if other != text]
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in LONG)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            f"<h1>Access denied: how the town lost its bridge</h1>{PARAGRAPHS}", id="a title that sounds like one"
        ),
        pytest.param(
            f"<h1>What your cookies say of you</h1><p>{CONSENT}</p>{PARAGRAPHS}", id="an article below a consent box"
        ),
        pytest.param(
            "<h1>A year of the town</h1>" + each("<h2>{head}</h2><p>{text}</p>"), id="short sections under headings"
        ),
        pytest.param(
            f"<h1>The flood</h1>{PARAGRAPHS}"
            + each("<figure><figcaption>{text} (Photo: Ann Other/AFP)</figcaption></figure>"),
            id="an article with many pictures",
        ),
        pytest.param(
            f"<h1>The flood</h1>{PARAGRAPHS}" + each("<h3><a href=/{n}>{head}</a></h3>"), id="other stories below it"
        ),
        pytest.param(
            "<h1>How the bridge was built</h1><p>"
            + " ".join(TEXTS)
            + "</p>"
            + each("<p>{text}</p><figure><figcaption>Step {n} (Ann Other/AFP)</figcaption></figure>"),
            id="steps with pictures below an opening",
        ),
        pytest.param(
            "<h1>The new app</h1>"
            + each("<li><h3>{head}</h3><p>{text}</p><a href=/{n}>Learn more about {head}</a></li>"),
            id="sections with headings of their own and a link below each",
        ),
        pytest.param(
            "<h1>How to build a bridge</h1>"
            + each("<h2>Step {n}</h2><figure><figcaption>Photo: Ann Other</figcaption></figure><p>{text}</p>"),
            id="steps with a picture each under headings of their own",
        ),
        pytest.param(f"<h1>Bridge closed</h1><p>{LONG[0]}</p>", id="a report of one sentence"),
    ],
)
def test_what_resembles_one_is_an_article(body: str) -> None:
    """Its text comes out, without a doubt."""
    article = strip(html=page(f"<main><article>{body}</article></main>"))
    assert article.text
    assert article.doubt is None
