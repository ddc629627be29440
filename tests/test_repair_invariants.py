"""What holds for the repair of any text at all."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.rebuild import apply_edits, undo_edits
from copydesk.records import Article, Decoding
from copydesk.repair import explain, repair_article, repair_text

QUOTES = ["“", "”", "‘", "’", '"', "'", "″", "′", "„", "«", "»", "``", "''", "‘‘", "`", "´"]
BROKEN = ["â€™", "â€œ", "â€ ", "\ufffd", "&amp;", "&rsquo;", "\\u201c", "\x93", "Õs", "í", "?s ", "â??"]
PLAIN = [
    " ",
    " ",
    "word",
    "s",
    "Said",
    " he said, ",
    ". ",
    ", ",
    "\n",
    "\r\n",
    "(",
    ")",
    "—",
    "5",
    "?",
    "é",
    "don't ",
    "The ",
]
PIECES = st.sampled_from([*QUOTES, *BROKEN, *PLAIN, "...", " in the court of the state "])
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))
MARKS = re.compile("[“”‘’\"']")
MARKS_AND_SPACE = re.compile("[“”‘’\"'\\s]")


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_edits_are_sorted_never_overlap_and_can_be_undone(text: str) -> None:
    repaired = repair_text(text)
    assert apply_edits(text, repaired.edits) == repaired.text
    assert undo_edits(repaired.text, repaired.edits) == text


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_line_breaks_are_never_touched(text: str) -> None:
    breaks = re.compile(r"\r\n|\r|\n")
    assert breaks.findall(repair_text(text).text) == breaks.findall(text)


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_repairing_twice_changes_nothing_more(text: str) -> None:
    once = repair_text(text).text
    assert repair_text(once).text == once


DOUBLES_ONLY = st.sampled_from(["“", "”", '"', " ", "so", "it’s", ", ", ". ", "He ", "\n", "—", "("])


@given(st.lists(DOUBLES_ONLY, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_quote_repair_touches_nothing_but_marks_and_spaces(text: str) -> None:
    """No mark is added or deleted, and no other character moves past another."""
    repaired = repair_text(text).text
    assert len(MARKS.findall(repaired)) == len(MARKS.findall(text))
    assert MARKS_AND_SPACE.sub("", repaired) == MARKS_AND_SPACE.sub("", text)


@given(st.text(alphabet=st.characters(), max_size=40))
@settings(max_examples=200, deadline=None)
def test_explaining_never_fails(text: str) -> None:
    """Lone surrogates included."""
    assert explain(text).endswith("\n")


def test_explain_shows_place_rule_margin_and_both_texts() -> None:
    shown = explain("First.\n“We won, “Smith said.")
    assert shown.splitlines()[0].startswith("line 2, character 9: quote.turned_close+quote.space_close  margin ")
    assert shown.splitlines()[1:] == ["  - “We won,[ “]Smith said.", "  + “We won,[” ]Smith said.", "1 edit by 1 rule"]
    assert explain("All is well.") == "nothing to repair\n"
    assert "\x1b[32m" in explain("“We won, “Smith said.", colour=True)


def test_an_article_keeps_its_source_beside_the_repaired_text() -> None:
    article = Article(
        article_id="a",
        outlet="o",
        source_path="a.txt",
        source_sha256="0" * 64,
        media_type="text/plain",
        decoding=Decoding(encoding="utf-8", method="utf-8"),
        source_text="“We won, “Smith said.",
        text="“We won, “Smith said.",
    )
    repaired = repair_article(article)
    assert repaired.source_text == article.source_text
    assert repaired.text == "“We won,” Smith said."
    assert undo_edits(repaired.text, repaired.edits) == article.source_text
