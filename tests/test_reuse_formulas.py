"""Sentences that two articles share though neither copied it: tests/cases/reuse/formulas.json."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from copydesk.records import StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates

FOLDER = Path(__file__).parent / "cases" / "reuse"
CASES = json.loads((FOLDER / "formulas.json").read_text("utf-8"))
NEWS = json.loads((FOLDER / "formula-words-in-news.json").read_text("utf-8"))
# Two articles that have nothing in common.
OWN = (
    (
        "Bakers in the north are running out of rye and ask for help from the millers of the south.",
        "A choir of retired miners won the county prize last night with a song about the sea.",
        "The observatory will stay dark until its roof has been mended by the only firm that can.",
    ),
    (
        "Two storks have nested on the town hall again, to the delight of the clerks under them.",
        "The museum bought a loom that nobody can work and now looks for a weaver of eighty.",
        "Rents fell for the third month in a row, most of all in the streets behind the station.",
    ),
)
COPIED = (
    "Engineers have warned since 2009 that the pier was unsafe, and the last regular sailing left with six passengers.",
    "A public hearing is planned for the second week of May, and the council will publish its survey before then.",
    "Residents who had camped outside the building since March said they would appeal against the court's ruling.",
    "The ferry company, which moved its boats to the new quay in January, said that it had no view on the sale.",
)

FACTS: list[str] = next(case["sentences"] for case in CASES if case["kind"] == "facts")


def find(*articles: list[str]) -> Reuse:
    """What articles of an outlet each share, given by their paragraphs."""
    return find_near_duplicates(
        [
            ReuseInput(article_id=str(n), outlet=f"outlet {n}", text="\n\n".join(paragraphs))
            for n, paragraphs in enumerate(articles)
        ]
    )


def in_its_own(sentences: list[str]) -> list[list[str]]:
    """Each sentence inside an article that has nothing to do with the other."""
    return [[own[0], sentence, *own[1:]] for own, sentence in zip(OWN, sentences, strict=True)]


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case['kind']}: {case['comment']}") for case in CASES])
def test_a_formula_is_no_match(case: dict[str, Any]) -> None:
    """Two articles are enough; where it was found alike at all it is among the stock, with what kind it is."""
    reuse = find(*in_its_own(case["sentences"]))
    assert reuse.matches == ()
    assert {stock.kind for stock in reuse.stock} <= {case["kind"]}


def test_formulas_are_told_in_stock() -> None:
    """A row a family, in how many articles and outlets it stands."""
    sentence = "As a Bookshop Associate we earn from qualifying purchases that you make."
    reuse = find(*in_its_own([sentence, sentence]))
    (stock,) = reuse.stock
    assert (stock.text, stock.kind, stock.n_articles, stock.n_outlets) == (sentence, "notice", 2, 2)
    assert not reuse.passages
    assert not reuse.clusters


# What reads like a formula and was copied.
LEGAL = (
    "The agreement does not constitute legal or tax advice, and the partners accept no liability for loss or damages."
)
QUOTED = (
    "“We will buy the products and pay the commission ourselves, and our partners earn nothing,” said Marit Oyelaran."
)
BUSINESS = (
    "The bank agreed to pay a fee of three million to 400 customers whose accounts it had opened without permission."
)
LAW = "Any person who buys tobacco for somebody under the age of eighteen is liable to a fine of ninety pounds."
DAYS = "The library in Brannock opens on Monday, Thursday and Saturday, and its reading room on Sunday until four."


@pytest.mark.parametrize(
    "sentence",
    [BUSINESS, LAW, QUOTED, DAYS, *(pytest.param(case["sentence"], id=case["comment"]) for case in NEWS)],
)
def test_news_in_the_words_of_formulas_is_copied(sentence: str) -> None:
    """A lone sentence of the news, though it has words of notices, or names days."""
    reuse = find(*in_its_own([sentence, sentence]))
    (match,) = reuse.matches
    assert match.kind == "exact"
    assert reuse.stock == ()


def test_a_notice_inside_a_longer_copy_is_part_of_it() -> None:
    """Copied with the sentences around it, as one match."""
    copied = f"{COPIED[0]} {LEGAL} {COPIED[1]}"
    reuse = find(*in_its_own([copied, copied]))
    (match,) = reuse.matches
    assert LEGAL in (OWN[0][0] + "\n\n" + copied)[match.a_start : match.a_end]
    assert reuse.stock == ()


def test_a_notice_beside_copied_paragraphs_was_copied_with_them() -> None:
    """Apart from them in both articles, and alone a notice."""
    first = [OWN[0][0], LEGAL, OWN[0][1], *COPIED]
    second = [*COPIED, OWN[1][0], LEGAL, OWN[1][1]]
    assert len(find(first, second).matches) == 2
    alone = find(*in_its_own([LEGAL, LEGAL]))
    assert not alone.matches
    assert [stock.kind for stock in alone.stock] == ["notice"]


def test_a_phrase_that_is_quoted_is_a_quotation() -> None:
    """Few words and common ones, but somebody said them."""
    quoted = "said the mayor, “there are a great many things that we all have to keep in mind before we start” and left"
    texts = [f"After the vote, {quoted} the hall by the side door.", f"It was late when, {quoted} for the station."]
    assert len(find(*in_its_own(texts)).matches) == 1


def test_headings_of_one_outlets_copies_stay_with_what_they_head() -> None:
    """A heading over a copied paragraph is part of the match."""
    paragraphs = ["What the engineers said", COPIED[0], "What happens next", COPIED[1]]
    (match,) = find([*OWN[0][:1], *paragraphs], [*OWN[1][:1], *paragraphs]).matches
    assert match.kind == "exact"


def test_the_order_of_articles_has_no_bearing_on_the_stock() -> None:
    """Families are put together from pairs, in whatever order those come."""
    sentences = [sentence for case in CASES for sentence in case["sentences"]]
    articles = [
        ReuseInput(article_id=f"{n:02d}", outlet=f"outlet {n}", text=f"{OWN[n % 2][n % 3]}\n\n{sentence}")
        for n, sentence in enumerate(sentences)
    ]
    assert find_near_duplicates(articles) == find_near_duplicates(articles[::-1])


def test_what_an_earlier_batch_knows_as_stock_is_no_match() -> None:
    """A sentence that three outlets had then; one that two had may have been copied."""
    sentence = "Brannock harbour wishes all sailors fair winds, calm seas and a cup of fennel tea on the quay."
    articles = [
        ReuseInput(article_id=str(n), outlet=f"outlet {n}", text="\n\n".join(paragraphs))
        for n, paragraphs in enumerate(in_its_own([sentence, sentence.replace("sailors", "rowers")]))
    ]
    known = StockSentence(text=sentence, kind="phrase", n_articles=7, n_outlets=3)
    assert len(find_near_duplicates(articles).matches) == 1
    assert len(find_near_duplicates(articles, known=[replace(known, n_outlets=2)]).matches) == 1
    reuse = find_near_duplicates(articles, known=[known])
    assert reuse.matches == ()
    assert [stock.kind for stock in reuse.stock] == ["phrase"]


INVERTERS = (
    "An inverter turns the direct current of the panel into alternating current for the sockets of the house.",
    "An inverter makes the direct current of the panel alternating current for sockets in the house.",
)
ABOUT_INVERTERS = (
    "Each panel has an inverter. An inverter lasts ten years. The current is low in winter. Alternating current hums. "
    "Direct current does not, and one panel more brings little. Where alternating and direct meet sits a fuse.",
    "A panel costs less than an inverter. The old inverter was loud, and the current fell. Current from a second panel "
    "helps. Direct is direct, alternating is alternating, as every panel maker knows.",
)


def test_words_of_the_subject_are_no_evidence() -> None:
    """Alone it is a copy, reworded; where both articles are about panels and currents, the same facts."""
    articles = in_its_own(list(INVERTERS))
    assert len(find(*articles).matches) == 1
    reuse = find(*([*own, about] for own, about in zip(articles, ABOUT_INVERTERS, strict=True)))
    assert reuse.matches == ()
    assert [stock.kind for stock in reuse.stock] == ["facts"]


def test_what_somebody_said_is_copied_however_much_of_it_are_names() -> None:
    """The same facts, but three words of them quoted on one side."""
    told = [sentence.replace("first witnesses", "“first witnesses”") for sentence in FACTS]
    assert [stock.kind for stock in find(*in_its_own(FACTS)).stock] == ["facts"]
    assert len(find(*in_its_own([told[0], FACTS[1]])).matches) == 1


def test_facts_beside_copied_sentences_were_copied_with_them() -> None:
    """Two articles that share enough of each other's wording."""
    articles = [[*article, *COPIED[:2]] for article in in_its_own(FACTS)]
    assert len(find(*articles).matches) == 2


def test_facts_of_an_earlier_batch_are_not_known() -> None:
    """What three outlets told in words of their own may be copied from a fourth."""
    sentence = COPIED[0]
    known = StockSentence(text=sentence, kind="facts", n_articles=3, n_outlets=3)
    articles = [
        ReuseInput(article_id=str(n), outlet=f"outlet {n}", text="\n\n".join(paragraphs))
        for n, paragraphs in enumerate(in_its_own([sentence, sentence]))
    ]
    assert len(find_near_duplicates(articles, known=[known]).matches) == 1
