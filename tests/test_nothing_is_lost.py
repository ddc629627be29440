"""The invariant that everything else may lean on: the decoded source comes back from the evidence, for any text."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from copydesk.errors import ArticleError
from copydesk.read.articles import read_article
from copydesk.read.json_records import article_from_record
from copydesk.rebuild import apply_edits, rebuild_article
from copydesk.records import Article
from copydesk.repair import repair_article
from copydesk.strip import strip_article
from tests.conftest import ROOT, source_of

UNICODE = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200)
# What the stages react to, glued together at random: marks, mojibake, furniture, line ends of every kind.
MARKS = ["“", "”", "‘", "’", '"', "'", "``", "''", "5′10″", "?", "\ufffd", "日本語。", "𝒳"]
BROKEN = ["â€œ", "â€", "&quot;", "Ã©", "{", "<b>", "\x00", "\ufeff"]
SPACES = [" ", "\n", "\r\n", "\r", "\u2028", "\x85", "\x0b", "\t", "\xa0"]
PROSE = ["said Smith", "He left, ", "The minister said on Tuesday that the bridge would close."]
FURNITURE = [
    "Read more",
    "Photograph: Jane Doe/Getty ImagesThe",
    "7 Dec 2021",
    "© 2022 The Post",
    "Sign up to our newsletter",
]
PIECES = st.lists(st.sampled_from(MARKS + BROKEN + SPACES + PROSE + FURNITURE), max_size=40).map("".join)


def cleaned(article: Article) -> Article | None:
    try:
        return strip_article(repair_article(article))
    except ArticleError:
        return None


@given(UNICODE | PIECES)
@example("“We won, “Smith said.\r\n\r\nRead more\r\n")
def test_any_text_is_rebuilt_from_what_was_kept_removed_and_edited(text: str) -> None:
    """Character for character, whatever the line ends."""
    article = article_from_record({"text": text}, default_id="1")
    repaired = repair_article(article)
    assert apply_edits(text, repaired.edits) == repaired.text
    stripped = cleaned(article)
    if stripped is not None:
        assert rebuild_article(stripped) == text


@given(UNICODE | PIECES)
def test_cleaning_what_is_clean_changes_no_character(text: str) -> None:
    """Repair is idempotent: run again, it has nothing to do."""
    once = repair_article(article_from_record({"text": text}, default_id="1"))
    again = repair_article(replace(once, source_text=once.text, edits=()))
    assert again.edits == ()


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda path: path.stem)
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_a_seed_is_rebuilt_whatever_its_line_ends(path: Path, line_end: str) -> None:
    """And its body is the same."""
    source = source_of(path)
    text = source.data.decode().replace("\n", line_end)
    article = read_article(replace(source, data=text.encode()))
    stripped = strip_article(repair_article(article))
    assert rebuild_article(stripped) == text
    assert stripped.text == strip_article(repair_article(read_article(source))).text


@given(UNICODE | PIECES)
def test_a_pages_text_is_rebuilt_too(text: str) -> None:
    """From the page's extracted text on."""
    html = f"<html><body><h1>Bridge to close</h1><p>{text}</p><p>{text}</p></body></html>"
    article = article_from_record({"html": html}, default_id="1")
    stripped = cleaned(article)
    if stripped is not None:
        assert rebuild_article(stripped) == article.source_text
