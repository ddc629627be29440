"""Tar: the files of an archive, each read as the container it is; links and devices are refused.

Nothing is ever written under a name of the archive's. Headers have checksums, data has none: of a plain archive a
changed byte inside a file is nowhere to be seen.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator

from copydesk.read.formats.archive import ReadFile, is_hidden, read_entry
from copydesk.read.formats.compression import CHUNK_BYTES
from copydesk.read.formats.container import Container, Item, Records, spool
from copydesk.read.formats.stream import Stream
from copydesk.records import Damaged

BLOCK = 512
_HEADER = re.compile(rb"[^\0][\s\S]{256}ustar")
_HEADER_BYTES = 262
_MAX_NAME_BYTES = 1 << 20
_LONG_NAME, _LONG_LINK = tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK
_PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_PAX_RECORD = re.compile(rb"\d+ (path|size)=([^\n]*)\n")


def header_of(block: bytes) -> tarfile.TarInfo | None:
    """The header in the block, if its checksum agrees."""
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None


def read_tar(container: Container, read_file: ReadFile) -> Iterator[Item]:
    """The rows of every file in it; behind a broken header those of the next."""
    stream = container.bytes()
    said: dict[str, bytes] = {}  # what an extended header says of the next file
    records = Records(stream)
    is_ended = was_gap = False
    while True:
        if not stream.fill(1):
            gap = stream.resume()
            if gap is None:
                break
            yield Item(None, container.gap_row(gap, n_suspect=records.n_in_member))
            was_gap = not stream.skip_to(_HEADER, _HEADER_BYTES)
            continue
        entry, position = (None if said else stream.entry), stream.position
        block = stream.peek(BLOCK)
        if not block.strip(b"\0"):
            stream.read(BLOCK)
            is_ended = True
            continue
        header = header_of(block)
        if header is None:
            yield Item(entry, container.damaged(position, "corrupt", "no file's header where one should stand"))
            while header is None and stream.skip_to(_HEADER, _HEADER_BYTES):
                header = header_of(stream.peek(BLOCK))
                stream.read(1 if header is None else 0)
            said, is_ended = {}, False
            continue
        is_ended = False
        stream.read(BLOCK)
        if header.type in (_LONG_NAME, _LONG_LINK, *_PAX, tarfile.XGLTYPE):
            said |= _extended(header, stream.read(_padded(min(header.size, _MAX_NAME_BYTES)))[: header.size])
            continue
        name = said["path"].rstrip(b"\0").decode("utf-8", "backslashreplace") if "path" in said else _shown(header.name)
        size = int(said["size"]) if said.get("size", b"").isdigit() else header.size
        said = {}
        records.begin()
        yield from _read_file(container, stream, header, name, size, entry, position, read_file)
    if not is_ended and not was_gap and container.end is None:
        error = "no mark of its end: files may be missing"
        yield Item(None, container.damaged(stream.position, "truncated", error))
    yield from container.passed_over_rows()


def _read_file(
    container: Container,
    stream: Stream,
    header: tarfile.TarInfo,
    name: str,
    size: int,
    entry: int | None,
    position: int,
    read_file: ReadFile,
) -> Iterator[Item]:
    if not header.isreg():
        if not header.isdir():
            what = "a link" if header.issym() or header.islnk() else "a device or the like"
            yield Item(entry, container.damaged(position, "refused", f"{what}, which is never followed", n=name))
        return
    if is_hidden(name):
        container.pass_over("hidden file")
        _skip(stream, _padded(size))
        return
    with spool() as data:
        n_read = 0
        while n_read < size and (chunk := stream.rest(min(CHUNK_BYTES, size - n_read))):
            data.write(chunk)
            n_read += len(chunk)
        _skip(stream, _padded(size) - size)
        damage: Damaged | None = None
        if n_read < size:
            damage = container.damaged(position, "truncated", f"{n_read} bytes of {size}", n=name)
        elif stream.is_spoiled(position):
            damage = container.damaged(position, "checksum", "its bytes do not agree with their checksum", n=name)
        yield from read_entry(container, name, data, entry, damage, read_file)


def _extended(header: tarfile.TarInfo, data: bytes) -> dict[str, bytes]:
    if header.type == _LONG_NAME:
        return {"path": data}
    if header.type in _PAX:
        return {key.decode(): value for key, value in _PAX_RECORD.findall(data)}
    return {}


def _skip(stream: Stream, n: int) -> None:
    while n > 0 and (data := stream.rest(min(n, CHUNK_BYTES))):
        n -= len(data)


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
