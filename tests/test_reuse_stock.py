"""Forms and stock sentences: told by how they stand, not by a list."""

from dataclasses import replace

import pytest

from copydesk.records import StockSentence
from copydesk.reuse import PassageRow, ReuseInput, find_near_duplicates, pair_passages
from copydesk.reuse.articles import Reuse, join_reuse
from copydesk.reuse.pairs.stock import MANY_ARTICLES

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


def test_what_is_set_apart_is_a_row_of_its_own() -> None:
    """A phrase once with its most frequent wording, a form once with one of its fillings; neither is a match."""
    forms = [FORM.format(name, f"{3 * n}.{n}", 100 + 7 * n, "Monday", f"0.{n}") for n, name in enumerate(NAMES)]
    texts = [f"{own}\n\n{form}\n\n{STOCK}" for own, form in zip(COMPANIES, forms, strict=True)]
    texts[0] = texts[0].replace("reached", "found")
    articles = [ReuseInput(article_id=f"{n}", outlet=f"o{n}", text=text) for n, text in enumerate(texts)]
    reuse = find_near_duplicates(articles)
    assert reuse.matches == ()
    outlets = tuple(f"o{n}" for n in range(8))
    assert sorted(reuse.stock, key=lambda stock: stock.kind) == [
        StockSentence(text=min(forms), kind="form", n_articles=8, n_outlets=8, outlets=outlets),
        StockSentence(text=STOCK, kind="phrase", n_articles=8, n_outlets=8, outlets=outlets),
    ]


def test_a_phrase_of_one_outlet_is_no_stock_of_many() -> None:
    """What one outlet alone repeats is for strip to see."""
    articles = [ReuseInput(article_id=f"{n}", outlet="o", text=f"{own}\n\n{STOCK}") for n, own in enumerate(COMPANIES)]
    assert find_near_duplicates(articles).stock == ()


def test_a_sentence_of_several_groups_is_a_row() -> None:
    """Articles add up; outlets are those of all; of another kind it is another row."""
    one = StockSentence(text="Few knew.", kind="facts", n_articles=2, n_outlets=2, outlets=("ann", "bob"))
    other = replace(one, n_articles=3, n_outlets=3, outlets=("ann", "cid", "eve"))
    phrase = replace(one, kind="phrase")
    parts = [Reuse(matches=(), passages=(), clusters=(), stock=stock) for stock in ((one,), (phrase, other))]
    both = replace(one, n_articles=5, n_outlets=4, outlets=("ann", "bob", "cid", "eve"))
    assert join_reuse(parts).stock == (both, phrase)
    assert join_reuse(parts[::-1]).stock == (both, phrase)
