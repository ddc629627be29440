"""What every format is given to read, and what it gives back."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NamedTuple, cast

from copydesk.errors import ArticleError
from copydesk.read.formats.compression import CHUNK_BYTES, Codec, Gap, plain_blocks, unpack
from copydesk.read.formats.fields import FieldMap, read_fields
from copydesk.read.formats.stream import Stream
from copydesk.read.source_ids import source_id
from copydesk.records import Damaged, PassedOver, Source

# What has to be decompressed as a whole stands in memory up to here, then in a file without a name.
_MEMORY_BYTES = 1 << 24
Row = Source | Damaged | PassedOver
MAX_SOURCE_BYTES = 50_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """How containers are read."""

    max_source_bytes: int = MAX_SOURCE_BYTES  # of one record, decompressed
    fields: FieldMap = field(default_factory=FieldMap)


class Piece(NamedTuple):
    """Part of a container, written anew so that it can be entered."""

    data: BinaryIO
    n_before: int | None  # records of the container that stand before it; None: as many as the pieces before it have
    damaged: tuple[Damaged, ...] = ()  # what is lost behind it


def spool() -> BinaryIO:
    """A place for bytes, which goes when it is closed."""
    return cast(BinaryIO, tempfile.SpooledTemporaryFile(_MEMORY_BYTES))


class Item(NamedTuple):
    """One row, and where in the container reading may begin with it, if it may."""

    entry: int | None
    row: Row
    n: int = 0  # the record's number in the part, if it has one


@dataclass(slots=True, kw_only=True)
class Container:
    """A file, or a file in an archive, and which part of it is to be read."""

    name: str  # as it is shown
    stream: BinaryIO
    options: ReadOptions
    codec: Codec | None = None
    start: int = 0  # in the stream's bytes, or as the format counts
    end: int | None = None
    n_before: int = 0  # records of the container that stand before `start`
    header: bytes = b""  # what stands at the container's beginning and is needed everywhere: a table's first line
    is_archived: bool = False  # it stands in an archive
    is_whole: bool = True  # False: some of its bytes are known to be missing or wrong
    passed_over: dict[str, int] = field(default_factory=dict)

    def bytes(self) -> Stream:
        """The part's bytes, decompressed."""
        if self.codec is None:
            return Stream(plain_blocks(self.stream, self.start, self.end), is_plain=True)
        limit = self.options.max_source_bytes
        members = unpack(self.stream, self.codec, start=self.start, end=self.end, max_bytes=limit)
        return Stream(members, is_plain=False)

    def record_path(self, n: int | str) -> str:
        """How the record is called: by its number, counted from 1 in the part, or by its name."""
        return f"{self.name}#{n + self.n_before if isinstance(n, int) else n}"

    def pass_over(self, kind: str) -> None:
        """One record more that is no article's."""
        self.passed_over[kind] = self.passed_over.get(kind, 0) + 1

    def passed_over_rows(self) -> Iterator[Item]:
        """How many there were of each kind."""
        for kind, n in sorted(self.passed_over.items()):
            yield Item(None, PassedOver(path=self.name, kind=kind, n=n))

    def damaged(self, offset: int, reason: str, error: str, *, n: int | str | None = None) -> Damaged:
        """The row for what is broken at `offset` of what the container decompresses to."""
        path = self.name if n is None else self.record_path(n)
        if self.codec:
            return Damaged(path=path, offset=offset, reason=reason, error=f"{error} (counted decompressed)")
        return Damaged(path=path, offset=self.start + offset, reason=reason, error=error)

    def seekable(self) -> Iterator[Item]:
        """The container stands decompressed in a place of its own, if it was compressed; what was lost by it."""
        if self.codec is None:
            return
        stream, plain = self.bytes(), spool()
        while True:
            while data := stream.rest(CHUNK_BYTES):
                plain.write(data)
            if (gap := stream.resume()) is None:
                break
            yield Item(None, self.gap_row(gap))
        self.stream, self.codec, self.start, self.end = plain, None, 0, None

    def empty(self) -> Damaged:
        """The row for a container without a record."""
        return Damaged(path=self.name, offset=0, reason="empty", error="nothing stands in it")

    def gap_row(self, gap: Gap, *, n: int | None = None, n_suspect: int = 0) -> Damaged:
        """The row for a gap, which cost record `n` and makes the `n_suspect` before it doubtful."""
        path = self.name if n is None else self.record_path(n)
        n_suspect = n_suspect if gap.is_suspect else 0
        return Damaged(path=path, offset=gap.offset, reason=gap.reason, error=gap.error, n_suspect=n_suspect)

    def source(
        self, record: Mapping[str, Any], path: str, *, outlet: str | None = None, errors: str = "strict"
    ) -> Source:
        """The record as a source; its text is encoded as `errors` says. Raises ArticleError."""
        said = read_fields(record, self.options.fields, outlet=outlet)
        try:
            data = said.text.encode("utf-8", errors) if isinstance(said.text, str) else said.text
        except UnicodeEncodeError as error:
            raise ArticleError("bad_record", f"half a character in its text: {error}") from error
        limit = self.options.max_source_bytes
        if len(data) > limit:
            raise ArticleError("too_large", f"{len(data)} bytes; read.max_source_bytes allows {limit}")
        url, outlet = said.known.get("url"), said.known.get("outlet")
        return Source(
            source_id=source_id(outlet=outlet, url=url, path=path),
            path=path,
            media_type="text/html" if said.is_html else "text/plain",
            data=data,
            outlet=outlet,
            url=url,
            published=said.known.get("published"),
            title=said.known.get("title"),
            language=said.known.get("language"),
            record_id=said.known.get("id"),
        )


class Records:
    """Counts the records of a container's stream, and how many of them stand in the member that is being read."""

    def __init__(self, container: Container, stream: Stream) -> None:
        self._container = container
        self._stream = stream
        self._member = -1
        self.n = 0
        self.n_in_member = 0
        self.lost: int | None = None  # the record that the next gap cut off

    def begin(self) -> int:
        """The next record begins here: its number."""
        if self._stream.member != self._member:
            self._member, self.n_in_member = self._stream.member, 0
        self.n += 1
        self.n_in_member += 1
        return self.n

    def go_on(self) -> Item | None:
        """The stream goes on behind the gap that it stands at: the gap's row; None where it has ended."""
        gap = self._stream.resume()
        if gap is None:
            return None
        row = self._container.gap_row(gap, n=self.lost, n_suspect=self.n_in_member)
        self.n_in_member, self.lost = 0, None
        return Item(None, row)
