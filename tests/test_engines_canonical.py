"""What is kept is chosen, and outlets are summed up, on an engine as on one machine, whatever the parts and bins."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from statistics import median_low
from typing import Any

import pytest

from copydesk.checked import read_records, write_records
from copydesk.engines import bins
from copydesk.engines.canonical import choose_on
from copydesk.engines.sums import sum_up_on
from copydesk.pipeline.choose import choose
from copydesk.pipeline.find import write_found
from copydesk.pipeline.outlets import OutletsFile, sum_up_outlets
from copydesk.pipeline.part import Part
from copydesk.pipeline.shared import Chosen, Counted, Found, TextPath
from copydesk.read.json_records import article_from_record
from copydesk.records import (
    Article,
    ArticleCluster,
    Cluster,
    EarlierArticle,
    EarlierPassage,
    FurtherCopy,
    Match,
    Passage,
    Quarantined,
    Removal,
)
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.store import Place
from tests.engine_here import EngineHere
from tests.test_reuse_steps import batch, sentence

RULES: dict[str, Any] = {"order": ("earliest", "most_complete", "preferred_outlet"), "preferred_outlets": ("o3", "o1")}
FILES = {"clusters": Cluster, "article_clusters": ArticleCluster, "text_paths": TextPath, "counted": Counted}


def articles_of(random_: random.Random) -> list[ReuseInput]:
    """Articles with what `batch` has; a story in six outlets, cut and edited; a brief in two long articles; a chain of
    rewrites; what one outlet prints twice."""
    texts = [(one.outlet, one.text) for one in batch(random_.randrange(9))]
    for _ in range(8):
        story = [sentence(random_) for _ in range(8)]
        for n in range(6):
            kept = [line for line in story if random_.random() < 0.9]
            texts.append((f"o{n}", "\n\n".join([*kept, sentence(random_)])))
    for _ in range(3):
        brief = sentence(random_)
        texts.append(("o1", brief))
        texts += [(f"o{n}", "\n\n".join([brief, *(sentence(random_) for _ in range(6))])) for n in (2, 3)]
    chain = [sentence(random_) for _ in range(40)]
    texts += [(f"o{n % 9}", "\n\n".join(chain[4 * n : 4 * n + 10])) for n in range(8)]
    twice = [sentence(random_) for _ in range(4)]
    texts += [("o8", "\n\n".join([*twice, sentence(random_)])) for _ in range(2)]
    return [
        ReuseInput(article_id=sha256(f"{outlet}\n{text}".encode()).hexdigest()[:16], outlet=outlet, text=text)
        for outlet, text in texts
    ]


def results(folder: Path, n_parts: int, seed: int = 0) -> tuple[list[Part], Found]:
    """A batch of which some articles are of earlier ones; many want the same text files."""
    random_ = random.Random(seed)
    articles = articles_of(random_)
    shared = find_near_duplicates(articles, same_outlet=True)
    old, new = articles[::9], [one for n, one in enumerate(articles) if n % 9]
    named = {name for match in shared.matches for name in (match.a_article_id, match.b_article_id)}
    earlier = [
        EarlierArticle(
            article_id=one.article_id,
            outlet=one.outlet,
            published=random_.choice((None, "2026-11-01")),
            batch=random_.choice(("monday", "sunday")),
            n_chars=len(one.text),
            passages=tuple(
                EarlierPassage(
                    start_char=passage.start_char,
                    end_char=passage.end_char,
                    is_canonical=random_.random() < 0.5,
                    first_batch="friday",
                    first_article_id="f0",
                    first_outlet="o9",
                )
                for passage in shared.passages
                if passage.article_id == one.article_id
            ),
        )
        for one in sorted(old, key=lambda one: one.article_id)
        if one.article_id in named
    ]
    found = Found(Place(folder / "found"))
    write_found(found, replace(shared, clusters=_with_more(shared, random_), earlier=tuple(earlier)))
    random_.shuffle(new)
    parts = []
    for n in range(n_parts):
        part = Part(Place(folder / f"part{n}"))
        own = sorted(new[n::n_parts], key=lambda one: one.article_id)
        write_records(part.articles, [_article(one, random_) for one in own], Article)
        refused = [
            Quarantined(
                source_id=f"{n}", source_path=f"{n}", source_sha256=None, reason=reason, error="", outlet="o1", n=2
            )
            for reason in ("empty", "binary", "duplicate")[: (n + 2) % 4]
        ]
        write_records(part.quarantine, refused, Quarantined)
        parts.append(part)
    return parts, found


def _with_more(shared: Reuse, random_: random.Random) -> tuple[Cluster, ...]:
    """The clusters, some of which ask for further articles: any that share something."""
    named = sorted({(passage.article_id, passage.outlet) for passage in shared.passages})
    return tuple(
        replace(
            cluster,
            further=tuple(
                FurtherCopy(article_id=name, outlet=outlet, start_char=0, end_char=60)
                for name, outlet in sorted(random_.sample(named, random_.choice((0, 0, 1, 3))))
            ),
        )
        for cluster in shared.clusters
    )


def _article(one: ReuseInput, random_: random.Random) -> Article:
    name = random_.choice(("storm", "Storm", "STORM-2", "other/storm", one.article_id))
    record = {
        "id": one.article_id,
        "text": one.text,
        "outlet": one.outlet,
        "url": random_.choice((None, f"https://post.example/{name}.html")),
        "published": random_.choice((None, "2026-11-28", f"2026-11-28T{random_.randrange(10, 20)}:00Z")),
    }
    article = article_from_record(record, default_id="")
    removed = [
        Removal(start_char=n, end_char=n + 1, text="x" * random_.randrange(90), reason=random_.choice("ab"), rule="r")
        for n in range(random_.randrange(3))
    ]
    return replace(article, removals=tuple(removed))


def read(chosen: Chosen) -> dict[str, list[Any]]:
    """All records of all files."""
    return {name: list(read_records(getattr(chosen, name), type_)) for name, type_ in FILES.items()}


def chosen_on(engine: EngineHere, parts: list[Part], found: Found, n_bins: int, folder: Path) -> Chosen:
    chosen = Chosen(Place(folder / str(n_bins) / "chosen"))
    choose_on(engine, parts, found, chosen, **RULES, n_bins=n_bins)
    return chosen


@pytest.mark.parametrize(("n_parts", "seed"), [(1, 0), (3, 1), (5, 2)])
def test_any_number_of_parts_and_bins_chooses_the_same(n_parts: int, seed: int, tmp_path: Path) -> None:
    """Every file has the same records in the same order, and so the same bytes."""
    parts, found = results(tmp_path, n_parts, seed)
    one = Chosen(Place(tmp_path / "one" / "chosen"))
    choose(parts, found, one, **RULES)
    expected = read(one)
    reasons = {cluster.canonical_reason for cluster in expected["clusters"]}
    assert {"story", "already_published"} < reasons
    assert len(expected["article_clusters"]) > 8
    own = {passage.passage_id: passage.article_id for passage in read_records(found.passages, Passage)}
    first = [(cluster.first_article_id, map(own.get, cluster.passage_ids)) for cluster in expected["clusters"]]
    assert any(name not in names for name, names in first)
    assert all(story.n_outlets > 1 for story in expected["article_clusters"])
    assert sum(path.text_path.endswith(f"-{path.article_id}.txt") for path in expected["text_paths"]) > 10
    assert any(match.same_outlet for match in read_records(found.matches, Match))
    for n_bins in (1, 2, 7):
        chosen = chosen_on(EngineHere(seed), parts, found, n_bins, tmp_path)
        assert chosen.is_whole()
        assert read(chosen) == expected
        for name in FILES:
            assert getattr(chosen, name).read_bytes() == getattr(one, name).read_bytes()


def test_what_hangs_together_is_spread_over_bins(tmp_path: Path) -> None:
    """No bin of groups has all clusters, and no step is done twice for one bin, but for those that go in rounds."""
    parts, found = results(tmp_path, 2)
    engine = EngineHere(0)
    chosen_on(engine, parts, found, 5, tmp_path)
    assert len({number for name, number in engine.runs if name == "_tell"}) > 2
    rounds = {"_large_star", "_small_star"}
    assert not [run for run, n in Counter(engine.runs).items() if n > 1 and run[0] not in rounds]


def test_packets_cut_small_end_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each result in many packets is in order."""
    parts, found = results(tmp_path, 2)
    expected = read(chosen_on(EngineHere(1), parts, found, 3, tmp_path))
    monkeypatch.setattr(bins, "_PACKET_BYTES", 2000)
    assert read(chosen_on(EngineHere(2), parts, found, 2, tmp_path)) == expected


def test_a_match_of_passages_in_two_clusters_is_no_story(tmp_path: Path) -> None:
    """Clusters do not take in all that matches: such articles may have no cluster in common."""
    texts = [sentence(random.Random(n)) for n in range(4)]
    articles = [ReuseInput(article_id=f"{n}" * 16, outlet=f"o{n}", text=text) for n, text in enumerate(texts)]
    pairs, passages, clusters = [(0, 1), (2, 3)], [], []
    for pair in pairs:
        own = [
            Passage(
                passage_id=f"{articles[n].article_id}:0-9",
                article_id=articles[n].article_id,
                outlet=articles[n].outlet,
                start_char=0,
                end_char=len(texts[n]),
                text=texts[n],
                cluster_id=f"cluster:{articles[pair[0]].article_id}:0-9",
            )
            for n in pair
        ]
        passages += own
        ids = tuple(one.passage_id for one in own)
        clusters.append(Cluster(cluster_id=own[0].cluster_id, passage_ids=ids, n_outlets=2))
    matches = [
        Match(
            a_article_id=articles[a].article_id, a_start=0, a_end=9, b_article_id=articles[b].article_id, b_start=0,
            b_end=9, kind="edited", similarity=0.9,
        )
        for a, b in [*pairs, (1, 2)]
    ]  # fmt: skip
    found = Found(Place(tmp_path / "found"))
    write_found(found, Reuse(matches=tuple(matches), passages=tuple(passages), clusters=tuple(clusters)))
    part = Part(Place(tmp_path / "part"))
    write_records(part.articles, [_article(one, random.Random(0)) for one in articles], Article)
    write_records(part.quarantine, [], Quarantined)
    one = Chosen(Place(tmp_path / "one" / "chosen"))
    choose([part], found, one, **RULES)
    assert [len(story.article_ids) for story in read(one)["article_clusters"]] == [2, 2]
    for n_bins in (1, 7, 40):
        assert read(chosen_on(EngineHere(), [part], found, n_bins, tmp_path)) == read(one)


@pytest.mark.parametrize("n_parts", [0, 2])
def test_nothing_shared_is_nothing_chosen(n_parts: int, tmp_path: Path) -> None:
    """No part, or parts with no article."""
    found = Found(Place(tmp_path / "found"))
    write_found(found, find_near_duplicates([]))
    parts = [Part(Place(tmp_path / f"{n}")) for n in range(n_parts)]
    for part in parts:
        write_records(part.articles, [], Article)
        write_records(part.quarantine, [], Quarantined)
    one = Chosen(Place(tmp_path / "one" / "chosen"))
    choose(parts, found, one, **RULES)
    assert read(chosen_on(EngineHere(), parts, found, 2, tmp_path)) == read(one)


@pytest.mark.parametrize("n_parts", [1, 4])
def test_outlets_come_to_the_same(n_parts: int, tmp_path: Path) -> None:
    """Articles, what was refused, removed and shared, and the median of lengths."""
    parts, found = results(tmp_path, n_parts, 3)
    one = OutletsFile(Place(tmp_path / "outlets"))
    sum_up_outlets(parts, found, one)
    expected = one.read()
    assert sum(row.n_refused for row in expected)
    assert sum(row.n_removed_chars for row in expected)
    lengths, shared = defaultdict(list), Counter()
    articles = {row.article_id: row for part in parts for row in read_records(part.articles, Article)}
    for article in articles.values():
        lengths[article.outlet].append(len(article.text))
    places = {
        (one.article_id, n)
        for one in read_records(found.passages, Passage)
        for n in range(one.start_char, one.end_char)
    }
    shared.update(articles[name].outlet for name, _ in places if name in articles)
    for row in expected:
        assert (row.median_chars, row.n_shared_chars) == (median_low(lengths[row.outlet]), shared[row.outlet])
    for n_bins in (1, 2, 7):
        outlets = OutletsFile(Place(tmp_path / f"outlets{n_bins}"))
        sum_up_on(EngineHere(n_bins), parts, found, outlets, n_bins=n_bins)
        assert outlets.read() == expected
