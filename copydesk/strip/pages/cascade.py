"""trafilatura's cascade in its own steps, each taken only where its outcome matters.

`trafilatura.extract` copies the page four times and asks each element by two patterns whether it holds comments before
it begins. Its steps are called here as it calls them: of its time a tenth is saved, and half where its text is compared
with other extractors' as well. A test holds that both ways say the same.
"""

from __future__ import annotations

import re
from contextlib import suppress
from copy import copy
from typing import NamedTuple

from lxml.etree import _Element
from lxml.html import HtmlElement
from trafilatura import baseline, html2txt
from trafilatura.core import ESCALATION_ACCEPT_RATIO, ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.external import compare_extraction
from trafilatura.htmlprocessing import convert_tags, prune_unwanted_nodes, tree_cleaning
from trafilatura.main_extractor import extract_content
from trafilatura.settings import Extractor
from trafilatura.utils import normalize_unicode
from trafilatura.xml import xmltotxt
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

_FAST = Extractor(fast=True, comments=False)
_COMPARING = Extractor(comments=False)
_RECALL = Extractor(fast=True, comments=False, recall=True)
# What goes first of all: comments, and articles appended to the page's own.
_PRUNED = [*RAW_TREE_PRUNE_XPATH, *REMOVE_COMMENTS_AND_LISTS_XPATH]
_PRUNED_TAGS = "div", "section", "aside", "list", "details", "ol", "ul"
# Any name for which one of these patterns looks: nearly half of all pages have none, and need not be searched by them.
_PRUNED_NAME = re.compile(
    "|".join(name for path in _PRUNED for name in re.findall(r"@(?:id|class), '([^']+)'", path.path)),
    re.IGNORECASE | re.MULTILINE,
)
# Where comments are posts, trafilatura keeps them.
_FORUM = "DiscussionForumPosting"


class MainText(NamedTuple):
    """What trafilatura's main step took from a page."""

    tree: HtmlElement  # the page without comments
    body: _Element
    text: str

    @property
    def is_short(self) -> bool:
        """Whether it is next to nothing."""
        return len(self.text) < _FAST.min_extracted_size

    def leaves_most(self) -> bool:
        """Whether it is so little of the page that trafilatura goes over it once more."""
        n_chars = len(self.text)
        return 0 < n_chars < ESCALATION_MAX_LENGTH and n_chars < ESCALATION_PAGE_SHARE * len(html2txt(self.tree))

    def paragraphs(self) -> list[str]:
        """Its lines as trafilatura writes them."""
        return normalize_unicode(xmltotxt(self.body, include_formatting=False).strip()).splitlines()


def find_main_text(tree: HtmlElement) -> MainText | None:
    """What the main step takes; comments are taken out of the tree. None for a forum's page, or where a step fails."""
    if any(_FORUM in (script.text or "") for script in tree.iter("script")):
        return None
    if _PRUNED_NAME.search("\n".join(_names(tree))):
        prune_unwanted_nodes(tree, _PRUNED)
    with suppress(TypeError, ValueError):
        return _main_text(tree, _FAST)
    return None


def paragraphs_alone(main: MainText) -> list[str]:
    """The paragraphs as `trafilatura.extract(fast=True)` says them."""
    main = _rescued(main)
    if main.leaves_most():
        again = _main_text(main.tree, _RECALL)
        if not again.is_short and len(again.text) > ESCALATION_ACCEPT_RATIO * len(main.text):
            main = again
    return main.paragraphs()


def paragraphs_compared(main: MainText) -> list[str] | None:
    """The paragraphs as `trafilatura.extract` says them, compared with readability's and jusText's.

    None where it would go over the page once more, or begins otherwise: it looks for a short text's rest elsewhere.
    """
    if main.is_short:
        return None
    compared = compare_extraction(_cleaned(main.tree, _COMPARING), copy(main.tree), main.body, main.text, _COMPARING)
    main = _rescued(MainText(main.tree, *compared))
    return None if main.leaves_most() else main.paragraphs()


def _main_text(tree: HtmlElement, options: Extractor) -> MainText:
    return MainText(tree, *extract_content(convert_tags(_cleaned(tree, options), options), options))


def _rescued(main: MainText) -> MainText:
    """The text, or that of the whole page where it is next to nothing."""
    if not main.is_short:
        return main
    body, text, n_chars = baseline(main.tree)
    return MainText(main.tree, body, text) if n_chars > len(main.text) else main


def _cleaned(tree: HtmlElement, options: Extractor) -> HtmlElement:
    return tree_cleaning(copy(tree), options)


def _names(tree: HtmlElement) -> list[str]:
    return [name for element in tree.iter(*_PRUNED_TAGS) for name in (element.get("id"), element.get("class")) if name]
