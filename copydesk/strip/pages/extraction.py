"""What trafilatura takes for the article: the page's tree as it wants it, and where its text stands on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, fromstring
from trafilatura.utils import load_html, repair_faulty_html

from copydesk.records import HOVER_CLASS, RUBY_READINGS, Article, PageBlock
from copydesk.strip.lines.lengths import is_mostly_link
from copydesk.strip.lines.shape import is_sentence
from copydesk.strip.pages.align import Alignment, align
from copydesk.strip.pages.cascade import MainText, find_main_text, paragraphs_alone, paragraphs_compared

# Real pages are 10 to 40 elements deep, and libxml2 drops what lies below 255.
_DEEP = 99
# Of what trafilatura deletes first, the most frequent that stand alone.
_UNREAD = ("script", "style", "svg", "link")
# What it takes for readers' comments by the first of its names.
_COMMENT = re.compile("comment(?!ary)", re.IGNORECASE)


def extract(tree: HtmlElement | None, article: Article) -> Alignment:
    """Which letters of the page's lines trafilatura has in its text.

    No letter without a tree, and on pages nested deeper than it reads. Its own extraction is asked first; as by default
    compared with readability's and jusText's only where that leaves more prose than it takes: 12 of 159 news pages
    and 68 of 791 guides. Of the others the comparison makes 5 better and 6 worse, in twice the time.
    """
    # trafilatura read the page unrepaired, so its text is looked for in `source_text`, whose lines are those of `text`.
    lines = article.source_text.split("\n")
    if tree is None or _is_deep(article.page_blocks):
        return align([], lines)
    _lighten(tree)
    _rename_around_title(tree)
    main = find_main_text(tree)
    alignment = align(_paragraphs(tree, main, article.url, fast=True), lines)
    if _leaves_most(alignment, lines, article.page_blocks):
        alignment = align(_paragraphs(tree, main, article.url, fast=False), lines)
    return alignment


def _lighten(tree: HtmlElement) -> None:
    """Takes what trafilatura never reads out of the tree, which it copies three times and searches by many patterns.

    A sixth of all elements; takes a tenth off its time. It does read JSON-LD.
    """
    data = [script for script in tree.iter("script") if script.get("type") == "application/ld+json"]
    for script in data:
        script.tag = "data"
    etree.strip_elements(tree, *_UNREAD, with_tail=False)
    hovering = [span for span in tree.iter("span") if HOVER_CLASS.search(span.get("class", ""))]
    for element in [*hovering, *tree.iter(*RUBY_READINGS)]:
        element.drop_tree()
    for script in data:
        script.tag = "script"


def _rename_around_title(tree: HtmlElement) -> None:
    """Takes the names off the elements around the heading that are called "comment", as newspapers call opinion.

    trafilatura leaves out whatever is called so, and would see nothing of the article.
    """
    for heading in tree.iter("h1"):
        for element in heading.iterancestors():
            for attribute in ("class", "id"):
                if _COMMENT.match(element.get(attribute, "")):
                    del element.attrib[attribute]


def _paragraphs(tree: HtmlElement, main: MainText | None, url: str | None, *, fast: bool) -> list[str]:
    """trafilatura's paragraphs of the page, without the comments; step by step where that says the same."""
    paragraphs = None
    if main is not None:
        with suppress(TypeError, ValueError):  # trafilatura as a whole gives such a page up
            paragraphs = paragraphs_alone(main) if fast else paragraphs_compared(main)
    if paragraphs is not None:
        return paragraphs
    text = trafilatura.extract(tree, url=url, include_comments=False, deduplicate=False, fast=fast)
    return (text or "").splitlines()


def _leaves_most(alignment: Alignment, lines: Sequence[str], blocks: Sequence[PageBlock]) -> bool:
    """Whether half of the page's characters in sentences are not covered; true of a page without any."""
    n_covered = n_left = 0.0
    for i, block in enumerate(blocks):
        line = lines[i]
        if is_sentence(line) and not is_mostly_link(block.n_link_chars, len(line)):
            share = alignment.share(i)
            n_covered += share * len(line)
            n_left += (1 - share) * len(line)
    return n_left >= n_covered


def _is_deep(blocks: Sequence[PageBlock]) -> bool:
    """Whether a line stands so deep that trafilatura may not have seen it."""
    return any(block.path.count("/") >= _DEEP for block in blocks)


def page_tree(html: str, parsed: HtmlElement | None = None) -> HtmlElement | None:
    """The page as trafilatura parses it; a fragment (a feed's entry), which it refuses, as the body of a page.

    `parsed` is the page as `read` parsed it: the same tree for four pages in five.
    """
    tree = _clean_tree(html, parsed)
    if tree is not None and len(tree):
        return tree
    tree = load_html(html)
    return load_html(f"<html><body>{html}</body></html>") if tree is None and html.strip() else tree


# What trafilatura deletes from a page before it parses it, and how far it looks for what else to mend there.
_CONTROLS = bytes(byte for byte in range(32) if byte not in b"\t\n\r")
_MENDED_CHARS = 4096
# What begins otherwise lxml takes for a fragment.
_WHOLE_PAGE = re.compile(r"\s*<(?:html|!doctype)", re.IGNORECASE)


@cache
def _parser() -> etree.HTMLParser:
    """trafilatura's parser, but without a question in Python for the class of each element: see `read.page`."""
    parser = etree.HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def _clean_tree(html: str, parsed: HtmlElement | None) -> HtmlElement | None:
    """The tree that trafilatura makes of an ordinary page, a third sooner: its search for control characters is slow.

    None for a page that has some, or that it may refuse.
    """
    # A page in one line (one in five) is mended as far as that goes.
    head, beginning = html[: max(_MENDED_CHARS, html.find("\n") + 1 or len(html))], html[:50].lower()
    if "html" not in beginning or "\ufffe" in html or "\uffff" in html:
        return None
    try:
        data = html.encode()
    except UnicodeEncodeError:  # half a character, for which `read` had to parse another one
        data, parsed = html.encode("utf-8", "surrogatepass"), None
    if len(data.translate(None, _CONTROLS)) < len(data):
        return None
    mended = repair_faulty_html(head, beginning)
    if mended != head:
        data = mended.encode("utf-8", "surrogatepass") + data[len(head.encode("utf-8", "surrogatepass")) :]
    elif parsed is not None and _WHOLE_PAGE.match(head):
        return parsed
    try:
        return fromstring(data, parser=_parser())
    except (etree.ParserError, ValueError):
        return None
