"""The report in a browser: every page and control, from a file and a server, by script and without, for everybody."""

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from copydesk.report.lists import Row
from copydesk.report.pages import STATIC, Pages, static_file
from copydesk.report.places import Places
from tests.report_batch import make_batch
from tests.test_tasks_look_back import DAYS, SETTINGS, run, story, write_day

playwright_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: make .venv/.test")
axe_api = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed: make .venv/.test")

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium here: apt-get install chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
WIDTHS = (390, 820, 1440)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A Chromium of this machine."""
    with playwright_api.sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield launched
        launched.close()


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with a page an article."""
    return make_batch(tmp_path_factory.mktemp("browser")) / "report"


@pytest.fixture(scope="module")
def sheets(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report with several articles a page."""
    return make_batch(tmp_path_factory.mktemp("sheets"), "[report]", "own_pages = 0") / "report"


@pytest.fixture
def page(browser: Any) -> Iterator[Any]:
    """A page of which nothing is asked of anywhere but the report, and that says no error."""
    yield from watched(browser)


@pytest.fixture
def bare_page(browser: Any) -> Iterator[Any]:
    """The same without scripts."""
    yield from watched(browser, java_script_enabled=False)


def watched(browser: Any, **options: Any) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, **options)
    opened = context.new_page()
    faults: list[str] = []
    opened.on("console", lambda said: faults.append(said.text) if said.type in ("error", "warning") else None)
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: faults.append(dialog.message))
    opened.on("requestfailed", lambda asked: faults.append(f"failed: {asked.url}"))
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith(("file://", "http://127.0.0.1:")) else faults.append(asked.url),
    )
    yield opened
    context.close()
    assert faults == []


def article(report: Path, words: str) -> Path:
    """The page of the article that says so."""
    (path,) = [path for path in (report / "article").iterdir() if words in path.read_text("utf-8")]
    return path


def wait(page: Any) -> None:
    """The search is done."""
    page.wait_for_selector("html[data-search=done]", state="attached")


def search(page: Any, **fields: str) -> list[str]:
    """The titles that are found."""
    for name in ("q", "in", "outlet", "kind", "from", "to", "order"):
        value = fields.get(name, "")
        field = page.locator(f"#{name}")
        if name in ("in", "kind", "order"):
            field.select_option(value)
        else:
            field.fill(value)
    page.locator("#q").press("Enter")
    wait(page)
    return [str(title) for title in page.locator("#results a").all_inner_texts()]


def test_every_page_opens_without_a_fault_and_fits_every_width(page: Any, report: Path) -> None:
    """From a file, light and dark: nothing runs out at the side."""
    for path in sorted(report.rglob("*.html")):
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth") <= width, (path, width)
    assert page.url.endswith(".html")


def test_no_table_is_cut_at_the_side(page: Any, report: Path) -> None:
    """With the room of a wide screen all columns fit; on a narrow one rows of many cells are cards with their heads.

    What scrolls, as the matrix does there, has a shadow."""
    cut = """[...document.querySelectorAll('.wide')].filter((one) => one.scrollWidth > one.clientWidth)
        .map((one) => one.getAttribute('aria-label'))"""
    for path in sorted(report.rglob("*.html")):
        page.goto(path.as_uri())
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            assert set(page.evaluate(cut)) <= ({"Matrix of outlets"} if width == 390 else set()), (path, width)
    page.goto((report / "outlets.html").as_uri())
    assert page.locator("thead").first.is_visible()
    page.set_viewport_size({"width": 390, "height": 900})
    assert page.evaluate("document.querySelector('td.n').dataset.head") == "Articles"
    assert page.evaluate("getComputedStyle(document.querySelector('td.n'), '::before').content") != "none"
    assert not page.locator("thead").first.is_visible()
    assert "local" in page.evaluate("getComputedStyle(document.querySelector('.wide')).backgroundAttachment")


def test_a_long_name_is_broken_before_a_table_is_cut(page: Any, tmp_path: Path) -> None:
    """Where the columns just have room."""
    row = Row("a" * 16, f"{'harbour' * 5}.example", "Ferries " * 9, "2026-11-02", None, 100_000, 100, 100, 100_000, 100)
    pages = Pages("crawl", Places(1, 1000), {})
    _, data = pages.page("articles.html", "articles", rows=[row], pages=["articles.html"], at=0, n_articles=1)
    for name in STATIC:
        (tmp_path / name).write_bytes(static_file(name))
    (tmp_path / "articles.html").write_bytes(data)
    page.goto((tmp_path / "articles.html").as_uri())
    page.set_viewport_size({"width": 820, "height": 900})
    assert page.evaluate("(one => one.scrollWidth - one.clientWidth)(document.querySelector('.wide'))") == 0


def test_the_leading_page_leads_into_the_report(page: Any, report: Path) -> None:
    """At once."""
    page.goto((report.parent / "report.html").as_uri())
    page.wait_for_url("**/report/index.html")
    assert page.locator("h1").inner_text() == "At a glance"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_a_fault_that_axe_knows(page: Any, report: Path, scheme: str) -> None:
    """One of each kind at least, with all that is folded open and what was removed shown."""
    page.emulate_media(color_scheme=scheme)
    paths = [*sorted(report.glob("*.html"))]
    for folder in ("article", "story", "passage", "outlet", "pair"):
        paths += sorted((report / folder).iterdir())
    for path in paths:
        page.goto(path.as_uri())
        page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
        for switch in page.locator(".switch").all():
            switch.check()
        found = axe_api.Axe().run(page, options={"preload": False})
        assert found.violations_count == 0, (path, found.generate_report())


def test_a_switch_shows_what_was_removed_and_mended(page: Any, report: Path) -> None:
    """It is no part of the clean text."""
    page.goto(article(report, "It says").as_uri())
    assert not page.locator(".out").first.is_visible()
    assert not page.locator(".source del").first.is_visible()
    page.get_by_label("Show what was removed and mended").check()
    assert page.locator(".out").first.is_visible()
    assert page.locator(".source del").first.is_visible()


def test_the_list_of_removals_leads_to_each(page: Any, report: Path) -> None:
    """Which then shows."""
    page.goto(article(report, "It says").as_uri())
    page.locator("details.list summary").first.click()
    page.locator("details.list table a").first.click()
    assert page.locator(".out:target").is_visible()
    assert page.get_by_label("Show what was removed and mended").is_checked()


def test_a_shared_passage_leads_to_its_copies_and_on_to_the_other_article(page: Any, report: Path) -> None:
    """In two clicks, and the passage is in sight."""
    page.goto(article(report, "Shopkeepers").as_uri())
    page.locator(".source .shared").first.click()
    page.wait_for_url("**/story/**")
    assert page.locator(".copies:target").is_visible()
    page.locator(".copies:target a", has_text="globe.example").first.click()
    page.wait_for_url("**/article/**")
    assert page.locator("h1").inner_text() == "Bridge over the river shut"
    assert page.locator(".shared:target").is_visible()


def test_an_article_is_three_clicks_from_the_first_page(page: Any, report: Path) -> None:
    """By its date or its outlet."""
    page.goto((report / "index.html").as_uri())
    page.get_by_role("navigation").get_by_role("link", name="Articles").click()
    page.get_by_role("link", name="Ferry of the year").click()
    assert page.locator("h1").inner_text() == "Ferry of the year"


@pytest.mark.parametrize(
    "fields, titles",
    [
        ({"q": "ferry lake supper"}, ["Ferry of the year"]),
        ({"q": "ferry lake", "order": "old"}, ["Ferry of the year", "A lake and"]),
        ({"q": "krakow ORBAN"}, ["Named by"]),
        ({"q": "brid"}, ["Bridge over the river shut", "Bridge to close until spring"]),
        ({"q": "river", "in": "title"}, ["Bridge over the river shut"]),
        ({"q": "RECORDS.jsonl", "in": "file", "outlet": "mail"}, ["A lake and"]),
        ({"q": "records.html", "in": "file"}, []),
        ({"q": "harbour", "outlet": "globe"}, ["Bridge over the river shut"]),
        ({"kind": "undated", "q": "quay"}, ["Named by"]),
        ({"kind": "story", "order": "old"}, ["Bridge to close until spring", "Bridge over the river shut"]),
        ({"kind": "shared", "outlet": "mail"}, ["A lake and"]),
        ({"kind": "related_link"}, ["Named by"]),
        ({"from": "1931-01-01", "to": "1931-12-31"}, ["Ferry of the year"]),
        ({"from": "2026-11-03"}, ["Bridge over the river shut"]),
        ({"q": "zeppelin"}, []),
    ],
)
def test_articles_are_found(page: Any, report: Path, fields: dict[str, str], titles: list[str]) -> None:
    """By words, their beginnings, without accents; title, outlet, date, what they are and what they lost."""
    page.goto((report / "find.html").as_uri())
    wait(page)
    found = search(page, **fields)
    assert len(found) == len(titles)
    assert all(one.startswith(title) for one, title in zip(found, titles, strict=True))
    if titles:
        page.locator("#results a").first.click()
        assert page.locator("h1").inner_text().startswith(titles[0])


def test_what_is_searched_for_stands_in_the_address(page: Any, report: Path) -> None:
    """A search can be kept, and a reason leads to one."""
    page.goto(f"{(report / 'find.html').as_uri()}?q=ferry&order=old")
    wait(page)
    assert page.locator("#q").input_value() == "ferry"
    assert page.locator("#results a").all_inner_texts()[0] == "Ferry of the year"
    page.goto((report / "index.html").as_uri())
    page.get_by_role("link", name="related link").click()
    wait(page)
    assert page.locator("#kind").input_value() == "related_link"


def test_a_page_of_several_articles_shows_the_one_that_was_asked_for(page: Any, sheets: Path) -> None:
    """And all of them where none was."""
    path = next(path for path in (sheets / "article").iterdir() if path.read_text("utf-8").count("<article") > 1)
    page.goto(path.as_uri())
    shown = page.locator("article.article:visible")
    assert shown.count() > 1
    page.locator(".sheet summary").click()
    page.locator(".sheet a").nth(1).click()
    assert shown.count() == 1
    page.locator(".sheet a").first.click()
    assert shown.count() > 1


def test_all_of_it_can_be_reached_by_keyboard(page: Any, report: Path) -> None:
    """The first key leads past the menu; after it each control once, in order, and out again."""
    page.goto(article(report, "It says").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    seen = []
    for _ in range(100):
        page.keyboard.press("Tab")
        tag = page.evaluate("document.activeElement.tagName")
        if tag == "BODY":
            break
        seen.append(tag)
    assert tag == "BODY"
    assert {"A", "INPUT", "SUMMARY"} <= set(seen)


def test_it_can_be_printed(page: Any, report: Path) -> None:
    """An article without menu and switch."""
    page.goto(article(report, "Shopkeepers").as_uri())
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="print")
    assert not page.locator("nav").first.is_visible()
    assert page.locator(".source").is_visible()


def test_it_is_read_without_scripts(bare_page: Any, report: Path) -> None:
    """Text, switch, lists; the page to find by says what else there is."""
    bare_page.goto(article(report, "It says").as_uri())
    assert bare_page.locator(".source").is_visible()
    bare_page.get_by_label("Show what was removed and mended").check()
    assert bare_page.locator(".out").first.is_visible()
    bare_page.goto((report / "find.html").as_uri())
    assert bare_page.get_by_text("Finding by words needs scripts").is_visible()


def test_it_works_from_a_server(page: Any, report: Path) -> None:
    """Any that serves files."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: Any) -> None:
            pass

        def do_GET(self) -> None:
            if self.path == "/favicon.ico":
                self.send_response(204)
                self.end_headers()
            else:
                super().do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(report.parent))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page.goto(f"http://127.0.0.1:{server.server_port}/report.html")
        page.wait_for_url("**/report/index.html")
        page.get_by_role("navigation").get_by_role("link", name="Find").click()
        wait(page)
        assert search(page, q="ferry supper") == ["Ferry of the year"]
        server.shutdown()


@pytest.mark.parametrize("settings", ["", "[report]\nown_pages = 0\n"])
def test_what_is_of_an_earlier_batch_leads_to_its_page_there(page: Any, tmp_path: Path, settings: str) -> None:
    """Whatever that is called, if it lies beside. In an object store a batch stands in the folder of its edition: there
    it is a name alone."""
    report = Path(shutil.copytree(nights_of(tmp_path, settings), tmp_path / "served/.editions/crawl/1"))
    for folder, n_links in ((tmp_path / "out" / f"crawl-{DAYS[1]}", 1), (report, 0)):
        (path,) = (folder / "report/story").iterdir()
        page.goto(path.as_uri())
        lead = page.locator("a[data-beside]").first
        assert lead.inner_text() == f"in crawl-{DAYS[0]}"
        assert page.locator("a[data-beside][href]").count() >= n_links
        if n_links:
            lead.click()
            page.wait_for_url(f"**/crawl-{DAYS[0]}/report/article/*.html#a-*")
            assert page.locator("article:target h1").inner_text()
        else:
            assert page.locator("a[data-beside][href]").count() == 0


def nights_of(folder: Path, settings: str) -> Path:
    """A batch that has an article of the night before it, below the folder."""
    (folder / "own.toml").write_text(SETTINGS.format(missing="error") + settings)
    for day, outlet in zip(DAYS, ("post", "echo"), strict=False):
        write_day(folder / "crawl", day, {outlet: story(1)})
        done = run(folder, day)
        assert done.returncode == 0, done.stderr
    return folder / "out" / f"crawl-{DAYS[1]}"
