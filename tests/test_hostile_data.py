"""Names, ids, addresses and pages that somebody wrote to do harm: they are data, and stay it."""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from copydesk.printable import printable
from tests.containers import tar_of, zip_of
from tests.running import Ended, copydesk_here

ARTICLE = "The ferry left the harbour at noon on Friday with forty people on board, the company said.\n" * 4
FORGED = "12:00:00 ERROR forged"
IDS = [
    *(
        "../../x",
        "/etc/passwd",
        "nul\0x",
        "CON",
        "NaN",
        "a" * 5000,
        "\u00e9",
        "e\u0301",
        "A",
        "a",
        " ",
        "=1+1",
        ".",
        "..",
    ),
    *("C:\\x", "\u202egpj.exe", "-rf", "$(id)", "%2e%2e%2f", f"\x1b[2J\n{FORGED}", "\ufeff", "\U000e0041"),
]
DATES = ["0001-01-01", "9999-12-31T23:59:59Z", "0000-00-00", "-1", "99999-01-01", "2026-02-30", "NaN"]
PAGE = """<!DOCTYPE html SYSTEM "{0}/a.dtd" [<!ENTITY x SYSTEM "{0}/entity">]>
<html><head><base href="{0}/"><link rel=stylesheet href="{0}/a.css"><link rel=canonical href="{0}/canonical">
<meta http-equiv=refresh content="0;url={0}/refresh"><meta property="og:image" content="{0}/a.png">
<script src="{0}/a.js"></script>
<script type="application/ld+json">{{"@context": "{0}/c", "@type": "NewsArticle", "url": "{0}/a", "image": "{0}/b.png"}}
</script>
</head><body><iframe src="{0}/frame"></iframe><img src="{0}/c.png"><p>&x;{1}</p></body></html>"""


@pytest.fixture(scope="module")
def listener() -> Iterator[socket.socket]:
    """Who asks for anything that the pages name is heard here."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, listener: socket.socket) -> Path:
    """A folder of such inputs; `secret.txt` beside it is none."""
    folder = tmp_path_factory.mktemp("hostile")
    news = folder / "news"
    news.mkdir()
    (folder / "secret.txt").write_text("nobody")
    (news / f"a\x1b[31m\n{FORGED}\r.txt").write_text("")
    (news / "ferry.txt").write_text(ARTICLE)
    os.mkfifo(news / "pipe.txt")
    os.mkfifo(news / "pipe.jsonl")
    for name, target in {
        "zero.txt": "/dev/zero",
        "loop": str(news),
        "self.txt": "self.txt",
        "gone.txt": "none",
    }.items():
        (news / name).symlink_to(target)
    records = [
        {"id": one, "outlet": one, "url": one, "title": one, "text": ARTICLE + str(n)} for n, one in enumerate(IDS)
    ]
    records += [{"id": one, "outlet": "Post", "published": one, "text": ARTICLE + one} for one in DATES]
    records += [{"id": float("nan"), "text": ARTICLE + "nan"}, {"id": "half", "text": "\ud800" + ARTICLE}]
    (news / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    (news / "page.html").write_text(PAGE.format(address, ARTICLE))
    return folder


@pytest.fixture(scope="module")
def run(folder: Path) -> Ended:
    """The folder's batch is made, with nothing for others to read."""
    before = os.umask(0o077)
    try:
        return copydesk_here("run", "news", "--log-level", "INFO", cwd=folder)
    finally:
        os.umask(before)


def test_a_batch_of_such_inputs_is_published(folder: Path, run: Ended) -> None:
    """What cannot be read is a row with its reason each, all else is an article."""
    assert run.status == 0, run.err
    batch = folder / "output" / "news"
    rows = [json.loads(line) for line in (batch / "quarantine.jsonl").read_text("utf-8").splitlines()]
    reasons = {row["source_path"].rpartition("/")[2]: row["reason"] for row in rows}
    for name in ("pipe.txt", "pipe.jsonl", "zero.txt", "self.txt", "gone.txt"):
        assert reasons[name] == "unreadable", name
    n_records = len(IDS) + len(DATES) + 2
    of_records = [row for row in rows if "records.jsonl" in row["source_path"]]
    assert [row["reason"] for row in of_records] == ["bad_record"]  # half a character
    articles = pq.read_table(batch / "articles.parquet").to_pylist()
    assert len(articles) == n_records - 1 + 2
    assert len({article["article_id"] for article in articles}) == len(articles)


def test_nothing_is_written_elsewhere(folder: Path, run: Ended) -> None:
    """Every file of the run is below its output folder, under names that every system takes."""
    assert sorted(path.name for path in folder.iterdir()) == ["news", "output", "secret.txt"]
    for path in (folder / "output").rglob("*"):
        assert not path.is_symlink(), path
        assert path.name.isprintable(), path
        assert len(path.name.encode()) <= 255
        assert not set(path.name) & set('\\:*?"<>|'), path


def test_no_name_forges_a_line_of_the_log(run: Ended) -> None:
    """Nor does any reach a terminal as it is."""
    assert f"a\\x1b[31m\\n{FORGED}\\r.txt into quarantine, empty" in run.err
    for line in (run.out + run.err).split("\n"):
        assert not line.startswith(FORGED)
        assert printable(line) == line


def test_nothing_that_a_page_names_is_asked_for(run: Ended, listener: socket.socket) -> None:
    """No entity, style, script, frame, picture or context: the address was never called."""
    assert run.status == 0
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_a_batch_is_for_those_alone_whom_the_umask_lets(folder: Path, run: Ended) -> None:
    """No file or folder of it has more than that."""
    found = [folder / "output", *(folder / "output").rglob("*")]
    assert run.status == 0
    assert len(found) > 50
    assert not [path for path in found if path.stat().st_mode & 0o077]


def test_what_is_planted_in_the_work_folder_is_made_again(folder: Path, run: Ended) -> None:
    """A pipe, or a link to somebody's file, in place of a result: nobody waits, and nothing is written through it."""
    batch = (folder / "output" / "news" / "manifest.json").read_bytes()
    work = folder / "output" / ".work"
    results = sorted(work.rglob("articles.arrow"))
    assert run.status == 0
    assert len(results) >= 2
    results[0].unlink()
    os.mkfifo(results[0])
    results[1].unlink()
    results[1].symlink_to(folder / "secret.txt")
    (folder / "news" / "ferry.txt").write_text(ARTICLE + "One more.\n")
    again = copydesk_here("run", "news", cwd=folder)
    assert again.status == 0, again.err
    assert "Traceback" not in again.err
    assert (folder / "secret.txt").read_text() == "nobody"
    (folder / "news" / "ferry.txt").write_text(ARTICLE)
    assert copydesk_here("run", "news", cwd=folder).status == 0
    assert (folder / "output" / "news" / "manifest.json").read_bytes() == batch


@pytest.mark.parametrize("name", [".memories.lock", "news/run.lock", "news/emit.lock"])
def test_what_is_planted_for_a_lock_is_waited_for_by_nobody(tmp_path: Path, name: str) -> None:
    """A pipe, or a link to what is somebody's: a file stands there afterwards, and nothing was written through it."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    lock = tmp_path / "output/.work" / name
    lock.parent.mkdir(parents=True)
    for plant in (os.mkfifo, lambda path: path.symlink_to(tmp_path / "secret.txt")):
        lock.unlink(missing_ok=True)
        plant(lock)
        done = copydesk_here("run", "news", cwd=tmp_path)
        assert done.status == 0, done.err
        (tmp_path / "news/ferry.txt").write_text(ARTICLE + "One more.\n")
    assert lock.is_file()
    assert not lock.is_symlink()
    assert not (tmp_path / "secret.txt").exists()


@pytest.mark.parametrize("kind", ["pipe", "link to nothing", "loop"])
def test_what_is_no_batch_is_not_replaced_by_one(tmp_path: Path, kind: str) -> None:
    """A pipe was exchanged for the batch, and waited for."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    (tmp_path / "output").mkdir()
    place = tmp_path / "output/news"
    if kind == "pipe":
        os.mkfifo(place)
    else:
        place.symlink_to("news" if kind == "loop" else "nothing")
    done = copydesk_here("run", "news", cwd=tmp_path)
    assert done.status == 30
    assert "output/news: is there, but is no batch of copydesk" in done.err
    assert place.is_symlink() or place.is_fifo()


@pytest.mark.parametrize("kind", ["pipe", "loop", "link to nothing"])
@pytest.mark.parametrize("command", [("run", "news"), ("clean", "news")])
def test_a_manifest_that_is_no_file_is_refused(tmp_path: Path, command: tuple[str, str], kind: str) -> None:
    """What it was to say of outlets and addresses would be lost in silence."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    manifest = tmp_path / "news/manifest.csv"
    if kind == "pipe":
        os.mkfifo(manifest)
    else:
        manifest.symlink_to("manifest.csv" if kind == "loop" else "nothing")
    done = copydesk_here(*command, cwd=tmp_path)
    assert done.status != 0
    assert "news/manifest.csv: no file, or it leads nowhere; make it one, or take it away" in done.err


def test_no_file_is_taken_for_a_record_of_another(tmp_path: Path) -> None:
    """It would have the record's id. Both were lost, or the run never ended."""
    news = tmp_path / "news"
    news.mkdir()
    (news / "a.jsonl").write_text(json.dumps({"id": "1", "text": ARTICLE}) + "\n")
    (news / "a.jsonl#1").write_text(PAGE.format("https://post.example", ARTICLE + "Another."))
    done = copydesk_here("run", "news", cwd=tmp_path)
    assert done.status == 0, done.err
    (row,) = map(json.loads, (tmp_path / "output/news/quarantine.jsonl").read_text("utf-8").splitlines())
    assert row["source_path"] == "a.jsonl#1"
    assert "it is called as a record of a.jsonl may be; rename it" in row["error"]
    assert pq.read_table(tmp_path / "output/news/articles.parquet")["source_path"].to_pylist() == ["a.jsonl#1"]


@pytest.mark.parametrize("name", ["a.zip", "a.tar"])
def test_files_of_one_name_in_an_archive_are_articles_of_their_own(tmp_path: Path, name: str) -> None:
    """As where a newer version was put behind the older: the run of such an archive never ended."""
    endings = [f"It was the {n} of them.\n" for n in ("first", "second", "third")]
    texts = [(ARTICLE + ending).encode() for ending in endings]
    (tmp_path / "news").mkdir()
    pack = zip_of if name == "a.zip" else tar_of
    (tmp_path / "news" / name).write_bytes(pack(list(zip(["a.txt", "a.txt", "2~a.txt"], texts, strict=True))))
    done = copydesk_here("run", "news", cwd=tmp_path)
    assert done.status == 0, done.err
    articles = pq.read_table(tmp_path / "output/news/articles.parquet").to_pylist()
    found = {article["source_path"]: article["text"].rpartition("\n")[2] + "\n" for article in articles}
    assert found == dict(zip((f"{name}#1~a.txt", f"{name}#2~a.txt", f"{name}#3~2~a.txt"), endings, strict=True))


def test_what_verify_says_of_a_name_forges_no_line(tmp_path: Path) -> None:
    """Whoever can put a file into a batch's folder cannot say that it is whole."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news/ferry.txt").write_text(ARTICLE)
    assert copydesk_here("run", "news", cwd=tmp_path).status == 0
    (tmp_path / f"output/news/a\x1b[31m\n{FORGED}").write_text("")
    done = copydesk_here("verify", "output/news", cwd=tmp_path)
    assert (done.out, done.status) == (f"output/news/a\\x1b[31m\\n{FORGED}: not in the manifest\n", 1)
