"""WARC: the pages of a crawl, with what HTTP says of them."""

import gzip
import sys
import zlib

import brotli
import pytest

from copydesk.read.articles import read_article
from tests.containers import base32, counts, damages, gz_members, http, records_of, rows, sources, warc_record

PAGE = "<!DOCTYPE html><html><body><p>Le café du port est fermé ce soir, dit-on.</p></body></html>"
URL = "https://post.example/1"


def read(*records: bytes) -> list[object]:
    return list(rows(b"".join(records), "a.warc"))


def body_of(block: bytes) -> bytes:
    """The one page."""
    found = rows(warc_record(block, URL), "a.warc")
    assert not damages(found)
    (source,) = sources(found)
    return source.data


def test_a_response_says_its_address_and_charset() -> None:
    """The HTTP header's charset counts where the page declares none; the day it was fetched is not its day."""
    block = http(PAGE.encode("iso-8859-1"), "Content-Type: text/html; charset=ISO-8859-1")
    (source,) = sources(rows(warc_record(block, f"<{URL}>"), "a.warc"))
    assert (source.url, source.charset, source.published, source.outlet) == (URL, "ISO-8859-1", None, None)
    assert "café" in read_article(source).text
    assert source.record_id is not None
    assert source.record_id.startswith("urn:sha256:")


def test_what_is_no_page_is_counted_by_kind() -> None:
    """Nothing is passed over in silence."""
    found = rows(
        b"".join(
            [
                warc_record(b"software: x\r\n", kind="warcinfo", content_type="application/warc-fields"),
                warc_record(b"GET / HTTP/1.1\r\n\r\n", URL, "request"),
                warc_record(b"fetchTimeMs: 3\r\n", URL, "metadata", content_type="application/warc-fields"),
                warc_record(http(b"", status="200 OK"), URL, "revisit"),
                warc_record(http(b"gone", status="404 Not Found"), URL),
                warc_record(http(b"\xff\xd8\xff", "Content-Type: image/jpeg"), URL),
                warc_record(http(b"User-agent: *", "Content-Type: text/plain"), URL),
                warc_record(http(b" "), URL),
                warc_record(http(PAGE.encode(), "X-Nothing: said"), URL),
                warc_record(PAGE.encode(), URL, "resource", content_type="text/html"),
                warc_record(b"Nur Text.", URL, "conversion", content_type="text/plain"),
            ]
        ),
        "a.warc",
    )
    assert counts(found) == {
        "warc warcinfo": 1,
        "warc request": 1,
        "warc metadata": 1,
        "warc revisit": 1,
        "http 404": 1,
        "image/jpeg": 1,
        "text/plain": 1,
        "empty text/html": 1,
    }
    assert [(s.path, s.media_type) for s in sources(found)] == [
        ("a.warc#9", "text/html"),
        ("a.warc#10", "text/html"),
        ("a.warc#11", "text/plain"),
    ]
    assert not damages(found)


def chunked(body: bytes) -> bytes:
    parts = [body[i : i + 40] for i in range(0, len(body), 40)]
    return b"".join(b"%x;x=1\r\n%b\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def raw_deflate(body: bytes) -> bytes:
    deflate = zlib.compressobj(wbits=-15)
    return deflate.compress(body) + deflate.flush()


@pytest.mark.parametrize(
    "name, encode",
    [
        ("gzip", gzip.compress),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", raw_deflate),
        ("br", brotli.compress),
        ("identity", bytes),
        ("gzip", bytes),  # the crawler decoded it, and left the header
    ],
)
@pytest.mark.parametrize("is_chunked", [False, True])
def test_bodies_are_decoded(name: str, encode: object, is_chunked: bool) -> None:
    """As browsers do, and as crawlers store them."""
    assert callable(encode)
    body, headers = encode(PAGE.encode()), f"Content-Type: text/html\r\nContent-Encoding: {name}"
    if is_chunked:
        body, headers = chunked(body), headers + "\r\nTransfer-Encoding: chunked"
    assert body_of(http(body, headers)) == PAGE.encode()


def test_chunks_that_were_taken_out_are_not_sought() -> None:
    """The header says chunked, the body is none."""
    assert body_of(http(PAGE.encode(), "Content-Type: text/html\r\nTransfer-Encoding: chunked")) == PAGE.encode()


@pytest.mark.parametrize(
    "body, headers, reason",
    [
        (b"\x00\x01", "Content-Encoding: zstd", "unsupported"),
        (gzip.compress(PAGE.encode(), mtime=0)[:-20], "Content-Encoding: gzip", "truncated"),
        (brotli.compress(PAGE.encode())[:-9], "Content-Encoding: br", "truncated"),
        (b"\x01\x02\x03\x04", "Content-Encoding: gzip", "corrupt"),
        (chunked(PAGE.encode())[:-30], "Transfer-Encoding: chunked", "truncated"),
        (gzip.compress(bytes(60_000_000), mtime=0), "Content-Encoding: gzip", "bomb"),
        (brotli.compress(bytes(60_000_000)), "Content-Encoding: br", "bomb"),
    ],
)
def test_a_body_that_cannot_be_decoded_is_named(body: bytes, headers: str, reason: str) -> None:
    """And the next record comes out."""
    broken = warc_record(http(body, f"Content-Type: text/html\r\n{headers}"), URL)
    found = rows(broken + warc_record(http(PAGE.encode()), URL), "a.warc")
    assert [(row.path, row.offset, row.reason) for row in damages(found)] == [("a.warc#1", 0, reason)]
    assert [source.path for source in sources(found)] == ["a.warc#2"]


def test_without_the_package_brotli_is_unsupported(monkeypatch: pytest.MonkeyPatch) -> None:
    """It comes with another library, which may leave it out one day."""
    monkeypatch.setitem(sys.modules, "brotli", None)
    block = http(brotli.compress(PAGE.encode()), "Content-Type: text/html\r\nContent-Encoding: br")
    (row,) = damages(rows(warc_record(block, URL), "a.warc"))
    assert (row.reason, "not installed" in row.error) == ("unsupported", True)


def test_a_digest_that_does_not_agree_is_named() -> None:
    """Of the block, or of the payload where that is all there is; in hexadecimal, too; unknown ones say nothing."""
    block = http(PAGE.encode())
    good = warc_record(block, URL)
    bad = good.replace(b"ferm", b"form")
    found = rows(bad + good, "a.warc")
    assert [(row.path, row.reason) for row in damages(found)] == [("a.warc#1", "checksum")]
    for header, is_right in (
        (f"WARC-Payload-Digest: sha1:{base32(PAGE.encode())}", True),
        (f"WARC-Payload-Digest: sha1:{base32(b'other')}", False),
        (f"WARC-Block-Digest: md5:{'0' * 32}", False),
        ("WARC-Block-Digest: tiger:ABC", True),
        (f"WARC-Truncated: length\r\nWARC-Payload-Digest: sha1:{base32(b'other')}", True),
    ):
        found = rows(warc_record(block, URL, digests=False, more=header), "a.warc")
        assert (len(sources(found)), len(damages(found))) == ((1, 0) if is_right else (0, 1)), header


def test_a_payload_digest_may_count_chunks_or_not() -> None:
    """The standard and the programs differ."""
    page = PAGE.encode()
    body = chunked(gzip.compress(page, mtime=0))
    headers = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\nContent-Encoding: gzip"
    for counted in (body, gzip.compress(page, mtime=0), page):
        more = f"WARC-Payload-Digest: sha1:{base32(counted)}"
        assert sources(rows(warc_record(http(body, headers), URL, digests=False, more=more), "a.warc"))


def test_a_wrong_length_costs_its_record_alone() -> None:
    """Too long it would swallow the next, too short it would leave a rest."""
    records = [warc_record(http(record["html"].encode()), record["url"]) for record in records_of(4)]
    length = int(records[1].partition(b"Content-Length: ")[2].split()[0])
    for wrong in (length + 700, length - 100, 10 * length, 10**9, 10**12):
        changed = records[1].replace(b"Content-Length: %d" % length, b"Content-Length: %d" % wrong)
        found = rows(b"".join([records[0], changed, *records[2:]]), "a.warc")
        assert len(sources(found)) == 3, wrong
        assert [row.offset for row in damages(found)] == [len(records[0])], wrong


def test_a_member_that_ends_early_does_not_take_from_the_next() -> None:
    """Each gzip member is a record: the next one begins whatever the length said."""
    records = [warc_record(http(record["html"].encode()), record["url"]) for record in records_of(3)]
    data = gz_members([records[0], records[1][:-300], records[2]])
    found = rows(data, "a.warc.gz")
    assert len(sources(found)) == 2
    assert [(row.path, row.reason) for row in damages(found)] == [("a.warc.gz#2", "truncated")]


def test_old_writers_end_lines_with_a_line_feed() -> None:
    """And folded headers go on."""
    record = warc_record(http(PAGE.encode()), URL, digests=False, more="WARC-Note: one\n two")
    head, _, block = record.partition(b"\r\n\r\n")
    found = rows(head.replace(b"\r\n", b"\n") + b"\n\n" + block, "a.warc")
    assert [source.url for source in sources(found)] == [URL]
