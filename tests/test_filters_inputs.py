"""What filters take and give besides one text: files, folders, containers; texts, JSON lines, CSV, a folder."""

import csv
import gzip
import io
import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from copydesk.read.formats.table import type_of_article
from copydesk.read.named import _type_of_plain
from tests.conftest import ROOT
from tests.running import copydesk_here
from tests.test_mistakes import installed

SPEECH = "“We can continue this dialogue. I think that’s the main thing. “"
MENDED = "“We can continue this dialogue. I think that’s the main thing.”"
SENTENCE = "Number {n} of the ferries left the harbour at noon on day {n} with {n} people on board, the company said."
APPEAL = "The Post is read in every village of the valley, and is printed by eleven of us."


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two texts, a page in a folder of its own, and a hidden file."""
    (tmp_path / "in/post").mkdir(parents=True)
    for n in (1, 2):
        (tmp_path / f"in/{n}.txt").write_text(f"{SENTENCE.format(n=n)}\n{SPEECH}\n")
    page = f"<html><body><article><h1>Ferry</h1><p>{SENTENCE.format(n=3) * 5}</p></article></body></html>"
    (tmp_path / "in/post/3.html").write_text(page)
    (tmp_path / "in/.hidden").write_text(SPEECH)
    return tmp_path


def test_several_texts_say_whose_they_are(folder: Path) -> None:
    """One does not; nor does one of a folder."""
    done = copydesk_here("repair", "in/1.txt", "in/2.txt", cwd=folder)
    texts = [f"==> in/{n}.txt <==\n{SENTENCE.format(n=n)}\n{MENDED}\n" for n in (1, 2)]
    assert (done.out, done.err, done.status) == ("\n".join(texts), "", 0)
    assert copydesk_here("repair", "in/1.txt", cwd=folder).out == texts[0].partition("\n")[2]
    (folder / "in/2.txt").unlink()
    (folder / "in/post/3.html").unlink()
    assert copydesk_here("repair", "in", cwd=folder).out == texts[0].partition("\n")[2]


def test_a_folder_is_its_files_in_order(folder: Path) -> None:
    """The folder that a page lies in is its outlet, as in a batch; hidden files are none."""
    done = copydesk_here("clean", "in", "--format", "jsonl", cwd=folder)
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["id"] for record in records] == ["in/1.txt", "in/2.txt", "in/post/3.html"]
    assert records[2]["outlet"] == "post"
    assert records[0]["text"].endswith(MENDED)
    assert [edit["rule"] for edit in records[0]["edits"]]


def test_a_manifest_beside_the_files_counts(folder: Path) -> None:
    """As in a batch."""
    (folder / "in/manifest.csv").write_text("file,outlet,published\n1.txt,The Post,2026-11-28\n")
    done = copydesk_here("strip", "in", "--format", "jsonl", cwd=folder)
    record = json.loads(done.out.splitlines()[0])
    assert (record["outlet"], record["published"]) == ("The Post", "2026-11-28")


def test_all_inputs_are_one_batch(tmp_path: Path) -> None:
    """What an outlet says under each of its articles goes."""
    (tmp_path / "post").mkdir()
    for i in range(4):
        lines = [*(SENTENCE.format(n=7 * i + k) for k in range(5)), APPEAL]
        record = {"id": i, "outlet": "Post", "text": "\n".join(lines)}
        (tmp_path / f"post/{i}.jsonl").write_text(json.dumps(record) + "\n")
    assert APPEAL in copydesk_here("strip", "post/0.jsonl", cwd=tmp_path).out
    assert APPEAL not in copydesk_here("strip", "post", cwd=tmp_path).out
    shown = copydesk_here("explain", "post", cwd=tmp_path).out
    assert shown.count("profile.line") == 4
    assert shown.count("==> post/0.jsonl#1 <==") == 1


def test_containers_are_read_as_in_a_batch(tmp_path: Path) -> None:
    """Packed ones, too, by name and on standard input."""
    line = json.dumps({"id": "a", "text": SPEECH}).encode() + b"\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as archive:
        archive.writestr("news/b.txt", SPEECH)
        archive.writestr("c.csv", f'text\n"{SPEECH}"\n')
    done = copydesk_here("repair", "a.jsonl.gz", "b.zip", cwd=tmp_path)
    assert [name for name in done.out.splitlines() if name.startswith("==>")] == [
        "==> a.jsonl.gz#1 <==",
        "==> b.zip#news/b.txt <==",
        "==> b.zip#c.csv#1 <==",
    ]
    assert done.out.count(MENDED) == 3
    done = copydesk_here("repair", "a.jsonl.gz", "b.zip", "--format", "jsonl", cwd=tmp_path)
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [(record["id"], record["input"]) for record in records[:2]] == [
        ("a", "a.jsonl.gz#1"),
        ("b.zip#news/b.txt", "b.zip#news/b.txt"),
    ]
    for given in (gzip.compress(line), line):
        assert copydesk_here("repair", cwd=tmp_path, stdin=given).out == MENDED


def test_one_bad_input_costs_itself_only(folder: Path) -> None:
    """It is told; the status says that something was wrong."""
    (folder / "in/0.txt").write_bytes(b"%PDF-1.4")
    done = copydesk_here("clean", "in/0.txt", "missing", "in/1.txt", cwd=folder)
    assert done.out.startswith("==> in/1.txt <==\n")
    assert done.err.splitlines() == [
        "copydesk clean: in/0.txt: looks like a PDF document, not like text",
        "copydesk clean: missing: No such file or directory; give a file, a folder, or the text on standard input",
    ]
    assert done.status == 1
    done = copydesk_here("clean", "in/0.txt", "in/1.txt", "--format", "jsonl", cwd=folder)
    assert ["error" in json.loads(line) for line in done.out.splitlines()] == [True, False]


def test_csv_has_a_row_an_article(folder: Path) -> None:
    """Fields, text, how much was done, and what was wrong."""
    (folder / "in/0.txt").write_bytes(b"%PDF-1.4")
    done = copydesk_here("clean", "in", "--format", "csv", cwd=folder)
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [row["id"] for row in rows] == ["in/0.txt", "in/1.txt", "in/2.txt", "in/post/3.html"]
    assert rows[0]["error"].endswith("looks like a PDF document, not like text")
    assert (rows[1]["text"].splitlines()[-1], rows[1]["n_edits"], rows[1]["error"]) == (MENDED, "1", "")
    assert (rows[3]["title"], rows[3]["outlet"]) == ("Ferry", "post")
    done = copydesk_here("repair", "in/1.txt", "--format", "csv", cwd=folder)
    assert done.out.startswith("id,input,text,n_edits,error\n")


def test_texts_go_into_a_folder(folder: Path) -> None:
    """Under the names of the inputs; two of one name are two files; a link to the folder is no other folder."""
    (folder / "in/post/1.txt").write_text(SPEECH)
    done = copydesk_here("clean", "in", "--output", "out", cwd=folder)
    assert (done.out, done.err, done.status) == ("", "", 0)
    assert sorted(os.listdir(folder / "out")) == ["1-2.txt", "1.txt", "2.txt", "3.html.txt"]
    assert (folder / "out/1-2.txt").read_text() == f"{MENDED}\n"
    (folder / "link").symlink_to("in")
    assert "might be overwritten" in copydesk_here("clean", "in", "--output", "link", cwd=folder).err


def test_a_page_stays_a_page_for_repair(tmp_path: Path) -> None:
    """Its text is mended in its place; `clean` gives the article."""
    page = f"<html><article><p>{SENTENCE.format(n=1) * 4}</p><p>I donâ€™t.</p></article></html>"
    (tmp_path / "a.html").write_text(page)
    assert copydesk_here("repair", "a.html", cwd=tmp_path).out == page.replace("donâ€™t", "don’t")
    assert copydesk_here("clean", "a.html", cwd=tmp_path).out.endswith("\n\nI don’t.\n")


def test_explain_shows_repairs_and_removals(tmp_path: Path) -> None:
    """Of one article without its name."""
    done = copydesk_here("explain", ROOT / "seeds/003_f6368936aa7368ae.txt", cwd=tmp_path)
    assert "quote.style_apostrophe  margin" in done.out
    assert "[related_link: " in done.out
    assert "==>" not in done.out
    assert "\x1b" not in done.out


@pytest.mark.parametrize("name", ["a.txt", "a.html", "a.HTM", "a", "a.csv", "a.jsonl", "a.md"])
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"A text, of one line: body and all.",
        "\ufeffA text".encode(),
        b"<!DOCTYPE html><p>A page",
        b"\n  <html><body>A page",
        b'{"text": "A record"}\n',
        b'\n[{"text": "A record"}]',
        b"url;text\nhttps://post.example;A row\n",
        gzip.compress(b"A text", mtime=0),
        b"PAR1",
        b"WARC/1.0\r\n",
        b"%PDF-1.4",
    ],
)
def test_what_is_told_without_the_formats_is_what_they_tell(name: str, data: bytes) -> None:
    """Where nothing is told they are asked."""
    told = _type_of_plain(name, data)
    by_formats = type_of_article(io.BytesIO(data), name)
    assert told in (None, "text/plain" if by_formats == "application/octet-stream" else by_formats)
    assert told is not None or not (name == "a.txt" and data.startswith(b"A text"))


def test_pipes_that_have_a_name_are_files(folder: Path) -> None:
    """As the shell gives them for `<(...)`."""
    done = installed("copydesk repair <(cat in/1.txt)", folder)
    assert done.stdout == f"{SENTENCE.format(n=1)}\n{MENDED}\n"


def test_find_and_reuse_take_folders(sample: Path, folder: Path) -> None:
    """Where several texts are asked about, each finding says of which it is."""
    (folder / "in/seed.txt").write_text((ROOT / "seeds/000_ca21a101e8127bc6.txt").read_text())
    done = copydesk_here("find", "--batch", sample / "seeds", "in/post", "in/seed.txt", cwd=folder)
    assert done.out.startswith("in/seed.txt: 1.00 exact")
    done = copydesk_here("reuse", ROOT / "seeds", cwd=folder)
    assert "After the call, Biden spoke" in done.out


def test_bash_completes_commands_and_options(tmp_path: Path) -> None:
    """By the script that the command prints."""
    script = copydesk_here("--completion", "bash", cwd=tmp_path).out
    ask = 'COMP_WORDS=({words}); COMP_CWORD={n}; _copydesk; echo "${{COMPREPLY[@]}}"'
    for words, n, offered in (
        ("copydesk re", 1, "repair reuse"),
        ("copydesk clean --st", 2, "--stream --style"),
        ("copydesk run --output", 2, "--output-dir"),
        ("copydesk no --output", 2, ""),
    ):
        bash = ["bash", "-c", f"{script}\n{ask.format(words=words, n=n)}"]
        done = subprocess.run(bash, capture_output=True, text=True, check=True, cwd=tmp_path)
        assert done.stdout.strip() == offered
