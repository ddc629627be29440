"""Live blogs: the opening is the article, the posts are removals; what only looks like one stays whole."""

import json
from typing import Any

import pytest

from copydesk.filters import strip
from copydesk.read.json_records import article_from_record
from copydesk.records import Article
from copydesk.strip import StripOptions, strip_articles
from copydesk.strip.lines.shape import shape_of
from copydesk.strip.texts.sections import stands_alone
from tests.test_strip_page import article_of

OPENING = [
    "The river Ash rose by another metre on Monday, and the council told everybody on the east bank to leave at once.",
    "Soldiers were filling bags with sand at the old bridge, where the water stood a hand below the roadway at noon.",
    "Nobody had been hurt by the evening, the fire brigade said, but forty houses had lost their power and heating.",
]
POSTS = [
    ("18:40", "Bridge closed to all traffic", "The old bridge is closed to everybody now, the council has just said."),
    ("17:55", "Power back in nine houses", "Nine of the forty houses have their power back, says the company."),
    ("16:30", "Minister on her way", "The interior minister will be in the town by eight, her office tells us."),
    ("15:10", "Schools stay shut", "All three schools will stay shut on Tuesday, the head of the council said."),
    ("14:05", "Water still rising", "The gauge at the mill shows another four centimetres within one hour."),
    ("13:20", "Sand has run out", "There is no more sand at the depot, and lorries are on their way from the coast."),
]
DECLARED = {"@type": "LiveBlogPosting", "headline": "Ash floods: live", "datePublished": "2021-12-07T12:00:00Z"}
UPDATES = [{"@type": "BlogPosting", "headline": head, "articleBody": text} for _, head, text in POSTS]


def post_elements(template: str, posts: list[tuple[str, str, str]] = POSTS) -> str:
    return "".join(template.format(n=n, time=time, head=head, text=text) for n, (time, head, text) in enumerate(posts))


OWN = "<div class=entry id=e{n}><span>{time}</span><h3>{head}</h3><p>{text}</p></div>"
NAMED = OWN.replace("class=entry", "class=live-blog-entry")
FLAT = "<h3>{time} {head}</h3><p>{text}</p>"
UNTIMED = "<div class=entry><h3>{head}</h3><p>{text}</p></div>"


def page(posts: str, *, opening: list[str] = OPENING, data: dict[str, Any] | None = None, below: str = "") -> str:
    script = f'<script type="application/ld+json">{json.dumps(data)}</script>' if data else ""
    paragraphs = "".join(f"<p>{text}</p>" for text in opening)
    return (
        f"<html><head><title>Ash floods: live</title>{script}</head><body><article><h1>Ash floods: live</h1>"
        f"<div class=body>{paragraphs}<div class=list>{posts}</div></div>{below}</article></body></html>"
    )


def removed_posts(article: Article) -> list[str]:
    return [removal.text for removal in article.removals if removal.reason == "live_post"]


TEXTS = [text for _, _, text in POSTS]


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(post_elements(OWN), data=DECLARED), id="said by JSON-LD"),
        pytest.param(
            page(post_elements(OWN)).replace(
                "<article>", "<article itemscope itemtype=https://schema.org/LiveBlogPosting>"
            ),
            id="said by the element's type",
        ),
        pytest.param(page(post_elements(NAMED, POSTS[::-1])), id="said by the elements' names, oldest first"),
        pytest.param(page(post_elements(OWN)), id="said by times that run backwards"),
        pytest.param(
            page(post_elements(OWN.replace("{time}", "{time} By Ann Other")), data=DECLARED),
            id="author beside the time",
        ),
        pytest.param(page(post_elements(FLAT), data=DECLARED), id="posts beside the opening, times in their headings"),
        pytest.param(
            page(post_elements(UNTIMED), data=DECLARED | {"liveBlogUpdate": UPDATES}), id="posts that the data repeat"
        ),
    ],
)
def test_the_opening_is_the_article(html: str) -> None:
    """Each post is a removal with its own reason; what stands above the first is kept."""
    article = strip(html=html, options=StripOptions(live_posts="remove"))
    assert article.text.split("\n\n") == OPENING
    assert sorted(text for text in removed_posts(article) if text in TEXTS) == sorted(TEXTS)
    assert {removal.rule for removal in article.removals if removal.text in TEXTS} == {"page.live_post"}


@pytest.mark.parametrize("html", [page(post_elements(OWN), data=DECLARED)])
def test_posts_stay_by_default(html: str) -> None:
    """For one article and for a batch."""
    alone = strip(html=html)
    (of_batch,) = strip_articles([article_of(html)])
    assert isinstance(of_batch, Article)
    for article in (alone, of_batch):
        assert all(text in article.text for text in [*OPENING, *TEXTS])
        assert not removed_posts(article)


def test_the_times_of_posts_that_are_kept_stay() -> None:
    """Where they are alone on their line; not a stamp in seconds, nor one with a name glued to it."""
    timed = NAMED.replace("<span>{time}</span>", "<time>{time}</time>")
    text = strip(html=page(post_elements(timed))).text.split("\n\n")
    assert [line for line in text if line in {time for time, _, _ in POSTS}] == [time for time, _, _ in POSTS]
    for glued in ("{time}KEY EVENT", "17094178{n}8"):
        text = strip(
            html=page(post_elements(NAMED.replace("<span>{time}", f"<time>{glued}").replace("/span", "/time")))
        ).text
        assert "KEY EVENT" not in text
        assert "17094178" not in text


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page(post_elements(OWN), opening=OPENING[:1], data=DECLARED), id="an opening of one paragraph"),
        pytest.param(page(post_elements(OWN), opening=[], data=DECLARED), id="no opening"),
        pytest.param(
            page(post_elements(OWN, POSTS * 20), data=DECLARED), id="an opening that is next to nothing of it"
        ),
    ],
)
def test_where_the_opening_is_no_article_the_posts_are(html: str) -> None:
    """They stay: else hardly anything would."""
    article = strip(html=html)
    assert not removed_posts(article)
    assert all(text in article.text for text in TEXTS)


MORE = [text.replace("council", "fire brigade") for text in OPENING]
QUESTIONS = "".join(f"<div class=entry><h3>{head}?</h3><p>{text}</p></div>" for _, head, text in POSTS)
DATED = "".join(f"<section><h2>{n} March 2021</h2><p>{text}</p></section>" for n, text in enumerate(TEXTS, 1))


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(page("".join(f"<p>{text}</p>" for text in MORE), data=DECLARED), id="a live blog without posts"),
        pytest.param(page(DATED), id="dated subsections"),
        pytest.param(page(QUESTIONS), id="questions and answers"),
        pytest.param(page(post_elements(OWN, POSTS[::-1])), id="a timeline, from the first to the last"),
        pytest.param(page(post_elements(OWN, POSTS[:2]), data=DECLARED), id="two posts are no series"),
    ],
)
def test_what_only_looks_like_a_live_blog_stays(html: str) -> None:
    """None of it is a post."""
    article = strip(html=html)
    assert not removed_posts(article)
    assert all(text in article.text for text in OPENING)


def test_what_stands_below_the_posts_is_judged_as_ever() -> None:
    """Furniture has its own reason, not the posts'."""
    article = strip(html=page(post_elements(OWN), data=DECLARED, below="<footer>© 2021 The Example</footer>"))
    assert [r.reason for r in article.removals if r.text == "© 2021 The Example"] == ["copyright"]


def test_what_recurs_in_posts_that_are_kept_goes() -> None:
    """An outlet's line between its posts is furniture whether the posts stay or go."""
    bulletin = "Catch all of our coverage in the evening bulletin at nine."

    def blog(k: int) -> str:
        prose = [
            f"The harbour of town {k} was closed for {n} hours on day {n}, said its keeper {k}." for n in range(14)
        ]
        lines = [f"Storm number {k} hits the coast of England - live", "By Jane Porter", *prose[:5]]
        for n in range(6):
            lines += [f"Sam Porter 12 June 2023 1{n}:2{k}", prose[6 + n], *([bulletin] if n % 2 else [])]
        return "\n".join(lines)

    blogs = [
        article_from_record({"id": str(k), "outlet": "Post", "text": blog(k)}, default_id=str(k)) for k in range(8)
    ]
    for after in strip_articles(blogs, options=StripOptions(live_posts="keep")):
        assert isinstance(after, Article)
        assert "said its keeper" in after.text
        assert bulletin not in after.text


MORE_POSTS = [
    *POSTS,
    ("12:10", "Ferry stops", "The ferry at the mill has made its last trip for today, its captain says."),
]


def at_times(*times: str) -> list[tuple[str, str, str]]:
    return [(time, head, text) for time, (_, head, text) in zip(times, MORE_POSTS, strict=True)]


def opening_of(n_letters: int) -> dict[str, Any]:
    """What a page's data say of its posts: so many letters of each."""
    bodies = []
    for _, _, text in POSTS:
        end = [i for i, char in enumerate(text) if char.isalnum()][n_letters - 1] + 1
        bodies.append({"@type": "BlogPosting", "articleBody": text[:end]})
    return DECLARED | {"liveBlogUpdate": bodies}


def inside(n_boxes: int) -> str:
    """Posts in an element that is named for them, from the oldest on, with so many boxes around each."""
    each = "<div>" * n_boxes + OWN + "</div>" * n_boxes
    return f"<div class=liveblog>{post_elements(each, POSTS[::-1])}</div>"


@pytest.mark.parametrize(
    ("html", "gone"),
    [
        pytest.param(page(post_elements(OWN, POSTS[:3]), data=DECLARED), True, id="three posts"),
        pytest.param(page(post_elements(OWN, POSTS[:2]), data=DECLARED), False, id="two posts"),
        pytest.param(page(post_elements(OWN, POSTS[:5])), True, id="five posts that nothing names"),
        pytest.param(page(post_elements(OWN, POSTS[:4])), False, id="four posts that nothing names"),
        pytest.param(
            page(post_elements(OWN, at_times("18:40", "17:55", "16:30", "16:40", "14:05", "13:20", "12:10"))),
            True,
            id="one of six steps goes forward",
        ),
        pytest.param(
            page(post_elements(OWN, at_times("18:40", "17:55", "16:30", "16:40", "14:05", "13:20", "13:30"))),
            False,
            id="two of six steps go forward",
        ),
        pytest.param(
            page(post_elements(OWN.replace("{time}", "{time} " + "x" * 54), POSTS[:3]), data=DECLARED),
            True,
            id="60 characters with the time",
        ),
        pytest.param(
            page(post_elements(OWN.replace("{time}", "{time} " + "x" * 55), POSTS[:3]), data=DECLARED),
            False,
            id="61 characters with the time",
        ),
        pytest.param(page(post_elements(UNTIMED), data=opening_of(20)), True, id="20 letters of each in the data"),
        pytest.param(page(post_elements(UNTIMED), data=opening_of(19)), False, id="19 letters of each in the data"),
        pytest.param(page(inside(3)), True, id="named five steps out"),
        pytest.param(page(inside(4)), False, id="named six steps out"),
    ],
)
def test_where_the_limits_of_a_series_of_posts_are(html: str, gone: bool) -> None:
    """On one side of each the posts go, on the other they stay."""
    assert bool(removed_posts(strip(html=html, options=StripOptions(live_posts="remove")))) == gone


@pytest.mark.parametrize(
    ("n_words", "n_post_words", "alone"),
    [((30, 30), 500, True), ((29, 30), 500, False), ((60,), 400, False), ((30, 30), 540, True), ((30, 30), 541, False)],
)
def test_an_opening_alone_is_two_paragraphs_of_sixty_words_and_a_tenth(
    n_words: tuple[int, ...], n_post_words: int, alone: bool
) -> None:
    """Less is an introduction to the posts."""
    opening = [shape_of(" ".join(["water"] * (n - 1)) + " rises.") for n in n_words]
    assert stands_alone(opening, n_post_words) == alone
