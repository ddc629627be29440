"""The report on a second night: stories and pairs that have copies of the first one, or outside the story."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.records import ArticleCluster, Cluster, OutletNumbers, Passage
from copydesk.report.batch import Compared, Noted, Past, Told, batch_pages
from copydesk.report.lists import Pair, matrix_of
from copydesk.report.outlets import passage_places
from copydesk.report.pages import render, static_file
from copydesk.report.places import Places
from copydesk.report.shared import SharedCluster, left_out
from copydesk.report.story import ToldArticle, name_of_story, show_story
from copydesk.report.words import KEPT
from copydesk.store.publishing import EDITIONS
from tests.test_report import read_page
from tests.test_tasks_look_back import DAYS, SETTINGS, run, story, write_day

COPIED = story(1).split("\n\n")
OWN = {outlet: story(n).split("\n\n")[:2] for n, outlet in enumerate(("post", "echo", "star"), 11)}


def told_by(outlet: str) -> str:
    """Three paragraphs of the story, with the outlet's own between them."""
    return "\n\n".join([COPIED[0], OWN[outlet][0], COPIED[1], OWN[outlet][1], COPIED[2]])


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The second night's batch. What stood in `post` the night before is now in `echo` and `star`; `globe` (the night
    before) and `weekly` have a paragraph of it each, among many of their own."""
    folder = tmp_path_factory.mktemp("nights")
    before = {"post": told_by("post"), "globe": f"{story(3)}\n\n{COPIED[0]}\n\n{story(4)}"}
    after = {"echo": told_by("echo"), "star": told_by("star"), "weekly": f"{story(6)}\n\n{COPIED[1]}\n\n{story(7)}"}
    for day, articles in zip(DAYS, (before, after), strict=False):
        write_day(folder / "crawl", day, articles)
    (folder / "own.toml").write_text(SETTINGS.format(missing="error"))
    for day in DAYS[:2]:
        done = run(folder, day)
        assert done.returncode == 0, done.stderr
    return folder / "out" / f"crawl-{DAYS[1]}"


@pytest.fixture
def story_page(nights: Path) -> Iterator[Path]:
    """The page of the one story."""
    (path,) = (nights / "report/story").iterdir()
    return path


def test_a_storys_page_has_what_outlets_outside_it_have_too(nights: Path, story_page: Path) -> None:
    """It counts as shared, leads to its copies, and is nobody's own."""
    page, html = read_page(story_page), story_page.read_text("utf-8")
    assert html.count("../passage/") == 2
    shares = dict(re.findall(r"<td>(\w+)</td>.*?(\d+)%</td></tr>", html.partition("<tbody>")[2]))
    for row in pq.read_table(nights / "articles.parquet").to_pylist():
        if row["outlet"] in ("echo", "star"):
            share = 1 - sum(map(len, OWN[row["outlet"]])) / len(row["text"])
            assert abs(int(shares[row["outlet"]]) - 100 * share) < 2
    _, _, own = unescape(page.text).partition("What each has for itself")
    assert all(text in own for outlet in ("echo", "star") for text in OWN[outlet])
    assert not [text for text in COPIED if text in own]


def test_a_story_is_called_the_same_on_its_page_and_in_the_list(nights: Path, story_page: Path) -> None:
    """By an article of the batch, where the copy that is kept is an earlier batch's."""
    html, listed = story_page.read_text("utf-8"), (nights / "report/stories.html").read_text("utf-8")
    (name,) = re.findall(r'<a href="story/[^"]*" dir="auto">(.*?)</a>', listed)
    assert unescape(name).startswith(" ".join(COPIED[0].split()[:5]))
    assert f'<h1 dir="auto">{name}</h1>' in html
    assert f"<title>{name} –" in html


def test_a_story_is_headed_by_a_headline_where_one_of_its_articles_has_one() -> None:
    """The kept copy's before others'; the first words of a text only where there is none."""
    story = ArticleCluster(
        cluster_id="articles:a",
        article_ids=("a", "b", "c"),
        n_outlets=3,
        canonical_article_id="b",
        canonical_reason="id",
    )
    titles = {"a": "Few knew of …", "b": "He said that …", "c": "Ferry of the year"}
    assert name_of_story(story, titles, {"c"}) == "Ferry of the year"
    assert name_of_story(story, titles, {"a", "b"}) == "He said that …"
    assert name_of_story(story, titles, ()) == "He said that …"
    assert name_of_story(story, {}, ()) == "A story"


def test_what_is_of_an_earlier_batch_may_lead_to_its_report(nights: Path, story_page: Path) -> None:
    """By a plain link, and the page says to what; the script takes it away only where editions are."""
    said = {
        path: re.findall(r'<a class="dim" data-beside href="([^"]*)">in crawl-', path.read_text("utf-8"))
        for path in (nights / "report").rglob("*.html")
    }
    assert said[story_page]
    assert {path.parent.name for path, links in said.items() if links} == {"story", "passage", "article"}
    assert all(
        "leads to the article’s page in that batch’s report" in read_page(path).text for path in said if said[path]
    )
    before = nights.parent / f"crawl-{DAYS[0]}/report"
    assert 'data-page-bits="0"' in (before / "index.html").read_text("utf-8")
    for path, link in ((path, link) for path, links in said.items() for link in links):
        there, _, name = link.partition("#a-")
        assert (path.parent / there).resolve() == before / "index.html"
        assert (before / f"article/{name}.html").is_file()
    assert f'if (location.pathname.split("/").includes("{EDITIONS}"))' in static_file("script.js").decode()


# The outlets and how many passages they share, in a row of all pairs.
PAIR = r'(\w+) and (\w+)</a></td><td class="n">[\d,]+</td><td><svg[^<]*<rect[^<]*</svg>\s*</td><td class="n">(\d+)</td>'


def test_what_earlier_batches_share_with_each_other_is_not_counted(nights: Path) -> None:
    """`post` and `globe` had a paragraph in common the night before: each pair has an outlet of this one."""
    html = (nights / "report/shared.html").read_text("utf-8").partition("All pairs")[2]
    counted = {frozenset(pair): int(n) for *pair, n in re.findall(PAIR, html)}
    passages = pq.read_table(nights / "passages.parquet").to_pylist()
    own = {row["passage_id"] for row in passages if row["article_batch"] == nights.name}
    expected = Counter[frozenset[str]]()
    for cluster_id in {row["cluster_id"] for row in passages}:
        copies = [row for row in passages if row["cluster_id"] == cluster_id]
        expected.update(
            {
                frozenset((one["outlet"], other["outlet"]))
                for one in copies
                for other in copies
                if one["outlet"] != other["outlet"] and own & {one["passage_id"], other["passage_id"]}
            }
        )
    assert counted == expected
    assert {frozenset(("post", "echo")), frozenset(("echo", "star"))} <= set(counted)
    assert frozenset(("post", "globe")) not in counted
    assert len(list((nights / "report/pair").iterdir())) == len(counted)


def test_of_many_outlets_those_of_the_batch_are_paired() -> None:
    """Where more have a passage than are paired, and earlier ones come first by name."""
    passages = [one_passage(f"{n:02}") for n in range(40)]
    earlier = {one.article_id for one in passages[:30]}
    cluster = Cluster(
        cluster_id="cluster:00:0-5",
        passage_ids=(),
        n_outlets=40,
        canonical_passage_id="00",
        canonical_reason="earliest",
    )
    rows = passage_places([SharedCluster(cluster=cluster, passages=tuple(passages))], earlier, Places(3, 1000))
    pairs = {(row.outlet, other) for row in rows for other in row.others}
    assert {pair for pair in pairs if set(pair) <= earlier} == set()
    assert {outlet for pair in pairs for outlet in pair} == {f"{n:02}" for n in [*range(10), *range(30, 40)]}
    assert len(pairs) == 10 * 10 + 10 * 9 // 2


def one_passage(outlet: str) -> Passage:
    return Passage(
        passage_id=outlet, article_id=outlet, outlet=outlet, start_char=0, end_char=5, text="Text.", cluster_id="c"
    )


@given(st.dictionaries(st.tuples(st.integers(0, 40), st.integers(0, 40)), st.integers(1, 5000), min_size=1))
def test_each_row_and_column_of_the_matrix_has_a_number(counts: dict[tuple[int, int], int]) -> None:
    """An outlet stands in it with another; a row has its number on the left or stands above one."""
    pairs = [Pair(f"{a:02}", f"{b:02}", "", "", 1, 1, 1, n) for (a, b), n in counts.items() if a < b]
    matrix = matrix_of(pairs)
    assert sorted({cell.column for cell in matrix.cells}) == matrix.columns
    assert {n for cell in matrix.cells for n in cell[:2]} == set(range(len(matrix.outlets)))
    known = {(pair.one, pair.other): pair.n_chars for pair in pairs}
    for cell in matrix.cells:
        one, other = sorted(matrix.outlets[n] for n in cell[:2])
        assert known[one, other] == cell.n


def test_what_a_figure_beside_earlier_ones_means_is_said() -> None:
    """Why less is shared than if both nights were one, and that nobody was judged yet."""
    told = {
        "batch": "crawl-2",
        "counts": Counter({"inputs": 10, "empty": 1, "quarantined": 2}),
        "articles": Noted([]),
        "names": {},
        "own_names": {},
        **dict.fromkeys(("stories", "stock", "quarantine", "drifts"), ()),
        **dict.fromkeys(("reasons", "rules", "long_removals", "close_calls"), ()),
        "most": None,
        "n_clusters": 0,
        "compared": Compared(is_dated=True, look_back="3d", min_batches=3, min_inputs=5),
    }
    ann = OutletNumbers(
        outlet="ann",
        n_articles=7,
        **dict.fromkeys(("n_refused", "n_chars", "median_chars", "n_removed_chars", "n_edits", "n_shared_chars"), 0),
    )
    for n, earlier in ((1, {"a": None}), (2, {}), (3, {})):
        past = [Past(f"crawl-{day}", (replace(ann, n_articles=day + 5),), None) for day in range(n)]
        outlets = [replace(ann, n_refused=2)]
        pages = dict(batch_pages(Told(**told, outlets=outlets, past=past, earlier=earlier), Places(1, 1000)))
        page = pages["index.html"].decode()
        assert ("Where a text came on an earlier night only its copy counts here" in page) == bool(earlier)
        assert f'<th class="n">Articles in crawl-{n - 1}</th>' in page
        assert re.search(rf'<td class="n">7</td><td><svg.*?</svg>\s*</td><td class="n">{n + 4}</td>', page, re.DOTALL)
        assert "Of this batch’s 3 refused inputs 1 does not: no outlet is known of it" in page
        assert ("None of 1 outlet could be judged for drift: that takes 5 inputs of" in page) == (n < 3)


def test_what_holds_for_several_passages_of_a_story_is_said_once() -> None:
    """Above them, as all of it holds for one of them; below each of the others stands all that is said of it."""
    some = []
    for n in range(4):
        kept, copy = (replace(one_passage(outlet), passage_id=f"{outlet}{n}") for outlet in ("ann", "bob"))
        cluster = Cluster(
            cluster_id=f"cluster:ann:{n}-9",
            passage_ids=("a", "b"),
            n_outlets=2,
            canonical_passage_id=(copy if n == 3 else kept).passage_id,
            canonical_reason="story",
            first_batch="crawl-1",
            first_outlet="cid" if n else "ann",
        )
        some.append(SharedCluster(cluster=cluster, passages=(kept, copy), story_id="articles:ann"))
    story = ArticleCluster(
        cluster_id="articles:ann",
        article_ids=("ann", "bob"),
        n_outlets=2,
        canonical_article_id="ann",
        canonical_reason="most_complete",
    )
    told = {name: ToldArticle(article_id=name, outlet=name, text="Text.") for name in ("ann", "bob")}
    places = Places(3, 1000)
    shown = show_story(story, some, [], told, {}, places)
    page = render("story", batch="crawl-2", places=places, stories=[shown], earlier={}).decode()
    said = [" ".join(one.said) for one in shown.passages]
    assert said[1] == said[2]
    assert len(set(said)) == 3
    assert f'<p class="also">Holds for 2 of 4 passages, each of the others has a line of its own: {said[1]}</p>' in page
    assert page.count(f'<p class="also">{said[0]}</p>') == page.count(f'<p class="also">{said[3]}</p>') == 1
    assert page.count(f"Kept is the copy of ann: {KEPT['story']}.") == 2
    assert page.count(f"Kept is the copy of bob: {KEPT['story']}.") == 1
    assert page.count("Who published it first is not known: no copy has a date.") == 3
    assert page.count("First seen in cid, in another wording, in crawl-1.") == 2
    assert page.count("“First seen” is in the earliest batch that has the passage; of several outlets there") == 1
    assert f"4 passages: {KEPT['story']}." in page
    assert f"<dt>The article to keep</dt><dd>ann: {KEPT['most_complete']}.</dd>" in page
    assert page.count("First seen in ann, in crawl-1.") == 1


def test_what_each_article_of_a_story_leaves_out_of_the_others() -> None:
    """What two others share and it has not, each once, but for what of it the article has; the page says so, and that
    copies are compared with the kept passage."""
    text = {"ann": "One. Two. Three. Four.", "bob": "Two. Three. Four.", "cid": "Three. One."}

    def cluster(words: str, *outlets: str) -> list[Passage]:
        return [
            replace(
                one_passage(name),
                passage_id=f"{name}:{words}",
                text=words,
                start_char=(start := text[name].index(words)),
                end_char=start + len(words),
            )
            for name in outlets
        ]

    clusters = [
        cluster("Two. Three. Four.", "ann", "bob"),
        cluster("Three.", "ann", "bob", "cid"),
        cluster("Four.", "ann", "bob"),
        cluster("One.", "ann", "cid"),
    ]
    assert left_out("ann", clusters, "ann") == []
    assert left_out("bob", clusters, "ann") == ["One."]
    assert left_out("cid", clusters, "ann") == ["Two.", "Four."]
    shared = [
        SharedCluster(
            cluster=Cluster(cluster_id=f"cluster:ann:{n}-9", passage_ids=("a", "b"), n_outlets=2),
            passages=tuple(some),
            story_id="articles:ann",
        )
        for n, some in enumerate(clusters)
    ]
    story = ArticleCluster(
        cluster_id="articles:ann",
        article_ids=tuple(text),
        n_outlets=3,
        canonical_article_id="ann",
        canonical_reason="id",
    )
    told = {name: ToldArticle(article_id=name, outlet=name, text=own) for name, own in text.items()}
    shown = show_story(story, shared, [], told, {}, Places(3, 1000))
    page = render("story", batch="crawl", places=Places(3, 1000), stories=[shown], earlier={}).decode()
    assert "cid: 2 stretches that others share and this copy leaves out" in page
    assert "bob: 1 stretch that others share and this copy leaves out" in page
    assert "ann: " not in page.partition("What each leaves out")[2]
    assert "<mark>words that the kept passage lacks</mark>" in page


def test_a_story_that_goes_on_keeps_its_name(tmp_path: Path) -> None:
    """Its kept copy is an earlier night's, which had a headline; that night's report calls it the same."""
    (tmp_path / "own.toml").write_text(SETTINGS.format(missing="error"))
    titles = {DAYS[0]: {"post": "Bridge to close", "globe": None}, DAYS[1]: {"echo": "Shut: a bridge", "star": None}}
    for day, of_day in titles.items():
        (tmp_path / "crawl" / day).mkdir(parents=True)
        records = [
            {"outlet": outlet, "url": f"https://{outlet}.example/{day}", "title": title, "text": story(1)}
            | {"id": outlet, "published": f"{day}T0{n}:00:00Z"}
            for n, (outlet, title) in enumerate(of_day.items(), 6)
        ]
        (tmp_path / "crawl" / day / "records.jsonl").write_text("\n".join(map(json.dumps, records)))
        done = run(tmp_path, day)
        assert done.returncode == 0, done.stderr
        report = tmp_path / "out" / f"crawl-{day}/report"
        (name,) = re.findall(
            r'<a href="story/[^"]*" dir="auto">(.*?)</a>', (report / "stories.html").read_text("utf-8")
        )
        (path,) = (report / "story").iterdir()
        page = path.read_text("utf-8")
        assert name == "Bridge to close"
        assert '<h1 dir="auto">Bridge to close</h1>' in page
        assert f'Bridge to close</a> <span class="meta">{2 if day == DAYS[0] else 4} articles of' in (
            report / "index.html"
        ).read_text("utf-8")
    assert '<td>Bridge to close <span class="tag">kept</span>' in page
