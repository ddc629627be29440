"""What an HTML page says about its article outside the text: meta elements, links, schema.org data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from copydesk.language import language_code
from copydesk.outlet import address_names
from copydesk.published import END_YEAR, FIRST_YEAR
from copydesk.strip.judgement import Fields
from copydesk.strip.lines.dates import find_date
from copydesk.strip.lines.lengths import MAX_NAME_WORDS, MIN_TITLE_WORDS
from copydesk.strip.pages.byline import without_outlets
from copydesk.strip.texts.bylines import person_names

# schema.org types of one article; a page's other objects (WebPage, Organization, BreadcrumbList) name something else.
_ARTICLE_TYPE = re.compile(r"(?:Article|(?<!Job)Posting|Report|Review)$")
# Where no article tells it, the page itself says when it was published.
_PAGE_TYPE = re.compile(r"(?:(?<!Collection)(?<!Results)(?<!Profile)Page|Recipe|HowTo|Episode)$")
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*\.[a-z]{2,6}", re.IGNORECASE)
_MAX_ESCAPED = 3
_MAX_DEPTH = 6  # of nested JSON-LD: @graph, mainEntity, hasPart; hostile pages nest without end

# Where each field stands, surest first. "ld:" is a property of the article's schema.org object.
_SOURCES: dict[str, tuple[str, ...]] = {
    "title": ("ld:headline", "og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title"),
    "standfirst": ("ld:description", "og:description", "twitter:description", "description", "dc.description"),
    "byline": (
        "ld:author", "author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl",
        "articleauthor",
    ),
    "published": (
        "ld:datePublished", "article:published_time", "og:article:published_time", "datepublished", "date",
        "dc.date.issued", "dc.date", "dc:date", "parsely-pub-date", "sailthru.date", "pubdate", "publishdate",
        "publish-date", "publish_date", "published", "published_at", "published-date", "publication_date", "date-pub",
        "publication-date", "cxenseparse:publishtime", "citation_publication_date", "release_date", "ld:dateCreated",
        "page:datePublished",
    ),
    "modified": ("ld:dateModified", "article:modified_time", "og:updated_time", "datemodified"),
    "language": ("ld:inLanguage", "html:lang", "og:locale", "content-language"),
    "outlet": ("og:site_name", "ld:publisher", "application-name"),
    "url": ("link:canonical", "og:url", "ld:url"),
}  # fmt: skip
# Of these, which mean the same, the earlier is right where the first but repeats the day of the last change.
_PUBLISHED = ("ld:datePublished", "article:published_time", "og:article:published_time", "datepublished")
# Where an article that names nobody says which newsroom wrote it; a page's own "author" is who made the site.
_NEWSROOM_SOURCES = ("ld:author", "article:author")


_Object = dict[str, Any]  # of JSON-LD


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

    `html` is what the tree was made of.
    """
    elements = _telling_elements(tree)
    structured = list(_structured_data(elements["script"]))
    articles = [article for data in structured for article in _objects(data, _ARTICLE_TYPE)]
    pages = [page for data in structured for page in _objects(data, _PAGE_TYPE)]
    bodies = [body for article in articles if isinstance(body := article.get("articleBody"), str)]
    return PageData(
        fields=_read_fields(tree, elements, articles, pages, url),
        # Looked for in the source first: it is the name of a type, which nobody writes with character references.
        live_blog=_live_blog(tree, articles) if _LIVE_BLOG in html else None,
        article_body=max(bodies, key=len, default=""),
    )


_Elements = dict[str, list[etree._Element]]


def _telling_elements(tree: etree._Element) -> _Elements:
    """The page's elements that may say something of it, by tag, in the page's order: one walk for all of them."""
    elements: _Elements = {tag: [] for tag in ("meta", "link", "script", "title", "time")}
    for element in tree.iter(*elements):
        elements[element.tag].append(element)
    return elements


def _read_fields(
    tree: etree._Element,
    elements: _Elements,
    articles: Sequence[_Object],
    pages: Sequence[_Object],
    url: str | None,
) -> Fields:
    """Each field from its surest source that says anything."""
    named = dict(_named_values(tree, elements, articles, pages))
    values = {field: [named[source] for source in sources if named.get(source)] for field, sources in _SOURCES.items()}
    first = {field: said[0] if said else None for field, said in values.items()}
    title, address = first["title"], _absolute_url(first["url"], url)
    if title and (title == first["outlet"] or _DOMAIN.fullmatch(title)):
        # Some pages call all their articles by the outlet's name: the next source that says more knows better.
        title = next((other for other in values["title"] if len(other.split()) >= MIN_TITLE_WORDS), title)
    outlet_names = [*values["outlet"], *address_names(url or address)]
    people = (without_outlets(names, outlet_names) for names in map(person_names, values["byline"]))
    byline = ", ".join(next(filter(None, people), [])) or None
    newsrooms = (_without_domains(person_names(named.get(source))) for source in _NEWSROOM_SOURCES)
    newsroom = next(filter(None, newsrooms), [])
    return Fields(
        title=title,
        titles=tuple(dict.fromkeys(values["title"])),
        standfirst=first["standfirst"],
        byline=byline,
        byline_else=None if byline else _marked_author(tree) or ", ".join(newsroom) or None,
        published=_published(named, values) or _marked_time(tree),
        published_else=_only_time(elements["time"]),
        language=next(filter(None, map(language_code, values["language"])), None),
        outlet=first["outlet"],
        url=address,
    )


def _without_domains(names: Iterable[str]) -> list[str]:
    """A page's domain is nobody who wrote it, even where its data name nobody else."""
    return [name for name in names if not _DOMAIN.fullmatch(name)]


def _published(named: Mapping[str, str], values: Mapping[str, Sequence[str]]) -> str | None:
    first = next(filter(None, map(iso_time, values["published"])), None)
    modified = next(filter(None, map(iso_time, values["modified"])), None)
    if not first or not modified or first[:10] != modified[:10]:
        return first
    others = [time for source in _PUBLISHED if (time := iso_time(named.get(source))) and time[:10] < first[:10]]
    return min(others, default=first)


def _structured_data(scripts: Iterable[etree._Element]) -> Iterator[Any]:
    """The page's JSON-LD, without what is not JSON."""
    for script in scripts:
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            try:
                yield json.loads(script.text.strip().rstrip(";"), strict=False)
            except (ValueError, RecursionError):
                continue


_LIVE_BLOG = "LiveBlogPosting"
_IS_LIVE_BLOG = etree.XPath(f'boolean(/descendant::*/@itemtype[contains(., "{_LIVE_BLOG}")])')


def _live_blog(tree: etree._Element, articles: Sequence[dict[str, Any]]) -> LiveBlog | None:
    blogs = [article for article in articles if _LIVE_BLOG in _types(article)]
    if not blogs and not _IS_LIVE_BLOG(tree):
        return None
    updates = [update for blog in blogs for update in _listed(blog.get("liveBlogUpdate"))]
    texts = [update.get(key) for update in updates if isinstance(update, dict) for key in ("headline", "articleBody")]
    return LiveBlog(tuple(text for text in texts if isinstance(text, str)))


def _named_values(
    tree: etree._Element, elements: _Elements, articles: Sequence[_Object], pages: Sequence[_Object]
) -> Iterator[tuple[str, str]]:
    """Every value under its name, the first of a name last, so that it wins in a dictionary."""
    found: list[tuple[str, str]] = []
    root = tree.getroottree().getroot()
    if isinstance(root.tag, str) and root.get("lang"):
        found.append(("html:lang", _clean(root.get("lang"))))
    for meta in elements["meta"]:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or meta.get("http-equiv")
        if name and meta.get("content"):
            found.append((name.strip().lower(), _clean(meta.get("content"))))
    found += [
        ("link:canonical", _clean(link.get("href")))
        for link in elements["link"]
        if link.get("rel", "").strip().lower() == "canonical" and link.get("href")
    ]
    found += [("page:datePublished", day) for page in pages if isinstance(day := page.get("datePublished"), str)]
    found += [("ld:" + key, value) for article in articles for key, value in _article_properties(article)]
    title = next(iter(elements["title"]), None)
    if title is not None and title.text:
        found.append(("title", _clean(title.text)))
    yield from reversed(found)


def _article_properties(article: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for key in ("headline", "description", "datePublished", "dateModified", "dateCreated", "inLanguage", "url"):
        if isinstance(article.get(key), str):
            yield key, _clean(article[key])
    for key in ("author", "publisher"):
        if names := "; ".join(_names(article.get(key))):
            yield key, names


def _objects(data: Any, wanted: re.Pattern[str], depth: int = 0) -> Iterator[dict[str, Any]]:
    """The objects in JSON-LD that are of such a type."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _objects(item, wanted, depth + 1)
    elif isinstance(data, dict):
        if any(map(wanted.search, _types(data))):
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _objects(data.get(key), wanted, depth + 1)


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
    """The value as one line of text; some pages escape it thrice, some cut a character of two halves in half."""
    text = value or ""
    for _ in range(_MAX_ESCAPED):
        if "&" not in text or (unescaped := unescape(text)) == text:
            break
        text = unescaped
    return " ".join(text.encode("utf-8", "replace").decode("utf-8").split())


def _of_class(name: str) -> str:
    # Asked twice: most elements fail the first question, which costs a fifth.
    is_word = f'contains(concat(" ", normalize-space(@class), " "), " {name} ")'
    return f'(contains(@class, "{name}") and {is_word})'


# Where a page marks up who wrote it and when: WordPress and its like write `rel` and `class`, microdata `itemprop`.
# What stands beside the article is another's, a comment its writer's, and in the site's head stands who built it.
_OF_PAGE = (
    "not(ancestor::aside or ancestor::nav or ancestor::footer[not(ancestor::article)]"
    " or ancestor-or-self::*[contains(@class, 'comment') or contains(@id, 'comment')])"
)

_OF_SITE = "ancestor::header[not(ancestor::article or ancestor::main)]"
# What attributes say is asked of the attributes first: most elements have none of these, which saves two fifths.
_AUTHORS = etree.XPath(
    '(descendant::*/@rel[. = "author"] | descendant::*/@itemprop[. = "author"]'
    ' | descendant::*/@class[contains(., "vcard")])/parent::*'
    f'[@rel="author" or @itemprop="author" or {_of_class("author")} and {_of_class("vcard")}]'
    f"[{_OF_PAGE}][not({_OF_SITE})]"
)
_TIME_CLASSES = "entry-date", "published", "date-published", "published-date"
_OF_TIME_CLASS = " or ".join(map(_of_class, _TIME_CLASSES))
_TIMES = etree.XPath(
    f'descendant::time[@datetime and (@pubdate or @itemprop="datePublished" or {_OF_TIME_CLASS})][{_OF_PAGE}]/@datetime'
    f'| descendant::*/@itemprop[. = "datePublished"]/parent::*[{_OF_PAGE}]/@content'
)
_MAX_MARKED_AUTHORS = 2
# So many different texts are looked at, since some say one name in several ways.
_MAX_MARKED_TEXTS = 8


def _marked_author(tree: etree._Element) -> str | None:
    """Who is marked up as the author, if that is one, or two: a page of links to other stories marks more."""
    found = _AUTHORS(tree)
    texts: dict[str, None] = {}
    for element in found if isinstance(found, list) else []:
        if isinstance(element, etree._Element):
            text = _clean("".join(map(str, element.itertext())))
            # A word in small letters is an account, but "dpa/jo" says who.
            names = (name for name in person_names(text) if "/" in text or not (name.isalnum() and name.islower()))
            texts |= dict.fromkeys(names)
        if len(texts) > _MAX_MARKED_TEXTS:
            return None
    marked = [name for name in texts if not any(other in name for other in texts if other != name)]
    if not marked or len(marked) > _MAX_MARKED_AUTHORS:
        return None
    is_name = all(len(name.split()) <= MAX_NAME_WORDS and any(map(str.isalpha, name)) for name in marked)
    return ", ".join(marked) if is_name else None


def _marked_time(tree: etree._Element) -> str | None:
    """The day that is marked up as the article's, if that is one."""
    found = _TIMES(tree)
    times = [time for time in map(iso_time, map(str, found)) if time] if isinstance(found, list) else []
    return times[0] if len({time[:10] for time in times}) == 1 else None


_IS_OF_PAGE = etree.XPath(f"boolean(self::*[{_OF_PAGE}])")


def _only_time(elements: Iterable[etree._Element]) -> str | None:
    """The day that the page's times show, if all of them are of one: a list of other stories has several."""
    own = [time for time in elements if time.get("datetime") is not None and _IS_OF_PAGE(time)]
    shown = (time.get("datetime") for time in own if find_date("".join(map(str, time.itertext()))))
    times = [time for time in map(iso_time, shown) if time]
    return times[0] if len({time[:10] for time in times}) == 1 else None


def iso_time(value: str | None) -> str | None:
    """A date or time as ISO 8601, to the day where it says no more; None where it is neither.

    >>> iso_time("2021-12-07T21:05:00Z"), iso_time("7 Dec 2021"), iso_time("soon")
    ('2021-12-07T21:05:00+00:00', '2021-12-07', None)
    """
    if not value:
        return None
    value = value.strip()
    try:
        time = _mail_time(value) if value[:1].isalpha() else datetime.fromisoformat(value)
    except (ValueError, OverflowError):  # "Mon, 01 Jan 99999999999 10:00:00 GMT" overflows
        return find_date(value)
    if not FIRST_YEAR <= time.year < END_YEAR:  # "0001-01-01" is an empty field of a template
        return None
    return time.isoformat() if ":" in value or "T" in value else time.date().isoformat()


def _mail_time(value: str) -> datetime:
    """ "Tue, 07 Dec 2021 21:05:00 GMT". Raises ValueError."""
    # Imported where it is needed: it takes 7 ms to load, and nearly all pages write ISO 8601.
    from email.utils import parsedate_to_datetime

    return parsedate_to_datetime(value)


def _absolute_url(value: str | None, base: str | None) -> str | None:
    if not value:
        return None
    try:
        joined = urljoin(base or "", value)
        return joined if urlsplit(joined).scheme in ("http", "https") else None
    except ValueError:
        return None
