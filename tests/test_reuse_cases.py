"""Short texts that share a passage, or only seem to: tests/cases/reuse."""

import json
from pathlib import Path
from typing import Any

import pytest

from copydesk.records import Match
from copydesk.reuse import ReuseInput, find_near_duplicates

CASES = Path(__file__).parent / "cases" / "reuse"
Case = dict[str, Any]


def cases(name: str) -> list[Any]:
    found = json.loads((CASES / f"{name}.json").read_text("utf-8"))
    return [pytest.param(case, id=f"{name}: {case['comment']}") for case in found]


def matches_of(case: Case) -> tuple[Match, ...]:
    """The matches of a case's articles: article n has the id "n", and unless stated an outlet of its own."""
    outlets = case.get("outlets") or [f"outlet {n}" for n in range(len(case["articles"]))]
    articles = zip(outlets, case["articles"], strict=True)
    return find_near_duplicates(
        [ReuseInput(article_id=str(n), outlet=outlet, text=text) for n, (outlet, text) in enumerate(articles)]
    ).matches


def covers(case: Case, match: Match, shared: list[Any]) -> bool:
    """Whether a match holds the characters of `shared`: article, text, article, text."""
    a, a_text, b, b_text = shared
    a_at, b_at = case["articles"][a].index(a_text), case["articles"][b].index(b_text)
    return (
        (match.a_article_id, match.b_article_id) == (str(a), str(b))
        and match.a_start <= a_at + 1
        and a_at + len(a_text) - 1 <= match.a_end
        and match.b_start <= b_at + 1
        and b_at + len(b_text) - 1 <= match.b_end
    )


@pytest.mark.parametrize("case", [*cases("in-the-wild"), *cases("synthetic")])
def test_what_is_shared_is_found(case: Case) -> None:
    """Every shared passage of a case is inside a match."""
    matches = matches_of(case)
    missing = [shared for shared in case["shared"] if not any(covers(case, match, shared) for match in matches)]
    assert not missing, matches


@pytest.mark.parametrize("case", [*cases("in-the-wild"), *cases("synthetic"), *cases("negative")])
def test_nothing_else_is_found(case: Case) -> None:
    """Every match holds a shared passage of its case."""
    matches = matches_of(case)
    wrong = [match for match in matches if not any(covers(case, match, shared) for shared in case["shared"])]
    assert not wrong
    if "n_matches" in case:
        assert len(matches) == case["n_matches"]
    if "kinds" in case:
        assert [match.kind for match in matches] == case["kinds"]


@pytest.mark.xfail(strict=True, reason="not found yet")
@pytest.mark.parametrize("case", cases("known-failures"))
def test_known_failures(case: Case) -> None:
    """What a reader would call shared and is not found."""
    matches = matches_of(case)
    assert all(any(covers(case, match, shared) for match in matches) for shared in case["shared"])
