"""The layer below all formats: what a container's bytes decompress to, member by member, and where they do not.

A gzip file is one member after another, a zstd file one frame after another; each can be read by itself. Where one is
broken its bytes up to there come out, then a `Gap`, and reading goes on with the next member that can be found: by its
magic number, proved by decompressing it.
"""

from __future__ import annotations

import re
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# So much is read, and at most so much given out, at once.
CHUNK_BYTES = 1 << 18
_BITE_BYTES = 1 << 14
_WINDOW_BYTES = 1 << 20
# A member that is proved is decompressed up to here: noise fails within some hundred bytes.
_PROOF_BYTES = 1 << 16
# What decompresses to more than a source may have, and to so many times its own size, is a bomb. Pages give 4 to 30.
MAX_RATIO = 200
# After an error the next member is sought from the broken one's beginning, so its bytes are read again. All of that
# together may be so many times the container: a container that is made to be read again and again ends.
_MAX_REREADS = 4


@dataclass(frozen=True, slots=True)
class Block:
    """Some of the bytes; `member` is where in the container the member begins whose first bytes these are."""

    data: bytes
    member: int | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something is missing here, or what came out of the last member is not all as it was written."""

    offset: int  # in the container
    reason: str  # "truncated", "corrupt", "checksum", "bomb"
    error: str
    is_suspect: bool  # whether something came out of this member, for which no checksum vouches


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def feed(self, data: bytes) -> bytes: ...
    def has_more(self) -> bool: ...


class _Gzip:
    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(wbits=31)
        self._is_full = False

    @property
    def eof(self) -> bool:
        return self._inflate.eof

    @property
    def unused_data(self) -> bytes:
        return self._inflate.unused_data

    def feed(self, data: bytes) -> bytes:
        out = self._inflate.decompress(self._inflate.unconsumed_tail + data, CHUNK_BYTES)
        self._is_full = len(out) == CHUNK_BYTES
        return out

    def has_more(self) -> bool:
        return not self.eof and (bool(self._inflate.unconsumed_tail) or self._is_full)


class _Zstd:
    def __init__(self) -> None:
        self._frame = zstd.ZstdDecompressor()

    @property
    def eof(self) -> bool:
        return self._frame.eof

    @property
    def unused_data(self) -> bytes:
        return self._frame.unused_data

    def feed(self, data: bytes) -> bytes:
        return self._frame.decompress(data, CHUNK_BYTES)

    def has_more(self) -> bool:
        return not self.eof and not self._frame.needs_input


@dataclass(frozen=True, slots=True)
class Codec:
    """A compression."""

    name: str
    extensions: tuple[str, ...]
    magic: re.Pattern[bytes]  # as every member begins
    open: Callable[[], _Decompressor]


CODECS = (
    Codec("gzip", (".gz", ".gzip", ".tgz"), re.compile(rb"\x1f\x8b\x08[\x00-\x1f]"), _Gzip),
    # A frame, or one to be skipped, as seekable archives have them.
    Codec("zstd", (".zst", ".zstd", ".tzst"), re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"), _Zstd),
)
_MAGIC_BYTES = 4


def codec_of(head: bytes) -> Codec | None:
    """The compression of what begins with `head`, if it is compressed."""
    return next((codec for codec in CODECS if codec.magic.match(head)), None)


def codec_named(name: str) -> Codec | None:
    """The compression that a file's name claims."""
    extension = PurePosixPath(name).suffix.lower()
    return next((codec for codec in CODECS if extension in codec.extensions), None)


def plain_blocks(stream: BinaryIO, start: int, end: int | None) -> Iterator[Block | Gap]:
    """The bytes as they are; every one of them may be entered."""
    stream.seek(start)
    while data := stream.read(CHUNK_BYTES if end is None else min(CHUNK_BYTES, end - start)):
        yield Block(data, start)
        start += len(data)


def unpack(
    stream: BinaryIO, codec: Codec, *, start: int = 0, end: int | None = None, max_bytes: int
) -> Iterator[Block | Gap]:
    """What the members from byte `start` to `end` decompress to, in blocks of bounded size.

    More than `max_bytes` at `MAX_RATIO` is a bomb, and ends its member.
    """
    size = stream.seek(0, 2)
    return iter(_Members(stream, codec, start, size if end is None else min(end, size), max_bytes))


class _Members:
    def __init__(self, stream: BinaryIO, codec: Codec, start: int, end: int, max_bytes: int) -> None:
        self._stream = stream
        self._codec = codec
        self._start = start
        self._end = end
        self._max_bytes = max_bytes
        self._window_at, self._window = 0, b""
        self._rereads = _MAX_REREADS * (end - start) + 16 * CHUNK_BYTES

    def __iter__(self) -> Iterator[Block | Gap]:
        at: int | None = self._start
        while at is not None and at < self._end:
            if not self._codec.magic.match(self._read(at, _MAGIC_BYTES)):
                following = self._next_member(at)
                if following is not None or not self._is_padding(at):
                    error = f"no {self._codec.name} member begins where one should"
                    yield Gap(at, "corrupt", error, is_suspect=False)
                at = following
                continue
            at = yield from self._member(at)

    def _member(self, start: int) -> Generator[Block | Gap, None, int | None]:
        """One member's blocks, and a gap if it is broken. Returns where the next begins."""
        frame, at, n_out, first = self._codec.open(), start, 0, True
        while not frame.eof:
            # What stands behind a member comes back from it, and most have one page: small bites, then larger ones.
            bite, data = at, self._read(at, min(CHUNK_BYTES, _BITE_BYTES + at - start))
            try:
                out = frame.feed(data)
                at += len(data)
                while True:
                    if out or first:
                        yield Block(out, start if first else None)
                        n_out, first = n_out + len(out), False
                    if n_out > self._max_bytes and n_out > MAX_RATIO * (at - start):
                        error = f"{at - start} bytes decompress to more than {n_out}, {MAX_RATIO} times as much"
                        yield Gap(start, "bomb", error, is_suspect=True)
                        return self._next_member(at)
                    if not frame.has_more():
                        break
                    out = frame.feed(b"")
            except (zlib.error, zstd.ZstdError) as error:
                return (yield from self._broken(start, bite, n_out, first, error))
            if not data and not frame.eof:
                following = self._next_member(start + 1, reread=at - start)
                reason = "truncated" if following is None else "corrupt"
                error_text = f"the {self._codec.name} member that begins at byte {start} has no end"
                yield Gap(start, reason, error_text, is_suspect=n_out > 0)
                return following
        return at - len(frame.unused_data)

    def _broken(
        self, start: int, at: int, n_out: int, first: bool, error: Exception
    ) -> Generator[Block | Gap, None, int | None]:
        """What the member gives before the error that stands in the chunk at `at`, and the gap behind it."""
        is_checksum, gives_something = "check" in str(error), n_out > 0
        end = start
        for out, fed in self._bytewise(start, at):
            end = fed
            if n_out >= len(out):
                n_out -= len(out)
                continue
            yield Block(out[n_out:], start if first else None)
            n_out, first, gives_something = 0, False, True
        if "incorrect data check" in str(error):
            end += 4  # the length, which stands behind gzip's checksum
        text = f"the {self._codec.name} member that begins at byte {start} breaks off at byte {end}: {error}"
        if is_checksum and (end == self._end or self._codec.magic.match(self._read(end, _MAGIC_BYTES))):
            text = (
                f"the {self._codec.name} member from byte {start} to {end} does not agree with its checksum ({error})"
            )
            yield Gap(start, "checksum", text, is_suspect=gives_something)
            return end
        yield Gap(end, "corrupt", text, is_suspect=gives_something)
        return self._next_member(start + 1, reread=end - start)

    def _bytewise(self, start: int, at: int) -> Iterator[tuple[bytes, int]]:
        """The member again: in chunks up to `at`, from there byte by byte up to the error, with where that was."""
        frame, step = self._codec.open(), start
        while step < self._end:
            data = self._read(step, min(CHUNK_BYTES, at - step) if step < at else 1)
            step += len(data)
            try:
                out = frame.feed(data)
                yield out, step
                while frame.has_more():
                    yield frame.feed(b""), step
            except (zlib.error, zstd.ZstdError):
                yield b"", step
                return

    def _next_member(self, at: int, *, reread: int = 0) -> int | None:
        """Where the next member begins that is one, from `at` on; bytes read before are read again only so often."""
        if reread > self._rereads:
            at += reread
        self._rereads -= reread
        while at < self._end:
            window = self._read(at, CHUNK_BYTES + _MAGIC_BYTES)
            for match in self._codec.magic.finditer(window):
                if self._is_member(at + match.start()):
                    return at + match.start()
            at += CHUNK_BYTES
        return None

    def _is_member(self, at: int) -> bool:
        frame, data = self._codec.open(), self._read(at, _PROOF_BYTES)
        try:
            n_out = len(frame.feed(data))
            while frame.has_more() and n_out < _PROOF_BYTES:
                n_out += len(frame.feed(b""))
        except (zlib.error, zstd.ZstdError):
            return False
        return n_out > 0 or frame.eof

    def _is_padding(self, at: int) -> bool:
        """Whether nothing but NUL follows, as tapes have it."""
        while data := self._read(at, CHUNK_BYTES):
            if data.strip(b"\0"):
                return False
            at += len(data)
        return True

    def _read(self, at: int, n: int) -> bytes:
        n = max(0, min(n, self._end - at))
        start = at - self._window_at
        if start < 0 or start + n > len(self._window):
            self._stream.seek(at)
            self._window_at, self._window, start = at, self._stream.read(max(n, _WINDOW_BYTES)), 0
        return self._window[start : start + n]
