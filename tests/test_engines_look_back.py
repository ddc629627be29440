"""The search on an engine with the memory of earlier batches: the end is that of one machine with the same memory."""

from __future__ import annotations

import pickle
import random
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from copydesk.engines.search import earlier as earlier_step
from copydesk.engines.search.shared import find_shared
from copydesk.records import EarlierPassage, StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.memory.layout import Memory, open_memory
from copydesk.reuse.pairs import first_pass
from copydesk.reuse.remember import AboutBatch, Remembered, remember
from tests.engine_here import EngineHere
from tests.test_engines_search import part_of
from tests.test_reuse_memory import merge_folders
from tests.test_reuse_steps import batch, dealt

KNOWN = "A spokesman for the ferries would not say on Tuesday when the next boat was going to leave."


def spelled(article: ReuseInput, random_: random.Random) -> ReuseInput:
    """The same words in other spellings, of which one is short; and what earlier batches know as everybody's."""
    text = article.text.replace("The ", random_.choice(("Its ", "It’s ")))
    return replace(article, text=f"{text}\n\n{KNOWN}" if random_.random() < 0.1 else text)


def nights(seed: int, n_articles: int) -> tuple[list[list[ReuseInput]], list[ReuseInput]]:
    """Articles of two nights and of the next one, of which each has one whose id another has as well."""
    random_ = random.Random(seed)
    articles = [spelled(article, random_) for article in batch(seed, n_articles)]
    first, second, last = (articles[n::3] for n in range(3))
    # The one of the second night stands there before the other's place in the first.
    first[30 % len(first)] = twice = replace(first[30 % len(first)], text=last[5].text, outlet="one")
    second.append(replace(twice, outlet="other"))
    first.append(replace(last[1], article_id=last[0].article_id, outlet="another"))
    return [first, second], last


def remembered(folder: Path, before: list[list[ReuseInput]]) -> list[Path]:
    """The folders of the memories of the nights, and of one of all."""
    folders: list[Path] = []
    for n, night in enumerate(before):
        rows = [
            Remembered(article_id=one.article_id, outlet=one.outlet, published=None, text=one.text) for one in night
        ]
        passages = {
            one.article_id: [
                EarlierPassage(
                    start_char=0,
                    end_char=len(one.text) // 2,
                    is_canonical=n == 0,
                    first_batch=f"night {n}",
                    first_article_id=one.article_id,
                    first_outlet=one.outlet,
                    first_published=None,
                )
            ]
            for one in night[::2]
        }
        stock = [StockSentence(text=KNOWN, kind="newsroom", n_articles=9, n_outlets=2, outlets=(f"o{n}", f"o{n + 1}"))]
        about = AboutBatch(name=f"night {n}", passages=passages, stock=stock, memory=open_memory(folders))
        remember(folder / str(n), rows, about)
        folders.append(folder / str(n))
    merge_folders(folders, folder / "all")
    return [*folders, folder / "all"]


def found_on(
    engine: EngineHere,
    articles: list[ReuseInput],
    memory: Memory,
    *,
    n_parts: int,
    n_bins: int,
    same_outlet: bool = False,
) -> Reuse:
    """What the articles share, dealt to so many parts."""
    parts = dealt(articles, n_parts, random.Random(n_parts))
    articles_of = partial(part_of, parts)
    shared = find_shared(engine, n_parts, articles_of, n_bins=n_bins, same_outlet=same_outlet, memory=memory)
    kinds = {kind: tuple(getattr(shared, kind)) for kind in ("matches", "passages", "clusters", "stock", "earlier")}
    return Reuse(**kinds)


@pytest.mark.parametrize(("seed", "same_outlet"), [(0, False), (1, False), (2, True)])
def test_a_memory_finds_what_it_finds_on_one_machine(
    seed: int, same_outlet: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the parts and bins, and however memories are merged; earlier articles may be a part or several."""
    monkeypatch.setattr(first_pass, "ALIKE_EVIDENCE_WORDINGS", 64)
    before, last = nights(seed, 210)
    *folders, merged = remembered(tmp_path, before)
    memory = open_memory(folders)
    expected = find_near_duplicates(last, memory=memory, same_outlet=same_outlet)
    own = {article.article_id for article in last}
    across = [m for m in expected.matches if {m.a_article_id, m.b_article_id} - own]
    assert len(across) > 50
    assert len(expected.matches) - len(across) > 20
    assert {article.batch for article in expected.earlier} == {"night 0", "night 1"}
    assert any(article.passages for article in expected.earlier)
    assert expected.stock
    for n_parts, n_bins, n_bytes, runs in ((1, 1, 1 << 20, folders), (3, 2, 4000, [merged]), (5, 7, 20000, folders)):
        monkeypatch.setattr(earlier_step, "_EARLIER_BYTES", n_bytes)
        engine, recalled = EngineHere(seed), open_memory(runs)
        found = found_on(engine, last, recalled, n_parts=n_parts, n_bins=n_bins, same_outlet=same_outlet)
        assert found == expected
        n_parts_read = len({number for name, number in engine.runs if name == "read_earlier_part"})
        assert (n_parts_read > 1) == (n_bytes < 1 << 20)


def test_a_memory_of_nothing_alike_has_its_say(tmp_path: Path) -> None:
    """No earlier article is searched, but what earlier batches set apart is, and how often words stand there counts."""
    before, _ = nights(3, 60)
    *folders, _ = remembered(tmp_path, before)
    memory = open_memory(folders)
    # Other articles, but for what is known as everybody's.
    last = [spelled(article, random.Random(n)) for n, article in enumerate(batch(4, 50))]
    expected = find_near_duplicates(last, memory=memory)
    assert not expected.earlier
    assert expected != find_near_duplicates(last)
    engine = EngineHere(3)
    assert found_on(engine, last, memory, n_parts=2, n_bins=3) == expected


@pytest.mark.parametrize("n_articles", [0, 1])
def test_few_articles_go_through_all_steps(n_articles: int, tmp_path: Path) -> None:
    """None, and one that is copied from an earlier batch."""
    before, _ = nights(5, 60)
    *folders, _ = remembered(tmp_path, before)
    memory = open_memory(folders)
    last = [replace(before[0][3], article_id="copy", outlet="another")][:n_articles]
    expected = find_near_duplicates(last, memory=memory)
    assert bool(expected.matches) == bool(last)
    assert found_on(EngineHere(5), last, memory, n_parts=2, n_bins=3) == expected


def test_a_memory_travels_by_its_folders(tmp_path: Path) -> None:
    """What is mapped of it stays here."""
    before, _ = nights(6, 60)
    *folders, _ = remembered(tmp_path, before)
    memory = open_memory(folders)
    travelled = pickle.loads(pickle.dumps(memory))
    assert travelled == memory
    n_bytes = sum(path.stat().st_size for folder in folders for path in folder.iterdir())
    assert len(pickle.dumps(memory)) < n_bytes / 10
    assert travelled.runs[0].n_articles == memory.runs[0].n_articles
