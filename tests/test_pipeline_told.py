"""What an earlier search told of two articles is taken over, where nothing of it could be otherwise."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.pipeline.told import ToldFile
from copydesk.records import StockSentence
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse.shared.told import Telling
from copydesk.store import Place
from tests.conftest import emit, files_of
from tests.test_tasks_look_back import story

N_STORIES = 140  # more pairs than are read at a time
NOTICE = "Readers may write to our desk about anything that they have seen, and we will print some of it on Sunday."
Articles = list[ReuseInput]


@pytest.fixture
def articles() -> Articles:
    """Stories that a second outlet has in part, some with a notice between that several outlets print."""
    found = []
    for n in range(N_STORIES):
        paragraphs = story(n).split("\n\n")
        whole = "\n\n".join([*paragraphs, *([NOTICE] if n % 20 == 0 else [])])
        found.append(ReuseInput(article_id=f"a{n:03}", outlet=f"post{n % 9}", text=whole))
        part = "\n\n".join([story(1000 + n), *paragraphs[1:3]])
        found.append(ReuseInput(article_id=f"b{n:03}", outlet=f"mail{n % 7}", text=part))
    return found


def search(articles: Articles, place: Path, *earlier: Path, known: Sequence[StockSentence] = ()) -> Reuse:
    with ToldFile(Place(place), map(Place, earlier)) as told:
        return find_near_duplicates(articles, known=known, told=told)


def add(articles: Articles) -> Articles:
    return [*articles, ReuseInput(article_id="a0005", outlet="echo", text=articles[8].text)]


def change(articles: Articles) -> Articles:
    """A sentence in the middle of a copied paragraph is another one."""
    text = articles[9].text
    sentences = text.split(". ")
    sentences[-2] = "Nobody had said so on the day"
    return [*articles[:9], replace(articles[9], text=". ".join(sentences)), *articles[10:]]


def remove(articles: Articles) -> Articles:
    return articles[1:]


# What words weigh, and so what alignments are worth, is another thing after an article of few.
@pytest.mark.parametrize("change, most", [(add, 1), (change, 1), (remove, N_STORIES // 2)])
def test_only_pairs_of_another_article_are_worked_out(
    articles: Articles,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[Articles], Articles],
    most: int,
) -> None:
    """And what comes out, the file of it too, is as if all were."""
    search(articles, tmp_path / "before")
    after = change(articles)
    worked_out = counted(monkeypatch)
    plain = find_near_duplicates(after)
    worked_out.clear()
    fresh = search(after, tmp_path / "fresh" / "found" / "told")
    n_fresh = len(worked_out)
    assert n_fresh > 128
    assert search(after, tmp_path / "taken" / "found" / "told", tmp_path / "before") == fresh == plain
    assert (tmp_path / "taken" / "found" / "told").read_bytes() == (tmp_path / "fresh" / "found" / "told").read_bytes()
    assert len(worked_out) - n_fresh <= most


def test_other_stock_that_is_known_takes_nothing_over(articles: Articles, tmp_path: Path) -> None:
    """What is a formula follows from it."""
    before = search(articles, tmp_path / "before")
    outlets = ("one", "two", "three")
    passage = max(before.passages, key=lambda passage: len(passage.text)).text
    known = [StockSentence(text=passage, kind="notice", n_articles=3, n_outlets=3, outlets=outlets)]
    fresh = find_near_duplicates(articles, known=known)
    assert fresh != before
    assert search(articles, tmp_path / "after", tmp_path / "before", known=known) == fresh


def test_a_damaged_file_is_not_taken_over(articles: Articles, tmp_path: Path) -> None:
    """It is deleted, with a line in the log."""
    fresh = search(articles, tmp_path / "before")
    data = bytearray((tmp_path / "before").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "before").write_bytes(data)
    assert search(articles, tmp_path / "after", tmp_path / "before") == fresh
    assert not (tmp_path / "before").exists()


def test_a_run_takes_over_what_the_last_one_told(articles: Articles, tmp_path: Path) -> None:
    """An article more is told with those that share something with it."""
    for article in articles[:20]:
        (tmp_path / "source" / article.outlet).mkdir(parents=True, exist_ok=True)
        (tmp_path / "source" / article.outlet / f"{article.article_id}.txt").write_text(article.text)
    assert emit(tmp_path / "source", tmp_path / "out").returncode == 0
    (tmp_path / "source" / "echo").mkdir()
    (tmp_path / "source" / "echo" / "more.txt").write_text(articles[0].text)
    count = (
        "from copydesk.reuse.shared.told import Telling\n"
        "work_out = Telling._work_out\n"
        "def counted(*arguments): print('worked out'); return work_out(*arguments)\n"
        "Telling._work_out = counted\n"
    )
    done = emit(tmp_path / "source", tmp_path / "out", before=count)
    fresh = emit(tmp_path / "source", tmp_path / "fresh", before=count)
    assert done.returncode == fresh.returncode == 0, done.stderr
    assert 0 < done.stdout.count("worked out") < fresh.stdout.count("worked out") / 2
    assert files_of(tmp_path / "out" / "source") == files_of(tmp_path / "fresh" / "source")


def counted(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """The pairs that are worked out from now on."""
    pairs: list[tuple[int, int]] = []
    work_out = Telling._work_out

    def noted(self: Telling, a: int, b: int, *rest: object) -> object:
        pairs.append((a, b))
        return work_out(self, a, b, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Telling, "_work_out", noted)
    return pairs
