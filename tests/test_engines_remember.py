"""A batch is remembered on an engine as on one machine: every file of its memory has the same bytes."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from copydesk.checked import write_records
from copydesk.engines import bins, tallies
from copydesk.engines.remember import newest_on, remember_on
from copydesk.pipeline.part import Part, PathOf
from copydesk.pipeline.remember import newest_summaries
from copydesk.records import EarlierPassage, StockSentence
from copydesk.reuse.memory import files
from copydesk.reuse.memory.layout import Memory, open_memory
from copydesk.reuse.remember import AboutBatch, Remembered, remember
from copydesk.store import Place
from copydesk.strip import Summary
from tests.conftest import files_of
from tests.engine_here import EngineHere
from tests.test_engines_outlets import article
from tests.test_reuse_memory import nights

# Bytes of texts in a block: three texts or four.
SMALL_BLOCK = 2000


def articles_of(seed: int) -> list[Remembered]:
    """Some with copies, in other capitals too; some without a date, without a word, without a character; a long one."""
    found = [one for night in nights(seed) for one in night]
    random_ = random.Random(seed)
    for n in range(0, len(found), 9):
        text, published = random_.choice(("", "—\n\n…", found[n - 1].text.upper(), found[n].text)), None
        found[n] = replace(found[n], text=text, published=published)
    found[5] = replace(found[5], text="\n\n".join(one.text for one in found[:30]))
    return found


def parts_of(folder: Path, articles: list[Remembered], n_parts: int) -> list[Part]:
    """The articles in parts on disk, in any order; one of the parts has none."""
    parts = [Part(Place(folder / f"{n_parts}-{n}")) for n in range(n_parts + 1)]
    for n, part in enumerate(parts):
        write_records(part.articles, articles[n::n_parts] if n < n_parts else [], Remembered)
    return parts


def passages_of(articles: list[Remembered]) -> dict[str, list[EarlierPassage]]:
    row = EarlierPassage(
        start_char=0,
        end_char=9,
        is_canonical=True,
        first_batch="tuesday",
        first_article_id="a",
        first_outlet="Post",
        first_published=None,
    )
    return {one.article_id: [row, replace(row, start_char=4)] for one in articles[::4]}


STOCK = [StockSentence(text="All rights reserved.", kind="newsroom", n_articles=9, n_outlets=2, outlets=("a", "b"))]


def both_ways(
    tmp_path: Path, articles: list[Remembered], memory: Memory, n_parts: int, n_bins: int
) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The files of the memory that one machine makes, and those of an engine's."""
    about = AboutBatch(
        name="wednesday", passages=passages_of(articles), stock=STOCK, summaries_by="this", memory=memory
    )
    alone, folder = tmp_path / "alone", tmp_path / f"{n_parts}-{n_bins}"
    remember(alone, articles, about)
    folder.mkdir()
    own = remember_on(EngineHere(n_bins), folder, parts_of(tmp_path, articles, n_parts), about, n_bins=n_bins)
    assert own == open_memory([folder]).runs[0]
    return files_of(alone), files_of(folder)


@pytest.mark.parametrize(("n_parts", "n_bins"), [(1, 1), (3, 2), (5, 7), (2, 90)])
def test_a_memory_is_that_of_one_machine(
    n_parts: int, n_bins: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of many blocks of texts, whatever the parts and bins; there may be more bins than blocks."""
    monkeypatch.setattr(files, "TEXT_BLOCK", SMALL_BLOCK)
    alone, engine = both_ways(tmp_path, articles_of(n_parts), Memory(()), n_parts, n_bins)
    assert engine == alone
    memory = open_memory([tmp_path / "alone"])
    assert 7 < len(memory.runs[0].column("text_blocks")) < 90
    assert not len(memory.runs[0].column("short_words"))
    assert memory.runs[0].manifest["batches"][0]["n_wordings"] < len(memory.runs[0].column("wordings"))


def test_what_is_cut_small_ends_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Packets of a few rows come in any order; how often words stand goes up a tree of many levels."""
    monkeypatch.setattr(files, "TEXT_BLOCK", SMALL_BLOCK)
    monkeypatch.setattr(bins, "_PACKET_BYTES", 2000)
    monkeypatch.setattr(tallies, "_TALLIES_A_BIN", 2)
    alone, engine = both_ways(tmp_path, articles_of(6), Memory(()), 2, 5)
    assert engine == alone


def test_what_earlier_batches_say_counts(tmp_path: Path) -> None:
    """Which words are rare is told by them, too."""
    first, *others = nights(3)
    remember(tmp_path / "earlier", [one for night in others for one in night], AboutBatch(name="tuesday"))
    memory = open_memory([tmp_path / "earlier"])
    with_memory, engine = both_ways(tmp_path, first, memory, 2, 3)
    assert engine == with_memory
    (tmp_path / "own").mkdir()
    assert both_ways(tmp_path / "own", first, Memory(()), 2, 3)[0]["rare.npy"] != with_memory["rare.npy"]


@pytest.mark.parametrize("n_articles", [0, 1, 9])
def test_a_small_batch_knows_which_words_are_short(n_articles: int, tmp_path: Path) -> None:
    """It is too small to tell which are common; one of no article has a memory, too."""
    articles = [replace(one, text=one.text + " It is.") for one in nights(4)[0][:n_articles]]
    alone, engine = both_ways(tmp_path, articles, Memory(()), 2, 3)
    assert engine == alone
    assert bool(len(open_memory([tmp_path / "alone"]).runs[0].column("short_words"))) == bool(articles)


def test_blocks_begin_where_texts_are_cut(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With texts of none and of many bytes between and behind them."""
    monkeypatch.setattr(files, "TEXT_BLOCK", 10)
    random_ = random.Random(1)
    for n_texts in range(12):
        sizes = [random_.choice((0, 0, 3, 9, 10, 25)) for _ in range(n_texts)]
        with (tmp_path / "texts").open("wb") as stream, files.text_blocks(stream) as blocks:
            for size in sizes:
                blocks.add("a" * size)
        starts = [start for _, start, _ in blocks.blocks[:-1]]
        firsts = files.firsts_of_blocks(np.array(sizes, dtype=np.int64))
        told = [sum(sizes[:first]) for first in firsts]
        assert told[: len(starts)] == starts
        assert set(told[len(starts) :]) <= {sum(sizes)}  # of texts of no byte at the end


@pytest.mark.parametrize("n_bins", [1, 2, 7])
def test_what_outlets_are_learned_from_is_that_of_one_machine(n_bins: int, tmp_path: Path) -> None:
    """Of articles of which some are renamed, and some duplicates; of an outlet more than are kept."""
    random_ = random.Random(n_bins)
    told = [article(random_, f"{n:03d}", random_.choice(("Post", "Globe", "Sun"))) for n in range(120)]
    parts = []
    for n in range(3):
        part = Part(Place(tmp_path / str(n)))
        write_records(part.summaries, told[n::3], Summary)
        write_records(part.articles, [PathOf(one.article_id) for one in told[n::3]], PathOf)
        parts.append(part)
    own_ids = {"005": None, "007": "own"}
    expected: pa.Table = newest_summaries("monday", parts, own_ids)
    assert 40 < len(expected) < 110
    assert newest_on(EngineHere(n_bins), "monday", parts, own_ids, n_bins=n_bins) == expected
    assert newest_on(EngineHere(n_bins), "monday", [], own_ids, n_bins=n_bins) == newest_summaries("monday", [], {})
