"""Which outlet a page's address belongs to: its publisher, whatever the page calls itself."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# What the name of an outlet begins with of which nothing is known; the id of its only article follows.
UNKNOWN = "unknown-"
# Under these every name is a publisher of its own; the list of public suffixes has most of such hosts, not these.
_SHARED_HOSTS = frozenset(
    {"livejournal.com", "over-blog.com", "substack.com", "tumblr.com", "typepad.com", "wordpress.com"}
)
# An archive's copy is its publisher's.
_ARCHIVED = re.compile(r"https?://web\.archive\.org/web/[^/]+/(?=https?:)")


def address_names(url: str | None) -> list[str]:
    """How the page's address calls its outlet: "n-tv.de" and "n-tv"."""
    domain = outlet_of(url)
    return [domain, domain.partition(".")[0]] if domain else []


def outlet_of(url: str | None) -> str:
    """The outlet by the URL's registered domain; empty where there is none, for the page itself may tell.

    >>> [outlet_of(url) for url in ("https://www.taz.de/a/", "https://news.bbc.co.uk/1", "https://ann.wordpress.com/2")]
    ['taz.de', 'bbc.co.uk', 'ann.wordpress.com']
    """
    if not url:
        return ""
    # Imported where it is needed: it takes 50 ms to load, and most records name their outlet.
    from courlan import extract_domain

    url = _ARCHIVED.sub("", url)
    try:
        host = (urlsplit(url).hostname or "").rstrip(".").removeprefix("www.")
        domain = extract_domain(url) or host
    except ValueError:  # "http://[": no URL after all
        return ""
    return (host if domain in _SHARED_HOSTS else domain).lower() if "." in domain else ""
