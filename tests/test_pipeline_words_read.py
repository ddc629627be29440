"""The words of texts are taken over from an earlier search, whatever was added, removed or changed meanwhile."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.pipeline.words_read import WordsFile
from copydesk.reuse import Reuse, ReuseInput, find_near_duplicates
from copydesk.reuse import inputs as reuse_inputs
from copydesk.store import Place
from tests.test_tasks_look_back import story

Articles = list[ReuseInput]
HOT = story(900).split("\n\n")[0]
# No word, one longer than a byte counts, a gap as long, scripts without spaces, half a character.
ODD = ["", " . ", "x" * 300 + " " * 70_000 + "end", "東京都は今日。新しい規則を発表した。", "half \ud800 a character"]


@pytest.fixture
def articles() -> Articles:
    """More than are read at a time: stories, every third in two outlets, a passage that many have, odd texts."""
    stories = [story(n) + ("\n\n" + HOT if n % 4 == 0 else "") for n in range(60)]
    texts = [*stories, *stories[::3], *ODD]
    return [ReuseInput(article_id=f"a{n:03}", outlet=f"post{n % 7}", text=text) for n, text in enumerate(texts)]


def search(articles: Articles, place: Path, *earlier: Path) -> Reuse:
    return find_near_duplicates(articles, words_read=WordsFile(Place(place), map(Place, earlier)))


@pytest.mark.parametrize("seed", range(4))
def test_a_search_with_earlier_words_is_one_from_the_start(articles: Articles, tmp_path: Path, seed: int) -> None:
    """To the byte, its file too; of changes one after another."""
    choose = random.Random(seed)
    search(articles, tmp_path / "0")
    for n in range(1, 5):
        change = choose.choice(["add", "remove", "edit", "rename"])
        at = choose.randrange(len(articles))
        if change == "add":
            articles.append(ReuseInput(article_id=f"b{n}", outlet="echo", text=story(choose.randrange(200))))
        elif change == "remove":
            del articles[at]
        elif change == "edit":
            articles[at] = replace(articles[at], text=articles[at].text + " More of it was said on Monday.")
        else:
            articles[at] = replace(articles[at], article_id=f"{choose.choice('0z')}{n}")
        choose.shuffle(articles)
        own, before, fresh = (tmp_path / name / "found" / "words" for name in (str(n), str(n - 1), "fresh"))
        found = search(articles, own, before)
        assert found == search(articles, fresh) == find_near_duplicates(articles)
        assert found.matches
        assert own.read_bytes() == fresh.read_bytes()


def test_only_other_texts_are_read(articles: Articles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Equal ones once."""
    read = list[str]()
    read_texts = reuse_inputs.read_texts

    def noted(texts, **options):  # type: ignore[no-untyped-def]
        return read_texts((read.append(text) or text for text in texts), **options)  # type: ignore[func-returns-value]

    monkeypatch.setattr(reuse_inputs, "read_texts", noted)
    search(articles, tmp_path / "before")
    assert len(read) == len({article.text for article in articles}) < len(articles)
    read.clear()
    more = ReuseInput(article_id="more", outlet="echo", text=story(100))
    search([*articles, more], tmp_path / "after", tmp_path / "before")
    assert read == [more.text]


def test_a_damaged_file_is_not_taken_over(articles: Articles, tmp_path: Path) -> None:
    """It is deleted, with a line in the log."""
    fresh = search(articles, tmp_path / "before")
    data = bytearray((tmp_path / "before").read_bytes())
    data[len(data) // 2] ^= 1
    (tmp_path / "before").write_bytes(data)
    assert search(articles, tmp_path / "after", tmp_path / "before") == fresh
    assert not (tmp_path / "before").exists()
