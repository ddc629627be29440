"""Nothing is lost: the decoded source is rebuilt from blocks, removals and edits, whatever text came in."""

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from copydesk.errors import ArticleError
from copydesk.read.page import extract_page
from copydesk.rebuild import apply_edits, rebuild_article
from copydesk.records import Article, Decoding, Edit
from copydesk.strip import strip_article, strip_articles, strip_text

# Text as scrapes have it: lines of prose, labels, credits, glued joints, odd line breaks, and anything else.
PIECES = [
    "The council voted on Monday to close the old bridge.", "Read more", "Your support makes all the difference.",
    "Photograph: X/Getty ImagesThe council voted today to close it.", "© 2022 Example", "7 Dec 2021", "By Ann Other",
    "Headline of another story without an end", " ", "\u00a0", "“", "”", "…", "He did.Then she did it too.",
]  # fmt: skip
BREAKS = ["\n", "\r\n", "\r", "\x0b", "\x0c", "\x1c", "\x85", "\u2028", "\u2029", "\n\n", "", " "]
scrapes = st.lists(st.one_of(st.sampled_from(PIECES + BREAKS), st.text(max_size=8)), max_size=24).map("".join)


def article_of(text: str, *, edits: tuple[Edit, ...] = (), html: str | None = None) -> Article:
    page_blocks = extract_page(html).blocks if html is not None else ()
    return Article(
        article_id="a",
        outlet="o",
        source_path="a.txt",
        source_sha256="0",
        media_type="text/plain" if html is None else "text/html",
        decoding=Decoding(encoding="utf-8", method="utf-8"),
        source_text=text,
        text=apply_edits(text, edits),
        edits=edits,
        html=html,
        page_blocks=page_blocks,
    )


@st.composite
def edited_scrapes(draw: st.DrawFn) -> tuple[str, tuple[Edit, ...]]:
    """A scrape, and edits of it that keep its line breaks, as repair makes them."""
    text = draw(scrapes)
    edits: list[Edit] = []
    at = 0
    while at < len(text) and draw(st.booleans()):
        start = draw(st.integers(at, len(text) - 1))
        end = draw(st.integers(start + 1, min(start + 3, len(text))))
        before = text[start:end]
        if not set(before) & set("".join(BREAKS)) - {" "}:
            after = draw(st.sampled_from(["", "x", " ", "” ", "“", "abc"]))
            if after != before:
                edits.append(Edit(start_char=start, end_char=end, before=before, after=after, stage="repair", rule="r"))
        at = end
    return text, tuple(edits)


def stripped_or_none(article: Article) -> Article | None:
    (outcome,) = strip_articles([article])
    if isinstance(outcome, ArticleError):
        assert outcome.reason == "no_article"
        return None
    return outcome


@settings(max_examples=300, deadline=None)
@given(scrapes)
def test_any_text_is_rebuilt(text: str) -> None:
    """Any Unicode text with any line ends."""
    stripped = stripped_or_none(article_of(text))
    assert stripped is None or rebuild_article(stripped) == text


@settings(max_examples=300, deadline=None)
@given(edited_scrapes())
def test_any_repaired_text_is_rebuilt(scrape: tuple[str, tuple[Edit, ...]]) -> None:
    """Edits anywhere: in kept text, in furniture, at cuts, deletions at a line's end."""
    text, edits = scrape
    stripped = stripped_or_none(article_of(text, edits=edits))
    assert stripped is None or rebuild_article(stripped) == text


html_pieces = [
    "<p>",
    "</p>",
    "<div>",
    "<br>",
    "<h1>",
    "</h1>",
    "<a href=x>",
    "</a>",
    "<li>",
    "<table><tr><td>",
    "&amp;",
]
pages = st.lists(st.one_of(st.sampled_from(html_pieces + PIECES), st.text(max_size=6)), max_size=24).map("".join)


@settings(max_examples=150, deadline=None)
@given(pages)
def test_any_page_is_rebuilt_from_its_text_on(html: str) -> None:
    """However broken the page is."""
    page = extract_page(html)
    stripped = stripped_or_none(article_of(page.text, html=html))
    assert stripped is None or rebuild_article(stripped) == page.text


@settings(max_examples=100, deadline=None)
@given(scrapes)
def test_the_body_is_its_blocks(text: str) -> None:
    """`text` is the kept paragraphs and headings joined by one blank line; title and standfirst are not in it."""
    stripped = stripped_or_none(article_of(text))
    if stripped is not None:
        body = [block.text for block in stripped.blocks if block.kind in ("paragraph", "heading")]
        assert stripped.text == "\n\n".join(body)


@pytest.mark.parametrize("text", ["", " \n ", "Read more\nComments\n© 2022 Example"])
def test_nothing_left_is_no_article(text: str) -> None:
    """The batch puts it into quarantine as `no_article`."""
    with pytest.raises(ArticleError) as caught:
        strip_article(article_of(text))
    assert caught.value.reason == "no_article"


def test_lone_surrogates_do_no_harm() -> None:
    """They are excluded from the promise of exactness, but stop nothing."""
    text = "The council voted \ud800 on Monday to close the old bridge for good."
    assert strip_article(article_of(text)).text == text


def test_an_edit_at_a_glued_joint_stays_whole() -> None:
    """The cut moves behind what the edit wrote."""
    source = 'Your support makes all the difference."President Joe Biden has said that it is not on the table.'
    at = source.index('"')
    edit = Edit(start_char=at, end_char=at + 1, before='"', after="”", stage="repair", rule="quote.style")
    stripped = strip_article(article_of(source, edits=(edit,)))
    assert rebuild_article(stripped) == source
    assert stripped.text == "President Joe Biden has said that it is not on the table."


BROKEN_BODY = [
    "The ceremony was hosted by",
    "Maya Jama",
    ", who won the prize last year, and it was watched by a million people at home.",
    "The prize for",
    "the best play",
    ", which nobody had expected, went to a writer from the north of the country.",
    "She thanked",
    "her sister",
    ", her dog and everybody else who had read it before it was any good.",
]


@pytest.mark.parametrize(
    "head",
    [
        ["Awards night hosted by", "Maya Jama", ", who opens the show in London"],
        ["Storm hits the coast", "the bridge will close and nobody knows why it does"],
        ["A title of it", "The bridge will close in", "Grimsby", ", and nobody knows why", "By Jane Porter"],
    ],
)
def test_no_piece_of_a_broken_text_is_lost(head: list[str]) -> None:
    """What a title was broken into is the title; all else is in the text or among the removals."""
    after = strip_text("\n".join([*head, *BROKEN_BODY]))
    found = " ".join(
        filter(None, [after.title, after.standfirst, after.text, *(removal.text for removal in after.removals)])
    )
    assert [line for line in [*head, *BROKEN_BODY] if line not in found] == []


def test_a_title_does_not_go_on_for_a_small_letter_alone() -> None:
    head = ["Storm hits the coast of England", "the bridge will close and nobody knows why it does"]
    after = strip_text("\n".join([*head, *BROKEN_BODY]))
    assert head[1] in after.text.split("\n\n")
