"""WARC: a crawler's records of what it fetched, as Common Crawl's news crawl and others write them.

Every record says how long it is, and most say what its digest is: both are checked here, since the readers there are
(fastwarc, warcio) hand out half a record as a whole one. Behind a broken record reading goes on at the next line
"WARC/1." or the next gzip member.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from copydesk.errors import ArticleError
from copydesk.read.decode import looks_like_html
from copydesk.read.formats.container import Container, Item, Records
from copydesk.read.formats.http import END_OF_HEADERS, Response, parse_headers, parse_response
from copydesk.read.formats.stream import Stream
from copydesk.read.source_ids import source_id
from copydesk.records import Source

VERSION = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n")
_VERSION_BYTES = 14
# The beginning of a record inside what may be another's: the version's line with a header's name behind it.
_BEGINNING = re.compile(rb"WARC/[01]\.\d{1,2}\r?\n(?=[Ww][Aa][Rr][Cc]-|[Cc]ontent-)")
_HEADER_BYTES, _MAX_HEADER_BYTES = 1 << 11, 1 << 16  # as they mostly are, and at most
_DIGESTS = {"sha1": hashlib.sha1, "sha-1": hashlib.sha1, "sha256": hashlib.sha256, "sha-256": hashlib.sha256}
_DIGESTS |= {"md5": hashlib.md5, "sha512": hashlib.sha512, "sha-512": hashlib.sha512}
_MEDIA_TYPES = {"text/html": "text/html", "application/xhtml+xml": "text/html", "text/plain": "text/plain"}
# Records that hold a page or a text; whether behind HTTP's headers says their content type.
_TELLING = frozenset({"response", "resource", "conversion"})
_OTHERS = frozenset({"warcinfo", "request", "metadata", "revisit", "continuation"})


@dataclass(frozen=True, slots=True)
class _Record:
    headers: Mapping[str, str]
    block: bytes
    is_proved: bool  # by its own digest


def read_warc(container: Container) -> Iterator[Item]:
    """The page of every response that is one; records of other kinds are counted."""
    stream = container.bytes()
    records = Records(container, stream)
    _skip_line_ends(stream)
    while True:
        if not stream.fill(1):
            behind_gap = records.go_on()
            if behind_gap is None:
                break
            yield behind_gap
            continue
        entry, position = stream.entry, stream.position
        n = records.begin()
        stream.hold()
        try:
            record = _read_record(stream, container.options.max_source_bytes)
            _skip_line_ends(stream)
            source = _source(record, container, container.record_path(n))
        except ArticleError as error:
            records.n_in_member -= 1
            _skip_line_ends(stream)
            if not stream.fill(1) and stream.gap is not None:
                records.lost = n  # one row says it all
            else:
                yield Item(entry, container.damaged(position, error.reason, str(error), n=n), n)
            continue
        records.n_in_member -= record.is_proved
        if stream.is_spoiled(position) and not record.is_proved:
            records.lost = n
        elif isinstance(source, Source):
            yield Item(entry, source, n)
        else:
            container.pass_over(source)
    yield from container.passed_over_rows()


def _read_record(stream: Stream, max_bytes: int) -> _Record:
    """The next record. Raises ArticleError where it is broken, and the stream then stands where reading may go on."""
    position = stream.position
    if not VERSION.match(stream.peek(_VERSION_BYTES)):
        _skip_to_record(stream)
        raise ArticleError("corrupt", f"no record begins at byte {position}; the next one that does was sought")
    end = _end_of_headers(stream)
    head = stream.read(end)
    headers = parse_headers(head.partition(b"\n")[2])
    length = headers.get("content-length", "")
    if not end or not length.isascii() or not length.isdigit() or "warc-type" not in headers:
        stream.back(max(0, len(head) - 1))
        _skip_to_record(stream)
        raise ArticleError("corrupt", f"a record without type or length: {head[:200]!r}")
    n_bytes = int(length)
    if n_bytes > max_bytes:
        _skip_block(stream, n_bytes)
        raise ArticleError("too_large", f"a record of {n_bytes} bytes; read.max_source_bytes allows {max_bytes}")
    block = stream.read(n_bytes)
    is_proved = _digest_agrees(headers.get("warc-block-digest"), block)
    ends_well = _ends_well(stream)
    for member in stream.members_between(stream.position - len(block), stream.position):
        inside = len(block) - (stream.position - member)
        if not is_proved and VERSION.match(block, inside):  # the next record stands in it
            stream.back(len(block) - inside)
            raise ArticleError("truncated", f"{inside} bytes of {n_bytes}")
    if len(block) < n_bytes or (not ends_well and not is_proved):
        # What is missing of this record may be the beginning of the next.
        stream.back(len(block))
        _skip_to_record(stream)
        raise ArticleError("truncated", f"{len(block)} bytes of {n_bytes}, or not the length that it says")
    if is_proved is False:
        raise ArticleError("checksum", f"its block does not agree with {headers['warc-block-digest']}")
    if is_proved is None and "warc-truncated" not in headers:
        is_proved = _payload_agrees(headers, block)
        if is_proved is False:
            raise ArticleError("checksum", f"its payload does not agree with {headers['warc-payload-digest']}")
    return _Record(headers, block, bool(is_proved))


def _end_of_headers(stream: Stream) -> int:
    """How long the headers are with the empty line; 0 where they have no end."""
    for n_bytes in (_HEADER_BYTES, _MAX_HEADER_BYTES):
        if found := END_OF_HEADERS.search(stream.peek(n_bytes)):
            return found.end()
    return 0


def _ends_well(stream: Stream) -> bool:
    """Whether behind the block stands what stands behind a record: line ends, and the next one or nothing."""
    behind = stream.peek(4 + _VERSION_BYTES)
    following = behind.lstrip(b"\r\n")
    return not following or behind.startswith(b"\r\n\r\n") or VERSION.match(following) is not None


def _skip_line_ends(stream: Stream) -> None:
    """What stands behind a record is read: two line ends, or more."""
    while (byte := stream.peek(1)) and byte in b"\r\n":
        stream.read(1)


def _skip_to_record(stream: Stream) -> None:
    """The next record comes next, or the gap."""
    stream.read(1)
    stream.skip_to(_BEGINNING, _VERSION_BYTES + 8)


def _skip_block(stream: Stream, n_bytes: int) -> None:
    """A block that is too long to be kept is read past, or up to a record in it: then its length was wrong."""
    end = stream.position + n_bytes
    stream.release()
    while stream.position < end and stream.fill(1):
        window = stream.peek(min(1 << 20, end - stream.position))
        found = _BEGINNING.search(window)
        if found:
            stream.read(found.start())
            return
        stream.read(max(1, len(window) - _VERSION_BYTES - 8))


def _digest_agrees(digest: str | None, *candidates: bytes) -> bool | None:
    """Whether the digest is that of one of the candidates; None where there is none that can be checked."""
    name, _, value = (digest or "").partition(":")
    new = _DIGESTS.get(name.strip().lower())
    if new is None:
        return None
    wanted = _digest_bytes(value.strip(), new().digest_size)
    return wanted is not None and any(new(data, usedforsecurity=False).digest() == wanted for data in candidates)


def _digest_bytes(value: str, size: int) -> bytes | None:
    """The digest, in hexadecimal or base 32."""
    try:
        return (
            bytes.fromhex(value)
            if len(value) == 2 * size
            else base64.b32decode(value.upper() + "=" * (-len(value) % 8))
        )
    except (ValueError, binascii.Error):
        return None


def _payload_agrees(headers: Mapping[str, str], block: bytes) -> bool | None:
    """The payload is meant without its chunks; some writers count them in, some count it decompressed."""
    digest = headers.get("warc-payload-digest")
    if digest is None or not _is_http(headers):
        return _digest_agrees(digest, block)
    response = parse_response(block)
    agrees = _digest_agrees(digest, response.body)
    if agrees is False:
        agrees = _digest_agrees(digest, *response.unchunked(), response.decoded(10 * len(block) + 1_000_000))
    return agrees


def _is_http(headers: Mapping[str, str]) -> bool:
    return headers.get("content-type", "").lower().startswith("application/http")


def _source(record: _Record, container: Container, path: str) -> Source | str:
    """The record's page, or of which kind it is that is none. Raises ArticleError where it cannot be read."""
    kind = record.headers["warc-type"].lower()
    if kind in _OTHERS:
        return f"warc {kind}"
    if kind not in _TELLING:
        raise ArticleError("corrupt", f"a record of unknown type {kind!r}")
    if _is_http(record.headers) or record.block.startswith(b"HTTP/"):
        response = parse_response(record.block)
        if response.status != 200:
            return f"http {response.status}"
    else:
        response = Response(200, {"content-type": record.headers.get("content-type", "")}, record.block)
    named = response.media_type
    if named and named not in _MEDIA_TYPES:
        return named
    data = response.decoded(container.options.max_source_bytes)
    if not data.strip():
        return f"empty {named}".strip()
    media_type = _MEDIA_TYPES.get(named)
    if media_type is None or (media_type == "text/plain" and kind == "response"):
        if not looks_like_html(data):
            return named or "no content type"
        media_type = "text/html"
    url = record.headers.get("warc-target-uri", "").strip("<>") or None
    return Source(
        source_id=source_id(outlet=None, url=url, path=path),
        path=path,
        media_type=media_type,
        data=data,
        url=url,
        record_id=record.headers.get("warc-record-id", "").strip("<>") or None,
        charset=response.charset,
    )
