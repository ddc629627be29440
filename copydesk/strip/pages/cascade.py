"""trafilatura's cascade in its own steps, each taken only where its outcome matters.

`trafilatura.extract` copies the page four times before it begins. Its steps are called here as it calls them, and its
XPath expressions are asked in Python. A test holds that both ways say the same.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from copy import copy
from types import FunctionType
from typing import Any, NamedTuple, TypeVar, cast

from lxml.etree import XPath, _Element
from lxml.html import HtmlElement
from trafilatura import main_extractor
from trafilatura.baseline import baseline, basic_cleaning, html2txt
from trafilatura.core import ESCALATION_ACCEPT_RATIO, ESCALATION_MAX_LENGTH, ESCALATION_PAGE_SHARE
from trafilatura.external import compare_extraction
from trafilatura.htmlprocessing import convert_tags, delete_by_link_density, prune_unwanted_nodes, tree_cleaning
from trafilatura.settings import BASIC_CLEAN_XPATH, Extractor
from trafilatura.utils import normalize_unicode
from trafilatura.xml import xmltotxt
from trafilatura.xpaths import RAW_TREE_PRUNE_XPATH, REMOVE_COMMENTS_AND_LISTS_XPATH

from copydesk.strip.pages.quick_paths import may_find, quick_path, quick_union

_FAST = Extractor(fast=True, comments=False)
_COMPARING = Extractor(comments=False)
_RECALL = Extractor(fast=True, comments=False, recall=True)
# What goes first of all: comments, and articles appended to the page's own.
_PRUNED = [*RAW_TREE_PRUNE_XPATH, *REMOVE_COMMENTS_AND_LISTS_XPATH]
_may_prune = may_find(_PRUNED)
_quickly_pruned = [quick_path(path) for path in _PRUNED]
# Where comments are posts, trafilatura keeps them.
_FORUM = "DiscussionForumPosting"


Function = TypeVar("Function", bound=Callable[..., Any])


def _with(function: Function, **names: Any) -> Function:
    """The function as it is written, but for what these global names mean in it."""
    written = cast(FunctionType, function)
    named = written.__globals__ | names
    return cast(Function, FunctionType(written.__code__, named, None, written.__defaults__, written.__closure__))


_count = XPath("count(.//*)")


class _LinkPasses:
    """Deletes by link density as trafilatura does, which looks at everything twice: not where it would find the same.

    Nothing else touches the tree between its passes. So it is as it was where it has as many elements as when nothing
    was found under such a tag.
    """

    def __init__(self) -> None:
        self._settled: dict[str, float] = {}

    def __call__(self, tree: HtmlElement, tag: str, **options: bool) -> HtmlElement:
        n_elements = _count(tree)
        if self._settled.get(tag) != n_elements:
            delete_by_link_density(tree, tag, **options)
            if _count(tree) == n_elements:
                self._settled[tag] = n_elements
        return tree


_XPATHS = "BODY_XPATH", "OVERALL_DISCARD_XPATH", "DISCARD_IMAGE_ELEMENTS", "TEASER_DISCARD_XPATH"
_quick_paths = {name: [quick_path(path) for path in getattr(main_extractor, name)] for name in _XPATHS}


def _prune(*arguments: Any, **options: Any) -> HtmlElement:
    prune = _with(main_extractor.prune_unwanted_sections, delete_by_link_density=_LinkPasses(), **_quick_paths)
    return prune(*arguments, **options)


# trafilatura's main step: so a third of its time is saved.
_extract_content = _with(
    main_extractor.extract_content,
    _extract=_with(main_extractor._extract, prune_unwanted_sections=_prune, **_quick_paths),
    recover_wild_text=_with(main_extractor.recover_wild_text, prune_unwanted_sections=_prune),
)
# How much text the whole page has: so two fifths of its time are saved.
_basic_cleaning = _with(basic_cleaning, BASIC_CLEAN_XPATH=quick_union(BASIC_CLEAN_XPATH))
_html2txt = _with(html2txt, basic_cleaning=_basic_cleaning)
_baseline = _with(baseline, basic_cleaning=_basic_cleaning)


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
        return 0 < n_chars < ESCALATION_MAX_LENGTH and n_chars < ESCALATION_PAGE_SHARE * len(_html2txt(self.tree))

    def paragraphs(self) -> list[str]:
        """Its lines as trafilatura writes them."""
        return normalize_unicode(xmltotxt(self.body, include_formatting=False).strip()).splitlines()


def find_main_text(tree: HtmlElement) -> MainText | None:
    """What the main step takes; comments are taken out of the tree. None for a forum's page, or where a step fails."""
    if any(_FORUM in (script.text or "") for script in tree.iter("script")):
        return None
    if _may_prune(tree):  # nearly half of all pages have nothing of it
        prune_unwanted_nodes(tree, _quickly_pruned)
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
    return MainText(tree, *_extract_content(convert_tags(_cleaned(tree, options), options), options))


def _rescued(main: MainText) -> MainText:
    """The text, or that of the whole page where it is next to nothing."""
    if not main.is_short:
        return main
    body, text, n_chars = _baseline(main.tree)
    return MainText(main.tree, body, text) if n_chars > len(main.text) else main


def _cleaned(tree: HtmlElement, options: Extractor) -> HtmlElement:
    return tree_cleaning(copy(tree), options)
