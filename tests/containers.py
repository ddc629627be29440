"""Articles, and the containers that tests make of them."""

import base64
import csv
import gzip
import hashlib
import io
import json
import random
import tarfile
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from copydesk.read.formats import ReadOptions, Row, read_container
from copydesk.read.formats.compression import zstd
from copydesk.records import Damaged, PassedOver, Source

Record = dict[str, Any]
WORDS = ("harbour", "ship", "quay", "captain", "storm", "night", "“tide”", "fürs", "straße,", "said.", "new", "of")


def records_of(n: int, *, seed: int = 1, n_words: int = 120) -> list[Record]:
    """Articles of several outlets, each another, as records that need no settings."""
    rnd, records = random.Random(seed), []
    for i in range(n):
        paragraphs = [" ".join(rnd.choices(WORDS, k=n_words // 3)) + f' "{rnd.random()}".' for _ in range(3)]
        html = f"<!DOCTYPE html><html><head><title>Story {i}</title></head><body><h1>Story {i}</h1>"
        html += "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs) + "</body></html>"
        records.append(
            {
                "id": f"r{i}",
                "outlet": f"post{i % 3}.example",
                "url": f"https://post{i % 3}.example/{i}",
                "published": f"2026-01-{1 + i % 28:02}",
                "title": f"Story {i}",
                "language": "en",
                "html": html,
            }
        )
    return records


def jsonl(records: Iterable[Record]) -> bytes:
    return b"".join(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)


def csv_bytes(records: list[Record], delimiter: str = ",") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(records[0]), delimiter=delimiter)
    writer.writeheader()
    writer.writerows(records)
    return out.getvalue().encode()


def parquet(records: list[Record], *, rows: int = 10, **options: Any) -> bytes:
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist(records), out, row_group_size=rows, write_page_checksum=True, **options)
    return out.getvalue()


def http(body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def warc_record(
    block: bytes, url: str = "", kind: str = "response", *, content_type: str = "", digests: bool = True, more: str = ""
) -> bytes:
    """One record as the news crawl writes it."""
    content_type = content_type or f"application/http; msgtype={kind}"
    lines = [
        "WARC/1.0",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:sha256:{hashlib.sha256(block).hexdigest()[:12]}>",
        "WARC-Date: 2026-01-01T00:00:00Z",
        f"Content-Type: {content_type}",
        f"Content-Length: {len(block)}",
    ]
    lines += [f"WARC-Target-URI: {url}"] if url else []
    if digests:
        payload = block.partition(b"\r\n\r\n")[2]
        lines += [f"WARC-Payload-Digest: sha1:{base32(payload)}", f"WARC-Block-Digest: sha1:{base32(block)}"]
    lines += [more] if more else []
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def base32(data: bytes) -> str:
    return base64.b32encode(hashlib.sha1(data).digest()).decode()


def warc_records(records: Iterable[Record], *, digests: bool = True) -> list[bytes]:
    """A warcinfo, and for each article its request and its response."""
    out = [warc_record(b"software: a crawler\r\n", kind="warcinfo", content_type="application/warc-fields")]
    for record in records:
        request = warc_record(b"GET / HTTP/1.1\r\n\r\n", record["url"], "request", digests=digests)
        out += [request, warc_record(http(record["html"].encode()), record["url"], digests=digests)]
    return out


def gz_members(parts: Iterable[bytes]) -> bytes:
    return b"".join(gzip.compress(part, mtime=0) for part in parts)


def zst(data: bytes, *, checksum: bool = True) -> bytes:
    return zstd.compress(data, options={zstd.CompressionParameter.checksum_flag: int(checksum)})


# By name; or pairs, where several have one name.
Files = Mapping[str, bytes] | Sequence[tuple[str, bytes]]


def zip_of(files: Files, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive, warnings.catch_warnings(action="ignore"):
        for name, data in files.items() if isinstance(files, Mapping) else files:
            archive.writestr(zipfile.ZipInfo(name), data, compress_type=method)
    return out.getvalue()


def tar_of(files: Files) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items() if isinstance(files, Mapping) else files:
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


def rows(data: bytes, name: str, options: ReadOptions | None = None) -> list[Row]:
    return list(read_container(io.BytesIO(data), name, options=options))


def sources(found: Iterable[Row]) -> list[Source]:
    return [row for row in found if isinstance(row, Source)]


def damages(found: Iterable[Row]) -> list[Damaged]:
    return [row for row in found if isinstance(row, Damaged)]


def counts(found: Iterable[Row]) -> dict[str, int]:
    return {row.kind: row.n for row in found if isinstance(row, PassedOver)}


def without_origin(found: Iterable[Source]) -> list[Source]:
    return [replace(source, path="", source_id="", record_id=None) for source in found]
