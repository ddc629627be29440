"""trafilatura asked for a page's article: compared with other extractors only where it leaves most of the prose."""

from typing import Any

import pytest
import trafilatura
from lxml import etree

from copydesk.read.json_records import read_record
from copydesk.read.page import extract_page
from copydesk.strip import observe
from copydesk.strip.pages import extraction
from copydesk.strip.pages.extraction import extract, page_tree
from tests.test_strip_page import article_of

SENTENCES = [
    f"{subject} {verb} when the river rose by two metres in a single night, and {end}."
    for subject, verb, end in (
        ("The mayor", "asked the province for help", "nobody in the hall spoke against it"),
        ("Firefighters", "carried old people out in boats", "pumps ran in forty cellars until noon"),
        ("Two farmers", "lost most of their winter wheat", "their cattle stood on the dyke for a day"),
        ("The school", "closed for the rest of the week", "the bakery opposite gave away its bread"),
        ("Engineers", "measured the old bridge again", "found that its second pier had moved"),
        ("A ferry", "broke from its chains at midnight", "was found nine kilometres down the valley"),
        ("Volunteers", "filled eleven thousand sandbags", "the last of them were never needed at all"),
        ("The railway", "sent its passengers by bus", "most of them reached the capital before dawn"),
    )
]
NOTE = "A note that stands in an element that extractors know, for the reader to see before all the rest of it."


def asked(html: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], list[bool]]:
    """The page's lines that trafilatura took, and for each time it was asked whether without comparison."""
    calls: list[bool] = []
    original = extraction._paragraphs

    def recording(*args: Any, fast: bool) -> list[str]:
        calls.append(fast)
        return original(*args, fast=fast)

    monkeypatch.setattr(extraction, "_paragraphs", recording)
    article = article_of(html)
    alignment = extract(page_tree(html), article)
    return [line for i, line in enumerate(article.text.split("\n")) if alignment.share(i) > 0.5], calls


def document(body: str) -> str:
    return f"<!DOCTYPE html>\n<html><head><title>The river rises</title></head><body>{body}</body></html>"


def paragraphs(sentences: list[str]) -> str:
    return "".join(f"<p>{sentence}</p>" for sentence in sentences)


def test_where_little_is_left_nothing_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    taken, calls = asked(document(f"<article>{paragraphs(SENTENCES)}</article>"), monkeypatch)
    assert taken == SENTENCES
    assert calls == [True]


def test_where_most_is_left_other_extractors_are_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    notes = [NOTE, NOTE.replace("note", "remark"), NOTE.replace("note", "warning")]
    split = f"<article>{paragraphs(notes)}</article><section>{paragraphs(SENTENCES)}</section>"
    assert SENTENCES[3] not in trafilatura.extract(document(split), fast=True)
    taken, calls = asked(document(split), monkeypatch)
    assert set(SENTENCES) <= set(taken)
    assert calls == [True, False]


@pytest.mark.parametrize("html", ["", "<p>", "<p>Hi</p>", "<!DOCTYPE html>\n<html></html>"])
def test_a_page_without_sentences_has_no_article(html: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(html, monkeypatch)[0] in ([], ["Hi"])


def test_what_nobody_reads_leaves_the_tree_and_data_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    drawing = "<svg><path d=M0/><text>Logo</text></svg><script>var a;</script><style>p{}</style>"
    data = '<script type="application/ld+json">{"@type": "NewsArticle"}</script>'
    plain = document(f"<article>{paragraphs(SENTENCES)}</article>")
    furnished = plain.replace("<article>", f"{data}<article>{drawing}").replace("</p>", f"</p>{drawing}")
    assert asked(furnished, monkeypatch)[0] == asked(plain, monkeypatch)[0]
    tree = page_tree(furnished)
    extract(tree, article_of(furnished))
    assert not tree.xpath("//svg|//style|//link")
    assert [script.get("type") for script in tree.xpath("//script")] == ["application/ld+json"]


ORDINARY = document(f"<p>Menu</p><script>var a;</script><article>{paragraphs(SENTENCES)}</article>")


@pytest.mark.parametrize(
    ("html", "spared"),
    [
        (ORDINARY, True),
        (ORDINARY.replace("\n", " " * 5_000) + "\n", True),  # a page in one line
        (ORDINARY.replace("Menu", "Menu \x0b"), False),  # a control character, which trafilatura deletes
        (ORDINARY.replace("Menu", "Menu \ud83d"), False),  # half a character, which cannot be written out
        (ORDINARY.replace("<!DOCTYPE html>", "<!DOCTYPE html SYSTEM />"), False),  # a declaration that it mends
        (ORDINARY.replace("<!DOCTYPE html>", "x"), False),  # what lxml takes for a piece of a page
        ("<p>A piece of a page.</p>", False),
    ],
)
def test_a_page_is_parsed_once_where_both_stages_see_the_same(html: str, spared: bool) -> None:
    """What one page alone says does not depend on it."""
    read = read_record({"html": html}, default_id="1")
    assert (page_tree(html, read.tree) is read.tree) == spared
    assert observe(read.article, tree=read.tree) == observe(read.article)


@pytest.mark.parametrize("named", ['class="comment"', 'id="comment-article"', 'class="Comments opinion"'])
def test_an_opinion_piece_in_an_element_called_comment_is_an_article(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """trafilatura leaves out what is called so; no readers' comments hold the page's heading."""
    taken, calls = asked(document(f"<div {named}><h1>The river is ours</h1>{paragraphs(SENTENCES)}</div>"), monkeypatch)
    assert [line for line in taken if line in SENTENCES] == SENTENCES
    assert calls == [True]


def test_readers_comments_below_an_article_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    page = f'<div><h1>The river rises</h1>{paragraphs(SENTENCES)}</div><div class="comment"><p>{NOTE}</p></div>'
    taken, _ = asked(document(page), monkeypatch)
    assert [line for line in taken if line not in ("The river rises",)] == SENTENCES


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<!-- a --><?php b ?><p id=x>One<p id=x>Two &amp; three<br>four", id="comments, twice one id"),
        pytest.param("<table><p>One<td>Two</table><form><div></form>Three</div>", id="wrongly nested"),
        pytest.param("<p>Grüße – ‘ferry’ \U0001f6a2 &nbsp;&#151;</p><custom-tag>One</custom-tag>", id="letters"),
        pytest.param("<script>if (a < b) {}</script><style>p {}</style> <pre> One\n Two </pre>", id="no text"),
    ],
)
def test_the_page_as_read_parsed_it_is_the_tree_that_is_extracted_from(body: str) -> None:
    """Two parsers with equal options: else a page that comes with its tree would give another text."""
    html = f"<!DOCTYPE html><html><head><meta charset=latin-1><title>Ferry</title></head><body>{body}</body></html>"
    read, parsed = extract_page(html).tree, page_tree(html)
    assert read is not None
    assert parsed is not None
    assert etree.tostring(read.getroottree()) == etree.tostring(parsed.getroottree())
    assert {type(element) for element in read.iter()} == {type(element) for element in parsed.iter()}
