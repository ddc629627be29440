"""Crawls: plain, compressed as a whole, compressed record by record."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator

from tests.containers import gz_members, http, records_of, warc_record, warc_records
from tests.fuzz.containers import check_container
from tests.fuzz.target import Target

_BEGINNING = re.compile(rb"(?=WARC/1\.)")


def seeds() -> Iterator[bytes]:
    """Responses, chunked, compressed, of no known length; requests, revisits, texts of others."""
    records = records_of(2, n_words=9)
    page = records[0]["html"].encode()
    url = records[0]["url"]
    html = "Content-Type: text/html"
    odd = [
        warc_record(http(b"%x\r\n%s\r\n0\r\n\r\n" % (len(page), page), f"{html}\r\nTransfer-Encoding: chunked"), url),
        warc_record(http(gzip.compress(page, mtime=0), f"{html}\r\nContent-Encoding: gzip"), url),
        warc_record(http(page, f"{html}; charset=windows-1252"), url, digests=False),
        warc_record(http(b"", html, "404 Not Found"), url),
        warc_record(http(b"", html, "304 Not Modified"), url, "revisit"),
        warc_record(b"The ferry left.", url, "conversion", content_type="text/plain"),
        warc_record(page, url, "resource", content_type="text/html", more="WARC-Truncated: length"),
    ]
    for way in range(3):
        yield bytes([way]) + b"".join(warc_records(records))
        yield bytes([way]) + b"".join(odd)
        for record in odd:
            yield bytes([way]) + record
            yield bytes([way]) + record[:-9] + record


def check(data: bytes) -> None:
    """As the first byte says: as it is, one member, or a member for each record."""
    way, data = data[:1], data[1:]
    number = way[0] % 3 if way else 0
    if number == 0:
        check_container(data, "a.warc")
    else:
        parts = [data] if number == 1 else [part for part in _BEGINNING.split(data) if part]
        check_container(gz_members(parts), "a.warc.gz")


_HEADERS = (
    "WARC/1.0\r\n WARC/1.1\r\n WARC-Type: response revisit resource conversion Content-Length: WARC-Truncated: sha1: "
    "WARC-Block-Digest: WARC-Payload-Digest: Content-Type: application/http text/html HTTP/1.1 200 chunked gzip br "
    "Transfer-Encoding: Content-Encoding: \r\n\r\n 0\r\n\r\n 99999999999 -1"
)
TARGET = Target(seeds, tuple(word.encode() for word in _HEADERS.split(" ")), check)
