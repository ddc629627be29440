"""The report on a second night: stories and pairs that have copies of the first one, or outside the story."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.report.pages import static_file
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


def test_what_is_of_an_earlier_batch_may_lead_to_its_report(nights: Path, story_page: Path) -> None:
    """The page says where that is if it lies beside; the script links it only where editions are none."""
    said = {
        path: re.findall(r'<a class="dim" data-beside="([^"]*)">in crawl-', path.read_text("utf-8"))
        for path in (nights / "report").rglob("*.html")
    }
    assert said[story_page]
    assert {path.parent.name for path, links in said.items() if links} == {"story", "passage", "article"}
    before = nights.parent / f"crawl-{DAYS[0]}/report.html"
    assert before.is_file()
    assert all((path.parent / link).resolve() == before for path, links in said.items() for link in links)
    assert f'includes("{EDITIONS}")' in static_file("script.js").decode()
