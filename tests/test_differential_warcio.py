"""Crawls written by warcio are read as warcio reads them: the same records, payloads and headers, in order."""

from __future__ import annotations

import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from copydesk.read.formats import cut, read_segment
from copydesk.read.formats.segments import SegmentSizes
from tests.containers import counts, damages, rows, sources

# Brotli is not compared: warcio 1.8 fails with what the package brotli gives now.
ENCODINGS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "gzip": lambda body: gzip.compress(body, mtime=0),
    "deflate": zlib.compress,
}
PAGES = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(
    lambda text: f"<html><body><p>{text}</p></body></html>".encode()
)


class Fetched(NamedTuple):
    """What a crawler met with."""

    kind: str  # of the record
    body: bytes
    status: str
    content_type: str
    encoding: str
    chunk_bytes: int  # 0: in one piece
    headers: list[tuple[str, str]]


FETCHED = st.builds(
    Fetched,
    kind=st.sampled_from(
        ["response", "response", "response", "revisit", "request", "resource", "conversion", "metadata"]
    ),
    body=PAGES,
    status=st.sampled_from(["200 OK", "200", "404 Not Found", "301 Moved", "206 Partial Content"]),
    content_type=st.sampled_from(
        ["text/html", "text/html; charset=windows-1252", 'Text/HTML;charset="utf-8"', "image/png", "application/json"]
    ),
    encoding=st.sampled_from(sorted(ENCODINGS)),
    chunk_bytes=st.integers(0, 40),
    headers=st.lists(st.tuples(st.sampled_from(["X-A", "Set-Cookie", "Server"]), st.sampled_from(["", "a: b", "ü"]))),
)


def chunked(body: bytes, n_bytes: int) -> bytes:
    pieces = [body[at : at + n_bytes] for at in range(0, len(body), n_bytes)]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


def url_of(n: int) -> str:
    return f"https://post.example/{n}"


def written(fetched: list[Fetched], *, is_packed: bool, version: str) -> bytes:
    """The crawl, as warcio writes it."""
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=is_packed, warc_version=version)
    writer.write_record(writer.create_warcinfo_record("a.warc", {"software": "a crawler"}))
    for n, one in enumerate(fetched):
        body = ENCODINGS[one.encoding](one.body)
        headers = [("Content-Type", one.content_type), *one.headers]
        headers += [("Content-Encoding", one.encoding)] if one.encoding else []
        if one.chunk_bytes:
            body = chunked(body, one.chunk_bytes)
            headers.append(("Transfer-Encoding", "chunked"))
        answer = StatusAndHeaders(one.status, headers, protocol="HTTP/1.1")
        if one.kind == "revisit":
            record = writer.create_revisit_record(
                url_of(n), "sha1:AAAA", url_of(0), "2026-01-01T00:00:00Z", http_headers=answer
            )
        elif one.kind == "request":
            asked = StatusAndHeaders("GET / HTTP/1.1", [("Host", "post.example")], is_http_request=True)
            record = writer.create_warc_record(url_of(n), "request", http_headers=asked)
        elif one.kind == "response":
            record = writer.create_warc_record(url_of(n), "response", io.BytesIO(body), http_headers=answer)
        else:
            media_type = {"resource": "text/html", "conversion": "text/plain"}.get(one.kind, "application/warc-fields")
            record = writer.create_warc_record(url_of(n), one.kind, io.BytesIO(one.body), warc_content_type=media_type)
        writer.write_record(record)
    return out.getvalue()


Page = tuple[str | None, str | None, bytes, str | None]


def as_warcio_reads_it(data: bytes) -> tuple[list[Page], Counter[str]]:
    """Of pages the address, id, payload and charset; of all other records how many there are."""
    pages: list[Page] = []
    others: Counter[str] = Counter()
    for record in ArchiveIterator(io.BytesIO(data), check_digests="raise"):
        payload, headers = record.content_stream().read(), record.rec_headers
        answer = record.http_headers if record.rec_type == "response" else None
        declared = answer.get_header("Content-Type") if answer else headers.get_header("Content-Type")
        media_type, _, parameter = declared.partition(";")
        if record.rec_type in ("warcinfo", "request", "metadata", "revisit"):
            others[f"warc {record.rec_type}"] += 1
        elif answer and answer.get_statuscode() != "200":
            others[f"http {answer.get_statuscode()}"] += 1
        elif media_type.lower() not in ("text/html", "text/plain"):
            others[media_type] += 1
        else:
            charset = parameter.partition("=")[2].strip('" ') or None
            name = headers.get_header("WARC-Record-ID").strip("<>")
            pages.append((headers.get_header("WARC-Target-URI"), name, payload, charset))
    return pages, others


@given(st.lists(FETCHED, max_size=6), st.booleans(), st.sampled_from(["WARC/1.0", "WARC/1.1"]))
@settings(max_examples=150)
def test_a_crawl_is_read_as_warcio_reads_it(fetched: list[Fetched], is_packed: bool, version: str) -> None:
    """Plain and packed record by record; chunked, compressed or as it is."""
    data = written(fetched, is_packed=is_packed, version=version)
    found = rows(data, "a.warc.gz" if is_packed else "a.warc")
    assert damages(found) == []
    ours = [(page.url, page.record_id, page.data, page.charset) for page in sources(found)]
    assert (ours, counts(found)) == as_warcio_reads_it(data)


@given(st.lists(FETCHED, min_size=2, max_size=6))
@settings(max_examples=30)
def test_and_so_are_its_segments(fetched: list[Fetched]) -> None:
    """Each read by itself."""
    data = written(fetched, is_packed=True, version="WARC/1.0")
    sizes = SegmentSizes(least=1, wanted=1, most=100)
    segments = list(cut(io.BytesIO(data), "a.warc.gz", lambda n: io.BytesIO(), sizes=sizes))
    found = [row for segment in segments for row in read_segment(segment, io.BytesIO(data))]
    pages, _ = as_warcio_reads_it(data)
    assert [page.record_id for page in sources(found)] == [name for _, name, *_ in pages]


def test_a_body_that_is_no_longer_compressed_is_taken_as_it_is() -> None:
    """Crawlers unpack bodies and leave the header; both take the page for what it is."""
    page = b"<html><p>The ferry left.</p></html>"
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=False)
    for headers in ([("Content-Encoding", "gzip")], [("Transfer-Encoding", "chunked")]):
        answer = StatusAndHeaders("200 OK", [("Content-Type", "text/html"), *headers], protocol="HTTP/1.1")
        record = writer.create_warc_record("https://a.example", "response", io.BytesIO(page), http_headers=answer)
        writer.write_record(record)
    assert [source.data for source in sources(rows(out.getvalue(), "a.warc"))] == [page] * 2
    pages, _ = as_warcio_reads_it(out.getvalue())
    assert [payload for _, _, payload, _ in pages] == [page] * 2
