"""Which passages of a batch are like a text."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from copydesk.errors import BatchError
from copydesk.find_filter import find
from copydesk.reuse import ReuseInput
from copydesk.reuse.find import Found, find_passages
from tests.conftest import ROOT

MILL = "The mill has stood idle for years, and nobody but the pigeons has set foot in it since the great fire."
CHOIR = "A choir of retired miners won the county prize last night with a song about the sea and its ships."
TOLL = "The council will raise the toll on the old bridge to 4 crowns in March, the treasurer said on Monday."


def articles(*texts: str) -> list[ReuseInput]:
    return [ReuseInput(article_id=f"{n}", outlet=f"o{n}", text=text) for n, text in enumerate(texts)]


def places(found: list[Found]) -> list[tuple[str, int, int]]:
    return [(one.article_id, one.start_char, one.end_char) for one in found]


def test_a_copy_is_found_where_it_stands() -> None:
    """With its span, and where in the text asked about it stands."""
    (found,) = find_passages([f"Nobody has asked about this before. {MILL}"], articles(CHOIR, f"{CHOIR}\n\n{MILL}"))
    assert (found.article_id, found.outlet, found.kind, found.similarity) == ("1", "o1", "exact", 1.0)
    assert (found.start_char, found.end_char, found.text) == (len(CHOIR) + 2, len(CHOIR) + 2 + len(MILL), MILL)
    assert (found.query_start, found.query_end) == (36, 36 + len(MILL))


def test_what_is_most_like_it_comes_first() -> None:
    """An edited copy after a copy, and a number that differs is no hindrance."""
    edited = TOLL.replace("4 crowns", "6 crowns").replace("will raise", "raises")
    assert places(find_passages([TOLL], articles(edited, CHOIR, TOLL))) == [("2", 0, len(TOLL)), ("0", 0, len(edited))]


def test_every_copy_is_found() -> None:
    """However many there are: nothing is everybody's phrase, and nothing is left out."""
    assert [one.article_id for one in find_passages([MILL], articles(*[MILL] * 40))] == sorted(map(str, range(40)))


def test_a_short_sentence_is_found_by_its_words() -> None:
    """Where it is all that is asked about."""
    assert places(find_passages(["Read more about it."], articles(CHOIR, f"Read more about it!\n\n{CHOIR}"))) == [
        ("1", 0, 19)
    ]


def test_texts_are_not_compared_with_one_another_nor_articles() -> None:
    """Two texts asked about, each with its own; a text of no words has none."""
    found = find_passages([MILL, MILL, "", CHOIR], articles(MILL, CHOIR, CHOIR))
    assert [(one.query, one.article_id) for one in found] == [(0, "0"), (1, "0"), (3, "1"), (3, "2")]


@pytest.mark.parametrize("text", ["", "word", CHOIR])
def test_nothing_is_like_it(text: str) -> None:
    """An empty text, one word, and another sentence."""
    assert find_passages([text], articles(MILL, "", TOLL)) == []
    assert find_passages([text], []) == []


def run(*arguments: str, stdin: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "copydesk", "find", *arguments],
        input=stdin.encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
    )


ASKED = "After the call, Biden spoke to the leaders of Britain, France, Germany and Italy."


def test_a_batch_is_asked_for_what_is_like_a_text(sample: Path) -> None:
    """A line for each passage, with outlet, article and span."""
    done = run("--batch", str(sample / "seeds"), stdin=ASKED)
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 0, done.stderr
    assert len(lines) == 2
    assert all(" After the call, Biden spoke " in line for line in lines)


def test_texts_as_records_are_answered_by_records(sample: Path) -> None:
    """Each names the text it is about; a bad one is told, and the others go on."""
    records = [{"id": 7, "text": CHOIR}, {"id": "no text"}, {"id": "call", "text": ASKED}]
    done = run("--batch", str(sample / "seeds"), "--jsonl", stdin="\n".join(map(json.dumps, records)))
    assert done.stderr.decode().startswith("copydesk find: record 2:")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [one["id"] for one in found] == ["call", "call"]
    assert all(one["text"].startswith("After the call, Biden spoke") for one in found)


def test_no_batch_is_said_to_be_none(tmp_path: Path) -> None:
    """By the folder's name."""
    with pytest.raises(BatchError, match=r"no articles\.parquet there"):
        find([MILL], tmp_path)
