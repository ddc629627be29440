"""What an HTML page says about its article outside the text: meta elements, links, schema.org data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from copydesk.strip.dates import find_date
from copydesk.strip.judgement import Fields

# schema.org types of one article; a page's other objects (WebPage, Organization, BreadcrumbList) name something else.
_ARTICLE_TYPE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report|Review)$")
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


def read_metadata(tree: etree._Element, *, url: str | None = None) -> Fields:
    """The fields that the page's own metadata fills, each from its surest source that says anything."""
    named = dict(_named_values(tree))
    values = {
        field: next((named[source] for source in sources if named.get(source)), None)
        for field, sources in _SOURCES.items()
    }
    return Fields(
        title=values["title"],
        standfirst=values["standfirst"],
        byline=_author_names(values["byline"]),
        published=iso_time(values["published"]),
        language=_language_code(values["language"]),
        outlet=values["outlet"],
        url=_absolute_url(values["url"], url),
    )


def _named_values(tree: etree._Element) -> Iterator[tuple[str, str]]:
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
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            found += [("ld:" + key, value) for key, value in _article_properties(script.text)]
    title = next(tree.iter("title"), None)
    if title is not None and title.text:
        found.append(("title", _clean(title.text)))
    yield from reversed(found)


def _article_properties(script: str) -> Iterator[tuple[str, str]]:
    try:
        data = json.loads(script.strip().rstrip(";"), strict=False)
    except (ValueError, RecursionError):
        return
    for item in _articles(data, 0):
        for key in ("headline", "description", "datePublished", "dateCreated", "inLanguage", "url"):
            if isinstance(item.get(key), str):
                yield key, _clean(item[key])
        for key in ("author", "publisher"):
            if names := ", ".join(_names(item.get(key))):
                yield key, names


def _articles(data: Any, depth: int) -> Iterator[dict[str, Any]]:
    """The objects in JSON-LD that are an article by their type."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, list):
        for item in data[:100]:
            yield from _articles(item, depth + 1)
    elif isinstance(data, dict):
        types = data.get("@type")
        names = types if isinstance(types, list) else [types]
        if any(isinstance(name, str) and _ARTICLE_TYPE.search(name) for name in names):
            yield data
        for key in ("@graph", "mainEntity"):
            yield from _articles(data.get(key), depth + 1)


def _names(value: Any) -> list[str]:
    """Names of people or organisations, however JSON-LD wrapped them."""
    items = value if isinstance(value, list) else [value]
    names = []
    for item in items[:20]:
        name = item.get("name") if isinstance(item, dict) else item
        if isinstance(name, list):
            name = name[0] if name else None
        if isinstance(name, str) and _clean(name) and "://" not in name:
            names.append(_clean(name))
    return list(dict.fromkeys(names))


def _clean(value: str | None) -> str:
    """The value as one line of text; some pages escape it twice, some cut a character of two halves in half."""
    return " ".join(unescape(value or "").encode("utf-8", "replace").decode("utf-8").split())


def _author_names(value: str | None) -> str | None:
    """Names without the "By" that some pages put before them; a profile's address is no name."""
    if not value or "://" in value:
        return None
    return re.sub(r"^(?:By|Von|Par|Por|Di|Door|Af|Av)\s+(?=\S)", "", value) or None


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
