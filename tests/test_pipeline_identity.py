"""Which articles of a batch are one and the same."""

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.pipeline.ids import id_of_address, id_of_place
from tests.conftest import emit

SENTENCE = "The ferry number {n} left the harbour at noon with {n} people on board, the company said on day {n}."


def page(n: int, *, title: str, url: str | None = None) -> str:
    """A page of an article of its own, which says by what address it goes."""
    link = f'<link rel="canonical" href="{url}">' if url else ""
    body = "".join(f"<p>{SENTENCE.format(n=10 * n + k)}</p>" for k in range(6))
    return (
        f"<html><head><title>{title}</title>{link}</head><body><article><h1>{title}</h1>{body}</article></body></html>"
    )


def articles(folder: Path, out: Path) -> dict[str, tuple[str, str]]:
    """By input the id and outlet of its article."""
    done = emit(folder, out)
    assert done.returncode == 0, done.stderr
    rows = pq.read_table(out / folder.name / "articles.parquet").to_pylist()
    return {row["source_path"]: (row["article_id"], row["outlet"]) for row in rows}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty source."""
    (tmp_path / "monday").mkdir()
    return tmp_path / "monday"


def test_ids_come_from_outlet_and_url_or_else_from_batch_and_place(folder: Path, tmp_path: Path) -> None:
    """The page's own word for its address counts, too; a file of that name in another batch is another article."""
    (folder / "a.html").write_text(page(1, title="Ferry one", url="https://post.example/ferry-one"))
    (folder / "b.txt").write_text("\n".join(SENTENCE.format(n=n) for n in range(5)))
    (folder / "manifest.csv").write_text("file,outlet\nb.txt,Globe\n")
    found = articles(folder, tmp_path / "out")
    assert found["a.html"] == (id_of_address("post.example", "https://post.example/ferry-one"), "post.example")
    assert found["b.txt"] == (id_of_place("monday", "b.txt"), "Globe")
    tuesday = folder.rename(tmp_path / "tuesday")
    again = articles(tuesday, tmp_path / "out")
    assert again["a.html"] == found["a.html"]
    assert again["b.txt"][0] != found["b.txt"][0]


def test_a_page_that_comes_twice_is_one_article_and_a_duplicate(folder: Path, tmp_path: Path) -> None:
    """The second is named with the one that is kept, wherever the two stand."""
    (folder / "a.html").write_text(page(1, title="Ferry one", url="https://post.example/one"))
    (folder / "z.html").write_text(page(2, title="Ferry one", url="https://post.example/one"))
    assert articles(folder, tmp_path / "out").keys() == {"a.html"}
    line = (tmp_path / "out/monday/quarantine.jsonl").read_text()
    assert "the same outlet and URL as a.html, which is kept" in line


def test_pages_that_all_go_by_one_address_are_articles_of_their_own(folder: Path, tmp_path: Path) -> None:
    """A site that calls every page by its front page's address loses none of them."""
    for n in range(4):
        (folder / f"{n}.html").write_text(page(n, title=f"Ferry {n}", url="https://post.example/"))
    found = articles(folder, tmp_path / "out")
    assert len({article_id for article_id, _ in found.values()}) == 4
    assert (tmp_path / "out/monday/quarantine.jsonl").read_text() == ""


def test_addresses_that_were_given_are_believed(folder: Path, tmp_path: Path) -> None:
    """Two files of one URL are one article, whatever is in them."""
    for n in range(2):
        (folder / f"{n}.html").write_text(page(n, title=f"Ferry {n}"))
    (folder / "manifest.csv").write_text(
        "file,outlet,url\n0.html,P,https://p.example/1\n1.html,P,https://p.example/1\n"
    )
    assert articles(folder, tmp_path / "out").keys() == {"0.html"}


def test_an_article_is_kept_and_not_the_stub_of_its_address(folder: Path, tmp_path: Path) -> None:
    """A crawler that met a wall first and the article later has the article: both were in the quarantine."""
    (folder / "0.txt").write_text("7 Dec 2021\n")
    (folder / "1.txt").write_text("\n".join(SENTENCE.format(n=n) for n in range(5)))
    (folder / "2.txt").write_text("Read more\n")
    rows = "".join(f"{n}.txt,P,https://p.example/1\n" for n in range(3))
    (folder / "manifest.csv").write_text(f"file,outlet,url\n{rows}")
    assert articles(folder, tmp_path / "out").keys() == {"1.txt"}
    lines = (tmp_path / "out/monday/quarantine.jsonl").read_text().splitlines()
    assert ["the same outlet and URL as 1.txt, which is kept" in line for line in lines] == [True, True]
