"""trafilatura's steps, called one by one, say what it says as a whole."""

import pytest
import trafilatura

from copydesk.strip.pages.cascade import find_main_text, paragraphs_alone, paragraphs_compared
from copydesk.strip.pages.extraction import page_tree
from tests.test_strip_extraction import NOTE, SENTENCES, document, paragraphs

ARTICLE = f"<article><h1>The river rises</h1>{paragraphs(SENTENCES)}</article>"
LONG = "".join(
    paragraphs([sentence.replace(" when ", f" on day {i} when ") for sentence in SENTENCES]) for i in range(6)
)
LINKS = "".join(f'<li><a href="/{i}">Story {i} of the valley and its people</a></li>' for i in range(40))
TABLE = "<table>" + "<tr><td>1972</td><td>4.1 m</td></tr>" * 9 + "</table>"
FORUM = '<script type="application/ld+json">{"@type": "DiscussionForumPosting"}</script>'
COMMENTS = f'<div id="comments"><p>{NOTE}</p><ol class="comment-list"><li>{NOTE}</li></ol></div>'

PAGES = {
    "plain": ARTICLE,
    "comments": ARTICLE + COMMENTS,
    "comments named in capitals": f'{ARTICLE}<section id="Comments"><p>{NOTE}</p></section>',
    "another article appended": f'{ARTICLE}<div class="infinite-scroll"><p>{NOTE}</p></div>',
    "an appended box that holds the heading": f'<div class="infinitescroll">{ARTICLE}</div>',
    "a forum": FORUM + ARTICLE + COMMENTS,
    "a table at the end": f"<article>{paragraphs(SENTENCES)}{TABLE}</article>",
    "one form around all": f"<form><nav>{LINKS}</nav>{ARTICLE}</form>",
    "next to nothing": f"<nav>{LINKS}</nav><p>{NOTE}</p>",
    "little of the page": f"<article>{paragraphs(SENTENCES[:3])}</article><div>{LONG}</div>",
    "little of it, in lists": f"<article>{paragraphs(SENTENCES[:3])}</article><ul><li>{LONG}</li></ul>",
    "no text": "<div></div>",
    "a control character": f"<article>{paragraphs(SENTENCES)}<p>One&#1;two</p></article>",
    "accents apart": f"<article>{paragraphs(SENTENCES)}<p>A cafe\u0301 by the river was open all night.</p></article>",
}


GIVEN_UP = {"a forum", "a control character"}


@pytest.mark.parametrize("name", PAGES)
def test_the_main_step_says_what_trafilatura_says(name: str) -> None:
    html = document(PAGES[name])
    tree = page_tree(html)
    assert tree is not None
    main = find_main_text(tree)
    assert (main is None) == (name in GIVEN_UP)
    if main is not None:
        whole = trafilatura.extract(html, include_comments=False, fast=True) or ""
        assert paragraphs_alone(main) == whole.splitlines()


@pytest.mark.parametrize("name", PAGES)
def test_compared_it_says_what_trafilatura_says(name: str) -> None:
    """Or nothing, where trafilatura would go over the page once more."""
    html = document(PAGES[name])
    tree = page_tree(html)
    assert tree is not None
    main = find_main_text(tree)
    compared = None
    if main is not None:
        paragraphs_alone(main)
        compared = paragraphs_compared(main)
    if compared is not None:
        assert compared == (trafilatura.extract(html, include_comments=False) or "").splitlines()
    assert (compared is None) == (name in GIVEN_UP | {"next to nothing", "no text"})
