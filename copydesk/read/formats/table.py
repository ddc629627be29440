"""Which formats there are: a new one is a file beside this and a row here.

What a file begins with counts before what it is called, where it is beyond doubt; else its name says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any, BinaryIO

from copydesk.errors import ArticleError
from copydesk.json_lines import parse_record
from copydesk.read.decode import looks_like_html
from copydesk.read.formats.compression import codec_named, codec_of
from copydesk.read.formats.container import Container, Item, Piece, ReadOptions
from copydesk.read.formats.csv_rows import delimiter_of, read_csv
from copydesk.read.formats.fields import PRESETS
from copydesk.read.formats.json_values import read_json
from copydesk.read.formats.jsonl import read_jsonl
from copydesk.read.formats.parquet import read_parquet, repack_parquet
from copydesk.read.formats.tar import BLOCK, header_of, read_tar
from copydesk.read.formats.warc import VERSION, read_warc
from copydesk.read.formats.whole import read_html, read_text, read_unknown
from copydesk.read.formats.zip import HEADER_MAGIC, read_zip
from copydesk.read.media_types import MEDIA_TYPES

HEAD_BYTES = 1 << 16
_ARRAY = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{\s*\"")
_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"")
# Names of fields that hold an article: what is JSON or CSV without one of them may be anything.
_BODIES = frozenset({"html", "text", *(n for p in PRESETS for key in ("html", "text") for n in p.names.get(key, ()))})


@dataclass(frozen=True, slots=True)
class Format:
    """One row of the table."""

    name: str
    extensions: tuple[str, ...]
    read: Callable[[Container], Iterator[Item]]
    is_told_by: Callable[[bytes], bool]  # whether what begins so is of this format, whatever it is called
    is_hinted_by: Callable[[bytes], bool] = lambda head: False  # whether it is if its name says nothing
    is_archive: bool = False
    # Writes what cannot be entered anew, where decompressing it is not enough.
    repack: Callable[[Container, Callable[[int], BinaryIO]], Iterator[Piece]] | None = None


def _is_zip(head: bytes) -> bool:
    """A zip file, unless it is a document that is packed as one."""
    names_a_document = head[30:60].startswith((b"[Content_Types].xml", b"mimetype", b"META-INF/"))
    return head.startswith((HEADER_MAGIC, b"PK\x05\x06")) and not names_a_document


def _is_tar(head: bytes) -> bool:
    return head[257:262] == b"ustar" and header_of(head[:BLOCK]) is not None


def _first_object(head: bytes) -> dict[str, Any] | None:
    try:
        return parse_record(head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0], 1)
    except ArticleError:
        return None


def _is_jsonl(head: bytes) -> bool:
    record = _first_object(head)
    return record is not None and not _BODIES.isdisjoint(record)


def _is_json(head: bytes) -> bool:
    return _ARRAY.match(head) is not None


def _may_be_json(head: bytes) -> bool:
    return _OBJECT.match(head) is not None


def _is_csv(head: bytes) -> bool:
    line = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0].decode("utf-8", "replace").strip()
    names = [name.strip(' "') for name in line.split(delimiter_of(line))]
    return 1 < len(names) < 200 and all(names) and not _BODIES.isdisjoint(names) and len(set(names)) == len(names)


def _never(head: bytes) -> bool:
    return False


def _named(media_type: str) -> tuple[str, ...]:
    return tuple(extension for extension, of_type in MEDIA_TYPES.items() if of_type == media_type)


def _read_archived_zip(container: Container) -> Iterator[Item]:
    return read_zip(container, read_archived)


def _read_archived_tar(container: Container) -> Iterator[Item]:
    return read_tar(container, read_archived)


FORMATS: tuple[Format, ...] = (
    Format("parquet", (".parquet", ".pq"), read_parquet, lambda head: head.startswith(b"PAR1"), repack=repack_parquet),
    Format("zip", (".zip",), _read_archived_zip, _is_zip, is_archive=True),
    Format("warc", (".warc", ".wet"), read_warc, lambda head: VERSION.match(head) is not None),
    Format("tar", (".tar", ".tgz", ".tzst"), _read_archived_tar, _is_tar, is_archive=True),
    Format("html", _named("text/html"), read_html, looks_like_html),
    Format("jsonl", (".jsonl", ".ndjson", ".jl"), read_jsonl, _is_jsonl),
    Format("json", (".json",), read_json, _is_json, _may_be_json),
    Format("csv", (".csv", ".tsv", ".tab"), read_csv, _never, _is_csv),
    Format("text", _named("text/plain"), read_text, _never),
)
UNKNOWN = Format("unknown", (), read_unknown, _never)
BY_EXTENSION = {extension: format for format in FORMATS for extension in format.extensions}


def format_named(name: str) -> Format | None:
    """The format that a name claims: "a.jsonl.gz" is JSONL, "a.tgz" a tar."""
    path = PurePosixPath(name.lower())
    if path.suffix not in BY_EXTENSION and codec_named(name):
        path = path.with_suffix("")
    return BY_EXTENSION.get(path.suffix)


def open_format(container: Container) -> Format:
    """The container's format; its compression is known from then on."""
    container.stream.seek(0)
    head = container.stream.read(HEAD_BYTES)
    container.codec = codec_of(head)
    named = format_named(container.name)
    if container.codec is None and _told(head) is None and (codec := codec_named(container.name)):
        # Its first member is damaged; or a server unpacked it on the way and left the name.
        container.codec = codec
        if not _first_bytes(container):
            container.codec = None
    if container.codec is not None:
        head = _first_bytes(container)
    return _told(head) or named or _hinted(head) or UNKNOWN


_OF_ONE_ARTICLE = {"html": "text/html", "text": "text/plain", UNKNOWN.name: "application/octet-stream"}


def type_of_article(stream: BinaryIO, name: str) -> str | None:
    """The media type of a file that is one article as it lies there; None for a container, or what is packed."""
    container = Container(name=name, stream=stream, options=ReadOptions())
    format = open_format(container)
    stream.seek(0)
    return _OF_ONE_ARTICLE.get(format.name) if container.codec is None else None


def _first_bytes(container: Container) -> bytes:
    """What the container's first member that is whole begins with."""
    stream = container.bytes()
    while not stream.fill(1):
        if stream.resume() is None:
            return b""
    return stream.peek(HEAD_BYTES)


def _told(head: bytes) -> Format | None:
    return next((format for format in FORMATS if format.is_told_by(head)), None)


def _hinted(head: bytes) -> Format | None:
    return next((format for format in FORMATS if format.is_hinted_by(head)), None)


def read_archived(container: Container) -> Iterator[Item]:
    """The rows of a file that stands in an archive: an archive in an archive is refused."""
    format = open_format(container)
    if format.is_archive:
        container.codec = None
        yield Item(0, container.damaged(0, "refused", f"a {format.name} archive inside an archive: unpack it first"))
        return
    yield from format.read(container)
