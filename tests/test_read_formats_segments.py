"""Segments: each can be read by itself, together they are the whole, and a change stays where it is."""

import gzip
import io
import json
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copydesk.read.formats import Row, Segment, cut, read_container, read_segment
from copydesk.read.formats.segments import SegmentSizes
from copydesk.records import PassedOver
from tests.containers import (
    Record,
    csv_bytes,
    damages,
    gz_members,
    jsonl,
    parquet,
    records_of,
    sources,
    tar_of,
    warc_records,
    zip_of,
    zst,
)

SIZES = SegmentSizes(least=3000, wanted=6000, most=40_000)


def pages(records: list[Record]) -> dict[str, bytes]:
    return {f"{record['id']}-{record['title']}.html": record["html"].encode() for record in records}


FORMATS: dict[str, Callable[[list[Record]], bytes]] = {
    "a.jsonl": jsonl,
    "a.jsonl.gz": lambda records: gzip.compress(jsonl(records)),
    "members.jsonl.gz": lambda records: gz_members(jsonl(records).splitlines(keepends=True)),
    "split.jsonl.zst": lambda records: b"".join(zst(jsonl(records)[i : i + 700]) for i in range(0, 10**5, 700)),
    "a.json": lambda records: json.dumps(records).encode(),
    "pretty.json.zst": lambda records: zst(json.dumps(records, indent=2).encode()),
    "a.csv": csv_bytes,
    "a.csv.gz": lambda records: gzip.compress(csv_bytes(records)),
    "a.warc": lambda records: b"".join(warc_records(records)),
    "a.warc.gz": lambda records: gz_members(warc_records(records)),
    "one.warc.gz": lambda records: gzip.compress(b"".join(warc_records(records))),
    "a.parquet": lambda records: parquet(records, rows=7),
    "a.zip": lambda records: zip_of(pages(records)),
    "a.tar": lambda records: tar_of(pages(records)),
    "a.tgz": lambda records: gzip.compress(tar_of(pages(records))),
    "a.html": lambda records: records[0]["html"].encode(),
}
RECORDS = records_of(60)


class Pieces(dict[int, bytes]):
    """What `cut` writes, kept by number."""

    def open(self, n: int) -> io.BytesIO:
        keep = self

        class Piece(io.BytesIO):
            def close(self) -> None:
                keep[n] = self.getvalue()
                super().close()

        return Piece()


def segments_of(data: bytes, name: str, sizes: SegmentSizes = SIZES) -> tuple[list[Segment], Pieces]:
    pieces = Pieces()
    return list(cut(io.BytesIO(data), name, pieces.open, sizes=sizes)), pieces


def read_all(data: bytes, name: str, sizes: SegmentSizes = SIZES) -> list[list[Row]]:
    """Each segment's rows, read in a stream of its own."""
    segments, pieces = segments_of(data, name, sizes)
    return [
        list(read_segment(segment, io.BytesIO(data if segment.piece is None else pieces[segment.piece])))
        for segment in segments
    ]


def summed(found: list[Row]) -> tuple[list[Row], Counter[str]]:
    """The rows, and what was passed over added up."""
    n_passed_over: Counter[str] = Counter()
    for row in found:
        if isinstance(row, PassedOver):
            n_passed_over[row.kind] += row.n
    return [row for row in found if not isinstance(row, PassedOver)], n_passed_over


@pytest.mark.parametrize("name", FORMATS)
def test_all_segments_together_are_the_whole(name: str) -> None:
    """Record for record, with their numbers."""
    data = FORMATS[name](RECORDS)
    parts = read_all(data, name)
    assert summed([row for part in parts for row in part]) == summed(list(read_container(io.BytesIO(data), name)))
    assert len(parts) > 3 or name == "a.html"


@pytest.mark.parametrize("name", FORMATS)
def test_the_rows_of_a_segment_are_counted(name: str) -> None:
    """A reader that finds fewer knows that something is gone."""
    data = FORMATS[name](RECORDS)
    segments, _ = segments_of(data, name)
    for segment, part in zip(segments, read_all(data, name), strict=True):
        found, _ = summed(part)
        assert (segment.n_rows, segment.n_bytes) == (len(found), sum(len(row.data) for row in found))  # type: ignore[union-attr]


@pytest.mark.parametrize("name", [name for name in FORMATS if name != "a.html"])
@given(at=st.integers(0, len(RECORDS) - 1), n_new=st.integers(-3, 2))
@settings(max_examples=12)
def test_a_record_that_comes_or_goes_changes_its_own_segment(name: str, at: int, n_new: int) -> None:
    """All others, wherever they have moved to, have the digest they had; two more may differ where places meet."""
    before, _ = segments_of(FORMATS[name](RECORDS), name)
    added = [{**record, "id": f"new-{record['id']}"} for record in records_of(max(0, n_new), seed=5)]
    changed = RECORDS[:at] + added + RECORDS[at + max(0, -n_new) :]
    after, _ = segments_of(FORMATS[name](changed), name)
    new = {segment.digest for segment in after} - {segment.digest for segment in before}
    assert len(new) <= 3
    assert bool(new) == (changed != RECORDS)


@pytest.mark.parametrize("name", ["a.jsonl", "a.warc"])
def test_what_is_damaged_has_its_place_in_its_segment(name: str) -> None:
    """A longer record before it moves it: its segment is another one then, and no other that stands behind it."""
    lines = warc_records(RECORDS) if name == "a.warc" else jsonl(RECORDS).splitlines(keepends=True)
    broken = b"WARC/1.0\r\nContent-Length: x\r\n\r\n" if name == "a.warc" else b"{broken}\n"
    longer = [*RECORDS[:3], {**RECORDS[3], "html": RECORDS[3]["html"] + "<p>More.</p>"}, *RECORDS[4:]]
    moved = warc_records(longer) if name == "a.warc" else jsonl(longer).splitlines(keepends=True)
    before, after = (segments_of(b"".join([*some[:-4], broken, *some[-4:]]), name)[0] for some in (lines, moved))
    assert len(before) == len(after) > 3
    changed = [old.digest != new.digest for old, new in zip(before, after, strict=True)]
    assert changed == [True, *[False] * (len(before) - 2), True]


def test_what_cannot_be_entered_is_written_into_a_piece() -> None:
    """What can be is not."""
    for name, is_written in (("a.jsonl.gz", True), ("one.warc.gz", True), ("a.tgz", True), ("a.warc.gz", False)):
        segments, pieces = segments_of(FORMATS[name](RECORDS), name)
        assert bool(pieces) == is_written
        assert {segment.piece is not None for segment in segments} == {is_written}


def test_a_row_group_too_long_to_be_entered_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """In short ones, with the numbers that its rows had; a broken one costs no other its number."""
    monkeypatch.setattr("copydesk.read.formats.parquet.MAX_ENTERED_BYTES", 0)
    monkeypatch.setattr("copydesk.read.formats.parquet._ROWS_AT_ONCE", 7)
    sizes = SegmentSizes(least=3000, wanted=6000, most=15_000)
    data = parquet(RECORDS, rows=30, compression="none", use_dictionary=False)
    whole = list(read_container(io.BytesIO(data), "a.parquet"))
    segments, pieces = segments_of(data, "a.parquet", sizes)
    assert len(segments) > 3
    assert len(pieces) == 1
    assert [row for part in read_all(data, "a.parquet", sizes) for row in part] == whole
    broken = bytearray(data)
    broken[data.index(b"Story 3") + 200] ^= 1
    whole = list(read_container(io.BytesIO(bytes(broken)), "a.parquet"))
    parts = [row for part in read_all(bytes(broken), "a.parquet", sizes) for row in part]
    assert [row.path for row in sources(parts)] == [row.path for row in sources(whole)]
    assert [row.path for row in damages(parts)] == [row.path for row in damages(whole)] == ["a.parquet#1"]


def test_a_short_container_is_one_segment() -> None:
    """Nothing is written of it."""
    for name in FORMATS:
        segments, pieces = segments_of(FORMATS[name](RECORDS), name, SegmentSizes())
        assert len(segments) == 1
        assert not pieces or name in ("a.zip.gz", "a.parquet.gz")


def test_a_file_that_its_directory_has_elsewhere_is_in_one_segment() -> None:
    """It is found by its own header, and not missed by the other segments."""
    data = bytearray(FORMATS["a.zip"](RECORDS))
    listed = data.index(b"PK\x01\x02", data.rindex(b"PK\x03\x04"))
    data[listed + 42] ^= 1  # where the first file's header stands
    parts = read_all(bytes(data), "a.zip")
    assert len(parts) > 3
    assert sum(len(sources(part)) for part in parts) == len(RECORDS)
    assert not [row for part in parts for row in damages(part)]
    moved = data.rindex(b"PK\x01\x02") + 43
    data[moved] ^= 1  # and the last one's
    parts = read_all(bytes(data), "a.zip")
    assert sum(len(sources(part)) for part in parts) == len(RECORDS)
    assert not [row for part in parts for row in damages(part)]


@pytest.mark.parametrize("is_damaged", [False, True])
@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tgz"])
def test_files_of_one_name_are_told_apart_in_whichever_segment(name: str, is_damaged: bool) -> None:
    """By the number that they have in the whole archive, also behind a gap in it."""
    pages = [("a.html" if n % 3 else f"{n}.html", record["html"].encode()) for n, record in enumerate(RECORDS)]
    data = bytearray(zip_of(pages) if name == "a.zip" else tar_of(pages))
    data = (
        bytearray(gz_members([bytes(data[i : i + 9000]) for i in range(0, len(data), 9000)])) if "tgz" in name else data
    )
    data[len(data) // 2] ^= 8 * is_damaged
    parts = read_all(bytes(data), name)
    paths = [row.path for part in parts for row in sources(part)]
    assert len(parts) > 3
    assert len(paths) > 40
    assert len(set(paths)) == len(paths)
    if not is_damaged:
        assert paths == [row.path for row in sources(read_container(io.BytesIO(bytes(data)), name))]


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.warc.gz", "one.warc.gz", "a.csv.gz", "a.tgz", "a.zip", "a.jsonl"])
def test_damage_is_in_some_segment(name: str) -> None:
    """No row of a broken container is lost by cutting it, and no record."""
    data = bytearray(FORMATS[name](RECORDS))
    data[len(data) // 2] ^= 8
    whole = list(read_container(io.BytesIO(bytes(data)), name))
    parts = [row for part in read_all(bytes(data), name) for row in part]
    assert {getattr(row, "data", None) for row in parts} == {getattr(row, "data", None) for row in whole}
    assert bool(damages(parts)) == bool(damages(whole))
