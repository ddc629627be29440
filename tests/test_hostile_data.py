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
