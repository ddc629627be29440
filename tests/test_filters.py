"""The filters, as commands and as functions."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest

from copydesk import arguments, filters
from copydesk.errors import ArticleError
from copydesk.repair.quotes import Style
from tests.conftest import ROOT

SPEECH = "“We can continue this dialogue. I think that’s the main thing. “"
MENDED = "“We can continue this dialogue. I think that’s the main thing.”"


def run(*arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "copydesk", *arguments], input=stdin, capture_output=True, cwd=ROOT, check=False
    )


def run_jsonl(name: str, *records: Any) -> list[dict[str, Any]]:
    lines = "".join(record if isinstance(record, str) else json.dumps(record) + "\n" for record in records)
    done = run(name, "--jsonl", stdin=lines.encode())
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_repair_is_text_in_and_text_out_whatever_the_line_ends() -> None:
    """Byte for byte but for the repair."""
    source = f"{SPEECH}\r\n\r\nBye."
    assert run("repair", stdin=source.encode()).stdout == f"{MENDED}\r\n\r\nBye.".encode()


def test_a_seed_comes_out_of_clean_as_its_body() -> None:
    """Repaired and stripped, as in the pipeline."""
    gold = json.loads((ROOT / "tests/gold/004_b801bcf73820c98d.json").read_text())
    done = run("clean", str(ROOT / "seeds/004_b801bcf73820c98d.txt"))
    assert done.stdout.decode() == "\n\n".join(gold["body"]) + "\n"


def test_records_come_out_with_text_fields_and_evidence() -> None:
    """One out for one in, in order."""
    source = (ROOT / "seeds/003_f6368936aa7368ae.txt").read_text()
    first, second = run_jsonl("clean", {"id": "a", "text": source}, {"id": 7, "outlet": "Post", "text": SPEECH})
    assert (first["id"], first["published"], len(first["removals"])) == ("a", "2021-12-07", 27)
    assert (second["id"], second["outlet"], second["text"]) == (7, "Post", MENDED)
    assert [edit["after"] for edit in second["edits"]] == ["”"]


def test_a_page_is_stripped_to_its_article() -> None:
    """HTML goes in where there is HTML."""
    sentence = "The ferry left the harbour at noon on Friday with forty people and a dog on board, the company said. "
    paragraphs = f"<p>{sentence * 4}</p><p>{sentence * 3}</p>"
    page = f"<nav><a href=/>Home</a></nav><article><h1>Ferry leaves the harbour</h1>{paragraphs}</article>"
    (record,) = run_jsonl("strip", {"id": 1, "html": page})
    assert record["text"] == f"{(sentence * 4).strip()}\n\n{(sentence * 3).strip()}"
    assert record["title"] == "Ferry leaves the harbour"


@pytest.mark.parametrize(
    "line, error",
    [
        ("{not json\n", "bad_record: line 1 is not JSON"),
        ("[1, 2]\n", "bad_record: line 1 is a JSON list; expected an object"),
        ('{"id": 3}\n', "bad_record: neither html nor text"),
        ('{"id": 3, "text": 5}\n', "bad_record: text is a int; expected a string"),
    ],
)
def test_a_bad_record_costs_itself_only(line: str, error: str) -> None:
    """It comes out with its error; the next one is done."""
    bad, good = run_jsonl("repair", line, {"id": 4, "text": SPEECH})
    assert bad["text"] == ""
    assert bad["error"].startswith(error)
    assert good == {"id": 4, "text": MENDED, "edits": good["edits"]}


SENTENCE = "Number {n} of the ferries left the harbour at noon on day {n} with {n} people on board, the company said."
APPEAL = "The Post is read in every village of the valley, and is printed by eleven of us."


def scrapes(outlet: str, n: int) -> list[dict[str, Any]]:
    """Records of one outlet that all end with the same line."""
    texts = ["\n".join([*(SENTENCE.format(n=7 * i + k) for k in range(5)), APPEAL]) for i in range(n)]
    return [{"id": f"{outlet}{i}", "outlet": outlet, "text": text} for i, text in enumerate(texts)]


def test_all_records_are_one_batch() -> None:
    """What an outlet says under each of its articles goes; --stream and a lone article keep it."""
    records = [*scrapes("Post", 4), *scrapes("Mail", 1)]
    out = run_jsonl("strip", *records)
    assert [record["id"] for record in out] == [record["id"] for record in records]
    assert [APPEAL in record["text"] for record in out] == [False] * 4 + [True]
    assert out[0]["removals"][0]["rule"] == "profile.line"
    lines = [json.dumps(record).encode() for record in records]
    assert all(APPEAL in record["text"] for record in filters.filter_lines("strip", lines, stream=True))


def test_reuse_writes_the_pairs_of_different_outlets() -> None:
    """Passages in, pairs out."""
    text = "The committee voted eleven to four on Tuesday to close the bridge over the river for repairs until spring."
    other = text.replace("voted", "has voted")
    passages = [
        {"id": "a", "outlet": "A", "article": "1", "text": text},
        {"id": "b", "outlet": "B", "article": "2", "text": other},
        {"id": "c", "outlet": "A", "article": "3", "text": text},
        {
            "id": "d",
            "outlet": "D",
            "article": "4",
            "text": "Nothing in this sentence was ever said by anybody else before today.",
        },
    ]
    pairs = {(pair["a"], pair["b"]): pair["score"] for pair in run_jsonl("reuse", *passages)}
    assert pairs.keys() == {("a", "b"), ("b", "c")}
    assert all(0.5 < score <= 1 for score in pairs.values())


def test_reuse_compares_files() -> None:
    """Each is of an outlet of its own."""
    done = run("reuse", "seeds/000_ca21a101e8127bc6.txt", "seeds/002_cea50f6370969d2e.txt")
    assert "After the call, Biden spoke" in done.stdout.decode()


@pytest.mark.parametrize(
    "arguments, stdin, message",
    [
        (["clean"], b"%PDF-1.4", "copydesk clean: looks like a PDF document, not like text"),
        (["strip", "no-such-file"], b"", "copydesk strip: no-such-file: No such file or directory; give a file"),
    ],
)
def test_a_filter_that_cannot_says_why_in_one_line(arguments: list[str], stdin: bytes, message: str) -> None:
    """And exits non-zero."""
    done = run(*arguments, stdin=stdin)
    assert done.returncode == 1
    assert done.stderr.decode().startswith(message)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("name", ["repair", "strip"])
def test_explain_shows_what_and_why(name: str) -> None:
    """For one text, without colour where nobody looks."""
    done = run(name, "--explain", "seeds/003_f6368936aa7368ae.txt")
    assert done.returncode == 0, done.stderr
    assert {"repair": "quote.style_apostrophe", "strip": "related_link"}[name] in done.stdout.decode()
    assert b"\x1b" not in done.stdout


def test_a_page_is_known_by_its_name_or_its_first_words(tmp_path: Path) -> None:
    """Without being told."""
    sentence = "The ferry left the harbour at noon on Friday with forty people and a dog on board, the company said. "
    page = (
        f"<!DOCTYPE html><html><body><article><h1>Ferry leaves the harbour</h1><p>{sentence * 5}</p></article></body>"
    )
    for name in ("a.html", "a.txt"):
        (tmp_path / name).write_text(page)
        assert run("clean", str(tmp_path / name)).stdout.decode().strip() == (sentence * 5).strip()


def test_the_functions_do_what_the_filters_do() -> None:
    """In memory, with records for evidence."""
    assert filters.repair(SPEECH).text == MENDED
    source = (ROOT / "seeds/003_f6368936aa7368ae.txt").read_text()
    assert filters.strip(source).title == "Biden urges Putin to de-escalate Ukraine tensions in direct talks"
    assert filters.clean(SPEECH).text == MENDED
    with pytest.raises(ArticleError):
        filters.strip("")
    with pytest.raises(ArticleError, match="passage 1"):
        list(filters.reuse([{"text": "no id"}]))


@pytest.mark.parametrize("arguments", [["repair"], ["strip", "--stream"], ["clean", "--stream"]])
def test_a_filter_streams(arguments: list[str]) -> None:
    """The first record is out before the second is in."""
    command = [sys.executable, "-m", "copydesk", *arguments, "--jsonl"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for n in range(2):
            process.stdin.write(json.dumps({"id": n, "text": SPEECH}).encode() + b"\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == n
        process.stdin.close()
    assert process.returncode == 0


def test_the_styles_offered_are_those_there_are() -> None:
    """The command line lists them without loading the stage."""
    assert get_args(Style) == arguments.STYLES


def test_ids_of_passages_come_out_as_they_went_in(caplog: pytest.LogCaptureFixture) -> None:
    """Of any JSON type, each its own; one that stands twice is told, and loses nothing."""
    text = "The harbour council voted nine to four on Tuesday to close the old ferry terminal at the point."
    ids = [7, "7", None, True, ["a", 1]]
    pairs = list(filters.reuse({"id": own, "outlet": f"o{n}", "text": text} for n, own in enumerate(ids)))
    assert len(pairs) == 10
    assert {repr(pair.a) for pair in pairs} | {repr(pair.b) for pair in pairs} == set(map(repr, ids))
    twice = [{"id": 1, "outlet": outlet, "article": "a", "text": text} for outlet in ("x", "x")]
    found = list(filters.reuse([*twice, {"id": 2, "outlet": "y", "text": text}]))
    assert [(pair.a, pair.b) for pair in found] == [(1, 2)] * 2
    assert "1 passages repeat" in caplog.text
