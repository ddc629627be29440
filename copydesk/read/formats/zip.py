"""Zip: the files of an archive, each checked against its CRC and read as the container it is; links are refused.

Files are found by their own headers, from the first to the last; the directory at the end says what they are, where it
is whole. So a cut archive, whose directory is gone, still gives its files. Nothing is written under a name of its.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from copydesk.read.formats.archive import Known, ReadFile, is_hidden, known_of, read_entry, said_of_files
from copydesk.read.formats.compression import CHUNK_BYTES, MAX_RATIO
from copydesk.read.formats.container import Container, Item, spool
from copydesk.read.manifest import MANIFEST_NAME

HEADER_MAGIC = b"PK\x03\x04"
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_HEADER = struct.Struct("<4sHHHHHIIIHH")
_ENCRYPTED, _SIZES_BEHIND, _UTF8 = 0x1, 0x8, 0x800
_STORED, _DEFLATED = 0, 8
_END = struct.Struct("<4s4H2IH")  # of the directory
_ZIP64, _ZIP64_COUNT = 0xFFFFFFFF, 0xFFFF  # it says elsewhere


@dataclass(frozen=True, slots=True)
class _File:
    """What a file's own header says, and the directory where it knows the file."""

    name: str
    data_at: int
    flags: int
    method: int
    size: int | None  # compressed
    crcs: frozenset[int]  # one of them is right
    is_link: bool
    listed_as: str | None  # its name in the directory, if that is another


class _BrokenError(Exception):
    """A file of the archive is not as it was written."""

    def __init__(self, reason: str, error: str) -> None:
        super().__init__(error)
        self.reason = reason


def read_zip(container: Container, read_file: ReadFile) -> Iterator[Item]:
    """The rows of every file in it, and what is broken."""
    yield from container.seekable()
    stream = container.stream
    end = stream.seek(0, 2) if container.end is None else container.end
    directory, error = _directory(stream)
    lost = {at for at in directory if _read(stream, at, 4) != HEADER_MAGIC}
    if container.start == 0 and not container.header:
        names = _names_found(stream) if error or lost else _names_listed(stream, directory)
        container.header = said_of_files(names, _manifest(container, directory))
    known, damage = known_of(container)
    if damage is not None and container.start == 0:
        yield Item(None, damage)
    at: int | None = _next_header(stream, container.start, end)
    n = 0
    while at is not None and at < end:
        if directory and not lost and not error and at not in directory:
            at = _next_header(stream, at + 1, end)  # of an older state of the archive
            continue
        file = _file(stream, at, directory.get(at))
        if file is None:
            text = "no file begins here, though it looks so"
            yield Item(at, container.damaged(at - container.start, "corrupt", text))
            at = _next_header(stream, at + 1, end)
            continue
        n += 1
        following = yield from _read_file(container, file, at, read_file, known, n)
        at = _next_header(stream, following, end)
    if lost and container.start == 0:
        found = set(_names_found(stream))
        for offset in sorted(lost):
            if (name := directory[offset].orig_filename) not in found:
                yield Item(None, container.damaged(offset, "corrupt", "its header is broken", n=name))
    if error and container.end is None:
        text = f"its directory cannot be read ({error}): files may be missing"
        yield Item(None, container.damaged(end - container.start, "truncated", text))
    yield from container.passed_over_rows()


def _read_file(
    container: Container, file: _File, at: int, read_file: ReadFile, known: Known, n: int
) -> Generator[Item, None, int]:
    """The file's rows. Returns where the next may be looked for."""
    offset = at - container.start
    if file.name.endswith("/"):
        return file.data_at
    if is_hidden(file.name) or file.name == MANIFEST_NAME:
        container.pass_over("manifest" if file.name == MANIFEST_NAME else "hidden file")
        return file.data_at + (file.size or 0)
    if file.listed_as is not None:
        text = f"its name is {file.listed_as!r} in the directory: one of them is wrong"
        yield Item(None, container.damaged(offset, "corrupt", text, n=file.name))
    if file.is_link or file.flags & _ENCRYPTED or file.method not in (_STORED, _DEFLATED):
        why = "a link, which is never followed" if file.is_link else "encrypted"
        if not file.is_link and not file.flags & _ENCRYPTED:
            why = f"compression method {file.method}; zip files have stored or deflated files here"
        reason = "refused" if file.is_link else "unsupported"
        yield Item(at, container.damaged(offset, reason, why, n=file.name))
        return file.data_at + (file.size or 0)
    with spool() as data:
        damage, following = None, at + len(HEADER_MAGIC)
        try:
            following = _extract(container, file, data)
        except _BrokenError as error:
            damage = container.damaged(offset, error.reason, str(error), n=file.name)
            if file.size is not None and _read(container.stream, file.data_at + file.size, 2) == b"PK":
                following = file.data_at + file.size
        yield from read_entry(container, file.name, data, at, damage, read_file, known, n)
    return following


def _manifest(container: Container, directory: Mapping[int, zipfile.ZipInfo]) -> bytes:
    """The bytes of the archive's own manifest, if its directory has one that is whole."""
    for at, listed in directory.items():
        file = _file(container.stream, at, listed) if listed.filename == MANIFEST_NAME else None
        if file is not None and file.method in (_STORED, _DEFLATED):
            data = io.BytesIO()
            try:
                _extract(container, file, data)
            except _BrokenError:
                return b""
            return data.getvalue()
    return b""


def _extract(container: Container, file: _File, data: BinaryIO) -> int:
    """The file's bytes stand in `data`, checked. Returns where they end. Raises _BrokenError."""
    stream, at, n_out, crc = container.stream, file.data_at, 0, 0
    inflate = zlib.decompressobj(-zlib.MAX_WBITS) if file.method == _DEFLATED else None
    if inflate is None and file.size is None:
        raise _BrokenError("corrupt", "neither compressed nor of a known size")
    end = None if file.size is None else file.data_at + file.size
    try:
        while inflate is None or not inflate.eof:
            chunk = _read(stream, at, CHUNK_BYTES if end is None else min(CHUNK_BYTES, end - at))
            pending = inflate.unconsumed_tail if inflate else b""
            if not chunk and not pending:
                break
            at += len(chunk)
            out = inflate.decompress(pending + chunk, CHUNK_BYTES) if inflate else chunk
            while out:
                data.write(out)
                n_out, crc = n_out + len(out), zlib.crc32(out, crc)
                if n_out > container.options.max_source_bytes and n_out > MAX_RATIO * (at - file.data_at):
                    raise _BrokenError("bomb", f"{at - file.data_at} bytes decompress to more than {n_out}")
                out = inflate.decompress(inflate.unconsumed_tail, CHUNK_BYTES) if inflate else b""
    except zlib.error as error:
        raise _BrokenError("corrupt", f"breaks off at byte {at}: {error}") from error
    if inflate is not None and not inflate.eof:
        raise _BrokenError("truncated", f"{at - file.data_at} bytes, which have no end")
    if inflate is None and n_out < (file.size or 0):
        raise _BrokenError("truncated", f"{n_out} bytes of {file.size}")
    at -= len(inflate.unused_data) if inflate else 0
    crcs = file.crcs or _crc_behind(_read(stream, at, 8))
    if crc not in crcs:
        raise _BrokenError("checksum", "its bytes do not agree with their checksum")
    return at


def _crc_behind(data: bytes) -> frozenset[int]:
    """The checksum that stands behind the file, with or without a mark before it."""
    at = 4 if data.startswith(_DESCRIPTOR_MAGIC) else 0
    return frozenset({int.from_bytes(data[at : at + 4], "little")})


def _file(stream: BinaryIO, at: int, known: zipfile.ZipInfo | None) -> _File | None:
    head = _read(stream, at, _HEADER.size)
    if len(head) < _HEADER.size:
        return None
    _, _, flags, method, _, _, crc, size, _, n_name, n_extra = _HEADER.unpack(head)
    name = _read(stream, at + _HEADER.size, n_name)
    if len(name) < n_name or not name or b"\0" in name:
        return None
    are_behind = bool(flags & _SIZES_BEHIND)
    crcs = set() if are_behind else {crc}
    compressed: int | None = None if are_behind or size == _ZIP64 else size
    is_link = False
    if known is not None:
        flags, method, compressed = known.flag_bits, known.compress_type, known.compress_size
        crcs.add(known.CRC)
        is_link = stat.S_ISLNK(known.external_attr >> 16)
    elif method == _DEFLATED:
        compressed = None  # deflated data tell their end themselves, a broken header may not
    shown = name.decode("utf-8" if flags & _UTF8 else "cp437", "backslashreplace")
    listed_as = known.orig_filename if known is not None and known.orig_filename != shown else None
    return _File(
        name=shown,
        data_at=at + _HEADER.size + n_name + n_extra,
        flags=flags,
        method=method,
        size=compressed,
        crcs=frozenset(crcs),
        is_link=is_link,
        listed_as=listed_as,
    )


def _directory(stream: BinaryIO) -> tuple[Mapping[int, zipfile.ZipInfo], str | None]:
    """The files by where their headers stand, and why the directory cannot be read."""
    try:
        with zipfile.ZipFile(stream) as archive:
            directory = {file.header_offset: file for file in archive.infolist()}
            n_listed, n_said = len(archive.infolist()), _count(stream, len(archive.comment))
            # A wrong length of one entry may hide those behind it.
            is_short = n_said not in (n_listed, _ZIP64_COUNT)
            return directory, f"it lists {n_listed} files, and says {n_said}" if is_short else None
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, struct.error) as error:
        return {}, str(error) or type(error).__name__


def _count(stream: BinaryIO, n_comment: int) -> int:
    """How many files the directory says that it lists."""
    stream.seek(0, 2)
    end = _read(stream, max(0, stream.tell() - n_comment - _END.size), _END.size)
    return int(_END.unpack(end)[4]) if len(end) == _END.size else 0


def _names_listed(stream: BinaryIO, directory: Mapping[int, zipfile.ZipInfo]) -> Iterator[str]:
    """The names that the files of the directory give themselves."""
    for at in directory:
        file = _file(stream, at, None)
        if file is not None:
            yield file.name


def _names_found(stream: BinaryIO) -> Iterator[str]:
    """The names in all headers that files have of their own, wherever these stand."""
    end = stream.seek(0, 2)
    at = _next_header(stream, 0, end)
    while at is not None:
        file = _file(stream, at, None)
        if file is not None:
            yield file.name
        at = _next_header(stream, at + 1, end)


def _next_header(stream: BinaryIO, at: int, end: int) -> int | None:
    """Where the next file's header stands, from `at` on."""
    while at < end:
        window = _read(stream, at, CHUNK_BYTES)
        found = window.find(HEADER_MAGIC)
        if found >= 0:
            return at + found if at + found < end else None
        if len(window) < CHUNK_BYTES:
            return None
        at += len(window) - len(HEADER_MAGIC) + 1
    return None


def _read(stream: BinaryIO, at: int, n: int) -> bytes:
    if at < 0:  # a directory may say anything
        return b""
    stream.seek(at)
    return stream.read(n)
