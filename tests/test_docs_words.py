"""Pages that anybody may read are in short sentences, and the glossary's terms are used as it has them."""

from __future__ import annotations

import re
from pathlib import Path
from statistics import mean

import pytest

from tests.conftest import ROOT

DOCS = ROOT / "docs"
# Decisions and measurements are for those who know the terms; what is made is said where it is made.
ASIDE, MADE = ("decisions", "measurements"), ("reference/commands.md", "reference/settings.md", "reference/python.md")
PLAIN = [
    page
    for page in sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md"))
    if not page.startswith(ASIDE) and page not in MADE and page != "guides/index.md"
]
# A sentence that somebody reads in a second language without going back.
MOST_WORDS, MEAN_WORDS = 30, 14


def sentences(page: str) -> list[str]:
    """Of the page's prose, without code, tables, headings and the addresses of links."""
    text = re.sub(r"^( *)```.*?^\1```$", "", page, flags=re.M | re.S)
    lines = [line for line in text.splitlines() if not re.match(r"\s*(#|\||>|!\[)", line)]
    text = re.sub(r"\]\([^)]*\)", "]", "\n".join(lines))
    blocks = re.split(r"\n\s*\n|\n\s*(?=[-*] |\d+\. )", text)
    return [one for block in blocks for one in re.split(r"(?<=[.?!:;])\s+", " ".join(block.split())) if words(one)]


def words(sentence: str) -> list[str]:
    return re.findall(r"[\w’'.`/-]*\w[\w’'.`/-]*", sentence)


@pytest.mark.parametrize("name", PLAIN)
def test_a_plain_page_has_short_sentences(name: str) -> None:
    """One idea each."""
    found = sentences((DOCS / name).read_text("utf-8"))
    assert [one for one in found if len(words(one)) > MOST_WORDS] == []
    assert mean(len(words(one)) for one in found) <= MEAN_WORDS


def test_sentences_are_found() -> None:
    """In lists as in paragraphs; a link counts by its words."""
    page = "# A\n\nOne [two](three.md) three. Four\nfive?\n\n- six\n- seven\n\n```sh\nno\n```\n"
    assert [len(words(one)) for one in sentences(page)] == [3, 2, 1, 1]


@pytest.mark.parametrize("path", sorted((DOCS / "measurements").glob("*.md")), ids=lambda path: path.stem)
def test_a_measurement_says_when_it_was_made(path: Path) -> None:
    """At its head, or with each result."""
    page = path.read_text("utf-8")
    assert path.stem == "index" or re.search(
        r"[A-Z][a-z]+ 20\d\d|20\d\d-\d\d-\d\d",
        page[:900],
    )


def terms() -> list[str]:
    return re.findall(r"^- \*\*(.+?)\*\*:", (DOCS / "glossary.md").read_text("utf-8"), re.M)


def test_a_term_is_explained_once() -> None:
    """In the glossary."""
    assert len(terms()) > 40
    assert len(set(terms())) == len(terms())


@pytest.mark.parametrize("term", terms())
def test_a_term_of_the_glossary_is_used(term: str) -> None:
    """On another page, in one of its forms."""
    pages = [path for path in DOCS.rglob("*.md") if path.name != "glossary.md"]
    text = "\n".join(Path(path).read_text("utf-8") for path in pages).lower()
    for one in term.split(", "):
        assert re.search(rf"\b{re.escape(one.lower()[:-1])}", text), one
