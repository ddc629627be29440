"""Containers of every kind: archives, tables, lines of records, compressed or not."""

from __future__ import annotations

import gzip
import json
import zipfile
from collections.abc import Iterator

from tests.containers import csv_bytes, gz_members, jsonl, parquet, records_of, tar_of, zip_of, zst
from tests.fuzz.containers import check_container
from tests.fuzz.target import Target

# What the container is called: the first byte chooses.
NAMES = (
    *("a.jsonl", "a.json", "a.csv", "a.tsv", "a.parquet", "a.zip", "a.tar", "a.tgz", "a.html", "a.txt", "a"),
    *("a.jsonl.gz", "a.json.zst", "a.csv.gz", "a.parquet.gz", "a.zip.zst"),
)


def seeds() -> Iterator[bytes]:
    """Two short articles in a container of each kind."""
    records = records_of(2, n_words=9)
    pages = {f"post/{record['id']}.html": record["html"].encode() for record in records}
    made = {
        "a.jsonl": jsonl(records),
        "a.json": json.dumps(records, indent=1).encode(),
        "a.csv": csv_bytes(records),
        "a.tsv": csv_bytes(records, "\t"),
        "a.parquet": parquet(records, rows=1),
        "a.zip": zip_of(pages),
        "a.tar": tar_of(pages),
        "a.tgz": gzip.compress(tar_of(pages), mtime=0),
        "a.html": records[0]["html"].encode(),
        "a.txt": b"The ferry left.\nRead more\n",
        "a": zip_of(pages, zipfile.ZIP_STORED),
        "a.jsonl.gz": gz_members(jsonl(records).splitlines(keepends=True)),
        "a.json.zst": zst(json.dumps(records).encode()),
        "a.csv.gz": gzip.compress(csv_bytes(records), mtime=0),
        "a.parquet.gz": gzip.compress(parquet(records), mtime=0),
        "a.zip.zst": zst(zip_of(pages)),
    }
    for name, data in made.items():
        yield bytes([NAMES.index(name)]) + data
        yield bytes([NAMES.index(name)]) + data[: len(data) * 2 // 3]
    yield b"\0" + b'{"id": NaN, "text": "\\ud800", "url": 7}\n[1]\nnull\n{"html": ""}\n{"text": "a"}'
    yield b"\1" + b'[{"text": "a"}, {"text": [[[['
    yield b"\2" + b'text,id\r\n"a ""b"" \r\n c",1\r\n"no end,2\r\n'


def check(data: bytes) -> None:
    """Under the name that the first byte chooses."""
    check_container(data[1:], NAMES[data[0] % len(NAMES)] if data else NAMES[0])


TARGET = Target(
    seeds,
    (
        *(b'{"id": "1", "text": "', b'"}\n', b'"html": "', b"[{", b"}]", b"\\ud800", b"\\u0000", b"1e999", b"NaN"),
        *(
            b"PK\3\4",
            b"PK\1\2",
            b"PK\5\6",
            b"PAR1",
            b"ustar",
            b"\x1f\x8b\x08",
            b"\x28\xb5\x2f\xfd",
            b"../",
            b"\xff\xff\xff\xff",
        ),
    ),
    check,
)
