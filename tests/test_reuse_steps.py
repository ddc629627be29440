"""The search in steps: whatever the split, the end is that of the whole."""

import random
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from copydesk.errors import BatchError
from copydesk.records import StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates, lean_minhash, steps
from copydesk.reuse.articles import join_reuse
from copydesk.reuse.corpus.build import build_corpus, id_keys, read_texts
from copydesk.reuse.corpus.words import IS_SHORT, IS_SHORT_ELSEWHERE
from copydesk.reuse.pairs import first_pass
from copydesk.reuse.tables import ALIKE, ARTICLES, numbers, only

SIGNED = ("signature", "keys")


def sentence(random_: random.Random) -> str:
    """A sentence of sixteen words, different every time."""
    letters = "bdfgklmnprst", "aeiou", "bdfgklmnprst", "aeiou"
    words = ["".join(random_.choice(kind) for kind in letters) for _ in range(15)]
    return f"The {' '.join(words)}."


def batch(seed: int, n: int = 70) -> list[ReuseInput]:
    """Articles of nine outlets with copies, edited copies, quotations, a form filled in and a stock sentence."""
    random_ = random.Random(seed)
    pool = [sentence(random_) for _ in range(60)]
    stock = "A spokesman for the harbour did not immediately respond to a request for comment."
    articles = []
    for number in range(n):
        paragraphs = [" ".join(sentence(random_) for _ in range(3)) for _ in range(2)]
        for _ in range(random_.randrange(4)):
            # Some are copied by dozens: more than are paired with one another, or linked.
            shared = random_.choice(pool[: random_.choice((3, 60))]).split()
            edited = " ".join(word for word in shared if random_.random() > random_.choice((0, 0.1, 0.3)))
            paragraphs.append(random_.choice((edited, edited, edited.title(), f"“{edited}”")))
        if number % 5 == 0:
            paragraphs.append(stock)
        if number % 6 == 0:
            paragraphs.append(
                f"Shares of Harbour Holdings rose {number} percent to {number * 7} crowns on the exchange."
            )
        if number % 4 == 0:
            paragraphs.append(f"“{pool[number % 8]}” said the mayor. Don't wait, she said, and don’t look back at it.")
        random_.shuffle(paragraphs)
        articles.append(ReuseInput(article_id=f"{number:03d}", outlet=f"o{number % 9}", text="\n\n".join(paragraphs)))
    return articles


def articles_table(*articles: ReuseInput) -> pa.Table:
    """The articles as the search takes them."""
    rows = [{"article_id": one.article_id, "outlet": one.outlet, "text": one.text} for one in articles]
    return pa.Table.from_pylist(rows, ARTICLES)


def dealt(articles: list[ReuseInput], n_parts: int, random_: random.Random) -> list[pa.Table]:
    """The articles in parts, in any order; some parts may be empty."""
    parts: list[list[dict[str, str]]] = [[] for _ in range(n_parts)]
    for article in random_.sample(articles, len(articles)):
        random_.choice(parts).append({"article_id": article.article_id, "outlet": article.outlet, "text": article.text})
    return [pa.Table.from_pylist(part, ARTICLES) for part in parts]


def shuffled(tables: list[pa.Table], random_: random.Random) -> list[pa.Table]:
    return random_.sample(tables, len(tables))


def searched(
    parts: list[pa.Table],
    random_: random.Random,
    *,
    n_parts: int = 1,
    same_outlet: bool = False,
    known: tuple[StockSentence, ...] = (),
) -> Reuse:
    """The end of all steps, each run on as many parts."""
    words = shuffled([steps.read(part, same_outlet=same_outlet) for part in parts], random_)
    counted = shuffled([steps.count(part) for part in words], random_)
    wordings = [steps.merge_counts(*counted, part=part, n_parts=n_parts) for part in range(n_parts)]
    statistics = steps.weigh(*shuffled(wordings, random_))
    signed = shuffled([steps.sign(part, statistics=statistics) for part in counted], random_)
    pairs = [steps.candidates(*signed, statistics=statistics, part=part, n_parts=n_parts) for part in range(n_parts)]
    every = steps.merge_counts(*wordings)
    alike = steps.merge_pairs(
        *shuffled([steps.verify(part, wordings=every, statistics=statistics) for part in pairs], random_)
    )
    group = steps.group(*words, alike=alike)
    groups: dict[str, set[str]] = {}
    for row in group.to_pylist():
        groups.setdefault(row["group"], set()).add(row["article_id"])
    found = []
    together = pa.concat_tables(words)
    for members in random_.sample(sorted(groups.values(), key=min), len(groups)):
        own = together.filter(pc.is_in(together.column("article_id"), pa.array(sorted(members))))
        links, apart = steps.link(own, alike=alike, wordings=every, statistics=statistics)
        found.append(steps.settle(*parts, words=own, links=links, apart=apart, statistics=statistics, known=known))
    return join_reuse(found)


def test_a_wording_is_spelled_as_in_its_first_unit_whatever_else_is_counted() -> None:
    """A word that is short in another spelling only is told from one that is short there."""
    text = "The harbour keeps {} boats and every ferry out of the water until the spring."
    rows = [("a", text.format("it’s")), ("b", text.format("its")), ("c", "Nobody knows how long its quay will stand.")]
    parts = [steps.count(steps.read(articles_table(ReuseInput(article_id=n, outlet=n, text=t)))) for n, t in rows]
    alone = parts[0].column("flags")[0].as_py()
    together = only(steps.merge_counts(*parts), numbers(parts[0], "wording")).column("flags")[0].as_py()
    assert [flag & ~IS_SHORT_ELSEWHERE for flag in together] == [flag & ~IS_SHORT_ELSEWHERE for flag in alone]
    (its,) = [i for i, (one, all_) in enumerate(zip(alone, together, strict=True)) if one != all_]
    assert (alone[its] & IS_SHORT, together[its] & IS_SHORT_ELSEWHERE) == (0, IS_SHORT_ELSEWHERE)


@pytest.mark.parametrize("n_articles", [4, 70])
def test_counts_of_any_parts_make_the_counts_of_all(n_articles: int) -> None:
    """In any order and any grouping: the same wordings, stood for by the same units, and the weights of one corpus."""
    articles, random_ = batch(5, n_articles), random.Random(5)
    whole = steps.count(*(steps.read(part) for part in dealt(articles, 1, random_)))
    words = read_texts(article.text for article in articles)
    corpus = build_corpus(words, range(n_articles), range(n_articles), id_keys(map(str, range(n_articles))))
    for n_parts in (2, 9):
        parts = [steps.count(steps.read(part)) for part in dealt(articles, n_parts, random_)]
        some = steps.merge_counts(*parts[1:])
        assert steps.merge_counts(some, parts[0]) == whole
        shards = [steps.merge_counts(*parts, part=part, n_parts=n_parts) for part in range(n_parts)]
        statistics = steps.weigh(*shards)
        assert np.array_equal(statistics.column("bits"), corpus.bin_weights)
        assert statistics.schema.metadata == {b"n_wordings": str(corpus.n_wordings).encode()}


def test_a_word_is_short_if_any_spelling_of_it_is() -> None:
    """As in one corpus, where every copy of a sentence is looked at, not the one that stands for it."""
    texts = ["The harbour knows it's tenth mayor well by now.", "The harbour knows its tenth mayor well by now."]
    parts = [
        pa.Table.from_pylist([{"article_id": name, "outlet": name, "text": text}], ARTICLES)
        for name, text in zip("ab", texts, strict=True)
    ]
    merged = steps.merge_counts(*(steps.count(steps.read(part)) for part in parts))
    assert len(merged) == 1
    corpus = build_corpus(read_texts(texts), range(2), range(2), id_keys("ab"))
    assert np.array_equal(steps.weigh(merged).column("bits"), corpus.bin_weights)


def test_signatures_are_of_a_wording_whatever_part_it_stands_in() -> None:
    """Bit for bit, and keys as well; an index of datasketch's takes them."""
    articles, random_ = batch(6), random.Random(6)
    parts = [steps.count(steps.read(part)) for part in dealt(articles, 5, random_)]
    whole = steps.merge_counts(*parts)
    statistics = steps.weigh(whole)
    expected = {row["wording"]: row for row in steps.sign(whole, statistics=statistics).to_pylist()}
    for part in parts:
        for row in steps.sign(part, statistics=statistics).to_pylist():
            assert (row["signature"], row["keys"]) == tuple(expected[row["wording"]][key] for key in SIGNED)
    lean = lean_minhash(np.array(row["signature"], dtype=np.uint32), seed=1)
    assert lean.jaccard(lean) == 1


def test_what_was_signed_for_another_search_is_cut_anew() -> None:
    """More wordings, longer bands; the signatures stay."""
    counted = steps.count(*(steps.read(part) for part in dealt(batch(9, 5), 1, random.Random(9))))
    small = steps.weigh(counted)
    large = small.replace_schema_metadata({"n_wordings": "100000"})
    then = steps.sign(counted, statistics=small)
    now = steps.sign(counted, statistics=large)
    assert len(then.column("keys")[0]) > len(now.column("keys")[0])
    assert steps.band(then, wordings=counted, statistics=large) == now


def test_yesterdays_tables_are_searched_with_todays_articles(tmp_path: Path) -> None:
    """Read, counted and signed once, stored as Parquet; the end is that of all articles searched at once."""
    articles, random_ = batch(10), random.Random(10)
    old, new = (dealt(some, 1, random_) for some in (articles[:40], articles[40:]))
    words = steps.read(*old)
    wordings = steps.count(words)
    signed = steps.sign(wordings, statistics=steps.weigh(wordings))
    stored = []
    for name, table in (("words", words), ("wordings", wordings), ("signed", signed)):
        pq.write_table(table, tmp_path / name)
        stored.append(pq.read_table(tmp_path / name))
    todays = steps.read(*new)
    counted = steps.count(todays)
    both = steps.merge_counts(stored[1], counted)
    statistics = steps.weigh(both)
    banded = steps.band(stored[2], wordings=stored[1], statistics=statistics)
    signed_anew = [banded, steps.sign(counted, statistics=statistics)]
    pairs = steps.candidates(*signed_anew, statistics=statistics)
    alike = steps.verify(pairs, wordings=both, statistics=statistics)
    every = pa.concat_tables([stored[0], todays])
    links, apart = steps.link(every, alike=alike, wordings=both, statistics=statistics)
    found = steps.settle(*old, *new, words=every, links=links, apart=apart, statistics=statistics)
    assert found == find_near_duplicates(articles)


def test_what_an_earlier_batch_knows_is_known_in_each_group() -> None:
    """Its stock sentences are set apart where two articles have them, in any part."""
    articles, random_ = batch(11), random.Random(11)
    before = find_near_duplicates(articles)
    known = tuple(StockSentence(text=one.text, kind="phrase", n_articles=9, n_outlets=9) for one in before.passages)
    expected = find_near_duplicates(articles, known=known)
    assert len(expected.matches) < len(before.matches)
    assert searched(dealt(articles, 3, random_), random_, known=known) == expected


def test_wordings_that_are_not_given_are_asked_for() -> None:
    """A part's wordings do not do for another part's articles."""
    one, other = (steps.read(part) for part in dealt(batch(7), 2, random.Random(7)))
    counted = steps.count(one)
    alike = ALIKE.empty_table()
    with pytest.raises(BatchError, match="give those of all parts"):
        steps.link(other, alike=alike, wordings=counted, statistics=steps.weigh(counted))


@pytest.mark.parametrize("n_articles", [0, 1])
def test_nothing_shared_is_nothing_found(n_articles: int) -> None:
    """No article, and one, go through all steps."""
    articles = batch(8, n_articles)
    assert searched(dealt(articles, 2, random.Random(8)), random.Random(8)) == find_near_duplicates(articles)


@pytest.mark.parametrize(("seed", "same_outlet"), [(0, False), (1, False), (2, True), (3, False)])
def test_any_partition_in_any_order_ends_the_same(
    seed: int, same_outlet: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Matches, passages, clusters and stock are those of the whole batch searched at once."""
    # What is asked grows from a few hundred wordings on, so that who counts those of a part only is noticed.
    monkeypatch.setattr(first_pass, "ALIKE_EVIDENCE_WORDINGS", 64)
    articles, random_ = batch(seed), random.Random(seed)
    expected = find_near_duplicates(articles, same_outlet=same_outlet)
    assert len(expected.matches) > 50
    assert expected.stock
    for n_parts in (1, 2, 7):
        assert (
            searched(dealt(articles, n_parts, random_), random_, n_parts=n_parts, same_outlet=same_outlet) == expected
        )
