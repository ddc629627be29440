"""Tar: the files of an archive, each read as the container it is; links and devices are refused.

Nothing is ever written under a name of the archive's. Headers have checksums, data has none: of a plain archive a
changed byte inside a file is nowhere to be seen.
"""

from __future__ import annotations

import io
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import BinaryIO

from copydesk.read.formats.archive import Known, ReadFile, is_hidden, known_of, read_entry, said_of_files
from copydesk.read.formats.compression import CHUNK_BYTES, Gap
from copydesk.read.formats.container import Container, Item, Records, spool
from copydesk.read.formats.stream import Stream
from copydesk.read.manifest import MANIFEST_NAME
from copydesk.records import Damaged

BLOCK = 512
_HEADER = re.compile(rb"[^\0][\s\S]{256}ustar")
_HEADER_BYTES = 262
_MAX_NAME_BYTES = 1 << 20
_PAX = (tarfile.XHDTYPE, tarfile.SOLARIS_XHDTYPE)
_EXTENSIONS = (tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK, *_PAX, tarfile.XGLTYPE)
_PAX_RECORD = re.compile(rb"\d+ (path|size)=([^\n]*)\n")


@dataclass(frozen=True, slots=True)
class _File:
    """What a file's header says, and where it stands; its data come next in the stream."""

    name: str
    size: int
    type: bytes
    entry: int | None
    position: int


@dataclass(frozen=True, slots=True)
class _Broken:
    """Where no header stands though one should, or the archive ends without the mark of its end."""

    position: int
    reason: str
    error: str
    entry: int | None


def header_of(block: bytes) -> tarfile.TarInfo | None:
    """The header in the block, if its checksum agrees."""
    try:
        return tarfile.TarInfo.frombuf(block, "utf-8", "surrogateescape")
    except (tarfile.HeaderError, ValueError):
        return None


def read_tar(container: Container, read_file: ReadFile) -> Iterator[Item]:
    """The rows of every file in it; behind a broken header those of the next."""
    if container.start == 0 and not container.header:
        container.header = _look_through(container)
    known, damage = known_of(container)
    if damage is not None and container.start == 0:
        yield Item(None, damage)
    stream = container.bytes()
    records = Records(container, stream)
    for found in _headers(stream, is_last=container.end is None):
        if isinstance(found, _File):
            yield from _read_file(container, stream, found, read_file, known, records.begin())
        elif isinstance(found, _Broken):
            yield Item(found.entry, container.damaged(found.position, found.reason, found.error))
        else:
            yield Item(None, container.gap_row(found, n_suspect=records.n_in_member))
    yield from container.passed_over_rows()


def _look_through(container: Container) -> bytes:
    """What the archive's files are called, and its own manifest, wherever in it that stands: a header."""
    stream = replace(container).bytes()
    names, manifest = list[str](), b""
    for found in _headers(stream, is_last=False):
        if not isinstance(found, _File):
            continue
        name = found.name.removeprefix("./")
        names.append(name)
        if name == MANIFEST_NAME and not manifest and found.size <= container.options.max_source_bytes:
            data = io.BytesIO()
            _copy(stream, _padded(found.size), data)
            manifest = data.getvalue()[: found.size]
        else:
            _copy(stream, _padded(found.size), None)
    return said_of_files(names, manifest)


def _headers(stream: Stream, *, is_last: bool) -> Iterator[_File | _Broken | Gap]:
    """Each file, whose data are to be read before the next is asked for; what is broken, and the gaps."""
    said: dict[str, bytes] = {}  # what an extended header says of the next file
    begin: tuple[int | None, int] | None = None  # where that header stands
    is_ended = False
    while True:
        if not stream.fill(1):
            gap = stream.resume()
            if gap is None:
                break
            yield gap
            said, begin = {}, None
            is_ended = not stream.skip_to(_HEADER, _HEADER_BYTES)
            continue
        entry, position = begin or (stream.entry, stream.position)
        block = stream.peek(BLOCK)
        header = header_of(block)
        if not block.strip(b"\0"):
            stream.read(BLOCK)
            is_ended = True
        elif header is None:
            yield _Broken(position, "corrupt", "no file's header where one should stand", entry)
            _skip_to_header(stream)
            said, begin, is_ended = {}, None, False
        elif header.type in _EXTENSIONS:
            stream.read(BLOCK)
            said |= _extended(header, stream.read(_padded(min(header.size, _MAX_NAME_BYTES)))[: header.size])
            begin, is_ended = (entry, position), False
        else:
            stream.read(BLOCK)
            name = said["path"].rstrip(b"\0").decode("utf-8", "backslashreplace") if "path" in said else header.name
            size = int(said["size"]) if said.get("size", b"").isdigit() else header.size
            said, begin, is_ended = {}, None, False
            yield _File(_shown(name), size if header.isreg() else 0, header.type, entry, position)
    if is_last and not is_ended:
        yield _Broken(stream.position, "truncated", "no mark of its end: files may be missing", None)


def _skip_to_header(stream: Stream) -> None:
    while stream.skip_to(_HEADER, _HEADER_BYTES):
        if header_of(stream.peek(BLOCK)) is not None:
            return
        stream.read(1)


def _read_file(
    container: Container, stream: Stream, file: _File, read_file: ReadFile, known: Known, n: int
) -> Iterator[Item]:
    name = file.name.removeprefix("./")
    if file.type not in tarfile.REGULAR_TYPES:
        if file.type != tarfile.DIRTYPE:
            what = "a link" if file.type in (tarfile.SYMTYPE, tarfile.LNKTYPE) else "a device or the like"
            error = f"{what}, which is never followed"
            yield Item(file.entry, container.damaged(file.position, "refused", error, n=name))
        return
    if is_hidden(name) or name == MANIFEST_NAME:
        container.pass_over("manifest" if name == MANIFEST_NAME else "hidden file")
        _copy(stream, _padded(file.size), None)
        return
    with spool() as data:
        n_read = _copy(stream, file.size, data)
        _copy(stream, _padded(file.size) - file.size, None)
        damage: Damaged | None = None
        if n_read < file.size:
            error = f"{n_read} bytes of {file.size}"
            damage = container.damaged(file.position, "truncated", error, n=name)
        elif stream.is_spoiled(file.position):
            error = "its bytes do not agree with their checksum"
            damage = container.damaged(file.position, "checksum", error, n=name)
        yield from read_entry(container, name, data, file.entry, damage, read_file, known, n)


def _extended(header: tarfile.TarInfo, data: bytes) -> dict[str, bytes]:
    if header.type == tarfile.GNUTYPE_LONGNAME:
        return {"path": data}
    if header.type in _PAX:
        return {key.decode(): value for key, value in _PAX_RECORD.findall(data)}
    return {}


def _copy(stream: Stream, n: int, to: BinaryIO | None) -> int:
    """The next `n` bytes are read, and stand in `to`; how many there were."""
    n_read = 0
    while n_read < n and (data := stream.rest(min(n - n_read, CHUNK_BYTES))):
        n_read += len(data)
        if to is not None:
            to.write(data)
    return n_read


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK


def _shown(name: str) -> str:
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
