"""What differs between two copies, and repeats inside one outlet."""

import pytest

from copydesk.records import Match
from copydesk.reuse import ReuseInput, find_near_duplicates

TOLL = "The toll on the old bridge at {} will rise by {} percent in the spring, the council said after a long debate."


def match_of(a: str, b: str, **options: bool) -> Match:
    """The one match of two articles; with `same_outlet` they are of one outlet."""
    outlets = ("Post", "Post") if options else ("Post", "Globe")
    articles = [ReuseInput(article_id=str(n), outlet=outlets[n], text=text) for n, text in enumerate((a, b))]
    (match,) = find_near_duplicates(articles, **options).matches
    return match


@pytest.mark.parametrize(
    "a, b, only_a, only_b",
    [
        (("Rowan Ford", "four"), ("Harlow Ford", "four"), ("Rowan",), ("Harlow",)),
        (("Rowan", "four"), ("Rowan", "four"), (), ()),
        (("Rowan", "a point that I cannot see of 4"), ("Rowan", "a point that we cannot see of 4"), (), ()),
        (("Rowan", "4.5"), ("Rowan", "four"), ("4.5",), ()),
    ],
)
def test_numbers_and_names_of_one_side_only_are_named(
    a: tuple[str, str], b: tuple[str, str], only_a: tuple[str, ...], only_b: tuple[str, ...]
) -> None:
    """As they are written; other words, and the first word of a sentence, are not."""
    match = match_of(TOLL.format(*a), TOLL.format(*b))
    assert (match.only_a, match.only_b) == (only_a, only_b)


def test_a_word_that_begins_a_sentence_is_no_name() -> None:
    """Its capital says nothing; on the other side it may be an ordinary word."""
    match = match_of(TOLL.format("Rowan", "4"), "Yesterday the" + TOLL.format("Rowan", "4")[3:])
    assert (match.only_a, match.only_b) == ((), ())


RULES = "You {} copy and hand on this report, in whole or in part, provided that the author is named on the first page."


@pytest.mark.parametrize(
    "a, b, only_a, only_b",
    [
        (RULES.format("may"), RULES.format("may not"), (), ("not",)),
        (RULES.format("may"), RULES.format("must"), ("may",), ("must",)),
        (RULES.format("may not"), RULES.format("may not"), (), ()),
        (
            "Der Rat hat am Montag beschlossen, die alte Brücke im Mai zu schließen und das Land zu verkaufen.",
            "Der Rat hat am Montag nicht beschlossen, die alte Brücke im Mai zu schließen und das Land zu verkaufen.",
            (),
            ("nicht",),
        ),
        (
            "The council did not say what it would cost, and the mayor said that it was not his to decide on Monday.",
            "The council did not say what it would cost, and the mayor said that it was his to decide on Monday.",
            ("not",),
            (),
        ),
        (
            "The council did not say on Monday what the new bridge over the river would cost the people of the town.",
            "The council had not said on Monday what the new bridge over the river would cost the people of the town.",
            (),
            (),
        ),
    ],
)
def test_a_negation_or_modal_of_one_side_only_is_told(
    a: str, b: str, only_a: tuple[str, ...], only_b: tuple[str, ...]
) -> None:
    """Also where the side that lacks it has another one; not where it stands in other words."""
    match = match_of(a, b)
    assert (match.only_a, match.only_b) == (only_a, only_b)


def test_repeats_of_one_outlet_are_found_where_asked_for_and_say_so() -> None:
    """And by default not at all: that is held in test_reuse_articles.py."""
    text = TOLL.format("Rowan", "four")
    assert match_of(text, text, same_outlet=True).same_outlet
    assert not match_of(text, text).same_outlet


def test_a_cluster_of_one_outlets_repeats_counts_one_outlet() -> None:
    """It is no reuse across outlets."""
    text = TOLL.format("Rowan", "four")
    articles = [ReuseInput(article_id=str(n), outlet="Post", text=text) for n in range(3)]
    (cluster,) = find_near_duplicates(articles, same_outlet=True).clusters
    assert (len(cluster.passage_ids), cluster.n_outlets) == (3, 1)
