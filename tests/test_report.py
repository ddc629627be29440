"""The report's files: everything escaped, nothing loaded, every link leads to what it names, every article is there."""

import difflib
import hashlib
import os
import re
import shutil
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.emit.batch import verify_batch
from copydesk.records import Cluster, Passage
from copydesk.report.article import followed, title_of
from copydesk.report.lists import name_outlets
from copydesk.report.places import Places
from copydesk.report.shared import Matcher, SharedCluster, _slid, own_stretches, show_cluster
from copydesk.store import Place
from tests.report_batch import NASTY, OWN, make_batch
from tests.test_tasks_look_back import DAYS, SETTINGS, run, story, write_day

# What stands in an article's text and is none of it: what was mended, the numbers of passages.
NO_TEXT = ("del", "sup")


class Page(NamedTuple):
    """What a page has."""

    text: str
    ids: Counter[str]
    links: list[str]
    loaded: list[str]
    tags: Counter[str]
    attributes: set[str]


def read_page(path: Path) -> Page:
    """The page as a browser would take it apart."""
    page = Page("", Counter(), [], [], Counter(), set())
    texts: list[str] = []
    within: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            page.tags[tag] += 1
            if tag in NO_TEXT:
                within.append(tag)
            for name, value in attrs:
                page.attributes.add(name)
                if name == "id":
                    page.ids[str(value)] += 1
                elif name == "href" and tag == "a":
                    page.links.append(str(value))
                elif name in ("href", "src"):
                    page.loaded.append(str(value))

        def handle_endtag(self, tag: str) -> None:
            if tag in NO_TEXT:
                within.pop()

        def handle_data(self, data: str) -> None:
            if not within:
                texts.append(data)

    Reader().feed(path.read_text("utf-8"))
    return page._replace(text="".join(texts))


@pytest.fixture(scope="session")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page an article."""
    return make_batch(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def batch_of_sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with several articles on a page, as in a batch of many."""
    return make_batch(tmp_path_factory.mktemp("sheets"), "[report]", "own_pages = 0")


@pytest.fixture(scope="session")
def night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A batch that looks back on another, of which it has a passage and all of an article."""
    folder = tmp_path_factory.mktemp("nights")
    (folder / "own.toml").write_text(SETTINGS.format(missing="error"))
    write_day(folder / "crawl", DAYS[0], {"post": f"{story(1)}\n\n{story(3)}", "globe": story(2)})
    write_day(folder / "crawl", DAYS[1], {"echo": f"{story(5)}\n\n{story(1)}", "star": story(2)})
    for day in DAYS[:2]:
        done = run(folder, day)
        assert done.returncode == 0, done.stderr
    return folder / "out" / f"crawl-{DAYS[1]}"


@pytest.fixture(params=["batch", "batch_of_sheets", "night", "sample"])
def pages(request: pytest.FixtureRequest) -> dict[Path, Page]:
    """Every page of a report."""
    folder = request.getfixturevalue(request.param)
    folder = folder / "seeds" if request.param == "sample" else folder
    return {path: read_page(path) for path in [folder / "report.html", *(folder / "report").rglob("*.html")]}


def test_every_link_leads_to_what_it_names(pages: dict[Path, Page]) -> None:
    """To a page that is there and a place on it; from a page of the report to another, and on to all of them."""
    reached, waiting = set[Path](), [next(path for path in pages if path.name == "report.html")]
    waiting.append(waiting[0].with_name("report") / "index.html")
    while waiting:
        path = waiting.pop()
        if path in reached:
            continue
        reached.add(path)
        for link in pages[path].links:
            parts = urlsplit(link)
            if parts.scheme:
                assert parts.scheme in ("http", "https"), (path, link)
                continue
            there = Path(os.path.normpath(path.parent / parts.path)) if parts.path else path
            if there.name == "index.html" and there not in pages:  # of an earlier batch, which lies beside
                article = there.with_name("article") / f"{parts.fragment.removeprefix('a-')}.html"
                assert there.is_file(), (path, link)
                assert article.is_file(), (path, link)
                continue
            assert there in pages, (path, link)
            if parts.fragment:
                assert unquote(parts.fragment) in pages[there].ids, (path, link)
            waiting.append(there)
    assert reached == set(pages)


def test_a_place_is_called_by_one_name(pages: dict[Path, Page]) -> None:
    """No two of a page by the same."""
    for path, page in pages.items():
        assert [name for name, n in page.ids.items() if n > 1] == [], path


def test_a_page_loads_what_stands_beside_it_and_nothing_else(pages: dict[Path, Page]) -> None:
    """Two scripts of ours on the page to find by, one elsewhere; no style, no handler, no picture among the tags."""
    for path, page in pages.items():
        for loaded in page.loaded:
            assert (path.parent / loaded).is_file(), (path, loaded)
        assert not page.attributes & {"style", "onclick", "onload", "onerror", "srcset", "srcdoc", "action"}, path
        assert not set(page.tags) & {"img", "iframe", "style", "object", "embed", "video", "base"}, path
        assert "default-src 'none'" in path.read_text("utf-8")


@pytest.mark.parametrize("which", ["batch", "batch_of_sheets"])
def test_whatever_a_source_says_is_shown_and_never_markup(which: str, request: pytest.FixtureRequest) -> None:
    """Titles, texts, outlets; an address that is no web page's is text."""
    folder: Path = request.getfixturevalue(which)
    shown = {path: read_page(path) for path in (folder / "report").rglob("*.html")}
    (page,) = [page for path, page in shown.items() if path.parent.name == "article" and "It says" in page.text]
    assert page.text.count(NASTY) >= 3
    for path, one in shown.items():
        n_scripts = 3 if path.name == "find.html" else 1
        assert one.tags["script"] == n_scripts, path
        assert not [link for link in one.links if link.startswith("javascript")], path
    for path in (folder / "report/find").iterdir():
        assert re.fullmatch(r"copydesk\.(?:index|words|rows)\(.*\);\n", path.read_text("utf-8")), path


def test_every_article_and_every_shared_passage_is_shown(batch: Path) -> None:
    """By its text, and where it stands elsewhere."""
    shown = "\n".join(read_page(path).text for path in (batch / "report").rglob("*.html"))
    for row in pq.read_table(batch / "articles.parquet").to_pylist():
        for paragraph in row["text"].split("\n\n"):
            assert paragraph in shown
        assert (batch / f"report/article/{row['article_id']}.html").is_file()
    for row in pq.read_table(batch / "passages.parquet").to_pylist():
        page = read_page(batch / f"report/article/{row['article_id']}.html")
        assert f"p-{row['passage_id']}" in page.ids
        assert "courier.example" in page.text
        assert "globe.example" in page.text or "mail.example" in page.text


def test_a_story_says_who_was_first_and_what_differs(batch: Path) -> None:
    """Side by side: words that only one copy has, words that it lacks, and what only one has at all."""
    (path,) = (batch / "report/story").iterdir()
    page, html = read_page(path), path.read_text("utf-8")
    assert "courier.example: the date of every copy is known, and this one is the first" in page.text
    assert "courier.example: its date is the earliest" in page.text
    assert "<mark>twelve</mark>" in html
    assert "<s>eleven</s>" in html
    assert OWN in page.text
    assert "The same words in: globe.example" in page.text or "courier.example" in page.text


def test_a_passage_without_a_story_stands_side_by_side_by_itself(batch: Path) -> None:
    """Its copies' articles lead there."""
    (path,) = (batch / "report/passage").iterdir()
    page = read_page(path)
    assert "the yard of Otto Brandt" in page.text
    assert sum("/article/" in link for link in page.links) == 2
    leads = [one for one in (batch / "report/article").iterdir() if f"passage/{path.name}#c-" in one.read_text("utf-8")]
    assert len(leads) == 2


def test_a_page_that_was_changed_is_found(batch_of_sheets: Path, tmp_path: Path) -> None:
    """Or one that came to the others: the report is one entry of the manifest."""
    copy = Path(shutil.copytree(batch_of_sheets, tmp_path / "crawl"))
    assert verify_batch(Place(copy)) == []
    (copy / "report/find.html").write_text("gone")
    (fault,) = verify_batch(Place(copy))
    assert "crawl/report: " in fault
    assert "are not those of the manifest" in fault
    shutil.copy(batch_of_sheets / "report/find.html", copy / "report/find.html")
    (copy / "report/mine.html").write_text("mine")
    assert any("crawl/report" in fault for fault in verify_batch(Place(copy)))


def test_an_article_has_its_removals_and_edits_with_their_rules(batch: Path) -> None:
    """In the source, where they were made, and as lists."""
    (path,) = [path for path in (batch / "report/article").iterdir() if "It says" in path.read_text("utf-8")]
    html = path.read_text("utf-8")
    assert "<del>␣”</del><ins>”␣</ins>" in html or "<del>" in html
    assert "text." in re.sub(r"<[^>]*>", "", html)
    assert re.search(r'class="out" id="r-\w+-\d+"', html)
    assert "A small one is a close call" in html


def test_what_is_of_an_earlier_batch_is_named_with_it(night: Path) -> None:
    """Its pages are not here: its report is, where that lies beside."""
    shown = [read_page(path).text for path in (night / "report/article").iterdir()]
    assert len(shown) == 2
    assert all(f"in crawl-{DAYS[0]}" in text for text in shown)
    for path in (night / "report/story").iterdir():
        text = read_page(path).text
        assert f"in crawl-{DAYS[0]}" in text
        assert "an earlier batch has it" in text


def test_at_a_glance_the_numbers_are_those_of_the_manifest(batch: Path) -> None:
    """Inputs, articles, empty ones."""
    text = read_page(batch / "report/index.html").text
    assert "5 of 6 inputs gave an article" in text
    assert "What to look at first" in text


def test_pages_follow_from_ids(batch_of_sheets: Path) -> None:
    """Several articles share a page, and each id has its place on one."""
    names = {path.stem for path in (batch_of_sheets / "report/article").iterdir()}
    assert names <= {"0", "1"}
    places = Places(100_000, 1000)
    assert places.n_bits == 13
    ids = [hashlib.sha256(str(n).encode()).hexdigest()[:16] for n in range(2000)]
    found = sorted({places.page(name) for name in ids})
    assert all(re.fullmatch("[01][0-9a-f]{3}", page) for page in found)
    assert found == sorted(found)
    assert [places.page(name) for name in sorted(ids)] == sorted(places.page(name) for name in ids)


def test_the_sample_shows_every_seed(sample: Path) -> None:
    """Each source, its removals and edits, and the passages side by side."""
    folder = sample / "seeds/report"
    assert len(list((folder / "article").iterdir())) == 5
    shown = [path.read_text("utf-8") for path in folder.rglob("*.html")]
    assert "where they meet is a dotted square" in read_page(folder / "shared.html").text
    assert len(set(re.findall(r">unknown: “[^<]*· \d</text>", (folder / "shared.html").read_text("utf-8")))) == 3
    assert ">unknown-1</a>" in (folder / "articles.html").read_text("utf-8")
    assert any("stay in close contact on a coordinated" in page for page in shown)
    assert sum(page.count("<del>") for page in shown) > 30


def passage(article_id: str, text: str, start: int = 0) -> Passage:
    end = start + len(text)
    return Passage(
        passage_id=f"{article_id}:{start}-{end}",
        article_id=article_id,
        outlet=article_id,
        start_char=start,
        end_char=end,
        text=text,
        cluster_id="cluster:a:0-5",
    )


def test_copies_that_are_the_same_are_named_and_others_shown() -> None:
    """Marks and white space alone make no difference; more copies than are compared are named, too."""
    texts = ["He said so.", "He said so!", "He never said so."] + [f"He said so {n} times." for n in range(14)]
    some = tuple(passage(f"{n:02}", text) for n, text in enumerate(texts))
    cluster = Cluster(
        cluster_id="cluster:a:0-5",
        passage_ids=tuple(one.passage_id for one in some),
        n_outlets=17,
        canonical_passage_id=some[0].passage_id,
        canonical_reason="earliest",
    )
    shown = show_cluster(SharedCluster(cluster=cluster, passages=some), {}, {})
    assert [one.article_id for one in shown.same] == ["01"]
    assert [run.text for run in shown.copies[1].runs if run.how == "added"] == ["never", " "] or "never" in "".join(
        run.text for run in shown.copies[1].runs if run.how == "added"
    )
    assert len(shown.copies) + len(shown.same) + len(shown.more) == len(texts)


def runs_of(kept: str, copy: str) -> list[tuple[str, str]]:
    """How the second text is shown beside the first."""
    some = passage("aa", kept), passage("bb", copy)
    shown = show_cluster(SharedCluster(cluster=cluster_of(*some), passages=some), {}, {})
    return [(run.how, run.text) for copy in shown.copies[1:] for run in copy.runs if run.how != "same"]


def cluster_of(*some: Passage) -> Cluster:
    return Cluster(
        cluster_id="cluster:a:0-5",
        passage_ids=tuple(one.passage_id for one in some),
        n_outlets=len(some),
        canonical_passage_id=some[0].passage_id,
        canonical_reason="earliest",
    )


def test_a_sentence_that_is_lacking_is_struck_out_with_its_own_mark() -> None:
    """Not with that of the sentence before it; so are words that are added."""
    one, two, three = "Trains stop.", "Nobody knows why.", "Buses run."
    assert runs_of(f"{one} {two} {three}", f"{one} {three}") == [("lacking", two)]
    assert runs_of(f"{one} {three}", f"{one} {two} {three}") == [("added", f"{two} ")]
    assert runs_of(f"{one} {two}", one) == [("lacking", two)]
    assert runs_of(f"{one}\n\n{two}\n\n{three}", f"{one}\n\n{three}") == [("lacking", f"{two}\n")]


def test_marks_that_are_written_in_several_ways_are_no_difference() -> None:
    """Within words, too."""
    assert runs_of("It’s an up‑and‑coming ‘star’.", "It's an up-and-coming 'star'.") == []


@given(*2 * [st.lists(st.sampled_from(["a", "b", ".", " "]), max_size=12)])
def test_a_difference_that_is_told_otherwise_is_the_same(one: list[str], other: list[str]) -> None:
    """What is the same is equal, and all of both is there."""
    pieces = list(_slid(Matcher(one, other).get_opcodes(), one, other))
    assert [word for _, a, b, *_ in pieces for word in one[a:b]] == one
    assert [word for *_, c, d in pieces for word in other[c:d]] == other
    assert all(one[a:b] == other[c:d] for tag, a, b, c, d in pieces if tag == "equal")


def test_what_is_in_no_passage_is_an_articles_own() -> None:
    """Between, before and behind them, where it has a word."""
    assert own_stretches("One. Two. Three.", [passage("a", "One."), passage("a", "Three.", 10)]) == ["Two."]
    assert own_stretches("One. – Three.", [passage("a", "One."), passage("a", "Three.", 7)]) == []


@given(*2 * [st.lists(st.sampled_from("ab "), max_size=12)])
def test_copies_are_compared_as_difflib_compares_them(one: list[str], other: list[str]) -> None:
    """In less time, and with the same runs."""
    theirs = difflib.SequenceMatcher(None, one, other, autojunk=False)
    assert Matcher(one, other).get_opcodes() == theirs.get_opcodes()


def test_outlets_are_called_as_their_pages_call_them() -> None:
    """By the name that most of its pages have; without what parts a name from a title."""
    assert name_outlets({("ap.example", "AP NEWS"): 1, ("ap.example", "AP News"): 2}) == {"ap.example": "AP News"}
    assert name_outlets({("a.example", "The Post |"): 2, ("b.example", "/"): 1}) == {"a.example": "The Post"}


def test_what_is_no_address_of_the_web_is_not_followed() -> None:
    """Whatever it would do."""
    assert followed("HTTPS://a.example/x") == "HTTPS://a.example/x"
    others = None, "javascript:alarm(1)", "data:text/html,x", " https://a.example"
    assert not any(map(followed, others))


def test_an_article_without_a_title_is_called_by_its_first_words() -> None:
    """Ten of them."""
    assert title_of(None, "a b c d e f g h i j k") == "a b c d e f g h i j …"
    assert title_of("", "") == "(no text)"
