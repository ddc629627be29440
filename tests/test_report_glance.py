"""What the report says at a glance: figures that are what their words say, and what somebody should look at first."""

import re
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.records import Edit, OutletNumbers
from copydesk.report.batch import Compared, Noted, Past, Told, batch_pages
from copydesk.report.lists import Listed
from copydesk.report.places import Places
from copydesk.report.source import RemovedSpan, ReportedArticle, kept_edits
from tests.conftest import emit
from tests.test_report import batch, read_page  # noqa: F401 - a fixture
from tests.test_report_find import said


def test_what_was_refused_is_all_that_gave_no_article(batch: Path) -> None:  # noqa: F811
    """Under two heads, which together with the articles are the inputs."""
    html = (batch / "report/index.html").read_text("utf-8")
    figures = {name: int(n) for name, n in re.findall(r"<dt>([^<]*)</dt><dd>(?:<a[^>]*>)?(\d+)", html)}
    refused = {name: n for name, n in figures.items() if name.startswith("Inputs refused")}
    assert len(refused) == 2
    assert sum(refused.values()) == 1
    assert figures["Inputs read"] == figures["Articles"] + sum(refused.values())


def test_what_was_removed_is_a_share_of_what_the_page_says(batch: Path) -> None:  # noqa: F811
    """Of what was removed or kept, at a glance and in the list."""
    kept, removed = dict[str, int](), dict[str, int]()
    outlet_of = {}
    for row in pq.read_table(batch / "articles.parquet").to_pylist():
        outlet_of[row["article_id"]] = row["outlet"]
        kept[row["outlet"]] = kept.get(row["outlet"], 0) + len(row["text"])
    for row in pq.read_table(batch / "removals.parquet").to_pylist():
        outlet = outlet_of[row["article_id"]]
        removed[outlet] = removed.get(outlet, 0) + row["end_char"] - row["start_char"]
    assert removed
    for name in ("index", "outlets"):
        html = (batch / f"report/{name}.html").read_text("utf-8")
        text = read_page(batch / f"report/{name}.html").text
        assert "Removed: of the characters that were removed or kept as text." in text
        for outlet, n_removed in removed.items():
            (row,) = [row for row in re.findall(r"<tr>.*?</tr>", html, re.DOTALL) if f">{outlet}<" in unescape(row)]
            assert f'<td class="n">{100 * n_removed / (n_removed + kept[outlet]):.0f}%</td>' in row


def test_what_was_removed_is_summed_and_is_the_same_share_everywhere(batch: Path) -> None:  # noqa: F811
    """At a glance by reason and in all, and of each article in lists."""
    removals, articles = (pq.read_table(batch / f"{name}.parquet").to_pylist() for name in ("removals", "articles"))
    n_removed = sum(row["end_char"] - row["start_char"] for row in removals)
    share = 100 * n_removed / (n_removed + sum(len(row["text"]) for row in articles))
    html = (batch / "report/index.html").read_text("utf-8")
    (row,) = re.findall(r'<tr class="sum"><td>all reasons</td>(.*?)</tr>', html)
    n_losing = len({one["article_id"] for one in removals})
    numbers = [str(len(removals)), "", f"{n_removed:,}", f"{share:.1f}%", str(n_losing)]
    assert re.findall(r"<td[^>]*>(.*?)</td>", row) == numbers
    assert f'<td class="n">{n_removed:,}</td><td class="n">{share:.1f}%</td>' in html
    for page in ("index", "outlets", "articles"):
        html = (batch / f"report/{page}.html").read_text("utf-8")
        assert '<th class="n">Share of characters removed</th>' in html
        assert '<td class="n"></td>' not in html


def glance(page: str = "index", **told: Any) -> str:
    """The page, of a batch of which this is told."""
    nothing = {
        "names": {},
        "own_names": {},
        "counts": Counter(),
        "articles": Noted([]),
        **dict.fromkeys(("outlets", "stories", "stock", "quarantine", "drifts", "past"), ()),
        **dict.fromkeys(("reasons", "rules", "long_removals", "close_calls"), ()),
        "most": None,
        "earlier": {},
        "n_clusters": 0,
        "compared": Compared(is_dated=True, look_back="3d", min_batches=3, min_inputs=5),
    }
    return dict(batch_pages(Told(batch="crawl", **nothing | told), Places(31, 1000)))[f"{page}.html"].decode()


MENDED = (
    "“It was, ”he said. Nobody had been told of it before, and nobody was asked to leave the quay on Wednesday evening."
)
PLAIN = "The harbour office said that ferries will run from the old quay every twenty minutes until the spring comes."


@pytest.fixture(scope="module")
def mended(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Of two articles one has something mended in its text, the other in a line that was then removed; a third one is
    the same as the second, but for most of it, which is links to other stories."""
    folder = tmp_path_factory.mktemp("mended")
    (folder / "crawl").mkdir()
    removed = "Read more: “It was, ”he said"
    links = "\n\n".join(
        f"Read more: {n} ferries that nobody had been told of before they left the quay" for n in range(40)
    )
    for outlet, text in {
        "ann": f"{MENDED}\n\n{PLAIN}",
        "bob": f"{PLAIN.replace('ferries', 'buses')}\n\n{removed}",
        "cid": f"{PLAIN.replace('ferries', 'trams')}\n\n{links}",
    }.items():
        (folder / "crawl" / outlet).mkdir()
        (folder / "crawl" / outlet / "one.txt").write_text(text + "\n", "utf-8")
    done = emit(folder / "crawl", folder / "output")
    assert done.returncode == 0, done.stderr
    return folder / "output/crawl"


def test_what_is_mended_is_counted_where_it_was_kept(mended: Path) -> None:
    """What was mended in lines that were then removed counts apart."""
    edits = pq.read_table(mended / "edits.parquet").to_pylist()
    outlets = {row["article_id"]: row["outlet"] for row in pq.read_table(mended / "articles.parquet").to_pylist()}
    assert {outlets[edit["article_id"]] for edit in edits} == {"ann", "bob"}
    n_kept = sum(outlets[edit["article_id"]] == "ann" for edit in edits)
    html, text = (mended / "report/index.html").read_text("utf-8"), read_page(mended / "report/index.html").text
    assert '<dt>Articles mended in a place or more</dt><dd><a href="find.html?kind=mended">1</a></dd>' in html
    assert f"damaged in {n_kept} place" in text
    n_removed = len(edits) - n_kept
    assert re.search(rf"{n_kept} places? w\w+ mended; {n_removed} more in text that was then removed", text)
    rows = [row for path in (mended / "report/find").glob("rows-*.js") for row in said(path.read_bytes())[1][1]]
    assert sorted((row[2], row[4]) for row in rows) == [("ann", n_kept), ("bob", 0), ("cid", 0)]
    listed = (mended / "report/articles.html").read_text("utf-8")
    assert listed.count(f'<td class="n">{n_kept}</td><td class="n">0</td><td class="n">0%</td>') == 1
    outlet = {name: read_page(mended / f"report/{Places(3, 1000).outlet(name)}").text for name in ("ann", "bob")}
    assert f"{n_kept} place" in outlet["ann"]
    assert f"0 places mended (and {n_removed} more in what was removed)" in outlet["bob"]
    (page,) = [path for path in (mended / "report/article").iterdir() if outlets[path.stem] == "bob"]
    assert f"0 places mended, and {n_removed} more in what was removed" in read_page(page).text
    (row,) = re.findall(r"<tr><td><a[^>]*>bob</a></td>.*?</tr>", (mended / "report/outlets.html").read_text("utf-8"))
    assert row.count('<td class="n">0</td>') == 2  # none refused, none mended


def test_an_article_that_lost_nearly_all_is_named_first(mended: Path) -> None:
    """However few its outlet has; one that lost a line is not."""
    (lost,) = re.findall(
        r"(\d+)% of its characters were removed, (\d+) are left", read_page(mended / "report/index.html").text
    )
    (row,) = [row for row in pq.read_table(mended / "articles.parquet").to_pylist() if row["outlet"] == "cid"]
    assert int(lost[0]) > 90
    assert int(lost[1]) == len(row["text"])


def listed(name: str, n_chars: int, n_removed_chars: int, *n_edits: int) -> Listed:
    n_kept, n_style, n_removed = n_edits or (0, 0, 0)
    return Listed(name, "ann", None, name, True, None, None, n_chars, n_kept, n_style, n_removed, 1, n_removed_chars, 0)


def test_the_most_mended_article_is_the_one_that_was_most_damaged() -> None:
    """Marks that are only written in the style of the others count apart, as what was mended in removed lines does."""
    noted = Noted([])
    rows = [listed("a", 1000, 0, 90, 90, 0), listed("b", 1000, 0, 5, 2, 1), listed("c", 1000, 0, 4, 2, 70)]
    assert list(noted.look_at(rows)) == rows
    page = glance(articles=noted)
    (look,) = re.findall(r'<ol class="looks">.*?</ol>', page, re.DOTALL)
    assert 'dir="auto">b</a>' in look
    assert "damaged in 3 places, more than any other article; 2 marks (quotation marks, apostrophes) written in" in look
    assert "1 place mended in what was removed" in look
    assert (
        "of which 94 are quotation marks and apostrophes written in the style of the others, where nothing was wrong"
        in page
    )


def test_where_nothing_was_damaged_marks_of_another_style_are_counted() -> None:
    """And nothing is said to be damaged."""
    noted = Noted([])
    assert list(noted.look_at([listed("a", 1000, 0, 90, 90, 0)]))
    assert "90 marks (quotation marks, apostrophes) written in the style of the others" in (
        page := glance(articles=noted)
    )
    assert "damaged in" not in page


def test_of_many_articles_that_lost_nearly_all_the_worst_are_named() -> None:
    """And all are counted; a short one is none of them where little of it was removed."""
    rows = [listed(f"{n:02}", 1000 - n, 9_100 + n) for n in range(20)]
    others = [listed("a", 200, 100), listed("b", 1000, 8_000), listed("c", 200, 0)]
    noted = Noted([])
    assert list(noted.look_at([*rows, *others, listed("d", 200, 300)])) == [*rows, *others, listed("d", 200, 300)]
    assert noted.n_lost_most == 21
    assert [row.article_id for row in noted.lost_most] == ["19", "18", "17", "16", "15"]


@given(st.lists(st.integers(0, 3), min_size=1, max_size=12), st.sets(st.integers(0, 40)))
def test_edits_in_removals_are_those_that_the_tables_count(steps: list[int], places: set[int]) -> None:
    """An edit lies in a removal or in what was kept."""
    source = "x" * 41
    removals, at = [], 0
    for n, step in enumerate(steps):
        if n % 2 and step:
            removals.append(RemovedSpan(at, at + step, "promo", "text.wording"))
        at += step
    edits = tuple(Edit(n, n + 1, "x", "y", "repair", "text.composed") for n in sorted(places))
    article = ReportedArticle(
        **dict.fromkeys(ReportedArticle._fields, None)
        | {"source_text": source, "edits": edits, "removals": tuple(removals), "blocks": ()}
    )
    removed = {edit for edit in edits for one in removals if one.start_char <= edit.start_char < one.end_char}
    assert kept_edits(article) == [edit for edit in edits if edit not in removed]


def numbers_of(outlet: str, n_articles: int, n_refused: int = 0) -> OutletNumbers:
    rest = dict.fromkeys(("n_chars", "median_chars", "n_removed_chars", "n_edits", "n_shared_chars"), 0)
    return OutletNumbers(outlet=outlet, n_articles=n_articles, n_refused=n_refused, **rest)


def test_what_there_is_less_of_than_in_the_batch_before_is_told() -> None:
    """Half a crawl, and outlets without an article; not those of one article that nobody knows, nor a batch before."""
    before = [numbers_of("ann", 40), numbers_of("bob", 30), numbers_of("cid", 2), numbers_of("unknown-1", 1)]
    now = [numbers_of("ann", 20), numbers_of("bob", 0, 9), numbers_of("eve", 1)]
    past = [Past("crawl-1", [numbers_of("fay", 90)], None), Past("crawl-2", before, None)]
    told = {"outlets": now, "past": past, "names": {"bob": "The Bob"}}
    page = glance(counts=Counter({"inputs": 30}), **told)
    assert "The batch is far smaller than the last one</a> <span" in page
    assert "21 articles, and 73 in crawl-2" in page
    assert '<a href="#gone" dir="auto">1 outlet without an article</a>' in page
    assert "in crawl-2 they had 5 or more each: The Bob<" in page
    (gone,) = re.findall(r'<p id="gone">(.*?)</p>', page)
    assert gone == (
        '2 outlets of crawl-2 have no article in this batch: The Bob <span class="meta">bob</span> (30 there), '
        "cid (2 there)."
    )
    assert "2 outlets of crawl-2 are not here" in (outlets := glance("outlets", **told))
    assert '<td class="n">20</td><td class="n">40</td>' in outlets
    same = glance(outlets=before, past=past)
    assert "far smaller" not in same
    assert "without an article" not in same
    assert 'id="gone"' not in same


@pytest.mark.parametrize(
    "compared, why",
    [
        (Compared(is_dated=False, look_back="3d", min_batches=3, min_inputs=5), "it is of no date."),
        (Compared(is_dated=True, look_back="", min_batches=3, min_inputs=5), "<code>look_back</code> of"),
        (Compared(is_dated=True, look_back="3d", min_batches=3, min_inputs=5), "there is none as far back as"),
    ],
)
def test_why_a_batch_was_compared_with_none_is_said(compared: Compared, why: str) -> None:
    """The one reason that holds."""
    assert f"For drift it was compared with no earlier batch: {why}" in glance(compared=compared)


def test_outlets_with_most_inputs_are_named_and_of_these_those_that_lost_most() -> None:
    """Each with its key beside its name."""
    numbers = dict.fromkeys(("n_refused", "median_chars", "n_edits", "n_shared_chars"), 0)
    rows = [
        OutletNumbers(outlet=f"{n:02}.example", n_articles=1 + (n == 7), n_chars=100, n_removed_chars=n, **numbers)
        for n in range(30)
    ]
    page = glance(names={"29.example": "The Last"}, counts=Counter({"inputs": 31}), outlets=rows)
    named = re.findall(r'<td><a href="outlet/\w+\.html">(.*?)</a>(?: <span class="meta">(.*?)</span>)?</td>', page)
    expected = ["07.example", *(f"{n:02}.example" for n in range(29, 10, -1))]
    assert [key or name for name, key in named] == expected
    assert ("The Last", "29.example") in named


def test_of_batches_of_different_outlets_none_is_said_to_be_missing() -> None:
    """Their number is enough where it is most of them; and how many outlets there are is said with what is counted."""
    before = [numbers_of(f"{n}.example", 9) for n in range(10)]
    past = [Past("crawl-2", before, None)]
    now = [*before[:4], *(numbers_of(f"new{n}.example", 9) for n in range(20)), numbers_of("none.example", 0, 2)]
    page = glance(outlets=now, past=past)
    assert "without an article" not in page
    assert "6 of crawl-2’s outlets have no article in this batch: most of them" in page
    assert "9.example" not in page.partition('id="gone"')[2]
    assert "20 of 25 outlets (24 have an article; of the others all inputs were refused) stand here" in page
    assert '<th class="n">Outlets with an article</th>' in page
    usual = glance(outlets=before[2:], past=past)
    assert "2 outlets of crawl-2 have no article in this batch: 0.example (9 there)" in usual


def test_how_much_is_shared_stands_at_a_glance_on_a_first_night() -> None:
    """Of all characters that were kept."""
    shared = replace(numbers_of("ann", 2), n_chars=1000, n_shared_chars=123)
    assert '<dt>Characters shared with another outlet</dt><dd><a href="shared.html">12.3%</a></dd>' in glance(
        outlets=[shared]
    )
