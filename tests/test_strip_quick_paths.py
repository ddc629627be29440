"""What trafilatura's XPath expressions find, found by asking each name once."""

import re

import pytest
from lxml import html
from lxml.etree import XPath
from trafilatura import main_extractor, xpaths
from trafilatura.settings import BASIC_CLEAN_XPATH

from copydesk.strip.pages.quick_paths import may_find, quick_path, quick_union

NAMES = re.findall(
    r"\S+",
    """post entry fulltext FullText main-content Main-Content page-content main-nav story-body article-body body-text
    content article-content cookie cookies share shared social sidebar teaser Teaser caption hidden noprint comments
    comment-list commentary infinite-scroll mvp-post-add-box elementor-share-buttons footer Footer x""",
)
TAGS = "div", "section", "p", "span", "list", "item", "main", "article", "ol", "aside"
# Each name in each attribute, alone and with another before and behind it.
PAGE = "".join(
    f"<{TAGS[(i + j) % len(TAGS)]} {attributes}>text</{TAGS[(i + j) % len(TAGS)]}>"
    for i, name in enumerate(NAMES)
    for j, attributes in enumerate(
        [
            f'id="{name}"',
            f'class="{name}"',
            f'class="wide {name} tall"',
            f'id="{name}" class="x"',
            f'class="x" id="{name}"',
            f'id="x" class="{name}"',
            f'role="{name}" class=""',
            f'style="display:none" id="{name}"',
            f'aria-hidden="true" class="{name}"',
        ]
    )
)
LISTS = (
    "BODY_XPATH",
    "OVERALL_DISCARD_XPATH",
    "DISCARD_IMAGE_ELEMENTS",
    "TEASER_DISCARD_XPATH",
)
PATHS = [(name, i) for name in LISTS for i in range(len(getattr(xpaths, name)))]
# Of trafilatura's those that are written otherwise, and asked as they are.
AS_THEY_ARE = {("BODY_XPATH", 1), ("BODY_XPATH", 4)}


@pytest.mark.parametrize(("name", "i"), PATHS)
def test_it_finds_what_the_expression_finds(name: str, i: int) -> None:
    path = getattr(xpaths, name)[i]
    quick = quick_path(path)
    assert (quick is path) == ((name, i) in AS_THEY_ARE)
    for page in (f"<html><body>{PAGE}</body></html>", "<html><body><div><div>text</div></div></body></html>"):
        tree = html.fromstring(page)
        found = path(tree)
        assert list(quick(tree)) == (found[:1] if name == "BODY_XPATH" and quick is not path else found)


@pytest.mark.parametrize(("written", "n"), [("re:test(@id|@class, 'cookie')", 1), ("re:test(@class, 'cookie')", 2)])
def test_of_two_attributes_the_first_counts(written: str, n: int) -> None:
    """As XPath has it: the text of several is that of the first."""
    path = XPath(f".//*[{written}]", namespaces={"re": xpaths.REGEXP_NS})
    tree = html.fromstring('<div><p class="cookie" id="a">1</p><p id="a" class="cookie">2</p></div>')
    assert len(path(tree)) == n
    assert list(quick_path(path)(tree)) == path(tree)


@pytest.mark.parametrize("written", [".//p", ".//*[not(@id)]", ".//*[@id='a' and @class='b']", ".//*[@id]|.//p"])
def test_an_expression_written_otherwise_is_asked_as_it_is(written: str) -> None:
    path = XPath(written)
    assert quick_path(path) is path


PRUNED = [*xpaths.RAW_TREE_PRUNE_XPATH, *xpaths.REMOVE_COMMENTS_AND_LISTS_XPATH]


@pytest.mark.parametrize("name", [*NAMES, "mvp-post-add-wrap"])
@pytest.mark.parametrize("path", PRUNED, ids=range(len(PRUNED)))
def test_what_is_asked_besides_names_is_asked_of_what_has_them(path: XPath, name: str) -> None:
    elements = [
        f"<{tag} {attribute}='{name}'>{inside}</{tag}>"
        for tag in ("div", "section", "ol", "ul", "p")
        for attribute in ("id", "class")
        for inside in ("text", "<div><h1>Storm</h1></div>", "<p>text</p>" * 4)
    ]
    tree = html.fromstring(f"<html><body>{''.join(elements)}</body></html>")
    quick = quick_path(path)
    assert quick is not path
    assert list(quick(tree)) == path(tree)


@pytest.mark.parametrize("written", [".//*[@id='a'][not(p)][1]", ".//*[@id='a'][not(p)][last()]"])
def test_what_is_asked_of_places_is_asked_as_it_is(written: str) -> None:
    path = XPath(written)
    assert quick_path(path) is path


@pytest.mark.parametrize("name", NAMES)
def test_several_expressions_are_known_to_find_nothing(name: str) -> None:
    """Wherever one of them finds something, it is said that it may."""
    may = may_find(PRUNED)
    for element in (f'<div id="{name}">', f'<section class="a {name} b">', f'<ol class="{name}">'):
        tree = html.fromstring(f"<html><body>{element}<p>text</p></body></html>")
        assert may(tree) or not any(path(tree) for path in PRUNED)
    assert may_find([*PRUNED, XPath(".//p[1]")])(tree)


def test_most_names_are_none_of_theirs() -> None:
    assert not may_find(PRUNED)(
        html.fromstring('<html><body><div class="article" id="main"><p>Storm</p></div></body></html>')
    )
    assert may_find(PRUNED)(
        html.fromstring('<html><body><div class="comments" id="main"><p>Storm</p></div></body></html>')
    )


def test_trafilatura_itself_asks_as_before() -> None:
    """Its functions are copied, not changed."""
    asked = main_extractor.prune_unwanted_sections.__globals__["OVERALL_DISCARD_XPATH"]
    assert asked is xpaths.OVERALL_DISCARD_XPATH
    assert all(isinstance(path, XPath) for path in asked)


def test_long_values_are_asked_and_not_kept() -> None:
    """A page may name an element by a megabyte."""
    for path in (xpaths.OVERALL_DISCARD_XPATH[0], xpaths.TEASER_DISCARD_XPATH[0]):
        quick = quick_path(path)
        for name in ("x" * 10_000, "x " * 10_000 + "teaser sidebar"):
            tree = html.fromstring(
                f'<html><body><div class="{name}"><p>text</p></div><div class="x">text</div></body></html>'
            )
            assert list(quick(tree)) == path(tree)


def test_a_union_finds_what_its_expressions_find_in_the_order_of_the_page() -> None:
    quick = quick_union(BASIC_CLEAN_XPATH)
    boxes = "<aside>a<footer class='cookie-bar'>b</footer></aside><div class='x' id='footer'>c</div><script>d</script>"
    banner = "<svg/><div id='CookieBot' class='footer'>e<style>f</style></div><template>g</template><!-- h -->"
    tree = html.fromstring(f"<html><body>{boxes}{PAGE}{banner}</body></html>")
    assert quick is not BASIC_CLEAN_XPATH
    assert len(quick(tree)) > 8
    assert quick(tree) == BASIC_CLEAN_XPATH(tree)


@pytest.mark.parametrize("written", [".//a|//b", ".//a | .//b", ".//a|.//b[position()=2]", ".//a|.//b[@id='c'][1]"])
def test_a_union_written_otherwise_is_asked_as_it_stands(written: str) -> None:
    path = XPath(written)
    assert quick_union(path) is path
