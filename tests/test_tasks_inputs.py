"""The same articles in whatever they come, and what is broken of it."""

import csv
import gzip
import json
import zipfile
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from copydesk.read.formats import ReadOptions, SegmentSizes
from copydesk.read.inventory import list_source, read_records, take_inventory
from copydesk.records import Source
from copydesk.store import Place
from tests.conftest import ROOT, emit, files_of

Record = dict[str, Any]
# What says in which container an article came.
ORIGIN = {"source_path", "source_sha256"}


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """The seeds as records with an address each."""
    paths = sorted((ROOT / "seeds").glob("*.txt"))
    return [
        {"outlet": f"Post {n}", "url": f"https://post{n}.example/a/{n}.html", "text": path.read_bytes().decode()}
        for n, path in enumerate(paths)
    ]


@pytest.fixture(scope="module")
def pages(records: list[Record]) -> list[Record]:
    """The same as pages, of which only the address is known besides."""
    return [{"url": record["url"], "html": page_of(record["text"])} for record in records]


def page_of(text: str) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines() if line.strip())
    return f"<html><head><meta charset=utf-8></head><body><article>{lines}</article></body></html>"


def as_files(folder: Path, records: list[Record]) -> None:
    with (folder / "manifest.csv").open("w", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("file", "outlet", "url"))
        for n, record in enumerate(records):
            name = f"{n}.html" if "html" in record else f"{n}.txt"
            (folder / name).write_bytes((record.get("html") or record["text"]).encode())
            rows.writerow((name, record.get("outlet"), record["url"]))


def as_lines(records: list[Record]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def as_jsonl(folder: Path, records: list[Record]) -> None:
    (folder / "a.jsonl.gz").write_bytes(gzip.compress(as_lines(records)))


def as_members(folder: Path, records: list[Record]) -> None:
    (folder / "a.jsonl.gz").write_bytes(b"".join(gzip.compress(as_lines([record])) for record in records))


def as_parquet(folder: Path, records: list[Record]) -> None:
    pq.write_table(pa.Table.from_pylist(records), folder / "a.parquet", row_group_size=2)


def as_csv(folder: Path, records: list[Record]) -> None:
    with (folder / "a.csv").open("w", newline="") as stream:
        rows = csv.DictWriter(stream, list(records[0]))
        rows.writeheader()
        rows.writerows(records)


def as_zip(folder: Path, records: list[Record]) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/c.jsonl", as_lines(records))


def as_warc(folder: Path, records: list[Record]) -> None:
    """Pages, and a record about the archive itself."""
    with (folder / "a.warc.gz").open("wb") as stream:
        for record in records:
            http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + record["html"].encode()
            head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {record['url']}\r\n"
            head += f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
            stream.write(gzip.compress(head.encode() + http + b"\r\n\r\n"))
        info = "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n"
        stream.write(gzip.compress(info.encode()))


WAYS: dict[str, Callable[[Path, list[Record]], None]] = {
    "files": as_files,
    "JSONL": as_jsonl,
    "JSONL in many members": as_members,
    "Parquet": as_parquet,
    "CSV": as_csv,
    "zip": as_zip,
    "WARC": as_warc,
}


@pytest.fixture(scope="module")
def batches(
    tmp_path_factory: pytest.TempPathFactory, records: list[Record], pages: list[Record]
) -> Callable[[str, str], Path]:
    """The batch of the texts, or the pages, in the way that is asked for, made once."""
    made: dict[tuple[str, str], Path] = {}

    def batch(what: str, way: str) -> Path:
        if (what, way) not in made:
            root = tmp_path_factory.mktemp("way")
            (root / "monday").mkdir()
            WAYS[way](root / "monday", pages if what == "pages" else records)
            done = emit(root / "monday", root / "out")
            assert done.returncode == 0, done.stderr
            made[what, way] = root / "out" / "monday"
        return made[what, way]

    return batch


SAME = [("texts", way) for way in WAYS if way not in ("files", "WARC")]
SAME += [("pages", way) for way in ("JSONL", "Parquet", "zip", "WARC")]


@pytest.mark.parametrize(("what", "way"), SAME)
def test_the_same_articles_are_the_same_batch_whatever_they_came_in(
    batches: Callable[[str, str], Path], what: str, way: str
) -> None:
    """The same text files, and the same tables but for that of the inputs and what says where an article came from."""
    files, other = batches(what, "files"), batches(what, way)
    assert files_of(files / "text") == files_of(other / "text")
    assert files_of(files / "text")
    for table in {*files.glob("*.parquet")} - {files / "inputs.parquet"}:
        one, two = (pq.read_table(batch / table.name) for batch in (files, other))
        kept = [name for name in one.column_names if name not in ORIGIN]
        assert one.select(kept).equals(two.select(kept)), table.name


def test_a_warc_names_its_records_and_counts_what_is_no_page(tmp_path: Path, pages: list[Record]) -> None:
    """An article's origin is its record; what is no article's is counted, and stands in the quarantine by kind."""
    (tmp_path / "monday").mkdir()
    as_warc(tmp_path / "monday", pages)
    done = emit(tmp_path / "monday", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    batch = tmp_path / "out" / "monday"
    rows = pq.read_table(batch / "articles.parquet").to_pylist()
    assert {row["url"] for row in rows} == {page["url"] for page in pages}
    assert [row["source_path"] for row in sorted(rows, key=lambda row: row["url"])] == [
        f"a.warc.gz#{n}" for n in range(1, 6)
    ]
    counts = json.loads((batch / "manifest.json").read_text())["counts"]
    assert (counts["inputs"], counts["emitted"], counts["passed_over"]) == (5, 5, 1)
    (line,) = (batch / "quarantine.jsonl").read_text().splitlines()
    assert (json.loads(line)["reason"], json.loads(line)["n"]) == ("passed_over", 1)


def test_a_broken_record_costs_itself_and_is_named_with_its_place(tmp_path: Path, records: list[Record]) -> None:
    """The others come out, from before it and from behind it."""
    (tmp_path / "monday").mkdir()
    lines = as_lines(records).splitlines(keepends=True)
    lines[2] = lines[2][: len(lines[2]) // 2] + b"\n"
    (tmp_path / "monday" / "a.jsonl").write_bytes(b"".join(lines))
    done = emit(tmp_path / "monday", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    batch = tmp_path / "out" / "monday"
    counts = json.loads((batch / "manifest.json").read_text())["counts"]
    assert (counts["inputs"], counts["emitted"], counts["quarantined"]) == (5, 4, 1)
    (line,) = (batch / "quarantine.jsonl").read_text().splitlines()
    row = json.loads(line)
    assert (row["source_path"], row["reason"]) == ("a.jsonl#3", "bad_record")
    assert f"byte {sum(map(len, lines[:2]))} of the container" in row["error"]


def test_what_cannot_be_entered_is_unpacked_in_pieces(tmp_path: Path, records: list[Record]) -> None:
    """One long gzip member is cut all the same, and each input reads its own records from the piece."""
    (tmp_path / "monday").mkdir()
    as_jsonl(tmp_path / "monday", records * 4)
    options, pieces = ReadOptions(), Place(tmp_path / "pieces")
    sizes = SegmentSizes(least=1_000, wanted=2_000, most=20_000)
    listing = list_source(str(tmp_path / "monday"))
    inputs = list(take_inventory(listing, known={}, options=options, pieces=pieces, sizes=sizes))
    assert len(inputs) > 4
    assert len({found.pieces for found in inputs}) == 1
    read = [row for found in inputs for row in read_records(found, listing.folder, options=options, pieces=pieces)]
    assert [row.path for row in read] == [f"a.jsonl.gz#{n}" for n in range(1, 21)]
    assert [row.data.decode() for row in read if isinstance(row, Source)] == [record["text"] for record in records * 4]


def test_a_file_that_cannot_be_read_is_of_the_outlet_that_the_manifest_names(tmp_path: Path) -> None:
    """So that it counts among what of the outlet was refused."""
    source = tmp_path / "monday"
    source.mkdir()
    (source / "a.txt").write_text("The ferry left the harbour at noon on Friday, the company said.\n" * 9)
    (source / "manifest.csv").write_text(
        "file,outlet,url\na.txt,Post,\ngone.txt,Post,\nlost.txt,,https://www.coast.example/1\n"
    )
    done = emit(source, tmp_path / "out")
    assert done.returncode == 0, done.stderr
    batch = tmp_path / "out" / "monday"
    rows = [json.loads(line) for line in (batch / "quarantine.jsonl").read_text().splitlines()]
    refused = {row["source_path"]: row["outlet"] for row in rows if row["reason"] == "unreadable"}
    assert refused == {"gone.txt": "Post", "lost.txt": "coast.example"}
    outlets = {row["outlet"]: row["n_refused"] for row in pq.read_table(batch / "outlets.parquet").to_pylist()}
    assert outlets == {"Post": 1, "coast.example": 1}
