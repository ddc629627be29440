"""Plain-text scrapes: each rule removes what it is for, with its reason, and leaves its look-alikes."""

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.reasons import REASONS
from copydesk.rebuild import rebuild_article
from copydesk.records import Article
from copydesk.strip import StripOptions, strip_text
from copydesk.strip.lines.vocabulary import PHRASE_SECTIONS

CASES = Path(__file__).parent / "cases" / "strip"
WITHOUT_POSTS = StripOptions(live_posts="remove")


def cases(name: str) -> list[Any]:
    return [pytest.param(case, id=case["name"]) for case in json.loads((CASES / f"{name}.json").read_text())]


def fields_of(article: Article) -> dict[str, str | None]:
    return {name: getattr(article, name) for name in ("title", "standfirst", "published", "byline")}


def check(case: dict[str, Any]) -> None:
    article = strip_text(case["text"], options=WITHOUT_POSTS)
    assert article.text.split("\n\n") == case["body"]
    if case.get("removed") is not None:
        assert [(r.text, r.reason, r.rule) for r in article.removals] == [tuple(r) for r in case["removed"]]
    assert fields_of(article) == {name: case.get(name) for name in fields_of(article)}
    assert rebuild_article(article) == case["text"]


@pytest.mark.parametrize("case", [*cases("in-the-wild"), *cases("synthetic")])
def test_furniture_goes_with_its_reason(case: dict[str, Any]) -> None:
    """The body is what it should be, and each removal names the rule that made it."""
    check(case)


@pytest.mark.parametrize("case", cases("negative"))
def test_look_alikes_stay(case: dict[str, Any]) -> None:
    """A line that only looks like what a rule is for is kept."""
    check({"removed": [], **case})


@pytest.mark.parametrize("case", cases("known-failures"))
@pytest.mark.xfail(strict=True, reason="known failure")
def test_known_failures(case: dict[str, Any]) -> None:
    """What strip does not know yet; a pass here is noticed."""
    assert strip_text(case["text"], options=WITHOUT_POSTS).text.split("\n\n") == case["body"]


@pytest.mark.parametrize("case", [*cases("in-the-wild"), *cases("negative")])
def test_quote_style_does_not_matter(case: dict[str, Any]) -> None:
    """Straight quotes for curly ones give the same verdicts: the stage may run before repair, or without it."""
    straight = str.maketrans("“”‘’", "\"\"''")
    article, other = (
        strip_text(text, options=WITHOUT_POSTS) for text in (case["text"], case["text"].translate(straight))
    )
    assert other.text == article.text.translate(straight)
    assert [r.rule for r in other.removals] == [r.rule for r in article.removals]


@pytest.mark.parametrize("case", [*cases("in-the-wild"), *cases("negative")])
def test_a_body_without_title_is_stripped_once(case: dict[str, Any]) -> None:
    """What was kept of a scrape loses nothing when it goes through again."""
    once = strip_text(case["text"], options=WITHOUT_POSTS).text
    assert strip_text(once, options=WITHOUT_POSTS).text == once


def test_phrases_stand_under_known_reasons() -> None:
    """The files' reasons are all documented reason codes."""
    assert set(PHRASE_SECTIONS) <= set(REASONS)
