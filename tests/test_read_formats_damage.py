"""Damage: what is whole comes out, what is broken is named, nothing is lost in silence, nothing raises."""

import gzip
import io
import json
import random
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.read.formats import ReadOptions
from copydesk.read.formats.compression import CODECS, Block, Gap, unpack
from copydesk.records import Damaged, Source
from tests.containers import (
    csv_bytes,
    damages,
    gz_members,
    jsonl,
    parquet,
    records_of,
    rows,
    sources,
    tar_of,
    warc_records,
    zip_of,
    zst,
)

N_PLACES = 100
# What formats are made of, put together anyhow.
PARTS = [b"PAR1", b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd", b"ustar", b"WARC/1.0\r\n"]
PARTS += [b"WARC-Type: response\r\nContent-Length: 9\r\n\r\n", b"HTTP/1.1 200 OK\r\n\r\n", b"<html>", b"\xef\xbb\xbf"]
PARTS += [
    b'[{"text":',
    b'{"text": "',
    b'"',
    b"{",
    b"}",
    b"]",
    b",",
    b";",
    b"\n",
    b"\r\n",
    b"url,text\n",
    b"\\ud800",
    b"\0" * 512,
]
NAMES = [
    f"a.{name}" for name in ("jsonl", "json", "csv", "parquet", "warc", "zip", "tar", "txt", "html", "jsonl.gz", "x")
]
RECORDS = records_of(30)
LINES = jsonl(RECORDS)
WARC = warc_records(RECORDS)
PAGES = {f"{i}.html": record["html"].encode() for i, record in enumerate(RECORDS)}
ROWS_OF_A_GROUP = 5


def checked(records: list[dict[str, str]]) -> dict[str, bytes]:
    """Containers every byte of which is under some checksum, or can be told to be wrong."""
    lines, warc = jsonl(records), warc_records(records)
    files = {f"{i}.html": record["html"].encode() for i, record in enumerate(records)}
    return {
        "a.warc.gz": gz_members(warc),
        "a.warc.zst": b"".join(map(zst, warc)),
        "a.jsonl.gz": gzip.compress(lines, mtime=0),
        "members.jsonl.gz": gz_members(lines.splitlines(keepends=True)),
        "a.jsonl.zst": zst(lines),
        "a.csv.gz": gzip.compress(csv_bytes(records), mtime=0),
        "a.zip": zip_of(files),
        "stored.zip": zip_of(files, zipfile.ZIP_STORED),
        "records.zip": zip_of({"a.jsonl": lines, "b.jsonl.gz": gzip.compress(lines, mtime=0)}),
        "a.tar.gz": gzip.compress(tar_of(files), mtime=0),
        "a.parquet": parquet(records, rows=ROWS_OF_A_GROUP),
        "uncompressed.parquet": parquet(records, rows=ROWS_OF_A_GROUP, compression="none", use_dictionary=False),
    }


CHECKED = checked(RECORDS)
# Every byte of which is tried, in `make torture`.
SMALL = checked(records_of(2))
UNCHECKED = {
    "a.jsonl": LINES,
    "a.json": json.dumps(RECORDS).encode(),
    "pretty.json": json.dumps(RECORDS, indent=2).encode(),
    "a.csv": csv_bytes(RECORDS),
    "a.tar": tar_of(PAGES),
    "a.warc": b"".join(warc_records(RECORDS, digests=False)),
}


def flipped(data: bytes, seed: int) -> Iterator[tuple[int, bytes]]:
    """The data with one bit wrong, at many places; at all of them where it is small."""
    rnd = random.Random(seed)
    for at in places(range(len(data)), rnd, data):
        changed = bytearray(data)
        changed[at] ^= 1 << rnd.randrange(8)
        yield at, bytes(changed)


def cut_off(data: bytes, seed: int) -> Iterator[tuple[int, bytes]]:
    """The data up to many places; to all of them where it is small."""
    for at in places(range(1, len(data)), random.Random(seed), data):
        yield at, data[:at]


def places(there: range, rnd: random.Random, data: bytes) -> Sequence[int]:
    return there if data in SMALL.values() else rnd.sample(there, N_PLACES)


def pages(found: list[Source]) -> Counter[bytes]:
    return Counter(source.data for source in found)


CONTAINERS = [pytest.param(name, CHECKED[name], id=name) for name in CHECKED]
CONTAINERS += [pytest.param(name, SMALL[name], id=f"every byte of {name}", marks=pytest.mark.torture) for name in SMALL]


@pytest.mark.parametrize(("name", "whole"), CONTAINERS)
def test_no_changed_byte_changes_anything_unnoticed(name: str, whole: bytes) -> None:
    """What is lost is named; what may have come out wrong is told by how many records before the row are suspect."""
    expected = pages(sources(rows(whole, name)))
    for at, data in flipped(whole, 1):
        found = rows(data, name)
        broken, got = damages(found), pages(sources(found))
        assert not (expected - got) or broken, at
        assert (got - expected).total() <= sum(row.n_suspect for row in broken), at


@pytest.mark.parametrize("name, n_lost", [("a.warc.gz", 1), ("a.warc.zst", 1), ("members.jsonl.gz", 1), ("a.zip", 1)])
def test_a_changed_byte_costs_its_own_record(name: str, n_lost: int) -> None:
    """Where each record stands by itself all others come out, and none is wrong."""
    expected = pages(sources(rows(CHECKED[name], name)))
    for at, data in flipped(CHECKED[name], 2):
        got = pages(sources(rows(data, name)))
        assert (expected - got).total() <= n_lost, at
        assert not got - expected, at


@pytest.mark.parametrize("name", ["a.parquet", "uncompressed.parquet"])
def test_a_changed_byte_of_a_table_costs_its_row_group_or_the_directory(name: str) -> None:
    """Each page has a checksum; without the directory nothing can be read."""
    expected = pages(sources(rows(CHECKED[name], name)))
    size = int.from_bytes(CHECKED[name][-8:-4], "little") + 8
    for at, data in flipped(CHECKED[name], 3):
        lost = expected - pages(sources(rows(data, name)))
        assert lost.total() <= (len(RECORDS) if at >= len(data) - size else ROWS_OF_A_GROUP), at


def test_a_directory_of_a_table_that_is_damaged_ends_no_process() -> None:
    """What Arrow raises while it reads some parts of one is caught by nobody: one byte aborted the run."""
    data = SMALL["uncompressed.parquet"]
    size = int.from_bytes(data[-8:-4], "little") + 8
    for at in range(len(data) - size, len(data), 3):
        changed = bytearray(data)
        changed[at] ^= 2
        assert rows(bytes(changed), "a.parquet"), at


@pytest.mark.parametrize(("name", "whole"), CONTAINERS)
def test_what_is_cut_off_is_named(name: str, whole: bytes) -> None:
    """And nothing comes out that was not there."""
    expected = pages(sources(rows(whole, name)))
    whole_members = {len(whole)}
    if name.startswith(("members", "a.warc")):  # between two members nothing tells that there was one more
        magic = b"\x28\xb5\x2f\xfd" if name.endswith("zst") else b"\x1f\x8b\x08"
        whole_members |= {at for at in range(len(whole)) if whole.startswith(magic, at)}
    for at, data in cut_off(whole, 4):
        found = rows(data, name)
        assert damages(found) or at in whole_members, at
        assert not pages(sources(found)) - expected, at


def test_all_records_before_a_cut_come_out() -> None:
    """WARC by member, lines by what decompresses, an archive's files by their own headers."""
    ends = [0]
    for part in WARC:
        ends.append(ends[-1] + len(gzip.compress(part, mtime=0)))
    responses = [end for i, end in enumerate(ends[1:]) if i and i % 2 == 0]
    for at, data in cut_off(CHECKED["a.warc.gz"], 5):
        assert len(sources(rows(data, "a.warc.gz"))) == sum(end <= at for end in responses), at
    for at, data in cut_off(CHECKED["a.jsonl.gz"], 5):
        n_lines = sum(len(block.data.split(b"\n")) - 1 for block in unpacked(data) if isinstance(block, Block))
        assert len(sources(rows(data, "a.jsonl.gz"))) in (n_lines, n_lines + 1), at
    with zipfile.ZipFile(io.BytesIO(CHECKED["a.zip"])) as archive:
        starts = [file.header_offset for file in archive.infolist()]
        ends = [*starts[1:], archive.start_dir]
    for at, data in cut_off(CHECKED["a.zip"], 5):
        assert len(sources(rows(data, "a.zip"))) == sum(end <= at for end in ends), at


def test_what_decompresses_before_the_break_comes_out_to_the_last_line() -> None:
    """Of a member of many chunks, cut off or broken in each of its parts."""
    lines = jsonl(records_of(1500, seed=2))
    data = gzip.compress(lines, mtime=0)
    for at in (len(data) // 9, len(data) // 2, len(data) - 2000):
        n_lines = zlib.decompressobj(31).decompress(data[:at]).count(b"\n")
        assert len(sources(rows(data[:at], "a.jsonl.gz"))) == n_lines
        found = rows(data[:at] + b"\xff" * 100 + data[at + 100 :], "a.jsonl.gz")
        assert len(sources(found)) >= n_lines
        assert sources(found)[:n_lines] == sources(rows(lines, "a.jsonl.gz"))[:n_lines]
        assert damages(found)


def unpacked(data: bytes) -> list[Block | Gap]:
    return list(unpack(io.BytesIO(data), CODECS[0], max_bytes=10**9))


@pytest.mark.parametrize("name", UNCHECKED)
def test_without_checksums_only_what_breaks_the_format_can_be_told(name: str) -> None:
    """A letter that became another one is nowhere to be seen; but no record is lost without a row."""
    n = len(sources(rows(UNCHECKED[name], name)))
    for at, data in flipped(UNCHECKED[name], 6):
        found = rows(data, name)
        n_lost = n - len(sources(found))
        assert n_lost <= 2, at
        assert not n_lost or damages(found), at
    for at, data in cut_off(UNCHECKED[name], 7):
        n_broken = len(damages(rows(data, name)))
        assert n_broken <= 2, at


def test_damage_says_where_it_stands() -> None:
    """In the container, in bytes, and which record it cost."""
    members = [gzip.compress(part, mtime=0) for part in warc_records(RECORDS, digests=False)]
    at = sum(map(len, members[:4]))
    broken = bytearray(members[4])
    broken[-6] ^= 1
    found = rows(b"".join([*members[:4], bytes(broken), *members[5:]]), "a.warc.gz")
    assert [(row.path, row.offset, row.reason) for row in damages(found)] == [("a.warc.gz#5", at, "checksum")]
    assert "a.warc.gz#5" not in {source.path for source in sources(found)}


def test_a_record_whose_own_digest_agrees_is_whole() -> None:
    """Though the member it stands in says otherwise: then something else of it is broken."""
    members = [gzip.compress(part, mtime=0) for part in WARC]
    broken = bytearray(members[4])
    broken[-6] ^= 1
    found = rows(b"".join([*members[:4], bytes(broken), *members[5:]]), "a.warc.gz")
    assert len(sources(found)) == len(RECORDS)
    assert [(row.reason, row.n_suspect) for row in damages(found)] == [("checksum", 0)]


def test_a_checksum_over_many_records_makes_them_suspect() -> None:
    """They come out, and the row says how many may be wrong."""
    data = bytearray(gzip.compress(LINES, mtime=0))
    data[-5] ^= 1
    found = rows(bytes(data), "a.jsonl.gz")
    assert len(sources(found)) == 30
    assert [(row.reason, row.n_suspect) for row in damages(found)] == [("checksum", 30)]


def test_rubbish_between_members_and_behind_them_is_named() -> None:
    """NUL behind the last, as tapes have it, is nothing."""
    first, second = (gzip.compress(jsonl([{"text": text}])) for text in ("one", "two"))
    found = rows(first + b"rubbish" + second + b"more", "a.jsonl.gz")
    assert [source.data for source in sources(found)] == [b"one", b"two"]
    assert [(row.offset, row.reason) for row in damages(found)] == [
        (len(first), "corrupt"),
        (len(first) + 7 + len(second), "corrupt"),
    ]
    assert not damages(rows(first + bytes(2000), "a.jsonl.gz"))
    assert len(sources(rows(gzip.compress(b"Words.") + b"rubbish", "a.txt.gz"))) == 1


def test_a_first_member_that_is_broken_does_not_hide_the_format() -> None:
    """Not even where its magic number is gone."""
    data = gz_members(LINES.splitlines(keepends=True))
    found = rows(b"\x1e" + data[1:], "a.jsonl.gz")
    assert len(sources(found)) == 29
    assert [row.offset for row in damages(found)] == [0]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.txt.gz", "a.warc.zst", "a.zip", "a.tar.gz"])
def test_a_bomb_ends_where_it_is_known_for_one(name: str) -> None:
    """What is behind it is read."""
    zeros, options = bytes(30_000_000), ReadOptions(max_source_bytes=100_000)
    bomb = zst(zeros) if "zst" in name else gzip.compress(zeros)
    if name == "a.zip":
        bomb = zip_of({"bomb.txt": zeros, "good.txt": b"Words."})
    if name == "a.jsonl.gz":
        bomb += gzip.compress(jsonl([{"text": "Words."}]))
    found = rows(bomb, name, options)
    assert {"bomb", "too_large"} & {row.reason for row in damages(found)}
    assert len(damages(found)) <= 3
    assert [source.data for source in sources(found)] == ([b"Words."] if name in ("a.zip", "a.jsonl.gz") else [])


def test_a_container_that_wants_to_be_read_again_and_again_ends() -> None:
    """Each of its members begins inside the one before, and all are broken at the end."""
    header = gzip.compress(b"")[:10]
    stored = header + b"\x00\xff\xff\x00\x00"  # a block of 65,535 bytes as they are
    data = stored * 20_000
    reads = CountedReads(data)
    list(unpack(reads, CODECS[0], max_bytes=10**9))
    assert reads.n_bytes < 60 * len(data)


class CountedReads(io.BytesIO):
    n_bytes = 0

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(size)
        self.n_bytes += len(data)
        return data


def test_a_zip_whose_directory_lies_still_gives_its_files() -> None:
    """Found by their own headers; what is listed and not there is named."""
    data = CHECKED["a.zip"]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        start = archive.start_dir
    listed = data.index(b"PK\x01\x02", start)
    changed = bytearray(data)
    changed[listed + 42] ^= 1  # where the first file's header stands
    found = rows(bytes(changed), "a.zip")
    assert len(sources(found)) == 30
    gone = bytearray(data)
    gone[0] ^= 1  # the first file's header itself
    found = rows(bytes(gone), "a.zip")
    assert len(sources(found)) == 29
    assert [(row.path, row.reason) for row in damages(found)] == [("a.zip#0.html", "corrupt")]
    renamed = data.replace(b"7.html", b"8.html", 1)
    found = rows(renamed, "a.zip")
    assert len(sources(found)) == 30
    assert [row.reason for row in damages(found)] == ["corrupt"]


def test_broken_json_goes_on_with_the_next_object() -> None:
    """A bracket, a comma, a quotation mark that is missing, rubbish between two."""
    parts = [json.dumps({"text": f"words {i}", "more": [{"a": 1}, {"b": "}{"}]}) for i in range(6)]
    for broken in (
        "[" + ",".join([parts[0], parts[1][:-1] + "|", *parts[2:]]) + "]",
        "[" + ",".join([parts[0], parts[1].replace('"text"', '"text', 1), *parts[2:]]) + "]",
        "[" + parts[0] + "," + parts[1].replace("words", '"words', 1) + "," + ",".join(parts[2:]) + "]",
    ):
        found = rows(broken.encode(), "a.json")
        assert [source.data for source in sources(found)] == [b"words %d" % i for i in (0, 2, 3, 4, 5)], broken
        assert [(row.path, row.reason) for row in damages(found)] == [("a.json#2", "bad_record")], broken
    found = rows(("[" + ",".join(parts[:2]) + " x " + ",".join(parts[2:]) + "]").encode(), "a.json")
    assert (len(sources(found)), len(damages(found))) == (6, 1)


def test_a_table_without_names_is_named() -> None:
    """Once, as a whole."""
    found = rows(b'"names, that never close\n1,2\n', "a.csv")
    assert [(row.path, row.reason) for row in damages(found)] == [("a.csv", "bad_record")]
    assert len(found) == 1


@settings(max_examples=300)
@given(data=st.lists(st.sampled_from(PARTS) | st.binary(max_size=30), max_size=30), name=st.sampled_from(NAMES))
def test_nothing_raises(data: list[bytes], name: str) -> None:
    """Whatever the bytes, whatever they are called."""
    rows(b"".join(data), name)


def test_rows_are_readable() -> None:
    """Whatever is wrong, a row can be printed and has a reason and an error."""
    for name, data in {**CHECKED, **UNCHECKED}.items():
        for row in rows(data[: len(data) // 2], name):
            if isinstance(row, Damaged):
                assert row.reason
                assert row.error.encode("utf-8")
                assert row.offset >= 0
