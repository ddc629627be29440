"""The report in ranges and shares: what an article more changes is written again, and the bytes are a new batch's."""

import json
from pathlib import Path

from copydesk.emit.batch import verify_batch
from copydesk.store import Place
from tests.conftest import emit, files_of
from tests.report_batch import OPENING, RECORDS

# Two rows a page of a list, and four articles a range, of which the search's files are called; and a page a share.
PAGES = """import copydesk.report.lists as lists; lists.ROWS = 2
import copydesk.pipeline.report as report; report._RANGE = 4
"""
SMALL = f"{PAGES}import copydesk.pipeline.report_told as told; told._OUTLET_PAGES = told._LIST_PAGES = 1"
NEW = {
    "id": "new",
    "outlet": "mirror.example",
    "url": "https://mirror.example/rabbit",
    "title": "Rabbit wins",
    "text": "A rabbit called Otto has won the prize of the show for the third time, to nobody's surprise at all. "
    "His keeper said that he eats what everybody eats, and sleeps when everybody sleeps.",
}
COPY = {**NEW, "id": "copy", "url": "https://mirror.example/bridge", "title": "Bridge", "text": OPENING}


def run(folder: Path, output: str, *more: dict[str, str], before: str = SMALL) -> dict[str, int]:
    """The batch with these records more is made; which file each page of its report is, by path."""
    source = folder / "crawl"
    source.mkdir(exist_ok=True)
    (source / "records.jsonl").write_text("\n".join(map(json.dumps, [*RECORDS, *more])), "utf-8")
    done = emit(source, folder / output, before=before)
    assert done.returncode == 0, done.stderr
    batch = folder / output / "crawl"
    assert verify_batch(Place(batch)) == []
    return {str(path.relative_to(batch)): path.stat().st_ino for path in (batch / "report").rglob("*.html")}


def test_an_article_more_is_a_range_more(tmp_path: Path) -> None:
    """Pages of ranges that it does not touch are the very files that stood there, and the bytes a new batch's."""
    before = run(tmp_path, "output")
    after = run(tmp_path, "output", NEW)
    kept = {path for path in before if before[path] == after.get(path)}
    assert len({path for path in kept if path.startswith("report/article/")}) >= 2
    assert len({path for path in after if path.startswith("report/article/")}) == 6
    run(tmp_path, "anew", NEW)
    assert files_of(tmp_path / "output" / "crawl") == files_of(tmp_path / "anew" / "crawl")


def test_a_copy_more_changes_the_pages_of_those_that_have_it(tmp_path: Path) -> None:
    """Whatever range they are in."""
    before = run(tmp_path, "output")
    after = run(tmp_path, "output", COPY)
    names = [path for path in before if "Bridge to close until spring</h1>" in page(tmp_path, path)]
    assert names
    for path in names:
        assert "mirror.example" in page(tmp_path, path)
        assert before[path] != after[path]
    run(tmp_path, "anew", COPY)
    assert files_of(tmp_path / "output" / "crawl") == files_of(tmp_path / "anew" / "crawl")


def test_an_article_more_is_a_share_more(tmp_path: Path) -> None:
    """Pages of outlets that it does not touch stay, and so do those of two that share; lists are written again."""
    before = run(tmp_path, "output")
    after = run(tmp_path, "output", NEW)
    again = {path for path in before if before[path] != after[path]}
    outlets = {path for path in before if path.startswith("report/outlet/")}
    assert len(outlets) == 4
    assert len(outlets - again) >= 3  # that of the article is new
    assert {path for path in before if path.startswith("report/pair/")}.isdisjoint(again)
    assert {"report/articles.html", "report/articles-2.html", "report/index.html"} <= again


def test_shares_are_written_into_the_same_pages(tmp_path: Path) -> None:
    """As many as there are; each page is of one of them."""
    run(tmp_path, "output", NEW, COPY)
    folders = [path.parent for path in (tmp_path / "output/.work/crawl/report").glob("*/files.json")]
    shares = [folder / "report" for folder in folders if not (folder / "report/article").is_dir()]
    assert sum((share / "outlet").is_dir() for share in shares) > 2
    assert sum(bool(list(share.glob("articles*.html"))) for share in shares) > 2
    run(tmp_path, "whole", NEW, COPY, before=PAGES)
    assert files_of(tmp_path / "output" / "crawl") == files_of(tmp_path / "whole" / "crawl")


def test_stories_have_articles_of_other_ranges(tmp_path: Path) -> None:
    """Their pages, and those of passages, are the bytes that one range of all ids gives."""
    run(tmp_path, "output", COPY)
    run(tmp_path, "whole", COPY, before="")
    small, whole = (files_of(tmp_path / output / "crawl/report") for output in ("output", "whole"))
    shown = {path for path in whole if path.startswith(("story/", "passage/"))}
    assert {path.partition("/")[0] for path in shown} == {"story", "passage"}
    assert {path: small.get(path) for path in shown} == {path: whole[path] for path in shown}


def page(folder: Path, path: str) -> str:
    """The page as it stands now."""
    return (folder / "output" / "crawl" / path).read_text("utf-8")
