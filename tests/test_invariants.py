"""What must hold whatever is in a batch: small ones are made at random, run, and their output is looked at.

Texts and pages of several outlets, damaged in several ways, copied from one another, doubled, empty, no text at all; as
files and as records.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from copydesk.read.articles import read_article
from copydesk.reasons import REASONS
from copydesk.rebuild import rebuild
from copydesk.records import BODY_KINDS, Block, Edit, Removal, Source
from copydesk.repair import repair_text
from tests.conftest import files_of
from tests.running import copydesk_here

PARAGRAPHS = (
    "The ferry left the harbour at noon on Friday with forty people on board, the company said in a statement. "
    "It did not come back before the storm, and nobody on the quay knew where it was.",
    "“We waited until midnight,” the captain’s wife said, “and nobody on the quay had seen such a storm before.” "
    "She had come without a coat, and went home at four.",
    "The bridge will close on Tuesday for repairs that are to take three weeks, the council said after a meeting. "
    "Engineers had found seven cracks in the second pillar when they looked at it in March.",
    "Der Minister sagte am Dienstag, die Brücke werde für drei Wochen geschlossen, da der Pfeiler Risse habe. "
    "„Das ist bedauerlich“, sagte er, und fuhr mit dem Zug zurück nach Köln.",
    "Fishermen sold nine tonnes of herring in the market hall, more than in any year since the war, and prices fell. "
    "The mayor said that the hall would stay open until the evening.",
    "It rained, the minister told reporters, who had come without umbrellas and stood under the roof of the café.",
)
FURNITURE = ("Read more", "By Jane Doe", "7 Dec 2021", "Sign up to our newsletter", "Photograph: Jane Doe/Getty Images")
DAMAGES = {
    "none": lambda text: text,
    "mojibake": lambda text: text.encode().decode("sloppy-windows-1252"),
    "turned": lambda text: text.replace(",” ", ", “"),
    "entities": lambda text: text.replace("’", "&rsquo;").replace("“", "&ldquo;"),
    "edited": lambda text: text.replace("three", "two").replace("Friday", "Thursday"),
    "line ends": lambda text: text.replace("\n", "\r\n"),
    "separators": lambda text: text.replace(". ", ".\u2028"),
    "controls": lambda text: text.replace(" ", "\x0b", 1).replace(",", "\u200b,", 1),
}
ENCODINGS = ("utf-8", "utf-8-sig", "cp1252", "utf-16")
HARM = (b"", b" \n", b"\0\1\2\3\4\5", b"%PDF-1.7\n...", b"<html></html>", b"Read more\nBy Jane Doe\n", b"\xff" * 300)
OUTLETS = ("post.example", "tribune.example", "herald.example")


class Written(NamedTuple):
    """One article as an outlet has it."""

    outlet: str
    lines: tuple[str, ...]
    damage: str
    encoding: str
    kind: str  # "txt", "html", "jsonl"
    url: int  # two of one outlet with one address are one article


WRITTEN = st.builds(
    Written,
    outlet=st.sampled_from(OUTLETS),
    lines=st.lists(st.sampled_from([*PARAGRAPHS, *PARAGRAPHS, *FURNITURE]), min_size=1, max_size=6).map(tuple),
    damage=st.sampled_from(sorted(DAMAGES)),
    encoding=st.sampled_from(ENCODINGS),
    kind=st.sampled_from(["txt", "txt", "html", "jsonl"]),
    url=st.integers(1, 6),
)
BATCHES = st.tuples(st.lists(WRITTEN, min_size=1, max_size=8), st.lists(st.sampled_from(HARM), max_size=2))
Rows = list[dict[str, Any]]


@dataclass
class Batch:
    """A published one."""

    folder: Path
    inputs: Path
    n_inputs: int  # files and records that may be an article

    def rows(self, table: str) -> Rows:
        rows: Rows = pq.read_table(self.folder / f"{table}.parquet").to_pylist()
        return rows

    def of(self, table: str, article: dict[str, Any]) -> Rows:
        return [row for row in self.rows(table) if row["article_id"] == article["article_id"]]

    @property
    def quarantine(self) -> Rows:
        return [json.loads(line) for line in (self.folder / "quarantine.jsonl").read_text("utf-8").splitlines()]


def write(batch: tuple[list[Written], list[bytes]], folder: Path) -> int:
    """The inputs; how many there are."""
    folder.mkdir()
    articles, harm = batch
    records: list[dict[str, str]] = []
    rows = ["file,outlet,url,published"]
    for n, article in enumerate(articles):
        text = DAMAGES[article.damage]("\n".join(article.lines))
        url = f"https://{article.outlet}/{article.url}"
        if article.kind == "html":
            body = "".join(f"<p>{line}</p>\n" for line in text.splitlines())
            text = f"<html><head><title>Ferry</title></head><body><h1>Ferry</h1>{body}</body></html>"
        if article.kind == "jsonl":
            records.append({"id": f"r{n}", "url": url, "text": text, "published": f"2026-01-0{1 + n}"})
            continue
        name = f"{n}.{article.kind}"
        (folder / name).write_bytes(text.encode(article.encoding, "replace"))
        rows.append(f"{name},{article.outlet},{url},2026-01-0{1 + n}")
    # There is always one: a batch without any is refused.
    (folder / "always.txt").write_text(PARAGRAPHS[0] + "\n", "utf-8")
    for n, data in enumerate(harm):
        (folder / f"harm{n}.txt").write_bytes(data)
    if records:
        (folder / "records.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records), "utf-8")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", "utf-8")
    return 1 + len(articles) + len(harm)


def run(inputs: Path, output: Path, *more: object) -> Path:
    ended = copydesk_here("run", inputs.name, "--output-dir", output, *more, cwd=inputs.parent)
    assert ended.status == 0, ended.err
    assert "Traceback" not in ended.err
    return output / inputs.name


def check(batch: Batch) -> None:
    """All that must hold of one batch."""
    check_files(batch)
    check_counts(batch)
    check_nothing_is_lost(batch)
    check_passages(batch)
    check_canonical(batch)


def check_files(batch: Batch) -> None:
    """The manifest names every file with its checksum, and its tables' rows; `verify` says so, too."""
    manifest = json.loads((batch.folder / "manifest.json").read_text("utf-8"))
    there = files_of(batch.folder)
    of_report = {name for name in there if name.startswith("report/")}  # one entry says all of them
    named = {entry["path"]: entry for entry in manifest["files"]}
    assert there.keys() - of_report == {*named.keys() - {"report/"}, "manifest.json"}
    for name in there.keys() & named.keys():
        assert named[name]["sha256"] == hashlib.sha256(there[name]).hexdigest(), name
        if name.endswith(".parquet"):
            assert named[name]["n_rows"] == pq.read_metadata(batch.folder / name).num_rows, name
    ended = copydesk_here("verify", batch.folder, cwd=batch.folder)
    assert ended.status == 0, ended.out + ended.err


def check_counts(batch: Batch) -> None:
    """Every input is an article or a row of the quarantine with its reason; every article has its own id and file."""
    articles, quarantine = batch.rows("articles"), batch.quarantine
    assert len(articles) + sum(row["n"] for row in quarantine) == batch.n_inputs
    assert all(row["reason"] and row["error"] for row in quarantine)
    emitted = {row["source_path"] for row in articles}
    for row in quarantine:
        if row["reason"] == "duplicate" and has_paragraph(batch, row["source_path"]):
            kept = re.search("as (.+), which is kept", row["error"])
            assert kept is not None
            assert kept[1] in emitted, "an article is lost for one that is none"
    ids = [row["article_id"] for row in articles]
    assert ids == sorted(set(ids))
    for table in ("blocks", "edits", "removals", "passages"):
        assert {row["article_id"] for row in batch.rows(table)} <= set(ids), table
    files = {path.relative_to(batch.folder).as_posix() for path in (batch.folder / "text").rglob("*.txt")}
    assert {row["text_path"] for row in articles} == files
    assert len({path.lower() for path in files}) == len(articles)


def has_paragraph(batch: Batch, path: str) -> bool:
    """Whether the input has more than furniture."""
    name, _, number = path.partition("#")
    data = (batch.inputs / name).read_bytes()
    data = data.splitlines()[int(number) - 1] if number else data
    return re.search(rb"quay|council|inister|market", data.replace(b"\0", b"")) is not None


def check_nothing_is_lost(batch: Batch) -> None:
    """Each article's decoded source comes back from its evidence, and is that of the input it names."""
    for article in batch.rows("articles"):
        edits = [Edit(*(row[name] for name in Edit._fields)) for row in batch.of("edits", article)]
        removals = [Removal(*(row[name] for name in Removal._fields)) for row in batch.of("removals", article)]
        blocks: list[Block] = []
        body: list[str] = []
        for row in batch.of("blocks", article):
            text = row["field_text"] or article["text"][row["text_start"] : row["text_end"]]
            blocks.append(Block(row["start_char"], row["end_char"], text, row["kind"], row["gap"]))
            if row["kind"] in BODY_KINDS:
                body.append(text)
        assert article["text"] == "\n\n".join(body)
        assert all(removal.reason in REASONS and removal.rule for removal in removals)
        assert all(edit.rule and edit.before != edit.after for edit in edits)
        source = source_of(batch, article)
        assert rebuild(blocks, removals, edits, end_gap=article["end_gap"]) == source
        assert article["n_source_chars"] == len(source)
        repaired = repair_text(source).text
        assert repair_text(repaired).edits == ()


def source_of(batch: Batch, article: dict[str, Any]) -> str:
    """The decoded source, read once more from the input."""
    name, _, number = article["source_path"].partition("#")
    data = (batch.inputs / name).read_bytes()
    if number:
        data = json.loads(data.decode().splitlines()[int(number) - 1])["text"].encode()
    assert hashlib.sha256(data).hexdigest() == article["source_sha256"]
    return read_article(Source(source_id="a", path=name, media_type=article["media_type"], data=data)).source_text


def check_passages(batch: Batch) -> None:
    """Spans are of the texts; no outlet copies itself; of each cluster one copy is to be kept."""
    articles = {row["article_id"]: row for row in batch.rows("articles")}
    passages = batch.rows("passages")
    for row in passages:
        assert row["text"] == articles[row["article_id"]]["text"][row["start_char"] : row["end_char"]] != ""
        assert row["passage_id"] == f"{row['article_id']}:{row['start_char']}-{row['end_char']}"
    for row in batch.rows("matches"):
        a, b = articles[row["a_article_id"]], articles[row["b_article_id"]]
        assert row["a_article_id"] < row["b_article_id"]
        assert a["outlet"] != b["outlet"]
        assert 0 <= row["a_start"] < row["a_end"] <= len(a["text"])
        assert 0 <= row["b_start"] < row["b_end"] <= len(b["text"])
        assert 0 < row["similarity"] <= 1
        is_same = a["text"][row["a_start"] : row["a_end"]] == b["text"][row["b_start"] : row["b_end"]]
        assert row["kind"] == "exact" or not is_same
    clusters = {row["cluster_id"]: row for row in batch.rows("clusters")}
    assert Counter(row["cluster_id"] for row in passages) == {name: row["n_passages"] for name, row in clusters.items()}
    assert {row["passage_id"] for row in passages if row["is_canonical"]} == {
        row["canonical_passage_id"] for row in clusters.values()
    }
    for name, cluster in clusters.items():
        outlets = sorted({row["outlet"] for row in passages if row["cluster_id"] == name})
        assert cluster["outlets"] == outlets
        assert cluster["n_outlets"] == len(outlets) >= 2


def check_canonical(batch: Batch) -> None:
    """Nothing is in an article's canonical text that is not in its text, and every passage stands in some one."""
    texts = {row["article_id"]: row for row in batch.rows("articles")}
    for article in texts.values():
        letters = Counter(filter(str.isalnum, article["text"]))
        assert Counter(filter(str.isalnum, article["canonical_text"])) <= letters
        has_copies = any(row["canonical_text_at"] is not None for row in batch.of("passages", article))
        assert has_copies or article["canonical_text"] == article["text"]
    for row in batch.rows("passages"):
        if row["is_canonical"]:
            assert row["canonical_text_at"] is None
            assert texts[row["article_id"]]["keep"], "a passage that is cut elsewhere is lost with its kept copy"
    for cluster in batch.rows("article_clusters"):
        assert cluster["canonical_article_id"] in cluster["article_ids"]
        assert len(cluster["article_ids"]) == cluster["n_articles"] >= 2


def try_batch(made: tuple[list[Written], list[bytes]]) -> None:
    """The batch is right; it is the same however many workers made it and wherever it lies; run again, it stays."""
    with tempfile.TemporaryDirectory(prefix="invariants-") as folder:
        here, there = Path(folder, "here"), Path(folder, "there")
        here.mkdir()
        there.mkdir()
        n_inputs = write(made, here / "news")
        write(made, there / "news")
        published = run(here / "news", here / "out")
        check(Batch(published, here / "news", n_inputs))
        files = files_of(published)
        assert files_of(run(there / "news", there / "out", "--workers", 2)) == files
        assert files_of(run(here / "news", here / "out")) == files


# What fails is as small as it is: making it smaller would take minutes.
QUICK = settings(
    max_examples=1,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.explicit, Phase.generate],
)


# Copies in three outlets, one of them edited and one misread; one address twice; a page; records; what is no article.
RICH = (
    [
        Written("herald.example", ("7 Dec 2021",), "none", "utf-8", "txt", 3),
        Written("post.example", PARAGRAPHS[:4], "none", "utf-8", "txt", 1),
        Written("tribune.example", (PARAGRAPHS[0], "Read more", PARAGRAPHS[2]), "edited", "cp1252", "txt", 2),
        Written("herald.example", PARAGRAPHS[1:5], "mojibake", "utf-8", "html", 3),
        Written("herald.example", PARAGRAPHS[1:5], "turned", "utf-16", "txt", 3),
        Written("tribune.example", (*PARAGRAPHS[3:], *FURNITURE), "entities", "utf-8", "jsonl", 5),
        Written("post.example", (PARAGRAPHS[2], PARAGRAPHS[5]), "separators", "utf-8-sig", "jsonl", 6),
    ],
    [HARM[0], HARM[2]],
)


@given(BATCHES)
@example(RICH)
@QUICK
def test_what_must_hold_of_any_batch_holds(made: tuple[list[Written], list[bytes]]) -> None:
    """A few, always the same ones."""
    try_batch(made)


@pytest.mark.torture
@given(BATCHES)
@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_must_hold_of_any_batch_holds_of_many(made: tuple[list[Written], list[bytes]]) -> None:
    """Other ones each time."""
    try_batch(made)
