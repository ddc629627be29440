"""What an HTML page says about its article outside the text: meta elements, links, schema.org data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from copydesk.strip.judgement import Fields
from copydesk.strip.lines.dates import find_date
from copydesk.strip.lines.vocabulary import any_of

# schema.org types of one article; a page's other objects (WebPage, Organization, BreadcrumbList) name something else.
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review)$")
_MIN_TITLE_WORDS = 3
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}", re.IGNORECASE)
_MAX_DEPTH = 6  # of nested JSON-LD: @graph, mainEntity, hasPart; hostile pages nest without end

# Where each field stands, surest first. "ld:" is a property of the article's schema.org object.
_SOURCES: dict[str, tuple[str, ...]] = {
    "title": ("ld:headline", "og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title"),
    "standfirst": ("ld:description", "og:description", "twitter:description", "description", "dc.description"),
    "byline": ("ld:author", "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl"),
    "published": (
        "ld:datePublished", "article:published_time", "og:article:published_time", "datepublished", "date",
        "dc.date.issued", "dc.date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate", "ld:dateCreated",
    ),
    "language": ("ld:inLanguage", "html:lang", "og:locale", "content-language"),
    "outlet": ("og:site_name", "ld:publisher", "application-name"),
    "url": ("link:canonical", "og:url", "ld:url"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class LiveBlog:
    """A page that calls itself a live blog, and the posts that its data repeat."""

    updates: tuple[str, ...]  # headlines and texts


@dataclass(frozen=True, slots=True, kw_only=True)
class PageData:
    """What a page says about its article outside the text."""

    fields: Fields
    live_blog: LiveBlog | None = None
    article_body: str = ""  # schema.org's, the longest


def read_page_data(tree: etree._Element, html: str, *, url: str | None = None) -> PageData:
    """The fields that the page's own metadata fills, and what its schema.org data say of the text.

    `tree` is that of `html`.
    """
    articles = [article for data in _structured_data(tree) for article in _articles(data, 0)]
    bodies = [body for article in articles if isinstance(body := article.get("articleBody"), str)]
    return PageData(
        fields=_read_fields(tree, articles, url),
        live_blog=_live_blog(tree, articles) if _LIVE_BLOG in html else None,
        article_body=max(bodies, key=len, default=""),
    )


def _read_fields(tree: etree._Element, articles: Sequence[dict[str, Any]], url: str | None) -> Fields:
    """Each field from its surest source that says anything."""
    named = dict(_named_values(tree, articles))
    values = {
        field: next((named[source] for source in sources if named.get(source)), None)
        for field, sources in _SOURCES.items()
    }
    if values["title"] and (values["title"] == values["outlet"] or _DOMAIN.fullmatch(values["title"])):
        # Some pages call all their articles by the outlet's name: the next source that says more knows better.
        others = (named.get(source) for source in _SOURCES["title"])
        values["title"] = next(
            (title for title in others if title and len(title.split()) >= _MIN_TITLE_WORDS), values["title"]
        )
    return Fields(
        title=values["title"],
        standfirst=values["standfirst"],
        byline=author_names(values["byline"]) or _marked_author(tree),
        published=iso_time(values["published"]) or _marked_time(tree),
        language=_language_code(values["language"]),
        outlet=values["outlet"],
        url=_absolute_url(values["url"], url),
    )


def _structured_data(tree: etree._Element) -> Iterator[Any]:
    """The page's JSON-LD, without what is not JSON."""
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                yield json.loads(script.text.strip().rstrip(";"), strict=False)
            except (ValueError, RecursionError):
                continue


# Looked for in the page's text before its elements are asked, which takes .3 ms.
_LIVE_BLOG = "LiveBlogPosting"
_ITEM_TYPES = etree.XPath("//@itemtype")


def _item_types(tree: etree._Element) -> list[str]:
    found = _ITEM_TYPES(tree)
    return [str(value) for value in found] if isinstance(found, list) else []


def _live_blog(tree: etree._Element, articles: Sequence[dict[str, Any]]) -> LiveBlog | None:
    blogs = [article for article in articles if _LIVE_BLOG in _types(article)]
    updates = [update for blog in blogs for update in _listed(blog.get("liveBlogUpdate"))]
    texts = [update.get(key) for update in updates if isinstance(update, dict) for key in ("headline", "articleBody")]
    declared = blogs or any(_LIVE_BLOG in item_type for item_type in _item_types(tree))
    return LiveBlog(tuple(text for text in texts if isinstance(text, str))) if declared else None


def _named_values(tree: etree._Element, articles: Sequence[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """Every value under its name, the first of a name last, so that it wins in a dictionary."""
    found: list[tuple[str, str]] = []
    root = tree.getroottree().getroot()
    if isinstance(root.tag, str) and root.get("lang"):
        found.append(("html:lang", _clean(root.get("lang"))))
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if name and meta.get("content"):
            found.append((name.strip().lower(), _clean(meta.get("content"))))
    found += [
        ("link:canonical", _clean(link.get("href")))
        for link in tree.iter("link")
        if link.get("rel", "").strip().lower() == "canonical" and link.get("href")
    ]
    found += [("ld:" + key, value) for article in articles for key, value in _article_properties(article)]
    title = next(tree.iter("title"), None)
    if title is not None and title.text:
        found.append(("title", _clean(title.text)))
    yield from reversed(found)


def _article_properties(article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("headline", "description", "datePublished", "dateCreated", "inLanguage", "url"):
        if isinstance(article.get(key), str):
            yield key, _clean(article[key])
    for key in ("author", "publisher"):
        if names := ", ".join(_names(article.get(key))):
            yield key, names


def _articles(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects in JSON-LD that are an article by their type."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _articles(item, depth + 1)
    elif isinstance(data, dict):
        if any(map(_ARTICLE_TYPE.search, _types(data))):
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _articles(data.get(key), depth + 1)


def _types(item: dict[str, Any]) -> list[str]:
    return [name for name in _listed(item.get("@type")) if isinstance(name, str)]


def _listed(value: Any) -> list[Any]:
    """JSON-LD has one value bare and several in a list."""
    return value if isinstance(value, list) else [value]


def _names(value: Any) -> list[str]:
    """Names of people or organisations, however JSON-LD wrapped them."""
    names = []
    for item in _listed(value)[:20]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, list):
            name = name[0] if name else None
        if isinstance(name, str) and _clean(name) and "://" not in name:
            names.append(_clean(name))
    return list(dict.fromkeys(names))


def _clean(value: str | None) -> str:
    """The value as one line of text; some pages escape it twice, some cut a character of two halves in half."""
    return " ".join(unescape(value or "").encode("utf-8", "replace").decode("utf-8").split())


def author_names(value: str | None) -> str | None:
    """Names without the "By" that some pages put before them; a profile's address is no name."""
    if not value or "://" in value:
        return None
    return _BY.sub("", value) or None


# Where a page marks up who wrote it and when: WordPress and its like write `rel` and `class`, microdata `itemprop`.
# What stands beside the article is another's.
_OF_PAGE = "not(ancestor::aside or ancestor::nav or ancestor::footer[not(ancestor::article)])"
_AUTHORS = etree.XPath(f'.//*[@rel="author" or @itemprop="author"][{_OF_PAGE}]')
_TIME_CLASSES = "entry-date", "published", "date-published", "published-date"
_OF_TIME_CLASS = " or ".join(
    f'contains(concat(" ", normalize-space(@class), " "), " {name} ")' for name in _TIME_CLASSES
)
_TIMES = etree.XPath(
    f'.//time[@datetime and (@pubdate or @itemprop="datePublished" or {_OF_TIME_CLASS})][{_OF_PAGE}]/@datetime '
    f'| .//*[@itemprop="datePublished"][{_OF_PAGE}]/@content'
)
_MAX_MARKED_AUTHORS = 2
# So many different texts are looked at, since some say one name in several ways.
_MAX_MARKED_TEXTS = 8
_MAX_NAME_WORDS = 5
_BY = re.compile(
    rf"^(?:(?:(?:View\s+)?[Aa]ll\s+)?[Pp]osts\s+by|{any_of('by')})"
    r"(?:\s*:\s*|\s+)(?:Autor\s*:\s*)?(?=\S)"
)
# Accounts that belong to nobody.
_NO_NAMES = frozenset({"admin", "administrator", "webmaster", "root", "user", "guest", "author"})


def _marked_author(tree: etree._Element) -> str | None:
    """Who is marked up as the author, if that is one, or two: a page of links to other stories marks more."""
    found = _AUTHORS(tree)
    texts: dict[str, None] = {}
    for element in found if isinstance(found, list) else []:
        if isinstance(element, etree._Element):
            name = author_names(_clean("".join(map(str, element.itertext()))))
            if name and name.lower() not in _NO_NAMES:
                texts[name] = None
        if len(texts) > _MAX_MARKED_TEXTS:
            return None
    names = [name for name in texts if not any(other in name for other in texts if other != name)]
    if not names or len(names) > _MAX_MARKED_AUTHORS:
        return None
    is_name = all(len(name.split()) <= _MAX_NAME_WORDS and any(map(str.isalpha, name)) for name in names)
    return ", ".join(names) if is_name else None


def _marked_time(tree: etree._Element) -> str | None:
    """The day that is marked up as the article's, if that is one."""
    found = _TIMES(tree)
    times = [time for time in map(iso_time, map(str, found)) if time] if isinstance(found, list) else []
    return times[0] if len({time[:10] for time in times}) == 1 else None


# What stands behind the names in the line of a page that says who wrote it: a bar, an account, a day. White space is
# looked at once, from where it begins.
_BEHIND_NAMES = re.compile(
    r"(?<![\s,])[\s,]*(?:[|•·@]|\bFollow\b|\b\d|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
    r"|\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?\s\d).*$",
    re.IGNORECASE,
)


def names_in_byline(line: str | None) -> str | None:
    """The names alone of a line that says who wrote the page.

    >>> names_in_byline("By JANE PORTER and AARON DOE DEC. 10, 2018"), names_in_byline("von Autor: Jan Otter | 3.4.")
    ('JANE PORTER and AARON DOE', 'Jan Otter')
    """
    names = author_names(line)
    return (_BEHIND_NAMES.sub("", names) or names) if names else None


def iso_time(value: str | None) -> str | None:
    """A date or time as ISO 8601, to the day where it says no more; None where it is neither.

    >>> iso_time("2021-12-07T21:05:00Z"), iso_time("7 Dec 2021"), iso_time("soon")
    ('2021-12-07T21:05:00+00:00', '2021-12-07', None)
    """
    if not value:
        return None
    try:
        time = datetime.fromisoformat(value.strip())
    except ValueError:
        return find_date(value)
    return time.date().isoformat() if len(value.strip()) <= len("2021-12-07") else time.isoformat()


def _language_code(value: str | None) -> str | None:
    """The language's two or three letters: "en" for "en-GB"."""
    match = re.match(r"[A-Za-z]{2,3}(?=$|[-_])", value or "")
    return match[0].lower() if match else None


def _absolute_url(value: str | None, base: str | None) -> str | None:
    if not value:
        return None
    try:
        joined = urljoin(base or "", value)
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None
