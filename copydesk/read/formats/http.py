"""An HTTP response as a crawler stores it: status, headers, and the body without its encodings."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from copydesk.errors import ArticleError

_STATUS = re.compile(rb"HTTP/\d(?:\.\d)? +(\d{3})\b")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_CHUNK_SIZE = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]*)?\r?\n")
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Response:
    """`body` is as it was stored: `decoded` gives what was meant."""

    status: int
    headers: Mapping[str, str]  # lower-case names; of several the last
    body: bytes

    @property
    def media_type(self) -> str:
        """As the header has it, without its parameters: "text/html"."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str | None:
        """The charset that the header declares."""
        declared = _CHARSET.search(self.headers.get("content-type", ""))
        return declared[1] if declared else None

    def decoded(self, max_bytes: int) -> bytes:
        """The body without chunks and compression. Raises ArticleError."""
        body = next(self.unchunked(), self.body)
        names = self.headers.get("content-encoding", "").lower().split(",")
        for name in reversed([name.strip() for name in names if name.strip()]):
            body = _decode(body, name, max_bytes)
        return body

    def unchunked(self) -> Iterator[bytes]:
        """The body without its chunks' lengths, if it has them: crawlers take them out and leave the header."""
        if "chunked" in self.headers.get("transfer-encoding", "").lower() and _CHUNK_SIZE.match(self.body):
            yield _join_chunks(self.body)


def parse_response(block: bytes) -> Response:
    """The response in the block. Raises ArticleError `corrupt` where it is none."""
    status, end = _STATUS.match(block), END_OF_HEADERS.search(block)
    if not status or not end:
        raise ArticleError("corrupt", f"no HTTP response: {block[:40]!r}")
    return Response(int(status[1]), parse_headers(block[: end.start()].partition(b"\n")[2]), block[end.end() :])


def parse_headers(data: bytes) -> dict[str, str]:
    """The headers by lower-case name; a line that begins with white space goes on with the one before."""
    headers: dict[str, str] = {}
    for line in re.sub(rb"\r?\n[ \t]+", b" ", data).splitlines():
        name, colon, value = line.decode("utf-8", "backslashreplace").partition(":")
        if colon:
            headers[name.strip().lower()] = value.strip()
    return headers


def _join_chunks(body: bytes) -> bytes:
    chunks: list[bytes] = []
    at = 0
    while size := _CHUNK_SIZE.match(body, at):
        n = int(size[1], 16)
        if n == 0:
            return b"".join(chunks)
        chunks.append(body[size.end() : size.end() + n])
        if len(chunks[-1]) < n:
            break
        at = size.end() + n
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    raise ArticleError("truncated", f"its chunks break off at byte {at} of {len(body)}")


def _decode(body: bytes, name: str, max_bytes: int) -> bytes:
    decode = _DECODERS.get(name)
    if decode is None:
        raise ArticleError("unsupported", f"content-encoding {name!r}; known are {', '.join(_DECODERS)}")
    try:
        data = decode(body, max_bytes + 1)
    except ArticleError as error:
        # Crawlers decode the body and leave the header: what is text is decoded.
        if error.reason == "corrupt" and body.lstrip()[:1] == b"<":
            return body
        raise
    if len(data) > max_bytes:
        told = f"{len(body)} bytes of {name} decompress to more"
        raise ArticleError("bomb", f"{told}; read.max_source_bytes allows {max_bytes}")
    return data


def _inflate(body: bytes, max_bytes: int, wbits: int) -> bytes:
    inflate = zlib.decompressobj(wbits)
    try:
        data = inflate.decompress(body, max_bytes)
    except zlib.error as error:
        raise ArticleError("corrupt", f"its compressed body: {error}") from error
    if not inflate.eof and len(data) < max_bytes:
        raise ArticleError("truncated", f"its compressed body of {len(body)} bytes has no end")
    return data


def _deflate(body: bytes, max_bytes: int) -> bytes:
    try:
        return _inflate(body, max_bytes, zlib.MAX_WBITS)
    except ArticleError:
        return _inflate(body, max_bytes, -zlib.MAX_WBITS)  # as some servers understood the name


def _brotli(body: bytes, max_bytes: int) -> bytes:
    try:
        import brotli
    except ImportError:
        raise ArticleError("unsupported", "content-encoding 'br': the package brotli is not installed") from None
    decompressor, data = brotli.Decompressor(), b""
    try:
        data = decompressor.process(body, output_buffer_limit=max_bytes)
        while len(data) < max_bytes and not decompressor.is_finished():
            more = decompressor.process(b"", output_buffer_limit=max_bytes)
            if not more:
                break
            data += more
    except brotli.error as error:
        raise ArticleError("corrupt", f"its compressed body: {error}") from error
    if len(data) < max_bytes and not decompressor.is_finished():
        raise ArticleError("truncated", f"its compressed body of {len(body)} bytes has no end")
    return bytes(data)


def _gzip(body: bytes, max_bytes: int) -> bytes:
    return _inflate(body, max_bytes, 31)


def _identity(body: bytes, max_bytes: int) -> bytes:
    return body


_DECODERS: Mapping[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "identity": _identity,
}
