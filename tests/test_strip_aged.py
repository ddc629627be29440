"""What is known of an outlet ages: the newest articles of earlier nights are learned from with the night's own."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.arrow import from_batch, to_batch
from copydesk.newest import MAX_KEPT, newest
from copydesk.read.json_records import article_from_record
from copydesk.records import Article, OutletProfile
from copydesk.reuse.memory.files import write_table
from copydesk.reuse.memory.layout import SUMMARIES
from copydesk.strip import MAX_RECALLED, Summary, count_outlets, observe, strip_article, summarise

OLD, NEW = (
    "Give to the Herald today, for the price of a coffee.",
    "Our readers keep these pages open, and so can you.",
)
TOWNS = ["Porto", "Lodz", "Turku", "Ghent", "Derry", "Siena", "Tartu", "Bergen", "Kosice", "Malaga", "Odense", "Galway"]


def sentences(name: str, n: int) -> list[str]:
    return [
        f"The {name} council of {TOWNS[k]} met for {k + 3} hours on day {k}, said its {name} clerk." for k in range(n)
    ]


def old_page(name: str) -> Article:
    paragraphs = [f"<p>{line}</p>" for line in sentences(name, 8)]
    body = f'<div class="story">{"".join(paragraphs[:4])}<p>{OLD}</p>{"".join(paragraphs[4:])}</div>'
    return page(name, f'<main>{body}</main><div class="shop"><p>The {name} mug is ours, and ours alone.</p></div>')


def new_page(name: str) -> Article:
    paragraphs = [f"<p>{line}</p>" for line in sentences(name, 8)]
    body = f'<section class="text">{"".join(paragraphs[:3])}<p>{NEW}</p>{"".join(paragraphs[3:])}</section>'
    return page(name, f"<article>{body}</article>")


def page(name: str, html: str) -> Article:
    record = {"id": name, "outlet": "Herald", "html": f"<html><body><h1>{name} today</h1>{html}</body></html>"}
    return article_from_record(record, default_id=name)


def table(summaries: Sequence[Summary], batch: str) -> pa.Table:
    """What a night's memory has of them."""
    rows = pa.Table.from_batches([to_batch(summaries, Summary)])
    columns = [[batch] * len(rows) if name == "batch" else rows.column(name) for name in SUMMARIES.names]
    return pa.table(columns, schema=SUMMARIES)


class Nights:
    """Nights one after the other, each of which looks back on so many."""

    def __init__(self, look_back: int) -> None:
        self._look_back = look_back
        self._memories: list[pa.Table] = []

    def learn(self, articles: Sequence[Article]) -> tuple[OutletProfile, list[Article]]:
        """What is known of the outlet on the next night, and its articles as they come out."""
        observations = [observe(article) for article in articles]
        summaries = list(map(summarise, observations))
        batches = newest([SUMMARIES.empty_table(), *self._memories[-self._look_back :]]).to_batches()
        recalled = [summary for batch in batches for summary in from_batch(batch, Summary)]
        (counted,) = count_outlets(summaries, recalled=recalled)
        (profile,) = counted.profiles()
        self._memories.append(newest([table(summaries, f"news-2026-11-{len(self._memories) + 1:02}")]))
        out = [
            strip_article(article, observation=seen, profile=profile)
            for article, seen in zip(articles, observations, strict=True)
        ]
        return profile, out


def digest_of(line: str) -> str:
    observation = observe(article_from_record({"id": "1", "outlet": "Herald", "text": line}, default_id="1"))
    return observation.lines[0].digest


def names(night: int, n: int) -> list[str]:
    return [f"{TOWNS[night]}{k}" for k in range(n)]


@pytest.mark.parametrize("n_articles", [3, 5])
def test_a_redesign_is_learned_and_the_old_pages_are_forgotten(n_articles: int) -> None:
    """On each night of the week the appeal of the day goes; by the end nothing of the old design is known."""
    nights = Nights(look_back=7)
    for night in range(8):
        make: Callable[[str], Article] = old_page if night < 3 else new_page
        profile, articles = nights.learn([make(name) for name in names(night, n_articles)])
        for article, name in zip(articles, names(night, n_articles), strict=True):
            assert all(line in article.text for line in sentences(name, 8))
            if night not in (0, 3):
                assert OLD not in article.text
                assert NEW not in article.text
    assert digest_of(NEW) in profile.by_digest
    assert digest_of(OLD) not in profile.by_digest
    assert not [path for path in profile.paths if "div.story" in path.path or "div.shop" in path.path]
    assert next(path.verdict for path in profile.paths if path.path.endswith("article/section.text/p")) == "prose"


def test_an_outlet_with_one_article_a_night_gains_a_profile() -> None:
    """What one night cannot know goes once three nights have had it, and the outlet is known as long as it is looked
    back on."""
    nights = Nights(look_back=6)
    for night in range(10):
        profile, (article,) = nights.learn([old_page(TOWNS[night])])
        assert len(profile.articles) == min(night, 6) + 1
        assert (OLD in article.text) == (night < 2)
        assert all(line in article.text for line in sentences(TOWNS[night], 8))


def test_an_outlet_with_many_articles_a_night_is_learned_from_these_alone() -> None:
    """Nothing of earlier nights is added to as many."""
    nights = Nights(look_back=3)
    nights.learn([old_page(name) for name in names(0, 5)])
    profile, _ = nights.learn([new_page(name) for name in names(1, MAX_RECALLED)])
    assert len(profile.articles) == MAX_RECALLED
    assert digest_of(OLD) not in profile.by_digest


def test_pages_that_were_told_by_a_profile_leave_room_for_those_that_were_not() -> None:
    """Else an outlet that is known well would be forgotten for being known."""
    extracted = [summarise(observe(old_page(name))) for name in names(0, 8)]
    told = [summarise(observe(old_page(name))) for name in names(1, 30)]
    for summary in told:
        object.__setattr__(summary, "by_profile", True)
    recalled = newest([table(extracted, "news-2026-11-01"), table(told, "news-2026-11-02")])
    assert recalled.column("by_profile").to_pylist().count(False) == 8
    assert recalled.column("by_profile").to_pylist().count(True) == MAX_KEPT
    (counted,) = count_outlets((), recalled=from_batch(recalled.to_batches()[0], Summary))
    (profile,) = counted.profiles()
    (story,) = [path for path in profile.paths if path.path == "html/body/main/div.story/p"]
    assert (story.n_pages, story.verdict) == (8, "prose")


def test_as_many_are_kept_as_are_learned_from() -> None:
    """Fewer would starve the profile; of more nothing would be learned."""
    assert MAX_KEPT == MAX_RECALLED


def summary(outlet: str, article: str, by_profile: bool) -> Summary:
    return Summary(article_id=article, outlet=outlet, by_profile=by_profile, agrees=None, places=(), lines=b"")


ROWS = st.lists(
    st.builds(summary, st.sampled_from("AB"), st.integers(0, 40).map(str), st.booleans()),
    max_size=60,
    unique_by=lambda row: (row.outlet, row.article_id),
)


@given(nights=st.lists(ROWS, min_size=1, max_size=4), n=st.integers(0, 4))
def test_what_is_kept_does_not_depend_on_how_nights_are_merged(nights: list[list[Summary]], n: int) -> None:
    """It is the newest of each outlet and kind, an article once."""
    tables = [table(rows, f"news-2026-11-0{night + 1}") for night, rows in enumerate(nights)]
    kept = newest(tables)
    assert newest([*(newest([one]) for one in tables[n:]), newest([SUMMARIES.empty_table(), *tables[:n]])]).equals(kept)
    best: dict[tuple[str, bool, str], str] = {}
    for rows in tables:
        for row in rows.to_pylist():
            best[row["outlet"], row["by_profile"], row["article_id"]] = row["batch"]
    expected = []
    for outlet in "AB":
        for told in (False, True):
            own = [(batch, article) for (o, t, article), batch in best.items() if (o, t) == (outlet, told)]
            own.sort(key=lambda row: row[1])
            own.sort(key=lambda row: row[0], reverse=True)
            expected += [(outlet, told, article) for _, article in own[:MAX_KEPT]]
    found = [(row["outlet"], row["by_profile"], row["article_id"]) for row in kept.to_pylist()]
    assert sorted(found) == sorted(expected)
    assert [row[0] for row in found] == sorted(row[0] for row in found)


def test_what_is_kept_of_an_outlet_is_bounded(tmp_path: Path) -> None:
    """Under 60 kB for pages of 250 lines, however many there were."""
    sizes = []
    for n in (40, 200):
        pages = []
        for k in range(n):
            prose = ". ".join(sentences(str(k), 9))
            cards = "".join(f'<div class="card"><a href="/{i}">Story {i} of page {k}</a></div>' for i in range(240))
            pages.append(summarise(observe(page(f"p{k}", f"<main><p>{prose}</p></main>{cards}"))))
        write_table(tmp_path, "summaries", [newest([table(pages, "news-2026-11-01")])])
        sizes.append((tmp_path / "summaries.arrow").stat().st_size)
    assert max(sizes) < 60_000
    assert abs(sizes[0] - sizes[1]) < 5_000
