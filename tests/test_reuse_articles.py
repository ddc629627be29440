"""Matches, passages and clusters of whole articles."""

import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.records import Match
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.shared.clusters import merge_overlapping

MILL = "The mill has stood idle for years, and nobody but the pigeons has set foot in it since the great fire."
CHOIR = "A choir of retired miners won the county prize last night with a song about the sea and its ships."
STORKS = "Two storks have nested on the roof of the town hall again, to the delight of the clerks who work under it."
LOOM = "The museum has bought a loom that nobody can work, and now looks for a weaver of eighty years or more."


def find(*texts: str, outlets: str = "abcdefghij") -> Reuse:
    """What the texts share; text n is article "n" of outlet n."""
    return find_near_duplicates(
        [ReuseInput(article_id=str(n), outlet=outlets[n], text=text) for n, text in enumerate(texts)]
    )


def sides(match: Match, *texts: str) -> tuple[str, str]:
    """The characters that a match joins."""
    return texts[int(match.a_article_id)][match.a_start : match.a_end], texts[int(match.b_article_id)][
        match.b_start : match.b_end
    ]


def test_spans_are_the_whole_shared_passage_on_both_sides() -> None:
    """Sentences that follow one another on both sides are one match, with the marks that belong to them."""
    texts = f"Rain fell. “{MILL} {CHOIR}”\n\n{LOOM}", f"{STORKS}\n\n“{MILL} {CHOIR}” So it was."
    (match,) = find(*texts).matches
    assert sides(match, *texts) == (f"“{MILL} {CHOIR}”", f"“{MILL} {CHOIR}”")
    assert (match.kind, match.similarity) == ("exact", 1.0)


def test_a_changed_word_makes_a_match_near() -> None:
    """The similarity is that of the two spans' word pairs."""
    texts = MILL, MILL.replace("years", "decades")
    (match,) = find(*texts).matches
    assert match.kind == "near"
    assert 0.7 < match.similarity < 1


def test_a_clause_cut_out_makes_a_match_contained() -> None:
    """One side holds what the other has, and much more."""
    texts = MILL, MILL.replace(", and nobody but the pigeons has set foot in it since", " since")
    (match,) = find(*texts).matches
    assert match.kind == "contained"


def test_passages_and_clusters_name_each_other() -> None:
    """A passage found in three outlets is one cluster of three; each passage holds the text of its span."""
    texts = f"{MILL}\n\n{LOOM}", f"{CHOIR}\n\n{MILL}", f"{STORKS} {MILL}"
    reuse = find(*texts)
    (cluster,) = reuse.clusters
    assert cluster.n_outlets == 3
    assert cluster.passage_ids == tuple(passage.passage_id for passage in reuse.passages)
    for passage in reuse.passages:
        assert passage.text == MILL == texts[int(passage.article_id)][passage.start_char : passage.end_char]
        assert passage.passage_id == f"{passage.article_id}:{passage.start_char}-{passage.end_char}"
        assert passage.cluster_id == cluster.cluster_id


def test_a_quotation_from_a_copied_paragraph_is_a_passage_of_its_own() -> None:
    """Who shares only one sentence of a paragraph is not put together with those who share all of it."""
    paragraph = f"{MILL} {CHOIR} {STORKS} {LOOM}"
    reuse = find(paragraph, f"Again: {paragraph}", f"As we wrote, “{CHOIR}” That was all.")
    assert sorted(len(cluster.passage_ids) for cluster in reuse.clusters) == [2, 3]
    assert {passage.text.strip("“”") for passage in reuse.passages} == {paragraph, CHOIR}


def test_overlapping_spans_of_one_cluster_are_one_passage() -> None:
    """Who took the first half of a paragraph and who took the second use one passage of its source."""
    settled = merge_overlapping([(0, 0, 120), (0, 100, 220), (0, 230, 260), (1, 0, 120)], set())
    assert settled == [(0, 0, 220), (0, 230, 260), (1, 0, 120)]


def test_a_passage_stands_in_one_cluster_only() -> None:
    """A span that another cluster has is not made by merging."""
    assert merge_overlapping([(0, 0, 120), (0, 100, 220)], {(0, 0, 220)}) == [(0, 0, 120), (0, 100, 220)]


def test_a_chain_of_edits_does_not_end_in_one_cluster() -> None:
    """A text replaced sentence by sentence is, at its end, no copy of its beginning."""
    random_ = random.Random(1)
    vocabulary = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in "bdfgklmnprst"]
    words = random_.sample(vocabulary, 30)
    texts = []
    for step in range(20):
        words[3 * step % 30 : 3 * step % 30 + 3] = random_.sample(vocabulary, 3)
        texts.append(" ".join(words).capitalize() + ".")
    articles = [ReuseInput(article_id=f"{n:02}", outlet=f"{n:02}", text=text) for n, text in enumerate(texts)]
    reuse = find_near_duplicates(articles)
    assert {(f"{n:02}", f"{n + 1:02}") for n in range(19)} <= {(m.a_article_id, m.b_article_id) for m in reuse.matches}
    clusters_of: dict[str, set[str]] = {}
    for passage in reuse.passages:
        clusters_of.setdefault(passage.article_id, set()).add(passage.cluster_id)
    assert not clusters_of["00"] & clusters_of["19"]


def test_articles_of_one_outlet_never_match() -> None:
    """However alike they are."""
    assert find(MILL, MILL, outlets="aa") == Reuse(matches=(), passages=(), clusters=())


def test_an_article_id_given_twice_counts_once() -> None:
    """The first in order of outlet and text is taken."""
    articles = [ReuseInput(article_id="1", outlet=outlet, text=MILL) for outlet in "ba"]
    assert find_near_duplicates(articles).matches == ()


def test_the_threshold_is_a_choice() -> None:
    """Between strangers no sentence below it matches."""
    texts = [MILL, MILL.replace("years", "decades").replace("pigeons", "doves").replace("set foot", "gone")]
    articles = [ReuseInput(article_id=str(n), outlet=str(n), text=text) for n, text in enumerate(texts)]
    assert len(find_near_duplicates(articles).matches) == 1
    assert find_near_duplicates(articles, threshold_jaccard=0.9).matches == ()


PARAGRAPHS = st.lists(st.sampled_from([MILL, CHOIR, STORKS, LOOM, "So be it.", "“No.”", "", "7"]), max_size=5)


@settings(deadline=None, max_examples=40)
@given(st.lists(PARAGRAPHS.map("\n\n".join), max_size=5), st.randoms(use_true_random=False))
def test_nothing_depends_on_the_order_of_articles(texts: list[str], random_: random.Random) -> None:
    """Matches, passages and clusters are the same from any order, sorted, and inside their texts."""
    articles = [ReuseInput(article_id=str(n), outlet=str(n % 3), text=text) for n, text in enumerate(texts)]
    expected = find_near_duplicates(articles)
    random_.shuffle(articles)
    assert find_near_duplicates(articles) == expected
    keys = [(m.a_article_id, m.a_start, m.a_end, m.b_article_id, m.b_start, m.b_end) for m in expected.matches]
    assert keys == sorted(set(keys))
    for match in expected.matches:
        assert match.a_article_id < match.b_article_id
        assert all(side and not side[0].isspace() and not side[-1].isspace() for side in sides(match, *texts))
    ids = [passage.passage_id for passage in expected.passages]
    assert sorted(ids) == sorted({passage_id for cluster in expected.clusters for passage_id in cluster.passage_ids})
    assert len(ids) == len(set(ids)) == sum(len(cluster.passage_ids) for cluster in expected.clusters)
    assert all(cluster.n_outlets >= 2 for cluster in expected.clusters)
    assert {passage.cluster_id for passage in expected.passages} == {c.cluster_id for c in expected.clusters}


GOLD = Path(__file__).parent / "gold"
# A reader has gone through every match that the seeds give: none is wrong. These are floors, not aims.
SEED_FLOORS = {"copy": 5, "variant": 14}


@pytest.fixture(scope="module")
def seed_texts() -> list[str]:
    bodies = [json.loads(path.read_text("utf-8"))["body"] for path in sorted(GOLD.glob("0*.json"))]
    return ["\n\n".join(body) for body in bodies]


def folded(text: str) -> tuple[str, list[int]]:
    """The letters and digits of a text, and where each stood."""
    kept = [(char.lower(), i) for i, char in enumerate(text) if char.isalnum()]
    return "".join(char for char, _ in kept), [i for _, i in kept]


def span_of(needle: str, text: str) -> tuple[int, int] | None:
    """Where the letters of `needle` stand in `text`."""
    letters, places = folded(text)
    wanted = folded(needle)[0]
    at = letters.find(wanted)
    return None if at < 0 else (places[at], places[at + len(wanted) - 1] + 1)


def test_the_seeds_give_what_a_reader_sees(seed_texts: list[str]) -> None:
    """All copies, most variants, and no match that is only about the same topic."""
    matches = find(*seed_texts).matches
    found = dict.fromkeys(("copy", "variant", "topic"), 0)
    explained: set[Match] = set()
    for pair in json.loads((GOLD / "pairs.json").read_text("utf-8")):
        spans = {pair[f"{side}_file"]: span_of(pair[side], seed_texts[pair[f"{side}_file"]]) for side in "ab"}
        if len(re.findall(r"\w+", pair["a"])) < 5 or None in spans.values():
            continue
        hit = next((match for match in matches if covers_half(match, spans)), None)
        if hit:
            found[pair["class"]] += 1
            explained.add(hit)
    assert found["topic"] == 0
    assert set(matches) == explained
    assert {name: found[name] >= floor for name, floor in SEED_FLOORS.items()} == {"copy": True, "variant": True}, found


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("max_memory_bytes", [1, 100_000, 4_000_000_000])
def test_neither_memory_nor_processes_change_what_is_found(
    seed_texts: list[str], tmp_path: Path, max_memory_bytes: int, workers: int
) -> None:
    """The seeds, as they come or the other way round, share the same passages, and what was put down is gone."""
    articles = [ReuseInput(article_id=str(n), outlet=str(n), text=text) for n, text in enumerate(seed_texts)]
    for some_order in (articles, articles[::-1], [*articles[1::2], *articles]):
        bounded = find_near_duplicates(
            iter(some_order), scratch=tmp_path, max_memory_bytes=max_memory_bytes, workers=workers
        )
        assert bounded.matches
        assert bounded == find_near_duplicates(articles)
    assert list(tmp_path.iterdir()) == []


def covers_half(match: Match, spans: dict[int, tuple[int, int] | None]) -> bool:
    """Whether a match and a pair of spans are mostly the same on both sides."""
    ends = {
        int(match.a_article_id): (match.a_start, match.a_end),
        int(match.b_article_id): (match.b_start, match.b_end),
    }
    for article, span in spans.items():
        if article not in ends or span is None:
            return False
        start, end = ends[article]
        if min(end, span[1]) - max(start, span[0]) <= 0.5 * min(span[1] - span[0], end - start):
            return False
    return True
