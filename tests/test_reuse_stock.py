"""Forms and stock sentences: told by how they stand, not by a list."""

import pytest

from copydesk.reuse import PassageRow, pair_passages
from copydesk.reuse.stock import MANY_ARTICLES

STOCK = "The company did not immediately respond to a request for comment, and its lawyers could not be reached."
FORM = "Shares of {} slipped {} percent to close at ${} on {}, while the broader index rose {} percent in thin trading."
NAMES = ["Kestrel", "Harlow", "Norden", "Quade", "Larkin", "Tolliver", "Ashby", "Voss"]
COMPANIES = [
    "Bakers in the north are running out of rye and ask for help from the millers of the south.",
    "A choir of retired miners won the county prize last night with a song about the sea.",
    "The observatory will stay dark until its roof has been mended by the only firm that can.",
    "Fewer parents drive their children to school than ten years ago, a count at the gates shows.",
    "Two storks have nested on the town hall again, to the delight of the clerks under them.",
    "The museum bought a loom that nobody can work and now looks for a weaver of eighty.",
    "Rents fell for the third month in a row, most of all in the streets behind the station.",
    "A ferry that was sold for scrap has come back as a floating library for the islands.",
]


def pairs_of(texts: list[str], *, companions: list[str] | None = None) -> set[tuple[str, str]]:
    """The pairs among texts of as many articles; with companions, each article has one more passage."""
    rows = [PassageRow(f"s{n}", f"o{n}", f"a{n}", text) for n, text in enumerate(texts)]
    rows += [PassageRow(f"c{n}", f"o{n}", f"a{n}", text) for n, text in enumerate(companions or [])]
    return {(pair.a, pair.b) for pair in pair_passages(rows) if pair.a.startswith("s")}


def test_a_sentence_of_many_strangers_is_stock() -> None:
    """Each article shares it with all others, and nothing else with any."""
    assert pairs_of([STOCK] * MANY_ARTICLES, companions=COMPANIES[:MANY_ARTICLES]) == set()


def test_a_sentence_of_few_strangers_is_copied() -> None:
    """Under six articles nothing tells it from a copy."""
    assert len(pairs_of([STOCK] * (MANY_ARTICLES - 1))) == 10


def test_the_same_sentence_in_wire_copy_is_reported() -> None:
    """Where the articles share another sentence as well."""
    assert pairs_of([STOCK] * MANY_ARTICLES, companions=COMPANIES[:1] * MANY_ARTICLES)


def test_a_long_sentence_is_nobodys_stock() -> None:
    """Twenty-eight words and more are copied, however many do it."""
    assert pairs_of(
        [STOCK.replace(" request", " written and twice repeated request from this newspaper and from two others")] * 8
    )


def test_a_form_filled_in_by_many_is_no_copy() -> None:
    """Names and numbers differ from each to each."""
    texts = [FORM.format(name, f"{3 * n}.{n}", 100 + 7 * n, "Monday", f"0.{n}") for n, name in enumerate(NAMES)]
    assert pairs_of(texts) == set()


@pytest.mark.parametrize("n", [2, 8])
def test_the_same_filling_of_a_form_is_a_copy(n: int) -> None:
    """Two outlets with the same figures have them from one another, or from one source."""
    filled = FORM.format("Kestrel Labs", "34.2", "214.17", "Monday", "6.8") + " " + COMPANIES[0]
    assert len(pairs_of([filled] * n)) >= n - 1
