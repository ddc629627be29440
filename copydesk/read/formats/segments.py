"""A container cut into segments that can be read by themselves, at places that its records choose.

Whether a segment begins with a record is told by the record's own bytes, so a record that comes or goes changes the
segment it stands in, and at most the next: all others have the digest they had.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from copydesk.read.formats.compression import CHUNK_BYTES, CODECS
from copydesk.read.formats.container import Container, Item, Piece, ReadOptions, Row
from copydesk.read.formats.given import NOTHING, Given
from copydesk.read.formats.reading import read_items
from copydesk.read.formats.table import FORMATS, UNKNOWN, Format, open_format
from copydesk.records import Damaged, PassedOver, Source

# Whoever keeps the pieces gives a place to write the next one to.
NewPiece = Callable[[int], BinaryIO]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSizes:
    """In bytes of the records' texts and pages. On average a segment has the sum of the first two."""

    least: int = 8_000_000
    wanted: int = 16_000_000  # on average, from `least` on
    most: int = 64_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A run of a container's records, and what it takes to read them."""

    path: str  # the container's
    piece: int | None  # the piece that was written of it, or the container itself
    format: str
    codec: str | None
    start: int  # in bytes, or as the format counts
    end: int | None
    header: bytes  # what stands once, at the container's beginning
    n_before: int  # records of the container before it: their numbers go on here
    n_rows: int
    n_bytes: int
    # Of its rows without their numbers and places: the same wherever in the container they stand. What is damaged has
    # its place in it.
    digest: str
    damaged: tuple[Damaged, ...] = ()  # what was lost before it, and is in no segment


def cut(
    stream: BinaryIO,
    name: str,
    new_piece: NewPiece,
    *,
    options: ReadOptions | None = None,
    given: Given = NOTHING,
    sizes: SegmentSizes | None = None,
) -> Iterator[Segment]:
    """The container's segments, in order. Raises OSError.

    What cannot be entered in its middle (a long gzip member, a packed tar) is written, unpacked, into pieces: a piece
    is closed before the next is asked for, and no longer than the container is without a gap.
    """
    options, sizes = options or ReadOptions(), sizes or SegmentSizes()
    container = Container(name=name, stream=stream, options=options)
    format = open_format(container)
    if (container.codec is None and format.repack is None) or _can_be_entered(container, format, sizes):
        yield from _Cutter(container, format, given, sizes).segments()
        return
    # What an archive says as a whole is in none of its pieces; what a table says once, in the first.
    n_before, header, damaged = 0, container.header if format.is_archive else b"", tuple[Damaged, ...]()
    repack = format.repack if container.codec is None and format.repack else _unpack
    for piece, (data, n_first, gap) in enumerate(repack(container, new_piece)):
        n_before = n_before if n_first is None else n_first
        part = Container(name=name, stream=data, options=options, n_before=n_before, header=header)
        cutter = _Cutter(part, format, given, sizes, piece)
        for segment in cutter.segments():
            yield replace(segment, damaged=damaged)
            damaged = ()
        n_before, header = cutter.n_records, part.header
        damaged += gap
        data.close()
    if damaged:
        yield _empty(name, format, n_before, damaged)


def read_segment(
    segment: Segment, stream: BinaryIO, *, options: ReadOptions | None = None, given: Given = NOTHING
) -> Iterator[Row]:
    """The rows of the segment; `stream` is its piece, or the container. Raises OSError."""
    yield from segment.damaged
    if not segment.n_rows and segment.start == segment.end:
        return
    container = Container(
        name=segment.path,
        stream=stream,
        options=options or ReadOptions(),
        codec=next((codec for codec in CODECS if codec.name == segment.codec), None),
        start=segment.start,
        end=segment.end,
        n_before=segment.n_before,
        header=segment.header,
    )
    format = next((format for format in FORMATS if format.name == segment.format), UNKNOWN)
    for item in read_items(container, format, given):
        yield item.row


def _can_be_entered(container: Container, format: Format, sizes: SegmentSizes) -> bool:
    """Whether it is short, or soon has a record that begins a member."""
    n_bytes = 0
    trial = replace(container, passed_over={})
    for i, item in enumerate(format.read(trial)):
        container.header = trial.header
        if trial.codec is not container.codec:  # it had to be decompressed as a whole
            return False
        if i and item.entry is not None:
            return True
        n_bytes += _n_bytes(item.row)
        if n_bytes > sizes.most:
            return False
    return trial.codec is container.codec


def _unpack(container: Container, new_piece: NewPiece) -> Iterator[Piece]:
    """Each stretch without a gap, unpacked into a place of its own, and what is damaged behind it."""
    stream, n = container.bytes(), 0
    while True:
        piece = new_piece(n)
        while data := stream.rest(CHUNK_BYTES):
            piece.write(data)
        gap = stream.resume()
        yield Piece(piece, None, (container.gap_row(gap),) if gap else ())
        if gap is None:
            return
        n += 1


class _Cutter:
    def __init__(
        self, container: Container, format: Format, given: Given, sizes: SegmentSizes, piece: int | None = None
    ) -> None:
        self._container = container
        self._format = format
        self._given = given
        self._sizes = sizes
        self._piece = piece
        # Reading unpacks what must be sought in, and forgets that it was packed.
        self._codec = container.codec.name if container.codec else None
        self.n_records = container.n_before  # so far
        self._begin(container.start, container.n_before)

    def _begin(self, start: int, n_before: int) -> None:
        self._start, self._n_before, self._n_rows, self._n_bytes = start, n_before, 0, 0
        self._passed_over = dict(self._container.passed_over)
        self._digest = hashlib.sha256()

    def segments(self) -> Iterator[Segment]:
        """The segments of the container, or of a piece of it."""
        base = self._container.n_before
        for item in read_items(self._container, self._format, self._given):
            if isinstance(item.row, PassedOver):
                continue
            digest = hashlib.sha256(_content(item.row))
            if item.entry is not None and item.entry > self._start and self._is_boundary(item, digest.digest()):
                yield self._segment(item.entry)
                self._begin(item.entry, item.n - 1 + base if item.n else 0)
            self.n_records = max(self.n_records, item.n + base)
            self._n_rows += 1
            self._n_bytes += _n_bytes(item.row)
            self._digest.update(digest.digest())
            if isinstance(item.row, Damaged):  # its place is what the quarantine says of it
                self._digest.update(repr((item.row.offset, item.row.error, item.row.n_suspect)).encode())
        yield self._segment(None)

    def _is_boundary(self, item: Item, digest: bytes) -> bool:
        sizes = self._sizes
        if self._n_bytes < sizes.least:
            return False
        chance = _n_bytes(item.row) / sizes.wanted
        return self._n_bytes > sizes.most or int.from_bytes(digest[:8], "big") < chance * 2**64

    def _segment(self, end: int | None) -> Segment:
        container = self._container
        counts = {kind: n - self._passed_over.get(kind, 0) for kind, n in container.passed_over.items()}
        self._digest.update(repr(sorted((kind, n) for kind, n in counts.items() if n)).encode())
        return Segment(
            path=container.name,
            piece=self._piece,
            format=self._format.name,
            codec=self._codec,
            start=self._start,
            end=end,
            header=container.header,
            n_before=self._n_before,
            n_rows=self._n_rows,
            n_bytes=self._n_bytes,
            digest=self._digest.hexdigest(),
        )


def _empty(name: str, format: Format, n_before: int, damaged: tuple[Damaged, ...]) -> Segment:
    digest = hashlib.sha256(repr([row.reason for row in damaged]).encode()).hexdigest()
    return Segment(
        path=name,
        piece=None,
        format=format.name,
        codec=None,
        start=0,
        end=0,
        header=b"",
        n_before=n_before,
        n_rows=0,
        n_bytes=0,
        digest=digest,
        damaged=damaged,
    )


def _n_bytes(row: Row) -> int:
    return len(row.data) if isinstance(row, Source) else 0


def _content(row: Row) -> bytes:
    """What the row says, but for its number and place."""
    if not isinstance(row, Source):
        return getattr(row, "reason", "").encode()
    _, _, name = row.path.partition("#")
    said = (row.media_type, row.outlet, row.url, row.published, row.title, row.language, row.record_id, row.charset)
    return repr((*said, "" if name.isdigit() else name)).encode("utf-8", "backslashreplace") + row.data
