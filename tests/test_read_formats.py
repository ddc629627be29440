"""What people have goes in: every format, plain and packed, gives the same sources."""

import gzip
import io
import json
import re
import tarfile
import textwrap
import zipfile
from pathlib import Path

import pytest

from copydesk.read.articles import read_article
from copydesk.read.formats import Given, ReadOptions, compression, container, json_values, read_container, stream, tar
from copydesk.read.formats import jsonl as jsonl_format
from copydesk.read.formats import zip as packed
from copydesk.read.formats.table import open_format
from copydesk.records import Damaged, Source
from tests.conftest import ROOT
from tests.containers import (
    counts,
    csv_bytes,
    damages,
    gz_members,
    http,
    jsonl,
    parquet,
    records_of,
    rows,
    sources,
    tar_of,
    warc_record,
    warc_records,
    without_origin,
    zip_of,
    zst,
)

RECORDS = records_of(12)
LINES = jsonl(RECORDS)
PAGES = {f"news/{i}.html": record["html"].encode() for i, record in enumerate(RECORDS)}
WARC = warc_records(RECORDS)
MANIFEST = "file,outlet,url,published\n" + "".join(
    f"news/{i}.html,{r['outlet']},{r['url']},{r['published']}\n" for i, r in enumerate(RECORDS)
)
AS_RECORDS = {
    "a.jsonl": LINES,
    "a.jsonl.gz": gzip.compress(LINES),
    "members.jsonl.gz": gz_members(LINES.splitlines(keepends=True)),
    "a.jsonl.zst": zst(LINES),
    "frames.jsonl.zst": b"".join(map(zst, LINES.splitlines(keepends=True))),
    "bom.jsonl": b"\xef\xbb\xbf" + LINES,
    "no-last-line-end.jsonl": LINES.rstrip(),
    "empty-lines.jsonl": LINES.replace(b"}\n", b"}\r\n\r\n"),
    "array.json": json.dumps(RECORDS).encode(),
    "pretty.json": json.dumps(RECORDS, indent=4, ensure_ascii=False).encode(),
    "one-after-the-other.json": b"\n".join(json.dumps(record, indent=1).encode() for record in RECORDS),
    "array.json.gz": gzip.compress(json.dumps(RECORDS).encode()),
    "a.csv": csv_bytes(RECORDS),
    "bom.csv": b"\xef\xbb\xbf" + csv_bytes(RECORDS),
    "semicolons.csv.gz": gzip.compress(csv_bytes(RECORDS, ";")),
    "tabs.tsv": csv_bytes(RECORDS, "\t"),
    "a.parquet": parquet(RECORDS, rows=5),
    "a.parquet.zst": zst(parquet(RECORDS)),
    "packed.zip": zip_of({"a.jsonl.gz": gzip.compress(LINES)}),
    "stored.zip": zip_of({"a.csv": csv_bytes(RECORDS)}, zipfile.ZIP_STORED),
    "a.tar": tar_of({"a.parquet": parquet(RECORDS)}),
    "a.tar.zst": zst(tar_of({"a.json": json.dumps(RECORDS).encode()})),
    "a.tgz": gzip.compress(tar_of({"a.jsonl": LINES})),
}
AS_PAGES = {
    "a.warc": b"".join(WARC),
    "a.warc.gz": gz_members(WARC),
    "split.warc.gz": gz_members(b"".join(WARC)[i : i + 700] for i in range(0, 10**5, 700)),
    "one-member.warc.gz": gzip.compress(b"".join(WARC)),
    "a.warc.zst": b"".join(map(zst, WARC)),
    "a.zip": zip_of(PAGES),
    "a.zip.gz": gzip.compress(zip_of(PAGES)),
    "a.tar.gz": gzip.compress(tar_of(PAGES)),
    "warc.zip": zip_of({"a.warc.gz": gz_members(WARC)}),
}
REFERENCE = without_origin(sources(rows(LINES, "a.jsonl")))


def test_a_record_says_all_that_is_known_of_it() -> None:
    """Without any settings."""
    first = sources(rows(LINES, "a.jsonl"))[0]
    record = RECORDS[0]
    assert (first.outlet, first.url, first.published) == (record["outlet"], record["url"], record["published"])
    assert (first.title, first.language, first.record_id) == (record["title"], "en", "r0")
    assert (first.path, first.media_type, first.data) == ("a.jsonl#1", "text/html", record["html"].encode())


@pytest.mark.parametrize("name", AS_RECORDS)
def test_records_are_the_same_whatever_they_come_in(name: str) -> None:
    """But for their origin."""
    found = rows(AS_RECORDS[name], name)
    assert without_origin(sources(found)) == REFERENCE
    assert not damages(found)


def test_the_recipes_example_reads_what_is_whole() -> None:
    """As it stands in docs/contributing/adding.md, with messages of a line: behind a damaged member it goes on."""
    page = (ROOT / "docs" / "contributing" / "adding.md").read_text("utf-8")
    (example,) = re.findall(r"```python\n(   def read_mbox.*?)\n   ```", page, re.S)
    names = {**vars(jsonl_format), "next_message": lambda stream, limit: stream.line(limit).decode().strip()}
    exec(textwrap.dedent(example), names)
    data = bytearray(gz_members([b"one\n", b"two\n", b"three\n"]))
    data[len(gz_members([b"one\n"])) + 12] ^= 1
    opened = container.Container(name="a.mbox.gz", stream=io.BytesIO(data), options=ReadOptions())
    open_format(opened)
    found = [item.row for item in names["read_mbox"](opened)]
    assert [source.data for source in sources(found)] == [b"one", b"three"]
    assert [row.path for row in damages(found)] == ["a.mbox.gz#2"]


@pytest.mark.parametrize("name", AS_PAGES)
def test_pages_are_the_same_whatever_they_come_in(name: str) -> None:
    """What only a record says they do not have."""
    found = rows(AS_PAGES[name], name)
    assert [source.data for source in sources(found)] == [source.data for source in REFERENCE]
    assert {source.media_type for source in sources(found)} == {"text/html"}
    assert not damages(found)


@pytest.mark.parametrize("size", [1, 2, 61, 4096])
def test_where_reads_end_does_not_matter(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a letter, a line end, a header, a magic number."""
    for module in (compression, container, stream, tar, packed, json_values):
        for name in ("CHUNK_BYTES", "_BITE_BYTES", "_WINDOW_BYTES", "_FORGET_BYTES"):
            if hasattr(module, name):
                least = 8 if module is packed or name == "_WINDOW_BYTES" else 1
                monkeypatch.setattr(module, name, max(size, least))
    kinds = {**AS_RECORDS, **AS_PAGES} if size > 60 else {name: AS_RECORDS[name] for name in ("a.jsonl.gz", "a.csv")}
    for name, data in kinds.items():
        found = rows(data, name)
        assert [source.data for source in sources(found)] == [source.data for source in REFERENCE], name
        assert not damages(found), name


@pytest.mark.parametrize("pack", [zip_of, tar_of])
def test_a_folder_that_was_packed_has_its_manifest_with_it(pack: object) -> None:
    """Outlet, address and day as if it lay there unpacked."""
    assert callable(pack)
    found = rows(pack({**PAGES, "manifest.csv": MANIFEST.encode()}), "a")
    told = [(source.outlet, source.url, source.published, source.data) for source in sources(found)]
    assert told == [(source.outlet, source.url, source.published, source.data) for source in REFERENCE]
    assert counts(found) == {"manifest": 1}
    wrong = rows(pack({**PAGES, "manifest.csv": b"name\nx\n"}), "a")
    assert [row.reason for row in damages(wrong)] == ["bad_manifest"]
    assert len(sources(wrong)) == len(PAGES)


@pytest.mark.parametrize("name", ["a.txt", "a.jpg", "a", "a.html", "a.parquet"])
@pytest.mark.parametrize("kind", ["a.jsonl", "array.json", "a.parquet", "a.jsonl.gz", "packed.zip", "a.tar"])
def test_the_content_tells_where_the_name_lies(name: str, kind: str) -> None:
    """A wrong name, a missing one."""
    assert without_origin(sources(rows(AS_RECORDS[kind], name))) == REFERENCE


def test_a_name_that_promises_compression_may_lie() -> None:
    """A server unpacked it on the way."""
    assert without_origin(sources(rows(LINES, "a.jsonl.gz"))) == REFERENCE
    assert [source.data for source in sources(rows(b"Plain words.", "a.txt.gz"))] == [b"Plain words."]


@pytest.mark.parametrize(
    "text",
    [
        b"[Updated] The harbour is closed.\nMore soon.",
        b"text, html: two words of the web\nThey are short.",
        b"{ once upon a time }\n",
        b"WARC/1.0 is a format, he said.\n",
        b"PK\nThe two letters stand on the quay.",
    ],
)
def test_a_text_that_begins_like_data_is_a_text(text: bytes) -> None:
    """What is called a text needs better proof."""
    assert [(source.media_type, source.data) for source in sources(rows(text, "a.txt"))] == [("text/plain", text)]


def test_what_is_no_format_of_ours_is_handed_on_as_it_is() -> None:
    """A later stage says what it thinks of it; an office document is no archive of articles."""
    document = zip_of({"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"})
    for data in (b"\xff\xd8\xff picture", document):
        (source,) = sources(rows(data, "a.docx"))
        assert (source.media_type, source.data) == ("application/octet-stream", data)


def test_cells_may_hold_line_ends_quotes_and_bytes_of_another_charset() -> None:
    """The bytes come through as they are, to be decoded like a file's."""
    data = 'url;text\nhttps://a.example/1;"one\n\n""two""; três"\nhttps://a.example/2;5" of rain\n'.encode("cp1252")
    found = sources(rows(data, "a.csv"))
    assert [source.data for source in found] == ['one\n\n"two"; três'.encode("cp1252"), b'5" of rain']


def test_a_row_that_is_broken_costs_itself() -> None:
    """A mark that opens and never closes does not swallow the rest."""
    header = b"id,url,text\n"
    good = [b'%d,https://a.example/%d,"words, and words"\n' % (i, i) for i in range(6)]
    found = rows(header + b"".join(good[:3]) + b'x,https://a.example/x,"never closed\n' + b"".join(good[3:]), "a.csv")
    assert [source.record_id for source in sources(found)] == ["0", "1", "2", "3", "4", "5"]
    assert [(row.path, row.reason) for row in damages(found)] == [("a.csv#4", "bad_record")]


def test_hidden_files_and_folders_of_an_archive_are_no_inputs() -> None:
    """As in a folder; they are counted."""
    files = {"a/x.txt": b"Words.", ".hidden.txt": b"no", "__MACOSX/a/._x.txt": b"no"}
    for data in (zip_of(files), tar_of(files)):
        found = rows(data, "a")
        assert [source.path for source in sources(found)] == ["a#a/x.txt"]
        assert counts(found) == {"hidden file": 2}


def test_links_and_devices_of_an_archive_are_refused() -> None:
    """Each with a row; nothing is followed, and nothing written."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind in (
            ("s", tarfile.SYMTYPE),
            ("h", tarfile.LNKTYPE),
            ("d", tarfile.CHRTYPE),
            ("f", tarfile.FIFOTYPE),
        ):
            info = tarfile.TarInfo(f"{name}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("../../outside.txt")
        info.size = 6
        archive.addfile(info, io.BytesIO(b"Words."))
    found = rows(out.getvalue(), "a.tar")
    assert [(row.path, row.reason) for row in damages(found)] == [(f"a.tar#{n}.txt", "refused") for n in "shdf"]
    assert [(source.path, source.data) for source in sources(found)] == [("a.tar#../../outside.txt", b"Words.")]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        link = zipfile.ZipInfo("s.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        packed.writestr(link, "/etc/passwd")
    found = rows(out.getvalue(), "a.zip")
    assert [(row.path, row.reason) for row in damages(found)] == [("a.zip#s.txt", "refused")]
    assert not sources(found)


def test_long_names_of_an_archive_are_whole() -> None:
    """GNU's and POSIX's way of writing them."""
    for form in (tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        out = io.BytesIO()
        name = "crawl/" * 30 + "ä.txt"
        with tarfile.open(fileobj=out, mode="w", format=form) as archive:
            info = tarfile.TarInfo(name)
            info.size = 6
            archive.addfile(info, io.BytesIO(b"Words."))
        assert [row.path for row in sources(rows(out.getvalue(), "a.tar"))] == [f"a.tar#{name}"]


def test_an_archive_inside_an_archive_is_refused() -> None:
    """One level is read."""
    found = rows(zip_of({"inner.zip": zip_of(PAGES), "a.txt": b"Words."}), "a.zip")
    assert [(row.path, row.reason) for row in damages(found)] == [("a.zip#inner.zip", "refused")]
    assert len(sources(found)) == 1


def test_a_record_that_is_none_is_named_with_its_number() -> None:
    """And the others come out."""
    data = b'{"text": "one"}\n[1]\n{"title": "no text"}\n{"text": 5}\n{"text": "\\ud83d"}\n\n{"text": "seven"}\n'
    found = rows(data, "a.jsonl")
    assert [source.path for source in sources(found)] == ["a.jsonl#1", "a.jsonl#7"]
    assert [(row.path, row.reason) for row in damages(found)] == [(f"a.jsonl#{n}", "bad_record") for n in (2, 3, 4, 5)]
    assert [row.offset for row in damages(found)] == [16, 20, 41, 53]


def test_what_is_larger_than_allowed_is_named_and_not_kept() -> None:
    """One record of many, and a file that is one."""
    options = ReadOptions(max_source_bytes=1000)
    for name, data in (
        ("a.jsonl", jsonl([{"text": "x" * 5000}, {"text": "short"}])),
        ("a.json", json.dumps([{"text": "x" * 5000}, {"text": "short"}]).encode()),
        ("a.csv", b'id,text\n1,"' + b"x" * 5000 + b'"\n2,short\n'),
        ("a.zip", zip_of({"1.txt": b"x" * 5000, "2.txt": b"short"})),
    ):
        found = rows(data, name, options)
        assert [source.data for source in sources(found)] == [b"short"], name
        assert len(damages(found)) == 1, name
    assert [row.reason for row in rows(b"x" * 5000, "a.txt", options) if not isinstance(row, Source)] == ["too_large"]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", b"x" * 5000),
        ("a.jsonl", jsonl([{"text": "x" * 5000}])),
        ("a.json", json.dumps([{"text": "x" * 5000}]).encode()),
        ("a.json", b'[{"text": "a"}, {"text": "' + b"x" * 200_000 + b'"}]'),
        ("a.csv", b'id,text\n1,"' + b"x" * 5000 + b'"\n'),
        ("a.warc", warc_record(http(b"<p>" + b"x" * 5000), "https://a.example/")),
        (
            "a.warc",
            warc_record(http(gzip.compress(bytes(5000)), "Content-Encoding: gzip"), "https://a.example/"),
        ),
    ],
)
def test_what_is_larger_than_allowed_names_the_setting(name: str, data: bytes) -> None:
    """Which a user then knows to raise."""
    (fault,) = damages(rows(data, name, ReadOptions(max_source_bytes=1000)))
    assert "read.max_source_bytes allows" in fault.error


@pytest.mark.parametrize(
    "name, data",
    [
        ("a.jsonl", b""),
        ("a.jsonl", b"\n \n"),
        ("a.json", b"[]"),
        ("a.csv", b"url,text\n"),
        ("a.jsonl.gz", gzip.compress(b"", mtime=0)),
        ("a.zip", zip_of({})),
        ("a.tar", tar_of({})),
        ("b.zip", zip_of({"a.jsonl": b""})),
        ("a.warc", b""),
    ],
)
def test_a_container_without_records_is_named(name: str, data: bytes) -> None:
    """It is an input, too, and must not vanish."""
    (row,) = rows(data, name)
    assert isinstance(row, Damaged)
    assert row.reason == "empty"


def test_what_is_given_fills_what_the_records_leave_open() -> None:
    """A manifest's line for a container: its outlet, not its address."""
    given = Given(outlet="The Post", url="https://post.example/all", published="2026-01-01")
    found = sources(
        read_container(io.BytesIO(b'{"text": "a"}\n{"text": "b", "outlet": "Own"}\n'), "a.jsonl", given=given)
    )
    assert [(s.outlet, s.url, s.published) for s in found] == [
        ("The Post", None, "2026-01-01"),
        ("Own", None, "2026-01-01"),
    ]
    (page,) = sources(read_container(io.BytesIO(b"words"), "a.txt", given=given))
    assert (page.outlet, page.url) == ("The Post", "https://post.example/all")


def test_title_and_language_of_a_record_stand_where_nothing_else_is_found(tmp_path: Path) -> None:
    """The article's own title comes first."""
    from copydesk.strip import strip_article

    text = "The ships of the quay are still in the harbour tonight, and that was the word of it all day.\n" * 3
    (source,) = sources(rows(jsonl([{"text": text, "title": "Given", "language": "en-GB"}]), "a.jsonl"))
    article = strip_article(read_article(source))
    assert (article.title, article.language) == ("Given", "en")
    (source,) = sources(rows(jsonl([{"html": RECORDS[0]["html"], "title": "Given"}]), "a.jsonl"))
    assert strip_article(read_article(source)).title == "Story 0"
