"""The documentation is a site: no broken link, no page that nothing leads to."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.conftest import ROOT


def build(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    """As `make docs` does it."""
    command = [sys.executable, "-m", "sphinx", "--fail-on-warning", "--keep-going", "-q", "-d", str(site / ".doctrees")]
    return subprocess.run([*command, str(source), str(site)], capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without a warning."""
    folder = tmp_path_factory.mktemp("site")
    done = build(ROOT / "docs", folder)
    assert done.returncode == 0, done.stderr
    return folder


class Links(HTMLParser):
    """What a page loads, leads to, and can be led to."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.targets, self.loads, self.ids = list[str](), list[str](), set[str]()
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.ids.add(told.get("id") or "")
        if tag == "a" and told.get("href"):
            self.targets.append(str(told["href"]))
        if tag in ("script", "img", "link", "iframe") and (target := told.get("src") or told.get("href")):
            self.loads.append(target)


def test_every_link_leads_somewhere(site: Path) -> None:
    """Down to the heading, on the pages as they are read."""
    pages = {page: Links(page) for page in site.rglob("*.html")}
    assert len(pages) > 50
    for page, links in pages.items():
        for target in links.targets + links.loads:
            path, _, anchor = target.partition("#")
            if re.match(r"[a-z]+:", target) or page.name in ("genindex.html", "search.html"):
                continue
            there = (page.parent / path.partition("?")[0]).resolve() if path else page
            assert there.exists(), f"{page.name}: {target}"
            if anchor and there in pages:
                assert anchor in pages[there].ids, f"{page.name}: {target}"


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    """It can be read on a train."""
    for page in site.rglob("*.html"):
        assert not [target for target in Links(page).loads if "//" in target], page


def test_the_notebook_is_a_page_with_its_outputs(site: Path) -> None:
    """Words, code and what it printed."""
    page = (site / "guides" / "research.html").read_text("utf-8")
    assert "read_parquet" in re.sub(r"<[^>]+>", "", page)
    assert "highlight-text" in page


def test_a_broken_link_and_an_orphan_stop_the_build(tmp_path: Path) -> None:
    """Each by itself, with its page."""
    source = tmp_path / "docs"
    source.mkdir()
    (source / "conf.py").write_bytes((ROOT / "docs" / "conf.py").read_bytes())
    for text, other, said in (
        ("# A\n\n[b](b.md)\n\n```{toctree}\nb\n```\n", "# B\n", ""),
        ("# A\n\n[b](c.md)\n\n```{toctree}\nb\n```\n", "# B\n", "c.md"),
        ("# A\n\n[b](b.md#x)\n\n```{toctree}\nb\n```\n", "# B\n", "x"),
        ("# A\n", "# B\n", "toctree"),
    ):
        (source / "index.md").write_text(text)
        (source / "b.md").write_text(other)
        done = build(source, tmp_path / "site")
        assert (done.returncode == 0) == (not said), done.stderr
        assert said in done.stderr
