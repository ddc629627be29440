"""What the names that a page's builders gave to its elements tell about a line: `div.author-bio`, `p.standfirst`."""

from __future__ import annotations

import re
from functools import lru_cache

from copydesk.strip.lines.vocabulary import any_of

# Where on a page furniture lives, by the names that its builders give to elements; the innermost that matches counts.
PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (reason, re.compile(pattern))
    for reason, pattern in (
        ("comment_form", r"comment|disqus|respond|reply"),
        ("newsletter", r"newsletter|signup|sign-up|subscribe-form|mailing"),
        ("consent", r"cookie|consent|gdpr|privacy"),
        ("copyright", r"copyright|legal"),
        ("social", r"share|social|follow"),
        ("appeal", r"paywall|subscri|donat|membership|support-us|contribution"),
        ("caption", r"figcaption|caption|figure"),
        ("credit", r"credit"),
        ("byline", r"byline|author|contributor"),
        ("date", r"(?:^|[-._#])(?:date|time|timestamp|published|updated|dateline)"),
        (
            "related_link",
            r"related|recommend|read-?more|more-?(?:from|on|stories)|teaser|trending|most-?(?:read|popular)|promo|card",
        ),
        ("advert", r"(?:^|[-._#])(?:ad|ads|advert\w*|sponsor\w*|taboola|outbrain)(?:$|[-._#])"),
        ("navigation", r"^nav|[-._#]nav|menu|breadcrumb|^header|^footer|toolbar|sidebar|tags|topics|^button|^aside"),
    )
)
# Most steps match none of them.
_ANY_PLACE = re.compile("|".join(pattern.pattern for _, pattern in PLACES))
_STANDFIRST_PLACE = re.compile(
    r"standfirst|sub-?(?:title|head|headline)|(?:^|[-_.#])(?:dek|deck|lede|lead|intro|kicker-text|summary|excerpt|abstract"
    rf"|strapline|teaser|description|{any_of('standfirst_elements')})(?:$|[-_.#])",
    re.IGNORECASE,
)
_NO_STANDFIRST_PLACE = re.compile(
    r"fig|caption|image|img|media|paywall|form|footer|breadcrumb|byline|date|widget", re.I
)
# Names that tell furniture even of a line that the extractor kept: of such lines on news pages and guides 71 of 75
# captions were furniture, and all of 23 breadcrumbs. "figure" alone tells too little.
_SURE_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("navigation", re.compile(r"breadcrumb")),
    ("caption", re.compile(rf"caption|media-?info|{any_of('caption_elements')}")),
)
_HEADING_PLACE = re.compile(
    r"^h[2-6]|(?:^|[-_.#])(?:heading|sub-?head(?:ing|er|line)?|crosshead|cross-heading|h0"
    rf"|{any_of('heading_elements')})(?:$|[-_.#])",
    re.IGNORECASE,
)
# What opens and closes the answer to a question: by its element's name, whatever the heading or button in it is.
_QUESTION_PLACE = re.compile(
    r"^h[2-6]|^summary|(?:^|[-_.#])(?:\w*accordion|faqs?\d*|qna|questions?|toggle|collapsible)", re.IGNORECASE
)
_ASKING_PLACE = re.compile(_QUESTION_PLACE.pattern.removeprefix("^h[2-6]|"), re.IGNORECASE)
# A heading's id is its own text: "h2#social-media".
_HEADING_ID = re.compile(r"^(h\d)#[^.]*")
_INNERMOST = 3
# As the networks' own code names the quotation that it is put in, and editorial systems the box around that.
_NETWORK = "twitter|tweet|instagram|facebook|tiktok|bluesky|mastodon|threads|reddit|telegram|tumblr|social(?:-?media)?"
_POST_NAMES = (
    *("twitter-tweet", "twitter-video", "instagram-media", "fb-post", "text-post-media"),
    *("telegram-post", "tumblr-post", "reddit-card", "vk_post"),
)
_EMBEDDED_POST = re.compile(rf"(?:{_NETWORK})[-_]{{0,2}}embed|embed(?:ded|-block)?[-_]{{0,2}}(?:{_NETWORK})")
# Blocks inside one link are another story's card. On 950 pages it and texts cut to some lines ("line-clamp") took lines
# of 10 more, all of them furniture.
_LINK_STEP = re.compile(r"a(?:$|[.#])")


# An outlet's pages share their paths, a page's paths their steps.
@lru_cache(maxsize=16384)
def place_reason(path: str) -> str | None:
    """The reason that the innermost telling name on the path gives."""
    return next(filter(None, map(_step_reason, reversed(path.split("/")))), None)


@lru_cache(maxsize=16384)
def close_reason(path: str) -> str | None:
    """The same from the path's last three steps alone: what is named so is the line or its box, not the page."""
    return next(filter(None, map(_step_reason, path.split("/")[: -_INNERMOST - 1 : -1])), None)


@lru_cache(maxsize=65536)
def _step_reason(step: str) -> str | None:
    name = _HEADING_ID.sub(r"\1", step.lower())
    if not _ANY_PLACE.search(name):
        return None
    return next((reason for reason, pattern in PLACES if pattern.search(name)), None)


@lru_cache(maxsize=16384)
def sure_reason(path: str) -> str | None:
    """The reason that the path's last three steps give beyond doubt; a figure's caption does at any step."""
    if "figcaption" in path:
        return "caption"
    close = "/".join(path.lower().split("/")[-_INNERMOST:])
    return next((reason for reason, pattern in _SURE_PLACES if pattern.search(close)), None)


@lru_cache(maxsize=16384)
def is_embedded_post(path: str) -> bool:
    """Whether one of the path's elements is a network's embedded post."""
    small = path.lower()
    is_named = any(name in small for name in _POST_NAMES)
    return is_named or ("embed" in small and _EMBEDDED_POST.search(small) is not None)


@lru_cache(maxsize=16384)
def is_card(path: str) -> bool:
    """Whether the path's last steps are another story's card: blocks inside one link, or a text cut to some lines.

    Not a heading that is itself the link's only content: so products and anchors are linked.
    """
    steps = path.split("/")[-_INNERMOST:]
    links = [i for i, step in enumerate(steps[:-1]) if _LINK_STEP.match(step)]
    inside = bool(links) and not (links[-1] == len(steps) - 2 and is_heading_place(path))
    return inside or "line-clamp" in steps[-1]


@lru_cache(maxsize=16384)
def is_heading_place(path: str) -> bool:
    """Whether the path's last step is a heading of the article, or is named like one: `div.subhead`, `p.heading-3`.

    Or a button in a heading, as accordions have it.
    """
    above, _, step = path.rpartition("/")
    if step.startswith("button"):
        step = above.rpartition("/")[2]
    return _HEADING_PLACE.search(step) is not None


@lru_cache(maxsize=16384)
def is_question_place(path: str, *, named: bool = False) -> bool:
    """Whether the path's last steps are a heading, or named for questions and answers; the latter alone if `named`."""
    pattern = _ASKING_PLACE if named else _QUESTION_PLACE
    return any(pattern.search(_HEADING_ID.sub(r"\1", step)) for step in path.split("/")[-_INNERMOST:])


@lru_cache(maxsize=16384)
def is_standfirst_place(path: str) -> bool:
    """Whether the innermost steps of the path name a standfirst, and no picture, form or paywall."""
    steps = path.split("/")[-_INNERMOST:]
    if any(_NO_STANDFIRST_PLACE.search(step) for step in steps):
        return False
    return any(_STANDFIRST_PLACE.search(step) for step in steps)
