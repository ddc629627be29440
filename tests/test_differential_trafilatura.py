"""Of a page of simple structure, without furniture, strip keeps what trafilatura keeps, paragraph by paragraph."""

from __future__ import annotations

import trafilatura
from hypothesis import example, given, settings
from hypothesis import strategies as st

from copydesk.filters import strip

TITLE = "Harbour bridge to close"
SENTENCES = st.builds(
    str.format,
    st.sampled_from(
        [
            "The ferry left the harbour at noon on Friday with {} people on board, the company said.",
            "Nobody on the quay had seen such a storm before, and {} houses lost their roofs.",
            "The bridge will close on Tuesday for repairs that are to take {} weeks, the council said.",
            "Engineers found {} cracks in the second pillar when they looked at it in March.",
            "A spokesman for the town told reporters that {} families would have to move for the summer.",
            "Fishermen sold {} tonnes of herring in the market hall, more than in any year since the war.",
        ]
    ),
    st.integers(2, 10**9),  # so that hardly any stands twice
)
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
BLOCKS = st.one_of(
    PARAGRAPHS.map("<p>{}</p>".format),
    PARAGRAPHS.map("<p class='text'>\n  {}\n</p>".format),
    PARAGRAPHS.map("<blockquote><p>{}</p></blockquote>".format),
    PARAGRAPHS.map("<section><p>{}</p></section>".format),
    PARAGRAPHS.map("<div>{}</div>".format),  # which trafilatura leaves out, and so does strip
    st.builds("<h2>What {} engineers found</h2><p>{}</p>".format, st.integers(2, 10**6), PARAGRAPHS),
    st.lists(SENTENCES, min_size=2, max_size=4, unique=True).map(
        lambda items: f"<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
    ),
    st.builds("<p>{}<br>{}</p>".format, SENTENCES, SENTENCES),
    st.builds("<p>{} <b>{}</b> <a href='/x'>{}</a> {}</p>".format, SENTENCES, SENTENCES, SENTENCES, SENTENCES),
)
FRAMES = (
    "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>",
    "<html lang='en'><body><main><h1>{title}</h1>\n<div class='article-body'>{body}</div></main></body></html>",
    "<html><head><title>{title} - The Post</title></head><body><div id='content'><h1>{title}</h1>{body}</div></body>",
)


def by_trafilatura(html: str) -> list[str]:
    """Its paragraphs without the title and without what it sets before a list's items."""
    lines = (trafilatura.extract(html, include_comments=False) or "").splitlines()
    return [line.removeprefix("- ") for line in lines if line != TITLE]


@given(st.sampled_from(FRAMES), st.lists(BLOCKS, min_size=1, max_size=8, unique=True))
@example(
    FRAMES[0], ["<p>The ferry left the harbour at noon on Friday with 8 people on board, the company said.</p>"] * 3
)
@settings(max_examples=120)
def test_a_simple_page_keeps_what_trafilatura_keeps(frame: str, blocks: list[str]) -> None:
    """The title goes into its field."""
    html = frame.format(title=TITLE, body="\n".join(blocks))
    theirs = by_trafilatura(html)
    if not theirs:  # a page of bare divisions
        return
    article = strip(html=html)
    assert article.text.split("\n\n") == theirs
    assert article.title == TITLE
